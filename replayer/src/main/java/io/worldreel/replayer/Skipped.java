package io.worldreel.replayer;

/**
 * Frames that were asked for and could not be read.
 *
 * @param chunk file name
 * @param firstTick first of the ticks that are left out
 * @param lastTick last of the ticks that are left out
 * @param problem what is wrong with the chunk, and what to do
 */
public record Skipped(String chunk, String source, long firstTick, long lastTick, String problem) {}
