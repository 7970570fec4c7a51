package io.worldreel.publisher.share;

import io.worldreel.format.FormatVersion;
import io.worldreel.format.json.CanonicalJson;
import io.worldreel.publisher.torrent.Metainfo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a version has put into a folder.
 *
 * @param seq the version's number; 0 if there is none yet
 */
record InstalledVersion(long seq, List<InstalledFile> files) {
    static final InstalledVersion NONE = new InstalledVersion(0, List.of());

    /** As many files with the longest of names. */
    static final int MOST_BYTES = 20 << 20;

    private static final String OPENING = "{\"worldreel\":\"files\",\"version\":";

    InstalledVersion {
        files = List.copyOf(files);
    }

    /** Those of its files that lie below {@code folder} as they were put there. */
    List<InstalledFile> unchanged(Path folder) throws IOException {
        List<InstalledFile> same = new ArrayList<>();
        for (InstalledFile file : files) {
            if (file.isUnchanged(folder)) {
                same.add(file);
            }
        }
        return same;
    }

    /** Whether all of them do. */
    boolean isUnchanged(Path folder) throws IOException {
        return unchanged(folder).size() == files.size();
    }

    byte[] encode() {
        var json = new CanonicalJson.Writer().raw(OPENING).string(FormatVersion.MAJOR + "." + FormatVersion.MINOR)
                .raw(",\"seq\":").number(seq).raw(",\"files\":[");
        String comma = "";
        for (InstalledFile file : files) {
            json.raw(comma).raw("{\"path\":").string(file.path().toString()).raw(",\"root\":").hex(file.root())
                    .raw(",\"size\":").number(file.size()).raw(",\"modified_ns\":").big(file.modifiedNanos()).raw("}");
            comma = ",";
        }
        return json.raw("]}\n").bytes();
    }

    static InstalledVersion decode(String what, byte[] bytes) {
        var json = new CanonicalJson.Reader(what, bytes, MOST_BYTES);
        json.raw(OPENING).version();
        long seq = json.raw(",\"seq\":").number();
        json.raw(",\"files\":[");
        List<InstalledFile> files = new ArrayList<>();
        while (!json.skip("]")) {
            if (files.size() == Metainfo.MOST_FILES) {
                throw json.corrupt("more than " + Metainfo.MOST_FILES + " files");
            }
            var path = json.raw(files.isEmpty() ? "" : ",").raw("{\"path\":").path();
            var root = json.raw(",\"root\":").hexUpTo(32);
            long size = json.raw(",\"size\":").number();
            long modified = json.raw(",\"modified_ns\":").big();
            json.raw("}");
            files.add(new InstalledFile(path, root, size, modified));
        }
        json.raw("}\n").end();
        return new InstalledVersion(seq, files);
    }
}
