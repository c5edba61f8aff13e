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
    private static final int ECT_0 = 2;
    private static final int CE = 3;
    static final int DROP = -1;

    /** RFC 6040 figure 4: the forwarded field, by the inner and the outer field on the wire. */
    private static final int[][] LEAVING = {{0, 0, 0, DROP}, {1, 1, 1, 3}, {2, 1, 2, 3}, {3, 3, 3, 3}};

    /** ECN fields of two fragments, and of the packet that they are joined to (RFC 3168 section 5.3). */
    private static final int[][] JOINED = {{ECT_0, CE, CE}, {CE, ECT_0, CE}, {CE, CE, CE}, {ECT_0, ECT_0, ECT_0}};

    private static final int INTO = 4;
    private static final int OUT_OF = 16;

    private EcnCases() {}

    /** The field that leaves the tunnel, or {@link #DROP} (RFC 6040 figure 4). */
    static int leaving(int inner, int outer) {
        return LEAVING[inner][outer];
    }

    static Optional<TestCase> all(Choices choices, Scene scene) {
        return scene.variant(choices, scene.fewWorlds(choices, Situation.few(scene)), Situation.OTHER_OPTIONS)
                .flatMap(world -> Situation.draw("HDR-01", choices, scene, world, Situation.ALL, EcnCases::draw));
    }

    private static void draw(Situation s) {
        int kind = s.draw().in(Stage.HEADERS, () -> s.draw().aspect(INTO + OUT_OF + JOINED.length));
        if (kind < INTO) {
            into(s, kind);
        } else if (kind < INTO + OUT_OF) {
            outOf(s, (kind - INTO) / 4, (kind - INTO) % 4);
        } else if (s.world().isOn("v6Reassembly")) {
            joined(s, JOINED[kind - INTO - OUT_OF]);
        }
    }

    private static void into(Situation s, int ecn) {
        s.build().in("direction", "into-tunnel").in("inner", ecn);
        boolean isNormal = "normal".equals(s.world().option("ecn"));
        byte[] packet = s.udp(s.in(), 8).typeOfService(ecn).octets();
        s.send(Side.IPV4, packet, packets(s.entered().ecn(isNormal ? ecn : 0).tos(ecn)));
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
        s.build().in("direction", "joined");
        byte[] ipv4 = s.udp(s.out(), s.between(Stage.PAYLOAD, 8, 64))
                .typeOfService(ECT_0)
                .octets();
        int cut = 24; // a multiple of 8 that holds the IPv4 header
        String key = String.format("%08x", 0x10000 + Bytes.u16(ipv4, 4));
        byte[] first = fragment(s, 1, key, fields[0], Bytes.part(ipv4, 0, cut));
        byte[] last = fragment(s, cut, key, fields[1], Bytes.part(ipv4, cut, ipv4.length));
        s.send(Side.IPV6, first, packets(Facts.on(Side.IPV4).ecn(fields[2])));
        s.build().sendPart(Side.IPV6, last);
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
