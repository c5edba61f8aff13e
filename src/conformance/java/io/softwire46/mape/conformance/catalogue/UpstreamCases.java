package io.softwire46.mape.conformance.catalogue;

import static io.softwire46.mape.conformance.judge.Outcome.nothing;
import static io.softwire46.mape.conformance.judge.Outcome.packets;

import io.softwire46.mape.conformance.Side;
import io.softwire46.mape.conformance.catalogue.CeDraw.End;
import io.softwire46.mape.conformance.catalogue.CeDraw.Place;
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
import io.softwire46.mape.conformance.model.Ipv6PacketBuilder;
import io.softwire46.mape.conformance.model.NaiveMap;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Tunnel packets from customer edges to a border relay, and what may become of them.
 *
 * <p>Static methods only.
 */
final class UpstreamCases {
    private static final int USUAL_MTU = 1500;

    private UpstreamCases() {}

    /** A case about a packet from a CE of one of some rules to a host outside. */
    @FunctionalInterface
    private interface Body {
        void draw(Choices choices, CaseBuilder build, End ce, int host);
    }

    private static Optional<TestCase> fromCe(
            String id, Choices choices, Scene scene, Predicate<Site> which, boolean everyPort, Body body) {
        World world = scene.world(choices);
        Optional<Integer> host = world.host();
        if (host.isEmpty()) {
            return Optional.empty(); // all of IPv4 is inside of the domain: there is no way out
        }
        Optional<End> end =
                everyPort ? CeDraw.drawEveryPlace(choices, world, which) : CeDraw.draw(choices, world, which);
        return end.flatMap(ce -> {
            CaseBuilder build = scene.newCase(id, world).of(ce);
            body.draw(choices, build, ce, host.get());
            return build.buildIfAny();
        });
    }

    private static byte[] inner(Choices draw, CaseBuilder build, Protocol protocol, Flow flow) {
        build.in("protocol", protocol.text());
        return Traffic.packet(draw, build, protocol, flow).octets();
    }

    private static void control(Choices draw, CaseBuilder build, int of, Protocol protocol, End ce, int host) {
        byte[] right =
                Traffic.packet(draw, build, protocol, Flow.fromCe(ce, host)).octets();
        build.control(of, Side.IPV6, Traffic.tunnel(ce.owner(), right).octets(), packets(Traffic.decapsulated(right)));
    }

    /** Kinds of packets that a BR forwards as it does others: the class {@code packet}. */
    private static final List<String> PACKETS =
            List.of("usual", "without-ports", "df-fits", "df-joined", "udp-checksum-0", "options");

    static Optional<TestCase> decapsulates(Choices choices, Scene scene) {
        return fromCe("UP-01", choices, scene, Site::isAny, true, (draw, build, ce, host) -> {
            String kind = draw.in(Stage.HEADERS, () -> PACKETS.get(draw.aspect(PACKETS.size())));
            build.in("packet", kind);
            boolean isUsual = kind.equals("usual");
            boolean isOther = draw.isEnumerating() && ce.isShared() && ce.place() != Place.FIRST;
            if (isUsual || !isOther) {
                Flow flow = Flow.fromCe(ce, host);
                Optional<byte[]> inner = isUsual
                        ? Optional.of(inner(draw, build, Traffic.protocol(draw), flow))
                        : unusual(draw, build, kind, ce, flow);
                inner.ifPresent(packet -> decapsulated(scene, build, ce, packet, kind.equals("df-joined")));
            }
        });
    }

    private static void decapsulated(Scene scene, CaseBuilder build, End ce, byte[] inner, boolean isInPieces) {
        int ttl = Bytes.u8(inner, 8);
        Outcome leaves = packets(Traffic.decapsulated(inner).ttl(ttl - 1, ttl).checksums());
        byte[] packet = Traffic.tunnel(ce.owner(), inner).octets();
        if (packet.length > scene.capabilities().maxPacket()) {
            return;
        }
        if (isInPieces) {
            Pieces pieces = Pieces.ofTunnel(packet, build.nextPieces(), 1232, inner.length - 1232);
            pieces.send(build, Side.IPV6, Orders.ascending(2), leaves);
        } else {
            build.send(Side.IPV6, packet, leaves);
        }
    }

