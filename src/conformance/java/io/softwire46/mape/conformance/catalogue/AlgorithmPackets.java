package io.softwire46.mape.conformance.catalogue;

import static io.softwire46.mape.conformance.judge.Outcome.packets;

import io.softwire46.mape.conformance.Side;
import io.softwire46.mape.conformance.catalogue.CeDraw.Place;
import io.softwire46.mape.conformance.catalogue.Traffic.Flow;
import io.softwire46.mape.conformance.catalogue.Traffic.Protocol;
import io.softwire46.mape.conformance.draw.Choices;
import io.softwire46.mape.conformance.draw.Stage;
import io.softwire46.mape.conformance.judge.Outcome;
import io.softwire46.mape.conformance.judge.TestCase;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.NaiveMap;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Packets that show how a border relay maps addresses.
 *
 * <p>Static methods only.
 */
final class AlgorithmPackets {
    private AlgorithmPackets() {}

    private static int host(World world) {
        return world.host().orElse(Bytes.int32(Bytes.address("203.0.113.9"), 0));
    }

    private static byte[] udp(Choices choices, CaseBuilder build, int host, int address, int port) {
        Flow flow = new Flow(host, 53, address, port, port);
        return Traffic.packet(choices, build, Protocol.UDP, flow).octets();
    }

    /** The last port of a range, and the port that follows it, which has another owner or none. */
    static Optional<TestCase> neighbours(Choices choices, Scene scene) {
        World world = scene.world(choices);
        return CeDraw.drawEveryPlace(choices, world, Site::isShared).flatMap(end -> {
            CaseBuilder build = scene.newCase("ALG-01", world).of(end);
            int host = host(world);
            byte[] packet = udp(choices, build, host, end.address(), end.port());
            build.send(Side.IPV4, packet, packets(Traffic.toOwner(end.owner())));
            boolean isFirst = end.place() == Place.FIRST || end.place() == Place.LAST_RANGE_START;
            int port = isFirst ? end.port() - 1 : end.port() + 1;
            if (end.place() == Place.ANY || port < 0 || port > 65_535) {
                return build.buildIfAny();
            }
            byte[] other = udp(choices, build, host, end.address(), port);
            build.send(
                    Side.IPV4,
                    other,
                    world.owner(end.address(), port)
                            .map(owner -> packets(Traffic.toOwner(owner)))
                            .orElse(new Outcome.NotForwarded()));
            return build.buildIfAny();
        });
    }

    static Optional<TestCase> unassigned(Choices choices, Scene scene) {
        World world = scene.world(choices);
        return CeDraw.draw(choices, world, Site::hasUnassignedPorts).flatMap(end -> {
            CaseBuilder build = scene.newCase("ALG-02", world).of(end);
            int below = 1 << (16 - end.site().rule().offset());
            int port = choices.in(Stage.ADDRESSES, () -> choices.aspect(2) == 0 ? below - 1 : choices.nextInt(below));
            if (world.owner(end.address(), port).isPresent()) {
                return Optional.empty();
            }
            int host = host(world);
            int step =
                    build.send(Side.IPV4, udp(choices, build, host, end.address(), port), new Outcome.NotForwarded());
            build.control(
                    step,
                    Side.IPV4,
                    udp(choices, build, host, end.address(), end.port()),
                    packets(Traffic.toRule(end.site())));
            return build.buildIfAny();
        });
    }

    static Optional<TestCase> oneRange(Choices choices, Scene scene) {
        World world = scene.world(choices);
        Predicate<Site> hasOneRange = site -> site.isShared() && site.rule().offset() == 0;
        return CeDraw.drawEveryPlace(choices, world, hasOneRange).map(end -> {
            CaseBuilder build = scene.newCase("ALG-03", world).of(end);
            byte[] packet = udp(choices, build, host(world), end.address(), end.port());
            build.send(Side.IPV4, packet, packets(Traffic.toOwner(end.owner())));
            return build.build();
        });
    }

    static Optional<TestCase> eaBits(Choices choices, Scene scene) {
        World world = scene.world(choices);
        return CeDraw.drawEveryPlace(choices, world, Site::isAny).map(end -> {
            CaseBuilder build = scene.newCase("ALG-05", world).of(end);
            byte[] packet = udp(choices, build, host(world), end.address(), end.port());
            String prefix = Queries.endUserPrefix(end);
            byte[] address = Bytes.ofBits(NaiveMap.Text.right(prefix, 128));
            build.send(
                    Side.IPV4,
                    packet,
                    packets(Traffic.toRule(end.site()).outerDestinationPrefix(address, prefix.length())));
            return build.build();
        });
    }

    static CaseDrawer.Drawer interfaceId(String id, Predicate<Site> which) {
        return (choices, scene) -> {
            World world = scene.world(choices);
            return CeDraw.draw(choices, world, which).map(end -> {
                CaseBuilder build = scene.newCase(id, world).of(end);
                byte[] packet = udp(choices, build, host(world), end.address(), end.port());
                build.send(
                        Side.IPV4,
                        packet,
                        packets(Traffic.toRule(end.site())
                                .interfaceId(end.owner().mapAddress())));
                return build.build();
            });
        };
    }

    static CaseDrawer.Drawer toOwner(String id, Predicate<Site> which) {
        return (choices, scene) -> {
            World world = scene.world(choices);
            return CeDraw.draw(choices, world, which).map(end -> {
                CaseBuilder build = scene.newCase(id, world).of(end);
                byte[] packet = udp(choices, build, host(world), end.address(), end.port());
                build.send(Side.IPV4, packet, packets(Traffic.toOwner(end.owner())));
                return build.build();
            });
        };
    }

    static Optional<TestCase> fromOwner(Choices choices, Scene scene) {
        World world = scene.world(choices);
        Optional<Integer> host = world.host();
        return host.isEmpty()
                ? Optional.empty()
                : CeDraw.drawEveryPlace(choices, world, Site::isAny).map(end -> {
                    CaseBuilder build = scene.newCase("ALG-14", world).of(end);
                    byte[] inner = Traffic.packet(choices, build, Protocol.UDP, Flow.fromCe(end, host.get()))
                            .octets();
                    build.send(
                            Side.IPV6,
                            Traffic.tunnel(end.owner(), inner).octets(),
                            packets(Traffic.decapsulated(inner)));
                    return build.build();
                });
    }
}
