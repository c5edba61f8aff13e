package io.softwire46.mape.conformance.catalogue;

import static io.softwire46.mape.conformance.judge.Outcome.nothing;
import static io.softwire46.mape.conformance.judge.Outcome.packets;

import io.softwire46.mape.conformance.Domain;
import io.softwire46.mape.conformance.Setup;
import io.softwire46.mape.conformance.Side;
import io.softwire46.mape.conformance.catalogue.CeDraw.End;
import io.softwire46.mape.conformance.catalogue.Traffic.Flow;
import io.softwire46.mape.conformance.catalogue.Traffic.Protocol;
import io.softwire46.mape.conformance.draw.Choices;
import io.softwire46.mape.conformance.draw.Stage;
import io.softwire46.mape.conformance.judge.Facts;
import io.softwire46.mape.conformance.judge.IcmpFacts;
import io.softwire46.mape.conformance.judge.Outcome;
import io.softwire46.mape.conformance.judge.TestCase;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.Ipv4PacketBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Packets from the Internet to a border relay, and what may become of them.
 *
 * <p>Static methods only.
 */
final class DownstreamCases {
    /** IPv4 options: padding, Record Route, Strict Source Route with data of others, Timestamp, Stream ID, unknown. */
    static final List<String> OPTIONS = List.of(
            "01010101",
            "07070400000000000000000000000000",
            "8304000044080500000000000794040000000000",
            "88040000",
            "de041234",
            "9404000001010100");

    /** Addresses that are not those of one host (RFC 1812 section 5.3.7). */
    private static final List<String> MARTIANS =
            List.of("127.0.0.1", "0.1.2.3", "224.0.0.5", "240.0.0.1", "255.255.255.255", "239.255.1.1");

    /** Cases of the corpus in a configuration of the property's own, and how rarely other cases have it. */
    private static final int PLACES = 4;

    private static final int RARE = 32;

    /** Position of the checksum of UDP in a packet without IPv4 options. */
    static final int UDP_CHECKSUM = 26;

    private DownstreamCases() {}

    /** A case about a packet to a CE of one of some rules. */
    @FunctionalInterface
    private interface Body {
        void draw(Choices choices, CaseBuilder build, End ce, int host);
    }

    private static Optional<TestCase> toCe(
            String id, Choices choices, Scene scene, Predicate<Site> which, boolean everyPort, Body body) {
        return toCe(id, choices, scene, scene.world(choices), which, everyPort, body);
    }

    private static Optional<TestCase> toCe(
            String id, Choices choices, Scene scene, World world, Predicate<Site> which, boolean everyPort, Body body) {
        int host = world.host().orElse(Bytes.int32(Bytes.address("203.0.113.9"), 0));
        Optional<End> end =
                everyPort ? CeDraw.drawEveryPlace(choices, world, which) : CeDraw.draw(choices, world, which);
        return end.flatMap(ce -> {
            CaseBuilder build = scene.newCase(id, world).of(ce);
            body.draw(choices, build, ce, host);
            return build.buildIfAny();
        });
    }

    /** The domains of a configuration that one property alone has. */
    @FunctionalInterface
    private interface OwnWorld {
        List<Domain> of(String format, Map<String, @Nullable Object> options);
    }

    /** A configuration; in the corpus the first ones of both formats, that of Example 1, are also replaced by another. */
    private static Optional<World> worldOr(Choices choices, Scene scene, OwnWorld own) {
        World world = scene.world(choices);
        int kind = choices.in(Stage.RULES, () -> choices.aspect(choices.isEnumerating() ? 1 + PLACES : RARE));
        if (kind == 0) {
            return Optional.of(world);
        }
        if (!scene.isFirst(world)) {
            return choices.isEnumerating() ? Optional.empty() : Optional.of(world);
        }
        String format = world.sites().get(0).domain().format();
        return scene.within(new Setup(scene.role(), own.of(format, scene.options()), null, Map.of()));
    }

    static Optional<TestCase> encapsulates(Choices choices, Scene scene) {
        return toCe("DWN-01", choices, scene, Site::isAny, true, (draw, build, ce, host) -> {
            Protocol protocol = Traffic.protocol(draw);
            build.in("protocol", protocol.text());
            byte[] packet =
                    Traffic.packet(draw, build, protocol, Flow.toCe(host, ce)).octets();
            if (protocol == Protocol.UDP && draw.in(Stage.HEADERS, draw::nextBoolean)) {
                Bytes.put16(packet, UDP_CHECKSUM, 0); // the sender made none (RFC 768)
            }
            build.send(
                    Side.IPV4,
                    packet,
                    packets(Traffic.carried(ce.owner(), packet)
                            .nextHeader(firstHeader(build.world()))
                            .payloadLength(packet.length + tunnelOptions(build.world()))));
        });
    }

