package io.softwire46.mape.forward.fastpath;

import static io.softwire46.mape.conformance.model.Bytes.with;
import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.ipv4;
import static io.softwire46.mape.conformance.model.Ipv6PacketBuilder.ipv6;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.config.ForwardingOptions.EgressDscp;
import io.softwire46.mape.config.ForwardingOptions.FlowLabel;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.Ipv4PacketBuilder;
import io.softwire46.mape.forward.Nodes;
import io.softwire46.mape.forward.fastpath.FastPathConditions.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

/**
 * A packet that meets one condition of the fast path: an ordinary packet with one change, or in a domain with one change.
 *
 * @param domains domains of the node; a CE is of the first one
 * @param headroom octets before the packet
 */
record PuntedPacket(ConfiguredDomain[] domains, byte[] octets, int headroom) {
    private static final int HEADROOM = 56;
    private static final int OUTER = 40;
    private static final String OTHER_CE = "2001:db8:12:3500:0:c000:212:35"; // the next PSID
    private static final int OTHER_PORT = Nodes.CE_PORT + 4; // of that PSID: four ports are contiguous
    private static final int OWN_PORT = Nodes.CE_PORT + 1;
    private static final int UNASSIGNED = 1023; // below the first port of offset 6
    private static final int HOST_PORT = 80;

    /** A rule whose prefix is inside that of the other one, for other addresses. */
    private static final String INSIDE =
            "ipv6Prefix=2001:db8:f0::/44 ipv4Prefix=198.51.100.0/24 eaLength=12 psidOffset=6 psidLength=4 format=rfc7597";

    private static final String OTHER_RULE =
            "ipv6Prefix=2001:db9::/36 ipv4Prefix=198.51.100.0/24 eaLength=12 psidOffset=4 psidLength=4 format=rfc7597";

    static PuntedPacket ordinary(Path path) {
        return new Draft(path).packet();
    }

    boolean isSamePacket(PuntedPacket other) {
        return headroom == other.headroom && Arrays.equals(octets, other.octets);
    }

    /** The parts of an ordinary packet, each of which may be replaced. */
    private static final class Draft {
        final Path path;
        ForwardingOptions options = ForwardingOptions.defaults();
        List<ConfiguredDomain> otherDomains = List.of();
        String[] rules = {Nodes.RULE};
        String source;
        int sourcePort;
        String destination;
        int destinationPort;
        UnaryOperator<byte[]> inner = octets -> octets;
        UnaryOperator<byte[]> whole = octets -> octets;
        String outerSource;
        String outerDestination;
        int trafficClass;
        int headroom = HEADROOM;

        /** Sets the transport header, by default of UDP. */
        UnaryOperator<Ipv4PacketBuilder> payload = packet -> packet.udp(sourcePort, destinationPort);

        Draft(Path path) {
            this.path = path;
            boolean up = path == Path.RELAY_UPSTREAM || path == Path.EDGE_UPSTREAM;
            source = up ? Nodes.CE_ADDRESS : Nodes.HOST;
            sourcePort = up ? Nodes.CE_PORT : HOST_PORT;
            destination = up ? Nodes.HOST : Nodes.CE_ADDRESS;
            destinationPort = up ? HOST_PORT : Nodes.CE_PORT;
            outerSource = up ? Nodes.CE : Nodes.BR;
            outerDestination = up ? Nodes.BR : Nodes.CE;
        }

        boolean isInTunnel() {
            return path == Path.RELAY_UPSTREAM || path == Path.EDGE_DOWNSTREAM;
        }

        /** Replaces the address and port of the side that is not the host. */
        Draft ofCe(String address, int port) {
            if (path == Path.RELAY_UPSTREAM || path == Path.EDGE_UPSTREAM) {
                source = address;
                sourcePort = port;
            } else {
                destination = address;
                destinationPort = port;
            }
            return this;
        }

        Draft ofHost(String address, int port) {
            if (path == Path.RELAY_UPSTREAM || path == Path.EDGE_UPSTREAM) {
                destination = address;
                destinationPort = port;
            } else {
                source = address;
                sourcePort = port;
            }
            return this;
        }

        Draft outer(String from, String to) {
            outerSource = from;
            outerDestination = to;
            return this;
        }

        Draft payload(UnaryOperator<Ipv4PacketBuilder> change) {
            payload = change;
            return this;
        }

        Draft inner(UnaryOperator<byte[]> change) {
            inner = change;
            return this;
        }

        Draft whole(UnaryOperator<byte[]> change) {
            whole = change;
            return this;
        }

        <T> Draft option(ForwardingOption<T> option, T value) {
            options = options.with(option, value);
            return this;
        }

        Draft trafficClass(int value) {
            trafficClass = value;
            return this;
        }

        Draft otherDomain(ConfiguredDomain value) {
            otherDomains = List.of(value);
            return this;
        }

        Draft rules(String... value) {
            rules = value;
            return this;
        }

        Draft headroom(int value) {
            headroom = value;
            return this;
        }

        /** Sets the total length. */
        Draft octets(int total) {
            return payload(packet -> packet.udp(sourcePort, destinationPort, total - 28));
        }

