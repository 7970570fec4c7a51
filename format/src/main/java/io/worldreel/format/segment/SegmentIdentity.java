package io.worldreel.format.segment;

/**
 * Whose frames a segment holds.
 *
 * @param recorder the program that wrote them and its version
 */
public record SegmentIdentity(String world, String source, String recorder) {}
