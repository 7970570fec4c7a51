package io.worldreel.replayer.sql;

import io.worldreel.format.archive.ChunkInfo;
import io.worldreel.format.segment.TimedEvent;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/** {@code events_with(words, from, to)}: events whose text or JSON holds words, as FTS5 finds them. */
final class WordTable extends RowTable {
    private static final String USAGE = "events_with(words[, from, to])";
    private static final double GUESS = 1000;

    private final ArchiveReader archive;
    private final MomentFunction moments;

    WordTable(String name, ArchiveReader archive, MomentFunction moments) {
        super(name, List.of(Column.plain("tick", "INTEGER"), Column.plain("time", "INTEGER"),
                Column.plain("kind", "TEXT"), Column.plain("entity", ""), Column.plain("data", "TEXT"),
                Column.parameter("words", SearchKey.WORDS), Column.parameter("from", SearchKey.FROM),
                Column.parameter("to", SearchKey.TO), Column.SOURCE));
        this.archive = archive;
        this.moments = moments;
    }

    @Override
    double rows(Plan plan) {
        return GUESS;
    }

    @Override
    Iterator<Row> walk(Bounds bounds) {
        Arguments arguments = new Arguments(USAGE, bounds);
        arguments.narrow(moments);
        return new Walk(bounds, arguments);
    }

    /** Takes memory by the events that one chunk has of the words. */
    private final class Walk implements Iterator<Row> {
        private final Bounds bounds;
        private final Arguments arguments;
        private final String words;
        private int chunk;
        private Iterator<Row> rows = Collections.emptyIterator();

        Walk(Bounds bounds, Arguments arguments) {
            this.bounds = bounds;
            this.arguments = arguments;
            words = arguments.text(SearchKey.WORDS);
            fill();
        }

        private void fill() {
            while (!rows.hasNext() && chunk < archive.chunks().size()) {
                ChunkInfo info = archive.chunks().get(chunk);
                if (!bounds.nothing() && bounds.touchesTicks(info.firstTick(), info.lastTick())
                        && bounds.touchesTimes(info.fromNanos(), info.toNanos())) {
                    rows = archive.read(chunk, info.firstTick(), info.lastTick(), segment -> {
                        List<Row> found = new ArrayList<>();
                        segment.eventsWith(words, bounds.firstTick(), bounds.lastTick(), event -> {
                            if (bounds.contains(event.tick(), event.timeNanos())) {
                                found.add(row(event, info.source()));
                            }
                        });
                        return found;
                    }).orElse(List.of()).iterator();
                }
                chunk++;
            }
        }

        private Row row(TimedEvent timed, String source) {
            List<@org.jspecify.annotations.Nullable Object> values = new ArrayList<>(List.of(timed.tick(),
                    timed.timeNanos(), timed.event().kind()));
            values.add(timed.event().entity().map(Results::of).orElse(null));
            values.add(timed.event().data().text());
            values.addAll(arguments.columns(SearchKey.WORDS, SearchKey.FROM, SearchKey.TO));
            values.add(source);
            return new Row(values.toArray());
        }

        @Override
        public boolean hasNext() {
            return rows.hasNext();
        }

        @Override
        public Row next() {
            if (!rows.hasNext()) {
                throw new NoSuchElementException("no other event has these words");
            }
            Row row = rows.next();
            fill();
            return row;
        }
    }
}
