package io.softwire46.mape.operate;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * All rule sets for a small demand by enumeration: addresses are members of a set, ports are counted one by one, and IPv6 prefixes
 * are placed by trying each position.
 */
final class NaivePlan {
    /** The figures that the front compares. */
    record Figures(long spare, int ports, int rules, long ipv6Space, long wasted) {
        boolean isWorseThan(Figures other) {
            boolean isNowhereBetter = other.spare >= spare
                    && other.ports >= ports
                    && other.rules <= rules
                    && other.ipv6Space <= ipv6Space
                    && other.wasted <= wasted;
            return isNowhereBetter && !equals(other);
        }
    }

    private static final int PORTS = 65536;

    /** By offset and length. */
    private static final Map<List<Integer>, int[]> COUNTS = new ConcurrentHashMap<>();

    private final List<long[]> blocks;
    private final Set<Long> reserved;
    private final int ipv6Length;
    private final int delegated;
    private final long required;
    private final int minPorts;
    private final Set<Integer> excluded;

    /** Blocks are first address and number of addresses; {@code delegated} 0 is any up to 64. */
    NaivePlan(
            List<long[]> blocks,
            Set<Long> reserved,
            int ipv6Length,
            int delegated,
            long required,
            int minPorts,
            Set<Integer> excluded) {
        this.blocks = blocks;
        this.reserved = reserved;
        this.ipv6Length = ipv6Length;
        this.delegated = delegated;
        this.required = required;
        this.minPorts = minPorts;
        this.excluded = excluded;
    }

    NaivePlan withBlocks(List<long[]> other) {
        return new NaivePlan(other, reserved, ipv6Length, delegated, required, minPorts, excluded);
    }

    NaivePlan withReserved(Set<Long> other) {
        return new NaivePlan(blocks, other, ipv6Length, delegated, required, minPorts, excluded);
    }

    NaivePlan withIpv6Length(int length) {
        return new NaivePlan(blocks, reserved, length, delegated, required, minPorts, excluded);
    }

    NaivePlan withDelegated(int length) {
        return new NaivePlan(blocks, reserved, ipv6Length, length, required, minPorts, excluded);
    }

    NaivePlan withRequired(long number) {
        return new NaivePlan(blocks, reserved, ipv6Length, delegated, number, minPorts, excluded);
    }

    NaivePlan withPorts(int number, Set<Integer> none) {
        return new NaivePlan(blocks, reserved, ipv6Length, delegated, required, number, none);
    }

    Set<Integer> excluded() {
        return excluded;
    }

    boolean isFeasible() {
        return !all().isEmpty();
    }

    Set<Figures> front() {
        Set<Figures> all = all();
        Set<Figures> front = new HashSet<>();
        for (Figures each : all) {
            if (all.stream().noneMatch(each::isWorseThan)) {
                front.add(each);
            }
        }
        return front;
    }

    private Set<Figures> all() {
        TreeSet<Long> together = new TreeSet<>();
        List<Long> separate = new ArrayList<>();
        for (long[] block : blocks) {
            TreeSet<Long> addresses = new TreeSet<>();
            for (long i = 0; i < block[1]; i++) {
                if (!reserved.contains(block[0] + i)) {
                    addresses.add(block[0] + i);
                }
            }
            separate.addAll(prefixes(addresses));
            together.addAll(addresses);
        }
        Set<Figures> all = new HashSet<>();
        add(separate, all);
        add(prefixes(together), all);
        return all;
    }

    /** The sizes of the largest prefixes that cover a set exactly, from its lowest address on. */
    private static List<Long> prefixes(TreeSet<Long> addresses) {
        List<Long> sizes = new ArrayList<>();
        TreeSet<Long> rest = new TreeSet<>(addresses);
        while (!rest.isEmpty()) {
            long first = rest.first();
            long size = 1;
            while (first % (2 * size) == 0 && containsAll(rest, first, 2 * size)) {
                size *= 2;
            }
            for (long i = 0; i < size; i++) {
                rest.remove(first + i);
            }
            sizes.add(size);
        }
        return sizes;
    }

    private static boolean containsAll(Set<Long> addresses, long first, long size) {
        for (long i = 0; i < size; i++) {
            if (!addresses.contains(first + i)) {
                return false;
            }
        }
        return true;
    }

    private void add(List<Long> sizes, Set<Figures> all) {
        long addresses = sizes.stream().mapToLong(each -> each).sum();
        for (int k = 0; k <= 16 && addresses > 0; k++) {
            for (int a = 0; a <= (k == 0 ? 0 : Math.min(15, 16 - k)); a++) {
                int[] owned = owned(a, k);
                if (owned == null || owned[0] < minPorts) {
                    continue;
                }
                long capacity = addresses << k;
                for (int length = ipv6Length; length <= 64; length++) {
                    if (capacity >= required && (delegated == 0 || delegated == length) && fits(sizes, k, length)) {
                        all.add(new Figures(
                                capacity - required,
                                owned[0],
                                sizes.size(),
                                capacity << 64 - length,
                                addresses * owned[1]));
                    }
                }
            }
        }
    }

    /** Ports of PSID 0, and ports without a PSID; null if a PSID has an excluded port. RFC 7597 section 5.1. */
    private int @Nullable [] owned(int a, int k) {
        if (excluded.stream().anyMatch(port -> hasPsid(a, port))) {
            return null;
        }
        return COUNTS.computeIfAbsent(List.of(a, k), key -> {
            int first = 0;
            int none = 0;
            for (int port = 0; port < PORTS; port++) {
                if (!hasPsid(a, port)) {
                    none++;
                } else if (port / (PORTS >> a + k) % (1 << k) == 0) {
                    first++;
                }
            }
            return new int[] {first, none};
        });
    }

    private static boolean hasPsid(int a, int port) {
        return a == 0 || port / (PORTS >> a) > 0;
    }

    /** Tries each aligned position for each rule, the largest first. */
    private boolean fits(List<Long> sizes, int k, int length) {
        double end = Math.pow(2, length - ipv6Length);
        List<double[]> placed = new ArrayList<>();
        List<Long> sorted = new ArrayList<>(sizes);
        sorted.sort((one, other) -> Long.compare(other, one));
        for (long each : sorted) {
            double units = each * Math.pow(2, k);
            double at = 0;
            while (at + units <= end && overlaps(placed, at, units)) {
                at += units;
            }
            if (at + units > end) {
                return false;
            }
            placed.add(new double[] {at, units});
        }
        return true;
    }

    private static boolean overlaps(List<double[]> placed, double at, double units) {
        return placed.stream().anyMatch(each -> at < each[0] + each[1] && each[0] < at + units);
    }
}
