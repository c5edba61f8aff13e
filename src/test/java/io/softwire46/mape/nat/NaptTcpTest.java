package io.softwire46.mape.nat;

import static io.softwire46.mape.nat.NaptResult.FILTERED;
import static io.softwire46.mape.nat.NaptResult.NO_SESSION_TCP;
import static io.softwire46.mape.nat.NaptResult.TRANSLATED;
import static io.softwire46.mape.nat.NaptResult.UNSOLICITED;
import static io.softwire46.mape.nat.NaptRun.ACK;
import static io.softwire46.mape.nat.NaptRun.FIN;
import static io.softwire46.mape.nat.NaptRun.HOST;
import static io.softwire46.mape.nat.NaptRun.OTHER;
import static io.softwire46.mape.nat.NaptRun.REMOTE;
import static io.softwire46.mape.nat.NaptRun.REMOTE_2;
import static io.softwire46.mape.nat.NaptRun.RST;
import static io.softwire46.mape.nat.NaptRun.SYN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.softwire46.mape.nat.NaptOptions.Forward;
import io.softwire46.mape.nat.NaptOptions.MappingBehavior;
import io.softwire46.mape.nat.NaptOptions.TcpNoSession;
import io.softwire46.mape.nat.NaptOptions.UnsolicitedSyn;
import io.softwire46.mape.testing.Requirement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TCP connections: opening, closing, resets and their times. */
class NaptTcpTest {
    private static final int INSIDE = 1000; // initial sequence numbers
    private static final int OUTSIDE = -5; // wraps soon

    private NaptRun run = new NaptRun();
    private int port;

    private NaptResult out(int flags, int sequence, int ack) {
        return run.tcpOut(HOST, 5000, REMOTE, 443, flags, sequence, ack);
    }

    private NaptResult in(int flags, int sequence, int ack) {
        return run.tcpIn(REMOTE, 443, port, flags, sequence, ack);
    }

    private void open() {
        assertEquals(TRANSLATED, out(SYN, INSIDE, 0));
        port = run.sourcePort();
        assertEquals(TRANSLATED, in(SYN | ACK, OUTSIDE, INSIDE + 1));
        assertEquals(HOST, run.destination());
        assertEquals(TRANSLATED, out(ACK, INSIDE + 1, OUTSIDE + 1));
    }

    private void close() {
        assertEquals(TRANSLATED, out(FIN | ACK, INSIDE + 1, OUTSIDE + 1));
        assertEquals(TRANSLATED, in(ACK, OUTSIDE + 1, INSIDE + 2));
        assertEquals(TRANSLATED, in(FIN | ACK, OUTSIDE + 1, INSIDE + 2));
        assertEquals(TRANSLATED, out(ACK, INSIDE + 2, OUTSIDE + 2));
    }

    /** Checks that the session lives through this number of seconds after the last packet, and not longer. */
    private void assertEndsAfter(int seconds) {
        run.after(seconds).expire();
        assertEquals(1, run.sessions(), "ended early");
        run.after(1).expire();
        assertEquals(0, run.sessions(), "ended late");
        run.checkCounters();
    }

    /** RFC 5382 REQ-5: 2 hours and 4 minutes; RFC 7857 figure 1: then TRANS. */
    @Test
    @Requirement({"T3", "T4", "C1"})
    void anEstablishedSessionIsKeptForTwoHoursAndFourMinutes() {
        open();
        run.after(7440).expire();
        assertEquals(TRANSLATED, out(ACK, INSIDE + 1, OUTSIDE + 1));
        assertEndsAfter(7440 + 240);
    }

    @Test
    @Requirement("T3")
    void aPacketRevivesASessionThatWasIdleForTooLong() {
        open();
        run.after(7500);
        assertEquals(TRANSLATED, in(ACK, OUTSIDE + 1, INSIDE + 1));
        assertEndsAfter(7440 + 240);
    }

