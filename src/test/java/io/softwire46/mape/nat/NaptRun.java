package io.softwire46.mape.nat;

import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.ipv4;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.config.Published;
import io.softwire46.mape.conformance.model.Ipv4PacketBuilder;
import io.softwire46.mape.conformance.model.ValidPacket;
import io.softwire46.mape.fragment.ReassemblyLimits;
import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A NAPT with a clock in seconds, and packets between inside hosts and remote hosts. A packet that leaves is checked: lengths and
 * all checksums; one that is dropped must be as it was, and each must be restored to what it was.
 */
final class NaptRun {
    static final String HOST = "192.168.1.10";
    static final String OTHER = "192.168.1.11";
    static final String REMOTE = "198.51.100.7";
    static final String REMOTE_2 = "203.0.113.9";
    static final int FIN = 1;
    static final int SYN = 2;
    static final int RST = 4;
    static final int ACK = 16;

    private static final int BEFORE = 64;
    private static final long SECOND = 1_000_000_000L;

    /** Small, so that many instances fit. */
    static final ReassemblyLimits FRAGMENTS =
            new ReassemblyLimits(2 * SECOND, 64, 64, 1 << 17, 0.25, ReassemblyLimits.MAXIMUM_PACKET_OCTETS, true);

    final Published<NaptTable> published;
    final Napt44 napt;
    long nanos = 500 * SECOND;
    byte[] sent = {};
    private final ByteBuffer buffer = ByteBuffer.allocate(70_000);
    private final ByteBuffer place = ByteBuffer.allocate(2000);
    private final Packet packet = new Packet();

    NaptRun(NaptTable table, long seed) {
        published = Published.of(table);
        napt = Napt44.seeded(published, FRAGMENTS, seed);
    }

    NaptRun(CeMapping ceMapping, NaptOptions options, long seed) {
        this(NaptTable.of(ceMapping, options), seed);
    }

    NaptRun(NaptOptions options) {
        this(Edges.SHARED, options, 1);
    }

    NaptRun() {
        this(NaptOptions.defaults());
    }

    NaptRun after(long seconds) {
        nanos += seconds * SECOND;
        return this;
    }

    NaptResult out(Ipv4PacketBuilder builder) {
        return out(builder.octets());
    }

    NaptResult out(byte[] octets) {
        NaptResult result = napt.outbound(put(octets), nanos);
        return check(result, octets);
    }

    NaptResult in(Ipv4PacketBuilder builder) {
        return in(builder.octets());
    }

    NaptResult in(byte[] octets) {
        NaptResult result = napt.inbound(put(octets), nanos);
        return check(result, octets);
    }

    private Packet put(byte[] octets) {
        buffer.put(BEFORE, octets);
        return packet.attach(buffer, BEFORE, octets.length, BEFORE);
    }

    private NaptResult check(NaptResult result, byte[] octets) {
        sent = Arrays.copyOfRange(buffer.array(), BEFORE, BEFORE + octets.length);
        if (result.isDrop() || result == NaptResult.BYPASSED) {
            assertArrayEquals(octets, sent, () -> result + " has changed the packet");
        } else if (result != NaptResult.HELD && ValidPacket.defect(octets).isEmpty()) {
            assertEquals("", ValidPacket.defect(sent), () -> result + " of " + octets[9]);
        }
        assertRestores(octets, packet);
        return result;
    }

    /** Restores the last packet to what it was, twice. */
    void assertRestores(byte[] original, Packet last) {
        for (int times = 0; times < 2; times++) {
            napt.restore();
            byte[] octets = new byte[original.length];
            last.buffer().get(last.offset(), octets);
            assertArrayEquals(original, octets, "restored");
        }
    }

    /** Returns the next ICMP error or RST. */
    byte @Nullable [] next() {
        packet.attach(place, 0, place.capacity(), 0);
        int octets = napt.nextOctets();
        if (!napt.next(packet, nanos)) {
            return null;
        }
        assertEquals(octets, packet.length());
        byte[] next = Arrays.copyOf(place.array(), packet.length());
        assertEquals("", ValidPacket.defect(next));
        return next;
    }

