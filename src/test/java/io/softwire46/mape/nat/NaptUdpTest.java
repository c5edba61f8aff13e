package io.softwire46.mape.nat;

import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.ipv4;
import static io.softwire46.mape.nat.NaptRun.HOST;
import static io.softwire46.mape.nat.NaptRun.OTHER;
import static io.softwire46.mape.nat.NaptRun.REMOTE;
import static io.softwire46.mape.nat.NaptRun.REMOTE_2;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.map.PortSet;
import io.softwire46.mape.nat.NaptOptions.FilteringBehavior;
import io.softwire46.mape.testing.Requirement;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** UDP and protocols that are treated like it: mappings, filters, timers and octets. */
class NaptUdpTest {
    private final NaptRun run = new NaptRun();

    /** RFC 4787 REQ-1: endpoint-independent mapping. RFC 7597 section 8: the source is of the CE's address and ports. */
    @Test
    @Requirement({"P1", "P4"})
    void anEndpointKeepsItsPortTowardAllRemoteEndpoints() {
        int port = run.udp(HOST, 5000, REMOTE, 4000);
        assertEquals(Edges.ADDRESS, run.source());
        assertTrue(PortSet.of(4, 8, 0x9c).contains(port));
        assertEquals(port, run.udp(HOST, 5000, REMOTE, 4001));
        assertEquals(port, run.udp(HOST, 5000, REMOTE_2, 4000));
        assertNotEquals(port, run.udp(HOST, 5001, REMOTE, 4000));
        assertNotEquals(port, run.udp(OTHER, 5000, REMOTE, 4000));
    }

    /** RFC 7597 section 8: for all 136 pairs of offset and length, and an address of its own. */
    @Test
    @Requirement("P1")
    void portsAreOfTheSetForEveryOffsetAndLength() {
        for (int offset = 0; offset <= 15; offset++) {
            for (int length = 1; offset + length <= 16; length++) {
                check(Edges.shared(offset, length, (1 << length) - 1));
            }
        }
        check(Edges.whole());
    }

    private static void check(CeMapping ceMapping) {
        NaptOptions options =
                NaptOptions.defaults().with(NaptOption.MAX_SESSIONS, 64).with(NaptOption.LOW_PORTS, true);
        if (ceMapping.portSet().size() == 1 && ceMapping.portSet().contains(0)) {
            return; // port 0 alone: no port for dynamic use
        }
        NaptRun run = new NaptRun(ceMapping, options, 5);
        for (int i = 0; i < 3; i++) {
            if (run.udpOut(HOST, 5000 + i, REMOTE, 4000) == NaptResult.TRANSLATED) {
                assertTrue(ceMapping.portSet().contains(run.sourcePort()));
                assertNotEquals(0, run.sourcePort());
                assertEquals(NaptResult.TRANSLATED, run.udpIn(REMOTE, 4000, run.sourcePort()));
                assertEquals(5000 + i, run.destinationPort());
            } else {
                assertTrue(ceMapping.portSet().size() < 8); // a host has half of them
            }
        }
    }

    /** RFC 7857 section 5: mappings are per protocol, and each protocol has all ports of the set. */
    @Test
    @Requirement("P3")
    void eachProtocolHasAllPorts() {
        NaptOptions options = NaptOptions.defaults()
                .with(NaptOption.STRICT_4787, true)
                .with(NaptOption.NEW_SESSIONS_PER_SECOND_PER_HOST, 10_000)
                .with(NaptOption.MAX_EXCLUSIVE_PORTS_PER_HOST, 240);
        NaptRun strict = new NaptRun(options);
        for (int i = 0; i < 240; i++) {
            assertEquals(NaptResult.TRANSLATED, strict.udpOut(HOST, 1000 + i, REMOTE, 9));
            assertEquals(NaptResult.TRANSLATED, strict.out(ipv4(HOST, REMOTE).icmpQuery(8, i)));
            assertEquals(NaptResult.TRANSLATED, strict.tcpOut(HOST, 1000 + i, REMOTE, 9, NaptRun.SYN, 1, 0));
            assertEquals(NaptResult.TRANSLATED, strict.out(ipv4(HOST, REMOTE).ports(136, 1000 + i, 9, 20)));
            assertEquals(NaptResult.TRANSLATED, strict.out(ipv4(HOST, REMOTE).ports(33, 1000 + i, 9, 20)));
        }
        assertEquals(NaptResult.HOST_PORT_LIMIT, strict.udpOut(HOST, 2000, REMOTE, 9));
        assertEquals(NaptResult.NO_PORT_EXCLUSIVE, strict.udpOut(OTHER, 2000, REMOTE, 9));
        strict.checkCounters();
    }

