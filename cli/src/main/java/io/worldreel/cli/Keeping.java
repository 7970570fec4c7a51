package io.worldreel.cli;

import io.worldreel.recorder.IngestConfig;
import io.worldreel.recorder.Retention;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that say how much of an archive is kept while it is recorded. */
final class Keeping {
    @Option(names = "--ring", paramLabel = "TIME|SIZE", converter = Converters.ToRing.class)
    private @Nullable UnaryOperator<IngestConfig> ring;

    @Option(names = "--mark-on", paramLabel = "KIND")
    private @Nullable String markOn;

    @Option(names = "--keep", paramLabel = "TIME", converter = Converters.ToDuration.class)
    private @Nullable Duration age;

    @Option(names = "--keep-bytes", paramLabel = "SIZE", converter = Converters.ToBytes.class)
    private @Nullable Long bytes;

    @Option(names = "--delete-published")
    private boolean published;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    /** @throws ParameterException if an option makes no sense without another */
    IngestConfig applyTo(IngestConfig config) {
        IngestConfig result = config.withRetention(retention());
        if (ring != null) {
            result = ring.apply(result);
        }
        if (markOn != null) {
            if (ring == null) {
                throw wrong("--mark-on keeps what a ring would let go of; give --ring, too");
            }
            result = result.withMarkOn(markOn);
        }
        return result;
    }

    private Retention retention() {
        Retention retention = Retention.ALL;
        if (age != null) {
            retention = retention.withAge(age);
        }
        if (bytes != null) {
            retention = retention.withBytes(bytes);
        }
        if (published) {
            if (age == null && bytes == null) {
                throw wrong("--delete-published says what --keep and --keep-bytes may delete; give one of them, too");
            }
            retention = retention.withPublished();
        }
        return retention;
    }

    private ParameterException wrong(String what) {
        return new ParameterException(spec.commandLine(), what);
    }
}
