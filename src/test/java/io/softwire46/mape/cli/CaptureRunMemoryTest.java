package io.softwire46.mape.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A capture runs through a relay in constant memory, whatever its length.
 */
class CaptureRunMemoryTest {
    private static final int COPIES = 100_000;

    @TempDir
    private Path directory;

    @Test
    void allocationDoesNotGrowWithTheCapture() throws IOException {
        Path domain = Files.writeString(directory.resolve("domain.json"), HandMade.DOMAIN);
        Path small = Files.write(directory.resolve("small.pcap"), capture(100));
        Path large = Files.write(directory.resolve("large.pcap"), capture(COPIES));
        Path out = directory.resolve("out.pcap");
        allocated(domain, small, out);
        long forFew = allocated(domain, small, out);
        long forMany = allocated(domain, large, out);
        assertEquals(24L + COPIES * (16 + 73 + 16 + 33), Files.size(out));
        long perPacket = (forMany - forFew) / (2 * COPIES);
        assertTrue(perPacket <= 1, "octets allocated for each packet: " + perPacket);
    }

    /** Pairs of a packet down and a packet up. */
    private static byte[] capture(int pairs) throws IOException {
        byte[] one = HandMade.pcap(101, List.of(HandMade.ANSWER, HandMade.REQUEST_IN_TUNNEL));
        ByteArrayOutputStream file = new ByteArrayOutputStream(24 + pairs * (one.length - 24));
        file.write(one, 0, 24);
        for (int i = 0; i < pairs; i++) {
            file.write(one, 24, one.length - 24);
        }
        return file.toByteArray();
    }

    private static long allocated(Path domain, Path in, Path out) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        Tool.run("relay", "--domain", domain, "--in", in, "--out", out).done();
        return threads.getCurrentThreadAllocatedBytes() - before;
    }
}
