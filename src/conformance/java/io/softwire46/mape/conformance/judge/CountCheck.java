package io.softwire46.mape.conformance.judge;

import static io.softwire46.mape.conformance.Counter.Kind.DROPPED;
import static io.softwire46.mape.conformance.Counter.Kind.HELD;
import static io.softwire46.mape.conformance.Counter.Kind.IN_IPV4;
import static io.softwire46.mape.conformance.Counter.Kind.IN_IPV6;
import static io.softwire46.mape.conformance.Counter.Kind.OUT_IPV4;
import static io.softwire46.mape.conformance.Counter.Kind.OUT_IPV6;
import static io.softwire46.mape.conformance.Counter.Kind.SPOOFED;

import io.softwire46.mape.conformance.Counter;
import io.softwire46.mape.conformance.Received;
import io.softwire46.mape.conformance.Sent;
import io.softwire46.mape.conformance.Side;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Compares how counters moved with what was sent and seen.
 *
 * <p>Immutable.
 */
final class CountCheck {
    private static final String PACKETS = "-packets";
    private static final String OCTETS = "-bytes";

    private final TestCase testCase;
    private final int step;
    private final List<Received> outputs;
    private final Counts counts;

    /** Steps whose packets were forwarded. */
    private final Set<Integer> forwarded;

    private CountCheck(TestCase testCase, int step, List<Received> outputs, Set<Integer> forwarded, Counts counts) {
        this.testCase = testCase;
        this.step = step;
        this.outputs = outputs;
        this.forwarded = forwarded;
        this.counts = counts;
    }

    /** Judges a step that reads the counters. */
    static Judgement judge(TestCase testCase, int step, List<Received> outputs, Set<Integer> forwarded, Counts counts) {
        CountCheck check = new CountCheck(testCase, step, outputs, forwarded, counts);
        Judgement first = Judgement.PASSED;
        for (Outcome outcome : testCase.allowed(step)) {
            Judgement judgement = check.outcome(outcome);
            if (judgement.isPassed()) {
                return judgement;
            }
            first = first.isPassed() ? judgement : first;
        }
        return first;
    }

    private Judgement outcome(Outcome outcome) {
        if (outcome instanceof Outcome.Balanced) {
            return balanced();
        } else if (outcome instanceof Outcome.Spoofed spoofed) {
            return equal("packets of class spoofed", spoofed.packets(), counts.packets(SPOOFED));
        } else if (outcome instanceof Outcome.CountedOnce) {
            return countedOnce();
        } else if (outcome instanceof Outcome.TrafficStat) {
            return trafficStat();
        }
        throw new IllegalStateException("counters have the outcome " + outcome);
    }

    private Judgement equal(String name, long allowed, long seen) {
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

    private static boolean isError(Received output) {
        return new PacketView(output.octets()).quote() != null;
    }

    /** Packets of the product itself may be among those that left. */
    private Judgement balanced() {
        long in = counts.packets(IN_IPV4, IN_IPV6);
        Judgement arrived = equal("packets that arrived", sent().size(), in);
        if (!arrived.isPassed()) {
            return arrived;
        }
        long out = counts.packets(OUT_IPV4, OUT_IPV6);
        long rest = counts.packets(DROPPED, HELD);
        long own = outputs.stream().filter(CountCheck::isError).count();
        return out + rest - own == in
                ? Judgement.PASSED
                : equal("packets that left, were dropped or are held", in, out + rest);
    }

    private Judgement countedOnce() {
        List<Counter> dropped = counts.counters().stream()
                .filter(each -> each.kind() == DROPPED)
                .toList();
        long spoofed = counts.packets(SPOOFED);
        long packets = counts.packets(DROPPED);
        boolean isOnce = dropped.size() <= 1 && spoofed <= 1 && packets <= 1 && spoofed + packets >= 1;
        return isOnce
                ? Judgement.PASSED
                : equal("dropped packets of one counter", 1, spoofed + packets == 1 ? 2 : spoofed + packets);
    }

    private Judgement trafficStat() {
        Map<String, Set<Long>> allowed = new LinkedHashMap<>();
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
            add(allowed, "rcvd-" + side, in, List.of());
            add(allowed, "sent-" + side, all, own); // with errors or without them: both readings are found
            add(allowed, "dropped-" + side, dropped(side), List.of());
            add(allowed, "out-icmpv" + side.toString().charAt(3) + "-error", own, List.of());
        }
        for (Map.Entry<String, Set<Long>> leaf : allowed.entrySet()) {
            Long seen = counts.trafficStat().get(leaf.getKey());
            if (seen != null && !leaf.getValue().contains(seen)) {
                return equal(leaf.getKey(), leaf.getValue().iterator().next(), seen);
            }
        }
        return Judgement.PASSED;
    }

    private List<byte[]> dropped(Side side) {
        List<byte[]> dropped = new ArrayList<>();
        for (int i = 0; i < testCase.steps().size(); i++) {
            if (testCase.steps().get(i) instanceof Step.Packet packet
                    && packet.sent().side() == side
                    && !forwarded.contains(i)) {
                dropped.add(packet.sent().octets());
            }
        }
        return dropped;
    }

    private static void add(Map<String, Set<Long>> allowed, String leaf, List<byte[]> packets, List<byte[]> perhaps) {
        long count = packets.size();
        long octets = packets.stream().mapToLong(each -> each.length).sum();
        long fewer = perhaps.stream().mapToLong(each -> each.length).sum();
        allowed.put(leaf + PACKETS, perhaps.isEmpty() ? Set.of(count) : Set.of(count, count - perhaps.size()));
        allowed.put(leaf + OCTETS, fewer == 0 ? Set.of(octets) : Set.of(octets, octets - fewer));
    }
}
