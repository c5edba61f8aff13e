package io.softwire46.mape.conformance.catalogue;

import static io.softwire46.mape.conformance.Role.BR;
import static io.softwire46.mape.conformance.catalogue.Clause.decision;
import static io.softwire46.mape.conformance.catalogue.Clause.must;
import static io.softwire46.mape.conformance.catalogue.Clause.should;
import static io.softwire46.mape.conformance.judge.Outcome.nothing;
import static io.softwire46.mape.conformance.judge.Outcome.packets;

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
import io.softwire46.mape.conformance.model.Ipv6PacketBuilder;
import io.softwire46.mape.conformance.model.NaiveMap;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * UP: what a border relay does with tunnel packets from customer edges.
 *
 * <p>Static methods only.
 */
final class UpstreamProperties {
    private static final Predicate<Site> ALL = site -> true;
    private static final Predicate<Site> SHARED = site -> site.rule().isShared();

    private static final String[] KINDS = {
        "kind=shared", "kind=address", "kind=prefix", "kind=oneToOne", "format=rfc7597", "format=draft03"
    };
    private static final String[] PROTOCOLS = {"protocol=udp", "protocol=tcp", "protocol=icmp"};
    private static final String[] PORTS = {"port=first", "port=first-range-end", "port=last-range-start", "port=last"};

    private UpstreamProperties() {}

    static List<Property> all() {
        return List.of(
                must("UP-01", "RFC 7597 section 8.1, RFC 2473 section 3.3")
                        .says(
                                "A tunnel packet from a CE to the BR is decapsulated. The IPv4 packet leaves unchanged but for "
                                        + "its TTL, which is at most one lower.")
                        .sends("Tunnel packets whose IPv4 source and port belong to their CE.")
                        .classes(KINDS)
                        .classes(PROTOCOLS)
                        .classes(PORTS)
                        .cases(BR, UpstreamProperties::decapsulates)
                        .build(),
                must("UP-02", "RFC 7597 section 8.1")
                        .says(
                                "A tunnel packet whose IPv4 source or port does not belong to the CE at its IPv6 source is not "
                                        + "forwarded.")
                        .sends("Packets with a forged IPv6 prefix, IPv4 source or port, and the right ones.")
                        .classes(KINDS)
                        .classes("forged=prefix", "forged=address", "forged=port")
                        .classes(PROTOCOLS)
                        .fails("VPP 26.06 (k = 0 is not checked)")
                        .cases(BR, UpstreamProperties::forged)
                        .build(),
                must("UP-03", "RFC 7597 sections 5.1 and 8.1")
                        .says(
                                "A source port with A = 0 belongs to no CE, whatever its PSID bits are; the packet is not "
                                        + "forwarded.")
                        .sends("Packets from ports below 2^(16 - a) with the PSID bits of their CE.")
                        .classes("kind=shared", "format=rfc7597", "format=draft03")
                        .classes(PROTOCOLS)
                        .fails("VPP 26.06")
                        .cases(BR, UpstreamProperties::unassignedPort)
                        .build(),
                must("UP-04", "RFC 7597 section 8.1")
                        .says(
                                "A packet that fails the source check is discarded silently: no ICMP error of either family.")
                        .sends("Packets with a forged IPv4 source or port.")
                        .classes(KINDS)
                        .cases(BR, UpstreamProperties::silent)
                        .build(),
                must("UP-05", "RFC 7597 section 8.1")
                        .says(
                                "A tunnel packet to an address that is no BR address of the CE's domain is not decapsulated.")
                        .sends("Packets to neighbours of the BR address and to MAP addresses.")
                        .classes("destination=neighbour", "destination=map-address", "destination=other-domain")
                        .fails("VPP 26.06")
                        .cases(BR, UpstreamProperties::otherDestination)
                        .build(),
                must("UP-06", "RFC 4291 sections 2.5.2 and 2.7, RFC 7597 section 10")
                        .says(
                                "A tunnel packet from the unspecified address, a multicast address or the BR itself is dropped.")
                        .sends("Packets from ::, ::1, multicast and the BR's own address.")
                        .classes("source=unspecified", "source=multicast", "source=relay")
                        .fails("VPP 26.06 (::)")
                        .cases(BR, UpstreamProperties::impossibleSource)
                        .build(),
                must("UP-07", "RFC 8200 section 4, RFC 2473 section 3.3")
                        .says("Hop-by-Hop and Destination Options headers before the IPv4 header are walked, with an "
                                + "encapsulation limit too.")
                        .sends("Tunnel packets with extension headers.")
                        .classes(
                                "headers=hop-by-hop",
                                "headers=destination-options",
                                "headers=encapsulation-limit",
                                "headers=both")
                        .fails("VPP 26.06", "Snabb lwAFTR 2024.08")
                        .cases(BR, UpstreamProperties::extensionHeaders)
                        .build(),
                must("UP-08", "RFC 1812 section 5.2.2")
                        .says(
                                "An inner packet that is longer than its tunnel packet, or has a wrong version, header length or "
                                        + "checksum, is dropped. Octets following its total length are cut off.")
                        .sends("Tunnel packets with one wrong inner field, with padding, and right ones.")
                        .classes(
                                "defect=checksum",
                                "defect=version",
                                "defect=header length below 5",
                                "defect=total length below header",
                                "defect=total length beyond the packet",
                                "defect=padding")
                        .fails("VPP 26.06", "Snabb lwAFTR 2024.08")
                        .cases(BR, UpstreamProperties::damagedInner)
                        .build(),
                decision("UP-09", "RFC 7597 section 8.1 is silent about nested rules")
                        .says(
                                "The longest match of the IPv6 source and that of the IPv4 source have to be the same rule.")
                        .sends("Packets from CEs of a rule whose address or prefix an inner rule contains.")
                        .atLeast(4)
                        .cases(BR, UpstreamProperties::otherRule)
                        .build(),
                should("UP-10", "RFC 7596 section 6.2")
                        .says("A packet from one CE to another returns into the tunnel, and its TTL is decremented.")
                        .sends("Packets from CE to CE through the BR.")
                        .classes(KINDS)
                        .fails("VPP 26.06 (leaves on the IPv4 side)")
                        .cases(BR, UpstreamProperties::hairpin)
                        .build(),
                must("UP-11", "RFC 7597 section 8.1")
                        .says("The source check is skipped for no source but a BR address.")
                        .sends("Packets from addresses that resemble the BR's, with IPv4 sources of CEs.")
                        .classes("source=same-subnet", "source=same-interface-id", "source=outside")
                        .cases(BR, UpstreamProperties::resemblesRelay)
                        .build(),
                decision("UP-12", "RFC 7597 section 8.1 requires what the EA bits give")
                        .says("All 128 bits of the outer source are compared with the MAP address.")
                        .sends(
                                "Packets whose outer source has right EA bits and another subnet or interface identifier.")
                        .classes(KINDS)
                        .cases(BR, UpstreamProperties::otherInterfaceId)
                        .build());
    }

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

