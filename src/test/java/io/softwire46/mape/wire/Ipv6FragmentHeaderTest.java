package io.softwire46.mape.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.testing.GuardedOctets;
import java.nio.ByteBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Ipv6FragmentHeaderTest {

    /** The layout of RFC 8200 section 4.5: the offset in units of 8 octets is above two reserved bits and M. */
    @ParameterizedTest
    @CsvSource({
        "04 00 0000 00000000, 4, 0, false, 0, true",
        "04 00 0001 12345678, 4, 0, true, 12345678, false",
        "3c 00 05a8 fedcba98, 60, 1448, false, fedcba98, false", // 181 * 8
        "04 00 05a9 ffffffff, 4, 1448, true, ffffffff, false",
        "ff 00 fff9 00000001, 255, 65528, true, 1, false",
        "04 00 0008 00000001, 4, 8, false, 1, false",
    })
    void writesAndReadsTheSameOctets(
            String octets, int nextHeader, int offset, boolean more, String identification, boolean atomic) {
        int id = Integer.parseUnsignedInt(identification, 16);
        for (GuardedOctets view : GuardedOctets.all(new byte[8])) {
            Ipv6FragmentHeader.write(view.buffer(), view.offset(), nextHeader, offset, more, id);
            assertArrayEquals(Bytes.hex(octets), view.octets(), view.name());
            view.assertOnlyWritten();
        }
        assertFields(Bytes.hex(octets), nextHeader, offset, more, id, atomic);
    }

    /** RFC 8200 section 4.5: both reserved fields are ignored on reception. */
    @ParameterizedTest
    @CsvSource({"04 ff 0006 00000007, 0, false, true", "04 ff 05af 00000007, 1448, true, false"})
    void ignoresReservedBits(String octets, int offset, boolean more, boolean atomic) {
        assertFields(Bytes.hex(octets), 4, offset, more, 7, atomic);
    }

    private static void assertFields(
            byte[] octets, int nextHeader, int offset, boolean more, int identification, boolean atomic) {
        for (GuardedOctets view : GuardedOctets.all(octets)) {
            ByteBuffer buffer = view.buffer();
            int at = view.offset();
            assertEquals(nextHeader, Ipv6FragmentHeader.nextHeader(buffer, at));
            assertEquals(offset, Ipv6FragmentHeader.fragmentOffsetOctets(buffer, at));
            assertEquals(more, Ipv6FragmentHeader.moreFragments(buffer, at));
            assertEquals(identification, Ipv6FragmentHeader.identification(buffer, at));
            assertEquals(atomic, Ipv6FragmentHeader.isAtomic(buffer, at));
        }
    }
}
