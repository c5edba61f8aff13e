package io.softwire46.mape.operate.diff.internal;

import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.PortParameters;
import io.softwire46.mape.operate.diff.internal.AlignedBlocks.Block;
import java.util.List;

/**
 * Counts addresses and ports that two boxes have in common, and those whose owner has the same End-user prefix in both.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
final class OwnerCounter {
    private static final int PORT_BITS = 16;
    private static final int IPV4_BITS = 32;
    private static final int ALL_PORTS = 1 << PORT_BITS;
    private static final Block ANY = new Block(0, 0);

    private final BitEquations equations = new BitEquations();

    /** The addresses of the current equations. */
    private Block addresses = ANY;

    /** Returns the number of ports that are in the sets of both boxes. */
    long commonPorts(OwnedBox old, OwnedBox now) {
        if (!old.isShared()) {
            return now.isShared() ? now.portCount() : ALL_PORTS;
        }
        if (!now.isShared()) {
            return old.portCount();
        }
        if (old.ports().equals(now.ports())) {
            int first = Math.max(old.psidFirst(), now.psidFirst());
            int last = Math.min(old.psidLast(), now.psidLast());
            return Math.max(0, last - first + 1) * (long) old.ports().portCount();
        }
        addresses = ANY;
        return overPsids(old, now, false);
    }

    /** Returns the number of addresses in a range, with ports, that belong to the same End-user prefix in both boxes. */
    long sameOwners(OwnedBox old, OwnedBox now, int first, int last, long commonPorts) {
        MapRule a = old.owner().rule();
        MapRule b = now.owner().rule();
        if (a.derivedPrefixLength() != b.derivedPrefixLength()
                || !(Prefix6.of(a).contains(Prefix6.of(b)) || Prefix6.of(b).contains(Prefix6.of(a)))) {
            return 0;
        }
        if (isAlike(a, b)) {
            return OwnedBox.addressCount(first, last) * commonPorts;
        }
        long same = 0;
        for (Block block : AlignedBlocks.of(first & 0xffff_ffffL, last & 0xffff_ffffL)) {
            addresses = block;
            same += overPsids(old, now, true);
        }
        return same;
    }

    /** Returns whether two rules derive the same End-user prefix for each address and port that both own. */
    private static boolean isAlike(MapRule a, MapRule b) {
        return a.ipv6Length() == b.ipv6Length()
                && a.ipv4() == b.ipv4()
                && a.ipv4Length() == b.ipv4Length()
                && a.eaLength() == b.eaLength()
                && (a.psidLengthInEa() == 0 || a.portParameters().equals(b.portParameters()));
    }

    private long overPsids(OwnedBox old, OwnedBox now, boolean ofSameOwner) {
        long count = 0;
        List<Block> others = AlignedBlocks.of(now.psidFirst(), now.psidLast());
        for (Block one : AlignedBlocks.of(old.psidFirst(), old.psidLast())) {
            for (Block other : others) {
                count += withAssignedPorts(old, now, one, other, ofSameOwner);
            }
        }
        return count;
    }

    /** Ports with A = 0 belong to no CE (RFC 7597 section 5.1): inclusion and exclusion. */
    private long withAssignedPorts(OwnedBox old, OwnedBox now, Block one, Block other, boolean ofSameOwner) {
        int a = old.ports().psidOffset();
        int b = now.ports().psidOffset();
        long count = solutions(old, now, one, other, 0, ofSameOwner);
        if (count == 0) {
            return 0;
        }
        if (a > 0) {
            count -= solutions(old, now, one, other, a, ofSameOwner);
        }
        if (b > 0) {
            count -= solutions(old, now, one, other, b, ofSameOwner);
        }
        return a > 0 && b > 0 ? count + solutions(old, now, one, other, Math.max(a, b), ofSameOwner) : count;
    }

    private long solutions(OwnedBox old, OwnedBox now, Block one, Block other, int zeroBits, boolean ofSameOwner) {
        equations.begin(addresses.freeBits() + PORT_BITS);
        equatePsid(old.ports(), one);
        equatePsid(now.ports(), other);
        for (int i = 0; i < zeroBits; i++) {
            equations.equate(portBit(i), 0);
        }
        if (ofSameOwner) {
            MapRule a = old.owner().rule();
            MapRule b = now.owner().rule();
            for (int i = 0; i < a.derivedPrefixLength(); i++) {
                equations.equate(prefixBit(a, i), prefixBit(b, i));
            }
        }
        return equations.solutions();
    }

    private void equatePsid(PortParameters ports, Block psids) {
        int k = ports.psidLength();
        for (int i = 0; i < k - psids.freeBits(); i++) {
            equations.equate(portBit(ports.psidOffset() + i), (int) (psids.first() >>> (k - 1 - i)) & 1);
        }
    }

    private int portBit(int i) {
        return BitEquations.FIRST_VARIABLE + addresses.freeBits() + i;
    }

    private int ipv4Bit(int i) {
        int fixed = IPV4_BITS - addresses.freeBits();
        return i < fixed
                ? (int) (addresses.first() >>> (IPV4_BITS - 1 - i)) & 1
                : BitEquations.FIRST_VARIABLE + i - fixed;
    }

    /** Returns a bit of the End-user prefix of the owner. */
    private int prefixBit(MapRule rule, int i) {
        int n = rule.ipv6Length();
        int p = rule.suffixLength();
        if (i < n) {
            return (int) (i < 64 ? rule.ipv6High() >>> (63 - i) : rule.ipv6Low() >>> (127 - i)) & 1;
        }
        return i < n + p
                ? ipv4Bit(rule.ipv4Length() + i - n)
                : portBit(rule.portParameters().psidOffset() + i - n - p);
    }
}
