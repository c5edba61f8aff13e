package io.softwire46.mape.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.cli.oracle.OracleCommand;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * The oracle's answers, field by field, on RFC 7597 appendix A and on what follows from it by hand.
 */
class OracleTest {
    static final String RULE = """
            {"ipv6Prefix":"2001:db8::/40","ipv4Prefix":"192.0.2.0/24","eaLength":16,"psidOffset":6}""";

    /** EA bits 4: every CE has 16 addresses. */
    private static final String PREFIX_RULE = """
            {"ipv6Prefix":"2001:db8::/40","ipv4Prefix":"192.0.2.0/24","eaLength":4}""";

    private static final String MAP = "2001:db8:12:3400:0:c000:212:34";

    private static final String DOMAIN =
            "{\"name\":\"x\",\"borderRelay\":[\"2001:db8:ffff::1\"],\"rules\":[" + RULE + "]}";

    static List<String> ask(byte[] input) throws IOException {
        StringWriter out = new StringWriter();
        assertEquals(0, OracleCommand.serve(new ByteArrayInputStream(input), new PrintWriter(out)));
        return out.toString().lines().toList();
    }

    static String ask(String query) throws IOException {
        List<String> answers = ask(query.getBytes(StandardCharsets.UTF_8));
        assertEquals(1, answers.size(), answers.toString());
        return answers.get(0);
    }

    private static String ce(String rule, String prefix) {
        return "{\"op\":\"ce\",\"rule\":" + rule + ",\"endUserPrefix\":\"" + prefix + "\"}";
    }

    @Test
    void ceOfExample1() throws IOException {
        assertEquals("""
                {"ok":true,"kind":"shared","eaBits":"0x1234","ipv4":"192.0.2.18","ipv4Length":32,\
                "psid":52,"psidLength":8,"psidOffset":6,"portCount":252,"rangeCount":63,\
                "firstRange":[1232,1235],"lastRange":[64720,64723],\
                "mapAddress":"2001:db8:12:3400:0:c000:212:34",\
                "mapAddressFromRule":"2001:db8:12:3400:0:c000:212:34"}""", ask(ce(RULE, "2001:db8:12:3400::/56")));
    }

    @Test
    void ceOfExample4HasAllPorts() throws IOException {
        String rule = """
                {"ipv6Prefix":"2001:db8:12:3400::/56","ipv4Prefix":"192.0.2.18/32","eaLength":0}""";
        assertEquals("""
                {"ok":true,"kind":"address","eaBits":"0x0","ipv4":"192.0.2.18","ipv4Length":32,\
                "psid":null,"psidLength":0,"psidOffset":null,"portCount":65536,"rangeCount":1,\
                "firstRange":[0,65535],"lastRange":[0,65535],\
                "mapAddress":"2001:db8:12:3400:0:c000:212:0",\
                "mapAddressFromRule":"2001:db8:12:3400:0:c000:212:0"}""", ask(ce(rule, "2001:db8:12:3400::/56")));
    }

    @Test
    void ceOfExample5HasTheExplicitPsid() throws IOException {
        String rule = """
                {"ipv6Prefix":"2001:db8:12:3400::/56","ipv4Prefix":"192.0.2.18/32","eaLength":0,\
                "psidOffset":6,"psidLength":8,"psid":52}""";
        assertEquals("""
                {"ok":true,"kind":"shared","eaBits":"0x0","ipv4":"192.0.2.18","ipv4Length":32,\
                "psid":52,"psidLength":8,"psidOffset":6,"portCount":252,"rangeCount":63,\
                "firstRange":[1232,1235],"lastRange":[64720,64723],\
                "mapAddress":"2001:db8:12:3400:0:c000:212:34",\
                "mapAddressFromRule":"2001:db8:12:3400:0:c000:212:34"}""", ask(ce(rule, "2001:db8:12:3400::/56")));
    }

    /** EA 5 of the /24 is 192.0.2.80/28; the prefix is padded with zeros in the identifier (RFC 7597 section 6). */
    @Test
    void ceWithAnIpv4Prefix() throws IOException {
        assertEquals("""
                {"ok":true,"kind":"prefix","eaBits":"0x5","ipv4":"192.0.2.80","ipv4Length":28,\
                "psid":null,"psidLength":0,"psidOffset":null,"portCount":65536,"rangeCount":1,\
                "firstRange":[0,65535],"lastRange":[0,65535],\
                "mapAddress":"2001:db8:50::c000:250:0",\
                "mapAddressFromRule":"2001:db8:50::c000:250:0"}""", ask(ce(PREFIX_RULE, "2001:db8:50::/44")));
    }

