package io.softwire46.mape.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.config.Published;
import io.softwire46.mape.conformance.model.ValidPacket;
import io.softwire46.mape.forward.CustomerEdge;
import io.softwire46.mape.forward.EdgeTable;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.json.Json;
import io.softwire46.mape.json.JsonObject;
import io.softwire46.mape.wire.Packet;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The ten steps, and their captures in {@code vectors/}.
 */
class WalkCommandTest {
    private static final Path VECTORS = Path.of("vectors");
    private static final String MAP = "2001:db8:ce:29c:0:435b:cd02:9c";

    @TempDir
    private Path directory;

    @Test
    void tenStepsWithTheConsistentAddress() {
        Tool tool = Tool.run("walk").done();
        for (int step = 1; step <= 10; step++) {
            String number = String.format("%2d  ", step);
            assertTrue(tool.lines().stream().anyMatch(line -> line.startsWith(number)), "step " + step);
        }
        assertTrue(tool.out().contains("      IPv6 " + MAP + " > 3001:db8:ffff::1\n"), tool.out());
        assertTrue(tool.out().contains("      IPv6 3001:db8:ffff::1 > " + MAP + "\n"), tool.out());
        assertTrue(tool.out().contains("IPv4 1.1.1.1:443 > 192.168.1.10:5500 "), tool.out());
        // what the article's own configuration yields, and where its texts err
        assertTrue(tool.out().contains("2001:db8:ce:ab02:7200:435b:cd02:72 with PSID 0x72"), tool.out());
        assertTrue(tool.out().contains("67.129.235.1"), tool.out());
        assertTrue(tool.out().contains("  MAPE decaps                                          1              40\n"));
    }

    /** 15 values of A and 16 of j: 240 ports. */
    @Test
    void theTranslationHasItsReason() {
        String text = Tool.run("walk").done().out().replaceAll("\\s+", " ");
        assertTrue(
                text.contains(
                        "Class exclusive, port 6600: a static forward gives this TCP port to 192.168.1.10:5500, in both"
                                + " directions. Without the forward: class overlapping, one of the CE's 240 ports at random."),
                text);
        JsonObject second = Json.parse(Tool.run("walk", "--json").out())
                .asObject()
                .required("steps")
                .asArray()
                .get(1)
                .asObject();
        assertTrue(second.required("notes").asArray().get(0).asString().startsWith("Class exclusive, port 6600"));
    }

    /** One call of a complete CE for steps 2 and 3, and for steps 9 and 10. */
    @Test
    void aCompleteCeTakesTwoStepsInOneCall() throws IOException {
        List<String> steps = HandMade.packetsOf(VECTORS.resolve("walk.pcap")); // 1, 2, 3, 5, 6, 7, 9, 10
        EdgeTable table = EdgeTable.of(new Walk().domain(), Walk.END_USER_PREFIX, Walk.NAPT);
        CustomerEdge ce = CustomerEdge.seeded(Published.of(table), 0);
        Packet packet = window(steps.get(0));
        assertEquals(Verdict.FORWARDED, ce.fromIpv4(packet, Walk.time(3)));
        assertEquals(steps.get(2), hex(packet));
        packet = window(steps.get(5));
        assertEquals(Verdict.FORWARDED, ce.fromIpv6(packet, Walk.time(10)));
        assertEquals(steps.get(7), hex(packet));
    }

    private static Packet window(String hex) {
        byte[] octets = HandMade.octets(hex);
        ByteBuffer buffer = ByteBuffer.allocate(64 + octets.length).put(64, octets);
        return new Packet().attach(buffer, 64, octets.length, 64);
    }

    private static String hex(Packet packet) {
        byte[] octets = new byte[packet.length()];
        packet.buffer().get(packet.offset(), octets);
        return HexFormat.of().formatHex(octets);
    }

    /** Lengths and checksums by an independent check, flags by the octets: a SYN and its SYN-ACK (RFC 9293 section 3.1). */
    @Test
    void thePacketsAreASynAndItsAnswer() throws IOException {
        List<String> steps = HandMade.packetsOf(VECTORS.resolve("walk.pcap"));
        for (int i : new int[] {0, 1, 3, 4, 6, 7}) {
            assertEquals("", ValidPacket.defect(HandMade.octets(steps.get(i))), "packet " + i);
            assertEquals(i < 4 ? "5002" : "5012", steps.get(i).substring(64, 68));
        }
    }

    @Test
    void thePictureOfTheArticlesAddress() {
        List<String> lines = Tool.run("walk").lines();
        int ruler = lines.indexOf(" 0                  48            56     64     80             112    128");
        assertEquals(
                List.of(
                        " +------------------+-------------+------+------+--------------+------+",
                        " | Rule IPv6 prefix | IPv4 suffix | PSID | zero | IPv4 address | PSID |",
                        " | 2001:db8:ce::/48 | 0x2         | 0x9c | 0    | 67.91.205.2  | 0x9c |",
                        " +------------------+-------------+------+------+--------------+------+"),
                lines.subList(ruler + 1, ruler + 5));
    }

    /** 6600 is 0x19c8: 4 bits A, 16 - 4 - 4 bits PSID, 4 bits j (RFC 7597 section 5.1). */
    @Test
    void thePictureOfThePort() {
        List<String> lines = Tool.run("walk").lines();
        int ruler = lines.indexOf(" 0      4          12     16");
        assertEquals(
                List.of(
                        " +------+----------+------+",
                        " | A    | PSID     | j    |",
                        " | 0001 | 10011100 | 1000 |",
                        " +------+----------+------+"),
                lines.subList(ruler + 1, ruler + 5));
        // 15 values of A and 16 of j: the first port is 0x19c0, the last 0xf9cf
        assertTrue(lines.contains(" ranges: 6592-6607, 10688-10703, ..., 63936-63951."));
    }

