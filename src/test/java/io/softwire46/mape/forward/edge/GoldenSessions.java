package io.softwire46.mape.forward.edge;

import static io.softwire46.mape.forward.edge.GoldenCase.A;
import static io.softwire46.mape.forward.edge.GoldenCase.ACK;
import static io.softwire46.mape.forward.edge.GoldenCase.B;
import static io.softwire46.mape.forward.edge.GoldenCase.FIN;
import static io.softwire46.mape.forward.edge.GoldenCase.OWN;
import static io.softwire46.mape.forward.edge.GoldenCase.REMOTE;
import static io.softwire46.mape.forward.edge.GoldenCase.REMOTE_2;
import static io.softwire46.mape.forward.edge.GoldenCase.SYN;
import static io.softwire46.mape.forward.edge.GoldenCase.lan;
import static io.softwire46.mape.forward.edge.GoldenCase.segment;
import static io.softwire46.mape.forward.edge.GoldenCase.translated;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.conformance.model.Ipv4PacketBuilder;
import io.softwire46.mape.forward.Outcome;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.testing.Requirement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Golden cases: ports, sessions and their times. Static methods only. */
final class GoldenSessions {
    private static final int SMALL_PORTS = 12;
    private static final int DEAD_ADDRESSES = 10_000;

    /** Leaves one usable port of the small set: 59159. */
    private static final String ONE_PORT = "\"minExclusivePorts\": 0, \"minOverlappingPorts\": 0, \"reserved\": [ "
            + "{ \"protocol\": \"any\", \"ports\": \"26388-42775\" }, "
            + "{ \"protocol\": \"any\", \"ports\": \"59156-59158\" } ]";

    private static final int LAST_PORT = 59159;

    private GoldenSessions() {}

    static List<Supplier<GoldenCase>> all() {
        return List.of(
                GoldenSessions::ranges,
                GoldenSessions::lastPort,
                GoldenSessions::reserved,
                GoldenSessions::ping,
                GoldenSessions::scan,
                GoldenSessions::onePort,
                GoldenSessions::stun,
                GoldenSessions::lateFin,
                GoldenSessions::timeWait,
                GoldenSessions::simultaneousOpen,
                GoldenSessions::newPrefix);
    }

    /** RFC 7597 section 8: all ranges are used, not the first only. */
    @Requirement({"P1", "P9"})
    private static GoldenCase ranges() {
        GoldenCase golden = new GoldenCase("ranges-beyond-the-first");
        List<Integer> ports = new ArrayList<>();
        Set<Integer> ranges = new HashSet<>();
        for (int i = 0; i < 40; i++) {
            int port = golden.udpOut(A, 5000 + i, REMOTE, 4000);
            ports.add(port);
            ranges.add(port >>> 12);
        }
        assertEquals(ports.size(), Set.copyOf(ports).size());
        assertTrue(ranges.size() > 2); // 40 ports fit in 3 ranges
        for (int i = 0; i < 40; i++) {
            golden.udpIn(REMOTE, 4000, ports.get(i), A, 5000 + i);
        }
        return golden;
    }

    /** RFC 5508 REQ-8: no session is refused before the last port is taken. */
    @Requirement({"P9", "I9"})
    private static GoldenCase lastPort() {
        GoldenCase golden = new GoldenCase(
                "filled-to-the-last-port",
                GoldenCe.SMALL,
                "\"minOverlappingPorts\": 0, \"limits\": { \"maxExclusivePortsPerHost\": 12 }");
        Set<Integer> ports = new HashSet<>();
        for (int i = 0; i < SMALL_PORTS; i++) {
            assertTrue(ports.add(golden.udpOut(A, 5000 + i, REMOTE, 4000)));
        }
        byte[] further = lan(B, REMOTE).udp(5000, 4000).octets();
        golden.refused(further, Verdict.DROP_NAPT_NO_PORT_EXCLUSIVE, 3, 13, 0);
        golden.after(301); // all sessions have ended
        assertTrue(ports.contains(golden.udpOut(B, 5000, REMOTE, 4000)));
        return golden;
    }

