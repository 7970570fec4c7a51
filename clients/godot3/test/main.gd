# A game of fifty balls that is recorded. Its orders come in the environment:
#   WORLDREEL_URL, WORLDREEL_FRAMES    where to, and how many frames
#   WORLDREEL_QUALITY                  a preset other than the default
#   WORLDREEL_QUEUE_BYTES              how much is kept for a recorder that does not take it
#   WORLDREEL_STOP_MSEC                how long the end waits for the recorder
#   WORLDREEL_VECTORS=1                print encoded frames instead
# It prints one line that begins with "result:" and ends.
extends Node

const Frame = preload("res://addons/worldreel/frame.gd")
const Messages = preload("res://addons/worldreel/messages.gd")
const Ball = preload("res://test/ball.gd")
const BALLS = 50

var _left = 0
var _balls = []
var _worst_usec = 0
var _total_usec = 0
var _measured = 0


func _ready():
	if OS.get_environment("WORLDREEL_VECTORS") != "":
		_print_vectors()
		get_tree().quit()
		return
	_left = int(OS.get_environment("WORLDREEL_FRAMES"))
	for i in range(BALLS):
		var ball = Ball.new()
		ball.name = "Ball%d" % i
		add_child(ball)
		_balls.append(ball)
	InputMap.add_action("jump")
	var key = InputEventKey.new()
	key.scancode = KEY_J
	InputMap.action_add_event("jump", key)

	var options = {"world": "arena", "source": "godot3", "token": OS.get_environment("WORLDREEL_TOKEN")}
	if OS.get_environment("WORLDREEL_QUALITY") != "":
		options.quality = OS.get_environment("WORLDREEL_QUALITY")
	if OS.get_environment("WORLDREEL_QUEUE_BYTES") != "":
		options.queue_bytes = int(OS.get_environment("WORLDREEL_QUEUE_BYTES"))
	var wrong = Worldreel.start(OS.get_environment("WORLDREEL_URL"), options)
	if wrong != "":
		print("result: ", wrong)
		get_tree().quit()
		return
	for ball in _balls:
		Worldreel.record(ball, ["transform", "linear_velocity", "health", "tags"], "ball")
		Worldreel.record_signal(ball, "bounced")
	Worldreel.record_input()
	Worldreel.set_physics_process(false)


func _physics_process(_delta):
	# Called here, and not by the tree, to measure what it costs.
	var before = OS.get_ticks_usec()
	Worldreel._physics_process(_delta)
	var cost = OS.get_ticks_usec() - before
	if not Worldreel.is_recording() and Worldreel.frames == 0:
		return
	_measured += 1
	_total_usec += cost
	_worst_usec = max(_worst_usec, cost)
	if Worldreel.frames == 30:
		var press = InputEventKey.new()
		press.scancode = KEY_J
		press.pressed = true
		get_tree().input_event(press)
	if Worldreel.frames == 100:
		_balls.pop_back().queue_free()
	if Worldreel.frames >= _left:
		var frames = Worldreel.frames
		var dropped = Worldreel.dropped
		var patience = OS.get_environment("WORLDREEL_STOP_MSEC")
		var done = Worldreel.stop(10000 if patience == "" else int(patience))
		print("result: frames=%d dropped=%d done=%s mean_usec=%d worst_usec=%d" % [frames, dropped, done,
				_total_usec / _measured, _worst_usec])
		set_physics_process(false)
		get_tree().quit()


# The messages of clients/vectors.txt.
func _print_vectors():
	var frame = Frame.new(600, 1500000000000000000)
	frame.put(7, 0, Frame.VEC2F32, Vector2(1.5, -2))
	_print(frame)

	_print(Frame.new(601, -1))

	frame = Frame.new(602, 0)
	frame.spawn(0, "ball")
	frame.put(0, 1, Frame.BOOL, true)
	frame.put(1, 2, Frame.I32, -2147483648)
	frame.put(9, 3, Frame.I64, 9223372036854775807)
	frame.put(0, 4, Frame.F32, 1.5)
	frame.put(0, 5, Frame.F64, 0.1)
	frame.put(1, 6, Frame.VEC3F32, Vector3(1.5, -2, 3.25))
	frame.put(1, 7, Frame.VEC4F32, Color(1, 0.5, 0.25, 0))
	frame.put(0, 8, Frame.QUAT, Quat(0, 0, 0.5, 1))
	frame.put(1, 9, Frame.UTF8, "the last wins")
	frame.put(0, 9, Frame.UTF8, "")
	frame.put(0, 10, Frame.BYTES, PoolByteArray([0, 1, 2]))
	frame.put(1, 11, Frame.VARIANT, var2bytes(Vector3(1, -2.5, 3.75)))
	frame.event("goal", 1, 1, "far corner".to_utf8())
	frame.event("whistle", null, 0, PoolByteArray())
	frame.despawn(9)
	_print(frame)

	frame = Frame.new(603, 0)
	for i in range(20):
		frame.put(i, 6, Frame.VEC3F32, Vector3(1.5, -2, 3.25))
	for i in range(19, -1, -1):
		frame.put(i, 3, Frame.I64, i)
	_print(frame)
	for part in frame.encode_parts(200):
		_print_bytes(part)

	var open = Messages.open(PoolByteArray([136, 119, 102, 85, 68, 51, 34, 17]), "abc", true)
	_print_bytes(open)
	_print_bytes(Messages.hello("arena", "godot", "test"))
	_print_bytes(Messages.declaration(7, Frame.VEC3F32, 1, "position", "m", 0.001, true))
	_print_bytes(Messages.entity_name(-3, "Bäll"))
	_print_bytes(Messages.end())


func _print(frame):
	_print_bytes(frame.encode())


func _print_bytes(bytes):
	print("result: ", bytes.hex_encode())
