package io.worldreel.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which module looks at which (ARCHITECTURE.md); this module is the one that sees them all. */
class ModuleArrowsTest {
    private static final JavaClasses PRODUCTION = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("io.worldreel");

    @ParameterizedTest(name = "{0} never uses {1}")
    @CsvSource({ "zstdvfs, format", "zstdvfs, recorder", "zstdvfs, replayer", "zstdvfs, publisher", "zstdvfs, cli",
            "format, recorder", "format, replayer", "format, publisher", "format, cli", "recorder, replayer",
            "recorder, publisher", "recorder, cli", "replayer, recorder", "replayer, publisher", "replayer, cli",
            "publisher, recorder", "publisher, replayer", "publisher, cli" })
    void arrowsPointOneWay(String from, String to) {
        noClasses().that().resideInAPackage("io.worldreel." + from + "..").should().dependOnClassesThat()
                .resideInAPackage("io.worldreel." + to + "..").check(PRODUCTION);
    }

    @ParameterizedTest(name = "production code of {0} uses no fixtures")
    @CsvSource({ "zstdvfs", "format", "recorder", "replayer", "publisher", "cli" })
    void fixturesStayInTests(String module) {
        noClasses().that().resideInAPackage("io.worldreel." + module + "..").should().dependOnClassesThat()
                .resideInAPackage("io.worldreel.fixtures..").check(PRODUCTION);
    }

    @Test
    void nativeTorrentCodeIsOnlyLoadedByTheEnginesOwnProcess() {
        noClasses().that().resideOutsideOfPackage("io.worldreel.publisher.engine.host..").should()
                .dependOnClassesThat().resideInAPackage("org.libtorrent4j..").check(PRODUCTION);
        noClasses().that().resideOutsideOfPackage("io.worldreel.publisher.engine..").should().dependOnClassesThat()
                .resideInAPackage("io.worldreel.publisher.engine.host..").check(PRODUCTION);
    }

    @Test
    void theFormatKnowsNoThreadsNetworkOrClock() {
        noClasses().that().resideInAPackage("io.worldreel.format..").should().dependOnClassesThat()
                .resideInAnyPackage("java.net..", "java.util.concurrent..").orShould()
                .dependOnClassesThat().areAssignableTo(Thread.class).orShould().dependOnClassesThat()
                .areAssignableTo(java.time.Clock.class).orShould().callMethod(System.class, "currentTimeMillis")
                .check(PRODUCTION);
    }

    @Test
    void onlyTheCommandPrintsOrEndsTheProcess() {
        noClasses().that().resideOutsideOfPackage("io.worldreel.cli..").should().accessField(System.class, "out")
                .orShould().accessField(System.class, "err").orShould().callMethod(System.class, "exit", int.class)
                .check(PRODUCTION);
    }

    @Test
    void onlyZstdVfsTouchesNativeMemoryOfSqliteOrZstd() {
        noClasses().that()
                .resideInAnyPackage("io.worldreel.recorder..", "io.worldreel.replayer..", "io.worldreel.cli..")
                .should().dependOnClassesThat().resideInAPackage("com.github.luben.zstd..").check(PRODUCTION);
    }
}
