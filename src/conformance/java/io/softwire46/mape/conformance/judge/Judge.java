package io.softwire46.mape.conformance.judge;

import io.softwire46.mape.conformance.Received;
import io.softwire46.mape.conformance.Side;
import io.softwire46.mape.conformance.judge.FactCheck.Difference;
import io.softwire46.mape.conformance.judge.Outcome.Any;
import io.softwire46.mape.conformance.judge.Outcome.AtLeast;
import io.softwire46.mape.conformance.judge.Outcome.NotForwarded;
import io.softwire46.mape.conformance.judge.Outcome.Nothing;
import io.softwire46.mape.conformance.judge.Outcome.Packets;
import io.softwire46.mape.conformance.judge.RejoinCheck.Rejoined;
import io.softwire46.mape.conformance.model.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Compares what a product did in a case with the outcomes that are allowed. The order of outputs is free.
 *
 * <p>Static methods only.
 */
public final class Judge {
    private Judge() {}

    /**
     * Returns whether what was seen is allowed; if not, how the first step failed. Steps are judged before their controls.
     *
     * @param declared fields of the answers to an operation, which are compared
     */
    public static Judgement judge(TestCase testCase, Observation seen, DeclaredFields declared) {
        Judgement answers = AnswerCheck.judge(testCase, seen.answers(), declared);
        return answers.isPassed() ? packets(testCase, seen) : answers;
    }

    /** Which fields of the answers to an operation a product declares. */
    @FunctionalInterface
    public interface DeclaredFields {
        /** Returns the fields; an empty list for an operation that it does not declare. */
        List<String> of(String op);
    }

    private static Judgement packets(TestCase testCase, Observation seen) {
        List<Received> outputs = seen.outputs();
        TreeMap<Integer, List<Received>> byStep = new TreeMap<>();
        List<Received> others = new ArrayList<>();
        Attribution attribution = attribution(testCase);
        attribution.learn(outputs);
        for (Received output : outputs) {
            if (attribution.isLateError(output)) {
                continue;
            }
            int step = attribution.stepOf(output);
            Integer cause = output.cause();
            if (cause != null && step < 0) {
                step = judgedStep(testCase, cause, attribution);
            } else if (cause != null && isOwnStep(testCase, cause, step)) {
                step = cause;
            }
            if (step < 0) {
                others.add(output);
            } else {
                byStep.computeIfAbsent(step, key -> new ArrayList<>()).add(output);
            }
        }
        List<Integer> order = IntStream.range(0, testCase.steps().size())
                .filter(step -> testCase.steps().get(step) instanceof Step.Packet)
                .boxed()
                .sorted(Comparator.comparing(testCase::isControl))
                .toList();
        boolean isUsual = true;
        for (int step : order) {
            List<Received> own = byStep.getOrDefault(step, new ArrayList<>());
            List<Outcome> allowed = testCase.allowed(step);
            take(others, own, allowed);
            Judgement judgement = step(testCase, step, own);
            if (!judgement.isPassed()) {
                return judgement;
            }
            isUsual &= outcome(allowed.get(0), testCase, step, own).isPassed();
        }
        if (!others.isEmpty()) {
            return new Judgement(Mode.EXTRA_OUTPUT, -1, "output: allowed none, seen " + others.get(0));
        }
        Judgement ports = SourcePort.distinct(testCase, byStep);
        if (!ports.isPassed()) {
            return ports;
        }
        Judgement groups = GroupCheck.judge(testCase, byStep);
        return groups.isPassed() ? counters(testCase, seen, byStep, isUsual) : groups;
    }

    /** The step for which the outputs of a declared cause count: of a repeated packet or a fragment, that of the first one. */
    private static int judgedStep(TestCase testCase, int cause, Attribution attribution) {
        boolean isPacket = cause >= 0
                && cause < testCase.steps().size()
                && testCase.steps().get(cause) instanceof Step.Packet;
        if (!isPacket || hasOutcome(testCase, cause)) {
            return cause;
        }
        int first = attribution.stepOf(new Received(side(testCase, cause), octets(testCase, cause), null));
        return first < 0 ? cause : first;
    }

