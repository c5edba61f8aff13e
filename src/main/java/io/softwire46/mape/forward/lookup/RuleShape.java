package io.softwire46.mape.forward.lookup;

import io.softwire46.mape.map.InterfaceIdFormat;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.PortParameters;
import io.softwire46.mape.map.internal.Bits;

/**
 * Masks and shifts by which an IPv4 address and a port become a MAP address, one shape for all rules of the same n, r, o, a, k
 * and format.
 *
 * <p>Address and port come as one number, a key:
 *
 * <pre>
 * 0              16                              48             63
 * +--------------+-------------------------------+---------------+
 * |      0       |         IPv4 address          |     port      |
 * +--------------+-------------------------------+---------------+
 * </pre>
 *
 * Bits 16 + r to 47 hold the suffix of the EA bits and belong at n of the IPv6 address, bits 48 + a to 47 + a + k the PSID, which
 * belongs at n + 32 - r; in the interface identifier address and PSID have fixed places (RFC 7597 section 6). So the MAP address is
 * the key four times rotated, and masks that keep what belongs there. Places are counted modulo 64, so that one rotation serves
 * both halves of the IPv6 address. A rotation has no illegal amount, unlike a shift, which Java takes modulo 64 as well and which
 * would then be wrong.
 *
 * <p>Immutable. Objects, not pieces of an array: the JIT checks each access to an array, and a field only once for all of them.
 */
final class RuleShape {
    /** What a shape takes of the heap, about. */
    static final int OCTETS = 120;

    /** Mask of the first n + o bits, bits 0 to 63 and 64 to 127. */
    final long derivedHigh;

    final long derivedLow;

    /** Mask of the PSID in the EA bits. */
    final long psidHigh;

    final long psidLow;

    /** The Rule IPv6 prefix length. */
    final int ipv6Length;

    /** Mask of the Rule IPv4 prefix. */
    final int ipv4Mask;

    /** The lowest port that belongs to anybody (RFC 7597 section 5.1): 0 where a is 0, or where addresses are not shared. */
    final int firstPort;

    private final long suffixHigh;
    private final long suffixLow;
    private final int suffixRotation;
    private final int psidRotation;

    /** Masks in the interface identifier, where the prefix does not cover it. */
    private final long addressInId;

    private final long psidInId;
    private final int addressInIdRotation;
    private final int psidInIdRotation;

    private final int contiguousBits;

    /** Mask of the bits of a port that must be the explicit PSID. */
    private final int explicitPorts;

    RuleShape(MapRule rule) {
        int n = rule.ipv6Length();
        int r = rule.ipv4Length();
        int o = rule.eaLength();
        int q = rule.psidLengthInEa();
        int p = o - q;
        PortParameters ports = rule.portParameters();
        ipv6Length = n;
        ipv4Mask = Bits.ipv4Mask(r);
        firstPort = rule.isShared() ? 0x10000 >>> ports.psidOffset() & 0xffff : 0;
        derivedHigh = Bits.ipv6MaskHigh(n + o);
        derivedLow = Bits.ipv6MaskLow(n + o);

        suffixHigh = Bits.placeHigh(Bits.mask(p), n, p);
        suffixLow = Bits.placeLow(Bits.mask(p), n, p);
        suffixRotation = n - (16 + r) & 63;
        psidHigh = Bits.placeHigh(Bits.mask(q), n + p, q);
        psidLow = Bits.placeLow(Bits.mask(q), n + p, q);
        psidRotation = n + p - (48 + ports.psidOffset()) & 63;

        int left = rule.format() == InterfaceIdFormat.DRAFT03 ? 8 : 0; // how far its layout is
        long psid = q > 0 ? ports.sharingRatio() - 1 : 0;
        contiguousBits = ports.contiguousBits();
        addressInId = (Bits.ipv4Mask(rule.ceIpv4Length()) & 0xffff_ffffL) << (16 + left) & ~derivedLow;
        addressInIdRotation = -left & 63;
        psidInId = psid << left & ~derivedLow;
        psidInIdRotation = contiguousBits - left & 63;
        explicitPorts = rule.isKeyedByPsid() ? (ports.sharingRatio() - 1) << contiguousBits : 0;
    }

    /** Everything that the constructor reads of a rule, in 28 bits. */
    static int key(MapRule rule) {
        int key = rule.ipv6Length();
        key = key << 6 | rule.ipv4Length();
        key = key << 6 | rule.eaLength();
        key = key << 4 | rule.portParameters().psidOffset();
        key = key << 5 | rule.portParameters().psidLength();
        return key << 1 | (rule.format() == InterfaceIdFormat.DRAFT03 ? 1 : 0);
    }

    /** A key of address and port; what is above the lowest 16 bits of a port does not matter. */
    static long key(int ipv4, int port) {
        return (ipv4 & 0xffff_ffffL) << 16 | (port & 0xffff);
    }

    /** The EA bits at their places, bits 0 to 63. */
    long eaHigh(long key) {
        return (Long.rotateRight(key, suffixRotation) & suffixHigh) | (Long.rotateRight(key, psidRotation) & psidHigh);
    }

    /** The EA bits at their places, bits 64 to 127. */
    long eaLow(long key) {
        return (Long.rotateRight(key, suffixRotation) & suffixLow) | (Long.rotateRight(key, psidRotation) & psidLow);
    }

    /** What the EA bits of an address hold, at its places in a key: the inverse of {@link #eaHigh} and {@link #eaLow}. */
    long ofEa(long high, long low) {
        return Long.rotateLeft((high & suffixHigh) | (low & suffixLow), suffixRotation)
                | Long.rotateLeft((high & psidHigh) | (low & psidLow), psidRotation);
    }

    /** IPv4 address and PSID in the interface identifier. */
    long interfaceId(long key) {
        return (Long.rotateRight(key, addressInIdRotation) & addressInId)
                | (Long.rotateRight(key, psidInIdRotation) & psidInId);
    }

    /** The lowest port of the CE whose PSID is in the EA bits of an IPv6 address, or is the explicit one. */
    int portOf(long high, long low, int explicitPsid) {
        int psid =
                (int) (Long.rotateLeft(high & psidHigh, psidRotation) | Long.rotateLeft(low & psidLow, psidRotation));
        return psid | firstPort | (explicitPsid << contiguousBits & explicitPorts);
    }

    /** Whether a port has the rule's own PSID, where the rule has one. */
    boolean agrees(int explicitPsid, int port) {
        return ((port ^ explicitPsid << contiguousBits) & explicitPorts) == 0;
    }
}
