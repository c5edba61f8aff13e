package io.softwire46.mape.map;

import io.softwire46.mape.map.internal.PrefixIndex;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Finds the rule of an IPv4 address and port: the longest Rule IPv4 prefix that contains the address; among 1:1 rules
 * that share one address, the one with the port's PSID (RFC 7597 sections 5.2 and 5.3).
 *
 * <p>A 1:1 rule applies only to the ports of its PSID: if no rule of an address has the PSID, the next shorter prefix
 * is looked up. The look-up has two steps, so that the data plane searches for a port only if an address is shared.
 *
 * <p>Immutable.
 */
final class Ipv4RuleIndex {
    /** Result if no Rule IPv4 prefix contains the address. */
    public static final int NO_RULE = -1;

    /** Result if a rule contains the address, but no CE owns the port. */
    public static final int UNASSIGNED_PORT = -2;

    private final PrefixIndex index;
    private final MapRule[] rules;

    /**
     * Slot s has the rules {@code member[first[s]]} to {@code member[first[s + 1] - 1]}: one rule without a PSID of its
     * own, or 1:1 rules in ascending order of PSID.
     */
    private final int[] first;

    private final int[] member;

    private Ipv4RuleIndex(PrefixIndex index, MapRule[] rules, int[] first, int[] member) {
        this.index = index;
        this.rules = rules;
        this.first = first;
        this.member = member;
    }

    /**
     * Builds the index. Among rules that contradict each other, which validation refuses, the one that applies is
     * unspecified.
     *
     * @param list the rules; results are indexes into this list
     * @return the index
     */
    public static Ipv4RuleIndex of(List<MapRule> list) {
        MapRule[] rules = list.toArray(MapRule[]::new);
        PrefixIndex.Builder builder = new PrefixIndex.Builder();
        int[] slotOf = new int[rules.length];
        int slots = 0;
        for (int i = 0; i < rules.length; i++) {
            slotOf[i] = builder.slot((long) rules[i].ipv4() << 32, 0, rules[i].ipv4Length());
            slots = Math.max(slots, slotOf[i] + 1);
        }
        int[] member = IntStream.range(0, rules.length)
                .boxed()
                .sorted(Comparator.<Integer>comparingInt(i -> slotOf[i]).thenComparingInt(i -> rules[i].explicitPsid()))
                .mapToInt(Integer::intValue)
                .toArray();
        int[] first = new int[slots + 1];
        for (int slot : slotOf) {
            first[slot + 1]++;
        }
        for (int slot = 0; slot < slots; slot++) {
            first[slot + 1] += first[slot];
        }
        return new Ipv4RuleIndex(builder.build(), rules, first, member);
    }

    /**
     * Returns the slot of the longest prefix that contains an address: the first step.
     *
     * @param ipv4 a destination address, or the source of a packet from a CE
     * @return a slot for the second step, or {@link #NO_RULE}
     */
    public int slotOf(int ipv4) {
        return index.longest((long) ipv4 << 32, 0);
    }

    /**
     * Returns whether the second step needs the packet's port.
     *
     * @param slot from the first step
     * @return true if addresses of the slot are shared
     */
    public boolean needsPort(int slot) {
        return rules[member[first[slot]]].isShared();
    }

    /**
     * Returns one of the rules of a slot. All of them belong to the same domain.
     *
     * @param slot from the first step
     * @return the index of a rule
     */
    public int anyRuleAt(int slot) {
        return member[first[slot]];
    }

    /**
     * Returns the rule of a port in a slot: the second step.
     *
     * @param slot from the first step
     * @param port 0 to 65535, or {@link MapRule#NO_PORT} for a packet without a port
     * @return the index of the rule, or {@link #UNASSIGNED_PORT}
     */
    public int ruleAt(int slot, int port) {
        for (int s = slot; s != PrefixIndex.NONE; s = index.parent(s)) {
            int candidate = first[s];
            MapRule rule = rules[member[candidate]];
            if (!rule.isKeyedByPsid()) {
                return rule.psidOf(port) == PortParameters.UNASSIGNED ? UNASSIGNED_PORT : member[candidate];
            }
            int psid =
                    port < 0 ? PortParameters.UNASSIGNED : rule.portParameters().psidOf(port);
            int found = psid == PortParameters.UNASSIGNED ? -1 : search(candidate, first[s + 1], psid);
            if (found >= 0) {
                return found;
            }
        }
        return UNASSIGNED_PORT;
    }

    /**
     * Returns the rule of an address and port, by both steps.
     *
     * @param ipv4 an address
     * @param port 0 to 65535, or {@link MapRule#NO_PORT}
     * @return the index of the rule, {@link #NO_RULE} or {@link #UNASSIGNED_PORT}
     */
    public int ruleOf(int ipv4, int port) {
        int slot = slotOf(ipv4);
        return slot == NO_RULE ? NO_RULE : ruleAt(slot, port);
    }

    private int search(int from, int to, int psid) {
        int low = from;
        int high = to - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int found = rules[member[middle]].explicitPsid();
            if (found == psid) {
                return member[middle];
            }
            if (found < psid) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    /** Returns the number of rules. */
    @Override
    public String toString() {
        return "Ipv4RuleIndex[rules=" + rules.length + "]";
    }
}
