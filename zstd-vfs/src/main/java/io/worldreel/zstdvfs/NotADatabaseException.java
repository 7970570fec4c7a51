package io.worldreel.zstdvfs;

/** The file is not a SQLite database, or not one that can be packed as it stands. */
public final class NotADatabaseException extends ZstdFileException {
    private static final long serialVersionUID = 1;

    NotADatabaseException(String file, String problem) {
        super(file, file + ": " + problem);
    }
}
