# Messages over a WebSocket, one binary message each.
extends Reference

const QUEUE_KIB = 4096

var _client = WebSocketClient.new()
var _failed = false
var _in = []


func _init():
	# Not polled for: a close that comes with the last messages takes those that were not fetched with it.
	_client.connect("data_received", self, "_fetch")


func _fetch():
	_in.append(_client.get_peer(1).get_packet())


func connect_to_url(url):
	_client.set_buffers(QUEUE_KIB, 1024, QUEUE_KIB, 1024)
	_failed = _client.connect_to_url(url) != OK


func is_open():
	push()
	if _failed or _client.get_connection_status() != NetworkedMultiplayerPeer.CONNECTION_CONNECTED:
		return false
	_client.get_peer(1).set_write_mode(WebSocketPeer.WRITE_MODE_BINARY)
	return true


func is_broken():
	return _failed or _client.get_connection_status() == NetworkedMultiplayerPeer.CONNECTION_DISCONNECTED


func offer(message):
	return not is_broken() and _client.get_peer(1).put_packet(message) == OK


func push():
	if not is_broken():
		_client.poll()
	return true


func take():
	push()
	var messages = _in
	_in = []
	return messages


func close():
	_client.disconnect_from_host()
