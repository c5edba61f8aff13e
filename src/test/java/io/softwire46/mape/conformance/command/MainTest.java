package io.softwire46.mape.conformance.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.conformance.Capabilities;
import io.softwire46.mape.conformance.Role;
import io.softwire46.mape.conformance.adapter.CapabilitiesCodec;
import io.softwire46.mape.conformance.catalogue.Catalogue;
import io.softwire46.mape.conformance.catalogue.Property;
import io.softwire46.mape.conformance.engine.CaseJson;
import io.softwire46.mape.conformance.judge.Mode;
import io.softwire46.mape.conformance.report.ReportFiles;
import io.softwire46.mape.json.Json;
import io.softwire46.mape.json.JsonWriter;
import io.softwire46.mape.testing.SampleRun;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

/** The command as a user sees it: exit status, standard output, standard error, files. */
class MainTest {
    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    /** Runs the command; DIR in an argument is the test's directory. */
    private int run(String... args) {
        String[] own = Arrays.stream(args)
                .map(each -> each.replace("DIR", directory.toString()))
                .toArray(String[]::new);
        return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), own);
    }

    /** Bad usage is one line that names the command, what is wrong and what to do; no run begins. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '@',
            quoteCharacter = '"',
            value = {
                "''                                    @ mape-conformance: '': is not a command; use one of run, replay, list",
                "run                                   @ run: --target: is missing; use --target exec:CMD",
                "run --target mape --target-pcap x     @ run: --target: is given beside --target-pcap; use",
                "run --target other                    @ run: --target other: is unknown; use exec:",
                "run --target exec:                    @ run: --target: command is empty; name a program",
                "run --target mape --capabilities x    @ run: --capabilities, --link, --mac4, --mac6: are for --target-pcap; remove",
                "run --target-pcap x                   @ run: --capabilities: is missing; name a file",
                "run --target-pcap x --capabilities DIR/none @ none: no such file; check the path",
                "run --target-pcap x --capabilities DIR @ is a directory; name a file",
                "run --target mape --suite 2.0         @ run: --suite 2.0: is unknown; use 1.0",
                "run --target mape --only ALG-01,XX-*  @ run: --only XX-*: matches no property; the command list",
                "run --target mape --level may         @ run: --level may: is unknown; use must, should or all",
                "run --target mape --time 10           @ '10' is not a duration; write a number and ms, s, m or h",
                "run --target mape --cases -1          @ run: --cases -1: is negative; use 0 or more",
                "run --target mape --seed x            @ 'x' is not a whole number",
                "run --target mape --known DIR/none    @ none: no such file",
                "run --target mape --sed 1             @ run: '--sed': is not an option; use --seed",
                "replay --target mape                  @ replay: Missing required parameter: 'FILE'",
                "replay --target mape DIR/none         @ replay: DIR/none: no such file",
                "show XXX-99                           @ show: ID XXX-99: is unknown; the command list",
                "list --role relay                     @ list: --role relay: is unknown; use calc, br",
                "adapter cobol                         @ adapter: LANG cobol: is unknown; use one of lua, go",
                "check-adapter --target mape           @ check-adapter: --target mape: is unknown; use exec:",
                "matrix DIR --out DIR/m                @ report.json: no such file",
                "matrix DIR/none --out DIR/m           @ none: is not a directory; name the --out of a run",
                "matrix DIR                            @ matrix: Missing required option: '--out=FILE'"
            })
    void badUsage(String arguments, String problem) throws IOException {
        assertEquals(2, run(arguments.replace("''", "").isEmpty() ? new String[] {""} : arguments.split(" ")));
        assertEquals("", out.toString());
        assertEquals(1, err.toString().lines().count(), err.toString());
        assertTrue(err.toString().startsWith("mape-conformance"), err.toString());
        String expected = problem.replace("DIR", directory.toString());
        assertTrue(err.toString().contains(expected), err.toString());
        try (var files = Files.list(directory)) {
            assertEquals(List.of(), files.toList());
        }
    }

    @Test
    void withoutACommandThereIsNothingToDo() {
        assertEquals(2, run());
        assertTrue(err.toString().startsWith("mape-conformance: missing command; use one of run, "), err.toString());
    }

    /** A hostile argument neither adds lines nor controls the terminal. */
    @Test
    void argumentsAreEscaped() {
        assertEquals(2, run("run", "--target", "mape", "--only", "\u001b[31m\nx"));
        assertEquals(1, err.toString().lines().count());
        assertFalse(err.toString().contains("\u001b"));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "250ms, 250", "90s, 90000", "10m, 600000", "2h, 7200000"})
    void durations(String text, long millis) {
        assertEquals(Duration.ofMillis(millis), DurationText.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "s", "1", "-1s", "1.5s", "1 s", "1d", "9999999999s"})
    void otherTextsAreNoDurations(String text) {
        assertThrows(TypeConversionException.class, () -> DurationText.parse(text));
    }

    /** One property of this library: it passes, and all files are there. */
    @Test
    void runsAndWritesReports() throws IOException {
        assertEquals(
                0, run("run", "--target", "mape", "--only", "ALG-04", "--time", "0", "--out", "DIR/r"), err::toString);
        assertEquals("seed 0x1\n", err.toString());
        assertTrue(out.toString().startsWith("# MAP-E conformance 1.0: mape "), out.toString());
        assertTrue(out.toString().endsWith("report.html, seed 0x1\n"), out.toString());
        for (String file : List.of("report.json", "report.html", "junit.xml", "badge.json")) {
            assertTrue(Files.size(directory.resolve("r").resolve(file)) > 0, file);
        }
        assertEquals(0, run("matrix", "DIR/r", "DIR/r", "--out", "DIR/matrix.html"), err::toString);
        assertTrue(Files.readString(directory.resolve("matrix.html")).contains("ALG-04"));
    }

    /** A list without reasons cannot be used; one with a failure that is not observed is not true any more. */
    @Test
    void knownFailures() throws IOException {
        String[] arguments = {
            "run", "--target", "mape", "--only", "ALG-04", "--time", "0", "--out", "DIR/r", "--known", "DIR/k"
        };
        Path known = directory.resolve("k");
        Files.writeString(known, "ALG-04 MODE accepted-invalid | | - | - | -\n");
        assertEquals(2, run(arguments));
        assertTrue(err.toString().contains("/k: line 1: ALG-04 has no reason; write"), err.toString());
        Files.writeString(known, "ALG-04 MODE accepted-invalid | it was so | - | - | -\n");
        assertEquals(1, run(arguments));
        assertTrue(out.toString().contains("| ALG-04 | MUST |"), out.toString());
        assertTrue(out.toString().contains("| fixed | passes, but"), out.toString());
    }

    /** A case that this library passes, and the same with another expectation. */
    @Test
    void replays() throws IOException {
        CaseJson.Stored stored = new CaseJson.Stored(
                "1.0", 1L, Mode.WRONG_ECN, SampleRun.wrongEcn().testCase());
        Path file = directory.resolve("case.json");
        // RFC 6040 section 4.2: CE outside and ECT(0) inside leave as CE
        Files.writeString(file, CaseJson.write(stored));
        assertEquals(0, run("replay", "--target", "mape", "DIR/case.json"), () -> out + "" + err);
        assertEquals("passes\n", out.toString());
        Files.writeString(file, CaseJson.write(stored).replaceAll("\"tos\": \\[3\\]", "\"tos\": [1]"));
        assertEquals(1, run("replay", "--target", "mape", "DIR/case.json"), err::toString);
        assertTrue(out.toString().contains("fails: wrong-ecn\n"), out.toString());
        assertTrue(out.toString().contains("first difference:\n  tos: allowed [1], seen 3\n"), out.toString());
        String text = CaseJson.write(stored);
        Files.writeString(file, text.replace("\"HDR-01\"", "\"HDR-99\""));
        assertEquals(2, run("replay", "--target", "mape", "DIR/case.json"));
        assertTrue(err.toString().contains("property HDR-99 is not part of this suite"), err.toString());
        String edge = text.replaceFirst("\"role\": \"[a-z-]+\"", "\"role\": \"ce-nat\"");
        Files.writeString(file, edge);
        assertEquals(2, run("replay", "--target", "mape", "DIR/case.json"));
        assertTrue(err.toString().contains("found role ce-nat without endUserPrefix"), err.toString());
        Files.writeString(
                file, edge.replace("\"endUserPrefix\": null", "\"endUserPrefix\": \"2001:db8:12:3400::/56\""));
        Path hello = directory.resolve("hello.json");
        StringBuilder relay = new StringBuilder();
        JsonWriter json = JsonWriter.compact(relay).beginObject();
        CapabilitiesCodec.write(
                json, Capabilities.builder("relay", "1", Role.BR).build());
        json.endObject();
        Files.writeString(hello, relay);
        String[] words = {"--target-pcap", "true {domain} {in} {out}", "--capabilities", "DIR/hello.json"};
        assertEquals(4, run("replay", words[0], words[1], words[2], words[3], "DIR/case.json"), err::toString);
        assertTrue(out.toString().contains("not checked: the product does not declare role ce-nat"), out.toString());
        Files.writeString(file, "{\"setup\":");
        assertEquals(2, run("replay", "--target", "mape", "DIR/case.json"));
        assertTrue(err.toString().contains("case.json:1:10: "), err.toString());
    }

    /** A product that cannot be started is an error of the adapter, and no failure. */
    @Test
    void aMissingProgramIsAnError() {
        assertEquals(3, run("run", "--target", "exec:DIR/none", "--time", "0", "--out", "DIR/r"));
        assertFalse(err.toString().contains("Exception"), err.toString());
        assertFalse(err.toString().contains("\tat "), err.toString());
    }

    @Test
    void anUnusableDirectoryIsReportedBeforeTheRun() throws IOException {
        Files.writeString(directory.resolve("file"), "");
        assertEquals(2, run("run", "--target", "mape", "--only", "ALG-04", "--time", "0", "--out", "DIR/file"));
        assertTrue(err.toString().endsWith("/file: is not a directory; name another one\n"), err.toString());
    }

    @Test
    void theCatalogue() {
        assertEquals(0, run("list"));
        assertEquals(Catalogue.properties().size(), out.toString().lines().count());
        out.getBuffer().setLength(0);
        assertEquals(0, run("list", "--json", "--role", "br"));
        long expected = Catalogue.properties().stream()
                .filter(each -> each.roles().toString().contains("br"))
                .count();
        assertEquals(
                expected,
                Json.parse(out.toString())
                        .asObject()
                        .required("properties")
                        .asArray()
                        .size());
    }

    /** Each property can be shown, with a link to its clause unless it has none, and with an example. */
    @Test
    void showsAProperty() {
        for (Property property :
                List.of(Catalogue.properties().get(0), Catalogue.properties().get(20))) {
            out.getBuffer().setLength(0);
            assertEquals(0, run("show", property.id()), err::toString);
            for (String part : List.of(
                    property.id() + " " + property.level() + ": " + property.statement(),
                    "clause: " + property.clause(),
                    "https://www.rfc-editor.org/rfc/rfc",
                    "example:\n  configured: role ",
                    "  allowed: ",
                    "modes of failure: ",
                    "known to fail: ")) {
                assertTrue(out.toString().contains(part), () -> part + "\nis not in\n" + out);
            }
        }
    }

    /** A property is found in any case, and shows the modes that its cases can have and no other. */
    @Test
    void showsPossibleModes() {
        assertEquals(0, run("show", "frg-06"), err::toString);
        assertTrue(out.toString().startsWith("FRG-06 MUST: "), out.toString());
        assertTrue(
                out.toString()
                        .contains(
                                "\nmodes of failure: lost, forwarded, misdelivered, wrong-outer, wrong-inner, wrong-checksum, "
                                        + "wrong-size, unexpected-icmp, reflected, extra-output, lost-fragments, merged, "
                                        + "corrupted, refused-valid, crashed, hung\n"),
                out.toString());
        out.getBuffer().setLength(0);
        assertEquals(0, run("show", "ALG-16"), err::toString);
        assertTrue(
                out.toString()
                        .contains("\nmodes of failure: control-lost, wrong-answer, accepted-invalid, refused-valid, "
                                + "crashed, hung\n"),
                out.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "replay", "list", "show", "check-adapter", "adapter", "matrix"})
    void eachCommandHasHelp(String command) {
        assertEquals(0, run(command, "--help"));
        assertTrue(out.toString().contains("Example:\n  java -jar mape-conformance.jar " + command), out.toString());
        assertTrue(out.toString().lines().allMatch(line -> line.length() <= 115), out.toString());
        CommandLine line = Main.commandLine().getSubcommands().get(command);
        assertEquals(1, line.getCommandSpec().usageMessage().description().length);
        assertTrue(line.getCommandSpec().usageMessage().description()[0].endsWith("."));
    }

    @Test
    void progress() {
        assertEquals("corpus: [###############               ] 5 of 10 cases", TerminalProgress.text("corpus", 5, 10));
        assertEquals("random: 7 cases", TerminalProgress.text("random", 7, -1));
        long[] now = {0};
        StringWriter terminal = new StringWriter();
        TerminalProgress progress = new TerminalProgress(new PrintWriter(terminal), () -> now[0]);
        progress.show("a", 1, -1);
        progress.show("a", 2, -1); // too soon
        now[0] = 200_000_000L;
        progress.show("a", 3, -1);
        progress.end();
        assertEquals("\r\u001b[Ka: 1 cases\r\u001b[Ka: 3 cases\r\u001b[K", terminal.toString());
    }

    /** What a run writes can be read by the other commands. */
    @Test
    void casesOfARunCanBeReplayed() throws IOException {
        ReportFiles.write(SampleRun.run(), directory.resolve("r"));
        String file = "DIR/r/cases/DWN-04-misdelivered-1/case.json";
        assertEquals(0, run("replay", "--target", "mape", file), () -> out + "" + err);
        assertEquals(0, run("replay", "--target", "mape", file.replace("/case.json", "")), () -> out + "" + err);
        assertEquals(2, run("replay", "--target", "mape", "DIR/r"));
        assertTrue(err.toString().contains("/r/case.json: no such file; check the path"), err.toString());
    }
}
