package io.softwire46.mape.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.cli.text.Terminal;
import io.softwire46.mape.json.Json;
import io.softwire46.mape.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The text of {@code derive}, written out by hand from RFC 7597.
 */
class DeriveCommandTest {
    private static final List<String> EXAMPLE_1 =
            List.of("--ipv6-prefix", "2001:db8::/40", "--ipv4-prefix", "192.0.2.0/24", "--ea-length", "16");

    @TempDir
    private Path directory;

    private static Tool derive(List<String> rule, Object... more) {
        return Tool.run(Stream.of(Stream.of("derive"), rule.stream(), Arrays.stream(more))
                .flatMap(each -> each)
                .toArray());
    }

    /** RFC 7597 appendix A, example 1. */
    @Test
    void example1() {
        String expected = """
                MAP address      2001:db8:12:3400:0:c000:212:34
                End-user prefix  2001:db8:12:3400::/56
                IPv4 address     192.0.2.18
                EA bits          0x1234 of length 16
                PSID             0x34 of length 8 at offset 6
                Ports            252 ports in 63 ranges: 1232-1235, 2256-2259, ..., 64720-64723

                 0                  40            48     56       64     80             112    128
                 +------------------+-------------+------+--------+------+--------------+------+
                 | Rule IPv6 prefix | IPv4 suffix | PSID | subnet | zero | IPv4 address | PSID |
                 | 2001:db8::/40    | 0x12        | 0x34 | 0      | 0    | 192.0.2.18   | 0x34 |
                 +------------------+-------------+------+--------+------+--------------+------+
                """;
        assertEquals(
                expected,
                derive(EXAMPLE_1, "--psid-offset", 6, "--end-user-prefix", "2001:db8:12:3400::/56")
                        .done()
                        .out());
        assertEquals(
                expected,
                derive(EXAMPLE_1, "--psid-offset", 6, "--ipv4", "192.0.2.18", "--port", 1232)
                        .done()
                        .out());
        assertEquals(
                expected,
                derive(EXAMPLE_1, "--psid-offset", 6, "--map-address", "2001:db8:12:3400:0:c000:212:34")
                        .done()
                        .out());
    }

    /** RFC 7597 appendix A, example 5. */
    @Test
    void aSharedAddressOfAOneToOneRule() {
        assertEquals(
                """
                MAP address      2001:db8:12:3400:0:c000:212:34
                End-user prefix  2001:db8:12:3400::/56
                IPv4 address     192.0.2.18
                EA bits          0x0 of length 0
                PSID             0x34 of length 8 at offset 6
                Ports            252 ports in 63 ranges: 1232-1235, 2256-2259, ..., 64720-64723

                 0                       56       64     80             112    128
                 +-----------------------+--------+------+--------------+------+
                 | Rule IPv6 prefix      | subnet | zero | IPv4 address | PSID |
                 | 2001:db8:12:3400::/56 | 0      | 0    | 192.0.2.18   | 0x34 |
                 +-----------------------+--------+------+--------------+------+
                """,
                Tool.run(
                                "derive",
                                "--ipv6-prefix",
                                "2001:db8:12:3400::/56",
                                "--ipv4-prefix",
                                "192.0.2.18/32",
                                "--ea-length",
                                0,
                                "--psid-offset",
                                6,
                                "--psid-length",
                                8,
                                "--psid",
                                "0x34",
                                "--end-user-prefix",
                                "2001:db8:12:3400::/56")
                        .done()
                        .out());
    }

    /** EA bits 0101 of 192.0.2.0/24: the 16 addresses from 192.0.2.80 (RFC 7597 sections 5.2 and 6). */
    @Test
    void anIpv4Prefix() {
        assertEquals(
                """
                MAP address      2001:db8:50::c000:250:0
                End-user prefix  2001:db8:50::/44
                IPv4 prefix      192.0.2.80/28
                EA bits          0x5 of length 4
                Ports            65536 ports in 1 range: 0-65535

                 0                  40            44       64     80            112    128
                 +------------------+-------------+--------+------+-------------+------+
                 | Rule IPv6 prefix | IPv4 suffix | subnet | zero | IPv4 prefix | PSID |
                 | 2001:db8::/40    | 0x5         | 0      | 0    | 192.0.2.80  | 0    |
                 +------------------+-------------+--------+------+-------------+------+
                """,
                Tool.run(
                                "derive",
                                "--ipv6-prefix",
                                "2001:db8::/40",
                                "--ipv4-prefix",
                                "192.0.2.0/24",
                                "--ea-length",
                                4,
                                "--end-user-prefix",
                                "2001:db8:50::/44")
                        .done()
                        .out());
    }

