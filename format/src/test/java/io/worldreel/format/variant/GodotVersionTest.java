package io.worldreel.format.variant;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GodotVersionTest {
    @ParameterizedTest
    @CsvSource({ "godot/3.2.3 worldreel-godot3/0.1, GODOT_3", "godot/4.5.0 worldreel-godot4/0.1, GODOT_4",
            "godot/4, GODOT_4", "godot/40.1 x/1, ", "godot/5.0 x/1, ", "godot/ x, ", "c-example/1 worldreel-c/0.1, ",
            "notgodot/3.2 x, ", "worldreel, " })
    void aSenderTellsHowItsVariantsAreNumbered(String sender, GodotVersion version) {
        assertThat(GodotVersion.ofSender(sender).orElse(null)).isEqualTo(version);
    }
}
