package io.softwire46.mape.operate.diagnose;

import io.softwire46.mape.map.InterfaceIdFormat;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * CEs of the 1:1 mode: the interface identifier is that of a MAP address, and the prefix has no EA bits (RFC 7597 section 5.2).
 *
 * <p>Static methods only.
 */
public final class OneToOneCes {
    /**
     * A CE.
     *
     * <p>Immutable.
     *
     * @param format layout of the interface identifier
     * @param high bits 0 to 63 of the MAP address
     * @param low bits 64 to 127
     * @param ipv4 IPv4 address
     * @param psid PSID in the interface identifier
     * @param isAmbiguous whether some rule explains it too
     */
    public record Ce(InterfaceIdFormat format, long high, long low, int ipv4, int psid, boolean isAmbiguous) {}

    private OneToOneCes() {}

    /**
     * Returns the CEs of triples that nothing else explains, and removes these triples.
     *
     * @param triples all triples
     * @param left indices of those that are not explained; changed
     * @param isOther whether a pair is of a CE with EA bits, or contradicts a rule
     * @param isAmbiguous whether some rule explains a pair too
     */
    static List<Ce> of(Triples triples, BitSet left, IntPredicate isOther, IntPredicate isAmbiguous) {
        List<Ce> found = new ArrayList<>();
        for (int pair = 0; pair < triples.pairs(); pair++) {
            BitSet own = left.get(triples.from(pair), triples.until(pair));
            boolean isWhole = own.cardinality() == triples.until(pair) - triples.from(pair);
            if (!isWhole) {
                continue;
            }
            InterfaceIdFormat format = format(triples, pair);
            if (format != null && !isOther.test(pair)) {
                found.add(new Ce(
                        format,
                        triples.high(pair),
                        triples.low(pair),
                        triples.ipv4(pair),
                        psid(format, triples.low(pair)),
                        isAmbiguous.test(pair)));
                left.clear(triples.from(pair), triples.until(pair));
            }
        }
        return found;
    }

    private static int psid(InterfaceIdFormat format, long low) {
        return (int) (low >>> (format == InterfaceIdFormat.RFC7597 ? 0 : 8)) & 0xffff;
    }

    /** Returns the format of the interface identifier of a pair, whose PSID its ports can have; null if there is none. */
    static @Nullable InterfaceIdFormat format(Triples triples, int pair) {
        for (InterfaceIdFormat format : InterfaceIdFormat.values()) {
            if (isIdentifier(format, triples.low(pair), triples.ipv4(pair))
                    && haveOffset(triples, pair, psid(format, triples.low(pair)))) {
                return format;
            }
        }
        return null;
    }

    /** Returns whether the last 64 bits of an address are an interface identifier with an IPv4 address and any PSID. */
    static boolean hasIdentifier(long low, int ipv4) {
        return isIdentifier(InterfaceIdFormat.RFC7597, low, ipv4) || isIdentifier(InterfaceIdFormat.DRAFT03, low, ipv4);
    }

    private static boolean isIdentifier(InterfaceIdFormat format, long low, int ipv4) {
        return format.interfaceId(ipv4, psid(format, low)) == low;
    }

    /** Returns whether all ports of a pair can have a PSID under the same offset and length; true if all are free. */
    private static boolean haveOffset(Triples triples, int pair, int psid) {
        for (int k = 32 - Integer.numberOfLeadingZeros(psid); k <= 16; k++) {
            for (int offset = 0; offset < Ports.offsets(k); offset++) {
                boolean fits = true;
                for (int i = triples.from(pair); fits && i < triples.until(pair); i++) {
                    fits = Ports.fits(triples.port(i), offset, k, psid);
                }
                if (fits) {
                    return true;
                }
            }
        }
        return false;
    }
}
