package io.worldreel.publisher.engine.host;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;

/** libtorrent's library, which its jar does not unpack by itself. */
final class NativeLibrary {
    private static final String PATH_PROPERTY = "libtorrent4j.jni.path";

    private NativeLibrary() {}

    /** Before any class of libtorrent4j is touched. */
    static void load() throws IOException {
        String machine = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        String resource = "/lib/" + (machine.equals("amd64") ? "x86_64" : machine) + "/libtorrent4j.so";
        try (InputStream library = NativeLibrary.class.getResourceAsStream(resource)) {
            if (library == null) {
                throw new IOException("starting the BitTorrent engine: there is no libtorrent4j for "
                        + System.getProperty("os.name") + " on " + machine + "; publish to mirrors instead");
            }
            Path file = Files.createTempFile("worldreel-engine-", ".so");
            try {
                Files.copy(library, file, StandardCopyOption.REPLACE_EXISTING);
                System.setProperty(PATH_PROPERTY, file.toString());
                org.libtorrent4j.LibTorrent.version(); // loads it
            } finally {
                Files.delete(file); // what is mapped stays
            }
        }
    }
}
