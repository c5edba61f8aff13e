package io.softwire46.mape.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class LinkLayerProperties {
    @Provide
    Arbitrary<Integer> linkTypes() {
        return Arbitraries.of(0, 1, 12, 14, 101, 108, 113, 228, 229, 276, 147);
    }

    /** Octets that mean something somewhere are frequent, else hardly a frame would have a tag. */
    @Provide
    Arbitrary<byte[]> frames() {
        Arbitrary<Byte> meaningful = Arbitraries.of(
                (byte) 0,
                (byte) 0x81,
                (byte) 0x88,
                (byte) 0xa8,
                (byte) 0x91,
                (byte) 8,
                (byte) 0x86,
                (byte) 0xdd,
                (byte) 2,
                (byte) 0x1e,
                (byte) 0x45,
                (byte) 0x60);
        return Arbitraries.oneOf(meaningful, Arbitraries.bytes())
                .array(byte[].class)
                .ofMaxSize(48);
    }

    @Property(tries = 5000)
    void theIpPacketIsTheRestOfTheWindow(
            @ForAll("linkTypes") int linkType, @ForAll("frames") byte[] frame, @ForAll @IntRange(max = 20) int offset) {
        ByteBuffer exact = ByteBuffer.allocate(offset + frame.length).put(offset, frame);
        LinkLayer linkLayer = LinkLayer.create();

        LinkLayer.Payload found = linkLayer.find(linkType, exact, offset, frame.length);

        assertEquals(linkType == 147, found == LinkLayer.Payload.UNSUPPORTED);
        if (found == LinkLayer.Payload.IPV4 || found == LinkLayer.Payload.IPV6) {
            assertTrue(linkLayer.ipOffset() >= offset);
            assertTrue(linkLayer.ipLength() >= 0);
            assertEquals(offset + frame.length, linkLayer.ipOffset() + linkLayer.ipLength());
        }
    }

    @Property(tries = 5000)
    void octetsAroundTheWindowHaveNoEffect(
            @ForAll("linkTypes") int linkType,
            @ForAll("frames") byte[] frame,
            @ForAll("frames") byte[] around,
            @ForAll @IntRange(max = 48) int captured) {
        int length = Math.min(captured, frame.length);
        ByteBuffer zeros = ByteBuffer.allocate(200).put(60, frame, 0, length);
        ByteBuffer noise = ByteBuffer.allocateDirect(200).put(60 + length, around);
        noise.put(60 - around.length, around).put(60, frame, 0, length);
        LinkLayer inZeros = LinkLayer.create();
        LinkLayer inNoise = LinkLayer.create();
        LinkLayer.Payload found = inZeros.find(linkType, zeros, 60, length);
        assertEquals(found, inNoise.find(linkType, noise, 60, length));
        if (found == LinkLayer.Payload.IPV4 || found == LinkLayer.Payload.IPV6) {
            assertEquals(inZeros.ipOffset(), inNoise.ipOffset());
            assertEquals(inZeros.ipLength(), inNoise.ipLength());
        }
    }
}
