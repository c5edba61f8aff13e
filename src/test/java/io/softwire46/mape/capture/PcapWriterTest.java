package io.softwire46.mape.capture;

import static io.softwire46.mape.capture.CaptureBytes.counting;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PcapWriterTest {
    private static final String HEADER =
            "d4c3b2a1" + "0200" + "0400" + "00000000" + "00000000" + "00000400" + "65000000";

    @Test
    void writesLittleEndianMicrosecondsRawIp() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (PcapWriter writer = PcapWriter.to(out)) {
            writer.write(1_700_000_000_123_456_789L, ByteBuffer.wrap(counting(10, 0)), 3, 5);
            writer.write(0, ByteBuffer.wrap(counting(10, 0)), 10, 0);
            assertEquals(2, writer.packets());
            writer.commit();
        }
        // 1700000000 = 0x6553f100, 123456 = 0x1e240
        assertEquals(
                HEADER
                        + ("00f15365" + "40e20100" + "05000000" + "05000000" + "0304050607")
                        + ("00000000" + "00000000" + "00000000" + "00000000"),
                HexFormat.of().formatHex(out.toByteArray()));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0",
        "999, 0, 0",
        "1000, 0, 1",
        "-1, 0, 0",
        "-9223372036854775808, 0, 0",
        "2147483648000001000, 2147483648, 1",
        "4294967295999999999, 4294967295, 999999",
        "4294967296000000000, 4294967295, 999999",
        "9223372036854775807, 4294967295, 999999"
    })
    void timeIsRoundedDownAndClamped(long nanos, long seconds, int micros) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (PcapWriter writer = PcapWriter.to(out)) {
            writer.write(nanos, ByteBuffer.allocate(1), 0, 1);
            writer.commit();
        }
        ByteBuffer written = ByteBuffer.wrap(out.toByteArray());
        assertEquals((int) seconds, Integer.reverseBytes(written.getInt(24)));
        assertEquals(micros, Integer.reverseBytes(written.getInt(28)));
    }

    @Test
    void packetsLargerThanTheBufferAreWhole() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] largest = counting(262_144, 3);
        try (PcapWriter writer = PcapWriter.to(out)) {
            writer.write(0, ByteBuffer.wrap(counting(65_575, 1)), 0, 65_575);
            writer.write(0, ByteBuffer.wrap(largest), 0, largest.length);
            writer.commit();
        }
        byte[] written = out.toByteArray();
        assertEquals(24 + 16 + 65_575 + 16 + 262_144, written.length);
        assertEquals(
                ByteBuffer.wrap(counting(65_575, 1)), ByteBuffer.wrap(written).slice(40, 65_575));
        assertEquals(ByteBuffer.wrap(largest), ByteBuffer.wrap(written).slice(written.length - 262_144, 262_144));
    }

    /** Lengths and record headers meet the end of the buffer, 65536 octets, at every distance. */
    @Test
    void manyPacketsFollowEachOtherWithoutGap() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        CaptureBytes expected = new CaptureBytes(ByteOrder.LITTLE_ENDIAN).pcapHeader(0xa1b2c3d4, 101);
        try (PcapWriter writer = PcapWriter.to(out)) {
            for (int i = 0; i < 4000; i++) {
                byte[] data = counting(i % 151, i);
                writer.write(i * 1000L, ByteBuffer.wrap(data), 0, data.length);
                expected.pcapRecord(0, i, data.length, data);
            }
            writer.commit();
        }
        byte[] octets = expected.toArray();
        ByteBuffer.wrap(octets).order(ByteOrder.LITTLE_ENDIAN).putInt(16, 262_144); // the snapshot length
        assertArrayEquals(octets, out.toByteArray());
    }

    @Test
    void aStreamIsFlushedByTheCommitAndClosedByTheClose() throws IOException {
        StringBuilder calls = new StringBuilder();
        OutputStream stream = new ByteArrayOutputStream() {
            @Override
            public void flush() {
                calls.append("flush at ").append(size()).append(' ');
            }

            @Override
            public void close() {
                calls.append("close");
            }
        };
        try (PcapWriter writer = PcapWriter.to(stream)) {
            writer.write(0, ByteBuffer.allocate(20), 0, 20);
            writer.commit();
        }
        assertEquals("flush at 60 close", calls.toString());
    }

    @Test
    void withoutCommitNoFileAppears(@TempDir Path directory) throws IOException {
        try (PcapWriter writer = PcapWriter.create(directory.resolve("out.pcap"))) {
            writer.write(0, ByteBuffer.allocate(100_000), 0, 100_000);
        }
        try (Stream<Path> files = Files.list(directory)) {
            assertEquals(0, files.count());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 262_145})
    void refusesOtherLengths(int length) throws IOException {
        try (PcapWriter writer = PcapWriter.to(OutputStream.nullOutputStream())) {
            ByteBuffer buffer = ByteBuffer.allocate(300_000);
            assertThrows(IllegalArgumentException.class, () -> writer.write(0, buffer, 0, length));
            assertEquals(0, writer.packets());
        }
    }

    @Test
    void aPacketOutsideItsBufferLeavesNoTrace() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (PcapWriter writer = PcapWriter.to(out)) {
            ByteBuffer buffer = ByteBuffer.allocate(10);
            assertThrows(IndexOutOfBoundsException.class, () -> writer.write(0, buffer, 5, 6));
            assertThrows(IndexOutOfBoundsException.class, () -> writer.write(0, buffer, -1, 2));
            writer.commit();
        }
        assertEquals(HEADER, HexFormat.of().formatHex(out.toByteArray()));
    }

    @Test
    void theFileAppearsWithTheCommit(@TempDir Path directory) throws IOException {
        Path target = directory.resolve("out.pcap");
        try (PcapWriter writer = PcapWriter.create(target)) {
            writer.write(0, ByteBuffer.allocate(100_000), 0, 100_000);
            assertFalse(Files.exists(target));
            writer.commit();
            writer.commit();
            assertEquals(24 + 16 + 100_000, Files.size(target));
        }
        assertTrue(Files.exists(target));
    }

    @Test
    void anEmptyCaptureIsACapture(@TempDir Path directory) throws IOException {
        Path target = directory.resolve("out.pcap");
        try (PcapWriter writer = PcapWriter.create(target)) {
            writer.commit();
        }
        assertArrayEquals(HexFormat.of().parseHex(HEADER), Files.readAllBytes(target));
    }

    @Test
    void aFileMayBeReplacedWhileItIsRead(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("both.pcap");
        byte[] before = new CaptureBytes(ByteOrder.BIG_ENDIAN)
                .pcapHeader(0xa1b2c3d4, 101)
                .pcapRecord(1, 2, 40, counting(40, 0x45))
                .pcapRecord(3, 4, 40, counting(40, 0x45))
                .toArray();
        Files.write(file, before);
        try (CaptureReader reader = CaptureReader.open(file, 56);
                PcapWriter writer = PcapWriter.create(file)) {
            while (reader.next()) {
                writer.write(reader.timeNanos(), reader.buffer(), reader.offset() - 8, reader.capturedLength() + 8);
            }
            writer.commit();
        }
        Packet.Reading after = Packet.readAll(Files.readAllBytes(file));
        assertEquals(2, after.packets().size());
        assertEquals(48, after.packets().get(1).originalLength());
        assertEquals(3_000_004_000L, after.packets().get(1).timeNanos());
    }
}
