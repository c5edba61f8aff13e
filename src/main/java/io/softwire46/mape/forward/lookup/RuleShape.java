package io.softwire46.mape.forward.lookup;

import io.softwire46.mape.map.InterfaceIdFormat;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.PortParameters;
import io.softwire46.mape.map.internal.Bits;

/**
 * Masks and shifts that derive a MAP address from an IPv4 address and port: one shape for all rules with the same n, r, o, a, k
 * and format.
 *
 * <p>Address and port are combined in one number, a key:
 * <pre>
 * 0              16                              48             63
 * +--------------+-------------------------------+---------------+
 * |      0       |         IPv4 address          |     port      |
 * +--------------+-------------------------------+---------------+
 * </pre>
 *
 * <p>Bits 16 + r to 47 hold the suffix in the EA bits and are placed at bit n of the IPv6 address. Bits 48 + a to 47 + a + k hold
 * the PSID, which is placed at n + 32 - r. In the interface identifier, address and PSID have fixed places (RFC 7597 section 6).
 * So the MAP address is the key, rotated four times and masked. Places are counted modulo 64, so that one rotation serves both
 * halves of the IPv6 address. A rotation is correct for each amount; a shift would be wrong for amounts of 64 or more, which Java
 * takes modulo 64.
 *
 * <p>Immutable. Shapes are objects and not elements of an array: the JIT checks the bounds of each array access, but loads a
 * field without a check.
 */
final class RuleShape {
    /** Approximate heap size of a shape. */
    static final int OCTETS = 136;

    /** Mask of the Rule IPv6 prefix, bits 0 to 63 and 64 to 127. */
    final long prefixHigh;

    final long prefixLow;

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

    /** The lowest assigned port (RFC 7597 section 5.1): 0 if a is 0, or if addresses are not shared. */
    final int firstPort;

    private final long suffixHigh;
    private final long suffixLow;
    private final int suffixRotation;
    private final int psidRotation;

    /** Masks in the interface identifier, as far as the prefix does not cover it. */
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
        prefixHigh = Bits.ipv6MaskHigh(n);
        prefixLow = Bits.ipv6MaskLow(n);
        derivedHigh = Bits.ipv6MaskHigh(n + o);
        derivedLow = Bits.ipv6MaskLow(n + o);

        suffixHigh = Bits.placeHigh(Bits.mask(p), n, p);
        suffixLow = Bits.placeLow(Bits.mask(p), n, p);
        suffixRotation = n - (16 + r) & 63;
        psidHigh = Bits.placeHigh(Bits.mask(q), n + p, q);
        psidLow = Bits.placeLow(Bits.mask(q), n + p, q);
        psidRotation = n + p - (48 + ports.psidOffset()) & 63;

