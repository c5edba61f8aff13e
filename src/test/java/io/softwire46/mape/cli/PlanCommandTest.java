package io.softwire46.mape.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code mape plan}: text, JSON, pages and files; refused demands. */
class PlanCommandTest {
    private static final List<String> TWELVE_THOUSAND = List.of(
            "plan",
            "--subscribers",
            "12000",
            "--ports",
            "4000",
            "--ipv4",
            "192.0.2.0/24",
            "--ipv4",
            "198.51.100.0/24",
            "--ipv4",
            "203.0.113.0/24",
            "--ipv6",
            "2001:db8::/40",
            "--delegate",
            "60");

    @TempDir
    private Path directory;

    private static Tool run(Object... further) {
        List<Object> words = new ArrayList<>(TWELVE_THOUSAND);
        words.addAll(List.of(further));
        return Tool.run(words.toArray());
    }

    /** The example of the documents, and of the help. */
    @Test
    void printsWhatTheDocumentSays() throws IOException {
        String document = Files.readString(Path.of("docs/operate.md"));
        String section = document.substring(document.indexOf("## plan:"));
        String[] block = section.substring(section.indexOf("```\n$ mape plan") + 4)
                .split("\n```")[0]
                .split("\n", 3);
        String command = (block[0] + block[1]).replace("\\", " ").substring(2);
        String help = Tool.run("plan", "--help").out().replaceAll("[\\s\\\\]+", " ");
        assertTrue(help.contains(command.replaceAll("\\s+", " ").strip()), help);
        Object[] words = Stream.of(command.strip().split("\\s+")).skip(1).toArray();
        assertEquals(block[2] + "\n", Tool.run(words).done().out());
    }

    @Test
    void picturesFitAnOrdinaryTerminal() {
        List<String> lines =
                run("--growth", "2%", "--reserve", "192.0.2.1").done().lines();
        assertTrue(
                lines.stream()
                        .filter(line -> line.matches("  [r4P.#+]{64}.*|  [0-9].*"))
                        .allMatch(line -> line.length() <= 80),
                () -> String.join("\n", lines));
    }

    /** Computed by hand: 768 addresses of 16 subscribers, 1,024 ports of each without an owner. */
    @Test
    void printsJson() {
        String json = withoutSpaces(run("--json").done().out());
        assertTrue(json.startsWith("{\"feasible\":true,\"plans\":[{\"rank\":1,\"domain\":{\"name\":\"plan-1\""), json);
        assertTrue(
                json.contains("\"rules\":3,\"capacity\":\"12288\",\"spare\":\"288\",\"psidOffset\":6,\"psidLength\":4,"
                        + "\"portsPerSubscriber\":4032,\"ranges\":63,\"wastedPorts\":\"786432\","
                        + "\"ipv6\":\"2001:db8::/46\",\"endUserPrefixLength\":60,\"drawback\":\""),
                json);
        assertTrue(json.contains("\"changes\":null,\"findings\":[{\"id\":\"V49\""), json);
        assertTrue(
                json.contains("\"relaxations\":[],\"frontSize\":1,\"mtu\":{\"link\":1500,\"ipv4\":1460,\"mss\":1420,"
                        + "\"linkFor1500\":1540,"),
                json);
    }

    private static String withoutSpaces(String json) {
        Json.parse(json);
        return json.replaceAll("\\s", "");
    }

    @Test
    void writesFilesThatLintAccepts() throws IOException {
        Path files = directory.resolve("out");
        run("--write", files, "--border-relay", "2001:db8:ffff::1").done();
        assertEquals(0, Tool.run("lint", files.resolve("plan-1.json")).status());
        assertEquals(0, Tool.run("lint", files.resolve("plan-1.set")).status());
        assertEquals(0, Tool.run("lint", files.resolve("plan-1.dhcpv6")).status());
        assertEquals("""
                rule,ipv4,first,last,psidFirst,psidLast,ipv6First,ipv6Last,subscribers
                plan-1/0,192.0.2.0/24,192.0.2.0,192.0.2.255,0,15,2001:db8::/60,2001:db8:0:fff0::/60,4096
                plan-1/1,198.51.100.0/24,198.51.100.0,198.51.100.255,0,15,2001:db8:1::/60,2001:db8:1:fff0::/60,4096
                plan-1/2,203.0.113.0/24,203.0.113.0,203.0.113.255,0,15,2001:db8:2::/60,2001:db8:2:fff0::/60,4096
                """, Files.readString(files.resolve("plan-1.csv")));
    }

