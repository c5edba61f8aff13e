package io.softwire46.mape.conformance.catalogue;

import io.softwire46.mape.conformance.catalogue.Traffic.Flow;
import io.softwire46.mape.conformance.catalogue.Traffic.Protocol;
import io.softwire46.mape.conformance.draw.Choices;
import io.softwire46.mape.conformance.draw.Stage;
import io.softwire46.mape.conformance.judge.TestCase;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.Ipv4PacketBuilder;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Draws packets that are sent in pieces.
 *
 * <p>Static methods only.
 */
final class FragmentDraw {
    /** Data of the first IPv4 fragment: a TCP header without options, in units of 8 octets (RFC 1858 section 3.2). */
    private static final int FIRST_IPV4 = 24;

    /** Data of the first piece of a tunnel packet: the same with an IPv4 header. */
    private static final int FIRST_TUNNEL = 48;

    private FragmentDraw() {}

    /** A case about the packets between a customer edge and a host. */
    @FunctionalInterface
    interface Body {
        void draw(Choices choices, CaseBuilder build, Situation s);
    }

    /** Draws a case; customer edges of the corpus are the first ones, which have each kind and format. */
    static Optional<TestCase> with(String id, Choices choices, Scene scene, Predicate<Site> which, Body body) {
        return Situation.draw(
                id, choices, scene, Situation.world(choices, scene), which, s -> body.draw(choices, s.build(), s));
    }

    /** Draws how many octets of data each piece has: multiples of 8, but for the last one. */
    private static int[] cuts(Choices draw, int first, int count) {
        int[] cuts = new int[count];
        for (int i = 0; i < count; i++) {
            int number = i;
            cuts[i] = draw.in(
                    Stage.PAYLOAD,
                    () -> number == 0
                            ? first + 8 * draw.nextInt(3)
                            : number == count - 1 ? draw.between(1, 24) : 8 * draw.between(1, 3));
        }
        return cuts;
    }

    /** Draws an IPv4 packet in fragments. */
    static Pieces ipv4(Choices draw, CaseBuilder build, Protocol protocol, Flow flow, int count) {
        int[] cuts = cuts(draw, FIRST_IPV4, count);
        byte[] packet = packet(draw, build, protocol, flow, Arrays.stream(cuts).sum());
        return Pieces.ofIpv4(packet, cuts);
    }

    /** Draws a tunnel packet in pieces. */
    static Pieces tunnel(
            Choices draw, CaseBuilder build, Protocol protocol, Flow flow, UnaryOperator<byte[]> tunnel, int count) {
        int[] cuts = cuts(draw, FIRST_TUNNEL, count);
        int identification = build.nextPieces();
        byte[] inner = packet(draw, build, protocol, flow, Arrays.stream(cuts).sum() - 20);
        return Pieces.ofTunnel(tunnel.apply(inner), identification, cuts);
    }

    /** Draws a tunnel packet to the product in pieces. */
    static Pieces tunnel(Situation s, Protocol protocol, int count) {
        Way way = Way.outOf(s);
        return tunnel(s.draw(), s.build(), protocol, way.flow(), way::sent, count);
    }

    /** A tunnel packet of 1,540 octets, which every tunnel exit joins: an IPv4 packet of 1,500 octets. */
    static Pieces longTunnel(Situation s, Protocol protocol, int count) {
        int[] cuts = cuts(s.draw(), FIRST_TUNNEL, count);
        cuts[count - 1] += 1500 - Arrays.stream(cuts).sum();
        int identification = s.build().nextPieces();
        byte[] inner = packet(s.draw(), s.build(), protocol, s.out(), 1500 - 20);
        return Pieces.ofTunnel(s.tunnel(inner).octets(), identification, cuts);
    }

    /** A packet without DF, whose payload has this many octets; those of two packets of a case differ. */
    static byte[] packet(Choices draw, CaseBuilder build, Protocol protocol, Flow flow, int octets) {
        build.in("protocol", protocol.text());
        Ipv4PacketBuilder packet = Traffic.header(draw, build, flow).flagsOffset(0);
        return with(packet, protocol, flow, octets, 37 * Bytes.u16(packet.octets(), 4));
    }

    /** A packet with a payload of this many octets, which depend on a number. */
    static byte[] with(Ipv4PacketBuilder packet, Protocol protocol, Flow flow, int octets, int salt) {
        switch (protocol) {
            case UDP -> packet.udp(flow.sourcePort(), flow.destinationPort(), data(octets - 8, salt));
            case TCP -> packet.segment(flow.sourcePort(), flow.destinationPort(), data(octets - 20, salt));
            default -> packet.icmpQuery(8, flow.identifier(), data(octets - 8, salt));
        }
        return packet.octets();
    }

    static byte[] data(int octets, int salt) {
        byte[] data = new byte[octets];
        for (int i = 0; i < octets; i++) {
            data[i] = (byte) (salt + i);
        }
        return data;
    }
}
