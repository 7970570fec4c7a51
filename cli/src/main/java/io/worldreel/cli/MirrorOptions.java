package io.worldreel.cli;

import io.worldreel.publisher.mirror.FolderStore;
import io.worldreel.publisher.mirror.MirrorStore;
import io.worldreel.publisher.mirror.S3Place;
import io.worldreel.publisher.mirror.S3Store;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
    private List<String> to = List.of();

    @Option(names = "--s3-endpoint", paramLabel = "URL", converter = Converters.ToWebFolder.class)
    private @Nullable URI endpoint;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    /**
     * Where a publication is.
     *
     * @param folder where it is made; empty if that is a bucket
     * @param first where it is made
     * @param copies places that get what is there
     */
    record Places(Optional<Path> folder, MirrorStore first, List<MirrorStore> copies) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            try (first) {
                for (MirrorStore copy : copies) {
                    copy.close();
                }
            }
        }
    }

    /** Whether a place was named. */
    boolean given() {
        return !to.isEmpty();
    }

    /**
     * Opens all places. A publication is made in the first folder that was named, else in the archive itself, unless all that it is for is one
     * bucket.
     *
     * @param amongPeers whether it is seeded, too: then there has to be a folder
     */
    Places open(Path archive, boolean amongPeers) throws IOException {
        List<String> others = new ArrayList<>(to);
        boolean bucketAlone = to.size() == 1 && !amongPeers && S3Place.looksLike(to.getFirst());
        var named = to.stream().filter(word -> !S3Place.looksLike(word)).findFirst();
        Optional<Path> folder = bucketAlone ? Optional.empty() : Optional.of(named.map(Path::of).orElse(archive));
        others.remove(bucketAlone ? to.getFirst() : named.orElse(""));
        MirrorStore first = bucketAlone
                ? S3Store.open(place(to.getFirst()))
                : FolderStore.open(folder.orElseThrow());
        List<MirrorStore> copies = new ArrayList<>();
        boolean usable = false;
        try {
            for (String other : others) {
                copies.add(S3Place.looksLike(other) ? S3Store.open(place(other)) : FolderStore.open(Path.of(other)));
            }
            usable = true;
            return new Places(folder, first, copies);
        } finally {
            if (!usable) {
                new Places(folder, first, copies).close();
            }
        }
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
