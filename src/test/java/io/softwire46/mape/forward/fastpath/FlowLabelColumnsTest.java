package io.softwire46.mape.forward.fastpath;

import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.ipv4;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.config.ForwardingOptions.FlowLabel;
import io.softwire46.mape.conformance.model.Ipv4PacketBuilder;
import io.softwire46.mape.forward.tunnel.FlowLabelHash;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Flow labels of batches: RFC 6437 section 3. */
class FlowLabelColumnsTest {
    /** The labels of a batch equal those of single packets, also if the hash is 0. */
    @Test
    void labelsOfManyPackets() {
        Random random = new Random(46);
        long[] columns = FastPathPackets.columns();
        int zeros = 0;
        for (int turn = 0; turn < 50_000; turn++) {
            long key = random.nextLong();
            byte[][] packets = new byte[FastPathPackets.PACKETS][];
            for (int i = 0; i < packets.length; i++) {
                Ipv4PacketBuilder flow = ipv4(random.nextInt(), random.nextInt());
                packets[i] = random.nextBoolean()
                        ? flow.udp(random.nextInt(65536), random.nextInt(65536)).octets()
                        : flow.tcp(random.nextInt(65536), random.nextInt(65536)).octets();
                ByteBuffer octets = ByteBuffer.wrap(packets[i]);
                columns[FastPathPackets.SECOND + i] = octets.getLong(8);
                columns[FastPathPackets.THIRD + i] = octets.getLong(16);
            }
            FlowLabelColumns.labels(key, columns, packets.length);
            for (int i = 0; i < packets.length; i++) {
                long label = columns[FastPathPackets.HEADERS + i];
                assertEquals(
                        FlowLabelHash.of(FlowLabel.HASH, key, ByteBuffer.wrap(packets[i]), 0, packets[i].length),
                        label);
                zeros += label == 1 ? 1 : 0;
            }
        }
        assertTrue(zeros > 0, "a hash of 0 or 1 occurred");
    }
}
