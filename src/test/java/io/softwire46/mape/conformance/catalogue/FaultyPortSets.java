package io.softwire46.mape.conformance.catalogue;

import static io.softwire46.mape.conformance.catalogue.CalculatorFault.*;

import io.softwire46.mape.conformance.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Port sets of a calculator with faults (RFC 7597 section 5.1).
 *
 * <p>Not thread-safe.
 */
final class FaultyPortSets {
    private static final int LAST_PORT = 65_535;

    private final Set<CalculatorFault> faults;

    FaultyPortSets(Set<CalculatorFault> faults) {
        this.faults = faults;
    }

    private boolean has(CalculatorFault fault) {
        return faults.contains(fault);
    }

    /** The port set of a PSID: for each A, 2^m ports (RFC 7597 section 5.1, Appendix B). */
    Answer of(int a, int k, int psid) {
        int m = Math.max(0, 16 - a - k);
        List<Object> ranges = new ArrayList<>();
        int first = psid << m;
        int last = first + (1 << m) - 1;
        if (a > 0 && has(RANGES_WITH_A_0)) {
            ranges.add(Queries.range(first, last));
        }
        if (a > 0 && has(ONLY_2_POWER_A_PORTS_UNASSIGNED) && last >= 1 << a) {
            ranges.add(Queries.range(Math.max(first, 1 << a), last));
        }
        for (int high = a == 0 ? 0 : 1; high < 1 << a; high++) {
            int from = high << (16 - a) | first;
            int to = from + (1 << m) - 1;
            boolean isZero = from == 0 && to > 0 && has(NO_PORT_0);
            boolean isLong = a > 0 && to < LAST_PORT && has(RANGE_TOO_LONG);
            ranges.add(Queries.range(isZero ? 1 : from, isLong ? to + 1 : to));
        }
        int rangeCount = ranges.size();
        if (has(LAST_RANGE_MISSING) && rangeCount > 1) {
            ranges.remove(rangeCount - 1);
        }
        int count = has(PORT_COUNT_0_WITHOUT_OFFSET) ? (1 << (16 - k)) - (1 << m) : rangeCount << m;
        return new Answer(Queries.map("ok", true, "portCount", count, "rangeCount", rangeCount, "ranges", ranges));
    }
}
