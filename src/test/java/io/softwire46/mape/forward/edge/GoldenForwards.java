package io.softwire46.mape.forward.edge;

import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.ipv4;
import static io.softwire46.mape.forward.edge.GoldenCase.A;
import static io.softwire46.mape.forward.edge.GoldenCase.B;
import static io.softwire46.mape.forward.edge.GoldenCase.OWN;
import static io.softwire46.mape.forward.edge.GoldenCase.REMOTE;
import static io.softwire46.mape.forward.edge.GoldenCase.REMOTE_2;
import static io.softwire46.mape.forward.edge.GoldenCase.lan;
import static io.softwire46.mape.forward.edge.GoldenCase.translated;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.forward.Outcome;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.nat.PortGrant.Result;
import io.softwire46.mape.testing.Requirement;
import java.util.List;
import java.util.function.Supplier;

/** Golden cases: forwards, requested ports and hairpinning. Static methods only. */
final class GoldenForwards {
    private static final int PORT = 6600;
    private static final String TO_A =
            "\"forwards\": [ { \"protocol\": \"udp\", \"port\": 6600, \"to\": \"192.168.1.10:3074\" } ]";
    private static final String TO_B =
            "\"forwards\": [ { \"protocol\": \"udp\", \"port\": 6600, \"to\": \"192.168.1.11:3074\" } ]";

    private GoldenForwards() {}

    static List<Supplier<GoldenCase>> all() {
        return List.of(
                GoldenForwards::outsideTheSet,
                GoldenForwards::outbound,
                GoldenForwards::twoHosts,
                GoldenForwards::foreignNonce,
                GoldenForwards::hairpinUdp,
                GoldenForwards::hairpinPing,
                GoldenForwards::hairpinError,
                GoldenForwards::anotherCe);
    }

    /** Port 8000 is between the ranges 6592 to 6607 and 10688 to 10703. */
    @Requirement({"W1", "W3"})
    private static GoldenCase outsideTheSet() {
        GoldenCase golden = new GoldenCase("forward-outside-the-set");
        GoldenRequest request = GoldenRequest.of(A, 3074).suggest(8000);
        request.preferFailure().refused(golden, Result.CANNOT_PROVIDE_EXTERNAL, 6607, 10688);
        int port = request.granted(golden);
        assertTrue(golden.ce.contains(port));
        golden.udpIn(REMOTE, 4000, port, A, 3074);
        golden.expect(golden.fromBr(ipv4(REMOTE, OWN).udp(4000, 8000).octets()), Verdict.DROP_NOT_MY_ADDRESS);
        return golden;
    }

    /** The host of a forward sends from its port. */
    @Requirement("W2")
    private static GoldenCase outbound() {
        GoldenCase golden = new GoldenCase("outbound-of-a-forward", GoldenCe.SHARED, TO_A);
        golden.udpIn(REMOTE, 4000, PORT, A, 3074);
        assertEquals(PORT, golden.udpOut(A, 3074, REMOTE, 4000));
        assertEquals(PORT, golden.udpOut(A, 3074, REMOTE_2, 443));
        assertNotEquals(PORT, golden.udpOut(A, 3075, REMOTE, 4000));
        return golden;
    }

    /** RFC 6887 section 11.3: two hosts suggest one port; the second gets another one. */
    @Requirement("W3")
    private static GoldenCase twoHosts() {
        GoldenCase golden = new GoldenCase("two-hosts-want-one-port");
        assertEquals(PORT, GoldenRequest.of(A, 3074).suggest(PORT).granted(golden));
        int other = GoldenRequest.of(B, 3074).suggest(PORT).granted(golden);
        assertNotEquals(PORT, other);
        assertTrue(golden.ce.contains(other));
        golden.udpIn(REMOTE, 4000, PORT, A, 3074);
        golden.udpIn(REMOTE, 4000, other, B, 3074);
        assertEquals(other, golden.udpOut(B, 3074, REMOTE_2, 4000));
        return golden;
    }

    /** RFC 6887 section 11.3: only the client with the nonce deletes its mapping. */
    @Requirement("W5")
    private static GoldenCase foreignNonce() {
        GoldenCase golden = new GoldenCase("foreign-nonce");
        GoldenRequest request = GoldenRequest.of(A, 3074).suggest(PORT);
        assertEquals(PORT, request.granted(golden));
        request.nonce(2).lifetime(0).refused(golden, Result.NOT_AUTHORIZED, 0, 0);
        golden.udpIn(REMOTE, 4000, PORT, A, 3074);
        return golden;
    }

    /** RFC 4787 REQ-9a: the source is external. */
    @Requirement({"H1", "X10"})
    private static GoldenCase hairpinUdp() {
        GoldenCase golden = new GoldenCase("hairpin-udp", GoldenCe.SHARED, TO_B);
        hairpin(golden);
        return golden;
    }

    /** Sends a packet from A by the forward to B and its answer, and returns the external port of A. */
    private static int hairpin(GoldenCase golden) {
        Outcome outcome = golden.fromLan(lan(A, OWN).udp(5000, PORT).octets());
        int port = Bytes.u16(outcome.packets().get(0), 20);
        assertTrue(golden.ce.contains(port));
        golden.expect(
                outcome, Verdict.FORWARDED, translated(OWN, B).udp(port, 3074).octets());
        golden.expect(
                golden.fromLan(lan(B, OWN).udp(3074, port).octets()),
                Verdict.FORWARDED,
                translated(OWN, A).udp(PORT, 5000).octets());
        return port;
    }

    /** RFC 5508 REQ-7: a ping of the own address returns to its host, which answers itself. */
    @Requirement("H2")
    private static GoldenCase hairpinPing() {
        GoldenCase golden = new GoldenCase("hairpin-ping");
        for (int type : new int[] {8, 0}) {
            golden.expect(
                    golden.fromLan(lan(A, OWN).icmpQuery(type, 77).octets()),
                    Verdict.FORWARDED,
                    translated(OWN, A).icmpQuery(type, 77).octets());
        }
        return golden;
    }

    /** RFC 5508 REQ-7a: the error goes to the source of the quoted packet after its translation. */
    @Requirement("H2")
    private static GoldenCase hairpinError() {
        GoldenCase golden = new GoldenCase("hairpin-error", GoldenCe.SHARED, TO_B);
        int port = hairpin(golden);
        byte[] received = translated(OWN, B).udp(port, 3074).octets();
        byte[] original = translated(A, OWN).udp(5000, PORT).octets();
        golden.expect(
                golden.fromLan(lan(B, OWN).icmpError(3, received).octets()),
                Verdict.FORWARDED,
                translated(OWN, A).icmpError(3, original).octets());
        return golden;
    }

    /** RFC 7597 section 4: the own address with a port of another CE is outside. */
    @Requirement("H3")
    private static GoldenCase anotherCe() {
        GoldenCase golden = new GoldenCase("own-address-with-a-port-of-another-ce");
        int port = golden.udpOut(A, 5000, OWN, 8000);
        golden.udpIn(OWN, 8000, port, A, 5000);
        return golden;
    }
}