    /** RFC 5382 section 5: until both ACKs were seen the connection is opening. */
    @Test
    @Requirement("T4")
    void aSessionWithoutHandshakeHasTheOpeningTime() {
        assertEquals(TRANSLATED, out(SYN, INSIDE, 0));
        assertEndsAfter(240);
        out(SYN, INSIDE, 0);
        port = run.sourcePort();
        in(SYN | ACK, OUTSIDE, INSIDE + 1);
        assertEndsAfter(240);
    }

    /** RFC 5382 REQ-2a: simultaneous open, the inside first. */
    @Test
    @Requirement("C1")
    void simultaneousOpenFromInside() {
        out(SYN, INSIDE, 0);
        port = run.sourcePort();
        assertEquals(TRANSLATED, in(SYN, OUTSIDE, 0));
        assertEquals(TRANSLATED, out(SYN | ACK, INSIDE, OUTSIDE + 1));
        assertEquals(TRANSLATED, in(SYN | ACK, OUTSIDE, INSIDE + 1));
        assertEndsAfter(7440 + 240);
    }

    /** RFC 5382 REQ-2a: the other SYN first; it is dropped silently, and the inside opens. */
    @Test
    @Requirement({"C1", "F5"})
    void simultaneousOpenFromOutside() {
        run = new NaptRun(NaptOptions.defaults().with(NaptOption.TCP_MAPPING, MappingBehavior.EXCLUSIVE));
        run.tcpOut(HOST, 5000, REMOTE_2, 80, SYN, 1, 0);
        port = run.sourcePort();
        assertEquals(FILTERED, in(SYN, OUTSIDE, 0));
        assertNull(run.next());
        assertEquals(TRANSLATED, out(SYN, INSIDE, 0));
        assertEquals(port, run.sourcePort());
        assertEquals(TRANSLATED, in(SYN, OUTSIDE, 0)); // sent again
        assertEquals(TRANSLATED, out(SYN | ACK, INSIDE, OUTSIDE + 1));
    }

    /** RFC 5382 section 5: a half-closed connection has the established time. */
    @Test
    @Requirement({"T4", "C1"})
    void aHalfClosedSessionHasTheEstablishedTime() {
        open();
        out(FIN | ACK, INSIDE + 1, OUTSIDE + 1);
        in(ACK, OUTSIDE + 1, INSIDE + 2);
        assertEndsAfter(7440);
    }

    @Test
    @Requirement({"T5", "C1"})
    void aClosedSessionIsKeptForTwoMinutes() {
        open();
        close();
        run.after(60);
        out(ACK, INSIDE + 2, OUTSIDE + 2); // does not refresh
        assertEndsAfter(60);
        assertEquals(1, run.events(NaptStatistics.Event.ENDED_CLOSED));
    }

    @Test
    @Requirement("T5")
    void aSessionWithBothFinsIsClosingUntilBothAreAcknowledged() {
        open();
        out(FIN | ACK, INSIDE + 1, OUTSIDE + 1);
        in(FIN | ACK, OUTSIDE + 1, INSIDE + 2);
        assertEndsAfter(240);
    }

    /** The connection that closed first gives its port to a new one toward the same remote endpoint. */
    @Test
    @Requirement("T5")
    void aClosedSessionGivesItsPortAway() {
        run = new NaptRun(Edges.shared(2, 13, 1), NaptOptions.defaults(), 1); // 6 ports
        int[] ports = new int[6];
        for (int i = 0; i < 6; i++) {
            assertEquals(TRANSLATED, run.tcpOut(HOST, 5000 + i, REMOTE, 443, SYN, INSIDE, 0));
            ports[i] = run.sourcePort();
            run.tcpIn(REMOTE, 443, ports[i], SYN | ACK, OUTSIDE, INSIDE + 1);
            run.tcpOut(HOST, 5000 + i, REMOTE, 443, ACK, INSIDE + 1, OUTSIDE + 1);
        }
        assertEquals(NaptResult.NO_PORT_TOWARD_REMOTE, run.tcpOut(OTHER, 1, REMOTE, 443, SYN, 1, 0));
        for (int i : new int[] {3, 1, 4}) {
            run.tcpOut(HOST, 5000 + i, REMOTE, 443, FIN | ACK, INSIDE + 1, OUTSIDE + 1);
            run.tcpIn(REMOTE, 443, ports[i], FIN | ACK, OUTSIDE + 1, INSIDE + 2);
            run.tcpOut(HOST, 5000 + i, REMOTE, 443, ACK, INSIDE + 2, OUTSIDE + 2);
        }
        for (int i : new int[] {3, 1, 4}) { // in the order of closing
            assertEquals(TRANSLATED, run.tcpOut(OTHER, 100 + i, REMOTE, 443, SYN, 1, 0));
            assertEquals(ports[i], run.sourcePort());
        }
        assertEquals(NaptResult.NO_PORT_TOWARD_REMOTE, run.tcpOut(OTHER, 1, REMOTE, 443, SYN, 1, 0));
        assertEquals(3, run.events(NaptStatistics.Event.TIME_WAIT_RECLAIMED));
        run.checkCounters();
    }

