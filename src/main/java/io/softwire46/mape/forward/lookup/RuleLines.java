package io.softwire46.mape.forward.lookup;

import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.internal.Bits;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/**
 * The contents of the rules: a line of 32 octets per rule in one array, and a {@link RuleShape} for all rules with the same
 * lengths.
 *
 * <pre>
 * word 0   Rule IPv6 prefix, bits 0 to 63
 * word 1   Rule IPv6 prefix, bits 64 to 127; then the explicit PSID if the interface identifier has it
 * word 2   nested (1 bit), shape (31), tag (32)
 * word 3   Rule IPv4 prefix (32), shared (16), explicit PSID (16)
 * </pre>
 *
 * <p>A set has as many different prefixes as rules, but few different lengths. A million bindings have one shape, which stays in
 * the first-level cache. With the masks in each line, a line would have 64 octets, and a million bindings would take 73 octets
 * each instead of 41.
 *
 * <p>Immutable after the construction of {@link CompiledRules}.
 */
final class RuleLines {
    private static final int WORDS_LOG = 2;

    /** The array's header takes 16 octets, so with this offset no line crosses a cache line. */
    private static final int FIRST_LINE = 2;

    private static final int LOW = 1;
    private static final int SHAPE = 2;
    private static final int IPV4 = 3;
    private static final long NESTED = 1L << 63;
    private static final int SHARED = 1 << 16;
    private static final int SHAPE_AT = 32;
    private static final int SHAPES = (1 << 31) - 1;
    private static final int LAST_PORT = 0xffff;

    /** The maximum number of rules: rule, slot and interval numbers fit into their bit fields. */
    static final int MAX_RULES = (1 << 23) - 1;

    private final int count;
    private final long[] lines;
    private final RuleShape[] shapes;

    private RuleLines(int count, long[] lines, RuleShape[] shapes) {
        this.count = count;
        this.lines = lines;
        this.shapes = shapes;
    }

    static RuleLines of(List<MapRule> rules, IntUnaryOperator tagOf) {
        int count = rules.size();
        if (count > MAX_RULES) {
            throw new IllegalArgumentException(count + " rules; one table takes " + MAX_RULES);
        }
        Map<Integer, Integer> numbers = new HashMap<>();
        List<RuleShape> shapes = new ArrayList<>();
        long[] lines = new long[at(Math.max(count, 1))]; // at least one line, for mapAddresses
        int number = 0;
        for (MapRule rule : rules) {
            int at = at(number);
            Integer shape = numbers.get(RuleShape.key(rule));
            if (shape == null) {
                shape = shapes.size();
                numbers.put(RuleShape.key(rule), shape);
                shapes.add(new RuleShape(rule));
            }
            int psid = rule.isKeyedByPsid() ? Math.max(rule.explicitPsid(), 0) : 0;
            lines[at] = rule.ipv6High();
            lines[at + LOW] = rule.ipv6Low()
                    | (rule.format().interfaceId(0, psid) & ~Bits.ipv6MaskLow(rule.derivedPrefixLength()));
            lines[at + SHAPE] = (long) shape << SHAPE_AT | (tagOf.applyAsInt(number) & 0xffff_ffffL);
            lines[at + IPV4] = (long) rule.ipv4() << 32 | (rule.isShared() ? SHARED : 0) | psid;
            number++;
        }
        return new RuleLines(count, lines, shapes.toArray(RuleShape[]::new));
    }

    private static int at(int rule) {
        return FIRST_LINE + (rule << WORDS_LOG);
    }

    private RuleShape shape(long word) {
        return shapes[(int) (word >>> SHAPE_AT) & SHAPES];
    }

    int count() {
        return count;
    }

    boolean isShared(int rule) {
        return (lines[at(rule) + IPV4] & SHARED) != 0;
    }

    int tag(int rule) {
        return (int) lines[at(rule) + SHAPE];
    }

    boolean hasNestedInside(int rule) {
        return (lines[at(rule) + SHAPE] & NESTED) != 0;
    }

