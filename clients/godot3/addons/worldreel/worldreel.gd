# Records chosen nodes of a running game. An autoload: see README.md.
#
#     Worldreel.start("tcp://127.0.0.1:7700", {"world": "arena", "source": "eu-1"})
#     Worldreel.record($Ball, ["transform", "linear_velocity"])
#     Worldreel.record_signal($Goal, "body_entered")
#     Worldreel.record_input()
#
# Each physics frame becomes one recorded frame. The game never waits: what the recorder does not take in time stays in
# a queue of bounded size, and frames for which there is no room are left out and counted in `dropped`.
extends Node

const Messages = preload("messages.gd")
const Frame = preload("frame.gd")
const Link = preload("link.gd")
const SignalTap = preload("signal_tap.gd")

const VERSION = "0.1"

# Steps of the presets, by role; 0 is exact. visual: millimetres and a hundredth of a degree.
const QUALITY = {
	"exact": {"position": 0.0, "rotation": 0.0, "angle": 0.0, "scale": 0.0, "velocity": 0.0},
	"visual": {"position": 0.001, "rotation": 0.0001, "angle": 0.0001, "scale": 0.001, "velocity": 0.001},
}
# Over UDP an entity's kind may be lost, and is said again after so many ticks.
const REPEAT_TICKS = 60
const ROLES = {"": 0, "position": 1, "rotation": 2, "angle": 2, "scale": 3, "velocity": 4, "angular_velocity": 5}

const DEFAULTS = {"world": "world", "source": "godot", "token": "", "quality": "visual", "queue_bytes": 4194304}

# Frames that were made, and those of them that were left out.
var frames = 0
var dropped = 0

var _link
var _quality
# Numbers of components, by name and type.
var _components = {}
# What is known of each entity, by its reference; and the references of nodes, by their instance ids.
var _entities = {}
var _refs = {}
var _names = 0
var _happened = []
var _born = []
var _gone = []
var _records_input = false
var _taps = []
var _first_tick = null
var _first_frame = 0
var _beginnings = 0
var _say_all = true
var _start_nanos = 0
var _start_usec = 0


func _ready():
	pause_mode = PAUSE_MODE_PROCESS
	# After the nodes that are recorded.
	process_priority = 1000000


# Options: world, source, token, quality ("exact" or "visual"), queue_bytes. Returns what is wrong, or "".
func start(url, options = {}):
	stop(0)
	var all = DEFAULTS.duplicate()
	for key in options:
		if not DEFAULTS.has(key):
			return "Worldreel has no option '%s'" % key
		all[key] = options[key]
	if not QUALITY.has(all.quality):
		return "Worldreel has no quality '%s', but 'exact' and 'visual'" % all.quality
	_quality = QUALITY[all.quality]
	var engine = Engine.get_version_info()
	var sender = "godot/%d.%d.%d worldreel-godot3/%s" % [engine.major, engine.minor, engine.patch, VERSION]
	var link = Link.new()
	var wrong = link.configure(url, all.token, Messages.hello(all.world, all.source, sender), all.queue_bytes)
	if wrong != "":
		return wrong
	_link = link
	_start_nanos = OS.get_system_time_msecs() * 1000000
	_start_usec = OS.get_ticks_usec()
	return ""


# Records properties of a node, for as long as it is in the tree. transform and global_transform of a Spatial or Node2D
# become position, rotation and, if it is not 1, scale. Other properties keep their name; what has no type of its own
# is recorded as a Variant. The entity is called entity_name, or by the node's path; one that begins with @ is the same on
# all servers of the world.
func record(node, properties = ["transform"], kind = "", entity_name = ""):
	var ref = _entity(node, kind, entity_name)
	for property in properties:
		_entities[ref].properties.append(property)


# Records that a signal was emitted, with its arguments, as an event of that name.
func record_signal(node, name):
	var tap = SignalTap.new(self, _entity(node, ""), name)
	_taps.append(tap)
	return node.connect(name, tap, "fired")


# Records what players do as events of kind "input": actions of the input map, pressed and released.
func record_input(enabled = true):
	_records_input = enabled


# Records an event. data: anything that JSON can say, or null.
func event(kind, node = null, data = null):
	var ref = null if node == null else _entity(node, "")
	_happened.append([kind, ref, 0 if data == null else 2, PoolByteArray() if data == null else to_json(data).to_utf8()])


# Why nothing is recorded at the moment; "" if it is.
func problem():
	return "not started" if _link == null else _link.problem


func is_recording():
	return _link != null and _link.is_recording()


# Ends the recording in order, waiting at most so long. Returns whether the recorder has received everything.
func stop(timeout_msec = 2000):
	if _link == null:
		return true
	var done = _link.finish(timeout_msec)
	_link = null
	_first_tick = null
	_beginnings = 0
	_components = {}
	for ref in _entities:
		_entities[ref].said = false
		_entities[ref].known = {}
	return done


func _notification(what):
	if what == NOTIFICATION_WM_QUIT_REQUEST or what == NOTIFICATION_PREDELETE:
		stop()


func _entity(node, kind, entity_name = ""):
	var id = node.get_instance_id()
	if _refs.has(id):
		return _refs[id]
	var ref = _names
	_names += 1
	_refs[id] = ref
	_entities[ref] = {"node": node, "name": entity_name if entity_name != "" else str(node.get_path()),
			"kind": kind if kind != "" else node.get_class(),
			"properties": [], "known": {}, "said": false, "alive": false}
	node.connect("tree_exiting", self, "_node_gone", [ref, id], CONNECT_ONESHOT)
	return ref


