package io.softwire46.mape.forward.tunnel;

import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.ipv4;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.config.ForwardingOptions.FlowLabel;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.Ipv4PacketBuilder;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** Flow labels: RFC 6437 section 3, RFC 6438 section 3. */
class FlowLabelHashTest {
    private static final int FROM = 0x01020304;
    private static final int TO = 0xc0000212;

    private static int label(FlowLabel policy, long key, byte[] packet) {
        return FlowLabelHash.of(policy, key, ByteBuffer.wrap(packet), 0, packet.length);
    }

    private static int label(FlowLabel policy, byte[] packet) {
        return label(policy, 46, packet);
    }

    private static Ipv4PacketBuilder flow() {
        return ipv4(FROM, TO);
    }

    @Test
    void theSameSeedGivesTheSameLabelAndAnotherSeedAnother() {
        byte[] packet = flow().udp(80, 1232).octets();
        int same = 0;
        for (int seed = 0; seed < 1000; seed++) {
            assertEquals(label(FlowLabel.HASH, seed, packet), label(FlowLabel.HASH, seed, packet));
            same += label(FlowLabel.HASH, seed, packet) == label(FlowLabel.HASH, seed + 1, packet) ? 1 : 0;
        }
        // By chance one of 2^20 agrees; two of a thousand have a probability below 10^-6.
        assertTrue(same < 2, "labels follow the seed: " + same);
    }

    @Test
    void allPacketsOfAFlowHaveOneLabel() { // RFC 6437 section 3
        int label = label(FlowLabel.HASH, flow().udp(80, 1232, 0).octets());
        assertEquals(label, label(FlowLabel.HASH, flow().udp(80, 1232, 500).octets()));
        assertEquals(
                label,
                label(
                        FlowLabel.HASH,
                        flow().timeToLive(9).typeOfService(3).udp(80, 1232, 1).octets()));
        assertEquals(
                label,
                label(
                        FlowLabel.HASH,
                        flow().options("01010101").udp(80, 1232, 1).octets()));
    }

    @Test
    void everyPartOfTheFiveTupleChangesTheLabel() {
        int label = label(FlowLabel.HASH, flow().udp(80, 1232).octets());
        assertNotEquals(
                label, label(FlowLabel.HASH, ipv4(FROM + 1, TO).udp(80, 1232).octets()));
        assertNotEquals(
                label, label(FlowLabel.HASH, ipv4(FROM, TO + 1).udp(80, 1232).octets()));
        assertNotEquals(label, label(FlowLabel.HASH, flow().udp(81, 1232).octets()));
        assertNotEquals(label, label(FlowLabel.HASH, flow().udp(80, 1233).octets()));
        assertNotEquals(label, label(FlowLabel.HASH, flow().tcp(80, 1232).octets()));
    }

    @Test
    void hash3UsesAddressesAndProtocolOnly() {
        int label = label(FlowLabel.HASH3, flow().udp(80, 1232).octets());
        assertEquals(label, label(FlowLabel.HASH3, flow().udp(443, 1).octets()));
        assertNotEquals(label, label(FlowLabel.HASH3, flow().tcp(80, 1232).octets()));
        assertNotEquals(
                label, label(FlowLabel.HASH3, ipv4(FROM + 1, TO).udp(80, 1232).octets()));
    }

    @Test
    void fragmentsHaveTheLabelOfTheirAddressPair() {
        byte[] whole = flow().udp(80, 1232).octets();
        byte[] first = flow().flagsOffset(Ipv4PacketBuilder.MORE_FRAGMENTS)
                .udp(80, 1232)
                .octets();
        byte[] later = flow().flagsOffset(3).payload(17, Bytes.counting(30)).octets();
        for (FlowLabel policy : new FlowLabel[] {FlowLabel.HASH, FlowLabel.HASH3}) {
            assertEquals(label(policy, first), label(policy, later));
            assertEquals(label(FlowLabel.HASH3, whole), label(policy, later));
        }
        assertNotEquals(label(FlowLabel.HASH, whole), label(FlowLabel.HASH, first));
    }

    @Test
    void packetsWithoutPortsAreHashedWithoutPorts() {
        byte[] gre = flow().ports(47, 80, 1232, 24).octets();
        byte[] otherGre = flow().ports(47, 81, 1233, 24).octets();
        assertEquals(label(FlowLabel.HASH, gre), label(FlowLabel.HASH, otherGre));
        byte[] truncated = flow().ports(17, 80, 1232, 7).octets();
        byte[] otherTruncated = flow().ports(17, 81, 1233, 7).octets();
        assertEquals(label(FlowLabel.HASH, truncated), label(FlowLabel.HASH, otherTruncated));
    }

    @Test
    void zeroIsZeroAndNothingElseIs() { // 0 means unlabelled
        byte[] packet = flow().udp(0, 0).octets();
        ByteBuffer buffer = ByteBuffer.wrap(packet);
        boolean[] seen = new boolean[1 << 20];
        // 2^23 flows miss a label with a probability of e^-8, so 0 would occur
        for (int ports = 0; ports < 1 << 23; ports++) {
            buffer.putInt(20, ports);
            seen[FlowLabelHash.of(FlowLabel.HASH, 46, buffer, 0, packet.length)] = true;
        }
        assertEquals(false, seen[0]);
        int used = 0;
        for (boolean label : seen) {
            used += label ? 1 : 0;
        }
        assertTrue(used > (1 << 20) * 0.999, "labels in use: " + used);
        assertEquals(0, label(FlowLabel.ZERO, packet));
    }

    /**
     * Consecutive flows fill the buckets of each part of the label evenly: the sum of squared differences in units of the mean
     * has the chi-square distribution, mean b - 1 and variance 2 (b - 1) with b buckets; six deviations are allowed.
     */
    @Test
    void labelsSpreadEvenly() {
        for (int key = 0; key < 4; key++) {
            assertEven(key, 20, 1); // ports
            assertEven(key, 12, 1); // last bits of the source address
            assertEven(key, 16, 256); // middle bits of the destination address
        }
    }

    private static void assertEven(int key, int at, int step) {
        byte[] packet = flow().udp(80, 1232).octets();
        ByteBuffer buffer = ByteBuffer.wrap(packet);
        int start = buffer.getInt(at);
        int flows = 1 << 16;
        int buckets = 1 << 8;
        int[][] counts = new int[4][buckets];
        for (int i = 0; i < flows; i++) {
            buffer.putInt(at, start + i * step);
            int label = FlowLabelHash.of(FlowLabel.HASH, key, buffer, 0, packet.length);
            for (int part = 0; part < 4; part++) { // bits 0-7, 4-11, 8-15, 12-19
                counts[part][label >>> (4 * part) & 0xff]++;
            }
        }
        double mean = (double) flows / buckets;
        double most = buckets - 1 + 6 * Math.sqrt(2.0 * (buckets - 1));
        for (int[] part : counts) {
            double sum = 0;
            for (int count : part) {
                sum += (count - mean) * (count - mean) / mean;
            }
            assertTrue(sum < most, "chi-square " + sum + " of at most " + most);
        }
    }
}
