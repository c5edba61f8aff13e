package io.softwire46.mape.nat;

import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.ipv4;
import static io.softwire46.mape.nat.NaptResult.TRANSLATED;
import static io.softwire46.mape.nat.NaptRun.ACK;
import static io.softwire46.mape.nat.NaptRun.HOST;
import static io.softwire46.mape.nat.NaptRun.OTHER;
import static io.softwire46.mape.nat.NaptRun.REMOTE;
import static io.softwire46.mape.nat.NaptRun.REMOTE_2;
import static io.softwire46.mape.nat.NaptRun.SYN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.nat.NaptOptions.Forward;
import io.softwire46.mape.nat.NaptOptions.Ipv4Prefix;
import io.softwire46.mape.nat.NaptOptions.Reserved;
import io.softwire46.mape.nat.NaptStatistics.Event;
import io.softwire46.mape.testing.Requirement;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Static forwards, and new tables. */
class NaptTableChangeTest {
    private static final NaptOptions DEFAULTS = NaptOptions.defaults();

    private final NaptRun run = new NaptRun();

    private static Forward forward(int port, String to) {
        return Forward.of(NaptProtocol.UDP, port, to);
    }

    private void publish(NaptOptions options) {
        run.published.publish(NaptTable.of(Edges.SHARED, options));
    }

    /** RFC 6887 section 11.3: inbound from anyone, outbound by the same port, and no other protocol. */
    @Test
    @Requirement({"W2", "W6", "P10"})
    void aForwardWorksInBothDirections() {
        publish(DEFAULTS.withForwards(List.of(forward(6600, HOST + ":5000"))));
        assertEquals(TRANSLATED, run.udpIn(REMOTE, 1, 6600));
        assertEquals(HOST, run.destination());
        assertEquals(5000, run.destinationPort());
        assertEquals(6600, run.udp(HOST, 5000, REMOTE_2, 9));
        assertEquals(6600, run.udp(HOST, 5000, REMOTE_2, 53));
        assertEquals(NaptResult.UNSOLICITED, run.tcpIn(REMOTE, 1, 6600, SYN, 1, 0));
        for (int i = 0; i < 120; i++) {
            assertNotEquals(6600, run.udp(OTHER, 6000 + i, REMOTE, 9));
        }
        run.after(301).expire();
        assertEquals(TRANSLATED, run.udpIn(REMOTE, 1, 6600)); // the mapping has no idle time
        run.checkCounters();
    }

    @Test
    @Requirement("W6")
    void aForwardMayBeLimitedToRemoteHosts() {
        publish(DEFAULTS.withForwards(List.of(forward(6600, HOST + ":5000")
                .withRemotes(List.of(Ipv4Prefix.parse("203.0.113.0/24"), Ipv4Prefix.parse("192.0.2.128/32"))))));
        assertEquals(NaptResult.FILTERED, run.udpIn(REMOTE, 1, 6600));
        assertEquals(TRANSLATED, run.udpIn(REMOTE_2, 1, 6600));
    }

    /** RFC 7596 section 5.1: another address or port set ends all sessions. */
    @Test
    @Requirement("L1")
    void anotherPortSetEndsAllSessions() {
        int port = run.udp(HOST, 5000, REMOTE, 4000);
        run.udp(HOST, 5000, REMOTE, 443);
        run.tcpOut(HOST, 5000, REMOTE, 443, SYN, 1, 0);
        run.published.publish(NaptTable.of(Edges.shared(6, 6, 3), DEFAULTS));
        assertEquals(NaptResult.UNSOLICITED, run.udpIn(REMOTE, 4000, port));
        assertEquals(0, run.sessions());
        assertEquals(3, run.events(Event.ENDED_TABLE));
        int next = run.udp(HOST, 5000, REMOTE, 4000);
        assertTrue(Edges.shared(6, 6, 3).portSet().contains(next));
        assertEquals(TRANSLATED, run.udpIn(REMOTE, 4000, next));
        run.checkCounters();
    }