    /** 4, or 60 where the product writes an encapsulation limit (RFC 2473 section 5.1). */
    private static int firstHeader(World world) {
        return world.option("encapsulationLimit") == null ? 4 : 60;
    }

    private static int tunnelOptions(World world) {
        return world.option("encapsulationLimit") == null ? 0 : 8;
    }

    static Optional<TestCase> unassignedPort(Choices choices, Scene scene) {
        return toCe("DWN-02", choices, scene, Site::hasUnassignedPorts, false, (draw, build, ce, host) -> {
            int below = 1 << (16 - ce.site().rule().offset());
            int port = draw.in(Stage.ADDRESSES, () -> draw.nextInt(below));
            if (build.world().owner(ce.address(), port).isPresent()) {
                return; // a rule inside of this one has the port
            }
            Protocol protocol = Traffic.protocol(draw);
            build.in("protocol", protocol.text());
            Flow flow = Flow.toCe(host, ce);
            byte[] packet = Traffic.packet(draw, build, protocol, flow.withDestination(ce.address(), port))
                    .octets();
            int step = build.send(Side.IPV4, packet, dropped(build.world(), packet, 3, 1, "icmpv4NoMappingErrors"));
            control(draw, build, step, protocol, ce, host);
        });
    }

    /** Nothing leaves; where an option is on, an ICMP error may. */
    private static Outcome[] dropped(World world, byte[] packet, int type, int code, String option) {
        Outcome error =
                packets(Facts.on(Side.IPV4).icmp(IcmpFacts.of(4, type, code).destination(Bytes.part(packet, 12, 16))));
        return world.isOn(option) && world.isOn("icmpv4Errors")
                ? new Outcome[] {nothing(), error}
                : new Outcome[] {nothing()};
    }

    /** A right packet to the CE, which is forwarded. */
    private static void control(Choices draw, CaseBuilder build, int of, Protocol protocol, End ce, int host) {
        byte[] packet =
                Traffic.packet(draw, build, protocol, Flow.toCe(host, ce)).octets();
        build.control(of, Side.IPV4, packet, packets(Traffic.toRule(ce.site())));
    }

    static Optional<TestCase> choosesByPort(Choices choices, Scene scene) {
        return toCe("DWN-03", choices, scene, Site::isShared, true, (draw, build, ce, host) -> {
            Flow flow = Flow.toCe(host, ce);
            int kind = draw.in(Stage.HEADERS, () -> draw.aspect(4));
            build.in("message", List.of("udp", "tcp", "echo", "timestamp").get(kind));
            int type = draw.in(Stage.HEADERS, () -> draw.nextInt(2));
            Ipv4PacketBuilder packet = Traffic.header(draw, build, flow);
            switch (kind) {
                case 0 -> packet.udp(flow.sourcePort(), flow.destinationPort(), 4);
                case 1 -> packet.tcp(flow.sourcePort(), flow.destinationPort());
                case 2 -> packet.icmpQuery(type == 0 ? 8 : 0, flow.identifier());
                default -> packet.icmpQuery(type == 0 ? 13 : 14, flow.identifier());
            }
            build.send(Side.IPV4, packet.octets(), packets(Traffic.toOwner(ce.owner())));
        });
    }

    static Optional<TestCase> truncatedTransport(Choices choices, Scene scene) {
        return toCe("DWN-04", choices, scene, Site::isShared, false, (draw, build, ce, host) -> {
            Protocol protocol = Traffic.protocol(draw);
            Flow flow = Flow.toCe(host, ce);
            int kept = draw.in(Stage.HEADERS, () -> draw.aspect(8));
            build.in("protocol", protocol.text()).in("transport", kept);
            byte[] whole = Traffic.packet(draw, build, protocol, flow).octets();
            byte[] cut = Bytes.part(whole, 0, 20 + kept);
            Bytes.put16(cut, 2, cut.length);
            byte[] packet = Bytes.withHeaderChecksum(cut, 0);
            int step = kept < 4
                    ? build.send(Side.IPV4, packet, nothing())
                    : build.send(Side.IPV4, packet, nothing(), packets(Traffic.toOwner(ce.owner())));
            control(draw, build, step, protocol, ce, host);
        });
    }

