package io.softwire46.mape.forward.edge;

import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.ipv4;
import static io.softwire46.mape.conformance.model.Ipv6PacketBuilder.ipv6;
import static io.softwire46.mape.forward.Nodes.BR;
import static io.softwire46.mape.forward.Nodes.HOST;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.Published;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.forward.CustomerEdge;
import io.softwire46.mape.forward.EdgeTable;
import io.softwire46.mape.forward.Nodes;
import io.softwire46.mape.forward.Outcome;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.nat.NaptEvent;
import io.softwire46.mape.nat.NaptOption;
import io.softwire46.mape.nat.NaptOptions;
import io.softwire46.mape.nat.NaptStatistics.Event;
import io.softwire46.mape.nat.NaptStatistics.Gauge;
import io.softwire46.mape.testing.Allocation;
import io.softwire46.mape.testing.Requirement;
import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Changes of prefix one after the other: which sessions go on, and until when. */
class DrainTest {
    private static final ConfiguredDomain DOMAIN = Nodes.domain(Nodes.OPTIONS, BR, Nodes.RULE);
    private static final NaptOptions NAPT = NaptOptions.defaults().with(NaptOption.MAX_SESSIONS, 256);
    private static final String[] MAPS = {
        "2001:db8:12:3400:0:c000:212:34", "2001:db8:13:3500:0:c000:213:35", "2001:db8:14:3600:0:c000:214:36"
    };
    private static final EdgeTable[] TABLES = {
        EdgeTable.of(DOMAIN, "2001:db8:12:3400::/56", NAPT),
        EdgeTable.of(DOMAIN, "2001:db8:13:3500::/56", NAPT),
        EdgeTable.of(DOMAIN, "2001:db8:14:3600::/56", NAPT)
    };
    private static final String LAN_HOST = "192.168.1.10";
    private static final long SECOND = 1_000_000_000L;
    private static final int SYN = 2;
    private static final int RST = 4;
    private static final int ACK = 16;

    private final Published<EdgeTable> tables = Published.of(TABLES[0]);
    private final CustomerEdge node = CustomerEdge.seeded(tables, 1);
    private long now = SECOND;

    /** Sends a UDP packet and returns the number of the MAP address that it leaves by. */
    private int send(int port) {
        byte[] packet = ipv4(LAN_HOST, HOST).udp(port, 4000).octets();
        byte[] sent = Outcome.fromIpv4(node, packet, now).only(Verdict.FORWARDED);
        return List.of(MAPS).indexOf(address(Bytes.part(sent, 8, 24)));
    }

    private static String address(byte[] octets) {
        for (String map : MAPS) {
            if (Bytes.hex(octets).equals(Bytes.hex(Bytes.address(map)))) {
                return map;
            }
        }
        return Bytes.hex(octets);
    }

    private void publish(int table, int old, long untilSecond) {
        tables.publish(TABLES[table].drain(TABLES[old], untilSecond * SECOND));
    }

    private long sessions() {
        return node.napt().orElseThrow().statistics().get(Gauge.SESSIONS);
    }

    private long endedByTable() {
        return node.napt().orElseThrow().statistics().count(Event.ENDED_TABLE);
    }

    @Requirement("L2")
    @Test
    void theOldPrefixEndsAtItsTime() {
        assertEquals(0, send(5000));
        publish(1, 0, 60);
        assertEquals(0, send(5000));
        assertEquals(1, send(5001));
        now = 60 * SECOND - 1;
        assertEquals(0, send(5000));
        now++;
        assertEquals(1, send(5000));
        assertEquals(2, sessions());
        assertEquals(1, endedByTable());
        assertEquals(TABLES[1].mapping(), node.mapping());
    }

    /** Two mappings at a time: a third one ends the sessions of the first. */
    @Requirement({"L1", "L2"})
    @Test
    void aSecondChangeEndsTheSessionsOfTheFirst() {
        send(5000);
        publish(1, 0, 60);
        send(5001);
        publish(2, 1, 60);
        assertEquals(2, send(5000));
        assertEquals(1, send(5001));
        assertEquals(1, endedByTable());
        assertEquals(2, sessions());
    }

    /** Tables that a node has not seen in between: the one in force is the one whose sessions count. */
    @Requirement({"L1", "L2"})
    @Test
    void aTableThatWasNotInForceHasNoSessions() {
        send(5000);
        publish(1, 0, 60);
        publish(2, 1, 60);
        assertEquals(2, send(5000));
        assertEquals(1, endedByTable());
        assertFalse(node.napt().orElseThrow().isDraining());
    }

