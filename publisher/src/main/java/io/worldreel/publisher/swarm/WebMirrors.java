package io.worldreel.publisher.swarm;

import io.worldreel.format.path.RelativePath;
import io.worldreel.zstdvfs.ByteSource;
import io.worldreel.zstdvfs.HttpConfig;
import io.worldreel.zstdvfs.HttpSource;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Copies of a publication on web servers, which nobody needs to trust.
 *
 * @param folders their addresses, each with a slash at the end
 */
record WebMirrors(List<URI> folders) {
    private static final HttpConfig HTTP = HttpConfig.DEFAULT.withDeadline(Duration.ofSeconds(10)).withAttempts(2);

    WebMirrors {
        folders = folders.stream().map(WebMirrors::folder).toList();
    }

    private static URI folder(URI uri) {
        return uri.getPath() != null && uri.getPath().endsWith("/") ? uri : URI.create(uri + "/");
    }

    /**
     * Asks one after the other for a small file.
     *
     * @param most a longer file is refused
     * @param use makes something of it; empty to ask the next
     */
    <T> Optional<T> find(RelativePath path, int most, Function<byte[], Optional<T>> use) {
        for (URI mirror : folders) {
            try {
                Optional<T> found = use.apply(read(mirror, path, most));
                if (found.isPresent()) {
                    return found;
                }
            } catch (IOException unreachable) {
                // The next one may have it; peers may, too.
            }
        }
        return Optional.empty();
    }

    static byte[] read(URI mirror, RelativePath path, int most) throws IOException {
        try (ByteSource source = HttpSource.open(mirror.resolve(path.toString()), HTTP.withTailBytes(most))) {
            return source.readWhole(most);
        }
    }
}
