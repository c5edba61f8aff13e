package io.softwire46.mape;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.softwire46.mape.forward.Verdict;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.Timer;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which room may use which, and what none of them may do. */
class ArchitectureTest {
    private static final String ROOT = "io.softwire46.mape";
    private static final String ADDRESSES = "inet.ipaddr..";

    /** What every room may use: the JDK and annotations. */
    private static final String[] ALWAYS = {"java..", "org.jspecify.annotations.."};

    private static final Map<String, List<String>> MAY_USE = Map.of(
            "map", List.of(),
            "wire", List.of(),
            "fragment", List.of("wire"),
            "icmp", List.of("wire"),
            "forward", List.of("map", "wire", "fragment", "icmp"),
            "nat", List.of("map", "wire", "fragment", "icmp"),
            "provision", List.of("map", "forward"),
            "capture", List.of("wire"));

    private static final Set<String> WITH_ADDRESSES = Set.of("map", "provision", "forward");

    /** What forward makes its nodes from; nothing that a packet meets. */
    private static final Set<String> ADDRESSES_IN_FORWARD =
            Set.of("ConfiguredDomain", "RuleTable", "EdgeTable", "CustomerEdge");

    /** What stands where the main code stands, so that no test is judged. */
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .importUrl(Verdict.class.getProtectionDomain().getCodeSource().getLocation());

    private static String room(String name) {
        return ROOT + "." + name + "..";
    }

    @Test
    void everyRoomUsesOnlyWhatItMay() {
        MAY_USE.forEach((name, others) -> {
            Stream<String> allowed =
                    Stream.concat(Stream.of(name), others.stream()).map(ArchitectureTest::room);
            Stream<String> outside = WITH_ADDRESSES.contains(name)
                    ? Stream.concat(Stream.of(ALWAYS), Stream.of(ADDRESSES))
                    : Stream.of(ALWAYS);
            classes()
                    .that()
                    .resideInAPackage(room(name))
                    .should()
                    .onlyDependOnClassesThat(
                            resideInAnyPackage(Stream.concat(allowed, outside).toArray(String[]::new))
                                    .or(primitive()))
                    .because("these are the arrows between the rooms")
                    .allowEmptyShould(true)
                    .check(CLASSES);
        });
    }

    /** Arrays of primitives live in no package. */
    private static DescribedPredicate<JavaClass> primitive() {
        return describe("primitive", type -> type.getBaseComponentType().isPrimitive());
    }

    @Test
    void thereIsNoOtherRoom() {
        for (JavaClass type : CLASSES) {
            String rest = type.getPackageName().substring(ROOT.length());
            String name = rest.isEmpty() ? "" : rest.substring(1).replaceFirst("\\..*", "");
            assertTrue(MAY_USE.containsKey(name) || name.equals("cli"), type::getName);
        }
    }

    @Test
    void nobodyUsesTheCommand() {
        noClasses()
                .that()
                .resideOutsideOfPackage(room("cli"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(room("cli"))
                .check(CLASSES);
    }

    @Test
    void roomsHaveNoCycles() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void packetsMeetNoAddressObjects() {
        noClasses()
                .that(describe(
                        "are in forward and not of its construction",
                        type -> type.getPackageName().equals(ROOT + ".forward")
                                && !ADDRESSES_IN_FORWARD.contains(outermost(type))))
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
    void onlyTheCommandTalksWaitsOrLooksAtTheClock() {
        noClasses()
                .that()
                .resideOutsideOfPackage(room("cli"))
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
                .dependOnClassesThat(describe("run something beside", ArchitectureTest::runsBeside))
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

    private static boolean runsBeside(JavaClass type) {
        return Stream.of(Thread.class, ThreadLocal.class, Timer.class, Executor.class, Future.class)
                .anyMatch(type::isAssignableTo);
    }

    @Test
    void onlyReadersAndWritersOfFilesOpenFiles() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        room("map"), room("wire"), room("fragment"), room("icmp"), room("forward"), room("nat"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.io..", "java.nio.file..", "java.nio.channels..")
                .check(CLASSES);
    }
}
