# Holds the addon's bytes against clients/vectors.txt, which other clients and the recorder are held against, too:
#     godot --headless --path clients/godot4 -s test/vectors.gd
# Ends with 0 if all agree.
extends SceneTree

const Frame = preload("res://addons/worldreel/frame.gd")
const Messages = preload("res://addons/worldreel/messages.gd")

var _expected = {}
var _wrong = 0


func _init():
	var file = FileAccess.open("res://../vectors.txt", FileAccess.READ)
	while not file.eof_reached():
		var words = file.get_line().split(" ", false)
		if words.size() == 2 and not words[0].begins_with("#"):
			_expected[words[0]] = words[1]

	var frame = Frame.new(600, 1500000000000000000)
	frame.put(7, 0, Frame.VEC2F32, Vector2(1.5, -2))
	_check("frame-one", frame.encode())

	_check("frame-empty", Frame.new(601, -1).encode())

	frame = Frame.new(602, 0)
	frame.spawn(0, "ball")
	frame.put(0, 1, Frame.BOOL, true)
	frame.put(1, 2, Frame.I32, -2147483648)
	frame.put(9, 3, Frame.I64, 9223372036854775807)
	frame.put(0, 4, Frame.F32, 1.5)
	frame.put(0, 5, Frame.F64, 0.1)
	frame.put(1, 6, Frame.VEC3F32, Vector3(1.5, -2, 3.25))
	frame.put(1, 7, Frame.VEC4F32, Color(1, 0.5, 0.25, 0))
	frame.put(0, 8, Frame.QUAT, Quaternion(0, 0, 0.5, 1))
	frame.put(1, 9, Frame.UTF8, "the last wins")
	frame.put(0, 9, Frame.UTF8, "")
	frame.put(0, 10, Frame.BYTES, PackedByteArray([0, 1, 2]))
	frame.put(1, 11, Frame.VARIANT, var_to_bytes(Vector3(1, -2.5, 3.75)))
	frame.event("goal", 1, 1, "far corner".to_utf8_buffer())
	frame.event("whistle", null, 0, PackedByteArray())
	frame.despawn(9)
	_check("frame-all-types-godot4", frame.encode())

	frame = Frame.new(603, 0)
	for i in range(20):
		frame.put(i, 6, Frame.VEC3F32, Vector3(1.5, -2, 3.25))
	for i in range(19, -1, -1):
		frame.put(i, 3, Frame.I64, i)
	_check("frame-many", frame.encode())

	_check("open", Messages.open(PackedByteArray([136, 119, 102, 85, 68, 51, 34, 17]), "abc", true))
	_check("hello", Messages.hello("arena", "godot", "test"))
	_check("component", Messages.declaration(7, Frame.VEC3F32, 1, "position", "m", 0.001, true))
	_check("entity-name", Messages.entity_name(-3, "Bäll"))
	_check("end", Messages.end())
	quit(1 if _wrong > 0 else 0)


func _check(vector, bytes):
	if bytes.hex_encode() == _expected.get(vector):
		print("ok ", vector)
	else:
		_wrong += 1
		printerr("wrong ", vector, ": ", bytes.hex_encode(), " instead of ", _expected.get(vector))
