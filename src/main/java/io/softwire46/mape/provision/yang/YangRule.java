package io.softwire46.mape.provision.yang;

import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.json.JsonObject;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.provision.format.internal.LenientJsonFields;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A list entry of RFC 8676 that is a rule: {@code algo-instance} or {@code binding-entry}. Not thread-safe: use one instance per
 * entry, since its builder is mutable.
 *
 * @param object JSON object of the entry
 * @param rule parameters; empty if one is malformed
 * @param borderRelay address of the border relay; empty if it is missing or malformed
 * @param forwarding value of the leaf {@code forwarding}
 */
record YangRule(
        JsonObject object, Optional<MapRule.Builder> rule, Optional<IPv6Address> borderRelay, boolean forwarding) {
    private static final int MAX_OFFSET = 16;

    /** Reads an {@code algo-instance} (grouping {@code algorithm-instance}), at a BR with its {@code port-set}. */
    static YangRule instance(LenientJsonFields fields) {
        fields.skipUnknown(YangNames.INSTANCE);
        MapRule.Builder rule = MapRule.builder();
        Integer eaLength = fields.whole("ea-len");
        IPv6Address ipv6 = fields.ipv6Prefix("rule-ipv6-prefix");
        IPv4Address ipv4 = fields.ipv4Prefix("rule-ipv4-prefix");
        IPv6Address relay = fields.ipv6("br-ipv6-addr");
        Boolean forwarding = fields.flag("forwarding", false);
        if (!fields.hasError()) {
            mandatory(fields, "ea-len", eaLength);
            mandatory(fields, "rule-ipv6-prefix", ipv6);
            mandatory(fields, "rule-ipv4-prefix", ipv4);
            mandatory(fields, "br-ipv6-addr", relay);
            if (forwarding == null) {
                fields.warnMissing("forwarding", "is missing, but mandatory; false is used");
            }
        }
        JsonObject ports = fields.object("port-set");
        boolean bad = fields.hasError();
        if (ports != null) {
            int inEa = eaLength == null || ipv4 == null ? 0 : eaLength + length(ipv4) - 32;
            bad |= portSet(fields.within("port-set", ports), rule, inEa);
        }
        if (bad) {
            return new YangRule(fields.object(), Optional.empty(), Optional.ofNullable(relay), false);
        }
        rule.eaLength(Objects.requireNonNull(eaLength))
                .ipv6Prefix(Objects.requireNonNull(ipv6))
                .ipv4Prefix(Objects.requireNonNull(ipv4))
                .forwarding(forwarding != null && forwarding);
        return new YangRule(
                fields.object(), Optional.of(rule), Optional.ofNullable(relay), forwarding != null && forwarding);
    }

    /** Reads a {@code binding-entry}: an IPv6 prefix or address, and an IPv4 address with its ports. */
    static YangRule binding(LenientJsonFields fields) {
        fields.skipUnknown(YangNames.BINDING_ENTRY);
        MapRule.Builder rule = MapRule.builder().eaLength(0).forwarding(false);
        String info = fields.text("binding-ipv6info");
        IPv6Address ipv6 = info != null && info.indexOf('/') < 0
                ? whole(fields.ipv6("binding-ipv6info"))
                : fields.ipv6Prefix("binding-ipv6info");
        IPv4Address ipv4 = fields.ipv4("binding-ipv4-addr");
        IPv6Address relay = fields.ipv6("br-ipv6-addr");
        if (!fields.hasError()) {
            mandatory(fields, "binding-ipv6info", ipv6);
            mandatory(fields, "binding-ipv4-addr", ipv4);
            mandatory(fields, "br-ipv6-addr", relay);
        }
        JsonObject ports = fields.object("port-set");
        boolean bad = fields.hasError();
        if (ports != null) {
            // RFC 8676: the default offset of Lightweight 4over6 is 0.
            rule.psidOffset(0);
            bad |= portSet(fields.within("port-set", ports), rule, 0);
        }
        if (bad) {
            return new YangRule(fields.object(), Optional.empty(), Optional.ofNullable(relay), false);
        }
        rule.ipv6Prefix(Objects.requireNonNull(ipv6))
                .ipv4Prefix(Objects.requireNonNull(ipv4).setPrefixLength(32, false));
        return new YangRule(fields.object(), Optional.of(rule), Optional.ofNullable(relay), false);
    }

    private static @Nullable IPv6Address whole(@Nullable IPv6Address address) {
        return address == null ? null : address.setPrefixLength(128, false);
    }

    /** Reads the leaves of a {@code port-set}; the PSID is used only if the EA bits do not contain it. */
    private static boolean portSet(LenientJsonFields fields, MapRule.Builder rule, int psidBitsInEa) {
        fields.skipUnknown(YangNames.PORT_SET);
        Integer offset = fields.whole("psid-offset");
        Integer length = fields.whole("psid-len");
        Integer psid = fields.whole("psid");
        if (length == null && !fields.hasError()) {
            fields.warnMissing("psid-len", "is missing, but mandatory; 0 is used");
        }
        boolean shared = psidBitsInEa > 0 || (length != null && length != 0);
        if (offset != null && (shared || offset != MAX_OFFSET)) {
            // RFC 8676 permits an offset of 16 bits, after which no bits remain for a PSID.
            rule.psidOffset(offset);
        }
        rule.psidLength(length);
        if (psid != null && psidBitsInEa > 0 && psid != 0) {
            fields.warn(
                    "psid",
                    Objects.requireNonNull(fields.get("psid")),
                    "is ignored, as the EA bits of each CE contain its PSID");
        } else if (psid != null && psidBitsInEa <= 0 && (shared || psid != 0)) {
            rule.psid(psid);
        }
        return fields.hasError();
    }

    private static void mandatory(LenientJsonFields fields, String name, @Nullable Object value) {
        if (value == null) {
            fields.missing(name, "is missing, but mandatory; add it");
        }
    }

    private static int length(IPv4Address prefix) {
        Integer length = prefix.getNetworkPrefixLength();
        return length == null ? 32 : length;
    }
}
