# The way to the recorder: opens, waits for its welcome, sends, opens again. Nothing here waits.
#
# Over TCP and WebSocket, messages are kept until the recorder says that it received them; after a broken connection
# the rest is said again. Over UDP, declarations are said again every second, and frames once.
extends RefCounted

const Messages = preload("messages.gd")
const CarrierTcp = preload("carrier_tcp.gd")
const CarrierWebSocket = preload("carrier_websocket.gd")
const CarrierUdp = preload("carrier_udp.gd")

const RETRY_USEC = 1000000
const PATIENCE_USEC = 10000000
const OPEN_AGAIN_USEC = 100000
const REPEAT_USEC = 1000000

enum {UNCONNECTED, CONNECTING, OPENED, WELCOMED, REFUSED}

var state = UNCONNECTED
var problem = "not connected yet"
# Of this source in the archive; null if there is none.
var last_tick = null
# Bytes of messages that are kept.
var kept_bytes = 0
# How often a welcome came that began the session anew on the recorder's side.
var beginnings = 0

var _url
var _scheme
var _host
var _port
var _token
var _hello
var _session
var _carrier
var _queue_bytes
var _said = []
var _queue = []
var _sent = 0
# Messages of this session before the queue, as the recorder counts them.
var _counted = 0
var _preamble = []
var _next_try = 0
var _deadline = 0
var _last_open = 0
var _last_repeat = 0


# Returns what is wrong with the address, or "".
func configure(url, token, hello, queue_bytes):
	_url = url
	_token = token
	_hello = hello
	_queue_bytes = queue_bytes
	var session = StreamPeerBuffer.new()
	session.put_u32(randi())
	session.put_u32(randi())
	_session = session.data_array
	var pattern = RegEx.new()
	pattern.compile("^(tcp|udp|ws|wss)://(\\[[0-9a-fA-F:.]+\\]|[^:/]+):([0-9]+)(/.*)?$")
	var found = pattern.search(url)
	if found == null:
		return "the recorder's address must be tcp://host:port, ws://host:port or udp://host:port: " + url
	_scheme = found.get_string(1)
	_host = found.get_string(2).trim_prefix("[").trim_suffix("]")
	_port = int(found.get_string(3))
	return ""


func is_datagrams():
	return _scheme == "udp"


func is_recording():
	return state == WELCOMED


# Declarations and names: kept for as long as the session lasts.
func say(message):
	_said.append(message)
	if state == WELCOMED and is_datagrams():
		_carrier.send_packed([message])
	elif state == WELCOMED:
		_keep(message)


# A frame, in parts over UDP. Returns false if there is no room for it.
func say_frame(parts):
	if state != WELCOMED and (is_datagrams() or beginnings == 0):
		return false
	if is_datagrams():
		var sent = true
		for i in range(parts.size()):
			sent = _carrier.send([parts[i]], i, parts.size()) and sent
		return sent
	if kept_bytes + parts[0].size() > _queue_bytes:
		return false
	_keep(parts[0])
	return true


func _keep(message):
	_queue.append(message)
	kept_bytes += message.size()


# Once a tick: connects, sends and receives as far as that goes at once.
func poll():
	var now = Time.get_ticks_usec()
	match state:
		UNCONNECTED:
			if now >= _next_try:
				_connect(now)
		CONNECTING:
			if _carrier.is_open():
				_preamble = [Messages.open(_session, _token, true), _hello]
				state = OPENED
			elif _carrier.is_broken() or now > _deadline:
				_broken("the recorder does not answer at " + _url)
		OPENED, WELCOMED:
			if is_datagrams():
				_poll_datagrams(now)
			else:
				_poll_stream(now)


func _connect(now):
	_next_try = now + RETRY_USEC
	_deadline = now + PATIENCE_USEC
	state = CONNECTING
	if is_datagrams():
		_carrier = CarrierUdp.new()
		_carrier.connect_to(_host, _port, _session)
		_last_open = 0
		state = OPENED
	elif _scheme == "tcp":
		_carrier = CarrierTcp.new()
		_carrier.connect_to(_host, _port)
	else:
		_carrier = CarrierWebSocket.new()
		_carrier.connect_to_url(_url)


func _broken(why):
	if _carrier != null:
		_carrier.close()
		_carrier = null
	if state != REFUSED:
		state = UNCONNECTED
		problem = why + "; trying again"
	_sent = 0
	_preamble = []
	_next_try = Time.get_ticks_usec() + RETRY_USEC


func _poll_stream(now):
	_send_preamble()
	for message in _carrier.take():
		_hear(message)
		if _carrier == null:
			return
	if _carrier.is_broken():
		_broken("the connection to " + _url + " broke")
		return
	if state == OPENED and now > _deadline:
		_broken("the recorder does not answer at " + _url)
		return
	if state == WELCOMED and _send_preamble():
		while _sent < _queue.size() and _carrier.offer(_queue[_sent]):
			_sent += 1
	_carrier.push()


func _send_preamble():
	while not _preamble.is_empty() and _carrier.offer(_preamble[0]):
		_preamble.pop_front()
	return _preamble.is_empty()


func _poll_datagrams(now):
	if state == OPENED and now - _last_open >= OPEN_AGAIN_USEC:
		_last_open = now
		_carrier.send([Messages.open(_session, _token, false), _hello])
	elif state == WELCOMED and now - _last_repeat >= REPEAT_USEC:
		_last_repeat = now
		_carrier.send_packed(_said)
	for message in _carrier.take():
		_hear(message)
		if _carrier == null:
			return


func _hear(message):
	var body = StreamPeerBuffer.new()
	body.data_array = message
	body.seek(8)
	match message[4]:
		Messages.WELCOME:
			if state == OPENED:
				_welcomed(body)
		Messages.REFUSED:
			var length = body.get_u16()
			var reason = body.get_data(length)[1].get_string_from_utf8()
			problem = "the recorder refused: " + reason
			state = REFUSED
			_broken(problem)
		Messages.RECEIVED:
			if is_datagrams():
				# The recorder was started anew.
				state = OPENED
				_last_open = 0
			else:
				_forget(body.get_64())


func _welcomed(body):
	body.get_u32()
	body.get_u32()
	var received = body.get_64()
	# GDScript cannot write the smallest integer, which says that there is none.
	var last = body.get_64()
	last_tick = null if last < -0x7fffffffffffffff else last
	state = WELCOMED
	problem = ""
	if is_datagrams():
		beginnings += 1
		_last_repeat = Time.get_ticks_usec()
		_carrier.send_packed(_said)
		return
	_sent = 0
	if received > 0 and received >= _counted:
		_forget(received)
		_sent = 0
		return
	beginnings += 1
	var from = received if received < _said.size() else 0
	_preamble = _said.slice(from)
	_counted = _said.size()


func _forget(received):
	while _counted < received and not _queue.is_empty():
		kept_bytes -= _queue.pop_front().size()
		_counted += 1
		_sent = maxi(0, _sent - 1)


# Ends the session in order. What the recorder has not received within the time is lost.
func finish(timeout_msec):
	var deadline = Time.get_ticks_msec() + timeout_msec
	if state == WELCOMED and is_datagrams():
		for _again in range(3):
			_carrier.send([Messages.end()])
	elif state == WELCOMED:
		_keep(Messages.end())
		while state == WELCOMED and not _queue.is_empty() and Time.get_ticks_msec() < deadline:
			poll()
			OS.delay_msec(2)
	var done = _queue.is_empty()
	if _carrier != null:
		_carrier.close()
		_carrier = null
	state = UNCONNECTED
	return done
