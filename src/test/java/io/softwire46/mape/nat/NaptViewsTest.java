package io.softwire46.mape.nat;

import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.ipv4;
import static io.softwire46.mape.nat.NaptRun.HOST;
import static io.softwire46.mape.nat.NaptRun.OTHER;
import static io.softwire46.mape.nat.NaptRun.REMOTE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.nat.NaptOptions.Forward;
import io.softwire46.mape.nat.NaptOptions.Reserved;
import io.softwire46.mape.nat.NaptStatistics.PortUse;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Numbers of ports and sessions per protocol, and the external port of a session. The CE has 240 ports. */
class NaptViewsTest {
    private static int ports(NaptRun run, PortUse use) {
        return run.napt.portCount(NaptProtocol.UDP, use);
    }

    @Test
    void eachPortHasOneUse() {
        NaptRun run = new NaptRun(NaptOptions.defaults()
                .withForwards(List.of(Forward.of(NaptProtocol.UDP, 6600, "192.168.1.10:3074")))
                .withReserved(List.of(Reserved.of(NaptProtocol.UDP, "6592-6593"))));
        assertEquals(1, ports(run, PortUse.FORWARD));
        assertEquals(237, ports(run, PortUse.FREE));
        run.udp(HOST, 5500, REMOTE, 4000); // exclusive
        run.udp(HOST, 5501, REMOTE, 443); // overlapping
        run.udp(HOST, 5502, REMOTE, 443); // another port toward the same endpoint
        assertEquals(1, ports(run, PortUse.EXCLUSIVE));
        assertEquals(2, ports(run, PortUse.OVERLAPPING));
        assertEquals(234, ports(run, PortUse.FREE));
        assertEquals(3, run.napt.sessionCount(NaptProtocol.UDP));
        assertEquals(0, run.napt.sessionCount(NaptProtocol.TCP));
        assertEquals(240, run.napt.portCount(NaptProtocol.TCP, PortUse.FREE));
        run.after(302).expire();
        assertEquals(1, ports(run, PortUse.RESTING));
        assertEquals(236, ports(run, PortUse.FREE));
        assertEquals(0, run.napt.sessionCount(NaptProtocol.UDP));
        run.after(125).expire(); // rests for 120 seconds (RFC 6888 REQ-8)
        assertEquals(0, ports(run, PortUse.RESTING));
        assertEquals(237, ports(run, PortUse.FREE));
    }

    private static int externalPort(NaptRun run, NaptProtocol protocol, String host, int port, int remotePort) {
        return run.napt.externalPort(
                protocol,
                Addresses.bits(Addresses.parseIpv4("host", host)),
                port,
                Addresses.bits(Addresses.parseIpv4("remote", REMOTE)),
                remotePort);
    }

    @Test
    void theExternalPortOfALiveSession() {
        NaptRun run = new NaptRun();
        int port = run.udp(HOST, 55_000, REMOTE, 53);
        assertEquals(NaptResult.TRANSLATED, run.out(ipv4(HOST, REMOTE).icmpQuery(8, 7)));
        assertEquals(port, externalPort(run, NaptProtocol.UDP, HOST, 55_000, 53));
        assertEquals(-1, externalPort(run, NaptProtocol.TCP, HOST, 55_000, 53));
        assertEquals(-1, externalPort(run, NaptProtocol.UDP, OTHER, 55_000, 53));
        assertEquals(-1, externalPort(run, NaptProtocol.UDP, HOST, 55_000, 54));
        assertEquals(240, run.napt.portCount(NaptProtocol.UDP, PortUse.FREE) + 1);
        run.after(12);
        run.napt.setTime(run.nanos); // the session is over, and not yet ended
        assertEquals(-1, externalPort(run, NaptProtocol.UDP, HOST, 55_000, 53));
        assertEquals(1, run.napt.sessionCount(NaptProtocol.ICMP));
    }
}