    /** Call it only during the construction of a table. */
    void setNestedInside(int rule) {
        lines[at(rule) + SHAPE] |= NESTED;
    }

    long ipv6High(int rule) {
        return lines[at(rule)];
    }

    long ipv6Low(int rule) {
        return lines[at(rule) + LOW] & Bits.ipv6MaskLow(ipv6Length(rule));
    }

    int ipv6Length(int rule) {
        return shape(lines[at(rule) + SHAPE]).ipv6Length;
    }

    /** Returns whether a rule's Rule IPv6 prefix and a masked address are equal under the same mask. */
    boolean matches(int rule, long high, long low, long maskHigh, long maskLow) {
        int at = at(rule);
        return (((lines[at] & maskHigh) ^ high) | ((lines[at + LOW] & maskLow) ^ low)) == 0;
    }

    /** Returns whether an address is in a rule's Rule IPv6 prefix. */
    boolean contains(int rule, long high, long low) {
        int at = at(rule);
        RuleShape shape = shape(lines[at + SHAPE]);
        return (((lines[at] ^ high) & shape.prefixHigh) | ((lines[at + LOW] ^ low) & shape.prefixLow)) == 0;
    }

    int ipv4(int rule) {
        return (int) (lines[at(rule) + IPV4] >>> 32);
    }

    /** Returns whether a port belongs to some CE of a shared rule: A is not 0, unless a is 0 (RFC 7597 section 5.1). */
    boolean isAssigned(int rule, int port) {
        return isAssigned(shape(lines[at(rule) + SHAPE]), port);
    }

    private static boolean isAssigned(RuleShape shape, int port) {
        return port >= shape.firstPort && port <= LAST_PORT;
    }

    /** Returns bits 0 to 63 of the MAP address of the CE that owns an address and port (RFC 7597 section 5.3). */
    long mapAddressHigh(int rule, int ipv4, int port) {
        int at = at(rule);
        RuleShape shape = shape(lines[at + SHAPE]);
        return lines[at] | shape.eaHigh(RuleShape.key(ipv4, port));
    }

    /** Returns bits 64 to 127 of the MAP address of the CE that owns an address and port (RFC 7597 sections 5.3 and 6). */
    long mapAddressLow(int rule, int ipv4, int port) {
        int at = at(rule);
        RuleShape shape = shape(lines[at + SHAPE]);
        long key = RuleShape.key(ipv4, port);
        return lines[at + LOW] | shape.eaLow(key) | shape.interfaceId(key);
    }

    /**
     * Sets the MAP addresses of a batch of {@link KeyBatch#KEYS}, from {@link KeyBatch#SLOTS} that are not groups. A slot becomes
     * negative if the port is not assigned. With a negative slot, tag and address are unspecified.
     */
    void mapAddresses(long[] columns, int count) {
        if (this.count <= 1) {
            readFirstLine(columns, count);
        } else {
            readLines(columns, count);
        }
        RuleShape[] all = shapes;
        if (all.length == 1) {
            all[0].mapAddresses(columns, count);
        } else if (all.length > 1) {
            mapAddresses(all, columns, count);
        }
    }

    private void readFirstLine(long[] columns, int count) {
        long high = lines[FIRST_LINE];
        long low = lines[FIRST_LINE + LOW];
        long word = lines[FIRST_LINE + SHAPE];
        for (int i = 0; i < count; i++) {
            columns[KeyBatch.HIGH + i] = high;
            columns[KeyBatch.LOW + i] = low;
            columns[KeyBatch.TAGS + i] = word;
        }
    }

    /**
     * A loop without branches and of independent loads, so that the processor loads the lines of many packets at the same time. A
     * packet without a rule loads the first line.
     */
    private void readLines(long[] columns, int count) {
        long[] words = lines;
        for (int i = 0; i < count; i++) {
            int slot = (int) columns[KeyBatch.SLOTS + i];
            int at = at(CompiledDestinations.ruleOf(slot & ~(slot >> 31)));
            long high = words[at];
            columns[KeyBatch.TAGS + i] = words[at + SHAPE];
            columns[KeyBatch.LOW + i] = words[at + LOW]; // between these two: no bounds check
            columns[KeyBatch.HIGH + i] = high;
        }
    }

