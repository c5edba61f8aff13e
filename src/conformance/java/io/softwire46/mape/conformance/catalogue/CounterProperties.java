package io.softwire46.mape.conformance.catalogue;

import static io.softwire46.mape.conformance.Role.BR;
import static io.softwire46.mape.conformance.Role.CE;
import static io.softwire46.mape.conformance.catalogue.Clause.must;
import static io.softwire46.mape.conformance.catalogue.Clause.should;
import static io.softwire46.mape.conformance.judge.Outcome.packets;

import io.softwire46.mape.conformance.Side;
import io.softwire46.mape.conformance.draw.Choices;
import io.softwire46.mape.conformance.draw.Stage;
import io.softwire46.mape.conformance.judge.Facts;
import io.softwire46.mape.conformance.judge.Outcome;
import io.softwire46.mape.conformance.judge.TestCase;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.Ipv4PacketBuilder;
import io.softwire46.mape.conformance.model.Ipv6PacketBuilder;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * CNT: what counters say about a case.
 *
 * <p>CNT-02 is about customer edges in mesh mode: in hub-and-spoke mode they check no sources (RFC 7597 section 8.1). In CNT-03 a
 * port that no one owns is that of a packet from the tunnel: packets to one of another rule go to the border relay.
 *
 * <p>Static methods only.
 */
final class CounterProperties {
    /** Whether the packet is forwarded is a matter of other properties. */
    private static final Outcome[] FREE = {new Outcome.Any(Facts.on(Side.IPV4)), new Outcome.Any(Facts.on(Side.IPV6))};

    private static final String[] DROPS = {
        "checksum",
        "unassigned-port",
        "ttl",
        "too-big",
        "no-port",
        "martian",
        "spoofed",
        "inner-checksum",
        "ecn",
        "no-rule",
        "inner-length",
        "piece-length",
        "fragment-length"
    };

    private CounterProperties() {}

    static List<Property> all() {
        return List.of(
                should("CNT-01", "RFC 8676 section 5.1 (traffic-stat)")
                        .says(
                                "Each packet that arrived is counted as sent, dropped or held; packets of the product itself are "
                                        + "apart.")
                        .sends(
                                "Ordinary packets of both directions, a damaged one, a forged one, one with TTL 1; fragments that are "
                                        + "joined, released or dropped, or wait; packets from CE to CE.")
                        .classes("mix=forwarded", "mix=dropped", "mix=answered", "mix=spoofed")
                        .classes(FragmentCountCases.classes("mix"))
                        .cases(BR, CounterProperties::balance)
                        .cases(CE, CounterProperties::balance)
                        .build(),
                must("CNT-02", "RFC 7597 section 8.1")
                        .says("Each failed source check moves a counter of class \"spoofed\" by one.")
                        .sends("One to three packets with a forged IPv4 source or port, and a right one.")
                        .classes("forged=address", "forged=port")
                        .cases(BR, CounterProperties::spoofed)
                        .cases(CE, CounterProperties::spoofed)
                        .build(),
                should("CNT-03", "RFC 8676 section 5.1 (dropped packets)")
                        .says("Each packet that is not forwarded moves exactly one counter of drops by one.")
                        .sends("A packet that is not forwarded, for each of several reasons, and a right one.")
                        .classes("drop=checksum", "drop=ttl", "drop=too-big", "drop=spoofed", "drop=inner-checksum")
                        .classes("drop=piece-length", "drop=fragment-length")
                        .fails("VPP 26.06 (DF in inner mode; \"unknown\")", "Snabb lwAFTR 2024.08 (two kinds)")
                        .cases(BR, CounterProperties::drops)
                        .cases(CE, CounterProperties::drops)
                        .build(),
                should("CNT-04", "RFC 8676 section 5.1 (traffic-stat)")
                        .says("Each leaf of traffic-stat counts packets and octets with its meaning.")
                        .sends(
                                "Packets that are forwarded, dropped or answered; fragments that are joined, released or dropped, or wait; "
                                        + "packets from CE to CE.")
                        .classes(
                                "packet=into-tunnel",
                                "packet=out-of-tunnel",
                                "packet=dropped-ipv4",
                                "packet=dropped-ipv6",
                                "packet=answered")
                        .classes(FragmentCountCases.classes("packet"))
                        .cases(BR, CounterProperties::trafficStat)
                        .cases(CE, CounterProperties::trafficStat)
                        .build());
    }

