package io.worldreel.recorder;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills recording processes with SIGKILL at random moments, some while they open and recover, some while they record, some while
 * they seal, some in a recovery of its own; a few of them as process 1 of a container, some with a second recorder at the door,
 * some on a disk that fills up, and after some the end of the journal's file is cut off. The world's clock jumps back now and
 * then. Reads afterwards whether every frame whose close() had returned is in the archive, once and whole.
 *
 * <p>{@code -Dworldreel.kills=N} kills N times (30 unless said otherwise), {@code -Dworldreel.seed=S} at other moments. Each
 * {@value #ROUND} kills are a round with an archive of its own, whose seed is one more than the last round's: the round that
 * fails is repeated alone by its seed.
 */
class KillTest {
    private static final int ROUND = 25;
    private static final int KILLS = Integer.getInteger("worldreel.kills", 30);
    private static final long SEED = Long.getLong("worldreel.seed", 20261120);
    /** So many kills meet every kind, whatever the seed. */
    private static final int ALL_KINDS = 200;

    @TempDir
    private Path folder;

    private final KillTally tally = new KillTally();

    @Test
    void everyAcknowledgedFrameIsThereOnceAndWhole() throws Exception {
        ChildJvm children = ChildJvm.prepared(Files.createDirectory(folder.resolve("classes")));
        for (int round = 0; round * ROUND < KILLS; round++) {
            Path place = Files.createDirectory(folder.resolve("round-" + round));
            long seed = SEED + round;
            int kills = Math.min(ROUND, KILLS - round * ROUND);
            run(place, seed, kills, children);
            System.out.println("killed " + tally.kills() + " of " + KILLS + ", seeds " + SEED + " to " + seed + ": "
                    + tally.round());
        }
        System.out.println(tally + KillRound.impossible());
        if (KILLS >= ALL_KINDS) {
            assertThat(tally.kinds()).containsAll(KillRound.possibleKinds());
        }
    }

    private void run(Path place, long seed, int kills, ChildJvm children) throws Exception {
        try (KillRound round = new KillRound(place, seed, children, tally)) {
            try {
                round.run(kills);
            } catch (AssertionError | RuntimeException failure) {
                throw new AssertionError("round of " + kills + " kills with seed " + seed + " (-Dworldreel.seed=" + seed
                        + " -Dworldreel.kills=" + kills + "): " + failure.getMessage() + "\nthe killed have said: "
                        + round.complaints(), failure);
            }
        }
    }
}
