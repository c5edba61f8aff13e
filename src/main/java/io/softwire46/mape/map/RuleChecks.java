package io.softwire46.mape.map;

import static io.softwire46.mape.map.MapRule.Builder.LENGTH_RFC;

import io.softwire46.mape.finding.FieldPath;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.FindingId;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.map.internal.Addresses.Prefix;
import io.softwire46.mape.map.internal.Bits;
import io.softwire46.mape.map.internal.Findings;
import io.softwire46.mape.map.internal.Unicast;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks of a single rule: findings V01 to V24.
 *
 * <p>A check runs if the parameters that it reads are present and in range, whatever is wrong with the others: a rule
 * with two independent errors has both findings.
 *
 * <p>Not thread-safe: use one instance per validation.
 */
final class RuleChecks {
    private static final String EA_RFC = "RFC 7597 section 5.2";
    private static final String PSID_RFC = "RFC 7598 section 4.5";
    private static final String PORTS_RFC = "RFC 7597 section 5.1";

    /** Value of a length that is missing or out of range. */
    private static final int UNKNOWN = -1;

    private static final int PORT_BITS = 16;

    private final MapRule.Builder rule;
    private final Findings findings = new Findings();

    /** Lengths n, r and o, the configured k (0 if absent) and a; {@link #UNKNOWN} if a check cannot use them. */
    private final int ipv6Length;

    private final int ipv4Length;
    private final int eaLength;
    private final int givenPsidLength;
    private final int psidOffset;

    /** r + o - 32: the number of PSID bits in the EA field if positive. Valid only if both are known. */
    private final int inEa;

    private RuleChecks(MapRule.Builder rule) {
        this.rule = rule;
        ipv6Length = known(rule.ipv6Prefix == null ? UNKNOWN : rule.ipv6Prefix.length(), 128);
        ipv4Length = known(rule.ipv4Prefix == null ? UNKNOWN : rule.ipv4Prefix.length(), 32);
        eaLength = known(rule.eaLength == null ? UNKNOWN : rule.eaLength, EaBits.MAX_LENGTH);
        givenPsidLength = known(rule.psidLength == null ? 0 : rule.psidLength, PORT_BITS);
        // The default differs for a binding, and a rule with EA length 0 is a binding if its Rule IPv6 prefix is an
        // address.
        boolean isDefaultKnown = ipv6Length != UNKNOWN || eaLength > 0;
        psidOffset = rule.psidOffset != null || isDefaultKnown ? known(rule.effectivePsidOffset(), 15) : UNKNOWN;
        inEa = ipv4Length + eaLength - 32;
    }

    private static int known(int value, int maximum) {
        return value < 0 || value > maximum ? UNKNOWN : value;
    }

    static List<Finding> check(MapRule.Builder rule) {
        RuleChecks checks = new RuleChecks(rule);
        checks.findings.addAll(rule.unreadable.list());
        checks.presence();
        checks.ranges();
        checks.embedding();
        if (checks.isIpv4PartKnown()) {
            checks.ipv4Part();
        }
        checks.psidFits();
        checks.prefixes();
        checks.portSets();
        return checks.findings.list();
    }

    private boolean isIpv4PartKnown() {
        return ipv4Length != UNKNOWN && eaLength != UNKNOWN;
    }

    /**
     * Returns k: from the EA bits if they contain a PSID, else the configured length; {@link #UNKNOWN} if it is above
     * 16 or cannot be determined.
     */
    private int psidLength() {
        if (!isIpv4PartKnown()) {
            return UNKNOWN;
        }
        return inEa > 0 ? known(inEa, PORT_BITS) : givenPsidLength;
    }

    /** Returns whether several CEs share an address of this rule, also if k exceeds its range. */
    private boolean isShared() {
        return isIpv4PartKnown() && (inEa > 0 || (inEa == 0 && givenPsidLength > 0));
    }

    private void presence() {
        missing("ipv6Prefix", rule.ipv6Prefix, false);
        missing("ipv4Prefix", rule.ipv4Prefix, true);
        if (rule.eaLength == null) {
            findings.error(
                    FindingId.SYNTAX, "eaLength", null, "is missing; set the number of EA bits, 0 to 48", EA_RFC);
        }
    }

    private void missing(String field, @Nullable Prefix prefix, boolean ipv4) {
        if (prefix == null) {
            boolean unread =
                    rule.unreadable.list().stream().anyMatch(f -> f.field().equals(field));
            if (!unread) {
                findings.error(FindingId.SYNTAX, field, null, "is missing; set a prefix with its length", LENGTH_RFC);
            }
        } else if (prefix.length() == Prefix.NO_LENGTH) {
            findings.error(
                    FindingId.SYNTAX,
                    field,
                    ipv4 ? Addresses.toText((int) prefix.high()) : Addresses.toText(prefix.high(), prefix.low()),
                    "has no length; write a prefix, as in " + (ipv4 ? "192.0.2.0/24" : "2001:db8::/40"),
                    LENGTH_RFC);
        }
    }

