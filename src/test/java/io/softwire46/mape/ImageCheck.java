package io.softwire46.mape;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command in a run-time image, made as docs/live.md describes. Runs in the phase {@code verify}. */
class ImageCheck {
    private static final String MODULES = "java.base,java.xml";
    private static final long LARGEST = 100L << 20;

    @TempDir
    private Path directory;

    private static String run(String tool, String... arguments) {
        ToolProvider provider = ToolProvider.findFirst(tool).orElse(null);
        assumeTrue(provider != null, () -> "this JDK has no " + tool);
        StringWriter printed = new StringWriter();
        PrintWriter writer = new PrintWriter(printed);
        assertEquals(0, provider.run(writer, writer, arguments), printed::toString);
        return printed.toString().strip();
    }

    @Test
    void theModulesAreThoseThatTheCommandNeeds() throws IOException {
        assertEquals(
                MODULES,
                run(
                        "jdeps",
                        "--ignore-missing-deps",
                        "--multi-release",
                        "17",
                        "--print-module-deps",
                        "target/mape-cli.jar"));
        assertTrue(Files.readString(Path.of("docs", "live.md")).contains("--add-modules " + MODULES + " "));
    }

    /** RFC 7597 appendix A, example 1: the MAP address. */
    @Test
    void theImageRunsTheCommand() throws Exception {
        Path image = directory.resolve("image");
        run(
                "jlink",
                "--add-modules",
                MODULES,
                "--strip-java-debug-attributes",
                "--no-header-files",
                "--no-man-pages",
                "--output",
                image.toString());
        for (String file : List.of("mape-cli.jar", "mape")) {
            Files.copy(Path.of("target", file), image.resolve("bin").resolve(file), StandardCopyOption.COPY_ATTRIBUTES);
        }

        String derived = mape(
                image,
                "derive",
                "--ipv6-prefix=2001:db8::/40",
                "--ipv4-prefix=192.0.2.0/24",
                "--ea-length=16",
                "--end-user-prefix=2001:db8:12:3400::/56");
        assertTrue(derived.contains("2001:db8:12:3400:0:c000:212:34"), derived);
        String walk = mape(image, "walk");
        // RFC 7597 section 6: 67.91.205.2 and PSID 0x9c in the interface identifier
        assertTrue(walk.contains("2001:db8:ce:29c:0:435b:cd02:9c"), walk);

        try (Stream<Path> files = Files.walk(image)) {
            long octets = files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
            assertTrue(octets < LARGEST, () -> octets + " octets");
        }
    }

    private String mape(Path image, String... arguments) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of("sh", image.resolve("bin/mape").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", image.toString());
        builder.environment().put("XDG_CACHE_HOME", directory.resolve("cache").toString());
        Process process = builder.start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(30, TimeUnit.SECONDS), "ends");
        assertEquals(0, process.exitValue(), printed);
        return printed;
    }
}
