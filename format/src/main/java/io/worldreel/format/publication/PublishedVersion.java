package io.worldreel.format.publication;

import io.worldreel.format.head.CatalogLink;
import io.worldreel.format.path.RelativePath;

/**
 * One version of shared files.
 *
 * @param seq its number: that of the head that brought it
 * @param timeNanos when it was published, nanoseconds since the Unix epoch
 * @param files how many, at least 1
 * @param bytes of all files together
 * @param torrent the .torrent file that says what it consists of
 */
public record PublishedVersion(long seq, long timeNanos, int files, long bytes, CatalogLink torrent) {
    public PublishedVersion {
        if (seq < 1 || files < 1 || bytes < 0) {
            throw new IllegalArgumentException(
                    "a version has a number and a file: " + seq + ", " + files + " files, " + bytes + " bytes");
        }
        if (!torrent.path().equals(torrentPath(seq))) {
            throw new IllegalArgumentException("version " + seq + " is not described by " + torrent.path());
        }
    }

    /** Where the description of a version lies below the publication's root. */
    public static RelativePath torrentPath(long seq) {
        return RelativePath.parse(VersionList.FOLDER + "/" + seq + ".torrent");
    }
}
