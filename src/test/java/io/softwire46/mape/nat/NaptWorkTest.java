package io.softwire46.mape.nat;

import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.ipv4;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.conformance.model.Ipv4PacketBuilder;
import io.softwire46.mape.nat.session.NaptKeys;
import io.softwire46.mape.nat.session.PortBitmaps;
import io.softwire46.mape.nat.session.RemoteEndpoints;
import io.softwire46.mape.nat.session.ResetQueue;
import io.softwire46.mape.nat.session.SessionFlags;
import io.softwire46.mape.nat.session.SessionTable;
import io.softwire46.mape.nat.session.TcpTracker;
import io.softwire46.mape.testing.Requirement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The work of one packet, in probes of the indexes and examined ports, at 1, 50, 99 and 100 % of sessions and ports. */
class NaptWorkTest {
    private static final int REMOTE = 0xc633_6407;

    /**
     * Linear probing in an index that is at most half full. The expected longest search at load a is about ln(n) / (a - 1 - ln a) of
     * n slots: below 10 at 0.005, 34 at 0.25, and 61 at 0.5, the load of a full table.
     */
    @ParameterizedTest
    @CsvSource({"1, 12", "50, 40", "99, 75", "100, 80"})
    @Requirement("R6")
    void aSearchTakesFewProbes(int percent, int most) {
        SessionTable table = new SessionTable(1 << 16, 0x9e37_79b9_7f4a_7c15L);
        for (int i = 0; i < (1 << 16) * percent / 100; i++) {
            table.insert(0x0a00_0001_0000_0000L | i << 16 | 53, SessionFlags.word1(0xc633_6401, i, 1, 0));
        }
        assertTrue(table.longestSearch() <= most, "probes: " + table.longestSearch());
    }

    /**
     * A choice among p ports of which a share f is in use takes 1 / (1 - f) attempts on average until the attempts end; then it counts
     * out all ports. From half of the ports on, an attempt is a read of a bit.
     */
    @ParameterizedTest
    @CsvSource({"1, 1.1", "50, 2.3", "99, 800", "100, 0"})
    @Requirement("R6")
    void aPortIsChosenInFewAttempts(int percent, double most) {
        NaptOptions options = NaptOptions.defaults()
                .with(NaptOption.MAX_SESSIONS_PER_HOST, 65_536)
                .with(NaptOption.NEW_SESSIONS_PER_SECOND_PER_HOST, 1_000_000);
        Sessions sessions = new Sessions(
                new NaptRules(NaptTable.of(Edges.shared(6, 6, 1), options)),
                options,
                NaptKeys.seeded(1),
                new NaptEvents(0, new NaptRun().napt.statistics()),
                new ResetQueue(Sessions.PER_CALL));
        int ports = 1008;
        Random random = new Random(percent);
        List<Integer> made = new ArrayList<>();
        int next = 0;
        while (made.size() < ports * percent / 100) {
            assertEquals(NaptResult.TRANSLATED, open(sessions, next++));
            made.add(sessions.made);
        }
        long attempts = 0;
        int rounds = 2000;
        for (int i = 0; i < rounds; i++) {
            if (percent == 100) {
                assertEquals(NaptResult.NO_PORT_TOWARD_REMOTE, open(sessions, next++));
                attempts += sessions.choice.attempts();
                continue;
            }
            int at = random.nextInt(made.size());
            sessions.end(made.get(at), NaptStatistics.Event.ENDED_TABLE, sessions.tick);
            assertEquals(NaptResult.TRANSLATED, open(sessions, next++));
            made.set(at, sessions.made);
            attempts += sessions.choice.attempts();
            assertTrue(sessions.choice.attempts() <= 48 + ports, "the bound");
        }
        assertTrue((double) attempts / rounds <= most, "attempts: " + (double) attempts / rounds);
        int record = sessions.remotes.find(RemoteEndpoints.overlappingKey(NaptRules.TCP, REMOTE, 80));
        assertEquals(percent >= 50, sessions.remotes.bitmap(record) != PortBitmaps.NONE);
    }

    private static NaptResult open(Sessions sessions, int number) {
        int address = 0x0a00_0001 + (number >>> 14);
        return sessions.open(NaptRules.TCP, address, 1024 + (number & 0x3fff), REMOTE, 80, TcpTracker.INSIDE_SYN);
    }

    /** A packet that comes when many sessions are over ends some of them, and so does the next one. */
    @Test
    @Requirement("R6")
    void aPacketEndsABoundedNumberOfSessions() {
        NaptRun run = new NaptRun(NaptOptions.defaults()
                .with(NaptOption.MAX_SESSIONS_PER_HOST, 65_536)
                .with(NaptOption.NEW_SESSIONS_PER_SECOND_PER_HOST, 1_000_000));
        int made = 20_000;
        for (int i = 0; i < made; i++) {
            assertEquals(NaptResult.TRANSLATED, run.out(syn(5000 + i / 200, i % 200)), () -> "session");
        }
        run.nanos += 1000 * 1_000_000_000L;
        assertEquals(NaptResult.TRANSLATED, run.out(syn(4000, 1)));
        int left = run.napt.sessionCount(NaptProtocol.TCP);
        assertEquals(made - 4096 + 1, left);
        // from outside, too
        assertEquals(
                NaptResult.UNSOLICITED,
                run.in(ipv4(REMOTE, Edges.SHARED.ipv4Bits())
                        .udp(1, Edges.SHARED.portSet().portAt(3))));
        assertEquals(left - 4096, run.napt.sessionCount(NaptProtocol.TCP));
        while (run.napt.expire(run.nanos)) {
            // 64 sessions a call
        }
        assertEquals(1, run.napt.sessionCount(NaptProtocol.TCP));
    }

