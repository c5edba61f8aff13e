package io.softwire46.mape.conformance.catalogue;

import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.ipv4;

import io.softwire46.mape.conformance.Side;
import io.softwire46.mape.conformance.catalogue.CeDraw.End;
import io.softwire46.mape.conformance.catalogue.World.Owner;
import io.softwire46.mape.conformance.draw.Choices;
import io.softwire46.mape.conformance.draw.Stage;
import io.softwire46.mape.conformance.judge.Facts;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.Ipv4PacketBuilder;
import io.softwire46.mape.conformance.model.Ipv6PacketBuilder;
import io.softwire46.mape.conformance.model.NaiveMap;
import java.util.List;
import java.util.Locale;

/**
 * Packets of a case, and facts about what they become.
 *
 * <p>Static methods only.
 */
final class Traffic {
    private static final int HOST_PORT = 53;
    private static final int SYN = 2;
    private static final int ACK = 0x10;

    private Traffic() {}

    /** What a packet carries. */
    enum Protocol {
        UDP,
        TCP,
        ICMP;

        /** The value of the class {@code protocol}. */
        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Source and destination of an IPv4 packet; the Identifier of ICMP is the customer edge's port. */
    record Flow(int source, int sourcePort, int destination, int destinationPort, int identifier) {
        static Flow toCe(int host, End ce) {
            return new Flow(host, HOST_PORT, ce.address(), ce.port(), ce.port());
        }

        static Flow fromCe(End ce, int host) {
            return new Flow(ce.address(), ce.port(), host, HOST_PORT, ce.port());
        }

        /** Between two customer edges; the Identifier is that of the first one. */
        static Flow between(End from, End to) {
            return new Flow(from.address(), from.port(), to.address(), to.port(), from.port());
        }

        Flow withSource(int address, int port) {
            return new Flow(address, port, destination, destinationPort, port);
        }

        Flow withDestination(int address, int port) {
            return new Flow(source, sourcePort, address, port, port);
        }
    }

    static Protocol protocol(Choices choices) {
        return choices.in(Stage.HEADERS, () -> choices.pick(Protocol.values()));
    }

    /** A packet that is right in everything, with some data. */
    static Ipv4PacketBuilder packet(Choices choices, CaseBuilder build, Protocol protocol, Flow flow) {
        int data = choices.in(Stage.PAYLOAD, () -> choices.nextInt(48));
        // a NAPT lets only those pass that begin a session
        boolean begins = build.world().lan().isPresent();
        int type = choices.in(Stage.HEADERS, () -> begins ? 8 : choices.pick(8, 0));
        Ipv4PacketBuilder packet = header(choices, build, flow);
        return switch (protocol) {
            case UDP -> packet.udp(flow.sourcePort(), flow.destinationPort(), data);
            case TCP -> packet.tcp(flow.sourcePort(), flow.destinationPort(), begins ? SYN : ACK, new byte[0]);
            case ICMP -> packet.icmpQuery(type, flow.identifier());
        };
    }

    /** A header without payload; its TTL is 2 or more. */
    static Ipv4PacketBuilder header(Choices choices, CaseBuilder build, Flow flow) {
        int ttl = choices.in(Stage.HEADERS, () -> choices.pick(64, 2, 3, 128, 255));
        int flags = choices.in(Stage.HEADERS, () -> choices.pick(0, Ipv4PacketBuilder.DONT_FRAGMENT));
        return ipv4(flow.source(), flow.destination())
                .identification(build.nextIdentification())
                .timeToLive(ttl)
                .flagsOffset(flags);
    }

    /** A tunnel packet from a customer edge to its border relay. */
    static Ipv6PacketBuilder tunnel(Owner ce, byte[] inner) {
        return Ipv6PacketBuilder.ipv6(ce.mapAddress(), relay(ce.site())).inner(inner);
    }

    /** A tunnel packet from the border relay to the customer edge that the product is. */
    static Ipv6PacketBuilder tunnel(Edge edge, byte[] inner) {
        return Ipv6PacketBuilder.ipv6(edge.relay(), edge.mapAddress()).inner(inner);
    }

    /** The address to which customer edges of a rule send. */
    static byte[] relay(Site site) {
        return site.outerSource();
    }

    /** The packet leaves in a tunnel packet to a customer edge. */
    static Facts toOwner(Owner ce) {
        return Facts.on(Side.IPV6).outerDestination(ce.mapAddress());
    }

    /** The packet leaves to a customer edge, octet for octet. */
    static Facts carried(Owner ce, byte[] ipv4) {
        return toOwner(ce).inner(ipv4);
    }

    /** Some tunnel packet leaves; enough for a control, whose details are a matter of other properties. */
    static Facts toRule(Site site) {
        byte[] prefix = Bytes.ofBits(NaiveMap.Text.right(site.rule().ipv6(), 128));
        return Facts.on(Side.IPV6)
                .outerDestinationPrefix(prefix, site.rule().ipv6().length());
    }

    /** The packet leaves to a customer edge, whole or in pieces. */
    static Facts joinedTo(Owner ce, byte[] ipv4) {
        return toOwner(ce).rejoins(ipv4);
    }

    /** The packet leaves on the IPv4 side, whole or in pieces. */
    static Facts joined(byte[] ipv4) {
        return Facts.on(Side.IPV4).rejoins(ipv4);
    }

    /** The packet leaves on the IPv4 side, octet for octet. */
    static Facts decapsulated(byte[] ipv4) {
        return Facts.on(Side.IPV4).inner(ipv4);
    }

    /** Protocols whose header starts with two ports (RFC 3828, RFC 4340, RFC 9260). */
    static final List<Integer> OTHER_PORTS = List.of(136, 33, 132);

    /** Protocols without ports: GRE, ESP, AH, IPv4 in IPv4, OSPF, and one that no one uses (RFC 3692). */
    static final List<Integer> NO_PORTS = List.of(47, 50, 51, 4, 89, 253);
}
