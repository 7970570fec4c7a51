package io.worldreel.recorder.metrics;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Sources choose their names, and each name is a series for ever: only so many get one of their own. Any thread. */
final class SourceLabels {
    private static final int MOST = 1000;
    private static final String OTHERS = "others";

    private final Set<String> known = ConcurrentHashMap.newKeySet();

    String of(String source) {
        if (known.contains(source) || (known.size() < MOST && known.add(source))) {
            return source;
        }
        return OTHERS;
    }
}
