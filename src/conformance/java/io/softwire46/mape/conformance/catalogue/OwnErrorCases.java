package io.softwire46.mape.conformance.catalogue;

import static io.softwire46.mape.conformance.judge.Outcome.nothing;
import static io.softwire46.mape.conformance.judge.Outcome.packets;

import io.softwire46.mape.conformance.Side;
import io.softwire46.mape.conformance.catalogue.Traffic.Flow;
import io.softwire46.mape.conformance.draw.Choices;
import io.softwire46.mape.conformance.draw.Stage;
import io.softwire46.mape.conformance.judge.Facts;
import io.softwire46.mape.conformance.judge.IcmpFacts;
import io.softwire46.mape.conformance.judge.Outcome;
import io.softwire46.mape.conformance.judge.TestCase;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.Ipv4PacketBuilder;
import io.softwire46.mape.conformance.model.Ipv6PacketBuilder;
import io.softwire46.mape.conformance.model.NaiveIcmp;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * ICMP messages that the product sends itself.
 *
 * <p>Static methods only.
 */
final class OwnErrorCases {
    /** IPv4 sources that are not one host's (RFC 1122 section 3.2.2). */
    private static final String[] MARTIANS = {"224.0.0.1", "255.255.255.255", "127.0.0.1", "0.0.0.0", "240.0.0.1"};

    /** A bucket that is small enough for a short case. */
    private static final Map<String, Object> BUCKET = Map.of("icmpErrorsPerSecond", 1L, "icmpErrorBurst", 3L);

    /** Random configurations with this bucket: one of this number. */
    private static final int RARE = 8;

    private static final int TRIGGERS = 12;
    private static final int TRIGGERS_OF_ANY_BUCKET = 1_000;
    private static final long SECOND_NANOS = 1_000_000_000L;

    private OwnErrorCases() {}

    /** A packet from the customer edge that has to be answered with 4/2 (RFC 8200 section 4.2). */
    private static Ipv6PacketBuilder unknownOption(Situation s, byte[] source, int octets) {
        return Ipv6PacketBuilder.ipv6(source, s.here())
                .header(60, Situation.UNKNOWN_OPTION)
                .inner(s.udp(s.out(), octets).octets());
    }

    static Optional<TestCase> suppressed(Choices choices, Scene scene) {
        World world = scene.fewWorlds(choices, Situation.few(scene));
        return Situation.draw("ICM-03", choices, scene, world, Situation.ALL, s -> {
            String kind = s.kind(
                    "about",
                    "icmp-error",
                    "fragment",
                    "martian-source",
                    "icmpv6-error",
                    "multicast-ipv6-source",
                    "unspecified-ipv6-source",
                    "relay-source");
            switch (kind) {
                case "icmp-error" -> {
                    byte[] quote = Bytes.part(s.udp(s.out(), 8).octets(), 0, 28);
                    silentlyToCe(s, s.udp(s.in(), 0).icmpError(3, quote).timeToLive(1));
                }
                case "fragment" -> {
                    if (!s.ce().isShared()) { // else it waits for the first one
                        int offset = s.between(Stage.HEADERS, 1, 180);
                        silentlyToCe(s, s.udp(s.in(), 8).flagsOffset(offset).timeToLive(1));
                    }
                }
                case "martian-source" -> {
                    int source = Bytes.int32(Bytes.address(s.pick(Stage.ADDRESSES, MARTIANS)), 0);
                    Flow flow = s.in().withSource(source, 53);
                    silentlyToCe(s, s.udp(flow, 8).timeToLive(1));
                }
                case "icmpv6-error" -> {
                    byte[] about = s.encapsulated(s.udp(s.in(), 8).octets());
                    byte[] error = s.tunnelError(4, 1, 6, about); // an error that no one relays
                    silentlyFromCe(
                            s,
                            Ipv6PacketBuilder.ipv6(s.there(), s.here())
                                    .header(60, Situation.UNKNOWN_OPTION)
                                    .payload(58, withChecksum(s, Bytes.part(error, 40, error.length))));
                }
                case "multicast-ipv6-source" ->
                    silentlyFromCe(
                            s, unknownOption(s, Bytes.address(s.pick(Stage.ADDRESSES, "ff02::1", "ff0e::1")), 8));
                case "unspecified-ipv6-source" -> silentlyFromCe(s, unknownOption(s, Bytes.address("::"), 8));
                default -> silentlyFromCe(s, unknownOption(s, s.here(), 8));
            }
        });
    }

    private static byte[] withChecksum(Situation s, byte[] message) {
        byte[] packet = NaiveIcmp.packetV6(s.there(), s.here(), 0, 64, message);
        return Bytes.part(packet, 40, packet.length);
    }

    /** That the packet is not forwarded is a matter of DWN-06 and DWN-11. */
    private static void silentlyToCe(Situation s, Ipv4PacketBuilder packet) {
        s.controlIn(s.send(Side.IPV4, packet.octets(), nothing(), packets(s.entered())));
    }

    private static void silentlyFromCe(Situation s, Ipv6PacketBuilder packet) {
        s.controlOut(s.send(Side.IPV6, packet.octets(), nothing(), packets(Facts.on(Side.IPV4))));
    }

