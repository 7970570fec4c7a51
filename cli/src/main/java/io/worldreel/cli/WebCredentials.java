package io.worldreel.cli;

import io.worldreel.zstdvfs.HttpCredentials;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** What a web server is told, from options or else from the environment; secrets never stand on the command line. */
final class WebCredentials {
    static final String TOKEN = "WORLDREEL_TOKEN";
    static final String USER = "WORLDREEL_USER";
    static final String PASSWORD = "WORLDREEL_PASSWORD";
    private static final int MAX_SECRET = 64 << 10;

    private WebCredentials() {}

    /** @throws IllegalArgumentException if both a token and a user are given by the same means, or a user without a password */
    static HttpCredentials of(Optional<String> user, Optional<Path> passwordFile, Optional<Path> tokenFile,
            Map<String, String> environment) throws IOException {
        Optional<String> envUser = given(environment, USER);
        Optional<String> envToken = given(environment, TOKEN);
        if (tokenFile.isPresent() || user.isPresent() || passwordFile.isPresent()) {
            return credentials(user.or(() -> tokenFile.isPresent() ? Optional.empty() : envUser),
                    passwordFile.isPresent()
                            ? Optional.of(secret(passwordFile.get()))
                            : given(environment, PASSWORD),
                    tokenFile.isPresent() ? Optional.of(secret(tokenFile.get())) : Optional.empty());
        }
        return credentials(envUser, given(environment, PASSWORD), envToken);
    }

    private static HttpCredentials credentials(Optional<String> user, Optional<String> password,
            Optional<String> token) {
        if (user.isPresent() && token.isPresent()) {
            throw new IllegalArgumentException("both a user and a token are given: a web server takes one of them");
        }
        if (token.isPresent()) {
            return new HttpCredentials.Bearer(token.get());
        }
        if (user.isEmpty()) {
            return new HttpCredentials.None();
        }
        return new HttpCredentials.Basic(user.get(), password.orElseThrow(() -> new IllegalArgumentException(
                "user '" + user.get() + "' has no password: give --password-file or set " + PASSWORD)));
    }

    private static Optional<String> given(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
    }

    private static String secret(Path file) throws IOException {
        if (Files.size(file) > MAX_SECRET) {
            throw new IllegalArgumentException(file + " is too long for a secret");
        }
        return Files.readString(file, StandardCharsets.UTF_8).strip();
    }
}