    @Requirement("P10")
    private static GoldenCase reserved() {
        GoldenCase golden = new GoldenCase("reserved-ports-spared", GoldenCe.SMALL, ONE_PORT);
        assertEquals(LAST_PORT, golden.udpOut(A, 5000, REMOTE, 4000));
        byte[] further = lan(B, REMOTE).udp(5000, 4000).octets();
        golden.refused(further, Verdict.DROP_NAPT_NO_PORT_EXCLUSIVE, 3, 13, 0);
        golden.udpIn(REMOTE, 4000, LAST_PORT, A, 5000);
        return golden;
    }

    /** RFC 5508 REQ-1, RFC 7597 section 8.2: two hosts with one Identifier. */
    @Requirement({"I1", "P4"})
    private static GoldenCase ping() {
        GoldenCase golden = new GoldenCase("ping-behind-a-shared-address");
        List<Integer> identifiers = new ArrayList<>();
        for (String host : List.of(A, B)) {
            Outcome outcome = golden.fromLan(lan(host, REMOTE).icmpQuery(8, 77).octets());
            identifiers.add(golden.external(outcome));
            golden.sent(outcome, translated(OWN, REMOTE).icmpQuery(8, golden.external(outcome)));
        }
        assertNotEquals(identifiers.get(0), identifiers.get(1));
        for (int i = 0; i < 2; i++) {
            golden.toLan(
                    lan(REMOTE, OWN).icmpQuery(0, identifiers.get(i)).octets(),
                    lan(REMOTE, i == 0 ? A : B).icmpQuery(0, 77).octets());
        }
        return golden;
    }

    /** RFC 4787 REQ-1: a socket that sends to many addresses needs one port. */
    @Requirement("P4")
    private static GoldenCase scan() {
        String napt = "\"limits\": { \"newSessionsPerSecondPerHost\": 20000 }";
        GoldenCase golden = new GoldenCase("scan-of-dead-addresses", GoldenCe.SHARED, napt);
        int port = 0;
        for (int i = 0; i < DEAD_ADDRESSES; i++) {
            String remote = "198.18." + i / 250 + "." + (i % 250 + 1);
            byte[] packet = lan(A, remote).udp(5000, 4000, 0).octets();
            Outcome outcome = golden.fromLan(packet);
            port = i == 0 ? golden.external(outcome) : port;
            golden.sent(outcome, translated(OWN, remote).udp(port, 4000, 0));
        }
        assertNotEquals(port, golden.udpOut(B, 5000, REMOTE, 4000));
        return golden;
    }

    /** RFC 7857 section 3: sessions of several hosts share a port toward different endpoints. */
    @Requirement({"P5", "P7"})
    private static GoldenCase onePort() {
        GoldenCase golden = new GoldenCase("one-port-toward-many-destinations", GoldenCe.SMALL, ONE_PORT);
        assertEquals(LAST_PORT, golden.tcpOut(A, 5000, REMOTE, 443, SYN, 100, 0));
        assertEquals(LAST_PORT, golden.tcpOut(B, 5000, REMOTE_2, 443, SYN, 200, 0));
        assertEquals(LAST_PORT, golden.tcpOut(A, 5001, REMOTE_2, 80, SYN, 300, 0));
        byte[] taken = segment(lan(B, REMOTE), B, REMOTE, 5000, 443, SYN, 400, 0);
        golden.refused(taken, Verdict.DROP_NAPT_NO_PORT_TOWARD_REMOTE, 3, 13, 0);
        golden.tcpIn(REMOTE, 443, LAST_PORT, A, 5000, SYN | ACK, 900, 101);
        golden.tcpIn(REMOTE_2, 443, LAST_PORT, B, 5000, SYN | ACK, 900, 201);
        golden.tcpIn(REMOTE_2, 80, LAST_PORT, A, 5001, SYN | ACK, 900, 301);
        return golden;
    }

    /** RFC 4787 REQ-1: a socket that uses STUN keeps its port toward port 443. */
    @Requirement("P8")
    private static GoldenCase stun() {
        GoldenCase golden = new GoldenCase("stun-beside-443");
        int port = golden.udpOut(A, 5000, REMOTE, 3478);
        assertEquals(port, golden.udpOut(A, 5000, REMOTE_2, 443));
        golden.udpIn(REMOTE_2, 443, port, A, 5000);
        return golden;
    }

