package io.softwire46.mape.forward;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.conformance.draw.Choices;
import io.softwire46.mape.conformance.draw.ControlDraw;
import io.softwire46.mape.conformance.draw.StrangeDraw;
import io.softwire46.mape.conformance.draw.TrafficDraw;
import io.softwire46.mape.conformance.draw.TrafficDraw.Endpoint;
import io.softwire46.mape.conformance.draw.TrafficDraw.Flow;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.NaiveMap;
import io.softwire46.mape.conformance.model.NaiveOutcome;
import io.softwire46.mape.conformance.model.NaiveOutput;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.testing.ModelAssertions;
import io.softwire46.mape.testing.Placement;
import io.softwire46.mape.testing.World;
import io.softwire46.mape.wire.Packet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Assume;
import net.jqwik.api.statistics.Statistics;

/**
 * One node and its model over virtual time: passes the same packets to both, and compares verdict, octets and order of all
 * output.
 *
 * <p>Not thread-safe: use one instance per run.
 */
public final class ModelRun {
    private static final int PACKETS = 60;
    private static final int MANY_PACKETS = 200; // also the longest burst
    private static final long SECOND = 1_000_000_000L;
    private static final int ROOM = 56; // no tunnel header is longer

    /** How the node receives packets: by single calls, or as bursts, in which ordinary packets take the fast path. */
    public record Path(One one, Nodes.BurstCall burst) {
        public interface One {
            Verdict take(Packet packet, long nowNanos);
        }
    }

    /** A packet of a burst that has not been passed yet. */
    private record Waiting(byte[] packet, int headroom, Placement.Placed placed, Model model, boolean unchanged) {}

    /** The model's outcome for a given headroom. */
    public interface Model {
        NaiveOutcome take(byte[] packet, int headroom, long nowNanos);
    }

    final Random random;
    public final TrafficDraw traffic;
    public final StrangeDraw strange;
    public final ControlDraw control;
    public final List<Endpoint> regulars = new ArrayList<>();

    /** Whether this run is about path MTUs: few CEs, large packets, errors about them, and long times. */
    final boolean aboutPathMtu;

    /** Whether packets are passed by single calls. */
    private final boolean alone;

    private final Placement.Further further;
    private final List<Waiting> waiting = new ArrayList<>();
    private Path waitingFor;
    private int burstLength;
    private boolean ipv4;
    private long now;

    public ModelRun(World world, List<NaiveMap.Rule> rules, Random random, Placement.Further further) {
        this.random = random;
        this.further = further;
        traffic = new TrafficDraw(Choices.of(random.nextLong()), rules);
        strange = new StrangeDraw(
                traffic, world.domains().stream().map(ConfiguredDomain::options).toList());
        control = new ControlDraw(traffic);
        now = random.nextLong() / 2;
        alone = random.nextInt(3) == 0;
        aboutPathMtu = random.nextInt(6) == 0;
        for (int i = 0; i < 12 && regulars.size() < (aboutPathMtu ? 2 : 6); i++) {
            boolean any = i % 6 == 0; // also networks 0, 127, and 224 and above
            traffic.endpoint()
                    .filter(ce -> any || TrafficDraw.isUnicast(ce.address()))
                    .ifPresent(regulars::add);
        }
        Assume.that(!regulars.isEmpty());
    }

    /** Packets in this run. */
    public int packets() {
        return alone || random.nextInt(4) > 0 ? PACKETS : MANY_PACKETS;
    }

    /** A kind of packet, by number; the first kinds are IPv4 packets. All packets of a burst have the same version. */
    public int kind(int ipv4Kinds, int kinds) {
        if (waiting.isEmpty()) {
            int kind = random.nextInt(kinds);
            ipv4 = kind < ipv4Kinds;
            return kind;
        }
        return ipv4 ? random.nextInt(ipv4Kinds) : ipv4Kinds + random.nextInt(kinds - ipv4Kinds);
    }

    /** One of a few CEs whose packets recur. */
    public Endpoint regular() {
        return regulars.get(random.nextInt(regulars.size()));
    }

    /** An ordinary packet, a large one, or an unusual one. */
    public byte[] packet(Flow flow, int kind) {
        if (aboutPathMtu) {
            return strange.nearSmallest(flow);
        }
        return switch (kind) {
            case 0 -> traffic.whole(flow);
            case 1 -> strange.sized(flow);
            default -> strange.ipv4Packet(flow);
        };
    }

    /** An error about a packet that the node has sent. */
    public byte[] error(String node) {
        return aboutPathMtu ? control.tooBig(node) : control.error(node);
    }

