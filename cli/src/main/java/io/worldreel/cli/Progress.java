package io.worldreel.cli;

import java.io.PrintStream;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.function.Consumer;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;
import tools.jackson.core.JsonGenerator;

/**
 * Tells on stderr how far a verb has come. Steps follow one another; owned by one thread.
 *
 * <p>As JSON, an event a line: {@code {"event":"progress","step","done","total"}}, {@code {"event":"note","text"}},
 * {@code {"event":...,"time",...,"text"}}.
 */
final class Progress {

    /** How progress is told. */
    enum Style {
        BAR, JSON, NONE;

        /** Reads the lower-case word of a style. */
        static final class Converter implements ITypeConverter<Style> {
            @Override
            public Style convert(String word) {
                for (Style style : values()) {
                    if (style.name().toLowerCase(Locale.ROOT).equals(word)) {
                        return style;
                    }
                }
                throw new TypeConversionException("'" + word + "' is none of bar, json, none");
            }
        }
    }

    private static final long NANOS_BETWEEN_REPORTS = 100_000_000;
    private static final int BAR_WIDTH = 30;

    private final PrintStream err;
    private final Style style;
    private final StopSignal stop;
    private final Clock clock = Clock.systemUTC();
    private long lastReport = System.nanoTime() - NANOS_BETWEEN_REPORTS;
    private boolean barShown;

    Progress(PrintStream err, Style style, StopSignal stop) {
        this.err = err;
        this.style = style;
        this.stop = stop;
    }

    /**
     * Hears how far a step has come; may be called as often as one likes.
     *
     * @param total what {@code done} will be at the end; 0 if unknown
     * @throws StopSignal.StoppedException if the verb was told to stop
     */
    synchronized void at(String step, long done, long total) {
        stop.check();
        long now = System.nanoTime();
        if (style == Style.NONE || (now - lastReport < NANOS_BETWEEN_REPORTS && done != total)) {
            return;
        }
        lastReport = now;
        if (style == Style.JSON) {
            line(json -> json.writeStringProperty("event", "progress").writeStringProperty("step", step)
                    .writeNumberProperty("done", done).writeNumberProperty("total", total));
        } else {
            bar(step, done, total);
        }
    }

    /** Says something in words. */
    synchronized void note(String text) {
        if (style == Style.JSON) {
            line(json -> json.writeStringProperty("event", "note").writeStringProperty("text", text));
        } else {
            clear();
            err.println(text);
        }
    }

    /**
     * Says what has happened, and when.
     *
     * @param members what there is to know of it, for JSON
     */
    synchronized void happened(String event, Consumer<JsonGenerator> members, String text) {
        String time = Instant.now(clock).truncatedTo(ChronoUnit.MILLIS).toString();
        if (style == Style.JSON) {
            line(json -> {
                json.writeStringProperty("event", event).writeStringProperty("time", time);
                members.accept(json);
                json.writeStringProperty("text", text);
            });
        } else {
            clear();
            err.println(time + " " + text);
        }
    }

    /** Takes the bar off the screen, so that other words can stand there. */
    synchronized void clear() {
        if (barShown) {
            err.print("\r\033[K");
            err.flush();
            barShown = false;
        }
    }

    private void bar(String step, long done, long total) {
        StringBuilder text = new StringBuilder("\r\033[K").append(step).append(' ');
        if (total > 0) {
            double part = Math.clamp((double) done / total, 0, 1);
            int full = (int) (part * BAR_WIDTH);
            text.append('[').repeat('#', full).repeat('.', BAR_WIDTH - full).append("] ")
                    .append(String.format(Locale.ROOT, "%3.0f %%", 100 * part));
        } else {
            text.append(done);
        }
        err.print(text);
        err.flush();
        barShown = true;
    }

    private void line(Consumer<JsonGenerator> members) {
        try (Output out = new Output(err)) {
            out.object(members);
        }
    }
}
