package io.worldreel.publisher.mirror;

import io.worldreel.format.path.RelativePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A publication in memory that counts what is asked of it. */
final class CountingStore implements MirrorStore {
    private final Map<RelativePath, byte[]> files = new HashMap<>();
    private Cost cost = Cost.NONE;

    /** What was asked: how often, and how many bytes went which way. */
    record Cost(int reads, long bytesRead, int writes, long bytesWritten) {
        static final Cost NONE = new Cost(0, 0, 0, 0);
    }

    /** What was asked since this was called last. */
    Cost cost() {
        Cost since = cost;
        cost = Cost.NONE;
        return since;
    }

    @Override
    public Optional<byte[]> read(RelativePath path, int most) {
        var found = Optional.ofNullable(files.get(path));
        cost = new Cost(cost.reads + 1, cost.bytesRead + found.map(bytes -> bytes.length).orElse(0), cost.writes,
                cost.bytesWritten);
        return found;
    }

    @Override
    public Optional<Long> length(RelativePath path) {
        cost = new Cost(cost.reads + 1, cost.bytesRead, cost.writes, cost.bytesWritten);
        return Optional.ofNullable(files.get(path)).map(bytes -> (long) bytes.length);
    }

    @Override
    public void put(RelativePath path, byte[] bytes) {
        files.put(path, bytes);
        cost = new Cost(cost.reads, cost.bytesRead, cost.writes + 1, cost.bytesWritten + bytes.length);
    }

    @Override
    public void add(RelativePath path, byte[] bytes) {
        put(path, bytes);
    }

    @Override
    public boolean exchange(RelativePath path, byte[] bytes) {
        put(path, bytes);
        return true;
    }

    @Override
    public void copy(RelativePath path, Path file) throws IOException {
        put(path, Files.readAllBytes(file));
    }

    @Override
    public void remove(RelativePath path) {
        files.remove(path);
        cost = new Cost(cost.reads, cost.bytesRead, cost.writes + 1, cost.bytesWritten);
    }

    @Override
    public void close() {}
}
