package io.softwire46.mape.map;

import io.softwire46.mape.finding.FindingId;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.map.internal.Addresses.Prefix;
import io.softwire46.mape.map.internal.Bits;
import io.softwire46.mape.map.internal.Findings;

/**
 * Checks of an End-user prefix under a rule: findings V14 and V30 to V36.
 *
 * <p>Static methods only.
 */
final class EndUserPrefixChecks {
    private static final String FIELD = "endUserPrefix";
    private static final String RFC = "RFC 7597 section 5.2";

    private EndUserPrefixChecks() {}

    /** Checks whether the rule can be this CE's BMR. */
    static void applicability(MapRule rule, Prefix prefix, Findings findings) {
        int length = prefix.length();
        String text = Addresses.toText(prefix.high(), prefix.low()) + (length < 0 ? "" : "/" + length);
        if (length == Prefix.NO_LENGTH) {
            findings.error(
                    FindingId.SYNTAX, FIELD, text, "has no length; write the prefix as 2001:db8:12:3400::/56", RFC);
            return;
        }
        if ((prefix.high() & ~Bits.ipv6MaskHigh(length)) != 0 || (prefix.low() & ~Bits.ipv6MaskLow(length)) != 0) {
            findings.error(
                    FindingId.V36,
                    FIELD,
                    text,
                    "has bits set beyond its length; clear them or lengthen the prefix",
                    "RFC 7598 section 4.1");
        }
        if (length < rule.ipv6Length() || !rule.containsIpv6(prefix.high(), prefix.low())) {
            findings.error(
                    FindingId.V30,
                    FIELD,
                    text,
                    "is not inside the Rule IPv6 prefix " + rule.ipv6Prefix().toCanonicalString()
                            + "; use the rule that contains it, or correct the prefix",
                    "RFC 7597 section 5");
        } else if (rule.derivedPrefixLength() > length) {
            findings.error(
                    FindingId.V31,
                    FIELD,
                    text,
                    "is shorter than Rule IPv6 prefix and EA bits, which have " + rule.derivedPrefixLength()
                            + " bits together; delegate at least this length",
                    RFC);
        }
    }

    /** Checks the CE that results from an applicable prefix. */
    static void consequences(CeMapping ce, Findings findings) {
        MapRule rule = ce.rule();
        String text = ce.endUserPrefix().toCanonicalString();
        if (rule.psidLengthInEa() > 0 && rule.explicitPsid() >= 0 && rule.explicitPsid() != ce.psid()) {
            findings.error(
                    FindingId.V14,
                    "psid",
                    rule.explicitPsid(),
                    "contradicts PSID " + ce.psid() + " in the EA bits of " + text
                            + ", which the BR uses; remove the explicit PSID",
                    "RFC 7598 section 4.5");
        }
        if (ce.endUserPrefixLength() > 64 && rule.ipv6Length() < 128) {
            findings.warning(
                    FindingId.V32,
                    FIELD,
                    text,
                    "is longer than 64 bits, so it overwrites part of the interface identifier and its LAN cannot use SLAAC; delegate at most 64 bits",
                    "RFC 7597 section 6");
        }
        if (!ce.isAgreed()) {
            findings.warning(
                    FindingId.V33,
                    FIELD,
                    text,
                    "has bits following the EA bits that the BR and other CEs cannot know, so they send to "
                            + ce.mapAddressFromRule().toCanonicalString()
                            + ", but the CE is " + ce.mapAddress().toCanonicalString() + "; clear these bits",
                    "RFC 7597 section 5.3");
        }
        if (ce.psid() < SystemPorts.firstPsidWithout(rule.portParameters())) {
            findings.warning(
                    FindingId.V34,
                    "psid",
                    ce.psid(),
                    "owns system ports (0-1023); assign PSID " + SystemPorts.firstPsidWithout(rule.portParameters())
                            + " or higher",
                    "RFC 7597 appendix B.1");
        }
    }
}