    @Test
    void bitsAfterTheEaBitsGiveBothAddressesAndAFinding() throws IOException {
        String answer = ask(ce(RULE, "2001:db8:12:3401::/64"));
        assertTrue(answer.contains("""
                "mapAddress":"2001:db8:12:3401:0:c000:212:34",\
                "mapAddressFromRule":"2001:db8:12:3400:0:c000:212:34",\
                "findings":[{"id":"V33","severity":"warning","field":"endUserPrefix","""), answer);
        assertTrue(answer.contains("\"rfc\":\"RFC 7597 section 5.3\""), answer);
    }

    @Test
    void ownerOfExample2() throws IOException {
        String query = "{\"op\":\"owner\",\"rule\":" + RULE + ",\"ipv4\":\"192.0.2.18\",\"port\":1232}";
        assertEquals(
                "{\"ok\":true,\"psid\":52,\"mapAddress\":\"" + MAP + "\",\"endUserPrefix\":\"2001:db8:12:3400::/56\"}",
                ask(query));
        assertEquals("""
                {"ok":true,"psid":null,"mapAddress":"2001:db8:50::c000:250:0",\
                "endUserPrefix":"2001:db8:50::/44"}""", ask(query.replace(RULE, PREFIX_RULE).replace("192.0.2.18", "192.0.2.95")));
    }

    /** In draft-03 the identifier is one octet further left, and the offset 4: port 4928 is A 1, PSID 0x34, j 0. */
    @Test
    void ownerInTheOlderFormat() throws IOException {
        String rule = RULE.replace("\"psidOffset\":6", "\"psidOffset\":4");
        assertEquals(
                """
                {"ok":true,"psid":52,"mapAddress":"2001:db8:12:3400:c0:2:1200:3400",\
                "endUserPrefix":"2001:db8:12:3400::/56"}""",
                ask("{\"op\":\"owner\",\"format\":\"draft03\",\"rule\":" + rule
                        + ",\"ipv4\":\"192.0.2.18\",\"port\":4928}"));
    }

    @Test
    void decodeTakesEverythingFromRuleAndEaBits() throws IOException {
        String expected = "{\"ok\":true,\"kind\":\"shared\",\"ipv4\":\"192.0.2.18\",\"ipv4Length\":32,\"psid\":52,"
                + "\"mapAddress\":\"" + MAP + "\"}";
        assertEquals(expected, ask("{\"op\":\"decode\",\"rule\":" + RULE + ",\"mapAddress\":\"" + MAP + "\"}"));
        assertEquals(expected, ask("{\"op\":\"decode\",\"rule\":" + RULE + ",\"mapAddress\":\"2001:db8:12:3499::1\"}"));
    }

    @Test
    void checkReportsTheReason() throws IOException {
        assertEquals("{\"ok\":true,\"accepted\":true,\"reason\":\"ACCEPTED\"}", ask(check(MAP, "192.0.2.18", "1232")));
        assertReason("WRONG_PORT", check(MAP, "192.0.2.18", "1236"));
        assertReason("WRONG_PORT", check(MAP, "192.0.2.18", "80"));
        assertReason("NO_PORT", check(MAP, "192.0.2.18", "null"));
        assertReason("WRONG_IPV4", check(MAP, "192.0.2.19", "1232"));
        assertReason("NO_RULE", check("2001:db9::1", "192.0.2.18", "1232"));
        String other = check("2001:db8:12:3400::1", "192.0.2.18", "1232");
        assertReason("WRONG_MAP_ADDRESS", other);
        assertEquals("{\"ok\":true,\"accepted\":true,\"reason\":\"ACCEPTED\"}", ask(other.replace("strict", "ea")));
    }

    private static String check(String source, String ipv4, String port) {
        return "{\"op\":\"check\",\"rule\":" + RULE + ",\"source6\":\"" + source + "\",\"ipv4\":\"" + ipv4
                + "\",\"port\":" + port + ",\"mode\":\"strict\"}";
    }

    private static void assertReason(String reason, String query) throws IOException {
        assertEquals("{\"ok\":true,\"accepted\":false,\"reason\":\"" + reason + "\"}", ask(query));
    }

    /** RFC 7597 appendix B.2, first example: R = 256, PSID 0, 63 ranges. */
    @Test
    void portsOfAppendixB() throws IOException {
        String ranges = IntStream.rangeClosed(1, 63)
                .mapToObj(a -> "[" + 1024 * a + "," + (1024 * a + 3) + "]")
                .collect(Collectors.joining(","));
        assertEquals(
                "{\"ok\":true,\"portCount\":252,\"rangeCount\":63,\"ranges\":[" + ranges + "]}",
                ask("{\"op\":\"ports\",\"psidOffset\":6,\"psidLength\":8,\"psid\":0}"));
        assertEquals(
                "{\"ok\":true,\"portCount\":1024,\"rangeCount\":1,\"ranges\":[[0,1023]]}",
                ask("{\"op\":\"ports\",\"psidOffset\":0,\"psidLength\":6,\"psid\":0}"));
    }

