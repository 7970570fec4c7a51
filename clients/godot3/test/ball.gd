extends Spatial

signal bounced(height, where)

var linear_velocity = Vector3()
var health = 100
var tags = {"team": 1}
var frame = 0


func _physics_process(_delta):
	frame += 1
	var turn = frame / 60.0 + get_index()
	linear_velocity = Vector3(-sin(turn), 0, cos(turn)) * 10
	transform = Transform(Basis(Quat(Vector3.UP, turn)), Vector3(10 * cos(turn), get_index(), 10 * sin(turn)))
	if frame % 60 == 0:
		health -= 1
		tags.team += 1
		emit_signal("bounced", get_index() * 0.5, self)
