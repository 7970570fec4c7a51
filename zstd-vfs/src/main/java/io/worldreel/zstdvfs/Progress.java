package io.worldreel.zstdvfs;

/** Hears how far a long operation has come; called now and then on the thread that does the work. */
@FunctionalInterface
public interface Progress {
    /** Tells nobody. */
    Progress NONE = (done, total) -> {};

    /**
     * Hears that so much is done.
     *
     * @param done bytes done so far
     * @param total bytes to do
     */
    void at(long done, long total);
}
