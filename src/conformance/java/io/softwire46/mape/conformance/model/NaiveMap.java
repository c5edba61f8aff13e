package io.softwire46.mape.conformance.model;

import io.softwire46.mape.map.InterfaceIdFormat;
import io.softwire46.mape.map.MapRule;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * RFC 7597 sections 5, 6 and 8.1 over strings of '0' and '1', as literally as the RFC draws them: an address is a
 * string of 32 or 128 characters, a prefix a shorter one, and "contains" is {@link String#startsWith}. It takes a
 * rule's parameters from the library and no derivation.
 */
public final class NaiveMap {
    public static final int NO_RULE = -1;
    public static final int UNASSIGNED_PORT = -2;

    private NaiveMap() {}

    /**
     * A rule's parameters.
     *
     * @param ipv6 Rule IPv6 prefix, n characters
     * @param ipv4 Rule IPv4 prefix, r characters
     * @param ea EA-bit length o
     * @param offset PSID offset a
     * @param explicitPsid the PSID of a rule that embeds none, k characters; empty if the address is not shared
     * @param draft03 whether the interface identifier has the layout of the draft
     */
    public record Rule(String ipv6, String ipv4, int ea, int offset, String explicitPsid, boolean draft03) {
        public static Rule of(MapRule rule) {
            String explicit = rule.ipv4Length() + rule.eaLength() <= 32 && rule.explicitPsid() >= 0
                    ? Text.bits(rule.explicitPsid(), rule.portParameters().psidLength())
                    : "";
            return new Rule(
                    Text.ipv6(rule.ipv6High(), rule.ipv6Low()).substring(0, rule.ipv6Length()),
                    Text.ipv4(rule.ipv4()).substring(0, rule.ipv4Length()),
                    rule.eaLength(),
                    rule.portParameters().psidOffset(),
                    explicit,
                    rule.format() == InterfaceIdFormat.DRAFT03);
        }

        /** Section 5.2: IPv4 suffix bits in the EA field. */
        int suffixBits() {
            return Math.min(ea, 32 - ipv4.length());
        }

        /** Whether the EA field ends in a PSID. */
        boolean embedsPsid() {
            return ea > suffixBits();
        }

        public int psidBits() {
            return embedsPsid() ? ea - suffixBits() : explicitPsid.length();
        }

        public boolean isShared() {
            return psidBits() > 0;
        }
    }

    /**
     * The address and ports of a CE.
     *
     * @param ea the EA field
     * @param ipv4 address or prefix
     * @param psid k characters
     * @param mapAddress as formed from the End-user prefix
     * @param mapAddressFromRule as other nodes form it
     */
    public record Ce(String ea, String ipv4, String psid, String mapAddress, String mapAddressFromRule) {}

    /** The CE of an End-user prefix of L characters; empty where the rule does not apply (section 5.2). */
    public static Optional<Ce> ce(Rule rule, String endUserPrefix) {
        int end = rule.ipv6.length() + rule.ea;
        if (!endUserPrefix.startsWith(rule.ipv6) || endUserPrefix.length() < end) {
            return Optional.empty();
        }
        String ea = endUserPrefix.substring(rule.ipv6.length(), end);
        String ipv4 = rule.ipv4 + ea.substring(0, rule.suffixBits());
        String psid = rule.embedsPsid() ? ea.substring(rule.suffixBits()) : rule.explicitPsid;
        return Optional.of(new Ce(
                ea,
                ipv4,
                psid,
                address(rule, endUserPrefix, ipv4, psid),
                address(rule, endUserPrefix.substring(0, end), ipv4, psid)));
    }

    /** The CE that owns an address and port (section 5.3, figure 7); a negative port is none. */
    public static Optional<Ce> owner(Rule rule, String ipv4, int port) {
        if (!ipv4.startsWith(rule.ipv4)) {
            return Optional.empty();
        }
        String suffix = ipv4.substring(rule.ipv4.length(), rule.ipv4.length() + rule.suffixBits());
        if (!rule.isShared()) {
            return ce(rule, rule.ipv6 + suffix);
        }
        Optional<String> psid = psid(rule, port);
        if (psid.isEmpty() || (!rule.embedsPsid() && !psid.get().equals(rule.explicitPsid))) {
            return Optional.empty();
        }
        return ce(rule, rule.ipv6 + suffix + (rule.embedsPsid() ? psid.get() : ""));
    }

    /** The CE that a MAP address names. */
    public static Optional<Ce> decode(Rule rule, String address) {
        return address.startsWith(rule.ipv6)
                ? ce(rule, address.substring(0, rule.ipv6.length() + rule.ea))
                : Optional.empty();
    }

    /** Section 8.1 against one rule: the name of the outcome. */
    public static String check(Rule rule, String source, String ipv4, int port, boolean strict) {
        Optional<Ce> ce = decode(rule, source);
        if (ce.isEmpty()) {
            return "NO_RULE";
        }
        if (!ipv4.startsWith(ce.get().ipv4)) {
            return "WRONG_IPV4";
        }
        if (rule.isShared() && port < 0) {
            return "NO_PORT";
        }
        if (rule.isShared() && !psid(rule, port).equals(Optional.of(ce.get().psid))) {
            return "WRONG_PORT";
        }
        return strict && !source.equals(ce.get().mapAddressFromRule) ? "WRONG_MAP_ADDRESS" : "ACCEPTED";
    }

    /** Section 8.1 against a rule set, where both sources must find the same rule. */
    public static String check(List<Rule> rules, String source, String ipv4, int port, boolean strict) {
        int place = byIpv6(rules, source);
        if (place == NO_RULE) {
            return "NO_RULE";
        }
        String outcome = check(rules.get(place), source, ipv4, port, strict);
        return outcome.equals("ACCEPTED") && byIpv4(rules, ipv4, port) != place ? "OTHER_RULE" : outcome;
    }

    /** Longest match of an address, or of an End-user prefix by the rules no longer than it (section 5). */
    public static int byIpv6(List<Rule> rules, String addressOrPrefix) {
        int best = NO_RULE;
        for (int i = 0; i < rules.size(); i++) {
            String prefix = rules.get(i).ipv6;
            if (addressOrPrefix.startsWith(prefix)
                    && (best < 0 || prefix.length() > rules.get(best).ipv6.length())) {
                best = i;
            }
        }
        return best;
    }

    /**
     * Longest match of an address and port. A rule with a PSID of its own applies to the ports of that PSID only; any
     * other applies to the whole prefix, ports that no one owns included.
     */
    public static int byIpv4(List<Rule> rules, String ipv4, int port) {
        int best = NO_RULE;
        boolean covered = false;
        for (int i = 0; i < rules.size(); i++) {
            Rule rule = rules.get(i);
            if (!ipv4.startsWith(rule.ipv4)) {
                continue;
            }
            covered = true;
            boolean applies =
                    !rule.isShared() || rule.embedsPsid() || psid(rule, port).equals(Optional.of(rule.explicitPsid));
            if (applies
                    && (best < 0 || rule.ipv4.length() > rules.get(best).ipv4.length())) {
                best = i;
            }
        }
        if (best < 0) {
            return covered ? UNASSIGNED_PORT : NO_RULE;
        }
        Rule rule = rules.get(best);
        return rule.isShared() && psid(rule, port).isEmpty() ? UNASSIGNED_PORT : best;
    }

    /** A port of each PSID, and others, of the rules that an address is in. */
    public static IntStream ports(List<Rule> rules, String ipv4) {
        return rules.stream()
                .filter(rule -> rule.isShared() && ipv4.startsWith(rule.ipv4))
                .flatMapToInt(rule -> IntStream.range(0, 1 << rule.psidBits())
                        .map(psid -> (rule.offset > 0 ? 0x10000 >> rule.offset : 0)
                                + (psid << (16 - rule.offset - rule.psidBits()))));
    }

    /** Section 5.1, figure 2: the PSID bits of a port; empty where A is zero, or without a port. */
    public static Optional<String> psid(Rule rule, int port) {
        if (port < 0) {
            return Optional.empty();
        }
        String bits = Text.bits(port, 16);
        boolean excluded = rule.offset > 0 && !bits.substring(0, rule.offset).contains("1");
        return excluded ? Optional.empty() : Optional.of(bits.substring(rule.offset, rule.offset + rule.psidBits()));
    }

    /** Section 5.2, figure 3, and section 6: a prefix longer than 64 overwrites the top of the interface identifier. */
    private static String address(Rule rule, String prefix, String ipv4, String psid) {
        String middle = Text.right(ipv4, 32) + Text.left(psid, 16);
        String interfaceId = rule.draft03 ? Text.left("", 8) + middle + Text.left("", 8) : Text.left("", 16) + middle;
        String whole = Text.right(prefix, 64);
        return whole + interfaceId.substring(whole.length() - 64);
    }

    /** Between numbers and strings of bits. */
    public static final class Text {
        private Text() {}

        /** A number in this many characters. */
        public static String bits(long value, int count) {
            StringBuilder text = new StringBuilder();
            for (int i = count - 1; i >= 0; i--) {
                text.append((value >>> i & 1) == 0 ? '0' : '1');
            }
            return text.toString();
        }

        public static String ipv4(int address) {
            return bits(address, 32);
        }

        public static String ipv6(long high, long low) {
            return bits(high, 64) + bits(low, 64);
        }

        /** Zeros on the left. */
        public static String left(String bits, int count) {
            return "0".repeat(count - bits.length()) + bits;
        }

        /** Zeros on the right; longer strings stay unchanged. */
        public static String right(String bits, int count) {
            return bits + "0".repeat(Math.max(0, count - bits.length()));
        }
    }
}
