package io.softwire46.mape.operate.explain;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compares the packets that were sent with those that the reading expects. Static methods only. */
final class Comparison {
    private static final int LABEL_MASK = 0xf_ffff;

    private Comparison() {}

    /** Returns the first difference; null if there is none. */
    static @Nullable String difference(List<Sent> expected, List<byte[]> actual, NodeReading node) {
        if (expected.size() != actual.size()) {
            return expected.size() + " outputs explained, " + actual.size() + " sent";
        }
        byte[] first = null;
        for (int i = 0; i < actual.size(); i++) {
            String difference = difference(expected.get(i), actual.get(i), node);
            if (difference != null) {
                return "output " + i + ": " + difference;
            }
            if (!expected.get(i).isTunnelFragment()) {
                first = null;
                continue;
            }
            boolean isFirst = Octets.u16(actual.get(i), 42) >>> 3 == 0;
            first = isFirst || first == null ? actual.get(i) : first;
            boolean isSame = Arrays.equals(first, 0, 4, actual.get(i), 0, 4)
                    && Arrays.equals(first, 44, 48, actual.get(i), 44, 48);
            if (!isSame) {
                return "output " + i + ": flow label or Identification differs from the first fragment";
            }
        }
        return null;
    }

    private static @Nullable String difference(Sent sent, byte[] actual, NodeReading node) {
        byte[] expected = sent.octets().clone();
        if (sent.isIpv6() && actual.length >= 48 && actual[0] >>> 4 == 6) {
            int word = Octets.u32(expected, 0);
            int label = Octets.u32(actual, 0) & LABEL_MASK;
            if (label == 0 == sent.hasLabel()) {
                return "flow label " + label;
            }
            Octets.put32(expected, 0, (word & ~LABEL_MASK) | label);
            if (sent.isTunnelFragment()) {
                System.arraycopy(actual, 44, expected, 44, 4);
            }
        }
        int ipv4 = sent.anyIdentificationAt();
        if (ipv4 >= 0 && actual.length >= ipv4 + 20) {
            int identification = Octets.u16(actual, ipv4 + 4);
            if (sent.kind() != Sent.Kind.ICMP && !node.mayChoose(identification)) {
                return "Identification " + identification + " is not in the port set";
            }
            Octets.put16(expected, ipv4 + 4, identification);
            Octets.setHeaderChecksum(expected, ipv4);
        }
        int same = Arrays.mismatch(expected, actual);
        if (same < 0) {
            return null;
        }
        HexFormat hex = HexFormat.of();
        return "octet " + same + " differs; explained " + hex.formatHex(expected) + ", sent " + hex.formatHex(actual);
    }
}
