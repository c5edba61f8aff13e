package io.softwire46.mape.conformance.catalogue;

import static io.softwire46.mape.conformance.judge.Outcome.nothing;
import static io.softwire46.mape.conformance.judge.Outcome.packets;

import io.softwire46.mape.conformance.Side;
import io.softwire46.mape.conformance.draw.Choices;
import io.softwire46.mape.conformance.draw.Stage;
import io.softwire46.mape.conformance.judge.Facts;
import io.softwire46.mape.conformance.judge.IcmpFacts;
import io.softwire46.mape.conformance.judge.Outcome;
import io.softwire46.mape.conformance.judge.TestCase;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.Ipv4PacketBuilder;
import java.util.Optional;

/**
 * ICMPv6 errors from inside of the tunnel.
 *
 * <p>Static methods only.
 */
final class TunnelErrorCases {
    private static final int UNREACHABLE_IPV4 = 3;
    private static final int UNREACHABLE = 1;
    private static final int TOO_BIG = 2;
    private static final int TIME_EXCEEDED = 3;
    private static final int PARAMETER_PROBLEM = 4;

    /** Smallest MTU of IPv6 (RFC 8200 section 5). */
    private static final int LEAST_MTU = 1280;

    /** UDP and IPv4 header. */
    private static final int UDP_HEADERS = 28;

    private TunnelErrorCases() {}

    private static World world(Choices choices, Scene scene) {
        return scene.world(choices);
    }

    static Optional<TestCase> relayed(Choices choices, Scene scene) {
        return scene.variant(choices, world(choices, scene), Situation.OTHER_OPTIONS)
                .flatMap(world ->
                        Situation.draw("ICM-05", choices, scene, world, Situation.ALL, TunnelErrorCases::relayed));
    }

    private static void relayed(Situation s) {
        String kind = s.kind("error", "unreachable", "hop-limit", "too-big-df", "too-big", "own-limit");
        byte[] packet = Traffic.packet(s.draw(), s.build(), s.protocol(), s.in())
                .typeOfService(s.between(Stage.HEADERS, 0, 63) << 2)
                .octets();
        IcmpFacts error = error(s, 1, packet);
        switch (kind) {
            case "unreachable" -> {
                int code = s.between(Stage.HEADERS, 0, 6);
                expect(s, s.tunnelError(UNREACHABLE, code, 0, s.encapsulated(packet)), error);
            }
            case "hop-limit" -> expect(s, s.tunnelError(TIME_EXCEEDED, 0, 0, s.encapsulated(packet)), error);
            case "own-limit" -> {
                // RFC 2473 section 8.1: the pointer shows the limit 0, which this border relay wrote
                if (s.world().number("encapsulationLimit", 1) == 0) {
                    int pointer = Situation.OWN_HEADER + 4;
                    expect(s, s.tunnelError(PARAMETER_PROBLEM, 0, pointer, s.encapsulated(packet)), error);
                }
            }
            default -> tooBig(s, kind.equals("too-big-df"));
        }
    }

    private static void tooBig(Situation s, boolean dontFragment) {
        if (s.mtu() <= LEAST_MTU) {
            return; // no path is narrower
        }
        int mtu = s.between(Stage.PAYLOAD, LEAST_MTU, s.mtu() - 1);
        byte[] packet = full(s, dontFragment);
        byte[] message = s.tunnelError(TOO_BIG, 0, mtu, s.encapsulated(packet));
        if (dontFragment) {
            int fits = mtu - s.headers();
            expect(s, message, error(s, 4, packet).mtu(fits));
        } else {
            s.controlOut(s.send(Side.IPV6, message, nothing()));
        }
    }

    /** RFC 2473 section 8: the quote is of the IPv4 packet, not of the tunnel packet. */
    private static IcmpFacts error(Situation s, int code, byte[] packet) {
        return ErrorFacts.ipv4WithTos(s.build(), UNREACHABLE_IPV4, code, packet).quotes(packet, UDP_HEADERS);
    }

    /** The largest packet that fits into the tunnel. */
    private static byte[] full(Situation s, boolean dontFragment) {
        return s.udp(s.in(), s.tunnelMtu() - UDP_HEADERS)
                .flagsOffset(dontFragment ? Ipv4PacketBuilder.DONT_FRAGMENT : 0)
                .octets();
    }