    static Optional<TestCase> portlessUnshared(Choices choices, Scene scene) {
        return toCe("DWN-05", choices, scene, Site::isUnshared, false, (draw, build, ce, host) -> {
            int protocol = draw.in(Stage.HEADERS, () -> draw.pick(Traffic.NO_PORTS));
            boolean whole =
                    draw.in(Stage.FRAGMENTS, () -> draw.aspect(build.world().joinsIpv4() ? 2 : 1) == 0);
            build.in("whole", whole ? "yes" : "no");
            int units = draw.in(Stage.PAYLOAD, () -> draw.between(1, 6));
            byte[] payload = Bytes.counting(8 * units + 5);
            Ipv4PacketBuilder packet =
                    Traffic.header(draw, build, Flow.toCe(host, ce)).flagsOffset(0);
            byte[] joined = packet.payload(protocol, payload).octets();
            if (whole) {
                build.send(Side.IPV4, joined, packets(Traffic.carried(ce.owner(), joined)));
                return;
            }
            byte[] first = packet.payload(protocol, Bytes.part(payload, 0, 8 * units))
                    .flagsOffset(Ipv4PacketBuilder.MORE_FRAGMENTS)
                    .octets();
            byte[] last = packet.payload(protocol, Bytes.part(payload, 8 * units, payload.length))
                    .flagsOffset(units)
                    .octets();
            build.send(
                    Side.IPV4,
                    first,
                    packets(Traffic.carried(ce.owner(), first), Traffic.carried(ce.owner(), last)),
                    packets(Traffic.carried(ce.owner(), joined)));
            build.sendPart(Side.IPV4, last);
        });
    }

    static Optional<TestCase> timeToLive(Choices choices, Scene scene) {
        return toCe("DWN-06", choices, scene, Site::isAny, false, (draw, build, ce, host) -> {
            Protocol protocol = Traffic.protocol(draw);
            int kind = draw.in(Stage.HEADERS, () -> draw.aspect(4));
            int ttl = kind < 3 ? kind : draw.in(Stage.HEADERS, () -> draw.between(3, 255));
            build.in("ttl", kind < 3 ? Integer.toString(kind) : "more").in("protocol", protocol.text());
            byte[] packet = Traffic.packet(draw, build, protocol, Flow.toCe(host, ce))
                    .timeToLive(ttl)
                    .octets();
            if (ttl >= 2) {
                build.send(
                        Side.IPV4,
                        packet,
                        packets(Traffic.toRule(ce.site()).ttl(ttl - 1, ttl - 1).checksums()));
                return;
            }
            boolean mayAnswer = build.world().isOn("icmpv4Errors");
            boolean hostIsOutside = !build.world().isInside(host);
            IcmpFacts expired = ErrorFacts.ipv4(build, 11, 0, packet).quotes(packet, 28);
            Outcome error = packets(Facts.on(Side.IPV4).icmp(expired));
            // a host inside of the domain may be reached through the tunnel
            Outcome tunnelled = packets(Facts.on(Side.IPV6).icmp(expired));
            Outcome[] allowed = !mayAnswer
                    ? new Outcome[] {nothing()}
                    : ttl == 1 && hostIsOutside ? new Outcome[] {error} : new Outcome[] {nothing(), error, tunnelled};
            int step = build.send(Side.IPV4, packet, allowed);
            control(draw, build, step, protocol, ce, host);
        });
    }

    static Optional<TestCase> damagedHeader(Choices choices, Scene scene) {
        return toCe("DWN-07", choices, scene, Site::isAny, false, (draw, build, ce, host) -> {
            Protocol protocol = Traffic.protocol(draw);
            byte[] right =
                    Traffic.packet(draw, build, protocol, Flow.toCe(host, ce)).octets();
            int defect = draw.in(Stage.HEADERS, () -> draw.aspect(Damage.NAMES.size()));
            build.in("defect", Damage.NAMES.get(defect)).in("protocol", protocol.text());
            int step = build.send(Side.IPV4, Damage.of(draw, right, defect), nothing());
            control(draw, build, step, protocol, ce, host);
        });
    }

    static Optional<TestCase> padding(Choices choices, Scene scene) {
        return toCe("DWN-08", choices, scene, Site::isAny, false, (draw, build, ce, host) -> {
            Protocol protocol = Traffic.protocol(draw);
            byte[] packet =
                    Traffic.packet(draw, build, protocol, Flow.toCe(host, ce)).octets();
            int octets = draw.in(Stage.PAYLOAD, () -> draw.between(1, 64));
            byte[] padded = Bytes.concat(packet, Bytes.counting(octets));
            int step = build.send(
                    Side.IPV4,
                    padded,
                    packets(Traffic.toRule(ce.site()).inner(packet).size(40, 40 + 8 + packet.length)));
            control(draw, build, step, protocol, ce, host);
        });
    }

