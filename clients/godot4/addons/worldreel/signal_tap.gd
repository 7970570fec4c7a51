# Listens to one signal of one node. Signals carry any number of arguments; these are as many as engines send.
extends RefCounted

const NONE = "worldreel: no argument"

var _recording
var _ref
var _kind


func _init(recording, ref, kind):
	_recording = recording
	_ref = ref
	_kind = kind


func fired(a = NONE, b = NONE, c = NONE, d = NONE, e = NONE, f = NONE, g = NONE, h = NONE):
	var arguments = []
	for argument in [a, b, c, d, e, f, g, h]:
		if typeof(argument) == TYPE_STRING and argument == NONE:
			break
		# Of an object only its number would be sent.
		arguments.append(argument.get_path() if argument is Node and argument.is_inside_tree() else argument)
	_recording.signal_fired(_ref, _kind, arguments)
