package io.softwire46.mape.map;

import static io.softwire46.mape.map.MapRuleBuilder.LENGTH_RFC;

import io.softwire46.mape.map.Addresses.Prefix;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What can be wrong with a single rule: findings V01 to V24.
 *
 * <p>Not thread-safe: one per rule that is checked.
 */
final class RuleChecks {
    private static final String EA_RFC = "RFC 7597 section 5.2";
    private static final String PSID_RFC = "RFC 7598 section 4.5";
    private static final String PORTS_RFC = "RFC 7597 section 5.1";

    private final MapRuleBuilder rule;
    private final Findings findings = new Findings();

    private RuleChecks(MapRuleBuilder rule) {
        this.rule = rule;
    }

    static List<RuleFinding> check(MapRuleBuilder rule) {
        RuleChecks checks = new RuleChecks(rule);
        checks.findings.addAll(rule.unreadable.list());
        checks.presence();
        boolean legal = checks.lengths();
        boolean prefixes = isPrefix(rule.ipv6Prefix, 128) && isPrefix(rule.ipv4Prefix, 32);
        // The relations between lengths mean something only when each length is there and legal by itself.
        boolean judgeable = legal && prefixes && rule.eaLength != null;
        if (judgeable) {
            checks.relations();
        }
        if (prefixes) {
            checks.prefixes();
        }
        if (judgeable) {
            checks.portSets();
        }
        return checks.findings.list();
    }

    private static boolean isPrefix(@Nullable Prefix prefix, int most) {
        return prefix != null && prefix.length() >= 0 && prefix.length() <= most;
    }

    private void presence() {
        missing("ipv6Prefix", rule.ipv6Prefix, false);
        missing("ipv4Prefix", rule.ipv4Prefix, true);
        if (rule.eaLength == null) {
            findings.error(
                    RuleFinding.SYNTAX, "eaLength", null, "is missing; a rule needs the number of its EA bits", EA_RFC);
        }
    }

    private void missing(String field, @Nullable Prefix prefix, boolean ipv4) {
        if (prefix == null) {
            boolean unread =
                    rule.unreadable.list().stream().anyMatch(f -> f.field().equals(field));
            if (!unread) {
                findings.error(
                        RuleFinding.SYNTAX,
                        field,
                        null,
                        "is missing; a rule needs a prefix with its length",
                        LENGTH_RFC);
            }
        } else if (prefix.length() == Prefix.NO_LENGTH) {
            findings.error(
                    RuleFinding.SYNTAX,
                    field,
                    ipv4 ? Addresses.toText((int) prefix.high()) : Addresses.toText(prefix.high(), prefix.low()),
                    "has no length; write a prefix, as in " + (ipv4 ? "192.0.2.0/24" : "2001:db8::/40"),
                    LENGTH_RFC);
        }
    }

    /** Whether each length that is there is legal by itself. */
    private boolean lengths() {
        Findings lengths = new Findings();
        prefixLength("ipv6Prefix", rule.ipv6Prefix, 128, lengths);
        prefixLength("ipv4Prefix", rule.ipv4Prefix, 32, lengths);
        if (rule.eaLength != null && (rule.eaLength < 0 || rule.eaLength > EaBits.MAX_LENGTH)) {
            lengths.error("V02", "eaLength", rule.eaLength, "is outside 0..48", EA_RFC);
        }
        int offset = rule.psidOffset == null ? 0 : rule.psidOffset;
        PortParameters.checkRanges(offset, rule.psidLength == null ? 0 : rule.psidLength, lengths);
        findings.addAll(lengths.list());
        return !lengths.hasError();
    }

    private static void prefixLength(String field, @Nullable Prefix prefix, int most, Findings lengths) {
        if (prefix != null && prefix.length() > most) {
            lengths.error("V01", field, "/" + prefix.length(), "has a length outside 0.." + most, LENGTH_RFC);
        }
    }

