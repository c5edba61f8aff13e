package io.softwire46.mape;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.softwire46.mape.forward.counter.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.Timer;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which package may use which, and what none of them may do. */
class ArchitectureTest {
    private static final String ROOT = "io.softwire46.mape";
    private static final String ADDRESSES = "inet.ipaddr..";

    /** Packages that every package may use: the JDK and annotations. */
    private static final String[] ALWAYS = {"java..", "org.jspecify.annotations.."};

    /** Packages that the tunnel, a node and its fast path may use, each in addition to the previous. */
    private static final List<String> RULES = List.of("finding", "map", "map.internal", "config");

    private static final List<String> TUNNEL =
            with(RULES, "wire", "wire.internal", "fragment", "icmp", "forward.counter", "forward.lookup");
    private static final List<String> FORMAT = with(RULES, "json", "provision.format", "provision.format.internal");

    /** Packages that the parts of the operator tools may use, and the tools themselves. */
    private static final List<String> OPERATE_PARTS = with(
            FORMAT,
            "wire",
            "capture",
            "forward",
            "forward.counter",
            "provision",
            "provision.domain",
            "provision.junos");

    private static final List<String> OPERATE =
            with(OPERATE_PARTS, "operate.lookup", "operate.explain", "operate.redact", "operate.diagnose");

    /** By package, those of this project that it may use. The command may use all. */
    private static final Map<String, List<String>> MAY_USE = Map.ofEntries(
            Map.entry("finding", List.of()),
            Map.entry("map", List.of("finding", "map.internal")),
            Map.entry("map.internal", List.of("finding")),
            Map.entry("config", List.of("finding", "map", "map.internal", "config.internal")),
            Map.entry("config.internal", List.of()),
            Map.entry("wire", List.of("wire.internal")),
            Map.entry("wire.internal", List.of()),
            Map.entry("fragment", List.of("wire", "wire.internal")),
            Map.entry("icmp", List.of("wire", "wire.internal")),
            Map.entry("nat.session", List.of("map", "wire.internal")),
            Map.entry(
                    "nat", with(RULES, "config.internal", "wire", "wire.internal", "fragment", "icmp", "nat.session")),
            Map.entry("forward.counter", List.of("fragment")),
            Map.entry("forward.lookup", RULES),
            Map.entry("forward.tunnel", TUNNEL),
            Map.entry("forward.relay", with(TUNNEL, "forward.tunnel")),
            Map.entry("forward.edge", with(TUNNEL, "nat", "forward.tunnel")),
            Map.entry("forward.fastpath", with(TUNNEL, "forward.tunnel", "forward.relay", "forward.edge")),
            Map.entry(
                    "forward",
                    with(TUNNEL, "nat", "forward.tunnel", "forward.relay", "forward.edge", "forward.fastpath")),
            Map.entry("json", List.of("finding")),
            Map.entry("provision.format", with(RULES, "json")),
            Map.entry("provision.format.internal", with(RULES, "json", "provision.format")),
            Map.entry("provision.yang", with(FORMAT, "forward.counter")),
            Map.entry("provision.dhcp", with(FORMAT, "capture")),
            Map.entry("capture", List.of("wire", "wire.internal")),
            Map.entry("operate", OPERATE),
            Map.entry("operate.diff", with(RULES, "operate", "operate.diff.internal")),
            Map.entry("operate.diff.internal", RULES),
            Map.entry("operate.plan", with(RULES, "provision", "provision.format", "operate.plan.internal")),
            Map.entry("operate.plan.internal", List.of("map.internal")),
            // A second reading of packets, which takes parameters and the names of verdicts from the library, and no
            // code.
            Map.entry("operate.explain", with(RULES, "forward.counter")),
            Map.entry("operate.redact", RULES),
            Map.entry("operate.diagnose", with(RULES, "wire")),
            Map.entry("operate.sql", with(RULES, "operate", "operate.lookup")),
            Map.entry("operate.lookup", OPERATE_PARTS),
            Map.entry("operate.time", List.of("json")),
            Map.entry("operate.form", List.of("json", "operate", "operate.time")),
            Map.entry("operate.batch", List.of("operate", "operate.form", "operate.lookup")));

