package io.softwire46.mape.conformance.catalogue;

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
import io.softwire46.mape.conformance.model.Ipv4PacketBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Cases about packets that do not fit, or just do.
 *
 * <p>Static methods only.
 */
final class SizeCases {
    /** Options in whose presence sizes matter, together where one does not disturb another. */
    private static final List<Map<String, Object>> OPTIONS = List.of(
            Map.of("fragmentation", "inner", "mtuV4", 1400L),
            Map.of("fragmentation", "drop", "encapsulationLimit", 4L),
            Map.of("encapsulationLimit", 4L));

    private static final int MAX_IPV4 = 65_535;

    /** Next Header of the Fragment header (RFC 8200 section 4.5). */
    private static final int FRAGMENT = 44;

    /** TOS octet: Expedited Forwarding (RFC 3246) and ECT(0). */
    private static final int EXPEDITED_ECT_0 = 46 << 2 | 2;

    /** IPv4 header and 8 octets (RFC 792). */
    private static final int LEAST_QUOTE = 28;

    private SizeCases() {}

    /** The same rules with each of the options that are about sizes; in one configuration of the corpus only. */
    private static List<World> variants(Scene scene, World world) {
        List<World> worlds = new ArrayList<>(List.of(world));
        for (Map<String, Object> each : scene.isVaried(world) ? OPTIONS : List.<Map<String, Object>>of()) {
            Map<String, @Nullable Object> options = new TreeMap<>(each);
            options.keySet().removeIf(name -> !scene.sets(name));
            if (!options.isEmpty()) {
                worlds.add(world.with(options));
            }
        }
        return worlds;
    }

    /** A case in a configuration with other options. */
    @FunctionalInterface
    private interface Body {
        void draw(Choices choices, CaseBuilder build, Situation s);
    }

    private static Optional<TestCase> with(String id, Choices choices, Scene scene, Predicate<World> which, Body body) {
        World base = Situation.world(choices, scene);
        List<World> worlds =
                variants(scene, base).stream().filter(which).distinct().toList();
        if (base.host().isEmpty() || worlds.isEmpty()) {
            return Optional.empty();
        }
        World world = choices.in(Stage.OPTIONS, () -> worlds.get(choices.aspect(worlds.size())));
        return Situation.draw(id, choices, scene, world, Situation.ALL, s -> body.draw(choices, s.build(), s));
    }

    /** Whether the customer edge is of the first rule. */
    private static boolean isFirst(World world, End ce) {
        return world.sites().indexOf(ce.site()) == 0;
    }

    private static boolean isMode(World world, String mode) {
        return mode.equals(world.option("fragmentation"));
    }

    private static int mtu(World world) {
        return world.option("mtuV6") instanceof Long octets ? octets.intValue() : 1500;
    }

    /** Octets of the tunnel header and its options (RFC 2473 section 5). */
    private static int added(World world) {
        return 40 + (world.option("encapsulationLimit") == null ? 0 : 8);
    }

    /** The longest IPv4 packet that fits. */
    private static int room(World world) {
        return mtu(world) - added(world);
    }

    private static byte[] packet(
            Choices draw, CaseBuilder build, Protocol protocol, Flow flow, int octets, boolean dontFragment) {
        build.in("protocol", protocol.text());
        Ipv4PacketBuilder packet =
                Traffic.header(draw, build, flow).flagsOffset(dontFragment ? Ipv4PacketBuilder.DONT_FRAGMENT : 0);
        return FragmentDraw.with(packet, protocol, flow, octets - 20, 3);
    }

    /** The same with a DSCP and an ECN field, which its tunnel packet has or has not. */
    private static byte[] marked(Choices draw, CaseBuilder build, Protocol protocol, Flow flow, int octets) {
        byte[] packet = packet(draw, build, protocol, flow, octets, false);
        return Bytes.withHeaderChecksum(Bytes.with(packet, 1, EXPEDITED_ECT_0), 0);
    }

    /** A size that does not fit; 0 if the product cannot receive one. */
    private static int tooLong(Choices draw, Scene scene, World world) {
        int most = Math.min(MAX_IPV4, scene.capabilities().maxPacket() - added(world));
        int least = room(world) + 1;
        return least > most
                ? 0
                : draw.in(Stage.PAYLOAD, () -> draw.edgy(least, Math.min(most, least + 4000), least, least + 8));
    }

    static Optional<TestCase> outerPieces(Choices choices, Scene scene) {
        return with("SIZ-01", choices, scene, world -> isMode(world, "outer"), (draw, build, s) -> {
            int octets = tooLong(draw, scene, build.world());
            if (octets > 0) {
                World world = build.world();
                byte[] packet = marked(draw, build, Traffic.protocol(draw), s.in(), octets);
                Facts pieces = Way.into(s).joined(packet).size(1, mtu(world));
                // RFC 2473 section 7.2(b): the tunnel packet is cut, not the IPv4 packet; options may precede the
                // Fragment header
                build.send(Side.IPV4, packet, packets(added(world) == 40 ? pieces.nextHeader(FRAGMENT) : pieces));
            }
        });
    }

    /** ICMP 3/4 to the sender of a packet, or nothing where the product sends no errors (RFC 1191 section 4). */
    private static Outcome tooBig(CaseBuilder build, byte[] about) {
        IcmpFacts error = ErrorFacts.ipv4(build, 3, 4, about);
        return build.world().isOn("icmpv4Errors") ? packets(Facts.on(Side.IPV4).icmp(error)) : nothing();
    }

