package io.worldreel.zstdvfs;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A JVM of its own that runs a main class of the tests. */
final class ChildJvm {
    private ChildJvm() {}

    /** Starts it with this JVM's class path; its output goes to a pipe, errors among it. */
    static Process start(Class<?> main, String... arguments) throws IOException {
        return start(System.getProperty("java.class.path"), main, arguments);
    }

    static Process start(String classPath, Class<?> main, String... arguments) throws IOException {
        return start(Map.of(), classPath, main, arguments);
    }

    /** @param environment set beside what this JVM has */
    static Process start(Map<String, String> environment, String classPath, Class<?> main, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx128m",
                        "--enable-native-access=ALL-UNNAMED", "-cp", classPath, main.getName()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** This JVM's class path with another jar in the place of the one whose name begins so. */
    static String classPathWith(String prefix, Path instead) {
        List<String> entries = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            entries.add(Path.of(entry).getFileName().toString().startsWith(prefix) ? instead.toString() : entry);
        }
        return String.join(File.pathSeparator, entries);
    }

    static String output(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
