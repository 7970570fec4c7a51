# Messages as FORMAT.md has them ("Messages", "Wire protocol"), without the length that goes before them.
#
# Checksums of the recorded messages are left zero, which the opening says: computing them in a script would cost
# more than all the rest. The recorder fills them in.
extends RefCounted

const HELLO = 1
const DECLARATION = 2
const NAME = 3
const FRAME = 4
const END = 5
const OPEN = 64
const WELCOME = 65
const REFUSED = 66
const RECEIVED = 67

const FLAG_ACKNOWLEDGE = 1
const FLAG_UNCHECKED = 2


static func begin(type, flags):
	var out = StreamPeerBuffer.new()
	out.put_u32(0)
	out.put_u8(type)
	out.put_u8(flags)
	out.put_u16(0)
	return out


static func put_name(out, name):
	var bytes = name.to_utf8_buffer()
	if bytes.size() > 255:
		bytes.resize(255)
	out.put_u16(bytes.size())
	if bytes.size():
		out.put_data(bytes)


# session: eight bytes
static func open(session, token, acknowledge):
	var out = begin(OPEN, FLAG_UNCHECKED | (FLAG_ACKNOWLEDGE if acknowledge else 0))
	out.put_u32(0x57524c57)
	out.put_u16(0)
	out.put_u16(1)
	out.put_data(session)
	put_name(out, token)
	var bytes = out.data_array
	var crc = crc32c(bytes, 4)
	for i in range(4):
		bytes[i] = (crc >> (8 * i)) & 255
	return bytes


static func hello(world, source, sender):
	var out = begin(HELLO, 0)
	out.put_u32(0x4d524c57)
	out.put_u16(0)
	out.put_u16(1)
	put_name(out, world)
	put_name(out, source)
	put_name(out, sender)
	return out.data_array


static func declaration(number, type, role, name, unit, step, lossy):
	var out = begin(DECLARATION, 1 if lossy else 0)
	out.put_u16(number)
	out.put_u8(type)
	out.put_u8(role)
	out.put_double(step)
	put_name(out, name)
	put_name(out, unit)
	return out.data_array


static func entity_name(ref, name):
	var out = begin(NAME, 0)
	out.put_64(ref)
	put_name(out, name)
	return out.data_array


static func end():
	return begin(END, 0).data_array


# CRC-32C; only for the few bytes of open.
static func crc32c(bytes, from):
	var crc = 0xffffffff
	for i in range(from, bytes.size()):
		crc ^= bytes[i]
		for _bit in range(8):
			crc = (crc >> 1) ^ (0x82f63b78 if crc & 1 else 0)
	return crc ^ 0xffffffff
