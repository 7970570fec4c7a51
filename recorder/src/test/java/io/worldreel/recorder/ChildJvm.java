package io.worldreel.recorder;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/** JVMs of their own on this test's class path. */
final class ChildJvm {
    /** Without a file of performance data: two JVMs that are both process 1 would share it, and say so on stdout. */
    private static final List<String> FRUGAL = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx512m",
            "-XX:-UsePerfData", "--enable-native-access=ALL-UNNAMED");

    private final String classPath;
    private final List<String> flags;

    private ChildJvm(String classPath, List<String> flags) {
        this.classPath = classPath;
        this.flags = flags;
    }

    static List<String> command(Class<?> main, String... arguments) {
        return new ChildJvm(System.getProperty("java.class.path"), List.of()).run(main, arguments);
    }

    /**
     * JVMs that start sooner: they have the classes that a session of recording needs from a cache, which takes some seconds to
     * make, and which only knows classes from jars.
     *
     * @param folder where jars and cache go
     */
    static ChildJvm prepared(Path folder) throws IOException, InterruptedException {
        List<String> jars = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path path = Path.of(entry);
            jars.add(Files.isDirectory(path)
                    ? jar(path, folder.resolve(jars.size() + ".jar")).toString()
                    : entry);
        }
        String classPath = String.join(File.pathSeparator, jars);
        Path cache = folder.resolve("classes.aot");
        Outcome training = run(new ChildJvm(classPath, List.of("-XX:AOTCacheOutput=" + cache))
                .run(RecordUntilKilled.class, folder.resolve("archive").toString(), "3000"));
        if (training.exitCode() != 0 || !Files.exists(cache)) {
            throw new IllegalStateException("no class cache could be made: " + training.output());
        }
        return new ChildJvm(classPath, List.of("-XX:AOTCache=" + cache, "-XX:AOTMode=on"));
    }

    private static Path jar(Path classes, Path jar) throws IOException {
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                out.putNextEntry(new ZipEntry(classes.relativize(file).toString().replace('\\', '/')));
                Files.copy(file, out);
                out.closeEntry();
            }
        }
        return jar;
    }

    List<String> run(Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(FRUGAL);
        command.addAll(flags);
        command.add("-cp");
        command.add(classPath);
        command.add(main.getName());
        command.addAll(Arrays.asList(arguments));
        return command;
    }

    /** What a child that ran to its end said on both streams. */
    record Outcome(int exitCode, String output) {}

    static Outcome run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("the child does not end: " + output);
        }
        return new Outcome(process.exitValue(), output);
    }
}