    /** RFC 7857 section 3: one port toward different remote endpoints, for sessions from inside. */
    @Test
    @Requirement({"P5", "P7"})
    void portsOverlapTowardDifferentRemoteEndpoints() {
        NaptRun one = new NaptRun(Edges.shared(1, 15, 9), NaptOptions.defaults(), 1); // one port
        int port = one.udp(HOST, 5000, REMOTE, 443);
        assertEquals(port, one.udp(OTHER, 5000, REMOTE_2, 443));
        assertEquals(NaptResult.NO_PORT_TOWARD_REMOTE, one.udpOut(OTHER, 5000, REMOTE, 443));
        assertEquals(NaptResult.TRANSLATED, one.udpIn(REMOTE, 443, port));
        assertEquals(HOST, one.destination());
        assertEquals(NaptResult.TRANSLATED, one.udpIn(REMOTE_2, 443, port));
        assertEquals(OTHER, one.destination());
    }

    /** An endpoint keeps its shared port toward further remote endpoints wherever it is free. */
    @Test
    @Requirement("P5")
    void anEndpointKeepsItsSharedPort() {
        int port = run.udp(HOST, 5000, REMOTE, 443);
        for (int i = 1; i < 50; i++) {
            assertEquals(port, run.udp(HOST, 5000, "198.51.100." + i * 2, 443));
        }
    }

    /** RFC 4787 REQ-1: STUN beside port 443 has one mapping. */
    @Test
    @Requirement({"P8", "P10"})
    void anEndpointWithAPortOfItsOwnUsesItTowardSharedServices() {
        int port = run.udp(HOST, 5000, REMOTE, 3478);
        assertEquals(port, run.udp(HOST, 5000, REMOTE, 443));
        assertEquals(port, run.udp(HOST, 5000, REMOTE_2, 53));
        for (int i = 0; i < 200; i++) { // the port is not shared
            if (run.udpOut(OTHER, 6000 + i, "203.0.113.77", 443) == NaptResult.TRANSLATED) {
                assertNotEquals(port, run.sourcePort());
            }
        }
    }

    /** RFC 4787 REQ-11: the class of a packet is the same under any fill level. */
    @Test
    @Requirement("P6")
    void theClassDoesNotDependOnLoad() {
        NaptRun full = new NaptRun(Edges.shared(10, 2, 1), NaptOptions.defaults(), 2);
        NaptResult result = NaptResult.TRANSLATED;
        for (int i = 0; i < 20_000 && !result.isDrop(); i++) {
            result = full.udpOut("10.0." + i / 900 + ".1", 1000 + i % 900, REMOTE, 4000);
        }
        assertEquals(NaptResult.NO_PORT_EXCLUSIVE, result);
        assertEquals(NaptResult.NO_PORT_EXCLUSIVE, full.udpOut(HOST, 5000, REMOTE_2, 4000));
        assertEquals(NaptResult.TRANSLATED, full.udpOut(HOST, 5000, REMOTE_2, 443));
    }

