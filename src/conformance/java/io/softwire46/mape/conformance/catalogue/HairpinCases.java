package io.softwire46.mape.conformance.catalogue;

import static io.softwire46.mape.conformance.judge.Outcome.nothing;
import static io.softwire46.mape.conformance.judge.Outcome.packets;

import io.softwire46.mape.conformance.Side;
import io.softwire46.mape.conformance.catalogue.CeDraw.End;
import io.softwire46.mape.conformance.catalogue.Traffic.Flow;
import io.softwire46.mape.conformance.catalogue.Traffic.Protocol;
import io.softwire46.mape.conformance.catalogue.World.Owner;
import io.softwire46.mape.conformance.draw.Choices;
import io.softwire46.mape.conformance.draw.Stage;
import io.softwire46.mape.conformance.judge.Facts;
import io.softwire46.mape.conformance.judge.Outcome;
import io.softwire46.mape.conformance.judge.TestCase;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.Ipv4PacketBuilder;
import java.util.Optional;

/**
 * Packets from one customer edge to another, which a border relay returns into the tunnel.
 *
 * @param draw the decisions
 * @param build the case
 * @param from the customer edge that sends
 * @param to the customer edge that receives, with one of its addresses and ports
 */
record HairpinCases(Choices draw, CaseBuilder build, End from, End to) {
    private static final String WHOLE = "whole";

    private static final String[] KINDS = {
        WHOLE, "long", "marked", "echo", "error", "fragments", "tunnel-fragments",
    };

    /** Values of the class {@code packet}, which all have to be met. */
    static final String[] CLASSES = {
        "packet=whole",
        "packet=long",
        "packet=marked",
        "packet=echo",
        "packet=error",
        "packet=fragments",
        "packet=tunnel-fragments",
    };

    /** Packets above this size are long. */
    private static final int LONG = 400;

    private static final int UDP_HEADERS = 28;
    private static final int TRIES = 8;

    static Optional<TestCase> returns(Choices choices, Scene scene) {
        World world = scene.world(choices);
        boolean returnsAny = world.isOn("hairpin");
        String kind = choices.in(Stage.HEADERS, () -> KINDS[choices.aspect(returnsAny ? KINDS.length : 1)]);
        Optional<End> from = CeDraw.draw(choices, world, Site::isAny);
        if (world.host().isEmpty() || from.isEmpty()) { // without a host nothing is known to leave upstream
            return Optional.empty();
        }
        return destination(choices, world, from.get(), kind)
                .filter(to -> !to.owner().ce().equals(from.get().owner().ce()))
                .flatMap(to -> {
                    CaseBuilder build =
                            scene.newCase("UP-10", world).of(from.get()).in("packet", kind);
                    new HairpinCases(choices, build, from.get(), to)
                            .send(kind, scene.capabilities().maxPacket());
                    return build.buildIfAny();
                });
    }

    /** Another customer edge of the domain; the corpus has all pairs of rules for small packets. */
    private static Optional<End> destination(Choices choices, World world, End from, String kind) {
        Optional<End> to = Optional.empty();
        for (int i = 0; i < TRIES && to.isEmpty(); i++) {
            to = kind.equals(WHOLE)
                    ? CeDraw.draw(
                            choices,
                            world,
                            site -> site.domain().equals(from.site().domain()))
                    : CeDraw.drawAny(
                            choices,
                            world,
                            site -> site.domain().equals(from.site().domain()));
            if (kind.equals("echo")) {
                to = to.flatMap(end -> byIdentifier(world, from, end));
            }
            if (kind.equals(WHOLE)) {
                return to;
            }
        }
        return to;
    }

    /** The customer edge with an address that has the sender's Identifier (RFC 7597 section 8.2). */
    private static Optional<End> byIdentifier(World world, End from, End to) {
        return world.owner(to.address(), from.port())
                .filter(owner -> !owner.ce().equals(from.owner().ce())
                        && owner.site().domain().equals(from.site().domain()))
                .map(owner -> new End(owner, to.address(), from.port(), CeDraw.Place.ANY));
    }

    private Flow flow() {
        return Flow.between(from, to);
    }

    private Owner owner() {
        return to.owner();
    }

    private byte[] tunnel(byte[] inner) {
        return Traffic.tunnel(from.owner(), inner).octets();
    }

    private Protocol protocol() {
        Protocol protocol = draw.in(Stage.HEADERS, () -> draw.pick(Protocol.UDP, Protocol.TCP));
        build.in("protocol", protocol.text());
        return protocol;
    }

