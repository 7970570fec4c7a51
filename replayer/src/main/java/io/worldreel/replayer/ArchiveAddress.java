package io.worldreel.replayer;

import io.worldreel.zstdvfs.HttpConfig;
import io.worldreel.zstdvfs.HttpCredentials;

import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;

/** Where an archive lies. */
public sealed interface ArchiveAddress {
    /** A folder of this machine. */
    record Folder(Path path) implements ArchiveAddress {
        @Override
        public String toString() {
            return path.toString();
        }
    }

    /**
     * A folder on a web server that serves files by range.
     *
     * @param uri the folder, or its {@code catalog.sqlite}; ends with a slash as a component of this record
     * @param http how it is read; the size in it does not count
     */
    record Web(URI uri, HttpConfig http) implements ArchiveAddress {
        private static final String CATALOG = "catalog.sqlite";

        public Web {
            String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            if (!(scheme.equals("http") || scheme.equals("https")) || uri.getHost() == null) {
                throw new IllegalArgumentException(withoutSecrets(uri) + " is no http(s) address");
            }
            if (uri.getRawUserInfo() != null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
                throw new IllegalArgumentException(withoutSecrets(uri) + ": an archive's address holds no user, "
                        + "password, query or fragment; credentials are given apart from it");
            }
            String path = uri.getRawPath();
            String folder = path.endsWith("/" + CATALOG)
                    ? path.substring(0, path.length() - CATALOG.length())
                    : path.endsWith("/") ? path : path + "/";
            uri = uri.resolve(folder);
        }

        private static String withoutSecrets(URI uri) {
            return uri.getScheme() + "://" + uri.getHost() + (uri.getRawPath() == null ? "" : uri.getRawPath());
        }

        /** What lies below the folder. */
        URI resolve(String path) {
            return uri.resolve(path);
        }

        @Override
        public String toString() {
            return uri.toString();
        }
    }

    /** A folder on a web server that anybody may read. */
    static ArchiveAddress of(URI uri) {
        return new Web(uri, HttpConfig.DEFAULT);
    }

    static ArchiveAddress of(Path folder) {
        return new Folder(folder);
    }

    /** @throws IllegalArgumentException if the word is neither an http(s) address nor a path */
    static ArchiveAddress parse(String word) {
        return parse(word, new HttpCredentials.None());
    }

    /**
     * A path, or an http(s) address.
     *
     * @param credentials for a web server
     */
    static ArchiveAddress parse(String word, HttpCredentials credentials) {
        if (word.matches("(?i)https?:.*")) {
            return new Web(URI.create(word), HttpConfig.DEFAULT.withCredentials(credentials));
        }
        if (word.matches("(?i)(magnet:|[a-z][a-z0-9+.-]*://).*")) {
            throw new IllegalArgumentException(
                    word + ": this version reads archives in folders and at http(s) addresses only");
        }
        try {
            return new Folder(Path.of(word));
        } catch (InvalidPathException noPath) {
            throw new IllegalArgumentException(word + " is no path: " + noPath.getMessage(), noPath);
        }
    }
}
