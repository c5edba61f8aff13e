package io.softwire46.mape.icmp;

import static io.softwire46.mape.conformance.model.Bytes.counting;
import static io.softwire46.mape.conformance.model.Bytes.part;
import static io.softwire46.mape.conformance.model.Bytes.withHeaderChecksum;
import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.ipv4;
import static io.softwire46.mape.conformance.model.Ipv6PacketBuilder.ipv6;
import static io.softwire46.mape.icmp.Messages.BR;
import static io.softwire46.mape.icmp.Messages.CE;
import static io.softwire46.mape.icmp.Messages.ROUTER;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.softwire46.mape.conformance.model.Ipv6PacketBuilder;
import io.softwire46.mape.conformance.model.NaiveTunnelError;
import io.softwire46.mape.icmp.TunnelErrorRelay.Result;
import io.softwire46.mape.testing.GuardedOctets;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;
import net.jqwik.api.statistics.StatisticsReport.StatisticsReportMode;

class TunnelErrorRelayProperties {
    private static final int[] TYPES = {1, 1, 2, 2, 2, 2, 3, 4, 4, 4, 128};
    private static final long[] WORDS = {
        0, 20, 44, 52, 68, 1279, 1280, 1320, 1500, 65535, 65616, 0xffff_ffffL, 19L << 24
    };
    private static final int[] FLAGS = {0, 0x4000, 0x4000, 0x2000, 0x00b9, 0x6000};
    private static final String[] SOURCES = {"198.51.100.7", "198.51.100.7", "198.51.100.7", "224.0.0.1", "127.0.0.1"};

    private final TunnelErrorRelay relay = new TunnelErrorRelay();

    /** Any octets give the result of the model, without access outside of the message. */
    @Property(tries = 20_000)
    @StatisticsReport(StatisticsReportMode.OFF)
    void equalsTheModel(@ForAll("messages") byte[] packet) {
        String expected =
                NaiveTunnelError.of(packet, part(packet, 40, packet.length)).answer();
        for (GuardedOctets view : GuardedOctets.all(packet)) {
            Result result = relay.read(view.buffer(), view.offset(), view.offset() + 40, packet.length - 40);
            String relayed = result == Result.RELAY ? " " + relay.error().code() + " " + relay.secondWord() : "";
            assertEquals(expected, result + relayed);
            if (result == Result.RELAY) {
                for (GuardedOctets out : GuardedOctets.allEmpty(28 + Math.min(548, relay.innerOctets()))) {
                    assertEquals(out.length(), Messages.write(relay, view.buffer(), 1, out.packet(), 2));
                    out.assertOnlyWritten();
                }
            }
            PacketTooBig.pathMtu(view.buffer(), view.offset(), view.offset() + 40, packet.length - 40);
            view.assertUntouched();
        }
        Statistics.collect(expected.split(" ")[0]);
        Statistics.coverage(coverage -> {
            for (Result result : Result.values()) {
                coverage.check(result.name()).percentage(share -> share > 1);
            }
        });
    }

    @Provide
    Arbitrary<byte[]> messages() {
        return Arbitraries.randoms().map(TunnelErrorRelayProperties::message).dontShrink();
    }

    private static byte[] message(Random random) {
        byte[] quote = quote(random);
        for (int i = random.nextInt(3); i > 0; i--) {
            quote[random.nextInt(Math.min(quote.length, 100))] = (byte) random.nextInt();
        }
        if (random.nextInt(4) == 0) {
            quote = part(quote, 0, random.nextInt(quote.length));
        }
        int type = TYPES[random.nextInt(TYPES.length)];
        int code = random.nextInt(4) == 0 ? random.nextInt(256) : 0;
        byte[] packet = Messages.icmpv6Packet(ROUTER, BR, type, code, WORDS[random.nextInt(WORDS.length)], quote);
        return switch (random.nextInt(10)) {
            case 0 -> part(packet, 0, 40 + random.nextInt(10));
            case 1 -> damaged(packet, random, false);
            case 2 -> damaged(packet, random, true);
            default -> packet;
        };
    }

    private static byte[] damaged(byte[] packet, Random random, boolean mend) {
        byte[] copy = packet.clone();
        copy[40 + random.nextInt(copy.length - 40)] = (byte) random.nextInt();
        return mend ? Messages.withIcmpv6Checksum(copy) : copy;
    }

    private static byte[] quote(Random random) {
        byte[] inner = ipv4(SOURCES[random.nextInt(SOURCES.length)], "192.0.2.18")
                .options("01010101".repeat(random.nextInt(3)))
                .flagsOffset(FLAGS[random.nextInt(FLAGS.length)])
                .payload(random.nextInt(4) == 0 ? 1 : 17, payload(random))
                .octets();
        if (random.nextInt(8) == 0) {
            inner[random.nextInt(inner.length)] = (byte) random.nextInt();
            inner = withHeaderChecksum(inner, 0);
        }
        Ipv6PacketBuilder builder = ipv6(BR, CE);
        if (random.nextInt(3) == 0) {
            builder.header(60, "00 00 04 01 00 01 01 00");
        }
        if (random.nextInt(4) == 0) {
            builder.header(44, "00 00 0001 12345678");
        }
        if (random.nextInt(6) == 0) {
            builder.header(60, "00 00 04 01 00 01 01 00");
        }
        return builder.inner(inner).octets();
    }

    private static byte[] payload(Random random) {
        byte[] octets = counting(random.nextInt(random.nextBoolean() ? 20 : 700) + 1);
        octets[0] = (byte) random.nextInt(16);
        return octets;
    }
}