    @Test
    void fitsOnATallScreenAndExplainsItsWordsBeforeTheSteps() {
        Tool tool = Tool.run("walk").done();
        assertTrue(tool.lines().size() <= 80, tool.out());
        int steps = tool.out().indexOf("\n 1  client");
        String before = tool.out().substring(0, steps).replaceAll("\\s+", " ");
        for (String words : List.of(
                "Juniper's published MAP-E overview; * marks its contradictions",
                "PSID (port-set identifier)",
                "EA (embedded address) bits",
                "NAPT (network address and port translation)",
                "Bits 64 to 127, the interface identifier,")) {
            assertTrue(before.contains(words), words);
        }
    }

    @Test
    void theStatisticsOfTheWalkSpeakOfNoCapture() {
        assertFalse(Tool.run("walk").out().contains("Capture"));
        JsonObject statistics = Json.parse(Tool.run("walk", "--json").out())
                .asObject()
                .required("statistics")
                .asObject();
        for (String field : List.of("records", "notIp", "written")) {
            assertTrue(statistics.optional(field).isEmpty(), field);
        }
    }

    @Test
    void isWhatTheCommandDoesWithoutArguments() {
        assertEquals(Tool.run("walk").done().out(), Tool.run().done().out());
    }

    @Test
    void json() {
        JsonObject walk = Json.parse(Tool.run("walk", "--json").done().out()).asObject();
        assertEquals(MAP, walk.required("mapAddress").asString());
        assertEquals(10, walk.required("steps").asArray().size());
        JsonObject third = walk.required("steps").asArray().get(2).asObject();
        assertEquals(3, third.required("step").asInt(1, 10));
        assertEquals(MAP + " > 3001:db8:ffff::1", third.required("tunnel").asString());
        assertEquals(80, third.required("octets").asInt(0, 1500));
        JsonObject counted =
                walk.required("statistics").asObject().required("mape").asObject();
        assertEquals(
                1,
                counted.required("MAPE decaps").asObject().required("packets").asInt(0, 9));
    }

    @Test
    void theCapturesInTheVectorsAreWhatWalkWrites() throws IOException {
        Path all = directory.resolve("walk.pcap");
        Path atBr = directory.resolve("walk-at-br.pcap");
        Tool.run("walk", "--pcap", all, "--pcap-at-br", atBr).done();
        assertArrayEquals(Files.readAllBytes(VECTORS.resolve("walk.pcap")), Files.readAllBytes(all));
        assertArrayEquals(Files.readAllBytes(VECTORS.resolve("walk-at-br.pcap")), Files.readAllBytes(atBr));
    }

    /** Version and addresses of each packet, read from the octets: steps 1 to 3, 5 to 7, 9 and 10. */
    @Test
    void theCapturesHaveTheArticlesAddresses() throws IOException {
        String client = "c0a8010a";
        String shared = "435bcd02";
        String server = "01010101";
        String ce = "20010db800ce029c0000435bcd02009c";
        String br = "30010db8ffff00000000000000000001";
        List<String> expected = List.of(
                client + server,
                shared + server,
                ce + br + shared + server,
                shared + server,
                server + shared,
                br + ce + server + shared,
                server + shared,
                server + client);
        assertEquals(expected, addresses("walk.pcap"));
        assertEquals(List.of(expected.get(2), expected.get(4)), addresses("walk-at-br.pcap"));
    }

    private static List<String> addresses(String capture) throws IOException {
        return HandMade.packetsOf(VECTORS.resolve(capture)).stream()
                .map(packet -> packet.startsWith("6")
                        ? packet.substring(16, 80) + packet.substring(80 + 24, 80 + 40)
                        : packet.substring(24, 40))
                .collect(Collectors.toList());
    }

    @Test
    void aRelayOverTheVectorsDecapsulatesOneAndEncapsulatesOne() throws IOException {
        Path out = directory.resolve("relayed.pcap");
        Tool tool = Tool.run(
                        "relay",
                        "--domain",
                        VECTORS.resolve("walk-domain.json"),
                        "--in",
                        VECTORS.resolve("walk-at-br.pcap"),
                        "--out",
                        out)
                .done();
        assertTrue(tool.out().contains("  MAPE decaps                                          1              40\n"));
        assertTrue(tool.out().contains("  MAPE encaps                                          1              40\n"));
        List<String> all = HandMade.packetsOf(VECTORS.resolve("walk.pcap"));
        assertEquals(List.of(all.get(3), all.get(5)), HandMade.packetsOf(out));
        Tool.run("lint", VECTORS.resolve("walk-domain.json")).done();
    }

    @Test
    void filesThatCannotBeWritten() throws IOException {
        Path file = directory.resolve("a.pcap");
        Tool.run("walk", "--pcap", file, "--pcap-at-br", directory + "/./a.pcap")
                .refused(2, "--pcap-at-br", "is also --pcap");
        Tool.run("walk", "--pcap", "").refused(2, "--pcap", "empty");
        Tool.run("walk", "--pcap", "-").refused(2, "--pcap -", "name a file");
        Tool.run("walk", "--pcap", directory).refused(2, directory.toString(), "is a directory");
        Tool.run("walk", "--pcap", file, "--pcap-at-br", directory.resolve("no").resolve("b"))
                .refused(2, "no");
        assertFalse(Files.exists(file));
        try (var files = Files.list(directory)) {
            assertEquals(0, files.count());
        }
    }
}
