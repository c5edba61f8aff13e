package io.softwire46.mape.fragment;

import static io.softwire46.mape.proof.LongWords.LONGS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.proof.FragmentFormulas;
import io.softwire46.mape.proof.Inputs;
import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.Ipv6FragmentHeader;
import io.softwire46.mape.wire.Ipv6Header;
import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** {@link Ipv4Fragmenter} and {@link Ipv6Fragmenter} compute the formulas of fragmentation (RFC 791 section 3.2, RFC 8200 4.5). */
class FragmentComparisonTest {
    private static final int PACKETS = 0x1_0100;
    private static final int MAX_FRAGMENTS = 6;
    private static final int IPV6_HEADERS = 48;

    private final FragmentFormulas<Long, Boolean> formulas = new FragmentFormulas<>(LONGS);
    private final ByteBuffer buffer = ByteBuffer.allocate(PACKETS);
    private final ByteBuffer place = ByteBuffer.allocate(PACKETS);
    private final Packet packet = new Packet();
    private final Packet window = new Packet();
    private final Ipv4Fragmenter ipv4 = new Ipv4Fragmenter();
    private final Ipv6Fragmenter ipv6 = new Ipv6Fragmenter();

    @Test
    void edges() {
        int[] totals = {68, 69, 76, 100, 1280, 1281, 1500, 0xfff8, 0xffff};
        int[] limits = {67, 68, 69, 75, 76, 77, 1279, 1280, 1281, 1400, 1500, 0xfff0, 0xfffe};
        for (int total : totals) {
            for (int limit : limits) {
                for (int flags : new int[] {0, 0x2000, 0x2001, 0x1fff, 0x1ff0}) {
                    for (int header : new int[] {20, 24, 60}) {
                        compareIpv4(limit, header, total, flags, true);
                        compareIpv4(limit, header, total, flags, false);
                    }
                }
                compareIpv6(limit, total);
            }
        }
    }

    @Test
    void randomInputs() {
        Inputs inputs = new Inputs();
        for (int i = 0; i < Inputs.COUNT; i++) {
            int total = inputs.coin() ? inputs.from(60, 2000) : inputs.from(60, 0xffff);
            int limit = inputs.coin() ? inputs.from(60, total) : Math.max(60, total / inputs.from(1, 4));
            int header = 20 + 4 * inputs.upTo(10);
            int flags = inputs.coin() ? inputs.upTo(0x1fff) & (int) inputs.word(13) : 0;
            int more = inputs.coin() ? 0x2000 : 0;
            compareIpv4(limit, header, total, flags | more, inputs.coin());
            compareIpv6(inputs.from(1270, 65_600), inputs.from(20, 0xffff));
        }
    }

    /** A header of more than 20 octets has one option, which is copied to all fragments or is not. */
    private void compareIpv4(int limit, int header, int total, int flags, boolean copied) {
        Supplier<String> input = () -> Inputs.of(limit, header, total, flags, copied);
        buffer.putInt(0, (0x40 | header >>> 2) << 24 | total).putInt(4, flags).putInt(8, 0x4011 << 16);
        if (header > 20) {
            buffer.put(20, (byte) (copied ? 0x9e : 0x1e)).put(21, (byte) (header - 20));
        }
        packet.attach(buffer, 0, total, 0);
        FragmentationResult result = ipv4.start(packet, limit, false);
        if (total <= limit) {
            assertEquals(FragmentationResult.FITS, result, input);
            return;
        }
        boolean started = formulas.canStart((long) limit, (long) header, (long) total, (long) flags);
        assertEquals(started, result == FragmentationResult.CUT, () -> input.get() + result);
        long data = started ? total - header : 0;
        long headerOctets = header;
        long more = flags & 0x2000;
        long offset = flags - more;
        for (int i = 0; i < MAX_FRAGMENTS && data > 0; i++) {
            long next = formulas.nextData((long) limit, headerOctets, data);
            assertEquals(headerOctets + next, ipv4.nextOctets(), input);
            window.attach(place, 0, limit, 0);
            assertTrue(ipv4.next(window), input);
            assertEquals(headerOctets + next, window.length(), input);
            assertEquals(headerOctets + next, Ipv4Header.totalLength(place, 0), input);
            assertEquals(formulas.flags(offset, more, next, data), Ipv4Header.flagsFragmentOffset(place, 0), input);
            offset = formulas.following(offset, next);
            data -= next;
            headerOctets = copied ? header : 20;
        }
        assertEquals(data == 0, ipv4.nextOctets() == 0, input);
    }

    private void compareIpv6(int mtu, int payload) {
        Supplier<String> input = () -> Inputs.of(mtu, payload);
        buffer.putLong(0, 6L << 60 | (long) payload << 16 | 4 << 8 | 64).put(40, (byte) 0x45);
        packet.attach(buffer, 0, 40 + payload, 0);
        FragmentationResult result = ipv6.start(packet, mtu, 1);
        boolean fits = formulas.fits((long) mtu, (long) payload);
        assertEquals(fits, result == FragmentationResult.FITS, input);
        assertEquals(!fits && mtu >= 1280, result == FragmentationResult.CUT, () -> input.get() + result);
        long data = result == FragmentationResult.CUT ? payload : 0;
        for (int i = 0; i < MAX_FRAGMENTS && data > 0; i++) {
            long next = formulas.nextIpv6Data((long) mtu, data);
            assertEquals(IPV6_HEADERS + next, ipv6.nextOctets(), input);
            window.attach(place, 0, mtu, 0);
            assertTrue(ipv6.next(window), input);
            assertEquals(8 + next, Ipv6Header.payloadLength(place, 0), input);
            assertEquals(payload - data, Ipv6FragmentHeader.fragmentOffsetOctets(place, 40), input);
            assertEquals(next < data, Ipv6FragmentHeader.moreFragments(place, 40), input);
            data -= next;
        }
        assertEquals(data == 0, ipv6.nextOctets() == 0, input);
    }
}
