package dev.roomscribe;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The structure that docs/architecture.md describes: which package may use which, and where other libraries are used.
 * {@link #MAY_USE} names every package of the main code; one that is missing or does not exist fails a test. One class has
 * all rules, because the classes are imported once for each test JVM.
 */
class ArchitectureTest implements CallRule, FileCreationRule, LocaleRule {
    private static final String ROOT = "dev.roomscribe.";
    private static final int MAX_TYPES_PER_PACKAGE = 25;
    private static final int MAX_LINES_PER_FILE = 350;

    static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.roomscribe");

    /** Every package, from the lowest layer to the highest, and the packages that it may use. */
    private static final Map<String, Set<String>> MAY_USE = table("""
            unicode ->
            app.config app.log ->
            audio ->
            cluster ->
            fishjam -> unicode
            fishjam.embedded.fault ->
            fishjam.embedded.media ->
            http -> runtime
            recognition ->
            retry ->
            security security.access security.audit security.origin ->
            runtime ->
            storage ->
            transcript.text ->
            transcript.event -> transcript.text
            transcript.export.cue ->
            transcript.export.text -> transcript.event transcript.text unicode
            security.limit -> security.access
            security.key -> security security.access storage
            security.token -> security.access
            security.token.provider -> http runtime security.access security.token
            security.authentication -> security.access security.key security.token security.token.provider
            cluster.local -> cluster security storage
            cluster.redis -> cluster runtime storage
            cluster.redis.state -> cluster.redis security security.access security.limit session.agent session.auto webhook
            fishjam.embedded.room -> fishjam fishjam.embedded.media security
            fishjam.rest -> fishjam http retry runtime
            fishjam.socket -> fishjam runtime
            recognition.model -> recognition storage
            recognition.pool -> recognition
            transcript.log -> transcript.event
            cluster.redis.log.spool -> security storage transcript.event transcript.log
            cluster.redis.log -> cluster cluster.redis cluster.redis.log.spool transcript.event transcript.log
            fishjam.agent -> fishjam fishjam.socket
            fishjam.embedded.agent -> fishjam fishjam.embedded.fault fishjam.embedded.room
            fishjam.notification -> fishjam fishjam.socket retry runtime security
            recognition.vosk -> recognition recognition.model
            transcript.export -> transcript.event transcript.export.cue transcript.export.text transcript.log unicode
            transcript.live -> transcript.event transcript.log
            transcript.log.file.thread ->
            transcript.search -> storage transcript.event transcript.log
            transcript.log.file -> security storage transcript.event transcript.log transcript.log.file.thread
            transcript.log.memory -> transcript.event transcript.log
            fishjam.client -> fishjam fishjam.agent fishjam.notification fishjam.rest fishjam.socket
            fishjam.embedded.notification -> fishjam.embedded.fault fishjam.embedded.room fishjam.notification retry runtime
            recognition.worker -> recognition recognition.model recognition.vosk retry storage
            session.speech -> audio fishjam fishjam.agent recognition runtime transcript.event transcript.live transcript.log transcript.text
            webhook -> http retry runtime security transcript.event transcript.live transcript.log
            webhook.file -> storage webhook
            fishjam.embedded.http -> fishjam fishjam.embedded.fault fishjam.embedded.notification fishjam.embedded.room
            session.agent -> fishjam fishjam.agent fishjam.client retry security runtime storage transcript.event
            session.settings -> session.agent transcript.event
            session.admission -> recognition session.settings
            session.presence -> audio fishjam fishjam.agent fishjam.client fishjam.notification runtime session.speech transcript.log
            fishjam.embedded -> fishjam.embedded.agent fishjam.embedded.fault fishjam.embedded.http fishjam.embedded.media fishjam.embedded.notification fishjam.embedded.room runtime
            session -> audio cluster fishjam fishjam.agent fishjam.client recognition runtime session.admission session.agent session.presence session.settings session.speech transcript.event transcript.live transcript.log webhook
            session.routing -> cluster runtime session session.admission
            api.limit -> security.limit
            api.audit -> api.limit security.audit security.limit
            api.problem -> api.audit
            api.connection -> api.problem runtime
            api.input -> api.problem
            api.access -> api.audit api.connection api.limit api.problem api.request runtime security.access security.authentication security.key security.limit session.admission
            api.guard -> api.connection security.limit
            api.signin -> api.access api.audit api.limit api.problem api.request security.access security.token
            api.request -> api.problem security.origin
            api.list -> api.input api.problem session transcript.event transcript.export transcript.log
            api -> api.access api.audit api.connection api.guard api.input api.limit api.list api.problem api.signin runtime security security.access security.limit security.token session session.presence transcript.event transcript.export transcript.export.text transcript.live transcript.log transcript.search
            observability -> cluster recognition recognition.pool recognition.worker security.limit session session.presence session.routing transcript.event transcript.live transcript.log webhook
            session.auto -> fishjam fishjam.client fishjam.notification retry session session.presence runtime transcript.event
            app -> app.config audio cluster cluster.local cluster.redis cluster.redis.log cluster.redis.state fishjam fishjam.client fishjam.embedded fishjam.notification recognition recognition.model recognition.pool recognition.vosk recognition.worker security.audit security.authentication security.key security.limit security.origin security.token security.token.provider session session.agent session.auto session.presence session.routing runtime session.settings session.speech storage transcript.event transcript.live transcript.log transcript.log.file transcript.log.memory transcript.search webhook webhook.file
            """);

    private static Map<String, Set<String>> table(String text) {
        Map<String, Set<String>> table = new TreeMap<>();
        text.lines().forEach(line -> {
            String[] sides = line.split("->", 2);
            Set<String> uses = new TreeSet<>(List.of(sides[1].strip().split(" ")));
            uses.remove("");
            Stream.of(sides[0].strip().split(" ")).forEach(name -> table.put(name, uses));
        });
        return table;
    }

    @Test
    void theTableNamesEveryPackage() {
        assertThat(MAY_USE.keySet()).containsExactlyInAnyOrderElementsOf(packages());
    }

    @TestFactory
    Stream<DynamicTest> aPackageUsesOnlyWhatTheTableAllows() {
        return packages().stream()
                .map(name -> DynamicTest.dynamicTest(
                        name, () -> assertThat(used(name)).isSubsetOf(MAY_USE.getOrDefault(name, Set.of()))));
    }

    @TestFactory
    Stream<DynamicTest> theTableAllowsNothingThatIsUnused() {
        return MAY_USE.keySet().stream()
                .map(name -> DynamicTest.dynamicTest(
                        name, () -> assertThat(MAY_USE.get(name)).isSubsetOf(used(name))));
    }

    @Test
    void noPackagesDependOnEachOther() {
        SlicesRuleDefinition.slices()
                .matching("dev.roomscribe.(**)")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }

    @TestFactory
    Stream<DynamicTest> theLibrariesAreIndependentOfEachOther() {
        return Stream.of("fishjam", "audio", "recognition", "transcript")
                .map(library -> DynamicTest.dynamicTest(library, () -> {
                    Set<String> inside = packagesBelow(library);
                    assertThat(inside).isNotEmpty();
                    Set<String> others = new TreeSet<>();
                    inside.forEach(name -> others.addAll(used(name)));
                    assertThat(others).allMatch(name -> isBelow(name, library) || SHARED.contains(name));
                }));
    }

    /** Small packages without dependencies of their own, which the libraries may use. */
    private static final Set<String> SHARED = Set.of("http", "retry", "runtime", "security", "storage", "unicode");

    @Test
    void nothingDependsOnTheHttpSurfaceOrTheWiring() {
        assertThat(users("api.connection")).containsExactly("api", "api.access", "api.guard");
        assertThat(String.join(" ", users("api.problem")))
                .isEqualTo("api api.access api.connection api.input api.list api.request api.signin");
        assertThat(users("api.request")).containsExactly("api.access", "api.signin");
        assertThat(List.of(users("api"), users("app"), users("observability"))).allMatch(Set::isEmpty);
    }

    @Test
    void onlyTheWiringStartsTheEmbeddedFishjam() {
        assertThat(users("fishjam.embedded")).containsExactly("app");
    }

    @Test
    void eachTechnologyIsUsedWhereItBelongs() {
        assertThat(packagesThatUse("com.sun.jna")).containsExactly("recognition.vosk");
        assertThat(packagesThatUse("jakarta.ws.rs")).isSubsetOf(packagesBelow("api"));
        assertThat(packagesThatUse("io.micrometer")).containsExactly("observability");
        assertThat(packagesThatUse("org.jose4j")).containsExactly("security.token", "security.token.provider");
        assertThat(packagesThatUse("org.apache.lucene")).containsExactly("transcript.search");
        assertThat(packagesThatUse("org.vosk")).isEmpty();
        assertThat(packagesThatUse("com.google.protobuf"))
                .allMatch(name -> isBelow(name, "fishjam") || name.equals("recognition.worker"))
                .contains("fishjam.agent", "fishjam.notification", "recognition.worker");
        assertThat(packagesThatUse("io.vertx.core.http"))
                .allMatch(name -> isBelow(name, "fishjam")
                        || isBelow(name, "api")
                        || Set.of("http", "security.token.provider", "webhook").contains(name))
                .contains("fishjam.socket", "http", "webhook");
    }

    @Test
    void audioAndTranscriptNeedNoContainer() {
        assertThat(packagesThatUse("io", "jakarta", "com.sun.jna", "com.google.protobuf"))
                .noneMatch(name -> isBelow(name, "audio") || isBelow(name, "transcript"));
    }

    @Test
    void recognitionRunsInAProcessWithoutTheServer() {
        assertThat(packagesThatUse("io.quarkus", "io.vertx", "jakarta"))
                .noneMatch(name -> isBelow(name, "recognition"));
    }

    @Test
    void theFishjamClientAndTheWebhooksRunWithoutQuarkus() {
        assertThat(packagesThatUse("io.quarkus", "io.smallrye", "jakarta"))
                .noneMatch(name -> isBelow(name, "fishjam") || isBelow(name, "webhook"));
    }

    @TestFactory
    Stream<DynamicTest> everyPackageIsDescribedAndSmall() {
        return packages().stream()
                .map(name -> DynamicTest.dynamicTest(name, () -> {
                    assertThat(CLASSES.getPackage(ROOT + name).isAnnotatedWith(NullMarked.class))
                            .as("package-info of %s is @NullMarked", name)
                            .isTrue();
                    assertThat(typesIn(name)).hasSizeLessThanOrEqualTo(MAX_TYPES_PER_PACKAGE);
                }));
    }

    @Test
    void noFileIsTooLong() throws IOException {
        for (String root : List.of("src/main/java", "src/test/java", "src/bench/java")) {
            try (Stream<Path> files = Files.walk(Path.of(root))) {
                assertThat(files.filter(file -> file.toString().endsWith(".java")))
                        .isNotEmpty()
                        .allSatisfy(file -> assertThat(Files.readAllLines(file))
                                .as("lines of %s", file)
                                .hasSizeLessThanOrEqualTo(MAX_LINES_PER_FILE));
            }
        }
    }

    /** Returns the packages of the project, generated ones left out. */
    private static Set<String> packages() {
        return CLASSES.stream()
                .map(ArchitectureTest::nameOfPackage)
                .filter(name -> !name.endsWith(".proto"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> packagesBelow(String name) {
        return packages().stream().filter(candidate -> isBelow(candidate, name)).collect(Collectors.toSet());
    }

    static boolean isBelow(String name, String parent) {
        return name.equals(parent) || name.startsWith(parent + ".");
    }

    /** Returns the other packages of the project that a package depends on. */
    private static Set<String> used(String name) {
        return dependencies(name)
                .map(dependency -> dependency.getTargetClass().getBaseComponentType())
                .filter(type -> type.getPackageName().startsWith(ROOT))
                .map(ArchitectureTest::nameOfPackage)
                .filter(other -> !other.equals(name) && !other.endsWith(".proto"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> users(String name) {
        return packages().stream()
                .filter(other -> used(other).contains(name))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> packagesThatUse(String... technologies) {
        return packages().stream()
                .filter(name -> dependencies(name)
                        .map(dependency -> dependency
                                .getTargetClass()
                                .getBaseComponentType()
                                .getPackageName())
                        .anyMatch(
                                target -> Stream.of(technologies).anyMatch(technology -> isBelow(target, technology))))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<Dependency> dependencies(String name) {
        return CLASSES.stream()
                .filter(type -> nameOfPackage(type).equals(name))
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream());
    }

    private static Set<String> typesIn(String name) {
        return CLASSES.stream()
                .filter(type -> nameOfPackage(type).equals(name) && type.isTopLevelClass())
                .map(JavaClass::getSimpleName)
                // Quarkus generates classes next to ours; their names contain an underscore.
                .filter(type -> !type.equals("package-info") && !type.contains("_"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    static String nameOfPackage(JavaClass type) {
        return type.getPackageName().substring(ROOT.length());
    }
}