    /**
     * A host that was restarted opens a connection with lower sequence numbers inside the session of the old one. Its port is
     * given away after it is closed, like any other.
     */
    @Test
    @Requirement({"T5", "C2"})
    void aConnectionWithLowerSequenceNumbersCloses() {
        for (int last : new int[] {INSIDE + 5000, INSIDE + (1 << 30), INSIDE - (1 << 30)}) {
            assertNewConnectionCloses(last, OUTSIDE + 1);
            assertNewConnectionCloses(INSIDE + 1, OUTSIDE + (last - INSIDE));
        }
    }

    /** After the old connection has reached these sequence numbers. */
    private void assertNewConnectionCloses(int inside, int outside) {
        run = new NaptRun(Edges.shared(2, 14, 1), NaptOptions.defaults(), 1);
        open();
        int ports = 1;
        while (run.tcpOut(HOST, 6000 + ports, REMOTE, 443, SYN, INSIDE, 0) == TRANSLATED) {
            ports++;
        }
        out(ACK, inside, outside);
        in(ACK, outside, inside);
        assertEquals(TRANSLATED, out(SYN, INSIDE, 0));
        assertEquals(TRANSLATED, in(SYN | ACK, OUTSIDE, INSIDE + 1));
        assertEquals(TRANSLATED, out(ACK, INSIDE + 1, OUTSIDE + 1));
        assertEquals(NaptResult.NO_PORT_TOWARD_REMOTE, run.tcpOut(OTHER, 1, REMOTE, 443, SYN, 1, 0));
        close();
        assertEquals(TRANSLATED, run.tcpOut(OTHER, 1, REMOTE, 443, SYN, 1, 0));
        assertEquals(port, run.sourcePort());
        assertEquals(1, run.events(NaptStatistics.Event.TIME_WAIT_RECLAIMED));
        run.checkCounters();
    }

    /** The FIN of a later connection in a half-closed session is not acknowledged by the ACK of the earlier FIN. */
    @Test
    @Requirement("T5")
    void theFinOfANewConnectionIsAcknowledgedAnew() {
        open();
        out(FIN | ACK, INSIDE + 1, OUTSIDE + 1);
        in(ACK, OUTSIDE + 1, INSIDE + 2);
        out(SYN, INSIDE + 100, 0);
        in(SYN | ACK, OUTSIDE + 100, INSIDE + 101);
        out(FIN | ACK, INSIDE + 101, OUTSIDE + 101);
        in(FIN | ACK, OUTSIDE + 101, INSIDE + 101); // sent before the FIN arrived
        out(ACK, INSIDE + 102, OUTSIDE + 102);
        assertEndsAfter(240); // closing: RFC 5382 section 5
    }

    /** A FIN that is sent again keeps its acknowledgment. */
    @Test
    @Requirement({"T5", "C1"})
    void aRepeatedFinKeepsItsAcknowledgment() {
        open();
        out(FIN | ACK, INSIDE + 1, OUTSIDE + 1);
        in(ACK, OUTSIDE + 1, INSIDE + 2);
        out(FIN | ACK, INSIDE + 1, OUTSIDE + 1);
        in(FIN | ACK, OUTSIDE + 1, INSIDE + 1);
        out(ACK, INSIDE + 2, OUTSIDE + 2);
        assertEndsAfter(120);
    }

