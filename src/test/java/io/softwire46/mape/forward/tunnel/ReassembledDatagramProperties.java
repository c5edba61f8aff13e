package io.softwire46.mape.forward.tunnel;

import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.DONT_FRAGMENT;
import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.ipv4;
import static io.softwire46.mape.conformance.model.Ipv6PacketBuilder.ipv6;
import static io.softwire46.mape.forward.Nodes.BR;
import static io.softwire46.mape.forward.Nodes.CE;
import static io.softwire46.mape.forward.Nodes.CE_ADDRESS;
import static io.softwire46.mape.forward.Nodes.CE_PORT;
import static io.softwire46.mape.forward.Nodes.HOST;
import static io.softwire46.mape.forward.Nodes.OPTIONS;
import static io.softwire46.mape.forward.Nodes.RULE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.config.ForwardingOptions.Fragmentation;
import io.softwire46.mape.config.ForwardingOptions.InnerFragments;
import io.softwire46.mape.config.ForwardingOptions.V4Reassembly;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.Ipv4PacketBuilder;
import io.softwire46.mape.conformance.model.NaiveFragments;
import io.softwire46.mape.conformance.model.NaiveOutcome;
import io.softwire46.mape.conformance.model.NaiveRelay;
import io.softwire46.mape.forward.Forwarder;
import io.softwire46.mape.forward.Nodes;
import io.softwire46.mape.forward.Outcome;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.testing.ModelAssertions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;
import net.jqwik.api.statistics.StatisticsReport.StatisticsReportMode;

/**
 * Compares datagrams that a border relay reassembles, in all directions, with the model: fragments of all sizes, with and without
 * DF, and links of all MTUs (RFC 791 section 3.2, RFC 1191 section 3, RFC 6864 section 4.3).
 */
class ReassembledDatagramProperties {
    private static final String NEIGHBOUR_ADDRESS = "192.0.2.19"; // PSID 0x35
    private static final int NEIGHBOUR_PORT = 1236;
    private static final int HEADROOM = 64;

    private static ForwardingOptions options(Random random) {
        ForwardingOptions options = OPTIONS.with(ForwardingOption.V4_REASSEMBLY, V4Reassembly.FULL)
                .with(ForwardingOption.INNER_FRAGMENTS, InnerFragments.REASSEMBLE)
                .with(ForwardingOption.FRAGMENTATION, Fragmentation.values()[random.nextInt(3)])
                .with(ForwardingOption.IGNORE_DF, random.nextInt(6) == 0)
                .with(ForwardingOption.MTU_V6, 1280 + random.nextInt(300))
                .with(ForwardingOption.MAX_PACKET_SIZE, random.nextBoolean() ? 65_575 : 9000)
                .with(ForwardingOption.MAX_FRAGMENTS_PER_PACKET, 8192)
                .with(ForwardingOption.FRAGMENT_SHARE_PER_SOURCE, 1.0)
                .with(ForwardingOption.MAX_BUFFERED_OCTETS, 400_000);
        if (random.nextBoolean()) {
            options = options.with(ForwardingOption.ENCAPSULATION_LIMIT, OptionalInt.of(4));
        }
        return random.nextBoolean()
                ? options.with(ForwardingOption.MTU_V4, OptionalInt.of(68 + random.nextInt(1600)))
                : options;
    }

    private static byte[] datagram(int direction, int octets, Random random) {
        Ipv4PacketBuilder builder =
                direction == 0 ? ipv4(HOST, CE_ADDRESS) : ipv4(CE_ADDRESS, direction == 1 ? HOST : NEIGHBOUR_ADDRESS);
        if (random.nextInt(4) == 0) {
            builder.options("9404000007040400"); // one option that is copied, one that is not
        }
        return direction == 0
                ? builder.udp(80, CE_PORT, octets).octets()
                : builder.udp(CE_PORT, direction == 1 ? 80 : NEIGHBOUR_PORT, octets)
                        .octets();
    }

