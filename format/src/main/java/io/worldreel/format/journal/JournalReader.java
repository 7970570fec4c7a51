package io.worldreel.format.journal;

import io.worldreel.format.CorruptException;
import io.worldreel.format.FormatException;
import io.worldreel.format.message.Message;
import io.worldreel.format.message.MessageDecoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * Reads one part of a journal from its beginning, while it is being written or afterwards, in the process that writes it or in
 * another. It never writes. Owned by one thread.
 *
 * <p>Bytes are copied out of the file before anything looks at them, so a part that is cut short or deleted meanwhile is an
 * exception at worst. A document is complete once its head is there; where the machine lets a reader see it earlier, the checksum
 * tells, and the document is read again.
 */
public final class JournalReader implements AutoCloseable {
    private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int BLOCK_BYTES = 256 << 10;
    private static final MemorySegment ZEROS = Arena.ofAuto().allocate(BLOCK_BYTES, Long.BYTES);
    /** How often the size of a part may be checksummed while documents are looked for behind damage. */
    private static final int SEARCHES = 8;

    private final Path file;
    private final long part;
    private final MappedPart source;
    private final MessageDecoder decoder = new MessageDecoder();
    private final MemorySegment word = Arena.ofAuto().allocate(Long.BYTES, Long.BYTES);
    private MemorySegment block = Arena.ofAuto().allocate(BLOCK_BYTES, Long.BYTES);
    private long blockStart;
    private long blockEnd;
    private int repeatsLeft;
    private boolean headless;
    private long at = JournalHead.BYTES;
    private OptionalLong next = OptionalLong.empty();

    private JournalReader(Path file, long part, MappedPart source) {
        this.file = file;
        this.part = part;
        this.source = source;
        try {
            MemorySegment head = load(0, Math.min(JournalHead.BYTES, source.size()));
            if (head.byteSize() < JournalHead.BYTES) {
                throw new CorruptException("it has " + head.byteSize() + " bytes");
            }
            JournalHead decoded = JournalHead.decode(head.asByteBuffer());
            headless = decoded.part() != part;
            repeatsLeft = headless ? 0 : decoded.repeats();
        } catch (CorruptException damage) {
            headless = true;
        }
    }

    /**
     * @param journal the journal's folder
     * @throws java.nio.file.NoSuchFileException if there is no such part
     * @throws io.worldreel.format.VersionException if it was written by a version that cannot be read
     */
    public static JournalReader open(Path journal, long part) throws IOException {
        Path file = JournalFiles.part(journal, part);
        MappedPart source = new MappedPart(file);
        try {
            return new JournalReader(file, part, source);
        } catch (RuntimeException failure) {
            source.close();
            throw failure;
        }
    }

    public long part() {
        return part;
    }

    /** The offset behind the last document that was read. */
    public long offset() {
        return at;
    }

    /** The part in which the session goes on, once this one has been read to its end. */
    public OptionalLong next() {
        return next;
    }

    /**
     * Hands the next document to the visitor; false if there is none yet.
     *
     * @throws UncheckedIOException if the file cannot be read
     */
    public boolean read(JournalVisitor visitor) {
        long head = head(at);
        if (head == 0) {
            return false;
        }
        int length = JournalHead.lengthOf(head, part);
        if (length < 0 || length > source.size() - at - JournalHead.DOCUMENT_BYTES) {
            return skipDamage(visitor);
        }
        long begin = at;
        at = JournalHead.next(at, length);
        MemorySegment document = load(begin + JournalHead.DOCUMENT_BYTES, length);
        try {
            visit(document, JournalHead.cursor(part, begin), visitor);
        } catch (FormatException first) {
            blockEnd = blockStart;
            again(load(begin + JournalHead.DOCUMENT_BYTES, length), JournalHead.cursor(part, begin), visitor);
        }
        return true;
    }

    private void again(MemorySegment document, long cursor, JournalVisitor visitor) {
        try {
            visit(document, cursor, visitor);
        } catch (FormatException damage) {
            visitor.damaged(file + " at " + JournalHead.offsetOf(cursor) + ": " + damage.getMessage(), cursor);
        }
    }

    private boolean skipDamage(JournalVisitor visitor) {
        long from = at;
        at = documentAfter(from);
        visitor.damaged(file + ": bytes " + from + " to " + at + " hold no document that can be read",
                JournalHead.cursor(part, from));
        return true;
    }

