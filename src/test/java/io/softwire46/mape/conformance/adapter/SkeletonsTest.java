package io.softwire46.mape.conformance.adapter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.softwire46.mape.cli.Main;
import io.softwire46.mape.conformance.Capabilities;
import io.softwire46.mape.testing.Program;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each printed program is a valid adapter, in each language that is installed. */
class SkeletonsTest {
    private static final int MAX_LINES = 150;
    private static final int MAX_TUN_LINES = 120;
    private static final List<String> MESSAGES = List.of(
            "hello",
            "configure",
            "exchange (RFC 7597 A example 2)",
            "query",
            "counters",
            "tick",
            "reset",
            "unknown field",
            "bye",
            "exit");

    /** Lines that no adapter may accept, in this order. */
    private static final List<String> MALFORMED = List.of(
            "garbage",
            "{\"seq\":1,\"cmd\":\"reset\"",
            "{\"seq\":1,\"cmd\":\"reset\",}",
            "{\"seq\":1,\"seq\":1,\"cmd\":\"reset\"}",
            "{\"seq\":1,\"cmd\":\"reset\"} {}",
            "{\"seq\":99,\"cmd\":\"reset\"}",
            "{\"seq\":1,\"cmd\":\"restart\"}",
            "{\"seq\":1}",
            "{\"cmd\":\"reset\"}",
            "[1]",
            "{\"seq\":1,\"cmd\":\"exchange\",\"packets\":[],\"until\":[],\"quietMillis\":0}",
            "{\"seq\":1,\"cmd\":\"exchange\",\"packets\":[{\"at\":0,\"at\":0}],\"until\":[],\"quietMillis\":0,\"deadlineMillis\":1}",
            "{\"seq\":1,\"cmd\":\"exchange\",\"packets\":[1,],\"until\":[],\"quietMillis\":0,\"deadlineMillis\":1}",
            "{\"seq\":1,\"cmd\":\"exchange\",\"packets\":[01],\"until\":[],\"quietMillis\":0,\"deadlineMillis\":1}",
            "{\"seq\":1,\"cmd\":\"exchange\",\"packets\":[\"\\x\"],\"until\":[],\"quietMillis\":0,\"deadlineMillis\":1}");

    private static List<String> command(String language, Path directory) throws IOException {
        Path file = directory.resolve(Skeletons.fileName(language));
        Files.writeString(file, Skeletons.text(language));
        switch (language) {
            case "python":
                assumeTrue(Program.works("python3", "--version"), "python3 is not installed");
                return List.of("python3", file.toString());
            case "lua":
                for (String lua : List.of("lua", "lua5.4", "lua5.3", "lua5.1")) {
                    if (Program.works(lua, "-v")) {
                        return List.of(lua, file.toString());
                    }
                }
                assumeTrue(false, "no Lua is installed");
                break;
            case "c":
                assumeTrue(Program.works("cc", "--version"), "no C compiler is installed");
                String binary = directory.resolve("adapter").toString();
                assertEquals(
                        List.of(),
                        Program.run("", List.of("cc", "-Wall", "-Wextra", "-Werror", "-o", binary, file.toString())));
                return List.of(binary);
            case "go":
                assumeTrue(Program.works("go", "version"), "go is not installed");
                String built = directory.resolve("adapter").toString();
                assertEquals(List.of(), Program.run("", List.of("go", "build", "-o", built, file.toString())));
                return List.of(built);
            default:
                Path tools = Path.of(System.getProperty("java.home"), "bin");
                String classes = directory.toString();
                Program.run("", List.of(tools.resolve("javac").toString(), "-d", classes, file.toString()));
                return List.of(tools.resolve("java").toString(), "-cp", classes, "Adapter");
        }
        throw new IllegalArgumentException(language);
    }

    @ParameterizedTest
    @ValueSource(strings = {"lua", "go", "c", "python", "java"})
    void isAValidAdapter(String language, @TempDir Path directory) throws Exception {
        List<String> command = command(language, directory);
        StringWriter out = new StringWriter();
        assertEquals(
                CheckAdapter.VALID,
                CheckAdapter.run(command, new PrintWriter(out), 1, checkedButForTheUnknownField()),
                out.toString());
        List<String> lines = out.toString().lines().toList();
        assertEquals(
                MESSAGES,
                lines.stream().map(line -> line.replaceFirst(": .*", "")).toList());
        try (ProcessTarget target = (ProcessTarget)
                ProcessTarget.factory(command, "1.0", 1, Children.CHECKED).start()) {
            List<Capabilities.Unsupported> unsupported = target.capabilities().unsupported();
            assertEquals(1, unsupported.size());
            assertTrue(unsupported.get(0).matches("FRG-06"));
        }
        refusesMalformedLines(command);
    }

    private static void refusesMalformedLines(List<String> command) {
        try (AdapterProcess process = AdapterProcess.start(command, (request, sent, line) -> {})) {
            for (int i = 0; i < MALFORMED.size(); i++) {
                int seq = i + 1;
                String malformed = MALFORMED.get(i).replace("\"seq\":1", "\"seq\":" + seq);
                String answer = process.ask("malformed", malformed, Duration.ofSeconds(30));
                assertTrue(
                        Protocol.read(seq, new Request.Bye(), answer, null) instanceof Reply.Refusal,
                        () -> malformed + " was answered with " + answer);
            }
        }
    }

    private static AdapterProcess.Observer checkedButForTheUnknownField() {
        return (request, sent, line) -> {
            if (!line.contains("colour")) {
                Children.CHECKED.line(request, sent, line);
            }
        };
    }

    @Test
    void thisLibraryRefusesTheSameLines() {
        refusesMalformedLines(Children.java(Main.class, "adapter"));
    }

    @Test
    void programsAreShort() {
        for (String name : Skeletons.names()) {
            long lines = Skeletons.text(name).lines().count();
            assertTrue(lines <= (name.equals("tun") ? MAX_TUN_LINES : MAX_LINES), name + " has " + lines + " lines");
        }
        assertThrows(IllegalArgumentException.class, () -> Skeletons.text("cobol"));
    }

    @Test
    void thisLibraryIsAValidAdapter() {
        StringWriter out = new StringWriter();
        List<String> command = Children.java(Main.class, "adapter");
        assertEquals(
                CheckAdapter.VALID,
                CheckAdapter.run(command, new PrintWriter(out), 1, checkedButForTheUnknownField()),
                out.toString());
        assertTrue(out.toString().contains("exchange (RFC 7597 A example 2): valid (1 packets)"), out.toString());
    }

    /** What the check reports of an adapter that is not valid. */
    @ParameterizedTest
    @ValueSource(strings = {"garbage", "wrongSeq", "unknownField", "error", "crashed", "exit"})
    void aHostileAdapterIsNotValid(String deed) {
        StringWriter out = new StringWriter();
        List<String> command = Children.java(HostileAdapter.class, deed, "counters");
        assertEquals(
                CheckAdapter.ERROR, CheckAdapter.run(command, new PrintWriter(out), 1, (request, sent, line) -> {}));
        assertTrue(out.toString().contains("\ncounters: invalid: "), out.toString());
        assertTrue(out.toString().contains("\nquery: valid"), out.toString());
        assertTrue(out.toString().contains("\nunknown field: invalid: "), out.toString());
    }
}
