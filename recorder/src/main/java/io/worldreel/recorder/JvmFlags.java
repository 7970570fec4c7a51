package io.worldreel.recorder;

import java.util.ArrayList;
import java.util.List;

/**
 * What Chronicle Queue needs from the JVM that it runs in. Asked before any of its classes is loaded: without these flags they
 * fail deep inside, with a page of stack trace that names none of them.
 */
final class JvmFlags {
    private static final List<String> OPENED = List.of("java.lang.reflect", "sun.nio.ch");

    private JvmFlags() {}

    /** @throws RecorderException naming the missing flags, in one line that can be pasted */
    static void require() {
        List<String> missing = missing();
        if (!missing.isEmpty()) {
            throw new RecorderException("cannot record: the journal needs JVM flags; start java with "
                    + String.join(" ", missing));
        }
    }

    private static List<String> missing() {
        Module base = Object.class.getModule();
        List<String> flags = new ArrayList<>();
        for (String packageName : OPENED) {
            if (!base.isOpen(packageName, JvmFlags.class.getModule())) {
                flags.add("--add-opens=" + base.getName() + "/" + packageName + "=ALL-UNNAMED");
            }
        }
        return flags;
    }
}