    /** A packet of a kind that is not the usual one; empty where the rule or the product has none. */
    private static Optional<byte[]> unusual(Choices draw, CaseBuilder build, String kind, End ce, Flow flow) {
        World world = build.world();
        Ipv4PacketBuilder header = Traffic.header(draw, build, flow);
        return switch (kind) {
            case "without-ports" -> {
                // RFC 7597 section 5.1: an address that is not shared has all of its protocols
                int protocol = draw.in(Stage.HEADERS, () -> draw.pick(Traffic.NO_PORTS));
                byte[] payload = Bytes.counting(24);
                yield ce.isShared()
                        ? Optional.empty()
                        : Optional.of(header.payload(protocol, payload).octets());
            }
            case "df-fits" -> {
                // the tunnel packet has up to 1,500 octets; what leaves is shorter
                int octets = USUAL_MTU - 40 - draw.in(Stage.PAYLOAD, () -> draw.between(0, 8));
                yield fits(world, octets) ? Optional.of(dontFragment(header, flow, octets)) : Optional.empty();
            }
            case "df-joined" ->
                world.joinsTunnel() && fits(world, USUAL_MTU)
                        ? Optional.of(dontFragment(header, flow, USUAL_MTU))
                        : Optional.empty();
            case "udp-checksum-0" -> {
                byte[] packet =
                        header.udp(flow.sourcePort(), flow.destinationPort(), 8).octets();
                Bytes.put16(packet, DownstreamCases.UDP_CHECKSUM, 0); // the sender made none (RFC 768)
                yield Optional.of(packet);
            }
            default -> {
                // RFC 1812 section 5.3.13.1
                String options = draw.in(Stage.HEADERS, () -> draw.pick(DownstreamCases.OPTIONS));
                byte[] packet = header.udp(flow.sourcePort(), flow.destinationPort(), 8)
                        .options(options)
                        .octets();
                yield Optional.of(packet);
            }
        };
    }

    /** Whether the IPv4 side takes a packet of this size (RFC 1191 section 4). */
    private static boolean fits(World world, int octets) {
        return world.number("mtuV4", USUAL_MTU) >= octets;
    }

    private static byte[] dontFragment(Ipv4PacketBuilder header, Flow flow, int octets) {
        return header.flagsOffset(Ipv4PacketBuilder.DONT_FRAGMENT)
                .udp(flow.sourcePort(), flow.destinationPort(), octets - 28)
                .octets();
    }

    /** A forged packet of a CE: another IPv6 prefix, IPv4 source or port; none where the rule has only one. */
    private static Optional<byte[]> forgedPacket(
            Choices draw, CaseBuilder build, End ce, int host, Protocol protocol, int kind) {
        World world = build.world();
        return Forgery.draw(draw, world, world.rules(), ce, Flow.fromCe(ce, host), kind)
                .map(forgery -> {
                    build.in("forged", Forgery.KINDS.get(kind));
                    byte[] inner = inner(draw, build, protocol, forgery.flow());
                    return Ipv6PacketBuilder.ipv6(forgery.outerSource(), Traffic.relay(ce.site()))
                            .inner(inner)
                            .octets();
                });
    }

    static Optional<TestCase> forged(Choices choices, Scene scene) {
        return fromCe("UP-02", choices, scene, Site::isAny, false, (draw, build, ce, host) -> {
            int kind = draw.in(Stage.HEADERS, () -> draw.aspect(3));
            Protocol protocol = Traffic.protocol(draw);
            forgedPacket(draw, build, ce, host, protocol, kind).ifPresent(packet -> {
                int step = build.send(Side.IPV6, packet, new Outcome.NotForwarded());
                control(draw, build, step, protocol, ce, host);
            });
        });
    }

    static Optional<TestCase> unassignedPort(Choices choices, Scene scene) {
        return fromCe("UP-03", choices, scene, Site::hasUnassignedPorts, false, (draw, build, ce, host) -> {
            int port = ce.port() & (0xffff >>> ce.site().rule().offset());
            Protocol protocol = Traffic.protocol(draw);
            Flow flow = Flow.fromCe(ce, host).withSource(ce.address(), port);
            byte[] inner = inner(draw, build, protocol, flow);
            int step = build.send(Side.IPV6, Traffic.tunnel(ce.owner(), inner).octets(), new Outcome.NotForwarded());
            control(draw, build, step, protocol, ce, host);
        });
    }

