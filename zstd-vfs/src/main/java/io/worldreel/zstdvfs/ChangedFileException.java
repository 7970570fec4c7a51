package io.worldreel.zstdvfs;

/** Another content stands where the file was opened: replaced, overwritten or republished under a reader. */
public final class ChangedFileException extends ZstdFileException {
    private static final long serialVersionUID = 1;

    ChangedFileException(String file, String expected, String found) {
        super(file, "%s: the file changed while it was open (was %s, is %s); open it again".formatted(file, expected,
                found));
    }
}
