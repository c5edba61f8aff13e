package io.softwire46.mape.conformance.judge;

import static io.softwire46.mape.conformance.Counter.Kind.DROPPED;
import static io.softwire46.mape.conformance.Counter.Kind.HELD;
import static io.softwire46.mape.conformance.Counter.Kind.IN_IPV4;
import static io.softwire46.mape.conformance.Counter.Kind.IN_IPV6;
import static io.softwire46.mape.conformance.Counter.Kind.OUT_IPV4;
import static io.softwire46.mape.conformance.Counter.Kind.OUT_IPV6;
import static io.softwire46.mape.conformance.Counter.Kind.REASSEMBLED;
import static io.softwire46.mape.conformance.Counter.Kind.SPOOFED;

import io.softwire46.mape.conformance.Counter;
import io.softwire46.mape.conformance.Received;
import io.softwire46.mape.conformance.Sent;
import io.softwire46.mape.conformance.Side;
import io.softwire46.mape.conformance.judge.Fates.Fate;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Compares how counters moved with what was sent and seen.
 *
 * <p>Immutable.
 */
final class CountCheck {
    private final TestCase testCase;
    private final List<Received> outputs;
    private final Counts counts;

    /** Steps whose packets were forwarded. */
    private final Set<Integer> forwarded;

    /** Steps whose packets returned into the tunnel. */
    private final Set<Integer> hairpinned;

    /** Whether each step had the first one of its allowed outcomes. */
    private final boolean isUsual;

    CountCheck(
            TestCase testCase,
            List<Received> outputs,
            Set<Integer> forwarded,
            Set<Integer> hairpinned,
            boolean isUsual,
            Counts counts) {
        this.testCase = testCase;
        this.outputs = outputs;
        this.forwarded = forwarded;
        this.hairpinned = hairpinned;
        this.isUsual = isUsual;
        this.counts = counts;
    }

    /** Judges a step that reads the counters. */
    Judgement judge(int step) {
        Judgement first = Judgement.PASSED;
        for (Outcome outcome : testCase.allowed(step)) {
            Judgement judgement = outcome(outcome, step);
            if (judgement.isPassed()) {
                return judgement;
            }
            first = first.isPassed() ? judgement : first;
        }
        return first;
    }

    private Judgement outcome(Outcome outcome, int step) {
        if (outcome instanceof Outcome.Balanced balanced) {
            return balanced.fates().isEmpty() ? balanced(step) : balanced(balanced.fates(), step);
        } else if (outcome instanceof Outcome.Spoofed spoofed) {
            return equal("packets of class spoofed", spoofed.packets(), counts.packets(SPOOFED), step);
        } else if (outcome instanceof Outcome.CountedOnce) {
            return countedOnce(step);
        } else if (outcome instanceof Outcome.TrafficStat stat) {
            return trafficStat(stat.fates(), step);
        }
        throw new IllegalStateException("counters have the outcome " + outcome);
    }

    private Judgement equal(String name, long allowed, long seen, int step) {
        return allowed == seen
                ? Judgement.PASSED
                : new Judgement(
                        seen == 0 ? Mode.UNCOUNTED : Mode.MISCOUNTED,
                        step,
                        name + ": allowed " + allowed + ", seen " + seen + " " + moved());
    }

    private String moved() {
        return counts.counters().stream()
                .map(each -> each.name() + " (" + each.kind() + ") by " + each.packets())
                .collect(Collectors.joining(", ", "[", "]"));
    }

    private List<Sent> sent() {
        List<Sent> sent = new ArrayList<>(counts.otherSent());
        for (Step each : testCase.steps()) {
            if (each instanceof Step.Packet packet) {
                sent.add(packet.sent());
            }
        }
        return sent;
    }

    private List<Received> received() {
        List<Received> all = new ArrayList<>(counts.otherReceived());
        all.addAll(outputs);
        return all;
    }

    static boolean isError(Received output) {
        return new PacketView(output.octets()).quote() != null;
    }

    /** Packets of the product itself may be among those that left. */
    private Judgement balanced(int step) {
        long in = counts.packets(IN_IPV4, IN_IPV6);
        Judgement arrived = equal("packets that arrived", sent().size(), in, step);
        if (!arrived.isPassed()) {
            return arrived;
        }
        long out = counts.packets(OUT_IPV4, OUT_IPV6);
        long rest = counts.packets(DROPPED, HELD);
        long own = outputs.stream().filter(CountCheck::isError).count();
        return out + rest - own == in
                ? Judgement.PASSED
                : equal("packets that left, were dropped or are held", in, out + rest, step);
    }

    /**
     * The same where fragments wait for others: several of those that arrive are one that leaves. A counter of held ones counts
     * either each that has waited, or those that still wait.
     */
    private Judgement balanced(Fates fates, int step) {
        if (!isUsual) {
            return Judgement.PASSED; // a matter of other properties
        }
        Judgement arrived = equal("packets that arrived", sent().size(), counts.packets(IN_IPV4, IN_IPV6), step);
        if (!arrived.isPassed()) {
            return arrived;
        }
        long own = outputs.stream().filter(CountCheck::isError).count();
        long out = counts.packets(OUT_IPV4, OUT_IPV6);
        if (out != received().size() - own && out != received().size()) {
            return equal("packets that left", received().size(), out, step);
        }
        Judgement reassembled = reassembled(fates, step);
        return reassembled.isPassed() ? heldAndDropped(fates, step) : reassembled;
    }