        int left = rule.format() == InterfaceIdFormat.DRAFT03 ? 8 : 0; // its fields are 8 bits further left
        long psid = q > 0 ? ports.sharingRatio() - 1 : 0;
        contiguousBits = ports.contiguousBits();
        addressInId = (Bits.ipv4Mask(rule.ceIpv4Length()) & 0xffff_ffffL) << (16 + left) & ~derivedLow;
        addressInIdRotation = -left & 63;
        psidInId = psid << left & ~derivedLow;
        psidInIdRotation = contiguousBits - left & 63;
        explicitPorts = rule.isKeyedByPsid() ? (ports.sharingRatio() - 1) << contiguousBits : 0;
    }

    /** Returns all values of a rule that the constructor uses, in 30 bits. */
    static int key(MapRule rule) {
        int key = rule.ipv6Length();
        key = key << 6 | rule.ipv4Length();
        key = key << 6 | rule.eaLength();
        key = key << 4 | rule.portParameters().psidOffset();
        key = key << 5 | rule.portParameters().psidLength();
        return key << 1 | (rule.format() == InterfaceIdFormat.DRAFT03 ? 1 : 0);
    }

    /** Returns the key of an address and port; only the lowest 16 bits of the port are used. */
    static long key(int ipv4, int port) {
        return (ipv4 & 0xffff_ffffL) << 16 | (port & 0xffff);
    }

    /** Returns bits 0 to 63 of the EA bits at their places. */
    long eaHigh(long key) {
        return (Long.rotateRight(key, suffixRotation) & suffixHigh) | (Long.rotateRight(key, psidRotation) & psidHigh);
    }

    /** Returns bits 64 to 127 of the EA bits at their places. */
    long eaLow(long key) {
        return (Long.rotateRight(key, suffixRotation) & suffixLow) | (Long.rotateRight(key, psidRotation) & psidLow);
    }

    /** Returns the EA bits of an address, at their places in a key: the inverse of {@link #eaHigh} and {@link #eaLow}. */
    long ofEa(long high, long low) {
        return Long.rotateLeft((high & suffixHigh) | (low & suffixLow), suffixRotation)
                | Long.rotateLeft((high & psidHigh) | (low & psidLow), psidRotation);
    }

    /** Returns IPv4 address and PSID at their places in the interface identifier. */
    long interfaceId(long key) {
        return (Long.rotateRight(key, addressInIdRotation) & addressInId)
                | (Long.rotateRight(key, psidInIdRotation) & psidInId);
    }

    /** Returns -1 if no CE has the port of a key (RFC 7597 section 5.1), else 0. */
    long unassigned(long key) {
        return -(((key & 0xffff) - firstPort) >>> 63);
    }

    /**
     * Does the same as {@link #eaHigh}, {@link #eaLow}, {@link #interfaceId} and {@link #unassigned} for a batch, if all rules have
     * this shape: masks and rotations do not change within a loop, so that the JIT compiles it to vector instructions.
     */
    void mapAddresses(long[] columns, int count) {
        long suffix = suffixHigh;
        long psid = psidHigh;
        int right = suffixRotation;
        int psidRight = psidRotation;
        for (int i = 0; i < count; i++) {
            columns[KeyBatch.HIGH + i] |= (Long.rotateRight(columns[KeyBatch.KEYS + i], right) & suffix)
                    | (Long.rotateRight(columns[KeyBatch.KEYS + i], psidRight) & psid);
        }
        long suffixBelow = suffixLow;
        long psidBelow = psidLow;
        if ((suffixBelow | psidBelow) != 0) {
            for (int i = 0; i < count; i++) {
                columns[KeyBatch.LOW + i] |= (Long.rotateRight(columns[KeyBatch.KEYS + i], right) & suffixBelow)
                        | (Long.rotateRight(columns[KeyBatch.KEYS + i], psidRight) & psidBelow);
            }
        }
        long address = addressInId;
        long psidOfId = psidInId;
        int addressRight = addressInIdRotation;
        int psidOfIdRight = psidInIdRotation;
        for (int i = 0; i < count; i++) {
            columns[KeyBatch.LOW + i] |= (Long.rotateRight(columns[KeyBatch.KEYS + i], addressRight) & address)
                    | (Long.rotateRight(columns[KeyBatch.KEYS + i], psidOfIdRight) & psidOfId);
        }
        long first = firstPort;
        for (int i = 0; i < count; i++) {
            columns[KeyBatch.SLOTS + i] |= -(((columns[KeyBatch.KEYS + i] & 0xffff) - first) >>> 63);
        }
    }

    /** Returns the lowest port of the CE whose PSID is in the EA bits of an IPv6 address, or is the explicit one. */
    int portOf(long high, long low, int explicitPsid) {
        int psid =
                (int) (Long.rotateLeft(high & psidHigh, psidRotation) | Long.rotateLeft(low & psidLow, psidRotation));
        return psid | firstPort | (explicitPsid << contiguousBits & explicitPorts);
    }

    /** Returns whether a port has the rule's explicit PSID; true if the rule has none. */
    boolean agrees(int explicitPsid, int port) {
        return ((port ^ explicitPsid << contiguousBits) & explicitPorts) == 0;
    }
}
