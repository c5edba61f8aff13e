package io.softwire46.mape.nat;

import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.ipv4;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.config.Published;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.Ipv4PacketBuilder;
import io.softwire46.mape.conformance.model.ValidPacket;
import io.softwire46.mape.fragment.ReassemblyLimits;
import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.nat.NaptOptions.FilteringBehavior;
import io.softwire46.mape.nat.NaptOptions.TcpNoSession;
import io.softwire46.mape.nat.NaptOptions.UnsolicitedSyn;
import io.softwire46.mape.nat.NaptStatistics.Event;
import io.softwire46.mape.nat.NaptStatistics.Gauge;
import io.softwire46.mape.testing.FuzzInput;
import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Fuzz target: packets of both directions in any order, with time, requests, changes of table and restarts, through a NAPT with so few
 * ports and sessions that both are used up. Each step starts with its kind.
 *
 * <p>A dropped packet is as it was; one that leaves has the external address and a port of the set, and valid checksums if it arrived
 * with such; each session is present or has ended.
 *
 * <p>Not thread-safe.
 */
final class NaptFuzz {
    private static final long SECOND = 1_000_000_000L;
    private static final int MOST_STEPS = 200;
    private static final int ROOM = 16;
    private static final int OUT = 0;
    private static final int IN = 1;
    private static final int RAW = 2;
    private static final int TIME = 3;
    private static final int REQUEST = 4;
    private static final int TABLE = 5;
    private static final int RESTART = 6;
    private static final int KINDS = 7;
    private static final long[] TIMES = {
        1, SECOND, 6 * SECOND, 11 * SECOND, 121 * SECOND, 301 * SECOND, 7441 * SECOND, -SECOND, 1L << 60
    };
    private static final String[] REMOTES = {"198.51.100.7", "203.0.113.9", Edges.ADDRESS};
    private static final int[] REMOTE_PORTS = {80, 443, 53, 4000};
    private static final int[] FLAGS = {2, 18, 16, 17, 4, 20};
    private static final CeMapping[] MAPPINGS = {
        Edges.shared(2, 14, 1), Edges.shared(4, 12, 1), Edges.shared(4, 12, 2), Edges.SHARED, Edges.shared(6, 10, 1)
    };
    private static final ReassemblyLimits FRAGMENTS =
            new ReassemblyLimits(2 * SECOND, 8, 16, 1 << 17, 0.5, ReassemblyLimits.MAXIMUM_PACKET_OCTETS, true);

    private final FuzzInput in;
    private final ByteBuffer buffer = ByteBuffer.allocate(4096);
    private final Packet packet = new Packet();
    private NaptTable table;
    private Published<NaptTable> published;
    private Napt44 napt;
    private long now = SECOND;

    private NaptFuzz(FuzzInput in) {
        this.in = in;
        table = table();
        published = Published.of(table);
        napt = Napt44.seeded(published, FRAGMENTS, 1);
    }

    /** Runs the steps of an input. */
    static void run(byte[] data) {
        NaptFuzz fuzz = new NaptFuzz(new FuzzInput(data));
        for (int i = 0; i < MOST_STEPS && !fuzz.in.isEmpty(); i++) {
            fuzz.step();
        }
        fuzz.end();
    }