    private static boolean hasOutcome(TestCase testCase, int step) {
        return testCase.expect().stream().anyMatch(each -> each.step() == step);
    }

    /** Whether the declared cause is a step with an expectation of its own and the Identification of the step that was found. */
    private static boolean isOwnStep(TestCase testCase, int cause, int found) {
        return cause >= 0
                && cause < testCase.steps().size()
                && testCase.steps().get(cause) instanceof Step.Packet
                && hasOutcome(testCase, cause)
                && identification(testCase, cause) == identification(testCase, found);
    }

    private static Judgement counters(
            TestCase testCase, Observation seen, Map<Integer, List<Received>> byStep, boolean isUsual) {
        Counts counts = seen.counts();
        if (counts == null) {
            return Judgement.PASSED;
        }
        Set<Integer> forwarded = new TreeSet<>();
        Set<Integer> hairpinned = new TreeSet<>();
        byStep.forEach((step, outputs) -> {
            for (Received output : outputs) {
                PacketView packet = new PacketView(output.octets());
                if (!isError(packet)) {
                    forwarded.add(step);
                    boolean isBack = output.side() == Side.IPV6 && side(testCase, step) == Side.IPV6;
                    if (isBack && packet.ipv4() != null) {
                        hairpinned.add(step);
                    }
                }
            }
        });
        CountCheck check = new CountCheck(testCase, seen.outputs(), forwarded, hairpinned, isUsual, counts);
        for (int step = 0; step < testCase.steps().size(); step++) {
            if (testCase.steps().get(step) instanceof Step.Count) {
                Judgement judgement = check.judge(step);
                if (!judgement.isPassed()) {
                    return judgement;
                }
            }
        }
        return Judgement.PASSED;
    }

    private static Attribution attribution(TestCase testCase) {
        Attribution attribution = new Attribution();
        List<Integer> expected =
                testCase.expect().stream().map(Expectation::step).toList();
        // fragments of one packet count for the step that has an expectation
        for (boolean first : new boolean[] {true, false}) {
            for (int i = 0; i < testCase.steps().size(); i++) {
                if (testCase.steps().get(i) instanceof Step.Packet packet && expected.contains(i) == first) {
                    attribution.add(i, packet.sent().octets(), testCase.keepsIdentification(i));
                }
            }
        }
        return attribution;
    }

    /** Moves outputs whose cause is not known to a step that lacks them. */
    private static void take(List<Received> others, List<Received> own, List<Outcome> allowed) {
        for (Outcome outcome : allowed) {
            if (outcome instanceof Packets packets
                    && own.size() < packets.packets().size()) {
                for (Facts facts : packets.packets()) {
                    others.stream()
                            .filter(each -> FactCheck.first(facts, each) == null)
                            .findFirst()
                            .filter(others::remove)
                            .ifPresent(own::add);
                }
                return;
            }
        }
    }

    private static Judgement step(TestCase testCase, int step, List<Received> outputs) {
        List<Outcome> allowed = testCase.allowed(step);
        Judgement first = null;
        for (Outcome outcome : allowed) {
            Judgement judgement = outcome(outcome, testCase, step, outputs);
            if (judgement.isPassed()) {
                return judgement;
            }
            boolean nearer =
                    first == null || (outcome instanceof Packets && !outputs.isEmpty() && !isOtherSide(judgement));
            first = nearer ? judgement : first;
        }
        if (first == null) {
            throw new IllegalStateException("step " + step + " has no allowed outcome");
        }
        boolean lost = testCase.isControl(step) && (first.mode() == Mode.LOST || first.mode() == Mode.MISSING_ICMP);
        return lost ? new Judgement(Mode.CONTROL_LOST, step, "control: " + first.difference()) : first;
    }

    /** Whether nothing but the side was compared. */
    private static boolean isOtherSide(Judgement judgement) {
        return judgement.difference().startsWith(Facts.SIDE + ":");
    }

