package io.softwire46.mape.nat;

import static io.softwire46.mape.nat.NaptResult.TRANSLATED;
import static io.softwire46.mape.nat.NaptRun.ACK;
import static io.softwire46.mape.nat.NaptRun.FIN;
import static io.softwire46.mape.nat.NaptRun.HOST;
import static io.softwire46.mape.nat.NaptRun.OTHER;
import static io.softwire46.mape.nat.NaptRun.REMOTE;
import static io.softwire46.mape.nat.NaptRun.REMOTE_2;
import static io.softwire46.mape.nat.NaptRun.SYN;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.nat.NaptOptions.MappingBehavior;
import io.softwire46.mape.nat.NaptStatistics.Event;
import io.softwire46.mape.testing.Requirement;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Saved and restored sessions, views and explanations. */
class NaptRestartTest {
    private final NaptRun run = new NaptRun();

    private NaptRun restarted(byte[] saved, int expected) {
        NaptRun next = new NaptRun(Edges.SHARED, NaptOptions.defaults(), 99);
        next.nanos = 7_000_000_000L; // another clock
        assertEquals(expected, next.napt.restore(saved, next.nanos));
        next.checkCounters();
        return next;
    }

    @Test
    @Requirement("L4")
    void sessionsGoOnAfterARestart() {
        int udp = run.udp(HOST, 5000, REMOTE, 4000);
        int dns = run.udp(HOST, 5001, REMOTE, 443);
        run.tcpOut(HOST, 5002, REMOTE, 80, SYN, 100, 0);
        int tcp = run.sourcePort();
        run.tcpIn(REMOTE, 80, tcp, SYN | ACK, 200, 101);
        run.tcpOut(HOST, 5002, REMOTE, 80, ACK, 101, 201);
        run.after(200);
        NaptRun next = restarted(run.napt.save(run.nanos), 3);
        assertEquals(TRANSLATED, next.udpIn(REMOTE, 4000, udp));
        assertEquals(5000, next.destinationPort());
        assertEquals(udp, next.udp(HOST, 5000, REMOTE_2, 9)); // the endpoint owns the port
        assertEquals(dns, next.udp(HOST, 5001, REMOTE_2, 443)); // and keeps the shared one
        next.after(100).expire();
        assertEquals(TRANSLATED, next.udpIn(REMOTE, 4000, udp));
        next.after(1).expire();
        assertEquals(NaptResult.FILTERED, next.udpIn(REMOTE, 4000, udp)); // over
        assertEquals(TRANSLATED, next.tcpOut(HOST, 5002, REMOTE, 80, FIN | ACK, 101, 201));
        assertEquals(TRANSLATED, next.tcpIn(REMOTE, 80, tcp, FIN | ACK, 201, 102));
        assertEquals(TRANSLATED, next.tcpOut(HOST, 5002, REMOTE, 80, ACK, 102, 202));
        next.after(121).expire();
        assertEquals(1, next.events(Event.ENDED_CLOSED));
        next.checkCounters();
    }

    @Test
    @Requirement("L4")
    void closedSessionsKeepTheirOrder() {
        NaptOptions options = NaptOptions.defaults();
        NaptRun old = new NaptRun(Edges.shared(2, 13, 1), options, 1); // 6 ports
        int[] ports = new int[6];
        for (int i = 0; i < 6; i++) {
            old.tcpOut(HOST, 5000 + i, REMOTE, 443, SYN, 1, 0);
            ports[i] = old.sourcePort();
            old.tcpIn(REMOTE, 443, ports[i], SYN | ACK, 1, 2);
        }
        for (int i : new int[] {4, 0, 2}) {
            old.after(1);
            old.tcpOut(HOST, 5000 + i, REMOTE, 443, FIN | ACK, 2, 2);
            old.tcpIn(REMOTE, 443, ports[i], FIN | ACK, 2, 3);
            old.tcpOut(HOST, 5000 + i, REMOTE, 443, ACK, 3, 3);
        }
        NaptRun next = new NaptRun(Edges.shared(2, 13, 1), options, 2);
        assertEquals(6, next.napt.restore(old.napt.save(old.nanos), next.nanos));
        for (int i : new int[] {4, 0, 2}) {
            assertEquals(TRANSLATED, next.tcpOut(OTHER, 100 + i, REMOTE, 443, SYN, 1, 0));
            assertEquals(ports[i], next.sourcePort());
        }
        next.checkCounters();
    }

    /** Damaged octets restore nothing; sessions outside of address, ports or limits are counted. */
    @Test
    @Requirement("L4")
    void whatDoesNotFitIsNotRestored() {
        run.udp(HOST, 5000, REMOTE, 4000);
        run.udp(HOST, 5001, REMOTE, 4000);
        byte[] saved = run.napt.save(run.nanos);
        Random random = new Random(1);
        for (int i = 0; i < 200; i++) {
            byte[] damaged = saved.clone();
            damaged[random.nextInt(saved.length)] ^= (byte) (1 << random.nextInt(8));
            assertEquals(-1, run.napt.restore(damaged, run.nanos));
        }
        assertEquals(-1, run.napt.restore(new byte[0], run.nanos));
        NaptRun other = new NaptRun(Edges.shared(4, 8, 0x9d), NaptOptions.defaults(), 1);
        assertEquals(0, other.napt.restore(saved, other.nanos));
        assertEquals(2, other.events(Event.NOT_RESTORED));
        assertEquals(0, run.napt.restore(saved, run.nanos)); // they are present
        assertArrayEquals(saved, run.napt.save(run.nanos));
        run.checkCounters();
    }

    @Test
    void aCursorSeesEachSessionOnce() {
        Set<Integer> expected = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            expected.add(run.udp(HOST, 5000 + i, REMOTE, 4000));
        }
        SessionView view = new SessionView();
        Set<Integer> seen = new HashSet<>();
        while (run.napt.nextSession(view, run.nanos)) {
            assertTrue(seen.add(view.externalPort()));
            assertEquals(NaptProtocol.UDP, view.protocol());
            assertEquals(4000, view.remotePort());
            assertEquals(301, view.remainingSeconds());
            assertFalse(view.isOverlapping());
            assertEquals("", view.state());
        }
        assertEquals(expected, seen);
    }

    /** The explanation is what the packet then gets, at every fill level. */
    @Test
    void explanationsAgreeWithPackets() {
        NaptRun small = new NaptRun(Edges.shared(4, 12, 1), NaptOptions.defaults(), 3);
        Random random = new Random(4);
        for (int i = 0; i < 3000; i++) {
            int port = 5000 + random.nextInt(40);
            int remotePort = random.nextBoolean() ? 443 : 4000;
            NaptExplanation explanation = small.napt.explain(
                    NaptProtocol.UDP, 0xc0a8010aL << 16 | port, 0xc6336407L << 16 | remotePort, small.nanos);
            long sessions = small.sessions();
            assertEquals(explanation.result(), small.udpOut(HOST, port, REMOTE, remotePort));
            if (explanation.externalPort() != 0 && explanation.result() == TRANSLATED) {
                assertEquals(explanation.externalPort(), small.sourcePort());
            }
            assertEquals(sessions, explanation.sessionsOfHost());
            assertTrue(explanation.mapping() == MappingBehavior.OVERLAPPING
                    || explanation.rfc().contains("4787"));
            small.after(random.nextInt(20));
        }
    }
}
