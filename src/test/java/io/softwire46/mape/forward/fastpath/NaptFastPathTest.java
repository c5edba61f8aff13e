package io.softwire46.mape.forward.fastpath;

import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.DONT_FRAGMENT;
import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.ipv4;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.Ipv4PacketBuilder;
import io.softwire46.mape.conformance.model.Ipv6PacketBuilder;
import io.softwire46.mape.forward.Nodes;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.forward.edge.CompiledEdgeTable;
import io.softwire46.mape.forward.edge.EdgeNapt;
import io.softwire46.mape.forward.edge.EdgePaths;
import io.softwire46.mape.forward.tunnel.NodeKeys;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.nat.NaptOptions;
import io.softwire46.mape.testing.Requirement;
import io.softwire46.mape.wire.Packet;
import io.softwire46.mape.wire.PacketBatch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The fast path of a complete CE alone: how many packets of a batch take it, with the octets of single calls. */
class NaptFastPathTest {
    private static final String PREFIX = "2001:db8:12:3400::/56";
    private static final String LAN_HOST = "192.168.1.10";
    private static final int SYN = 2;
    private static final int ACK = 16;
    private static final int COUNT = 60;
    private static final int HEADROOM = 48;
    private static final int SLOT = 256;
    private static final long NOW = 7_000_000_000L;

    private final ByteBuffer buffer = ByteBuffer.allocate(COUNT * SLOT);
    private final PacketBatch batch = new PacketBatch(buffer, COUNT);

    private static EdgePaths node(boolean fromPorts) {
        CompiledEdgeTable table = CompiledEdgeTable.of(
                Nodes.domain(Nodes.OPTIONS.with(ForwardingOption.REWRITE_IPV4_ID, fromPorts), Nodes.BR, Nodes.RULE),
                Addresses.parseIpv6Prefix("prefix", PREFIX),
                NaptOptions.defaults());
        return new EdgePaths(table, NodeKeys.seeded(3));
    }

    private static EdgeNapt napt(EdgePaths paths) {
        return Objects.requireNonNull(paths.state.napt);
    }

    private static Packet window(byte[] octets) {
        ByteBuffer alone = ByteBuffer.allocate(HEADROOM + octets.length).put(HEADROOM, octets);
        return new Packet().attach(alone, HEADROOM, octets.length, HEADROOM);
    }

    private static byte[] octets(Packet packet) {
        byte[] octets = new byte[packet.length()];
        packet.buffer().get(packet.offset(), octets);
        return octets;
    }

    private static byte[] sent(EdgePaths paths, Ipv4PacketBuilder packet) {
        Packet window = window(packet.octets());
        assertEquals(Verdict.FORWARDED, paths.fromIpv4(window, NOW));
        return octets(window);
    }

    /** Makes a UDP session and an established TCP session. */
    private static void open(EdgePaths paths) {
        sent(paths, ipv4(LAN_HOST, Nodes.HOST).flagsOffset(DONT_FRAGMENT).udp(5000, 4000));
        byte[] syn = sent(
                paths, ipv4(LAN_HOST, Nodes.HOST).flagsOffset(DONT_FRAGMENT).tcp(5000, 80, SYN, new byte[0]));
        byte[] answer = ipv4(Nodes.HOST, Nodes.CE_ADDRESS)
                .tcp(80, Bytes.u16(syn, 60), SYN | ACK, new byte[0])
                .octets();
        Packet back =
                window(Ipv6PacketBuilder.ipv6(Nodes.BR, Nodes.CE).inner(answer).octets());
        assertEquals(Verdict.FORWARDED, paths.fromIpv6(back, NOW));
        sent(paths, ipv4(LAN_HOST, Nodes.HOST).flagsOffset(DONT_FRAGMENT).tcp(5000, 80, ACK, new byte[0]));
    }

    private static byte[] packet(int i, int flagsOffset) {
        Ipv4PacketBuilder packet =
                ipv4(LAN_HOST, Nodes.HOST).identification(1000 + i / 2).flagsOffset(flagsOffset);
        return i % 3 == 0
                ? packet.tcp(5000, 80, ACK, new byte[i]).octets()
                : packet.udp(5000, 4000, i).octets();
    }

    private void add(byte[] octets) {
        int offset = batch.size() * SLOT + HEADROOM;
        buffer.put(offset, octets);
        assertTrue(batch.add(offset, octets.length, HEADROOM));
    }

    /** Returns the number of packets from the start of the batch that take the fast path. */
    private int onFastPath(EdgePaths paths) {
        FastPathNaptUpstream steps = new FastPathNaptUpstream(paths.state, napt(paths));
        napt(paths).setTime(NOW);
        steps.classify(batch, 0, batch.size());
        return steps.forward(batch, 0, 0, batch.size());
    }

    /** Whole packets that may be fragmented, with DF and without, in turns: none leaves the batch. */
    @Requirement({"X5", "G4"})
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void packetsThatMayBeFragmentedStayInTheBatch(boolean fromPorts) {
        EdgePaths batched = node(fromPorts);
        EdgePaths single = node(fromPorts);
        open(batched);
        open(single);
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            byte[] octets = packet(i, i % 4 == 0 ? DONT_FRAGMENT : 0);
            add(octets);
            Packet alone = window(octets);
            assertEquals(Verdict.FORWARDED, single.fromIpv4(alone, NOW));
            expected.add(Bytes.hex(octets(alone)));
        }
        assertEquals(COUNT, onFastPath(batched));
        for (int i = 0; i < COUNT; i++) {
            assertEquals(expected.get(i), Bytes.hex(octets(batch.attach(i, new Packet()))), "packet " + i);
        }
    }

    /** The fast path ends at the first packet that it does not translate: a fragment. */
    @Requirement("X14")
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 17, COUNT - 1})
    void aFragmentLeavesTheBatch(int place) {
        EdgePaths paths = node(false);
        open(paths);
        for (int i = 0; i < COUNT; i++) {
            add(packet(i, i == place ? Ipv4PacketBuilder.MORE_FRAGMENTS : 0));
        }
        assertEquals(place, onFastPath(paths));
    }
}