    /** Sessions that are over are absent also while many of them remain: for their own endpoints, and for the filter. */
    @Test
    @Requirement({"T9", "P4"})
    void sessionsThatAreOverAreAbsentBeforeTheyAreEnded() {
        int made = 20_000;
        for (int first = 0; first < made; first += made / 10) { // some of them are ended by the packet itself
            NaptRun run = new NaptRun(NaptOptions.defaults()
                    .with(NaptOption.MAX_SESSIONS_PER_HOST, 65_536)
                    .with(NaptOption.NEW_SESSIONS_PER_SECOND_PER_HOST, 1_000_000));
            int port = 0;
            for (int i = 0; i < made; i++) {
                assertEquals(NaptResult.TRANSLATED, run.out(udp(i)), () -> "session");
                port = run.sourcePort();
            }
            run.nanos += 1000 * 1_000_000_000L;
            assertEquals(NaptResult.FILTERED, run.in(answer(first, 1, port)), "no live session permits it");
            assertEquals(NaptResult.TRANSLATED, run.out(udp(first)));
            assertEquals(port, run.sourcePort());
            assertEquals(NaptResult.TRANSLATED, run.in(answer(first, 7000, port)));
            run.expire();
            assertEquals(1, run.napt.sessionCount(NaptProtocol.UDP));
            assertEquals(NaptResult.TRANSLATED, run.in(answer(first, 7000, port)));
            run.checkCounters();
        }
    }

    /** The same for sessions of ports that overlap: none is made beside another one of the same endpoints. */
    @Test
    @Requirement({"T9", "P5"})
    void closedConnectionsAreAbsentBeforeTheyAreEnded() {
        NaptRun run = new NaptRun(NaptOptions.defaults()
                .with(NaptOption.MAX_SESSIONS_PER_HOST, 65_536)
                .with(NaptOption.NEW_SESSIONS_PER_SECOND_PER_HOST, 1_000_000));
        int made = 20_000;
        for (int i = 0; i < made; i++) {
            assertEquals(NaptResult.TRANSLATED, run.out(syn(5000 + i / 200, i % 200)), () -> "session");
        }
        run.nanos += 1000 * 1_000_000_000L;
        for (int i = 0; i < made; i += made / 5) {
            assertEquals(NaptResult.TRANSLATED, run.out(syn(5000 + i / 200, i % 200)), () -> "session");
            int port = run.sourcePort();
            assertEquals(NaptResult.TRANSLATED, run.out(syn(5000 + i / 200, i % 200)), () -> "session");
            assertEquals(port, run.sourcePort());
        }
        run.expire();
        assertEquals(5, run.napt.sessionCount(NaptProtocol.TCP));
    }

    private static Ipv4PacketBuilder udp(int server) {
        return ipv4(0xc0a8_010a, REMOTE + server).udp(5000, 7000);
    }

    private static Ipv4PacketBuilder answer(int server, int port, int external) {
        return ipv4(REMOTE + server, Edges.SHARED.ipv4Bits()).udp(port, external);
    }

    private static Ipv4PacketBuilder syn(int port, int server) {
        return ipv4(0xc0a8_010a, REMOTE + server).tcp(port, 80, 2, new byte[0]);
    }

    /** Endpoints whose keys collide without a secret: they fill a run of the index of an attacker, and none of a table. */
    @Test
    @Requirement({"R5", "R6"})
    void chosenEndpointsDoNotCollide() {
        int capacity = 1 << 14;
        SessionTable known = new SessionTable(capacity, 0);
        SessionTable secret = new SessionTable(capacity, new Random(3).nextLong());
        int made = 0;
        for (int host = 0; made < 1000; host++) {
            for (int port = 1; port < 0x10000 && made < 1000; port++) {
                long word0 = (0x0a00_0000L + host) << 32 | (long) port << 16 | 53;
                long word1 = SessionFlags.word1(REMOTE, made, 1, 0);
                long tag = known.tag(word0, word1 & SessionTable.OUTBOUND_KEY);
                if (tag >>> 32 < 1L << 32 - 9) { // the first slots of 512 parts
                    known.insert(word0, word1);
                    secret.insert(word0, word1);
                    made++;
                }
            }
        }
        assertTrue(known.longestSearch() > 800, "an attack needs the key: " + known.longestSearch());
        assertTrue(secret.longestSearch() < 20, "probes: " + secret.longestSearch());
    }
}
