package io.softwire46.mape.operate;

import io.softwire46.mape.map.InterfaceIdFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Rules that all explain the same observations. If the bits before both Rule prefixes are equal for all CEs seen, a rule with a
 * shorter Rule IPv6 prefix, a shorter Rule IPv4 prefix and more EA bits derives the same addresses (RFC 7597 section 5.2), so
 * that observations determine an interval of rules and not one of them.
 *
 * <p>Immutable.
 *
 * @param format layout of the interface identifier; null if only ports were seen
 * @param psidOffset PSID offset a; null if addresses are not shared
 * @param psidLength PSID length k, 0 to 16; the maximum if only ports were seen
 * @param endUserPrefixLength n + o, 2 to 128; null if only ports were seen
 * @param members number of rules; 0 if only ports were seen
 * @param narrowest the rule with the longest prefixes; null if only ports were seen
 * @param widest the rule with the shortest prefixes; null if only ports were seen
 * @param narrowestProbability chance that the narrowest rule is not too narrow; null if only ports were seen
 * @param supports number of distinct observations that the rules explain
 * @param contradicts number of observations in the narrowest Rule IPv6 prefix, and lists of ports, that they do not explain
 * @param ces number of distinct CE addresses explained
 * @param ports number of distinct ports explained, per CE
 * @param accidentalBits the rules fit by accident with a chance of 2 to the power of minus this
 * @param rules names of rules of the catalogue that are members
 * @param next what to observe next, best first
 * @param round families of the same number explain the same observations
 */
public record Family(
        @Nullable InterfaceIdFormat format,
        @Nullable Integer psidOffset,
        int psidLength,
        @Nullable Integer endUserPrefixLength,
        int members,
        @Nullable Member narrowest,
        @Nullable Member widest,
        @Nullable Double narrowestProbability,
        int supports,
        int contradicts,
        int ces,
        int ports,
        int accidentalBits,
        List<String> rules,
        List<String> next,
        int round) {
    /**
     * A rule of the family.
     *
     * <p>Immutable.
     *
     * @param ipv6Prefix Rule IPv6 prefix, such as {@code 2001:db8::/40}
     * @param ipv6Length its length n
     * @param ipv4Prefix Rule IPv4 prefix, such as {@code 192.0.2.0/24}
     * @param ipv4Length its length r
     * @param eaLength EA-bit length o
     */
    public record Member(String ipv6Prefix, int ipv6Length, String ipv4Prefix, int ipv4Length, int eaLength) {
        private String text() {
            return ipv6Prefix + ", " + ipv4Prefix + ", EA length " + eaLength;
        }
    }

    /**
     * Copies the lists.
     *
     * @param format layout of the interface identifier
     * @param psidOffset PSID offset
     * @param psidLength PSID length
     * @param endUserPrefixLength n + o
     * @param members number of rules
     * @param narrowest the rule with the longest prefixes
     * @param widest the rule with the shortest prefixes
     * @param narrowestProbability chance that the narrowest rule is not too narrow
     * @param supports number of observations explained
     * @param contradicts number of observations against the family
     * @param ces number of CE addresses explained
     * @param ports number of ports explained
     * @param accidentalBits logarithm of the chance of an accident, negated
     * @param rules names of rules of the catalogue
     * @param next what to observe next
     * @param round number of the round
     */
    public Family {
        rules = List.copyOf(rules);
        next = List.copyOf(next);
    }

    /** {@return the Rule IPv6 prefix lengths of the family that are multiples of 4, longest first; operators prefer them} */
    public List<Integer> nibbleLengths() {
        Member from = narrowest;
        Member to = widest;
        if (from == null || to == null) {
            return List.of();
        }
        return IntStream.rangeClosed(0, from.ipv6Length - to.ipv6Length)
                .map(i -> from.ipv6Length - i)
                .filter(length -> length % 4 == 0)
                .boxed()
                .toList();
    }

    /** Returns the family for people, with a line feed after each line. */
    String toText(int number) {
        StringBuilder text = new StringBuilder();
        String offset = psidOffset == null ? "" : ", PSID offset " + psidOffset;
        if (format == null) {
            text.append(number)
                    .append(". PSID offset " + psidOffset + ", PSID length at most " + psidLength)
                    .append(ports == 1 ? ": bits of one port\n" : ": all " + ports + " ports agree in these bits\n");
        } else {
            text.append(number)
                    .append(". format " + format + offset + ", PSID length " + psidLength)
                    .append(", End-user prefix /" + endUserPrefixLength + "\n");
            text.append("   explains    " + supports + (supports == 1 ? " observation" : " observations") + " of "
                            + ces)
                    .append((ces == 1 ? " CE" : " CEs") + " with " + ports + (ports == 1 ? " port" : " ports"))
                    .append(contradicts == 0 ? "" : "; " + contradicts + " contradict")
                    .append(
                            accidentalBits > 0
                                    ? ", by accident 1 in 2^" + accidentalBits
                                    : ", which may be an accident")
                    .append('\n');
        }
        if (narrowest != null && widest != null) {
            boolean isOne = members == 1;
            text.append(isOne ? "   only rule   " : "   narrowest   ")
                    .append(narrowest.text())
                    .append('\n');
            if (!isOne) {
                text.append("   widest      ").append(widest.text()).append('\n');
                text.append("   and all between: Rule IPv6 prefix lengths " + narrowest.ipv6Length + " to ")
                        .append(widest.ipv6Length);
                text.append(nibbleLengths().isEmpty() ? "" : "; on a nibble: " + join(nibbleLengths()))
                        .append('\n');
                text.append(
                        ces == 1
                                ? "   One CE does not show where the Rule prefixes end.\n"
                                : "   The narrowest is too narrow with a chance of about 1 in "
                                        + (ces > 30 ? "2^" + (ces - 1) : Integer.toString(1 << (ces - 1))) + ".\n");
            }
        }
        if (!rules.isEmpty()) {
            text.append("   catalogue   " + String.join(", ", rules) + "\n");
        }
        if (!next.isEmpty()) {
            text.append("   next        " + String.join("; or ", next) + "\n");
        }
        return text.toString();
    }

    private static String join(List<Integer> numbers) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }
}
