package io.softwire46.mape.forward.lookup;

import io.softwire46.mape.map.MapRule;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * A list of mapping rules, compiled for the data plane into arrays of numbers. No rule object is kept. Rules are numbered by
 * their position in the list.
 *
 * <p>Downstream, use {@link #slotOf}, {@link #ruleAt}, then both halves of the MAP address. Upstream with the strict source
 * check, do the same with the inner source. {@link #ruleOfSource} is needed only if the prefix of another rule is nested inside
 * ({@link #hasNestedInside}), or to find the reason of a drop. For batches, {@link #find} performs each step for all packets
 * before the next step.
 *
 * <p>The cost of a step does not depend on the number of prefix lengths. Only {@link #ruleOfSource} grows with its logarithm.
 * <pre>
 * 1,000,000 rules                                octets per rule
 * six prefix lengths, PSID in EA bits                  58
 * bindings, 64 per address, in order                   41
 * bindings, 16 of 64 PSIDs per address, unordered      57
 * bindings, each on its own random address             79
 * random addresses, 89 IPv6 prefix lengths            122
 * chains of 32 nested prefixes, 31,250 of them         60
 * all rules in one /16                                 46
 * all PSIDs (k = 16) of 16 addresses                   45
 * </pre>
 *
 * <p>Immutable. Any number of threads can share it.
 */
public final class CompiledRules {
    /** The result if no prefix contains the address. */
    public static final int NO_RULE = -1;

    /** The result if a rule contains the address, but the port is not assigned to any CE. */
    public static final int UNASSIGNED_PORT = -2;

    private final RuleLines lines;
    private final CompiledDestinations destinations;
    private final CompiledSources sources;

    private CompiledRules(List<MapRule> rules, IntUnaryOperator tagOf) {
        lines = RuleLines.of(rules, tagOf);
        NestedPrefixes prefixes =
                NestedPrefixes.of(lines, IntStream.range(0, rules.size()).toArray(), (inner, outer, same) -> {
                    lines.setNestedInside(outer);
                    if (same) {
                        lines.setNestedInside(inner);
                    }
                });
        sources = CompiledSources.of(lines, prefixes);
        destinations = CompiledDestinations.of(rules, lines);
    }

    /**
     * Compiles rules. If rules contradict each other, which validation rejects, an arbitrary one is used.
     *
     * @param rules at most 8,388,607
     * @throws IllegalArgumentException if there are more
     */
    public static CompiledRules of(List<MapRule> rules) {
        return of(rules, rule -> 0);
    }

    /**
     * Compiles rules and stores a number of the caller with each. Reading it takes no additional memory access.
     *
     * @param tagOf returns any number for a rule's number, such as that of its domain
     */
    public static CompiledRules of(List<MapRule> rules, IntUnaryOperator tagOf) {
        return new CompiledRules(rules, tagOf);
    }

    /**
     * Returns an index by IPv6 source over some of the rules, for a BR address that does not serve all domains.
     *
     * @param rules ascending rule numbers
     */
    public CompiledSources sources(int... rules) {
        if (rules.length == lines.count()) {
            return sources;
        }
        return CompiledSources.of(lines, NestedPrefixes.of(lines, rules.clone(), (inner, outer, same) -> {}));
    }

    /** Returns whether there is no rule. */
    public boolean isEmpty() {
        return lines.count() == 0;
    }

    /** Returns the number of rules. */
    int count() {
        return lines.count();
    }

    /**
     * First step downstream: finds the longest Rule IPv4 prefix that contains an address.
     *
     * @return a slot for the second step, or {@link #NO_RULE}
     */
    public int slotOf(int ipv4) {
        return destinations.slotOf(ipv4);
    }

    /** Returns whether the second step needs the packet's port: the rules of the slot share addresses. */
    public boolean needsPort(int slot) {
        return CompiledDestinations.needsPort(slot);
    }

    /**
     * Second step: finds the rule of the port. A 1:1 rule applies only to the ports of its PSID. If no rule of an address has the
     * PSID, the next shorter prefix is searched.
     *
     * @param slot from the first step, not {@link #NO_RULE}
     * @param port 0 to 65,535, or {@link MapRule#NO_PORT}
     * @return the rule, or {@link #UNASSIGNED_PORT}
     */
    public int ruleAt(int slot, int port) {
        return destinations.ruleAt(slot, port);
    }

    /** Returns the rule of a slot of 0 or more, as {@link #find} or {@link #findSlots} sets it. */
    public static int ruleOfSlot(int slot) {
        return CompiledDestinations.ruleOf(slot);
    }

    /** Returns one of the rules of a slot, for properties that they share. */
    public int anyRuleAt(int slot) {
        return destinations.anyRuleAt(slot);
    }

    /** Returns the rule with the longest Rule IPv6 prefix that contains an address, or {@link #NO_RULE}. */
    public int ruleOfSource(long high, long low) {
        return sources.ruleOf(high, low);
    }

    /**
     * Returns whether a rule is the longest match of an address, as {@link #ruleOfSource} would find it; false also if other rules
     * are nested inside, of which one could match.
     *
     * @param rule of this list
     */
    public boolean isLongestMatch(int rule, long high, long low) {
        return lines.contains(rule, high, low) && !lines.hasNestedInside(rule);
    }

    /** Returns whether several CEs of the rule share an IPv4 address. */
    public boolean isShared(int rule) {
        return lines.isShared(rule);
    }

    /**
     * Returns whether the Rule IPv6 prefix of another rule is inside this rule's or equal to it. If not, this rule is the longest
     * match of all addresses in its prefix.
     */
    public boolean hasNestedInside(int rule) {
        return lines.hasNestedInside(rule);
    }

    /** Returns the number that the caller gave to the rule. */
    public int tag(int rule) {
        return lines.tag(rule);
    }

    /**
     * Returns bits 0 to 63 of the MAP address of the CE that owns an address and port (RFC 7597 section 5.3).
     *
     * @param ipv4 an address in the rule's prefix
     * @param port a port that is assigned in the rule; ignored if the rule does not share addresses
     */
    public long mapAddressHigh(int rule, int ipv4, int port) {
        return lines.mapAddressHigh(rule, ipv4, port);
    }

    /** Returns bits 64 to 127 of the MAP address of the CE that owns an address and port. */
    public long mapAddressLow(int rule, int ipv4, int port) {
        return lines.mapAddressLow(rule, ipv4, port);
    }

    /**
     * Performs all steps downstream for a batch of {@link KeyBatch#KEYS}, each step for all keys before the next step. Sets
     * slots, tags and MAP addresses. A slot is negative if no prefix contains the address or the port is not assigned.
     */
    public void find(long[] columns, int count) {
        destinations.slotsOf(columns, count);
        lines.mapAddresses(columns, count);
    }

    /** Performs the first of these steps only: sets the slots. */
    public void findSlots(long[] columns, int count) {
        destinations.slotsOf(columns, count);
    }

    /**
     * Returns whether an IPv6 source is in the rule's prefix, and its EA bits and the rule together identify an IPv4 source and
     * port (RFC 7597 section 8.1). The bits following the EA field are ignored.
     *
     * @param port 0 to 65,535, or {@link MapRule#NO_PORT}, which is not assigned to any CE if addresses are shared
     */
    public boolean ownsByEaBits(int rule, long high, long low, int ipv4, int port) {
        return lines.ownsByEaBits(rule, high, low, ipv4, port);
    }

    /** Returns whether the EA bits of an IPv6 source in the rule's prefix identify an IPv4 source, whatever its port. */
    public boolean ownsAddress(int rule, long high, long low, int ipv4) {
        return lines.ownsAddress(rule, high, low, ipv4);
    }

    /**
     * Returns the rule by which some port of an IPv4 address maps to an IPv6 address: this is the MAP address of one of the CEs
     * that have the IPv4 address. Returns {@link #NO_RULE} if there is none.
     *
     * @param slot slot of the IPv4 address
     */
    public int ruleToward(int slot, int ipv4, long high, long low) {
        int rule = destinations.anyRuleAt(slot); // the only one, except for 1:1 rules
        if (!isToward(rule, slot, ipv4, high, low)) {
            rule = sources.ruleOf(high, low);
        }
        return rule >= 0 && isToward(rule, slot, ipv4, high, low) ? rule : NO_RULE;
    }

    private boolean isToward(int rule, int slot, int ipv4, long high, long low) {
        int port = lines.portOf(rule, high, low);
        return destinations.ruleAt(slot, port) == rule
                && lines.mapAddressHigh(rule, ipv4, port) == high
                && lines.mapAddressLow(rule, ipv4, port) == low;
    }

    /** Returns the EA bits of an IPv6 source in the rule's prefix; they identify the subscriber within the rule. */
    public long eaBits(int rule, long high, long low) {
        return lines.eaBits(rule, high, low);
    }

    /** Returns whether an IPv6 source is the MAP address of the CE that its own EA bits identify (RFC 7597 section 6). */
    public boolean isMapAddress(int rule, long high, long low) {
        return lines.isMapAddress(rule, high, low);
    }

    /** Returns the octets of all arrays, without object headers. */
    public long octets() {
        return lines.octets() + destinations.octets() + sources.octets();
    }

    @Override
    public String toString() {
        return lines.count() + " rules: lines " + lines.octets() + ", destinations " + destinations.octets()
                + ", sources " + sources.octets() + " octets";
    }
}
