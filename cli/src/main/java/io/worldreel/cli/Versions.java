package io.worldreel.cli;

import io.worldreel.format.FormatVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
final class Versions implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[]{ "worldreel " + own(),
                "format " + FormatVersion.MAJOR + "." + FormatVersion.MINOR, "Java " + Runtime.version() };
    }

    /** The version of this build. */
    static String own() {
        try (InputStream text = Versions.class.getResourceAsStream("version.txt")) {
            if (text == null) {
                throw new IllegalStateException("this build lacks its version.txt");
            }
            return new String(text.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
