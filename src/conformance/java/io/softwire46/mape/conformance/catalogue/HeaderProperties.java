package io.softwire46.mape.conformance.catalogue;

import static io.softwire46.mape.conformance.Role.BR;
import static io.softwire46.mape.conformance.Role.CE;
import static io.softwire46.mape.conformance.catalogue.Clause.must;
import static io.softwire46.mape.conformance.catalogue.Clause.should;
import static io.softwire46.mape.conformance.catalogue.Situation.KINDS;
import static io.softwire46.mape.conformance.judge.Outcome.packets;

import io.softwire46.mape.conformance.Side;
import io.softwire46.mape.conformance.catalogue.Traffic.Flow;
import io.softwire46.mape.conformance.draw.Choices;
import io.softwire46.mape.conformance.draw.Stage;
import io.softwire46.mape.conformance.judge.Facts;
import io.softwire46.mape.conformance.judge.Outcome;
import io.softwire46.mape.conformance.judge.TestCase;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.Ipv4PacketBuilder;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * HDR: fields of the tunnel header and of the IPv4 header, in both directions.
 *
 * <p>Static methods only.
 */
final class HeaderProperties {
    private static final String[] DIRECTIONS = {"direction=into-tunnel", "direction=out-of-tunnel"};

    /** What a host of an Ethernet announces (RFC 9293 section 3.7.1). */
    private static final int LARGEST_SEGMENT = 1460;

    private HeaderProperties() {}

    static List<Property> all() {
        return List.of(
                must("HDR-01", "RFC 6040 sections 4.1 and 4.2, RFC 3168 section 5.3")
                        .says(
                                "The ECN field enters the tunnel header as the declared mode says, and leaves it by the table of "
                                        + "RFC 6040; that of a joined packet counts CE of any fragment.")
                        .sends(
                                "All values of the ECN field of both headers, packets that leave in pieces, and two or three fragments that "
                                        + "differ in it.")
                        .classes(KINDS)
                        .classes(DIRECTIONS)
                        .classes("direction=joined", "direction=into-pieces", "fragments=3", "joined=drop")
                        .fails("VPP 26.06", "Snabb lwAFTR 2024.08")
                        .cases(BR, EcnCases::all)
                        .cases(CE, EcnCases::all)
                        .build(),
                should("HDR-02", "RFC 2983 section 3.1")
                        .says("The DSCP of tunnel packets and of decapsulated packets follows the declared model.")
                        .sends("Packets with various DSCPs, in both directions, whole and in pieces.")
                        .classes(KINDS)
                        .classes(DIRECTIONS)
                        .classes("direction=into-pieces")
                        .cases(BR, HeaderProperties::differentiatedServices)
                        .cases(CE, HeaderProperties::differentiatedServices)
                        .build(),
                should("HDR-03", "RFC 6437 section 3, RFC 6438 section 3")
                        .says(
                                "Packets of a flow have one flow label. Several flows do not all have the same one, unless it is 0.")
                        .sends("Two packets of each of four flows, which differ in ports or addresses.")
                        .classes(KINDS)
                        .classes("flows=addresses")
                        .fails("VPP 26.06 (leftover metadata)")
                        .cases(BR, FlowCases::labels)
                        .cases(CE, FlowCases::labels)
                        .build(),
                must("HDR-04", "RFC 2473 section 4.1.1")
                        .says(
                                "A tunnel packet with encapsulation limit 0 is decapsulated. A configured limit is written.")
                        .sends("Tunnel packets with limit 0, and IPv4 packets where a limit is configured.")
                        .classes(KINDS)
                        .classes(DIRECTIONS)
                        .cases(BR, HeaderProperties::encapsulationLimit)
                        .cases(CE, HeaderProperties::encapsulationLimit)
                        .build(),
                must("HDR-05", "RFC 1624 section 3, equation 3")
                        .says("The header checksum holds when TTL and ECN were changed; it is never 0xffff.")
                        .sends("Packets whose changed header has the checksum 0x0000, and others.")
                        .classes(KINDS)
                        .classes(DIRECTIONS)
                        .classes("checksum=0x0000", "checksum=any")
                        .cases(BR, HeaderProperties::checksums)
                        .cases(CE, HeaderProperties::checksums)
                        .build(),
                must("HDR-06", "RFC 9293 section 3.1, RFC 7597 section 8.3")
                        .says(
                                "The maximum segment size that a SYN announces is lowered to the configured one, never raised, and "
                                        + "the TCP checksum holds. Other segments are unchanged.")
                        .sends("TCP segments with and without the option, where a maximum is configured.")
                        .classes(DIRECTIONS)
                        .classes("segment=larger", "segment=smaller", "segment=syn-ack", "segment=ack", "segment=none")
                        .cases(BR, HeaderProperties::segmentSize)
                        .cases(CE, HeaderProperties::segmentSize)
                        .build());
    }