    /** Seeds: conversations of each protocol, floods up to the last port, errors, fragments and changes of table. */
    static List<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>();
        for (int mapping = 0; mapping < MAPPINGS.length; mapping++) {
            for (int options = 0; options < 4; options++) {
                byte[] start = {(byte) mapping, (byte) options};
                for (int kind = 0; kind < 5; kind++) {
                    ByteBuffer steps = ByteBuffer.allocate(400);
                    for (int i = 0; i < 20; i++) {
                        steps.put(new byte[] {OUT, (byte) kind, (byte) i, 0, (byte) (i % 3)});
                        steps.put(new byte[] {IN, (byte) kind, (byte) i, 0, 1});
                        steps.put(new byte[] {TIME, (byte) (i % 6)});
                    }
                    steps.put(new byte[] {REQUEST, 1, 5, 1, 100, TABLE, (byte) (mapping + 1), (byte) options, 1, RESTART
                    });
                    seeds.add(Bytes.concat(start, Arrays.copyOf(steps.array(), steps.position())));
                }
            }
        }
        seeds.add(new byte[] {1, 1, RAW, 0, 40, 0x45, 0, 0, 40, 0, 1, 0, 0, 64, 17});
        return seeds;
    }

    private NaptTable table() {
        CeMapping mapping = MAPPINGS[in.u8() % MAPPINGS.length];
        int bits = in.u8();
        NaptOptions options = NaptOptions.defaults()
                .with(NaptOption.MAX_SESSIONS, 64)
                .with(NaptOption.MAX_SESSIONS_PER_HOST, 40)
                .with(NaptOption.MAX_HOSTS, 8)
                .with(NaptOption.MAX_FORWARDS, 4)
                .with(NaptOption.MAX_FORWARDS_PER_HOST, 2)
                .with(NaptOption.MAX_EVENTS, 4)
                .with(NaptOption.STRICT_4787, (bits & 1) != 0)
                .with(NaptOption.INBOUND_REFRESH, (bits & 2) != 0)
                .with(NaptOption.RESET_ENDED, (bits & 4) != 0)
                .with(NaptOption.PRESERVE_PORT, (bits & 8) != 0)
                .with(NaptOption.UDP_FILTERING, FilteringBehavior.values()[(bits >> 4) % 3])
                .with(NaptOption.TCP_NO_SESSION, TcpNoSession.values()[bits >> 6 & 1])
                .with(NaptOption.UNSOLICITED_SYN, UnsolicitedSyn.values()[bits >> 7 & 1]);
        return NaptTable.of(mapping, options);
    }

    private void step() {
        switch (in.u8() % KINDS) {
            case OUT -> outbound(outbound());
            case IN -> inbound(inbound());
            case RAW -> {
                if (in.flag()) {
                    inbound(in.octets(in.u8()));
                } else {
                    outbound(in.octets(in.u8()));
                }
            }
            case TIME -> {
                now += TIMES[in.u8() % TIMES.length];
                expire();
            }
            case REQUEST -> {
                PortRequest request = PortRequest.of(
                                NaptProtocol.values()[in.u8() % 5], 0xc0a8_0100 | in.u8() % 4, 5000 + in.u8() % 4)
                        .lifetimeSeconds(in.u8() * 10L);
                PortGrant grant = napt.request(in.flag() ? request.displace() : request, now);
                assertTrue(grant.port() == 0 || table.portSet().contains(grant.port()));
            }
            case TABLE -> {
                NaptTable next = table();
                boolean drains = in.flag();
                published.publish(drains ? next.drain(table.ceMapping(), now + in.u8() * SECOND) : next);
                table = next;
                expire();
            }
            default -> {
                byte[] saved = napt.save(now);
                check();
                published = Published.of(table);
                napt = Napt44.seeded(published, FRAGMENTS, in.u8());
                int restored = napt.restore(saved, now);
                assertEquals(restored, napt.statistics().get(Gauge.SESSIONS));
            }
        }
        check();
    }

    private String host() {
        return "192.168.1." + (1 + in.u8() % 6);
    }

    private Ipv4PacketBuilder header(String from, String to, int bits) {
        int[] flagsOffsets = {0x4000, 0, 0x2000, 2, 0x2002};
        return ipv4(from, to)
                .timeToLive((bits & 0x80) != 0 ? 1 : 64)
                .identification(bits)
                .flagsOffset(flagsOffsets[Math.max(0, (bits & 0x1f) - 27)]);
    }

    private static byte[] transport(Ipv4PacketBuilder header, int kind, int from, int to, int bits) {
        return switch (kind % 4) {
            case 0 -> header.udp(from, to, 16).octets();
            case 1 ->
                header.tcp(from, to, FLAGS[(bits >> 2) % FLAGS.length], new byte[0])
                        .octets();
            case 2 -> header.icmpQuery(8 - bits % 2 * 8, from).octets();
            default -> header.ports(bits % 2 == 0 ? 136 : 33, from, to, 24).octets();
        };
    }

    private byte[] outbound() {
        int kind = in.u8();
        String host = host();
        int socket = 5000 + in.u8() % 8;
        int bits = in.u8();
        String remote = REMOTES[bits % REMOTES.length];
        int remotePort = Edges.ADDRESS.equals(remote) ? port(bits) : REMOTE_PORTS[bits / 4 % REMOTE_PORTS.length];
        if (kind % 5 == 4) {
            byte[] received = transport(ipv4(remote, host), bits, remotePort, socket, 0);
            return header(host, remote, 0).icmpError(3, received).octets();
        }
        return transport(header(host, remote, bits), kind, socket, remotePort, bits);
    }

    private int port(int number) {
        return table.portSet().portAt(number % table.portSet().size());
    }

    private byte[] inbound() {
        int kind = in.u8();
        int port = port(in.u8());
        int bits = in.u8() << 8 | in.u8();
        String remote = REMOTES[bits % 2];
        int remotePort = REMOTE_PORTS[bits / 4 % REMOTE_PORTS.length];
        if (kind % 5 == 4) {
            byte[] sent = transport(ipv4(Edges.ADDRESS, remote), bits, port, remotePort, 0);
            return header(remote, Edges.ADDRESS, 0).icmpError(11, sent).octets();
        }
        boolean isQuery = kind % 4 == 2;
        return transport(header(remote, Edges.ADDRESS, bits & 0xff), kind, isQuery ? port : remotePort, port, bits);
    }

    private Packet put(byte[] octets) {
        buffer.put(ROOM, octets);
        return packet.attach(buffer, ROOM, octets.length, 0);
    }

    private byte[] octets(int length) {
        return Arrays.copyOfRange(buffer.array(), ROOM, ROOM + length);
    }

    private void outbound(byte[] octets) {
        NaptResult result = napt.outbound(put(octets), now);
        byte[] left = octets(octets.length);
        boolean isWhole = octets.length >= 28 && (Bytes.u16(octets, 6) & 0x3fff) == 0;
        if (result == NaptResult.TRANSLATED || result == NaptResult.RELAYED_ERROR) {
            assertEquals(Edges.ADDRESS, NaptRun.address(left, 12));
            if (isWhole && result == NaptResult.TRANSLATED && !napt.isOfOld()) {
                int headerOctets = (left[0] & 15) * 4;
                int port = Bytes.u16(left, headerOctets + (left[9] == 1 ? 4 : 0));
                assertTrue(table.portSet().contains(port), "port " + port);
            }
        }
        finish(result, octets, left);
    }

    private void inbound(byte[] octets) {
        boolean toOld = napt.isDraining() && in.flag();
        NaptResult result = toOld ? napt.inboundToOld(put(octets), now) : napt.inbound(put(octets), now);
        finish(result, octets, octets(octets.length));
    }

    private void finish(NaptResult result, byte[] arrived, byte[] left) {
        if (result.isDrop() || result == NaptResult.BYPASSED) {
            assertArrayEquals(arrived, left, () -> result + " has changed the packet");
        } else if (result != NaptResult.HELD && ValidPacket.defect(arrived).isEmpty()) {
            assertEquals("", ValidPacket.defect(left), result::name);
        }
        Packet other = new Packet();
        for (int i = 0; napt.isReleasing(); i++) {
            assertTrue(i < 100, "releases an end");
            if (napt.release(other, now) == null) {
                break;
            }
        }
        output();
    }

    private void output() {
        for (int i = 0; napt.nextOctets() > 0 && i < 200; i++) {
            Packet place = new Packet().attach(ByteBuffer.allocate(1600), 0, 1600, 0);
            int expected = napt.nextOctets();
            if (!napt.next(place, now)) {
                break; // the rate limit
            }
            assertEquals(expected, place.length());
            byte[] octets = Arrays.copyOf(place.buffer().array(), place.length());
            assertEquals("", ValidPacket.defect(octets));
        }
    }

    private void expire() {
        for (int i = 0; napt.expire(now); i++) {
            assertTrue(i < 1000, "expiry ends");
        }
        output();
    }

    private void check() {
        NaptStatistics statistics = napt.statistics();
        long ended = 0;
        for (Event event : Event.values()) {
            boolean isEnd = event.name().startsWith("ENDED") || event == Event.TIME_WAIT_RECLAIMED;
            ended += isEnd ? statistics.count(event) : 0;
        }
        long sessions = statistics.get(Gauge.SESSIONS);
        assertEquals(statistics.count(Event.CREATED) + statistics.count(Event.RESTORED), sessions + ended);
        assertTrue(sessions <= (napt.isDraining() ? 128 : 64), "sessions " + sessions);
    }

    /** Time without packets: all ends. */
    private void end() {
        NaptEvent event = new NaptEvent();
        for (int i = 0; napt.nextEvent(event); i++) {
            assertTrue(i < 4, "events");
        }
        long later = now + (1L << 58);
        for (int i = 0; napt.expire(later); i++) {
            assertTrue(i < 1000, "expiry ends");
        }
        if (now < 1L << 58) { // else the clock has been ahead of it
            assertEquals(0, napt.statistics().get(Gauge.SESSIONS));
        }
        check();
    }
}
