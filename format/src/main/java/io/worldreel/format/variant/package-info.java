/** Godot's Variants as the engine serialises them ({@code var2bytes}, {@code var_to_bytes}), for Godot 3 and 4. */
@NullMarked
package io.worldreel.format.variant;

import org.jspecify.annotations.NullMarked;
