package io.softwire46.mape.conformance.judge;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Values that leaves of {@code traffic-stat} may have (RFC 8676 section 5.1), by leaf.
 *
 * <p>Not thread-safe.
 */
final class Leaves {
    private static final String PACKETS = "-packets";
    private static final String OCTETS = "-bytes";
    private static final String FRAGMENTS = "dropped-ipv4-fragments";
    private static final String FRAGMENT_OCTETS = "dropped-ipv4-fragment-bytes";

    private final Map<String, Set<Long>> allowed = new LinkedHashMap<>();

    /** Adds the leaves of packets and octets. */
    void add(String leaf, List<byte[]> packets) {
        add(leaf + PACKETS, leaf + OCTETS, packets);
    }

    /** Adds the leaves of packets and octets, of which some may be left out. */
    void addWithout(String leaf, List<byte[]> packets, List<byte[]> some) {
        add(leaf, packets);
        perhaps(leaf + PACKETS, -some.size());
        perhaps(leaf + OCTETS, -octets(some));
    }

    /** Lets packets count in leaves, too. */
    void perhaps(String leaf, List<byte[]> more) {
        perhaps(leaf + PACKETS, more.size());
        perhaps(leaf + OCTETS, octets(more));
    }

    private void add(String packetLeaf, String octetLeaf, List<byte[]> packets) {
        allowed.put(packetLeaf, new LinkedHashSet<>(List.of((long) packets.size())));
        allowed.put(octetLeaf, new LinkedHashSet<>(List.of(octets(packets))));
    }

    private void perhaps(String leaf, long more) {
        Set<Long> values = values(leaf);
        List.copyOf(values).forEach(each -> values.add(each + more));
    }

    private Set<Long> values(String leaf) {
        return allowed.getOrDefault(leaf, Set.of());
    }

    private static long octets(List<byte[]> packets) {
        return packets.stream().mapToLong(each -> each.length).sum();
    }

    /** Adds the leaves of IPv4 fragments; those of tunnel packets may count. */
    void addDroppedFragments(List<byte[]> ofIpv4, List<byte[]> ofTunnel) {
        List<byte[]> inTunnel = fragments(ofTunnel);
        add(FRAGMENTS, FRAGMENT_OCTETS, fragments(ofIpv4));
        perhaps(FRAGMENTS, inTunnel.size());
        perhaps(FRAGMENT_OCTETS, octets(inTunnel));
    }

    private static List<byte[]> fragments(List<byte[]> packets) {
        List<byte[]> fragments = new ArrayList<>();
        for (byte[] each : packets) {
            FragmentView view = FragmentView.inner(new PacketView(each).ipv4());
            if (view != null && view.isPart()) {
                fragments.add(each);
            }
        }
        return fragments;
    }

    /** Adds the leaves of reassembled tunnel packets: they count packets or fragments. */
    void addReassembled(JoinedPacket joined) {
        Set<Long> packets = new LinkedHashSet<>(List.of((long) joined.packets(), (long) joined.pieces()));
        allowed.put("ipv6-fragments-reassembled", packets);
        allowed.put("ipv6-fragments-bytes-reassembled", new LinkedHashSet<>(joined.octets()));
    }

    /** The IPv4 packet of a tunnel packet. */
    static byte[] ipv4(byte[] packet) {
        byte[] ipv4 = new PacketView(packet).ipv4();
        return ipv4 == null ? packet : ipv4;
    }

    /** Returns the first leaf with a value that is not allowed. */
    Optional<String> firstDifference(Map<String, Long> seen) {
        return allowed.keySet().stream()
                .filter(leaf -> seen.containsKey(leaf) && !values(leaf).contains(seen.get(leaf)))
                .findFirst();
    }

    /** Returns the first value that is allowed. */
    long usual(String leaf) {
        return values(leaf).iterator().next();
    }
}