    private static Optional<TestCase> draw(String id, Choices choices, Scene scene, Consumer<Situation> body) {
        return scene.variant(choices, scene.fewWorlds(choices, Situation.few(scene)), Situation.OTHER_OPTIONS)
                .flatMap(world -> Situation.draw(id, choices, scene, world, Situation.ALL, body));
    }

    private static boolean isIntoTunnel(Situation s) {
        return s.kind("direction", "into-tunnel", "out-of-tunnel").equals("into-tunnel");
    }

    private static Optional<TestCase> differentiatedServices(Choices choices, Scene scene) {
        return draw("HDR-02", choices, scene, s -> {
            String direction = s.kind("direction", "into-tunnel", "out-of-tunnel", "into-pieces");
            boolean down = !direction.equals("out-of-tunnel");
            int own = s.between(Stage.HEADERS, 1, 63);
            if (direction.equals("into-pieces")) {
                int outer = s.world().number("trafficClass", own); // or "copy"
                s.tooLong(scene, own << 2)
                        .ifPresent(packet -> s.send(
                                Side.IPV4,
                                packet,
                                packets(Way.into(s).joined(packet).dscp(outer))));
                return;
            }
            byte[] inner =
                    s.udp(down ? s.in() : s.out(), 8).typeOfService(own << 2).octets();
            if (down) {
                int outer = s.world().number("trafficClass", own); // or "copy"
                s.send(Side.IPV4, inner, packets(s.entered().dscp(outer).tos(own << 2)));
                return;
            }
            int outer = (own + s.between(Stage.HEADERS, 1, 63)) % 64;
            boolean isUniform = "uniform".equals(s.world().option("egressDscp"));
            byte[] packet = s.tunnel(inner).trafficClass(outer << 2).octets();
            s.send(Side.IPV6, packet, packets(Facts.on(Side.IPV4).dscp(isUniform ? outer : own)));
        });
    }

    private static Optional<TestCase> encapsulationLimit(Choices choices, Scene scene) {
        return draw("HDR-04", choices, scene, s -> {
            if (!isIntoTunnel(s)) {
                byte[] inner = s.udp(s.out(), 8).octets();
                byte[] packet = s.tunnel(inner).header(60, "0000040100010100").octets();
                s.send(Side.IPV6, packet, packets(Facts.on(Side.IPV4).inner(inner)));
            } else if (s.world().option("encapsulationLimit") != null) {
                int limit = s.world().number("encapsulationLimit", 0);
                s.send(Side.IPV4, s.udp(s.in(), 8).octets(), packets(s.entered().encapsulationLimit(limit)));
            }
        });
    }

