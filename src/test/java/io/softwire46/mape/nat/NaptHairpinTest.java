package io.softwire46.mape.nat;

import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.ipv4;
import static io.softwire46.mape.nat.NaptResult.HAIRPINNED;
import static io.softwire46.mape.nat.NaptResult.TRANSLATED;
import static io.softwire46.mape.nat.NaptRun.HOST;
import static io.softwire46.mape.nat.NaptRun.OTHER;
import static io.softwire46.mape.nat.NaptRun.REMOTE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.softwire46.mape.nat.NaptOptions.FilteringBehavior;
import io.softwire46.mape.nat.NaptOptions.Forward;
import io.softwire46.mape.testing.Requirement;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Packets from inside to the external address. */
class NaptHairpinTest {
    private static final NaptOptions OPEN =
            NaptOptions.defaults().with(NaptOption.UDP_FILTERING, FilteringBehavior.ENDPOINT);

    private NaptRun run = new NaptRun(OPEN);

    /** RFC 4787 REQ-9: external source address and port; the Time to Live is decremented once. */
    @Test
    @Requirement("H1")
    void bothSidesAreTranslated() {
        int server = run.udp(OTHER, 6000, REMOTE, 4000);
        byte[] packet =
                ipv4(HOST, Edges.ADDRESS).timeToLive(9).udp(5000, server).octets();
        assertEquals(HAIRPINNED, run.out(packet));
        assertEquals(Edges.ADDRESS, run.source());
        assertEquals(OTHER, run.destination());
        assertEquals(6000, run.destinationPort());
        assertEquals(8, run.sent[8]);
        int client = run.sourcePort();
        assertEquals(HAIRPINNED, run.out(ipv4(OTHER, Edges.ADDRESS).udp(6000, client)));
        assertEquals(HOST, run.destination());
        assertEquals(5000, run.destinationPort());
        assertEquals(server, run.sourcePort());
    }

    /** The filter applies as from outside; a refused packet is as it was. */
    @Test
    @Requirement({"H1", "X6"})
    void theFilterApplies() {
        run = new NaptRun();
        int server = run.udp(OTHER, 6000, REMOTE, 4000);
        assertEquals(NaptResult.FILTERED, run.udpOut(HOST, 5000, Edges.ADDRESS, server));
        assertEquals(NaptResult.UNSOLICITED, run.udpOut(HOST, 5000, Edges.ADDRESS, server == 6592 ? 6593 : 6592));
    }

    @Test
    @Requirement("H1")
    void aTimeToLiveOfOneIsReported() {
        int server = run.udp(OTHER, 6000, REMOTE, 4000);
        for (int timeToLive : new int[] {0, 1}) {
            byte[] packet = ipv4(HOST, Edges.ADDRESS)
                    .timeToLive(timeToLive)
                    .udp(5000, server)
                    .octets();
            assertEquals(NaptResult.TTL_EXPIRED, run.out(packet));
            byte[] error = run.next();
            assertEquals(0x0b00, NaptRun.word(error, 20));
            assertEquals(HOST, NaptRun.address(error, 16));
            assertArrayEquals(packet, Arrays.copyOfRange(error, 28, error.length));
        }
        assertEquals(1, run.sessions());
    }

    /** RFC 5508 REQ-7: a ping of the external address comes back to the host. */
    @Test
    @Requirement("H2")
    void queriesAreHairpinned() {
        assertEquals(HAIRPINNED, run.out(ipv4(HOST, Edges.ADDRESS).icmpQuery(8, 77)));
        assertEquals(HOST, run.destination());
        assertEquals(Edges.ADDRESS, run.source());
        assertEquals(77, run.word(24));
        assertEquals(HAIRPINNED, run.out(ipv4(HOST, Edges.ADDRESS).icmpQuery(0, 77)));
        assertEquals(HOST, run.destination());
    }

    /** RFC 5508 REQ-7a: an error goes to the source of the quoted packet after its translation. */
    @Test
    @Requirement("H2")
    void errorsAreHairpinned() {
        int server = run.udp(OTHER, 6000, REMOTE, 4000);
        byte[] packet = ipv4(HOST, Edges.ADDRESS)
                .flagsOffset(0x4000)
                .udp(5000, server, 40)
                .octets();
        assertEquals(HAIRPINNED, run.out(packet));
        byte[] received = run.sent.clone();
        assertEquals(HAIRPINNED, run.out(ipv4(OTHER, Edges.ADDRESS).icmpError(3, received)));
        assertEquals(Edges.ADDRESS, run.source());
        assertEquals(HOST, run.destination());
        byte[] inside = Arrays.copyOfRange(run.sent, 28, run.sent.length);
        byte[] expected = packet.clone(); // one hop less
        expected[8]--;
        expected[10] = inside[10];
        expected[11] = inside[11];
        assertArrayEquals(expected, inside);
    }

    /** RFC 7597 section 4: a shared address identifies no interface; the port of another CE is outside. */
    @Test
    @Requirement("H3")
    void portsOfOtherCesAreOutside() {
        assertEquals(TRANSLATED, run.udpOut(HOST, 5000, Edges.ADDRESS, 80));
        assertEquals(Edges.ADDRESS, run.source());
        assertEquals(Edges.ADDRESS, run.destination());
        assertEquals(80, run.destinationPort());
        assertEquals(TRANSLATED, run.udpIn(Edges.ADDRESS, 80, run.sourcePort()));
        assertEquals(HOST, run.destination());
    }

    /** RFC 5382 REQ-8: to a forward. */
    @Test
    @Requirement({"H1", "W6"})
    void forwardsAreReachedFromInside() {
        run = new NaptRun(
                NaptOptions.defaults().withForwards(List.of(Forward.of(NaptProtocol.TCP, 6600, OTHER + ":443"))));
        assertEquals(HAIRPINNED, run.tcpOut(HOST, 5000, Edges.ADDRESS, 6600, NaptRun.SYN, 1, 0));
        assertEquals(OTHER, run.destination());
        assertEquals(443, run.destinationPort());
        int client = run.sourcePort();
        assertEquals(HAIRPINNED, run.tcpOut(OTHER, 443, Edges.ADDRESS, client, NaptRun.SYN | NaptRun.ACK, 1, 2));
        assertEquals(HOST, run.destination());
        assertEquals(6600, run.sourcePort());
    }
}
