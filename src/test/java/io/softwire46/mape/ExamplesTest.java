package io.softwire46.mape;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.softwire46.mape.testing.DocumentCommand;
import io.softwire46.mape.testing.Program;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The programs of {@code examples}: all compile against the library and its dependency alone, and those that need no root print what their
 * pages show. The page of each shows numbers that follow from its packets; the format of metrics is checked by its specification
 * (Prometheus text format 0.0.4).
 */
class ExamplesTest {
    private static final Path EXAMPLES = Path.of("examples");
    private static final int MAX_SECONDS = 60;

    @TempDir
    private Path directory;

    @BeforeAll
    static void requireRepository() {
        assumeTrue(Files.isDirectory(EXAMPLES), "not in the repository");
    }

    /** The programs, one file each; examples/engines needs the libraries of its engines, and has a profile. */
    static Stream<Path> programs() throws IOException {
        try (Stream<Path> files = Files.walk(EXAMPLES, 2)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("programs")
    void compilesWithoutWarnings(Path program) throws IOException {
        boolean foreign = program.startsWith(EXAMPLES.resolve("tun-ffm"));
        assumeTrue(!foreign || Runtime.version().feature() >= 22, "the foreign function interface needs JDK 22");
        Compiled.javac(
                directory,
                List.of(
                        "--release",
                        foreign ? "22" : "17",
                        "-Xlint:all,-options",
                        "-Werror",
                        "-classpath",
                        DocumentCommand.classPath()),
                program);
    }

    @ParameterizedTest
    @MethodSource("programs")
    void hasAPageWithItsCommand(Path program) throws IOException {
        Path directory = program.getParent();
        String page = Files.readString(directory.resolve("README.md"));
        String path = program.toString().replace('\\', '/');
        assertTrue(page.contains(path), () -> path + " has no command in its page");
        String index = Files.readString(EXAMPLES.resolve("README.md"));
        assertTrue(index.contains("(" + directory.getFileName() + ")"), () -> directory + " is not in the index");
    }

    @ParameterizedTest
    @ValueSource(strings = {"batch", "metrics", "provision"})
    void printsWhatItsPageShows(String example) {
        assumeTrue(Program.works("sh", "-c", "exit 0"), "sh is not installed");
        List<DocumentCommand> commands =
                DocumentCommand.of(EXAMPLES.resolve(example).resolve("README.md"));
        assertEquals(1, commands.size());
        assertEquals(
                commands.get(0).output(), DocumentCommand.run(commands.get(0).script(), MAX_SECONDS));
    }

    // ---- metrics

    @Test
    void metricsAreServedInTheFormatOfPrometheus() throws Exception {
        Process server = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        DocumentCommand.classPath(),
                        "examples/metrics/Metrics.java",
                        "0")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader printed = server.inputReader(StandardCharsets.UTF_8)) {
            String ready = String.valueOf(printed.readLine());
            assertTrue(ready.startsWith("ready: "), ready);
            HttpResponse<String> response = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(ready.substring("ready: ".length())))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertEquals(200, response.statusCode());
            assertEquals(
                    "text/plain; version=0.0.4; charset=utf-8",
                    response.headers().firstValue("Content-Type").orElse(""));
            checkFormat(response.body());
            if (Program.works("promtool", "--version")) {
                Program.run(response.body(), List.of("promtool", "check", "metrics"));
            }
        } finally {
            server.destroy();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "-1", "65536", "99999999999", "in use"})
    void metricsRefuseAPortInOneLine(String text) throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = text.equals("in use") ? String.valueOf(other.getLocalPort()) : text;
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            DocumentCommand.classPath(),
                            "examples/metrics/Metrics.java",
                            port)
                    .redirectErrorStream(true)
                    .start();
            try (BufferedReader printed = process.inputReader(StandardCharsets.UTF_8)) {
                List<String> lines = printed.lines().toList();
                assertEquals(1, lines.size(), lines::toString);
                assertTrue(lines.get(0).startsWith("Metrics: ") && lines.get(0).contains(port), lines::toString);
                assertEquals(2, process.waitFor());
            } finally {
                process.destroy();
            }
        }
    }

    private static final String NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";
    private static final String LABEL = "[a-zA-Z_][a-zA-Z0-9_]*=\"(?:[^\"\\\\\\n]|\\\\[\\\\n\"])*\"";
    private static final Pattern HELP = Pattern.compile("# HELP (" + NAME + ") (?:[^\\\\\\n]|\\\\[\\\\n])+");
    private static final Pattern TYPE = Pattern.compile("# TYPE (" + NAME + ") (counter|gauge)");
    private static final Pattern SAMPLE =
            Pattern.compile("(" + NAME + ")((?:\\{" + LABEL + "(?:," + LABEL + ")*\\})?) [0-9]+");

    /** Comments, then samples of one metric, together; each line ends with a line feed; counters are named by their kind. */
    private static void checkFormat(String text) {
        assertTrue(text.endsWith("\n"), "the last line must end with a line feed");
        String metric = "";
        Set<String> seen = new HashSet<>();
        int samples = 0;
        for (String line : text.substring(0, text.length() - 1).split("\n", -1)) {
            Matcher help = HELP.matcher(line);
            Matcher type = TYPE.matcher(line);
            Matcher sample = SAMPLE.matcher(line);
            if (help.matches()) {
                metric = help.group(1);
                assertTrue(seen.add("help of " + metric), line);
            } else if (type.matches()) {
                assertEquals(metric, type.group(1), line);
                assertTrue(seen.add("type of " + metric), line);
                assertEquals(type.group(2).equals("counter"), metric.endsWith("_total"), line);
            } else {
                assertTrue(sample.matches(), line);
                assertEquals(metric, sample.group(1), line);
                assertTrue(seen.contains("type of " + metric), line);
                assertTrue(seen.add(metric + sample.group(2)), line);
                samples++;
            }
        }
        assertTrue(samples > 100, "no samples");
    }
}
