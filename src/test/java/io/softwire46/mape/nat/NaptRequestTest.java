package io.softwire46.mape.nat;

import static io.softwire46.mape.nat.NaptResult.TRANSLATED;
import static io.softwire46.mape.nat.NaptRun.HOST;
import static io.softwire46.mape.nat.NaptRun.OTHER;
import static io.softwire46.mape.nat.NaptRun.REMOTE;
import static io.softwire46.mape.nat.NaptRun.REMOTE_2;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.nat.NaptOptions.Forward;
import io.softwire46.mape.nat.NaptOptions.Reserved;
import io.softwire46.mape.nat.PortGrant.Result;
import io.softwire46.mape.testing.Requirement;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Mappings on request (RFC 6887, RFC 7753). */
class NaptRequestTest {
    private static final int ADDRESS = 0xc0a8010a; // HOST
    private static final int OTHER_ADDRESS = 0xc0a8010b;

    private NaptRun run = new NaptRun();

    private PortGrant request(PortRequest request) {
        PortGrant grant = run.napt.request(request, run.nanos);
        run.checkCounters();
        return grant;
    }

    private static PortRequest udp(int port) {
        return PortRequest.of(NaptProtocol.UDP, ADDRESS, port);
    }

    private static PortRequest otherUdp(int port) {
        return PortRequest.of(NaptProtocol.UDP, OTHER_ADDRESS, port)
                .nonce(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12});
    }

    /** RFC 6887 section 11.3: the suggested port if it is free, else any; with PREFER_FAILURE none. */
    @Test
    @Requirement({"W1", "W3"})
    void theSuggestedPortIsGrantedIfItIsFree() {
        PortGrant grant = request(udp(3074).suggest(6600));
        assertEquals(new PortGrant(Result.SUCCESS, 6600, 1, 7200, 0, 0), grant);
        grant = request(otherUdp(3074).suggest(6600));
        assertEquals(Result.SUCCESS, grant.result());
        assertNotEquals(6600, grant.port());
        assertTrue(Edges.SHARED.portSet().contains(grant.port()));
        grant = request(otherUdp(3075).suggest(3075).exact()); // not of the set
        assertEquals(new PortGrant(Result.CANNOT_PROVIDE_EXTERNAL, 0, 0, 0, 0, 6592), grant);
        grant = request(otherUdp(3076).suggest(6600).exact()); // in use
        assertEquals(new PortGrant(Result.CANNOT_PROVIDE_EXTERNAL, 0, 0, 0, 6599, 6601), grant);
    }

    /** RFC 6887 section 11.3: bidirectional, no other host gets the port, and no other protocol. */
    @Test
    @Requirement({"W2", "W6"})
    void aGrantedMappingIsAForward() {
        request(udp(3074).suggest(6600));
        assertEquals(TRANSLATED, run.udpIn(REMOTE_2, 1, 6600));
        assertEquals(HOST, run.destination());
        assertEquals(3074, run.destinationPort());
        assertEquals(6600, run.udp(HOST, 3074, REMOTE, 53));
        assertEquals(NaptResult.UNSOLICITED, run.tcpIn(REMOTE, 1, 6600, NaptRun.SYN, 1, 0));
    }

    /** RFC 6887 section 11.3: the port of the endpoint is returned and renewed; another client is not authorized. */
    @Test
    @Requirement({"W4", "W5"})
    void renewalReturnsTheSamePort() {
        request(udp(3074).suggest(6600));
        run.after(100);
        assertEquals(6600, request(udp(3074).suggest(6601).lifetimeSeconds(300)).port());
        assertEquals(
                Result.CANNOT_PROVIDE_EXTERNAL,
                request(udp(3074).suggest(6601).exact()).result());
        byte[] foreign = new byte[12];
        foreign[11] = 1;
        assertEquals(Result.NOT_AUTHORIZED, request(udp(3074).nonce(foreign)).result());
        assertEquals(
                Result.NOT_AUTHORIZED,
                request(udp(3074).nonce(foreign).lifetimeSeconds(0)).result());
        run.after(300);
        assertEquals(TRANSLATED, run.udpIn(REMOTE, 1, 6600));
        run.after(1);
        assertEquals(TRANSLATED, run.udpIn(REMOTE, 1, 6600)); // the session of the last packet
        assertEquals(NaptResult.FILTERED, run.udpIn(REMOTE_2, 1, 6600));
    }

    /** RFC 6887 section 15: lifetimes are clipped; the end of one leaves sessions alone. */
    @Test
    @Requirement({"W5", "T9"})
    void lifetimesAreClipped() {
        assertEquals(120, request(udp(1).lifetimeSeconds(1)).lifetimeSeconds());
        assertEquals(86_400, request(udp(2).lifetimeSeconds(0xffff_ffffL)).lifetimeSeconds());
        int port = request(udp(1)).port();
        assertEquals(7200, request(udp(1)).lifetimeSeconds());
        run.after(7200);
        assertEquals(TRANSLATED, run.udpIn(REMOTE, 1, port));
        run.after(302);
        assertEquals(NaptResult.UNSOLICITED, run.udpIn(REMOTE, 1, port));
    }

    /** RFC 6887 section 15.1: what does not exist is deleted with success; what was not requested is not deleted. */
    @Test
    @Requirement("W5")
    void aLifetimeOfZeroDeletes() {
        assertEquals(Result.SUCCESS, request(udp(3074).lifetimeSeconds(0)).result());
        int port = request(udp(3074)).port();
        assertEquals(port, run.udp(HOST, 3074, REMOTE, 4000));
        assertEquals(Result.SUCCESS, request(udp(3074).lifetimeSeconds(0)).result());
        assertEquals(TRANSLATED, run.udpIn(REMOTE, 4000, port)); // not earlier than its idle time
        assertEquals(
                Result.NOT_AUTHORIZED, request(udp(3074).lifetimeSeconds(0)).result()); // dynamic now
        run.after(301);
        assertEquals(NaptResult.UNSOLICITED, run.udpIn(REMOTE, 4000, port));
        run = new NaptRun(
                NaptOptions.defaults().withForwards(List.of(Forward.of(NaptProtocol.UDP, 6600, HOST + ":3074"))));
        assertEquals(
                Result.NOT_AUTHORIZED, request(udp(3074).lifetimeSeconds(0)).result());
        assertEquals(new PortGrant(Result.SUCCESS, 6600, 1, PortGrant.FOREVER, 0, 0), request(udp(3074)));
    }

    /** RFC 6887 section 11.3: a dynamic mapping of its own is adopted with its port, a shared port is not. */
    @Test
    @Requirement("W4")
    void aDynamicMappingIsAdopted() {
        int port = run.udp(HOST, 3074, REMOTE, 4000);
        assertEquals(port, request(udp(3074).suggest(6600)).port());
        run.after(301).expire();
        assertEquals(TRANSLATED, run.udpIn(REMOTE_2, 1, port));
        int shared = run.udp(HOST, 3075, REMOTE, 443);
        assertNotEquals(shared, request(udp(3075).suggest(shared)).port());
    }

    @Test
    @Requirement("W1")
    void aPortInUseIsDisplacedByOption() {
        int port = run.udp(OTHER, 5000, REMOTE, 4000);
        assertEquals(port, request(udp(3074).suggest(port).displace()).port());
        assertEquals(1, run.events(NaptStatistics.Event.ENDED_FORWARD));
        assertEquals(TRANSLATED, run.udpIn(REMOTE, 4000, port));
        assertEquals(HOST, run.destination());
    }

    /** RFC 6887 sections 7.4 and 11.3: quotas, room, protocol, address and the ports of PCP itself. */
    @Test
    @Requirement({"W6", "W7", "R2"})
    void refusals() {
        assertEquals(
                Result.UNSUPP_PROTOCOL,
                request(PortRequest.of(NaptProtocol.ICMP, ADDRESS, 1)).result());
        assertEquals(
                Result.ADDRESS_MISMATCH,
                request(PortRequest.of(NaptProtocol.UDP, 0x08080808, 1)).result());
        run = new NaptRun(
                NaptOptions.defaults().with(NaptOption.MAX_FORWARDS, 4).with(NaptOption.MAX_FORWARDS_PER_HOST, 3));
        for (int i = 1; i <= 3; i++) {
            assertEquals(Result.SUCCESS, request(udp(i)).result());
        }
        assertEquals(Result.USER_EX_QUOTA, request(udp(4)).result());
        assertEquals(Result.SUCCESS, request(otherUdp(1)).result());
        assertEquals(Result.NO_RESOURCES, request(otherUdp(2)).result());
        run = new NaptRun(Edges.whole(), NaptOptions.defaults(), 1);
        assertEquals(
                Result.CANNOT_PROVIDE_EXTERNAL,
                request(udp(1).suggest(5351).exact()).result());
        assertEquals(
                Result.CANNOT_PROVIDE_EXTERNAL,
                request(udp(1).suggest(5350).exact()).result());
        assertEquals(80, request(udp(1).suggest(80).exact()).port()); // forwards may use low ports
    }

    /** RFC 7753 section 4: consecutive ports of one range, fewer if there are no more, renewed and deleted as one. */
    @Test
    @Requirement("W8")
    void rangesAreConsecutive() {
        assertEquals(
                Result.MALFORMED_OPTION,
                request(udp(100).range(4, false).suggest(6600).exact()).result());
        PortGrant grant = request(udp(100).range(4, true).suggest(6600));
        assertEquals(new PortGrant(Result.SUCCESS, 6600, 4, 7200, 0, 0), grant);
        for (int i = 0; i < 4; i++) {
            assertEquals(TRANSLATED, run.udpIn(REMOTE, 1, 6600 + i));
            assertEquals(100 + i, run.destinationPort());
        }
        grant = request(otherUdp(101).range(40, true));
        assertEquals(16, grant.ports() + (grant.port() & 1)); // ranges have 16 ports
        assertEquals(1, grant.port() & 1);
        assertEquals(4, request(udp(100).range(4, true)).ports());
        run.after(400).expire();
        assertEquals(
                Result.SUCCESS,
                request(udp(100).range(4, true).lifetimeSeconds(0)).result());
        for (int i = 0; i < 4; i++) {
            assertEquals(NaptResult.UNSOLICITED, run.udpIn(REMOTE, 1, 6600 + i));
        }
    }

    /** A new table keeps requested mappings, unless it reserves or forwards their ports. */
    @Test
    @Requirement("L1")
    void newTablesKeepRequestedMappings() {
        request(udp(1).suggest(6600));
        request(udp(2).suggest(6601));
        assertEquals(TRANSLATED, run.udpIn(REMOTE, 1, 6601));
        run.published.publish(
                NaptTable.of(Edges.SHARED, NaptOptions.defaults().withReserved(List.of(Reserved.of(null, "6601")))));
        assertEquals(TRANSLATED, run.udpIn(REMOTE, 1, 6600));
        assertEquals(NaptResult.UNSOLICITED, run.udpIn(REMOTE, 1, 6601));
        run.published.publish(NaptTable.of(Edges.shared(4, 8, 0x9d), NaptOptions.defaults()));
        assertEquals(NaptResult.UNSOLICITED, run.udpIn(REMOTE, 1, 6600));
        assertEquals(Result.SUCCESS, request(udp(1)).result());
    }
}
