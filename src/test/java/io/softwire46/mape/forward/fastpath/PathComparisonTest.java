package io.softwire46.mape.forward.fastpath;

import static io.softwire46.mape.proof.LongWords.LONGS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.config.ForwardingOptions.EcnMode;
import io.softwire46.mape.config.ForwardingOptions.EgressDscp;
import io.softwire46.mape.config.ForwardingOptions.FlowLabel;
import io.softwire46.mape.forward.BorderRelay;
import io.softwire46.mape.forward.RuleTable;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.forward.tunnel.DomainOptions;
import io.softwire46.mape.forward.tunnel.OuterSource;
import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.map.MapDomain;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.RuleSet;
import io.softwire46.mape.proof.ChecksumFormulas;
import io.softwire46.mape.proof.Inputs;
import io.softwire46.mape.proof.OptionWords;
import io.softwire46.mape.proof.PacketFormulas;
import io.softwire46.mape.proof.PathFormulas;
import io.softwire46.mape.wire.Packet;
import io.softwire46.mape.wire.internal.KeyedMix;
import java.nio.ByteBuffer;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * The fast path computes its formulas, and a border relay forwards the packets that the formulas of the slow path forward, one by
 * one, with the octets that they determine.
 */
class PathComparisonTest {
    private static final int PACKETS_PER_OPTIONS = 1000;
    private static final int HEADROOM = 64;
    private static final int OUTER = 40;
    private static final long LABEL = 0xf_ffffL << 32;
    private static final int NO_LIMIT = 0x10000;
    private static final MapRule RULE = MapRule.of("2001:db8::/40", "192.0.2.0/24", 16);
    private static final long BR_HIGH = 0x2001_0db8_ffff_0000L;
    private static final OuterSource OTHER =
            new OuterSource(0, new DomainOptions(ForwardingOptions.defaults()), new long[] {BR_HIGH, 2});

    private final Inputs inputs = new Inputs();
    private final PacketFormulas<Long, Boolean> packets = new PacketFormulas<>(LONGS);
    private final ChecksumFormulas<Long, Boolean> checksums = new ChecksumFormulas<>(LONGS);
    private final long[] columns = FastPathPackets.columns();
    private final ByteBuffer buffer = ByteBuffer.allocate(0x1_0200);
    private final Packet packet = new Packet();
    private int accepted;
    private int forwarded;

    /** Options of one domain, in both forms. */
    private record Options(ForwardingOptions values, OptionWords<Long, Boolean> words) {
        PathFormulas<Long, Boolean> formulas() {
            return new PathFormulas<>(LONGS, words);
        }

        BorderRelay relay() {
            MapDomain domain = MapDomain.of("example", RuleSet.of(RULE), "2001:db8:ffff::1");
            return BorderRelay.of(RuleTable.of(new ConfiguredDomain(domain, values)));
        }
    }

    @Test
    void intoTheTunnel() {
        for (int i = 0; i < Inputs.COUNT / PACKETS_PER_OPTIONS; i++) {
            Options options = options();
            BorderRelay relay = options.relay();
            OuterSource[] outerSources = {new OuterSource(0, new DomainOptions(options.values), new long[] {BR_HIGH, 1})
            };
            for (int j = 0; j < PACKETS_PER_OPTIONS; j++) {
                int total = length(options.words.mtuV6().intValue() - OUTER);
                long first = first(total);
                long third = 0xc000_0200L << 32
                        | (long) inputs.upTo(255) << 32
                        | (long) inputs.upTo(0xffff) << 16
                        | inputs.from(1024, 0xffff);
                long second = second(first, inputs.word(32), third);
                int received = inputs.upTo(7) > 0 ? total + inputs.upTo(8) : inputs.from(20, 1500);
                int headroom = inputs.upTo(7) > 0 ? inputs.from(48, HEADROOM) : inputs.from(30, 50);
                entry(options.formulas(), relay, outerSources, first, second, third, received, headroom);
            }
        }
        assertTrue(accepted > Inputs.COUNT / 20 && forwarded > accepted, accepted + " of " + forwarded);
    }

