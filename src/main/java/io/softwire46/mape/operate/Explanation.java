package io.softwire46.mape.operate;

import io.softwire46.mape.forward.counter.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
     * A step of an explanation. Immutable.
     *
     * @param name the name of the step, such as {@code source-check}
     * @param result what the step did with the packet
     * @param facts what it has read and computed
     * @param rfc the clause that the step obeys, such as {@code RFC 7597 section 8.1}
     * @param option the option of the domain that decides, with its value; null if none does
     */
    public record Step(
            String name,
            Result result,
            List<Fact> facts,
            String rfc,
            @Nullable String option) {
        /** What a step did with the packet. */
        public enum Result {
            /** The packet passed a check. */
            PASS,
            /** The packet failed a check: it is dropped, or it is not this node's. */
            DROP,
            /** The step checks nothing. */
            INFO;

            /** Returns the name in JSON, such as {@code pass}. */
            @Override
            public String toString() {
                return name().toLowerCase(Locale.ROOT);
            }
        }

        /**
         * Copies the list of facts.
         *
         * @param name the name of the step, such as {@code source-check}
         * @param result what the step did with the packet
         * @param facts what it has read and computed
         * @param rfc the clause that the step obeys, such as {@code RFC 7597 section 8.1}
         * @param option the option of the domain that decides, with its value; null if none does
         */
        public Step {
            facts = List.copyOf(facts);
        }
    }

    /**
     * A value that a step of an explanation has read or computed. Immutable.
     *
     * @param name what the value is, such as {@code source port}
     * @param value the value as text
     * @param firstOctet the first octet of the received IP packet that shows the value, from 0; -1 if no octet does
     * @param lastOctet the last such octet; -1 if no octet does
     */
    public record Fact(String name, String value, int firstOctet, int lastOctet) {}

    /**
     * A packet that a node sent because of the explained packet. Immutable.
     *
     * @param kind {@code forwarded}, {@code fragment}, {@code icmp}, {@code released} or {@code reply}
     * @param hex its octets in hexadecimal; null if they are confidential
     * @param fields the fields of its headers
     */
    public record Output(String kind, @Nullable String hex, List<Fact> fields) {
        /**
         * Copies the list of fields.
         *
         * @param kind {@code forwarded}, {@code fragment}, {@code icmp}, {@code released} or {@code reply}
         * @param hex its octets in hexadecimal; null if they are confidential
         * @param fields the fields of its headers
         */
        public Output {
            fields = List.copyOf(fields);
        }
    }

    /**
     * The smallest change of one field after which a dropped packet would be forwarded. Immutable.
     *
     * @param field the field, such as {@code outer source}; null if no change of one field is known
     * @param value its new value; null if there is no field
     * @param text a sentence about the change
     */
    public record Repair(@Nullable String field, @Nullable String value, String text) {}

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
