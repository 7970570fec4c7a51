# Messages in datagrams. What the socket does not take, and what is lost on the way, is lost.
extends RefCounted

const MAGIC = 0x44524c57
const HEAD = 20
const AIM = 1200

var _peer = PacketPeerUDP.new()
var _session
var _number = 0
var _failed = false


# session: eight bytes
func connect_to(host, port, session):
	_session = session
	_failed = _peer.set_dest_address(host, port) != OK


func is_broken():
	return _failed


# Sends messages in a datagram of their own.
func send(messages, part = 0, parts = 1):
	var out = StreamPeerBuffer.new()
	out.put_u32(MAGIC)
	out.put_data(_session)
	out.put_u32(_number)
	out.put_u16(part)
	out.put_u16(parts)
	for message in messages:
		out.put_u32(message.size())
		out.put_data(message)
	_number += 1
	return _peer.put_packet(out.data_array) == OK


# Sends messages that may share datagrams.
func send_packed(messages):
	var some = []
	var bytes = HEAD
	for message in messages:
		if not some.is_empty() and bytes + 4 + message.size() > AIM:
			send(some)
			some = []
			bytes = HEAD
		some.append(message)
		bytes += 4 + message.size()
	if not some.is_empty():
		send(some)


func take():
	var messages = []
	while _peer.get_available_packet_count() > 0:
		var packet = _peer.get_packet()
		if packet.size() >= 12:
			messages.append(packet.slice(4))
	return messages


func close():
	_peer.close()