    private static Judgement outcome(Outcome outcome, TestCase testCase, int step, List<Received> outputs) {
        if (outcome instanceof Nothing) {
            return outputs.isEmpty() ? Judgement.PASSED : unexpected(testCase, step, outputs.get(0));
        }
        if (outcome instanceof NotForwarded) {
            Side sent = side(testCase, step);
            return outputs.stream()
                    .filter(each -> each.side() != sent && !isAnswer(testCase, step, new PacketView(each.octets())))
                    .findFirst()
                    .map(each -> new Judgement(Mode.FORWARDED, step, "output: allowed none on this side, seen " + each))
                    .orElse(Judgement.PASSED);
        }
        if (outcome instanceof Packets packets) {
            return exactly(packets.packets(), testCase, step, outputs);
        }
        if (outcome instanceof Outcome.AtMost most) {
            for (Received output : outputs) {
                Difference difference = FactCheck.first(most.packets(), output);
                if (difference != null) {
                    return new Judgement(difference.mode(), step, difference.toString());
                }
            }
            return outputs.size() <= most.count()
                    ? Judgement.PASSED
                    : new Judgement(
                            isError(new PacketView(outputs.get(0).octets())) ? Mode.UNEXPECTED_ICMP : Mode.EXTRA_OUTPUT,
                            step,
                            "outputs: allowed at most " + most.count() + ", seen " + outputs.size());
        }
        if (outcome instanceof AtLeast some) {
            Set<String> seen = RejoinCheck.all(outputs);
            long count = some.datagrams().stream()
                    .filter(each -> seen.contains(RejoinCheck.name(Bytes.hex(each))))
                    .count();
            return count >= some.least()
                    ? Judgement.PASSED
                    : new Judgement(
                            Mode.LOST_FRAGMENTS,
                            step,
                            "packets: allowed at least " + some.least() + " of "
                                    + some.datagrams().size() + ", seen " + count);
        }
        if (outcome instanceof Any any) {
            for (Received output : outputs) {
                Difference difference = FactCheck.first(any.packets(), output);
                if (difference != null) {
                    return new Judgement(Mode.LEAKED, step, difference.toString());
                }
            }
            return Judgement.PASSED;
        }
        throw new IllegalStateException("a packet has the outcome " + outcome);
    }

    private static Judgement unexpected(TestCase testCase, int step, Received output) {
        PacketView packet = new PacketView(output.octets());
        Mode mode = Mode.EXTRA_OUTPUT;
        PacketView sent = new PacketView(octets(testCase, step));
        if (isAnswer(testCase, step, packet)) {
            boolean isRelayed =
                    packet.quotedIdentification() >= 0 && packet.quotedIdentification() == sent.quotedIdentification();
            mode = isRelayed ? Mode.REFLECTED : Mode.UNEXPECTED_ICMP;
        } else if (packet.identification() == identification(testCase, step)) {
            mode = output.side() == side(testCase, step) ? Mode.REFLECTED : Mode.FORWARDED;
        }
        return new Judgement(mode, step, "output: allowed none, seen " + output);
    }

    /** Whether an output is an ICMP error, or an ICMPv6 message that is not the one of the step. */
    private static boolean isAnswerOfItsOwn(TestCase testCase, int step, PacketView output) {
        return isError(output)
                || (output.icmpv6() != null
                        && !Arrays.equals(output.icmpv6(), new PacketView(octets(testCase, step)).icmpv6()));
    }

    private static boolean isError(PacketView packet) {
        return packet.quote() != null;
    }

    /** Whether an output is an error that the step caused, and not the packet of the step itself, which may be one. */
    private static boolean isAnswer(TestCase testCase, int step, PacketView output) {
        int own = identification(testCase, step);
        return isError(output) && (own < 0 || output.identification() != own);
    }

    private static int identification(TestCase testCase, int step) {
        return new PacketView(octets(testCase, step)).identification();
    }

    private static byte[] octets(TestCase testCase, int step) {
        return ((Step.Packet) testCase.steps().get(step)).sent().octets();
    }

    private static Side side(TestCase testCase, int step) {
        return ((Step.Packet) testCase.steps().get(step)).sent().side();
    }