    /** Adds what each packet's own shape selects. */
    private static void mapAddresses(RuleShape[] all, long[] columns, int count) {
        for (int i = 0; i < count; i++) {
            RuleShape shape = all[(int) (columns[KeyBatch.TAGS + i] >>> SHAPE_AT) & SHAPES];
            long key = columns[KeyBatch.KEYS + i];
            columns[KeyBatch.HIGH + i] |= shape.eaHigh(key);
            columns[KeyBatch.LOW + i] |= shape.eaLow(key) | shape.interfaceId(key);
            columns[KeyBatch.SLOTS + i] |= shape.unassigned(key);
        }
    }

    /**
     * Returns whether the EA bits of an IPv6 source identify an IPv4 source and port (RFC 7597 section 8.1): the first n + o bits
     * of the source are those of the MAP address, and the rule contains the rest.
     */
    boolean ownsByEaBits(int rule, long high, long low, int ipv4, int port) {
        int at = at(rule);
        int explicit = (int) lines[at + IPV4];
        RuleShape shape = shape(lines[at + SHAPE]);
        long key = RuleShape.key(ipv4, port);
        long differentHigh = (lines[at] | shape.eaHigh(key)) ^ high;
        long differentLow = (lines[at + LOW] | shape.eaLow(key)) ^ low;
        long different = (differentHigh & shape.derivedHigh)
                | (differentLow & shape.derivedLow)
                | ((ipv4(rule) ^ ipv4) & shape.ipv4Mask);
        boolean owned = (explicit & SHARED) == 0 || (isAssigned(shape, port) && shape.agrees(explicit & 0xffff, port));
        return different == 0 && owned;
    }

    /** Returns whether the EA bits of an IPv6 source identify an IPv4 source, whatever its port. */
    boolean ownsAddress(int rule, long high, long low, int ipv4) {
        int at = at(rule);
        RuleShape shape = shape(lines[at + SHAPE]);
        long key = RuleShape.key(ipv4, 0);
        long differentHigh = (lines[at] | shape.eaHigh(key)) ^ high;
        long differentLow = (lines[at + LOW] | shape.eaLow(key)) ^ low;
        long different = (differentHigh & shape.derivedHigh & ~shape.psidHigh)
                | (differentLow & shape.derivedLow & ~shape.psidLow)
                | ((ipv4(rule) ^ ipv4) & shape.ipv4Mask);
        return different == 0;
    }

    /** Returns a port of the CE that the EA bits of an IPv6 address in the rule's prefix select. */
    int portOf(int rule, long high, long low) {
        long word = lines[at(rule) + IPV4];
        return shape(lines[at(rule) + SHAPE]).portOf(high, low, (int) word & 0xffff);
    }

    /** Returns the EA bits of an IPv6 source in the rule's prefix; they identify the subscriber within the rule. */
    long eaBits(int rule, long high, long low) {
        return shape(lines[at(rule) + SHAPE]).ofEa(high, low);
    }

    /** Returns whether an IPv6 source is the MAP address of the CE that its own EA bits identify (RFC 7597 section 6). */
    boolean isMapAddress(int rule, long high, long low) {
        int at = at(rule);
        RuleShape shape = shape(lines[at + SHAPE]);
        long key = RuleShape.key(ipv4(rule), 0) | shape.ofEa(high, low);
        long different = ((lines[at] | shape.eaHigh(key)) ^ high)
                | ((lines[at + LOW] | shape.eaLow(key) | shape.interfaceId(key)) ^ low);
        return different == 0;
    }

    long octets() {
        return 8L * lines.length + (4L + RuleShape.OCTETS) * shapes.length;
    }
}