    static Optional<TestCase> options(Choices choices, Scene scene) {
        return toCe("DWN-09", choices, scene, Site::isAny, false, (draw, build, ce, host) -> {
            Protocol protocol = Traffic.protocol(draw);
            int which = draw.in(Stage.HEADERS, () -> draw.nextInt(OPTIONS.size()));
            build.in("protocol", protocol.text())
                    .in("options", OPTIONS.get(which).length() / 2);
            byte[] packet = Traffic.packet(draw, build, protocol, Flow.toCe(host, ce))
                    .options(OPTIONS.get(which))
                    .octets();
            build.send(Side.IPV4, packet, packets(Traffic.toRule(ce.site()).inner(packet)));
        });
    }

    static Optional<TestCase> longestMatch(Choices choices, Scene scene) {
        Body body = (draw, build, ce, host) -> {
            Site inner = ce.site();
            Protocol protocol = Traffic.protocol(draw);
            boolean isNested = build.world().sites().stream().anyMatch(other -> isInside(inner, other));
            if (isNested) {
                byte[] packet = Traffic.packet(draw, build, protocol, Flow.toCe(host, ce))
                        .octets();
                build.send(Side.IPV4, packet, packets(Traffic.toOwner(ce.owner())));
            }
        };
        return worldOr(choices, scene, CorpusWorlds::nestedDomains)
                .flatMap(world -> toCe("DWN-10", choices, scene, world, Site::isAny, false, body));
    }

    /** Whether the IPv4 prefix of one of two rules contains the other's, and they differ. */
    private static boolean isInside(Site one, Site other) {
        String first = one.rule().ipv4();
        String second = other.rule().ipv4();
        return first.length() != second.length() && (first.startsWith(second) || second.startsWith(first));
    }

    static Optional<TestCase> martian(Choices choices, Scene scene) {
        return toCe("DWN-11", choices, scene, Site::isAny, false, (draw, build, ce, host) -> {
            Protocol protocol = Traffic.protocol(draw);
            String source = draw.in(Stage.ADDRESSES, () -> draw.pick(MARTIANS));
            int address = Bytes.int32(Bytes.address(source), 0);
            build.in("source", source).in("protocol", protocol.text());
            byte[] packet = Traffic.packet(draw, build, protocol, Flow.toCe(address, ce))
                    .octets();
            int step = build.send(Side.IPV4, packet, new Outcome.NotForwarded());
            control(draw, build, step, protocol, ce, host);
        });
    }

    static Optional<TestCase> outerSource(Choices choices, Scene scene) {
        return toCe("DWN-12", choices, scene, Site::isAny, false, (draw, build, ce, host) -> {
            Protocol protocol = Traffic.protocol(draw);
            byte[] packet =
                    Traffic.packet(draw, build, protocol, Flow.toCe(host, ce)).octets();
            build.send(
                    Side.IPV4,
                    packet,
                    packets(Traffic.toRule(ce.site()).outerSource(ce.site().outerSource())));
        });
    }

    static Optional<TestCase> oneAddress(Choices choices, Scene scene) {
        Body body = (draw, build, ce, host) -> {
            Protocol protocol = Traffic.protocol(draw);
            byte[] packet =
                    Traffic.packet(draw, build, protocol, Flow.toCe(host, ce)).octets();
            build.in("protocol", protocol.text());
            build.send(Side.IPV4, packet, packets(Traffic.toOwner(ce.owner())));
        };
        return worldOr(choices, scene, CorpusWorlds::sharedAddress)
                .flatMap(world -> toCe("DWN-13", choices, scene, world, Site::hasOwnPsid, true, body));
    }

    static Optional<TestCase> otherPorts(Choices choices, Scene scene) {
        return toCe("DWN-14", choices, scene, Site::isShared, false, (draw, build, ce, host) -> {
            Flow flow = Flow.toCe(host, ce);
            int protocol = draw.in(Stage.HEADERS, () -> draw.pick(Traffic.OTHER_PORTS));
            build.in("protocol", protocol);
            byte[] packet = Traffic.header(draw, build, flow)
                    .ports(protocol, flow.sourcePort(), flow.destinationPort(), 16)
                    .octets();
            build.send(Side.IPV4, packet, packets(Traffic.toOwner(ce.owner())));
        });
    }

    static Optional<TestCase> portlessShared(Choices choices, Scene scene) {
        return toCe("DWN-15", choices, scene, Site::isShared, false, (draw, build, ce, host) -> {
            Flow flow = Flow.toCe(host, ce);
            int protocol = draw.in(Stage.HEADERS, () -> draw.pick(Traffic.NO_PORTS));
            build.in("protocol", protocol);
            byte[] packet = Traffic.header(draw, build, flow)
                    .ports(protocol, flow.sourcePort(), flow.destinationPort(), 24)
                    .octets();
            int step = build.send(Side.IPV4, packet, dropped(build.world(), packet, 3, 2, "icmpv4ProtocolErrors"));
            control(draw, build, step, Protocol.UDP, ce, host);
        });
    }
}
