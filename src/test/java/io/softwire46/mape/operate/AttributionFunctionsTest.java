package io.softwire46.mape.operate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.testing.Allocation;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Look-ups as functions, as serialized objects, and as numbers that take no memory. */
class AttributionFunctionsTest {
    private static final RuleVersion VERSION = RuleVersion.of(
            Instant.parse("2026-01-01T00:00:00Z"),
            null,
            List.of(LookupWorld.domain("example", List.of(MapRule.of("2001:db8::/40", "192.0.2.0/24", 16)))));
    private static final long TIME = Instant.parse("2026-06-01T00:00:00Z").toEpochMilli();
    private static final String PREFIX = "2001:db8:12:3400::/56"; // RFC 7597 Appendix A example 1

    @TempDir
    private Path directory;

    @Test
    void functionsReturnPrefixResultAndAnswer() {
        Attribution history = Attribution.of(RuleHistory.of(List.of(VERSION)));
        assertEquals(PREFIX, AttributionFunctions.prefix(history, "192.0.2.18", 1232, "tcp", TIME));
        assertEquals("FOUND", AttributionFunctions.result(history, "192.0.2.18", 1232, null, TIME));
        assertEquals(
                "{\"result\":\"FOUND\",\"prefix\":\"2001:db8:12:3400::/56\","
                        + "\"mapAddress\":\"2001:db8:12:3400:0:c000:212:34\",\"psid\":52,\"rule\":\"example/0\","
                        + "\"version\":\"2026-01-01T00:00:00Z\",\"subscribers\":null,\"candidates\":[],\"reason\":\"\","
                        + "\"subscriber\":null,\"leaseResult\":null}",
                AttributionFunctions.answer(history, "192.0.2.18", 1232, "udp", TIME));
        assertNull(AttributionFunctions.prefix(history, "192.0.2.18", null, "tcp", TIME));
        assertEquals("PORT_REQUIRED", AttributionFunctions.result(history, "192.0.2.18", null, "tcp", TIME));
    }

    @Test
    void malformedArgumentsAreBadLines() {
        Attribution history = Attribution.of(RuleHistory.of(List.of(VERSION)));
        bad(null, "192.0.2.18", 1232, "tcp", TIME);
        bad(history, null, 1232, "tcp", TIME);
        bad(history, "192.0.2", 1232, "tcp", TIME);
        bad(history, "192.000.2.1", 1232, "tcp", TIME);
        bad(history, "0xc0000212", 1232, "tcp", TIME);
        bad(history, "192.0.2.18", -1, "tcp", TIME);
        bad(history, "192.0.2.18", 65536, "tcp", TIME);
        bad(history, "192.0.2.18", 1232, "tcpp", TIME);
        bad(history, "192.0.2.18", 1232, "256", TIME);
        bad(history, "192.0.2.18", 1232, "tcp", null);
        bad(history, "192.0.2.18", 1232, "tcp", -1L);
        bad(history, "192.0.2.18", 1232, "tcp", Long.MAX_VALUE);
        bad(history, "192.0.2.18", 1232, "tcp", Long.MIN_VALUE);
    }

    private static void bad(Attribution history, String ipv4, Integer port, String protocol, Long time) {
        assertNull(AttributionFunctions.prefix(history, ipv4, port, protocol, time));
        assertEquals("BAD_LINE", AttributionFunctions.result(history, ipv4, port, protocol, time));
        assertTrue(
                AttributionFunctions.answer(history, ipv4, port, protocol, time).contains("\"BAD_LINE\""));
    }

    @Test
    void mappedAddressesAndRulesWithoutDatesAreAnswered() {
        Attribution always = Attribution.always(VERSION.domains());
        Answer answer = always.find("::FFFF:192.0.2.18", 1232, "6", Instant.ofEpochMilli(5), Instant.ofEpochMilli(5));
        assertEquals(PREFIX, answer.prefix());
        assertEquals("no-history", answer.reason());
        assertNull(answer.version());
        assertEquals(PREFIX, AttributionFunctions.prefix(always, "192.0.2.18", 1232, "tcp", null));
    }

    /** A file is read once; the fifth history evicts the one that was used least recently. */
    @Test
    void filesAreReadOnceAndFourAreKept() throws IOException {
        Path[] files = new Path[5];
        for (int i = 0; i < files.length; i++) {
            files[i] = Files.writeString(directory.resolve("h" + i), RuleHistory.add(null, VERSION));
            assertEquals(PREFIX, AttributionFunctions.prefix(files[i].toString(), "192.0.2.18", 1232, "tcp", TIME));
        }
        for (Path each : files) {
            Files.delete(each);
        }
        assertEquals("FOUND", AttributionFunctions.result(files[1].toString(), "192.0.2.18", 1232, "tcp", TIME));
        String evicted = files[0].toString();
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class,
                () -> AttributionFunctions.answer(evicted, "192.0.2.18", 1232, "tcp", TIME));
        assertTrue(e.getMessage().startsWith(evicted + ": "), e::getMessage);
        Path broken = Files.writeString(directory.resolve("broken"), "{\"mapeHistory\":1,\"versions\":[]}");
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> AttributionFunctions.result(broken.toString(), "192.0.2.18", 1232, "tcp", TIME))
                .getMessage();
        assertTrue(message.contains("H05"), message);
        assertEquals("BAD_LINE", AttributionFunctions.result((String) null, "192.0.2.18", 1232, "tcp", TIME));
        assertNull(AttributionFunctions.prefix((String) null, "192.0.2.18", 1232, "tcp", TIME));
    }

    @Test
    void aSerializedAttributionAnswersTheSame() throws IOException, ClassNotFoundException {
        for (int i = 0; i < 20; i++) {
            LookupWorld world = new LookupWorld(i);
            Attribution original =
                    Attribution.of(RuleHistory.of(world.versions())).withTolerance(Duration.ofMillis(2));
            ByteArrayOutputStream octets = new ByteArrayOutputStream();
            try (ObjectOutputStream out = new ObjectOutputStream(octets)) {
                out.writeObject(original);
            }
            Attribution copy;
            try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(octets.toByteArray()))) {
                copy = (Attribution) in.readObject();
            }
            for (int j = 0; j < 50; j++) {
                long time = world.instant();
                LookupQuery query = LookupQuery.of(world.ipv4(), world.port(), world.protocol(), time, time + 3);
                assertEquals(original.find(query), copy.find(query));
            }
        }
    }

    @Test
    void numbersTakeNoMemory() {
        LookupWorld world = new LookupWorld(4711);
        Attribution attribution = Attribution.of(RuleHistory.of(world.versions()));
        SplittableRandom random = new SplittableRandom(1);
        int[] ipv4 = random.ints(1000).map(each -> world.ipv4()).toArray();
        int[] port = random.ints(1000).map(each -> world.port()).toArray();
        long[] sum = new long[1];
        long octets = Allocation.least(() -> {
            for (int i = 0; i < ipv4.length; i++) {
                long time = 990 + i % 100;
                long handle = attribution.find(ipv4[i], port[i], time);
                sum[0] += attribution.onlyVersion(time, time);
                if (handle >= 0) {
                    sum[0] += attribution.prefixHigh(handle, ipv4[i], port[i])
                            + attribution.prefixLow(handle, ipv4[i], port[i])
                            + attribution.prefixLength(handle)
                            + attribution.mapAddressHigh(handle, ipv4[i], port[i])
                            + attribution.mapAddressLow(handle, ipv4[i], port[i])
                            + attribution.psid(handle, port[i]);
                }
            }
        });
        assertEquals(0, octets);
        assertTrue(sum[0] != 0);
    }
}
