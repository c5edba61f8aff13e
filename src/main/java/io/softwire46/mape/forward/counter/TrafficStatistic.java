package io.softwire46.mape.forward.counter;

import static io.softwire46.mape.forward.counter.Direction.V4_TO_V6;
import static io.softwire46.mape.forward.counter.Direction.V6_TO_V4;

import java.util.Arrays;
import java.util.function.ToLongFunction;

/**
 * The {@code traffic-stat} leaves of RFC 8676, read from a {@link CounterSnapshot}.
 *
 * <p>Octets of IPv6 packets are those of the whole packet, including the tunnel header. Immutable.
 */
public enum TrafficStatistic {
    /** IPv4 packets sent, including ICMP errors. */
    SENT_IPV4_PACKETS("sent-ipv4-packets", c -> c.packets(Event.SENT_IPV4)),
    /** Their octets. */
    SENT_IPV4_BYTES("sent-ipv4-bytes", c -> c.octets(Event.SENT_IPV4)),
    /** IPv6 packets sent; each fragment counts. */
    SENT_IPV6_PACKETS("sent-ipv6-packets", c -> c.packets(Event.SENT_IPV6)),
    /** Their octets. */
    SENT_IPV6_BYTES("sent-ipv6-bytes", c -> c.octets(Event.SENT_IPV6)),
    /** Packets from the IPv4 side, of all verdicts. */
    RCVD_IPV4_PACKETS("rcvd-ipv4-packets", c -> c.arrivedPackets(V4_TO_V6)),
    /** Their octets. */
    RCVD_IPV4_BYTES("rcvd-ipv4-bytes", c -> c.arrivedOctets(V4_TO_V6)),
    /** Packets from the IPv6 side, of all verdicts. */
    RCVD_IPV6_PACKETS("rcvd-ipv6-packets", c -> c.arrivedPackets(V6_TO_V4)),
    /** Their octets. */
    RCVD_IPV6_BYTES("rcvd-ipv6-bytes", c -> c.arrivedOctets(V6_TO_V4)),
    /** Packets from the IPv4 side that were dropped. */
    DROPPED_IPV4_PACKETS("dropped-ipv4-packets", c -> c.droppedPackets(V4_TO_V6)),
    /** Their octets. */
    DROPPED_IPV4_BYTES("dropped-ipv4-bytes", c -> c.droppedOctets(V4_TO_V6)),
    /** Packets from the IPv6 side that were dropped. */
    DROPPED_IPV6_PACKETS("dropped-ipv6-packets", c -> c.droppedPackets(V6_TO_V4)),
    /** Their octets. */
    DROPPED_IPV6_BYTES("dropped-ipv6-bytes", c -> c.droppedOctets(V6_TO_V4)),
    /** IPv4 fragments that were dropped before encapsulation. */
    DROPPED_IPV4_FRAGMENTS("dropped-ipv4-fragments", TrafficStatistic::droppedFragments),
    /** Their octets. */
    DROPPED_IPV4_FRAGMENT_BYTES("dropped-ipv4-fragment-bytes", TrafficStatistic::droppedFragmentOctets),
    /** Tunnel packets that were reassembled from fragments. */
    IPV6_FRAGMENTS_REASSEMBLED("ipv6-fragments-reassembled", c -> c.packets(Event.IPV6_REASSEMBLED)),
    /** Their octets. */
    IPV6_FRAGMENTS_BYTES_REASSEMBLED("ipv6-fragments-bytes-reassembled", c -> c.octets(Event.IPV6_REASSEMBLED)),
    /** ICMP errors sent. */
    OUT_ICMPV4_ERROR_PACKETS("out-icmpv4-error-packets", c -> c.packets(Event.ICMPV4_ERROR_SENT)),
    /** Their octets. */
    OUT_ICMPV4_ERROR_BYTES("out-icmpv4-error-bytes", c -> c.octets(Event.ICMPV4_ERROR_SENT)),
    /** ICMPv6 errors sent. */
    OUT_ICMPV6_ERROR_PACKETS("out-icmpv6-error-packets", c -> c.packets(Event.ICMPV6_ERROR_SENT)),
    /** Their octets. */
    OUT_ICMPV6_ERROR_BYTES("out-icmpv6-error-bytes", c -> c.octets(Event.ICMPV6_ERROR_SENT)),
    /** Packets from CE to CE. */
    HAIRPIN_IPV4_PACKETS("hairpin-ipv4-packets", c -> c.packets(Event.HAIRPINNED)),
    /** Their octets. */
    HAIRPIN_IPV4_BYTES("hairpin-ipv4-bytes", c -> c.octets(Event.HAIRPINNED));

    private final String leaf;

    @SuppressWarnings("ImmutableEnumChecker") // the functions have no state
    private final ToLongFunction<CounterSnapshot> value;

    TrafficStatistic(String leaf, ToLongFunction<CounterSnapshot> value) {
        this.leaf = leaf;
        this.value = value;
    }

    private static long droppedFragments(CounterSnapshot counters) {
        return Arrays.stream(Verdict.values())
                .filter(Verdict::isFragmentDrop)
                .mapToLong(verdict -> counters.packets(V4_TO_V6, verdict))
                .sum();
    }

    private static long droppedFragmentOctets(CounterSnapshot counters) {
        return Arrays.stream(Verdict.values())
                .filter(Verdict::isFragmentDrop)
                .mapToLong(verdict -> counters.octets(V4_TO_V6, verdict))
                .sum();
    }

    /**
     * Returns the name of the leaf in {@code ietf-softwire-common}.
     *
     * @return such as {@code sent-ipv4-packets}
     */
    public String leaf() {
        return leaf;
    }

    /**
     * Returns the value of the leaf.
     *
     * @param counters a snapshot of one or several nodes
     * @return packets or octets, 0 or more
     */
    public long value(CounterSnapshot counters) {
        return value.applyAsLong(counters);
    }
}
