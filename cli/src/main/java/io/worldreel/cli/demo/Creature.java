package io.worldreel.cli.demo;

import java.util.random.RandomGenerator;

import net.minestom.server.coordinate.Vec;
import net.minestom.server.entity.Entity;
import net.minestom.server.entity.EntityType;

/** Leaps somewhere as soon as it has stood on the ground for a while. Owned by its server's tick. */
final class Creature extends Entity {
    private static final double BLOCKS_PER_SECOND = 9;
    private static final int TICKS_OF_REST = 12;

    private final RandomGenerator random;
    private int leapIn;
    private boolean leapt;

    Creature(EntityType type, RandomGenerator random) {
        super(type);
        this.random = random;
        leapIn = random.nextInt(TICKS_OF_REST);
    }

    @Override
    public void update(long time) {
        if (isOnGround() && --leapIn < 0) {
            double direction = random.nextDouble(2 * Math.PI);
            double speed = BLOCKS_PER_SECOND * random.nextDouble(0.3, 1);
            setVelocity(new Vec(speed * Math.cos(direction), BLOCKS_PER_SECOND, speed * Math.sin(direction)));
            leapIn = random.nextInt(TICKS_OF_REST);
            leapt = true;
        }
    }

    /** Whether it has leapt since this was last asked. */
    boolean tookOff() {
        boolean answer = leapt;
        leapt = false;
        return answer;
    }
}
