package io.worldreel.replayer;

import io.worldreel.zstdvfs.HttpCredentials;

import java.io.IOException;
import java.util.Map;

/**
 * Opens archives at addresses that are more than a folder or a web address, links of publications for instance. Found by
 * {@link java.util.ServiceLoader}, so that whoever has the implementation beside this library can use them everywhere.
 */
public interface ArchiveScheme {
    /** Whether the address is one of these. */
    boolean knows(String address);

    /**
     * Goes to the archive.
     *
     * @param credentials for web servers that the address names
     * @param settings by name, as a JDBC tool passes them on; others are ignored
     * @throws IllegalArgumentException if the address or a setting is wrong
     */
    ArchiveAddress open(String address, HttpCredentials credentials, Map<String, String> settings) throws IOException;
}
