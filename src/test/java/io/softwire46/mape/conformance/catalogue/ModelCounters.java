package io.softwire46.mape.conformance.catalogue;

import static io.softwire46.mape.conformance.catalogue.ControlFault.*;

import io.softwire46.mape.conformance.Counter;
import io.softwire46.mape.conformance.Side;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Counters of the model, with switches for faults.
 *
 * <p>Not thread-safe.
 */
final class ModelCounters {
    private static final List<String> OTHER_LEAVES = List.of(
            "ipv6-fragments-reassembled",
            "ipv6-fragments-bytes-reassembled",
            "dropped-ipv4-fragments",
            "dropped-ipv4-fragment-bytes",
            "hairpin-ipv4-packets",
            "hairpin-ipv4-bytes");

    private final Set<ControlFault> faults;
    private final Map<String, Counter> all = new LinkedHashMap<>();
    private final Map<String, Long> leaves = new LinkedHashMap<>();

    ModelCounters(Set<ControlFault> faults) {
        this.faults = faults;
        clear();
    }

    void clear() {
        all.clear();
        leaves.clear();
        OTHER_LEAVES.forEach(leaf -> leaves.put(leaf, 0L));
        all.put("reassembled", new Counter("reassembled", Counter.Kind.REASSEMBLED, 0, 0L));
    }

    List<Counter> all() {
        return List.copyOf(all.values());
    }

    Map<String, Long> trafficStat() {
        return Map.copyOf(leaves);
    }

    private void add(String name, Counter.Kind kind) {
        all.merge(
                name,
                new Counter(name, kind, 1, null),
                (one, other) -> new Counter(name, kind, one.packets() + 1, null));
    }

    private void leaf(String name, int octets) {
        leaf(name + "-packets", name + "-bytes", octets);
    }

    private void leaf(String packets, String bytes, long octets) {
        leaves.merge(packets, 1L, Long::sum);
        leaves.merge(bytes, octets, Long::sum);
    }

    void received(Side side, int octets) {
        add("received " + side, side == Side.IPV4 ? Counter.Kind.IN_IPV4 : Counter.Kind.IN_IPV6);
        leaf("rcvd-" + side, octets);
    }

    void sent(Side side, int octets, boolean twice) {
        for (int i = 0; i < (twice ? 2 : 1); i++) {
            add("sent " + side, side == Side.IPV4 ? Counter.Kind.OUT_IPV4 : Counter.Kind.OUT_IPV6);
        }
        leaf("sent-" + side, octets);
    }

    void dropped(Side side, String verdict, int octets) {
        boolean isSpoofed = verdict.equals("DROP_SPOOFED");
        if (isSpoofed) {
            add("spoofed", Counter.Kind.SPOOFED);
        }
        if (!isSpoofed || !faults.contains(SPOOFED_NOT_DROPPED)) {
            add(verdict, Counter.Kind.DROPPED);
        }
        leaf("dropped-" + side, octets);
    }

    void droppedFragment(int octets) {
        if (!faults.contains(FRAGMENT_LEAF_UNCOUNTED)) {
            leaf("dropped-ipv4-fragments", "dropped-ipv4-fragment-bytes", octets);
        }
    }

    void held() {
        if (!faults.contains(HELD_UNCOUNTED)) {
            add("held", Counter.Kind.HELD);
        }
    }

    /** A packet of this many octets was joined; the last of its pieces that arrived has fewer. */
    void reassembled(boolean isTunnel, int octets, int ofLast, int pieces) {
        int count = faults.contains(REASSEMBLED_BY_PIECES) ? pieces : 1;
        all.merge(
                "reassembled",
                new Counter("reassembled", Counter.Kind.REASSEMBLED, count, (long) octets),
                ModelCounters::sum);
        if (isTunnel) {
            int counted = faults.contains(REASSEMBLED_OCTETS_OF_LAST) ? ofLast : octets;
            leaf("ipv6-fragments-reassembled", "ipv6-fragments-bytes-reassembled", counted);
        }
    }

    private static Counter sum(Counter one, Counter other) {
        long octets = one.octets() + other.octets();
        return new Counter(one.name(), one.kind(), one.packets() + other.packets(), octets);
    }

    void hairpinned(int octets) {
        if (!faults.contains(HAIRPIN_UNCOUNTED)) {
            leaf("hairpin-ipv4", octets);
        }
        if (faults.contains(HAIRPIN_SENT_ON_IPV4)) {
            leaf("sent-ipv4", octets);
        }
    }

    void error(int octets) {
        leaf("out-icmpv4-error", octets);
    }
}
