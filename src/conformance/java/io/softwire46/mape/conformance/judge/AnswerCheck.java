package io.softwire46.mape.conformance.judge;

import io.softwire46.mape.conformance.Answer;
import io.softwire46.mape.conformance.judge.Outcome.Answered;
import io.softwire46.mape.conformance.judge.Outcome.Disjoint;
import io.softwire46.mape.conformance.judge.Outcome.PortsFrom;
import io.softwire46.mape.conformance.judge.Outcome.Refused;
import io.softwire46.mape.conformance.judge.Outcome.Rules;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Compares answers to queries with the outcomes that are allowed.
 *
 * <p>Static methods only.
 */
final class AnswerCheck {
    private static final String RANGES = "ranges";

    private AnswerCheck() {}

    static Judgement judge(TestCase testCase, List<Answer> answers, Judge.DeclaredFields declared) {
        int next = 0;
        List<Answer> ranged = new ArrayList<>();
        for (int step = 0; step < testCase.steps().size(); step++) {
            Step each = testCase.steps().get(step);
            if (each.isAnswered()) {
                Answer answer = answers.get(next++);
                ranged.add(answer);
                List<String> fields =
                        each instanceof Step.Ask ask ? declared.of(ask.query().op()) : List.of();
                List<Outcome> allowed = testCase.allowed(step);
                String problem = "";
                for (Outcome outcome : allowed) {
                    problem = problem(outcome, answer, fields, ranged);
                    if (problem.isEmpty()) {
                        break;
                    }
                }
                if (each instanceof Step.Configure && problem.isEmpty() && isWithoutReason(answer)) {
                    return new Judgement(Mode.WRONG_ANSWER, step, "reason: allowed one, seen none");
                }
                if (!problem.isEmpty()) {
                    return new Judgement(mode(allowed.get(0), answer), step, problem);
                }
            }
        }
        return Judgement.PASSED;
    }

    private static boolean isWithoutReason(Answer answer) {
        return !answer.isOk()
                && String.valueOf(answer.fields().getOrDefault(Answer.ERROR, ""))
                        .isBlank();
    }

    private static Mode mode(Outcome outcome, Answer answer) {
        if (outcome instanceof Refused) {
            return isRefused(answer) ? Mode.WRONG_ANSWER : Mode.ACCEPTED_INVALID;
        }
        return isRefused(answer) ? Mode.REFUSED_VALID : Mode.WRONG_ANSWER;
    }

    private static boolean isRefused(Answer answer) {
        return !answer.isOk() || Boolean.FALSE.equals(answer.fields().get("valid"));
    }

    /** The first difference as text, or "". */
    private static String problem(Outcome outcome, Answer answer, List<String> fields, List<Answer> all) {
        if (outcome instanceof Refused refused) {
            return refused(refused.field(), answer);
        }
        if (isRefused(answer)
                && !(outcome instanceof Answered answered && answered.fields().containsKey("valid"))) {
            return "answer: allowed " + outcome + ", seen refused " + answer.fields();
        }
        if (outcome instanceof Answered answered) {
            return answered(answered.fields(), answer, fields);
        }
        if (outcome instanceof PortsFrom from) {
            if (ranges(answer).isEmpty()) {
                return "ranges: allowed one or more, seen none";
            }
            for (int[] range : ranges(answer)) {
                if (range[0] < from.port()) {
                    return "ranges: allowed from port " + from.port() + ", seen " + range[0] + "-" + range[1];
                }
            }
            return "";
        }
        if (outcome instanceof Rules rules) {
            return RulesCheck.problem(rules.rules(), answer);
        }
        if (outcome instanceof Disjoint disjoint) {
            return disjoint(disjoint, all);
        }
        return "outcome " + outcome + " is not one of a query";
    }

    private static String refused(String field, Answer answer) {
        if (!isRefused(answer)) {
            return "answer: allowed refused, seen " + answer.fields();
        }
        String reason = answer.fields().toString();
        return Stream.of(field.split("\\|", -1)).anyMatch(reason::contains)
                ? ""
                : "reason: allowed one that names " + field + ", seen " + answer.fields();
    }

    private static String answered(Map<String, @Nullable Object> allowed, Answer answer, List<String> declared) {
        for (Map.Entry<String, @Nullable Object> field : allowed.entrySet()) {
            boolean judged = declared.contains(field.getKey()) || field.getKey().equals("ok");
            if (judged && !Objects.equals(field.getValue(), answer.fields().get(field.getKey()))) {
                return field.getKey() + ": allowed " + field.getValue() + ", seen "
                        + answer.fields().get(field.getKey());
            }
        }
        return "";
    }

    /** No port is in two answers so far; after the last one, each port of the range is in one. */
    private static String disjoint(Disjoint disjoint, List<Answer> answers) {
        BitSet seen = new BitSet();
        for (Answer answer : answers) {
            for (int[] range : ranges(answer)) {
                int common = seen.nextSetBit(range[0]);
                if (common >= 0 && common <= range[1]) {
                    return "ranges: allowed no port of two PSIDs, seen " + common + " in two";
                }
                seen.set(range[0], range[1] + 1);
            }
        }
        int missing = seen.nextClearBit(disjoint.from());
        return missing > disjoint.to() ? "" : "ranges: allowed each port in one set, seen " + missing + " in none";
    }

    /** The ranges of an answer that are ports; an answer without them has none. */
    private static List<int[]> ranges(Answer answer) {
        List<int[]> ranges = new ArrayList<>();
        if (answer.fields().get(RANGES) instanceof List<?> list) {
            for (Object each : list) {
                if (each instanceof List<?> pair
                        && pair.size() == 2
                        && pair.get(0) instanceof Long from
                        && pair.get(1) instanceof Long to
                        && from >= 0
                        && from <= to
                        && to <= 65_535) {
                    ranges.add(new int[] {from.intValue(), to.intValue()});
                }
            }
        }
        return ranges;
    }
}
