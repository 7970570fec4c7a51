# Messages over a WebSocket, one binary message each.
extends RefCounted

const QUEUE_BYTES = 4194304
const QUEUED_PACKETS = 1024

var _peer = WebSocketPeer.new()
var _failed = false


func connect_to_url(url):
	_peer.outbound_buffer_size = QUEUE_BYTES
	_peer.max_queued_packets = QUEUED_PACKETS
	_failed = _peer.connect_to_url(url) != OK


func is_open():
	push()
	return not _failed and _peer.get_ready_state() == WebSocketPeer.STATE_OPEN


func is_broken():
	return _failed or _peer.get_ready_state() == WebSocketPeer.STATE_CLOSED


# Takes a message if there is room for it. Returns whether it did.
func offer(message):
	return (_peer.get_ready_state() == WebSocketPeer.STATE_OPEN
			and _peer.get_current_outbound_buffered_amount() + message.size() <= QUEUE_BYTES
			and _peer.send(message, WebSocketPeer.WRITE_MODE_BINARY) == OK)


func push():
	if not is_broken():
		_peer.poll()
	return true


# What came in, also with the last words of a connection that is closed by now.
func take():
	push()
	var messages = []
	while _peer.get_available_packet_count() > 0:
		messages.append(_peer.get_packet())
	return messages


func close():
	_peer.close()
