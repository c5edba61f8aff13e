package io.softwire46.mape.operate;

import io.softwire46.mape.forward.counter.Verdict;
import java.util.List;

/** Why a packet did not end in another verdict. Static methods only. */
final class WhyNot {
    private WhyNot() {}

    /** Returns the steps at which a verdict is decided; none if the verdict is one of a NAPT. */
    private static List<String> steps(Verdict verdict) {
        return switch (verdict) {
            case FORWARDED -> List.of("output");
            case HELD -> List.of("tunnel-fragment", "fragment");
            case NOT_MAP -> List.of("ipv4-header", "domain", "rule");
            case DROP_TRUNCATED -> List.of("ipv4-header", "ipv6-header", "inner-header", "port");
            case DROP_BAD_IPV4_HEADER, DROP_BAD_CHECKSUM, DROP_MARTIAN -> List.of("ipv4-header", "inner-header");
            case DROP_BAD_IPV6_HEADER -> List.of("ipv6-header");
            case DROP_BAD_EXTENSION_HEADER, DROP_UNSUPPORTED_NEXT_HEADER -> List.of("extension-headers");
            case DROP_UNSUPPORTED_PROTOCOL -> List.of("fragment", "port");
            case DROP_MULTICAST,
                    REPLIED,
                    RELAYED,
                    DROP_ICMPV6,
                    DROP_ICMPV6_ECHO,
                    DROP_ICMPV6_BAD_CHECKSUM,
                    DROP_ICMPV6_BAD_QUOTE,
                    DROP_ICMPV6_FORGED,
                    DROP_ICMPV6_MTU_TOO_SMALL,
                    DROP_ICMPV6_SUPPRESSED,
                    DROP_ICMPV6_RATE_LIMITED -> List.of("inner-header");
            case DROP_TTL_EXPIRED -> List.of("ttl");
            case DROP_TOO_BIG, DROP_NO_ROOM -> List.of("size");
            case DROP_NO_RULE, DROP_UNASSIGNED_PORT -> List.of("rule");
            case DROP_SPOOFED -> List.of("source-check", "fragment");
            case DROP_NOT_MY_ADDRESS -> List.of("source-check", "owner");
            case DROP_LOOP -> List.of("domain");
            case DROP_ECN -> List.of("ecn-dscp");
            case DROP_ICMP_BAD_QUOTE -> List.of("port");
            default -> verdict.isFragmentDrop() ? List.of("tunnel-fragment", "fragment") : List.of();
        };
    }

    static String of(Explanation explanation, Verdict verdict) {
        if (explanation.verdict() == verdict) {
            return "the packet ends in " + verdict;
        }
        List<String> deciding = steps(verdict);
        if (deciding.isEmpty()) {
            return verdict + " is a verdict of a NAPT, and this node has none";
        }
        int drop = explanation.steps().size();
        int decided = explanation.steps().size();
        for (int i = explanation.steps().size() - 1; i >= 0; i--) {
            Explanation.Step step = explanation.steps().get(i);
            drop = step.result() == Explanation.Step.Result.DROP ? i : drop;
            decided = deciding.contains(step.name()) ? i : decided;
        }
        String names = String.join(" or ", deciding);
        if (drop < decided) {
            return "step " + explanation.steps().get(drop).name() + ": the packet ends here in " + explanation.verdict()
                    + ", before step " + names + ", which decides about " + verdict;
        }
        if (decided == explanation.steps().size()) {
            return "step ip-version: the path of this packet has no step " + names + ", which decides about " + verdict;
        }
        Explanation.Step step = explanation.steps().get(decided);
        return "step " + step.name() + ": "
                + (drop == decided
                        ? "the packet ends here in " + explanation.verdict() + " instead"
                        : "the packet passes, so it does not end in " + verdict)
                + (step.facts().isEmpty() ? "" : " (" + facts(step) + ")");
    }

    private static String facts(Explanation.Step step) {
        return String.join(
                ", ",
                step.facts().stream()
                        .limit(4)
                        .map(each -> each.name() + " " + each.value())
                        .toList());
    }
}
