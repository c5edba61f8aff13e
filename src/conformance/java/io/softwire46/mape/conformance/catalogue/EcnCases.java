package io.softwire46.mape.conformance.catalogue;

import static io.softwire46.mape.conformance.judge.Outcome.packets;

import io.softwire46.mape.conformance.Side;
import io.softwire46.mape.conformance.draw.Choices;
import io.softwire46.mape.conformance.draw.Stage;
import io.softwire46.mape.conformance.judge.Facts;
import io.softwire46.mape.conformance.judge.Outcome;
import io.softwire46.mape.conformance.judge.TestCase;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.Ipv6PacketBuilder;
import java.util.Optional;

/**
 * Explicit congestion notification on the way into the tunnel and out of it.
 *
 * <p>Static methods only.
 */
final class EcnCases {
    private static final int NOT_ECT = 0;
    private static final int ECT_1 = 1;
    private static final int ECT_0 = 2;
    private static final int CE = 3;
    static final int DROP = -1;

    /** RFC 6040 figure 4: the forwarded field, by the inner and the outer field on the wire. */
    private static final int[][] LEAVING = {{0, 0, 0, DROP}, {1, 1, 1, 3}, {2, 1, 2, 3}, {3, 3, 3, 3}};

    /**
     * ECN fields of the inner packet, of the packet that leaves, and of the fragments of the tunnel packet: RFC 3168 section 5.3,
     * then RFC 6040 figure 4. Other mixtures have no field that is right.
     */
    private static final int[][] JOINED = {
        {ECT_0, CE, ECT_0, CE},
        {ECT_0, CE, CE, ECT_0},
        {ECT_0, CE, CE, CE},
        {ECT_0, ECT_0, ECT_0, ECT_0},
        {ECT_0, CE, ECT_1, CE},
        {ECT_0, CE, CE, ECT_1},
        {ECT_0, ECT_1, ECT_1, ECT_1},
        {ECT_0, ECT_0, NOT_ECT, NOT_ECT},
        {ECT_1, CE, ECT_1, CE},
        {ECT_1, ECT_1, ECT_0, ECT_0},
        {CE, CE, ECT_0, ECT_0},
        {NOT_ECT, NOT_ECT, ECT_0, ECT_0},
        {ECT_0, CE, ECT_0, CE, ECT_0},
        {ECT_0, CE, CE, ECT_0, ECT_0},
        {ECT_0, CE, ECT_0, ECT_0, CE},
        {ECT_0, DROP, NOT_ECT, CE},
        {ECT_0, DROP, CE, NOT_ECT},
        {ECT_0, DROP, ECT_0, CE, NOT_ECT},
        {CE, DROP, NOT_ECT, CE},
        {NOT_ECT, DROP, ECT_0, CE}
    };

    private static final int INTO = 4;
    private static final int OUT_OF = 16;

    private EcnCases() {}

    /** The field that leaves the tunnel, or {@link #DROP} (RFC 6040 figure 4). */
    static int leaving(int inner, int outer) {
        return LEAVING[inner][outer];
    }

    static Optional<TestCase> all(Choices choices, Scene scene) {
        return scene.variant(choices, scene.fewWorlds(choices, Situation.few(scene)), Situation.OTHER_OPTIONS)
                .flatMap(world -> Situation.draw("HDR-01", choices, scene, world, Situation.ALL, s -> draw(s, scene)));
    }

    private static void draw(Situation s, Scene scene) {
        int kind = s.draw().in(Stage.HEADERS, () -> s.draw().aspect(INTO + OUT_OF + JOINED.length + INTO));
        if (kind < INTO) {
            into(s, kind);
        } else if (kind < INTO + OUT_OF) {
            outOf(s, (kind - INTO) / 4, (kind - INTO) % 4);
        } else if (kind >= INTO + OUT_OF + JOINED.length) {
            intoPieces(s, scene, kind - INTO - OUT_OF - JOINED.length);
        } else if (s.world().joinsTunnel()) {
            joined(s, JOINED[kind - INTO - OUT_OF]);
        }
    }

    /** The field of the tunnel header (RFC 6040 section 4.1). */
    private static int entering(Situation s, int ecn) {
        return "normal".equals(s.world().option("ecn")) ? ecn : 0;
    }

    /** Each piece has the header of the tunnel packet (RFC 8200 section 4.5). */
    private static void intoPieces(Situation s, Scene scene, int ecn) {
        s.build().in("direction", "into-pieces").in("inner", ecn);
        s.tooLong(scene, ecn)
                .ifPresent(packet -> s.send(
                        Side.IPV4, packet, packets(Way.into(s).joined(packet).ecn(entering(s, ecn)))));
    }

    private static void into(Situation s, int ecn) {
        s.build().in("direction", "into-tunnel").in("inner", ecn);
        byte[] packet = s.udp(s.in(), 8).typeOfService(ecn).octets();
        s.send(Side.IPV4, packet, packets(s.entered().ecn(entering(s, ecn)).tos(ecn)));
    }

    private static void outOf(Situation s, int inner, int outer) {
        s.build().in("direction", "out-of-tunnel").in("inner", inner).in("outer", outer);
        byte[] ipv4 = s.udp(s.out(), 8).typeOfService(inner).octets();
        byte[] packet = s.tunnel(ipv4).trafficClass(outer).octets();
        int leaving = leaving(inner, outer);
        if (leaving == DROP) {
            s.controlOut(s.send(Side.IPV6, packet, new Outcome.NotForwarded()));
        } else {
            s.send(Side.IPV6, packet, packets(Facts.on(Side.IPV4).ecn(leaving)));
        }
    }

    private static void joined(Situation s, int[] fields) {
        int leaving = fields[1];
        int count = fields.length - 2;
        s.build().in("direction", "joined").in("fragments", count).in("joined", leaving == DROP ? "drop" : leaving);
        byte[] ipv4 = s.udp(s.out(), s.between(Stage.PAYLOAD, 8, 64))
                .typeOfService(fields[0])
                .octets();
        String key = String.format("%08x", 0x10000 + Bytes.u16(ipv4, 4));
        int at = 0;
        int step = -1;
        for (int i = 0; i < count; i++) {
            // multiples of 8, the first of which holds the IPv4 header
            int end = i == count - 1 ? ipv4.length : at == 0 ? 24 : at + 8;
            byte[] piece = fragment(s, at | (i == count - 1 ? 0 : 1), key, fields[2 + i], Bytes.part(ipv4, at, end));
            if (i > 0) {
                s.build().sendPart(Side.IPV6, piece);
            } else if (leaving == DROP) {
                step = s.send(Side.IPV6, piece, new Outcome.NotForwarded());
            } else {
                s.send(Side.IPV6, piece, packets(Facts.on(Side.IPV4).ecn(leaving)));
            }
            at = end;
        }
        if (step >= 0) {
            s.controlOut(step);
        }
    }

    /** RFC 8200 section 4.5; offset and M flag are one word. */
    private static byte[] fragment(Situation s, int offsetAndMore, String key, int ecn, byte[] part) {
        return Ipv6PacketBuilder.ipv6(s.there(), s.here())
                .trafficClass(ecn)
                .header(44, "0000" + String.format("%04x", offsetAndMore) + key)
                .payload(4, part)
                .octets();
    }
}