        PuntedPacket packet() {
            byte[] octets = inner.apply(payload.apply(ipv4(source, destination)).octets());
            if (isInTunnel()) {
                octets = ipv6(outerSource, outerDestination)
                        .trafficClass(trafficClass)
                        .inner(octets)
                        .octets();
            }
            boolean relay = path == Path.RELAY_DOWNSTREAM || path == Path.RELAY_UPSTREAM;
            List<ConfiguredDomain> domains = new ArrayList<>();
            domains.add(relay ? Nodes.domain(options, Nodes.BR, rules) : Nodes.mesh(options, Nodes.BR, rules));
            domains.addAll(otherDomains);
            return new PuntedPacket(domains.toArray(ConfiguredDomain[]::new), whole.apply(octets), headroom);
        }
    }

    /** The packet of a condition on one of its paths. */
    static PuntedPacket of(FastPathConditions condition, Path path) {
        Draft draft = new Draft(path);
        Draft changed = switch (condition) {
            case VERSION -> draft.inner(octets -> Bytes.withHeaderChecksum(with(octets, 0, 0x55), 0));
            case OPTIONS ->
                draft.payload(packet -> packet.options(hex(draft.sourcePort, draft.destinationPort))
                        .udp(draft.sourcePort, draft.destinationPort));
            case CHECKSUM -> draft.inner(octets -> with(octets, 10, octets[10] ^ 1));
            case TRUNCATED -> draft.whole(octets -> Bytes.part(octets, 0, octets.length - 1));
            case FRAGMENT ->
                draft.payload(packet -> packet.flagsOffset(Ipv4PacketBuilder.MORE_FRAGMENTS)
                        .udp(draft.sourcePort, draft.destinationPort, 8));
            case PROTOCOL -> draft.payload(packet -> packet.ports(132, draft.sourcePort, draft.destinationPort, 20));
            case SHORT_TRANSPORT ->
                draft.payload(packet -> packet.ports(6, draft.sourcePort, draft.destinationPort, 19));
            case MARTIAN_SOURCE, MARTIAN_DESTINATION -> draft.ofHost("127.0.0.1", HOST_PORT);
            case MSS ->
                draft.option(ForwardingOption.TCP_MSS, OptionalInt.of(1200))
                        .payload(packet -> packet.syn(draft.sourcePort, draft.destinationPort, 1460));
            case TTL -> draft.payload(packet -> packet.timeToLive(1).udp(draft.sourcePort, draft.destinationPort));
            case TUNNEL_MTU -> draft.octets(1461); // and 40 are more than 1500
            case PATH_MTU -> draft.option(ForwardingOption.DYNAMIC_PMTU, true);
            case ENCAPSULATION_LIMIT -> draft.option(ForwardingOption.ENCAPSULATION_LIMIT, OptionalInt.of(4));
            case FLOW_LABEL -> draft.option(ForwardingOption.FLOW_LABEL, FlowLabel.HASH3);
            case HEADROOM -> draft.headroom(OUTER - 1);
            case OUTER_VERSION -> draft.whole(octets -> with(octets, 0, 0x50));
            case OUTER_TRUNCATED -> draft.whole(octets -> with(octets, 5, octets[5] + 1));
            case NEXT_HEADER -> draft.whole(octets -> with(octets, 6, 59));
            case INNER_TRUNCATED -> draft.whole(octets -> with(octets, 5, octets[5] - 1));
            case ECN -> draft.trafficClass(3); // and the inner field is 0
            case DSCP ->
                draft.option(ForwardingOption.EGRESS_DSCP, EgressDscp.UNIFORM).trafficClass(0x48);
            case PACKET_SIZE ->
                draft.option(ForwardingOption.MAX_PACKET_SIZE, 1540).octets(1501);
            case IPV4_MTU ->
                draft.option(ForwardingOption.MTU_V4, OptionalInt.of(1280)).octets(1281);
            case EGRESS_TTL -> draft.option(ForwardingOption.DECREMENT_TTL_AT_EGRESS, true);
            case NO_RULE -> draft.ofCe("192.0.3.18", Nodes.CE_PORT);
            case UNASSIGNED_PORT -> draft.ofCe(Nodes.CE_ADDRESS, UNASSIGNED);
            case SPOOFED, FOREIGN_SOURCE, FOREIGN_DESTINATION -> draft.ofCe(Nodes.CE_ADDRESS, OTHER_PORT);
            case NESTED_RULES -> draft.rules(Nodes.RULE, INSIDE);
            case NOT_TO_RELAY -> draft.outer(Nodes.CE, Nodes.OTHER_BR);
            case FROM_RELAY ->
                draft.otherDomain(Nodes.domain("other", false, draft.options, OTHER_CE, OTHER_RULE))
                        .ofCe(Nodes.CE_ADDRESS, OTHER_PORT)
                        .outer(OTHER_CE, Nodes.BR);
            case HAIRPIN -> draft.ofHost(Nodes.CE_ADDRESS, OTHER_PORT);
            case IDENTIFICATION -> draft.option(ForwardingOption.REWRITE_IPV4_ID, true);
            case TO_SELF -> draft.ofHost(Nodes.CE_ADDRESS, OWN_PORT);
            case NOT_TO_EDGE -> draft.outer(Nodes.BR, OTHER_CE);
            case FOREIGN_SENDER -> draft.outer(OTHER_CE, Nodes.CE);
            case FROM_SELF -> draft.ofHost(Nodes.CE_ADDRESS, OWN_PORT).outer(Nodes.CE, Nodes.CE);
        };
        return changed.packet();
    }

    /** The ports at their place without options, and their complements, so that these do not change the checksum. */
    private static String hex(int sourcePort, int destinationPort) {
        return String.format(
                Locale.ROOT,
                "%04x%04x%04x%04x",
                sourcePort,
                destinationPort,
                0xffff - sourcePort,
                0xffff - destinationPort);
    }
}
