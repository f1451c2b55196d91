package org.fairlead.android.core;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The core runs on Android and on any Java; what it decides, it decides without touching the phone. */
class CoreArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.fairlead.android.core");

    @Test
    void knowsNoAndroidAndNothingThatAndroidLacks() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("android..", "java.net.http..", "java.nio.file..", "java.lang.System$Logger")
                .check(CLASSES);
    }

    @Test
    void decisionsTouchNeitherPhoneNorDiskNorNetwork() {
        noClasses()
                .that()
                .resideInAPackage("..command..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "..agent.core..", "..state..", "..net..", "java.io..", "java.net..", "java.util.concurrent..")
                .check(CLASSES);
    }
}