    static Optional<TestCase> tooBig(Choices choices, Scene scene) {
        return scene.variant(choices, scene.world(choices), Situation.OTHER_OPTIONS)
                .flatMap(world -> Situation.draw("ICM-04", choices, scene, world, Situation.ALL, s -> {
                    int octets = s.tunnelMtu() + s.pick(Stage.PAYLOAD, 1, 8, 9, 40, 41, 60);
                    if (octets > scene.capabilities().maxPacket()) {
                        return;
                    }
                    byte[] packet = s.udp(s.in(), octets - 28)
                            .flagsOffset(Ipv4PacketBuilder.DONT_FRAGMENT)
                            .octets();
                    if (s.world().isOn("icmpv4Errors")) {
                        IcmpFacts error =
                                ErrorFacts.ipv4(s.build(), 3, 4, packet).mtu(s.tunnelMtu());
                        s.send(Side.IPV4, packet, packets(Facts.on(Side.IPV4).icmp(error)));
                    } else {
                        s.controlIn(s.send(Side.IPV4, packet, nothing()));
                    }
                }));
    }

    static Optional<TestCase> rateLimit(Choices choices, Scene scene) {
        World plain = scene.fewWorlds(choices, 1);
        // each configuration of its own may cost a start of the product
        int rest = choices.in(Stage.OPTIONS, () -> choices.aspect(choices.isEnumerating() ? 1 : RARE));
        if (rest != 0) {
            return Optional.empty();
        }
        boolean canBeSet = scene.capabilities().options().containsAll(BUCKET.keySet());
        boolean isVirtual = scene.capabilities().virtualClock();
        World world = canBeSet ? scene.withOptions(choices, plain, BUCKET).orElse(plain) : plain;
        return Situation.draw("ICM-08", choices, scene, world, Situation.ALL, s -> {
            boolean isDestination =
                    s.kind("header", "destination-options", "hop-by-hop").equals("destination-options");
            byte[] packet = Ipv6PacketBuilder.ipv6(s.there(), s.here())
                    .header(isDestination ? 60 : 0, Situation.UNKNOWN_OPTION)
                    .inner(s.udp(s.out(), 8).octets())
                    .octets();
            int triggers = canBeSet ? TRIGGERS : TRIGGERS_OF_ANY_BUCKET;
            // three at once, and one more in a second; with another clock than that of the case, just not all of them
            int most = canBeSet && isVirtual ? 4 : triggers - 1;
            int step = s.send(
                    Side.IPV6,
                    packet,
                    new Outcome.AtMost(most, Facts.on(Side.IPV6)),
                    new Outcome.AtMost(triggers, Facts.on(Side.IPV4)));
            for (int i = 1; i < triggers; i++) {
                s.build().repeat(Side.IPV6, packet, i * SECOND_NANOS / triggers);
            }
            s.controlOut(step);
        });
    }

    static Optional<TestCase> echo(Choices choices, Scene scene) {
        return Situation.draw("ICM-09", choices, scene, scene.world(choices), Situation.ALL, s -> {
            boolean isPeer = s.pick(Stage.ADDRESSES, true, false);
            byte[] source = isPeer ? s.there() : Bytes.address("2001:db8:ffff:ffff::99");
            int octets = s.draw()
                    .in(
                            Stage.PAYLOAD,
                            () -> List.of(0, 8, 57, 1232).get(s.draw().aspect(4)));
            s.build().in("octets", octets);
            byte[] body =
                    Bytes.concat(new byte[] {0, 0, 0, (byte) s.between(Stage.HEADERS, 1, 255)}, Bytes.counting(octets));
            Bytes.put16(body, 0, s.build().nextIdentification());
            long word = Bytes.int32(body, 0) & 0xffff_ffffL;
            byte[] request = NaiveIcmp.packetV6(
                    source, s.here(), 0, 64, NaiveIcmp.message(128, 0, word, Bytes.part(body, 4, body.length)));
            // RFC 4443 section 4.2: from the address asked, also where this is an anycast one of several border relays
            IcmpFacts reply =
                    ErrorFacts.ipv6(s.build(), 129, 0, request).source(s.here()).data(body);
            if (s.world().isOn("echoReply")) {
                s.send(Side.IPV6, request, packets(Facts.on(Side.IPV6).icmp(reply)));
            } else {
                s.controlOut(s.send(Side.IPV6, request, nothing()));
            }
        });
    }

    static Optional<TestCase> quotesAndChecksums(Choices choices, Scene scene) {
        World world = scene.fewWorlds(choices, Situation.few(scene));
        return Situation.draw("ICM-10", choices, scene, world, Situation.ALL, s -> {
            String kind = s.kind("error", "icmp", "icmp-options", "icmpv6", "icmpv6-cut");
            int octets = s.between(Stage.PAYLOAD, 0, kind.equals("icmpv6") ? 200 : 1000);
            if (kind.startsWith("icmpv6")) {
                boolean isCut = kind.equals("icmpv6-cut");
                byte[] packet = unknownOption(s, s.there(), isCut ? 1156 + octets % 200 : octets)
                        .octets();
                if (packet.length > scene.capabilities().maxPacket()) {
                    return;
                }
                Facts error = Facts.on(Side.IPV6)
                        .icmp(ErrorFacts.ipv6(s.build(), 4, 2, packet)
                                .pointer(Situation.OWN_HEADER + 2)
                                .quotes(packet, Situation.MAX_QUOTE))
                        .checksums()
                        .size(Math.min(1280, packet.length + 48), 1280);
                s.controlOut(s.send(Side.IPV6, packet, nothing(), packets(Facts.on(Side.IPV4)), packets(error)));
                return;
            }
            String options = kind.equals("icmp") ? "" : "01".repeat(4 * s.between(Stage.HEADERS, 1, 10));
            byte[] packet = s.udp(s.in(), octets).options(options).timeToLive(1).octets();
            Facts error = Facts.on(Side.IPV4)
                    .icmp(ErrorFacts.ipv4(s.build(), 11, 0, packet).quotes(packet, 28 + options.length() / 2))
                    .checksums();
            s.controlIn(s.send(Side.IPV4, packet, nothing(), packets(s.entered()), packets(error)));
        });
    }
}