    private static void expect(Situation s, byte[] message, IcmpFacts error) {
        if (s.relaysErrors()) {
            s.send(Side.IPV6, message, packets(Facts.on(Side.IPV4).icmp(error).checksums()));
        } else {
            s.controlOut(s.send(Side.IPV6, message, nothing()));
        }
    }

    static Optional<TestCase> forged(Choices choices, Scene scene) {
        return Situation.draw("ICM-06", choices, scene, world(choices, scene), Situation.ALL, s -> {
            String kind = s.kind(
                    "forged",
                    "checksum",
                    "outer-source",
                    "outer-destination",
                    "inner-destination",
                    "port",
                    "short-quote");
            byte[] packet = s.udp(s.in(), 8).octets();
            byte[] source = s.here();
            byte[] destination = s.there();
            switch (kind) {
                case "outer-source" -> source[15] ^= 0x40;
                case "outer-destination" -> {
                    int end = s.isEdge() ? 128 : s.site().eaEnd();
                    int bit = s.between(Stage.ADDRESSES, Math.max(0, end - 8), end - 1);
                    destination[bit / 8] ^= (byte) (0x80 >>> bit % 8);
                }
                case "inner-destination" -> {
                    if (s.isEdge()) {
                        return; // any destination outside is right
                    }
                    packet = s.udp(s.in().withDestination(s.host(), s.ce().port()), 8)
                            .octets();
                }
                case "port" -> {
                    if (!s.ce().isShared() || s.isEdge()) {
                        return;
                    }
                    packet = s.udp(s.in().withDestination(s.ce().address(), s.portOfAnother()), 8)
                            .octets();
                }
                default -> {}
            }
            byte[] about = s.encapsulated(packet, source, destination);
            if (kind.equals("short-quote")) {
                int kept = s.between(Stage.PAYLOAD, 0, 19); // not the whole IPv4 header
                about = Bytes.part(about, 0, s.headers() + kept);
            }
            int code = s.between(Stage.HEADERS, 0, 3);
            byte[] message = s.tunnelError(UNREACHABLE, code, 0, about);
            if (kind.equals("checksum")) {
                int bit = s.between(Stage.HEADERS, 0, 15);
                message[42 + bit / 8] ^= (byte) (1 << bit % 8);
            }
            s.controlOut(s.send(Side.IPV6, message, nothing()));
        });
    }

    static Optional<TestCase> impossibleMtu(Choices choices, Scene scene) {
        return scene.variant(choices, scene.fewWorlds(choices, Situation.few(scene)), Situation.OTHER_OPTIONS)
                .filter(world -> world.number("mtuV6", Situation.USUAL_MTU)
                        <= scene.capabilities().maxPacket())
                .flatMap(world -> Situation.draw(
                        "ICM-07", choices, scene, world, Situation.ALL, TunnelErrorCases::impossibleMtu));
    }

    private static void impossibleMtu(Situation s) {
        boolean isSmall = s.kind("mtu", "below-1280", "above-65535").equals("below-1280");
        long mtu = isSmall
                ? s.pick(Stage.PAYLOAD, 1279, 68, 40, 20, 0, 576)
                : 0x10000L * s.pick(Stage.PAYLOAD, 1, 255, 0x7fff) + s.pick(Stage.PAYLOAD, 0, 1280, 68);
        byte[] about = full(s, true);
        byte[] message = s.tunnelError(TOO_BIG, 0, mtu, s.encapsulated(about));
        int step;
        if (isSmall || !s.relaysErrors()) {
            step = s.send(Side.IPV6, message, nothing());
        } else {
            long saturated = Math.min(65_535, mtu - s.headers());
            step = s.send(
                    Side.IPV6, message, nothing(), tooBig(s, about, (int) saturated), tooBig(s, about, s.tunnelMtu()));
        }
        s.build().control(step, Side.IPV4, full(s, true), packets(s.entered()));
    }

    private static Outcome tooBig(Situation s, byte[] about, int mtu) {
        IcmpFacts error = ErrorFacts.ipv4(s.build(), UNREACHABLE_IPV4, 4, about).mtu(mtu);
        return packets(Facts.on(Side.IPV4).icmp(error));
    }
}
