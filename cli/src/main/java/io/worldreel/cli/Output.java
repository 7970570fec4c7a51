package io.worldreel.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;

/** Where results go: lines of text or JSON objects, one a line, in UTF-8. Buffered; owned by one thread. */
final class Output implements AutoCloseable {
    private static final JsonFactory JSON = JsonFactory.builder().rootValueSeparator("")
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET).disable(StreamWriteFeature.FLUSH_PASSED_TO_STREAM).build();

    private final OutputStream out;
    private @Nullable JsonGenerator generator;
    private boolean broken;

    Output(OutputStream out) {
        this.out = new BufferedOutputStream(out, 1 << 16);
    }

    /** Writes a line of text. */
    void line(String text) {
        try {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.write('\n');
        } catch (IOException failed) {
            throw broken(failed);
        }
    }

    /** Writes one JSON object and ends its line. */
    void object(Consumer<JsonGenerator> members) {
        try {
            JsonGenerator json = generator;
            if (json == null) {
                json = JSON.createGenerator(ObjectWriteContext.empty(), out);
                generator = json;
            }
            json.writeStartObject();
            members.accept(json);
            json.writeEndObject();
            json.flush();
            out.write('\n');
        } catch (JacksonException failed) {
            throw failed.getCause() instanceof IOException cause ? broken(cause) : failed;
        } catch (IOException failed) {
            throw broken(failed);
        }
    }

    /** A view for text that others lay out, such as help. Flush it before anything else is written. */
    PrintWriter writer() {
        return new PrintWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), true);
    }

    /** Hands everything written so far to whoever reads it. */
    void flush() {
        try {
            out.flush();
        } catch (IOException failed) {
            throw broken(failed);
        }
    }

    /** Flushes, unless a write has failed before: that was told then. The stream itself stays open. */
    @Override
    public void close() {
        if (!broken) {
            flush();
        }
    }

    private OutputException broken(IOException cause) {
        broken = true;
        return new OutputException(cause);
    }
}
