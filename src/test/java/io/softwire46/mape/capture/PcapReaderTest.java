package io.softwire46.mape.capture;

import static io.softwire46.mape.capture.CaptureBytes.counting;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PcapReaderTest {
    private static final int MICRO = 0xa1b2c3d4;
    private static final int NANO = 0xa1b23c4d;

    @ParameterizedTest
    @CsvSource({
        "a1b2c3d4, BIG_ENDIAN, 123456000",
        "a1b2c3d4, LITTLE_ENDIAN, 123456000",
        "a1b23c4d, BIG_ENDIAN, 123456",
        "a1b23c4d, LITTLE_ENDIAN, 123456"
    })
    void readsEveryMagic(String magic, String order, long fractionNanos) throws IOException {
        byte[] first = counting(21, 0x45);
        byte[] second = counting(40, 0x60);
        byte[] capture = new CaptureBytes(order(order))
                .pcapHeader(Integer.parseUnsignedInt(magic, 16), 101)
                .pcapRecord(1_700_000_000L, 123_456, 21, first)
                .pcapRecord(4_294_967_295L, 123_456, 1500, second)
                .toArray();

        Packet.Reading reading = Packet.readAll(capture);

        assertNull(reading.damage());
        assertEquals(
                List.of(
                        Packet.of(1_700_000_000_000_000_000L + fractionNanos, 101, 21, first, 24),
                        Packet.of(4_294_967_295_000_000_000L + fractionNanos, 101, 1500, second, 24 + 16 + 21)),
                reading.packets());
    }

    @Test
    void aFileWithoutRecordsEndsProperly() throws IOException {
        Packet.Reading reading = Packet.readAll(little().pcapHeader(MICRO, 1).toArray());
        assertEquals(List.of(), reading.packets());
        assertNull(reading.damage());
    }

    @Test
    void aPacketOfTheLargestSnapshotLengthAndAnEmptyOneAreRead() throws IOException {
        byte[] data = counting(262_144, 7);
        byte[] capture = little().pcapHeader(NANO, 101)
                .pcapRecord(1, 2, 262_144, data)
                .pcapRecord(1, 3, 0, new byte[0])
                .toArray();
        Packet.Reading reading = Packet.readAll(capture);
        assertEquals(
                List.of(
                        Packet.of(1_000_000_002L, 101, 262_144, data, 24),
                        Packet.of(1_000_000_003L, 101, 0, new byte[0], 24 + 16 + 262_144)),
                reading.packets());
    }

    @Test
    void aLargerCapturedLengthIsCorrupt() throws IOException {
        byte[] capture = little().pcapHeader(MICRO, 101)
                .pcapRecord(1, 2, 4, counting(4, 0))
                .pcapRecord(1, 3, 262_145, counting(262_145, 0))
                .toArray();
        Packet.Reading reading = Packet.readAll(capture);
        assertEquals(1, reading.packets().size());
        assertEquals(CaptureDamage.Kind.CORRUPT, reading.damage().kind());
        assertEquals(1, reading.damage().recordIndex());
        assertEquals(24 + 16 + 4, reading.damage().fileOffset());
        assertTrue(reading.damage().message().contains("captured length 262145"));
    }

    @Test
    void theOriginalLengthIsUnsigned() throws IOException {
        byte[] capture = little().pcapHeader(MICRO, 101)
                .pcapRecord(0, 0, 0xffff_ffffL, counting(4, 0))
                .toArray();
        assertEquals(4_294_967_295L, Packet.readAll(capture).packets().get(0).originalLength());
    }

    @Test
    void aFractionOfMoreThanASecondIsAdded() throws IOException {
        byte[] capture = little().pcapHeader(MICRO, 101)
                .pcapRecord(5, 1_500_000, 4, counting(4, 0))
                .toArray();
        assertEquals(6_500_000_000L, Packet.readAll(capture).packets().get(0).timeNanos());
    }

    @Test
    void theUpperHalfOfTheLinkTypeFieldIsNotTheLinkType() throws IOException {
        byte[] capture = little().pcapHeader(MICRO, 0x2400_0001) // Ethernet with a frame check sequence of 4 octets
                .pcapRecord(0, 0, 4, counting(4, 0))
                .toArray();
        assertEquals(1, Packet.readAll(capture).packets().get(0).linkType());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 12, 14, 101, 108, 113, 228, 229, 276})
    void takesEverySupportedLinkType(int linkType) throws IOException {
        byte[] capture = little().pcapHeader(MICRO, linkType)
                .pcapRecord(0, 0, 4, counting(4, 0))
                .toArray();
        assertEquals(linkType, Packet.readAll(capture).packets().get(0).linkType());
    }

    @Test
    void refusesAnotherLinkTypeAndNamesTheSupportedOnes() {
        String message = refusal(little().pcapHeader(MICRO, 127).toArray());
        assertTrue(message.contains("127"), message);
        for (String supported : List.of("101", "228", "229", "Ethernet (1)", "113", "276", "(0, 108)")) {
            assertTrue(message.contains(supported), message);
        }
    }

    @ParameterizedTest
    @CsvSource({"1,4", "2,3", "2,5", "3,0", "543,0"})
    void refusesAnotherVersion(int major, int minor) {
        String message = refusal(little().pcapHeader(MICRO, major, minor, 101).toArray());
        assertTrue(message.contains(major + "." + minor) && message.contains("2.4"), message);
    }

    @ParameterizedTest
    @CsvSource({
        "'', empty",
        "d4, ends after 1 octets",
        "d4c3b2, ends after 3 octets",
        "1f8b0800000000000003, compressed",
        "28b52ffd00000000, unzstd",
        "34cdb2a10200040000000000000000000000040001000000, modified",
        "a1b2cd340002000400000000000000000000040000000001, modified",
        "7b0a2020226e616d65223a, 0x7b0a2020",
        "0a0d0d0b0000001c, 0x0a0d0d0b"
    })
    void refusesWhatIsNoCapture(String hex, String said) {
        String message = refusal(HexFormat.of().parseHex(hex));
        assertTrue(message.contains(said), message);
        assertFalse(message.contains("\n"), message);
    }

    @Test
    void leavesTheHeadroomInFrontOfEveryPacket() throws IOException {
        byte[] capture = little().pcapHeader(MICRO, 101)
                .pcapRecord(0, 0, 30, counting(30, 0))
                .pcapRecord(0, 0, 20, counting(20, 50))
                .toArray();
        for (int headroom : new int[] {0, 56, 65_536}) {
            try (CaptureReader reader = CaptureReader.from(new ByteArrayInputStream(capture), headroom)) {
                for (int i = 0; i < headroom; i++) {
                    reader.buffer().put(i, (byte) 0xee);
                }
                assertTrue(reader.next());
                assertEquals(headroom, reader.offset());
                assertEquals(ByteOrder.BIG_ENDIAN, reader.buffer().order());
                assertEquals(0x00010203, reader.buffer().getInt(headroom));
                assertTrue(reader.next());
                assertEquals(ByteBuffer.wrap(counting(20, 50)), reader.buffer().slice(headroom, 20));
                for (int i = 0; i < headroom; i++) {
                    assertEquals((byte) 0xee, reader.buffer().get(i), "the headroom is the caller's");
                }
                assertEquals(1, reader.recordIndex());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 65_537})
    void refusesOtherHeadroom(int headroom) {
        InputStream stream = InputStream.nullInputStream();
        assertThrows(IllegalArgumentException.class, () -> CaptureReader.from(stream, headroom));
    }

    @Test
    void reportsTheEndAgain() throws IOException {
        byte[] capture = little().pcapHeader(MICRO, 101).raw(new byte[3]).toArray();
        try (CaptureReader reader = CaptureReader.from(new ByteArrayInputStream(capture), 0)) {
            assertNull(reader.damage());
            assertFalse(reader.next());
            CaptureDamage damage = reader.damage();
            assertFalse(reader.next());
            assertEquals(damage, reader.damage());
            assertEquals(CaptureDamage.Kind.TRUNCATED, damage.kind());
            assertEquals(
                    "capture ends truncated at record index 0, file offset 24: the file ends inside the record header"
                            + " (16 more octets were expected, 3 are there); the records before it were read, copy or capture the file again to get the"
                            + " rest",
                    damage.message());
            assertEquals(damage.message(), damage.toString());
        }
    }

    @Test
    void noRecordIsReadAfterACorruptOne() throws IOException {
        byte[] capture = little().pcapHeader(MICRO, 101)
                .raw(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, -1, -1, -1, -1, 0, 0, 0, 0})
                .pcapRecord(0, 0, 4, counting(4, 0))
                .toArray();
        try (CaptureReader reader = CaptureReader.from(new ByteArrayInputStream(capture), 0)) {
            assertFalse(reader.next());
            assertFalse(reader.next());
            assertTrue(reader.damage().message().contains("captured length 4294967295"));
        }
    }

    @Test
    void readsAFileAndClosesIt(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("in.pcap");
        Files.write(
                file,
                little().pcapHeader(MICRO, 101)
                        .pcapRecord(0, 0, 4, counting(4, 0))
                        .toArray());
        try (CaptureReader reader = CaptureReader.open(file, 40)) {
            assertTrue(reader.next());
            assertEquals(4, reader.capturedLength());
            assertFalse(reader.next());
        }
        Path missing = directory.resolve("missing.pcap");
        assertThrows(NoSuchFileException.class, () -> CaptureReader.open(missing, 40));
    }

    @Test
    void closesTheStreamWithTheReaderAndLeavesItOpenWhenRefused() throws IOException {
        boolean[] closed = new boolean[1];
        InputStream good = closing(little().pcapHeader(MICRO, 101).toArray(), closed);
        CaptureReader.from(good, 0).close();
        assertTrue(closed[0]);

        closed[0] = false;
        InputStream bad = closing(new byte[10], closed);
        assertThrows(CaptureFormatException.class, () -> CaptureReader.from(bad, 0));
        assertFalse(closed[0]);
    }

    @Test
    void reportsErrorsOfTheOperatingSystem() throws IOException {
        byte[] header = little().pcapHeader(MICRO, 101).toArray();
        InputStream failing = new FilterInputStream(new ByteArrayInputStream(header)) {
            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                int count = super.read(target, offset, length);
                if (count < 0) {
                    throw new IOException("Input/output error");
                }
                return count;
            }
        };
        try (CaptureReader reader = CaptureReader.from(failing, 0)) {
            IOException thrown = assertThrows(IOException.class, reader::next);
            assertEquals("Input/output error", thrown.getMessage());
        }
    }

    private static InputStream closing(byte[] octets, boolean[] closed) {
        return new ByteArrayInputStream(octets) {
            @Override
            public void close() {
                closed[0] = true;
            }
        };
    }

    private static String refusal(byte[] capture) {
        return assertThrows(CaptureFormatException.class, () -> Packet.readAll(capture))
                .getMessage();
    }

    private static CaptureBytes little() {
        return new CaptureBytes(ByteOrder.LITTLE_ENDIAN);
    }

    private static ByteOrder order(String name) {
        return name.equals("BIG_ENDIAN") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    }
}
