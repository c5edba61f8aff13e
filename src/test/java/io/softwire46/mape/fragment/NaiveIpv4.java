package io.softwire46.mape.fragment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.testing.Bytes;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;

/** Reassembly by a receiver (RFC 791 section 3.2), on arrays. */
public final class NaiveIpv4 {
    private static final int MORE = 0x2000;

    private NaiveIpv4() {}

    /**
     * Reassembles all fragments, given in order: returns the datagram, or the fragment that was fragmented further.
     */
    public static byte[] reassemble(List<byte[]> fragments, int mtu) {
        byte[] first = fragments.get(0);
        byte[] last = fragments.get(fragments.size() - 1);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(first, 0, Sample.headerOctets(first));
        int offset = Bytes.u16(first, 6) & 0x1fff;
        for (byte[] fragment : fragments) {
            int header = Sample.headerOctets(fragment);
            assertEquals(fragment.length, Bytes.u16(fragment, 2));
            assertTrue(fragment.length <= mtu, "longer than the limit");
            assertTrue(fragment.length > header, "no data");
            assertEquals(offset, Bytes.u16(fragment, 6) & 0x1fff, "gap or overlap");
            assertEquals(0xffff, Sample.onesComplementSum(Arrays.copyOf(fragment, header)), "checksum");
            assertArrayEquals(Arrays.copyOfRange(first, 8, 10), Arrays.copyOfRange(fragment, 8, 10), "TTL, protocol");
            assertArrayEquals(Arrays.copyOfRange(first, 12, 20), Arrays.copyOfRange(fragment, 12, 20), "addresses");
            assertEquals(first[1], fragment[1], "type of service");
            assertEquals(Bytes.u16(first, 4), Bytes.u16(fragment, 4), "identification");
            assertEquals(first[6] & 0xc0, fragment[6] & 0xc0, "DF and reserved bit");
            if (fragment != last) {
                assertEquals(MORE, Bytes.u16(fragment, 6) & MORE);
                assertEquals(0, (fragment.length - header) % 8);
            }
            offset += (fragment.length - header) / 8;
            all.write(fragment, header, fragment.length - header);
        }
        byte[] datagram = all.toByteArray();
        Bytes.put16(datagram, 2, datagram.length);
        Bytes.put16(datagram, 6, (Bytes.u16(first, 6) & ~MORE) | (Bytes.u16(last, 6) & MORE));
        return Sample.withChecksum(datagram);
    }

    /**
     * The minimum number of fragments: the first header, then headers with the copied options, each fragment as long as
     * permitted.
     */
    static int fewest(int data, int header, int laterHeader, int mtu) {
        int first = (mtu - header) / 8 * 8;
        int later = (mtu - laterHeader) / 8 * 8;
        int afterLast = Math.max(0, data - first - (mtu - laterHeader));
        return 2 + (afterLast + later - 1) / later;
    }
}