    private void ranges() {
        prefixLength("ipv6Prefix", rule.ipv6Prefix, 128);
        prefixLength("ipv4Prefix", rule.ipv4Prefix, 32);
        if (rule.eaLength != null && eaLength == UNKNOWN) {
            findings.error(FindingId.V02, "eaLength", rule.eaLength, "is outside 0..48; use 0 to 48", EA_RFC);
        }
        PortParameters.checkRanges(
                rule.psidOffset == null ? 0 : rule.psidOffset, rule.psidLength == null ? 0 : rule.psidLength, findings);
    }

    private void prefixLength(String field, @Nullable Prefix prefix, int most) {
        if (prefix != null && prefix.length() > most) {
            findings.error(
                    FindingId.V01,
                    field,
                    "/" + prefix.length(),
                    "has a length outside 0.." + most + "; use 0 to " + most,
                    LENGTH_RFC);
        }
    }

    /** Checks where the EA bits end in the IPv6 address. */
    private void embedding() {
        if (ipv6Length == UNKNOWN || eaLength == UNKNOWN) {
            return;
        }
        int end = ipv6Length + eaLength;
        if (end > 128) {
            findings.error(
                    FindingId.V04,
                    "eaLength",
                    eaLength,
                    "does not fit after a Rule IPv6 prefix of length " + ipv6Length + "; use at most "
                            + (128 - ipv6Length),
                    EA_RFC);
        } else if (end > 64 && !rule.isBinding()) {
            findings.warning(
                    FindingId.V05,
                    "eaLength",
                    eaLength,
                    "extends to bit " + end
                            + ", so the End-user prefix overwrites part of the interface identifier and "
                            + "some implementations refuse the rule; use a sum n + o of at most 64",
                    "RFC 7597 section 6");
        }
    }

    /** Checks how the EA bits divide into IPv4 suffix and PSID. */
    private void ipv4Part() {
        if (inEa > PORT_BITS) {
            findings.error(
                    FindingId.V09,
                    "eaLength",
                    eaLength,
                    "leaves " + inEa + " PSID bits after a Rule IPv4 prefix of length " + ipv4Length
                            + ", which exceeds the 16 bits of a port; use at most " + (48 - ipv4Length),
                    EA_RFC);
        }
        if (inEa > 0 && givenPsidLength > 0 && givenPsidLength != inEa) {
            String remedy = inEa > PORT_BITS ? "; remove it" : "; remove it or use " + inEa;
            findings.error(
                    FindingId.V10,
                    "psidLength",
                    givenPsidLength,
                    "contradicts the EA bits, which contain " + inEa + " PSID bits" + remedy,
                    PSID_RFC);
        }
        if (ipv4Length == 0 && eaLength == 0) {
            findings.error(
                    FindingId.V21,
                    "ipv4Prefix",
                    "0.0.0.0/0",
                    "assigns every IPv4 address to one CE, as the EA length is 0; use a longer prefix or EA bits",
                    EA_RFC);
        }
        if (inEa > 0 && rule.psid != null) {
            findings.info(
                    FindingId.V14,
                    "psid",
                    rule.psid,
                    "is ignored by a BR, which takes the PSID from the EA bits; remove it",
                    PSID_RFC);
        }
        if (inEa < 0) {
            psidOfPrefix();
        } else if (inEa == 0 && givenPsidLength > 0) {
            psidOfAddress();
        }
    }

    private void psidOfPrefix() {
        if (givenPsidLength > 0 || (rule.psid != null && rule.psid != 0)) {
            findings.error(
                    FindingId.V11,
                    givenPsidLength > 0 ? "psidLength" : "psid",
                    givenPsidLength > 0 ? String.valueOf(givenPsidLength) : String.valueOf(rule.psid),
                    "is set on a rule whose CEs own an IPv4 prefix of length " + (32 + inEa)
                            + ", and only a whole address can be shared; remove it",
                    PSID_RFC);
        }
    }

    private void psidOfAddress() {
        if (rule.psid == null) {
            findings.error(
                    FindingId.V16,
                    "psid",
                    null,
                    "is missing, although the address is shared and the EA bits contain no PSID; set the PSID of this CE",
                    PSID_RFC);
        } else if (eaLength > 0) {
            findings.warning(
                    FindingId.V15,
                    "psid",
                    rule.psid,
                    "limits a rule with embedded addresses to one PSID of each address; use "
                            + (eaLength + givenPsidLength) + " EA bits to serve all PSIDs",
                    PSID_RFC);
        }
    }

    /** Checks the PSID against its length, or against the bits of a port if its length is not known. */
    private void psidFits() {
        boolean ofPrefix = isIpv4PartKnown() && inEa < 0; // V11
        if (rule.psid == null || ofPrefix) {
            return;
        }
        int length = psidLength();
        if (length == 0) {
            if (rule.psid != 0) {
                findings.warning(
                        FindingId.V13,
                        "psid",
                        rule.psid,
                        "is ignored because the PSID length is 0; set the PSID length",
                        PSID_RFC);
            }
            return;
        }
        int bits = length == UNKNOWN ? PORT_BITS : length;
        if (rule.psid < 0 || rule.psid >= 1 << bits) {
            findings.error(
                    FindingId.V12,
                    "psid",
                    rule.psid,
                    "does not fit into " + bits + " bits; use at most " + ((1 << bits) - 1),
                    PSID_RFC);
        }
    }

