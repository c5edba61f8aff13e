package io.softwire46.mape.forward;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.softwire46.mape.testing.Bytes;
import io.softwire46.mape.testing.ControlDraw;
import io.softwire46.mape.testing.NaiveMap;
import io.softwire46.mape.testing.NaiveOutcome;
import io.softwire46.mape.testing.NaiveOutput;
import io.softwire46.mape.testing.Placement;
import io.softwire46.mape.testing.StrangeDraw;
import io.softwire46.mape.testing.TrafficDraw;
import io.softwire46.mape.testing.TrafficDraw.Endpoint;
import io.softwire46.mape.testing.TrafficDraw.Flow;
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
 * One node and its model over virtual time: gives both the same packets, and holds verdict, every octet of everything that
 * leaves, and its order against each other.
 *
 * <p>Not thread-safe: one a run.
 */
final class ModelRun {
    /** Packets of one run. */
    static final int PACKETS = 60;

    private static final long SECOND = 1_000_000_000L;
    private static final int ROOM = 56; // no header takes more

    /** Where the code under test takes a packet. */
    interface Path {
        Verdict take(Packet packet, long nowNanos);
    }

    /** What the model makes of it with so many free octets before it. */
    interface Model {
        NaiveOutcome take(byte[] packet, int headroom, long nowNanos);
    }

    final Random random;
    final TrafficDraw traffic;
    final StrangeDraw strange;
    final ControlDraw control;
    final List<Endpoint> regulars = new ArrayList<>();

    /** Whether this run is about path MTUs: few CEs, large packets, errors about them, and much time. */
    final boolean aboutPathMtu;

    private final Placement.Further further;
    private long now;

    ModelRun(World world, List<NaiveMap.Rule> rules, Random random, Placement.Further further) {
        this.random = random;
        this.further = further;
        traffic = new TrafficDraw(random, rules);
        strange = new StrangeDraw(
                traffic, world.domains().stream().map(ConfiguredDomain::options).toList());
        control = new ControlDraw(traffic);
        now = random.nextLong() / 2;
        aboutPathMtu = random.nextInt(6) == 0;
        for (int i = 0; i < 12 && regulars.size() < (aboutPathMtu ? 2 : 6); i++) {
            boolean any = i % 6 == 0; // also networks 0, 127 and from 224 on
            traffic.endpoint()
                    .filter(ce -> any || TrafficDraw.isUnicast(ce.address()))
                    .ifPresent(regulars::add);
        }
        Assume.that(!regulars.isEmpty());
    }

    /** One of a few CEs that packets come to and from again and again. */
    Endpoint regular() {
        return regulars.get(random.nextInt(regulars.size()));
    }

    /** A whole packet, a large one, or one that is strange. */
    byte[] packet(Flow flow, int kind) {
        if (aboutPathMtu) {
            return strange.nearSmallest(flow);
        }
        return switch (kind) {
            case 0 -> traffic.whole(flow);
            case 1 -> strange.sized(flow);
            default -> strange.ipv4Packet(flow);
        };
    }

    /** An error about what the node has sent. */
    byte[] error(String node) {
        return aboutPathMtu ? control.tooBig(node) : control.error(node);
    }

    /** No time, or anything up to more than that after which a path MTU is forgotten. */
    void letTimePass() {
        now += switch (aboutPathMtu ? random.nextInt(3) : random.nextInt(8)) {
            case 0 -> random.nextInt(1_000_000);
            case 1 -> random.nextInt((int) SECOND);
            case 2 -> aboutPathMtu || random.nextInt(8) == 0 ? random.nextInt(400) * SECOND + 1 : 0;
            default -> 0;
        };
    }

    /** Gives a packet to both, wherever it may stand. */
    Placement.Result give(byte[] packet, Path path, Model model) {
        int headroom = random.nextInt(6) == 0 ? random.nextInt(ROOM + 1) : ROOM;
        Placement placement = Placement.ALL.get(random.nextInt(Placement.ALL.size()));
        Placement.Result result = placement.run(packet, headroom, window -> path.take(window, now), further);
        NaiveOutcome expected = model.take(packet, headroom, now);
        collect(expected);
        expected.assertSame(result.verdict().name(), result.outputs(), packet);
        control.sent(result.outputs());
        return result;
    }

    /** The same, and what does not leave is as it was. */
    void giveUnchanged(byte[] packet, Path path, Model model) {
        Placement.Result result = give(packet, path, model);
        if (!result.verdict().leaves()) {
            assertArrayEquals(packet, result.place(), () -> "changed: " + Bytes.shown(packet));
        }
    }

    private static void collect(NaiveOutcome outcome) {
        Statistics.label("verdict").collect(outcome.verdict());
        if (!outcome.pieces().isEmpty()) {
            Statistics.label("what left").collect(outcome.pieces());
        }
        for (NaiveOutput output : outcome.outputs()) {
            if (!output.message().isEmpty()) {
                Statistics.label("what left").collect(outcome.verdict() + " " + output.message());
            }
        }
    }

    /**
     * That over all runs nothing has been missed that a node may let leave, and no verdict but the one that the node does not
     * know and those that come with joining.
     */
    static void assertEverythingOccurs(Verdict unknown, Set<String> whatLeft) {
        Set<String> notJoined = Set.of("DROP_FRAGMENT_IPV4", "DROP_FRAGMENT_IPV6");
        Statistics.label("verdict")
                .coverage(seen -> Arrays.stream(Verdict.values())
                        .filter(verdict -> verdict != unknown)
                        .map(Verdict::name)
                        .filter(name ->
                                notJoined.contains(name) || !(name.equals("HELD") || name.startsWith("DROP_FRAGMENT_")))
                        .forEach(name -> seen.check(name).count(count -> count > 0)));
        Statistics.label("what left")
                .coverage(seen -> whatLeft.forEach(what -> seen.check(what).count(count -> count > 0)));
    }
}