    private static Optional<TestCase> draw(
            String id, Choices choices, Scene scene, String observed, Consumer<Situation> body) {
        if (!scene.observes(observed)) {
            return Optional.empty();
        }
        World world = scene.fewWorlds(choices, Situation.FEW);
        return Situation.draw(id, choices, scene, world, Situation.ALL, body);
    }

    private static void forwardedIn(Situation s) {
        int octets = s.between(Stage.PAYLOAD, 0, 100);
        s.send(Side.IPV4, s.udp(s.in(), octets).octets(), packets(s.entered()));
    }

    private static void forwardedOut(Situation s) {
        byte[] inner = s.udp(s.out(), s.between(Stage.PAYLOAD, 0, 100)).octets();
        s.send(Side.IPV6, s.tunnel(inner).octets(), packets(Traffic.decapsulated(inner)));
    }

    private static byte[] damaged(byte[] packet) {
        return Bytes.with(packet, 10, packet[10] ^ 0x40);
    }

    private static Optional<TestCase> balance(Choices choices, Scene scene) {
        return draw("CNT-01", choices, scene, "counters", s -> {
            String mix = s.kind("mix", with("forwarded", "dropped", "answered", "spoofed"));
            if (FragmentCountCases.KINDS.contains(mix)) {
                FragmentCountCases.send(s, mix).ifPresent(fates -> s.build().count(new Outcome.Balanced(fates)));
                return;
            }
            if (mix.equals("spoofed") && isUnchecked(s)) {
                return;
            }
            forwardedIn(s);
            forwardedOut(s);
            if (mix.equals("dropped")) {
                s.send(Side.IPV4, damaged(s.udp(s.in(), 8).octets()), FREE);
            } else if (mix.equals("answered")) {
                s.send(Side.IPV4, s.udp(s.in(), 8).timeToLive(1).octets(), FREE);
            } else if (mix.equals("spoofed")) {
                Sender.of(s).ifPresent(sender -> s.send(Side.IPV6, forged(s, sender, false), FREE));
            }
            s.build().count(new Outcome.Balanced());
        });
    }

    /** Some kinds, and all kinds of fragments. */
    private static String[] with(String... kinds) {
        return Stream.concat(Stream.of(kinds), FragmentCountCases.KINDS.stream())
                .toArray(String[]::new);
    }

    private static boolean isUnchecked(Situation s) {
        return "off".equals(s.world().option("sourceCheck"));
    }

    private static Optional<TestCase> spoofed(Choices choices, Scene scene) {
        return draw("CNT-02", choices, scene, "counters", s -> {
            boolean isPort = s.kind("forged", "address", "port").equals("port");
            Optional<Sender> sender = Sender.of(s);
            boolean isForged =
                    sender.filter(each -> each.ce().isShared() || !isPort).isPresent();
            if (!isForged || isUnchecked(s)) {
                return;
            }
            int count = s.between(Stage.STEPS, 1, 3);
            int first = -1;
            for (int i = 0; i < count; i++) {
                int step = s.send(Side.IPV6, forged(s, sender.get(), isPort), new Outcome.NotForwarded());
                first = first < 0 ? step : first;
            }
            s.controlOut(first);
            s.build().count(new Outcome.Spoofed(count));
        });
    }

    /** A packet of a customer edge with a source that is not its own: a host's, or a port of another one. */
    private static byte[] forged(Situation s, Sender sender, boolean isPort) {
        int address = isPort ? sender.ce().address() : s.host() ^ 1;
        int port = isPort
                ? Situation.portOfAnother(s.draw(), sender.ce())
                : sender.ce().port();
        return sender.tunnel()
                .apply(s.udp(sender.flow().withSource(address, port), 8).octets());
    }

    private static Optional<TestCase> drops(Choices choices, Scene scene) {
        return draw("CNT-03", choices, scene, "counters", s -> {
            String kind = s.kind("drop", DROPS);
            if (s.mtu() > scene.capabilities().maxPacket()) {
                return;
            }
            int before = s.build().nextIdentification();
            Optional<byte[]> ipv4 = droppedIpv4(s, kind);
            if (ipv4.isPresent()) {
                s.controlIn(s.send(Side.IPV4, ipv4.get(), new Outcome.NotForwarded()));
                s.build().count(new Outcome.CountedOnce());
                return;
            }
            if (kind.equals("unassigned-port") && !s.isEdge()) {
                return;
            }
            droppedIpv6(s, kind, before).ifPresent(packet -> {
                s.controlOut(s.send(Side.IPV6, packet, new Outcome.NotForwarded()));
                s.build().count(new Outcome.CountedOnce());
            });
        });
    }