    @Test
    void validateGivesFindings() throws IOException {
        assertEquals(
                "{\"ok\":true,\"valid\":true,\"findings\":[]}", ask("{\"op\":\"validate\",\"rule\":" + RULE + "}"));
        assertEquals(
                "{\"ok\":true,\"valid\":true,\"findings\":[]}", ask("{\"op\":\"validate\",\"domain\":" + DOMAIN + "}"));
        String bad = ask("{\"op\":\"validate\",\"rule\":" + RULE.replace("16", "49") + "}");
        assertTrue(bad.startsWith("""
                {"ok":true,"valid":false,"findings":[{"id":"V02","severity":"error",\
                "field":"eaLength","""), bad);
        String twoErrors = DOMAIN.replace("\"2001:db8:ffff::1\"", "\"ff02::1\"").replace("16", "49");
        String domain = ask("{\"op\":\"validate\",\"domain\":" + twoErrors + "}");
        assertTrue(domain.contains("\"valid\":false") && domain.contains("\"V02\""), domain);
        assertTrue(domain.contains("\"field\":\"rules[0].eaLength\""), domain);
    }

    @Test
    void aDomainIsAcceptedInPlaceOfItsRules() throws IOException {
        assertEquals(
                ask("{\"op\":\"owner\",\"rule\":" + RULE + ",\"ipv4\":\"192.0.2.18\",\"port\":1232}"),
                ask("{\"op\":\"owner\",\"domain\":" + DOMAIN + ",\"ipv4\":\"192.0.2.18\",\"port\":1232}"));
        String inner = RULE.replace("2001:db8::/40", "2001:db8:1200::/40").replace("192.0.2.0", "198.51.100.0");
        String two = DOMAIN.replace("[" + RULE, "[" + inner + "," + RULE);
        assertTrue(ask("{\"op\":\"ce\",\"domain\":" + two + ",\"endUserPrefix\":\"2001:db8:1212:3400::/56\"}")
                .contains("\"ipv4\":\"198.51.100.18\""));
        assertTrue(ask("{\"op\":\"ce\",\"domain\":" + two + ",\"endUserPrefix\":\"2001:db8:12:3400::/56\"}")
                .contains("\"ipv4\":\"192.0.2.18\""));
    }

    /** RFC 1918 addresses have a finding; with quiet it is returned once for each rule, and again without quiet. */
    @Test
    void quietAnswersHaveEachFindingOnce() throws IOException {
        String one = RULE.replace("192.0.2.0", "10.0.2.0");
        String other = RULE.replace("192.0.2.0", "10.0.3.0");
        String owner = "{\"op\":\"owner\",\"rule\":%s,\"ipv4\":\"%s\",\"port\":1232%s}\n";
        String quiet = ",\"quiet\":true";
        List<String> answers = ask((String.format(owner, one, "10.0.2.18", quiet)
                        + String.format(owner, one, "10.0.2.19", quiet)
                        + String.format(owner, other, "10.0.3.1", quiet)
                        + String.format(owner, one, "10.0.2.18", "")
                        + String.format(owner, one, "10.0.2.18", ",\"quiet\":1"))
                .getBytes(StandardCharsets.UTF_8));
        List<Boolean> with =
                answers.stream().map(each -> each.contains("\"findings\"")).toList();
        assertEquals(List.of(true, false, true, true, false), with, answers::toString);
        assertTrue(answers.get(4).contains("BAD_QUERY"), answers::toString);
    }

    /** The rules of a query are those of its text, whatever was asked before. */
    @Test
    void rulesThatAreRememberedAreThoseOfTheQuery() throws IOException {
        StringBuilder queries = new StringBuilder();
        List<String> single = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            String rule = RULE.replace("\"psidOffset\":6", "\"psidOffset\":" + i % 7);
            String format = i % 2 == 0 ? "rfc7597" : "draft03";
            String query = "{\"op\":\"ce\",\"format\":\"" + format + "\",\"rule\":" + rule
                    + ",\"endUserPrefix\":\"2001:db8:12:3400::/56\"}";
            queries.append(query).append('\n');
            single.add(ask(query));
        }
        assertEquals(single, ask(queries.toString().getBytes(StandardCharsets.UTF_8)));
    }
}