    private Judgement heldAndDropped(Fates fates, int step) {
        long dropped = dropped(fates).size();
        long waiting = fates.count(Fate.WAITING);
        long discarded = fates.count(Fate.DISCARDED);
        long waited = fates.count(Fate.HELD) + waiting + discarded;
        long twice = fates.count(Fate.DUPLICATE);
        long seenHeld = counts.packets(HELD);
        long seenDropped = counts.packets(DROPPED);
        long[][] allowed = {
            {waited, dropped + twice},
            {waited + twice, dropped},
            {waiting, dropped + discarded + twice},
            {waiting, dropped + discarded}
        };
        for (long[] each : allowed) {
            if (each[0] == seenHeld && each[1] == seenDropped) {
                return Judgement.PASSED;
            }
        }
        boolean isHeldRight = seenHeld == waited || seenHeld == waiting;
        return isHeldRight
                ? equal("dropped packets", allowed[seenHeld == waited ? 0 : 2][1], seenDropped, step)
                : equal("held fragments", waited, seenHeld, step);
    }

    private Judgement reassembled(Fates fates, int step) {
        if (!counts.kinds().contains(REASSEMBLED)) {
            return Judgement.PASSED;
        }
        JoinedPacket joined = JoinedPacket.of(testCase, fates);
        Judgement packets = equal("reassembled packets", joined.packets(), counts.packets(REASSEMBLED), step);
        OptionalLong octets = counts.octets(REASSEMBLED);
        return !packets.isPassed() || octets.isEmpty() || joined.octets().contains(octets.getAsLong())
                ? packets
                : equal("octets of reassembled packets", joined.octets().get(0), octets.getAsLong(), step);
    }

    private Judgement countedOnce(int step) {
        List<Counter> dropped = counts.counters().stream()
                .filter(each -> each.kind() == DROPPED)
                .toList();
        long spoofed = counts.packets(SPOOFED);
        long packets = counts.packets(DROPPED);
        boolean isOnce = dropped.size() <= 1 && spoofed <= 1 && packets <= 1 && spoofed + packets >= 1;
        return isOnce
                ? Judgement.PASSED
                : equal("dropped packets of one counter", 1, spoofed + packets == 1 ? 2 : spoofed + packets, step);
    }

    private Judgement trafficStat(Fates fates, int step) {
        if (!fates.isEmpty() && !isUsual) {
            return Judgement.PASSED; // a matter of other properties
        }
        Leaves allowed = new Leaves();
        for (Side side : Side.values()) {
            List<byte[]> in = sent().stream()
                    .filter(each -> each.side() == side)
                    .map(Sent::octets)
                    .toList();
            List<Received> out =
                    received().stream().filter(each -> each.side() == side).toList();
            List<byte[]> own = out.stream()
                    .filter(CountCheck::isError)
                    .map(Received::octets)
                    .toList();
            List<byte[]> all = out.stream().map(Received::octets).toList();
            allowed.add("rcvd-" + side, in);
            allowed.addWithout("sent-" + side, all, own); // with errors or without them: both readings are found
            allowed.add("dropped-" + side, packets(side, dropped(fates)));
            allowed.perhaps("dropped-" + side, packets(side, fates.of(Fate.DISCARDED)));
            allowed.perhaps("dropped-" + side, packets(side, fates.of(Fate.DUPLICATE)));
            allowed.add("out-icmpv" + side.toString().charAt(3) + "-error", own);
        }
        allowed.addDroppedFragments(packets(Side.IPV4, dropped(fates)), packets(Side.IPV6, dropped(fates)));
        allowed.addReassembled(JoinedPacket.ofTunnel(testCase, fates));
        allowed.add(
                "hairpin-ipv4",
                packets(Side.IPV6, hairpinned).stream().map(Leaves::ipv4).toList());
        return allowed.firstDifference(counts.trafficStat())
                .map(leaf ->
                        equal(leaf, allowed.usual(leaf), counts.trafficStat().getOrDefault(leaf, 0L), step))
                .orElse(Judgement.PASSED);
    }

    /** Steps whose packets were dropped when they arrived. */
    private List<Integer> dropped(Fates fates) {
        List<Integer> dropped = new ArrayList<>();
        for (int i = 0; i < testCase.steps().size(); i++) {
            boolean isPacket = testCase.steps().get(i) instanceof Step.Packet;
            if (isPacket && !forwarded.contains(i) && !fates.steps().containsKey(i)) {
                dropped.add(i);
            }
        }
        return dropped;
    }

    /** The packets of those of some steps that were sent on a side. */
    private List<byte[]> packets(Side side, Iterable<Integer> steps) {
        List<byte[]> packets = new ArrayList<>();
        for (int step : steps) {
            if (testCase.steps().get(step) instanceof Step.Packet packet
                    && packet.sent().side() == side) {
                packets.add(packet.sent().octets());
            }
        }
        return packets;
    }
}
