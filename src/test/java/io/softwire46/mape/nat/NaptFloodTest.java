package io.softwire46.mape.nat;

import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.ipv4;
import static io.softwire46.mape.nat.NaptResult.HELD;
import static io.softwire46.mape.nat.NaptResult.RELAYED_ERROR;
import static io.softwire46.mape.nat.NaptResult.TRANSLATED;
import static io.softwire46.mape.nat.NaptRun.ACK;
import static io.softwire46.mape.nat.NaptRun.HOST;
import static io.softwire46.mape.nat.NaptRun.REMOTE;
import static io.softwire46.mape.nat.NaptRun.RST;
import static io.softwire46.mape.nat.NaptRun.SYN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.Ipv4PacketBuilder;
import io.softwire46.mape.nat.NaptOptions.UnsolicitedSyn;
import io.softwire46.mape.nat.NaptStatistics.Event;
import io.softwire46.mape.nat.NaptStatistics.Gauge;
import io.softwire46.mape.testing.Requirement;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Floods of one host at ten times the table, while nine others use their share; and floods from outside. The others get everything,
 * and sessions go on.
 */
class NaptFloodTest {
    private static final int SESSIONS = 1024;
    private static final int FLOOD = 10 * SESSIONS;
    private static final int OTHERS = 9;
    private static final NaptOptions OPTIONS = NaptOptions.defaults()
            .with(NaptOption.MAX_SESSIONS, SESSIONS)
            .with(NaptOption.NEW_SESSIONS_PER_SECOND_PER_HOST, 1_000_000);

    private final NaptRun run = new NaptRun(OPTIONS);
    private final Random random = new Random(1);

    /** Work of one step. */
    private interface Step {
        void take(int number);
    }

    /** Floods, and lets each of the nine others act a number of times in between. */
    private void flood(int times, Step flooding, Step other) {
        int acted = 0;
        for (int i = 0; i < FLOOD; i++) {
            flooding.take(i);
            if (i % (FLOOD / (OTHERS * times)) == 0 && acted < OTHERS * times) {
                other.take(acted++);
            }
        }
        assertEquals(OTHERS * times, acted);
        run.checkCounters();
    }

    private static String other(int number) {
        return "10.0.0." + (1 + number % OTHERS);
    }

    private String anyRemote() {
        return "198.51." + random.nextInt(256) + "." + random.nextInt(256);
    }

    private static Ipv4PacketBuilder fragment(String host, int identification, int flagsOffset, int octets) {
        byte[] whole = ipv4(host, REMOTE).udp(5000, 4000, 40).octets();
        int from = (flagsOffset & 0x1fff) * 8;
        return ipv4(host, REMOTE)
                .identification(identification)
                .flagsOffset(flagsOffset)
                .payload(17, Bytes.part(whole, 20 + from, 20 + from + octets));
    }

    /** A quarter of the table is the most for one host; the others have 85 sessions each, all that remains. */
    @Test
    @Requirement("R4")
    void connections() {
        flood(
                85,
                i -> run.tcpOut(HOST, 1024 + i, anyRemote(), 80, SYN, 1, 0),
                i -> assertEquals(TRANSLATED, run.tcpOut(other(i), 1024 + i, "203.0.113." + i % 200, 443, SYN, 1, 0)));
        assertTrue(run.sessions() <= SESSIONS / 4 + OTHERS * 85);
    }

    /** 192 ports for exclusive mappings, half of the 240 at most for one host: 72 remain, 8 for each of the others. */
    @Test
    @Requirement("R4")
    void sockets() {
        flood(
                8,
                i -> run.udpOut(HOST, 1024 + i, anyRemote(), 4000),
                i -> assertEquals(TRANSLATED, run.udpOut(other(i), 1024 + i, REMOTE, 4000)));
    }

    @Test
    @Requirement("R4")
    void pings() {
        flood(
                13, // of 120 Identifiers
                i -> run.out(ipv4(HOST, anyRemote()).icmpQuery(8, i)),
                i -> assertEquals(TRANSLATED, run.out(ipv4(other(i), REMOTE).icmpQuery(8, i))));
    }