    /** draft-ietf-softwire-map-03: address at bit 72, PSID at bit 104; at offset 4 the ranges are 4096 apart. */
    @Test
    void theOlderFormat() {
        assertEquals(
                """
                MAP address      2001:db8:12:3400:c0:2:1200:3400
                End-user prefix  2001:db8:12:3400::/56
                IPv4 address     192.0.2.18
                EA bits          0x1234 of length 16
                PSID             0x34 of length 8 at offset 4
                Ports            240 ports in 15 ranges: 4928-4943, 9024-9039, ..., 62272-62287

                 0                  40            48     56       64     72             104    120    128
                 +------------------+-------------+------+--------+------+--------------+------+------+
                 | Rule IPv6 prefix | IPv4 suffix | PSID | subnet | zero | IPv4 address | PSID | zero |
                 | 2001:db8::/40    | 0x12        | 0x34 | 0      | 0    | 192.0.2.18   | 0x34 | 0    |
                 +------------------+-------------+------+--------+------+--------------+------+------+
                """,
                derive(
                                EXAMPLE_1,
                                "--format",
                                "draft03",
                                "--psid-offset",
                                4,
                                "--end-user-prefix",
                                "2001:db8:12:3400::/56")
                        .done()
                        .out());
    }

    /** n + o = 72: the End-user prefix overwrites the first octet of the identifier (RFC 7597 section 6). */
    @Test
    void aPrefixLongerThan64() {
        String text = Tool.run(
                        "derive",
                        "--ipv6-prefix",
                        "2001:db8:ce:ab00::/56",
                        "--ipv4-prefix",
                        "67.91.205.0/24",
                        "--ea-length",
                        16,
                        "--psid-offset",
                        6,
                        "--ipv4",
                        "67.91.205.2",
                        "--port",
                        6600)
                .done()
                .out();
        String expected = """
                MAP address      2001:db8:ce:ab02:7200:435b:cd02:72
                End-user prefix  2001:db8:ce:ab02:7200::/72
                IPv4 address     67.91.205.2
                EA bits          0x272 of length 16
                PSID             0x72 of length 8 at offset 6
                Ports            252 ports in 63 ranges: 1480-1483, 2504-2507, ..., 64968-64971

                 0                       56            64     72            80             112    128
                 +-----------------------+-------------+------+-------------+--------------+------+
                 | Rule IPv6 prefix      | IPv4 suffix | PSID | zero (part) | IPv4 address | PSID |
                 | 2001:db8:ce:ab00::/56 | 0x2         | 0x72 | 0           | 67.91.205.2  | 0x72 |
                 +-----------------------+-------------+------+-------------+--------------+------+

                """;
        assertEquals(expected, text.substring(0, expected.length()));
        assertTrue(text.substring(expected.length()).startsWith("V05 warning: eaLength 16 "), text);
    }

    @Test
    void bitsOfTheEndUserPrefixAreShown() {
        String text = derive(EXAMPLE_1, "--psid-offset", 6, "--end-user-prefix", "2001:db8:12:3401::/64")
                .done()
                .out();
        assertTrue(text.startsWith("""
                        MAP address      2001:db8:12:3401:0:c000:212:34
                          others derive  2001:db8:12:3400:0:c000:212:34
                        End-user prefix  2001:db8:12:3401::/64
                        """), text);
        assertTrue(text.contains("| rest of prefix |"), text);
        assertTrue(text.contains("V33 warning: "), text);
    }

