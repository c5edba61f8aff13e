package io.softwire46.mape.forward.fastpath;

import io.softwire46.mape.forward.edge.EdgeDownstream;
import io.softwire46.mape.forward.edge.EdgeUpstream;
import io.softwire46.mape.forward.lookup.CompiledRules;
import io.softwire46.mape.forward.relay.RelayUpstream;
import io.softwire46.mape.forward.tunnel.Decapsulator;
import io.softwire46.mape.forward.tunnel.Encapsulator;
import io.softwire46.mape.forward.tunnel.FlowLabelHash;
import io.softwire46.mape.forward.tunnel.SourceChecker;
import io.softwire46.mape.forward.tunnel.TunnelReceiver;
import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.Ipv6Header;
import io.softwire46.mape.wire.TransportPort;
import java.util.EnumSet;
import java.util.Set;

/**
 * All conditions under which the fast path punts a packet to the slow path. Each has two forms: arithmetic over the columns of a
 * batch, at the line that names it; and a method of the slow path, which decides it for any packet.
 *
 * <p>A packet that meets no condition is forwarded; only its TTL and the tunnel header change. The fast path may punt further
 * packets, but never forwards one that meets a condition. Whether there is room for the tunnel header
 * is checked when the window of the packet is moved. {@link Burst} checks its arguments first, so that no window changes while its
 * packet is processed.
 *
 * <p>Immutable.
 */
public enum FastPathConditions {
    // the IPv4 packet, with or without a tunnel header
    VERSION("RFC 791 section 3.1: the version is not 4", Ipv4Header.class, "check", all()),
    OPTIONS("RFC 791 section 3.1: the header does not have five words", Ipv4Header.class, "check", all()),
    CHECKSUM("RFC 1812 section 5.2.2: the header checksum is wrong", Ipv4Header.class, "check", all()),
    TRUNCATED("RFC 1812 section 5.2.2: shorter than the total length", Ipv4Header.class, "check", intoTunnel()),
    FRAGMENT("RFC 7597 section 8.3.2: a fragment", Ipv4Header.class, "isFragment", all()),
    PROTOCOL("RFC 7597 section 5.1: neither TCP nor UDP", TransportPort.class, "port", all()),
    SHORT_TRANSPORT("RFC 768, RFC 9293 section 3.1: ends in the transport header", TransportPort.class, "port", all()),
    MARTIAN_SOURCE(
            "RFC 1812 section 5.3.7: a source that is never forwarded", Decapsulator.class, "checkInner", down()),
    MARTIAN_DESTINATION(
            "RFC 1812 section 5.3.7: a destination that is never forwarded", Decapsulator.class, "checkInner", up()),
    MSS("RFC 9293 section 3.7.1: a SYN whose MSS may be lowered", Encapsulator.class, "clamp", all()),

    // encapsulation
    TTL("RFC 1812 section 5.3.1: a TTL of 0 or 1", Encapsulator.class, "encapsulate", intoTunnel()),
    TUNNEL_MTU("RFC 2473 section 7.2: longer than the tunnel MTU", Encapsulator.class, "encapsulate", intoTunnel()),
    PATH_MTU("RFC 8201 section 4: the MTU depends on the destination", Encapsulator.class, "mtu", intoTunnel()),
    ENCAPSULATION_LIMIT("RFC 2473 section 4.1.1: one more header", Encapsulator.class, "encapsulate", intoTunnel()),
    FLOW_LABEL("RFC 6438 section 3: a label without ports", FlowLabelHash.class, "of", intoTunnel()),
    HEADROOM("too few octets before the packet", Encapsulator.class, "encapsulate", intoTunnel()),

    // decapsulation
    OUTER_VERSION("RFC 8200 section 3: the version is not 6", Ipv6Header.class, "check", outOfTunnel()),
    OUTER_TRUNCATED("RFC 8200 section 3: shorter than the payload length", Ipv6Header.class, "check", outOfTunnel()),
    NEXT_HEADER("RFC 2473 section 3.3: IPv4 does not follow at once", Decapsulator.class, "find", outOfTunnel()),
    INNER_TRUNCATED("RFC 1812 section 5.2.2: the tunnel packet is shorter", Ipv4Header.class, "check", outOfTunnel()),
    ECN("RFC 6040 section 4.2: ECN changes, or is counted", Decapsulator.class, "decapsulate", outOfTunnel()),
    DSCP("RFC 2983 section 3.1: the outer DSCP replaces the inner", Decapsulator.class, "decapsulate", outOfTunnel()),
    PACKET_SIZE("RFC 8200 section 5: longer than maxPacketSize", TunnelReceiver.class, "checkInner", outOfTunnel()),
    IPV4_MTU("RFC 791 section 3.2: longer than mtuV4", RelayUpstream.class, "outOfTunnel", outOfTunnel()),
    EGRESS_TTL("RFC 1812 section 5.3.1: the TTL is decremented", RelayUpstream.class, "outOfTunnel", outOfTunnel()),

