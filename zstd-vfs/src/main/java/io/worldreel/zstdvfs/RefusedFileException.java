package io.worldreel.zstdvfs;

/** The file may be well formed, but is not one that this reader takes: beyond a limit, or laid out unsuitably. */
public final class RefusedFileException extends ZstdFileException {
    private static final long serialVersionUID = 1;

    RefusedFileException(String file, String problem, String remedy) {
        super(file, "%s: %s; %s".formatted(file, problem, remedy));
    }
}
