package io.softwire46.mape.conformance.model;

import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Ownership of ports, by the figure of RFC 7597 section 5.1: a port is a string of 16 binary digits, divided into A, PSID
 * and j from the left. Slow and plain on purpose.
 */
public final class NaivePorts {
    public static final int NOBODY = -1;
    public static final int PORTS = 65536;

    private static final String[] BINARY = IntStream.range(0, PORTS)
            .mapToObj(port -> Integer.toBinaryString(1 << 16 | port).substring(1))
            .toArray(String[]::new);

    private NaivePorts() {}

    /** Offset and length, as a parameterized test takes them. */
    public record Pair(int a, int k) {
        @Override
        public String toString() {
            return "a=" + a + " k=" + k;
        }
    }

    /** Every legal pair: a 0..15, k 0..16, a + k at most 16. */
    public static Stream<Pair> legalPairs() {
        return IntStream.rangeClosed(0, 15)
                .boxed()
                .flatMap(a -> IntStream.rangeClosed(0, 16 - a).mapToObj(k -> new Pair(a, k)));
    }

    /** The PSID that owns a port, or no one. */
    public static int owner(int a, int k, int port) {
        if (k == 0) {
            return 0;
        }
        String bits = BINARY[port];
        boolean excluded = a > 0 && bits.substring(0, a).indexOf('1') < 0;
        return excluded ? NOBODY : Integer.parseInt(bits, a, a + k, 2);
    }

    /** The owner of every port. */
    public static int[] owners(int a, int k) {
        return IntStream.range(0, PORTS).map(port -> owner(a, k, port)).toArray();
    }

    /** The ports of every PSID, ascending, from the owners of all ports. */
    public static int[][] portsByPsid(int k, int[] owners) {
        int[] count = new int[1 << k];
        for (int owner : owners) {
            if (owner != NOBODY) {
                count[owner]++;
            }
        }
        int[][] ports = new int[1 << k][];
        for (int psid = 0; psid < ports.length; psid++) {
            ports[psid] = new int[count[psid]];
        }
        int[] next = new int[1 << k];
        for (int port = 0; port < PORTS; port++) {
            if (owners[port] != NOBODY) {
                ports[owners[port]][next[owners[port]]++] = port;
            }
        }
        return ports;
    }
}