    /** RFC 7597 section 10: address-dependent filtering. */
    @Test
    @Requirement({"F1", "F3", "F4"})
    void acceptsPacketsFromAddressesThatTheEndpointHasSentTo() {
        int port = run.udp(HOST, 5000, REMOTE, 4000);
        assertEquals(NaptResult.TRANSLATED, run.udpIn(REMOTE, 4000, port));
        assertEquals(HOST, run.destination());
        assertEquals(5000, run.destinationPort());
        assertEquals(1, run.sessions());
        assertEquals(NaptResult.TRANSLATED, run.udpIn(REMOTE, 4001, port)); // makes a session
        assertEquals(2, run.sessions());
        assertEquals(NaptResult.FILTERED, run.udpIn(REMOTE_2, 4000, port));
        int another = port == 6592 ? 6593 : 6592;
        assertEquals(NaptResult.UNSOLICITED, run.udpIn(REMOTE, 4000, another));
        assertEquals(NaptResult.UNSOLICITED, run.udpIn(REMOTE, 4000, 80)); // not of the set
        assertEquals(2, run.sessions());
        run.checkCounters();
    }

    /** RFC 4787 REQ-8: other filters by option. */
    @Test
    @Requirement("F1")
    void otherFiltersByOption() {
        NaptRun endpoint =
                new NaptRun(NaptOptions.defaults().with(NaptOption.UDP_FILTERING, FilteringBehavior.ENDPOINT));
        int port = endpoint.udp(HOST, 5000, REMOTE, 4000);
        assertEquals(NaptResult.TRANSLATED, endpoint.udpIn(REMOTE_2, 1, port));
        NaptRun both =
                new NaptRun(NaptOptions.defaults().with(NaptOption.UDP_FILTERING, FilteringBehavior.ADDRESS_AND_PORT));
        port = both.udp(HOST, 5000, REMOTE, 4000);
        assertEquals(NaptResult.FILTERED, both.udpIn(REMOTE, 4001, port));
        assertEquals(NaptResult.TRANSLATED, both.udpIn(REMOTE, 4000, port));
    }

    /** RFC 7857 section 3: a shared port accepts the remote endpoints of its sessions alone. */
    @Test
    @Requirement("F2")
    void sharedPortsFilterByAddressAndPort() {
        NaptRun endpoint =
                new NaptRun(NaptOptions.defaults().with(NaptOption.UDP_FILTERING, FilteringBehavior.ENDPOINT));
        int port = endpoint.udp(HOST, 5000, REMOTE, 443);
        assertEquals(NaptResult.FILTERED, endpoint.udpIn(REMOTE, 444, port));
        assertEquals(NaptResult.TRANSLATED, endpoint.udpIn(REMOTE, 443, port));
    }

    /** RFC 4787 REQ-5 and REQ-6: 300 s, refreshed by outbound packets only. */
    @Test
    @Requirement({"T1", "T2", "T9", "T10"})
    void aSessionEndsAfterItsIdleTime() {
        int port = run.udp(HOST, 5000, REMOTE, 4000);
        run.after(300);
        assertEquals(NaptResult.TRANSLATED, run.udpIn(REMOTE, 4000, port)); // does not refresh
        run.after(1);
        assertEquals(NaptResult.UNSOLICITED, run.udpIn(REMOTE, 4000, port));
        port = run.udp(HOST, 5000, REMOTE, 4000);
        for (int i = 0; i < 5; i++) {
            run.after(299);
            assertEquals(port, run.udp(HOST, 5000, REMOTE, 4000));
        }
        run.after(302).expire();
        assertEquals(0, run.sessions());
        assertEquals(2, run.events(NaptStatistics.Event.ENDED_IDLE));
        run.checkCounters();
    }

    /** RFC 4787 REQ-5a: 10 s for DNS and NTP; RFC 9312 section 4.2: not for 443. */
    @Test
    @Requirement("T1")
    void someServicesHaveShorterTimes() {
        int dns = run.udp(HOST, 5000, REMOTE, 53);
        int quic = run.udp(HOST, 5000, REMOTE, 443);
        run.after(10);
        assertEquals(NaptResult.TRANSLATED, run.udpIn(REMOTE, 53, dns));
        run.after(1);
        assertTrue(run.udpIn(REMOTE, 53, dns).isDrop());
        run.after(289);
        assertEquals(NaptResult.TRANSLATED, run.udpIn(REMOTE, 443, quic));
    }

