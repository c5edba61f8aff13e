package io.softwire46.mape.fragment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The example procedure of RFC 791 section 3.2, step by step on arrays, and the way back. */
final class NaiveIpv4 {
    private static final int MORE = 0x2000;

    private NaiveIpv4() {}

    /** The fragments, or the packet itself if it fits. DF is not looked at. */
    static List<byte[]> cut(byte[] packet, int mtu) {
        List<byte[]> fragments = new ArrayList<>();
        byte[] datagram = packet;
        while (Sample.word(datagram, 2) > mtu) {
            int header = Sample.headerOctets(datagram); // OIHL
            int blocks = (mtu - header) / 8; // (3) NFB <- (MTU-(IHL*4))/8
            byte[] first = Arrays.copyOf(datagram, header + blocks * 8); // (4), (5)
            int word = Sample.word(datagram, 6);
            Sample.putWord(first, 6, word | MORE); // (6)
            Sample.putWord(first, 2, first.length); // (7)
            fragments.add(Sample.withChecksum(first)); // (8)

            byte[] rest = Sample.concat( // (9) to (14)
                    Arrays.copyOf(datagram, 20),
                    copiedOptions(Arrays.copyOfRange(datagram, 20, header)),
                    Arrays.copyOfRange(datagram, first.length, Sample.word(datagram, 2)));
            int restHeader = rest.length - (Sample.word(datagram, 2) - first.length);
            rest[0] = (byte) (0x40 + restHeader / 4);
            Sample.putWord(rest, 2, rest.length);
            Sample.putWord(rest, 6, word + blocks);
            datagram = Sample.withChecksum(rest); // (15)
        }
        fragments.add(Arrays.copyOf(datagram, Sample.word(datagram, 2))); // (16)
        return fragments;
    }

    private static byte[] copiedOptions(byte[] options) {
        ByteArrayOutputStream copied = new ByteArrayOutputStream();
        int at = 0;
        while (at < options.length && options[at] != 0) {
            int octets = options[at] == 1 ? 1 : options[at + 1] & 255;
            if (options[at] < 0) { // the highest bit is the copied flag
                copied.write(options, at, octets);
            }
            at += octets;
        }
        while (copied.size() % 4 != 0) {
            copied.write(0);
        }
        return copied.toByteArray();
    }

    /** What a receiver has when all fragments are there, in order: the datagram, or the fragment that was cut. */
    static byte[] join(List<byte[]> fragments, int mtu) {
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

    /** The least number of fragments: the first header, then headers with the copied options, as full as they may be. */
    static int fewest(int data, int header, int laterHeader, int mtu) {
        int first = (mtu - header) / 8 * 8;
        int later = (mtu - laterHeader) / 8 * 8;
        int behindLast = Math.max(0, data - first - (mtu - laterHeader));
        return 2 + (behindLast + later - 1) / later;
    }
}