    /** Fragments without a first one: whole packets and datagrams of others pass, in any order of their fragments. */
    @Test
    @Requirement({"R4", "G1", "G5"})
    void fragments() {
        flood(50, i -> run.out(fragment(HOST, i, 2, 32)), i -> {
            String host = other(i);
            boolean inOrder = i % 2 == 0;
            NaptResult first = run.out(fragment(host, i, inOrder ? 0x2000 : 2, inOrder ? 16 : 32));
            assertEquals(inOrder ? TRANSLATED : HELD, first);
            assertEquals(TRANSLATED, run.out(fragment(host, i, inOrder ? 2 : 0x2000, inOrder ? 32 : 16)));
            if (!inOrder) {
                assertTrue(run.release() != null);
            }
            assertEquals(TRANSLATED, run.udpOut(host, 5000, REMOTE, 4000));
        });
        assertEquals(OTHERS, run.sessions());
    }

    /** 32 mappings for one host; the others have 20 each. */
    @Test
    @Requirement({"R4", "W6"})
    void requests() {
        int host = Bytes.int32(Bytes.address(HOST), 0);
        flood(
                20,
                i -> run.napt.request(PortRequest.of(NaptProtocol.UDP, host, 1024 + i), run.nanos),
                i -> assertEquals(
                        PortGrant.Result.SUCCESS,
                        run.napt
                                .request(
                                        PortRequest.of(
                                                NaptProtocol.UDP, Bytes.int32(Bytes.address(other(i)), 0), 1024 + i),
                                        run.nanos)
                                .result()));
        assertEquals(32 + OTHERS * 20, run.napt.portCount(NaptProtocol.UDP, NaptStatistics.PortUse.FORWARD));
    }

    /** Packets from outside to all ports: sessions go on, and the memory of SYNs to answer is bounded. */
    @Test
    @Requirement({"R5", "F5"})
    void unsolicitedPackets() {
        NaptRun answering = new NaptRun(OPTIONS.with(NaptOption.UNSOLICITED_SYN, UnsolicitedSyn.UNREACHABLE));
        int port = answering.udp(HOST, 5000, REMOTE, 4000);
        for (int i = 0; i < FLOOD; i++) {
            int to = Edges.SHARED.portSet().portAt(i % 240);
            String from = anyRemote();
            assertTrue(answering.tcpIn(from, 1024 + i % 60_000, to, SYN, i, 0).isDrop());
            assertTrue(answering.udpIn(from, i, to).isDrop());
            if (i % 100 == 0) {
                assertEquals(TRANSLATED, answering.udpIn(REMOTE, 4000, port));
            }
        }
        assertEquals(1, answering.sessions());
        assertEquals(64, answering.napt.statistics().get(Gauge.HELD_SYNS));
        assertEquals(FLOOD - 64, answering.events(Event.SYN_NOT_HELD));
        assertEquals(1, answering.napt.statistics().get(Gauge.REMOTES));
    }

    /** RFC 7857 section 2.2, RFC 5508 REQ-6: RSTs out of sequence and errors of any kind end no connection and keep none. */
    @Test
    @Requirement({"T6", "T7", "I8"})
    void forgedResetsAndErrors() {
        run.tcpOut(HOST, 5000, REMOTE, 80, SYN, 1000, 0);
        int port = run.sourcePort();
        run.tcpIn(REMOTE, 80, port, SYN | ACK, 5000, 1001);
        run.tcpOut(HOST, 5000, REMOTE, 80, ACK, 1001, 5001);
        byte[] sent = run.sent;
        for (int i = 0; i < FLOOD; i++) {
            int far = (1 << 20) + 1 + random.nextInt(Integer.MAX_VALUE - (1 << 21));
            assertEquals(TRANSLATED, run.tcpIn(REMOTE, 80, port, RST, 5001 + (random.nextBoolean() ? far : -far), 0));
            assertEquals(RELAYED_ERROR, run.in(ipv4(anyRemote(), Edges.ADDRESS).icmpError(i % 2 == 0 ? 3 : 11, sent)));
            if (i % 100 == 0) {
                SessionView view = new SessionView();
                assertTrue(run.napt.nextSession(view, run.nanos));
                assertEquals("ESTABLISHED", view.state());
                run.after(1);
            }
        }
        run.after(7440 + 240 - (FLOOD + 99) / 100).expire();
        assertEquals(1, run.sessions());
        run.after(1).expire(); // as if there had been no forged packet
        assertEquals(0, run.sessions());
    }

