package io.softwire46.mape.operate.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.softwire46.mape.json.Json;
import io.softwire46.mape.json.JsonObject;
import io.softwire46.mape.json.JsonValue;
import io.softwire46.mape.testing.Program;
import io.softwire46.mape.testing.Vectors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Local times around each change of clocks from 1990 to 2037 are the instants that Python's zoneinfo gives: once, twice,
 * or never. {@code vectors/lookup/zones.py} writes the changes.
 */
class LocalClockTest {
    private static final long FIRST = Instant.parse("1990-01-01T00:00:00Z").getEpochSecond();
    private static final long END = Instant.parse("2038-01-01T00:00:00Z").getEpochSecond();

    /** A change of clocks: the first second with the new offset, the old offset and the new one. */
    private record Change(long second, long before, long after) {}

    private static List<Change> changes(JsonObject zone) {
        return zone.required("transitions").asArray().stream()
                .map(JsonValue::asArray)
                .map(each -> new Change(number(each.get(0)), number(each.get(1)), number(each.get(2))))
                .toList();
    }

    private static long number(JsonValue value) {
        return value.asLong(Long.MIN_VALUE, Long.MAX_VALUE);
    }

    /** The changes that Java knows, without those that leave the offset as it is. */
    private static List<Change> changesOfJava(ZoneId zone) {
        List<Change> all = new ArrayList<>();
        Instant at = Instant.ofEpochSecond(FIRST);
        while (true) {
            ZoneOffsetTransition next = zone.getRules().nextTransition(at);
            if (next == null || next.toEpochSecond() >= END) {
                return all;
            }
            at = next.getInstant();
            all.add(new Change(
                    next.toEpochSecond(),
                    next.getOffsetBefore().getTotalSeconds(),
                    next.getOffsetAfter().getTotalSeconds()));
        }
    }

    @Test
    void sampleZonesAgreeWithPython() {
        List<JsonObject> lines = Vectors.lines("lookup/zones.jsonl");
        String version = lines.get(0).required("data").asString();
        List<String> different = check(lines.subList(1, lines.size()));
        // These zones did not change their rules in any version of the data since the file was written.
        assertEquals(List.of(), different, "data " + version + " of the file, " + Zones.dataVersion() + " of Java");
        assertEquals(13, lines.size());
    }

    @Test
    void allZonesAgreeWithPython() throws IOException {
        assumeTrue(Boolean.getBoolean("lookup.zones.all"), "all zones only in the profile long");
        assumeTrue(Program.works("python3", "-c", "import zoneinfo"), "python3 with zoneinfo is not installed");
        List<JsonObject> lines = Program.run("", List.of("python3", "vectors/lookup/zones.py", "all")).stream()
                .map(line -> Json.parse(line).asObject())
                .toList();
        String version = lines.get(0).required("data").asString();
        Set<String> known = ZoneId.getAvailableZoneIds();
        List<JsonObject> common = lines.stream()
                .skip(1)
                .filter(each -> known.contains(each.required("zone").asString()))
                .toList();
        assertTrue(common.size() > 400, "zones: " + common.size());
        List<String> different = check(common);
        List<String> report = new ArrayList<>();
        report.add("data " + version + " of Python, " + Zones.dataVersion() + " of Java");
        different.forEach(zone -> report.add("different: " + zone));
        lines.stream()
                .skip(1)
                .map(each -> each.required("zone").asString())
                .filter(zone -> !known.contains(zone))
                .forEach(zone -> report.add("not in Java: " + zone));
        Files.write(Path.of("target", "zones.txt"), report);
        report.forEach(System.out::println);
        if (version.equals(Zones.dataVersion())) {
            assertEquals(List.of(), different);
        }
        assertTrue(different.size() < 20, () -> "different: " + different);
    }

