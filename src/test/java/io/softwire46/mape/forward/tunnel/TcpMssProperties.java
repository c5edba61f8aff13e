package io.softwire46.mape.forward.tunnel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.softwire46.mape.conformance.draw.Choices;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.NaiveFragments;
import io.softwire46.mape.conformance.model.NaiveMss;
import io.softwire46.mape.fragment.Sample;
import io.softwire46.mape.testing.CaseShrinkable;
import io.softwire46.mape.testing.GuardedOctets;
import io.softwire46.mape.testing.ModelAssertions;
import io.softwire46.mape.wire.HeaderCheck;
import io.softwire46.mape.wire.Ipv4Header;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.statistics.Statistics;

class TcpMssProperties {

    @Property
    void packetIsAsWithAllSumsComputedAnew(
            @ForAll("segments") byte[] packet,
            @ForAll @IntRange(max = 65535) int maximum,
            @ForAll @IntRange(max = 3) int kind) {
        GuardedOctets guarded = GuardedOctets.of(packet, kind);

        boolean changed = TcpMss.clamp(guarded.buffer(), guarded.offset(), packet.length, maximum);

        byte[] expected = NaiveMss.clamp(packet, maximum);
        assertArrayEquals(expected, guarded.octets(packet.length));
        assertEquals(!Arrays.equals(packet, expected), changed);
        guarded.assertOnlyWritten(packet.length);
        Statistics.collect(changed);
        Statistics.coverage(coverage -> coverage.check(true).percentage(p -> p > 10));
    }

    /** A correct checksum stays correct and a wrong one stays wrong: the sum over all octets does not change (RFC 1624). */
    @Property
    void errorOfTheChecksumStays(
            @ForAll("segments") byte[] packet,
            @ForAll @IntRange(max = 65535) int checksum,
            @ForAll @IntRange(max = 1500) int maximum) {
        int tcp = Sample.headerOctets(packet);
        if (packet.length >= tcp + 18) {
            Bytes.put16(packet, tcp + 16, checksum);
        }
        GuardedOctets guarded = GuardedOctets.of(packet, 0);

        TcpMss.clamp(guarded.buffer(), 0, packet.length, maximum);

        assertEquals(Sample.tcpSum(packet) % 0xffff, Sample.tcpSum(guarded.octets(packet.length)) % 0xffff);
    }

    /** The checksum in a first fragment is that of the unfragmented segment. */
    @Property
    void firstFragmentLeavesADatagramWithARightChecksum(
            @ForAll("lists") byte[] options, @ForAll @IntRange(max = 1460) int maximum, @ForAll long seed) {
        byte[] packet = segment(new byte[0], options, 0x02, 0, Sample.data(100, seed));
        List<byte[]> fragments = new ArrayList<>(NaiveFragments.fragmentIpv4(packet, 108));
        GuardedOctets guarded = GuardedOctets.of(fragments.get(0), 1);
        GuardedOctets later = GuardedOctets.of(fragments.get(1), 1);

        TcpMss.clamp(guarded.buffer(), 0, guarded.length(), maximum);
        TcpMss.clamp(later.buffer(), 0, later.length(), maximum);

        fragments.set(0, guarded.octets(guarded.length()));
        assertArrayEquals(NaiveMss.clamp(packet, maximum), ModelAssertions.reassembleIpv4(fragments, 108));
        later.assertUntouched();
    }

    @Property
    void noOctetsCauseAnException(@ForAll("noise") byte[] packet, @ForAll @IntRange(max = 3) int kind) {
        GuardedOctets guarded = GuardedOctets.of(packet, kind);
        if (Ipv4Header.check(guarded.buffer(), guarded.offset(), packet.length) == HeaderCheck.OK) {
            TcpMss.clamp(guarded.buffer(), guarded.offset(), Bytes.u16(packet, 2), 1000);
        }
        guarded.assertOnlyWritten(packet.length);
    }

    private static byte[] segment(byte[] ipOptions, byte[] options, int flags, int fragment, byte[] data) {
        byte[] header = Bytes.hex("04d20050 01234567 89abcdef 0000 7fff 0000 0000");
        header[12] = (byte) ((5 + options.length / 4) << 4);
        header[13] = (byte) flags;
        return Sample.withTcpChecksum(Sample.ipv4(6, ipOptions, fragment, Bytes.concat(header, options, data)));
    }

    private static byte[] list(Choices choices) {
        byte[] list = new byte[4 * choices.nextInt(11)];
        int at = 0;
        while (at < list.length) {
            byte[] option = switch (choices.nextInt(10)) {
                case 0, 1 -> new byte[] {1};
                case 2 -> new byte[] {4, 2};
                case 3 -> new byte[] {3, 3, 7};
                case 4 -> new byte[] {2, (byte) choices.nextInt(7), 5, (byte) 180, 1, 1};
                case 5 -> Bytes.concat(new byte[] {8, 10}, Sample.data(8, choices.nextLong()));
                case 6 -> choices.nextInt(4) == 0 ? new byte[1] : Sample.data(3, choices.nextLong());
                default -> new byte[] {2, 4, (byte) choices.nextInt(256), (byte) choices.nextInt(256)};
            };
            int octets = Math.min(option.length, list.length - at); // the last may be truncated
            System.arraycopy(option, 0, list, at, octets);
            at += octets;
        }
        return list;
    }

    @Provide
    Arbitrary<byte[]> lists() {
        return CaseShrinkable.arbitrary(TcpMssProperties::list);
    }

    /** Mostly SYNs. */
    @Provide
    Arbitrary<byte[]> segments() {
        return CaseShrinkable.arbitrary(choices -> {
            int flags = choices.nextInt(8) == 0 ? choices.nextInt(256) : choices.nextBoolean() ? 0x02 : 0x12;
            int fragment = choices.nextInt(10) == 0 ? choices.nextInt(3) : 0x2000 * choices.nextInt(2);
            byte[] data = Sample.data(choices.nextInt(4) * choices.nextInt(30), choices.nextLong());
            byte[] packet = segment(Sample.options(choices), list(choices), flags, fragment, data);
            int tcp = Sample.headerOctets(packet);
            if (choices.nextInt(10) == 0) {
                packet[tcp + 12] = (byte) choices.nextInt(256);
                packet = Sample.withTcpChecksum(packet);
            }
            if (choices.nextInt(10) == 0) { // truncated
                packet = Arrays.copyOf(packet, tcp + 18 + choices.nextInt(packet.length - tcp - 18));
                Bytes.put16(packet, 2, packet.length);
                packet = Sample.withTcpChecksum(packet);
            }
            return Sample.withChecksum(packet);
        });
    }

    /** Six octets of a SYN are random. */
    @Provide
    Arbitrary<byte[]> noise() {
        return segments().map(packet -> {
            Random random = new Random(Arrays.hashCode(packet));
            for (int i = random.nextInt(7); i > 0; i--) {
                packet[random.nextInt(packet.length)] = (byte) random.nextInt();
            }
            int header = Sample.headerOctets(packet);
            return header >= 12 && header <= packet.length ? Sample.withChecksum(packet) : packet;
        });
    }
}
