package io.worldreel.zstdvfs;

/** The bytes are not what was once written: damaged, cut short, or never a seekable zstd file. */
public final class CorruptFileException extends ZstdFileException {
    private static final long serialVersionUID = 1;

    private final long offset;
    private final int frame;

    /**
     * Names the damage.
     *
     * @param offset where in the compressed file the damage was found
     * @param frame the zstd frame it lies in, or -1 if it lies in none
     * @param problem what is wrong
     */
    CorruptFileException(String file, long offset, int frame, String problem) {
        super(file, "%s: %s at offset %d%s; fetch the file again or restore it from a copy".formatted(file, problem,
                offset, frame < 0 ? "" : " (zstd frame " + frame + ")"));
        this.offset = offset;
        this.frame = frame;
    }

    /** Offset in the compressed file at which the damage was found. */
    public long offset() {
        return offset;
    }

    /** Number of the damaged zstd frame, or -1 if the damage is in none (seek table, trailer, end of file). */
    public int frame() {
        return frame;
    }
}
