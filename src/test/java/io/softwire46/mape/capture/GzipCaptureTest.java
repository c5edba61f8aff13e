package io.softwire46.mape.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** Captures compressed with gzip (RFC 1952), and the task that runs when the input pauses. */
class GzipCaptureTest {
    private static final int RECORDS = 9;

    private static byte[] capture() {
        CaptureBytes bytes = new CaptureBytes(ByteOrder.LITTLE_ENDIAN).pcapHeader(0xa1b2c3d4, 101);
        for (int i = 0; i < RECORDS; i++) {
            bytes.pcapRecord(i, 0, 20 + i, CaptureBytes.counting(20 + i, 7 * i));
        }
        return bytes.toArray();
    }

    private static byte[] gzip(byte[] octets) throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(octets);
        }
        return compressed.toByteArray();
    }

    /** A stream like a pipe: it has a few octets at a time, and says that there are none yet. */
    private static InputStream trickle(byte[] octets, int atOnce) {
        return new ByteArrayInputStream(octets) {
            @Override
            public int available() {
                return 0;
            }

            @Override
            public int read(byte[] target, int from, int length) {
                return super.read(target, from, Math.min(length, atOnce));
            }
        };
    }

    private static List<ByteBuffer> records(CaptureReader reader) throws IOException {
        List<ByteBuffer> records = new ArrayList<>();
        while (reader.next()) {
            byte[] octets = new byte[reader.capturedLength()];
            reader.buffer().get(reader.offset(), octets);
            records.add(ByteBuffer.wrap(octets));
        }
        return records;
    }

    private static List<ByteBuffer> plain() throws IOException {
        try (CaptureReader reader = CaptureReader.from(new ByteArrayInputStream(capture()), 0)) {
            return records(reader);
        }
    }

    @Test
    void holdsTheRecordsOfThePlainFile() throws IOException {
        for (int atOnce : new int[] {1, 3, 1000}) {
            try (CaptureReader reader = CaptureReader.from(trickle(gzip(capture()), atOnce), 0)) {
                assertEquals(plain(), records(reader));
                assertNull(reader.damage());
            }
        }
    }

    /** RFC 1952 section 2.2: members follow each other, as those of cat do. */
    @Test
    void severalMembersAreOneFile() throws IOException {
        byte[] whole = capture();
        for (int cut = 1; cut < whole.length; cut += 13) {
            ByteArrayOutputStream members = new ByteArrayOutputStream();
            members.write(gzip(Arrays.copyOf(whole, cut)));
            members.write(gzip(Arrays.copyOfRange(whole, cut, whole.length)));
            try (CaptureReader reader = CaptureReader.from(trickle(members.toByteArray(), 5), 0)) {
                assertEquals(plain(), records(reader), "cut at " + cut);
                assertNull(reader.damage());
            }
        }
    }

    /** What is left of the file is read; that the rest is missing is reported. */
    @Test
    void anyTruncationIsReported() throws IOException {
        byte[] compressed = gzip(capture());
        for (int octets = 0; octets < compressed.length; octets++) {
            assertDamaged(Arrays.copyOf(compressed, octets), "cut after " + octets);
        }
    }

    /** Octets after the header of RFC 1952, which holds no data. */
    @Test
    void anyWrongOctetIsReported() throws IOException {
        byte[] compressed = gzip(capture());
        for (int at = 10; at < compressed.length; at++) {
            byte[] wrong = compressed.clone();
            wrong[at] ^= 0x55;
            assertDamaged(wrong, "wrong at " + at);
        }
    }

    private static void assertDamaged(byte[] compressed, String text) throws IOException {
        try (CaptureReader reader = CaptureReader.from(new ByteArrayInputStream(compressed), 0)) {
            int read = records(reader).size();
            CaptureDamage damage = reader.damage();
            assertNotNull(damage, text);
            assertEquals(read, damage.recordIndex(), text);
        } catch (CaptureFormatException e) {
            assertNotNull(e.getMessage()); // the octets that were decompressed are no capture
        }
    }

    /** The task runs before each read that waits, and not between records that are there. */
    @Test
    void taskRunsWhenTheInputPauses() throws IOException {
        for (boolean isCompressed : new boolean[] {false, true}) {
            byte[] octets = isCompressed ? gzip(capture()) : capture();
            int[] pauses = new int[2];
            try (CaptureReader reader = CaptureReader.from(trickle(octets, 40), 0)) {
                reader.onPause(() -> pauses[0]++);
                assertEquals(RECORDS, records(reader).size());
            }
            try (CaptureReader reader = CaptureReader.from(new ByteArrayInputStream(octets), 0)) {
                reader.onPause(() -> pauses[1]++);
                assertEquals(RECORDS, records(reader).size());
            }
            assertTrue(pauses[0] > 2, () -> "pauses " + pauses[0]);
            assertTrue(pauses[1] <= 2, () -> "pauses at the end " + pauses[1]);
        }
    }
}
