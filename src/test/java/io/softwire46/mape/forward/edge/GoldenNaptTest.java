package io.softwire46.mape.forward.edge;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.softwire46.mape.capture.CaptureReader;
import io.softwire46.mape.config.Published;
import io.softwire46.mape.forward.CustomerEdge;
import io.softwire46.mape.forward.EdgeTable;
import io.softwire46.mape.forward.Outcome;
import io.softwire46.mape.json.Json;
import io.softwire46.mape.json.JsonObject;
import io.softwire46.mape.json.JsonValue;
import io.softwire46.mape.nat.PortGrant;
import io.softwire46.mape.testing.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The golden cases in {@code vectors/napt}: they are current, the complete CE passes them, and another program checks their checksums. */
class GoldenNaptTest {
    private static final Path CHECKSUMS = Path.of("src", "test", "resources", "pcap_checksums.py");

    private static Stream<Supplier<GoldenCase>> cases() {
        return Stream.of(GoldenSessions.all(), GoldenErrors.all(), GoldenDatagrams.all(), GoldenForwards.all())
                .flatMap(List::stream);
    }

    /** Makes every case, with each output compared to the expected one, and compares the files. */
    @Test
    void casesAreCurrent() throws IOException {
        Set<String> names = new HashSet<>();
        for (Supplier<GoldenCase> each : cases().toList()) {
            GoldenCase golden = each.get();
            assertTrue(names.add(golden.name), golden.name);
            golden.files.check(golden.name, golden.domain);
        }
        assertEquals(
                names, folders().map(folder -> folder.getFileName().toString()).collect(Collectors.toSet()));
    }

    static Stream<Path> folders() throws IOException {
        try (Stream<Path> all = Files.list(GoldenFiles.FOLDER)) {
            return all.filter(Files::isDirectory).sorted().toList().stream();
        }
    }

    /** Reads the packets of a capture, and adds their times. */
    private static List<byte[]> packets(Path capture, List<Long> nanos) throws IOException {
        List<byte[]> packets = new ArrayList<>();
        try (CaptureReader reader = CaptureReader.open(capture, 0)) {
            while (reader.next()) {
                byte[] octets = new byte[reader.capturedLength()];
                reader.buffer().get(reader.offset(), octets);
                packets.add(octets);
                nanos.add(reader.timeNanos());
            }
        }
        return packets;
    }

    /** Reads nothing but the files. */
    @ParameterizedTest
    @MethodSource("folders")
    void theCompleteCePasses(Path folder) throws IOException {
        List<Long> times = new ArrayList<>();
        List<byte[]> in = packets(folder.resolve("in.pcap"), times);
        List<byte[]> out = packets(folder.resolve("out.pcap"), new ArrayList<>());
        String domain = Files.readString(folder.resolve("domain.json"));
        JsonObject expected =
                Json.parse(Files.readString(folder.resolve("expected.json"))).asObject();
        String prefix = expected.required("endUserPrefix").asString();
        Published<EdgeTable> tables = Published.of(GoldenFiles.table(domain, prefix));
        CustomerEdge edge =
                CustomerEdge.seeded(tables, expected.required("seed").asInt(0, Integer.MAX_VALUE));
        List<JsonValue> rows = expected.required("packets").asArray();
        assertEquals(rows.size(), in.size());
        int next = 0;
        long nowNanos = times.get(0);
        for (int i = 0; i < in.size(); i++) {
            for (JsonObject table : before(expected, "tables", i)) {
                tables.publish(GoldenFiles.table(
                        domain, table.required("endUserPrefix").asString()));
            }
            for (JsonObject request : before(expected, "requests", i)) {
                PortGrant grant = edge.napt()
                        .orElseThrow()
                        .request(GoldenRequest.of(request).request(), nowNanos);
                assertEquals(
                        request.required("result").asString(), grant.result().name());
                assertEquals(request.required("external").asInt(0, 65535), grant.port());
                assertEquals(request.required("below").asInt(0, 65535), grant.below());
                assertEquals(request.required("above").asInt(0, 65535), grant.above());
            }
            byte[] packet = in.get(i);
            nowNanos = times.get(i);
            while (edge.expire(nowNanos)) {
                // until all is done
            }
            Outcome outcome = packet[0] >>> 4 == 4
                    ? Outcome.fromIpv4(edge, packet, nowNanos)
                    : Outcome.fromIpv6(edge, packet, nowNanos);
            JsonObject row = rows.get(i).asObject();
            assertEquals(row.required("verdict").asString(), outcome.verdict().name());
            List<JsonValue> indexes = row.required("out").asArray();
            assertEquals(indexes.size(), outcome.packets().size());
            for (int j = 0; j < indexes.size(); j++) {
                assertEquals(next, indexes.get(j).asInt(0, Integer.MAX_VALUE));
                assertArrayEquals(out.get(next), outcome.packets().get(j));
                next++;
            }
        }
        assertEquals(out.size(), next);
    }

    /** Returns the rows that apply before the packet with this index. */
    private static List<JsonObject> before(JsonObject expected, String name, int index) {
        return expected.optional(name).map(JsonValue::asArray).orElse(List.of()).stream()
                .map(JsonValue::asObject)
                .filter(row -> row.required("before").asInt(0, Integer.MAX_VALUE) == index)
                .toList();
    }

    /** Another program computes all checksums again; it is skipped where python3 is not installed. */
    @Test
    void checksumsAreCorrect() throws IOException {
        assumeTrue(Program.works("python3", "-c", ""), "python3 is not installed");
        List<String> command = new ArrayList<>(List.of("python3", CHECKSUMS.toString()));
        int captures = 0;
        for (Path folder : folders().toList()) {
            for (String name : List.of("in.pcap", "out.pcap")) {
                command.add(folder.resolve(name).toString());
                captures++;
            }
        }
        List<String> lines = Program.run("", command);
        assertEquals(captures, lines.size());
        lines.forEach(line -> assertTrue(line.endsWith(" 0 wrong"), line));
        assertFalse(lines.isEmpty());
    }
}
