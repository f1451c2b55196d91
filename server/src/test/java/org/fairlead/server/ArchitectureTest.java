package org.fairlead.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.fairlead.server.core.access.Actor;
import org.fairlead.server.core.audit.AuditLog;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The rules of the server's shape; the numbers are those of ARCHITECTURE.md. */
class ArchitectureTest {
    private static final String ROOT = "org.fairlead.server";
    private static final int LONGEST_FILE = 500;
    private static JavaClasses all;

    @BeforeAll
    static void read() {
        all = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages(ROOT);
    }

    @Test
    void rule1TheCoreDependsOnJavaAndTheProtocolOnly() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".core..")
                .and()
                .resideOutsideOfPackage(ROOT + ".core.pki..")
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages(
                        "java..", "javax.crypto..", "org.jspecify..", "org.fairlead.protocol..", ROOT + ".core..")
                .check(all);
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".core..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.sql..")
                .check(all);
    }

    @Test
    void rule2OnlyTheStoreKnowsSql() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".store..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.sql..", "javax.sql..", "org.jdbi..", "com.zaxxer..", "org.flywaydb..", "org.postgresql..")
                .check(all);
    }

    @Test
    void rule3HttpAndSocketsStayAtTheEdge() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + ".api..", ROOT + ".enrol..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.javalin..", "org.eclipse.jetty..", "jakarta.servlet..")
                .check(all);
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".gateway..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.netty..")
                .check(all);
    }

    @Test
    void rule4TheEdgesDoNotKnowEachOther() {
        for (String edge : List.of("api", "gateway", "mail", "store", "crypto")) {
            String[] others = Stream.of("api", "gateway", "mail", "store", "crypto")
                    .filter(other -> !other.equals(edge))
                    .map(other -> ROOT + "." + other + "..")
                    .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage(ROOT + "." + edge + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(others)
                    .allowEmptyShould(true)
                    .check(all);
        }
    }

    @Test
    void rule5OnlyTheWiringNamesAdapters() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT, ROOT + ".store..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT + ".store..")
                .check(all);
    }

    @Test
    void rule6ThePackagesOfTheCoreHaveNoCycles() {
        slices().matching(ROOT + ".core.(*)..")
                .should()
                .beFreeOfCycles()
                .ignoreDependency(AuditLog.class, Actor.class)
                .as("the audit log names actors, and access records what it does")
                .check(all);
    }

    @Test
    void rule8NoStateIsSharedBehindTheBack() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .areAssignableTo(ThreadLocal.class)
                .check(all);
        fields().that().areStatic().should().beFinal().allowEmptyShould(true).check(all);
        noClasses().should().callMethod(Runtime.class, "exec", String.class).check(all);
        classes()
                .that()
                .resideInAPackage(ROOT + ".core..")
                .should()
                .notBeAnnotatedWith("jakarta.inject.Singleton")
                .check(all);
    }

    @Test
    void rule9EveryPackageRefusesNullByDefault() throws IOException {
        Path source = Path.of("src/main/java/org/fairlead/server");
        try (Stream<Path> files = Files.walk(source)) {
            List<Path> folders = files.filter(path -> path.toString().endsWith(".java"))
                    .map(Path::getParent)
                    .distinct()
                    .toList();
            for (Path folder : folders) {
                assertThat(folder.resolve("package-info.java")).content().contains("@NullMarked");
            }
        }
    }

    @Test
    void rule10NoFileIsLongerThanFiveHundredLines() throws IOException {
        for (String root : List.of("src/main/java", "src/test/java")) {
            try (Stream<Path> files = Files.walk(Path.of(root))) {
                for (Path file :
                        files.filter(path -> path.toString().endsWith(".java")).toList()) {
                    assertThat(Files.readAllLines(file)).as(file.toString()).hasSizeLessThanOrEqualTo(LONGEST_FILE);
                }
            }
        }
    }
}