    @Test
    void writesCommandsForVppIfAskedFor() {
        Path files = directory.resolve("out");
        run("--write", files, "--border-relay", "2001:db8:ffff::1", "--for", "vpp,junos");
        assertEquals(0, Tool.run("lint", files.resolve("plan-1.vpp")).status());
    }

    @Test
    void reportsFilesThatAreNotWritten() {
        Tool tool = run("--write", directory);
        assertEquals(0, tool.status());
        assertEquals(
                "mape plan: " + directory
                        + ": has no files for routers and DHCPv6, which name the border relay; use --border-relay\n",
                tool.err());
        assertEquals(0, Tool.run("lint", directory.resolve("plan-1.json")).status());
        assertFalse(Files.exists(directory.resolve("plan-1.set")));
        // the maximum of mtu-v6 of Junos is 9192
        Tool large = run("--write", directory, "--border-relay", "2001:db8:ffff::1", "--link-mtu", "9193");
        assertEquals(1, large.err().lines().count(), large.err());
        assertTrue(large.err().contains(": has no plan-1.set: ") && large.err().contains("9193"), large.err());
    }

    @Test
    void reportsFilesOfAnEarlierRun() throws IOException {
        for (String name : List.of("plan-1.json", "plan-2.json", "plan-2.csv", "plan-3.set", "notes.txt")) {
            Files.writeString(directory.resolve(name), "");
        }
        Tool tool = run("--write", directory, "--border-relay", "2001:db8:ffff::1");
        assertEquals(
                "mape plan: " + directory
                        + ": also has plan-2.csv, plan-2.json, plan-3.set of an earlier run; remove what is not needed\n",
                tool.err());
    }

