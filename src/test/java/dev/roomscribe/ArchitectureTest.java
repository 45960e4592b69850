package dev.roomscribe;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/**
 * The one direction: fishjam, audio, recognition and transcript do not know each other, webhook knows transcript, session
 * alone knows them all, and nothing knows what serves it.
 */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.roomscribe");

    private static final String FISHJAM = "dev.roomscribe.fishjam..";
    private static final String AUDIO = "dev.roomscribe.audio..";
    private static final String RECOGNITION = "dev.roomscribe.recognition..";
    private static final String TRANSCRIPT = "dev.roomscribe.transcript..";
    private static final String WEBHOOK = "dev.roomscribe.webhook..";
    private static final String SESSION = "dev.roomscribe.session..";
    private static final String API = "dev.roomscribe.api..";
    private static final String HTTP = "dev.roomscribe.http..";
    private static final String RETRY = "dev.roomscribe.retry..";
    private static final String OBSERVABILITY = "dev.roomscribe.observability..";

    @Test
    void theFourLibrariesDoNotKnowEachOther() {
        knowsNothingOf(FISHJAM, AUDIO, RECOGNITION, TRANSCRIPT, WEBHOOK, SESSION, API, OBSERVABILITY);
        knowsNothingOf(AUDIO, FISHJAM, RECOGNITION, TRANSCRIPT, WEBHOOK, SESSION, API, OBSERVABILITY);
        knowsNothingOf(RECOGNITION, FISHJAM, AUDIO, TRANSCRIPT, WEBHOOK, SESSION, API, OBSERVABILITY);
        knowsNothingOf(TRANSCRIPT, FISHJAM, AUDIO, RECOGNITION, WEBHOOK, SESSION, API, OBSERVABILITY);
    }

    @Test
    void aWebhookIsOneMoreReaderOfTheTranscript() {
        knowsNothingOf(WEBHOOK, FISHJAM, AUDIO, RECOGNITION, SESSION, API, OBSERVABILITY);
    }

    @Test
    void httpAndRetryDependOnNoOtherPackage() {
        dependsOnNoOther(HTTP);
        dependsOnNoOther(RETRY);
    }

    private static void dependsOnNoOther(String packages) {
        check(noClasses()
                .that()
                .resideInAPackage(packages)
                .should()
                .dependOnClassesThat(resideInAPackage("dev.roomscribe..").and(resideOutsideOfPackage(packages))));
    }

    @Test
    void sessionKnowsThemAllButNotWhoServesIt() {
        knowsNothingOf(SESSION, API, OBSERVABILITY);
    }

    @Test
    void apiKnowsSessionsAndTranscriptsAlone() {
        knowsNothingOf(API, FISHJAM, AUDIO, RECOGNITION, WEBHOOK, OBSERVABILITY);
        knowsNothingOf(OBSERVABILITY, API, FISHJAM, AUDIO);
    }

    @Test
    void thereAreNoCircles() {
        check(slices().matching("dev.roomscribe.(**)").should().beFreeOfCycles());
    }

    @Test
    void theEmbeddedFishjamIsReachedOverTheNetworkAndStartedInOnePlace() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage("dev.roomscribe.fishjam.embedded..")
                .and()
                .doNotHaveSimpleName("FishjamSetup")
                .and()
                .doNotHaveSimpleName("RoomscribeService")
                .and()
                .haveSimpleNameNotContaining("ServiceLifecycle")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.roomscribe.fishjam.embedded.."));
    }

    @Test
    void audioAndTranscriptArePlainJava() {
        check(noClasses()
                .that()
                .resideInAnyPackage(AUDIO, TRANSCRIPT)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io..", "jakarta..", "com.sun.jna..", "com.google.protobuf.."));
    }

    @Test
    void recognitionRunsWithoutTheServer() {
        check(noClasses()
                .that()
                .resideInAPackage(RECOGNITION)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.quarkus..", "io.vertx..", "jakarta.."));
    }

    @Test
    void theFishjamClientAndTheWebhooksRunWithoutQuarkus() {
        check(noClasses()
                .that()
                .resideInAnyPackage(FISHJAM, WEBHOOK)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.quarkus..", "io.smallrye..", "jakarta.."));
    }

    @Test
    void everyOutsideTechnologyHasItsRoom() {
        onlyIn("dev.roomscribe.recognition.vosk..", "com.sun.jna..");
        onlyIn(API, "jakarta.ws.rs..");
        check(noClasses()
                .that()
                .resideOutsideOfPackages(FISHJAM, "dev.roomscribe.recognition.worker..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.google.protobuf.."));
        check(noClasses()
                .that()
                .resideOutsideOfPackages(FISHJAM, WEBHOOK, API, HTTP)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.vertx.core.http.."));
        onlyIn(OBSERVABILITY, "io.micrometer..");
        check(noClasses().should().dependOnClassesThat().resideInAPackage("org.vosk.."));
    }

    @Test
    void timeIsInjectedAndNothingSleepsOrPrints() {
        check(noFields().should().beAnnotatedWith(Inject.class));
        check(noClasses().should().callMethod(Thread.class, "sleep", long.class));
        check(noClasses().should().callMethod(Instant.class, "now"));
        // A command prints: where it is to be found is what it is started for.
        check(noClasses().that().doNotHaveSimpleName("LoadTarget").should().accessField(System.class, "out"));
        check(noClasses()
                .that()
                .resideInAnyPackage(AUDIO, TRANSCRIPT, RECOGNITION)
                .should()
                .callMethod(Clock.class, "systemUTC"));
    }

    private static void knowsNothingOf(String from, String... to) {
        check(noClasses()
                .that()
                .resideInAPackage(from)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(to));
    }

    private static void onlyIn(String room, String technology) {
        check(noClasses()
                .that()
                .resideOutsideOfPackage(room)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(technology));
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(CLASSES);
    }
}
