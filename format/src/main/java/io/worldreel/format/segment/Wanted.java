package io.worldreel.format.segment;

/** Which values of a window are going to be read. */
public sealed interface Wanted {
    Wanted ALL = new All();
    Wanted FEW = new Few();

    /** All of them. */
    record All() implements Wanted {}

    /**
     * Those of one component, of whatever entities.
     *
     * @param component its number in the segment
     */
    record OfComponent(int component) implements Wanted {}

    /** Those of one delta part, whose window's directory and keys have been read. */
    record OfGroup(int component, int group) implements Wanted {}

    /** None, or some that only the directory and the keys will tell. */
    record Few() implements Wanted {}
}
