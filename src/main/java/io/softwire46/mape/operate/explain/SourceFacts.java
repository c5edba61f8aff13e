package io.softwire46.mape.operate.explain;

import org.jspecify.annotations.Nullable;

/** The facts of the source check and of the look-up of rules. Static methods only. */
final class SourceFacts {
    private static final int MAX_CANDIDATES = 5;

    private SourceFacts() {}

    /** Notes the expected and the seen bits of the outer source. */
    static void note(Trace trace, RuleIndex rules, RuleReading rule, Ip6 source, int address, int port) {
        RuleReading owner = rules.owner(address, port);
        trace.note("rule of the outer source", rule);
        trace.note("rule of the inner source", owner == null ? "none" : owner.name);
        long seen = rule.eaBits(source);
        if (rule.isShared()) {
            trace.note("PSID of the outer source", psid(rule, rule.psidOf(seen)));
        }
        if (owner == null) {
            trace.note("expected outer source", "none: the address and port belong to no CE");
            trace.note("seen outer source", source);
            return;
        }
        if (owner.isShared()) {
            trace.note("PSID of port " + port, psid(owner, owner.psidOf(port)));
        }
        Ip6 expected = owner.mapAddress(address, port);
        trace.note(
                "expected EA bits",
                bits(owner.eaBits(address, owner.isShared() ? owner.psidOf(port) : 0), owner.eaLength));
        trace.note("seen EA bits", bits(seen, rule.eaLength));
        trace.note("expected outer source", expected);
        trace.note("seen outer source", source);
        int difference = expected.firstDifference(source);
        trace.note("first different bit", difference == 128 ? "none" : Integer.toString(difference));
    }

    private static String psid(RuleReading rule, int psid) {
        return "0x" + Integer.toHexString(psid) + " (" + bits(psid, rule.psidLength) + ")";
    }

    /** Returns a number in binary, in groups of four digits from the right. */
    static String bits(long value, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = length - 1; i >= 0; i--) {
            text.append(value >>> i & 1).append(i > 0 && i % 4 == 0 ? " " : "");
        }
        return text.isEmpty() ? "none" : text.toString();
    }

    /** Notes the rules that cover an IPv4 address, the longest first, and why the others do not apply. */
    static void noteCandidates(Trace trace, RuleIndex rules, int address, @Nullable RuleReading winner) {
        if (!trace.isDetailed()) {
            return;
        }
        int left = MAX_CANDIDATES;
        for (RuleReading each : rules.candidates(address, MAX_CANDIDATES)) {
            String text = Ipv4Reading.text(each.ipv4) + "/" + each.ipv4Length;
            boolean wins = winner != null && winner.place == each.place;
            String reason = wins
                    ? ", applies"
                    : each.explicitPsid >= 0
                            ? ", applies to the ports of PSID 0x" + Integer.toHexString(each.explicitPsid) + " alone"
                            : winner != null && winner.ipv4Length > each.ipv4Length ? ", shorter" : ", other ports";
            trace.note("candidate " + each.name, text + reason);
            left--;
        }
        if (left > 0) {
            noteNearest(trace, rules, address, left);
        }
    }

    /** Notes rules that do not cover the address, with the first bit that differs. */
    private static void noteNearest(Trace trace, RuleIndex rules, int address, int left) {
        int shown = 0;
        for (RuleReading each : rules.rules()) {
            if (!each.containsIpv4(address) && shown < left) {
                int bit = Integer.numberOfLeadingZeros(each.ipv4 ^ address);
                String text = Ipv4Reading.text(each.ipv4) + "/" + each.ipv4Length + ", bit " + bit + " differs";
                trace.note("candidate " + each.name, text);
                shown++;
            }
        }
    }

    /** The same for an IPv6 source. */
    static void noteCandidates(Trace trace, RuleIndex rules, Ip6 source, @Nullable RuleReading winner) {
        if (!trace.isDetailed()) {
            return;
        }
        int shown = 0;
        for (RuleReading each : rules.rules()) {
            boolean wins = winner != null && winner.place == each.place;
            if (wins || shown < MAX_CANDIDATES) {
                int bit = each.ipv6.firstDifference(source);
                String reason = wins
                        ? ", applies"
                        : bit >= each.ipv6Length ? ", covers it as well" : ", bit " + bit + " differs";
                trace.note("candidate " + each.name, each.ipv6 + "/" + each.ipv6Length + reason);
                shown++;
            }
        }
    }

    /** Notes the CE that has an address and port. */
    static void noteOwner(Trace trace, RuleReading rule, int address, int port) {
        long ea = rule.eaBits(address, rule.isShared() ? rule.psidOf(port) : 0);
        trace.step(StepName.EA_BITS, "RFC 7597 section 5.2").info();
        trace.note("IPv4 suffix", rule.suffixLength == 0 ? "none" : suffix(rule, ea));
        if (rule.isShared()) {
            trace.note("PSID", psid(rule, rule.psidOf(ea)));
        }
        trace.note("EA bits", bits(ea, rule.eaLength));
        trace.step(StepName.OWNER, "RFC 7597 section 5.3")
                .info()
                .note("prefix", rule.ipv6.with(rule.ipv6Length, rule.eaLength, ea) + "/" + rule.prefixLength())
                .note("MAP address", rule.mapAddress(ea));
    }

    private static String suffix(RuleReading rule, long ea) {
        boolean embeds = rule.isShared() && rule.explicitPsid < 0;
        return bits(embeds ? ea >>> rule.psidLength : ea, rule.suffixLength);
    }
}
