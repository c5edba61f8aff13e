package io.softwire46.mape.forward.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.Published;
import io.softwire46.mape.conformance.draw.Choices;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.Ipv4PacketBuilder;
import io.softwire46.mape.conformance.model.Ipv6PacketBuilder;
import io.softwire46.mape.conformance.model.ValidPacket;
import io.softwire46.mape.forward.CustomerEdge;
import io.softwire46.mape.forward.EdgeTable;
import io.softwire46.mape.forward.Nodes;
import io.softwire46.mape.forward.Outcome;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.nat.NaptOption;
import io.softwire46.mape.nat.NaptOptions;
import io.softwire46.mape.nat.NaptStatistics;
import io.softwire46.mape.testing.Requirement;
import io.softwire46.mape.wire.Packet;
import io.softwire46.mape.wire.PacketBatch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * A change of prefix while the old one remains valid. Packets of old sessions have the octets of a CE that keeps the old table and
 * receives nothing else; all others have the new address, ports and MAP address. Batches give the same.
 */
class DrainProperties {
    private static final String OLD_PREFIX = "2001:db8:12:3400::/56";
    private static final String NEW_PREFIX = "2001:db8:13:3500::/56";
    private static final String OLD_MAP = Nodes.CE;
    private static final String NEW_MAP = "2001:db8:13:3500:0:c000:213:35";
    private static final String OLD_ADDRESS = Nodes.CE_ADDRESS;
    private static final String NEW_ADDRESS = "192.0.2.19";
    private static final ConfiguredDomain DOMAIN = Nodes.domain(Nodes.OPTIONS, Nodes.BR, Nodes.RULE);
    private static final NaptOptions NAPT = NaptOptions.defaults().with(NaptOption.MAX_SESSIONS, 256);
    private static final EdgeTable OLD = EdgeTable.of(DOMAIN, OLD_PREFIX, NAPT);
    private static final EdgeTable NEW = EdgeTable.of(DOMAIN, NEW_PREFIX, NAPT);
    private static final long SECOND = 1_000_000_000L;
    private static final long UNTIL = 60 * SECOND;
    private static final int SYN = 2;
    private static final int ACK = 16;
    private static final int HEADROOM = 56;
    private static final int SLOT = 2048;

    private static final String[] HOSTS = {"192.168.1.10", "192.168.1.11"};
    private static final String[] REMOTES = {"198.51.100.9", "203.0.113.5"};
    private static final int[] PROTOCOLS = {17, 17, 6, 1};

    /** A flow of an inside socket; its external port is 0 until its first packet has left. */
    private static final class Flow {
        final int protocol;
        final String host;
        final int port;
        final String remote;
        final int remotePort;
        boolean isOld;
        int external;

        Flow(int protocol, String host, int port, String remote, int remotePort) {
            this.protocol = protocol;
            this.host = host;
            this.port = port;
            this.remote = remote;
            this.remotePort = remotePort;
        }

        byte[] out(Ipv4PacketBuilder header, int flags, int octets) {
            return switch (protocol) {
                case 6 -> header.tcp(port, remotePort, flags, new byte[octets]).octets();
                case 17 -> header.udp(port, remotePort, octets).octets();
                default -> header.icmpQuery(8, port).octets();
            };
        }

        byte[] answer(int flags) {
            Ipv4PacketBuilder header = Ipv4PacketBuilder.ipv4(remote, isOld ? OLD_ADDRESS : NEW_ADDRESS);
            byte[] inner = switch (protocol) {
                case 6 -> header.tcp(remotePort, external, flags, new byte[3]).octets();
                case 17 -> header.udp(remotePort, external, 9).octets();
                default -> header.icmpQuery(0, external).octets();
            };
            return tunnel(inner, isOld);
        }
    }

    private static byte[] tunnel(byte[] inner, boolean toOld) {
        return Ipv6PacketBuilder.ipv6(Nodes.BR, toOld ? OLD_MAP : NEW_MAP)
                .inner(inner)
                .octets();
    }

    private final Published<EdgeTable> tables = Published.of(OLD);
    private final Published<EdgeTable> batchTables = Published.of(OLD);
    private final CustomerEdge node = CustomerEdge.seeded(tables, 9);
    private final CustomerEdge batched = CustomerEdge.seeded(batchTables, 9);

