package io.softwire46.mape.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.json.Json;
import io.softwire46.mape.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Output, files and errors of {@code diff} for RFC 7597 appendix A example 1 with another offset, and for rules that come and go. */
class DiffCommandTest {
    private static final String OLD = """
            { "name": "example", "borderRelay": ["2001:db8:ffff::1"],
              "rules": [ { "ipv6Prefix": "2001:db8::/40", "ipv4Prefix": "192.0.2.0/24", "eaLength": 16, "psidOffset": 6 } ] }
            """;
    private static final String OTHER_OFFSET = OLD.replace("\"psidOffset\": 6", "\"psidOffset\": 4");
    private static final String TWO = OLD.replace(
            "6 } ]",
            "6 },\n { \"ipv6Prefix\": \"2001:db8:100::/40\", \"ipv4Prefix\": \"198.51.100.0/24\", \"eaLength\": 16,"
                    + " \"psidOffset\": 6 } ]");
    private static final String JUNOS = """
            set services softwire softwire-concentrator map-e NAME softwire-address 2001:db8:ffff::1
            set services softwire softwire-concentrator map-e NAME ipv4-prefix 192.0.2.0/24
            set services softwire softwire-concentrator map-e NAME mape-prefix 2001:db8::/40
            set services softwire softwire-concentrator map-e NAME ea-bits-len 16
            set services softwire softwire-concentrator map-e NAME psid-offset 6
            """;

    @TempDir
    private Path directory;

    private Path old;
    private Path now;

