package io.worldreel.zstdvfs;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that are checked against a Merkle root before any of them is used. They may come from mirrors that nobody trusts:
 * one that gives wrong bytes, or a wrong proof, is reported and not asked again, one that fails is passed over, and the
 * next takes its place.
 *
 * <p>Reads whole leaves of 16 KiB. A proof is one or two records of the mirror's sidecar, of at most 4 KB each, fetched
 * together with the bytes; those of the places last read are kept.
 */
public final class VerifiedSource implements ByteSource {
    /** What is checked is read in pieces of so many bytes, from multiples of them on. */
    public static final int LEAF_BYTES = MerkleHash.LEAF;

    private static final int KEPT_RECORDS = 256;
    private static final Executor PROOFS = task -> Thread.ofVirtual().start(task);

    /**
     * A place that claims to have the file.
     *
     * @param data the file
     * @param sidecar what {@link MerkleSidecar} wrote of it
     */
    public record Mirror(ByteSource data, ByteSource sidecar) {}

    private final MerkleRoot root;
    private final long size;
    private final List<Mirror> mirrors;
    private final Consumer<CorruptFileException> liars;
    /** The mirror asked first; moves on, never back. */
    private final AtomicInteger current = new AtomicInteger();
    private final ConcurrentHashMap<Long, byte[]> records = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Long> recordOrder = new ConcurrentLinkedQueue<>();

    private VerifiedSource(MerkleRoot root, long size, List<Mirror> mirrors, Consumer<CorruptFileException> liars) {
        this.root = root;
        this.size = size;
        this.mirrors = mirrors;
        this.liars = liars;
    }

    /**
     * A source of the content that {@code root} stands for. Owns the mirrors' sources.
     *
     * @param size of the file in bytes, from where the root is known from
     * @param mirrors asked in this order; at least one
     * @param liars hears of each mirror that gave wrong bytes, on the thread that read them
     */
    public static VerifiedSource of(MerkleRoot root, long size, List<Mirror> mirrors,
            Consumer<CorruptFileException> liars) {
        if (mirrors.isEmpty()) {
            throw new IllegalArgumentException("at least one mirror is needed");
        }
        return new VerifiedSource(root, size, List.copyOf(mirrors), liars);
    }

    @Override
    public String name() {
        return mirrors.get(Math.min(current.get(), mirrors.size() - 1)).data().name();
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public String identity() {
        return "merkle:" + root;
    }

    @Override
    public void read(long offset, MemorySegment dst) throws IOException {
        if (offset < 0 || offset > size - dst.byteSize()) {
            throw new CorruptFileException(name(), size, -1,
                    "bytes %d to %d wanted but the file ends".formatted(offset, offset + dst.byteSize()));
        }
        if (dst.byteSize() == 0) {
            return;
        }
        long from = offset & -MerkleHash.LEAF;
        long to = Math.min(size, (offset + dst.byteSize() + MerkleHash.LEAF - 1) & -MerkleHash.LEAF);
        ByteBuffer data = ByteBuffer.allocate(Math.toIntExact(to - from));
        readChecked(from, data);
        MemorySegment.copy(MemorySegment.ofBuffer(data), offset - from, dst, 0, dst.byteSize());
    }

    private void readChecked(long from, ByteBuffer data) throws IOException {
        IOException last = null;
        for (int i = current.get(); i < mirrors.size(); i++) {
            Mirror mirror = mirrors.get(i);
            try {
                if (readFrom(mirror, from, data)) {
                    return;
                }
                var lie = new CorruptFileException(mirror.data().name(), from, -1,
                        "%d bytes are not what the Merkle root %s stands for".formatted(data.limit(), root));
                liars.accept(lie);
                last = lie;
            } catch (IOException failed) {
                last = failed;
            }
            current.compareAndSet(i, i + 1);
        }
        // All have failed once: a passing trouble should not last for ever, so the next read begins anew.
        current.set(0);
        throw last == null ? new SourceException(name(), "no mirror is left", "open it again") : last;
    }

    private boolean readFrom(Mirror mirror, long from, ByteBuffer data) throws IOException {
        if (mirror.data().size() != size) {
            return false;
        }
        long firstLeaf = from >>> MerkleHash.LEAF_SHIFT;
        long lastLeaf = (from + data.limit() - 1) >>> MerkleHash.LEAF_SHIFT;
        long firstGroup = firstLeaf >>> MerkleSidecar.GROUP_SHIFT;
        long lastGroup = lastLeaf >>> MerkleSidecar.GROUP_SHIFT;
        var first = record(mirror, firstGroup);
        var last = firstGroup == lastGroup ? first : record(mirror, lastGroup);
        mirror.data().read(from, MemorySegment.ofBuffer(data));
        byte[] firstRecord = join(first);
        byte[] lastRecord = join(last);
        var check = new MerkleCheck(root, size);
        return checkedRecord(check, firstGroup, firstRecord) && checkedRecord(check, lastGroup, lastRecord)
                && check.holds(firstLeaf, data, ByteBuffer.wrap(firstRecord), ByteBuffer.wrap(lastRecord));
    }

    /** Whether the record is the file's; then it is kept, as good as the root itself. */
    private boolean checkedRecord(MerkleCheck check, long group, byte[] record) {
        if (records.containsKey(group)) {
            return true;
        }
        boolean holds = check.holdsRecord(group, ByteBuffer.wrap(record));
        if (holds) {
            keep(group, record);
        }
        return holds;
    }

    private CompletableFuture<byte[]> record(Mirror mirror, long group) {
        byte[] kept = records.get(group);
        if (kept != null) {
            return CompletableFuture.completedFuture(kept);
        }
        return CompletableFuture.supplyAsync(() -> {
            byte[] record = new byte[MerkleSidecar.recordBytes(size)];
            try {
                mirror.sidecar().read(MerkleSidecar.recordOffset(size, group), MemorySegment.ofArray(record));
            } catch (IOException failure) {
                throw new CompletionException(failure);
            }
            return record;
        }, PROOFS);
    }

    private static byte[] join(CompletableFuture<byte[]> record) throws IOException {
        try {
            return record.join();
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof IOException io) {
                throw io;
            }
            throw failure;
        }
    }

    private void keep(long group, byte[] record) {
        if (records.putIfAbsent(group, record) == null) {
            recordOrder.add(group);
            if (records.size() > KEPT_RECORDS) {
                Long oldest = recordOrder.poll();
                if (oldest != null) {
                    records.remove(oldest);
                }
            }
        }
    }

    /** Content that has the right root cannot have changed; damage is reported by reading. */
    @Override
    public void checkUnchanged() {}

    @Override
    public boolean remote() {
        return mirrors.getFirst().data().remote();
    }

    @Override
    public SourceStats stats() {
        long requests = 0;
        long bytes = 0;
        for (Mirror mirror : mirrors) {
            requests += mirror.data().stats().requests() + mirror.sidecar().stats().requests();
            bytes += mirror.data().stats().bytes() + mirror.sidecar().stats().bytes();
        }
        return new SourceStats(requests, bytes);
    }

    @Override
    public void close() throws IOException {
        @Nullable
        IOException failure = null;
        for (Mirror mirror : mirrors) {
            for (ByteSource source : List.of(mirror.data(), mirror.sidecar())) {
                try {
                    source.close();
                } catch (IOException one) {
                    failure = one;
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