    /** Keeps the old table, and receives only packets of old sessions. */
    private final CustomerEdge reference = CustomerEdge.seeded(Published.of(OLD), 9);

    private final Map<String, Flow> flows = new HashMap<>();
    private final List<byte[]> waiting = new ArrayList<>(); // for the batch
    private final List<String> expected = new ArrayList<>();
    private boolean isWaitingIpv4;
    private long now = SECOND;
    private int identification;

    private static String text(Outcome outcome) {
        return outcome.verdict() + " "
                + outcome.packets().stream().map(Bytes::hex).toList();
    }

    private static Outcome give(CustomerEdge edge, byte[] packet, long now) {
        return packet[0] >>> 4 == 4 ? Outcome.fromIpv4(edge, packet, now) : Outcome.fromIpv6(edge, packet, now);
    }

    /** Gives a packet to the node, and keeps it for the batch. */
    private Outcome give(byte[] packet) {
        boolean isIpv4 = packet[0] >>> 4 == 4;
        if (isIpv4 != isWaitingIpv4 || waiting.size() == 40) {
            giveBatch();
        }
        isWaitingIpv4 = isIpv4;
        Outcome outcome = give(node, packet, now);
        waiting.add(packet);
        expected.add(text(outcome));
        return outcome;
    }

    private void giveBatch() {
        if (waiting.isEmpty()) {
            return;
        }
        ByteBuffer buffer = ByteBuffer.allocate(SLOT * waiting.size());
        PacketBatch batch = new PacketBatch(buffer, waiting.size());
        for (int i = 0; i < waiting.size(); i++) {
            buffer.put(i * SLOT + HEADROOM, waiting.get(i));
            assertTrue(batch.add(i * SLOT + HEADROOM, waiting.get(i).length, HEADROOM));
        }
        List<String> seen = new ArrayList<>();
        for (int done = 0; done < batch.size(); ) {
            int end = isWaitingIpv4 ? batched.fromIpv4(batch, done, now) : batched.fromIpv6(batch, done, now);
            List<byte[]> further = Outcome.pull(batched);
            for (int i = done; i < end; i++) {
                Verdict verdict = Verdict.of(batch.outcome(i));
                Packet window = batch.attach(i, new Packet());
                List<String> packets = new ArrayList<>();
                if (verdict.leaves()) {
                    byte[] octets = new byte[window.length()];
                    window.buffer().get(window.offset(), octets);
                    packets.add(Bytes.hex(octets));
                }
                if (i == end - 1) {
                    further.forEach(each -> packets.add(Bytes.hex(each)));
                }
                seen.add(verdict + " " + packets);
            }
            done = end;
        }
        assertEquals(expected, seen);
        waiting.clear();
        expected.clear();
    }

    private static <T> T pick(Choices choices, T[] values) {
        return values[choices.nextInt(values.length)];
    }

    private Flow flow(Choices choices) {
        int protocol = PROTOCOLS[choices.nextInt(PROTOCOLS.length)];
        Flow drawn = new Flow(
                protocol,
                pick(choices, HOSTS),
                5000 + choices.nextInt(3),
                pick(choices, REMOTES),
                protocol == 1 ? 0 : choices.nextInt(2) == 0 ? 443 : 4000);
        String key = protocol + drawn.host + drawn.port + drawn.remote + drawn.remotePort;
        return flows.computeIfAbsent(key, unused -> drawn);
    }

    private Ipv4PacketBuilder header(Flow flow, int flagsOffset) {
        return Ipv4PacketBuilder.ipv4(flow.host, flow.remote)
                .identification(identification++)
                .flagsOffset(flagsOffset);
    }

    /** Sends a packet of a flow, and an answer. */
    private void exchange(Choices choices, Flow flow, boolean isDraining) {
        if (flow.external == 0) {
            flow.isOld = !isDraining;
            send(flow, flow.out(header(flow, choices.nextInt(2) * 0x4000), SYN, 0));
            answer(flow, SYN | ACK);
        }
        send(flow, flow.out(header(flow, choices.nextInt(2) * 0x4000), ACK, choices.nextInt(20)));
        answer(flow, ACK);
    }

