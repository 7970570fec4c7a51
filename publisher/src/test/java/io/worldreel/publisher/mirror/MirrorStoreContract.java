package io.worldreel.publisher.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldreel.format.path.RelativePath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every place has in common where a publication is put. */
abstract class MirrorStoreContract {
    private static final RelativePath HEAD = RelativePath.parse("head.json");
    private static final RelativePath PAGE = RelativePath.parse("catalog/0-aa.json");

    @TempDir
    Path here;

    abstract MirrorStore open() throws IOException;

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void whatWasPutIsReadBackAndMayBeReplaced() throws IOException {
        try (var store = open()) {
            assertThat(store.read(HEAD, 100)).isEmpty();
            assertThat(store.length(HEAD)).isEmpty();
            store.put(HEAD, bytes("one"));
            store.put(HEAD, bytes("another"));
            assertThat(store.read(HEAD, 100)).hasValueSatisfying(read -> assertThat(read).isEqualTo(bytes("another")));
            assertThat(store.length(HEAD)).contains(7L);
            assertThatThrownBy(() -> store.read(HEAD, 6)).isInstanceOf(IOException.class)
                    .hasMessageContaining("head.json").hasMessageContaining("7 bytes");
            store.remove(HEAD);
            store.remove(HEAD);
            assertThat(store.read(HEAD, 100)).isEmpty();
        }
    }

    @Test
    void whatIsThereForEverStays() throws IOException {
        try (var store = open()) {
            store.add(PAGE, bytes("page"));
            store.add(PAGE, bytes("page"));
            assertThat(store.read(PAGE, 100)).hasValueSatisfying(read -> assertThat(read).isEqualTo(bytes("page")));
        }
    }

    @Test
    void filesOfAnySizeAreCopiedWhole() throws IOException {
        try (var store = open()) {
            for (int size : new int[]{ 0, 1, 5 << 20, (5 << 20) + 1, 13_000_000 }) {
                byte[] content = new byte[size];
                new Random(size).nextBytes(content);
                Path file = Files.write(here.resolve("file"), content);
                var path = RelativePath.parse("chunks/" + size);
                store.copy(path, file);
                store.copy(path, file);
                assertThat(store.length(path)).contains((long) size);
                assertThat(store.read(path, size)).hasValueSatisfying(
                        read -> assertThat(read).isEqualTo(content));
            }
        }
    }

    @Test
    void theHeadIsExchangedByWhoReadTheOneBefore() throws IOException {
        try (var store = open()) {
            assertThat(store.read(HEAD, 100)).isEmpty();
            assertThat(store.exchange(HEAD, bytes("1"))).isTrue();
            assertThat(store.exchange(HEAD, bytes("2"))).isTrue();
        }
        try (var store = open()) {
            assertThat(store.read(HEAD, 100)).isPresent();
            assertThat(store.exchange(HEAD, bytes("3"))).isTrue();
            assertThat(store.read(HEAD, 100)).hasValueSatisfying(read -> assertThat(read).isEqualTo(bytes("3")));
        }
    }
}
