package io.softwire46.mape.operate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.operate.LookupQuery.Endpoint;
import io.softwire46.mape.operate.LookupQuery.Interval;
import io.softwire46.mape.operate.LookupQuery.Side;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Look-ups against the model: all of each answer is compared, for random histories, addresses, ports, protocols and times. By
 * default 10,000 queries; as many as the property {@code comparison.inputs} says.
 */
class AttributionModelTest {
    private static final int QUERIES = Integer.getInteger("comparison.inputs", 10_000);
    private static final int PER_WORLD = 100;
    private static final long SEED = Long.getLong("comparison.seed", new SplittableRandom().nextLong());

    @Test
    void answersAreThoseOfTheModel() {
        Map<LookupResult, Integer> results = new EnumMap<>(LookupResult.class);
        Map<String, Integer> reasons = new java.util.TreeMap<>();
        for (int i = 0; i < QUERIES / PER_WORLD; i++) {
            long seed = SEED + i;
            LookupWorld world = new LookupWorld(seed);
            SplittableRandom random = world.random();
            long tolerance = random.nextInt(3) == 0 ? 0 : random.nextInt(6);
            Long grace = random.nextInt(3) == 0 ? Long.valueOf(random.nextInt(20)) : null;
            Attribution attribution =
                    Attribution.of(RuleHistory.of(world.versions())).withTolerance(Duration.ofMillis(tolerance));
            Attribution own = grace == null ? attribution : attribution.withGrace(Duration.ofMillis(grace));
            NaiveHistory model = new NaiveHistory(world.versions(), tolerance, grace);
            for (int j = 0; j < PER_WORLD; j++) {
                LookupQuery query = query(world);
                Answer answer = own.find(query);
                assertEquals(
                        model.answer(query),
                        NaiveHistory.line(answer),
                        () -> "-Dcomparison.seed=" + seed + " " + query + world.versions());
                results.merge(answer.result(), 1, Integer::sum);
                for (String reason : answer.reason().split(",")) {
                    reasons.merge(reason, 1, Integer::sum);
                }
                checkHandle(own, query, answer);
            }
        }
        for (LookupResult each : LookupResult.values()) {
            assertTrue(each == LookupResult.BAD_LINE || results.containsKey(each), each + " in " + results);
        }
        assertEquals(9, reasons.size(), reasons::toString); // all but no-history, and none
    }

    private static LookupQuery query(LookupWorld world) {
        SplittableRandom random = world.random();
        List<Endpoint> sides = new ArrayList<>();
        sides.add(new Endpoint(Side.SOURCE, world.ipv4(), world.port()));
        if (random.nextInt(4) == 0) {
            sides.add(new Endpoint(Side.DESTINATION, world.ipv4(), world.port()));
        }
        List<Interval> intervals = new ArrayList<>();
        do {
            long first = world.instant();
            intervals.add(new Interval(first, first + (random.nextBoolean() ? 0 : random.nextInt(20))));
        } while (random.nextInt(5) == 0 && intervals.size() < 2);
        Set<LookupReason> reasons = random.nextInt(5) == 0
                ? Set.of(LookupReason.LEAP_SECOND, LookupReason.ICMP_WITHOUT_IDENTIFIER)
                : Set.of();
        return new LookupQuery(sides, world.protocol(), intervals, reasons);
    }

    /** A single version answers as the numbers do. */
    private static void checkHandle(Attribution attribution, LookupQuery query, Answer answer) {
        Interval interval = query.intervals().get(0);
        Endpoint side = query.endpoints().get(0);
        int only = attribution.onlyVersion(interval.firstMillis(), interval.lastMillis());
        boolean isSimple = query.intervals().size() == 1
                && query.endpoints().size() == 1
                && query.reasons().isEmpty();
        if (!isSimple) {
            return;
        }
        assertEquals(
                answer.reason().isEmpty() && answer.result() != LookupResult.NO_VERSION, only >= 0, query::toString);
        if (only < 0) {
            return;
        }
        long handle = attribution.find(side.ipv4(), side.port(), interval.firstMillis());
        if (handle >= 0 && answer.result() == LookupResult.FOUND) {
            assertEquals(only, handle >>> 32);
            assertEquals(answer.version(), attribution.version(handle));
            assertEquals(answer.rule(), attribution.rule(handle));
            assertEquals(answer.psid() == null ? -1 : answer.psid(), attribution.psid(handle, side.port()));
            assertEquals(answer.psid() != null, attribution.isShared(handle));
        } else if (answer.result() != LookupResult.NO_PORT_PROTOCOL) {
            assertEquals(-1 - answer.result().ordinal(), handle);
        }
    }
}