    /** Packages with address objects, besides those of formats; the others use numbers. */
    private static final Set<String> WITH_ADDRESSES = Set.of(
            "map",
            "map.internal",
            "config",
            "forward",
            "operate",
            "operate.diff",
            "operate.explain",
            "operate.plan",
            "operate.redact");

    /** The classes of these packages that a node is made from; no packet meets them. */
    private static final Set<String> ADDRESSES_IN_FORWARD =
            Set.of("CompiledRelayTable", "CompiledEdgeTable", "RuleTable", "EdgeTable", "CustomerEdge");

    /** The packages of the library that models take their parameters from. */
    private static final List<String> PARAMETERS = List.of("map", "config", "forward");

    /** By package of the conformance kit, those of this project that it may use. Models share no code with the library. */
    private static final Map<String, List<String>> KIT_MAY_USE = Map.of(
            "conformance.model", PARAMETERS,
            "conformance.draw", with(PARAMETERS, "conformance.model"),
            "conformance.judge", with(PARAMETERS, "conformance", "conformance.model", "conformance.draw"));

    /** By package, the package of the JDK beside java.base that it may use. */
    private static final Map<String, String> OF_THE_JDK = Map.of(
            "provision.yang", "javax.xml.stream",
            "provision.junos", "javax.xml.stream",
            "provision.format.internal", "javax.xml.stream");

    private static final int MAX_FILES = 40;

    /** The main code only, no test. */
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .importUrl(Verdict.class.getProtectionDomain().getCodeSource().getLocation());

    /** The conformance kit, without the tests of it that are in the same packages. */
    private static final JavaClasses KIT = new ClassFileImporter()
            .importPackages(ROOT + ".conformance")
            .that(describe(
                    "are no tests",
                    type -> Files.exists(Path.of("src", "conformance", "java")
                            .resolve((type.getPackageName() + "." + outermost(type)).replace('.', '/') + ".java"))));

    /** Each package below {@code provision} is a format, unless it has an entry of its own; the registry uses them all. */
    private static Map<String, List<String>> mayUse() {
        List<String> formats = CLASSES.stream()
                .map(ArchitectureTest::name)
                .filter(name -> name.startsWith("provision."))
                .distinct()
                .toList();
        Map<String, List<String>> all = new HashMap<>();
        formats.forEach(name -> all.put(name, FORMAT));
        all.put(
                "provision",
                with(FORMAT, Stream.concat(Stream.of("nat"), formats.stream()).toArray(String[]::new)));
        // The domain file holds the NAPT options of a domain.
        all.put("provision.domain", with(FORMAT, "nat"));
        all.putAll(MAY_USE);
        return all;
    }

    private static List<String> with(List<String> some, String... more) {
        return Stream.concat(some.stream(), Stream.of(more)).toList();
    }

    private static String below(String name) {
        return ROOT + "." + name + "..";
    }

    private static String name(JavaClass type) {
        String rest = type.getPackageName().substring(ROOT.length());
        return rest.isEmpty() ? "" : rest.substring(1);
    }

    private static boolean isCommand(String name) {
        return name.equals("cli") || name.startsWith("cli.");
    }

    @Test
    void packagesUseOnlyWhatTheyMay() {
        mayUse().forEach((name, others) -> assertUsesOnly(CLASSES, name, others, hasAddresses(name)));
    }

    @Test
    void modelsDrawersAndJudgesTakeOnlyParametersFromTheLibrary() {
        assertFalse(KIT.isEmpty());
        KIT_MAY_USE.forEach((name, others) -> assertUsesOnly(KIT, name, others, true));
    }

    private static void assertUsesOnly(JavaClasses classes, String name, List<String> others, boolean addresses) {
        Set<String> allowed = Stream.concat(Stream.of(name), others.stream())
                .map(other -> ROOT + "." + other)
                .collect(Collectors.toSet());
        String[] outside = addresses
                ? Stream.concat(Stream.of(ALWAYS), Stream.of(ADDRESSES)).toArray(String[]::new)
                : ALWAYS;
        classes()
                .that()
                .resideInAPackage(ROOT + "." + name)
                .should()
                .onlyDependOnClassesThat(describe(
                                "are in " + allowed,
                                (JavaClass type) -> allowed.contains(
                                        type.getBaseComponentType().getPackageName()))
                        .or(resideInAnyPackage(outside))
                        .or(resideInAPackage(OF_THE_JDK.getOrDefault(name, "java.lang")))
                        .or(primitive()))
                .check(classes);
    }