    /** The IPv4 bits have one colour in prefix and identifier, and the PSID another; lines are as wide as without. */
    @Test
    void colours() {
        Object[] question = {"--psid-offset", 6, "--end-user-prefix", "2001:db8:12:3400::/56"};
        String plain = derive(EXAMPLE_1, question).done().out();
        assertEquals(
                plain,
                derive(EXAMPLE_1, with(question, "--color", "never")).done().out());
        assertEquals(
                plain,
                derive(EXAMPLE_1, with(question, "--color", "auto")).done().out());
        String coloured = derive(EXAMPLE_1, with(question, "--color", "always")).out();
        assertTrue(
                coloured.contains("| \u001b[34m2001:db8::/40    \u001b[0m| \u001b[32m0x12        \u001b[0m"
                        + "| \u001b[35m0x34 \u001b[0m| \u001b[2m0      \u001b[0m| \u001b[2m0    \u001b[0m"
                        + "| \u001b[32m192.0.2.18   \u001b[0m| \u001b[35m0x34 \u001b[0m|\n"),
                coloured);
        assertEquals(plain, coloured.replaceAll("\u001b\\[[0-9]*m", ""));
        derive(EXAMPLE_1, with(question, "--color", "red")).refused(2, "--color red", "auto, always or never");
    }

    private static Object[] with(Object[] question, Object... more) {
        return Stream.concat(Arrays.stream(question), Arrays.stream(more)).toArray();
    }

    @Test
    void whoAsksForNoColourGetsNone() {
        assertTrue(Terminal.allowsColour(Map.of()));
        assertTrue(Terminal.allowsColour(Map.of("NO_COLOR", "", "TERM", "xterm")));
        assertFalse(Terminal.allowsColour(Map.of("NO_COLOR", "1")));
        assertFalse(Terminal.allowsColour(Map.of("TERM", "dumb")));
    }

    @Test
    void everyPortRangeOnRequest() {
        String text = derive(EXAMPLE_1, "--psid-offset", 4, "--ports", "--ipv4", "192.0.2.18", "--port", 4928)
                .done()
                .out();
        assertTrue(text.contains("""
                        Ports            240 ports in 15 ranges: 4928-4943, 9024-9039, 13120-13135, 17216-17231,
                                         21312-21327, 25408-25423, 29504-29519, 33600-33615, 37696-37711, 41792-41807,
                                         45888-45903, 49984-49999, 54080-54095, 58176-58191, 62272-62287
                        """), text);
    }

    @Test
    void json() {
        JsonObject answer = Json.parse(derive(EXAMPLE_1, "--json", "--end-user-prefix", "2001:db8:12:3400::/56")
                        .done()
                        .out())
                .asObject();
        assertEquals(
                "2001:db8:12:3400:0:c000:212:34", answer.required("mapAddress").asString());
        assertEquals("0x1234", answer.required("eaBits").asString());
        assertEquals(63, answer.required("portRanges").asArray().size());
        assertEquals(
                "V24",
                answer.required("findings")
                        .asArray()
                        .get(0)
                        .asObject()
                        .required("id")
                        .asString());
    }

    @Test
    void rulesOfADomainFile() throws IOException {
        Path domain = Files.writeString(directory.resolve("junos.txt"), HandMade.JUNOS_DOMAIN);
        assertEquals(
                derive(EXAMPLE_1, "--psid-offset", 6, "--ipv4", "192.0.2.18", "--port", 1232)
                        .out(),
                Tool.run("derive", "--domain", domain, "--ipv4", "192.0.2.18", "--port", 1232)
                        .done()
                        .out());
    }

    @Test
    void aNoIsExitStatus1() {
        derive(EXAMPLE_1, "--ipv4", "192.0.2.18", "--port", 80).refused(1, "--port 80", "192.0.2.18");
        derive(EXAMPLE_1, "--ipv4", "192.0.2.18").refused(1, "192.0.2.18", "--port N");
        derive(EXAMPLE_1, "--ipv4", "192.0.3.18", "--port", 80).refused(1, "192.0.3.18", "no Rule IPv4 prefix");
        derive(EXAMPLE_1, "--map-address", "2001:db9::").refused(1, "2001:db9::", "no Rule IPv6 prefix");
        derive(EXAMPLE_1, "--end-user-prefix", "2001:db9::/56").refused(1, "--end-user-prefix 2001:db9::/56", "V30");
        derive(EXAMPLE_1, "--end-user-prefix", "2001:db8::/50").refused(1, "--end-user-prefix 2001:db8::/50", "V31");
    }

