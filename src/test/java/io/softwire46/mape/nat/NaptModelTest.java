package io.softwire46.mape.nat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.softwire46.mape.nat.NaptStatistics.Direction;
import io.softwire46.mape.nat.NaptStatistics.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Sequences of packets, time and table changes have the results, octets and sessions of the model. Port sets are so small that
 * exhaustion is normal.
 */
class NaptModelTest {
    private static final int STEPS = Integer.getInteger("comparison.inputs", 25_000);
    private static final int STEPS_PER_WORLD = 500;
    private static final long SEED = 0x4d41502d45L;

    /** What must occur, so that the comparison is about it. */
    private static final List<String> EXPECTED = List.of(
            "TRANSLATED",
            "HAIRPINNED",
            "RELAYED_ERROR",
            "BYPASSED",
            "HELD",
            "NO_PORT_EXCLUSIVE",
            "NO_PORT_TOWARD_REMOTE",
            "NO_PORT_PROTOCOL",
            "HOST_LIMIT",
            "HOSTS_FULL",
            "NO_SESSION_TCP",
            "UNSOLICITED",
            "FILTERED",
            "NOT_INSIDE",
            "ICMP_BAD_CHECKSUM",
            "QUOTE_UNKNOWN",
            "QUOTE_CHECKSUM",
            "TTL_EXPIRED",
            "FRAGMENT_REFUSED",
            "ENDED_IDLE",
            "ENDED_CLOSED",
            "ENDED_RESET",
            "ENDED_TABLE");

    private final Map<String, Long> seen = new TreeMap<>();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 15})
    void equalsTheModel(int portCount) {
        for (int world = 0; world < STEPS / STEPS_PER_WORLD; world++) {
            long seed = SEED + world;
            List<Long> steps = steps(seed);
            String problem = run(portCount, seed, steps);
            if (problem != null) {
                List<Long> fewer = shrink(portCount, seed, steps);
                assertEquals(
                        null,
                        run(portCount, seed, fewer),
                        () -> portCount + " ports, seed " + seed + ", steps " + fewer + ", log:\n"
                                + trace(portCount, seed, fewer));
            }
        }
        assertEquals(
                List.of(),
                EXPECTED.stream()
                        .filter(name -> seen.getOrDefault(name, 0L) == 0)
                        // Of 15 ports, one endpoint is hardly ever all.
                        .filter(name -> portCount < 15 || !name.startsWith("NO_PORT_"))
                        .toList(),
                () -> "did not occur, of " + seen);
    }

    private static List<Long> steps(long seed) {
        Random random = new Random(seed);
        List<Long> steps = new ArrayList<>();
        for (int i = 0; i < STEPS_PER_WORLD; i++) {
            steps.add(random.nextLong());
        }
        return steps;
    }

    /** Counts what happened in all worlds, to show that it is not too little. */
    private static void count(NaptStatistics statistics, Map<String, Long> seen) {
        for (NaptResult result : NaptResult.values()) {
            for (Direction direction : Direction.values()) {
                seen.merge(result.name(), statistics.packets(direction, result), Long::sum);
            }
        }
        for (Event event : Event.values()) {
            seen.merge(event.name(), statistics.count(event), Long::sum);
        }
    }

    /** Returns the first disagreement; null if there is none. */
    private String run(int portCount, long seed, List<Long> steps) {
        NaptDriver driver = new NaptDriver(portCount, seed);
        for (long step : steps) {
            String problem = driver.step(step);
            if (problem != null) {
                return problem;
            }
        }
        count(driver.statistics(), seen);
        return null;
    }

    private static String trace(int portCount, long seed, List<Long> steps) {
        NaptDriver driver = new NaptDriver(portCount, seed);
        StringBuilder text = new StringBuilder();
        for (long step : steps) {
            driver.step(step);
            text.append(driver.log()).append('\n');
        }
        return text.toString();
    }

    /** Removes steps, first many at once, as long as a disagreement remains. */
    private List<Long> shrink(int portCount, long seed, List<Long> steps) {
        List<Long> best = steps;
        for (int size = steps.size() / 2; size >= 1; size /= 2) {
            for (int from = 0; from + size <= best.size(); ) {
                List<Long> fewer = new ArrayList<>(best.subList(0, from));
                fewer.addAll(best.subList(from + size, best.size()));
                if (run(portCount, seed, fewer) != null) {
                    best = fewer;
                } else {
                    from += size;
                }
            }
        }
        return best;
    }
}
