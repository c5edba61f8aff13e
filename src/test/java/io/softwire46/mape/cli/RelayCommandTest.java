package io.softwire46.mape.cli;

import static io.softwire46.mape.cli.HandMade.ANSWER;
import static io.softwire46.mape.cli.HandMade.ANSWER_IN_TUNNEL;
import static io.softwire46.mape.cli.HandMade.ELSEWHERE;
import static io.softwire46.mape.cli.HandMade.REQUEST_IN_TUNNEL;
import static io.softwire46.mape.cli.HandMade.REQUEST_TTL_63;
import static io.softwire46.mape.cli.HandMade.SPOOFED;
import static io.softwire46.mape.cli.HandMade.UNASSIGNED;
import static io.softwire46.mape.cli.HandMade.packetsOf;
import static io.softwire46.mape.cli.HandMade.pcap;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.json.Json;
import io.softwire46.mape.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Output of {@code relay} for packets whose verdicts were determined by hand.
 */
class RelayCommandTest {
    /** Forwarded down, forwarded up, spoofed, to an unassigned port, to no rule, no packet at all. */
    private static final List<String> MIXED = List.of(ANSWER, REQUEST_IN_TUNNEL, SPOOFED, UNASSIGNED, ELSEWHERE, "");

    @TempDir
    private Path directory;

    private Path domain;
    private Path in;
    private Path out;

    @BeforeEach
    void files() throws IOException {
        domain = Files.writeString(directory.resolve("domain.json"), HandMade.DOMAIN);
        in = Files.write(directory.resolve("in.pcap"), pcap(101, MIXED));
        out = directory.resolve("out.pcap");
    }

    private Tool relay(Object... more) {
        return Tool.run(
                Stream.concat(Stream.of("relay", "--domain", domain, "--in", in, "--out", out), Arrays.stream(more))
                        .toArray());
    }