    /** Returns the next fragment that waited, or null; {@link #released} is its result. */
    byte @Nullable [] release() {
        return release(null);
    }

    /** The same, and restores it to what it was. */
    byte @Nullable [] release(byte @Nullable [] original) {
        released = napt.release(packet, nanos);
        if (released == null) {
            return null;
        }
        assertTrue(packet.isBorrowed());
        byte[] octets = new byte[packet.length()];
        packet.buffer().get(packet.offset(), octets);
        if (original != null) {
            assertRestores(original, packet);
        }
        return octets;
    }

    @Nullable NaptResult released;

    void expire() {
        while (napt.expire(nanos)) {
            // until all is done
        }
    }

    /** Sends UDP to a remote host and returns the external port. */
    int udp(String host, int port, String remote, int remotePort) {
        assertEquals(NaptResult.TRANSLATED, out(ipv4(host, remote).udp(port, remotePort)));
        return sourcePort();
    }

    NaptResult udpOut(String host, int port, String remote, int remotePort) {
        return out(ipv4(host, remote).udp(port, remotePort));
    }

    NaptResult udpIn(String remote, int remotePort, int externalPort) {
        return in(ipv4(remote, Edges.ADDRESS).udp(remotePort, externalPort));
    }

    NaptResult tcpOut(String host, int port, String remote, int remotePort, int flags, int sequence, int ack) {
        return out(ipv4(host, remote).payload(6, segment(host, remote, port, remotePort, flags, sequence, ack)));
    }

    NaptResult tcpIn(String remote, int remotePort, int externalPort, int flags, int sequence, int ack) {
        String to = Edges.ADDRESS;
        return in(ipv4(remote, to).payload(6, segment(remote, to, remotePort, externalPort, flags, sequence, ack)));
    }

    /** A segment without data. */
    private static byte[] segment(
            String source, String destination, int port, int toPort, int flags, int sequence, int ack) {
        ByteBuffer segment = ByteBuffer.wrap(new byte[20]);
        segment.putShort(0, (short) port)
                .putShort(2, (short) toPort)
                .putInt(4, sequence)
                .putInt(8, ack);
        segment.put(12, (byte) 0x50).put(13, (byte) flags).putShort(14, (short) 1000);
        int sum = 6 + 20;
        for (String address : new String[] {source, destination}) {
            String[] parts = address.split("\\.", -1);
            sum += Integer.parseInt(parts[0]) * 256 + Integer.parseInt(parts[1]);
            sum += Integer.parseInt(parts[2]) * 256 + Integer.parseInt(parts[3]);
        }
        for (int at = 0; at < 20; at += 2) {
            sum += segment.getShort(at) & 0xffff;
        }
        while (sum > 0xffff) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        segment.putShort(16, (short) ~sum);
        return segment.array();
    }

    int sourcePort() {
        return word(20);
    }

    int destinationPort() {
        return word(22);
    }

    /** Returns a 16-bit word of the packet that was sent last. */
    int word(int at) {
        return ByteBuffer.wrap(sent).getShort(at) & 0xffff;
    }

    static int word(byte[] octets, int at) {
        return ByteBuffer.wrap(octets).getShort(at) & 0xffff;
    }

    String source() {
        return address(sent, 12);
    }

    String destination() {
        return address(sent, 16);
    }

    static String address(byte[] octets, int at) {
        return (octets[at] & 255) + "." + (octets[at + 1] & 255) + "." + (octets[at + 2] & 255) + "."
                + (octets[at + 3] & 255);
    }

    long sessions() {
        return napt.statistics().get(NaptStatistics.Gauge.SESSIONS);
    }

    long events(NaptStatistics.Event event) {
        return napt.statistics().count(event);
    }

    /** Made and restored sessions are present or have ended, each once. */
    void checkCounters() {
        long ended = 0;
        for (NaptStatistics.Event event : NaptStatistics.Event.values()) {
            boolean isEnd = event.name().startsWith("ENDED") || event == NaptStatistics.Event.TIME_WAIT_RECLAIMED;
            ended += isEnd ? events(event) : 0;
        }
        long made = events(NaptStatistics.Event.CREATED) + events(NaptStatistics.Event.RESTORED);
        assertEquals(made, sessions() + ended);
    }
}
