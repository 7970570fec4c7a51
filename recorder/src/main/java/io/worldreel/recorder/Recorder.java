package io.worldreel.recorder;

import io.worldreel.format.Component;
import io.worldreel.format.ComponentType;
import io.worldreel.format.EntityId;
import io.worldreel.format.FormatException;
import io.worldreel.format.FormatVersion;
import io.worldreel.format.Limits;
import io.worldreel.format.Role;
import io.worldreel.format.archive.ArchiveLayout;
import io.worldreel.format.message.EntityGroup;
import io.worldreel.format.message.Message;
import io.worldreel.format.message.MessageEncoder;
import io.worldreel.zstdvfs.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
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
    private final SourceLock lock;
    private final SourceFiles files;
    private final Journal journal;
    private final ArchiveWriter writer;
    private final MessageEncoder messages = new MessageEncoder();
    private final FramePath path;
    private final EntityRefs refs = new EntityRefs();
    private final Map<String, ComponentHandle> components = new HashMap<>();
    private final RecoveryReport.Source recovered;

    private Recorder(RecorderConfig config, SourceLock lock, SourceFiles files, Journal journal,
            RecoveryReport.Source recovered, long lastTick, Consumer<SealedChunk> sealed) {
        this.recovered = recovered;
        this.lock = lock;
        this.files = files;
        this.journal = journal;
        this.path = new FramePath(journal, config.overload(), lastTick);
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
        path.requireOpen();
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
        path.say(messages.declaration(new Message.Declaration(number, component)));
        path.declare(number, component);
        ComponentHandle handle = new ComponentHandle(path, number, component);
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
        path.requireOpen();
        if (!refs.knows(name)) {
            EntityId.of(name);
            path.say(messages.entityName(new Message.EntityName(refs.next(), name)));
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
        path.requireOpen();
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
        return path.frame(tick, timeNanos);
    }

    /** The tick of the last frame that was recorded or dropped, in any session; {@link Long#MIN_VALUE} if there was none. */
    public long lastTick() {
        return path.lastTick();
    }

    /**
     * Takes a session that another process encodes, in place of components, entities and frames of this one.
     *
     * @throws IllegalStateException if this recorder has declared components or named entities itself
     */
    public Relay relay() {
        path.requireOpen();
        if (!components.isEmpty() || !refs.isEmpty()) {
            throw new IllegalStateException("a recorder that has components or entities of its own cannot relay");
        }
        return new Relay(path);
    }

    /**
     * Keeps what led up to this moment: the segment is sealed, and chunks that a ring would let go of stay. Does not wait for that.
     *
     * @throws RecorderException if the journal has no room for it for too long
     */
    public void mark() {
        path.requireOpen();
        path.mark();
    }

    /** What an earlier session had left unfinished, and what of it could not be kept. Any thread. */
    public RecoveryReport.Source recovered() {
        return recovered;
    }

    /** How it goes. Any thread. */
    public RecorderHealth health() {
        Optional<String> problem = writer.failure().map(this::describe)
                .or(() -> Optional.ofNullable(journal.problem())).or(writer::keepingProblem);
        return new RecorderHealth(path.frames(), path.dropped(), writer.stored(), writer.chunks(), writer.refused(),
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
        if (path.isClosed()) {
            return;
        }
        path.close();
        try {
            end(said);
        } catch (IOException failure) {
            throw new RecorderException("cannot clear the journal in " + files.journal() + ": "
                    + SourceLock.reason(failure), failure);
        } finally {
            lock.close();
        }
    }

    /** For tests that play with what the journal takes. */
    FramePath path() {
        return path;
    }

    /** Leaves everything as the death of the process would; for tests that die and live on. */
    void abandon() {
        path.close();
        writer.abandon();
        journal.close();
        lock.close();
    }

    private void end(Message.End said) throws IOException {
        try {
            path.appendDropped();
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
