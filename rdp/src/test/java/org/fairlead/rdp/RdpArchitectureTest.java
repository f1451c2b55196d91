package org.fairlead.rdp;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Only the host package touches sockets, threads or files; nothing in this module knows Fairlead. */
class RdpArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.fairlead.rdp");

    @Test
    void theEngineUsesNoSocketsFilesThreadsOrProcesses() {
        noClasses()
                .that()
                .resideOutsideOfPackage("org.fairlead.rdp.host..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.net..", "javax.net..", "java.nio.channels..", "java.nio.file..")
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(
                        Thread.class,
                        Process.class,
                        java.io.File.class,
                        java.io.FileInputStream.class,
                        java.io.FileOutputStream.class,
                        java.io.RandomAccessFile.class)
                .check(CLASSES);
    }

    @Test
    void theEngineAsksNoClock() {
        noClasses()
                .that()
                .resideOutsideOfPackage("org.fairlead.rdp.host..")
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(java.time.Instant.class, "now")
                .check(CLASSES);
    }

    @Test
    void theEngineDoesNotKnowTheHost() {
        noClasses()
                .that()
                .resideOutsideOfPackage("org.fairlead.rdp.host..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.fairlead.rdp.host..")
                .check(CLASSES);
    }

    @Test
    void theModuleKnowsNothingOfFairlead() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.fairlead.protocol..",
                        "org.fairlead.server..",
                        "org.fairlead.thinclient..",
                        "org.fairlead.simulator..")
                .check(CLASSES);
    }
}
