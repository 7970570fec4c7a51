package io.worldreel.zstdvfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The library as a named module, in a JVM of its own; all other tests have it on the class path. */
class ModulePathTest {
    @TempDir
    Path folder;

    @Test
    void opensAPackedDatabaseAsAModule() throws Exception {
        Path packed = Databases.packed(Databases.create(folder, 1, 100, 4096), 4096);
        Path program = Files.writeString(folder.resolve("Program.java"), """
                import io.worldreel.zstdvfs.ZstdVfs;
                import java.nio.file.Path;

                public class Program {
                    public static void main(String[] arguments) throws Exception {
                        try (var connection = ZstdVfs.open(Path.of(arguments[0]));
                                var statement = connection.createStatement();
                                var rows = statement.executeQuery("select count(*) from item")) {
                            rows.next();
                            System.out.println(ZstdVfs.class.getModule().getName() + " " + rows.getInt(1));
                        }
                    }
                }
                """);
        String modules = String.join(File.pathSeparator, jar().toString(), place(org.sqlite.JDBC.class),
                place(com.github.luben.zstd.Zstd.class), place(org.jspecify.annotations.NullMarked.class));
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--module-path", modules, "--add-modules", "io.worldreel.zstdvfs,com.github.luben.zstd_jni",
                "--enable-native-access",
                "io.worldreel.zstdvfs,org.xerial.sqlitejdbc,com.github.luben.zstd_jni", program.toString(),
                packed.toString()).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output).isEqualTo("io.worldreel.zstdvfs 100" + System.lineSeparator());
    }

    /** The classes under test as they are packaged, with the manifest that makes them a module. */
    private Path jar() throws Exception {
        Path classes = Path.of(place(ZstdVfs.class));
        Path jar = folder.resolve("library.jar");
        try (var manifest = Files.newInputStream(Path.of("src/main/manifest/MANIFEST.MF"));
                var out = new JarOutputStream(Files.newOutputStream(jar), new Manifest(manifest));
                var files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(new ZipEntry(classes.relativize(file).toString().replace(File.separatorChar, '/')));
                Files.copy(file, out);
            }
        }
        return jar;
    }

    private static String place(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    }
}
