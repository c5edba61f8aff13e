package io.softwire46.mape.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.softwire46.mape.testing.CaseShrinkable;
import io.softwire46.mape.testing.GuardedOctets;
import java.nio.ByteBuffer;
import java.util.Arrays;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class Ipv4HeaderProperties {

    @Property
    void checkEqualsRfc1812Section522AndTouchesNothing(@ForAll("nearlyPackets") byte[] octets) {
        for (GuardedOctets view : GuardedOctets.all(octets)) {
            HeaderCheck check = Ipv4Header.check(view.buffer(), view.offset(), octets.length);
            assertEquals(naiveCheck(octets), check);
            view.assertUntouched();
        }
    }

    @Property
    void settersKeepTheChecksumRight(
            @ForAll("headers") byte[] header,
            @ForAll @IntRange(max = 255) int octet,
            @ForAll @IntRange(min = 60, max = 0xffff) int length,
            @ForAll @IntRange(max = 0xffff) int word) {
        byte[] expected = header.clone();
        ByteBuffer buffer = Octets.buffer(header);

        expected[1] = (byte) octet;
        Ipv4Header.setTypeOfService(buffer, 0, octet);
        assertArrayEquals(Octets.withHeaderChecksum(expected), Octets.octets(buffer));

        expected[2] = (byte) (length >>> 8);
        expected[3] = (byte) length;
        Ipv4Header.setTotalLength(buffer, 0, length);
        assertArrayEquals(Octets.withHeaderChecksum(expected), Octets.octets(buffer));

        expected[6] = (byte) (word >>> 8);
        expected[7] = (byte) word;
        Ipv4Header.setFlagsFragmentOffset(buffer, 0, word);
        assertArrayEquals(Octets.withHeaderChecksum(expected), Octets.octets(buffer));

        if (expected[8] != 0) {
            expected[8]--;
            Ipv4Header.decrementTtl(buffer, 0);
            assertArrayEquals(Octets.withHeaderChecksum(expected), Octets.octets(buffer));
        }
        buffer.putShort(Ipv4Header.HEADER_CHECKSUM, (short) word);
        Ipv4Header.writeChecksum(buffer, 0);
        assertArrayEquals(Octets.withHeaderChecksum(expected), Octets.octets(buffer));
    }

    private static HeaderCheck naiveCheck(byte[] octets) {
        if (octets.length < 20) {
            return HeaderCheck.TRUNCATED;
        }
        int ihl = octets[0] & 15;
        int totalLength = (octets[2] & 255) * 256 + (octets[3] & 255);
        if ((octets[0] & 240) != 64 || ihl < 5 || totalLength < ihl * 4) {
            return HeaderCheck.BAD_HEADER;
        }
        if (octets.length < totalLength) {
            return HeaderCheck.TRUNCATED;
        }
        return Octets.naiveOnesComplementSum(Arrays.copyOf(octets, ihl * 4)) == 0xffff
                ? HeaderCheck.OK
                : HeaderCheck.BAD_CHECKSUM;
    }

    /** Noise in which version, IHL, total length and checksum are often right. */
    @Provide
    Arbitrary<byte[]> nearlyPackets() {
        return CaseShrinkable.arbitrary(choices -> {
            byte[] octets = choices.octets(choices.nextInt(100));
            if (octets.length < 20) {
                return octets;
            }
            if (choices.nextInt(4) != 0) {
                octets[0] = (byte) (0x40 | (choices.nextBoolean() ? 5 : choices.nextInt(16)));
            }
            if (choices.nextInt(4) != 0) {
                octets[2] = 0;
                octets[3] = (byte) (octets.length - choices.nextInt(30) + choices.nextInt(2));
            }
            return choices.nextInt(4) != 0 ? Octets.withHeaderChecksum(octets) : octets;
        });
    }

    @Provide
    Arbitrary<byte[]> headers() {
        return CaseShrinkable.arbitrary(choices -> {
            int ihl = 5 + choices.nextInt(11);
            byte[] octets = choices.octets(ihl * 4);
            octets[0] = (byte) (0x40 | ihl);
            return Octets.withHeaderChecksum(octets);
        });
    }
}
