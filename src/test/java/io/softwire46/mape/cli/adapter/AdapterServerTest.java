package io.softwire46.mape.cli.adapter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.conformance.adapter.DomainCodec;
import io.softwire46.mape.json.Json;
import io.softwire46.mape.json.JsonObject;
import io.softwire46.mape.json.JsonValue;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The library answers process protocol 1. */
class AdapterServerTest {
    private static final String OPTIONS = """
            {"mtuV6":1500,"mtuV4":null,"fragmentation":"outer","ignoreDf":false,"tcpMss":null,"sourceCheck":"strict",\
            "innerFragments":"cache","acceptBrSource":false,"hairpin":true,"v4Reassembly":"partial","v6Reassembly":true,\
            "decrementTtlAtEgress":false,"hopLimit":64,"trafficClass":"copy","egressDscp":"pipe","ecn":"normal",\
            "flowLabel":"zero","encapsulationLimit":null,"rewriteIpv4Id":false,"strict64":false,"icmpv4Source":null,\
            "echoReply":true,"icmpv4Errors":true,"icmpv6Errors":true,"icmpv4NoMappingErrors":false,\
            "icmpv4ProtocolErrors":false,"icmpv6SourceCheckErrors":false,"tunnelErrorRelay":true,"dynamicPmtu":false,\
            "anycast":false,"icmpErrorsPerSecond":100,"icmpErrorBurst":100,"v4ReassemblyTimeoutMillis":2000,\
            "v6ReassemblyTimeoutMillis":60000,"maxFragmentsPerPacket":64,"maxReassemblies":1024,\
            "maxBufferedOctets":16777216,"fragmentSharePerSource":0.1,"maxPacketSize":65575}""";

    /** RFC 7597 Appendix A. */
    private static final String RULE = """
            {"ipv6Prefix":"2001:db8::/40","ipv4Prefix":"192.0.2.0/24","eaLength":16,"psidOffset":6,"psidLength":8,\
            "psid":null,"forwarding":true,"borderRelay":null}""";

    private static final String DOMAIN = "{\"name\":\"example\",\"format\":\"rfc7597\",\"mesh\":false,"
            + "\"borderRelay\":[\"2001:db8:ffff::1\"],\"rules\":[" + RULE + "],\"options\":" + OPTIONS + "}";

    private static final String RELAY = configure(1, "br", DOMAIN, "null");

    /** Example 2 of RFC 7597 Appendix A, to 192.0.2.18 port 1232, and what the BR sends to the CE. */
    private static final String TO_CE = "45000021432100004011719301020304c0000212005004d0000d522d4d41502d45";

    private static final String IN_TUNNEL =
            "600000000021044020010db8ffff0000000000000000000120010db8001234000000c00002120034"
                    + "45000021432100003f11729301020304c0000212005004d0000d522d4d41502d45";

    /** From the same CE, with the source 192.0.2.19, which is not its own. */
    private static final String FORGED =
            "600000000021044020010db8001234000000c0000212003420010db8ffff00000000000000000001"
                    + "45000021432100004011 7192c000021301020304 04d000500 00d522d4d41502d45".replace(" ", "");

    private static String configure(int seq, String role, String domain, String prefix) {
        return "{\"seq\":" + seq + ",\"cmd\":\"configure\",\"role\":\"" + role + "\",\"domains\":[" + domain
                + "],\"endUserPrefix\":" + prefix + ",\"as\":{}}";
    }

    private static String exchange(int seq, String... sidesAndHex) {
        StringBuilder packets = new StringBuilder();
        for (int i = 0; i < sidesAndHex.length; i += 2) {
            packets.append(i == 0 ? "" : ",").append("{\"side\":\"").append(sidesAndHex[i]);
            packets.append("\",\"at\":0,\"hex\":\"").append(sidesAndHex[i + 1]).append("\"}");
        }
        return "{\"seq\":" + seq + ",\"cmd\":\"exchange\",\"packets\":[" + packets
                + "],\"until\":[{\"side\":\"ipv6\",\"contains\":\"6d6170652d6d61726b000001\"}],\"quietMillis\":200,"
                + "\"deadlineMillis\":5000}";
    }

