package io.worldreel.recorder;

import io.worldreel.format.Component;
import io.worldreel.format.ComponentType;
import io.worldreel.format.EntityId;
import io.worldreel.format.FormatException;
import io.worldreel.format.FormatVersion;
import io.worldreel.format.Limits;
import io.worldreel.format.Role;
import io.worldreel.format.archive.ArchiveLayout;
import io.worldreel.format.journal.JournalDocument;
import io.worldreel.format.message.EntityGroup;
import io.worldreel.format.message.FrameEncoder;
import io.worldreel.format.message.Message;
import io.worldreel.format.message.MessageEncoder;
import io.worldreel.zstdvfs.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Records one source of a world: a game server in this process.
 *
 * <p>A frame costs the calling thread microseconds: no I/O call, no lock, and no allocation once the largest frame has been seen.
 * What it hands over survives the death of the process; another thread turns it into segments and chunks. Opening and closing take
 * their time and belong outside the tick.
 *
 * <p>All methods but {@link #health} and {@link #recovered} belong to one thread at a time; whoever hands the recorder to another thread makes sure that
 * the other sees what was done before.
 */
public final class Recorder implements AutoCloseable {
    /** More than the document takes that says what was dropped. */
    private static final int DROPPED_BYTES = 256;
    private static final String NO_ROOM = "the journal had no room";

    private final RecorderConfig config;
    private final SourceLock lock;
    private final SourceFiles files;
    private final Journal journal;
    private final ArchiveWriter writer;
    private final MessageEncoder messages = new MessageEncoder();
    private final FrameEncoder encoder = new FrameEncoder();
    private final RecordingFrame frame = new RecordingFrame(this, encoder);
    private final EntityRefs refs = new EntityRefs();
    private final Map<String, ComponentHandle> components = new HashMap<>();
    private long lastTick;
    private final DroppedTicks drops = new DroppedTicks();
    private final RecoveryReport.Source recovered;
    private boolean closed;
    private final AtomicLong frames = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();

    private Recorder(RecorderConfig config, SourceLock lock, SourceFiles files, Journal journal,
            RecoveryReport.Source recovered, long lastTick, Consumer<SealedChunk> sealed) {
        this.recovered = recovered;
        this.config = config;
        this.lock = lock;
        this.files = files;
        this.journal = journal;
        this.lastTick = lastTick;
        this.writer = new ArchiveWriter(journal, new ArchiveLayout(config.archive()), files, config.ingest(), lastTick,
                sealed);
    }

    /**
     * Opens a session. What an earlier one left unfinished is finished first, which takes a while if it left much.
     *
     * @throws RecorderException if another recorder records this source, or the archive cannot be read or written
     */
    public static Recorder open(RecorderConfig config) {
        return open(config, sealed -> {});
    }

    /**
     * As {@link #open(RecorderConfig)}.
     *
     * @param sealed told of each chunk of the session by the thread that makes them, which goes on when it returns
     */
    public static Recorder open(RecorderConfig config, Consumer<SealedChunk> sealed) {
        ArchiveLayout archive = new ArchiveLayout(config.archive());
        SourceFiles files = new SourceFiles(archive.recording(config.source()));
        SourceLock lock = SourceLock.take(files.directory());
        Journal journal = null;
        try {
            Recovery.replaceDamagedCatalog(archive, Progress.NONE);
            SourceRecovery recovery = new SourceRecovery(archive, files, config.ingest(), Progress.NONE);
            RecoveryReport.Source recovered = recovery.run();
            recovery.requireWorld(config.world());
            journal = Journal.open(files.journal(), config.journal());
            journal.appendForSession(new MessageEncoder().hello(new Message.Hello(FormatVersion.MAJOR,
                    FormatVersion.MINOR, config.world(), config.source(), config.sender())));
            return new Recorder(config, lock, files, journal, recovered, recovery.lastTick(config.source()), sealed);
        } catch (IOException | UncheckedIOException | FormatException failure) {
            release(journal, lock);
            throw new RecorderException("cannot record into " + config.archive() + ": " + SourceLock.reason(failure)
                    + "; see what 'worldreel recover' says", failure);
        } catch (RuntimeException failure) {
            release(journal, lock);
            throw failure;
        }
    }

    private static void release(@Nullable Journal journal, SourceLock lock) {
        if (journal != null) {
            journal.close();
        }
        lock.close();
    }

    public ComponentHandle component(String name, ComponentType type, Role role) {
        return component(Component.of(name, type, role));
    }

    /**
     * Declares a component, once, outside the tick. Declaring it again returns the same handle.
     *
     * @throws IllegalArgumentException if its name was declared otherwise, or there are too many components
     */
    public ComponentHandle component(Component component) {
        requireOpen();
        ComponentHandle known = components.get(component.name());
        if (known != null) {
            if (!known.component().equals(component)) {
                throw new IllegalArgumentException("component '" + component.name() + "' was declared as "
                        + known.component() + " and cannot become " + component);
            }
            return known;
        }
        int number = components.size();
        if (number == Limits.COMPONENTS) {
            throw new IllegalArgumentException("a source has at most " + Limits.COMPONENTS + " components");
        }
        say(messages.declaration(new Message.Declaration(number, component)));
        encoder.declare(number, component);
        ComponentHandle handle = new ComponentHandle(this, number, component);
        components.put(component.name(), handle);
        return handle;
    }

    /**
     * The reference by which frames name an entity that has a string id. The same name gives the same reference, for as long as
     * the recorder is open.
     *
     * @param name 1 to 255 bytes of UTF-8
     */
    public long entity(String name) {
        requireOpen();
        if (!refs.knows(name)) {
            EntityId.of(name);
            say(messages.entityName(new Message.EntityName(refs.next(), name)));
        }
        return refs.ref(name);
    }

    /**
     * Entities whose values frames are to put all at once. Make it outside the tick, and anew when entities come and go.
     *
     * @param entities numbers, or what {@link #entity} returned
     * @throws IllegalArgumentException if one is in it twice
     */
    public EntityGroup group(long... entities) {
        requireOpen();
        boolean[] named = new boolean[entities.length];
        for (int i = 0; i < entities.length; i++) {
            named[i] = EntityRefs.isNamed(entities[i]);
        }
        return new EntityGroup(entities, named);
    }

    /**
     * Begins a frame. Close it before the next.
     *
     * @param tick rises from frame to frame, and above {@link #lastTick}
     * @param timeNanos nanoseconds since the Unix epoch by the server's clock; it may jump
     * @throws IllegalArgumentException if the tick does not rise
     */
    public RecordingFrame frame(long tick, long timeNanos) {
        requireOpen();
        if (tick <= lastTick) {
            throw new IllegalArgumentException("tick " + tick + " does not rise above tick " + lastTick
                    + ", which is recorded already; number frames from lastTick() + 1");
        }
        if (!frame.isClosed()) {
            throw new IllegalStateException("the frame of tick " + encoder.tick() + " is still open; close it");
        }
        frame.begin(tick, timeNanos);
        journal.begin(encoder);
        return frame;
    }

    /** The tick of the last frame that was recorded or dropped, in any session; {@link Long#MIN_VALUE} if there was none. */
    public long lastTick() {
        return lastTick;
    }

    /** Appends what belongs to the session; a frame that is open gives its place up. */
    private void say(MemorySegment message) {
        encoder.settle();
        journal.appendForSession(message);
    }

    /** Takes a finished frame from the frame that built it. */
    void take(FrameEncoder finished) {
        requireOpen();
        lastTick = finished.tick();
        if (!drops.isEmpty()) {
            finished.settle();
        }
        if (config.overload() == Overload.WAIT) {
            appendDropped();
            journal.append(finished);
        } else if (!tellDropped(finished.length()) || !journal.offer(finished)) {
            drop(lastTick, finished.timeNanos(), NO_ROOM);
            return;
        }
        frames.incrementAndGet();
    }

    /**
     * Takes a session that another process encodes, in place of components, entities and frames of this one.
     *
     * @throws IllegalStateException if this recorder has declared components or named entities itself
     */
    public Relay relay() {
        requireOpen();
        if (!components.isEmpty() || !refs.isEmpty()) {
            throw new IllegalStateException("a recorder that has components or entities of its own cannot relay");
        }
        return new Relay(this);
    }

    /** Takes a frame encoded elsewhere, or returns false at once if there is no room for it. */
    boolean offer(long tick, MemorySegment message) {
        requireOpen();
        if (!tellDropped(message.byteSize()) || !journal.offer(message)) {
            return false;
        }
        lastTick = tick;
        frames.incrementAndGet();
        return true;
    }

    /** Takes a declaration or name encoded elsewhere, or returns false at once if there is no room for it. */
    boolean offerForSession(MemorySegment message) {
        requireOpen();
        return journal.offerForSession(message);
    }

    /**
     * Keeps what led up to this moment: the segment is sealed, and chunks that a ring would let go of stay. Does not wait for that.
     *
     * @throws RecorderException if the journal has no room for it for too long
     */
    public void mark() {
        requireOpen();
        encoder.settle();
        journal.append(MemorySegment.ofArray(new JournalDocument.Mark().encoded()));
    }

    /** Says in the journal what was dropped, waiting for room if need be. */
    private void appendDropped() {
        for (; !drops.isEmpty(); drops.removeFirst()) {
            journal.append(MemorySegment.ofArray(drops.first().encoded()));
        }
    }

    /** Says in the journal what was dropped, as far as there is room for that and for the frame that comes next. */
    private boolean tellDropped(long nextBytes) {
        while (!drops.isEmpty()) {
            if (!journal.hasRoomFor(DROPPED_BYTES + nextBytes)
                    || !journal.offer(MemorySegment.ofArray(drops.first().encoded()))) {
                return false;
            }
            drops.removeFirst();
        }
        return true;
    }

    void drop(long tick, long timeNanos, String reason) {
        requireOpen();
        drops.add(tick, timeNanos, reason);
        lastTick = tick;
        dropped.incrementAndGet();
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("this recorder is closed");
        }
    }

    /** What an earlier session had left unfinished, and what of it could not be kept. Any thread. */
    public RecoveryReport.Source recovered() {
        return recovered;
    }

    /** How it goes. Any thread. */
    public RecorderHealth health() {
        Optional<String> problem = writer.failure().map(this::describe)
                .or(() -> Optional.ofNullable(journal.problem())).or(writer::keepingProblem);
        return new RecorderHealth(frames.get(), dropped.get(), writer.stored(), writer.chunks(), writer.refused(),
                problem);
    }

    private String describe(Throwable failure) {
        return "frames are not stored any more: " + failure.getMessage() + "; they stay in " + files.journal()
                + " until 'worldreel recover' or the next start";
    }

    /**
     * Ends the session: stores and seals all that was recorded. A frame that is open is discarded.
     *
     * @throws RecorderException if that fails; then the journal stays, and a recovery can do it
     */
    @Override
    public void close() {
        close(new Message.End(false));
    }

    /** As {@link #close}, but the source goes on in another session: until that begins, what lived in it stays in the world. */
    public void suspend() {
        close(new Message.End(true));
    }

    private void close(Message.End said) {
        if (closed) {
            return;
        }
        closed = true;
        try {
            end(said);
        } catch (IOException failure) {
            throw new RecorderException("cannot clear the journal in " + files.journal() + ": "
                    + SourceLock.reason(failure), failure);
        } finally {
            lock.close();
        }
    }

    /** Leaves everything as the death of the process would; for tests that die and live on. */
    void abandon() {
        closed = true;
        writer.abandon();
        journal.close();
        lock.close();
    }

    private void end(Message.End said) throws IOException {
        try {
            appendDropped();
            journal.append(messages.end(said));
        } catch (RuntimeException failure) {
            writer.abandon();
            journal.close();
            throw failure;
        }
        writer.await();
        Optional<Throwable> failure = writer.failure();
        if (failure.isPresent()) {
            journal.close();
            throw new RecorderException(describe(failure.get()), failure.get());
        }
        journal.closeAndDelete();
        files.deleteEmptyJournal();
        lock.releaseForGood();
    }
}
