package io.worldreel.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WorldIdsTest {
    private static final List<String> SOURCES = List.of("eu", "eu/1", "eu%2F1", "@ada", "%40ada", "7", "'", "é");
    private static final List<EntityId> IDS = List.of(EntityId.of(7), EntityId.of(-7), EntityId.of("7"),
            EntityId.of("'7'"), EntityId.of("''7''"), EntityId.of("'"), EntityId.of("1/7"), EntityId.of("eu/7"),
            EntityId.of("%"), EntityId.of("ball"), EntityId.of("x".repeat(Limits.NAME_BYTES)));

    @Test
    void aSourceThatIsAloneKeepsItsIds() {
        WorldIds ids = WorldIds.of("eu", Stream.of("eu", "eu"));
        assertThat(IDS).allSatisfy(id -> {
            assertThat(ids.toWorld(id)).isEqualTo(id);
            assertThat(ids.toSource(id)).contains(id);
        });
    }

    @Test
    void amongOthersItsNameStandsBefore() {
        WorldIds ids = WorldIds.of("eu", Stream.of("eu", "us"));
        assertThat(ids.toWorld(EntityId.of(7))).hasToString("eu/7");
        assertThat(ids.toWorld(EntityId.of("ball"))).hasToString("eu/ball");
        assertThat(ids.toWorld(EntityId.of("7"))).hasToString("eu/'7'");
        assertThat(ids.toSource(EntityId.of("us/7"))).isEmpty();
        assertThat(ids.toSource(EntityId.of(7))).isEmpty();
        assertThat(ids.toSource(EntityId.of("eu/"))).isEmpty();
        assertThat(ids.toSource(EntityId.of("eu/'ball'"))).isEmpty();
    }

    @Test
    void whatIsSharedIsTheSameInAll() {
        EntityId ada = EntityId.of("@ada");
        for (String source : SOURCES) {
            assertThat(WorldIds.ofSource(source).toWorld(ada)).isEqualTo(ada);
            assertThat(WorldIds.ofSource(source).toSource(ada)).contains(ada);
        }
    }

    @Test
    void noTwoIdsAreCalledAlikeAndEachIsFoundAgain() {
        List<EntityId> all = new ArrayList<>(List.of(EntityId.of("@ada/7"), EntityId.of("@ada")));
        for (String source : SOURCES) {
            WorldIds ids = WorldIds.ofSource(source);
            for (EntityId id : IDS) {
                all.add(ids.toWorld(id));
                assertThat(ids.toSource(ids.toWorld(id))).contains(id);
                for (String other : SOURCES) {
                    if (!other.equals(source)) {
                        assertThat(WorldIds.ofSource(other).toSource(ids.toWorld(id))).isEmpty();
                    }
                }
            }
        }
        assertThat(all).doesNotHaveDuplicates();
    }
}
