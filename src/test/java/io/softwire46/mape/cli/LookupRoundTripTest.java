package io.softwire46.mape.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.softwire46.mape.json.Json;
import io.softwire46.mape.json.JsonObject;
import io.softwire46.mape.testing.Program;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A border relay forwards packets to CEs; their flows on the IPv4 side are looked up. Each prefix contains the outer
 * destination that the relay gave to the packet. Captures are written and read here, with nothing of the code under test.
 */
class LookupRoundTripTest {
    private static final int PACKETS = 500;
    private static final int RAW_IP = 101;
    private static final int SECOND = 1_700_000_000; // 2023-11-14T22:13:20Z, the time of HandMade's captures

    /** The destination of a packet. */
    private record Flow(String ip, int port) {}

    @TempDir
    Path folder;

    private final List<Flow> flows = new ArrayList<>();
    private final Map<Flow, BigInteger> outer = new HashMap<>();

    private Path history() throws IOException {
        return Files.writeString(
                folder.resolve("history.json"),
                "{\"mapeHistory\":1,\"versions\":[{\"from\":\"2023-01-01T00:00:00Z\",\"until\":null,\"domain\":"
                        + HandMade.DOMAIN + "}]}");
    }

    /** Forwards packets to random owners, and keeps the outer destination of each. */
    private Path forward() throws IOException {
        Random random = new Random(46);
        List<String> packets = new ArrayList<>();
        for (int i = 0; i < PACKETS; i++) {
            Flow flow = new Flow("192.0.2." + random.nextInt(256), 1024 + random.nextInt(64_512));
            flows.add(flow);
            packets.add(packet(flow));
        }
        Path in = Files.write(folder.resolve("in.pcap"), HandMade.pcap(RAW_IP, packets));
        Path out = folder.resolve("out.pcap");
        Path domain = Files.writeString(folder.resolve("domain.json"), HandMade.DOMAIN);
        Tool relay = Tool.run("relay", "--domain", domain, "--in", in, "--out", out);
        assertEquals(0, relay.status(), relay.err() + relay.out());
        List<String> tunnel = HandMade.packetsOf(out);
        assertEquals(PACKETS, tunnel.size());
        for (int i = 0; i < PACKETS; i++) {
            assertTrue(tunnel.get(i).startsWith("6"), tunnel.get(i));
            outer.put(flows.get(i), new BigInteger(tunnel.get(i).substring(48, 80), 16)); // octets 24 to 39
        }
        return in;
    }

    /** 1.2.3.4:80 to the flow's address and port, UDP without a checksum and data. */
    private static String packet(Flow flow) {
        String[] quads = flow.ip().split("\\.");
        int last = Integer.parseInt(quads[3]);
        int sum = 0x4500 + 28 + 0x4000 + 0x4011 + 0x0102 + 0x0304 + 0xc000 + (0x0200 | last);
        int checksum = ~((sum & 0xffff) + (sum >> 16)) & 0xffff;
        return String.format("4500001c000040004011%04x01020304c00002%02x0050%04x00080000", checksum, last, flow.port());
    }

    private void check(Tool run, int expected) {
        int count = 0;
        for (String line : run.lines()) {
            JsonObject object = Json.parse(line).asObject();
            if (object.required("mape").isNull()) {
                continue;
            }
            JsonObject answer = object.required("mape").asObject();
            assertEquals("FOUND", answer.required("result").asString(), line);
            String input = object.required("input").asString();
            Flow flow = flows.stream()
                    .filter(each -> input.contains("," + each.ip() + ",") && input.contains("," + each.port() + ","))
                    .findFirst()
                    .orElseThrow();
            assertContains(answer.required("prefix").asString(), outer.get(flow));
            count++;
        }
        assertEquals(expected, count, run.err());
    }

    /** All groups are written with --full-prefix, so the text is a number. */
    private static void assertContains(String prefix, BigInteger address) {
        String[] parts = prefix.split("/");
        BigInteger start = new BigInteger(1, HexFormat.of().parseHex(parts[0].replace(":", "")));
        int rest = 128 - Integer.parseInt(parts[1]);
        assertEquals(start.shiftRight(rest), address.shiftRight(rest), prefix + " " + address.toString(16));
    }

    private Tool lookUp(Path log) throws IOException {
        return Tool.run(
                "lookup",
                "--history",
                history(),
                "--in",
                log,
                "--format",
                "nfdump-csv",
                "--zone",
                "+09:00",
                "--side",
                "destination",
                "--full-prefix",
                "--json");
    }

    @Test
    void flowsOfTheIpv4SideLeadToTheOuterAddress() throws IOException {
        forward();
        StringBuilder csv = new StringBuilder("ts,te,td,sa,da,sp,dp,pr\n");
        for (Flow flow : flows) {
            // 22:13:20 UTC is 07:13:20 of the next day in +09:00
            csv.append("2023-11-15 07:13:20,2023-11-15 07:13:20,0.000,1.2.3.4,")
                    .append(flow.ip() + ",80," + flow.port() + ",UDP\n");
        }
        assertEquals(SECOND, Instant.parse("2023-11-14T22:13:20Z").getEpochSecond());
        check(lookUp(Files.writeString(folder.resolve("flows.csv"), csv + "Summary\nflows\n500\n")), PACKETS);
    }

    @Test
    void flowsOfNfpcapdLeadToTheOuterAddress() throws IOException, InterruptedException {
        assumeTrue(Program.works("nfdump", "-V"), "nfdump is not installed");
        assumeTrue(Program.works("which", "nfpcapd"), "nfpcapd is not installed");
        Path in = forward();
        // nfpcapd reads Ethernet
        byte[] raw = Files.readAllBytes(in);
        byte[] ethernet = HexFormat.of().parseHex("0200000000010200000000020800");
        ByteBuffer from = ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer to =
                ByteBuffer.allocate(raw.length + PACKETS * ethernet.length).order(ByteOrder.LITTLE_ENDIAN);
        to.put(raw, 0, 20).putInt(1);
        for (int at = 24; at < raw.length; at += 16 + from.getInt(at + 8)) {
            int length = from.getInt(at + 8);
            to.put(raw, at, 8).putInt(length + ethernet.length).putInt(length + ethernet.length);
            to.put(ethernet).put(raw, at + 16, length);
        }
        Path capture = Files.write(folder.resolve("ethernet.pcap"), to.array());
        Path output = Files.createDirectory(folder.resolve("nfcapd"));
        assertTrue(Program.works("nfpcapd", "-r", capture.toString(), "-l", output.toString()));
        ProcessBuilder nfdump = new ProcessBuilder("nfdump", "-R", output.toString(), "-o", "csv");
        nfdump.environment().put("TZ", "Asia/Tokyo");
        Path csv = folder.resolve("flows.csv");
        assertEquals(0, nfdump.redirectOutput(csv.toFile()).start().waitFor());
        int rows = (int) Files.readString(csv, StandardCharsets.US_ASCII)
                .lines()
                .filter(line -> line.contains("1.2.3.4"))
                .count();
        assertTrue(rows > PACKETS * 9 / 10, "flows: " + rows);
        check(lookUp(csv), rows);
    }
}
