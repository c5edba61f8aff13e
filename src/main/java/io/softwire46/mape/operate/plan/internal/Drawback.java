package io.softwire46.mape.operate.plan.internal;

import java.util.List;
import java.util.Locale;

/**
 * The main disadvantage of a candidate, in one clause.
 *
 * <p>Static methods only.
 */
public final class Drawback {
    private static final int MAX_OFFSET_WITHOUT_SYSTEM_PORTS = 6;
    private static final int ALL_PORTS = 65536;

    /** Fewer spare places than this part of the demand are few. */
    private static final int LITTLE = 10;

    private Drawback() {}

    /** Returns the disadvantage of the candidate at an index of the front. */
    public static String of(Goal goal, List<Candidate> front, int index) {
        Candidate each = front.get(index);
        Candidate first = front.get(0);
        if (index == 0 && goal.delegated() == Goal.ANY_LENGTH && each.delegated() == Goal.MAX_LENGTH) {
            return "each subscriber has one /64, so only one IPv6 LAN; give the length of a shorter prefix to delegate";
        }
        if (each.psidLength() > 0 && each.psidOffset() + each.psidLength() == 16 && each.psidOffset() > 0) {
            return "each range is a single port, so port parity is not possible";
        }
        if (each.psidLength() > 0 && each.psidOffset() == 0) {
            return "the ports of a subscriber are one range, which is easy to guess, and some subscribers own system ports";
        }
        if (each.psidLength() > 0 && each.psidOffset() > MAX_OFFSET_WITHOUT_SYSTEM_PORTS) {
            return "some subscribers own system ports, " + each.firstPort() + " to 1023";
        }
        if (each.ports() < first.ports()) {
            return number(each.ports()) + (each.ports() == 1 ? " port" : " ports") + " per subscriber instead of "
                    + number(first.ports()) + " of plan 1";
        }
        if (each.ruleCount() > first.ruleCount()) {
            return number(each.ruleCount()) + " rules instead of " + number(first.ruleCount()) + " of plan 1";
        }
        long spare = each.capacity() - goal.required();
        if (spare == 0) {
            return "no spare places";
        }
        if (spare < goal.required() / LITTLE) {
            return String.format(
                    Locale.ROOT, "%,d spare places, %.1f %% of the demand", spare, 100.0 * spare / goal.required());
        }
        if (each.wastedPorts() > 0) {
            return String.format(
                    Locale.ROOT,
                    "ports 0 to %d of each address have no owner, equal to %,.1f of %,d addresses",
                    each.firstPort() - 1,
                    (double) each.wastedPorts() / ALL_PORTS,
                    each.addresses());
        }
        return each.psidLength() == 0 ? "each subscriber takes a whole IPv4 address" : number(spare) + " spare places";
    }

    private static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }
}