    private void prefixes() {
        Prefix ipv6 = ipv6Length == UNKNOWN ? null : rule.ipv6Prefix;
        Prefix ipv4 = ipv4Length == UNKNOWN ? null : rule.ipv4Prefix;
        if (ipv6 != null && hasHostBits(ipv6)) {
            refuseHostBits("ipv6Prefix", ipv6Text(ipv6));
        }
        if (ipv4 != null && hasHostBits(new Prefix(ipv4.high() << 32, 0, ipv4.length()))) {
            refuseHostBits("ipv4Prefix", ipv4Text(ipv4));
        }
        if (ipv6 != null && !Unicast.isUsable(ipv6)) {
            findings.error(
                    FindingId.V22,
                    "ipv6Prefix",
                    ipv6Text(ipv6),
                    "is not routable unicast address space; use a prefix delegated to the provider",
                    "RFC 4291 section 2.4");
        }
        if (ipv4 != null) {
            addressSpace(ipv4);
        }
        if (rule.borderRelay != null) {
            Unicast.checkBorderRelay(FieldPath.of("borderRelay"), rule.borderRelay, findings);
        }
    }

    private void addressSpace(Prefix ipv4) {
        if (ipv4.length() == 0 && eaLength > 0 && eaLength < 8) {
            findings.warning(
                    FindingId.V20,
                    "eaLength",
                    eaLength,
                    "gives each CE an IPv4 prefix shorter than /8 of 0.0.0.0/0, probably by mistake; use at least 8",
                    EA_RFC);
        } else if (Unicast.isSpecial(ipv4)) {
            findings.warning(
                    FindingId.V20,
                    "ipv4Prefix",
                    ipv4Text(ipv4),
                    "is not global unicast address space and cannot be reached from the Internet; use a public prefix",
                    "RFC 6890 section 2.2.2");
        }
    }

    private static String ipv6Text(Prefix prefix) {
        return Addresses.toText(prefix.high(), prefix.low()) + "/" + prefix.length();
    }

    private static String ipv4Text(Prefix prefix) {
        return Addresses.toText((int) prefix.high()) + "/" + prefix.length();
    }

    private static boolean hasHostBits(Prefix prefix) {
        int n = prefix.length();
        return (prefix.high() & ~Bits.ipv6MaskHigh(n)) != 0 || (prefix.low() & ~Bits.ipv6MaskLow(n)) != 0;
    }

    private void refuseHostBits(String field, String text) {
        findings.error(
                FindingId.V03,
                field,
                text,
                "has bits set beyond its length; clear them or lengthen the prefix",
                LENGTH_RFC);
    }

    private void portSets() {
        if (!isShared()) {
            return;
        }
        if (rule.psidOffset == null && psidOffset != UNKNOWN) {
            findings.info(
                    FindingId.V24,
                    "psidOffset",
                    psidOffset,
                    rule.isBinding()
                            ? "is the default of a binding to a whole IPv6 address (RFC 7596 section 5.1)"
                            : "is the default of " + rule.format + "; set it explicitly if other systems read the rule",
                    PORTS_RFC);
        }
        if (psidOffset > 6) {
            findings.warning(
                    FindingId.V18,
                    "psidOffset",
                    psidOffset,
                    "excludes only ports 0-" + ((1 << (PORT_BITS - psidOffset)) - 1)
                            + ", not all system ports; use an offset of 1 to 6",
                    PORTS_RFC);
        }
        int k = psidLength();
        if (k == UNKNOWN || psidOffset == UNKNOWN) {
            return;
        }
        PortParameters.checkFit(psidOffset, k, findings);
        if (psidOffset + k <= PORT_BITS) {
            portSets(PortParameters.of(psidOffset, k));
        }
    }

    private void portSets(PortParameters ports) {
        if (psidOffset > 0 && ports.contiguousBits() == 0) {
            findings.warning(
                    FindingId.V17,
                    "psidLength",
                    ports.psidLength(),
                    "leaves ranges of a single port, " + ports.portCount()
                            + " ports per CE, and no port parity; use a shorter one",
                    PORTS_RFC);
        }
        int firstClean = SystemPorts.firstPsidWithout(ports);
        // An explicit PSID has an effect only if the EA bits contain none.
        int lowestPsid = rule.psid != null && inEa == 0 ? rule.psid : 0;
        if (lowestPsid >= 0 && lowestPsid < firstClean) {
            findings.warning(
                    FindingId.V19,
                    "psidOffset",
                    psidOffset,
                    "gives system ports (0-1023) to the CEs of PSID 0 to " + (firstClean - 1)
                            + "; do not assign these PSIDs, or use an offset of 1 to 6",
                    "RFC 7597 appendix B.1");
        }
    }
}
