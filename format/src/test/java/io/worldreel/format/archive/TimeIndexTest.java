package io.worldreel.format.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldreel.format.archive.TimeIndex.Deltas;
import io.worldreel.format.archive.TimeIndex.Entry;
import io.worldreel.zstdvfs.SeekableReader.FrameRun;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimeIndexTest {
    private static Entry entry(int lastKeyZstdFrame, int... ends) {
        return new Entry(0, 1, 0, 1, 0, lastKeyZstdFrame, 30, 0,
                List.of(new Deltas(4, List.of(ends[0], ends[1])), new Deltas(7, List.of(ends[2]))));
    }

    @Test
    void aDeltaPartBeginsWhereTheOneBeforeEnds() {
        Entry entry = entry(2, 10, 14, 30);
        assertThat(entry.deltas(4)).contains(new FrameRun(2, 14));
        assertThat(entry.deltas(4, 1)).contains(new FrameRun(10, 14));
        assertThat(entry.deltas(7, 0)).contains(new FrameRun(14, 30));
        assertThat(entry.deltas(7, 1)).isEmpty();
        assertThat(entry.deltas(5)).isEmpty();
    }

    @Test
    void whatCannotBeIsTakenForNotTold() {
        assertThat(entry(-9, -3, 14, 30).deltas(4)).isEmpty();
        assertThat(entry(2, 10, 5, 30).deltas(4, 1)).isEmpty();
    }
}
