package io.softwire46.mape.conformance.judge;

import io.softwire46.mape.conformance.Received;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Compares the flow labels of a case's tunnel packets (RFC 6437 section 3): one per flow, and not the same one for all flows.
 *
 * <p>Static methods only.
 */
final class FlowCheck {
    private FlowCheck() {}

    static Judgement judge(TestCase testCase, Map<Integer, List<Received>> outputs) {
        Map<String, Integer> labels = new TreeMap<>();
        int last = -1;
        for (Map.Entry<Integer, List<Received>> each : outputs.entrySet()) {
            Optional<String> flow = flow(testCase, each.getKey());
            for (Received output : flow.isPresent() ? each.getValue() : List.<Received>of()) {
                int label = new PacketView(output.octets()).flowLabel();
                Integer before = labels.putIfAbsent(flow.get(), label);
                if (before != null && before != label) {
                    return new Judgement(
                            Mode.WRONG_OUTER,
                            each.getKey(),
                            "flow label of flow " + flow.get() + ": allowed " + before + ", seen " + label);
                }
                last = each.getKey();
            }
        }
        boolean isOne = labels.size() > 1 && new TreeSet<>(labels.values()).size() == 1 && !labels.containsValue(0);
        return isOne
                ? new Judgement(
                        Mode.WRONG_OUTER, last, "flow labels: allowed 0 or several for several flows, seen " + labels)
                : Judgement.PASSED;
    }

    private static Optional<String> flow(TestCase testCase, int step) {
        for (Outcome outcome : testCase.allowed(step)) {
            if (outcome instanceof Outcome.Packets packets) {
                for (Facts facts : packets.packets()) {
                    if (facts.has(Facts.FLOW)) {
                        return Optional.of(facts.text(Facts.FLOW));
                    }
                }
            }
        }
        return Optional.empty();
    }
}
