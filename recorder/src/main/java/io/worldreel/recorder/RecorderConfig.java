package io.worldreel.recorder;

import io.worldreel.format.Limits;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How a game server is recorded.
 *
 * @param archive the archive's folder, which may not exist yet
 * @param world name of the world, 1 to 255 bytes of UTF-8
 * @param source name of this server among those that write the world: one recorder at a time for each
 * @param sender the recording program and its version, free text
 * @param overload what becomes of frames that the journal cannot take at once
 * @param journal how the journal uses its disk
 * @param ingest when segments are sealed, and how
 */
public record RecorderConfig(Path archive, String world, String source, String sender, Overload overload,
        JournalConfig journal, IngestConfig ingest) {
    private static final String DEFAULT_SOURCE = "main";
    private static final int NAME_BYTES = Limits.NAME_BYTES;

    public RecorderConfig {
        requireName("world", world);
        requireName("source", source);
        if (sender.getBytes(StandardCharsets.UTF_8).length > NAME_BYTES) {
            throw new IllegalArgumentException("the sender's name takes at most " + NAME_BYTES + " bytes");
        }
    }

    public static RecorderConfig of(Path archive, String world) {
        return new RecorderConfig(archive, world, DEFAULT_SOURCE, "worldreel", Overload.DROP, JournalConfig.DEFAULT,
                IngestConfig.DEFAULT);
    }

    public RecorderConfig withSource(String newSource) {
        return new RecorderConfig(archive, world, newSource, sender, overload, journal, ingest);
    }

    public RecorderConfig withSender(String newSender) {
        return new RecorderConfig(archive, world, source, newSender, overload, journal, ingest);
    }

    public RecorderConfig withOverload(Overload newOverload) {
        return new RecorderConfig(archive, world, source, sender, newOverload, journal, ingest);
    }

    public RecorderConfig withJournal(JournalConfig newJournal) {
        return new RecorderConfig(archive, world, source, sender, overload, newJournal, ingest);
    }

    public RecorderConfig withIngest(IngestConfig newIngest) {
        return new RecorderConfig(archive, world, source, sender, overload, journal, newIngest);
    }

    /** As {@link IngestConfig#withRing(Duration)}: a recording of the last minutes, until {@link Recorder#mark}. */
    public RecorderConfig withRing(Duration time) {
        return withIngest(ingest.withRing(time));
    }

    /** As {@link IngestConfig#withRing(long)}. */
    public RecorderConfig withRing(long bytes) {
        return withIngest(ingest.withRing(bytes));
    }

    private static void requireName(String what, String name) {
        int length = name.getBytes(StandardCharsets.UTF_8).length;
        if (length < 1 || length > NAME_BYTES) {
            throw new IllegalArgumentException(
                    "the " + what + "'s name must have 1 to " + NAME_BYTES + " bytes, has " + length);
        }
    }
}