    private static Optional<TestCase> decapsulates(Choices choices, Scene scene) {
        return fromCe("UP-01", choices, scene, ALL, true, (draw, build, ce, host) -> {
            byte[] inner = inner(draw, build, Traffic.protocol(draw), Flow.fromCe(ce, host));
            int ttl = Bytes.u8(inner, 8);
            build.send(
                    Side.IPV6,
                    Traffic.tunnel(ce.owner(), inner).octets(),
                    packets(Traffic.decapsulated(inner).ttl(ttl - 1, ttl).checksums()));
        });
    }

    /** A forged packet of a CE: another IPv6 prefix, IPv4 source or port; none where the rule has only one. */
    private static Optional<byte[]> forgedPacket(
            Choices draw, CaseBuilder build, End ce, int host, Protocol protocol, int kind) {
        World world = build.world();
        NaiveMap.Rule rule = ce.site().rule();
        Flow flow = Flow.fromCe(ce, host);
        byte[] source = ce.owner().mapAddress();
        switch (kind) {
            case 0 -> {
                if (rule.ea() == 0) {
                    return Optional.empty();
                }
                int bit = draw.in(Stage.ADDRESSES, () -> draw.nextInt(rule.ea()));
                String other = flipped(ce.owner().ce().ea(), bit);
                source = Bytes.ofBits(
                        NaiveMap.ce(rule, rule.ipv6() + other).orElseThrow().mapAddressFromRule());
            }
            case 1 -> {
                int ownBits = ce.owner().ce().ipv4().length();
                int bit = draw.in(Stage.ADDRESSES, () -> draw.nextInt(ownBits));
                flow = flow.withSource(ce.address() ^ (0x8000_0000 >>> bit), ce.port());
            }
            default -> {
                if (!rule.isShared()) {
                    return Optional.empty();
                }
                int m = 16 - rule.offset() - rule.psidBits();
                int bit = draw.in(Stage.ADDRESSES, () -> draw.nextInt(rule.psidBits()));
                flow = flow.withSource(ce.address(), ce.port() ^ (1 << (m + bit)));
            }
        }
        boolean strict = "strict".equals(world.option("sourceCheck"));
        String outcome = NaiveMap.check(
                world.rules(), Bytes.bits(source, 0, 16), NaiveMap.Text.ipv4(flow.source()), flow.sourcePort(), strict);
        if (outcome.equals("ACCEPTED")) {
            return Optional.empty();
        }
        build.in("forged", List.of("prefix", "address", "port").get(kind));
        byte[] inner = inner(draw, build, protocol, flow);
        return Optional.of(Ipv6PacketBuilder.ipv6(source, Traffic.relay(ce.site()))
                .inner(inner)
                .octets());
    }

