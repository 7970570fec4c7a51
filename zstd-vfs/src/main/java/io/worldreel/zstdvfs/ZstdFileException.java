package io.worldreel.zstdvfs;

import java.io.IOException;

/** Why a seekable file could not be read. The message says what failed, where, and what to do. */
public abstract sealed class ZstdFileException extends IOException
        permits CorruptFileException, ChangedFileException, RefusedFileException, NotADatabaseException,
        SourceException {
    private static final long serialVersionUID = 1;

    private final String file;

    ZstdFileException(String file, String message) {
        super(message);
        this.file = file;
    }

    /** The path or address of the file. */
    public String file() {
        return file;
    }
}
