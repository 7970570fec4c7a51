package io.worldreel.recorder;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;

/** A part of a journal whose recorder is gone. Nothing is appended to it; reading ends at what was left half-written. */
final class LeftoverPart implements AutoCloseable {
    private static final String FILES = "*.cq4";

    private final SingleChronicleQueue queue;
    private final JournalTail tail;

    private LeftoverPart(long number, SingleChronicleQueue queue) {
        this.queue = queue;
        this.tail = new JournalTail(number, queue);
    }

    /**
     * Opens a part. Chronicle Queue throws checked exceptions that it does not declare, and asserts what damaged files break.
     *
     * @throws RecorderException if it is damaged
     */
    @SuppressWarnings("CatchingUnchecked")
    static LeftoverPart open(Path journal, long number) {
        JvmFlags.require();
        Path directory = JournalDirectory.part(journal, number);
        SingleChronicleQueue queue = null;
        try {
            queue = JournalPart.queue(directory);
            return new LeftoverPart(number, queue);
        } catch (Exception | AssertionError failure) {
            if (queue != null) {
                queue.close();
            }
            throw new RecorderException("cannot open journal part " + directory + ": " + SourceLock.reason(failure),
                    failure);
        }
    }

    /** Whether the recorder was killed before the part had a file. */
    static boolean isEmpty(Path part) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(part, FILES)) {
            return !files.iterator().hasNext();
        }
    }

    /**
     * Hands every document to the visitor.
     *
     * @throws RecorderException if damage keeps some out of reach; what comes before it was handed over
     */
    void read(JournalVisitor visitor) {
        while (tail.next(visitor)) {
            // the tail hands over and counts
        }
        long unreachable = tail.unreachable();
        if (unreachable > 0) {
            throw new RecorderException("the last " + unreachable + " documents of journal part "
                    + queue.fileAbsolutePath() + " cannot be read: the file is damaged before them");
        }
    }

    @Override
    public void close() {
        tail.close();
        queue.close();
    }
}
