package io.softwire46.mape.capture;

import static io.softwire46.mape.capture.CaptureBytes.counting;
import static io.softwire46.mape.capture.CaptureBytes.octets;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Truncation at every octet, and every single wrong octet: what precedes the damage is delivered, and nothing is thrown. */
class CaptureDamageTest {
    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    static Stream<CaptureBytes> captures() {
        return Stream.of(
                pcap(ByteOrder.BIG_ENDIAN),
                pcap(ByteOrder.LITTLE_ENDIAN),
                pcapng(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN),
                pcapng(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN));
    }

    private static CaptureBytes pcap(ByteOrder order) {
        return new CaptureBytes(order)
                .pcapHeader(0xa1b2c3d4, 101)
                .pcapRecord(1, 2, 5, counting(5, 0))
                .pcapRecord(1, 3, 0, new byte[0])
                .pcapRecord(2, 0, 9, counting(8, 5));
    }

    private static CaptureBytes pcapng(ByteOrder first, ByteOrder second) {
        CaptureBytes capture = new CaptureBytes(first).section();
        return capture.interfaceDescription(101, 0, capture.option(9, octets(9)))
                .enhanced(0, 7, 5, counting(5, 0))
                .simple(3, counting(3, 5))
                .block(5, capture.body().putInt(0))
                .append(new CaptureBytes(second)
                        .section()
                        .interfaceDescription(1, 0)
                        .obsolete(0, 0, 8, 2, counting(2, 9)));
    }

    @ParameterizedTest
    @MethodSource("captures")
    @Timeout(60)
    void truncationAnywhereLeavesTheWholeRecordsBeforeIt(CaptureBytes capture) throws IOException {
        byte[] whole = capture.toArray();
        List<Packet> packets = Packet.readAll(whole).packets();
        assertEquals(3, packets.size());
        int fileHeader = capture.ends().get(0);
        for (int length = 0; length <= whole.length; length++) {
            byte[] truncated = Arrays.copyOf(whole, length);
            if (length < fileHeader) {
                assertThrows(CaptureFormatException.class, () -> Packet.readAll(truncated));
                continue;
            }
            int end = length;
            int intact = capture.ends().stream().filter(each -> each <= end).reduce(0, Math::max);
            Packet.Reading reading = Packet.readAll(truncated);
            assertEquals(packets.subList(0, capture.packetsWithin(length)), reading.packets());
            if (length == intact) {
                assertNull(reading.damage(), "a truncation between records cannot be detected");
            } else {
                assertEquals(CaptureDamage.Kind.TRUNCATED, reading.damage().kind());
                assertEquals(intact, reading.damage().fileOffset());
                assertEquals(reading.packets().size(), reading.damage().recordIndex());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("captures")
    @Timeout(120)
    void aWrongBitAnywhereLeavesTheRecordsBeforeIt(CaptureBytes capture) throws IOException {
        assertSurvives(capture, 1, 2, 4, 8, 16, 32, 64, 128);
    }

    /** This sample has both byte orders. */
    @Test
    @Timeout(120)
    void aWrongOctetAnywhereLeavesTheRecordsBeforeIt() throws IOException {
        assertSurvives(
                pcapng(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN),
                IntStream.range(1, 256).toArray());
    }

    private static void assertSurvives(CaptureBytes capture, int... changes) throws IOException {
        byte[] octets = capture.toArray();
        List<Packet> packets = Packet.readAll(octets).packets();
        for (int at = 0; at < octets.length; at++) {
            byte right = octets[at];
            for (int change : changes) {
                octets[at] = (byte) (right ^ change);
                long before = THREADS.getCurrentThreadAllocatedBytes();
                try {
                    Packet.Reading reading = Packet.readAll(octets);
                    int intact = capture.packetsWithin(at);
                    assertTrue(reading.packets().size() >= intact);
                    assertEquals(packets.subList(0, intact), reading.packets().subList(0, intact));
                    assertTrue(reading.packets().size() <= packets.size() + 1, "records out of nothing");
                    if (reading.damage() != null) {
                        assertFalse(reading.damage().message().contains("\n"));
                        assertTrue(reading.damage().fileOffset() < octets.length);
                    }
                } catch (CaptureFormatException e) {
                    assertTrue(at < capture.ends().get(0), "only the file header makes a file no capture");
                }
                assertTrue(THREADS.getCurrentThreadAllocatedBytes() - before < 1 << 20, "bounded memory");
            }
            octets[at] = right;
        }
    }
}
