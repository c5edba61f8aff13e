package io.softwire46.mape.capture;

import static io.softwire46.mape.capture.CaptureBytes.counting;
import static io.softwire46.mape.capture.CaptureBytes.octets;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PcapngReaderTest {
    private static final int IF_NAME = 2;
    private static final int IF_TSRESOL = 9;
    private static final int IF_TSOFFSET = 14;
    private static final byte[] END_OF_OPTIONS = new byte[4];

    static Stream<ByteOrder> orders() {
        return Stream.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN);
    }

    @ParameterizedTest
    @MethodSource("orders")
    void readsEveryPacketBlock(ByteOrder order) throws IOException {
        byte[] a = counting(21, 0x45);
        byte[] b = counting(22, 0x46);
        byte[] c = counting(23, 0x47);
        byte[] d = counting(24, 0x48);
        CaptureBytes capture = new CaptureBytes(order)
                .section()
                .interfaceDescription(101, 262_144)
                .interfaceDescription(1, 0)
                .enhanced(0, 1_700_000_000_123_456L, 1500, a)
                .simple(22, b)
                .obsolete(1, 77, 1_700_000_001_000_000L, 23, c)
                .enhanced(1, 1_700_000_002_000_001L, 24, d);
        List<Integer> ends = capture.ends();

        Packet.Reading reading = Packet.readAll(capture.toArray());

        assertNull(reading.damage());
        assertEquals(
                List.of(
                        Packet.of(1_700_000_000_123_456_000L, 101, 1500, a, ends.get(2)),
                        Packet.of(1_700_000_000_123_456_000L, 101, 22, b, ends.get(3)),
                        Packet.of(1_700_000_001_000_000_000L, 1, 23, c, ends.get(4)),
                        Packet.of(1_700_000_002_000_001_000L, 1, 24, d, ends.get(5))),
                reading.packets());
    }

    @ParameterizedTest
    @MethodSource("orders")
    void timeIsAsTheInterfaceCountsIt(ByteOrder order) throws IOException {
        CaptureBytes capture = new CaptureBytes(order).section();
        byte[] name = capture.option(IF_NAME, "eth0".getBytes(StandardCharsets.US_ASCII));
        byte[] nanoseconds = capture.option(IF_TSRESOL, octets(9));
        byte[] eighths = capture.option(IF_TSRESOL, octets(0x83));
        byte[] hourBefore = capture.option(IF_TSOFFSET, -3600L);
        capture.interfaceDescription(101, 0, name, nanoseconds, END_OF_OPTIONS)
                .interfaceDescription(101, 0, eighths, name, hourBefore)
                .interfaceDescription(101, 0, END_OF_OPTIONS, nanoseconds)
                .enhanced(0, 1_700_000_000_123_456_789L, 4, counting(4, 0))
                .enhanced(1, 7200 * 8 + 3, 4, counting(4, 0))
                .enhanced(2, 5, 4, counting(4, 0));

        List<Packet> packets = Packet.readAll(capture.toArray()).packets();

        assertEquals(1_700_000_000_123_456_789L, packets.get(0).timeNanos());
        assertEquals(3600_375_000_000L, packets.get(1).timeNanos());
        assertEquals(5_000L, packets.get(2).timeNanos(), "options after opt_endofopt are ignored");
        assertEquals(packets, Packet.readAllDribbling(capture.toArray()).packets());
    }

    @ParameterizedTest
    @MethodSource("orders")
    void aNewSectionHasItsOwnByteOrderAndInterfaces(ByteOrder order) throws IOException {
        ByteOrder other = order == ByteOrder.BIG_ENDIAN ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        byte[] data = counting(20, 1);
        CaptureBytes capture = new CaptureBytes(order)
                .section()
                .interfaceDescription(1, 0)
                .enhanced(0, 1, 20, data)
                .append(new CaptureBytes(other)
                        .section(1, 2)
                        .interfaceDescription(101, 0)
                        .simple(20, data)
                        .enhanced(0, 2, 20, data))
                .append(new CaptureBytes(other).section().enhanced(0, 3, 20, data));

        Packet.Reading reading = Packet.readAll(capture.toArray());

        assertEquals(
                List.of(1, 101, 101),
                reading.packets().stream().map(Packet::linkType).toList());
        assertEquals(
                List.of(1000L, 1000L, 2000L),
                reading.packets().stream().map(Packet::timeNanos).toList());
        assertCorrupt(reading, 3, capture.ends().get(7), "packet of interface 0, but the section describes 0");
    }

    @Test
    void skipsOtherBlocksAndPacketOptions() throws IOException {
        CaptureBytes capture = little();
        byte[] comment = capture.option(1, "a comment".getBytes(StandardCharsets.UTF_8));
        capture.block(4, capture.body().putInt(0)) // name resolution
                .enhanced(0, 1, 5, counting(5, 0), comment, END_OF_OPTIONS)
                .block(5, capture.body().putInt(0).putLong(0)) // interface statistics
                .block(0x0bad, capture.body().put(new byte[65_536])) // larger than the reader's buffer
                .block(0x8000_0001, capture.body()) // local use, no body at all
                .enhanced(0, 2, 6, counting(6, 0));
        Packet.Reading reading = Packet.readAll(capture.toArray());
        assertNull(reading.damage());
        assertEquals(
                List.of("0001020304", "000102030405"),
                reading.packets().stream().map(Packet::hex).toList());
    }

    @Test
    void theSnapshotLengthCutsSimplePackets() throws IOException {
        CaptureBytes capture = new CaptureBytes(ByteOrder.BIG_ENDIAN)
                .section()
                .interfaceDescription(101, 6)
                .simple(100, counting(6, 0))
                .simple(5, counting(5, 0));
        assertEquals(
                List.of(
                        Packet.of(0, 101, 100, counting(6, 0), capture.ends().get(1)),
                        Packet.of(0, 101, 5, counting(5, 0), capture.ends().get(2))),
                Packet.readAll(capture.toArray()).packets());
    }

    @Test
    void anUnsupportedLinkTypeIsReportedToTheCaller() throws IOException {
        byte[] capture = new CaptureBytes(ByteOrder.BIG_ENDIAN)
                .section()
                .interfaceDescription(147, 0)
                .enhanced(0, 0, 4, counting(4, 0))
                .toArray();
        assertEquals(147, Packet.readAll(capture).packets().get(0).linkType());
    }

    @Test
    void aSectionWithoutAnythingEndsProperly() throws IOException {
        Packet.Reading reading = Packet.readAll(
                new CaptureBytes(ByteOrder.LITTLE_ENDIAN).section().toArray());
        assertEquals(List.of(), reading.packets());
        assertNull(reading.damage());
    }

    static List<Arguments> damages() {
        byte[] data = counting(8, 0);
        CaptureBytes options = little();
        return List.of(
                Arguments.of(little().enhanced(1, 0, 8, data), "packet of interface 1, but the section describes 1"),
                Arguments.of(little().enhanced(-1, 0, 8, data), "packet of interface 4294967295"),
                Arguments.of(little().simple(12, data), "captured length 12 exceeds the 8 octets of its block"),
                Arguments.of(enhancedOfClaimedLength(13), "captured length 13 exceeds the 12 octets of its block"),
                Arguments.of(little().block(2, options.body().putInt(0)), "shorter than its fixed fields"),
                Arguments.of(little().section(2, 0), "pcapng version 2.0"),
                Arguments.of(little().section(1, 1), "pcapng version 1.1"),
                Arguments.of(little().block(6, options.body().putInt(0).putInt(0)), "shorter than its fixed fields"),
                Arguments.of(little().block(3, options.body()), "shorter than its fixed fields"),
                Arguments.of(little().block(1, options.body().putInt(0)), "shorter than its fixed fields"),
                Arguments.of(little().interfaceDescription(1, 0, options.option(9, octets(9, 9))), "if_tsresol has 2"),
                Arguments.of(little().interfaceDescription(1, 0, options.option(14, octets(9))), "if_tsoffset has 1"),
                Arguments.of(little().interfaceDescription(1, 0, octets(2, 0, 1, 0)), "option 2 of 1 octets exceeds"),
                Arguments.of(little().raw(words(7, 8, 0)), "block length 8 is not"),
                Arguments.of(little().raw(words(7, 14, 0, 14)), "block length 14 is not"),
                Arguments.of(little().raw(words(7, 0x0100_0004, 0)), "block length 16777220 is not"),
                Arguments.of(little().raw(words(7, 16, 0, 20)), "length 16 and ends with length 20"),
                Arguments.of(little().raw(words(0x0a0d0d0a, 28, 0x1a2b3c4e)), "byte-order magic"),
                Arguments.of(little().raw(words(0x0a0d0d0a, 16, 0x1a2b3c4d, 16)), "shorter than its fixed fields"));
    }

    @ParameterizedTest
    @MethodSource("damages")
    void damageIsNamedWithItsPlace(CaptureBytes capture, String said) throws IOException {
        List<Integer> ends = capture.ends();
        int damagedBlock = ends.get(ends.size() - 2);
        assertCorrupt(Packet.readAll(capture.toArray()), 0, damagedBlock, said);
    }

    @Test
    void thePacketOfABlockWithContradictingLengthsIsNotDelivered() throws IOException {
        CaptureBytes capture = little().enhanced(0, 0, 8, counting(8, 0)).enhanced(0, 0, 8, counting(8, 0));
        byte[] octets = capture.toArray();
        octets[octets.length - 4] ^= 4;
        assertCorrupt(
                Packet.readAll(octets), 1, capture.ends().get(2), "begins with length 40 and ends with length 44");
    }

    @Test
    void aCapturedLengthBeyondEveryBoundIsCorruptThoughTheBlockIsLongEnough() throws IOException {
        CaptureBytes capture = little().enhanced(0, 0, 8, counting(8, 0));
        byte[] large = new byte[32 + 262_148];
        ByteBuffer.wrap(large)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(6)
                .putInt(large.length)
                .putInt(0)
                .putLong(0)
                .putInt(262_145)
                .putInt(262_145)
                .putInt(large.length - 4, large.length);
        capture.raw(large);
        assertCorrupt(Packet.readAll(capture.toArray()), 1, capture.ends().get(2), "captured length 262145 is more");
    }

    @Test
    void aBlockOfTheLargestLengthIsSkipped() throws IOException {
        CaptureBytes before = little().raw(words(0xbad, 1 << 24));
        CaptureBytes after =
                new CaptureBytes(ByteOrder.LITTLE_ENDIAN).raw(words(1 << 24)).simple(4, counting(4, 0));
        InputStream body = new RepeatingInputStream(new byte[4], ((1 << 24) - 12) / 4);
        InputStream stream = new SequenceInputStream(
                new SequenceInputStream(new ByteArrayInputStream(before.toArray()), body),
                new ByteArrayInputStream(after.toArray()));
        Packet.Reading reading = Packet.readAll(stream, 0);
        assertNull(reading.damage());
        assertEquals(
                List.of("00010203"), reading.packets().stream().map(Packet::hex).toList());
    }

    @Test
    void moreInterfacesThanTheBoundAreCorrupt() throws IOException {
        CaptureBytes capture = new CaptureBytes(ByteOrder.LITTLE_ENDIAN).section();
        CaptureBytes one = new CaptureBytes(ByteOrder.LITTLE_ENDIAN).interfaceDescription(1, 0);
        InputStream stream = new SequenceInputStream(
                new ByteArrayInputStream(capture.toArray()), new RepeatingInputStream(one.toArray(), 65_537));
        assertCorrupt(Packet.readAll(stream, 0), 0, 28 + 65_536L * 20, "more than 65536 interfaces");
    }

    @ParameterizedTest
    @CsvSource({
        "0a0d0d0a0000001c1a2b3c4d, not a usable capture",
        "0a0d0d0a0000001c1a2b3c4e000100000000000000000000, byte-order magic",
        "0a0d0d0a0000000c0000000c, byte-order magic",
        "0a0d0d0a0000001e1a2b3c4d0001000000000000000000000000001e, block length 30",
        "0a0d0d0a0000001c1a2b3c4d0001000000000000000000000000001d, ends with length 29",
        "0a0d0d0a0000001c1a2b3c4d0002000000000000000000000000001c, version 2.0",
        "0a0d0d0a1c0000004d3c2b1a0200000000000000000000001c000000, version 2.0"
    })
    void anUnusableFirstSectionHeaderIsNoCapture(String hex, String said) {
        byte[] octets = HexFormat.of().parseHex(hex);
        String message = assertThrows(CaptureFormatException.class, () -> Packet.readAll(octets))
                .getMessage();
        assertTrue(message.contains(said), message);
    }

    private static void assertCorrupt(Packet.Reading reading, int records, long fileOffset, String said) {
        CaptureDamage damage = reading.damage();
        assertEquals(CaptureDamage.Kind.CORRUPT, damage.kind());
        assertEquals(records, reading.packets().size());
        assertEquals(records, damage.recordIndex());
        assertEquals(fileOffset, damage.fileOffset());
        assertTrue(damage.message().contains(said), damage.message());
        assertTrue(damage.message().startsWith("capture is corrupt at record index " + records), damage.message());
    }

    /** 12 octets of data, a multiple of four, so that nothing is padding. */
    private static CaptureBytes enhancedOfClaimedLength(int capturedLength) {
        CaptureBytes capture = little();
        ByteBuffer body =
                capture.body().putInt(0).putLong(0).putInt(capturedLength).putInt(capturedLength);
        return capture.block(6, body.put(counting(12, 0)));
    }

    private static CaptureBytes little() {
        return new CaptureBytes(ByteOrder.LITTLE_ENDIAN).section().interfaceDescription(101, 0);
    }

    private static byte[] words(int... words) {
        ByteBuffer octets = ByteBuffer.allocate(words.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        for (int word : words) {
            octets.putInt(word);
        }
        return octets.array();
    }
}