    /** RFC 7597 section 6: the last 64 bits are the IPv4 address and the PSID, here 0x35 where 0x34 belongs. */
    @Test
    void anAddressWithAnotherInterfaceIdentifierIsNotTheCes() {
        String other = "2001:db8:12:3400:0:c000:212:35";
        Tool tool =
                derive(EXAMPLE_1, "--psid-offset", 6, "--map-address", other).done();
        assertTrue(tool.out().startsWith("MAP address      2001:db8:12:3400:0:c000:212:34\n"), tool.out());
        assertTrue(tool.out().contains("\nDIFFERS warning: --map-address " + other + " has the prefix"), tool.out());
        Tool json = derive(EXAMPLE_1, "--psid-offset", 6, "--json", "--map-address", other)
                .done();
        assertTrue(json.out().contains("\"id\": \"DIFFERS\""), json.out());
    }

    @Test
    void badUsageIsExitStatus2() {
        String prefix = "2001:db8:12:3400::/56";
        derive(EXAMPLE_1).refused(2, "mape derive: missing query", "--end-user-prefix", "--ipv4", "--map-address");
        derive(EXAMPLE_1, "--ipv4", "192.0.2.1", "--end-user-prefix", prefix).refused(2, "more than one query");
        derive(List.of(), "--end-user-prefix", prefix).refused(2, "--ipv6-prefix", "missing", "--domain");
        derive(EXAMPLE_1.subList(0, 4), "--end-user-prefix", prefix).refused(2, "--ea-length", "missing");
        derive(EXAMPLE_1, "--domain", "x", "--end-user-prefix", prefix).refused(2, "--ipv6-prefix", "--domain");
        derive(EXAMPLE_1, "--port", 5, "--end-user-prefix", prefix).refused(2, "--port 5", "--ipv4");
        derive(EXAMPLE_1, "--ipv4", "192.0.2.18", "--port", 65536).refused(2, "--port 65536", "0..65535");
        derive(EXAMPLE_1, "--ipv4", "192.0.2.018", "--port", 1).refused(2, "--ipv4", "leading zeros");
        derive(EXAMPLE_1, "--psid-offset", 16, "--end-user-prefix", prefix).refused(2, "--psid-offset 16", "V06");
        derive(EXAMPLE_1, "--psid", 300, "--end-user-prefix", prefix).refused(2, "--psid 300", "V12", "255");
        derive(EXAMPLE_1, "--psid", "0x", "--end-user-prefix", prefix).refused(2, "--psid", "'0x'", "0x34");
        derive(EXAMPLE_1, "--format", "rfc7598", "--end-user-prefix", prefix).refused(2, "--format rfc7598", "draft03");
        derive(EXAMPLE_1, "--end-user-prefix", "x\n\tat evil").refused(2, "--end-user-prefix");
    }

    /** A number with a leading zero is decimal, as people write it: PSID 052 is 52. */
    @Test
    void noNumberIsOctal() {
        derive(EXAMPLE_1, "--psid", "052", "--end-user-prefix", "2001:db8:12:3400::/56")
                .done();
    }

    /** Standard output is JSON also for exit status 1; the line on standard error is the same as without. */
    @Test
    void aNoIsJsonToo() {
        Tool tool = derive(EXAMPLE_1, "--json", "--end-user-prefix", "2001:db9::/56");
        assertEquals(1, tool.status());
        assertTrue(tool.err().contains("V30"), tool.err());
        String error = Json.parse(tool.out()).asObject().required("error").asString();
        assertTrue(error.contains("V30"), error);
    }

    /** The rule of RFC 7597 appendix A, example 1, as OPTION_S46_CONT_MAPE of RFC 7598 in hexadecimal. */
    @Test
    void rulesOfEveryFormatThatIsRead() throws IOException {
        String rule = "0059" + "0015" + "00" + "10" + "18" + "c0000200" + "28" + "20010db800" + "005d0004" + "06000000";
        String relay = "005a0010" + "20010db8ffff00000000000000000001";
        Path in = Files.writeString(directory.resolve("hex"), "005e002d" + rule + relay);
        Tool tool = Tool.run("derive", "--domain", in, "--end-user-prefix", "2001:db8:12:3400::/56");
        assertEquals("", tool.err());
        assertTrue(tool.out().startsWith("MAP address      2001:db8:12:3400:0:c000:212:34\n"), tool.out());
    }
}
