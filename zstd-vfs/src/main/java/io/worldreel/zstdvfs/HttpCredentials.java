package io.worldreel.zstdvfs;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** What a server is told so that it lets a reader in. Sent to the origin that was asked for, never to another. */
public sealed interface HttpCredentials {
    /** Anybody may read. */
    record None() implements HttpCredentials {}

    /** User and password (RFC 7617). */
    record Basic(String user, String password) implements HttpCredentials {
        public Basic {
            if (user.indexOf(':') >= 0) {
                throw new IllegalArgumentException("a user's name cannot hold a colon");
            }
        }

        @Override
        public String toString() {
            return "Basic[user=" + user + "]";
        }
    }

    /** A token (RFC 6750). */
    record Bearer(String token) implements HttpCredentials {
        public Bearer {
            if (!token.matches("[A-Za-z0-9._~+/=-]+")) {
                throw new IllegalArgumentException("the token holds characters that no bearer token has");
            }
        }

        @Override
        public String toString() {
            return "Bearer[]";
        }
    }

    /** Value of the Authorization header. */
    default Optional<String> header() {
        return switch (this) {
            case None none -> Optional.empty();
            case Basic(String user, String password) -> Optional.of("Basic " + Base64.getEncoder()
                    .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8)));
            case Bearer(String token) -> Optional.of("Bearer " + token);
        };
    }
}