    /** RFC 4787 REQ-6a: refresh by inbound packets, by option; RFC 7857 section 7: not by packets that are dropped. */
    @Test
    @Requirement({"T2", "F3"})
    void inboundPacketsRefreshByOption() {
        NaptRun refreshed = new NaptRun(NaptOptions.defaults().with(NaptOption.INBOUND_REFRESH, true));
        int port = refreshed.udp(HOST, 5000, REMOTE, 4000);
        refreshed.after(200);
        assertEquals(NaptResult.TRANSLATED, refreshed.udpIn(REMOTE, 4000, port));
        refreshed.after(200);
        assertEquals(NaptResult.TRANSLATED, refreshed.udpIn(REMOTE, 4000, port));
        refreshed.after(300);
        assertEquals(NaptResult.FILTERED, refreshed.udpIn(REMOTE_2, 4000, port));
        refreshed.after(1);
        assertEquals(NaptResult.UNSOLICITED, refreshed.udpIn(REMOTE, 4000, port));
    }

    /** RFC 5597: DCCP is opening until packets passed in both directions, then established. */
    @Test
    @Requirement("P16")
    void dccpHasTheTimesOfTcp() {
        assertEquals(NaptResult.TRANSLATED, run.out(ipv4(HOST, REMOTE).ports(33, 5000, 443, 20)));
        int port = run.sourcePort();
        run.after(241);
        assertEquals(NaptResult.UNSOLICITED, run.in(ipv4(REMOTE, Edges.ADDRESS).ports(33, 443, port, 20)));
        run.out(ipv4(HOST, REMOTE).ports(33, 5000, 443, 20));
        int next = run.sourcePort();
        assertEquals(NaptResult.TRANSLATED, run.in(ipv4(REMOTE, Edges.ADDRESS).ports(33, 443, next, 20)));
        run.after(7440);
        assertEquals(NaptResult.TRANSLATED, run.in(ipv4(REMOTE, Edges.ADDRESS).ports(33, 443, next, 20)));
        assertNull(run.next());
    }

    /** RFC 768: a checksum of 0 stays, and a computed 0 becomes 0xffff. Every value of the checksum makes the round trip. */
    @Test
    @Requirement({"O1", "O2", "O6"})
    void everyChecksumMakesTheRoundTrip() {
        byte[] packet = ipv4(HOST, REMOTE).flagsOffset(0x4000).udp(5000, 4000).octets();
        int right = NaptRun.word(packet, 26);
        run.out(packet);
        int rightOutside = run.word(26);
        for (int checksum = 0; checksum <= 0xffff; checksum++) {
            packet[26] = (byte) (checksum >>> 8);
            packet[27] = (byte) checksum;
            assertEquals(NaptResult.TRANSLATED, run.out(packet));
            int outside = run.word(26);
            assertEquals(checksum == 0, outside == 0);
            if (checksum != 0) { // RFC 1624: wrong by the same amount, modulo 0xffff
                assertEquals(Math.floorMod(checksum - right, 0xffff), Math.floorMod(outside - rightOutside, 0xffff));
            }
            assertEquals(NaptResult.TRANSLATED, run.in(turned(run.sent)));
            assertArrayEquals(packet, turned(run.sent));
        }
    }

    /** Swaps addresses and ports, which changes no sum. */
    private static byte[] turned(byte[] packet) {
        byte[] turned = packet.clone();
        System.arraycopy(packet, 12, turned, 16, 4);
        System.arraycopy(packet, 16, turned, 12, 4);
        System.arraycopy(packet, 20, turned, 22, 2);
        System.arraycopy(packet, 22, turned, 20, 2);
        return turned;
    }