    @Test
    void refusesDirectoriesThatCannotBeWritten() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");
        run("--write", file).refused(2, "--write " + file, "is not a directory");
        run("--write", file.resolve("sub")).refused(2, "--write " + file.resolve("sub"), "is not a directory");
        run("--write", "-").refused(2, "--write -", "cannot be standard output");
        Path both = directory.resolve("both");
        run("--write", both, "--html", both).refused(2, "--html " + both, "is also --write");
        assertFalse(Files.exists(both));
        run("--write", both, "--html", directory).refused(2, directory + ": is a directory");
        assertFalse(Files.exists(both));
    }

    @Test
    void countsWhatChangesFromOldRules() {
        Path old = directory.resolve("old");
        run("--write", old).status();
        String same = run("--from", old.resolve("plan-1.json"), "--json").done().out();
        assertTrue(same.replaceAll("\\s", "").contains("\"UNCHANGED\":{\"subscribers\":\"12288\""), same);
        // the last block has other addresses, so 4,096 subscribers get another IPv4 address
        List<String> words = new ArrayList<>(TWELVE_THOUSAND);
        words.set(words.indexOf("203.0.113.0/24"), "203.0.112.0/24");
        words.addAll(List.of("--from", old.resolve("plan-1.json").toString()));
        String moved = Tool.run(words.toArray()).done().out();
        assertTrue(moved.contains("from the old rules: MOVED_IPV4 4,096, UNCHANGED 8,192"), moved);
    }

    @Test
    void writesAPageWithoutNetwork() throws IOException {
        Path page = directory.resolve("plan.html");
        run("--html", page).done();
        String html = Files.readString(page);
        assertTrue(html.contains("12,288") && html.contains("prefers-color-scheme: dark"), html);
        assertFalse(
                Pattern.compile("https?://|src=|@import|url\\(").matcher(html).find(), html);
    }

    /** 7,447 subscribers with 10 % growth take 8,192 places, of which growth takes 745, 9.094 %. */
    @Test
    void drawsTheUseByAChangedDemand() throws IOException {
        Path page = directory.resolve("plan.html");
        Tool tool = Tool.run(
                "plan",
                "--subscribers",
                "65536",
                "--growth",
                "10%",
                "--ports",
                "2000",
                "--ipv4",
                "192.0.2.0/24",
                "--ipv6",
                "2001:db8::/40",
                "--delegate",
                "56",
                "--html",
                page);
        assertEquals(1, tool.status());
        String html = Files.readString(page);
        assertTrue(html.contains("<h2>7,447 subscribers instead of 65,536</h2>"), html);
        assertTrue(html.contains("<i class=\"warn\" style=\"width:9.094%\">"), html);
    }

    @Test
    void redactsAddresses() throws IOException {
        Path page = directory.resolve("plan.html");
        String relay = "2001:db8:ffff::1";
        for (String form : List.of("--json", "--html")) {
            Object[] options = form.equals("--json")
                    ? new Object[] {"--redact", "--border-relay", relay, "--json"}
                    : new Object[] {"--redact", "--border-relay", relay, "--html", page};
            String text = run(options).done().out() + (Files.exists(page) ? Files.readString(page) : "");
            assertFalse(
                    Pattern.compile("2001:|192\\.0|198\\.51|203\\.0")
                            .matcher(text)
                            .find(),
                    text);
            assertTrue(text.contains("V6-1") && text.contains("V4-3"), text);
        }
        List<String> lines = Tool.run(
                        "plan",
                        "--subscribers",
                        "2048",
                        "--ports",
                        "4000",
                        "--ipv4",
                        "192.0.2.0/25",
                        "--ipv6",
                        "2001:db8::/40",
                        "--delegate",
                        "60",
                        "--reserve",
                        "192.0.2.5",
                        "--reserve",
                        "192.0.2.64/28",
                        "--redact")
                .lines();
        assertTrue(lines.stream().anyMatch(line -> line.contains("do not reserve V4-")), lines.toString());
        assertTrue(lines.stream().allMatch(line -> line.length() <= 100), () -> String.join("\n", lines));
        run("--redact", "--write", directory).refused(2, "--write", "conflicts with --redact");
    }

    @Test
    void redactedErrorsHaveNoAddressOfARule() throws IOException {
        Path old = Files.writeString(directory.resolve("old.json"), """
                [ { "name": "a", "borderRelay": ["2001:db9::1"],
                    "rules": [ { "ipv6Prefix": "2001:dba::/40", "ipv4Prefix": "192.0.2.0/24", "eaLength": 16 } ] },
                  { "name": "b", "borderRelay": ["2001:db9::2"],
                    "rules": [ { "ipv6Prefix": "2001:dba::/40", "ipv4Prefix": "198.51.100.0/24", "eaLength": 16 } ] } ]
                """);
        run("--from", old).refused(2, "old.json: ", "2001:dba::/40");
        Tool tool = run("--from", old, "--redact");
        tool.refused(2, "old.json: ", "V6-1/40");
        assertFalse(tool.err().contains("2001:dba"), tool.err());
        Files.writeString(old, Files.readString(old).replace("2001:dba::/40", "2001:dba::1/40"));
        Tool bits = run("--from", old, "--redact");
        bits.refused(2, "old.json: has errors (V", "omit --redact");
        assertFalse(bits.err().contains("2001:dba"), bits.err());
    }

    @Test
    void numbersAgreeWithTheirNouns() {
        Tool tool = Tool.run(
                "plan",
                "--subscribers",
                "65536",
                "--ports",
                "1",
                "--exclude-ports",
                "none",
                "--ipv4",
                "192.0.2.0/32",
                "--ipv6",
                "2001:db8::/40",
                "--delegate",
                "56");
        assertTrue(tool.out().contains("65,536 places (0 spare), 1 port each in 1 range, a /56 each"), tool.out());
    }

    @Test
    void printsWhatWouldSuffice() {
        Tool tool = Tool.run(
                "plan",
                "--subscribers",
                "65536",
                "--ports",
                "2000",
                "--ipv4",
                "192.0.2.0/24",
                "--ipv6",
                "2001:db8::/40",
                "--delegate",
                "56");
        assertEquals(1, tool.status());
        assertTrue(tool.out().contains("252 ports instead of 2,000"), tool.out());
        assertTrue(tool.out().contains("8,192 subscribers instead of 65,536"), tool.out());
        String json = withoutSpaces(Tool.run(
                        "plan",
                        "--subscribers",
                        "65536",
                        "--ports",
                        "2000",
                        "--ipv4",
                        "192.0.2.0/24",
                        "--ipv6",
                        "2001:db8::/40",
                        "--delegate",
                        "56",
                        "--json")
                .out());
        assertTrue(json.startsWith("{\"feasible\":false,\"plans\":[],\"relaxations\":[{\"dimension\":\"ports\""), json);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    --growth -5%            | --growth -5%: is outside 0%..1000%
                    --growth x              | --growth x: is not a percentage
                    --growth NaN            | --growth NaN: is not a percentage
                    --growth 1e9%           | --growth 1e9%: is not a percentage
                    --growth ""             | --growth "": is not a percentage
                    --delegate 30           | --delegate 30: is shorter than the IPv6 block; use 40 to 64
                    --ports 65537           | --ports 65537: is outside 1..65536
                    --ipv4 192.0.3.1/24     | --ipv4 192.0.3.1/24: has bits set beyond its length; use 192.0.3.0/24
                    --ipv4 192.0.2.128/25   | --ipv4 192.0.2.128/25: overlaps 192.0.2.0/24
                    --reserve 1.2.3         | --reserve "1.2.3": is not an IPv4 address
                    --exclude-ports 9-1     | --exclude-ports 9-1: ends before it begins; use 1-9
                    --exclude-ports 1,      | --exclude-ports "": is no range of ports
                    --reserve 10.0.0.1      | --reserve 10.0.0.1/32: overlaps no IPv4 block
                    --reserve 0.0.0.0/0     | --reserve 0.0.0.0/0: leaves no address
                    --link-mtu 100          | --link-mtu 100: is outside 1280..65535
                    --for ,junos            | --for "": is unknown; use junos, vpp, openwrt, nokia
                    --for cisco             | --for cisco: is unknown; use junos, vpp, openwrt, nokia
                    --format map-t          | --format map-t: is unknown; use rfc7597 or draft03
                    --alternatives 101      | --alternatives 101: is outside 1..100
                    --border-relay 192.0.2.1 | --border-relay "192.0.2.1": is not an IPv6 address
                    --border-relay 2001:db8:1::1 | --border-relay 2001:db8:1::1: is in the IPv6 block
                    --border-relay ff02::1  | --border-relay ff02::1: is not a unicast address
                    --from nowhere.json     | nowhere.json: no such file
                    --html -                | --html -: cannot be standard output
                    --subscribers many      | is not a whole number
                    --subscribers 0         | --subscribers 0: is outside 1..
                    --subscribers 1000000000000000000000000000000 | is not a whole number
                    --ipv6 ::/0             | --ipv6 ::/0: has addresses that are not unicast
                    --ipv6 2001:db8::/128   | --ipv6 2001:db8::/128: is longer than 64 bits
                    --ipv4 0.0.0.0/0        | --ipv4 0.0.0.0/0: has addresses that are not unicast
                    --ipv6 2001:db8::1/40   | --ipv6 2001:db8::1/40: has bits set beyond its length
                    """)
    void refusesInOneLine(String options, String words) {
        String[] given = options.replace("\"\"", "").split(" ", -1);
        List<Object> all = new ArrayList<>(TWELVE_THOUSAND);
        int same = all.indexOf(given[0]);
        if (same >= 0 && !given[0].equals("--ipv4")) {
            all.subList(same, same + 2).clear();
        }
        all.addAll(List.of((Object[]) given));
        Tool.run(all.toArray()).refused(2, "mape plan: ", words);
    }
}
