# Messages over TCP. Nothing here waits: put_data would stop the game for as long as the recorder does not read.
extends RefCounted

const MOST_IN = 4096

var _peer = StreamPeerTCP.new()
var _out = PackedByteArray()
var _in = PackedByteArray()
var _failed = false


func connect_to(host, port):
	_failed = _peer.connect_to_host(host, port) != OK


func is_open():
	_peer.poll()
	if not _failed and _peer.get_status() == StreamPeerTCP.STATUS_CONNECTED:
		_peer.set_no_delay(true)
		return true
	return false


func is_broken():
	return _failed or not (_peer.get_status() in [StreamPeerTCP.STATUS_CONNECTED, StreamPeerTCP.STATUS_CONNECTING])


# Takes a message if the one before is on its way. Returns whether it did.
func offer(message):
	if not push():
		return false
	var length = StreamPeerBuffer.new()
	length.put_u32(message.size())
	_out = length.data_array
	_out.append_array(message)
	push()
	return true


# Sends as much as goes at once. Returns whether all is sent.
func push():
	while _out.size() > 0 and not is_broken():
		var result = _peer.put_partial_data(_out)
		if result[0] != OK:
			_failed = true
			return false
		if result[1] <= 0:
			return false
		_out = PackedByteArray() if result[1] >= _out.size() else _out.slice(result[1])
	return _out.size() == 0


# Whole messages that came in.
func take():
	_peer.poll()
	var messages = []
	while not is_broken() and _peer.get_available_bytes() > 0:
		var result = _peer.get_partial_data(mini(_peer.get_available_bytes(), MOST_IN))
		if result[0] != OK:
			_failed = true
			break
		_in.append_array(result[1])
		while _in.size() >= 4:
			var length = _in[0] | _in[1] << 8 | _in[2] << 16 | _in[3] << 24
			if length < 8 or length > MOST_IN:
				_failed = true
				return messages
			if _in.size() < 4 + length:
				break
			messages.append(_in.slice(4, 4 + length))
			_in = PackedByteArray() if _in.size() == 4 + length else _in.slice(4 + length)
	return messages


func close():
	_peer.disconnect_from_host()