    private void entry(
            PathFormulas<Long, Boolean> formulas,
            BorderRelay relay,
            OuterSource[] outerSources,
            long first,
            long second,
            long third,
            int received,
            int headroom) {
        Supplier<String> input = () -> Inputs.of(outerSources[0].options, first, second, third, received, headroom);
        long sum = checksums.columnSum(first, second, third);
        long punts = checksums.columnTest(sum) | packets.ofIpv4(first, second, third, (long) received);
        long key = inputs.word();
        OuterSource[] two = {OTHER, outerSources[0]};
        classifyEntry(two, 1, punts, key, first, second, third, received);
        long puntsOfTwo = columns[FastPathPackets.PUNTS];
        long headersOfTwo = columns[FastPathPackets.HEADERS];
        classifyEntry(outerSources, 0, punts, key, first, second, third, received);
        assertEquals(columns[FastPathPackets.PUNTS] < 0, puntsOfTwo < 0, input);
        boolean fast = formulas.acceptsEntry(punts, first, second, (long) headroom);
        boolean moves = columns[FastPathPackets.PUNTS] >= 0
                && packet.attach(buffer, HEADROOM, received, headroom)
                        .wrap(OUTER, packets.totalLength(first).intValue());
        assertEquals(fast, moves, input);
        long mixed = KeyedMix.of(KeyedMix.of((second << 32 | third >>> 32) ^ key)
                ^ (third & 0xffff_ffffL) << 8
                ^ packets.protocol(second));
        if (fast) {
            assertEquals(formulas.fastHeader(first, packets.label(mixed)), columns[FastPathPackets.HEADERS], input);
            assertEquals(formulas.fastHeader(first, packets.label(mixed)), headersOfTwo, input);
            assertEquals(checksums.oneHopLess(second), columns[FastPathPackets.HOPS], input);
            accepted++;
        }

        write(HEADROOM, first, second, third);
        packet.attach(buffer, HEADROOM, received, headroom);
        Verdict verdict = relay.fromIpv4(packet, 0);
        if (formulas.forwardsEntry(sum, first, second, third, (long) received, (long) headroom)) {
            assertEquals(Verdict.FORWARDED, verdict, input);
            int headers = formulas.headerOctets().intValue();
            assertEquals(headers + packets.totalLength(first), packet.length(), input);
            long word = buffer.getLong(packet.offset());
            long label = word >>> 32 & 0xf_ffff; // its hash has a test of its own
            assertEquals(formulas.slowHeader(first, label, label), word, input);
            assertEquals(
                    (int) (long) checksums.oneHopLess(second), buffer.getInt(packet.offset() + headers + 8), input);
            forwarded++;
        }
    }

    /** Runs the step of the fast path for one packet. */
    private void classifyEntry(
            OuterSource[] outerSources,
            int tag,
            long punts,
            long key,
            long first,
            long second,
            long third,
            int received) {
        columns[FastPathPackets.PUNTS] = punts;
        columns[FastPathPackets.FIRST] = first;
        columns[FastPathPackets.SECOND] = second;
        columns[FastPathPackets.THIRD] = third;
        columns[FastPathPackets.RECEIVED] = received;
        columns[FastPathPackets.TOTALS] = packets.totalLength(first);
        columns[FastPathPackets.TAGS] = tag;
        FastPathEncapsulation.classify(columns, 1, outerSources, key);
    }

