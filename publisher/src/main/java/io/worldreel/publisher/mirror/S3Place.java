package io.worldreel.publisher.mirror;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A part of a bucket of S3, or of a store that speaks the same protocol.
 *
 * @param prefix what the keys begin with: empty, or with a slash at the end
 * @param endpoint where the store is; empty for S3 itself
 */
public record S3Place(String bucket, String prefix, Optional<URI> endpoint) {
    private static final String SCHEME = "s3://";
    private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
    private static final Pattern PREFIX = Pattern.compile("([A-Za-z0-9!_.*'()-]+/)*");

    public S3Place {
        if (!BUCKET.matcher(bucket).matches()) {
            throw new IllegalArgumentException("'" + bucket + "' is no bucket: 3 to 63 lower-case letters, digits,"
                    + " dots and hyphens");
        }
        if (!PREFIX.matcher(prefix).matches() || prefix.contains("../") || prefix.length() > 512) {
            throw new IllegalArgumentException("'" + prefix + "' is no prefix: letters, digits and !_.*'()- between"
                    + " slashes");
        }
    }

    /** Whether {@code text} is meant for such a place; then {@link #parse} says what is wrong with it. */
    public static boolean looksLike(String text) {
        return text.toLowerCase(Locale.ROOT).startsWith(SCHEME);
    }

    /**
     * Reads {@code s3://bucket/prefix}.
     *
     * @throws IllegalArgumentException with what is wrong
     */
    public static S3Place parse(String text) {
        if (!looksLike(text)) {
            throw new IllegalArgumentException("'" + text + "' is not s3://BUCKET/PREFIX");
        }
        String rest = text.substring(SCHEME.length());
        int slash = rest.indexOf('/');
        String prefix = slash < 0 ? "" : rest.substring(slash + 1);
        return new S3Place(slash < 0 ? rest : rest.substring(0, slash),
                prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/", Optional.empty());
    }

    public S3Place withEndpoint(URI address) {
        return new S3Place(bucket, prefix, Optional.of(address));
    }

    @Override
    public String toString() {
        return SCHEME + bucket + "/" + prefix;
    }
}
