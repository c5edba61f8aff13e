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
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Output of {@code lint}, with locations of findings.
 */
class LintCommandTest {
    @TempDir
    private Path directory;

    private Path file(String text) throws IOException {
        return Files.writeString(directory.resolve("domain"), text);
    }

    /** The overview's configuration as it was published. */
    static String article() throws IOException {
        try (var resource = LintCommandTest.class.getResourceAsStream("/junos-overview.txt")) {
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /**
     * RFC 7597 appendix A, example 1: 256 CEs on each of 256 addresses, 252 ports each; the example is the one with EA bits
     * 0x0180, whose port ranges begin with 1024 * i + 0x80 * 4.
     */
    @Test
    void describesTheEffectOfTheRules() throws IOException {
        Path file = file(HandMade.DOMAIN);
        assertEquals(
                """
                domain example: IPv6 packets of 1,500 octets carry IPv4 packets of 1,460 (TCP MSS 1,420)
                rules[0]: 2001:db8::/40 for 192.0.2.0/24, EA length 16
                    subscribers  65,536: 256 on each of 256 addresses
                    ports each   252 in 63 ranges of 4
                    unused:      ports 0-1023 of each address (1.6 %, equal to 4 of 256 addresses)
                    example CE   2001:db8:1:8000::/56 has 192.0.2.1, PSID 0x80, 252 ports in 63 ranges: 1536-1539,
                                 2560-2563, ..., 65024-65027
                    MAP address  2001:db8:1:8000:0:c000:201:80
                """ + file + ": 1 domain, 1 rule; 0 errors, 0 warnings, 0 notes\n",
                Tool.run("lint", file).done().out());
    }

    @Test
    void kindsOfSubscribers() throws IOException {
        String prefix = HandMade.DOMAIN.replace("16", "4");
        String text = Tool.run("lint", file(prefix)).done().out();
        assertTrue(text.contains("    subscribers  16, each with a /28\n"), text);
        assertTrue(text.contains("    example CE   2001:db8:10::/44 has 192.0.2.16/28 with all ports\n"), text);
        text = Tool.run("lint", file(HandMade.DOMAIN.replace("16", "8"))).done().out();
        assertTrue(text.contains("    subscribers  256, each with an address\n"), text);
        text = Tool.run("lint", file(HandMade.DOMAIN.replace("\"psidOffset\": 6", "\"psidOffset\": 0")))
                .done()
                .out();
        // RFC 7596 section 5.1: PSIDs 0 to 3 hold ports 0 to 1023.
        assertTrue(
                text.replace("\n                 ", " ")
                        .contains("unused:      no ports, but 4 of 256 PSIDs have ports below 1,024"),
                text);
        assertTrue(text.contains("ports each   256 in 1 range of 256\n"), text);
        String one = """
                { "borderRelay": ["2001:db8:ffff::1"], "options": { "mtuV6": 1280, "encapsulationLimit": 4 },
                  "rules": [ { "ipv6Prefix": "2001:db8:12:3400::/56", "ipv4Prefix": "192.0.2.18/32", "eaLength": 0,
                               "psidOffset": 6, "psidLength": 8, "psid": 52 } ] }
                """;
        text = Tool.run("lint", file(one)).done().out();
        assertTrue(text.contains("subscribers  1: the rule is for one PSID\n"), text);
        assertTrue(text.contains("1,280 octets carry IPv4 packets of 1,232 (TCP MSS 1,192)\n"), text);
        assertTrue(text.contains("unused:      ports 0-1023 of each address (1.6 %)\n"), text);
    }

    @Test
    void aLargeFileIsShownInPart() throws IOException {
        StringBuilder text = new StringBuilder("{ \"borderRelay\": [\"2001:db8:ffff::1\"], \"rules\": [");
        for (int i = 0; i < 12; i++) {
            text.append(i == 0 ? "" : ",")
                    .append("{ \"ipv6Prefix\": \"2001:db8:%d00::/40\", \"ipv4Prefix\": \"192.0.%d.0/24\", "
                            .formatted(i, i + 2))
                    .append("\"eaLength\": 8 }");
        }
        String out = Tool.run("lint", file(text + "] }")).done().out();
        assertTrue(out.contains("\nrules[9]: "), out);
        assertTrue(out.contains("\nand 2 more rules; use --json to print all\n"), out);
    }

    /**
     * 300 rules, each with an EA length of its own kind of error: 150 are out of range (V02), and 150 are missing. The
     * first 200 findings are those of rules 0 to 199.
     */
    @Test
    void manyFindingsArePrintedInPart() throws IOException {
        StringBuilder text = new StringBuilder("{ \"borderRelay\": [\"2001:db8:ffff::1\"], \"rules\": [");
        for (int i = 0; i < 300; i++) {
            text.append(i == 0 ? "\n" : ",\n")
                    .append("{ \"ipv6Prefix\": \"2001:db8:%x00::/40\", \"ipv4Prefix\": \"192.0.2.0/24\""
                            .formatted(i % 256))
                    .append(i < 150 ? ", \"eaLength\": 49 }" : ", \"eaLength\": \"8\" }");
        }
        Path file = file(text + "] }");
        Tool some = Tool.run("lint", file);
        assertEquals(1, some.status());
        assertEquals(200, headings(some, file));
        assertTrue(some.out().contains(file + ":201:"), some.out());
        assertTrue(
                some.out().contains("\nand 100 more findings; use --all to print them:\n    SYNTAX error: 100\n"),
                some.out());
        assertTrue(some.out().endsWith(": refused; 300 errors, 0 warnings, 0 notes\n"), some.out());
        Tool all = Tool.run("lint", "--all", file);
        assertEquals(300, headings(all, file));
        assertFalse(all.out().contains("more findings"), all.out());
        JsonObject json = Json.parse(Tool.run("lint", "--json", file).out()).asObject();
        assertEquals(300, json.required("findings").asArray().size());
    }

    private static long headings(Tool tool, Path file) {
        return tool.lines().stream()
                .filter(line -> line.startsWith(file + ":") && line.endsWith(" error"))
                .count();
    }

    /** 50 unknown options and 50 unknown fields of rules: each list of known names is there once. */
    @Test
    void knownNamesAreListedOnce() throws IOException {
        StringBuilder options = new StringBuilder();
        StringBuilder rules = new StringBuilder();
        for (int i = 0; i < 50; i++) {
            options.append(i == 0 ? "" : ", ").append("\"unheardOf%d\": 1".formatted(i));
            rules.append(i == 0 ? "" : ", ")
                    .append("{ \"ipv6Prefix\": \"2001:db8:%x00::/40\", \"ipv4Prefix\": \"192.0.2.0/24\", ".formatted(i))
                    .append("\"eaLength\": 8, \"unheardOf\": 1 }");
        }
        String out = Tool.run(
                        "lint",
                        file("{ \"borderRelay\": [\"2001:db8:ffff::1\"], \"options\": { " + options
                                + " }, \"rules\": [ " + rules + " ] }"))
                .out();
        String text = out.replaceAll("\\s+", " ");
        assertEquals(2, text.split("known are", -1).length - 1, text);
        assertEquals(1, text.split("trafficClass", -1).length - 1, text);
        assertEquals(98, text.split("; see the first such error for the known names", -1).length - 1, text);
        // Junos in both dialects, too.
        String relay = "set services softwire softwire-concentrator map-e a unheard-of%d 1\n";
        String edge = "set security softwires map-e b rule r unheard-of%d 1\n";
        String junos = relay.formatted(1) + relay.formatted(2) + edge.formatted(3) + edge.formatted(4);
        text = Tool.run("lint", file(junos)).out().replaceAll("\\s+", " ");
        assertEquals(2, text.split("known are", -1).length - 1, text);
        assertEquals(2, text.split("; see the first such error for the known names", -1).length - 1, text);
    }

    @Test
    void everyErrorWithItsPlace() throws IOException {
        Path file = file("""
                { "name": "example", "borderRelay": ["2001:db8:ffff::1"],
                  "rules": [ { "ipv6Prefix": "2001:db8::/40", "ipv4Prefix": "192.0.2.0/24", "eaLength": 49 },
                             { "ipv6Prefix": "2001:dc8::/40", "ipv4Prefix": "192.0.3.0/24", "eaLength": 16,
                               "psidOffset": 16 } ],
                  "options": { "mtuV6": 100, "fragmentation": "both" } }
                """);
        Tool tool = Tool.run("lint", file);
        assertEquals("", tool.err());
        assertEquals(1, tool.status());
        for (String place : new String[] {":2:89: V02 error", ":4:30: V06 error", ":5:25: V51 error", ":5:47: "}) {
            assertTrue(tool.lines().stream().anyMatch(line -> line.startsWith(file + place)), place + tool.out());
        }
        assertTrue(tool.out().endsWith("\n" + file + ": refused; 4 errors, 0 warnings, 0 notes\n"), tool.out());
        assertTrue(
                tool.lines().stream().filter(line -> line.startsWith(" ")).allMatch(line -> line.length() <= 100),
                tool.out());
    }

    /** A program that reads the JSON gets it for unreadable input, too, with the line that a person gets. */
    @ParameterizedTest
    @ValueSource(strings = {"{ \"rules\": [", "hello", "005e0005", "absent"})
    void jsonOfUnreadableInput(String text) throws IOException {
        Path in = text.equals("absent") ? directory.resolve("absent") : file(text);
        Tool tool = Tool.run("lint", "--json", in);
        assertEquals(2, tool.status(), tool.out());
        JsonObject report = Json.parse(tool.out()).asObject();
        assertFalse(report.required("valid").asBoolean());
        assertEquals(
                tool.err().strip(), "mape lint: " + report.required("error").asString());
        assertEquals(List.of(), report.required("domains").asArray());
        boolean syntax = text.startsWith("{") || text.startsWith("005e");
        assertEquals(syntax ? 1 : 0, report.required("findings").asArray().size(), tool.out());
    }

    @Test
    void json() throws IOException {
        Tool tool = Tool.run("lint", "--json", file(HandMade.DOMAIN.replace("16", "49")));
        assertEquals(1, tool.status());
        assertEquals("", tool.err());
        JsonObject all = Json.parse(tool.out()).asObject();
        assertEquals(false, all.required("valid").asBoolean());
        assertEquals(1, all.required("findings").asArray().size());
        JsonObject finding = all.required("findings").asArray().get(0).asObject();
        assertEquals("V02", finding.required("id").asString());
        assertEquals("error", finding.required("severity").asString());
        assertEquals("rules[0].eaLength", finding.required("field").asString());
        assertEquals(2, finding.required("line").asInt(1, 100));
        assertEquals("RFC 7597 section 5.2", finding.required("rfc").asString());
    }

    /** The overview's configuration as published: n + o = 56 + 16 = 72. */
    @Test
    void theOverviewsConfigurationHasAPrefixLongerThan64() throws IOException {
        Path file = file(article());
        Tool tool = Tool.run("lint", file).done();
        assertTrue(tool.out().startsWith(file + ":7:76: V05 warning\n"), tool.out());
        assertTrue(tool.out().contains("\n" + file + ": 1 domain, 1 rule; 0 errors, 1 warning, 0 notes;"), tool.out());
        // chassis and interfaces
        assertTrue(tool.out().replace("\n  ", " ").endsWith("; 7 other lines skipped\n"), tool.out());
    }

    /** The three contradictions of configuration and packet, each at the location of its reason, and the rules that would agree. */
    @Test
    void theOverviewsPacketDoesNotBelongToItsConfiguration() throws IOException {
        Path file = file(article());
        String seen = "67.91.205.2:6600=2001:db8:ce:29c::435b:cd02:9c";
        Tool tool = Tool.run("lint", file, "--expect", seen);
        assertEquals(1, tool.status());
        assertEquals("", tool.err());
        String expected = """
                FILE:5:76: EXPECT error
                    rules[0].ipv4Prefix 67.91.205.0/24 covers 67.91.205.2:6600, which this rule maps to
                    2001:db8:ce:ab02:7200:435b:cd02:72, not to the observed 2001:db8:ce:29c:0:435b:cd02:9c (RFC 7597
                    section 5.3)
                FILE:6:76: EXPECT error
                    rules[0].ipv6Prefix 2001:db8:ce:ab00::/56 does not cover the observed MAP address: only the
                    first 48 of 56 bits are equal, so the sending CE uses another rule (RFC 7597 section 5)
                FILE:8:76: EXPECT error
                    rules[0].psidOffset 6 gives port 6600 PSID 0x72, but the observed MAP address has PSID 0x9c; use
                    offset 4 (the Junos default) (RFC 7597 section 5.1)
                FILE:7:76: EXPECT error
                    rules[0].eaLength 16 after a /56 ends at bit 72: the EA bits overlap bits 64 to 71 of the
                    interface identifier, but the observed MAP address has a complete identifier, so its EA bits end
                    at bit 64 or earlier (RFC 7597 section 6)
                FILE: EXPECT info
                    expect 2001:db8:ce:29c:0:435b:cd02:9c fits one combination with IPv4 prefix /24, EA length 16
                    and PSID length 8 unchanged: Rule IPv6 prefix 2001:db8:ce::/48, IPv4 prefix 67.91.205.0/24, EA
                    length 16, PSID offset 4 (RFC 7597 section 5.2)
                """.replace("FILE", file.toString());
        assertTrue(tool.out().contains(expected), tool.out());
        String consistent = article().replace("ce:ab00::/56", "ce::/48").replace("psid-offset 6", "psid-offset 4");
        Tool.run("lint", file(consistent), "--expect", seen).done();
        Tool.run("lint", file, "--expect", "x").refused(2, "--expect x", "IPV4:PORT=MAP-ADDRESS");
    }

    @Test
    void aRoutersConfigurationInBraces() throws IOException {
        Path file = file("""
                system { host-name x; }
                services { softwire { softwire-concentrator { map-e A {
                    ipv4-prefix 192.0.2.0/24; mape-prefix 2001:db8::/40; ea-bits-len 49; softwire-address 2001:db8:ffff::1;
                } } } }
                """);
        Tool tool = Tool.run("lint", file);
        assertEquals(1, tool.status());
        assertTrue(tool.out().startsWith(file + ":3:70: V02 error\n"), tool.out());
        assertTrue(tool.out().replace("\n  ", " ").endsWith("; 1 other statement skipped\n"), tool.out());
        Tool.run("lint", "--format", "junos-set", file).refused(2, "domain: has braces", "junos-set");
        Tool.run("lint", "--format", "pf", file).refused(2, "--format pf", "an output format only");
    }

    @Test
    void aCeOfJunosIsCheckedWithItsPrefix() throws IOException {
        String text = """
                set security softwires map-e x br-address 2001:db8:ffff::1
                set security softwires map-e x end-user-prefix 2001:db8:12:3401::/64
                set security softwires map-e x rule r rule-type BMR ipv4-prefix 192.0.2.0/24 ipv6-prefix 2001:db8::/40 \
                ea-bits-length 16
                """;
        Tool tool = Tool.run("lint", file(text));
        assertEquals(1, tool.status());
        assertTrue(tool.out().contains("V33 error"), tool.out());
        Tool.run("lint", file(text.replace("3401::/64", "3400::/56"))).done();
    }

    @Test
    void aCesView() throws IOException {
        Path file = file(HandMade.DOMAIN);
        Tool.run("lint", "--end-user-prefix", "2001:db8:12:3400::/56", file).done();
        Tool tool = Tool.run("lint", "--end-user-prefix", "2001:db8:12:3401::/64", file);
        assertEquals(1, tool.status());
        assertTrue(tool.out().contains("V33 error"), tool.out());
        Tool.run("lint", "--end-user-prefix", "x", file).refused(2, "--end-user-prefix \"x\"");
    }

    @Test
    void filesThatAreNotDomainFilesAreUnreadable() throws IOException {
        Tool.run("lint", file("")).refused(2, "domain:1:1:", "empty");
        Tool.run("lint", file("{ \"rules\": [")).refused(2, "domain:1:13:", "expected");
        Tool.run("lint", file("set interfaces x\n")).refused(2, "domain:1:1:", "map-e NAME", "border relay", "CE");
        Tool.run("lint", file("[".repeat(100_000))).refused(2, "domain:1:65:");
        Tool.run("lint", directory).refused(2, "is a directory; name the file");
        Tool.run("lint", directory.resolve("none")).refused(2, "none: no such file");
        Path binary = Files.write(directory.resolve("binary"), new byte[] {(byte) 0xc3, 0x28});
        Tool.run("lint", binary).refused(2, "binary: is not in any format that is read: mape, junos, ");
    }

    /** Formats of other systems, of which none is guessed. */
    @Test
    void anUnknownFormatIsNamedAsUnknown() throws IOException {
        for (String text : List.of("<?xml version=\"1.0\"?>\n<interfaces/>\n", "[main]\nkey = value\n")) {
            Tool.run("lint", file(text)).refused(2, "domain: is not in any format that is read: mape, junos, ");
        }
    }

    /** Only a node needs the address of a border relay. */
    @Test
    void aMissingBorderRelayIsANoteUntilANodeNeedsIt() throws IOException {
        Path file = file("{ \"rules\": [ { \"ipv6Prefix\": \"2001:db8::/40\", \"ipv4Prefix\": \"192.0.2.0/24\","
                + " \"eaLength\": 16, \"psidOffset\": 6 } ] }");
        String out = Tool.run("lint", file).done().out();
        assertTrue(out.contains("V49 info"), out);
        assertTrue(out.contains("0 errors, 0 warnings, 1 note"), out);
        Tool ce = Tool.run("lint", file, "--end-user-prefix", "2001:db8:12:3400::/56");
        assertTrue(ce.out().contains("V49 error"), ce.out());
    }

    @Test
    void aByteOrderMarkIsIgnoredInEveryTextFormat() throws IOException {
        String hex = "005e00250059000d011018c00002002820010db800005a001020010db8ffff00000000000000000001";
        for (String text : List.of(
                HandMade.JUNOS_DOMAIN,
                hex,
                "{\"rules\": [{\"ipv6Prefix\": \"2001:db8::/40\", "
                        + "\"ipv4Prefix\": \"192.0.2.0/24\", \"eaLength\": 8}], \"borderRelay\": [\"2001:db8:ffff::1\"]}")) {
            Tool.run("lint", file("\ufeff" + text)).done();
        }
    }

    /** RFC 7598 section 4.1: the longest match is the BMR, and V42 is a warning. */
    @Test
    void theCeOfNestedRulesIsThatOfTheLongestMatch() throws IOException {
        Path in = file("""
                { "borderRelay": ["2001:db8:ffff::1"], "rules": [
                  { "ipv6Prefix": "2001:db8::/32", "ipv4Prefix": "198.51.0.0/16", "eaLength": 24, "psidOffset": 4 },
                  { "ipv6Prefix": "2001:db8:8200::/40", "ipv4Prefix": "203.0.113.0/24", "eaLength": 16, "psidOffset": 4 } ] }
                """);
        String prefix = "2001:db8:8212:3400::/56";
        String out =
                Tool.run("lint", "--end-user-prefix", prefix, in).done().out().replaceAll("\\s+", " ");
        assertTrue(out.contains("V42 warning"), out);
        assertTrue(out.contains("hides 65536 CEs of rules[0]"), out);
        assertTrue(out.contains("BMR 2001:db8:8200::/40"), out);
        assertTrue(out.contains("203.0.113.18, PSID 0x34, 240 ports"), out);
        assertTrue(out.contains("2001:db8:8212:3400:0:cb00:7112:34"), out);
        Tool json = Tool.run("lint", "--json", "--end-user-prefix", prefix, in).done();
        assertTrue(json.out().contains("\"mapAddress\": \"2001:db8:8212:3400:0:cb00:7112:34\""), json.out());
    }

    /** Octets that are no text are DHCPv6 only if they can be read as its options. */
    @Test
    void octetsThatAreNoOptionsAreInNoFormat() throws IOException {
        byte[] all = new byte[25_600];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        for (byte[] octets : new byte[][] {all, new byte[1000], {0, 23, 0, 0}, {7, 1, 2, 3, 0, 1, 0, 9, 1}}) {
            Path in = Files.write(directory.resolve("octets"), octets);
            Tool.run("lint", in).refused(2, "is not in any format that is read: mape, ");
        }
    }

    @Test
    void aTextInAnotherCharacterSetIsNamed() throws IOException {
        byte[] latin = HandMade.JUNOS_DOMAIN
                .replace("192.0.2.0/24", "192.0.2.0/24 # caf\u00e9")
                .getBytes(StandardCharsets.ISO_8859_1);
        Path in = Files.write(directory.resolve("latin"), latin);
        int place = HandMade.JUNOS_DOMAIN.indexOf("/24") + 3 + " # caf".length();
        Tool.run("lint", in).refused(2, "is not in any format that is read: ", "octet " + place + " is not UTF-8");
    }

    /** RFC 7597 appendix A, example 1, in a REPLY that delegates the prefix of its CE, and another prefix. */
    @Test
    void showsTheCeOfADelegatedPrefix() throws IOException {
        String domain = "005e0025 0059000d 01 10 18 c0000200 28 20010db800 005a0010 20010db8ffff00000000000000000001";
        String ce =
                "00190029 00000001 00000000 00000000 001a0019 00000e10 00001c20 38 20010db8001234000000000000000000";
        Path reply = file("07010203" + ce + domain);
        String text = Tool.run("lint", reply).done().out().replaceAll("\\s+", " ");
        assertTrue(
                text.contains("CE 2001:db8:12:3400::/56: BMR 2001:db8::/40 for 192.0.2.0/24: 192.0.2.18, PSID 0x34"),
                text);
        assertTrue(text.contains("prefix from OPTION_IAPREFIX of the server"), text);
        assertTrue(Tool.run("lint", "--json", reply)
                .done()
                .out()
                .contains("\"mapAddress\": \"2001:db8:12:3400:0:c000:212:34\""));
        text = Tool.run("lint", reply, "--end-user-prefix", "2001:db8:12:3500::/56")
                .done()
                .out();
        assertTrue(text.contains("PSID 0x35") && !text.contains("prefix from"), text);
        String other = ce.replace("20010db80012", "20010db90012");
        text = Tool.run("lint", file("07010203" + other + domain)).done().out().replaceAll("\\s+", " ");
        assertTrue(text.contains("V30 warning") && text.contains("gets no CE configuration"), text);
        text = Tool.run("lint", file("07010203" + other + ce + domain))
                .done()
                .out()
                .replaceAll("\\s+", " ");
        assertTrue(text.contains("V30 info") && text.contains("PSID 0x34"), text);
        text = Tool.run(
                        "lint",
                        file("RULE_BMR=1\nRULE_1_FMR=1\nRULE_1_EALEN=16\nRULE_1_PSIDLEN=8\nRULE_1_OFFSET=6\n"
                                + "RULE_1_PREFIX4LEN=24\nRULE_1_PREFIX6LEN=40\nRULE_1_IPV4PREFIX=192.0.2.0\n"
                                + "RULE_1_IPV6PREFIX=2001:db8::\nRULE_1_IPV6PD=2001:db8:12:3400::\nRULE_1_PD6LEN=56\n"))
                .done()
                .out();
        assertTrue(text.contains("prefix from  RULE_1_IPV6PD"), text);
    }

    /** RFC 7599 section 5.1, and 192.0.2.33 in 2001:db8:122:344::/64 (RFC 6052 section 2.4). */
    @Test
    void showsTheMappingOfMapT() throws IOException {
        Path file = file("005f001e 0059000d 01 10 18 c0000200 28 20010db800 005b0009 40 20010db801220344");
        String text = Tool.run("lint", file, "--end-user-prefix", "2001:db8:12:3400::/56")
                .done()
                .out()
                .replaceAll("\\s+", " ");
        for (String part : List.of(
                "packets are not translated", "192.0.2.33 is 2001:db8:122:344:c0:2:2100:0", "192.0.2.18, PSID 0x34")) {
            assertEquals(2, (" " + text + " ").split(Pattern.quote(part), -1).length, part);
        }
        String derived = Tool.run("derive", "--domain", file, "--ipv4", "192.0.2.18", "--port", "1232")
                .done()
                .out()
                .replaceAll("\\s+", " ");
        assertTrue(
                derived.contains("2001:db8:12:3400::/56") && derived.contains("packets are not translated"), derived);
        assertTrue(derived.contains("2001:db8:122:344:c0:2:2100:0"), derived);
    }

    /** A file is read in one format; that it has rules of another one is said. */
    @Test
    void rulesOfAnotherFormatAreNamed() throws IOException {
        String vpp =
                "map add domain ip4-pfx 192.0.2.0/24 ip6-pfx 2001:db8::/40 ip6-src 2001:db9::1 ea-bits-len 16 psid-offset 6"
                        + " psid-len 8\n";
        String mapcalc =
                "type=map-e,ealen=16,prefix4len=24,prefix6len=40,ipv4prefix=198.51.100.0,ipv6prefix=2001:db8:100::,"
                        + "offset=6,br=2001:db9::1\n";
        Tool both = Tool.run("lint", file(vpp + mapcalc));
        assertEquals(0, both.status(), both.out());
        assertTrue(both.out().contains("is another format of rules in the same text"), both.out());
        for (String one : List.of(vpp, mapcalc)) {
            assertFalse(Tool.run("lint", file(one)).out().contains("another format"), one);
        }
        Tool converted = Tool.run("convert", "--to", "mape", "--in", file(vpp + mapcalc));
        assertTrue(converted.err().contains("is another format of rules in the same text"), converted.err());
    }

    /** DHCPv6 messages have types to 36 (RFC 8156): a program is none, whatever is in it. */
    @Test
    void programIsNoMessage() throws IOException {
        byte[] program = new byte[4096];
        System.arraycopy(new byte[] {0x7f, 'E', 'L', 'F'}, 0, program, 0, 4);
        System.arraycopy(new byte[] {0, 94, 0, 0, 0, 96, 0, 0}, 0, program, 4, 8);
        Path binary = Files.write(directory.resolve("program"), program);
        assertEquals(2, Tool.run("lint", binary).status());
    }
}
