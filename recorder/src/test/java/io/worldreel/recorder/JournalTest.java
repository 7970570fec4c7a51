package io.worldreel.recorder;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldreel.format.journal.JournalDocument;
import io.worldreel.format.journal.JournalFiles;
import io.worldreel.format.journal.JournalHead;
import io.worldreel.format.journal.JournalReader;
import io.worldreel.format.journal.JournalVisitor;
import io.worldreel.format.message.FrameMessage;
import io.worldreel.format.message.Message;
import io.worldreel.format.message.MessageEncoder;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    private static final JournalConfig SMALL = new JournalConfig(1 << 20, 1 << 20, new Sync.None());

    @TempDir
    Path directory;

    private final MessageEncoder messages = new MessageEncoder();

    /** Names of a few bytes to a few hundred, so that documents have every length modulo the word size. */
    private Message.EntityName name(int i) {
        return new Message.EntityName(i, "n".repeat(1 + new Random(i).nextInt(250)));
    }

    @Test
    void aReaderSeesEveryMessageOnceAcrossParts() throws Exception {
        Listener heard = new Listener();
        int count = 40_000;
        try (Journal journal = Journal.open(directory, SMALL); Journal.Reader reader = journal.reader()) {
            for (int i = 0; i < count; i++) {
                journal.append(messages.entityName(name(i)));
                while (i % 1000 == 999 && reader.next(heard)) {
                    // read along with the writer
                }
            }
            while (reader.next(heard)) {
                // and then the rest
            }
        }
        assertThat(heard.problems).isEmpty();
        assertThat(heard.messages).hasSize(count);
        for (int i = 0; i < count; i++) {
            assertThat(heard.messages.get(i)).isEqualTo(name(i));
        }
        assertThat(heard.cursors).isSorted().doesNotHaveDuplicates();
        assertThat(JournalHead.partOf(heard.cursors.getLast())).isGreaterThan(2);
    }

    @Test
    void everyPartRepeatsWhatTheSessionSaid() throws Exception {
        Message.Hello hello = new Message.Hello(0, 1, "arena", "eu-1", "test");
        Message.EntityName late = new Message.EntityName(-7, "late");
        try (Journal journal = Journal.open(directory, SMALL)) {
            journal.appendForSession(messages.hello(hello));
            int partsBefore = 0;
            // Parts are made beside this: one may have been ready before the late name was said, the one after it was not.
            for (int i = 0; i < 20_000 || JournalFiles.parts(directory).size() < partsBefore + 2; i++) {
                journal.append(messages.entityName(name(i)));
                if (i == 10_000) {
                    journal.appendForSession(messages.entityName(late));
                    partsBefore = JournalFiles.parts(directory).size();
                }
            }
        }
        List<Long> parts = JournalFiles.parts(directory);
        assertThat(parts).hasSizeGreaterThan(2);
        Listener last = new Listener();
        try (JournalReader part = JournalReader.open(directory, parts.getLast())) {
            part.readAll(last);
        }
        assertThat(last.messages.subList(0, 2)).containsExactly(hello, late);
        assertThat(last.repeated).isEqualTo(2);
    }

    @Test
    void partsThatAreNotNeededAnyMoreAreDeleted() throws Exception {
        Listener heard = new Listener();
        try (Journal journal = Journal.open(directory, SMALL)) {
            try (Journal.Reader reader = journal.reader()) {
                for (int i = 0; i < 40_000; i++) {
                    journal.append(messages.entityName(name(i)));
                    while (reader.next(heard)) {
                        // the last cursor is what counts
                    }
                    journal.release(heard.cursors.getLast());
                }
            }
            Eventually.holds(() -> assertThat(JournalFiles.parts(directory)).hasSizeLessThanOrEqualTo(2));
            journal.closeAndDelete();
        }
        assertThat(JournalFiles.parts(directory)).isEmpty();
    }

    @Test
    void whatIsNotReadIsBounded() throws Exception {
        JournalConfig config = SMALL.withBacklogBytes(4 << 20);
        byte[] message = new byte[10_000];
        Listener heard = new Listener();
        try (Journal journal = Journal.open(directory, config); Journal.Reader reader = journal.reader()) {
            int taken = 0;
            while (journal.problem() == null || journal.offer(MemorySegment.ofArray(message))) {
                taken += journal.offer(MemorySegment.ofArray(message)) ? 1 : 0;
                assertThat(taken).isLessThan(1000);
            }
            assertThat(journal.problem()).contains("4194304 bytes that are not in a segment yet");

            while (reader.next(heard)) {
                // read all
            }
            Eventually.holds(() -> assertThat(journal.offer(MemorySegment.ofArray(message))).isTrue());
            Eventually.holds(() -> assertThat(journal.problem()).isNull());
        }
    }

    @Test
    void aRehearsalLeavesNoTrace() throws Exception {
        try (Journal journal = Journal.open(directory, SMALL)) {
            Rehearsal.run(journal);
        }
        Listener heard = new Listener();
        try (JournalReader part = JournalReader.open(directory, 1)) {
            part.readAll(heard);
        }
        assertThat(heard.messages).isEmpty();
        assertThat(heard.problems).isEmpty();
    }

    @Test
    void aNewSessionGoesOnBehindTheOldParts() throws Exception {
        try (Journal journal = Journal.open(directory, SMALL)) {
            journal.append(messages.entityName(name(1)));
        }
        try (Journal journal = Journal.open(directory, SMALL)) {
            journal.append(messages.entityName(name(2)));
        }
        assertThat(JournalFiles.parts(directory)).containsExactly(1L, 2L);
    }

    @Test
    void foreignFilesInTheDirectoryAreLeftAlone() throws Exception {
        Files.createDirectory(directory.resolve("00000009.journal"));
        Files.writeString(directory.resolve("notes.txt"), "mine");
        Files.createDirectory(directory.resolve("backup"));
        try (Journal journal = Journal.open(directory, SMALL)) {
            journal.append(messages.end());
            journal.closeAndDelete();
        }
        assertThat(directory.resolve("notes.txt")).exists();
        assertThat(directory.resolve("00000009.journal")).exists();
        assertThat(directory.resolve("backup")).exists();
    }

    @Test
    void aLargeMessageFitsWhereverAPartStands() throws Exception {
        Listener heard = new Listener();
        byte[] large = new byte[5 << 20];
        new Random(1).nextBytes(large);
        JournalConfig config = new JournalConfig(2 << 20, 12 << 20, new Sync.None());
        try (Journal journal = Journal.open(directory, config); Journal.Reader reader = journal.reader()) {
            for (int i = 0; i < 6; i++) {
                journal.append(MemorySegment.ofArray(large));
                journal.append(messages.entityName(name(i)));
            }
            while (reader.next(heard)) {
                // read all
            }
        }
        // Random bytes are no messages: the reader says so and goes on.
        assertThat(heard.problems).hasSize(6);
        assertThat(heard.messages).hasSize(6);
    }

    /** Remembers what it is told. */
    static final class Listener implements JournalVisitor {
        final List<Message> messages = new ArrayList<>();
        final List<Long> cursors = new ArrayList<>();
        final List<String> problems = new ArrayList<>();
        int repeated;

        @Override
        public void message(Message message, long cursor, boolean isRepeated) {
            if (!(message instanceof FrameMessage)) {
                messages.add(message);
            }
            cursors.add(cursor);
            repeated += isRepeated ? 1 : 0;
        }

        @Override
        public void dropped(JournalDocument.Dropped dropped, long cursor) {
            cursors.add(cursor);
        }

        @Override
        public void mark(long cursor) {
            cursors.add(cursor);
        }

        @Override
        public void damaged(String problem, long cursor) {
            problems.add(problem);
        }
    }
}
