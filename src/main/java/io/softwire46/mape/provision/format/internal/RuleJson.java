package io.softwire46.mape.provision.format.internal;

import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.finding.FieldPath;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.json.JsonObject;
import io.softwire46.mape.json.JsonWriter;
import io.softwire46.mape.map.InterfaceIdFormat;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.internal.Addresses;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes a mapping rule as a JSON object. {@code ipv6Prefix}, {@code ipv4Prefix} and {@code eaLength} are required;
 * {@code psidOffset}, {@code psidLength}, {@code psid}, {@code forwarding} and {@code borderRelay} may be absent or null. The
 * domain determines the format of the interface identifier.
 *
 * <p>Static methods only.
 */
public final class RuleJson {
    private static final List<String> FIELDS = List.of(
            "ipv6Prefix", "ipv4Prefix", "eaLength", "psidOffset", "psidLength", "psid", "forwarding", "borderRelay");

    private RuleJson() {}

    /**
     * Reads a rule. {@link io.softwire46.mape.map.MapRule.Builder#validate} reports values of the right kind that are out of
     * range.
     *
     * @param rule the object
     * @param format format of the rule's domain
     * @return the parameters
     * @throws MapConfigurationException for unknown fields and values of the wrong kind, with all independent errors
     */
    public static MapRule.Builder read(JsonObject rule, InterfaceIdFormat format) {
        Read read = readAll(rule, format, FieldPath.ROOT, new KnownNames());
        if (!read.fields.findings().isEmpty() || !read.fields.beyondInt().isEmpty()) {
            MapConfigurationException.throwIfAnyError(read.findings());
        }
        return read.builder;
    }

    /** A rule that was read, with the errors of its fields. */
    public record Read(JsonObject object, FieldPath path, MapRule.Builder builder, JsonFields fields) {
        /** Returns all findings about the rule, without those that only follow from a malformed field. */
        public List<Finding> findings() {
            return findings(builder.validate());
        }

        /**
         * Returns the rule; null if it has an error, and then adds its findings to a list. The rule has its warnings and notes,
         * which the check of its domain reports.
         */
        public @Nullable MapRule build(List<Finding> findings) {
            List<Finding> all;
            try {
                MapRule rule = builder.build();
                if (fields.findings().isEmpty()) {
                    return rule;
                }
                all = findings(rule.findings());
            } catch (MapConfigurationException e) {
                all = findings(e.findings());
            }
            findings.addAll(all);
            return null;
        }

        private List<Finding> findings(List<Finding> ofRule) {
            List<Finding> all = new ArrayList<>(fields.findings());
            JsonLocator places = new JsonLocator(object);
            for (Finding finding : ofRule) {
                if (!FollowUps.isOne(finding, field -> fields.isUnreadable(field))) {
                    all.add(Locations.put(
                            places.locate(finding.path()), asWritten(finding).within(path)));
                }
            }
            return all;
        }

        private Finding asWritten(Finding finding) {
            String written = fields.beyondInt().get(finding.field());
            return written == null ? finding : finding.withValue(written);
        }
    }

    public static Read readAll(JsonObject object, InterfaceIdFormat format, FieldPath path, KnownNames names) {
        JsonFields fields = new JsonFields(object, path, DomainSyntax.RULE_RFC);
        fields.refuseUnknown(FIELDS, names);
        MapRule.Builder builder = MapRule.builder()
                .format(format)
                .psidOffset(fields.whole("psidOffset"))
                .psidLength(fields.whole("psidLength"))
                .psid(fields.whole("psid"));
        String ipv6Prefix = fields.text("ipv6Prefix", "is not a string; write it such as \"2001:db8::/40\"");
        if (ipv6Prefix != null) {
            builder.ipv6Prefix(ipv6Prefix);
        }
        String ipv4Prefix = fields.text("ipv4Prefix", "is not a string; write it such as \"192.0.2.0/24\"");
        if (ipv4Prefix != null) {
            builder.ipv4Prefix(ipv4Prefix);
        }
        Integer eaLength = fields.whole("eaLength");
        if (eaLength != null) {
            builder.eaLength(eaLength);
        }
        String borderRelay = fields.text("borderRelay", "is not a string; write it such as \"2001:db8:ffff::1\"");
        if (borderRelay != null) {
            builder.borderRelay(borderRelay);
        }
        Boolean forwarding = fields.flag("forwarding");
        builder.forwarding(forwarding == null || forwarding);
        return new Read(object, path, builder, fields);
    }

    /**
     * Writes a rule with all fields; PSID offset and length are null if the rule does not share addresses.
     *
     * @param out writer at a position for a value
     * @param rule any rule; {@link #read} with its format returns an equal one
     * @return {@code out}
     */
    public static JsonWriter write(JsonWriter out, MapRule rule) {
        out.beginObject();
        out.field("ipv6Prefix", text(rule.ipv6Prefix()) + "/" + rule.ipv6Length());
        out.field("ipv4Prefix", text(rule.ipv4Prefix()) + "/" + rule.ipv4Length());
        out.field("eaLength", rule.eaLength());
        boolean shared = rule.isShared();
        out.name("psidOffset").plain(shared ? rule.portParameters().psidOffset() : null);
        out.name("psidLength").plain(shared ? rule.portParameters().psidLength() : null);
        out.name("psid").plain(rule.explicitPsid() < 0 ? null : rule.explicitPsid());
        out.field("forwarding", rule.isForwarding());
        out.field("borderRelay", rule.borderRelay().map(RuleJson::text).orElse(null));
        return out.endObject();
    }

    public static String text(IPv6Address address) {
        long[] bits = Addresses.bits(address);
        return Addresses.toText(bits[0], bits[1]);
    }

    public static String text(IPv4Address address) {
        return Addresses.toText(Addresses.bits(address));
    }
}
