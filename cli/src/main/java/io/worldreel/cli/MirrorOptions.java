package io.worldreel.cli;

import io.worldreel.publisher.mirror.FolderStore;
import io.worldreel.publisher.mirror.MirrorStore;
import io.worldreel.publisher.mirror.S3Place;
import io.worldreel.publisher.mirror.S3Store;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where a publication is put: a folder, the archive's own by default, or a part of a bucket. */
final class MirrorOptions {
    @Option(names = "--to", paramLabel = "DIR|s3://BUCKET/PREFIX")
    private @Nullable String to;

    @Option(names = "--s3-endpoint", paramLabel = "URL", converter = Converters.ToWebFolder.class)
    private @Nullable URI endpoint;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    /** Whether a place was named. */
    boolean given() {
        return to != null;
    }

    /** The folder that the publication lies in; empty if that is none. */
    Optional<Path> folder(Path archive) {
        return to == null ? Optional.of(archive) : S3Place.looksLike(to) ? Optional.empty() : Optional.of(Path.of(to));
    }

    MirrorStore open(Path archive) throws IOException {
        var folder = folder(archive);
        return folder.isPresent() ? FolderStore.open(folder.get()) : S3Store.open(place(String.valueOf(to)));
    }

    private S3Place place(String word) {
        try {
            var place = S3Place.parse(word);
            return endpoint().map(place::withEndpoint).orElse(place);
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), "--to: " + wrong.getMessage(), wrong);
        }
    }

    /** As the AWS SDK takes it, too: but that would not know that buckets of other stores have no host names of their own. */
    private Optional<URI> endpoint() {
        return Optional.ofNullable(endpoint)
                .or(() -> Stream.of("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL").map(System::getenv)
                        .filter(word -> word != null && !word.isEmpty()).findFirst()
                        .map(new Converters.ToWebFolder()::convert));
    }
}
