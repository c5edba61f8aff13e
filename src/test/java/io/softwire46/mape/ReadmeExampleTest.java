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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java programs of README, compiled unchanged; the first is run. */
class ReadmeExampleTest {
    private static final Path README = Path.of("README.md");
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

    private static List<String> programs() throws Exception {
        assumeTrue(Files.exists(README), "not in the repository");
        return BLOCK.matcher(Files.readString(README))
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

    @Test
    void theFirstProgramPrintsWhatItsCommentsPromise() throws Exception {
        String program = programs().get(0);
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
        List<String> programs = programs();
        assertTrue(programs.size() >= 2, "an example and a batch loop");
        for (String program : programs) {
            compile(program);
        }
    }
}
