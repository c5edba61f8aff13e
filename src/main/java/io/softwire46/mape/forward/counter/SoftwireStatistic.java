package io.softwire46.mape.forward.counter;

import static io.softwire46.mape.forward.counter.Direction.V4_TO_V6;
import static io.softwire46.mape.forward.counter.Direction.V6_TO_V4;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The lines of {@code show services inline softwire statistics mape}, read from a {@link CounterSnapshot}.
 *
 * <p>As in Junos, octets of forwarded packets are those of the IPv4 packet in both directions. Immutable.
 */
public enum SoftwireStatistic {
    /** Echo requests to the node, answered or not. */
    ECHO_REQUESTS(
            "MAPE ICMPv6 echo requests to softwire concentrator",
            Group.CONTROL_PLANE,
            List.of(Verdict.REPLIED, Verdict.DROP_ICMPV6_ECHO)),
    /** Echo replies of the node. */
    ECHO_RESPONSES(
            "MAPE ICMPv6 echo responses from softwire concentrator", Group.CONTROL_PLANE, List.of(Verdict.REPLIED)),
    /** Other ICMPv6 messages to the node that were dropped. */
    DROPPED_ICMPV6(
            "MAPE Dropped ICMPv6 packets to softwire concentrator",
            Group.CONTROL_PLANE,
            List.of(
                    Verdict.DROP_ICMPV6,
                    Verdict.DROP_ICMPV6_BAD_CHECKSUM,
                    Verdict.DROP_ICMPV6_BAD_QUOTE,
                    Verdict.DROP_ICMPV6_FORGED,
                    Verdict.DROP_ICMPV6_MTU_TOO_SMALL,
                    Verdict.DROP_ICMPV6_SUPPRESSED,
                    Verdict.DROP_ICMPV6_RATE_LIMITED)),
    /** Packets that were decapsulated. */
    DECAPS("MAPE decaps", Group.V6_TO_V4, List.of(Verdict.FORWARDED), Event.RELEASED_FROM_TUNNEL),
    /** ICMP packets that could not be decapsulated. */
    ICMP_DECAP_ERRORS("MAPE ICMP decap errors", Group.V6_TO_V4, List.of(Verdict.DROP_ICMP_BAD_QUOTE)),
    /** Packets whose source check failed. */
    DECAP_SPOOF_ERRORS("MAPE decap spoof errors", Group.V6_TO_V4, List.of(Verdict.DROP_SPOOFED)),
    /** Tunnel packets that were reassembled. */
    V6_REASSEMBLED("MAPE v6 reassembled", Group.V6_TO_V4, List.of(), Event.IPV6_REASSEMBLED),
    /** Fragments from CEs that were dropped, including IPv4 fragments in unfragmented tunnel packets. */
    DROPPED_V6_FRAGMENTS("MAPE dropped v6 fragments", Group.V6_TO_V4, fragmentDrops()),
    /** Tunnel packets with a payload or an inner protocol that cannot be forwarded. */
    V6_UNSUPPORTED_PROTOCOL_DROPS(
            "MAPE v6 unsupp protocol drops",
            Group.V6_TO_V4,
            List.of(Verdict.DROP_UNSUPPORTED_NEXT_HEADER, Verdict.DROP_UNSUPPORTED_PROTOCOL)),
    /** Packets that were encapsulated. */
    ENCAPS("MAPE encaps", Group.V4_TO_V6, List.of(Verdict.FORWARDED), Event.RELEASED_INTO_TUNNEL),
    /** ICMP packets that could not be encapsulated. */
    ICMP_ENCAP_ERRORS("MAPE ICMP encap errors", Group.V4_TO_V6, List.of(Verdict.DROP_ICMP_BAD_QUOTE)),
    /** Packets too big for the tunnel. */
    V6_MTU_ERRORS("MAPE v6 mtu errors", Group.V4_TO_V6, List.of(Verdict.DROP_TOO_BIG)),
    /** IPv4 datagrams that were reassembled. */
    V4_REASSEMBLED("MAPE v4 reassembled", Group.V4_TO_V6, List.of(), Event.IPV4_REASSEMBLED),
    /** IPv4 fragments that were dropped. */
    DROPPED_V4_FRAGMENTS("MAPE dropped v4 fragments", Group.V4_TO_V6, fragmentDrops());

    /**
     * The sections of the output.
     *
     * <p>Immutable.
     */
    public enum Group {
        /** Packets to the node itself. */
        CONTROL_PLANE("Control Plane Statistics"),
        /** Packets from the tunnel. */
        V6_TO_V4("Data Plane Statistics (v6-to-v4)"),
        /** Packets into the tunnel. */
        V4_TO_V6("Data Plane Statistics (v4-to-v6)");

        private final String title;

        Group(String title) {
            this.title = title;
        }

        /**
         * Returns the heading that Junos prints.
         *
         * @return text without indentation
         */
        public String title() {
            return title;
        }
    }

    private final String label;
    private final Group group;

    @SuppressWarnings("ImmutableEnumChecker") // List.of is immutable
    private final List<Verdict> verdicts;

    /** The event that is added to the verdicts, or null. */
    private final @Nullable Event event;

    SoftwireStatistic(String label, Group group, List<Verdict> verdicts) {
        this(label, group, verdicts, null);
    }

    SoftwireStatistic(String label, Group group, List<Verdict> verdicts, @Nullable Event event) {
        this.label = label;
        this.group = group;
        this.verdicts = verdicts;
        this.event = event;
    }

    private static List<Verdict> fragmentDrops() {
        return Arrays.stream(Verdict.values()).filter(Verdict::isFragmentDrop).toList();
    }

    /**
     * Returns the name of the line in Junos.
     *
     * @return such as {@code MAPE decaps}
     */
    public String label() {
        return label;
    }

    /**
     * Returns the section that contains the line.
     *
     * @return the section; lines of the control plane count packets only
     */
    public Group group() {
        return group;
    }

    /**
     * Returns the number of packets.
     *
     * @param counters a snapshot of one or several nodes
     * @return packets, 0 or more
     */
    public long packets(CounterSnapshot counters) {
        long ofEvent = event == null ? 0 : counters.packets(event);
        return ofEvent
                + verdicts.stream()
                        .mapToLong(verdict -> counters.packets(direction(), verdict))
                        .sum();
    }

    /**
     * Returns the octets of the packets.
     *
     * @param counters a snapshot of one or several nodes
     * @return octets, 0 or more
     */
    public long octets(CounterSnapshot counters) {
        long ofEvent = event == null ? 0 : counters.octets(event);
        return ofEvent
                + verdicts.stream()
                        .mapToLong(verdict -> counters.octets(direction(), verdict))
                        .sum();
    }

    private Direction direction() {
        return group == Group.V4_TO_V6 ? V4_TO_V6 : V6_TO_V4;
    }
}