    private static Judgement exactly(List<Facts> facts, TestCase testCase, int step, List<Received> outputs) {
        List<Facts> missing = new ArrayList<>(facts);
        missing.removeIf(each -> each.has(Facts.REJOINS));
        List<Received> unexplained = new ArrayList<>();
        for (Received output : outputs) {
            Facts match = missing.stream()
                    .filter(each -> FactCheck.first(each, output) == null)
                    .findFirst()
                    .orElse(null);
            if (match == null) {
                unexplained.add(output);
            } else {
                missing.remove(match);
            }
        }
        Judgement pieces = pieces(facts, testCase, step, unexplained, missing);
        if (pieces != null) {
            return pieces;
        }
        if (missing.isEmpty()) {
            return unexplained.isEmpty() ? Judgement.PASSED : unexpected(testCase, step, unexplained.get(0));
        }
        if (unexplained.isEmpty()) {
            return lost(missing, facts, testCase, step);
        }
        Received nearest = unexplained.get(0);
        if (isAnswer(testCase, step, new PacketView(nearest.octets()))
                && !missing.get(0).has(Facts.ICMP)) {
            return unexpected(testCase, step, nearest);
        }
        if (missing.get(0).has(Facts.ICMP) && !isAnswerOfItsOwn(testCase, step, new PacketView(nearest.octets()))) {
            return unexpected(testCase, step, nearest);
        }
        Difference difference = FactCheck.first(missing.get(0), nearest);
        return difference == null
                ? lost(missing, facts, testCase, step)
                : new Judgement(difference.mode(), step, difference.toString());
    }

    /** Takes the pieces of packets from outputs; facts without a piece are missing. Returns the first difference, or null. */
    private static @Nullable Judgement pieces(
            List<Facts> facts, TestCase testCase, int step, List<Received> outputs, List<Facts> missing) {
        for (Facts each : facts) {
            if (each.has(Facts.REJOINS)) {
                Rejoined rejoined = RejoinCheck.check(each, outputs, sent(testCase));
                Difference difference = rejoined.difference();
                if (difference != null) {
                    return new Judgement(difference.mode(), step, difference.toString());
                }
                outputs.removeAll(rejoined.pieces());
                if (rejoined.pieces().isEmpty()) {
                    missing.add(each);
                }
            }
        }
        return null;
    }

    private static List<byte[]> sent(TestCase testCase) {
        List<byte[]> sent = new ArrayList<>();
        for (Step each : testCase.steps()) {
            if (each instanceof Step.Packet packet) {
                sent.add(packet.sent().octets());
            }
        }
        return sent;
    }

    /** Whether two pieces with the key of a step begin at the same octet: more than one packet was sent with this key. */
    static boolean isKeyUsedTwice(TestCase testCase, int step) {
        FragmentView own = key(octets(testCase, step));
        Set<Integer> starts = new HashSet<>();
        boolean isTwice = false;
        for (byte[] octets : sent(testCase)) {
            FragmentView each = key(octets);
            if (own != null && each != null && each.key().equals(own.key())) {
                isTwice |= !starts.add(each.start());
            }
        }
        return isTwice;
    }

    /** The same for any step. */
    static boolean isAnyKeyUsedTwice(TestCase testCase) {
        Set<String> starts = new HashSet<>();
        boolean isTwice = false;
        for (byte[] octets : sent(testCase)) {
            FragmentView each = key(octets);
            isTwice |= each != null && !starts.add(each.key() + " " + each.start());
        }
        return isTwice;
    }

    private static @Nullable FragmentView key(byte[] octets) {
        FragmentView outer = FragmentView.outer(octets);
        return outer != null ? outer : FragmentView.inner(new PacketView(octets).ipv4());
    }

    private static Judgement lost(List<Facts> missing, List<Facts> facts, TestCase testCase, int step) {
        Mode mode = Mode.LOST;
        if (missing.get(0).has(Facts.ICMP)) {
            mode = Mode.MISSING_ICMP;
        } else if (missing.size() < facts.size()) {
            mode = Mode.LOST_FRAGMENTS;
        } else if (isKeyUsedTwice(testCase, step)) {
            mode = Mode.STALLED;
        }
        return new Judgement(mode, step, "output: allowed " + missing.get(0) + ", seen none");
    }
}