    // look-up at a border relay
    NO_RULE("RFC 7597 section 5: no rule has the CE's address", CompiledRules.class, "slotOf", relay()),
    UNASSIGNED_PORT("RFC 7597 section 5.1: no CE has the port", CompiledRules.class, "ruleAt", relay()),
    SPOOFED("RFC 7597 section 8.1: another MAP address", SourceChecker.class, "check", Path.RELAY_UPSTREAM),
    NESTED_RULES("RFC 7597 section 8.1: a rule inside", SourceChecker.class, "checkSource", Path.RELAY_UPSTREAM),
    NOT_TO_RELAY("RFC 7597 section 8.1: no BR address", RelayUpstream.class, "take", Path.RELAY_UPSTREAM),
    FROM_RELAY("RFC 2473 section 4.1.2: from a BR address", RelayUpstream.class, "take", Path.RELAY_UPSTREAM),
    HAIRPIN("RFC 7596 section 6.2: to another CE", RelayUpstream.class, "hairpin", Path.RELAY_UPSTREAM),

    // look-up at a customer edge
    IDENTIFICATION("RFC 7597 section 8.3.3: rewriteIpv4Id", EdgeUpstream.class, "sendRewritten", Path.EDGE_UPSTREAM),
    FOREIGN_SOURCE("RFC 7597 section 8: another CE's", EdgeUpstream.class, "requireOwnSource", Path.EDGE_UPSTREAM),
    TO_SELF("RFC 2473 section 4.1.2: to the CE itself", EdgeUpstream.class, "toSelf", Path.EDGE_UPSTREAM),
    NOT_TO_EDGE("RFC 7597 section 8.1: another MAP address", EdgeDownstream.class, "take", Path.EDGE_DOWNSTREAM),
    FOREIGN_DESTINATION("RFC 7597 section 8.1: another CE's", EdgeDownstream.class, "toSelf", Path.EDGE_DOWNSTREAM),
    FOREIGN_SENDER(
            "RFC 7597 section 8.1: no BR, nor the CE of the source",
            SourceChecker.class,
            "check",
            Path.EDGE_DOWNSTREAM),
    FROM_SELF("RFC 2473 section 4.1.2: from the CE itself", EdgeDownstream.class, "take", Path.EDGE_DOWNSTREAM);

    /** A direction of a node. */
    public enum Path {
        RELAY_DOWNSTREAM,
        RELAY_UPSTREAM,
        EDGE_UPSTREAM,
        EDGE_DOWNSTREAM
    }

    private final String reason;
    private final Class<?> decidedIn;
    private final String decidedBy;

    @SuppressWarnings("ImmutableEnumChecker") // an immutable copy
    private final Set<Path> paths;

    FastPathConditions(String reason, Class<?> decidedIn, String decidedBy, Set<Path> paths) {
        this.reason = reason;
        this.decidedIn = decidedIn;
        this.decidedBy = decidedBy;
        this.paths = Set.copyOf(paths);
    }

    FastPathConditions(String reason, Class<?> decidedIn, String decidedBy, Path path) {
        this(reason, decidedIn, decidedBy, EnumSet.of(path));
    }

    private static Set<Path> all() {
        return EnumSet.allOf(Path.class);
    }

    private static Set<Path> intoTunnel() {
        return EnumSet.of(Path.RELAY_DOWNSTREAM, Path.EDGE_UPSTREAM);
    }

    private static Set<Path> outOfTunnel() {
        return EnumSet.of(Path.RELAY_UPSTREAM, Path.EDGE_DOWNSTREAM);
    }

    private static Set<Path> down() {
        return EnumSet.of(Path.RELAY_DOWNSTREAM, Path.EDGE_DOWNSTREAM);
    }

    private static Set<Path> up() {
        return EnumSet.of(Path.RELAY_UPSTREAM, Path.EDGE_UPSTREAM);
    }

    private static Set<Path> relay() {
        return EnumSet.of(Path.RELAY_DOWNSTREAM, Path.RELAY_UPSTREAM);
    }

    /** Returns the clause, or the option, and which packets meet the condition. */
    public String reason() {
        return reason;
    }

    /** Returns the class of the slow path that decides the condition. */
    public Class<?> decidedIn() {
        return decidedIn;
    }

    /** Returns the name of the method that decides it. */
    public String decidedBy() {
        return decidedBy;
    }

    /**
     * Returns the paths on which a packet can meet this condition and no other. On the other paths, a failed look-up always
     * accompanies it.
     */
    public Set<Path> paths() {
        return paths;
    }
}
