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
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

/** Saved and restored sessions, views and explanations. */
class NaptRestartTest {
    private static final byte[] NONCE = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};

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

    private static PortRequest request(int port, int count) {
        PortRequest request = PortRequest.of(NaptProtocol.UDP, 0xc0a8010a, port)
                .lifetimeSeconds(600)
                .nonce(NONCE);
        return count == 1 ? request : request.range(count, false);
    }

    /** Requested mappings go on: ports, owner, sessions, lifetime and nonce. */
    @Test
    @Requirement({"L4", "W4", "W5"})
    void requestedMappingsGoOnAfterARestart() {
        PortGrant one = run.napt.request(request(3074, 1), run.nanos);
        PortGrant three = run.napt.request(request(7000, 3), run.nanos);
        assertEquals(3, three.ports());
        assertEquals(TRANSLATED, run.udpIn(REMOTE, 9, one.port()));
        run.after(500);
        NaptRun next = restarted(run.napt.save(run.nanos), 0); // the session was idle for too long
        assertEquals(TRANSLATED, next.udpIn(REMOTE_2, 9, one.port()));
        assertEquals(3074, next.destinationPort());
        for (int i = 0; i < 3; i++) {
            assertEquals(three.port() + i, next.udp(HOST, 7000 + i, REMOTE, 4000));
        }
        assertEquals(4, next.napt.portCount(NaptProtocol.UDP, NaptStatistics.PortUse.FORWARD));
        assertEquals(
                PortGrant.Result.NOT_AUTHORIZED,
                next.napt
                        .request(request(3074, 1).nonce(new byte[12]), next.nanos)
                        .result());
        next.after(100);
        assertEquals(TRANSLATED, next.udpIn(REMOTE, 10, one.port()));
        assertEquals(
                one.port(),
                next.napt
                        .request(request(3074, 1).lifetimeSeconds(120), next.nanos)
                        .port());
        next.after(101).expire(); // the range ends after its 600 seconds
        assertEquals(1, next.napt.portCount(NaptProtocol.UDP, NaptStatistics.PortUse.FORWARD));
        next.checkCounters();
    }

    /** Sessions of a requested mapping need its port; mappings that do not fit are counted. */
    @Test
    @Requirement("L4")
    void requestedMappingsThatDoNotFitAreNotRestored() {
        PortGrant one = run.napt.request(request(3074, 1), run.nanos);
        run.napt.request(request(7000, 3), run.nanos);
        run.udp(HOST, 3074, REMOTE, 4000);
        byte[] saved = run.napt.save(run.nanos);
        NaptRun again = restarted(saved, 1);
        assertEquals(TRANSLATED, again.udpIn(REMOTE, 4000, one.port()));
        assertEquals(0, again.napt.restore(saved, again.nanos)); // all are present
        assertEquals(3, again.events(Event.NOT_RESTORED));
        NaptRun few = new NaptRun(
                Edges.SHARED,
                NaptOptions.defaults().with(NaptOption.MAX_FORWARDS, 1).with(NaptOption.MAX_FORWARDS_PER_HOST, 1),
                5);
        few.napt.restore(saved, few.nanos);
        assertEquals(1, few.events(Event.NOT_RESTORED));
        NaptRun elsewhere = new NaptRun(Edges.SHARED, NaptOptions.defaults().withInside("10.0.0.0/8"), 5);
        assertEquals(0, elsewhere.napt.restore(saved, elsewhere.nanos));
        assertEquals(3, elsewhere.events(Event.NOT_RESTORED));
        assertEquals(0, elsewhere.napt.portCount(NaptProtocol.UDP, NaptStatistics.PortUse.FORWARD));
    }

    /** No octets make it fail: a saved state with any field changed and a correct checksum. */
    @Test
    @Requirement("L4")
    void anyFieldsAreRestoredOrCounted() {
        run.napt.request(request(3074, 1), run.nanos);
        run.napt.request(request(7000, 3), run.nanos);
        run.udp(HOST, 3074, REMOTE, 4000);
        byte[] saved = run.napt.save(run.nanos);
        int[] values = {0, 1, -1, 2, 16, 0xffff, 0x10000, Integer.MAX_VALUE, Integer.MIN_VALUE};
        for (int at = 8; at < saved.length - 4; at += 4) {
            for (int value : values) {
                byte[] changed = saved.clone();
                ByteBuffer octets = ByteBuffer.wrap(changed).putInt(at, value);
                CRC32 checksum = new CRC32();
                checksum.update(changed, 0, changed.length - 4);
                octets.putInt(changed.length - 4, (int) checksum.getValue());
                NaptRun next = new NaptRun(Edges.SHARED, NaptOptions.defaults().with(NaptOption.MAX_SESSIONS, 64), 5);
                int restored = next.napt.restore(changed, next.nanos);
                assertTrue(restored >= -1 && restored <= 1);
                assertEquals(Math.max(0, restored), next.sessions());
                next.after(100_000).expire();
                assertEquals(0, next.sessions());
                assertEquals(0, next.napt.portCount(NaptProtocol.UDP, NaptStatistics.PortUse.FORWARD));
                next.checkCounters();
            }
        }
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
