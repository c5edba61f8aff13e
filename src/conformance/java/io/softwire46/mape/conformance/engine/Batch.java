package io.softwire46.mape.conformance.engine;

import io.softwire46.mape.conformance.Received;
import io.softwire46.mape.conformance.Sent;
import io.softwire46.mape.conformance.Until;
import io.softwire46.mape.conformance.catalogue.Marks;
import io.softwire46.mape.conformance.judge.Attribution;
import io.softwire46.mape.conformance.judge.Counts;
import io.softwire46.mape.conformance.judge.Step;
import io.softwire46.mape.conformance.judge.TestCase;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The packets of some cases that are sent together, and the outputs that each of them caused.
 *
 * <p>Not thread-safe.
 */
final class Batch {
    private static final int QUIET_MILLIS = 200;
    private static final int DEADLINE_MILLIS = 5_000;
    private static final int STEP_BITS = 16;

    private final Marks source;
    final List<Sent> packets = new ArrayList<>();

    /** Case and step of each packet; -1 for marks. */
    private final List<Integer> owners = new ArrayList<>();

    private final Attribution attribution = new Attribution();
    private final List<List<Until.Mark>> marks = new ArrayList<>();
    private final List<Integer> seenMarks = new ArrayList<>();
    private final List<List<Received>> outputs = new ArrayList<>();
    final List<Received> orphans = new ArrayList<>();
    private final List<Received> markOutputs = new ArrayList<>();

    Batch(Marks source) {
        this.source = source;
    }

    void add(TestCase testCase, long atNanos, boolean marked) {
        int index = outputs.size();
        outputs.add(new ArrayList<>());
        seenMarks.add(0);
        long last = atNanos;
        for (int i = 0; i < testCase.steps().size(); i++) {
            if (testCase.steps().get(i) instanceof Step.Packet packet) {
                last = atNanos + packet.sent().atNanos();
                packets.add(new Sent(packet.sent().side(), last, packet.sent().octets()));
                owners.add(index << STEP_BITS | i);
                attribution.add(index << STEP_BITS | i, packet.sent().octets(), testCase.keepsIdentification(i));
            }
        }
        List<Until.Mark> own = new ArrayList<>();
        if (marked) {
            for (Marks.Marked mark : source.of(testCase, index)) {
                packets.add(new Sent(mark.side(), last, mark.packet()));
                owners.add(-1);
                own.add(mark.mark());
            }
        }
        marks.add(own);
    }

    /** The same, with the marks that moved the counters, too. */
    Counts withMarks(Counts counts) {
        List<Sent> sent = IntStream.range(0, packets.size())
                .filter(i -> owners.get(i) < 0)
                .mapToObj(packets::get)
                .toList();
        return counts.with(sent, markOutputs);
    }

    Until until() {
        return until(marks.get(marks.size() - 1), packets.size());
    }

    /** When packets are answered of which no mark is one. */
    static Until unmarked(int count) {
        return until(List.of(), count);
    }

    private static Until until(List<Until.Mark> marks, int count) {
        return new Until(marks, QUIET_MILLIS, DEADLINE_MILLIS + 10 * count);
    }

    boolean isMarked(int index) {
        int needed = marks.get(index).size();
        return needed > 0 && seenMarks.get(index) >= needed;
    }

    List<Received> outputs(int index) {
        return outputs.get(index);
    }

    /** Puts packets of cases that begin at the same time into the order in which they are sent. */
    void sort() {
        List<Integer> places = IntStream.range(0, packets.size())
                .boxed()
                .sorted(Comparator.comparingLong(i -> packets.get(i).atNanos()))
                .toList();
        List<Sent> sorted = places.stream().map(packets::get).toList();
        List<Integer> sortedOwners = places.stream().map(owners::get).toList();
        packets.clear();
        packets.addAll(sorted);
        owners.clear();
        owners.addAll(sortedOwners);
    }

    /**
     * Finds the cases of outputs.
     *
     * @param first number of the first packet of the exchange
     */
    void receive(List<Received> received, int first) {
        attribution.learn(received);
        for (Received each : received) {
            int marked = markOf(each);
            if (marked >= 0) {
                seenMarks.set(marked, seenMarks.get(marked) + 1);
                markOutputs.add(each);
            } else {
                assign(each, first);
            }
        }
    }

    private int markOf(Received output) {
        int index = Marks.indexOf(output.octets());
        return index >= 0
                        && index < marks.size()
                        && marks.get(index).stream().anyMatch(mark -> mark.side() == output.side())
                ? index
                : -1;
    }

    private void assign(Received output, int first) {
        Integer cause = output.cause();
        int owner = attribution.stepOf(output);
        if (owner < 0 && cause != null && first + cause < owners.size()) {
            owner = owners.get(first + cause);
        }
        if (owner < 0 && attribution.isLateError(output)) {
            return;
        }
        if (owner < 0) {
            orphans.add(output);
        } else {
            int step = owner & ((1 << STEP_BITS) - 1);
            outputs.get(owner >>> STEP_BITS).add(new Received(output.side(), output.octets(), step));
        }
    }
}