    private static Optional<TestCase> checksums(Choices choices, Scene scene) {
        return draw("HDR-05", choices, scene, s -> {
            boolean down = isIntoTunnel(s);
            boolean isZero = s.kind("checksum", "0x0000", "any").equals("0x0000");
            int ttl = s.pick(Stage.HEADERS, 64, 2, 128, 255);
            int random = s.between(Stage.ADDRESSES, 0, 65_535);
            int changedTtl = down || s.world().isOn("decrementTtlAtEgress") ? ttl - 1 : ttl;
            // ECT(0) becomes CE on the way out
            int identification = s.build().nextIdentification();
            byte[] changed = packet(s, down, 0, down ? 0 : 3, changedTtl, identification);
            // the words of the header and its checksum add up to 0xffff: what is left is for the host's address
            int host = isZero ? Bytes.u16(changed, 10) : random;
            if (s.world().isInside((s.host() & 0xffff_0000) | host)) {
                return;
            }
            byte[] inner = packet(s, down, host, down ? 0 : 2, ttl, identification);
            if (down) {
                s.send(Side.IPV4, inner, packets(s.entered().checksums()));
            } else {
                byte[] outer = s.tunnel(inner).trafficClass(3).octets();
                s.send(Side.IPV6, outer, packets(Facts.on(Side.IPV4).checksums()));
            }
        });
    }

    /** A packet from or to a host whose address ends with a number. */
    private static byte[] packet(Situation s, boolean down, int host, int ecn, int ttl, int identification) {
        int address = (s.host() & 0xffff_0000) | host;
        Flow flow = down == s.isEdge() ? Flow.fromCe(s.ce(), address) : Flow.toCe(address, s.ce());
        return Ipv4PacketBuilder.ipv4(flow.source(), flow.destination())
                .identification(identification)
                .typeOfService(ecn)
                .timeToLive(ttl)
                .udp(flow.sourcePort(), flow.destinationPort(), 8)
                .octets();
    }

    private static Optional<TestCase> segmentSize(Choices choices, Scene scene) {
        return draw("HDR-06", choices, scene, s -> {
            boolean down = isIntoTunnel(s);
            String kind = s.kind("segment", "larger", "smaller", "syn-ack", "ack", "none", "other-options");
            int limit = s.world().number("tcpMss", -1);
            boolean isOff = limit < 0;
            if (isOff && !kind.equals("larger")) {
                return;
            }
            int announced = isOff
                    ? LARGEST_SEGMENT
                    : kind.equals("smaller")
                            ? limit - s.between(Stage.PAYLOAD, 0, 40)
                            : limit + s.between(Stage.PAYLOAD, 1, 400);
            int flags = switch (kind) {
                case "ack" -> 0x10;
                case "syn-ack" -> 0x12;
                default -> 0x02;
            };
            // before it: no operation and window scale (RFC 7323 section 2.2)
            String before = kind.equals("other-options") ? "01030307" : "";
            boolean isLowered = !isOff && !kind.equals("ack");
            Flow flow = down ? s.in() : s.out();
            int identification = s.build().nextIdentification();
            byte[] sent = segment(flow, identification, flags, kind.equals("none") ? -1 : announced, before);
            byte[] allowed = segment(
                    flow,
                    identification,
                    flags,
                    kind.equals("none") ? -1 : isLowered ? Math.min(announced, limit) : announced,
                    before);
            if (down) {
                s.send(Side.IPV4, sent, packets(s.entered().inner(allowed)));
            } else {
                Outcome expected = packets(Facts.on(Side.IPV4).inner(allowed));
                s.send(Side.IPV6, s.tunnel(sent).octets(), expected);
            }
        });
    }

    /** A segment that announces a maximum segment size, or none for -1. */
    private static byte[] segment(Flow flow, int identification, int flags, int announced, String optionsBefore) {
        String option = announced < 0 ? "" : String.format("0204%04x", announced);
        return Ipv4PacketBuilder.ipv4(flow.source(), flow.destination())
                .identification(identification)
                .tcp(flow.sourcePort(), flow.destinationPort(), flags, Bytes.hex(optionsBefore + option))
                .octets();
    }
}
