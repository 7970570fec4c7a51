package io.worldreel.zstdvfs;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteJDBCLoader;

/** What the way under sqlite-jdbc rests on is looked at before it is used, and what is wrong is said. */
class BootstrapTest {
    private final Arena arena = Arena.ofConfined();

    @AfterEach
    void free() {
        arena.close();
    }

    private MemorySegment vfs(int version, String name) {
        MemorySegment vfs = arena.allocate(168, 8);
        vfs.set(JAVA_INT, 0, version);
        vfs.set(JAVA_LONG, SqliteApi.Offsets.NAME, arena.allocateFrom(name).address());
        return vfs;
    }

    private long connection(long firstWord) {
        MemorySegment db = arena.allocate(64, 8);
        db.set(JAVA_LONG, 0, firstWord);
        return db.address();
    }

    private static void assertRefused(long db, long again, long other, String reason) {
        assertThatThrownBy(() -> SqliteApi.commonVfs(db, again, other))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("sqlite-jdbc " + SQLiteJDBCLoader.getVersion()).hasMessageContaining(reason)
                .hasMessageContaining("use the version");
    }

    @Test
    void twoConnectionsOnOneVfsAreBelieved() {
        long vfs = vfs(3, "unix").address();
        long db = connection(vfs);
        assertThat(SqliteApi.commonVfs(db, db, connection(vfs))).isEqualTo(vfs);
    }

    @Test
    void statementsThatDisagreeAreRefused() {
        long vfs = vfs(3, "unix").address();
        long db = connection(vfs);
        assertRefused(db, connection(vfs), connection(vfs), "a statement does not begin with its connection");
        assertRefused(db, db, db, "a statement does not begin with its connection");
        assertRefused(1, 1, db, "a statement does not begin with its connection");
    }

    @Test
    void connectionsThatBeginWithSomethingElseAreRefused() {
        String reason = "a connection does not begin with its VFS";
        long count = connection(7);
        assertRefused(count, count, connection(7), reason);
        long own = connection(vfs(3, "unix").address());
        assertRefused(own, own, connection(vfs(3, "unix").address()), reason);
        for (MemorySegment wrong : new MemorySegment[]{ vfs(0, "unix"), vfs(77, "unix"), vfs(3, "memdb") }) {
            long db = connection(wrong.address());
            assertRefused(db, db, connection(wrong.address()), reason);
        }
        MemorySegment nameless = vfs(3, "unix");
        nameless.set(JAVA_LONG, SqliteApi.Offsets.NAME, 12);
        long db = connection(nameless.address());
        assertRefused(db, db, connection(nameless.address()), reason);
    }

    @Test
    void olderSqliteJdbcIsRefusedByItsVersionEachTime(@TempDir Path folder) throws Exception {
        Path older = Path.of("target", "older-sqlite-jdbc.jar");
        assertThat(older).as("copied by the build").exists();
        Path packed = Databases.packed(Databases.create(folder, 1, 100, 4096), 4096);
        Process process = ChildJvm.start(ChildJvm.classPathWith("sqlite-jdbc-", older), OpenTwice.class,
                packed.toString());
        String output = ChildJvm.output(process);
        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output.lines()).hasSize(2)
                .allSatisfy(line -> assertThat(line).startsWith("cannot put a VFS under sqlite-jdbc 3.36.0.3 on "));
    }

    /**
     * SQLite closes the libraries of its extensions with their connection. Ours is none, and to glibc any address is a library: it
     * would count down a word behind it, whosever that is.
     */
    @Test
    void nothingButLibrariesIsEverClosed(@TempDir Path folder) throws Exception {
        boolean linux = System.getProperty("os.name").equals("Linux");
        Assumptions.assumeTrue(linux, "skipped: looks at the calls of dlclose, which needs Linux");
        Path source = Files.writeString(folder.resolve("watch.c"), """
                #define _GNU_SOURCE
                #include <dlfcn.h>
                #include <link.h>
                #include <stdio.h>

                int dlclose(void *handle) {
                    for (struct link_map *library = _r_debug.r_map; library; library = library->l_next)
                        if (library == handle)
                            return ((int (*)(void *))dlsym(RTLD_NEXT, "dlclose"))(handle);
                    puts("dlclose of what is no library");
                    fflush(stdout);
                    return 1;
                }
                """);
        Path watch = folder.resolve("watch.so");
        assertThat(Tools.run("gcc", "-shared", "-fPIC", "-o", watch.toString(), source.toString(), "-ldl"))
                .isEqualTo(new Tools.Result(0, ""));
        Path packed = Databases.packed(Databases.create(folder, 1, 100, 4096), 4096);
        Process process = ChildJvm.start(Map.of("LD_PRELOAD", watch.toString()), System.getProperty("java.class.path"),
                OpenTwice.class, packed.toString());
        String output = ChildJvm.output(process);
        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output.lines()).hasSize(2).allSatisfy(line -> assertThat(line).startsWith("opened"));
    }
}
