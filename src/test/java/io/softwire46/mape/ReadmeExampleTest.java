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

/**
 * The first Java program of the README, compiled and run as it stands there.
 */
class ReadmeExampleTest {
    private static final Path README = Path.of("README.md");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```java\\n(.*?)^```$");
    private static final Pattern CLASS = Pattern.compile("class (\\w+)");
    private static final Pattern PROMISE = Pattern.compile("println\\(.*// (.+)$", Pattern.MULTILINE);

    @TempDir
    private Path directory;

    @Test
    void runs() throws Exception {
        assumeTrue(Files.exists(README), "there is no README yet");
        Matcher block = BLOCK.matcher(Files.readString(README));
        assertTrue(block.find(), "the README has no Java example");
        String program = block.group(1);
        Matcher name = CLASS.matcher(program);
        assertTrue(name.find(), "the example is no class");

        Path source = Files.writeString(directory.resolve(name.group(1) + ".java"), program);
        String classPath = String.join(
                System.getProperty("path.separator"),
                Compiled.locationOf(MapRule.class).toString(),
                Compiled.locationOf(IPAddress.class).toString());
        Path classes = Compiled.javac(
                directory.resolve("classes"), List.of("--release", "17", "-classpath", classPath), source);
        String printed = Compiled.java(
                directory,
                List.of("-classpath", classPath + System.getProperty("path.separator") + classes, name.group(1)));
        assertFalse(printed.isBlank());
        // what the README says in a comment behind println is what is printed
        Matcher promise = PROMISE.matcher(program);
        while (promise.find()) {
            assertTrue(printed.contains(promise.group(1).strip()), () -> promise.group(1) + " is not in:\n" + printed);
        }
    }
}