    /** Checks each zone whose changes both sides know alike, and returns the others. */
    private static List<String> check(List<JsonObject> zones) {
        List<String> different = new ArrayList<>();
        for (JsonObject each : zones) {
            String name = each.required("zone").asString();
            ZoneId zone = ZoneId.of(name);
            List<Change> changes = changes(each);
            if (!changes.equals(changesOfJava(zone))) {
                different.add(name);
                continue;
            }
            LocalClock clock = LocalClock.of(zone);
            for (int i = 0; i < changes.size(); i++) {
                long from = i == 0 ? FIRST : changes.get(i - 1).second();
                long to = i == changes.size() - 1 ? END : changes.get(i + 1).second();
                check(
                        clock,
                        changes.get(i),
                        (from + changes.get(i).second()) / 2,
                        (to + changes.get(i).second()) / 2,
                        name);
            }
        }
        return different;
    }

    /**
     * One change between two instants with a change of no other kind: local times from the smaller to the larger of both
     * clocks exist twice if clocks go back, and never if they go forward.
     */
    private static void check(LocalClock clock, Change change, long before, long after, String name) {
        long old = change.second() + change.before();
        long fresh = change.second() + change.after();
        for (int delta = -1; delta <= 1; delta++) {
            for (long local : new long[] {
                old + delta,
                fresh + delta,
                (old + fresh) / 2 + delta,
                before + change.before() + delta,
                after + change.after() + delta
            }) {
                List<Long> expected = new ArrayList<>();
                if (local - change.before() < change.second()) {
                    expected.add(local - change.before());
                }
                if (local - change.after() >= change.second()) {
                    expected.add(local - change.after());
                }
                // Where two changes are closer than a clock moves, a third instant may exist; no zone has this since
                // 1990.
                assertEquals(expected, instants(clock, local), name + " " + change + " local " + local);
            }
        }
    }

    /** Clocks of Europe/Berlin go back from 03:00 to 02:00 on 2026-10-25, and forward from 02:00 to 03:00 on 2026-03-29. */
    @ParameterizedTest
    @CsvSource({
        "yyyy-MM-dd HH, 2026-10-25 01, 2026-10-24T23:00:00Z, 2026-10-25T00:00:00Z, false",
        "yyyy-MM-dd HH, 2026-10-25 02, 2026-10-25T00:00:00Z, 2026-10-25T02:00:00Z, true",
        "yyyy-MM-dd HH, 2026-10-25 03, 2026-10-25T02:00:00Z, 2026-10-25T03:00:00Z, false",
        "yyyy-MM-dd, 2026-10-24, 2026-10-23T22:00:00Z, 2026-10-24T22:00:00Z, false",
        "yyyy-MM-dd, 2026-10-25, 2026-10-24T22:00:00Z, 2026-10-25T23:00:00Z, true",
        "yyyy-MM-dd, 2026-10-26, 2026-10-25T23:00:00Z, 2026-10-26T23:00:00Z, false",
        "yyyy-MM-dd HH, 2026-03-29 01, 2026-03-29T00:00:00Z, 2026-03-29T01:00:00Z, false",
        "yyyy-MM-dd HH, 2026-03-29 03, 2026-03-29T01:00:00Z, 2026-03-29T02:00:00Z, false",
        "yyyy-MM-dd, 2026-03-29, 2026-03-28T23:00:00Z, 2026-03-29T22:00:00Z, false"
    })
    void longUnitsHaveAllTheirInstants(String pattern, String text, Instant first, Instant end, boolean isPartlyTwice) {
        TimeForm form = TimeForm.of("pattern:" + pattern, ZoneId.of("Europe/Berlin"), null);
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        TimeValue value = new TimeValue();
        assertTrue(form.read(octets, 0, octets.length, value), value.problem());
        assertEquals(first.toEpochMilli(), value.from());
        assertEquals(end.toEpochMilli(), value.until());
        assertEquals(isPartlyTwice, value.isPartlyTwice());
    }

    private static List<Long> instants(LocalClock clock, long local) {
        TimeValue value = new TimeValue();
        value.local(local, 0, 1000, false);
        if (!clock.accept(value)) {
            assertTrue(value.problem().contains("does not exist"), value.problem());
            return List.of();
        }
        assertFalse(value.isTwice() && value.from() >= value.laterFrom());
        return value.isTwice() ? List.of(value.from() / 1000, value.laterFrom() / 1000) : List.of(value.from() / 1000);
    }
}
