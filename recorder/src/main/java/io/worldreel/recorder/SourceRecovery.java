package io.worldreel.recorder;

import io.worldreel.format.FormatException;
import io.worldreel.format.WorldState;
import io.worldreel.format.archive.ArchiveLayout;
import io.worldreel.format.archive.Catalog;
import io.worldreel.format.archive.Chunk;
import io.worldreel.format.archive.ChunkInfo;
import io.worldreel.format.journal.JournalDocument;
import io.worldreel.format.journal.JournalFiles;
import io.worldreel.format.journal.JournalReader;
import io.worldreel.format.journal.JournalVisitor;
import io.worldreel.format.message.FrameMessage;
import io.worldreel.format.message.Message;
import io.worldreel.format.segment.Gap;
import io.worldreel.format.segment.Lifetime;
import io.worldreel.format.segment.Segment;
import io.worldreel.zstdvfs.Progress;
import io.worldreel.zstdvfs.VfsConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Finishes what a source's recorder left when it died, whenever that was (FORMAT.md, "Write and recovery order"). The caller
 * holds the source's lock. A recovery that dies itself is finished by the next one.
 *
 * <p>What makes this safe to repeat: ticks of a source rise, so a frame of the journal that is not above the last tick in the
 * archive is in the archive.
 */
final class SourceRecovery {
    private static final String LOST = "the journal was damaged there";

    private final ArchiveLayout archive;
    private final SourceFiles files;
    private final IngestConfig config;
    private final ArchiveSink sink;
    private final List<ChunkInfo> chunks = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private long frames;

    SourceRecovery(ArchiveLayout archive, SourceFiles files, IngestConfig config, Progress progress) {
        this.archive = archive;
        this.files = files;
        this.config = config;
        sink = new ArchiveSink(archive, config, progress, sealed -> chunks.add(sealed.chunk()));
    }

    /** @throws IOException if a file cannot be read, written or deleted; what was not finished is still there */
    RecoveryReport.Source run() throws IOException {
        new ChunkKeeper(archive).finishDeleting();
        finishImport();
        files.deleteTemporaries(archive);
        enterNamedChunk();
        SourceFiles.deleteSegment(files.openSegment());
        replayJournal();
        mark();
        return new RecoveryReport.Source(files.directory().getFileName().toString(), frames,
                List.copyOf(chunks), List.copyOf(problems));
    }

    /** The last tick that the archive accounts for of a source, recorded or not; {@link Long#MIN_VALUE} if there is none. */
    long lastTick(String source) {
        return newest(source).map(this::lastTick).orElse(Long.MIN_VALUE);
    }

    /** A session may have ended with frames that were dropped. */
    private long lastTick(ChunkInfo newest) {
        try (Segment chunk = Chunk.open(archive.chunk(newest.chunk()), VfsConfig.DEFAULT)) {
            List<Gap> gaps = chunk.gaps();
            return gaps.isEmpty() ? newest.lastTick() : Math.max(newest.lastTick(), gaps.getLast().lastTick());
        } catch (FormatException | UncheckedIOException unreadable) {
            return newest.lastTick(); // what is wrong with the chunk is told by those who read it
        }
    }

    /** @throws RecorderException if the archive is of another world */
    void requireWorld(String world) {
        catalogued().stream().map(ChunkInfo::world).filter(known -> !known.equals(world)).findFirst()
                .ifPresent(other -> {
                    throw new RecorderException("cannot record world '" + world + "' into " + archive.root()
                            + ": it is an archive of world '" + other + "'; name another folder, or that world");
                });
    }

    private Optional<ChunkInfo> newest(String source) {
        return catalogued().stream().filter(chunk -> chunk.source().equals(source))
                .max(Comparator.comparingLong(ChunkInfo::lastTick));
    }

    private List<ChunkInfo> catalogued() {
        try (Catalog catalog = Catalog.open(archive)) {
            return catalog.chunks();
        }
    }

    private void finishImport() throws IOException {
        ArchiveLayout staging = files.importing();
        if (StagedChunks.isCommitted(staging)) {
            chunks.addAll(StagedChunks.moveIn(staging, archive));
        } else {
            SourceFiles.deleteTree(staging.root());
        }
    }

    /** Enters the chunk that the recorder had named, but not yet entered into the catalog when it died. */
    private void enterNamedChunk() throws IOException {
        List<ChunkInfo> known = catalogued();
        List<String> names = known.stream().map(ChunkInfo::chunk).toList();
        for (Path file : chunkFiles()) {
            if (names.contains(file.getFileName().toString())) {
                continue;
            }
            try {
                ChunkInfo chunk = Chunk.describe(file);
                if (isOfThisSource(chunk.source()) && chunk.firstTick() > lastTick(chunk.source())) {
                    sink.enter(files.openSegment(), chunk);
                }
            } catch (FormatException damage) {
                problems.add("chunk " + file + " cannot be read and is in no catalog: " + damage.getMessage());
            }
        }
    }

    private boolean isOfThisSource(String source) {
        return archive.recording(source).equals(files.directory());
    }

