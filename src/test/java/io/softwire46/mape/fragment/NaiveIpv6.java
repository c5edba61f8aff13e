package io.softwire46.mape.fragment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.testing.Bytes;
import java.util.Arrays;
import java.util.List;

/** Reassembly by a receiver (RFC 8200 section 4.5), on arrays. */
final class NaiveIpv6 {
    private NaiveIpv6() {}

    /** The packet of RFC 8200 section 4.5, "An original packet is reassembled only from …". */
    static byte[] reassemble(List<byte[]> fragments, int mtu) {
        assertTrue(fragments.size() > 1, "an atomic fragment, RFC 8021");
        byte[] first = fragments.get(0);
        byte[] last = fragments.get(fragments.size() - 1);
        byte[] data = new byte[0];
        for (byte[] fragment : fragments) {
            assertTrue(fragment.length <= mtu, "longer than the MTU");
            assertEquals(fragment.length - 40, Bytes.u16(fragment, 4), "payload length");
            assertEquals(44, fragment[6]);
            assertArrayEquals(
                    Arrays.copyOfRange(first, 44, 48), Arrays.copyOfRange(fragment, 44, 48), "identification");
            assertEquals(data.length, Bytes.u16(fragment, 42) & 0xfff8, "gap or overlap");
            assertEquals(fragment == last ? 0 : 1, Bytes.u16(fragment, 42) & 7, "M flag");
            assertEquals(0, fragment == last ? 0 : (fragment.length - 48) % 8);
            data = Bytes.concat(data, Arrays.copyOfRange(fragment, 48, fragment.length));
        }
        byte[] header = Arrays.copyOf(first, 40);
        // PL.orig = PL.first - FL.first - 8 + (8 * FO.last) + FL.last
        int length = Bytes.u16(first, 4) - (first.length - 48) - 8 + (Bytes.u16(last, 42) & 0xfff8) + last.length - 48;
        Bytes.put16(header, 4, length);
        header[6] = first[40];
        return Bytes.concat(header, data);
    }
}
