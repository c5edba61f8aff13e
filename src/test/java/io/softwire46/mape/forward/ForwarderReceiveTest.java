package io.softwire46.mape.forward;

import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.ipv4;
import static io.softwire46.mape.conformance.model.Ipv6PacketBuilder.ipv6;
import static io.softwire46.mape.forward.Nodes.BR;
import static io.softwire46.mape.forward.Nodes.CE;
import static io.softwire46.mape.forward.Nodes.CE_ADDRESS;
import static io.softwire46.mape.forward.Nodes.CE_PORT;
import static io.softwire46.mape.forward.Nodes.HOST;
import static io.softwire46.mape.forward.Nodes.OPTIONS;
import static io.softwire46.mape.forward.Nodes.RULE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.forward.counter.CounterSnapshot;
import io.softwire46.mape.forward.counter.Direction;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code receive} accepts packets of either family, by version, and never throws. */
class ForwarderReceiveTest {
    private static final int HEADROOM = 56;
    private static final ConfiguredDomain DOMAIN = Nodes.domain(OPTIONS, BR, RULE);
    private static final byte[] TO_CE = ipv4(HOST, CE_ADDRESS).udp(80, CE_PORT).octets();
    private static final byte[] FROM_CE =
            ipv4(CE_ADDRESS, HOST).udp(CE_PORT, 80).octets();

    /** A packet into the tunnel, and one from it, for each node. */
    private record Case(Forwarder node, byte[] intoTunnel, byte[] inTunnel, byte[] outOfTunnel) {}

    private static List<Case> cases() {
        return List.of(
                new Case(Nodes.relay(DOMAIN), TO_CE, ipv6(CE, BR).inner(FROM_CE).octets(), FROM_CE),
                new Case(
                        Nodes.edge(DOMAIN, "2001:db8:12:3400::/56"),
                        FROM_CE,
                        ipv6(BR, CE).inner(TO_CE).octets(),
                        TO_CE));
    }

    private static Packet window(byte[] octets) {
        ByteBuffer buffer = ByteBuffer.allocate(HEADROOM + octets.length).put(HEADROOM, octets);
        return new Packet().attach(buffer, HEADROOM, octets.length, HEADROOM);
    }

    private static Packet room(byte[] octets) {
        return new Packet().attach(ByteBuffer.allocate(octets.length + 56), 0, octets.length + 56, 0);
    }

    private static byte[] content(Packet packet) {
        byte[] octets = new byte[packet.length()];
        packet.buffer().get(packet.offset(), octets);
        return octets;
    }

    @Test
    void takesEachFamilyInItsDirection() {
        for (Case each : cases()) {
            Packet packet = window(each.intoTunnel);
            assertEquals(Verdict.FORWARDED, each.node.receive(packet, 0));
            assertEquals(6, packet.ipVersion());
            assertArrayEquals(Nodes.oneHopLess(each.intoTunnel), Bytes.part(content(packet), 40, packet.length()));
            packet = window(each.inTunnel);
            assertEquals(Verdict.FORWARDED, each.node.receive(packet, 0));
            assertArrayEquals(each.outOfTunnel, content(packet));

            Packet destination = room(each.intoTunnel);
            assertEquals(Verdict.FORWARDED, each.node.receive(window(each.intoTunnel), destination, 0));
            assertArrayEquals(
                    Nodes.oneHopLess(each.intoTunnel), Bytes.part(content(destination), 40, destination.length()));
            destination = room(each.inTunnel);
            assertEquals(Verdict.FORWARDED, each.node.receive(window(each.inTunnel), destination, 0));
            assertArrayEquals(each.outOfTunnel, content(destination));

            CounterSnapshot counted = each.node.counters().snapshot();
            assertEquals(2, counted.packets(Direction.V4_TO_V6, Verdict.FORWARDED));
            assertEquals(2, counted.packets(Direction.V6_TO_V4, Verdict.FORWARDED));
        }
    }

    @Test
    void anythingElseIsNotMapAndNotCounted() {
        for (Case each : cases()) {
            for (int version = 0; version < 16; version++) {
                if (version == 4 || version == 6) {
                    continue;
                }
                byte[] octets = each.intoTunnel.clone();
                octets[0] = (byte) (version << 4 | octets[0] & 0xf);
                Packet packet = window(octets);
                Packet destination = room(octets);
                assertEquals(Verdict.NOT_MAP, each.node.receive(packet, 0));
                assertEquals(Verdict.NOT_MAP, each.node.receive(packet, destination, 0));
                assertArrayEquals(octets, content(packet));
                assertEquals(octets.length + 56, destination.length());
            }
            assertEquals(Verdict.NOT_MAP, each.node.receive(window(new byte[0]), 0));
            assertEquals(Verdict.NOT_MAP, each.node.receive(new Packet(), 0));
            assertEquals(Verdict.NOT_MAP, each.node.receive(new Packet(), room(TO_CE), 0));
            CounterSnapshot counted = each.node.counters().snapshot();
            for (Direction direction : Direction.values()) {
                assertEquals(0, counted.arrivedPackets(direction));
            }
        }
    }

    @Test
    void packetThatIsNotIpDiscardsPendingOutput() {
        Forwarder relay = Nodes.relay(DOMAIN);
        byte[] last = ipv4(HOST, CE_ADDRESS).timeToLive(1).udp(80, CE_PORT).octets();
        assertEquals(Verdict.DROP_TTL_EXPIRED, relay.receive(window(last), 0));
        assertEquals(
                28 + last.length,
                relay.nextOctets()); // the error quotes the whole of a short packet (RFC 1812 section 4.3.2.3)
        assertEquals(Verdict.NOT_MAP, relay.receive(new Packet(), 0));
        assertEquals(0, relay.nextOctets());
    }

    @Test
    void overlappingDestinationIsRefusedForAnyVersion() {
        for (int version : new int[] {0, 4, 6}) {
            byte[] octets = new byte[200];
            octets[0] = (byte) (version << 4);
            Packet packet = new Packet().attach(ByteBuffer.wrap(octets), 0, 100, 0);
            Packet destination = new Packet().attach(packet.buffer(), 50, 150, 0);
            Forwarder relay = Nodes.relay(DOMAIN);
            assertThrows(IllegalArgumentException.class, () -> relay.receive(packet, destination, 0));
        }
    }
}
