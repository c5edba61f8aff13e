package io.softwire46.mape.nat;

import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.ipv4;
import static io.softwire46.mape.nat.NaptResult.HELD;
import static io.softwire46.mape.nat.NaptResult.TRANSLATED;
import static io.softwire46.mape.nat.NaptRun.HOST;
import static io.softwire46.mape.nat.NaptRun.OTHER;
import static io.softwire46.mape.nat.NaptRun.REMOTE;
import static io.softwire46.mape.nat.NaptRun.REMOTE_2;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.nat.NaptOptions.FilteringBehavior;
import io.softwire46.mape.nat.NaptOptions.UnsolicitedSyn;
import io.softwire46.mape.testing.Requirement;
import io.softwire46.mape.wire.PacketBatch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Fragments of both directions, and Identifications. */
class NaptFragmentTest {
    private static final int MORE = 0x2000;

    private NaptRun run = new NaptRun();

    /** Fragments of a UDP datagram of 48 octets of transport, 16 octets each. */
    private static byte[] fragment(String source, String destination, int port, int toPort, int number, int id) {
        byte[] whole = ipv4(source, destination).udp(port, toPort, 40).octets();
        byte[] part = Arrays.copyOfRange(whole, 20 + 16 * number, 36 + 16 * number);
        return ipv4(source, destination)
                .identification(id)
                .flagsOffset((number < 2 ? MORE : 0) | 2 * number)
                .payload(17, part)
                .octets();
    }

    private byte[] outbound(int number, int id) {
        return fragment(HOST, REMOTE, 5000, 4000, number, id);
    }

    /** Reassembles three fragments and checks the transport checksum. */
    private static void assertJoins(String source, String destination, List<byte[]> fragments) {
        byte[] data = new byte[48];
        for (byte[] fragment : fragments) {
            assertEquals(source, NaptRun.address(fragment, 12));
            assertEquals(destination, NaptRun.address(fragment, 16));
            assertEquals(NaptRun.word(fragments.get(0), 4), NaptRun.word(fragment, 4));
            System.arraycopy(fragment, 20, data, (NaptRun.word(fragment, 6) & 0x1fff) * 8, 16);
        }
        byte[] whole = ipv4(source, destination).payload(17, data).octets();
        assertEquals("", io.softwire46.mape.conformance.model.ValidPacket.defect(whole));
    }

    /** RFC 4787 REQ-14: in every order; those before the first wait and leave in order of arrival. */
    @Test
    @Requirement({"G1", "G2", "G3", "G4"})
    void fragmentsOfBothDirectionsInEveryOrder() {
        int[][] orders = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
        int id = 100;
        for (int[] order : orders) {
            List<byte[]> sent = new ArrayList<>();
            List<Integer> places = new ArrayList<>();
            id++;
            boolean first = false;
            for (int number : order) {
                NaptResult result = run.out(outbound(number, id));
                first |= number == 0;
                assertEquals(first ? TRANSLATED : HELD, result);
                collect(sent, places, result);
            }
            assertEquals(3, sent.size());
            assertJoins(Edges.ADDRESS, REMOTE, sent);
            int port = NaptRun.word(sent.get(places.indexOf(0)), 20);
            List<byte[]> received = new ArrayList<>();
            places.clear();
            first = false;
            for (int number : order) {
                NaptResult result = run.in(fragment(REMOTE, Edges.ADDRESS, 4000, port, number, id));
                first |= number == 0;
                assertEquals(first ? TRANSLATED : HELD, result);
                collect(received, places, result);
            }
            assertEquals(3, received.size());
            assertJoins(REMOTE, HOST, received);
            assertEquals(id, NaptRun.word(received.get(0), 4)); // inbound Identifications stay
        }
    }

    private void collect(List<byte[]> into, List<Integer> places, NaptResult result) {
        if (result == HELD) {
            return;
        }
        into.add(run.sent);
        places.add((run.word(6) & 0x1fff) / 2);
        for (byte[] held = run.release(); held != null; held = run.release()) {
            assertEquals(TRANSLATED, run.released);
            into.add(held);
            places.add((NaptRun.word(held, 6) & 0x1fff) / 2);
        }
    }

    /** RFC 1858 section 3: a first fragment without the transport header ends its datagram. */
    @Test
    @Requirement("G2")
    void tinyFragmentsEndTheirDatagram() {
        for (int protocol : new int[] {6, 17, 33, 136, 1}) {
            byte[] tiny = ipv4(HOST, REMOTE)
                    .identification(7)
                    .flagsOffset(MORE)
                    .payload(protocol, new byte[protocol == 6 ? 16 : 0])
                    .octets();
            byte[] later = ipv4(HOST, REMOTE)
                    .identification(7)
                    .flagsOffset(3)
                    .payload(protocol, new byte[8])
                    .octets();
            assertEquals(HELD, run.out(later));
            assertEquals(NaptResult.FRAGMENT_TINY, run.out(tiny));
            assertNotNull(run.release());
            assertEquals(NaptResult.FRAGMENT_REFUSED, run.released);
            assertNull(run.release());
            assertEquals(NaptResult.FRAGMENT_REFUSED, run.out(later));
            run.after(3);
        }
        assertEquals(0, run.sessions());
    }