func _node_gone(ref, id):
	_refs.erase(id)
	if _entities.has(ref):
		if _entities[ref].alive:
			_gone.append(ref)
		else:
			_entities.erase(ref)


func signal_fired(ref, kind, arguments):
	_happened.append([kind, ref, 4, var2bytes(arguments)])


func _input(input_event):
	if not _records_input or _link == null or input_event.is_echo():
		return
	for action in InputMap.get_actions():
		if input_event.is_action(action):
			event("input", null, {"action": action, "pressed": input_event.is_pressed(),
					"strength": input_event.get_action_strength(action)})


func _physics_process(_delta):
	if _link == null:
		return
	_link.poll()
	if _link.beginnings != _beginnings:
		_begin()
	if _first_tick == null:
		_happened.clear()
		return
	_record_frame()
	_link.poll()


# A recorder that does not know the session hears everything.
func _begin():
	_beginnings = _link.beginnings
	_say_all = true
	if _first_tick == null:
		_first_tick = 0 if _link.last_tick == null else _link.last_tick + 1
		_first_frame = Engine.get_physics_frames()


func _record_frame():
	# A name or component that is new is said before the frame that needs it.
	var tick = _first_tick + Engine.get_physics_frames() - _first_frame
	var frame = Frame.new(tick, _start_nanos + (OS.get_ticks_usec() - _start_usec) * 1000)
	var all = _say_all or _link.is_datagrams()
	for ref in _entities:
		_put_entity(frame, ref, _entities[ref], all)
	for happened in _happened:
		if happened[1] == null or _entities.has(happened[1]):
			frame.event(happened[0], happened[1], happened[2], happened[3])
	for ref in _gone:
		frame.despawn(ref)
	frames += 1
	if _link.say_frame(frame.encode_parts(1180) if _link.is_datagrams() else [frame.encode()]):
		_say_all = false
		for ref in _gone:
			_entities.erase(ref)
		_gone.clear()
	else:
		# Later frames must not rely on what this one said.
		dropped += 1
		_say_all = true
	_happened.clear()


func _put_entity(frame, ref, entity, all):
	if not entity.said:
		_link.say(Messages.entity_name(ref, entity.name))
		entity.said = true
	if not entity.alive or (all and (_say_all or frame.tick % REPEAT_TICKS == 0)):
		frame.spawn(ref, entity.kind)
		entity.alive = true
	if not is_instance_valid(entity.node) or not entity.node.is_inside_tree():
		return
	for property in entity.properties:
		var value = entity.node.get(property)
		if typeof(value) == TYPE_TRANSFORM:
			var prefix = "" if property in ["transform", "global_transform"] else property + "."
			_put(frame, ref, entity, prefix + "position", value.origin, "position", all)
			_put(frame, ref, entity, prefix + "rotation", value.basis.get_rotation_quat(), "rotation", all)
			_put_scale(frame, ref, entity, prefix + "scale", value.basis.get_scale(), Vector3.ONE, all)
		elif typeof(value) == TYPE_TRANSFORM2D:
			var prefix = "" if property in ["transform", "global_transform"] else property + "."
			_put(frame, ref, entity, prefix + "position", value.origin, "position", all)
			_put(frame, ref, entity, prefix + "rotation", value.get_rotation(), "angle", all)
			_put_scale(frame, ref, entity, prefix + "scale", value.get_scale(), Vector2.ONE, all)
		else:
			_put(frame, ref, entity, property, value, _role(property), all)


func _put_scale(frame, ref, entity, name, scale, one, all):
	if entity.known.has(name) or not scale.is_equal_approx(one):
		_put(frame, ref, entity, name, scale, "scale", all)


func _role(property):
	match property:
		"translation", "position", "global_position":
			return "position"
		"linear_velocity", "velocity":
			return "velocity"
		"angular_velocity":
			return "angular_velocity"
	return ""


# Puts a value if it is not what was put last. What can be changed in place is compared by its bytes.
func _put(frame, ref, entity, name, value, role, all):
	var known = entity.known.get(name)
	var type = _type(value, role)
	if type == Frame.VARIANT:
		value = var2bytes(value)
	if known == null or known[0] != type:
		known = [type, _component(name, type, role), null]
		entity.known[name] = known
	elif not all and typeof(known[2]) == typeof(value) and known[2] == value:
		return
	known[2] = value
	frame.put(ref, known[1], type, value)


func _type(value, role):
	match typeof(value):
		TYPE_BOOL:
			return Frame.BOOL
		TYPE_INT:
			return Frame.I64
		TYPE_REAL:
			return Frame.F32 if role == "angle" else Frame.F64
		TYPE_STRING:
			return Frame.UTF8
		TYPE_VECTOR2:
			return Frame.VEC2F32
		TYPE_VECTOR3:
			return Frame.VEC3F32
		TYPE_COLOR:
			return Frame.VEC4F32
		TYPE_QUAT:
			return Frame.QUAT
		TYPE_RAW_ARRAY:
			return Frame.BYTES
	return Frame.VARIANT


# One name may stand for values of several types: each is a component of its own.
func _component(name, type, role):
	var key = "%s#%d" % [name, type]
	if _components.has(key):
		return _components[key]
	var number = _components.size()
	var unique = name
	for known in _components:
		if known.begins_with(name + "#"):
			unique = key
	_components[key] = number
	var floating = type >= Frame.F32 and type <= Frame.QUAT
	var step = _quality.get("velocity" if role == "angular_velocity" else role, 0.0) if floating else 0.0
	_link.say(Messages.declaration(number, type, ROLES[role], unique, "", step, step > 0))
	return number
