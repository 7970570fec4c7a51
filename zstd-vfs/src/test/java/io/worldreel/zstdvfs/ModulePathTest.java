package io.worldreel.zstdvfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
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
        String modules = String.join(File.pathSeparator, place(ZstdVfs.class), place(org.sqlite.JDBC.class),
                place(com.github.luben.zstd.Zstd.class), place(org.jspecify.annotations.NullMarked.class));
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--module-path", modules, "--add-modules", "io.worldreel.zstdvfs", "--enable-native-access",
                "io.worldreel.zstdvfs,org.xerial.sqlitejdbc,com.github.luben.zstd_jni", program.toString(),
                packed.toString()).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output).isEqualTo("io.worldreel.zstdvfs 100" + System.lineSeparator());
    }

    private static String place(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    }
}
