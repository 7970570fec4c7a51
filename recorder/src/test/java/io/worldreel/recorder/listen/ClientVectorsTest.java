package io.worldreel.recorder.listen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClientVectorsTest {
    @Test
    void theFileThatAllClientsAreHeldAgainstHasTheBytesOfTheEncoders() throws IOException {
        assertThat(ClientVectors.read()).isEqualTo(ClientVectors.encoded());
    }

    /** Put together by hand from FORMAT.md, field by field. */
    @Test
    void theEncodersHaveTheBytesOfTheFormat() {
        String frame = String.join("", "00000000", "04", "01", "0000", // checksum left out; frame; named references
                "5802000000000000", "0000167b0d12d114", // tick 600, time
                "01000000", "01000000", "00000000", "00000000", "00000000", // one entity, one block
                "0700000000000000", "01", // reference 7, named
                "0000", "06", "01", "01000000", // component 0, vec2f32, dense, one value
                "0000c03f", "000000c0"); // 1.5, -2
        String open = String.join("", "40", "03", "0000", "574c5257", "0000", "0100", "8877665544332211", "0300",
                "616263");
        assertThat(ClientVectors.encoded()).containsEntry("frame-one", frame).hasEntrySatisfying("open",
                hex -> assertThat(hex.substring(8)).isEqualTo(open));
        assertThat(List.copyOf(ClientVectors.encoded().values())).doesNotHaveDuplicates();
    }
}