    /** A refused session refuses all fragments of its datagram. */
    @Test
    @Requirement("G5")
    void aRefusedSessionRefusesTheDatagram() {
        run = new NaptRun(Edges.shared(1, 15, 1), NaptOptions.defaults(), 1);
        run.udp(OTHER, 5000, REMOTE, 4000);
        assertEquals(HELD, run.out(outbound(1, 5)));
        assertEquals(NaptResult.NO_PORT_EXCLUSIVE, run.out(outbound(0, 5)));
        assertEquals(0x030d, NaptRun.word(run.next(), 20));
        assertNotNull(run.release());
        assertEquals(NaptResult.FRAGMENT_REFUSED, run.released);
        assertEquals(NaptResult.FRAGMENT_REFUSED, run.out(outbound(2, 5)));
        assertEquals(NaptResult.UNSOLICITED, run.in(fragment(REMOTE_2, Edges.ADDRESS, 1, 80, 0, 9)));
        assertEquals(NaptResult.FRAGMENT_REFUSED, run.in(fragment(REMOTE_2, Edges.ADDRESS, 1, 80, 1, 9)));
    }

    /** RFC 4787 REQ-14a: a flood of fragments of one host leaves whole packets and other hosts alone. */
    @Test
    @Requirement({"G1", "G5"})
    void aFloodOfFragmentsIsBounded() {
        int held = 0;
        for (int id = 0; id < 1000; id++) {
            held += run.out(fragment(OTHER, REMOTE, 1, 2, 1, id)) == HELD ? 1 : 0;
        }
        assertTrue(held > 0);
        assertEquals(HELD, run.out(outbound(1, 5)));
        assertEquals(TRANSLATED, run.out(outbound(0, 5)));
        assertNotNull(run.release());
        run.udp(HOST, 5001, REMOTE, 4000);
    }

    /** RFC 6864 section 5.3.1: no value is used twice toward one destination; atomic datagrams keep theirs. */
    @Test
    @Requirement("G4")
    void identificationsAreNotUsedTwice() {
        Set<Integer> used = new HashSet<>();
        for (int i = 0; i < 65_536; i++) { // both hosts use the same value
            String host = i % 2 == 0 ? HOST : OTHER;
            assertEquals(
                    TRANSLATED, run.out(ipv4(host, REMOTE).identification(7).udp(5000, 4000, 0)));
            assertTrue(used.add(run.word(4)));
        }
        assertEquals(
                TRANSLATED,
                run.out(ipv4(HOST, REMOTE).identification(7).flagsOffset(0x4000).udp(5000, 4000)));
        assertEquals(7, run.word(4));
    }

    @Test
    @Requirement("G4")
    void hostsWithOneIdentificationGetDifferentOnes() {
        run.out(outbound(0, 7));
        int first = run.word(4);
        run.out(fragment(OTHER, REMOTE, 5000, 4000, 0, 7));
        int second = run.word(4);
        assertNotEquals(first, second);
        run.out(outbound(1, 7));
        assertEquals(first, run.word(4));
        run.out(outbound(0, 7)); // sent again
        assertEquals(first, run.word(4));
        run.out(fragment(OTHER, REMOTE, 5000, 4000, 2, 7));
        assertEquals(second, run.word(4));
    }

    private static NaptRun withIdentificationsFromPorts(CeMapping ceMapping) {
        return new NaptRun(NaptTable.of(ceMapping, NaptOptions.defaults(), true), 1);
    }

    /** RFC 7597 section 8.3.3: each port of the set once, in single calls and in batches, before one is used again. */
    @Test
    @Requirement("G4")
    void identificationsAreFromThePortSet() {
        run = withIdentificationsFromPorts(Edges.SHARED);
        int ports = Edges.SHARED.portSet().size();
        for (int round = 0; round < 3; round++) {
            Set<Integer> used = new HashSet<>();
            run.after(5); // a repeated first fragment belongs to another datagram
            while (used.size() < ports) {
                String host = used.size() % 2 == 0 ? HOST : OTHER;
                assertEquals(TRANSLATED, run.out(ipv4(host, REMOTE).udp(5000, 4000, 0)));
                assertIdentification(used, run.word(4));
                if (used.size() < ports) { // that of a later fragment is that of the first
                    byte[] first = fragment(HOST, REMOTE, 5000, 4000, 0, used.size());
                    assertEquals(TRANSLATED, run.out(first));
                    int identification = run.word(4);
                    assertIdentification(used, identification);
                    assertEquals(TRANSLATED, run.out(fragment(HOST, REMOTE, 5000, 4000, 1, used.size() - 1)));
                    assertEquals(identification, run.word(4));
                }
            }
        }
        run.out(ipv4(HOST, REMOTE).identification(7).flagsOffset(0x4000).udp(5000, 4000));
        assertEquals(7, run.word(4));
    }

