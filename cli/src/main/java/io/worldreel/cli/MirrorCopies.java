package io.worldreel.cli;

import io.worldreel.format.archive.ArchiveLayout;
import io.worldreel.format.head.SignedHead;
import io.worldreel.publisher.mirror.MirrorCopy;
import io.worldreel.publisher.mirror.MirrorStore;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Brings the other places of a publication up to date, each on a thread of its own: so that one that is slow or gone keeps nobody waiting. */
final class MirrorCopies implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(250);
    private static final Duration END = Duration.ofSeconds(5);

    private final List<Thread> threads = new ArrayList<>();

    private MirrorCopies() {}

    /** Copies what is there now, and returns. */
    static void once(Invocation run, ArchiveLayout archive, MirrorOptions.Places places) throws IOException {
        for (MirrorStore copy : places.copies()) {
            new MirrorCopy(archive, places.first(), copy).bring().ifPresent(head -> tell(run, copy, head));
        }
    }

    /** Goes on copying until the verb is told to stop. */
    static MirrorCopies start(Invocation run, ArchiveLayout archive, MirrorOptions.Places places) {
        var copies = new MirrorCopies();
        run.progress(); // made before anybody else wants it
        for (MirrorStore store : places.copies()) {
            var copy = new MirrorCopy(archive, places.first(), store);
            copies.threads.add(Thread.ofPlatform().daemon().name("copy").start(() -> UntilStopped.look(run, LOOK,
                    "copying to " + store, () -> copy.bring().ifPresent(head -> tell(run, store, head)))));
        }
        return copies;
    }

    private static void tell(Invocation run, MirrorStore to, SignedHead head) {
        run.progress().happened("copied",
                json -> json.writeNumberProperty("seq", head.head().seq()).writeStringProperty("to", to.toString()),
                "head " + head.head().seq() + " is at " + to + ", too");
    }

    /** Waits for what is under way; what takes longer is broken off, and goes on with the next start. */
    @Override
    public void close() {
        try {
            for (Thread thread : threads) {
                thread.join(END);
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}
