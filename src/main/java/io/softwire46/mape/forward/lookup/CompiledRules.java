package io.softwire46.mape.forward.lookup;

import io.softwire46.mape.map.MapRule;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * A list of mapping rules compiled for the data plane into arrays of numbers; no object of a rule stays. Rules are numbered by
 * their places in the list.
 *
 * <p>Downstream: {@link #slotOf}, {@link #ruleAt}, then both halves of the MAP address. Upstream in strict checking the same with
 * the inner source; only where another rule's prefix lies inside ({@link #hasNestedInside}), or to say why a packet is
 * refused, is {@link #ruleOfSource} needed. In bursts each step runs over all packets before the next one does, reading the
 * addresses and ports being a step of its own, so that the processor waits for the memory of many packets together ({@link #find}).
 *
 * <p>No step's cost depends on how many prefix lengths there are, but for {@link #ruleOfSource}, where it is the logarithm.
 *
 * <pre>
 * 1,000,000 rules                                octets a rule   compile, ms (100,000)
 * six lengths side by side, PSID in EA bits           58              539  (61)
 * bindings, 64 an address, in order                   41              315  (51)
 * bindings, 16 of 64 PSIDs an address, no order       57             1874 (117)
 * bindings, strewn, each on an address of its own     79             2057 (154)
 * addresses strewn, 89 IPv6 lengths                  122             3013 (273)
 * 32 prefixes inside each other, 31,250 times         60              943  (85)
 * all on one /16                                      46              425  (34)
 * all PSIDs (k = 16) of 16 addresses                  45              865  (70)
 * </pre>
 *
 * <p>Immutable; any number of workers share one.
 */
public final class CompiledRules {
    /** The answer where no prefix contains the address. */
    public static final int NO_RULE = -1;

    /** The answer where the address is in a rule, but nobody owns the port. */
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
     * Compiles rules. Of rules that contradict each other, which validation refuses, an arbitrary one counts.
     *
     * @param rules at most 8,388,607
     * @throws IllegalArgumentException when there are more
     */
    public static CompiledRules of(List<MapRule> rules) {
        return of(rules, rule -> 0);
    }

    /**
     * Compiles rules and keeps with each a number of the caller, which costs no memory access of its own.
     *
     * @param tagOf from a rule's number to any number, such as that of its domain
     */
    public static CompiledRules of(List<MapRule> rules, IntUnaryOperator tagOf) {
        return new CompiledRules(rules, tagOf);
    }

    /**
     * The index by IPv6 source over some of the rules, for a BR address that does not serve all domains.
     *
     * @param rules ascending numbers
     */
    public CompiledSources sources(int... rules) {
        if (rules.length == lines.count()) {
            return sources;
        }
        return CompiledSources.of(lines, NestedPrefixes.of(lines, rules.clone(), (inner, outer, same) -> {}));
    }

    /** How many rules there are. */
    int count() {
        return lines.count();
    }

    /**
     * First step downstream: the longest Rule IPv4 prefix that contains an address.
     *
     * @return a slot for the second step, or {@link #NO_RULE}
     */
    public int slotOf(int ipv4) {
        return destinations.slotOf(ipv4);
    }

    /** Whether the second step wants the packet's port: addresses are shared in the slot. */
    public boolean needsPort(int slot) {
        return CompiledDestinations.needsPort(slot);
    }

    /**
     * Second step: the rule of the port. A 1:1 rule applies only to the ports of its PSID; where no rule of an address has the
     * PSID, the next shorter prefix is asked.
     *
     * @param slot from the first step, not {@link #NO_RULE}
     * @param port 0 to 65535, or {@link MapRule#NO_PORT}
     * @return the rule, or {@link #UNASSIGNED_PORT}
     */
    public int ruleAt(int slot, int port) {
        return destinations.ruleAt(slot, port);
    }

    /** The rule of a slot that {@link #find} or {@link #findSlots} left at 0 or above. */
    public static int ruleOfSlot(int slot) {
        return CompiledDestinations.ruleOf(slot);
    }

    /** One of the rules of a slot, for what they have in common. */
    public int anyRuleAt(int slot) {
        return destinations.anyRuleAt(slot);
    }

    /** The rule with the longest Rule IPv6 prefix that contains an address, or {@link #NO_RULE}. */
    public int ruleOfSource(long high, long low) {
        return sources.ruleOf(high, low);
    }

    /** Whether several CEs of the rule share each IPv4 address. */
    public boolean isShared(int rule) {
        return lines.isShared(rule);
    }

    /**
     * Whether the Rule IPv6 prefix of any other rule lies inside this rule's, or is the same. Where not, the longest match of an
     * address in this rule's prefix is this rule.
     */
    public boolean hasNestedInside(int rule) {
        return lines.hasNestedInside(rule);
    }

    /** The number that the caller gave the rule. */
    public int tag(int rule) {
        return lines.tag(rule);
    }

    /**
     * Bits 0 to 63 of the MAP address of the CE that owns an address and port (RFC 7597 section 5.3).
     *
     * @param ipv4 an address in the rule's prefix
     * @param port a port that the rule owns; any number where no address is shared
     */
    public long mapAddressHigh(int rule, int ipv4, int port) {
        return lines.mapAddressHigh(rule, ipv4, port);
    }

    /** Bits 64 to 127 of the same. */
    public long mapAddressLow(int rule, int ipv4, int port) {
        return lines.mapAddressLow(rule, ipv4, port);
    }

    /**
     * All steps downstream for many {@link KeyBatch#KEYS}, each step for all of them before the next one: slots, which become
     * negative where no prefix contains the address or nobody owns the port, tags, and MAP addresses.
     */
    public void find(long[] columns, int count) {
        destinations.slotsOf(columns, count);
        lines.mapAddresses(columns, count);
    }

    /** The first of these steps alone. */
    public void findSlots(long[] columns, int count) {
        destinations.slotsOf(columns, count);
    }

    /**
     * Whether an IPv6 source is in the rule's prefix and its EA bits, with what the rule adds, stand for an IPv4 source and port
     * (RFC 7597 section 8.1). The bits behind the EA field are not looked at.
     *
     * @param port 0 to 65535, or {@link MapRule#NO_PORT}, which nobody owns where addresses are shared
     */
    public boolean ownsByEaBits(int rule, long high, long low, int ipv4, int port) {
        return lines.ownsByEaBits(rule, high, low, ipv4, port);
    }

    /** Whether the EA bits of an IPv6 source in the rule's prefix stand for an IPv4 source, whatever its port. */
    public boolean ownsAddress(int rule, long high, long low, int ipv4) {
        return lines.ownsAddress(rule, high, low, ipv4);
    }

    /**
     * The rule by which packets to an IPv4 address reach an IPv6 address, whatever their port: that is the MAP address of one of the
     * CEs that have the IPv4 address. {@link #NO_RULE} where it is not.
     *
     * @param slot of the IPv4 address
     */
    public int ruleToward(int slot, int ipv4, long high, long low) {
        int rule = destinations.anyRuleAt(slot); // the only one, but for 1:1 rules
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

    /** The EA bits of an IPv6 source in the rule's prefix; they name the subscriber within the rule. */
    public long eaBits(int rule, long high, long low) {
        return lines.eaBits(rule, high, low);
    }

    /** Whether an IPv6 source is the MAP address of the CE that its own EA bits name (RFC 7597 section 6). */
    public boolean isMapAddress(int rule, long high, long low) {
        return lines.isMapAddress(rule, high, low);
    }

    /** Octets of all arrays, without object headers. */
    public long octets() {
        return lines.octets() + destinations.octets() + sources.octets();
    }

    @Override
    public String toString() {
        return lines.count() + " rules: lines " + lines.octets() + ", destinations " + destinations.octets()
                + ", sources " + sources.octets() + " octets";
    }
}
