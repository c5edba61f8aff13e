package io.softwire46.mape.map;

import io.softwire46.mape.map.internal.PrefixIndex;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Finds the rule of an IPv6 address: the longest Rule IPv6 prefix that contains it (RFC 7597 section 5).
 *
 * <p>Immutable.
 */
final class Ipv6RuleIndex {
    /** Result if no rule matches. */
    public static final int NO_RULE = -1;

    private final PrefixIndex index;

    /** Index of the rule of each slot of {@link #index}. */
    private final int[] ruleOfSlot;

    private Ipv6RuleIndex(PrefixIndex index, int[] ruleOfSlot) {
        this.index = index;
        this.ruleOfSlot = ruleOfSlot;
    }

    /**
     * Builds the index. Of several rules with the same prefix, which validation refuses, the first applies.
     *
     * @param rules the rules; results are indexes into this list
     * @return the index
     */
    public static Ipv6RuleIndex of(List<MapRule> rules) {
        PrefixIndex.Builder builder = new PrefixIndex.Builder();
        int[] ruleOfSlot = new int[rules.size()];
        int slots = 0;
        for (int i = 0; i < rules.size(); i++) {
            MapRule rule = rules.get(i);
            if (builder.slot(rule.ipv6High(), rule.ipv6Low(), rule.ipv6Length()) == slots) {
                ruleOfSlot[slots++] = i;
            }
        }
        return new Ipv6RuleIndex(builder.build(), ruleOfSlot);
    }

    /**
     * Returns the rule that the source of a tunnel packet selects.
     *
     * @param high bits 0 to 63 of the address
     * @param low bits 64 to 127
     * @return the index of the rule, or {@link #NO_RULE}
     */
    public int ruleOf(long high, long low) {
        return rule(index.longest(high, low));
    }

    /**
     * Returns the BMR of an End-user prefix: the longest Rule IPv6 prefix that is not longer than it.
     *
     * @param high bits 0 to 63 of the prefix
     * @param low bits 64 to 127
     * @param length the End-user prefix length, 0 to 128
     * @return the index of the rule, or {@link #NO_RULE}
     */
    public int ruleOf(long high, long low, int length) {
        return rule(index.longest(high, low, length));
    }

    /**
     * Returns the rules whose prefix contains an address, longest prefix first.
     *
     * @param high bits 0 to 63 of the address
     * @param low bits 64 to 127
     * @return the indexes of the rules; empty if no rule matches
     */
    public IntStream rulesAround(long high, long low) {
        return IntStream.iterate(index.longest(high, low), slot -> slot != PrefixIndex.NONE, index::parent)
                .map(slot -> ruleOfSlot[slot]);
    }

    private int rule(int slot) {
        return slot == PrefixIndex.NONE ? NO_RULE : ruleOfSlot[slot];
    }

    /** Returns the number of prefixes. */
    @Override
    public String toString() {
        return "Ipv6RuleIndex[prefixes=" + ruleOfSlot.length + "]";
    }
}