    private void send(Flow flow, byte[] packet) {
        Outcome outcome = give(packet);
        assertEquals(Verdict.FORWARDED, outcome.verdict());
        outcome.packets().forEach(each -> checkSent(flow, each));
        if (flow.isOld) {
            assertEquals(text(give(reference, packet, now)), text(outcome));
        }
    }

    private static void checkSent(Flow flow, byte[] sent) {
        assertEquals(Bytes.hex(Bytes.address(flow.isOld ? OLD_MAP : NEW_MAP)), Bytes.hex(Bytes.part(sent, 8, 24)));
        byte[] inner = Bytes.part(sent, 40, sent.length);
        assertEquals(
                Bytes.hex(Bytes.address(flow.isOld ? OLD_ADDRESS : NEW_ADDRESS)), Bytes.hex(Bytes.part(inner, 12, 16)));
        boolean isFragment = (Bytes.u16(inner, 6) & 0x3fff) != 0;
        if (isFragment) {
            return;
        }
        assertEquals("", ValidPacket.defect(inner));
        int external = Bytes.u16(inner, flow.protocol == 1 ? 24 : 20);
        assertTrue((flow.isOld ? OLD : NEW).mapping().portSet().contains(external));
        assertTrue(flow.external == 0 || flow.external == external, "the port of a flow stays");
        flow.external = external;
    }

    private void answer(Flow flow, int flags) {
        byte[] packet = flow.answer(flags);
        Outcome outcome = give(packet);
        assertEquals(Verdict.FORWARDED, outcome.verdict());
        byte[] inside = outcome.packets().get(0);
        assertEquals(Bytes.hex(Bytes.address(flow.host)), Bytes.hex(Bytes.part(inside, 16, 20)));
        assertEquals(flow.port, Bytes.u16(inside, flow.protocol == 1 ? 24 : 22));
        assertEquals("", ValidPacket.defect(inside));
        if (flow.isOld) {
            assertEquals(text(give(reference, packet, now)), text(outcome));
        }
    }

    /** Sends a datagram of a UDP flow in two fragments, in either order. */
    private void fragments(Choices choices, Flow flow) {
        if (flow.protocol != 17 || flow.external == 0) {
            return;
        }
        byte[] whole = flow.out(header(flow, 0), 0, 24);
        int number = identification++;
        byte[] first = Ipv4PacketBuilder.ipv4(flow.host, flow.remote)
                .identification(number)
                .flagsOffset(0x2000)
                .payload(17, Bytes.part(whole, 20, 36))
                .octets();
        byte[] last = Ipv4PacketBuilder.ipv4(flow.host, flow.remote)
                .identification(number)
                .flagsOffset(2)
                .payload(17, Bytes.part(whole, 36, whole.length))
                .octets();
        boolean inOrder = choices.nextInt(2) == 0;
        List<byte[]> sent = new ArrayList<>();
        for (byte[] packet : inOrder ? List.of(first, last) : List.of(last, first)) {
            Outcome outcome = give(packet);
            sent.addAll(outcome.packets());
            if (flow.isOld) {
                assertEquals(text(give(reference, packet, now)), text(outcome));
            }
        }
        assertEquals(2, sent.size(), "both fragments leave");
        sent.forEach(each -> checkSent(flow, each));
        assertEquals(Bytes.u16(sent.get(0), 44), Bytes.u16(sent.get(1), 44), "Identification");
    }

    /** An ICMP error from the inside about an answer, and one from a router about a packet. */
    private void errors(Flow flow) {
        if (flow.protocol != 17 || flow.external == 0) {
            return;
        }
        byte[] received = Ipv4PacketBuilder.ipv4(flow.remote, flow.host)
                .udp(flow.remotePort, flow.port, 9)
                .octets();
        byte[] fromInside = Ipv4PacketBuilder.ipv4(flow.host, flow.remote)
                .flagsOffset(0x4000)
                .icmpError(3, received)
                .octets();
        Outcome out = give(fromInside);
        assertEquals(Verdict.FORWARDED, out.verdict());
        byte[] sent = Bytes.part(out.packets().get(0), 40, out.packets().get(0).length);
        assertEquals(flow.external, Bytes.u16(sent, 50), "port of the quoted destination");
        byte[] left = Ipv4PacketBuilder.ipv4(flow.isOld ? OLD_ADDRESS : NEW_ADDRESS, flow.remote)
                .udp(flow.external, flow.remotePort, 9)
                .octets();
        byte[] fromRouter = tunnel(
                Ipv4PacketBuilder.ipv4("203.0.113.77", flow.isOld ? OLD_ADDRESS : NEW_ADDRESS)
                        .icmpError(11, left)
                        .octets(),
                flow.isOld);
        Outcome in = give(fromRouter);
        assertEquals(Verdict.FORWARDED, in.verdict());
        assertEquals(flow.port, Bytes.u16(in.packets().get(0), 48), "port of the quoted source");
        if (flow.isOld) {
            assertEquals(text(give(reference, fromInside, now)), text(out));
            assertEquals(text(give(reference, fromRouter, now)), text(in));
        }
    }