    private static Optional<byte[]> droppedIpv4(Situation s, String kind) {
        Ipv4PacketBuilder packet = s.udp(s.in(), 8);
        switch (kind) {
            case "checksum" -> {
                return Optional.of(damaged(packet.octets()));
            }
            case "ttl" -> {
                return Optional.of(packet.timeToLive(1).octets());
            }
            case "too-big" -> {
                return Optional.of(s.udp(s.in(), s.tunnelMtu())
                        .flagsOffset(Ipv4PacketBuilder.DONT_FRAGMENT)
                        .octets());
            }
            case "martian" -> {
                int loopback = Bytes.int32(Bytes.address("127.0.0.1"), 0);
                return Optional.of(s.udp(s.in().withSource(loopback, 53), 8).octets());
            }
            case "fragment-length" -> {
                return FragmentCountCases.badLength(s);
            }
            case "unassigned-port", "no-port" -> {
                // a customer edge sends it to the border relay
                return s.isEdge() ? Optional.empty() : withoutOwner(s, kind, packet);
            }
            default -> {
                return Optional.empty();
            }
        }
    }

    private static Optional<byte[]> withoutOwner(Situation s, String kind, Ipv4PacketBuilder packet) {
        if (kind.equals("no-port")) {
            return s.ce().isShared()
                    ? Optional.of(packet.payload(47, Bytes.counting(16)).octets())
                    : Optional.empty();
        }
        return s.portWithoutOwner()
                .map(port ->
                        s.udp(s.in().withDestination(s.ce().address(), port), 8).octets());
    }

    private static Optional<byte[]> droppedIpv6(Situation s, String kind, int identification) {
        byte[] inner = s.udp(s.out(), 8).identification(identification).octets();
        return switch (kind) {
            case "unassigned-port" ->
                s.portWithoutOwner()
                        .map(port -> s.tunnel(s.udp(s.out().withDestination(s.ce().address(), port), 8)
                                        .octets())
                                .octets());
            case "spoofed" -> Sender.of(s).map(sender -> forged(s, sender, false));
            case "inner-checksum" -> Optional.of(s.tunnel(damaged(inner)).octets());
            case "ecn" -> Optional.of(s.tunnel(inner).trafficClass(3).octets()); // CE about a packet without ECN
            case "no-rule" ->
                s.world().edge().filter(edge -> !edge.isMesh()).isPresent()
                        ? Optional.empty()
                        : Optional.of(Ipv6PacketBuilder.ipv6(Bytes.address("fd12:3456::1"), s.here())
                                .inner(inner)
                                .octets());
            case "inner-length" -> {
                byte[] longer = inner.clone();
                Bytes.put16(longer, 2, inner.length + 1);
                yield Optional.of(s.tunnel(Bytes.withHeaderChecksum(longer, 0)).octets());
            }
            case "piece-length" -> FragmentCountCases.badPieceLength(s);
            default -> Optional.empty();
        };
    }

    private static Optional<TestCase> trafficStat(Choices choices, Scene scene) {
        return draw("CNT-04", choices, scene, "trafficStat", s -> {
            String kind =
                    s.kind("packet", with("into-tunnel", "out-of-tunnel", "dropped-ipv4", "dropped-ipv6", "answered"));
            if (FragmentCountCases.KINDS.contains(kind)) {
                FragmentCountCases.send(s, kind).ifPresent(fates -> s.build().count(new Outcome.TrafficStat(fates)));
                return;
            }
            int octets = s.between(Stage.PAYLOAD, 0, 100);
            switch (kind) {
                case "into-tunnel" -> forwardedIn(s);
                case "out-of-tunnel" -> forwardedOut(s);
                case "dropped-ipv4" -> {
                    byte[] packet = damaged(s.udp(s.in(), octets).octets());
                    s.controlIn(s.send(Side.IPV4, packet, new Outcome.NotForwarded()));
                }
                case "dropped-ipv6" -> {
                    byte[] packet =
                            s.tunnel(damaged(s.udp(s.out(), octets).octets())).octets();
                    s.controlOut(s.send(Side.IPV6, packet, new Outcome.NotForwarded()));
                }
                default ->
                    s.controlIn(s.send(
                            Side.IPV4, s.udp(s.in(), octets).timeToLive(1).octets(), new Outcome.NotForwarded()));
            }
            s.build().count(new Outcome.TrafficStat());
        });
    }
}
