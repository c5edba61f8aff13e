package io.softwire46.mape.conformance.catalogue;

import io.softwire46.mape.conformance.Capabilities;
import io.softwire46.mape.conformance.Domain;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.NaiveMap;

/**
 * A rule of a domain, as a model of the RFC reads it.
 *
 * @param rule the rule in bits
 * @param source the rule as a product is configured with it
 * @param domain its domain
 */
record Site(NaiveMap.Rule rule, Domain.Rule source, Domain domain) {
    static Site of(Domain domain, Domain.Rule rule) {
        boolean draft03 = domain.format().equals("draft03");
        String ipv6 = bits(rule.ipv6Prefix());
        String ipv4 = bits(rule.ipv4Prefix());
        int embedded = Math.max(0, ipv4.length() + rule.eaLength() - 32);
        Integer given = rule.psidLength();
        int psidLength = embedded == 0 && given != null ? given : 0;
        Integer psid = rule.psid();
        String explicit = psid == null || psidLength == 0 ? "" : NaiveMap.Text.bits(psid, psidLength);
        Integer offset = rule.psidOffset();
        boolean isBinding = rule.eaLength() == 0 && ipv6.length() == 128;
        int standard = isBinding ? 0 : draft03 ? 4 : 6;
        NaiveMap.Rule naive =
                new NaiveMap.Rule(ipv6, ipv4, rule.eaLength(), offset == null ? standard : offset, explicit, draft03);
        return new Site(naive, rule, domain);
    }

    /** The leading bits of a prefix. */
    static String bits(String prefix) {
        int slash = prefix.indexOf('/');
        byte[] address = Bytes.address(prefix.substring(0, slash));
        return Bytes.bits(address, 0, address.length).substring(0, Integer.parseInt(prefix.substring(slash + 1)));
    }

    /** The kind of rule, as capabilities name it. */
    String kind() {
        if (rule.ea() == 0 && rule.ipv4().length() == 32) {
            return "oneToOne";
        }
        if (rule.isShared()) {
            return "shared";
        }
        return rule.ipv4().length() + rule.ea() < 32 ? "prefix" : "address";
    }

    boolean isAny() {
        return true;
    }

    boolean isShared() {
        return rule.isShared();
    }

    boolean isUnshared() {
        return !rule.isShared();
    }

    /** Whether some ports of a shared address belong to no customer edge (RFC 7597 section 5.1). */
    boolean hasUnassignedPorts() {
        return rule.isShared() && rule.offset() > 0;
    }

    /** Whether the rule gives the PSID of its one customer edge. */
    boolean hasOwnPsid() {
        return kind().equals("oneToOne") && rule.isShared();
    }

    /** Whether EA bits give the PSID, if there is one. */
    boolean hasNoOwnPsid() {
        return !hasOwnPsid();
    }

    boolean isOfPrefixKind() {
        return kind().equals("prefix");
    }

    /** Whether a length is at the end of its range. */
    boolean isExtreme() {
        return rule.ipv4().isEmpty() || rule.ipv4().length() == 32 || rule.ea() == 48;
    }

    /** Whether a length is at the end of its range, in a rule that gives no PSID itself. */
    boolean isExtremeWithoutOwnPsid() {
        return isExtreme() && !hasOwnPsid();
    }

    /** Whether the End-user prefix overwrites the interface identifier, and leaves some of it. */
    boolean isOverlaid() {
        return eaEnd() > 64 && eaEnd() < 128;
    }

    boolean hasOtherPsidLengthThan8() {
        return rule.isShared() && rule.psidBits() != 8;
    }

    /** n + o. */
    int eaEnd() {
        return rule.ipv6().length() + rule.ea();
    }

    /** The source of packets to customer edges of this rule. */
    byte[] outerSource() {
        String own = source.borderRelay();
        return Bytes.address(own == null ? domain.borderRelay().get(0) : own);
    }

    /** Whether a product can be configured with it. */
    boolean isWithin(Capabilities capabilities) {
        Capabilities.Limits limits = capabilities.limits();
        return capabilities.formats().contains(domain.format())
                && capabilities.kinds().contains(kind())
                && (!rule.isShared() || limits.psidOffset().contains(rule.offset()))
                && limits.psidLength().contains(rule.psidBits())
                && limits.eaLength().contains(rule.ea())
                && limits.ipv4PrefixLength().contains(rule.ipv4().length())
                && limits.ipv6PrefixLength().contains(rule.ipv6().length())
                && eaEnd() <= limits.eaEnd();
    }
}