    static Optional<TestCase> silent(Choices choices, Scene scene) {
        return fromCe("UP-04", choices, scene, Site::isAny, false, (draw, build, ce, host) -> {
            int kind = draw.in(Stage.HEADERS, () -> draw.nextInt(3));
            Protocol protocol = Traffic.protocol(draw);
            forgedPacket(draw, build, ce, host, protocol, kind).ifPresent(packet -> {
                byte[] inner = Bytes.part(packet, 40, packet.length);
                Outcome forwarded = packets(Traffic.decapsulated(inner)); // a matter of UP-02
                boolean mayTell = build.world().isOn("icmpv6SourceCheckErrors")
                        && build.world().isOn("icmpv6Errors");
                Outcome error =
                        packets(Facts.on(Side.IPV6).icmp(IcmpFacts.of(6, 1, 5).destination(Bytes.part(packet, 8, 24))));
                Outcome[] allowed =
                        mayTell ? new Outcome[] {nothing(), forwarded, error} : new Outcome[] {nothing(), forwarded};
                int step = build.send(Side.IPV6, packet, allowed);
                control(draw, build, step, protocol, ce, host);
            });
        });
    }

    static Optional<TestCase> otherDestination(Choices choices, Scene scene) {
        return fromCe("UP-05", choices, scene, Site::isAny, false, (draw, build, ce, host) -> {
            World world = build.world();
            int kind = draw.in(Stage.ADDRESSES, () -> draw.aspect(3));
            byte[] destination = Traffic.relay(ce.site());
            switch (kind) {
                case 0 -> {
                    int bit = draw.in(Stage.ADDRESSES, () -> draw.nextInt(128));
                    destination[15 - bit / 8] ^= (byte) (1 << bit % 8);
                }
                case 1 ->
                    destination = CeDraw.draw(draw, world, Site::isAny)
                            .map(other -> other.owner().mapAddress())
                            .orElse(ce.owner().mapAddress());
                default -> {
                    Optional<Site> other = world.sites().stream()
                            .filter(site -> !site.domain().equals(ce.site().domain()))
                            .findFirst();
                    if (other.isEmpty()) {
                        return;
                    }
                    destination = other.get().outerSource();
                }
            }
            build.in(
                    "destination",
                    List.of("neighbour", "map-address", "other-domain").get(kind));
            Protocol protocol = Traffic.protocol(draw);
            byte[] inner = inner(draw, build, protocol, Flow.fromCe(ce, host));
            if (isRelay(world, ce.site(), destination)) {
                return;
            }
            int step = build.send(
                    Side.IPV6,
                    Ipv6PacketBuilder.ipv6(ce.owner().mapAddress(), destination)
                            .inner(inner)
                            .octets(),
                    new Outcome.NotForwarded());
            control(draw, build, step, protocol, ce, host);
        });
    }

    /** Whether an address is one of the BR addresses of a rule's domain. */
    private static boolean isRelay(World world, Site site, byte[] address) {
        return world.sites().stream()
                .filter(each -> each.domain().equals(site.domain()))
                .anyMatch(each -> Arrays.equals(each.outerSource(), address)
                        || Arrays.equals(
                                Bytes.address(each.domain().borderRelay().get(0)), address));
    }

    static Optional<TestCase> impossibleSource(Choices choices, Scene scene) {
        return fromCe("UP-06", choices, scene, Site::isAny, false, (draw, build, ce, host) -> {
            byte[] relay = Traffic.relay(ce.site());
            int kind = draw.in(Stage.ADDRESSES, () -> draw.aspect(4));
            String name =
                    List.of("unspecified", "multicast", "relay", "loopback").get(kind);
            byte[] source = switch (kind) {
                case 0 -> Bytes.address("::");
                case 1 -> Bytes.address(draw.in(Stage.ADDRESSES, () -> draw.pick("ff02::1", "ff0e::1234", "ff05::2")));
                case 2 -> relay;
                default -> Bytes.address("::1");
            };
            build.in("source", name);
            Protocol protocol = Traffic.protocol(draw);
            byte[] inner = inner(draw, build, protocol, Flow.fromCe(ce, host));
            int step = build.send(
                    Side.IPV6,
                    Ipv6PacketBuilder.ipv6(source, relay).inner(inner).octets(),
                    nothing());
            control(draw, build, step, protocol, ce, host);
        });
    }

