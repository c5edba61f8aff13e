package io.softwire46.mape.conformance.judge;

import io.softwire46.mape.conformance.Received;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToIntFunction;

/**
 * Compares a number of packets that belong together: the flow label of each flow's tunnel packets (RFC 6437 section 3), and the
 * Identification of each datagram's fragments (RFC 791 section 3.2).
 *
 * <p>Static methods only.
 */
final class GroupCheck {
    private GroupCheck() {}

    static Judgement judge(TestCase testCase, Map<Integer, List<Received>> outputs) {
        Judgement flows = judge(testCase, outputs, Facts.FLOW, PacketView::flowLabel, "flow label", Mode.WRONG_OUTER);
        return flows.isPassed()
                ? judge(
                        testCase,
                        outputs,
                        Facts.DATAGRAM,
                        PacketView::identification,
                        "Identification",
                        Mode.WRONG_INNER)
                : flows;
    }

    /** One number per group, and not the same one for all groups; 0 is no flow label. */
    private static Judgement judge(
            TestCase testCase,
            Map<Integer, List<Received>> outputs,
            String fact,
            ToIntFunction<PacketView> numberOf,
            String noun,
            Mode mode) {
        Map<String, Integer> numbers = new TreeMap<>();
        int last = -1;
        for (Map.Entry<Integer, List<Received>> each : outputs.entrySet()) {
            Optional<String> group = group(testCase, each.getKey(), fact);
            for (Received output : group.isPresent() ? each.getValue() : List.<Received>of()) {
                int number = numberOf.applyAsInt(new PacketView(output.octets()));
                Integer before = numbers.putIfAbsent(group.get(), number);
                if (before != null && before != number) {
                    return new Judgement(
                            mode,
                            each.getKey(),
                            noun + " of " + fact + " " + group.get() + ": allowed " + before + ", seen " + number);
                }
                last = each.getKey();
            }
        }
        boolean isNone = fact.equals(Facts.FLOW) && numbers.containsValue(0);
        boolean isOne = numbers.size() > 1 && new TreeSet<>(numbers.values()).size() == 1 && !isNone;
        return isOne
                ? new Judgement(
                        mode,
                        last,
                        noun + "s: allowed " + (fact.equals(Facts.FLOW) ? "0 or " : "") + "several for several " + fact
                                + "s, seen " + numbers)
                : Judgement.PASSED;
    }

    private static Optional<String> group(TestCase testCase, int step, String fact) {
        for (Outcome outcome : testCase.allowed(step)) {
            if (outcome instanceof Outcome.Packets packets) {
                for (Facts facts : packets.packets()) {
                    if (facts.has(fact)) {
                        return Optional.of(facts.text(fact));
                    }
                }
            }
        }
        return Optional.empty();
    }
}
