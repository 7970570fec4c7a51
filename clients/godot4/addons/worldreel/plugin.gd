@tool
extends EditorPlugin


func _enter_tree():
	add_autoload_singleton("Worldreel", "res://addons/worldreel/worldreel.gd")


func _exit_tree():
	remove_autoload_singleton("Worldreel")
