package io.softwire46.mape.forward.lookup;

import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.internal.Bits;
import java.util.List;

/**
 * Look-up of the rule of an IPv4 address and port: the longest Rule IPv4 prefix and, among the 1:1 rules of one address, the rule
 * with the port's PSID (RFC 7597 sections 5.2 and 5.3).
 *
 * <p>The first step finds a slot. The slot contains the rule if a single rule has the prefix, or a group of {@link PsidGroups} if
 * 1:1 rules have it. Its lowest bits select: 0 for a rule that does not share addresses, 1 for a rule with the PSID in its EA
 * bits, 3 for a group.
 *
 * <p>Immutable.
 */
final class CompiledDestinations {
    private static final int NEEDS_PORT = 1;
    private static final int KEYED = 2;
    private static final int NUMBER_AT = 2;

    private final RuleLines lines;
    private final SlotIndex index;
    private final PsidGroups groups;

    private CompiledDestinations(RuleLines lines, SlotIndex index, PsidGroups groups) {
        this.lines = lines;
        this.index = index;
        this.groups = groups;
    }

    static CompiledDestinations of(List<MapRule> list, RuleLines lines) {
        return new Builder(list.toArray(MapRule[]::new)).build(lines);
    }

    int slotOf(int ipv4) {
        return index.slotOf(ipv4);
    }

    static boolean needsPort(int slot) {
        return (slot & NEEDS_PORT) != 0;
    }

    int ruleAt(int slot, int port) {
        int at = slot;
        while (at != CompiledRules.NO_RULE) {
            int number = at >>> NUMBER_AT;
            if ((at & NEEDS_PORT) == 0) {
                return number;
            }
            if ((at & KEYED) == 0) {
                return lines.isAssigned(number, port) ? number : CompiledRules.UNASSIGNED_PORT;
            }
            int rule = groups.ruleOf(number, port);
            if (rule != PsidGroups.NONE) {
                return rule;
            }
            at = groups.parent(number);
        }
        return CompiledRules.UNASSIGNED_PORT;
    }

    /**
     * Sets the slots of a batch of keys, with groups resolved to rules: negative if there is no rule. Whether the port is
     * assigned in a rule with the PSID in its EA bits is not checked here.
     */
    void slotsOf(long[] columns, int count) {
        index.slotsOf(columns, count);
        if (groups.isEmpty()) {
            return;
        }
        for (int i = 0; i < count; i++) {
            int slot = (int) columns[KeyBatch.SLOTS + i];
            if ((slot & KEYED) != 0 && slot >= 0) {
                int rule = ruleAt(slot, (int) columns[KeyBatch.KEYS + i] & 0xffff);
                columns[KeyBatch.SLOTS + i] = (long) rule << NUMBER_AT;
            }
        }
    }

    /** Returns the rule of a slot that is not a group. */
    static int ruleOf(int slot) {
        return slot >>> NUMBER_AT;
    }

    /** Returns one of the rules of a slot. */
    int anyRuleAt(int slot) {
        int number = slot >>> NUMBER_AT;
        return (slot & KEYED) == 0 ? number : groups.anyRule(number);
    }

    long octets() {
        return index.octets() + groups.octets();
    }

    /**
     * Sorts the rules and divides the address space into intervals, with a stack of the prefixes that contain the current
     * address.
     */
    private static final class Builder {
        private final MapRule[] rules;

        /** Rules in ascending order of prefix, then of explicit PSID; an enclosing prefix precedes those inside. */
        private final int[] order;

        private final int[] psids;
        private final PsidGroups.Builder groups = new PsidGroups.Builder();
        private final int[] starts;
        private final int[] slots;
        private int intervals = 1;

        private final int[] openSlot = new int[33];
        private final long[] openEnd = new long[33];
        private int open;

        Builder(MapRule[] rules) {
            this.rules = rules;
            order = IndexSort.sorted(rules.length, this::compare);
            psids = new int[rules.length];
            for (int i = 0; i < order.length; i++) {
                psids[i] = Math.max(rules[order[i]].explicitPsid(), 0);
            }
            starts = new int[2 * rules.length + 1];
            slots = new int[2 * rules.length + 1];
            slots[0] = CompiledRules.NO_RULE;
        }

        private int compare(int a, int b) {
            MapRule first = rules[a];
            MapRule second = rules[b];
            int address = Integer.compareUnsigned(first.ipv4(), second.ipv4());
            int prefix = address != 0 ? address : first.ipv4Length() - second.ipv4Length();
            return prefix != 0 ? prefix : first.explicitPsid() - second.explicitPsid();
        }

        CompiledDestinations build(RuleLines lines) {
            int end;
            for (int from = 0; from < order.length; from = end) {
                MapRule rule = rules[order[from]];
                end = from + 1;
                while (end < order.length && samePrefix(rule, rules[order[end]])) {
                    end++;
                }
                long start = rule.ipv4() & 0xffff_ffffL;
                close(start);
                int slot = slot(from, end, open == 0 ? CompiledRules.NO_RULE : openSlot[open - 1]);
                startInterval(start, slot);
                openSlot[open] = slot;
                openEnd[open] = start + (~Bits.ipv4Mask(rule.ipv4Length()) & 0xffff_ffffL) + 1;
                open++;
            }
            close(1L << 32);
            return new CompiledDestinations(lines, SlotIndex.of(starts, slots, intervals), groups.build());
        }

        private static boolean samePrefix(MapRule a, MapRule b) {
            return a.ipv4() == b.ipv4() && a.ipv4Length() == b.ipv4Length();
        }

        /**
         * Returns the slot of rules with the same prefix. If rules contradict each other, which validation rejects, the first one
         * is used.
         */
        private int slot(int from, int end, int parent) {
            MapRule first = rules[order[from]];
            if (first.isKeyedByPsid()) {
                int group = groups.add(first.portParameters(), psids, order, from, end, parent);
                return group << NUMBER_AT | KEYED | NEEDS_PORT;
            }
            return order[from] << NUMBER_AT | (first.isShared() ? NEEDS_PORT : 0);
        }

        /** Ends the prefixes that end before an address; the enclosing prefix continues. */
        private void close(long address) {
            while (open > 0 && openEnd[open - 1] <= address) {
                long end = openEnd[--open];
                if (end < 1L << 32) {
                    startInterval(end, open == 0 ? CompiledRules.NO_RULE : openSlot[open - 1]);
                }
            }
        }

        /** Starts an interval at an address; it replaces an interval that starts at the same address. */
        private void startInterval(long address, int slot) {
            if (starts[intervals - 1] != (int) address) {
                intervals++;
            }
            starts[intervals - 1] = (int) address;
            slots[intervals - 1] = slot;
        }
    }
}