    @BeforeEach
    void files() throws IOException {
        old = file("old.json", OLD);
        now = file("new.json", OTHER_OFFSET);
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    private Tool diff(Object... arguments) {
        return Tool.run(Stream.concat(Stream.of("diff", old, now), Arrays.stream(arguments))
                .toArray());
    }

    private static JsonObject object(Tool tool) {
        return Json.parse(tool.out()).asObject();
    }

    /** The figures are derived in {@code RuleSetDiffTest}. */
    @Test
    void jsonOfTheExample() {
        Tool tool = diff("--json");
        assertEquals(1, tool.status());
        assertEquals("", tool.err());
        JsonObject json = object(tool);
        JsonObject moved =
                json.required("classes").asObject().required("MOVED_PORTS").asObject();
        assertEquals("65536", moved.required("subscribers").asString());
        assertEquals(1, moved.required("boxes").asInt(0, 9));
        JsonObject box = json.required("boxes").asArray().get(0).asObject();
        assertEquals("MOVED_PORTS", box.required("class").asString());
        assertEquals("2001:db8::/40", box.required("ipv6").asString());
        assertEquals("192.0.2.0/24", box.required("ipv4").asString());
        assertEquals(0, box.required("psid").asArray().get(0).asInt(0, 999));
        assertEquals(255, box.required("psid").asArray().get(1).asInt(0, 999));
        assertEquals("example/0", box.required("old").asString());
        assertEquals("example/0", box.required("new").asString());
        assertEquals("65536", box.required("subscribers").asString());
        JsonObject ports = box.required("ports").asObject();
        assertEquals("61440", ports.required("kept").asString());
        assertEquals("16453632", ports.required("lost").asString());
        assertEquals("15667200", ports.required("gained").asString());
        JsonObject owners = json.required("ipv4Ports").asObject();
        assertEquals("61440", owners.required("same").asString());
        assertEquals("15667200", owners.required("other").asString());
        assertEquals("0", owners.required("gained").asString());
        assertEquals("786432", owners.required("lost").asString());
        assertEquals(
                "15667200",
                json.required("together").asObject().required("conflicts").asString());
    }

    @Test
    void nothingChanges() {
        now = old;
        Tool tool = diff().done();
        assertTrue(tool.out().contains("UNCHANGED"), tool.out());
        assertTrue(tool.out().contains("no address and port has two owners"), tool.out());
    }

    @ParameterizedTest
    @CsvSource({"ports, 1", "lost, 0", "'lost,ports', 1", "'lost,new,length,kind,ipv4,format,br', 0"})
    void failOnSelectsTheStatus(String words, int status) {
        assertEquals(status, diff("--fail-on", words).status());
    }

    @Test
    void optionsAreListedAndChangeTheStatus() throws IOException {
        now = file("options.json", OLD.replace("\"rules\"", "\"options\": { \"mtuV6\": 1540 }, \"rules\""));
        Tool tool = diff();
        assertEquals(1, tool.status());
        assertTrue(tool.out().contains("example mtuV6: 1500 -> 1540"), tool.out());
    }

    @Test
    void byIpv4CountsAddressesAndPorts() {
        String text = diff("--by", "ipv4").out();
        assertTrue(text.contains("other owner            15,667,200"), text);
        assertTrue(text.contains("OTHER: 192.0.2.0/24, 15,667,200 ports, rule example/0 -> example/0"), text);
    }

    @Test
    void picturesFitIn80Columns() {
        diff().out()
                .lines()
                .filter(line -> line.matches(" +(old|new|bit|port) [0-9r4P.#+].*"))
                .filter(line -> !line.contains("MAP") && !line.contains("PSID"))
                .forEach(line -> assertTrue(line.length() <= 80, line));
        String text = diff().out();
        assertTrue(text.contains("old .+++++++++++++++++++++++++++++++++++++++++++++++++++++++++++++++"), text);
        assertTrue(text.contains("new ....+...+...+...+...+...+...+...+...+...+...+...+...+...+...+..."), text);
        assertTrue(text.lines().allMatch(line -> line.length() <= 100), text);
    }

    /** Names of 63 characters and addresses without zeros are the longest. */
    @Test
    void linesOfLongNamesFitIn100Columns() throws IOException {
        String text = """
                { "name": "%s", "borderRelay": ["2001:db8:ffff:1111:2222:3333:4444:5555"],
                  "rules": [ { "ipv6Prefix": "2001:db8:1111:2222:3333:4444:5555:6666/128",
                    "ipv4Prefix": "192.100.200.201/32", "eaLength": 0, "psidOffset": 6, "psidLength": 8, "psid": 200 } ] }
                """.formatted("n".repeat(63));
        old = file("long.json", text);
        now = file("longer.json", text.replace("200 }", "210 }").replace("5555\"]", "5556\"]"));
        for (List<String> options : List.of(List.<String>of(), List.of("--by", "ipv4"), List.of("--steps"))) {
            String out = diff(options.toArray()).out();
            assertTrue(out.lines().allMatch(line -> line.length() <= 100), out);
        }
        assertTrue(diff().out().contains("192.100.200.201/32 PSID 200, rule"), diff().out());
    }

    @Test
    void subscribersOfAFile() throws IOException {
        now = file("two.json", TWO);
        Path list =
                file("list.csv", "name,prefix\r\na,2001:db8:12:3400::/56\r\nb,2001:db8:100::/56\nc,2001:db9::/56\n");
        Tool tool = diff("--subscribers", list, "--json");
        assertEquals(1, tool.status());
        JsonObject json = object(tool);
        JsonObject classes = json.required("classes").asObject();
        assertEquals(
                "1",
                classes.required("UNCHANGED").asObject().required("subscribers").asString());
        assertEquals(
                "1", classes.required("NEW").asObject().required("subscribers").asString());
        JsonObject subscribers = json.required("subscribers").asObject();
        assertEquals("3", subscribers.required("prefixes").asString());
        assertEquals("1", subscribers.required("unserved").asString());
        assertEquals(
                "2001:db9::/56",
                subscribers.required("unservedPrefixes").asArray().get(0).asString());
        Path served = file("list.txt", "# those of old.json\n2001:db8:12:3400::/56\n2001:db8:12:3400::/60\n\n");
        diff("--subscribers", served).done();
    }

    /** A prefix that neither set serves is no change; an option that differs is one, whatever the prefixes. */
    @Test
    void subscribersDoNotHideOptions() throws IOException {
        Path list = file("list.txt", "2001:db8:12:3400::/56\n2001:db9::/56\n");
        now = old;
        Tool unserved = diff("--subscribers", list).done();
        assertTrue(unserved.out().contains("neither OLD nor NEW serves 1 prefix:"), unserved.out());
        now = file("options.json", OLD.replace("\"rules\"", "\"options\": { \"mtuV6\": 1540 }, \"rules\""));
        Tool tool = diff("--subscribers", list);
        assertEquals(1, tool.status());
        assertTrue(tool.out().contains("example mtuV6: 1500 -> 1540"), tool.out());
        diff("--subscribers", list, "--fail-on", "lost").done();
    }

    @ParameterizedTest
    @CsvSource({"2001:db8::, not an IPv6 prefix", "2001:db8::1/56, beyond its length", "x, not an IPv6 prefix"})
    void aLineThatIsNoPrefix(String line, String problem) throws IOException {
        Path list = file("bad.txt", "2001:db8::/56\n" + line + "\n");
        diff("--subscribers", list).refused(2, "mape diff: ", "bad.txt:2: ", problem);
    }

    @Test
    void badUsage() throws IOException {
        diff("--by", "port").refused(2, "--by", "use prefix or ipv4");
        diff("--fail-on", "moved").refused(2, "--fail-on moved", "lost, new, length, kind, ipv4, ports, format, br");
        diff("--limit", -1).refused(2, "--limit -1");
        diff("--lease", "1 day").refused(2, "--lease", "PT24H");
        diff("--by", "ipv4", "--subscribers", old).refused(2, "--subscribers", "--by ipv4");
        diff("--html", old).refused(2, "--html", "is also OLD");
        diff("--write", old).refused(2, "is not a directory");
        diff("--write", directory, "--redact").refused(2, "--redact");
        diff("--subscribers", directory).refused(2, "is a directory");
        now = file("broken.json", "{ \"name\": 1 }");
        diff().refusedWith(2, "broken.json");
        now = directory.resolve("absent.json");
        diff().refused(2, "absent.json");
    }

    @Test
    void stepsOfARuleThatIsAdded() throws IOException {
        now = file("two.json", TWO);
        Path files = directory.resolve("steps");
        Tool tool = diff("--steps", "--write", files, "--json");
        JsonObject json = object(tool);
        assertEquals("", tool.err());
        long installed = json.required("steps").asArray().stream()
                .filter(each -> !each.asObject().required("domain").isNull())
                .count();
        assertEquals(1, installed);
        try (Stream<Path> list = Files.list(files)) {
            List<String> names =
                    list.map(each -> each.getFileName().toString()).sorted().toList();
            assertEquals(List.of("junos.set", "step-2.json"), names);
        }
        Tool.run("lint", files.resolve("step-2.json")).done();
        assertEquals(0, Tool.run("diff", now, files.resolve("step-2.json")).status());
        assertEquals(
                0,
                Tool.run("diff", now, files.resolve("junos.set"), "--fail-on", "lost,new,length,kind,ipv4,ports")
                        .status());
    }

    @Test
    void namesOfJunosAreDeletedAndPrinted() throws IOException {
        old = file("old.conf", JUNOS.replace("NAME", "gone"));
        now = file("new.conf", JUNOS.replace("NAME", "other").replace("psid-offset 6", "psid-offset 4"));
        Path files = directory.resolve("steps");
        Tool tool = diff("--write", files);
        assertTrue(tool.out().contains("/gone -> "), tool.out());
        assertTrue(
                Files.readString(files.resolve("junos.set"))
                        .startsWith("delete services softwire softwire-concentrator map-e gone\n"),
                Files.readString(files.resolve("junos.set")));
    }

    /** Lines for Junos of a domain file have the names example, example-2 and so on. */
    @Test
    void namesThatConvertGivesAreDeleted() throws IOException {
        Path two = file("two.json", TWO);
        now = old;
        old = two;
        Path files = directory.resolve("steps");
        diff("--write", files);
        List<String> deleted = Files.readString(files.resolve("junos.set"))
                .lines()
                .filter(line -> line.startsWith("delete "))
                .toList();
        assertEquals(List.of("delete services softwire softwire-concentrator map-e example-2"), deleted);
    }

    /** The lines turn a router with OLD into one with NEW: no statement of OLD stays. */
    @ParameterizedTest
    @CsvSource({"true, partial, false, none", "false, full, true, partial", "true, none, false, full"})
    void linesForJunosTurnOldIntoNew(boolean v6, String v4, boolean newV6, String newV4) throws IOException {
        String options = "\"options\": { \"v6Reassembly\": %s, \"v4Reassembly\": \"%s\" }, \"rules\"";
        old = file("old.json", TWO.replace("\"rules\"", options.formatted(v6, v4)));
        now = file("new.json", OTHER_OFFSET.replace("\"rules\"", options.formatted(newV6, newV4)));
        Path files = directory.resolve("steps");
        diff("--write", files);
        String before = Tool.run("convert", "--to", "junos-set", "--in", old).out();
        Path router = file("router.set", router(before + Files.readString(files.resolve("junos.set"))));
        Path expected = file(
                "expected.set",
                Tool.run("convert", "--to", "junos-set", "--in", now).out());
        Tool same = Tool.run("diff", router, expected, "--json");
        assertEquals(0, same.status(), same.out());
        assertEquals(List.of(), object(same).required("options").asArray());
        assertTrue(before.contains("v6-reassembly") == v6, before);
    }

    /** Returns the set lines of a router after some lines: a value replaces another one, and a delete line ends what is below it. */
    private static String router(String lines) {
        List<String> valued = List.of(
                "ipv4-prefix",
                "mape-prefix",
                "ea-bits-len",
                "psid-offset",
                "psid-length",
                "softwire-address",
                "mtu-v6");
        Map<String, String> statements = new LinkedHashMap<>();
        for (String line : lines.lines().toList()) {
            String words = line.substring(line.indexOf(' ') + 1);
            if (line.startsWith("delete ")) {
                statements.keySet().removeIf(each -> (each + " ").startsWith(words + " "));
            } else {
                String above = words.substring(0, words.lastIndexOf(' '));
                boolean hasValue = valued.stream().anyMatch(each -> above.endsWith(" " + each));
                statements.put(hasValue ? above : words, line);
            }
        }
        return String.join("\n", statements.values()) + "\n";
    }

    @Test
    void errorsOfBothFilesAreNamed() throws IOException {
        old = file("old.json", OLD.replace("\"eaLength\": 16", "\"eaLength\": 50"));
        now = file("new.json", OLD.replace("\"eaLength\": 16", "\"eaLength\": 49"));
        Tool tool = diff();
        assertEquals(2, tool.status());
        assertTrue(tool.err().contains("old.json"), tool.err());
        assertTrue(tool.err().contains("new.json"), tool.err());
    }

    @Test
    void thePageNeedsNoNetwork() throws IOException {
        Path page = directory.resolve("page.html");
        assertEquals(1, diff("--html", page, "--steps").status());
        String html = Files.readString(page, StandardCharsets.UTF_8);
        assertTrue(html.contains("default-src 'none'"), html);
        assertTrue(html.contains("prefers-color-scheme: dark"), html);
        assertTrue(html.contains("15,667,200"), html);
        assertTrue(html.contains("before: 2001:db8::/40, PSID 0 to 255 after offset 6"), html);
        assertTrue(html.contains("after: 2001:db8::/40, PSID 0 to 255 after offset 4"), html);
        assertFalse(html.contains("http://") || html.contains("https://") || html.contains("<script"), html);
    }

    @Test
    void redactedOutputHasNoAddressOfARule() throws IOException {
        now = file("two.json", TWO);
        Path page = directory.resolve("page.html");
        for (String form : List.of("--json", "--steps")) {
            String all = diff("--redact", "--html", page, "--steps", form).out() + Files.readString(page);
            assertTrue(all.contains("V6-2/40") && all.contains("V4-2"), all);
            assertFalse(all.contains("2001:db8") || all.contains("192.0.2") || all.contains("198.51.100"), all);
        }
    }

    /** Errors name the wrong file alone, and no address under --redact. */
    @Test
    void redactedErrorsHaveNoAddressOfARule() throws IOException {
        String domain = OLD.strip();
        String second = domain.replace("example", "second")
                .replace("192.0.2.0", "198.51.100.0")
                .replace("ffff::1", "ffff::2");
        Path right = old;
        Path both = file("both.json", "[" + domain + ",\n" + second + "]");
        for (boolean isOld : List.of(true, false)) {
            old = isOld ? both : right;
            now = isOld ? right : both;
            diff().refused(2, both + ": V41 ", "2001:db8::/40");
            Tool tool = diff("--redact");
            tool.refused(2, both + ": V41 ", "V6-1/40");
            assertFalse(tool.err().contains("2001:db8") || tool.err().contains(right.toString()), tool.err());
        }
        old = file("bits.json", OLD.replace("2001:db8::/40", "2001:db8::1/40"));
        now = right;
        Tool bits = diff("--redact");
        bits.refused(2, old + ": has errors (V", "omit --redact");
        assertFalse(bits.err().contains("2001:db8"), bits.err());
        old = right;
        Path list = file("list.txt", "2001:db8:12:3401::/56\n");
        Tool line = diff("--redact", "--subscribers", list);
        line.refused(2, "list.txt:1: ", "beyond its length");
        assertFalse(line.err().contains("2001:db8:12"), line.err());
    }

    @Test
    void reportsFilesOfAnEarlierRun() throws IOException {
        Path files = Files.createDirectories(directory.resolve("steps"));
        for (String name : List.of("step-2.json", "step-9.json", "junos.set", "notes.txt")) {
            Files.writeString(files.resolve(name), "");
        }
        now = file("two.json", TWO);
        assertEquals(
                "mape diff: " + files + ": also has step-9.json of an earlier run; remove what is not needed\n",
                diff("--write", files).err());
    }

    /** 65,536 subscribers of a /24 with 256 PSIDs per address. */
    @Test
    void numbersOfStepsHaveSeparators() {
        String text = String.join(" ", diff("--steps").lines()).replaceAll(" +", " ");
        assertTrue(text.contains("cut at once, 65,536 subscribers; replace"), text);
        assertTrue(text.contains("15,667,200 pairs of an address and a port change their owner"), text);
    }

    /** The example of docs/operate.md is what the command prints. */
    @Test
    void exampleOfTheDocument() throws IOException {
        String document = Files.readString(Path.of("docs/operate.md"));
        String output = diff().out();
        assertTrue(document.contains("$ mape diff old.json new.json\n" + output), output);
    }
}
