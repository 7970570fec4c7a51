package io.worldreel.zstdvfs;

/**
 * An application's own data inside a seekable file, in a skippable frame that stock zstd passes over.
 *
 * @param tag four ASCII characters that name the kind of data; {@code ZIDX} and {@code ZHOT} are taken
 * @param payload the bytes; a CRC-32C is added in the file and checked on reading
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, not kept
public record Skippable(String tag, byte[] payload) {
    public Skippable {
        SkippableFrame.requireTag(tag);
        if (tag.equals(SkippableFrame.INDEX_TAG) || tag.equals(SkippableFrame.HOT_TAG)) {
            throw new IllegalArgumentException("tag '" + tag + "' is the container's own");
        }
    }
}