    /** RFC 7857 section 2.2: a RST in sequence moves the session to TRANS for 4 minutes. */
    @Test
    @Requirement("T6")
    void aResetInSequenceEndsTheSessionAfterFourMinutes() {
        open();
        assertEquals(TRANSLATED, in(RST, OUTSIDE + 1 + (1 << 20), 0));
        assertEndsAfter(240);
        assertEquals(1, run.events(NaptStatistics.Event.ENDED_RESET));
    }

    /** The next sequence number is that of the last packet, ordinary ones of the fast path included. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Requirement({"T6", "X14"})
    void aResetFollowsTheLastPacket(boolean fromInside) {
        open();
        int step = 1 << 21;
        if (fromInside) {
            assertEquals(TRANSLATED, out(ACK, INSIDE + 1 + step, OUTSIDE + 1));
            assertEquals(TRANSLATED, out(RST, INSIDE + 1 + step, 0));
        } else {
            assertEquals(TRANSLATED, in(ACK, OUTSIDE + 1 + step, INSIDE + 1));
            assertEquals(TRANSLATED, in(RST, OUTSIDE + 1 + step, 0));
        }
        assertEndsAfter(240);
    }

    /** RFC 7857 section 2.2: an attacker off the path does not know the sequence number. */
    @Test
    @Requirement("T6")
    void aForgedResetIsTranslatedAndStartsNoTimer() {
        open();
        assertEquals(TRANSLATED, in(RST, OUTSIDE + 2 + (1 << 20), 0));
        assertEquals(TRANSLATED, in(RST | ACK, OUTSIDE - (1 << 20), 0));
        assertEndsAfter(7440 + 240);
    }

    @Test
    @Requirement("T6")
    void aPacketRevivesAResetSession() {
        open();
        out(RST, INSIDE + 1, 0);
        run.after(200);
        assertEquals(TRANSLATED, in(ACK, OUTSIDE + 1, INSIDE + 1));
        assertEndsAfter(7440 + 240);
    }

    /** RFC 7857 section 2.2: a SYN from outside is such a packet, and brings its own sequence numbers. */
    @Test
    @Requirement("T6")
    void anInboundSynRevivesAResetSession() {
        run = new NaptRun(NaptOptions.defaults().with(NaptOption.TCP_MAPPING, MappingBehavior.EXCLUSIVE));
        open();
        out(RST | ACK, INSIDE + 1, 0);
        assertEquals(TRANSLATED, in(SYN, OUTSIDE - (1 << 25), 0));
        assertEquals(TRANSLATED, in(RST, OUTSIDE - (1 << 25) + 1, 0));
        assertEndsAfter(240);
        open();
        out(RST | ACK, INSIDE + 1, 0);
        assertEquals(TRANSLATED, in(SYN, OUTSIDE + 1, 0));
        assertEndsAfter(7440 + 240);
    }

    /** RFC 7857 section 7.1: a RST does not refresh. */
    @Test
    @Requirement("T7")
    void anOutboundResetDoesNotRefresh() {
        open();
        run.after(7000);
        assertEquals(TRANSLATED, out(RST, INSIDE + (1 << 25), 0));
        assertEndsAfter(440 + 240);
    }

    /** A new SYN on a closed connection starts it anew on the same port. */
    @Test
    @Requirement("C2")
    void aSynReopensAClosedSession() {
        open();
        int before = port;
        close();
        assertEquals(TRANSLATED, out(SYN, 77, 0));
        assertEquals(before, run.sourcePort());
        assertEquals(1, run.sessions());
        assertEquals(TRANSLATED, in(SYN | ACK, OUTSIDE, 78));
        assertEquals(TRANSLATED, out(ACK, 78, OUTSIDE + 1));
        assertEndsAfter(7440 + 240);
    }

