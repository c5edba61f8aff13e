package io.softwire46.mape;

import io.softwire46.mape.config.Published;
import io.softwire46.mape.fragment.ReassemblyLimits;
import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.nat.Napt44;
import io.softwire46.mape.nat.NaptOption;
import io.softwire46.mape.nat.NaptOptions;
import io.softwire46.mape.nat.NaptResult;
import io.softwire46.mape.nat.NaptTable;
import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.Packet;
import io.softwire46.mape.wire.PacketBatch;
import java.nio.ByteBuffer;

/**
 * A NAPT with sessions, and a ring of packets of the last ones in each direction. After a packet, the octets that translation changed
 * are restored, which is part of every measurement.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
public final class NaptRun {
    static final int BURST = RelayRun.BURST;
    static final int OCTETS = 64;
    static final long NOW = 1_000_000_000L;

    private static final int MAX_RING = 1 << 16;
    private static final int HOSTS = 200;
    private static final int PORTS_PER_REMOTE = 190;
    private static final int FIRST_HOST = 0xc0a80001;
    private static final int FIRST_SERVER = 0xc6336400;
    private static final int SYN = 2;
    private static final int ACK = 16;

    /** What a packet carries, and whether it may be cut, so that it gets another Identification. */
    public enum Kind {
        UDP(17, 0x4000),
        UDP_WITHOUT_DF(17, 0),
        TCP(6, 0x4000);

        private final int protocol;
        private final int flags;

        Kind(int protocol, int flags) {
            this.protocol = protocol;
            this.flags = flags;
        }
    }

    final Napt44 napt;
    final PacketRing outbound;
    final PacketRing inbound;
    private final Kind kind;
    private final Packet packet = new Packet();
    private final PacketBatch outboundBatch;
    private final PacketBatch inboundBatch;
    private final long[] outboundOctets;
    private final long[] inboundOctets;
    private int next;

    /**
     * A NAPT of a CE with 240 ports.
     *
     * @param sessions a power of two
     */
    NaptRun(int sessions, Kind kind) {
        this.kind = kind;
        napt = Napt44.seeded(Published.of(table(4, options(sessions))), ReassemblyLimits.ipv4(), 1);
        int packets = Math.min(sessions, MAX_RING);
        outbound = new PacketRing(PacketRing.Memory.DIRECT_ONE_BUFFER, packets, OCTETS);
        inbound = new PacketRing(PacketRing.Memory.DIRECT_ONE_BUFFER, packets, OCTETS);
        outboundBatch = outbound.batch(BURST);
        inboundBatch = inbound.batch(BURST);
        outboundOctets = new long[3 * packets];
        inboundOctets = new long[3 * packets];
        for (int i = 0; i < sessions; i++) { // the last ones stay in the rings
            open(i, i & packets - 1);
        }
        System.gc(); // long-lived objects are in the old generation, as after hours in service
    }

    static NaptOptions options(int sessions) {
        return NaptOptions.defaults()
                .with(NaptOption.MAX_SESSIONS, Math.max(sessions, 1 << 16))
                .with(NaptOption.MAX_SESSIONS_PER_HOST, Math.max(sessions, 1 << 16))
                .with(NaptOption.NEW_SESSIONS_PER_SECOND_PER_HOST, 1_000_000);
    }

    /** The table of a CE with 15 x 2^m ports. */
    static NaptTable table(int m, NaptOptions options) {
        int k = 12 - m;
        MapRule rule = MapRule.builder()
                .ipv6Prefix("2001:db8::/40")
                .ipv4Prefix("192.0.2.0/24")
                .eaLength(8 + k)
                .psidOffset(4)
                .build();
        String psid = Integer.toHexString(0x9c80 >>> 16 - k << 16 - k);
        return NaptTable.of(CeMapping.of(rule, "2001:db8:12:" + psid + "::/" + (48 + k)), options);
    }

    private void open(int session, int place) {
        int host = FIRST_HOST + session % HOSTS;
        int server = FIRST_SERVER + session / PORTS_PER_REMOTE;
        int port = 1024 + session / HOSTS % 60_000;
        if (kind == Kind.TCP) {
            write(outbound, place, host, server, port, 443, SYN);
            expect(napt.outbound(attach(outbound, place), NOW), NaptResult.TRANSLATED);
            reverse(place, SYN | ACK);
            expect(napt.inbound(attach(inbound, place), NOW), NaptResult.TRANSLATED);
        }
        write(outbound, place, host, server, port, 443, ACK);
        save(outbound, outboundOctets, place);
        expect(napt.outbound(attach(outbound, place), NOW), NaptResult.TRANSLATED);
        reverse(place, ACK);
        save(inbound, inboundOctets, place);
        expect(napt.inbound(attach(inbound, place), NOW), NaptResult.TRANSLATED);
        restore(outbound, outboundOctets, place);
        restore(inbound, inboundOctets, place);
    }

    /** Writes the answer to a translated packet. */
    private void reverse(int place, int tcpFlags) {
        ByteBuffer buffer = outbound.buffer(place);
        int at = outbound.offset(place);
        int ports = buffer.getInt(at + 20);
        write(
                inbound,
                place,
                buffer.getInt(at + Ipv4Header.DESTINATION_ADDRESS),
                buffer.getInt(at + Ipv4Header.SOURCE_ADDRESS),
                ports & 0xffff,
                ports >>> 16,
                tcpFlags);
    }

    private void write(PacketRing ring, int place, int source, int destination, int from, int to, int tcpFlags) {
        ByteBuffer buffer = ring.buffer(place);
        int at = ring.offset(place);
        Ipv4Header.write(buffer, at, 0, OCTETS, place, kind.flags, 64, kind.protocol, source, destination);
        buffer.putInt(at + 20, from << 16 | to);
        if (kind == Kind.TCP) {
            buffer.putInt(at + 24, 1).putInt(at + 28, 1).putInt(at + 32, 0x50004000 | tcpFlags << 16);
        } else {
            buffer.putInt(at + 24, OCTETS - 20 << 16);
        }
        ring.written(place);
    }

    static Packet attach(Packet packet, PacketRing ring, int place) {
        return packet.attach(ring.buffer(place), ring.offset(place), OCTETS, 0);
    }

    private Packet attach(PacketRing ring, int place) {
        return attach(packet, ring, place);
    }

    static void expect(NaptResult result, NaptResult expected) {
        if (result != expected) {
            throw new IllegalStateException(result.name());
        }
    }

    /** Identification to ports, and the word with the checksum of UDP, or of TCP. */
    private void save(PacketRing ring, long[] octets, int place) {
        ByteBuffer buffer = ring.buffer(place);
        int at = ring.offset(place);
        octets[3 * place] = buffer.getLong(at + 4);
        octets[3 * place + 1] = buffer.getLong(at + 12);
        octets[3 * place + 2] = (long) buffer.getInt(at + 20) << 32 | buffer.getInt(at + checksum()) & 0xffff_ffffL;
    }

    private int checksum() {
        return kind == Kind.TCP ? 36 : 24;
    }

    private void restore(PacketRing ring, long[] octets, int place) {
        ByteBuffer buffer = ring.buffer(place);
        int at = ring.offset(place);
        buffer.putLong(at + 4, octets[3 * place]);
        buffer.putLong(at + 12, octets[3 * place + 1]);
        buffer.putInt(at + 20, (int) (octets[3 * place + 2] >>> 32));
        buffer.putInt(at + checksum(), (int) octets[3 * place + 2]);
    }

    /** The place of the next burst. */
    int burst() {
        int from = next;
        next = next + BURST & outbound.packets() - 1;
        return from;
    }

    /** Only restores a burst. */
    void restoreBurst() {
        int from = burst();
        for (int i = from; i < from + BURST; i++) {
            restore(outbound, outboundOctets, i);
        }
    }

    void outboundBatch() {
        int from = burst();
        outboundBatch.clear();
        for (int i = from; i < from + BURST; i++) {
            outboundBatch.add(outbound.offset(i), OCTETS, 0);
        }
        expectAll(outboundBatch, napt.outbound(outboundBatch, 0, NOW));
        for (int i = from; i < from + BURST; i++) {
            restore(outbound, outboundOctets, i);
        }
    }

    void inboundBatch() {
        int from = burst();
        inboundBatch.clear();
        for (int i = from; i < from + BURST; i++) {
            inboundBatch.add(inbound.offset(i), OCTETS, 0);
        }
        expectAll(inboundBatch, napt.inbound(inboundBatch, 0, NOW));
        for (int i = from; i < from + BURST; i++) {
            restore(inbound, inboundOctets, i);
        }
    }

    private static void expectAll(PacketBatch batch, int done) {
        if (done != BURST || batch.others() != 0) {
            throw new IllegalStateException(batch.toString());
        }
    }

    void outboundCalls() {
        int from = burst();
        for (int i = from; i < from + BURST; i++) {
            expect(napt.outbound(attach(outbound, i), NOW), NaptResult.TRANSLATED);
            restore(outbound, outboundOctets, i);
        }
    }

    void inboundCalls() {
        int from = burst();
        for (int i = from; i < from + BURST; i++) {
            expect(napt.inbound(attach(inbound, i), NOW), NaptResult.TRANSLATED);
            restore(inbound, inboundOctets, i);
        }
    }
}
