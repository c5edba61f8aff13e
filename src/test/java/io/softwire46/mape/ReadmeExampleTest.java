package io.softwire46.mape;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import inet.ipaddr.IPAddress;
import io.softwire46.mape.map.MapRule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The Java programs of README and of the page about the NAPT, compiled unchanged; the first of each is run. */
class ReadmeExampleTest {
    private static final Path README = Path.of("README.md");
    private static final Path NAPT = Path.of("docs", "napt44.md");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```java\\n(.*?)^```$");
    private static final Pattern CLASS = Pattern.compile("class (\\w+)");
    private static final Pattern PROMISE = Pattern.compile("println\\(.*// (.+)$", Pattern.MULTILINE);

    @TempDir
    private Path directory;

    private final String classPath = String.join(
            System.getProperty("path.separator"),
            Compiled.locationOf(MapRule.class).toString(),
            Compiled.locationOf(IPAddress.class).toString());

    ReadmeExampleTest() throws Exception {}

    static Stream<Path> pages() {
        return Stream.of(README, NAPT);
    }

    private static List<String> programs(Path page) throws Exception {
        assumeTrue(Files.exists(page), "not in the repository");
        return BLOCK.matcher(Files.readString(page))
                .results()
                .map(block -> block.group(1))
                .toList();
    }

    private Path compile(String program) throws Exception {
        Path source = Files.writeString(directory.resolve(name(program) + ".java"), program);
        return Compiled.javac(
                directory.resolve("classes"), List.of("--release", "17", "-classpath", classPath), source);
    }

    private static String name(String program) {
        Matcher name = CLASS.matcher(program);
        assertTrue(name.find(), "the example is no class");
        return name.group(1);
    }

    @ParameterizedTest
    @MethodSource("pages")
    void theFirstProgramPrintsWhatItsCommentsPromise(Path page) throws Exception {
        String program = programs(page).get(0);
        String printed = Compiled.java(
                directory,
                List.of(
                        "-classpath",
                        classPath + System.getProperty("path.separator") + compile(program),
                        name(program)));
        assertFalse(printed.isBlank());
        Matcher promise = PROMISE.matcher(program);
        while (promise.find()) {
            assertTrue(printed.contains(promise.group(1).strip()), () -> promise.group(1) + " is not in:\n" + printed);
        }
    }

    @Test
    void allProgramsCompile() throws Exception {
        List<String> programs = programs(README);
        assertTrue(programs.size() >= 2, "an example and a batch loop");
        for (String program : programs) {
            compile(program);
        }
    }
}