    @Test
    void outOfTheTunnel() {
        for (int i = 0; i < Inputs.COUNT / PACKETS_PER_OPTIONS; i++) {
            Options options = options();
            BorderRelay relay = options.relay();
            DomainOptions domain = new DomainOptions(options.values);
            for (int j = 0; j < PACKETS_PER_OPTIONS; j++) {
                int total = length(inputs.coin() ? options.words.mtuV4().intValue() : 1500);
                long first = first(total);
                int address = 0xc000_0200 | inputs.upTo(255);
                int port = inputs.from(1024, 0xffff);
                long third = 0x0102_0000L << 32 | inputs.word(16) << 32 | (long) port << 16 | inputs.upTo(0xffff);
                long second = second(first, address & 0xffff_ffffL, third);
                int payload = Math.min(0xffff, inputs.coin() ? total : total + inputs.upTo(16));
                long tos = inputs.coin() ? first >>> 48 & 0xff : inputs.upTo(0xff);
                int next = inputs.upTo(15) > 0 ? 4 : 59;
                long outer = 6L << 60 | tos << 52 | inputs.word(20) << 32 | (long) payload << 16 | next << 8 | 64;
                int received = inputs.upTo(7) > 0 ? payload + inputs.upTo(8) : inputs.from(20, 1500);
                CeMapping ce = RULE.owner(text(address), port).orElseThrow();
                exit(options.formulas(), relay, domain, ce, outer, first, second, third, received);
            }
        }
        assertTrue(accepted > Inputs.COUNT / 20 && forwarded > accepted, accepted + " of " + forwarded);
    }

    private void exit(
            PathFormulas<Long, Boolean> formulas,
            BorderRelay relay,
            DomainOptions options,
            CeMapping ce,
            long outer,
            long first,
            long second,
            long third,
            int received) {
        Supplier<String> input = () -> Inputs.of(ce, outer, first, second, third, received);
        long sum = checksums.columnSum(first, second, third);
        columns[FastPathPackets.FIRST] = first;
        columns[FastPathPackets.OUTER] = outer;
        assertEquals(formulas.hasMore(outer, first), FastPathDecapsulation.hasMore(columns, 0, options), input);
        if (FastPathDecapsulation.needsSizesOnly(options)) {
            columns[FastPathPackets.PUNTS] = 0;
            FastPathDecapsulation.checkSizes(columns, 1, options);
            assertEquals(formulas.hasMore(outer, first), columns[FastPathPackets.PUNTS] < 0, input);
        }
        long punts = checksums.columnTest(sum)
                | packets.ofIpv4(first, second, third, (long) received)
                | packets.ofTunnel(outer, first, (long) received);
        accepted += punts >= 0 && !formulas.hasMore(outer, first) ? 1 : 0;

        write(HEADROOM + OUTER, first, second, third);
        buffer.putLong(HEADROOM, outer)
                .putLong(HEADROOM + 8, ce.mapAddressHigh())
                .putLong(HEADROOM + 16, ce.mapAddressLow())
                .putLong(HEADROOM + 24, BR_HIGH)
                .putLong(HEADROOM + 32, 1);
        packet.attach(buffer, HEADROOM, OUTER + received, HEADROOM);
        Verdict verdict = relay.fromIpv6(packet, 0);
        if (formulas.forwardsExit(sum, outer, first, second, third, (long) received)) {
            assertEquals(Verdict.FORWARDED, verdict, input);
            assertEquals(packets.totalLength(first), packet.length(), input);
            long tos = formulas.slowTypeOfService(outer, first);
            assertEquals((first & ~(0xffL << 48)) | tos << 48, buffer.getLong(packet.offset()), input);
            long oldWord = first >>> 48;
            long checksum = second >>> 32 & 0xffff;
            if (tos != (oldWord & 0xff)) {
                checksum = checksums.update(checksum, oldWord, (oldWord & 0xff00) | tos);
            }
            assertEquals((second & ~(0xffffL << 32)) | checksum << 32, buffer.getLong(packet.offset() + 8), input);
            assertEquals(third, buffer.getLong(packet.offset() + 16), input);
            forwarded++;
        }
    }

    private int length(int limit) {
        return Math.min(
                0xffff,
                switch (inputs.upTo(7)) {
                    case 0 -> inputs.from(20, 44);
                    case 1 -> Math.max(20, limit - 4 + inputs.upTo(8));
                    case 2 -> inputs.from(20, 0xffff);
                    default -> inputs.from(40, 1200);
                });
    }