    private static String flipped(String bits, int at) {
        return bits.substring(0, at) + (bits.charAt(at) == '0' ? '1' : '0') + bits.substring(at + 1);
    }

    private static Optional<TestCase> forged(Choices choices, Scene scene) {
        return fromCe("UP-02", choices, scene, ALL, false, (draw, build, ce, host) -> {
            int kind = draw.in(Stage.HEADERS, () -> draw.aspect(3));
            Protocol protocol = Traffic.protocol(draw);
            forgedPacket(draw, build, ce, host, protocol, kind).ifPresent(packet -> {
                int step = build.send(Side.IPV6, packet, new Outcome.NotForwarded());
                control(draw, build, step, protocol, ce, host);
            });
        });
    }

    private static Optional<TestCase> unassignedPort(Choices choices, Scene scene) {
        Predicate<Site> hasUnassigned = SHARED.and(site -> site.rule().offset() > 0);
        return fromCe("UP-03", choices, scene, hasUnassigned, false, (draw, build, ce, host) -> {
            int port = ce.port() & (0xffff >>> ce.site().rule().offset());
            Protocol protocol = Traffic.protocol(draw);
            Flow flow = Flow.fromCe(ce, host).withSource(ce.address(), port);
            byte[] inner = inner(draw, build, protocol, flow);
            int step = build.send(Side.IPV6, Traffic.tunnel(ce.owner(), inner).octets(), new Outcome.NotForwarded());
            control(draw, build, step, protocol, ce, host);
        });
    }

