package io.worldreel.replayer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldreel.fixtures.Archives;
import io.worldreel.fixtures.PhysicsWorld;
import io.worldreel.format.archive.Chunk;
import io.worldreel.format.segment.Segment;
import io.worldreel.recorder.IngestConfig;
import io.worldreel.zstdvfs.VfsConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever opens a piece closes it, until somebody else has taken it. */
class UnsealedPiecesTest {
    @TempDir
    Path folder;

    private final UnsealedPieces pieces = new UnsealedPieces();
    private Path file = Path.of("");

    @BeforeEach
    void record() throws IOException {
        Archives.write(folder, "arena", "eu-1", new PhysicsWorld(1, 2, 1100, 50, 0, 0), IngestConfig.DEFAULT);
        try (Stream<Path> chunks = Files.list(folder.resolve("chunks"))) {
            file = chunks.findFirst().orElseThrow();
        }
    }

    private Segment open() {
        return Chunk.open(file, VfsConfig.DEFAULT);
    }

    private static void assertClosed(UnsealedPieces.Piece piece) {
        assertThatThrownBy(() -> piece.chunk().segment().windows()).isInstanceOf(UncheckedIOException.class);
    }

    private static void assertOpen(UnsealedPieces.Piece piece) {
        assertThat(piece.chunk().segment().windows()).isNotEmpty();
    }

    @Test
    void onlyThePiecesThatNobodyTookAreClosed() {
        UnsealedPieces.Piece replaced = pieces.show(open(), Long.MIN_VALUE).orElseThrow();
        UnsealedPieces.Piece taken = pieces.show(open(), Long.MIN_VALUE).orElseThrow();
        UnsealedPieces.Piece left = pieces.show(open(), Long.MIN_VALUE).orElseThrow();
        pieces.giveUp(replaced);
        pieces.taken(List.of(taken));
        pieces.giveUp(taken);
        assertClosed(replaced);
        assertOpen(taken);
        assertOpen(left);
        pieces.close();
        assertClosed(left);
        assertOpen(taken);
        taken.chunk().close();
    }

    @Test
    void windowsThatAreStoredElsewhereAreNotShown() {
        UnsealedPieces.Piece piece = pieces.show(open(), 511).orElseThrow();
        assertThat(piece.info().firstTick()).isEqualTo(512);
        assertThat(piece.info().lastTick()).isEqualTo(1099);
        assertThat(piece.info().frames()).isEqualTo(588);
        assertThat(piece.chunk().windows()).hasSize(2);
        pieces.close();
    }

    @Test
    void aSegmentWithNothingToShowIsClosed() {
        Segment segment = open();
        assertThat(pieces.show(segment, 1099)).isEmpty();
        assertThatThrownBy(segment::windows).isInstanceOf(UncheckedIOException.class);
    }
}