    private long first(int total) {
        long fragment = inputs.upTo(15) > 0 ? 0 : inputs.word(14);
        return 0x45L << 56
                | inputs.word(8) << 48
                | (long) total << 32
                | inputs.word(16) << 16
                | inputs.word(2) << 14
                | fragment;
    }

    private long second(long first, long source, long third) {
        long ttl = inputs.upTo(15) > 0 ? inputs.from(2, 255) : inputs.upTo(2);
        long protocol = inputs.upTo(15) > 0 ? (inputs.coin() ? 6 : 17) : inputs.word(8);
        long without = ttl << 56 | protocol << 48 | source;
        long checksum = checksums.checksum(checksums.columnSum(first, without, third));
        return without | (inputs.upTo(31) > 0 ? checksum : inputs.word(16)) << 32;
    }

    private void write(int at, long first, long second, long third) {
        buffer.putLong(at, first).putLong(at + 8, second).putLong(at + 16, third);
    }

    private static String text(int address) {
        return (address >>> 24) + "." + (address >>> 16 & 0xff) + "." + (address >>> 8 & 0xff) + "." + (address & 0xff);
    }

    private Options options() {
        int mtuV6 = inputs.coin() ? 1500 : inputs.from(1280, 65_535);
        int maxPacketSize = inputs.coin() ? 65_575 : inputs.from(1540, 65_575);
        boolean dynamicPmtu = inputs.upTo(7) == 7;
        boolean limit = inputs.upTo(7) == 7;
        int policy = inputs.upTo(2);
        boolean copies = inputs.coin();
        int dscp = inputs.upTo(63);
        boolean normal = inputs.coin();
        int hopLimit = inputs.from(1, 255);
        int mtuV4 = inputs.coin() ? NO_LIMIT : inputs.from(68, 65_535);
        boolean decrements = inputs.upTo(7) == 7;
        boolean uniform = inputs.coin();
        FlowLabel label = policy == 0 ? FlowLabel.ZERO : policy == 1 ? FlowLabel.HASH : FlowLabel.HASH3;
        ForwardingOptions values = ForwardingOptions.defaults()
                .with(ForwardingOption.MTU_V6, mtuV6)
                .with(ForwardingOption.MAX_PACKET_SIZE, maxPacketSize)
                .with(ForwardingOption.DYNAMIC_PMTU, dynamicPmtu)
                .with(ForwardingOption.ENCAPSULATION_LIMIT, limit ? OptionalInt.of(4) : OptionalInt.empty())
                .with(ForwardingOption.FLOW_LABEL, label)
                .with(ForwardingOption.TRAFFIC_CLASS, copies ? ForwardingOption.COPY : dscp)
                .with(ForwardingOption.ECN, normal ? EcnMode.NORMAL : EcnMode.COMPATIBILITY)
                .with(ForwardingOption.HOP_LIMIT, hopLimit)
                .with(ForwardingOption.MTU_V4, mtuV4 == NO_LIMIT ? OptionalInt.empty() : OptionalInt.of(mtuV4))
                .with(ForwardingOption.DECREMENT_TTL_AT_EGRESS, decrements)
                .with(ForwardingOption.EGRESS_DSCP, uniform ? EgressDscp.UNIFORM : EgressDscp.PIPE)
                .with(ForwardingOption.HAIRPIN, false)
                .with(ForwardingOption.TCP_MSS, OptionalInt.empty());
        return new Options(
                values,
                new OptionWords<>(
                        (long) mtuV6,
                        (long) maxPacketSize,
                        dynamicPmtu,
                        limit,
                        (long) policy,
                        copies,
                        (long) dscp,
                        normal,
                        (long) hopLimit,
                        (long) mtuV4,
                        decrements,
                        uniform));
    }
}