    static Optional<TestCase> extensionHeaders(Choices choices, Scene scene) {
        return fromCe("UP-07", choices, scene, Site::isAny, false, (draw, build, ce, host) -> {
            byte[] inner = inner(draw, build, Traffic.protocol(draw), Flow.fromCe(ce, host));
            Ipv6PacketBuilder packet = Traffic.tunnel(ce.owner(), inner);
            int kind = draw.in(Stage.HEADERS, () -> draw.aspect(4));
            build.in(
                    "headers",
                    List.of("destination-options", "encapsulation-limit", "hop-by-hop", "both")
                            .get(kind));
            // PadN of 4 octets; a Tunnel Encapsulation Limit and PadN (RFC 2473 section 5.1); two PadN over 16 octets
            switch (kind) {
                case 0 ->
                    packet.header(
                            60,
                            draw.in(
                                    Stage.HEADERS,
                                    () -> draw.pick("0000010400000000", "00010104000000000106000000000000")));
                case 1 -> {
                    int limit = draw.in(Stage.HEADERS, () -> draw.pick(4, 0, 1, 255));
                    packet.header(60, "00000401" + Bytes.hex(new byte[] {(byte) limit}) + "010100");
                }
                case 2 -> packet.header(0, "0000010400000000");
                default -> packet.header(0, "0000010400000000").header(60, "0000040104010100");
            }
            build.send(Side.IPV6, packet.octets(), packets(Traffic.decapsulated(inner)));
        });
    }

    static Optional<TestCase> damagedInner(Choices choices, Scene scene) {
        return fromCe("UP-08", choices, scene, Site::isAny, false, (draw, build, ce, host) -> {
            Protocol protocol = Traffic.protocol(draw);
            byte[] right = inner(draw, build, protocol, Flow.fromCe(ce, host));
            int defect = draw.in(Stage.HEADERS, () -> draw.aspect(Damage.NAMES.size() + 1));
            if (defect == Damage.NAMES.size()) {
                build.in("defect", "padding");
                int octets = draw.in(Stage.PAYLOAD, () -> draw.between(1, 32));
                byte[] padded = Bytes.concat(right, Bytes.counting(octets));
                build.send(
                        Side.IPV6, Traffic.tunnel(ce.owner(), padded).octets(), packets(Traffic.decapsulated(right)));
                return;
            }
            build.in("defect", Damage.NAMES.get(defect));
            byte[] wrong = Damage.of(draw, right, defect);
            int step = build.send(Side.IPV6, Traffic.tunnel(ce.owner(), wrong).octets(), new Outcome.NotForwarded());
            control(draw, build, step, protocol, ce, host);
        });
    }

    /** A CE of a rule with an address and port of which another rule has a part. */
    private record Hidden(NaiveMap.Ce ce, String address, int port) {}

    /** A CE of an outer rule whose IPv4 address is inside of an inner rule's IPv4 prefix. */
    private static Optional<Hidden> hiddenAddress(Choices choices, World world, Site outer) {
        NaiveMap.Rule rule = outer.rule();
        return world.sites().stream()
                .map(site -> site.rule().ipv4())
                .filter(ipv4 -> ipv4.startsWith(rule.ipv4())
                        && ipv4.length() > rule.ipv4().length())
                .findFirst()
                .flatMap(inner -> {
                    String address = inner + NaiveMap.Text.bits(choices.nextLong(), 32 - inner.length());
                    int port = choices.in(Stage.ADDRESSES, () -> choices.between(4096, 65_535));
                    return NaiveMap.owner(rule, address, port).map(ce -> new Hidden(ce, address, port));
                });
    }

    /** A CE of an outer rule whose MAP address is inside of an inner rule's IPv6 prefix. */
    private static Optional<Hidden> hiddenPrefix(Choices choices, World world, Site outer) {
        NaiveMap.Rule rule = outer.rule();
        return world.sites().stream()
                .map(site -> site.rule().ipv6())
                .filter(ipv6 -> ipv6.startsWith(rule.ipv6())
                        && ipv6.length() > rule.ipv6().length()
                        && ipv6.length() <= outer.eaEnd())
                .skip(choices.in(Stage.ADDRESSES, () -> choices.aspect(2)))
                .findFirst()
                .flatMap(inner -> {
                    String rest = NaiveMap.Text.bits(choices.nextLong(), outer.eaEnd() - inner.length());
                    return NaiveMap.ce(rule, inner + rest);
                })
                .map(ce -> new Hidden(
                        ce,
                        NaiveMap.Text.right(ce.ipv4(), 32),
                        rule.isShared() ? CeDraw.port(choices, rule, ce.psid(), CeDraw.Place.ANY) : 1024));
    }

