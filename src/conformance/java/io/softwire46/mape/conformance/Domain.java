package io.softwire46.mape.conformance;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A MAP domain as a product is configured with it: the JSON domain object of the {@code mape} command, with every field
 * written. It may be invalid, where a property checks that a product refuses it.
 *
 * <p>Immutable.
 *
 * @param name any text
 * @param format {@code rfc7597} or {@code draft03}
 * @param mesh whether customer edges send to each other directly
 * @param borderRelay IPv6 addresses; the first is the source of packets to customer edges
 * @param rules in any order
 * @param options each forwarding option by its name: {@link Long}, {@link Boolean}, {@link Double}, {@link String} or null
 * @param napt settings of the NAPT by their names, as values of JSON; null for a product that has none
 */
public record Domain(
        String name,
        String format,
        boolean mesh,
        List<String> borderRelay,
        List<Rule> rules,
        Map<String, @Nullable Object> options,
        @Nullable Map<String, @Nullable Object> napt) {

    /** Copies the lists. */
    public Domain {
        borderRelay = List.copyOf(borderRelay);
        rules = List.copyOf(rules);
        options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
        napt = napt == null ? null : Collections.unmodifiableMap(new LinkedHashMap<>(napt));
    }

    /** Returns a domain for a product without NAPT. */
    public Domain(
            String name,
            String format,
            boolean mesh,
            List<String> borderRelay,
            List<Rule> rules,
            Map<String, @Nullable Object> options) {
        this(name, format, mesh, borderRelay, rules, options, null);
    }

    /** Returns the domain with other border relays. */
    public Domain withBorderRelay(List<String> others) {
        return new Domain(name, format, mesh, others, rules, options, napt);
    }

    /** Returns the domain with other rules. */
    public Domain withRules(List<Rule> others) {
        return new Domain(name, format, mesh, borderRelay, others, options, napt);
    }

    /** Returns the domain with other options. */
    public Domain withOptions(Map<String, @Nullable Object> others) {
        return new Domain(name, format, mesh, borderRelay, rules, others, napt);
    }

    /** Returns the domain with settings of a NAPT. */
    public Domain withNapt(Map<String, @Nullable Object> settings) {
        return new Domain(name, format, mesh, borderRelay, rules, options, settings);
    }

    /**
     * A mapping rule (RFC 7597 section 5).
     *
     * @param ipv6Prefix address and length
     * @param ipv4Prefix address and length
     * @param eaLength number of EA bits
     * @param psidOffset a, or null if not given
     * @param psidLength k, or null if it follows from the other lengths
     * @param psid the PSID of a rule without PSID in its EA bits, or null
     * @param forwarding whether customer edges may use it as FMR
     * @param borderRelay the source of packets to customer edges of this rule, or null for the domain's first
     */
    public record Rule(
            String ipv6Prefix,
            String ipv4Prefix,
            int eaLength,
            @Nullable Integer psidOffset,
            @Nullable Integer psidLength,
            @Nullable Integer psid,
            boolean forwarding,
            @Nullable String borderRelay) {}
}
