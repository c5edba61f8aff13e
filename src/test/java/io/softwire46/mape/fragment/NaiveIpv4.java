package io.softwire46.mape.fragment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;

/** What a receiver makes of fragments (RFC 791 section 3.2), on arrays. */
public final class NaiveIpv4 {
    private static final int MORE = 0x2000;

    private NaiveIpv4() {}

    /**
     * What a receiver has when all fragments are there, in order: the datagram, or the fragment that was fragmented.
     */
    public static byte[] join(List<byte[]> fragments, int mtu) {
        byte[] first = fragments.get(0);
        byte[] last = fragments.get(fragments.size() - 1);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(first, 0, Sample.headerOctets(first));
        int offset = Sample.word(first, 6) & 0x1fff;
        for (byte[] fragment : fragments) {
            int header = Sample.headerOctets(fragment);
            assertEquals(fragment.length, Sample.word(fragment, 2));
            assertTrue(fragment.length <= mtu, "longer than the limit");
            assertTrue(fragment.length > header, "no data");
            assertEquals(offset, Sample.word(fragment, 6) & 0x1fff, "gap or overlap");
            assertEquals(0xffff, Sample.onesComplementSum(Arrays.copyOf(fragment, header)), "checksum");
            assertArrayEquals(Arrays.copyOfRange(first, 8, 10), Arrays.copyOfRange(fragment, 8, 10), "TTL, protocol");
            assertArrayEquals(Arrays.copyOfRange(first, 12, 20), Arrays.copyOfRange(fragment, 12, 20), "addresses");
            assertEquals(first[1], fragment[1], "type of service");
            assertEquals(Sample.word(first, 4), Sample.word(fragment, 4), "identification");
            assertEquals(first[6] & 0xc0, fragment[6] & 0xc0, "DF and reserved bit");
            if (fragment != last) {
                assertEquals(MORE, Sample.word(fragment, 6) & MORE);
                assertEquals(0, (fragment.length - header) % 8);
            }
            offset += (fragment.length - header) / 8;
            all.write(fragment, header, fragment.length - header);
        }
        byte[] joined = all.toByteArray();
        Sample.putWord(joined, 2, joined.length);
        Sample.putWord(joined, 6, (Sample.word(first, 6) & ~MORE) | (Sample.word(last, 6) & MORE));
        return Sample.withChecksum(joined);
    }

    /**
     * The least number of fragments: the first header, then headers with the copied options, as full as they may be.
     */
    static int fewest(int data, int header, int laterHeader, int mtu) {
        int first = (mtu - header) / 8 * 8;
        int later = (mtu - laterHeader) / 8 * 8;
        int behindLast = Math.max(0, data - first - (mtu - laterHeader));
        return 2 + (behindLast + later - 1) / later;
    }
}
