package io.worldreel.recorder;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Counts kills by what they met, and the seconds by what they were spent on. */
final class KillTally {
    private final Map<String, Integer> all = new TreeMap<>();
    private final Map<String, Long> nanos = new TreeMap<>();
    private Map<String, Integer> round = new TreeMap<>();
    private int kills;
    private long acknowledged;

    interface Step {
        void run() throws Exception;
    }

    void kill() {
        kills++;
    }

    int kills() {
        return kills;
    }

    void acknowledged(long frames) {
        acknowledged += frames;
    }

    void met(String kind) {
        all.merge(kind, 1, Integer::sum);
        round.merge(kind, 1, Integer::sum);
    }

    Set<String> kinds() {
        return all.keySet();
    }

    void time(String step, Step action) throws Exception {
        long began = System.nanoTime();
        try {
            action.run();
        } finally {
            nanos.merge(step, System.nanoTime() - began, Long::sum);
        }
    }

    /** What was met since the last call. */
    String round() {
        String met = round.toString();
        round = new TreeMap<>();
        return met;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("in all, killed " + kills + " times; " + acknowledged
                + " frames acknowledged, all of them there, once and whole");
        all.forEach((kind, count) -> text.append(String.format(Locale.ROOT, "%n%6d %s", count, kind)));
        nanos.forEach((step, time) -> text.append(String.format(Locale.ROOT, "%n%6.1f s %s", time / 1e9, step)));
        return text.toString();
    }
}