    @Test
    @Requirement("C2")
    void aSynInsideAConnectionPasses() {
        open();
        assertEquals(TRANSLATED, out(SYN, 500_000_000, 0));
        assertEquals(TRANSLATED, in(SYN, 7, 0));
        assertEndsAfter(7440 + 240);
    }

    /** RFC 7857 section 2.2 excepted, no sequence number is a reason to drop. */
    @Test
    @Requirement({"C1", "C3"})
    void noPacketOfALiveSessionIsDropped() {
        open();
        for (int flags = 0; flags < 64; flags++) {
            assertEquals(TRANSLATED, out(flags, flags * 0x1234_5678, flags));
            assertEquals(TRANSLATED, in(flags, flags * 0x2345_6789, flags));
        }
    }

    /** Outbound TCP without session that is not a SYN makes no mapping. */
    @Test
    @Requirement("P15")
    void aPacketThatOpensNothingNeedsASession() {
        for (int flags : new int[] {0, ACK, FIN, FIN | ACK, RST, SYN | ACK, SYN | FIN, SYN | RST}) {
            assertEquals(NO_SESSION_TCP, out(flags, 1, 2));
            assertNull(run.next());
        }
        run = new NaptRun(NaptOptions.defaults().with(NaptOption.TCP_NO_SESSION, TcpNoSession.RESET));
        assertEquals(NO_SESSION_TCP, out(ACK, 100, 200));
        byte[] reset = run.next();
        assertNotNull(reset);
        assertEquals(REMOTE, NaptRun.address(reset, 12));
        assertEquals(HOST, NaptRun.address(reset, 16));
        assertEquals(443 << 16 | 5000, NaptRun.word(reset, 20) << 16 | NaptRun.word(reset, 22));
        assertEquals(200, NaptRun.word(reset, 26)); // RFC 9293 section 3.5.2
        assertEquals(RST, reset[33]);
        assertEquals(NO_SESSION_TCP, out(FIN, 100, 0));
        reset = run.next();
        assertEquals(101, NaptRun.word(reset, 30));
        assertEquals(RST | ACK, reset[33]);
        assertEquals(NO_SESSION_TCP, out(RST, 100, 0));
        assertNull(run.next());
    }

    /** RFC 5382 REQ-2: inbound connections to a port of its own, from permitted addresses. */
    @Test
    @Requirement("F4")
    void aPermittedInboundSynMakesASession() {
        run = new NaptRun(NaptOptions.defaults().with(NaptOption.TCP_MAPPING, MappingBehavior.EXCLUSIVE));
        out(SYN, INSIDE, 0);
        port = run.sourcePort();
        assertEquals(TRANSLATED, run.tcpIn(REMOTE, 9999, port, SYN, 5, 0));
        assertEquals(2, run.sessions());
        assertEquals(FILTERED, run.tcpIn(REMOTE, 9998, port, ACK, 5, 0));
        assertEquals(FILTERED, run.tcpIn(REMOTE_2, 9999, port, SYN, 5, 0));
        assertEquals(2, run.sessions());
        assertEquals(TRANSLATED, run.tcpOut(HOST, 5000, REMOTE, 9999, SYN | ACK, 8, 6));
    }

    /** RFC 5382 REQ-4: by option an error after 6 seconds, unless the inside opens the connection. */
    @Test
    @Requirement("F5")
    void anUnsolicitedSynIsAnsweredAfterSixSecondsByOption() {
        run = new NaptRun(NaptOptions.defaults()
                .with(NaptOption.UNSOLICITED_SYN, UnsolicitedSyn.UNREACHABLE)
                .with(NaptOption.MAX_HELD_SYNS, 2));
        port = 6592;
        assertEquals(UNSOLICITED, in(SYN, 5, 0));
        assertEquals(UNSOLICITED, run.tcpIn(REMOTE_2, 1, port, SYN, 5, 0));
        assertEquals(UNSOLICITED, run.tcpIn(REMOTE_2, 2, port, SYN, 5, 0)); // no room
        assertEquals(1, run.events(NaptStatistics.Event.SYN_NOT_HELD));
        run.after(6).expire();
        assertNull(run.next());
        run.after(1).expire();
        byte[] error = run.next();
        assertEquals(Edges.ADDRESS, NaptRun.address(error, 12));
        assertEquals(REMOTE, NaptRun.address(error, 16));
        assertEquals(0x0303, NaptRun.word(error, 20));
        assertEquals(Edges.ADDRESS, NaptRun.address(error, 28 + 16));
        assertEquals(port, NaptRun.word(error, 28 + 22));
        assertEquals(1, run.napt.statistics().get(NaptStatistics.Gauge.HELD_SYNS));
        assertNotNull(run.next());
        assertEquals(0, run.napt.statistics().get(NaptStatistics.Gauge.HELD_SYNS));
        assertNull(run.next());
    }

