package io.softwire46.mape.forward.fastpath;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.forward.Forwarder;
import io.softwire46.mape.forward.Nodes;
import io.softwire46.mape.forward.Outcome;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.forward.fastpath.FastPathConditions.Path;
import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each condition of the fast path, on each path: a packet that meets it is punted, the packets before and after it are not, and a
 * burst has the outcome of single calls.
 */
class FastPathConditionsTest {
    private record Punted(FastPathConditions condition, Path path) {}

    static Stream<Punted> punted() {
        return Arrays.stream(FastPathConditions.values())
                .flatMap(condition -> condition.paths().stream().sorted().map(path -> new Punted(condition, path)));
    }

    /** The steps of a new node, and their columns. */
    private record FastPath(Burst.Steps steps, long[] columns) {
        static FastPath of(PuntedPacket packet, Path path) {
            switch (path) {
                case RELAY_DOWNSTREAM -> {
                    FastPathRelayDownstream steps =
                            new FastPathRelayDownstream(FastPathTest.relayState(packet.domains()));
                    return new FastPath(steps, steps.columns);
                }
                case RELAY_UPSTREAM -> {
                    FastPathRelayUpstream steps = new FastPathRelayUpstream(FastPathTest.relayState(packet.domains()));
                    return new FastPath(steps, steps.columns);
                }
                case EDGE_UPSTREAM -> {
                    FastPathEdgeUpstream steps = new FastPathEdgeUpstream(FastPathTest.edgeState(packet.domains()[0]));
                    return new FastPath(steps, steps.columns);
                }
                default -> {
                    FastPathEdgeDownstream steps =
                            new FastPathEdgeDownstream(FastPathTest.edgeState(packet.domains()[0]));
                    return new FastPath(steps, steps.columns);
                }
            }
        }
    }

    private static Forwarder node(PuntedPacket packet, Path path) {
        return switch (path) {
            case RELAY_DOWNSTREAM, RELAY_UPSTREAM -> Nodes.relay(packet.domains());
            case EDGE_UPSTREAM, EDGE_DOWNSTREAM -> Nodes.edge(packet.domains()[0], FastPathTest.PREFIX);
        };
    }

    private static boolean isFromIpv4(Path path) {
        return path == Path.RELAY_DOWNSTREAM || path == Path.EDGE_UPSTREAM;
    }

    private static Packet packet(PuntedPacket punted) {
        byte[] octets = punted.octets();
        ByteBuffer buffer =
                ByteBuffer.allocate(punted.headroom() + octets.length + 8).put(punted.headroom(), octets);
        return new Packet().attach(buffer, punted.headroom(), octets.length, punted.headroom());
    }

    /**
     * Returns which of these packets the fast path of a new node forwards, in the domains of one of them.
     *
     * @param whenMoved whether a packet is punted when its window is moved, not before
     */
    private static List<Boolean> isFast(Path path, PuntedPacket punted, List<PuntedPacket> all, boolean whenMoved) {
        Packet[] packets = all.stream().map(FastPathConditionsTest::packet).toArray(Packet[]::new);
        Verdict[] verdicts = new Verdict[packets.length];
        FastPath fastPath = FastPath.of(punted, path);
        Burst.Steps steps = fastPath.steps;
        steps.classify(packets, 0, packets.length);
        List<Boolean> fast = new ArrayList<>();
        while (fast.size() < packets.length) {
            int done = fast.size();
            int now = steps.forward(packets, verdicts, 0, done, packets.length);
            for (int i = done; i < now; i++) {
                fast.add(true);
            }
            if (now < packets.length) {
                boolean marked = fastPath.columns[FastPathPackets.PUNTS + now] < 0;
                assertEquals(!whenMoved, marked, "marked by the first step");
                assertArrayEquals(all.get(now).octets(), FastPathTest.octets(packets[now]), "unchanged");
                fast.add(false);
            }
        }
        return fast;
    }

    @ParameterizedTest
    @EnumSource
    void forwardsOrdinaryPackets(Path path) {
        PuntedPacket ordinary = PuntedPacket.ordinary(path);
        assertEquals(List.of(true, true), isFast(path, ordinary, List.of(ordinary, ordinary), false));
    }

    @ParameterizedTest
    @MethodSource("punted")
    void puntsPacketThatMeetsOneCondition(Punted each) {
        PuntedPacket ordinary = PuntedPacket.ordinary(each.path);
        PuntedPacket packet = PuntedPacket.of(each.condition, each.path);
        boolean byDomain = packet.isSamePacket(ordinary);
        boolean whenMoved = each.condition == FastPathConditions.HEADROOM;
        assertEquals(
                List.of(!byDomain, false, !byDomain),
                isFast(each.path, packet, List.of(ordinary, packet, ordinary), whenMoved));
    }

    @ParameterizedTest
    @MethodSource("punted")
    void burstsEqualSingleCalls(Punted each) {
        PuntedPacket ordinary = PuntedPacket.ordinary(each.path);
        PuntedPacket punted = PuntedPacket.of(each.condition, each.path);
        List<PuntedPacket> all = List.of(ordinary, punted, ordinary);
        Forwarder single = node(punted, each.path);
        List<String> expected = new ArrayList<>();
        for (PuntedPacket one : all) {
            Packet packet = packet(one);
            Verdict verdict = isFromIpv4(each.path) ? single.fromIpv4(packet, 0) : single.fromIpv6(packet, 0);
            expected.add(outcome(verdict, packet));
            expected.addAll(further(single));
        }
        Forwarder burst = node(punted, each.path);
        Packet[] packets = all.stream().map(FastPathConditionsTest::packet).toArray(Packet[]::new);
        Verdict[] verdicts = new Verdict[packets.length];
        List<String> actual = new ArrayList<>();
        int from = 0;
        while (from < packets.length) {
            int end = isFromIpv4(each.path)
                    ? burst.fromIpv4(packets, verdicts, from, packets.length, 0)
                    : burst.fromIpv6(packets, verdicts, from, packets.length, 0);
            for (int i = from; i < end; i++) {
                actual.add(outcome(verdicts[i], packets[i]));
            }
            actual.addAll(further(burst)); // of the last packet, which ended the burst
            from = end;
        }
        assertEquals(expected, actual);
        CallFormsProperties.assertSameCounters(single, burst);
    }

    private static String outcome(Verdict verdict, Packet packet) {
        return verdict + " " + packet.headroom() + " " + Bytes.hex(FastPathTest.octets(packet));
    }

    private static List<String> further(Forwarder node) {
        return Outcome.pull(node).stream().map(Bytes::hex).toList();
    }

    /** The method of the slow path exists under the name that the list gives. */
    @ParameterizedTest
    @EnumSource
    void namesMethodOfSlowPath(FastPathConditions condition) {
        assertTrue(
                Arrays.stream(condition.decidedIn().getDeclaredMethods())
                        .anyMatch(method -> method.getName().equals(condition.decidedBy())),
                condition.decidedIn() + " " + condition.decidedBy());
    }
}
