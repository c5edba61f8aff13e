package io.softwire46.mape.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class CaptureReaderProperties {
    /** The data in hexadecimal, so that samples print and compare. */
    record Sent(long micros, String hex, int truncatedOctets) {
        byte[] data() {
            return HexFormat.of().parseHex(hex);
        }

        int length() {
            return hex.length() / 2;
        }
    }

    @Provide
    Arbitrary<List<Sent>> packets() {
        Arbitrary<Long> micros = Arbitraries.longs().between(0, 4_294_967_295_999_999L);
        Arbitrary<String> data =
                Arbitraries.bytes().array(byte[].class).ofMaxSize(300).map(HexFormat.of()::formatHex);
        Arbitrary<Integer> truncatedOctets = Arbitraries.integers().between(0, 70_000);
        return Combinators.combine(micros, data, truncatedOctets)
                .as(Sent::new)
                .list()
                .ofMaxSize(12)
                .withoutEdgeCases();
    }

    @Property(tries = 200)
    void writtenCapturesAreRead(@ForAll("packets") List<Sent> packets, @ForAll boolean direct) throws IOException {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        List<Packet> expected = new ArrayList<>();
        int fileOffset = 24;
        try (PcapWriter writer = PcapWriter.to(written)) {
            for (Sent sent : packets) {
                int length = sent.length();
                ByteBuffer buffer = direct ? ByteBuffer.allocateDirect(length + 9) : ByteBuffer.allocate(length + 9);
                buffer.put(5, sent.data());
                writer.write(sent.micros() * 1000 + 999, buffer, 5, length);
                expected.add(Packet.of(sent.micros() * 1000, 101, length, sent.data(), fileOffset));
                fileOffset += 16 + length;
            }
            assertEquals(packets.size(), writer.packets());
            writer.commit();
        }
        assertEquals(fileOffset, written.size());
        Packet.Reading reading = Packet.readAll(written.toByteArray());
        assertEquals(expected, reading.packets());
        assertNull(reading.damage());
    }

    @Property(tries = 200)
    void handMadeCapturesAreReadInEveryFormat(@ForAll("packets") List<Sent> packets, @ForAll boolean bigEndian)
            throws IOException {
        ByteOrder order = bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        CaptureBytes pcap = new CaptureBytes(order).pcapHeader(0xa1b2c3d4, 1);
        CaptureBytes pcapng = new CaptureBytes(order).section().interfaceDescription(1, 0);
        for (Sent sent : packets) {
            int original = sent.length() + sent.truncatedOctets();
            pcap.pcapRecord(sent.micros() / 1_000_000, sent.micros() % 1_000_000, original, sent.data());
            pcapng.enhanced(0, sent.micros(), original, sent.data());
        }
        assertReads(packets, pcap, 0);
        assertReads(packets, pcapng, 1);
    }

    private static void assertReads(List<Sent> packets, CaptureBytes capture, int headers) throws IOException {
        List<Packet> expected = new ArrayList<>();
        for (int i = 0; i < packets.size(); i++) {
            Sent sent = packets.get(i);
            int original = sent.length() + sent.truncatedOctets();
            int fileOffset = capture.ends().get(headers + i);
            expected.add(Packet.of(sent.micros() * 1000, 1, original, sent.data(), fileOffset));
        }
        assertEquals(new Packet.Reading(expected, null), Packet.readAll(capture.toArray()));
        assertEquals(new Packet.Reading(expected, null), Packet.readAllDribbling(capture.toArray()));
    }

    @Property(tries = 500)
    void anyOctetsAfterAGoodHeaderCauseNoException(@ForAll byte[] octets, @ForAll boolean pcapng) throws IOException {
        CaptureBytes capture = new CaptureBytes(ByteOrder.LITTLE_ENDIAN);
        if (pcapng) {
            capture.section().interfaceDescription(1, 0);
        } else {
            capture.pcapHeader(0xa1b2c3d4, 1);
        }
        int header = capture.toArray().length;
        Packet.Reading reading = Packet.readAll(capture.raw(octets).toArray());
        int shortestRecord = pcapng ? 12 + 4 : 16;
        assertTrue(reading.packets().size() <= octets.length / shortestRecord);
        if (octets.length > 0 && octets.length < 12) {
            assertEquals(CaptureDamage.Kind.TRUNCATED, reading.damage().kind());
            assertEquals(header, reading.damage().fileOffset());
            assertEquals(0, reading.damage().recordIndex());
        }
    }
}
