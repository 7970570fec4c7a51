package io.worldreel.publisher.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldreel.format.key.SigningKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyFileTest {
    private final SecureRandom random = new SecureRandom();
    private final SigningKey key = SigningKey.generate(random);

    @TempDir
    Path folder;

    @Test
    void keepsTheBareSeedForItsOwnerOnly() throws IOException {
        Path file = folder.resolve("world.key");
        KeyFile.create(file, key, Optional.empty(), random);
        assertThat(Files.readAllBytes(file)).isEqualTo(key.seed());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
        assertThat(KeyFile.read(file, Optional.empty()).publicKey()).isEqualTo(key.publicKey());
    }

    @Test
    void sealsTheSeedWithAPassphrase() throws IOException {
        Path file = folder.resolve("world.key");
        KeyFile.create(file, key, words("correct horse"), random);
        byte[] content = Files.readAllBytes(file);
        assertThat(content).hasSize(88).startsWith('W', 'L', 'R', 'K');
        assertThat(new String(content, java.nio.charset.StandardCharsets.ISO_8859_1))
                .doesNotContain(new String(key.seed(), java.nio.charset.StandardCharsets.ISO_8859_1));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
        assertThat(KeyFile.read(file, words("correct horse")).publicKey()).isEqualTo(key.publicKey());
        assertThatThrownBy(() -> KeyFile.read(file, words("wrong horse"))).isInstanceOf(KeyFileException.class)
                .hasMessageContaining(file.toString()).hasMessageContaining("passphrase is wrong");
        assertThatThrownBy(() -> KeyFile.read(file, Optional.empty())).hasMessageContaining("none was given");
    }

    @Test
    void noticesEveryFlippedByteOfASealedSeed() throws IOException {
        Path file = folder.resolve("world.key");
        KeyFile.create(file, key, words("correct horse"), random);
        byte[] content = Files.readAllBytes(file);
        for (int at : new int[]{ 0, 4, 11, 12, 30, 44, 70, 87 }) {
            byte[] flipped = content.clone();
            flipped[at] ^= (byte) 0x80;
            Files.write(file, flipped);
            assertThatThrownBy(() -> KeyFile.read(file, words("correct horse"))).as("byte %d", at)
                    .isInstanceOf(KeyFileException.class).hasMessageContaining(file.toString());
        }
    }

    @Test
    void neverOverwritesAKey() throws IOException {
        Path file = folder.resolve("world.key");
        KeyFile.create(file, key, Optional.empty(), random);
        assertThatThrownBy(() -> KeyFile.create(file, SigningKey.generate(random), Optional.empty(), random))
                .isInstanceOf(KeyFileException.class).hasMessageContaining("never overwritten");
        assertThat(Files.readAllBytes(file)).isEqualTo(key.seed());
    }

    @Test
    void refusesAKeyThatOthersMayUse() throws IOException {
        Path file = folder.resolve("world.key");
        KeyFile.create(file, key, Optional.empty(), random);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(() -> KeyFile.read(file, Optional.empty())).isInstanceOf(KeyFileException.class)
                .hasMessageContaining("chmod 600");
    }

    @Test
    void saysWhatIsNoKeyFile() throws IOException {
        Path missing = folder.resolve("none.key");
        assertThatThrownBy(() -> KeyFile.read(missing, Optional.empty())).hasMessageContaining("no such file");
        Path other = folder.resolve("other");
        Files.write(other, new byte[5000]);
        Files.setPosixFilePermissions(other, PosixFilePermissions.fromString("rw-------"));
        assertThatThrownBy(() -> KeyFile.read(other, Optional.empty())).hasMessageContaining("is no key file");
        assertThatThrownBy(() -> KeyFile.create(folder.resolve("no/such/folder"), key, Optional.empty(), random))
                .isInstanceOf(KeyFileException.class);
    }

    private static Optional<char[]> words(String passphrase) {
        return Optional.of(passphrase.toCharArray());
    }
}