    /** Does what the recorder that died was asked from outside: all it had is sealed now. */
    private void mark() {
        MarkRequests requests = new MarkRequests(files);
        if (requests.wereLeft()) {
            catalogued().stream().map(ChunkInfo::source).distinct().filter(this::isOfThisSource).forEach(sink::keep);
            requests.done();
        }
    }

    private List<Path> chunkFiles() throws IOException {
        List<Path> chunkFiles = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(archive.chunks(), "*.sqlite.zst")) {
            entries.forEach(chunkFiles::add);
        }
        return chunkFiles;
    }

    private void replayJournal() throws IOException {
        JournalFiles.deleteNewParts(files.journal());
        List<Long> parts = JournalFiles.parts(files.journal());
        if (parts.isEmpty()) {
            files.deleteEmptyJournal();
            return;
        }
        List<Path> read = new ArrayList<>();
        List<Path> damaged = new ArrayList<>();
        try (SegmentFeed feed = new SegmentFeed(files.openSegment(), sink, config)) {
            feed.recovering();
            Replay replay = new Replay(feed);
            for (long number : parts) {
                Path part = JournalFiles.part(files.journal(), number);
                (replay(number, replay) ? read : damaged).add(part);
            }
            feed.finish();
            frames += feed.frames();
        }
        for (Path part : damaged) {
            setAside(part);
        }
        for (Path part : read) {
            Files.delete(part);
        }
        files.deleteEmptyJournal();
    }

    /** Whether the part was read to its end and is whole. */
    private boolean replay(long number, Replay replay) throws IOException {
        int before = replay.unusable;
        try (JournalReader part = JournalReader.open(files.journal(), number)) {
            part.readAll(replay);
        } catch (FormatException unreadable) {
            replay.unusable(JournalFiles.part(files.journal(), number) + " cannot be read: " + unreadable.getMessage());
        }
        return replay.unusable == before;
    }

    private void setAside(Path part) throws IOException {
        Path aside = part.resolveSibling("damaged-" + part.getFileName());
        Files.move(part, aside, StandardCopyOption.REPLACE_EXISTING);
        problems.add(
                "journal part " + part + " is damaged; what could be read of it is kept, and the file is now " + aside);
    }

    /** Brings into the archive what it does not have yet. */
    private final class Replay implements JournalVisitor {
        private final SegmentFeed feed;
        private long stored = Long.MIN_VALUE;
        private String source = "";
        /** Whether frames of the session that is being read are in the archive already, and none of it was fed yet. */
        private boolean behind;
        /** Whether something could not be read since the last frame. */
        private boolean damaged;
        /** How much of the journal could not be used. */
        private int unusable;

        Replay(SegmentFeed feed) {
            this.feed = feed;
        }

        @Override
        public void message(Message message, long cursor, boolean repeated) {
            switch (message) {
                case Message.Hello hello -> begin(hello, cursor, repeated);
                case FrameMessage frame -> frame(frame, cursor);
                default -> accept(message, cursor);
            }
        }

        private void accept(Message message, long cursor) {
            try {
                feed.accept(message, cursor);
            } catch (FormatException | IllegalArgumentException refused) {
                unusable("the journal has a message that cannot be used: " + refused.getMessage());
            }
        }

        private void unusable(String problem) {
            problems.add(problem);
            unusable++;
        }

        private void begin(Message.Hello hello, long cursor, boolean repeated) {
            if (repeated && !source.isEmpty()) {
                return;
            }
            accept(hello, cursor);
            source = hello.source();
            stored = Math.max(feed.lastTick(), lastTick(source));
            feed.follow(stored);
            behind = repeated;
        }

        private void frame(FrameMessage frame, long cursor) {
            if (frame.tick() <= stored) {
                behind = true;
                return;
            }
            catchUp();
            if (damaged) {
                feed.lostBefore(frame.tick(), LOST);
                damaged = false;
            }
            accept(frame, cursor);
        }

        /** The archive's newest chunk knows what was alive when the journal's session went on. */
        private void catchUp() {
            if (!behind) {
                return;
            }
            behind = false;
            newest(source).ifPresent(this::resume);
        }

        private void resume(ChunkInfo newest) {
            List<Lifetime> living = new ArrayList<>();
            try (Segment chunk = Chunk.open(archive.chunk(newest.chunk()), VfsConfig.DEFAULT)) {
                Optional<WorldState> state = chunk.lastState();
                chunk.lifetimes(life -> {
                    if (life.despawnTick().isEmpty()) {
                        living.add(life);
                    }
                });
                state.ifPresent(last -> feed.resume(last, living));
            } catch (FormatException unreadable) {
                problems.add("what was alive after tick " + newest.lastTick() + " is not known: "
                        + unreadable.getMessage());
            }
        }

        @Override
        public void dropped(JournalDocument.Dropped dropped, long cursor) {
            if (dropped.lastTick() > stored) {
                catchUp();
                feed.dropped(dropped, cursor);
            }
        }

        @Override
        public void mark(long cursor) {
            feed.mark(cursor);
        }

        @Override
        public void damaged(String problem, long cursor) {
            unusable(problem);
            damaged = true;
        }
    }
}