    /** Answers lines as the process does. */
    private static List<String> serve(String... lines) {
        StringWriter out = new StringWriter();
        try (PrintWriter writer = new PrintWriter(out)) {
            byte[] octets = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
            AdapterServer.serve(new ByteArrayInputStream(octets), writer);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return out.toString().lines().toList();
    }

    private static String last(String... lines) {
        List<String> answers = serve(lines);
        assertEquals(lines.length, answers.size());
        return answers.get(lines.length - 1);
    }

    @Test
    void saysWhatItCanDo() {
        JsonObject hello = Json.parse(last("{\"seq\":1,\"cmd\":\"hello\",\"protocol\":1,\"suite\":\"1.0\"}"))
                .asObject();
        assertEquals(1, hello.required("seq").asInt(1, 1));
        assertEquals("mape", hello.required("name").asString());
        assertEquals(
                "[\"calc\",\"br\",\"ce\",\"ce-nat\",\"dhcpv6\"]",
                hello.required("roles").toString());
        assertEquals("virtual", hello.required("clock").asString());
        assertEquals("sync", hello.required("delivery").asString());
        assertEquals(
                List.of("ce", "owner", "decode", "check", "ports", "validate", "dhcpv6", "dhcpv6Encode"),
                hello.required("queries").asObject().fields().stream()
                        .map(JsonObject.Field::name)
                        .toList());
    }

    /** A new option belongs to a new version of the protocol, not to this one. */
    @Test
    void theOptionsAreThoseOfTheProtocol() {
        assertEquals(
                DomainCodec.OPTIONS,
                ForwardingOption.all().stream().map(ForwardingOption::name).toList());
    }

    @Test
    void forwardsTheExampleOfTheRfc() {
        assertEquals(
                List.of(
                        "{\"seq\":1,\"ok\":true}",
                        "{\"seq\":2,\"ended\":\"sync\",\"out\":[{\"side\":\"ipv6\",\"hex\":\"" + IN_TUNNEL
                                + "\",\"cause\":1}]}",
                        "{\"seq\":3,\"ended\":\"sync\",\"out\":[]}",
                        "{\"seq\":4,\"ok\":true}",
                        "{\"seq\":5,\"ok\":true}"),
                serve(
                        RELAY,
                        exchange(2, "ipv4", "45", "ipv4", TO_CE),
                        "{\"seq\":3,\"cmd\":\"tick\",\"nanos\":60000000000}",
                        "{\"seq\":4,\"cmd\":\"reset\"}",
                        "{\"seq\":5,\"cmd\":\"bye\"}",
                        "{\"seq\":6,\"cmd\":\"bye\"}"));
    }

    @Test
    void forwardsAsACustomerEdge() {
        String sent = IN_TUNNEL.substring(80);
        assertEquals(
                "{\"seq\":2,\"ended\":\"sync\",\"out\":[{\"side\":\"ipv4\",\"hex\":\"" + sent + "\",\"cause\":0}]}",
                last(configure(1, "ce", DOMAIN, "\"2001:db8:12:3400::/56\""), exchange(2, "ipv6", IN_TUNNEL)));
    }

    /** RFC 7597 section 8.1: the forged packet of 73 octets counts as spoofed, until the reset. */
    @Test
    void countsByClass() {
        String counters = last(RELAY, exchange(2, "ipv6", FORGED), "{\"seq\":3,\"cmd\":\"counters\"}");
        assertTrue(
                counters.contains("{\"name\":\"DROP_SPOOFED\",\"class\":\"spoofed\",\"packets\":1,\"octets\":73}"),
                counters);
        assertTrue(counters.contains("\"class\":\"inIpv6\",\"packets\":1,\"octets\":73"), counters);
        assertTrue(counters.contains("\"rcvd-ipv6-packets\":1,\"rcvd-ipv6-bytes\":73"), counters);
        String afterReset = last(
                RELAY,
                exchange(2, "ipv6", FORGED),
                "{\"seq\":3,\"cmd\":\"reset\"}",
                "{\"seq\":4,\"cmd\":\"counters\"}");
        for (JsonValue each :
                Json.parse(afterReset).asObject().required("counters").asArray()) {
            assertEquals(0, each.asObject().required("packets").asLong(0, Long.MAX_VALUE), each.toString());
        }
    }

    /** A fragment that waits expires by time alone: what it causes has no cause among the packets. */
    @Test
    void timeAloneIsNoCause() {
        // the first fragment of example 2's tunnel packet: 8 octets of it, M = 1; RFC 8200 section 4.5 answers 3/1
        String fragment = "6000000000102c4020010db8001234000000c0000212003420010db8ffff00000000000000000001"
                + "0400000100000001" + "4500002143210000";
        String full = "600000000030" + "2c40" + fragment.substring(16, 80) + "0400000100000001"
                + "45000028432100004011718cc000021201020304" + "04d000500014522d" + "4d41502d454d41502d454d41";
        JsonObject answer = Json.parse(
                        last(RELAY, exchange(2, "ipv6", full), "{\"seq\":3,\"cmd\":\"tick\",\"nanos\":70000000000}"))
                .asObject();
        List<JsonValue> out = answer.required("out").asArray();
        assertEquals(1, out.size(), answer.toString());
        assertTrue(out.get(0).asObject().required("cause").isNull());
        assertTrue(
                out.get(0).asObject().required("hex").asString().substring(80).startsWith("0301"), out.toString());
    }

    @Test
    void refusesAnInvalidRuleWithItsField() {
        String answer = last(configure(1, "br", DOMAIN.replace("\"eaLength\":16", "\"eaLength\":49"), "null"));
        assertTrue(answer.startsWith("{\"seq\":1,\"refused\":\""), answer);
        assertTrue(answer.contains("eaLength"), answer);
    }

    /** RFC 7597 section 5.2: a prefix of 48 bits is too short for 40 + 16. */
    @Test
    void refusesAnEndUserPrefixThatIsTooShort() {
        String answer = last(configure(1, "ce", DOMAIN, "\"2001:db8:12::/48\""));
        assertTrue(answer.startsWith("{\"seq\":1,\"refused\":\""), answer);
    }

    @Test
    void aRefusedConfigurationLeavesNone() {
        String refused = configure(2, "br", DOMAIN.replace("\"eaLength\":16", "\"eaLength\":49"), "null");
        String answer = last(RELAY, refused, exchange(3, "ipv4", TO_CE));
        assertTrue(answer.startsWith("{\"seq\":3,\"error\":"), answer);
    }

    /** A packet of the LAN leaves with a port of PSID 0x34: 1232 is the first one (RFC 7597 section 5.1). */
    @Test
    void translates() {
        String napt = DOMAIN.substring(0, DOMAIN.length() - 1)
                + ",\"napt\":{\"minExclusivePorts\":0,\"minOverlappingPorts\":0,\"reserved\":[{\"protocol\":\"udp\",\"ports\":\"1233-65535\"}]}}";
        // UDP from 192.168.0.2 port 5000 to 203.0.113.9 port 53, one octet of data, no checksum
        String packet = "4500001d0001400040113e1bc0a80002cb007109138800350009000041";
        String answer = last(configure(1, "ce-nat", napt, "\"2001:db8:12:3400::/56\""), exchange(2, "ipv4", packet));
        assertTrue(answer.contains("c0000212cb00710904d000350009000041"), answer);
    }

    @Test
    void naptIsForItsRoleAlone() {
        String napt = DOMAIN.substring(0, DOMAIN.length() - 1) + ",\"napt\":{}}";
        String prefix = "\"2001:db8:12:3400::/56\"";
        assertTrue(last(configure(1, "ce", napt, prefix)).contains("napt"), "a CE without NAPT");
        assertTrue(last(configure(1, "ce-nat", DOMAIN, prefix)).contains("napt"), "a CE with NAPT, without settings");
    }

    @Test
    void answersQueries() {
        assertEquals(
                "{\"seq\":1,\"answer\":{\"ok\":true,\"psid\":52,\"mapAddress\":\"2001:db8:12:3400:0:c000:212:34\","
                        + "\"endUserPrefix\":\"2001:db8:12:3400::/56\"}}",
                last("{\"seq\":1,\"cmd\":\"query\",\"query\":{\"op\":\"owner\",\"rule\":" + RULE
                        + ",\"format\":\"rfc7597\",\"ipv4\":\"192.0.2.18\",\"port\":1232}}"));
    }

    /** RFC 7598 section 4: container 94 with rule 89 and BR 90; PORTPARAMS is 93. */
    @Test
    void writesAndReadsDhcpOptions() {
        // flags 0 (no mesh), EA length 16, 192.0.2.0/24, 2001:db8::/40 in 5 octets; PORTPARAMS: offset 6, and length 0,
        // since
        // the PSID is in the EA bits
        String rule =
                "0059" + "0015" + "00" + "10" + "18" + "c0000200" + "28" + "20010db800" + "005d" + "0004" + "06000000";
        String relay = "005a" + "0010" + "20010db8ffff00000000000000000001";
        String hex = "005e" + "002d" + rule + relay;
        assertEquals(
                "{\"seq\":1,\"answer\":{\"ok\":true,\"hex\":\"" + hex + "\"}}",
                last("{\"seq\":1,\"cmd\":\"query\",\"query\":{\"op\":\"dhcpv6Encode\",\"domain\":"
                        + DOMAIN.replace("\"flowLabel\":\"zero\"", "\"flowLabel\":\"hash\"") + "}}"));
        String read = last(query("dhcpv6", hex + "005e0000"));
        assertTrue(read.contains("\"ok\":true,\"domains\":[{\"name\":"), read);
        assertTrue(
                read.contains(
                        "\"rules\":[{\"ipv6Prefix\":\"2001:db8::/40\",\"ipv4Prefix\":\"192.0.2.0/24\",\"eaLength\":16,"),
                read);
        assertTrue(read.contains("\"discarded\":[{\"code\":94,\"reason\":\"OPTION_S46_RULE is missing"), read);
    }

    private static String query(String op, String hex) {
        return "{\"seq\":1,\"cmd\":\"query\",\"query\":{\"op\":\"" + op + "\",\"hex\":\"" + hex + "\"}}";
    }

    @Test
    void aTruncatedOptionIsAnError() {
        String answer = last(query("dhcpv6", "005e0010"));
        assertTrue(answer.startsWith("{\"seq\":1,\"answer\":{\"ok\":false,\"error\":\""), answer);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "garbage | found 'g'",
                "[] | an array",
                "{\"seq\":2,\"cmd\":\"reset\"} | found seq 2, expected 1",
                "{\"seq\":1.0,\"cmd\":\"reset\"} | whole number",
                "{\"seq\":1,\"cmd\":\"restart\"} | restart",
                "{\"seq\":1,\"seq\":1,\"cmd\":\"reset\"} | duplicate field",
                "{\"seq\":1,\"cmd\":\"reset\",\"x\":1} | unknown field",
                "{\"seq\":1,\"cmd\":\"tick\"} | nanos",
                "{\"seq\":1,\"cmd\":\"hello\",\"protocol\":2,\"suite\":\"1.0\"} | from 1 to 1",
                "{\"seq\":1,\"cmd\":\"counters\"} | no border relay",
                "{\"seq\":1,\"cmd\":\"query\",\"query\":{\"op\":\"dhcpv6\",\"hex\":\"005E0000\"}} | lower-case",
                "{\"seq\":1,\"cmd\":\"query\",\"query\":{\"op\":\"dhcpv6\",\"hex\":\"005\"}} | even",
                "{\"seq\":1,\"cmd\":\"query\",\"query\":{\"op\":\"dhcpv6\",\"hex\":\"\",\"x\":1}} | unknown field",
            })
    void refusesMalformedRequests(String line, String problem) {
        String answer = last(line);
        assertTrue(answer.startsWith("{\"seq\":1,\"error\":\""), answer);
        assertTrue(answer.contains(problem), answer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"at\":0|\"at\":-1",
                "\"side\":\"ipv4\"|\"side\":\"ipv5\"",
                "\"quietMillis\":200|\"quietMillis\":5001",
                "\"deadlineMillis\":5000|\"deadlineMillis\":0",
                "6d6170652d6d61726b000001|6d6170652d6d61726b0000",
                "\"contains\"|\"content\"",
                "\"hex\":\"45|\"hex\":\"4G"
            })
    void refusesMalformedExchanges(String change) {
        String[] parts = change.split("\\|");
        String answer = last(RELAY, exchange(2, "ipv4", TO_CE).replace(parts[0], parts[1]));
        assertTrue(answer.startsWith("{\"seq\":2,\"error\":\""), answer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"mesh\":false,|",
                "\"psid\":null,|",
                "\"mtuV4\":null,|",
                "\"eaLength\":16|\"eaLength\":\"16\"",
                "\"eaLength\":16|\"eaLength\":16.0",
                "\"mesh\":false|\"mesh\":0",
                "\"name\":\"example\"|\"name\":null",
                "\"role\":\"br\"|\"role\":\"relay\"",
                "\"endUserPrefix\":null|\"endUserPrefix\":\"2001:db8:12:3400::/56\"",
                "\"as\":{}|\"as\":{\"vpp\":\"\"}"
            })
    void refusesIncompleteConfigurations(String change) {
        String[] parts = change.split("\\|", -1);
        String answer = last(RELAY.replace(parts[0], parts[1]));
        assertTrue(answer.startsWith("{\"seq\":1,\"error\":\""), answer);
    }

    /** Later packets may have the same time, but no earlier one. */
    @Test
    void timesDoNotDecrease() {
        String request = exchange(2, "ipv4", TO_CE, "ipv4", TO_CE).replaceFirst("\"at\":0", "\"at\":1");
        String answer = last(RELAY, request);
        assertTrue(answer.startsWith("{\"seq\":2,\"error\":\""), answer);
    }

    @Test
    void refusesALineOfMoreThanFourMebibytes() {
        String answer = last("{\"seq\":1,\"cmd\":\"" + "x".repeat(4 << 20) + "\"}");
        assertEquals("{\"seq\":1,\"error\":\"the line is longer than 4 MiB\"}", answer);
    }
}
