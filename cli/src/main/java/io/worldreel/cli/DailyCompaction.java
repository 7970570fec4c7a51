package io.worldreel.cli;

import io.worldreel.recorder.Compaction;
import io.worldreel.recorder.CompactionConfig;
import io.worldreel.recorder.CompactionReport;
import io.worldreel.zstdvfs.Progress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/** Puts the small chunks of each day (UTC) into large ones when it is over. Confined to one thread. */
final class DailyCompaction {
    /** What began before midnight is sealed by then: a segment takes an hour by default. */
    private static final Duration SETTLING = Duration.ofHours(2);

    private final Path archive;
    private final Clock clock;
    private Optional<LocalDate> done = Optional.empty();

    DailyCompaction(Path archive, Clock clock) {
        this.archive = archive;
        this.clock = clock;
    }

    /** The last day that is over, as far as chunks go. */
    LocalDate day() {
        return LocalDateTime.ofInstant(clock.instant().minus(SETTLING), ZoneOffset.UTC).toLocalDate().minusDays(1);
    }

    /**
     * Compacts the last day, unless that was done.
     *
     * @return what was done; empty if nothing was to do
     */
    Optional<CompactionReport> look(Progress progress) {
        var day = day();
        if (done.equals(Optional.of(day))) {
            return Optional.empty();
        }
        var report = Compaction.compact(archive, day.atStartOfDay().toInstant(ZoneOffset.UTC),
                day.plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC), CompactionConfig.DEFAULT, progress);
        done = Optional.of(day);
        return Optional.of(report).filter(what -> !what.merged().isEmpty() || !what.problems().isEmpty());
    }
}
