package io.worldreel.replayer;

import io.worldreel.format.ByteString;
import io.worldreel.format.key.PublisherKey;
import io.worldreel.format.publication.Publication;
import io.worldreel.zstdvfs.DiskCache;
import io.worldreel.zstdvfs.HttpConfig;
import io.worldreel.zstdvfs.HttpCredentials;

import java.io.IOException;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where an archive lies. */
public sealed interface ArchiveAddress {
    /** A place that holds the files of an archive. */
    sealed interface Place extends ArchiveAddress {}

    /** An address with the key of its publisher. */
    Pattern TRUSTED = Pattern.compile("(?<place>.*)#btpk=(?<key>[0-9a-fA-F]{64})(&s=(?<salt>([0-9a-fA-F]{2}){0,64}))?");

    /** A folder of this machine. */
    record Folder(Path path) implements Place {
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
    record Web(URI uri, HttpConfig http) implements Place {
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

    /** An archive of which every byte is verified from its publisher's key down. */
    record Published(Publication publication) implements ArchiveAddress {
        /** The same, keeping what is read of it. */
        public Published through(DiskCache cache) {
            return new Published(new CachedPublication(publication, cache));
        }

        @Override
        public String toString() {
            return publication.name();
        }
    }

    /**
     * The publication of a key, of which copies lie at these places, at least one. Nobody there needs to be trusted.
     *
     * @param salt of the publication, often empty
     */
    static Published published(List<? extends Place> mirrors, PublisherKey key, ByteString salt) {
        return new Published(new MirroredPublication(mirrors, key, salt));
    }

    /** One publication by several ways at once: the newest head that any of them has, the bytes of whoever delivers first. */
    static Published joined(List<Publication> ways, PublisherKey key, ByteString salt) {
        return new Published(ways.size() == 1 ? ways.getFirst() : new JoinedPublication(ways, key, salt));
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
     * A path, or an http(s) address. With {@code #btpk=KEY} or {@code #btpk=KEY&s=SALT} at its end, in hexadecimal digits, a
     * publication lies there that is believed for the key's sake alone.
     *
     * @param credentials for a web server
     */
    static ArchiveAddress parse(String word, HttpCredentials credentials) {
        return parse(word, credentials, Map.of());
    }

    /**
     * As {@link #parse(String, HttpCredentials)}.
     *
     * @param settings for addresses that an {@link ArchiveScheme} knows
     */
    static ArchiveAddress parse(String word, HttpCredentials credentials, Map<String, String> settings) {
        Matcher trusted = TRUSTED.matcher(word);
        if (trusted.matches()) {
            if (parse(trusted.group("place"), credentials) instanceof Place place) {
                return published(List.of(place), PublisherKey.parse(trusted.group("key")), salt(trusted.group("salt")));
            }
            throw new IllegalArgumentException(word + " names two keys");
        }
        if (word.matches("(?i)https?:.*")) {
            return new Web(URI.create(word), HttpConfig.DEFAULT.withCredentials(credentials));
        }
        if (word.matches("(?i)(magnet:|[a-z][a-z0-9+.-]*://).*")) {
            for (ArchiveScheme scheme : ServiceLoader.load(ArchiveScheme.class)) {
                if (scheme.knows(word)) {
                    try {
                        return scheme.open(word, credentials, settings);
                    } catch (IOException failure) {
                        throw new ReplayException("opening " + word + " failed: " + failure.getMessage(), failure);
                    }
                }
            }
            throw new IllegalArgumentException(
                    word + " is neither a folder nor an http(s) address, nor a link that anything here can read");
        }
        try {
            return new Folder(Path.of(word));
        } catch (InvalidPathException noPath) {
            throw new IllegalArgumentException(word + " is no path: " + noPath.getMessage(), noPath);
        }
    }

    private static ByteString salt(@Nullable String digits) {
        return digits == null ? ByteString.EMPTY : ByteString.hex(digits);
    }
}