    @Requirement("L2")
    @Test
    void theFirstPrefixMayReturn() {
        send(5000);
        publish(1, 0, 60);
        send(5001);
        publish(0, 1, 90);
        assertEquals(0, send(5000)); // a new session: the first prefix was the third mapping
        assertEquals(1, send(5001));
        assertEquals(1, endedByTable());
    }

    /** A change of prefix at once ends all sessions, those of the prefix before it included. */
    @Requirement("L1")
    @Test
    void aChangeWithoutTimeEndsAllSessions() {
        send(5000);
        publish(1, 0, 60);
        send(5001);
        tables.publish(TABLES[2]);
        assertEquals(2, send(5000));
        assertEquals(2, send(5001));
        assertEquals(2, endedByTable());
    }

    @Requirement({"L1", "L2"})
    @Test
    void theSameMappingEndsNoSession() {
        send(5000);
        publish(0, 0, 60);
        assertEquals(0, send(5000));
        assertFalse(node.napt().orElseThrow().isDraining());
        publish(1, 0, 60);
        send(5001);
        tables.publish(TABLES[1]); // no word about the old prefix
        assertEquals(0, send(5000));
        publish(1, 2, 70); // about another one
        assertEquals(0, send(5000));
        publish(1, 0, 70); // longer
        now = 69 * SECOND;
        assertEquals(0, send(5000));
        publish(1, 0, 69); // over
        assertEquals(1, send(5000));
        assertEquals(1, send(5001));
        assertEquals(1, endedByTable());
    }

    @Requirement({"L1", "L2"})
    @Test
    void aTimeInThePastEndsTheSessionsAtOnce() {
        send(5000);
        now = 10 * SECOND;
        publish(1, 0, 10);
        assertEquals(1, send(5000));
        assertEquals(1, endedByTable());
    }

    @Requirement("L2")
    @Test
    void aTableWithoutNaptHasNoSessions() {
        EdgeTable without = EdgeTable.of(DOMAIN, "2001:db8:13:3500::/56");
        assertThrows(IllegalStateException.class, () -> without.drain(TABLES[0], 1));
        assertThrows(NullPointerException.class, () -> TABLES[1].drain(null, 1));
        assertFalse(TABLES[1].drain(TABLES[0], 1).napt().equals(TABLES[1].napt()));
        assertTrue(TABLES[1].drain(TABLES[0], 1).napt().orElseThrow().drains(TABLES[0].mapping()));
    }

    /** The memory is that of the first table: a later table with more sessions is clipped, also while the prefix changes. */
    @Requirement({"L2", "R1"})
    @Test
    void theLimitsAreThoseOfTheFirstTable() {
        send(5000);
        EdgeTable large = EdgeTable.of(
                DOMAIN,
                "2001:db8:13:3500::/56",
                NAPT.with(NaptOption.MAX_SESSIONS, 65_536).with(NaptOption.MAX_SESSIONS_PER_HOST, 65_536));
        tables.publish(large.drain(TABLES[0], 60 * SECOND));
        int made = 0;
        for (int i = 0; i < 1000; i++) {
            byte[] packet = ipv4(LAN_HOST, "198.51.100." + i % 200)
                    .udp(5001, 4000 + i / 200)
                    .octets();
            made += Outcome.fromIpv4(node, packet, now).verdict() == Verdict.FORWARDED ? 1 : 0;
        }
        assertEquals(256, made);
        assertEquals(257, sessions());
        assertEquals(1, node.napt().orElseThrow().statistics().get(Gauge.LIMITS_CLIPPED));
    }

    /** Each translator has ticks of its own: also after more than 2^31 seconds a new one expires its sessions. */
    @Requirement({"L2", "T9"})
    @Test
    void theClockMayHaveJumpedBefore() {
        for (int i = 0; i < 3; i++) {
            now += 1L << 60;
            assertEquals(0, send(5000));
        }
        tables.publish(TABLES[1].drain(TABLES[0], now + 60 * SECOND));
        assertEquals(1, send(5001));
        assertEquals(0, send(5000));
        now += 301 * SECOND;
        for (int i = 0; node.expire(now); i++) {
            assertTrue(i < 100, "expiry ends");
        }
        assertEquals(0, sessions());
    }

    /** A thread publishes while the node forwards: an old session never leaves by the new prefix. */
    @Requirement("L2")
    @Test
    void anotherThreadPublishes() throws InterruptedException {
        send(5000);
        Thread publisher = new Thread(() -> publish(1, 0, 60));
        publisher.start();
        boolean isNew = false;
        for (int port = 5001; port < 65_000 && !isNew; port++) {
            assertEquals(0, send(5000));
            int by = send(5001 + port % 50);
            isNew = by == 1;
        }
        publisher.join();
        assertEquals(0, send(5000));
        assertEquals(1, send(4999));
    }

