package io.worldreel.publisher.serve;

import io.worldreel.format.path.RelativePath;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The path of a file that archives and publications consist of (FORMAT.md); there is none of any other. What a recorder or a follower keeps
 * beside, locks and keys cannot be named.
 *
 * @param lasting whether the file at it never changes
 */
public record ArchivePath(RelativePath path, Kind kind, boolean lasting) {
    private static final int MOST_CHARACTERS = 300;
    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,140}";

    /** What lies there. */
    public enum Kind {
        CATALOG("catalog\\.sqlite", "application/vnd.sqlite3"), HEAD("head\\.json", "application/json"), NUMBERED_HEAD(
                "heads/[0-9]{1,19}\\.json", "application/json"),
        PAGE("catalog/[0-9a-f-]{1,80}\\.json",
                "application/json"),
        CHUNK("chunks/" + NAME + "\\.sqlite\\.zst",
                "application/octet-stream"),
        SIDECAR("chunks/" + NAME + "\\.sqlite\\.zst\\.merkle",
                "application/octet-stream"),
        TORRENT("torrents/" + NAME + "\\.torrent",
                "application/x-bittorrent");

        private final Pattern pattern;
        private final String contentType;

        Kind(String pattern, String contentType) {
            this.pattern = Pattern.compile(pattern);
            this.contentType = contentType;
        }

        /** As HTTP says it. */
        String contentType() {
            return contentType;
        }
    }

    /** @param path below the archive, decoded, with no slash at its beginning */
    static Optional<ArchivePath> parse(String path) {
        if (path.length() > MOST_CHARACTERS) {
            return Optional.empty();
        }
        for (Kind kind : Kind.values()) {
            if (kind.pattern.matcher(path).matches()) {
                boolean lasting = kind != Kind.CATALOG && kind != Kind.HEAD && kind != Kind.TORRENT;
                return Optional.of(new ArchivePath(RelativePath.parse(path), kind, lasting));
            }
        }
        return Optional.empty();
    }
}
