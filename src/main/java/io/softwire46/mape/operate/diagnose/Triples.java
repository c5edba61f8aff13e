package io.softwire46.mape.operate.diagnose;

import io.softwire46.mape.map.internal.Bits;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Distinct observed triples (CE address, IPv4 address, port) in columns. Triples with the same two addresses form a pair; pairs
 * are sorted by CE address, so that those of a prefix are adjacent.
 *
 * <p>Immutable.
 */
public final class Triples {
    /**
     * One observation.
     *
     * <p>Immutable.
     *
     * @param high bits 0 to 63 of the CE address
     * @param low bits 64 to 127
     * @param ipv4 32 bits
     * @param port 0 to 65,535, or {@link Ports#NO_PORT}
     * @param origin number that the caller knows it by
     */
    public record Triple(long high, long low, int ipv4, int port, int origin) {
        static final Comparator<Triple> ORDER = Comparator.<Triple>comparingLong(each -> each.high + Long.MIN_VALUE)
                .thenComparingLong(each -> each.low + Long.MIN_VALUE)
                .thenComparingInt(Triple::ipv4)
                .thenComparingInt(Triple::port)
                .thenComparingInt(Triple::origin);

        boolean isOfPair(Triple other) {
            return high == other.high && low == other.low && ipv4 == other.ipv4;
        }
    }

    private final Triple[] sorted;
    /** First triple of each pair, and the number of triples. */
    private final int[] first;

    private Triples(Triple[] sorted, int[] first) {
        this.sorted = sorted;
        this.first = first;
    }

    /** Sorts triples; of equal ones the first counts. */
    public static Triples of(List<Triple> triples) {
        Triple[] all = triples.toArray(new Triple[0]);
        Arrays.sort(all, Triple.ORDER);
        int count = 0;
        for (Triple each : all) {
            Triple last = count == 0 ? null : all[count - 1];
            if (last == null || !last.isOfPair(each) || last.port != each.port) {
                all[count++] = each;
            }
        }
        Triple[] sorted = Arrays.copyOf(all, count);
        int[] first = new int[count + 1];
        int pairs = 0;
        for (int i = 0; i < count; i++) {
            if (i == 0 || !sorted[i].isOfPair(sorted[i - 1])) {
                first[pairs++] = i;
            }
        }
        first[pairs] = count;
        return new Triples(sorted, Arrays.copyOf(first, pairs + 1));
    }

    /** Returns the number of distinct triples. */
    public int size() {
        return sorted.length;
    }

    /** Returns a triple by its index in the order of addresses and ports. */
    public Triple get(int index) {
        return sorted[index];
    }

    int pairs() {
        return first.length - 1;
    }

    int from(int pair) {
        return first[pair];
    }

    int until(int pair) {
        return first[pair + 1];
    }

    long high(int pair) {
        return sorted[first[pair]].high;
    }

    long low(int pair) {
        return sorted[first[pair]].low;
    }

    int ipv4(int pair) {
        return sorted[first[pair]].ipv4;
    }

    /** Returns the pair of a triple. */
    int pairOf(int triple) {
        int found = Arrays.binarySearch(first, triple);
        return found >= 0 ? found : -found - 2;
    }

    int port(int triple) {
        return sorted[triple].port;
    }

    /** Returns the number of first bits that the CE addresses of two pairs have in common. */
    int commonIpv6(int pair, int other) {
        long difference = high(pair) ^ high(other);
        return difference != 0
                ? Long.numberOfLeadingZeros(difference)
                : 64 + Long.numberOfLeadingZeros(low(pair) ^ low(other));
    }

    int commonIpv4(int pair, int other) {
        return Integer.numberOfLeadingZeros(ipv4(pair) ^ ipv4(other));
    }

    /** Returns the first pair whose CE address is in the prefix of another pair's address, or follows it. */
    int firstIn(int pair, int length) {
        int below = 0;
        int at = pair;
        while (below < at) {
            int middle = (below + at) >>> 1;
            if (commonIpv6(middle, pair) >= length) {
                at = middle;
            } else {
                below = middle + 1;
            }
        }
        return at;
    }

    /** Returns the first pair after those whose CE address is in the prefix of another pair's address. */
    int endOf(int pair, int length) {
        int at = pair + 1;
        int above = pairs();
        while (at < above) {
            int middle = (at + above) >>> 1;
            if (commonIpv6(middle, pair) >= length) {
                at = middle + 1;
            } else {
                above = middle;
            }
        }
        return at;
    }

    /** Returns the first bits of an IPv4 address. */
    int ipv4Prefix(int pair, int length) {
        return ipv4(pair) & Bits.ipv4Mask(length);
    }
}