    /** An equal mapping of the CE ends no session; ports that are reserved or forwarded from now on end theirs. */
    @Test
    @Requirement("L1")
    void aTableWithTheSameMappingKeepsSessions() {
        int first = run.udp(HOST, 5000, REMOTE, 4000);
        int second = run.udp(HOST, 5001, REMOTE, 4000);
        int third = run.udp(HOST, 5002, REMOTE, 4000);
        publish(DEFAULTS);
        assertEquals(TRANSLATED, run.udpIn(REMOTE, 4000, first));
        publish(DEFAULTS.withReserved(List.of(Reserved.of(NaptProtocol.UDP, "" + first)))
                .withForwards(List.of(forward(second, OTHER + ":1"))));
        assertEquals(NaptResult.UNSOLICITED, run.udpIn(REMOTE, 4000, first));
        assertEquals(TRANSLATED, run.udpIn(REMOTE, 4000, second));
        assertEquals(OTHER, run.destination());
        assertEquals(TRANSLATED, run.udpIn(REMOTE, 4000, third));
        assertEquals(HOST, run.destination());
        assertEquals(1, run.events(Event.ENDED_TABLE));
        assertEquals(1, run.events(Event.ENDED_FORWARD));
        publish(DEFAULTS); // the forward is gone, the port is free
        assertEquals(NaptResult.UNSOLICITED, run.udpIn(REMOTE, 4000, second));
        assertEquals(2, run.events(Event.ENDED_FORWARD));
        run.checkCounters();
    }

    /** A forward for an endpoint that has a dynamic mapping replaces it. */
    @Test
    @Requirement("L1")
    void aForwardReplacesTheMappingOfItsEndpoint() {
        int port = run.udp(HOST, 5000, REMOTE, 4000);
        int another = port == 6600 ? 6601 : 6600;
        publish(DEFAULTS.withForwards(List.of(forward(another, HOST + ":5000"))));
        assertEquals(NaptResult.UNSOLICITED, run.udpIn(REMOTE, 4000, port));
        assertEquals(another, run.udp(HOST, 5000, REMOTE, 4000));
        run.checkCounters();
    }

    /** RFC 7857 section 3: sessions on a shared port stay there; the remote endpoint cannot come by both ports. */
    @Test
    @Requirement({"L1", "P8"})
    void sharedPortsStayWhenTheirEndpointGetsAForward() {
        int port = run.udp(HOST, 5000, REMOTE, 443);
        int another = port == 6600 ? 6601 : 6600;
        publish(DEFAULTS.withForwards(List.of(forward(another, HOST + ":5000"))));
        assertEquals(TRANSLATED, run.udpIn(REMOTE, 443, port));
        assertEquals(port, run.udp(HOST, 5000, REMOTE, 443));
        assertEquals(NaptResult.FILTERED, run.udpIn(REMOTE, 443, another));
        assertEquals(another, run.udp(HOST, 5000, REMOTE_2, 443));
        assertEquals(TRANSLATED, run.udpIn(REMOTE_2, 443, another));
        run.checkCounters();
    }

