package io.worldreel.format.window;

/**
 * Something that a frame says about an entity's life.
 *
 * @param tickIndex the frame
 * @param row the entity's row in the directory
 * @param kind what the entity is, for {@link Type#SPAWN}; otherwise empty
 */
public record Mark(int tickIndex, int row, Type type, String kind) {

    public enum Type {
        /** Said by the frame: begins a life unless the entity is alive, and sets its kind. */
        SPAWN(0),
        /** Not said by the frame: the entity was not alive and got a value, which begins a life of the empty kind. */
        BEGIN(1),
        /** Said by the frame: ends the life, if there is one, after the frame's values. */
        DESPAWN(2);

        private final int code;

        Type(int code) {
            this.code = code;
        }

        int code() {
            return code;
        }
    }
}
