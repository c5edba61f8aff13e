package io.softwire46.mape.conformance.report;

import io.softwire46.mape.conformance.judge.Judgement;
import io.softwire46.mape.conformance.judge.Mode;
import org.jspecify.annotations.Nullable;

/**
 * What to look at first, by the way in which a case failed.
 *
 * <p>Static methods only.
 */
final class NextStep {
    private NextStep() {}

    /** What to do about a failure. A wrong port is an error of the NAPT, which the mode does not show. */
    static String of(Judgement judgement) {
        boolean isPort = judgement.difference().startsWith("sourcePort")
                || judgement.difference().startsWith("distinctPort");
        return isPort && judgement.mode() != Mode.WRONG_CHECKSUM
                ? "look at how the NAPT chooses its port or Identifier: from the port set, and one for each flow"
                : of(judgement.mode());
    }

    static String of(@Nullable Mode mode) {
        if (mode == null) {
            return "replay the case";
        }
        return switch (mode) {
            case LOST -> "look at the product's drop counters after a replay: which check dropped the packet?";
            case FORWARDED ->
                "find the check that must drop this packet, and whether it is reached for packets of this kind";
            case CONTROL_LOST ->
                "mend this first: the product drops the repaired packet too, so its drop proves nothing";
            case MISDELIVERED ->
                "compare the marked bits of the two addresses: which field did the product derive wrongly?";
            case WRONG_OUTER -> "look at the marked field of the tunnel header, and where the product sets it";
            case WRONG_INNER ->
                "compare the marked octets before and after; a router changes TTL, ECN and checksum only";
            case WRONG_CHECKSUM -> "compute the checksum anew after the last change of the header (RFC 1624 section 3)";
            case WRONG_TTL -> "find where the product lowers the TTL, and how often";
            case WRONG_ECN -> "compare the ECN bits of both headers with the table of RFC 6040 section 4";
            case WRONG_SIZE ->
                "compare the size with the MTU that is configured, with the 40 octets of the tunnel header";
            case WRONG_ICMP -> "compare the marked field of the ICMP message";
            case MISSING_ICMP -> "check that the product sends ICMP errors, and that its rate limit is not reached";
            case UNEXPECTED_ICMP -> "find why the product answers a packet that must not be answered";
            case REFLECTED -> "find why a packet is sent back to the side that it came from";
            case EXTRA_OUTPUT -> "find what causes the packet that no step explains";
            case LOST_FRAGMENTS ->
                "look at the fragment store: size, time-out, and the order of the fragments of the case";
            case STALLED -> "check that a failed reassembly frees its entry, so that the same key works again";
            case MERGED -> "compare the keys of both packets: source, destination, protocol and Identification";
            case CORRUPTED -> "compare the marked octets: offset and length of which fragment are wrong?";
            case WRONG_ANSWER -> "compute the answer by hand from the rule, with the formulas of the clause";
            case ACCEPTED_INVALID -> "add the check of this parameter to the configuration";
            case REFUSED_VALID -> "find the check that refuses the rule, or declare a limit in the capabilities";
            case UNCOUNTED -> "find the path on which the packet is dropped without a counter";
            case MISCOUNTED -> "compare each counter before and after the case with its meaning";
            case CRASHED -> "replay the case under a debugger; inform the maintainers before the case is published";
            case HUNG -> "replay the case and look at the stack of the product while it does not answer";
            case LEAKED ->
                "find the memory that the octets come from; inform the maintainers before the case is published";
        };
    }
}
