package io.softwire46.mape.forward;

import io.softwire46.mape.map.Bits;
import io.softwire46.mape.map.InterfaceIdFormat;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.PortParameters;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Masks and shifts by which an IPv4 address and a port become a MAP address: one set of masks, a shape, for all rules of the same n, r,
 * o, a, k and format; the shifts are so few bits that each rule has its own.
 *
 * <p>The EA field is a piece of IPv4 address and port after each other, and its place in the IPv6 address is another one. Put
 *
 * <pre>
 * 0              16                              48             63
 * +--------------+-------------------------------+---------------+
 * |      0       |         IPv4 address          |  port &lt;&lt; a    |
 * +--------------+-------------------------------+---------------+
 * </pre>
 *
 * Its bits 16 + r to 15 + r + o are the EA field: suffix, then PSID. Rotated right by n - 16 - r they stand at n to n + o - 1,
 * counted modulo 64, so that one rotation serves both halves of the IPv6 address and a mask for each half keeps what belongs there. A
 * rotation has no illegal amount, unlike a shift, which Java takes modulo 64 as well and which would then be wrong.
 *
 * <p>In the interface identifier address and PSID have fixed places (RFC 7597 section 6), for which the port is shifted right by m.
 * The layout of the draft is the same eight bits further left; one of two masks is zero.
 *
 * <p>Not thread-safe: made for one table.
 */
final class RuleShapes {
    /** Bits 0 to 63 of the mask of the EA field. */
    static final int EA_HIGH = 0;

    /** Bits 64 to 127 of the mask of the EA field. */
    static final int EA_LOW = 1;

    /** Mask of IPv4 address and PSID in the interface identifier, where the prefix does not cover them; 0 for the draft. */
    static final int INTERFACE_ID = 2;

    /** The same for the draft. */
    static final int DRAFT03_INTERFACE_ID = 3;

    static final int DRAFT03_SHIFT = 8;

    /** Mask of the first n + o bits. */
    static final int DERIVED_HIGH = 4;

    static final int DERIVED_LOW = 5;

    /** Mask of the Rule IPv4 prefix (32 bits), mask of PSID bits in a port that must be the explicit PSID (16), n (16). */
    static final int LENGTHS = 6;

    private static final int WORDS_LOG = 3;

    /** Shifts, from the lowest bit on: rotation (6 bits), a (4), 0 (1), m (5). Java takes the lowest 5 or 6 bits of an amount. */
    private static final int OFFSET_AT = 6;

    private static final int CONTIGUOUS_AT = 11;

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
        return shape << WORDS_LOG;
    }

    private void write(MapRule rule, int at) {
        int n = rule.ipv6Length();
        int o = rule.eaLength();
        PortParameters ports = rule.portParameters();
        long psidMask = rule.psidLengthInEa() > 0 ? ports.sharingRatio() - 1 : 0;
        long address = Bits.ipv4Mask(rule.ceIpv4Length()) & 0xffff_ffffL;
        boolean draft = rule.format() == InterfaceIdFormat.DRAFT03;
        long interfaceId = (address << 16 | psidMask) << (draft ? DRAFT03_SHIFT : 0) & ~Bits.ipv6MaskLow(n + o);
        long explicit = rule.isKeyedByPsid() ? (ports.sharingRatio() - 1L) << ports.contiguousBits() : 0;
        words[at + EA_HIGH] = Bits.placeHigh(Bits.mask(o), n, o);
        words[at + EA_LOW] = Bits.placeLow(Bits.mask(o), n, o);
        words[at + INTERFACE_ID] = draft ? 0 : interfaceId;
        words[at + DRAFT03_INTERFACE_ID] = draft ? interfaceId : 0;
        words[at + DERIVED_HIGH] = Bits.ipv6MaskHigh(n + o);
        words[at + DERIVED_LOW] = Bits.ipv6MaskLow(n + o);
        words[at + LENGTHS] = (long) Bits.ipv4Mask(rule.ipv4Length()) << 32 | explicit << 16 | n;
    }

    /** The shifts of a rule, 16 bits. */
    static int shifts(MapRule rule) {
        PortParameters ports = rule.portParameters();
        int rotation = rule.ipv6Length() - 16 - rule.ipv4Length() & 63;
        return rotation | ports.psidOffset() << OFFSET_AT | ports.contiguousBits() << CONTIGUOUS_AT;
    }

    /** The EA field at its place modulo 64; other bits are not zero. */
    static long eaField(int shifts, int ipv4, int port) {
        long whole = (ipv4 & 0xffff_ffffL) << 16 | (port << (shifts >>> OFFSET_AT) & 0xffff);
        return Long.rotateRight(whole, shifts);
    }

    /** IPv4 address and PSID at their places in the interface identifier; other bits are not zero. */
    static long interfaceId(int shifts, int ipv4, int port) {
        return (ipv4 & 0xffff_ffffL) << 16 | (port & 0xffff) >>> (shifts >>> CONTIGUOUS_AT);
    }

    /** The lowest port that belongs to anybody: 0 where a is 0. */
    static int firstPort(int shifts) {
        return 0x10000 >>> (shifts >>> OFFSET_AT) & 0xffff;
    }

    /** Whether a port has the rule's own PSID, where the rule has one. */
    static boolean agrees(long lengths, int explicitPsid, int shifts, int port) {
        return ((port ^ explicitPsid << (shifts >>> CONTIGUOUS_AT)) & (int) (lengths >>> 16) & 0xffff) == 0;
    }

    /** The mask of the Rule IPv4 prefix. */
    static int ipv4Mask(long lengths) {
        return (int) (lengths >> 32);
    }

    /** The Rule IPv6 prefix length. */
    static int ipv6Length(long lengths) {
        return (int) lengths & 0xffff;
    }
}