    /** The longest fragment: short, near the tunnel MTU, or any length between. */
    private static int limit(Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> 68 + random.nextInt(100);
            case 1 -> 1250 + random.nextInt(400);
            default -> 68 + random.nextInt(1600);
        };
    }

    private static byte[] withDf(byte[] fragment, boolean df) {
        byte[] copy = fragment.clone();
        copy[6] = (byte) ((fragment[6] & 0xbf) | (df ? DONT_FRAGMENT >> 8 : 0));
        return Bytes.withHeaderChecksum(copy, 0);
    }

    @Property(tries = 600)
    @StatisticsReport(StatisticsReportMode.OFF)
    void equalsTheModel(@ForAll Random random) {
        int direction = random.nextInt(3); // to a CE, from a CE, between CEs
        ForwardingOptions options = options(random);
        int longest = options.maxPacketSize() == 9000 ? 8900 : 65_000;
        int octets = 60 + (random.nextInt(4) == 0 ? random.nextInt(longest - 160) : random.nextInt(4000));
        byte[] datagram = datagram(direction, octets, random);
        int limit = limit(random);
        List<byte[]> fragments =
                new ArrayList<>(NaiveFragments.fragmentIpv4(datagram, Math.min(limit, datagram.length - 1)));
        int kind = random.nextInt(3); // all with DF, none, or random
        fragments.replaceAll(each -> withDf(each, kind == 0 || (kind == 2 && random.nextBoolean())));
        boolean firstDf = (fragments.get(0)[6] & 0x40) != 0;
        int largest = fragments.stream().mapToInt(each -> each.length).max().orElseThrow();
        boolean largestDf = fragments.stream().anyMatch(each -> each.length == largest && (each[6] & 0x40) != 0);
        if (random.nextBoolean()) {
            Collections.shuffle(fragments, random);
        }

        ConfiguredDomain domain = Nodes.domain(options, BR, RULE);
        Forwarder node = Nodes.relay(domain);
        for (byte[] each : fragments.subList(0, fragments.size() - 1)) {
            give(node, direction, each).assertSilent(Verdict.HELD);
        }
        Outcome outcome = give(node, direction, fragments.get(fragments.size() - 1));

        NaiveRelay model = new NaiveRelay(List.of(domain));
        model.reassembledFrom(largest, largestDf);
        byte[] whole = withDf(datagram, firstDf);
        NaiveOutcome expected = direction == 0
                ? model.fromIpv4(whole, HEADROOM, 0)
                : model.fromIpv6(ipv6(CE, BR).inner(whole).octets(), HEADROOM, 0);
        ModelAssertions.assertSame(expected, outcome.verdict().name(), outcome.packets(), whole);
        int mtu = direction == 1 ? options.mtuV4().orElse(0x10000) : options.mtuV6() - 48;
        if (largest <= mtu) { // never dropped for its reassembled length
            assertEquals(Verdict.FORWARDED, outcome.verdict());
        }
        Statistics.label("outcome")
                .collect(direction + " " + outcome.verdict() + " " + expected.fragmentKind()
                        + outcome.packets().isEmpty());
        Statistics.label("outcome").coverage(seen -> {
            for (String must : List.of(
                    "0 FORWARDED IPv6 fragmentsfalse",
                    "0 FORWARDED tunnelled IPv4 fragmentsfalse",
                    "0 DROP_TOO_BIG false",
                    "0 DROP_TOO_BIG true",
                    "1 FORWARDED IPv4 fragmentsfalse",
                    "1 DROP_TOO_BIG false",
                    "2 FORWARDED IPv6 fragmentsfalse",
                    "2 FORWARDED tunnelled IPv4 fragmentsfalse",
                    "2 DROP_TOO_BIG false")) {
                seen.check(must).count(count -> count > 0);
            }
        });
    }

    private static Outcome give(Forwarder node, int direction, byte[] fragment) {
        return direction == 0
                ? Outcome.fromIpv4(node, fragment)
                : Outcome.fromIpv6(node, ipv6(CE, BR).inner(fragment).octets());
    }
}