    /**
     * Hands every document to the visitor, those behind damage and behind holes included. For a part that nobody writes any more:
     * what its writer left half-written is its end.
     */
    public void readAll(JournalVisitor visitor) {
        if (headless) {
            visitor.damaged(file + ": its head is damaged", JournalHead.cursor(part, 0));
        }
        while (at < source.size()) {
            if (!read(visitor)) {
                long hole = at;
                at = documentAfter(hole);
                if (at < source.size()) {
                    visitor.damaged(
                            file + ": bytes " + hole + " to " + at + " were never written, but what follows was",
                            JournalHead.cursor(part, hole));
                }
            }
        }
    }

    private void visit(MemorySegment document, long cursor, JournalVisitor visitor) {
        if (JournalDocument.isOwn(document)) {
            switch (JournalDocument.decode(document)) {
                case JournalDocument.Continued continued -> next = OptionalLong.of(continued.part());
                case JournalDocument.Mark mark -> visitor.mark(cursor);
                case JournalDocument.Dropped dropped -> visitor.dropped(dropped, cursor);
            }
            return;
        }
        Message message = decoder.decode(document);
        boolean repeated = repeatsLeft > 0;
        repeatsLeft -= repeated ? 1 : 0;
        visitor.message(message, cursor, repeated);
    }

    /** Where the next whole document begins behind {@code offset}; the file's size if there is none. */
    private long documentAfter(long offset) {
        long budget = SEARCHES * source.size();
        for (long from = offset + Long.BYTES; from + JournalHead.DOCUMENT_BYTES < source.size();) {
            long candidate = from + zerosAt(from);
            if (candidate + JournalHead.DOCUMENT_BYTES >= source.size()) {
                break;
            }
            int length = JournalHead.lengthOf(load(candidate, Long.BYTES).get(WORD, 0), part);
            if (length > 0 && length <= source.size() - candidate - JournalHead.DOCUMENT_BYTES) {
                budget -= length;
                if (budget < 0) {
                    break;
                }
                if (isWhole(load(candidate + JournalHead.DOCUMENT_BYTES, length))) {
                    return candidate;
                }
            }
            from = candidate + Long.BYTES;
        }
        return source.size();
    }

    /** How many zeros there are at an offset, in whole words and at most a block of them. */
    private long zerosAt(long offset) {
        MemorySegment bytes = load(offset, Math.min(BLOCK_BYTES, source.size() - offset));
        long mismatch = bytes.mismatch(ZEROS.asSlice(0, bytes.byteSize()));
        return (mismatch < 0 ? bytes.byteSize() : mismatch) & -Long.BYTES;
    }

    private boolean isWhole(MemorySegment document) {
        try {
            if (JournalDocument.isOwn(document)) {
                JournalDocument.decode(document);
            } else {
                decoder.decode(document);
            }
            return true;
        } catch (FormatException damage) {
            return false;
        }
    }

    /** The head at an offset, read anew if what was read before says that there is none yet. */
    private long head(long offset) {
        long known = isLoaded(offset, Long.BYTES) ? block.get(WORD, offset - blockStart) : 0;
        if (known != 0 || offset + Long.BYTES > source.size()) {
            return known;
        }
        read(offset, word);
        // What was read ahead of the writer is out of date.
        blockEnd = blockStart;
        return word.get(WORD, 0);
    }

    private boolean isLoaded(long offset, long length) {
        return offset >= blockStart && offset + length <= blockEnd;
    }

    /** The bytes at an offset: valid until the next call. */
    private MemorySegment load(long offset, long length) {
        if (!isLoaded(offset, length)) {
            if (length > block.byteSize()) {
                block = Arena.ofAuto().allocate(Math.max(length, 2 * block.byteSize()), Long.BYTES);
            }
            long count = Math.min(source.size() - offset, Math.max(length, BLOCK_BYTES));
            blockEnd = blockStart;
            read(offset, block.asSlice(0, count));
            blockStart = offset;
            blockEnd = offset + count;
        }
        return block.asSlice(offset - blockStart, length);
    }

    private void read(long offset, MemorySegment into) {
        try {
            source.read(offset, into);
        } catch (IOException failure) {
            throw new UncheckedIOException("reading journal part " + file + " failed: " + failure.getMessage(),
                    failure);
        }
    }

    @Override
    public void close() {
        source.close();
    }
}
