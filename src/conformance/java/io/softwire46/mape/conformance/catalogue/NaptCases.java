package io.softwire46.mape.conformance.catalogue;

import static io.softwire46.mape.conformance.judge.Outcome.packets;

import io.softwire46.mape.conformance.Side;
import io.softwire46.mape.conformance.catalogue.Traffic.Protocol;
import io.softwire46.mape.conformance.draw.Choices;
import io.softwire46.mape.conformance.draw.Stage;
import io.softwire46.mape.conformance.judge.Facts;
import io.softwire46.mape.conformance.judge.TestCase;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.Ipv4PacketBuilder;
import io.softwire46.mape.conformance.model.NaiveMap;
import io.softwire46.mape.conformance.model.NaiveNaptPacket;
import java.util.List;
import java.util.Optional;

/**
 * Flows from the LAN of a customer edge with NAPT.
 *
 * <p>Static methods only.
 */
final class NaptCases {
    /** A port set of more ports is filled only where much may be sent. */
    private static final int MANY = 256;

    /** Random cases that fill a port set: one in this number. */
    private static final int RARE = 16;

    private static final int SOME = 64;
    private static final int WINDOW = 0x4000;

    /** Configurations of the corpus, which have all kinds and formats. */
    private static final int WORLDS = 12;

    private static final int HOSTS = 8;
    private static final int FIRST_HOST_PORT = 20_000;
    private static final int REMOTE_PORT = 8080;
    private static final int MAX_IDENTIFICATION = 65_000;

    private static final List<Protocol> PROTOCOLS = List.of(Protocol.UDP, Protocol.TCP, Protocol.ICMP);

    private NaptCases() {}

    /**
     * As many flows to one host as the customer edge has ports: each leaves from a port of its set that no other flow has, so that
     * the last one leaves only if the NAPT uses them all. Ports below 1024 need not be used.
     */
    static Optional<TestCase> portsOfSet(Choices choices, Scene scene) {
        World world = scene.fewWorlds(choices, WORLDS);
        Edge edge = world.edge().orElseThrow();
        Protocol protocol = choices.in(Stage.HEADERS, () -> PROTOCOLS.get(choices.aspect(PROTOCOLS.size())));
        boolean isForwarded = protocol == Protocol.UDP;
        int ports = Lan.usablePorts(edge).size() - (isForwarded ? 1 : 0);
        int some = choices.in(Stage.PAYLOAD, () -> choices.between(1, Math.min(SOME, ports)));
        boolean fills = choices.in(Stage.PAYLOAD, () -> choices.aspect(choices.isEnumerating() ? 2 : RARE)) == 1;
        boolean isUsable = edge.bmr().rule().isShared()
                && world.host().isPresent()
                && CeDraw.own(choices, world).isPresent();
        if (!isUsable || (fills && ports > MANY && !scene.isSlow())) {
            return Optional.empty();
        }
        CaseBuilder build = scene.newCase("CE-07", world).of(edge.bmr()).in("protocol", protocol.text());
        int flows = fills ? ports : some;
        build.in("ports", flows == ports ? "all" : "some");
        int first = build.nextIdentification();
        for (int i = 0; i < flows; i++) {
            build.sendAsIs(
                    Side.IPV4,
                    sent(world, protocol, i, 1 + (first + i) % MAX_IDENTIFICATION),
                    packets(facts(world, edge, protocol, i, 1 + (first + i) % MAX_IDENTIFICATION)));
        }
        return build.buildIfAny();
    }

    /** Each flow has another DSCP, which stays; each third one of UDP has no checksum, which stays, too (RFC 768). */
    private static byte[] sent(World world, Protocol protocol, int flow, int identification) {
        int host = world.lan().orElseThrow().host() - HOSTS + flow % HOSTS;
        byte[] packet = packet(host, FIRST_HOST_PORT + flow, world.anyHost(), protocol, identification);
        if (protocol == Protocol.UDP && flow % 3 == 1) {
            Bytes.put16(packet, 26, 0);
        }
        packet[1] = (byte) (flow << 2);
        return Bytes.withHeaderChecksum(packet, 0);
    }

    private static byte[] packet(int source, int port, int destination, Protocol protocol, int identification) {
        byte[] data = new byte[8];
        Bytes.put16(data, 4, identification); // no two packets of an exchange are equal
        Ipv4PacketBuilder packet = Ipv4PacketBuilder.ipv4(source, destination)
                .identification(identification)
                .flagsOffset(Ipv4PacketBuilder.DONT_FRAGMENT);
        return switch (protocol) {
            case UDP -> packet.udp(port, REMOTE_PORT, data).octets();
            case TCP -> packet.syn(port, REMOTE_PORT, identification, WINDOW).octets();
            case ICMP -> packet.icmpQuery(8, port, data).octets();
        };
    }

    private static Facts facts(World world, Edge edge, Protocol protocol, int flow, int identification) {
        NaiveMap.Rule rule = edge.bmr().rule();
        int address = Bytes.int32(Bytes.ofBits(edge.own().ce().ipv4()), 0);
        byte[] sent = sent(world, protocol, flow, identification);
        byte[] translated = new NaiveNaptPacket(sent).with(true, address, -1).octets();
        return Facts.on(Side.IPV6)
                .outerSource(edge.mapAddress())
                .outerDestination(edge.next(world.anyHost(), REMOTE_PORT))
                .inner(translated)
                .sourcePort(
                        rule.offset(),
                        rule.psidBits(),
                        Integer.parseInt(edge.own().ce().psid(), 2))
                .distinctPort(protocol.text());
    }
}