    static Optional<TestCase> otherRule(Choices choices, Scene scene) {
        World world = scene.world(choices);
        Optional<Integer> host = world.host();
        // a CE of an outer rule, whose address or prefix belongs to an inner rule
        Site outer = choices.in(
                Stage.RULES,
                () -> world.sites().get(choices.aspect(world.sites().size())));
        boolean byPrefix = choices.in(Stage.ADDRESSES, () -> choices.aspect(2) == 1);
        Optional<Hidden> hidden = byPrefix ? hiddenPrefix(choices, world, outer) : hiddenAddress(choices, world, outer);
        if (hidden.isEmpty() || host.isEmpty()) {
            return Optional.empty();
        }
        NaiveMap.Ce ce = hidden.get().ce();
        String address = hidden.get().address();
        int port = hidden.get().port();
        if (!NaiveMap.check(outer.rule(), ce.mapAddressFromRule(), address, port, true)
                        .equals("ACCEPTED")
                || NaiveMap.check(world.rules(), ce.mapAddressFromRule(), address, port, false)
                        .equals("ACCEPTED")) {
            return Optional.empty();
        }
        CaseBuilder build = scene.newCase("UP-09", world).of(outer).in("nested", byPrefix ? "ipv6" : "ipv4");
        World.Owner owner = new World.Owner(outer, ce);
        int source = Bytes.int32(Bytes.ofBits(address), 0);
        Flow flow = new Flow(source, port, host.get(), 53, port);
        byte[] packet = inner(choices, build, Traffic.protocol(choices), flow);
        int step = build.send(Side.IPV6, Traffic.tunnel(owner, packet).octets(), new Outcome.NotForwarded());
        CeDraw.draw(choices, world, Site::isAny)
                .ifPresent(right -> control(choices, build, step, Protocol.UDP, right, host.get()));
        return build.buildIfAny();
    }

    static Optional<TestCase> resemblesRelay(Choices choices, Scene scene) {
        return fromCe("UP-11", choices, scene, Site::isAny, false, (draw, build, ce, host) -> {
            World world = build.world();
            byte[] source = Traffic.relay(ce.site());
            int kind = draw.in(Stage.ADDRESSES, () -> draw.aspect(3));
            switch (kind) {
                case 0 -> {
                    int bit = draw.in(Stage.ADDRESSES, () -> draw.nextInt(64));
                    source[15 - bit / 8] ^= (byte) (1 << bit % 8);
                }
                case 1 -> {
                    int bit = draw.in(Stage.ADDRESSES, () -> draw.between(8, 63));
                    source[bit / 8] ^= (byte) (0x80 >>> bit % 8);
                }
                default -> source = Bytes.address("2001:db8:dead::1");
            }
            build.in(
                    "source",
                    List.of("same-subnet", "same-interface-id", "outside").get(kind));
            Protocol protocol = Traffic.protocol(draw);
            Flow flow = Flow.fromCe(ce, host);
            byte[] inner = inner(draw, build, protocol, flow);
            String outcome = NaiveMap.check(
                    world.rules(),
                    Bytes.bits(source, 0, 16),
                    NaiveMap.Text.ipv4(flow.source()),
                    flow.sourcePort(),
                    false);
            if (isRelay(world, ce.site(), source) || outcome.equals("ACCEPTED")) {
                return;
            }
            int step = build.send(
                    Side.IPV6,
                    Ipv6PacketBuilder.ipv6(source, Traffic.relay(ce.site()))
                            .inner(inner)
                            .octets(),
                    new Outcome.NotForwarded());
            control(draw, build, step, protocol, ce, host);
        });
    }

    static Optional<TestCase> otherInterfaceId(Choices choices, Scene scene) {
        return fromCe("UP-12", choices, scene, Site::isAny, false, (draw, build, ce, host) -> {
            World world = build.world();
            int end = ce.site().eaEnd();
            if (end > 127 || !"strict".equals(world.option("sourceCheck"))) {
                return;
            }
            byte[] source = ce.owner().mapAddress();
            int bit = draw.in(Stage.ADDRESSES, () -> draw.between(end, 127));
            source[bit / 8] ^= (byte) (0x80 >>> bit % 8);
            int place = NaiveMap.byIpv6(world.rules(), Bytes.bits(source, 0, 16));
            if (place != world.sites().indexOf(ce.site())) {
                return;
            }
            Protocol protocol = Traffic.protocol(draw);
            byte[] inner = inner(draw, build, protocol, Flow.fromCe(ce, host));
            int step = build.send(
                    Side.IPV6,
                    Ipv6PacketBuilder.ipv6(source, Traffic.relay(ce.site()))
                            .inner(inner)
                            .octets(),
                    new Outcome.NotForwarded());
            control(draw, build, step, protocol, ce, host);
        });
    }
}
