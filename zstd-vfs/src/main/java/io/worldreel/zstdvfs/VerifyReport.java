package io.worldreel.zstdvfs;

import java.util.Optional;

/**
 * What a walk over a whole file found.
 *
 * @param framesChecked zstd frames that were decompressed and agree with their checksums
 * @param framesDamaged zstd frames that do not
 * @param firstDamage the first damage, with its offset and zstd frame
 */
public record VerifyReport(int framesChecked, int framesDamaged, Optional<CorruptFileException> firstDamage) {
    public boolean ok() {
        return firstDamage.isEmpty();
    }
}
