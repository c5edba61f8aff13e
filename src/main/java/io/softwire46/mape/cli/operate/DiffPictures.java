package io.softwire46.mape.cli.operate;

import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.PortRange;
import io.softwire46.mape.map.PortSet;
import java.util.Arrays;

/**
 * Pictures of at most 80 columns: the bits of an End-user prefix, and the ports of a CE.
 *
 * <p>Static methods only.
 */
final class DiffPictures {
    /** Columns of a picture. */
    static final int COLUMNS = 64;

    private static final int PORTS = 1 << 16;

    private DiffPictures() {}

    /** Returns the numbers of bits over {@link #bits}. */
    static String ruler(int prefixBits) {
        int step = prefixBits <= COLUMNS ? 8 : 16;
        StringBuilder ruler = new StringBuilder();
        for (int bit = 0; bit < (prefixBits <= COLUMNS ? COLUMNS : 2 * COLUMNS); bit += step) {
            ruler.append(String.format(java.util.Locale.ROOT, "%-8d", bit));
        }
        return ruler.toString().stripTrailing();
    }

    /**
     * Returns a letter for each bit of the End-user prefix of a rule: r for the Rule IPv6 prefix, 4 for the IPv4 suffix, P for the
     * PSID. If {@code prefixBits} exceeds 64, a letter is two bits.
     */
    static String bits(MapRule rule, int prefixBits) {
        int scale = prefixBits <= COLUMNS ? 1 : 2;
        char[] picture = new char[COLUMNS];
        for (int column = 0; column < COLUMNS; column++) {
            int bit = column * scale - rule.ipv6Length();
            picture[column] = bit < 0 ? 'r' : bit < rule.suffixLength() ? '4' : bit < rule.eaLength() ? 'P' : '.';
        }
        return new String(picture);
    }

    /** Returns the scale over a bar of ports. */
    static String portRuler() {
        return "0       8192    16384   24576   32768   40960   49152   57344  65535";
    }

    /** Returns a bar of all ports, 1,024 ports per column: # if the set has all of them, + if some, . if none. */
    static String ports(PortSet set) {
        return ports(set, 0, PORTS);
    }

    /** Returns a bar of {@code size} ports from {@code first} on; the size is a multiple of the columns. */
    static String ports(PortSet set, int first, int size) {
        int[] counts = counts(set, first, size);
        char[] bar = new char[COLUMNS];
        for (int i = 0; i < COLUMNS; i++) {
            bar[i] = counts[i] == 0 ? '.' : counts[i] == size / COLUMNS ? '#' : '+';
        }
        return new String(bar);
    }

    /** Returns by column the number of ports of a set. */
    static int[] counts(PortSet set) {
        return counts(set, 0, PORTS);
    }

    /** Returns by column the number of ports of a set, of {@code size} ports from {@code first} on. */
    static int[] counts(PortSet set, int first, int size) {
        int[] counts = new int[COLUMNS];
        int width = size / COLUMNS;
        for (int i = 0; i < set.rangeCount(); i++) {
            PortRange range = set.rangeAt(i);
            int from = Math.max(range.first(), first) - first;
            int to = Math.min(range.last(), first + size - 1) - first;
            for (int column = from / width; from <= to && column <= to / width; column++) {
                counts[column] += Math.min(to, column * width + width - 1) - Math.max(from, column * width) + 1;
            }
        }
        return counts;
    }

    /**
     * Returns the first port of the part of the port space with A = 1, which is as long; the parts with other A have the same
     * picture (RFC 7597 section 5.1). Returns -1 if there is one part, or it has fewer ports than a bar has columns.
     */
    static int firstPart(PortSet set) {
        int first = set.parameters().firstAssignedPort();
        return first < COLUMNS ? -1 : first;
    }

    /** Returns a bar whose length is a share of the most columns, at least one column. */
    static String bar(double share, int columns) {
        char[] bar = new char[Math.max(1, (int) Math.round(share * columns))];
        Arrays.fill(bar, '#');
        return new String(bar);
    }
}