    /** Events name the address of the session that they are about. */
    @Requirement({"L2", "O7"})
    @Test
    void eventsHaveTheAddressOfTheirSession() {
        NaptOptions options = NAPT.with(NaptOption.MAX_EVENTS, 8);
        EdgeTable first = EdgeTable.of(DOMAIN, "2001:db8:12:3400::/56", options);
        Published<EdgeTable> published = Published.of(first);
        CustomerEdge edge = CustomerEdge.seeded(published, 1);
        Outcome.fromIpv4(edge, ipv4(LAN_HOST, HOST).udp(5000, 4000).octets(), now);
        published.publish(EdgeTable.of(DOMAIN, "2001:db8:13:3500::/56", options).drain(first, 60 * SECOND));
        Outcome.fromIpv4(edge, ipv4(LAN_HOST, HOST).udp(5001, 4000).octets(), now);
        edge.expire(60 * SECOND);
        List<String> events = new ArrayList<>();
        NaptEvent event = new NaptEvent();
        while (edge.napt().orElseThrow().nextEvent(event)) {
            events.add(
                    event.natEvent() + " " + event.insidePort() + " " + Integer.toHexString(event.externalAddress()));
        }
        assertEquals(List.of("8 5000 c0000212", "8 5001 c0000213", "9 5000 c0000212"), events);
    }

    /** RFC 5382 section 5: the host is informed at the end of the old prefix. */
    @Requirement({"L2", "L3"})
    @Test
    void endedConnectionsAreReset() {
        NaptOptions options = NAPT.with(NaptOption.RESET_ENDED, true);
        EdgeTable first = EdgeTable.of(DOMAIN, "2001:db8:12:3400::/56", options);
        Published<EdgeTable> published = Published.of(first);
        CustomerEdge edge = CustomerEdge.seeded(published, 1);
        byte[] syn = Outcome.fromIpv4(
                        edge,
                        ipv4(LAN_HOST, HOST).tcp(5000, 80, SYN, new byte[0]).octets(),
                        now)
                .only(Verdict.FORWARDED);
        byte[] answer = ipv4(HOST, Nodes.CE_ADDRESS)
                .tcp(80, Bytes.u16(syn, 60), SYN | ACK, new byte[0])
                .octets();
        byte[] tunnelled = ipv6(BR, MAPS[0]).inner(answer).octets();
        Outcome.fromIpv6(edge, tunnelled, now).only(Verdict.FORWARDED);
        Outcome.fromIpv4(
                edge, ipv4(LAN_HOST, HOST).tcp(5000, 80, ACK, new byte[0]).octets(), now);
        published.publish(EdgeTable.of(DOMAIN, "2001:db8:13:3500::/56", options).drain(first, 60 * SECOND));
        edge.expire(now);
        assertEquals(0, edge.nextOctets());
        edge.expire(60 * SECOND);
        byte[] reset = Outcome.pull(edge).get(0);
        assertArrayEquals(Bytes.address(LAN_HOST), Bytes.part(reset, 16, 20));
        assertEquals(RST, reset[33] & RST);
    }

    /** Packets of old and new sessions allocate nothing, in both directions. */
    @Requirement({"L2", "R1"})
    @Test
    void noPacketAllocates() {
        byte[] sent = Outcome.fromIpv4(
                        node, ipv4(LAN_HOST, HOST).udp(5000, 4000, 64).octets(), now)
                .only(Verdict.FORWARDED);
        byte[] answer = ipv6(BR, MAPS[0])
                .inner(ipv4(HOST, Nodes.CE_ADDRESS)
                        .udp(4000, Bytes.u16(sent, 60), 64)
                        .octets())
                .octets();
        byte[] old = ipv4(LAN_HOST, HOST).udp(5000, 4000, 64).octets();
        byte[] other = ipv4(LAN_HOST, HOST).udp(5001, 4000, 64).octets();
        publish(1, 0, 60);
        send(5001);
        ByteBuffer buffer = ByteBuffer.allocate(256);
        Packet packet = new Packet();
        byte[][] packets = {old, other, answer};
        long octets = Allocation.least(() -> {
            for (int i = 0; i < 3000; i++) {
                byte[] each = packets[i % 3];
                buffer.put(56, each);
                packet.attach(buffer, 56, each.length, 56);
                Verdict verdict = i % 3 == 2 ? node.fromIpv6(packet, now) : node.fromIpv4(packet, now);
                if (verdict != Verdict.FORWARDED) {
                    throw new IllegalStateException(verdict.name());
                }
            }
        });
        assertEquals(0, octets);
    }
}
