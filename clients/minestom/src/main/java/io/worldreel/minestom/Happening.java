package io.worldreel.minestom;

import io.worldreel.format.Event;
import java.util.Optional;
import net.minestom.server.coordinate.BlockVec;
import net.minestom.server.entity.Entity;
import net.minestom.server.instance.Instance;
import net.minestom.server.instance.block.Block;

/**
 * Something that happened during a tick, and will stand in its frame.
 *
 * @param entity whose doing it is
 * @param target another entity that it concerns
 * @param data what there is to say; if it is JSON, without the closing brace, so that the target can be added
 */
record Happening(String kind, Optional<Entity> entity, Optional<Entity> target, Event.Encoding encoding, String data) {
    private static final String INPUT = "input";

    /** Something a player did. */
    static Happening input(Entity player, String action, String more) {
        return new Happening(INPUT, Optional.of(player), Optional.empty(), Event.Encoding.JSON,
                "{\"action\":\"" + action + '"' + more);
    }

    static Happening blockChange(Instance instance, BlockVec at, Block block) {
        return new Happening("block", Optional.empty(), Optional.empty(), Event.Encoding.JSON,
                '{' + block(at, block).substring(1) + ",\"instance\":\"" + instance.getUuid() + '"');
    }

    /** The members that say which block; keys and states of blocks need no escaping. */
    static String block(BlockVec at, Block block) {
        return ",\"x\":" + at.blockX() + ",\"y\":" + at.blockY() + ",\"z\":" + at.blockZ() + ",\"block\":\""
                + block.state()
                + '"';
    }
}