    /** No time, or up to more than the lifetime of a path MTU. */
    public void letTimePass() {
        if (!waiting.isEmpty()) {
            return; // a burst has one time
        }
        now += switch (aboutPathMtu ? random.nextInt(3) : random.nextInt(8)) {
            case 0 -> random.nextInt(1_000_000);
            case 1 -> random.nextInt((int) SECOND);
            case 2 -> aboutPathMtu || random.nextInt(8) == 0 ? random.nextInt(400) * SECOND + 1 : 0;
            default -> 0;
        };
    }

    /** Passes a packet to both, at any placement, at once or as part of a burst. */
    public void give(byte[] packet, Path path, Model model) {
        give(packet, path, model, false);
    }

    /** As above; a packet that is not forwarded must be unchanged. */
    public void giveUnchanged(byte[] packet, Path path, Model model) {
        give(packet, path, model, true);
    }

    private void give(byte[] packet, Path path, Model model, boolean unchanged) {
        int headroom = random.nextInt(6) == 0 ? random.nextInt(ROOM + 1) : ROOM;
        Placement placement = Placement.ALL.get(random.nextInt(Placement.ALL.size()));
        Waiting given = new Waiting(packet, headroom, placement.place(packet, headroom), model, unchanged);
        if (alone) {
            assertSame(given, given.placed.finish(path.one.take(given.placed.window(), now), further));
            return;
        }
        if (waiting.isEmpty()) {
            burstLength = 1 + random.nextInt(random.nextBoolean() ? 8 : MANY_PACKETS);
            waitingFor = path;
        }
        waiting.add(given);
        if (waiting.size() == burstLength) {
            finish();
        }
    }

    /** Passes the pending burst. */
    public void finish() {
        if (waiting.isEmpty()) {
            return;
        }
        int to = 1 + waiting.size(); // in the middle of longer arrays
        Packet[] windows = new Packet[to + 1];
        Verdict[] verdicts = new Verdict[to + 1];
        for (int i = 1; i < to; i++) {
            windows[i] = waiting.get(i - 1).placed.window();
        }
        for (int from = 1; from < to; ) {
            int end = waitingFor.burst.take(windows, verdicts, from, to, now);
            for (int i = from; i < end; i++) {
                Waiting given = waiting.get(i - 1);
                assertSame(
                        given,
                        i == end - 1 ? given.placed.finish(verdicts[i], further) : given.placed.finish(verdicts[i]));
            }
            from = end;
        }
        assertNull(verdicts[0]);
        assertNull(verdicts[to]);
        waiting.clear();
    }

    private void assertSame(Waiting given, Placement.Result result) {
        NaiveOutcome expected = given.model.take(given.packet, given.headroom, now);
        collect(expected);
        ModelAssertions.assertSame(expected, result.verdict().name(), result.outputs(), given.packet);
        control.sent(result.outputs());
        if (given.unchanged && !result.verdict().leaves()) {
            assertArrayEquals(given.packet, result.place(), () -> "changed: " + Bytes.shown(given.packet));
        }
    }

    private static void collect(NaiveOutcome outcome) {
        Statistics.label("verdict").collect(outcome.verdict());
        if (!outcome.fragmentKind().isEmpty()) {
            Statistics.label("output").collect(outcome.fragmentKind());
        }
        for (NaiveOutput output : outcome.outputs()) {
            if (!output.message().isEmpty()) {
                Statistics.label("output").collect(outcome.verdict() + " " + output.message());
            }
        }
    }

    /**
     * Checks that over all runs all kinds of output and all verdicts have occurred, except those that the node cannot return,
     * those of reassembly, and those of a NAPT.
     */
    public static void assertEverythingOccurs(Verdict unknown, Set<String> whatLeft) {
        Set<String> notReassembled = Set.of("DROP_FRAGMENT_IPV4", "DROP_FRAGMENT_IPV6");
        Statistics.label("verdict")
                .coverage(seen -> Arrays.stream(Verdict.values())
                        .filter(verdict -> verdict != unknown && !verdict.isNaptDrop())
                        .map(Verdict::name)
                        .filter(name -> notReassembled.contains(name)
                                || !(name.equals("HELD") || name.startsWith("DROP_FRAGMENT_")))
                        .forEach(name -> seen.check(name).count(count -> count > 0)));
        Statistics.label("output")
                .coverage(seen -> whatLeft.forEach(what -> seen.check(what).count(count -> count > 0)));
    }
}
