package io.worldreel.format.publication;

import io.worldreel.format.CorruptException;
import io.worldreel.format.FormatVersion;
import io.worldreel.format.VersionException;
import io.worldreel.format.head.CatalogLink;
import io.worldreel.format.head.Head;
import io.worldreel.format.json.CanonicalJson;
import io.worldreel.format.path.RelativePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The versions of shared files that a head leads to (FORMAT.md, "Shared files").
 *
 * @param versions oldest first, 1 to {@value #MOST}
 */
public record VersionList(List<PublishedVersion> versions) {
    /** Versions of one list. */
    public static final int MOST = 512;
    /** Bytes of one list. */
    public static final int MOST_BYTES = 256 << 10;

    static final String FOLDER = "versions";
    private static final String OPENING = "{\"worldreel\":\"versions\",\"version\":";

    public VersionList {
        versions = List.copyOf(versions);
        if (versions.isEmpty() || versions.size() > MOST) {
            throw new IllegalArgumentException("a list has 1 to " + MOST + " versions, not " + versions.size());
        }
        for (int i = 1; i < versions.size(); i++) {
            if (versions.get(i).seq() <= versions.get(i - 1).seq()) {
                throw new IllegalArgumentException("version " + versions.get(i).seq() + " is not in its place");
            }
        }
    }

    /** Whether a head is of shared files: what it leads to is a list of versions, not a catalog of chunks. */
    public static boolean isOf(Head head) {
        return head.catalog().path().parts().getFirst().equals(FOLDER);
    }

    /** Where the list of a head lies below the publication's root. */
    public static RelativePath path(long seq) {
        return RelativePath.parse(FOLDER + "/" + seq + ".json");
    }

    public PublishedVersion newest() {
        return versions.getLast();
    }

    /** The version of a number, if the list has it. */
    public Optional<PublishedVersion> version(long seq) {
        return versions.stream().filter(version -> version.seq() == seq).findFirst();
    }

    /** This list with a newer version; the oldest leaves where there is no room. */
    public VersionList with(PublishedVersion version) {
        List<PublishedVersion> more = new ArrayList<>(versions);
        more.add(version);
        return new VersionList(more.subList(Math.max(0, more.size() - MOST), more.size()));
    }

    /** The bytes of the list. */
    public byte[] encode() {
        var json = new CanonicalJson.Writer().raw(OPENING)
                .string(FormatVersion.MAJOR + "." + FormatVersion.MINOR).raw(",\"versions\":[");
        String comma = "";
        for (PublishedVersion version : versions) {
            json.raw(comma).raw("{\"seq\":").number(version.seq()).raw(",\"time_ns\":").big(version.timeNanos())
                    .raw(",\"files\":").number(version.files()).raw(",\"bytes\":").number(version.bytes())
                    .raw(",\"torrent\":{\"size\":").number(version.torrent().size())
                    .raw(",\"sha256\":").hex(version.torrent().sha256())
                    .raw(",\"root\":").hex(version.torrent().root()).raw("}}");
            comma = ",";
        }
        return json.raw("]}\n").bytes();
    }

    /**
     * Reads a list that {@code head} vouches for.
     *
     * @throws CorruptException if it is another one, or has another form than the canonical one
     * @throws VersionException if it is of another major version
     */
    public static VersionList decode(Head head, byte[] bytes) {
        String what = "the versions of " + head.world() + " at head " + head.seq();
        if (!head.catalog().vouchesFor(bytes)) {
            throw new CorruptException(what + " are not those that the head vouches for: take them from another peer");
        }
        var list = decode(what, bytes);
        boolean honest = list.versions.size() == head.chunks() && list.newest().timeNanos() == head.toNanos();
        if (!honest) {
            throw new CorruptException(what + " are not what the head says of them");
        }
        return list;
    }

    /**
     * Reads a list of which nobody says what it should be.
     *
     * @throws CorruptException if it has another form than the canonical one
     * @throws VersionException if it is of another major version
     */
    public static VersionList decode(String what, byte[] bytes) {
        var json = new CanonicalJson.Reader(what, bytes, MOST_BYTES);
        try {
            json.raw(OPENING).version();
            json.raw(",\"versions\":[");
            List<PublishedVersion> versions = new ArrayList<>();
            while (!json.skip("]")) {
                if (versions.size() == MOST) {
                    throw json.corrupt("more than " + MOST + " versions");
                }
                json.raw(versions.isEmpty() ? "" : ",");
                versions.add(version(json));
            }
            json.raw("}\n").end();
            return new VersionList(versions);
        } catch (IllegalArgumentException wrongShape) {
            throw new CorruptException(what + ": " + wrongShape.getMessage(), wrongShape);
        }
    }

    private static PublishedVersion version(CanonicalJson.Reader json) {
        long seq = json.raw("{\"seq\":").number();
        long time = json.raw(",\"time_ns\":").big();
        long files = json.raw(",\"files\":").number();
        long bytes = json.raw(",\"bytes\":").number();
        long size = json.raw(",\"torrent\":{\"size\":").number();
        var sha256 = json.raw(",\"sha256\":").hex(32);
        var root = json.raw(",\"root\":").hex(32);
        json.raw("}}");
        if (files > Integer.MAX_VALUE) {
            throw json.corrupt("a version of " + files + " files");
        }
        return new PublishedVersion(seq, time, (int) Math.max(0, files), bytes,
                new CatalogLink(PublishedVersion.torrentPath(seq), size, sha256, root));
    }
}
