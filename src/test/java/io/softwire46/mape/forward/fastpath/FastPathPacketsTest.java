package io.softwire46.mape.forward.fastpath;

import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.ipv4;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.Ipv6PacketBuilder;
import io.softwire46.mape.forward.Nodes;
import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Which packets of a batch are ordinary: each value of each header octet, and each length, compared with checks by octet. */
class FastPathPacketsTest {
    private static final List<byte[]> INNER = List.of(
            ipv4("198.51.100.9", "192.0.2.18").udp(4096, 1232, 0).octets(),
            ipv4("198.51.100.9", "192.0.2.18").typeOfService(2).udp(4096, 1232).octets(),
            ipv4("198.51.100.9", "192.0.2.18").tcp(4096, 1232).octets());

    private static byte[] tunnel(byte[] inner, int trafficClass) {
        return Ipv6PacketBuilder.ipv6(Nodes.BR, Nodes.CE)
                .trafficClass(trafficClass)
                .inner(inner)
                .octets();
    }

    /**
     * An unfragmented TCP or UDP packet without options, with a correct header (RFC 1812 section 5.2.2) and forwardable addresses
     * (section 5.3.7).
     */
    private static boolean isOrdinaryIpv4(byte[] packet) {
        if (packet.length < 28 || packet[0] != 0x45) {
            return false;
        }
        int total = Bytes.u16(packet, 2);
        int protocol = Bytes.u8(packet, 9);
        return Bytes.checksum(Bytes.part(packet, 0, 20)) == 0
                && total <= packet.length
                && Bytes.u16(packet, 6) % 0x4000 == 0
                && (protocol == 17 ? total >= 28 : protocol == 6 && total >= 40)
                && isForwarded(Bytes.u8(packet, 12))
                && isForwarded(Bytes.u8(packet, 16));
    }

    private static boolean isForwarded(int network) {
        return network != 0 && network != 127 && network < 224;
    }

    /** An IPv6 header directly followed by an ordinary IPv4 packet whose ECN field does not change (RFC 6040 section 4.2). */
    private static boolean isOrdinaryTunnel(byte[] packet) {
        if (packet.length < 68 || packet[0] >>> 4 != 6 || packet[6] != 4) {
            return false;
        }
        int payload = Bytes.u16(packet, 4);
        int outerEcn = packet[1] >>> 4 & 3;
        return payload <= packet.length - 40
                && Bytes.u16(packet, 42) <= payload
                && isOrdinaryIpv4(Bytes.part(packet, 40, packet.length))
                && (outerEcn == 0 || outerEcn == (packet[41] & 3));
    }

    /** Each header octet with each value, with the old and with a corrected checksum, and each length. */
    private static List<byte[]> changes(byte[] packet, int ipv4) {
        List<byte[]> changes = new ArrayList<>();
        for (int at = 0; at < ipv4 + 24; at++) {
            for (int value = 0; value < 256; value++) {
                byte[] changed = packet.clone();
                changed[at] = (byte) value;
                changes.add(changed);
                changes.add(Bytes.withHeaderChecksum(changed.clone(), ipv4));
            }
        }
        for (int length = 0; length <= packet.length + 8; length++) {
            byte[] truncated = new byte[length];
            System.arraycopy(packet, 0, truncated, 0, Math.min(length, packet.length));
            changes.add(truncated);
            if (length >= ipv4 + 20) {
                byte[] shortened = truncated.clone();
                shortened[ipv4 + 3] = (byte) (length - ipv4);
                changes.add(Bytes.withHeaderChecksum(shortened, ipv4));
            }
        }
        return changes;
    }

    /** All packets in batches, in random order, so that each finds the columns of another one. */
    private static void compare(List<byte[]> all, boolean tunnel, Predicate<byte[]> expected) {
        Random random = new Random(46);
        long[] columns = FastPathPackets.columns();
        int plain = 0;
        for (int turn = 0; turn < 4 * all.size() / FastPathPackets.PACKETS; turn++) {
            Packet[] packets = new Packet[FastPathPackets.PACKETS];
            byte[][] octets = new byte[FastPathPackets.PACKETS][];
            for (int i = 0; i < packets.length; i++) {
                octets[i] = all.get(random.nextInt(all.size()));
                packets[i] = new Packet().attach(ByteBuffer.wrap(octets[i]), 0, octets[i].length, 0);
            }
            int count = 1 + random.nextInt(packets.length);
            if (tunnel) {
                FastPathPackets.readTunnel(columns, packets, 0, count);
                FastPathPackets.checkIpv4(columns, count);
                FastPathPackets.checkTunnel(columns, count);
            } else {
                FastPathPackets.readIpv4(columns, packets, 0, count);
                FastPathPackets.checkIpv4(columns, count);
            }
            for (int i = 0; i < count; i++) {
                boolean isOrdinary = expected.test(octets[i]);
                plain += isOrdinary ? 1 : 0;
                assertEquals(isOrdinary, columns[FastPathPackets.PUNTS + i] >= 0, Bytes.hex(octets[i]));
            }
        }
        assertTrue(plain > all.size() / 100, "plain ones occur: " + plain);
    }

    @Test
    void ipv4Packets() {
        for (byte[] inner : INNER) {
            compare(changes(inner, 0), false, FastPathPacketsTest::isOrdinaryIpv4);
        }
    }

    @Test
    void tunnelPackets() {
        for (byte[] inner : INNER) {
            compare(changes(tunnel(inner, 0), 40), true, FastPathPacketsTest::isOrdinaryTunnel);
            compare(changes(tunnel(inner, 2), 40), true, FastPathPacketsTest::isOrdinaryTunnel);
        }
    }
}