    /** RFC 4787 REQ-10: payload, options and Type of Service pass unchanged, and so does the Time to Live. */
    @ParameterizedTest
    @ValueSource(ints = {6, 17, 33, 136})
    @Requirement({"O3", "O6"})
    void onlyAddressPortAndChecksumsChange(int protocol) {
        Random random = new Random(protocol);
        for (int i = 0; i < 60; i++) {
            byte[] data = new byte[20 + random.nextInt(1400)];
            random.nextBytes(data);
            data[13] = 0x02; // a SYN
            NaptRun each = new NaptRun(NaptOptions.defaults().with(NaptOption.MAX_SESSIONS, 64));
            byte[] packet = ipv4(HOST, REMOTE)
                    .options(i % 2 == 0 ? "" : "94040000")
                    .typeOfService(random.nextInt(256))
                    .timeToLive(1 + random.nextInt(255))
                    .flagsOffset(0x4000)
                    .payload(protocol, data)
                    .octets();
            assertEquals(NaptResult.TRANSLATED, each.out(packet));
            int header = (packet[0] & 15) * 4;
            int checksum = header + (protocol == 6 ? 16 : 6);
            for (int at = 0; at < packet.length; at++) {
                boolean mayChange = at >= 10 && at < 16 || at >= header && at < header + 2 || at >> 1 == checksum >> 1;
                assertTrue(mayChange || packet[at] == each.sent[at], "octet " + at);
            }
            assertEquals(NaptResult.TRANSLATED, each.in(turned(each.sent, header)));
            assertArrayEquals(packet, turned(each.sent, header));
        }
    }

    private static byte[] turned(byte[] packet, int header) {
        byte[] turned = turned(packet);
        System.arraycopy(packet, 20, turned, 20, packet.length - 20);
        System.arraycopy(packet, header, turned, header + 2, 2);
        System.arraycopy(packet, header + 2, turned, header, 2);
        return turned;
    }

    /** RFC 7597 section 8.2: protocols without ports, and SCTP, whose checksum covers more than a sum. */
    @Test
    @Requirement("O4")
    void refusesProtocolsWithoutPorts() {
        assertEquals(NaptResult.NO_PORT_PROTOCOL, run.out(ipv4(HOST, REMOTE).payload(50, new byte[30])));
        assertNull(run.next());
        assertEquals(NaptResult.NO_PORT_PROTOCOL, run.out(ipv4(HOST, REMOTE).ports(132, 1, 2, 30)));
        assertEquals(
                NaptResult.NO_PORT_PROTOCOL, run.in(ipv4(REMOTE, Edges.ADDRESS).payload(50, new byte[30])));
        NaptRun reporting = new NaptRun(NaptOptions.defaults().with(NaptOption.PROTOCOL_ERROR, true));
        byte[] packet = ipv4(HOST, REMOTE).payload(50, new byte[30]).octets();
        assertEquals(NaptResult.NO_PORT_PROTOCOL, reporting.out(packet));
        byte[] error = reporting.next();
        assertEquals(0x0302, NaptRun.word(error, 20));
    }

    /** RFC 1812 section 5.3.7: sources that no inside host has. */
    @Test
    @Requirement("O5")
    void translatesInsideSourcesOnly() {
        assertEquals(NaptResult.NOT_INSIDE, run.udpOut("198.51.100.1", 1, REMOTE, 2));
        assertEquals(NaptResult.NOT_INSIDE, run.udpOut(Edges.ADDRESS, 1, REMOTE, 2));
        assertEquals(NaptResult.NOT_INSIDE, run.udpOut("127.0.0.1", 1, REMOTE, 2));
        assertEquals(NaptResult.BYPASSED, run.udpOut(HOST, 1, "10.9.8.7", 2));
        assertEquals(0, run.sessions());
    }

    @Test
    void refusesWhatIsNoIpv4Packet() {
        byte[] packet = ipv4(HOST, REMOTE).udp(1, 2).octets();
        packet[10]++;
        assertEquals(NaptResult.BAD_HEADER, run.out(packet));
        assertEquals(NaptResult.BAD_HEADER, run.out(new byte[0]));
        assertEquals(NaptResult.TRUNCATED, run.out(ipv4(HOST, REMOTE).payload(17, new byte[7])));
        assertEquals(NaptResult.TRUNCATED, run.in(ipv4(REMOTE, Edges.ADDRESS).payload(6, new byte[19])));
    }
}
