package io.softwire46.mape.capture;

import static io.softwire46.mape.capture.CaptureBytes.counting;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.testing.Allocation;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A million records, which no one stores, in memory that does not grow. */
class CaptureMemoryTest {
    private static final int RECORDS = 1_000_000;
    private static final long SMALL = 64 * 1024;

    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    @Timeout(60)
    void readsAMillionPcapRecords() throws IOException {
        CaptureBytes header = new CaptureBytes(ByteOrder.LITTLE_ENDIAN).pcapHeader(0xa1b2c3d4, 101);
        CaptureBytes record = new CaptureBytes(ByteOrder.LITTLE_ENDIAN).pcapRecord(1, 0, 101, counting(101, 0));
        assertReads(header, record, RECORDS);
    }

    @Test
    @Timeout(60)
    void readsAMillionPcapngBlocks() throws IOException {
        CaptureBytes header = new CaptureBytes(ByteOrder.BIG_ENDIAN).section().interfaceDescription(101, 0);
        CaptureBytes blocks = new CaptureBytes(ByteOrder.BIG_ENDIAN)
                .enhanced(0, 1, 101, counting(101, 0))
                .block(5, header.body().putInt(0))
                .simple(101, counting(101, 0));
        assertReads(header, blocks, RECORDS / 2);
    }

    @Test
    @Timeout(60)
    void aThousandSectionsTakeNoMoreMemoryThanOne() throws IOException {
        CaptureBytes section = new CaptureBytes(ByteOrder.LITTLE_ENDIAN)
                .section()
                .interfaceDescription(101, 0)
                .interfaceDescription(1, 0)
                .enhanced(0, 1, 101, counting(101, 0));
        long before = THREADS.getCurrentThreadAllocatedBytes();
        try (CaptureReader reader = CaptureReader.from(new RepeatingInputStream(section.toArray(), 1000), 0)) {
            int records = 0;
            while (reader.next()) {
                records++;
            }
            assertNull(reader.damage());
            assertEquals(1000, records);
        }
        assertTrue(THREADS.getCurrentThreadAllocatedBytes() - before < 1 << 20);
    }

    @Test
    void linkLayerAndWriterAllocateNothingPerPacket() throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(1500);
        frame.putShort(12, (short) 0x8100).putShort(16, (short) 0x86dd);
        LinkLayer linkLayer = LinkLayer.create();
        try (PcapWriter writer = PcapWriter.to(OutputStream.nullOutputStream())) {
            assertEquals(0, Allocation.least(() -> pass(linkLayer, writer, frame)));
        }
    }

    private static void pass(LinkLayer linkLayer, PcapWriter writer, ByteBuffer frame) throws IOException {
        for (int i = 0; i < 100_000; i++) {
            linkLayer.find(LinkType.ETHERNET, frame, 0, 1500);
            writer.write(i, frame, linkLayer.ipOffset(), linkLayer.ipLength());
        }
    }

    private static void assertReads(CaptureBytes header, CaptureBytes records, int times) throws IOException {
        SequenceInputStream stream = new SequenceInputStream(
                new ByteArrayInputStream(header.toArray()), new RepeatingInputStream(records.toArray(), times));
        try (CaptureReader reader = CaptureReader.from(stream, 56)) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            long octets = 0;
            int count = 0;
            while (reader.next()) {
                count++;
                octets += reader.capturedLength();
            }
            long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
            assertNull(reader.damage());
            assertEquals(RECORDS, count);
            assertEquals(RECORDS - 1, reader.recordIndex());
            assertEquals(RECORDS * 101L, octets);
            assertTrue(allocated < SMALL, () -> allocated + " octets allocated");
        }
    }
}
