package io.softwire46.mape.forward;

import io.softwire46.mape.map.Bits;
import io.softwire46.mape.map.InterfaceIdFormat;
import io.softwire46.mape.map.MapRule;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Masks and shifts by which an IPv4 address and a port become a MAP address, one shape for all rules of the same n, r, o, a, k
 * and format.
 *
 * <p>The EA field is a piece of IPv4 address and port after each other, and its place in the IPv6 address is another one. Put
 *
 * <pre>
 * 0                              32              48             63
 * +-------------------------------+---------------+--------------+
 * |         IPv4 address          |  port &lt;&lt; a    |      0       |
 * +-------------------------------+---------------+--------------+
 * </pre>
 *
 * Its bits r to r + o - 1 are the EA field: suffix, then PSID. Rotated right by n - r they stand at n to n + o - 1, counted
 * modulo 64, so that one rotation serves both halves of the IPv6 address and a mask for each half keeps what belongs there. A
 * rotation has no illegal amount, unlike a shift, which Java takes modulo 64 as well and which would then be wrong.
 *
 * <p>In the interface identifier address and PSID have fixed places (RFC 7597 section 6); there the port is shifted right by m.
 *
 * <p>Not thread-safe: made for one table.
 */
final class RuleShapes {
    /** Bits 0 to 63 of the mask of the EA field. */
    static final int EA_HIGH = 0;

    /** Bits 64 to 127 of the mask of the EA field. */
    static final int EA_LOW = 1;

    /** Mask of IPv4 address and PSID in the interface identifier, where the prefix does not cover them. */
    static final int INTERFACE_ID = 2;

    /** Mask of the first n + o bits. */
    static final int DERIVED_HIGH = 3;

    static final int DERIVED_LOW = 4;

    /** Rotation (6 bits), a (5), m (5), right padding of the interface identifier (6): each from the lowest bit on. */
    static final int SHIFTS = 5;

    /** Mask of the Rule IPv4 prefix (32 bits), mask of PSID bits in a port that must be the explicit PSID (16), m (8), n (8). */
    static final int LENGTHS = 6;

    private static final int WORDS_LOG = 3;

    /** With the 16 octets before the first word, a shape is one cache line where the array begins on one. */
    private static final int PADDING = 6;

    private static final int OFFSET_AT = 6;
    private static final int CONTIGUOUS_AT = 11;
    private static final int RIGHT_PAD_AT = 16;

    private final Map<Integer, Integer> numbers = new HashMap<>();
    private long[] words = new long[at(1)];

    /** The number of the shape of a rule. */
    int shapeOf(MapRule rule) {
        Integer number = numbers.putIfAbsent(key(rule), numbers.size());
        if (number != null) {
            return number;
        }
        int added = numbers.size() - 1;
        if (at(added + 1) > words.length) {
            words = Arrays.copyOf(words, at(2 * added));
        }
        write(rule, at(added));
        return added;
    }

    /** Everything that {@link #write} reads of a rule, in 27 bits. */
    private static int key(MapRule rule) {
        int key = rule.ipv6Length();
        key = key << 6 | rule.ipv4Length();
        key = key << 6 | rule.eaLength();
        key = key << 4 | rule.portParameters().psidOffset();
        key = key << 5 | rule.portParameters().psidLength();
        return key << 1 | (rule.format() == InterfaceIdFormat.DRAFT03 ? 1 : 0);
    }

    long[] toArray() {
        return Arrays.copyOf(words, at(numbers.size()));
    }

    /** Where a shape begins. */
    static int at(int shape) {
        return PADDING + (shape << WORDS_LOG);
    }

    private void write(MapRule rule, int at) {
        int n = rule.ipv6Length();
        int o = rule.eaLength();
        int a = rule.portParameters().psidOffset();
        int k = rule.portParameters().psidLength();
        int m = rule.portParameters().contiguousBits();
        int rightPad = rule.format() == InterfaceIdFormat.DRAFT03 ? 8 : 0;
        long psidMask = rule.psidLengthInEa() > 0 ? Bits.mask(k) : 0;
        long address = Bits.ipv4Mask(rule.ceIpv4Length()) & 0xffff_ffffL;
        words[at + EA_HIGH] = Bits.placeHigh(Bits.mask(o), n, o);
        words[at + EA_LOW] = Bits.placeLow(Bits.mask(o), n, o);
        words[at + INTERFACE_ID] = (address << 16 | psidMask) << rightPad & ~Bits.ipv6MaskLow(n + o);
        words[at + DERIVED_HIGH] = Bits.ipv6MaskHigh(n + o);
        words[at + DERIVED_LOW] = Bits.ipv6MaskLow(n + o);
        int rotation = n - rule.ipv4Length() & 63;
        words[at + SHIFTS] = rotation | a << OFFSET_AT | m << CONTIGUOUS_AT | rightPad << RIGHT_PAD_AT;
        long explicit = rule.isKeyedByPsid() ? Bits.mask(k) << m : 0;
        words[at + LENGTHS] = (long) Bits.ipv4Mask(rule.ipv4Length()) << 32 | explicit << 16 | (long) m << 8 | n;
    }

    /** The EA field at its place modulo 64; other bits are not zero. The amounts of {@code int} shifts count modulo 32. */
    static long eaField(long shifts, int ipv4, int port) {
        long whole = (long) ipv4 << 32 | (long) (port << (int) (shifts >>> OFFSET_AT) & 0xffff) << 16;
        return Long.rotateRight(whole, (int) shifts);
    }

    /** IPv4 address and PSID at their places in the interface identifier; other bits are not zero. */
    static long interfaceId(long shifts, int ipv4, int port) {
        long whole = (ipv4 & 0xffff_ffffL) << 16 | (port & 0xffff) >>> (int) (shifts >>> CONTIGUOUS_AT);
        return whole << (shifts >>> RIGHT_PAD_AT);
    }

    /** Whether a port has the rule's own PSID, where the rule has one. */
    static boolean agrees(long lengths, int explicitPsid, int port) {
        int m = (int) lengths >>> 8 & 0xff;
        return ((port ^ explicitPsid << m) & (int) (lengths >>> 16) & 0xffff) == 0;
    }
}
