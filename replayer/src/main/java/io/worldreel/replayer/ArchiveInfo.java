package io.worldreel.replayer;

import io.worldreel.format.Component;

import io.worldreel.format.segment.Indexes;

import java.util.List;
import java.util.SortedMap;

/**
 * What an archive holds, altogether.
 *
 * @param sources by name
 * @param components each once, in the order in which the first source that has them declares them
 * @param entities distinct ids over all time
 * @param bytes of all chunk files
 * @param rawBytes what the samples take plainly
 * @param samples (entity, tick) rows
 * @param ticks what became of the ticks
 * @param accounts the same, chunk by chunk; a chunk that cannot be read has no recovered ticks
 * @param indexes what the chunks' indexes take
 * @param unsealed sources that have frames outside of chunks: they are being recorded, or their recorder ended without sealing. Such
 *        frames are not shown
 */
public record ArchiveInfo(String world, List<Source> sources, List<Component> components, long entities, int chunks,
        long bytes, long rawBytes, long samples, TickAccount ticks, List<ChunkAccount> accounts, Indexes.Sizes indexes,
        List<String> unsealed) {

    public ArchiveInfo {
        sources = List.copyOf(sources);
        components = List.copyOf(components);
        accounts = List.copyOf(accounts);
        unsealed = List.copyOf(unsealed);
    }

    /**
     * One source's part.
     *
     * @param leastTimeNanos the least time of any frame
     * @param greatestTimeNanos the greatest
     */
    public record Source(String name, int chunks, long firstTick, long lastTick, long leastTimeNanos,
            long greatestTimeNanos) {}

    /**
     * Every tick between the first and the last of each source is in one of these.
     *
     * @param recorded ticks that chunks hold
     * @param dropped ticks that a recorder could not take
     * @param missing ticks that the sender's numbers passed over
     * @param recovered those among the recorded that a recovery brought from the journal of a recorder that had died
     * @param droppedFor dropped ticks by the reason that was given
     */
    public record TickAccount(long recorded, long dropped, long missing, long recovered,
            SortedMap<String, Long> droppedFor) {}

    /** The account of one chunk, as {@link TickAccount} has it. */
    public record ChunkAccount(String chunk, long recorded, long dropped, long missing, long recovered) {}
}