    /** With an address of its own, one host receives what has no session, of any protocol. */
    @Test
    @Requirement("O4")
    void theDmzHostReceivesTheRest() {
        NaptOptions options =
                DEFAULTS.withDmzHost(OptionalInt.of(0xc0a8010b)).withReserved(List.of(Reserved.of(null, "90")));
        NaptRun whole = new NaptRun(Edges.whole(), options, 1);
        int port = whole.udp(HOST, 5000, REMOTE, 4000);
        assertEquals(TRANSLATED, whole.udpIn(REMOTE, 4000, port));
        assertEquals(HOST, whole.destination());
        assertEquals(NaptResult.FILTERED, whole.udpIn(REMOTE_2, 4000, port));
        for (int open : new int[] {80, 8080 == port ? 8081 : 8080}) {
            assertEquals(TRANSLATED, whole.tcpIn(REMOTE, 9, open, SYN, 1, 0));
            assertEquals(OTHER, whole.destination());
            assertEquals(open, whole.destinationPort());
            assertEquals(TRANSLATED, whole.tcpIn(REMOTE_2, 9, open, SYN, 1, 0));
            assertEquals(TRANSLATED, whole.tcpOut(OTHER, open, REMOTE, 9, SYN | ACK, 1, 2));
            assertEquals(open, whole.sourcePort());
        }
        assertEquals(NaptResult.UNSOLICITED, whole.tcpIn(REMOTE, 9, 90, SYN, 1, 0));
        assertEquals(NaptResult.UNSOLICITED, whole.tcpIn(REMOTE, 9, 81, ACK, 1, 0));
        byte[] esp = ipv4(REMOTE, Edges.ADDRESS).payload(50, new byte[30]).octets();
        assertEquals(TRANSLATED, whole.in(esp));
        assertEquals(OTHER, whole.destination());
        assertEquals(TRANSLATED, whole.out(ipv4(OTHER, REMOTE).payload(50, new byte[30])));
        assertEquals(Edges.ADDRESS, whole.source());
        assertEquals(NaptResult.NO_PORT_PROTOCOL, whole.out(ipv4(HOST, REMOTE).payload(50, new byte[30])));
        whole.after(300).expire();
        assertEquals(TRANSLATED, whole.tcpIn(REMOTE, 9, 80, SYN, 1, 0));
        whole.checkCounters();
    }

    /** Changed timers apply from the next packet of a session. */
    @Test
    @Requirement("L1")
    void changedTimersApplyFromTheNextPacket() {
        int port = run.udp(HOST, 5000, REMOTE, 4000);
        publish(DEFAULTS.with(NaptOption.UDP, 120));
        run.udp(HOST, 5000, REMOTE, 4000);
        run.after(121).expire();
        assertEquals(0, run.sessions());
        assertEquals(NaptResult.UNSOLICITED, run.udpIn(REMOTE, 4000, port));
    }

    @Test
    @Requirement("L1")
    void sessionsOfHostsThatAreNoLongerInsideEnd() {
        run.udp(HOST, 5000, REMOTE, 4000);
        run.udp("10.0.0.1", 5000, REMOTE, 4000);
        publish(DEFAULTS.withInside("10.0.0.0/8"));
        run.expire();
        assertEquals(1, run.sessions());
    }

    /** A TCP connection to a forward can be opened again from the same remote port after it was closed. */
    @Test
    @Requirement({"F4", "C2"})
    void aForwardAcceptsTheSameRemotePortAgain() {
        publish(DEFAULTS.withForwards(List.of(Forward.of(NaptProtocol.TCP, 6600, HOST + ":80"))));
        for (int round = 0; round < 3; round++) {
            assertEquals(TRANSLATED, run.tcpIn(REMOTE, 9, 6600, SYN, 100, 0));
            assertEquals(TRANSLATED, run.tcpOut(HOST, 80, REMOTE, 9, SYN | ACK, 200, 101));
            assertEquals(TRANSLATED, run.tcpIn(REMOTE, 9, 6600, ACK, 101, 201));
            run.after(7400).expire();
            assertEquals(1, run.sessions());
            assertEquals(TRANSLATED, run.tcpOut(HOST, 80, REMOTE, 9, NaptRun.FIN | ACK, 201, 101));
            assertEquals(TRANSLATED, run.tcpIn(REMOTE, 9, 6600, NaptRun.FIN | ACK, 101, 202));
            assertEquals(TRANSLATED, run.tcpOut(HOST, 80, REMOTE, 9, ACK, 202, 102));
        }
        run.after(121).expire();
        assertEquals(0, run.sessions());
    }
}
