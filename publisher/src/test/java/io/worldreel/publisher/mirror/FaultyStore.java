package io.worldreel.publisher.mirror;

import io.worldreel.format.path.RelativePath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** A store that notes what is written and fails at a write of its choice, before or after it took effect. */
final class FaultyStore implements MirrorStore {
    private final MirrorStore store;
    private final int failAt;
    private final boolean after;
    private final List<String> writes = new ArrayList<>();
    private long bytesPut;

    /** Fails at write {@code failAt}, counted from 0; never if negative. */
    FaultyStore(MirrorStore store, int failAt, boolean after) {
        this.store = store;
        this.failAt = failAt;
        this.after = after;
    }

    static FaultyStore watching(MirrorStore store) {
        return new FaultyStore(store, -1, false);
    }

    List<String> writes() {
        return List.copyOf(writes);
    }

    long bytesPut() {
        return bytesPut;
    }

    @Override
    public Optional<byte[]> read(RelativePath path, int most) throws IOException {
        return store.read(path, most);
    }

    @Override
    public Optional<Long> length(RelativePath path) throws IOException {
        return store.length(path);
    }

    @Override
    public void put(RelativePath path, byte[] bytes) throws IOException {
        bytesPut += bytes.length;
        write("put " + path, () -> store.put(path, bytes));
    }

    @Override
    public void add(RelativePath path, byte[] bytes) throws IOException {
        bytesPut += bytes.length;
        write("put " + path, () -> store.add(path, bytes));
    }

    @Override
    public boolean exchange(RelativePath path, byte[] bytes) throws IOException {
        bytesPut += bytes.length;
        var done = new AtomicBoolean();
        write("put " + path, () -> done.set(store.exchange(path, bytes)));
        return done.get();
    }

    @Override
    public void copy(RelativePath path, Path file) throws IOException {
        write("copy " + path, () -> store.copy(path, file));
    }

    @Override
    public void remove(RelativePath path) throws IOException {
        write("remove " + path, () -> store.remove(path));
    }

    @Override
    public void close() throws IOException {
        store.close();
    }

    private interface Write {
        void run() throws IOException;
    }

    private void write(String what, Write write) throws IOException {
        int number = writes.size();
        writes.add(what);
        if (number == failAt && !after) {
            throw new IOException("no space left: " + what);
        }
        write.run();
        if (number == failAt) {
            throw new IOException("connection lost: " + what);
        }
    }
}