    @Requirement("P15")
    private static GoldenCase lateFin() {
        GoldenCase golden = new GoldenCase("late-fin-without-session");
        byte[] fin = segment(lan(A, REMOTE), A, REMOTE, 5000, 443, FIN | ACK, 100, 200);
        golden.expect(golden.fromLan(fin), Verdict.DROP_NAPT_NO_SESSION_TCP);
        return golden;
    }

    /** RFC 5382 REQ-2: the connection is opened again on its port. */
    @Requirement({"C2", "T5"})
    private static GoldenCase timeWait() {
        GoldenCase golden = new GoldenCase("syn-into-time-wait");
        int port = golden.tcpOut(A, 5000, REMOTE, 443, SYN, 100, 0);
        golden.tcpIn(REMOTE, 443, port, A, 5000, SYN | ACK, 900, 101);
        golden.tcpOut(A, 5000, REMOTE, 443, ACK, 101, 901);
        golden.tcpOut(A, 5000, REMOTE, 443, FIN | ACK, 101, 901);
        golden.tcpIn(REMOTE, 443, port, A, 5000, FIN | ACK, 901, 102);
        golden.tcpOut(A, 5000, REMOTE, 443, ACK, 102, 902);
        golden.after(60);
        assertEquals(port, golden.tcpOut(A, 5000, REMOTE, 443, SYN, 5000, 0));
        golden.tcpIn(REMOTE, 443, port, A, 5000, SYN | ACK, 7000, 5001);
        golden.tcpOut(A, 5000, REMOTE, 443, ACK, 5001, 7001);
        golden.after(3600); // the new connection is established
        golden.tcpIn(REMOTE, 443, port, A, 5000, ACK, 7001, 5001);
        return golden;
    }

    /** RFC 5382 REQ-2a. */
    @Requirement("C1")
    private static GoldenCase simultaneousOpen() {
        GoldenCase golden = new GoldenCase("simultaneous-open");
        int port = golden.tcpOut(A, 5000, REMOTE, 4000, SYN, 100, 0);
        golden.tcpIn(REMOTE, 4000, port, A, 5000, SYN, 900, 0);
        assertEquals(port, golden.tcpOut(A, 5000, REMOTE, 4000, SYN | ACK, 100, 901));
        golden.tcpIn(REMOTE, 4000, port, A, 5000, SYN | ACK, 900, 101);
        golden.after(3600);
        assertEquals(port, golden.tcpOut(A, 5000, REMOTE, 4000, ACK, 101, 901));
        return golden;
    }

    /** RFC 7597 section 5: with a new prefix, sessions of the old one are ended. */
    @Requirement({"L1", "X1"})
    private static GoldenCase newPrefix() {
        GoldenCase golden = new GoldenCase("new-prefix-in-mid-connection");
        String own = "192.0.2.19";
        int port = golden.tcpOut(A, 5000, REMOTE, 443, SYN, 100, 0);
        golden.tcpIn(REMOTE, 443, port, A, 5000, SYN | ACK, 900, 101);
        golden.tcpOut(A, 5000, REMOTE, 443, ACK, 101, 901);
        golden.renumber("2001:db8:13:9d00::/56", "2001:db8:13:9d00:0:c000:213:9d");
        byte[] late = segment(lan(A, REMOTE), A, REMOTE, 5000, 443, ACK, 101, 901);
        golden.expect(golden.fromLan(late), Verdict.DROP_NAPT_NO_SESSION_TCP);
        Outcome outcome = golden.fromLan(segment(lan(A, REMOTE), A, REMOTE, 5001, 443, SYN, 500, 0));
        int external = GoldenCase.sourcePort(outcome);
        assertEquals(0x9d, external >>> 4 & 0xff);
        assertNotEquals(0, external >>> 12);
        Ipv4PacketBuilder sent = translated(own, REMOTE);
        byte[] inner = segment(sent, own, REMOTE, external, 443, SYN, 500, 0);
        golden.expect(outcome, Verdict.FORWARDED, golden.tunnelled(inner));
        return golden;
    }
}