    private void send(String kind, int maxPacket) {
        switch (kind) {
            case WHOLE -> whole(Traffic.packet(draw, build, protocol(), flow()).octets());
            case "long" -> {
                int most = Math.min(room(), maxPacket - 40);
                int some = draw.in(Stage.PAYLOAD, () -> draw.between(LONG + 1, most));
                int octets = draw.in(Stage.PAYLOAD, () -> draw.pick(most, LONG + 1, some));
                whole(Traffic.header(draw, build, flow())
                        .udp(from.port(), to.port(), octets - UDP_HEADERS)
                        .octets());
            }
            case "marked" -> marked();
            case "echo" ->
                whole(Traffic.packet(draw, build, Protocol.ICMP, flow()).octets());
            case "error" -> error();
            case "fragments" -> fragments();
            default -> tunnelFragments();
        }
    }

    /** Largest IPv4 packet that fits into the tunnel. */
    private int room() {
        int option = build.world().option("encapsulationLimit") == null ? 0 : 8;
        return build.world().number("mtuV6", Situation.USUAL_MTU) - Situation.OWN_HEADER - option;
    }

    /** Whether a packet is alive after two routers. */
    private static boolean isAlive(byte[] ipv4) {
        return Bytes.u8(ipv4, 8) > 2;
    }

    private static Facts lowered(Facts facts, byte[] ipv4) {
        int ttl = Bytes.u8(ipv4, 8);
        return facts.ttl(ttl - 2, ttl - 1).checksums();
    }

    private Facts returned(byte[] ipv4) {
        return lowered(Traffic.carried(owner(), ipv4), ipv4)
                .outerSource(to.site().outerSource());
    }

    private void whole(byte[] ipv4) {
        Outcome[] allowed = build.world().isOn("hairpin")
                ? new Outcome[] {packets(returned(ipv4))}
                : new Outcome[] {nothing(), packets(Traffic.decapsulated(ipv4))};
        if (isAlive(ipv4)) {
            build.send(Side.IPV6, tunnel(ipv4), allowed);
        }
    }

    /** DSCP and ECN leave one tunnel and enter the other (RFC 2983 section 3.1, RFC 6040 section 4). */
    private void marked() {
        int inner = draw.in(Stage.HEADERS, () -> draw.between(1, 255));
        int outer = draw.in(Stage.HEADERS, () -> draw.between(0, 255));
        int ecn = EcnCases.leaving(inner & 3, outer & 3);
        if (ecn == EcnCases.DROP) {
            return;
        }
        World world = build.world();
        int dscp = ("uniform".equals(world.option("egressDscp")) ? outer : inner) >>> 2;
        int entering = world.number("trafficClass", dscp) << 2 | ("normal".equals(world.option("ecn")) ? ecn : 0);
        byte[] ipv4 = Traffic.header(draw, build, flow())
                .typeOfService(inner)
                .udp(from.port(), to.port(), 8)
                .octets();
        if (isAlive(ipv4)) {
            byte[] packet =
                    Traffic.tunnel(from.owner(), ipv4).trafficClass(outer).octets();
            build.send(
                    Side.IPV6,
                    packet,
                    packets(returned(ipv4).tos(dscp << 2 | ecn).trafficClass(entering)));
        }
    }

    /** About a packet of the customer edge to which the error is sent. */
    private void error() {
        Flow quoted = Flow.between(to, from);
        Ipv4PacketBuilder about = Traffic.header(draw, build, quoted);
        byte[] quote = protocol() == Protocol.TCP
                ? about.tcp(quoted.sourcePort(), quoted.destinationPort()).octets()
                : about.udp(quoted.sourcePort(), quoted.destinationPort(), 12).octets();
        int type = draw.in(Stage.HEADERS, () -> draw.pick(3, 11, 12));
        whole(Traffic.header(draw, build, flow()).icmpError(type, quote).octets());
    }

    private void fragments() {
        World world = build.world();
        boolean areJoined = !to.isShared() || world.joinsIpv4();
        if (!areJoined || "drop".equals(world.option("innerFragments"))) {
            return;
        }
        int count = draw.in(Stage.FRAGMENTS, () -> draw.between(2, 4));
        Pieces pieces = FragmentDraw.ipv4(draw, build, protocol(), flow(), count);
        Facts joined = lowered(Traffic.joinedTo(owner(), pieces.whole()), pieces.whole());
        if (isAlive(pieces.whole())) {
            pieces.each(this::tunnel).send(build, Side.IPV6, Orders.any(draw, count), packets(joined));
        }
    }

    private void tunnelFragments() {
        if (!build.world().joinsTunnel()) {
            return;
        }
        int count = draw.in(Stage.FRAGMENTS, () -> draw.between(2, 4));
        Pieces pieces = FragmentDraw.tunnel(draw, build, protocol(), flow(), this::tunnel, count);
        if (isAlive(pieces.whole())) {
            pieces.send(build, Side.IPV6, Orders.any(draw, count), packets(returned(pieces.whole())));
        }
    }
}
