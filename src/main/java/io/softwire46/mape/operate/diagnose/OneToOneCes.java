package io.softwire46.mape.operate.diagnose;

import io.softwire46.mape.map.InterfaceIdFormat;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntPredicate;

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
     */
    public record Ce(InterfaceIdFormat format, long high, long low, int ipv4, int psid) {}

    private OneToOneCes() {}

    /**
     * Returns the CEs of triples that nothing else explains, and removes these triples.
     *
     * @param triples all triples
     * @param left indices of those that are not explained; changed
     * @param isOther whether a pair is of a CE with EA bits, or contradicts a rule
     */
    static List<Ce> of(Triples triples, BitSet left, IntPredicate isOther) {
        List<Ce> found = new ArrayList<>();
        for (int pair = 0; pair < triples.pairs(); pair++) {
            BitSet own = left.get(triples.from(pair), triples.until(pair));
            boolean isWhole = own.cardinality() == triples.until(pair) - triples.from(pair);
            if (!isWhole) {
                continue;
            }
            for (InterfaceIdFormat format : InterfaceIdFormat.values()) {
                int psid = (int) (triples.low(pair) >>> (format == InterfaceIdFormat.RFC7597 ? 0 : 8)) & 0xffff;
                boolean isIdentifier = format.interfaceId(triples.ipv4(pair), psid) == triples.low(pair);
                if (isIdentifier && haveOffset(triples, pair, psid) && !isOther.test(pair)) {
                    found.add(new Ce(format, triples.high(pair), triples.low(pair), triples.ipv4(pair), psid));
                    left.clear(triples.from(pair), triples.until(pair));
                    break;
                }
            }
        }
        return found;
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