    /** The oldest of three is cancelled: the answers to the others remain, in order of arrival. */
    @Test
    @Requirement("F5")
    void aCancelledAnswerLeavesTheOthers() {
        Forward forward = Forward.of(NaptProtocol.TCP, 6592, HOST + ":5000")
                .withRemotes(List.of(NaptOptions.Ipv4Prefix.parse("203.0.113.0/24")));
        run = new NaptRun(NaptOptions.defaults()
                .with(NaptOption.UNSOLICITED_SYN, UnsolicitedSyn.UNREACHABLE)
                .with(NaptOption.MAX_HELD_SYNS, 3)
                .withForwards(List.of(forward)));
        port = 6592;
        assertEquals(FILTERED, in(SYN, 5, 0));
        assertEquals(FILTERED, run.tcpIn("198.51.100.8", 1, port, SYN, 6, 0));
        assertEquals(FILTERED, run.tcpIn("198.51.100.9", 2, port, SYN, 7, 0));
        assertEquals(TRANSLATED, out(SYN, INSIDE, 0));
        assertEquals(2, run.napt.statistics().get(NaptStatistics.Gauge.HELD_SYNS));
        run.after(8).expire();
        for (int i = 1; i <= 2; i++) {
            byte[] error = run.next();
            assertEquals("198.51.100." + (7 + i), NaptRun.address(error, 16));
            assertEquals(i, NaptRun.word(error, 28 + 20), "quoted source port");
        }
        assertNull(run.next());
    }

    @Test
    @Requirement("F5")
    void theInsideCancelsTheAnswer() {
        Forward forward = Forward.of(NaptProtocol.TCP, 6592, HOST + ":5000")
                .withRemotes(List.of(NaptOptions.Ipv4Prefix.parse("203.0.113.0/24")));
        run = new NaptRun(NaptOptions.defaults()
                .with(NaptOption.UNSOLICITED_SYN, UnsolicitedSyn.UNREACHABLE)
                .withForwards(List.of(forward)));
        port = 6592;
        assertEquals(FILTERED, in(SYN, 5, 0));
        assertEquals(TRANSLATED, out(SYN, INSIDE, 0));
        assertEquals(port, run.sourcePort());
        run.after(8).expire();
        assertNull(run.next());
    }

    /** RFC 5382 section 5: the host of an ended connection gets a RST with the next sequence number, by option. */
    @Test
    @Requirement("L3")
    void anEndedSessionIsResetByOption() {
        NaptOptions options = NaptOptions.defaults().with(NaptOption.RESET_ENDED, true);
        run = new NaptRun(options);
        open();
        run.published.publish(NaptTable.of(Edges.shared(4, 8, 0x9d), options)); // another PSID
        run.expire();
        byte[] reset = run.next();
        assertEquals(REMOTE, NaptRun.address(reset, 12));
        assertEquals(HOST, NaptRun.address(reset, 16));
        assertEquals(OUTSIDE + 1, NaptRun.word(reset, 24) << 16 | NaptRun.word(reset, 26));
        assertEquals(RST | ACK, reset[33]);
        assertNull(run.next());
        assertNotEquals(0, run.events(NaptStatistics.Event.ENDED_TABLE));
    }
}