    /** The clock jumps forward and backward at any packet: what is over ends, and the counters agree. */
    @Test
    @Requirement("T9")
    void clockJumps() {
        long[] jumps = {
            0,
            1,
            -1,
            1_000_000_000L,
            -1_000_000_000L,
            300_000_000_000L,
            1L << 45,
            -(1L << 45),
            Long.MAX_VALUE / 2,
            Long.MIN_VALUE
        };
        long highest = run.nanos;
        for (int i = 0; i < FLOOD; i++) {
            if (random.nextInt(20) == 0) {
                run.nanos = highest + jumps[random.nextInt(i < FLOOD / 2 ? 8 : jumps.length)];
            }
            NaptResult result = run.udpOut(HOST, 1024 + random.nextInt(300), REMOTE, random.nextBoolean() ? 53 : 4000);
            boolean isRefused =
                    result.name().startsWith("NO_PORT") || result.name().startsWith("HOST_");
            assertTrue(result == TRANSLATED || isRefused, result.name());
            if (run.nanos - highest > 0) {
                highest = run.nanos;
            }
            if (random.nextInt(50) == 0) {
                run.expire();
            }
        }
        run.expire();
        run.checkCounters();
        run.nanos = highest + 400_000_000_000L;
        run.expire();
        assertEquals(0, run.sessions());
    }

    /** 30 days with sessions of all protocols, ends of all kinds and requests: then nothing is left. */
    @Test
    @Requirement({"T9", "T10", "R3"})
    void thirtyDays() {
        int days = Integer.getInteger("comparison.inputs", 0) >= 1_000_000 ? 30 * 20 : 30; // times the load
        for (int hour = 0; hour < days * 24; hour++) {
            for (int i = 0; i < 20; i++) {
                String host = other(random.nextInt(OTHERS));
                int socket = 1024 + random.nextInt(5000);
                switch (random.nextInt(5)) {
                    case 0 -> run.udpOut(host, socket, anyRemote(), random.nextBoolean() ? 53 : 4000);
                    case 1 -> run.out(ipv4(host, anyRemote()).icmpQuery(8, socket));
                    case 2 ->
                        run.napt.request(
                                PortRequest.of(NaptProtocol.TCP, Bytes.int32(Bytes.address(host), 0), socket)
                                        .lifetimeSeconds(random.nextInt(9000)),
                                run.nanos);
                    default -> {
                        String remote = anyRemote();
                        if (run.tcpOut(host, socket, remote, 80, SYN, 1, 0) == TRANSLATED) {
                            int port = run.sourcePort();
                            run.tcpIn(remote, 80, port, SYN | ACK, 1, 2);
                            run.tcpOut(host, socket, remote, 80, ACK, 2, 2);
                            if (random.nextBoolean()) {
                                run.tcpIn(remote, 80, port, random.nextBoolean() ? RST : NaptRun.FIN | ACK, 2, 2);
                            }
                        }
                    }
                }
                run.after(random.nextInt(361)).expire();
            }
        }
        assertTrue(run.sessions() > 0);
        run.after(86_400).expire();
        run.checkCounters();
        for (Gauge gauge : new Gauge[] {Gauge.SESSIONS, Gauge.MAPPINGS, Gauge.HOSTS, Gauge.REMOTES}) {
            assertEquals(0, run.napt.statistics().get(gauge), gauge.name());
        }
        for (NaptProtocol protocol : NaptProtocol.values()) {
            assertEquals(240, run.napt.portCount(protocol, NaptStatistics.PortUse.FREE), protocol.name());
        }
    }
}
