# One frame: what is put on entities, and what happens. An entity is a reference that was given to a name.
extends RefCounted

const Messages = preload("messages.gd")

const BOOL = 1
const I32 = 2
const I64 = 3
const F32 = 4
const F64 = 5
const VEC2F32 = 6
const VEC3F32 = 7
const VEC4F32 = 8
const QUAT = 12
const UTF8 = 13
const BYTES = 14
const VARIANT = 15

const NOBODY = 0xffffffff

# Bytes that a value of each type takes, its row included; of variable types, without the value's own.
const COST = {BOOL: 5, I32: 8, I64: 12, F32: 8, F64: 12, VEC2F32: 12, VEC3F32: 16, VEC4F32: 20, QUAT: 20,
		UTF8: 8, BYTES: 8, VARIANT: 8}

var tick = 0
var time_nanos = 0

var _refs = []
var _rows = {}
var _blocks = {}
var _numbers = []
var _spawns = []
var _despawns = []
var _events = []


func _init(new_tick, new_time_nanos):
	tick = new_tick
	time_nanos = new_time_nanos


func is_empty():
	return _refs.is_empty() and _events.is_empty()


func row(ref):
	if not _rows.has(ref):
		_rows[ref] = _refs.size()
		_refs.append(ref)
	return _rows[ref]


# value: as the script has it; of VARIANT and BYTES, a PackedByteArray. One value for each entity and component.
func put(ref, component, type, value):
	var block = _blocks.get(component)
	if block == null:
		block = [type, [], []]
		_blocks[component] = block
		_numbers.append(component)
	block[1].append(row(ref))
	block[2].append(value)


func spawn(ref, kind):
	_spawns.append([row(ref), kind])


func despawn(ref):
	_despawns.append(row(ref))


# ref: null for nobody. encoding: 0 none, 1 text, 2 JSON, 3 bytes, 4 variant; data is a PackedByteArray.
func event(kind, ref, encoding, data):
	_events.append([NOBODY if ref == null else row(ref), kind, encoding, data])


func encode():
	return _encode(0, _refs.size())


# The frame in messages of at most so many bytes, if its entities allow: each carries some of them whole.
func encode_parts(most_bytes):
	var whole = encode()
	if whole.size() <= most_bytes or _refs.size() < 2:
		return [whole]
	var parts = []
	var sizes = _row_sizes()
	var from = 0
	while from < _refs.size():
		var bytes = 48 + 8 * _numbers.size()
		var to = from
		while to == from or (to < _refs.size() and bytes + sizes[to] <= most_bytes):
			bytes += sizes[to]
			to += 1
		parts.append(_encode(from, to))
		from = to
	return parts


func _row_sizes():
	var sizes = []
	for _ref in _refs:
		sizes.append(9)
	for number in _numbers:
		var block = _blocks[number]
		var cost = COST[block[0]]
		for i in range(block[1].size()):
			var value = block[2][i]
			sizes[block[1][i]] += cost
			if block[0] == UTF8:
				sizes[block[1][i]] += value.to_utf8_buffer().size()
			elif block[0] > UTF8:
				sizes[block[1][i]] += value.size()
	for spawn in _spawns:
		sizes[spawn[0]] += 6 + spawn[1].to_utf8_buffer().size()
	for despawn in _despawns:
		sizes[despawn] += 4
	for event in _events:
		if event[0] != NOBODY:
			sizes[event[0]] += 11 + event[1].to_utf8_buffer().size() + event[3].size()
	return sizes


static func _within(items, from, to):
	var inside = []
	for item in items:
		if item[0] >= from and item[0] < to:
			inside.append(item)
	return inside


func _encode(from, to):
	var whole = from == 0 and to == _refs.size()
	var spawns = _spawns if whole else _within(_spawns, from, to)
	var despawns = []
	for despawn in _despawns:
		if despawn >= from and despawn < to:
			despawns.append(despawn)
	var events = []
	for event in _events:
		if (event[0] >= from and event[0] < to) or (event[0] == NOBODY and from == 0):
			events.append(event)
	_numbers.sort()
	var blocks = StreamPeerBuffer.new()
	var block_count = 0
	for number in _numbers:
		if _encode_block(blocks, number, from, to):
			block_count += 1

	var out = Messages.begin(Messages.FRAME, 1 if to > from else 0)
	out.put_64(tick)
	out.put_64(time_nanos)
	out.put_u32(to - from)
	out.put_u32(block_count)
	out.put_u32(spawns.size())
	out.put_u32(despawns.size())
	out.put_u32(events.size())
	for i in range(from, to):
		out.put_64(_refs[i])
	for i in range(from, to, 8):
		out.put_u8((1 << int(min(8, to - i))) - 1)
	if block_count:
		out.put_data(blocks.data_array)
	for spawn in spawns:
		out.put_u32(spawn[0] - from)
		Messages.put_name(out, spawn[1])
	for despawn in despawns:
		out.put_u32(despawn - from)
	for event in events:
		out.put_u32(event[0] if event[0] == NOBODY else event[0] - from)
		Messages.put_name(out, event[1])
		out.put_u8(event[2])
		out.put_u32(event[3].size())
		if event[3].size():
			out.put_data(event[3])
	return out.data_array


func _encode_block(out, number, from, to):
	var block = _blocks[number]
	var type = block[0]
	var rows = block[1]
	var values = block[2]
	var chosen = range(rows.size())
	if from > 0 or to < _refs.size():
		chosen = []
		for i in range(rows.size()):
			if rows[i] >= from and rows[i] < to:
				chosen.append(i)
	if chosen.is_empty():
		return false
	var dense = chosen.size() == to - from
	if dense:
		for i in range(chosen.size()):
			if rows[chosen[i]] != from + i:
				dense = false
				break
	out.put_u16(number)
	out.put_u8(type)
	out.put_u8(1 if dense else 0)
	out.put_u32(chosen.size())
	if not dense:
		for i in chosen:
			out.put_u32(rows[i] - from)
	_encode_values(out, type, values, chosen)
	return true


func _encode_values(out, type, values, chosen):
	match type:
		BOOL:
			for i in chosen:
				out.put_u8(1 if values[i] else 0)
		I32:
			for i in chosen:
				out.put_32(values[i])
		I64:
			for i in chosen:
				out.put_64(values[i])
		F32:
			for i in chosen:
				out.put_float(values[i])
		F64:
			for i in chosen:
				out.put_double(values[i])
		VEC2F32:
			for i in chosen:
				var value = values[i]
				out.put_float(value.x)
				out.put_float(value.y)
		VEC3F32:
			for i in chosen:
				var value = values[i]
				out.put_float(value.x)
				out.put_float(value.y)
				out.put_float(value.z)
		VEC4F32:
			for i in chosen:
				var value = values[i]
				var is_color = typeof(value) == TYPE_COLOR
				out.put_float(value.r if is_color else value.x)
				out.put_float(value.g if is_color else value.y)
				out.put_float(value.b if is_color else value.z)
				out.put_float(value.a if is_color else value.w)
		QUAT:
			for i in chosen:
				var value = values[i]
				out.put_float(value.x)
				out.put_float(value.y)
				out.put_float(value.z)
				out.put_float(value.w)
		_:
			_encode_variable(out, type, values, chosen)


func _encode_variable(out, type, values, chosen):
	var all = []
	for i in chosen:
		var bytes = values[i].to_utf8_buffer() if type == UTF8 else values[i]
		all.append(bytes)
		out.put_u32(bytes.size())
	for bytes in all:
		if bytes.size():
			out.put_data(bytes)