    private static Optional<TestCase> silent(Choices choices, Scene scene) {
        return fromCe("UP-04", choices, scene, ALL, false, (draw, build, ce, host) -> {
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

    private static Optional<TestCase> otherDestination(Choices choices, Scene scene) {
        return fromCe("UP-05", choices, scene, ALL, false, (draw, build, ce, host) -> {
            World world = build.world();
            int kind = draw.in(Stage.ADDRESSES, () -> draw.aspect(3));
            byte[] destination = Traffic.relay(ce.site());
            switch (kind) {
                case 0 -> {
                    int bit = draw.in(Stage.ADDRESSES, () -> draw.nextInt(128));
                    destination[15 - bit / 8] ^= (byte) (1 << bit % 8);
                }
                case 1 ->
                    destination = CeDraw.draw(draw, world, site -> true)
                            .map(other -> other.owner().mapAddress())
                            .orElse(ce.owner().mapAddress());
                default -> {
                    Optional<Site> other = world.sites().stream()
                            .filter(site -> site.domain() != ce.site().domain())
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
                .filter(each -> each.domain() == site.domain())
                .anyMatch(each -> Arrays.equals(each.outerSource(), address)
                        || Arrays.equals(
                                Bytes.address(each.domain().borderRelay().get(0)), address));
    }

    private static Optional<TestCase> impossibleSource(Choices choices, Scene scene) {
        return fromCe("UP-06", choices, scene, ALL, false, (draw, build, ce, host) -> {
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

    private static Optional<TestCase> extensionHeaders(Choices choices, Scene scene) {
        return fromCe("UP-07", choices, scene, ALL, false, (draw, build, ce, host) -> {
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

    private static Optional<TestCase> damagedInner(Choices choices, Scene scene) {
        return fromCe("UP-08", choices, scene, ALL, false, (draw, build, ce, host) -> {
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

    private static Optional<TestCase> otherRule(Choices choices, Scene scene) {
        World world = scene.world(choices);
        Optional<Integer> host = world.host();
        // a CE of an outer rule, whose address belongs to an inner rule
        Site outer = choices.in(
                Stage.RULES,
                () -> world.sites().get(choices.aspect(world.sites().size())));
        NaiveMap.Rule rule = outer.rule();
        Optional<Site> inner = world.sites().stream()
                .filter(site -> site.rule().ipv4().startsWith(rule.ipv4())
                        && site.rule().ipv4().length() > rule.ipv4().length())
                .findFirst();
        if (inner.isEmpty() || host.isEmpty()) {
            return Optional.empty();
        }
        String bits = inner.get().rule().ipv4();
        String address = bits + NaiveMap.Text.bits(choices.nextLong(), 32 - bits.length());
        int port = choices.in(Stage.ADDRESSES, () -> choices.between(4096, 65_535));
        Optional<NaiveMap.Ce> ce = NaiveMap.owner(rule, address, port);
        if (ce.isEmpty()
                || !NaiveMap.check(world.rules(), ce.get().mapAddressFromRule(), address, port, false)
                        .equals("OTHER_RULE")) {
            return Optional.empty();
        }
        CaseBuilder build = scene.newCase("UP-09", world).of(outer);
        World.Owner owner = new World.Owner(outer, ce.get());
        int source = Bytes.int32(Bytes.ofBits(address), 0);
        Flow flow = new Flow(source, port, host.get(), 53, port);
        byte[] packet = inner(choices, build, Traffic.protocol(choices), flow);
        int step = build.send(Side.IPV6, Traffic.tunnel(owner, packet).octets(), new Outcome.NotForwarded());
        CeDraw.draw(choices, world, ALL)
                .ifPresent(right -> control(choices, build, step, Protocol.UDP, right, host.get()));
        return build.buildIfAny();
    }

    private static Optional<TestCase> hairpin(Choices choices, Scene scene) {
        World world = scene.world(choices);
        Optional<End> from = CeDraw.draw(choices, world, ALL);
        Optional<End> to = CeDraw.draw(
                choices,
                world,
                site -> from.isPresent() && site.domain() == from.get().site().domain());
        if (world.host().isEmpty() // then nothing is known to leave upstream
                || from.isEmpty()
                || to.isEmpty()
                || from.get().owner().ce().equals(to.get().owner().ce())) {
            return Optional.empty();
        }
        CaseBuilder build = scene.newCase("UP-10", world).of(from.get());
        Protocol protocol = choices.in(Stage.HEADERS, () -> choices.pick(Protocol.UDP, Protocol.TCP));
        Flow flow = Flow.fromCe(from.get(), to.get().address())
                .withDestination(to.get().address(), to.get().port());
        byte[] packet = inner(
                choices,
                build,
                protocol,
                new Flow(
                        flow.source(),
                        from.get().port(),
                        flow.destination(),
                        to.get().port(),
                        0));
        int ttl = Bytes.u8(packet, 8);
        Outcome returned = packets(Traffic.carried(to.get().owner(), packet)
                .ttl(Math.max(1, ttl - 2), ttl - 1)
                .checksums());
        Outcome[] allowed = world.isOn("hairpin")
                ? new Outcome[] {returned}
                : new Outcome[] {nothing(), packets(Traffic.decapsulated(packet))};
        if (ttl > 2) {
            build.send(Side.IPV6, Traffic.tunnel(from.get().owner(), packet).octets(), allowed);
        }
        return build.buildIfAny();
    }

    private static Optional<TestCase> resemblesRelay(Choices choices, Scene scene) {
        return fromCe("UP-11", choices, scene, ALL, false, (draw, build, ce, host) -> {
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

    private static Optional<TestCase> otherInterfaceId(Choices choices, Scene scene) {
        return fromCe("UP-12", choices, scene, ALL, false, (draw, build, ce, host) -> {
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