    @Test
    void theLibraryDoesNotUseTheConformanceKit() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage(below("conformance"))
                .check(CLASSES);
    }

    @Test
    void packagesOfTheKitHaveNoCycles() {
        slices().matching(ROOT + ".conformance.(**)").should().beFreeOfCycles().check(KIT);
    }

    private static boolean hasAddresses(String name) {
        return WITH_ADDRESSES.contains(name) || name.startsWith("provision") || isForwarding(name);
    }

    private static boolean isForwarding(String name) {
        return name.startsWith("forward.") && !name.equals("forward.counter");
    }

    /** Arrays of primitives are in no package. */
    private static DescribedPredicate<JavaClass> primitive() {
        return describe("primitive", type -> type.getBaseComponentType().isPrimitive());
    }

    @Test
    void eachPackageIsKnownAndNotTooLarge() {
        Map<String, Long> files = CLASSES.stream()
                .filter(type -> type.getEnclosingClass().isEmpty())
                .collect(Collectors.groupingBy(ArchitectureTest::name, Collectors.counting()));
        files.forEach((name, count) -> {
            assertTrue(mayUse().containsKey(name) || isCommand(name), name);
            assertTrue(count <= MAX_FILES, name + " has " + count + " files");
        });
    }

    @Test
    void onlyTheCommandAndTheKitUseTheOperatorTools() {
        noClasses()
                .that()
                .resideOutsideOfPackages(below("cli"), below("operate"), below("conformance"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(below("operate"))
                .check(CLASSES);
    }

    @Test
    void nothingUsesTheCommand() {
        noClasses()
                .that()
                .resideOutsideOfPackage(below("cli"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(below("cli"))
                .check(CLASSES);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void packetsMeetNoAddressObjects() {
        noClasses()
                .that(describe(
                        "are in forward and not of its construction",
                        type -> name(type).startsWith("forward") && !ADDRESSES_IN_FORWARD.contains(outermost(type))))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ADDRESSES)
                .check(CLASSES);
    }

    private static String outermost(JavaClass type) {
        return type.getEnclosingClass().map(ArchitectureTest::outermost).orElse(type.getSimpleName());
    }

    /** Digits, grouping and letters of output do not depend on the locale of the machine. */
    @Test
    void textDoesNotDependOnTheLocale() {
        Set<String> formatting = Set.of("format", "formatted", "printf", "toLowerCase", "toUpperCase");
        noClasses()
                .should()
                .callMethodWhere(describe(
                        "formats in the default locale",
                        call -> formatting.contains(call.getName())
                                && call.getTarget().getOwner().getPackageName().startsWith("java.")
                                && call.getTarget().getRawParameterTypes().stream()
                                        .noneMatch(type -> type.isEquivalentTo(Locale.class))))
                .check(CLASSES);
    }

    @Test
    void onlyTheCommandPrintsWaitsOrReadsTheClock() {
        noClasses()
                .that()
                .resideOutsideOfPackage(below("cli"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.util.logging..", "java.net..")
                .orShould()
                .callMethodWhere(describe(
                        "looks at the clock",
                        call -> call.getTarget().getOwner().getPackageName().startsWith("java.time")
                                && call.getName().startsWith("now")))
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Clock.class)
                .orShould()
                .dependOnClassesThat(describe("start threads or processes", ArchitectureTest::startsThreadOrProcess))
                .orShould()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .accessField(System.class, "in")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "exit", int.class)
                .check(CLASSES);
    }

    private static boolean startsThreadOrProcess(JavaClass type) {
        return Stream.of(Thread.class, ThreadLocal.class, Timer.class, Executor.class, Future.class)
                .anyMatch(type::isAssignableTo);
    }

    @Test
    void onlyReadersAndWritersOfFilesOpenFiles() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        below("map"), below("wire"), below("fragment"), below("icmp"), below("forward"), below("nat"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.io..", "java.nio.file..", "java.nio.channels..")
                .check(CLASSES);
    }
}