    private static void assertIdentification(Set<Integer> used, int identification) {
        assertTrue(Edges.SHARED.portSet().contains(identification), () -> "not in the set: " + identification);
        assertTrue(used.add(identification), () -> "used again: " + identification);
    }

    /** Sets of 1 to 32,768 ports, and ordinary packets in a batch. */
    @Test
    @Requirement({"G4", "X14"})
    void identificationsOfBatchesAreFromThePortSet() {
        for (CeMapping ce :
                List.of(Edges.SHARED, Edges.shared(0, 1, 1), Edges.shared(0, 16, 0xfedc), Edges.shared(1, 15, 0x7f))) {
            run = withIdentificationsFromPorts(ce);
            run.udp(HOST, 5000, REMOTE, 4000);
            int slot = 32;
            byte[] octets =
                    ipv4(HOST, REMOTE).identification(7).udp(5000, 4000, 0).octets();
            PacketBatch batch = new PacketBatch(ByteBuffer.allocate(64 * slot), 64);
            Set<Integer> used = new HashSet<>();
            for (int i = 0; i < 64; i++) {
                batch.buffer().put(i * slot, octets);
                batch.add(i * slot, octets.length, 0);
            }
            assertEquals(64, run.napt.outbound(batch, 0, run.nanos));
            for (int i = 0; i < 64; i++) {
                int identification = batch.buffer().getShort(i * slot + 4) & 0xffff;
                assertTrue(ce.portSet().contains(identification), () -> identification + " of " + ce);
                used.add(identification);
            }
            assertEquals(Math.min(64, ce.portSet().size()), used.size());
        }
    }

    /** A new table with other ports: the fragments of a datagram that was sent by the old one get another value. */
    @Test
    @Requirement({"G4", "L1"})
    void identificationsFollowANewPortSet() {
        run = withIdentificationsFromPorts(Edges.SHARED);
        run.out(outbound(0, 7));
        CeMapping next = Edges.shared(4, 8, 0x9d);
        run.published.publish(NaptTable.of(next, NaptOptions.defaults(), true));
        assertEquals(TRANSLATED, run.out(outbound(0, 7)));
        int identification = run.word(4);
        assertTrue(next.portSet().contains(identification), () -> "not in the new set: " + identification);
        run.published.publish(NaptTable.of(next, NaptOptions.defaults()));
        Set<Integer> used = new HashSet<>();
        for (int i = 0; i < 2 * next.portSet().size(); i++) {
            run.udp(HOST, 5000, REMOTE, 4000);
            used.add(run.word(4));
        }
        assertEquals(2 * next.portSet().size(), used.size(), "all numbers are values");
    }

    /** RFC 5382 REQ-4: the error to the sender of an unsolicited SYN is an outbound datagram as well. */
    @Test
    @Requirement({"G4", "F5"})
    void identificationsOfErrorsIntoTheTunnelAreFromThePortSet() {
        NaptOptions options = NaptOptions.defaults().with(NaptOption.UNSOLICITED_SYN, UnsolicitedSyn.UNREACHABLE);
        run = new NaptRun(NaptTable.of(Edges.SHARED, options, true), 1);
        for (int i = 0; i < 8; i++) {
            run.tcpIn(REMOTE, 4000 + i, Edges.SHARED.portSet().portAt(i), NaptRun.SYN, 1, 0);
        }
        run.after(7).expire();
        Set<Integer> used = new HashSet<>();
        for (int i = 0; i < 8; i++) {
            byte[] error = run.next();
            assertNotNull(error);
            assertIdentification(used, NaptRun.word(error, 4));
        }
    }

    /** An address that is not shared needs no such values. */
    @Test
    @Requirement("G4")
    void identificationsOfAnUnsharedAddressAreAllNumbers() {
        NaptTable table = NaptTable.of(Edges.whole(), NaptOptions.defaults(), true);
        assertFalse(table.identificationsFromPorts());
        assertEquals(NaptTable.of(Edges.whole(), NaptOptions.defaults()), table);
        assertNotEquals(
                NaptTable.of(Edges.SHARED, NaptOptions.defaults()),
                NaptTable.of(Edges.SHARED, NaptOptions.defaults(), true));
    }

