package io.worldreel.recorder.listen;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldreel.format.Component;
import io.worldreel.format.ComponentType;
import io.worldreel.format.Value;
import io.worldreel.format.archive.ArchiveLayout;
import io.worldreel.format.archive.Catalog;
import io.worldreel.format.archive.Chunk;
import io.worldreel.format.archive.ChunkInfo;
import io.worldreel.format.message.FrameEncoder;
import io.worldreel.format.segment.Segment;
import io.worldreel.format.wire.WireMessage;
import io.worldreel.recorder.RecorderConfig;
import io.worldreel.zstdvfs.VfsConfig;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecorderSinksTest {
    private static final Component BLOB = Component.of("blob", ComponentType.BYTES);

    @TempDir
    Path archive;

    @Test
    void theLargestMessageThatAListenerTakesIsRecorded() throws Exception {
        ListenLimits d = ListenLimits.DEFAULT;
        ListenLimits limits = new ListenLimits(24 << 20, d.connections(), d.unopened(), d.names(), d.openPatience(),
                d.sessionMemory(), d.datagramSilence());
        byte[] blob = new byte[(24 << 20) - 1000];
        new Random(1).nextBytes(blob);
        ListenConfig config = ListenConfig.of("arena", ListenUrl.parse("tcp://127.0.0.1:0")).withLimits(limits);
        RecorderSinks sinks = RecorderSinks.ofAnySource(RecorderConfig.of(archive, "arena"), limits, recovered -> {},
                sealed -> {});
        try (Listener listener = Listener.open(config, sinks);
                Wire wire = Wire.connect(listener.urls().getFirst())) {
            Script script = new Script();
            wire.say(Script.open(1, "", true), script.hello("main"));
            assertThat(wire.hear()).isInstanceOf(WireMessage.Welcome.class);
            wire.say(script.declaration(0, BLOB), frame(blob), script.end());
            assertThat(wire.isClosed()).isTrue();
        }
        assertThat(onlyValue()).isEqualTo(Value.ofBytes(ComponentType.BYTES, blob));
    }

    private static byte[] frame(byte[] blob) {
        FrameEncoder frames = new FrameEncoder();
        frames.declare(0, BLOB);
        frames.begin(1, 1);
        frames.put(frames.row(7, false), 0, blob, 0, blob.length);
        return frames.finish().toArray(ValueLayout.JAVA_BYTE);
    }

    private Value onlyValue() {
        ArchiveLayout layout = new ArchiveLayout(archive);
        try (Catalog catalog = Catalog.openReadOnly(layout)) {
            ChunkInfo chunk = catalog.chunks().getFirst();
            try (Segment segment = Chunk.open(layout.chunk(chunk.chunk()), VfsConfig.DEFAULT)) {
                return segment.lastState().orElseThrow().entities().getFirst().values().firstEntry().getValue();
            }
        }
    }
}
