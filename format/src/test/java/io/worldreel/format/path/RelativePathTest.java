package io.worldreel.format.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldreel.format.CorruptException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RelativePathTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = { "head.json", "chunks/arena_eu-1.sqlite.zst", "a/b/c", "über/мир.txt", ".hidden",
            "con1.txt",
            "console", "a b.txt", "x..y" })
    void takesPlainNames(String path) throws IOException {
        assertThat(RelativePath.parse(path).resolveIn(folder)).isEqualTo(folder.resolve(path));
        assertThat(RelativePath.parse(path)).hasToString(path);
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "/etc/passwd", "../x", "a/../../x", "a/./b", "a//b", "a/", "\\\\host\\share", "C:\\x",
            "c:x",
            "a\\..\\b", "CON", "nul", "aux.txt", "a/COM1.log", "lpt9", "COM\u00b9", "CONIN$", "name.", "name ", " name",
            "nul .txt", "a\u0000b", "a\nb", "a\u202eb", "a\u200bb", "what?", "x*", "\ud800" })
    void refusesWhatCouldLeaveTheFolderOrMeanADevice(String path) {
        assertThatThrownBy(() -> RelativePath.parse(path)).isInstanceOf(CorruptException.class);
    }

    @Test
    void refusesPathsThatAreTooLongOrTooDeep() {
        assertThatThrownBy(() -> RelativePath.parse("x".repeat(256))).hasMessageContaining("256 bytes");
        assertThatThrownBy(() -> RelativePath.parse("a/".repeat(32) + "a")).hasMessageContaining("1 to 32 parts");
        assertThatThrownBy(() -> RelativePath.parse(("x".repeat(200) + "/").repeat(20) + "a"))
                .isInstanceOf(CorruptException.class);
        assertThatThrownBy(() -> new RelativePath(List.of("a/b"))).isInstanceOf(CorruptException.class);
    }

    @Test
    void doesNotFollowSymbolicLinksOutOfTheFolder() throws IOException {
        Path outside = Files.createDirectory(folder.resolve("outside"));
        Path inside = Files.createDirectory(folder.resolve("inside"));
        Files.createSymbolicLink(inside.resolve("link"), outside);
        assertThatThrownBy(() -> RelativePath.parse("link/x").resolveIn(inside)).isInstanceOf(CorruptException.class)
                .hasMessageContaining("symbolic link");
        assertThatThrownBy(() -> RelativePath.parse("link").resolveIn(inside)).hasMessageContaining("symbolic link");
        Files.createSymbolicLink(inside.resolve("dangling"), folder.resolve("nowhere"));
        assertThatThrownBy(() -> RelativePath.parse("dangling").resolveIn(inside))
                .hasMessageContaining("symbolic link");
    }

    @Test
    void foldsNamesThatSomeFileSystemsTakeForOne() {
        assertThat(RelativePath.parse("Map/Über.txt").folded()).isEqualTo(RelativePath.parse("mAP/üBER.TXT").folded());
    }
}