    /** RFC 7857 section 12: fragments are hairpinned. */
    @Test
    @Requirement("H2")
    void fragmentsAreHairpinned() {
        run = new NaptRun(NaptOptions.defaults().with(NaptOption.UDP_FILTERING, FilteringBehavior.ENDPOINT));
        int server = run.udp(OTHER, 6000, REMOTE, 4000);
        List<byte[]> sent = new ArrayList<>();
        assertEquals(HELD, run.out(fragment(HOST, Edges.ADDRESS, 5000, server, 2, 3)));
        assertEquals(NaptResult.HAIRPINNED, run.out(fragment(HOST, Edges.ADDRESS, 5000, server, 0, 3)));
        sent.add(run.sent);
        sent.add(run.release());
        assertEquals(NaptResult.HAIRPINNED, run.released);
        assertNull(run.release());
        assertEquals(NaptResult.HAIRPINNED, run.out(fragment(HOST, Edges.ADDRESS, 5000, server, 1, 3)));
        sent.add(run.sent);
        assertJoins(Edges.ADDRESS, OTHER, sent);
        assertEquals(6000, NaptRun.word(sent.get(0), 22));
    }

    @Test
    @Requirement("G5")
    void aRefusedHairpinRefusesTheDatagram() {
        int server = run.udp(OTHER, 6000, REMOTE, 4000);
        byte[] first = fragment(HOST, Edges.ADDRESS, 5000, server, 0, 3);
        assertEquals(NaptResult.FILTERED, run.out(first));
        assertEquals(NaptResult.FRAGMENT_REFUSED, run.out(fragment(HOST, Edges.ADDRESS, 5000, server, 1, 3)));
        assertArrayEquals(first, fragment(HOST, Edges.ADDRESS, 5000, server, 0, 3));
    }

    /** Two hosts share one external port toward two remote endpoints: later fragments find theirs by the first. */
    @Test
    @Requirement({"X8", "G1"})
    void fragmentsToASharedPortFindTheirHosts() {
        run = new NaptRun(Edges.shared(1, 15, 1), NaptOptions.defaults(), 1);
        int port = run.udp(HOST, 5000, REMOTE, 443);
        assertEquals(port, run.udp(OTHER, 6000, REMOTE_2, 443));
        for (int number : new int[] {0, 2, 1}) {
            assertEquals(TRANSLATED, run.in(fragment(REMOTE, Edges.ADDRESS, 443, port, number, 9)));
            assertEquals(HOST, run.destination());
            assertEquals(TRANSLATED, run.in(fragment(REMOTE_2, Edges.ADDRESS, 443, port, number, 9)));
            assertEquals(OTHER, run.destination());
        }
    }

    /** The fragments of a datagram end with the mapping by which its first one was translated. */
    @Test
    @Requirement({"G5", "L1"})
    void fragmentsOfADatagramEndWithItsMapping() {
        int port = run.udp(HOST, 5000, REMOTE, 4000);
        assertEquals(TRANSLATED, run.out(outbound(0, 7)));
        assertEquals(HELD, run.out(outbound(1, 8)));
        assertEquals(TRANSLATED, run.in(fragment(REMOTE, Edges.ADDRESS, 4000, port, 0, 7)));
        CeMapping next = Edges.shared(4, 8, 0x9d); // the same address
        run.published.publish(NaptTable.of(next, NaptOptions.defaults()));
        assertEquals(NaptResult.FRAGMENT_REFUSED, run.out(outbound(1, 7)));
        assertEquals(HELD, run.in(fragment(REMOTE, Edges.ADDRESS, 4000, port, 1, 7)));
        assertEquals(TRANSLATED, run.out(outbound(0, 8)));
        assertNotNull(run.release(), "what waits for its first fragment has no mapping yet");
        assertEquals(TRANSLATED, run.released);
    }

    /** The same after two changes of which each lets sessions go on. */
    @Test
    @Requirement({"G5", "L2"})
    void fragmentsOfTheFirstOfThreeMappingsEnd() {
        assertEquals(TRANSLATED, run.out(outbound(0, 7)));
        long until = run.nanos + 60_000_000_000L;
        CeMapping second = Edges.shared(4, 8, 0x9d);
        CeMapping third = Edges.shared(4, 8, 0x9e);
        run.published.publish(NaptTable.of(second, NaptOptions.defaults()).drain(Edges.SHARED, until));
        assertEquals(TRANSLATED, run.out(outbound(1, 7)));
        assertEquals(TRANSLATED, run.out(fragment(OTHER, REMOTE, 5000, 4000, 0, 9)));
        run.published.publish(NaptTable.of(third, NaptOptions.defaults()).drain(second, until));
        assertEquals(NaptResult.FRAGMENT_REFUSED, run.out(outbound(2, 7)));
        assertEquals(TRANSLATED, run.out(fragment(OTHER, REMOTE, 5000, 4000, 1, 9)));
    }
}