    private Set<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
        }
    }

    @Test
    void forwardsTheExamplesOfTheRfc() throws IOException {
        relay().done();
        assertEquals(List.of(ANSWER_IN_TUNNEL, REQUEST_TTL_63), packetsOf(out));
        assertEquals(Set.of("domain.json", "in.pcap", "out.pcap"), names());
    }

    @Test
    void outputsKeepTheTimeOfTheirInput() throws IOException {
        relay().done();
        byte[] header = Arrays.copyOfRange(Files.readAllBytes(out), 24 + 16 + 73, 24 + 16 + 73 + 16);
        assertArrayEquals(HandMade.words(1_700_000_000, 1000, 33, 33), header);
    }

    @Test
    void everyRecordHasItsVerdictLine() throws IOException {
        Path verdicts = directory.resolve("verdicts.jsonl");
        relay("--verdicts", verdicts).done();
        assertEquals("""
                {"index":0,"verdict":"FORWARDED","out":[0]}
                {"index":1,"verdict":"FORWARDED","out":[1]}
                {"index":2,"verdict":"DROP_SPOOFED","out":[]}
                {"index":3,"verdict":"DROP_UNASSIGNED_PORT","out":[]}
                {"index":4,"verdict":"NOT_MAP","out":[]}
                {"index":5,"verdict":"NOT_MAP","out":[]}
                """, Files.readString(verdicts));
    }

    @Test
    void theTableIsThatOfTheReferenceStatistics() throws IOException {
        try (InputStream golden = RelayCommandTest.class.getResourceAsStream("/relay-statistics.txt")) {
            String expected = new String(golden.readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(expected, relay().done().out());
        }
    }

    @Test
    void theStatisticsFileHasEveryCounter() throws IOException {
        Path stats = directory.resolve("stats.json");
        String printed = relay("--stats", stats, "--json").done().out();
        assertEquals(printed, Files.readString(stats));
        JsonObject all = Json.parse(printed).asObject();
        assertEquals("relay", all.required("node").asString());
        assertEquals(6, number(all, "records"));
        assertEquals(1, number(all, "notIp"));
        assertEquals(2, number(all, "written"));
        JsonObject mape = all.required("mape").asObject();
        assertEquals(1, number(mape.required("MAPE decaps").asObject(), "packets"));
        assertEquals(33, number(mape.required("MAPE encaps").asObject(), "bytes"));
        assertEquals(0, number(mape, "MAPE Dropped ICMPv6 packets to softwire concentrator"));
        JsonObject domain = all.required("domains").asArray().get(0).asObject();
        assertEquals("example", domain.required("name").asString());
        JsonObject ofDomain = domain.required("v6_to_v4").asObject();
        assertEquals(1, number(ofDomain.required("FORWARDED").asObject(), "packets"));
        assertEquals(73, number(ofDomain.required("DROP_SPOOFED").asObject(), "octets"));
        assertEquals(
                33,
                number(
                        domain.required("v4_to_v6")
                                .asObject()
                                .required("FORWARDED")
                                .asObject(),
                        "octets"));
        JsonObject up = all.required("v6_to_v4").asObject();
        assertEquals(73, number(up.required("DROP_SPOOFED").asObject(), "octets"));
        JsonObject down = all.required("v4_to_v6").asObject();
        assertEquals(1, number(down.required("DROP_UNASSIGNED_PORT").asObject(), "packets"));
        assertEquals(33, number(down.required("NOT_MAP").asObject(), "octets"));
    }

    /** One forwarded each way, 33 octets inside and 73 outside; one dropped each way; one from IPv4 not MAP. */
    @Test
    void trafficStatisticsOfTheYangModule() throws IOException {
        Path file = directory.resolve("traffic.json");
        relay("--traffic-stat", file).done();
        try (InputStream golden = RelayCommandTest.class.getResourceAsStream("/relay-traffic-stat.json")) {
            assertEquals(new String(golden.readAllBytes(), StandardCharsets.UTF_8), Files.readString(file));
        }
        relay("--traffic-stat", out).refused(2, "--traffic-stat", "also --out");
    }

    /** A domain of bindings has instances of the other mode, which count packets from CE to CE too. */
    @Test
    void trafficStatisticsOfBindings() throws IOException {
        Files.writeString(domain, """
                { "name": "lw", "borderRelay": ["2001:db8:ffff::1"], "rules": [
                  { "ipv6Prefix": "2001:db8:12:3400::/56", "ipv4Prefix": "192.0.2.18/32", "eaLength": 0,
                    "psidOffset": 6, "psidLength": 8, "psid": 52 } ] }
                """);
        Path file = directory.resolve("traffic.json");
        relay("--traffic-stat", file).done();
        String text = Files.readString(file);
        assertTrue(text.contains("\"bind-instance\": ["), text);
        assertTrue(text.contains("\"name\": \"lw\""), text);
        assertTrue(text.contains("\"hairpin-ipv4-packets\": \"0\""), text);
    }

    private static int number(JsonObject object, String field) {
        return object.required(field).asInt(0, Integer.MAX_VALUE);
    }

    /** Link-layer headers as their documents lay them out, before IPv4 and before IPv6. */
    @ParameterizedTest
    @CsvSource({
        "101, '', ''",
        "228, '', none",
        "229, none, ''",
        "1, 0000000000010000000000020800, 00000000000100000000000286dd",
        "1, 00000000000100000000000281000064 0800, 00000000000100000000000288a80064 81000065 86dd",
        "113, 00000001000600000000000000000800, 000000010006000000000000000086dd",
        "276, 0800000000000001000100060000000000000000, 86dd000000000001000100060000000000000000",
        "0, 02000000, 1e000000",
        "108, 00000002, 00000018"
    })
    void readsPacketsOfEveryLinkLayer(int linkType, String beforeIpv4, String beforeIpv6) throws IOException {
        boolean down = !beforeIpv4.equals("none");
        boolean up = !beforeIpv6.equals("none");
        List<String> packets = Stream.of(
                        down ? beforeIpv4.replace(" ", "") + ANSWER : "",
                        up ? beforeIpv6.replace(" ", "") + REQUEST_IN_TUNNEL : "")
                .filter(packet -> !packet.isEmpty())
                .toList();
        Files.write(in, pcap(linkType, packets));
        relay().done();
        List<String> expected = Stream.of(down ? ANSWER_IN_TUNNEL : "", up ? REQUEST_TTL_63 : "")
                .filter(packet -> !packet.isEmpty())
                .toList();
        assertEquals(expected, packetsOf(out));
    }

    @Test
    void aLinkTypeThatIsNotReadIsNamed() throws IOException {
        Files.write(in, pcap(105, MIXED));
        relay().refused(2, "in.pcap", "link type 105", "Ethernet (1)");

        String section = "0a0d0d0a1c0000004d3c2b1a01000000ffffffffffffffff1c000000";
        String wireless = "0100000014000000690000000000000014000000";
        String raw = "0100000014000000650000000000000014000000";
        String padded = ANSWER + "000000";
        Files.write(in, HandMade.octets(section + wireless + raw + enhanced(0, padded) + enhanced(1, padded)));
        Tool tool = relay();
        assertEquals(0, tool.status());
        assertEquals(1, tool.err().lines().count());
        assertTrue(tool.err().contains("1 records skipped, such as one of link type 105"), tool.err());
        assertEquals(List.of(ANSWER_IN_TUNNEL), packetsOf(out));
    }

    /** An Enhanced Packet Block with 33 captured octets, padded to 36. */
    private static String enhanced(int networkInterface, String padded) {
        return "0600000044000000" + "0" + networkInterface + "000000" + "00000000" + "00000000" + "21000000"
                + "21000000" + padded + "44000000";
    }

    @Test
    void readableRecordsOfATruncatedCaptureAreKept() throws IOException {
        byte[] whole = pcap(101, List.of(ANSWER, REQUEST_IN_TUNNEL));
        int firstEnd = 24 + 16 + 33;
        for (int length = 0; length < whole.length; length++) {
            Files.write(in, Arrays.copyOf(whole, length));
            Files.writeString(out, "kept");
            Tool tool = relay();
            if (length < 24) {
                tool.refused(2, "in.pcap", "not a");
                assertEquals("kept", Files.readString(out));
                continue;
            }
            List<String> expected = length < firstEnd ? List.of() : List.of(ANSWER_IN_TUNNEL);
            assertEquals(expected, packetsOf(out), "truncated after " + length);
            boolean clean = length == 24 || length == firstEnd;
            assertEquals(clean ? 0 : 1, tool.status(), "truncated after " + length);
            assertEquals(clean ? 0 : 1, tool.err().lines().count());
            assertTrue(clean || tool.err().contains("in.pcap"), tool.err());
        }
        assertEquals(Set.of("domain.json", "in.pcap", "out.pcap"), names());
    }

    @Test
    void readsStandardInput() throws IOException {
        InputStream before = System.in;
        try {
            System.setIn(new ByteArrayInputStream(Files.readAllBytes(in)));
            Tool.run("relay", "--domain", domain, "--in", "-", "--out", out).done();
        } finally {
            System.setIn(before);
        }
        assertEquals(List.of(ANSWER_IN_TUNNEL, REQUEST_TTL_63), packetsOf(out));
    }

    @Test
    void readsJunosLines() throws IOException {
        Files.writeString(domain, HandMade.JUNOS_DOMAIN);
        relay().done();
        List<String> packets = packetsOf(out);
        // the flow label is a hash there, in the last 20 bits of the first word (RFC 8200 section 3)
        assertEquals(ANSWER_IN_TUNNEL.substring(8), packets.get(0).substring(8));
        assertTrue(packets.get(0).startsWith("600"), packets.get(0));
        assertEquals(REQUEST_TTL_63, packets.get(1));
    }

    @Test
    void theSeedMakesFlowLabelsReproducible() throws IOException {
        Files.writeString(domain, HandMade.DOMAIN.replace("\"zero\"", "\"hash\""));
        relay().done();
        byte[] byDefault = Files.readAllBytes(out);
        relay("--seed", 0).done();
        assertArrayEquals(byDefault, Files.readAllBytes(out));
        relay("--seed", "0x7").done();
        byte[] other = Files.readAllBytes(out);
        assertNotEquals(Arrays.toString(byDefault), Arrays.toString(other));
        relay("--seed", 7).done();
        assertArrayEquals(other, Files.readAllBytes(out));
    }
}