    static Optional<TestCase> dontFragment(Choices choices, Scene scene) {
        return with("SIZ-02", choices, scene, world -> !world.isOn("ignoreDf"), (draw, build, s) -> {
            World world = build.world();
            int octets = tooLong(draw, scene, world);
            if (octets == 0) {
                return;
            }
            build.in("fragmentation", String.valueOf(world.option("fragmentation")));
            Protocol protocol = Traffic.protocol(draw);
            byte[] packet = packet(draw, build, protocol, s.in(), octets, true);
            int step = build.send(Side.IPV4, packet, tooBig(build, packet));
            byte[] right = packet(draw, build, protocol, s.in(), room(world), true);
            build.control(step, Side.IPV4, right, packets(Way.into(s).carried(right)));
        });
    }

    static Optional<TestCase> innerFragments(Choices choices, Scene scene) {
        return with("SIZ-03", choices, scene, world -> isMode(world, "inner"), (draw, build, s) -> {
            World world = build.world();
            int octets = tooLong(draw, scene, world);
            if (octets > 0) {
                byte[] packet = packet(draw, build, Traffic.protocol(draw), s.in(), octets, false);
                Facts pieces = Way.into(s)
                        .joined(packet)
                        .nextHeader(added(world) == 40 ? 4 : 60)
                        .size(1, mtu(world));
                build.send(Side.IPV4, packet, packets(pieces));
            }
        });
    }

    static Optional<TestCase> boundaries(Choices choices, Scene scene) {
        Predicate<World> which = world -> isMode(world, "outer") && !world.isOn("ignoreDf");
        return with("SIZ-04", choices, scene, which, (draw, build, s) -> {
            World world = build.world();
            boolean isEvery = isFirst(world, s.ce()) && scene.isVaried(world);
            int less = 49;
            int count = less + 10;
            int number = isEvery
                    ? draw.in(Stage.PAYLOAD, () -> draw.aspect(count))
                    : draw.in(Stage.PAYLOAD, () -> draw.nextInt(count));
            int octets = mtu(world) - less + number;
            if (octets + added(world) > scene.capabilities().maxPacket()) {
                return;
            }
            boolean dontFragment = draw.in(Stage.HEADERS, () -> draw.nextBoolean());
            boolean fits = octets <= room(world);
            build.in("df", dontFragment ? "yes" : "no")
                    .in("tunnel-options", added(world) == 40 ? "no" : "yes")
                    .in("fits", octets == room(world) ? "exactly" : octets == room(world) + 1 ? "not-by-1" : fits);
            byte[] packet = packet(draw, build, Traffic.protocol(draw), s.in(), octets, dontFragment);
            Facts joined = Way.into(s).joined(packet);
            Outcome allowed = fits
                    ? packets(joined.payloadLength(octets + added(world) - 40))
                    : dontFragment ? tooBig(build, packet) : packets(joined.size(1, mtu(world)));
            int step = build.send(Side.IPV4, packet, allowed);
            if (!fits && dontFragment) {
                byte[] right = packet(draw, build, Protocol.UDP, s.in(), 60, true);
                build.control(step, Side.IPV4, right, packets(s.entered()));
            }
        });
    }

    static Optional<TestCase> upstream(Choices choices, Scene scene) {
        return with("SIZ-05", choices, scene, world -> world.option("mtuV4") != null, (draw, build, s) -> {
            World world = build.world();
            int most = world.option("mtuV4") instanceof Long octets ? octets.intValue() : MAX_IPV4;
            if (most + 1 + 40 > scene.capabilities().maxPacket() || most < 60) {
                return;
            }
            Protocol protocol = Traffic.protocol(draw);
            Flow flow = s.fromCe();
            End ce = s.ce();
            byte[] packet = packet(draw, build, protocol, flow, most + 1, true);
            IcmpFacts error = ErrorFacts.ipv4(build, 3, 4, packet).mtu(most).quotes(packet, LEAST_QUOTE);
            Outcome allowed = world.isOn("icmpv4Errors")
                    ? packets(Traffic.toOwner(ce.owner())
                            .outerSource(ce.site().outerSource())
                            .icmp(error)
                            .checksums())
                    : nothing();
            int step = build.send(Side.IPV6, Traffic.tunnel(ce.owner(), packet).octets(), allowed);
            byte[] right = packet(draw, build, protocol, flow, most, true);
            build.control(
                    step, Side.IPV6, Traffic.tunnel(ce.owner(), right).octets(), packets(Traffic.decapsulated(right)));
        });
    }

    static Optional<TestCase> longest(Choices choices, Scene scene) {
        return with("SIZ-06", choices, scene, world -> true, (draw, build, s) -> {
            // such packets show the same in every configuration
            boolean isOften = scene.isVaried(build.world()) && isFirst(build.world(), s.ce());
            boolean isSkipped = draw.nextInt(16) != 0 && !isOften;
            boolean isLongest = draw.in(Stage.PAYLOAD, () -> draw.aspect(2) == 0);
            Way way = draw.in(Stage.HEADERS, () -> draw.aspect(2) == 0) ? Way.toCe(s) : Way.fromCe(s);
            int most = scene.capabilities().maxPacket() - 40;
            int octets = isLongest ? MAX_IPV4 : Math.min(MAX_IPV4 - 8, most);
            if (octets > most || isSkipped) {
                return;
            }
            build.in("size", isLongest ? "65535" : "max-packet").in("way", way.isToCe() ? "down" : "up");
            Protocol protocol = Traffic.protocol(draw);
            boolean dontFragment = draw.in(Stage.HEADERS, () -> draw.aspect(2) == 1);
            byte[] packet = packet(draw, build, protocol, way.flow(), octets, dontFragment);
            byte[] right = packet(draw, build, protocol, way.flow(), 60, dontFragment);
            int step =
                    build.send(way.side(), way.sent(packet), new Outcome.NotForwarded(), packets(way.joined(packet)));
            way.control(step, right);
        });
    }
}
