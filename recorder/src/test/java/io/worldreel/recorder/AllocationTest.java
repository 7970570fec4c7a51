package io.worldreel.recorder;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.worldreel.format.ComponentType;
import io.worldreel.format.Event;
import io.worldreel.format.Role;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AllocationTest {
    private static final int ENTITIES = 200;
    private static final int WARM_UP = 20_000;
    private static final int MEASURED = 5_000;
    /** What the JVM's own bookkeeping may cost; one object a frame would be more. */
    private static final long BYTES_A_FRAME = 8;

    @TempDir
    Path archive;

    @Test
    void aFrameAllocatesNothingInTheSteadyState() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        byte[] payload = "payload".getBytes(StandardCharsets.UTF_8);
        try (Recorder recorder = Recorder.open(RecorderConfig.of(archive, "arena").withOverload(Overload.WAIT))) {
            ComponentHandle position = recorder.component("position", ComponentType.VEC3F32, Role.POSITION);
            ComponentHandle rotation = recorder.component("rotation", ComponentType.QUAT, Role.ROTATION);
            ComponentHandle health = recorder.component("health", ComponentType.I32, Role.HEALTH);
            ComponentHandle label = recorder.component("label", ComponentType.UTF8, Role.LABEL);
            long ball = recorder.entity("ball");
            long allocated = 0;
            for (int tick = 0; tick < WARM_UP + MEASURED; tick++) {
                long before = threads.getCurrentThreadAllocatedBytes();
                try (RecordingFrame frame = recorder.frame(tick, tick)) {
                    for (int entity = 0; entity < ENTITIES; entity++) {
                        frame.put(entity, position, tick, entity, 0.5f);
                        frame.put(entity, rotation, 0f, 0f, 0f, 1f);
                        frame.put(entity, health, 100L);
                    }
                    frame.put(ball, position, 1.0, 2.0, 3.0);
                    frame.put(ball, label, "the ball");
                    frame.event("goal", ball, payload);
                    frame.event("input", 7, Event.Encoding.TEXT, "jump");
                }
                if (tick >= WARM_UP) {
                    allocated += threads.getCurrentThreadAllocatedBytes() - before;
                }
            }
            assertThat(allocated / MEASURED).as("bytes allocated a frame").isLessThan(BYTES_A_FRAME);
        }
    }
}
