package io.softwire46.mape.operate;

import io.softwire46.mape.forward.counter.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a node did with a packet, and why. Immutable.
 *
 * @param index the place of the packet among those that the explainer has received, from 0
 * @param time the time of the packet; null if it has none
 * @param direction {@code upstream}, {@code downstream}, or null for a packet that is not IP
 * @param verdict what the data plane returned
 * @param explained the verdict of the explanation, which differs from the other one only if {@link #agrees} is false
 * @param difference the first difference between explanation and data plane; null if both agree
 * @param steps the steps, in order
 * @param outputs the packets that were sent because of this one
 * @param repair of a dropped packet, if it was looked for; else null
 */
public record Explanation(
        long index,
        @Nullable Instant time,
        @Nullable String direction,
        Verdict verdict,
        Verdict explained,
        @Nullable String difference,
        List<Step> steps,
        List<Output> outputs,
        @Nullable Repair repair) {

    /**
     * Copies the lists.
     *
     * @param index the place of the packet among those that the explainer has received, from 0
     * @param time the time of the packet; null if it has none
     * @param direction {@code upstream}, {@code downstream}, or null for a packet that is not IP
     * @param verdict what the data plane returned
     * @param explained the verdict of the explanation, which differs from the other one only if {@link #agrees} is false
     * @param difference the first difference between explanation and data plane; null if both agree
     * @param steps the steps, in order
     * @param outputs the packets that were sent because of this one
     * @param repair of a dropped packet, if it was looked for; else null
     */
    public Explanation {
        steps = List.copyOf(steps);
        outputs = List.copyOf(outputs);
    }

    /**
     * Returns whether explanation and data plane agree about verdict, packets sent and events.
     *
     * @return false if one of both is wrong
     */
    public boolean agrees() {
        return difference == null;
    }

    /**
     * Returns the same explanation with a time.
     *
     * @param value the time of the packet
     * @return a copy
     */
    public Explanation withTime(Instant value) {
        return new Explanation(index, value, direction, verdict, explained, difference, steps, outputs, repair);
    }

    /**
     * Returns the same explanation with a first step {@code capture}, for a record that is not whole.
     *
     * @param facts about the record
     * @return a copy
     */
    public Explanation withCapture(List<Fact> facts) {
        List<Step> more = new ArrayList<>(steps);
        if (more.isEmpty() || !more.get(0).name().equals("capture")) {
            more.add(0, new Step("capture", Step.Result.INFO, facts, "RFC 791 section 3.1", null));
        }
        return new Explanation(index, time, direction, verdict, explained, difference, more, outputs, repair);
    }

    /**
     * Returns why the packet did not end in another verdict: the first step at which it leaves the path to it.
     *
     * @param other a verdict
     * @return a sentence that begins with the step
     */
    public String whyNot(Verdict other) {
        return WhyNot.of(this, other);
    }

    /**
     * Returns the explanation without the addresses of rules and border relays, and without octets.
     *
     * @param names replaces text by text without these addresses
     * @return a copy
     */
    public Explanation redacted(UnaryOperator<String> names) {
        List<Step> redactedSteps = steps.stream()
                .map(each ->
                        new Step(each.name(), each.result(), redacted(each.facts(), names), each.rfc(), each.option()))
                .toList();
        List<Output> redactedOutputs = outputs.stream()
                .map(each -> new Output(each.kind(), null, redacted(each.fields(), names)))
                .toList();
        Repair before = repair;
        Repair after = before == null
                ? null
                : new Repair(
                        before.field(),
                        before.value() == null ? null : names.apply(before.value()),
                        names.apply(before.text()));
        String shown = difference == null ? null : "not shown, since it has octets";
        return new Explanation(
                index, time, direction, verdict, explained, shown, redactedSteps, redactedOutputs, after);
    }

    private static List<Fact> redacted(List<Fact> facts, UnaryOperator<String> names) {
        return facts.stream()
                .map(each -> new Fact(
                        names.apply(each.name()), names.apply(each.value()), each.firstOctet(), each.lastOctet()))
                .toList();
    }

    /**
     * Returns the explanation as text of at most 100 columns.
     *
     * @return lines that end in a line feed
     */
    public String toText() {
        return ExplanationText.of(this);
    }

    /**
     * Returns the explanation as a JSON object.
     *
     * @param whyNot the verdict that field {@code whyNot} is about; null for none
     * @return one line without a line feed
     */
    public String toJson(@Nullable Verdict whyNot) {
        return ExplanationJson.of(this, whyNot);
    }

    /**
     * Returns the list of steps with their results and options, by which packets are grouped.
     *
     * @return text on one line
     */
    public String path() {
        StringBuilder path = new StringBuilder(verdict.name());
        for (Step step : steps) {
            path.append(' ').append(step.name()).append('=').append(step.result());
            if (step.option() != null) {
                path.append('(').append(step.option()).append(')');
            }
        }
        return path.toString();
    }
}
