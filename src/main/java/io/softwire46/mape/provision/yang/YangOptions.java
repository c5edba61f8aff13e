package io.softwire46.mape.provision.yang;

import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.json.JsonObject;
import io.softwire46.mape.json.JsonValue;
import io.softwire46.mape.json.JsonWriter;
import io.softwire46.mape.provision.format.internal.LenientJsonFields;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes the options of a domain that have leaves in the modules of RFC 8676. An option without a leaf keeps the
 * library's default when it is read, and is reported when it is written.
 *
 * <p>Static methods only.
 */
final class YangOptions {
    /** Members of a binding instance of a border relay, by the option that they hold. */
    private static final Map<ForwardingOption<?>, List<String>> BINDING_MEMBERS_OF = Map.of(
            ForwardingOption.MTU_V6, List.of("softwire-payload-mtu", "softwire-path-mru"),
            ForwardingOption.HAIRPIN, List.of("enable-hairpinning"),
            ForwardingOption.ICMPV4_NO_MAPPING_ERRORS, List.of("icmp-policy"),
            ForwardingOption.ICMPV6_SOURCE_CHECK_ERRORS, List.of("icmp-policy"),
            ForwardingOption.ICMP_ERRORS_PER_SECOND, List.of("icmp-policy"));

    /** Options with leaves at a binding instance of a border relay; an algorithm instance has none. */
    static final Set<ForwardingOption<?>> BINDING = BINDING_MEMBERS_OF.keySet();

    /** Names of the members of a binding instance that hold options, in alphabetical order. */
    static final List<String> BINDING_MEMBERS = BINDING_MEMBERS_OF.values().stream()
            .flatMap(List::stream)
            .distinct()
            .sorted()
            .toList();

    /** Options with leaves at the interface of a CE. */
    static final Set<ForwardingOption<?>> EDGE = Set.of(ForwardingOption.MTU_V6);

    private static final int MIN_MTU = 1280;
    private static final int MAX_MTU = 65535;

    private YangOptions() {}

    /** Returns options with the tunnel MTU: payload MTU plus tunnel header. The MRU is not used. */
    static ForwardingOptions readEdge(LenientJsonFields fields, ForwardingOptions options) {
        Integer payload = fields.whole("softwire-payload-mtu");
        if (payload == null) {
            return options;
        }
        int mtu = Math.min(payload, MAX_MTU) + YangNames.TUNNEL_HEADER_OCTETS;
        JsonValue place = Objects.requireNonNull(fields.get("softwire-payload-mtu"));
        if (mtu < MIN_MTU || mtu > MAX_MTU) {
            fields.warn(
                    "softwire-payload-mtu",
                    place,
                    "is outside 1240..65495, the range for an IPv6 link MTU of 1280 or more; the leaf is ignored");
            return options;
        }
        Integer mru = fields.whole("softwire-path-mru");
        if (mru != null && mru != mtu) {
            fields.info(
                    "softwire-path-mru",
                    Objects.requireNonNull(fields.get("softwire-path-mru")),
                    "is not " + mtu + ", the sum of payload MTU and tunnel header; the payload MTU is used");
        }
        return options.with(ForwardingOption.MTU_V6, mtu);
    }

    /** Reads the options of a binding instance. */
    static ForwardingOptions readBinding(LenientJsonFields fields) {
        ForwardingOptions options = readEdge(fields, ForwardingOptions.defaults());
        options = options.with(ForwardingOption.HAIRPIN, truth(fields, "enable-hairpinning"));
        JsonObject policy = fields.object("icmp-policy");
        LenientJsonFields icmp = policy == null ? null : fields.within("icmp-policy", policy);
        LenientJsonFields v4 = part(icmp, "icmpv4-errors");
        LenientJsonFields v6 = part(icmp, "icmpv6-errors");
        options = options.with(
                        ForwardingOption.ICMPV4_NO_MAPPING_ERRORS, v4 == null || truth(v4, "generate-icmpv4-errors"))
                .with(ForwardingOption.ICMPV6_SOURCE_CHECK_ERRORS, v6 == null || truth(v6, "generate-icmpv6-errors"));
        if (v4 != null && !truth(v4, "allow-incoming-icmpv4")) {
            v4.warn(
                    "allow-incoming-icmpv4",
                    Objects.requireNonNull(v4.get("allow-incoming-icmpv4")),
                    "is false, which is not supported; incoming ICMP is forwarded");
        }
        if (v4 != null && v4.get("icmpv4-rate") != null) {
            v4.warn(
                    "icmpv4-rate",
                    Objects.requireNonNull(v4.get("icmpv4-rate")),
                    "is not supported; incoming ICMP is forwarded at any rate");
        }
        return v6 == null ? options : rate(v6, options);
    }

    private static ForwardingOptions rate(LenientJsonFields v6, ForwardingOptions options) {
        Integer rate = v6.whole("icmpv6-rate");
        if (rate == null) {
            return options;
        }
        try {
            return options.withPlain(ForwardingOption.ICMP_ERRORS_PER_SECOND, rate);
        } catch (MapConfigurationException e) {
            v6.warn(
                    "icmpv6-rate",
                    Objects.requireNonNull(v6.get("icmpv6-rate")),
                    e.first().message() + "; the leaf is ignored");
            return options;
        }
    }

    private static @Nullable LenientJsonFields part(@Nullable LenientJsonFields fields, String name) {
        JsonObject object = fields == null ? null : fields.object(name);
        return fields == null || object == null ? null : fields.within(name, object);
    }

    /** Returns the value of a leaf whose default is true. */
    private static boolean truth(LenientJsonFields fields, String name) {
        Boolean value = fields.flag(name, false);
        return value == null || value;
    }

    /** Writes the options of the interface of a CE. */
    static void writeEdge(JsonWriter out, ForwardingOptions options) {
        mtu(out, YangNames.CE + ":", options);
    }

    /** Writes the options of a binding instance that are leaves of the instance itself. */
    static void writeBinding(JsonWriter out, ForwardingOptions options) {
        mtu(out, "", options);
        out.field("enable-hairpinning", options.get(ForwardingOption.HAIRPIN));
    }

    private static void mtu(JsonWriter out, String module, ForwardingOptions options) {
        int mtu = options.get(ForwardingOption.MTU_V6);
        out.field(module + "softwire-payload-mtu", mtu - YangNames.TUNNEL_HEADER_OCTETS);
        out.field(module + "softwire-path-mru", mtu);
    }

    /** Writes the container about ICMP of a binding instance. */
    static void writeIcmpPolicy(JsonWriter out, ForwardingOptions options) {
        out.name("icmp-policy").beginObject();
        out.name("icmpv4-errors").beginObject();
        out.field("allow-incoming-icmpv4", true);
        out.field("generate-icmpv4-errors", options.get(ForwardingOption.ICMPV4_NO_MAPPING_ERRORS));
        out.endObject();
        out.name("icmpv6-errors").beginObject();
        out.field("generate-icmpv6-errors", options.get(ForwardingOption.ICMPV6_SOURCE_CHECK_ERRORS));
        out.field("icmpv6-rate", options.get(ForwardingOption.ICMP_ERRORS_PER_SECOND));
        out.endObject().endObject();
    }
}
