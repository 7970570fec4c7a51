package io.worldreel.replayer;

import io.worldreel.zstdvfs.SourceException;

import org.jspecify.annotations.Nullable;

/**
 * Tells a place that does not answer from a chunk that is damaged or gone. Damage is left out of what is read and noted; behind an
 * outage everything would be.
 */
public final class Outage {
    private static final int DEPTH = 16;

    private Outage() {}

    /** Throws the failure again if the place of the archive is to blame for it. */
    public static void rethrow(RuntimeException failure) {
        if (isOutage(failure, DEPTH)) {
            throw failure;
        }
    }

    private static boolean isOutage(@Nullable Throwable failure, int depth) {
        if (failure == null || depth == 0) {
            return false;
        }
        if (failure instanceof SourceException source) {
            return !source.isMissing();
        }
        for (Throwable suppressed : failure.getSuppressed()) {
            if (isOutage(suppressed, depth - 1)) {
                return true;
            }
        }
        return isOutage(failure.getCause(), depth - 1);
    }
}
