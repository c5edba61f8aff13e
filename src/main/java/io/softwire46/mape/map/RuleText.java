package io.softwire46.mape.map;

import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.map.internal.Numbers;
import java.util.HashSet;
import java.util.Set;

/**
 * The one-line form of a rule: {@code field=value} pairs with the field names of the domain file.
 *
 * <p>Static methods only.
 */
final class RuleText {
    private static final String RFC = "RFC 7597 section 5";

    private RuleText() {}

    static String print(MapRule rule) {
        StringBuilder text = new StringBuilder()
                .append("ipv6Prefix=")
                .append(Addresses.toText(rule.ipv6High(), rule.ipv6Low()))
                .append('/')
                .append(rule.ipv6Length())
                .append(" ipv4Prefix=")
                .append(Addresses.toText(rule.ipv4()))
                .append('/')
                .append(rule.ipv4Length())
                .append(" eaLength=")
                .append(rule.eaLength());
        if (rule.isShared()) {
            text.append(" psidOffset=").append(rule.portParameters().psidOffset());
            text.append(" psidLength=").append(rule.portParameters().psidLength());
        }
        if (rule.explicitPsid() >= 0) {
            text.append(" psid=0x").append(Integer.toHexString(rule.explicitPsid()));
        }
        rule.borderRelay().ifPresent(br -> text.append(" borderRelay=").append(br.toCanonicalString()));
        if (!rule.isForwarding()) {
            text.append(" forwarding=false");
        }
        return text.append(" format=").append(rule.format()).toString();
    }

    static MapRule.Builder parse(String text) {
        MapRule.Builder builder = new MapRule.Builder();
        Set<String> seen = new HashSet<>();
        for (String pair : text.split(" ", -1)) {
            int equals = pair.indexOf('=');
            if (equals < 0) {
                throw MapConfigurationException.syntax(
                        "rule", text, "has \"" + pair + "\" instead of field=value; write field=value pairs", RFC);
            }
            String field = pair.substring(0, equals);
            if (!seen.add(field)) {
                throw MapConfigurationException.syntax(field, pair, "is a duplicate in one rule; remove one", RFC);
            }
            set(builder, field, pair.substring(equals + 1));
        }
        return builder;
    }

    private static void set(MapRule.Builder builder, String field, String value) {
        switch (field) {
            case "ipv6Prefix" -> builder.ipv6Prefix(value);
            case "ipv4Prefix" -> builder.ipv4Prefix(value);
            case "eaLength" -> builder.eaLength(Numbers.parseInt(field, value, RFC));
            case "psidOffset" -> builder.psidOffset(Numbers.parseInt(field, value, RFC));
            case "psidLength" -> builder.psidLength(Numbers.parseInt(field, value, RFC));
            case "psid" -> builder.psid(Numbers.parseInt(field, value, RFC));
            case "borderRelay" -> builder.borderRelay(value);
            case "forwarding" -> builder.forwarding(truth(field, value));
            case "format" -> builder.format(InterfaceIdFormat.parse(value));
            default ->
                throw MapConfigurationException.syntax(
                        field,
                        value,
                        "is not a field of a rule; use ipv6Prefix, ipv4Prefix, eaLength, psidOffset, psidLength, psid, "
                                + "borderRelay, forwarding or format",
                        RFC);
        }
    }

    static boolean truth(String field, String value) {
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default ->
                throw MapConfigurationException.syntax(field, value, "is not true or false; use one of them", RFC);
        };
    }
}
