package io.worldreel.replayer;

/**
 * Something that was asked for and could not be read.
 *
 * @param chunk file name
 * @param firstTick first of the ticks that it is about
 * @param lastTick last of the ticks that it is about
 * @param problem what is wrong with the chunk, and what to do
 */
public record Skipped(String chunk, String source, long firstTick, long lastTick, String problem) {}