    private void relations() {
        int n = ipv6().length();
        int r = ipv4().length();
        int o = eaLength();
        int inEa = r + o - 32;
        if (n + o > 128) {
            findings.error(
                    "V04",
                    "eaLength",
                    o,
                    "behind a Rule IPv6 prefix of length " + n + " leaves the address; at most " + (128 - n) + " fit",
                    EA_RFC);
        }
        if (inEa > 16) {
            findings.error(
                    "V09",
                    "eaLength",
                    o,
                    "leaves " + inEa + " bits of PSID behind a Rule IPv4 prefix of length " + r
                            + ", more than a port has; at most " + (48 - r) + " fit",
                    EA_RFC);
        } else {
            psid(inEa);
        }
        if (r == 0 && o == 0) {
            findings.error(
                    "V21",
                    "ipv4Prefix",
                    "0.0.0.0/0",
                    "with EA length 0 would give every IPv4 address to one CE; give a longer prefix or EA bits",
                    EA_RFC);
        }
        if (n + o > 64 && !rule.isBinding() && n + o <= 128) {
            findings.warning(
                    "V05",
                    "eaLength",
                    o,
                    "reaches bit " + (n + o) + ": the End-user prefix overwrites part of the interface identifier, "
                            + "which some implementations refuse; n + o of at most 64 works everywhere",
                    "RFC 7597 section 6");
        }
    }

    private void psid(int inEa) {
        int given = rule.psidLength == null ? 0 : rule.psidLength;
        int length = rule.effectivePsidLength();
        if (given > 0 && inEa > 0 && given != inEa) {
            findings.error(
                    "V10",
                    "psidLength",
                    given,
                    "contradicts the EA bits, which carry " + inEa + " bits of PSID; leave it out or write " + inEa,
                    PSID_RFC);
        }
        if (inEa < 0 && (given > 0 || (rule.psid != null && rule.psid != 0))) {
            findings.error(
                    "V11",
                    given > 0 ? "psidLength" : "psid",
                    given > 0 ? String.valueOf(given) : String.valueOf(rule.psid),
                    "stands on a rule whose CEs own an IPv4 prefix of length " + (32 + inEa)
                            + "; only a whole address can be shared: leave it out",
                    PSID_RFC);
        } else if (rule.psid != null && length == 0 && rule.psid != 0) {
            findings.warning(
                    "V13", "psid", rule.psid, "is ignored because the PSID length is 0; give the length", PSID_RFC);
        } else if (rule.psid != null && length > 0 && (rule.psid < 0 || rule.psid >= 1 << length)) {
            findings.error(
                    "V12",
                    "psid",
                    rule.psid,
                    "does not fit into " + length + " bits; it is at most " + ((1 << length) - 1),
                    PSID_RFC);
        }
        if (inEa > 0 && rule.psid != null) {
            findings.info(
                    "V14",
                    "psid",
                    rule.psid,
                    "means nothing to a BR, which takes the PSID from the EA bits; leave it out",
                    PSID_RFC);
        }
        if (inEa == 0 && length > 0 && rule.psid == null) {
            findings.error(
                    "V16",
                    "psid",
                    null,
                    "is missing: the address is shared and the EA bits carry no PSID; give the PSID of this CE",
                    PSID_RFC);
        } else if (inEa == 0 && length > 0 && eaLength() > 0) {
            findings.warning(
                    "V15",
                    "psid",
                    rule.psid,
                    "makes a rule with embedded addresses serve one PSID of each; a BR needs " + (eaLength() + length)
                            + " EA bits to serve all",
                    PSID_RFC);
        }
    }