    private long sessions() {
        return node.napt().orElseThrow().statistics().get(NaptStatistics.Gauge.SESSIONS);
    }

    /** A packet to an old port without session is dropped, and makes none. */
    private void unsolicited(Flow flow) {
        if (!flow.isOld || flow.protocol == 1 || flow.external == 0) {
            return;
        }
        long before = sessions();
        Ipv4PacketBuilder header = Ipv4PacketBuilder.ipv4(flow.remote, OLD_ADDRESS);
        byte[] packet = flow.protocol == 6
                ? header.tcp(6, flow.external, SYN, new byte[0]).octets()
                : header.udp(6, flow.external, 9).octets();
        assertEquals(Verdict.DROP_NAPT_FILTERED, give(tunnel(packet, true)).verdict());
        assertEquals(before, sessions());
    }

    @Requirement("L2")
    @Property(tries = 40)
    void oldSessionsKeepTheirMapping(@ForAll long seed) {
        new DrainProperties().run(Choices.of(seed)); // one instance per property otherwise
    }

    private void run(Choices choices) {
        for (int i = choices.nextInt(12); i >= 0; i--) {
            exchange(choices, flow(choices), false);
        }
        giveBatch();
        EdgeTable next = NEW.drain(OLD, UNTIL);
        tables.publish(next);
        batchTables.publish(next);
        for (int i = choices.nextInt(40); i >= 0; i--) {
            Flow flow = flow(choices);
            switch (choices.nextInt(6)) {
                case 0 -> fragments(choices, flow);
                case 1 -> errors(flow);
                case 2 -> unsolicited(flow);
                case 3 -> {
                    giveBatch();
                    now = Math.min(UNTIL - 1, now + choices.nextInt(3) * SECOND);
                    exchange(choices, flow, true);
                }
                default -> exchange(choices, flow, true);
            }
        }
        giveBatch();
        node.expire(now); // adopts the table, if no packet has
        batched.expire(now);
        assertEquals(flows.values().stream().filter(flow -> flow.external != 0).count(), sessions());
        assertTrue(node.napt().orElseThrow().isDraining());
        end();
    }

    /** At the end of the old prefix its sessions end, and the others go on. */
    private void end() {
        now = UNTIL;
        List<Flow> old = flows.values().stream().filter(flow -> flow.isOld).toList();
        for (Flow flow : flows.values()) {
            if (flow.external != 0 && !flow.isOld) {
                send(flow, flow.out(header(flow, 0x4000), ACK, 1));
                answer(flow, ACK);
            }
        }
        assertFalse(old.isEmpty());
        giveBatch();
        node.expire(now);
        batched.expire(now);
        assertFalse(node.napt().orElseThrow().isDraining());
        assertEquals(
                flows.values().stream()
                        .filter(flow -> flow.external != 0 && !flow.isOld)
                        .count(),
                sessions());
        for (Flow flow : old) {
            assertEquals(Verdict.NOT_MAP, give(flow.answer(ACK)).verdict());
            byte[] later = flow.out(header(flow, 0x4000), ACK, 1);
            if (flow.protocol == 6) {
                assertEquals(Verdict.DROP_NAPT_NO_SESSION_TCP, give(later).verdict());
            } else {
                flow.isOld = false;
                flow.external = 0;
                send(flow, later);
            }
        }
        giveBatch();
        NaptStatistics statistics = node.napt().orElseThrow().statistics();
        assertEquals(
                statistics.count(NaptStatistics.Event.CREATED),
                sessions() + statistics.count(NaptStatistics.Event.ENDED_TABLE));
    }
}
