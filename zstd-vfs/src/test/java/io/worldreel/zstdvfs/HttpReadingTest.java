package io.worldreel.zstdvfs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class HttpReadingTest extends ReadingContract {
    private static RangeServer server;

    @BeforeAll
    static void startServer() throws IOException {
        server = new RangeServer();
    }

    @AfterAll
    static void stopServer() throws IOException {
        server.close();
    }

    @Override
    ByteSource source(Path packed) throws IOException {
        server.etag("\"" + packed.toString().hashCode() + "\"");
        return HttpSource.open(server.serve("/" + packed.getFileName().toString(), Files.readAllBytes(packed)),
                HttpConfig.DEFAULT);
    }
}