    private void prefixes() {
        hostBits("ipv6Prefix", ipv6(), ipv6Text());
        hostBits("ipv4Prefix", new Prefix(ipv4().high() << 32, 0, ipv4().length()), ipv4Text());
        if (!Unicast.isUsable(ipv6())) {
            findings.error(
                    "V22",
                    "ipv6Prefix",
                    ipv6Text(),
                    "is not unicast address space that can be routed; use a prefix delegated to the provider",
                    "RFC 4291 section 2.4");
        }
        if (ipv4().length() == 0 && rule.eaLength != null && rule.eaLength > 0 && rule.eaLength < 8) {
            findings.warning(
                    "V20",
                    "eaLength",
                    eaLength(),
                    "under 0.0.0.0/0 gives each CE an IPv4 prefix shorter than /8; probably a mistake",
                    EA_RFC);
        } else if (Unicast.isSpecial(ipv4())) {
            findings.warning(
                    "V20",
                    "ipv4Prefix",
                    ipv4Text(),
                    "is not global unicast address space; the Internet cannot reach these CEs",
                    "RFC 6890 section 2.2.2");
        }
        if (rule.borderRelay != null) {
            Unicast.checkBorderRelay("borderRelay", rule.borderRelay, findings);
        }
    }

    private void hostBits(String field, Prefix prefix, String text) {
        int n = prefix.length();
        if ((prefix.high() & ~Bits.ipv6MaskHigh(n)) != 0 || (prefix.low() & ~Bits.ipv6MaskLow(n)) != 0) {
            findings.error(
                    "V03",
                    field,
                    text,
                    "has bits set beyond its length; clear them or lengthen the prefix",
                    LENGTH_RFC);
        }
    }

    private void portSets() {
        int k = rule.effectivePsidLength();
        boolean whole = ipv4().length() + eaLength() >= 32;
        if (k == 0 || k > 16 || !whole) {
            return;
        }
        int a = rule.effectivePsidOffset();
        if (rule.psidOffset == null) {
            findings.info(
                    "V24",
                    "psidOffset",
                    a,
                    rule.isBinding()
                            ? "is the default of a binding to a whole IPv6 address (RFC 7596 section 5.1)"
                            : "is the default of " + rule.format + "; write it down where other systems read the rule",
                    PORTS_RFC);
        }
        PortParameters.checkFit(a, k, findings);
        if (a + k > 16) {
            return;
        }
        PortParameters ports = PortParameters.of(a, k);
        if (a > 0 && ports.contiguousBits() == 0) {
            findings.warning(
                    "V17",
                    "psidLength",
                    k,
                    "leaves ranges of a single port, " + ports.portCount() + " ports a CE, and no port parity",
                    PORTS_RFC);
        }
        if (a > 6) {
            findings.warning(
                    "V18",
                    "psidOffset",
                    a,
                    "excludes only ports 0-" + (ports.firstAssignedPort() - 1)
                            + ", not all system ports; an offset of 1 to 6 does",
                    PORTS_RFC);
        }
        int firstClean = SystemPorts.firstPsidWithout(ports);
        // An explicit PSID counts where the EA bits carry none.
        int lowestPsid = rule.psid != null && ipv4().length() + eaLength() == 32 ? rule.psid : 0;
        if (lowestPsid >= 0 && lowestPsid < firstClean) {
            findings.warning(
                    "V19",
                    "psidOffset",
                    a,
                    "gives system ports (0-1023) to the CEs of PSID 0 to " + (firstClean - 1)
                            + "; assign none of these, or use an offset of 1 to 6",
                    "RFC 7597 appendix B.1");
        }
    }

    private Prefix ipv6() {
        return Objects.requireNonNull(rule.ipv6Prefix);
    }

    private Prefix ipv4() {
        return Objects.requireNonNull(rule.ipv4Prefix);
    }

    private int eaLength() {
        return Objects.requireNonNull(rule.eaLength);
    }

    private String ipv6Text() {
        return Addresses.toText(ipv6().high(), ipv6().low()) + "/" + ipv6().length();
    }

    private String ipv4Text() {
        return Addresses.toText((int) ipv4().high()) + "/" + ipv4().length();
    }
}
