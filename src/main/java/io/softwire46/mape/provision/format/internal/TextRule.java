package io.softwire46.mape.provision.format.internal;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.Location;
import io.softwire46.mape.map.InterfaceIdFormat;
import io.softwire46.mape.map.MapRule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A rule of a text that is not JSON, with the parameters of its domain, before validation.
 *
 * <p>Not thread-safe: use one instance per rule.
 */
public final class TextRule {
    private final String name;
    private final Location start;
    private final MapRule.Builder builder = MapRule.builder().forwarding(false);
    private final Map<String, Location> places = new HashMap<>();
    private final Set<String> unreadable = new HashSet<>();
    private final List<IPv6Address> borderRelays = new ArrayList<>();
    private InterfaceIdFormat format = InterfaceIdFormat.RFC7597;
    private ForwardingOptions options = ForwardingOptions.defaults();
    private boolean forwarding;
    private @Nullable Word translation;
    private @Nullable Word defaultMapping;

    /**
     * Creates a rule without parameters, whose CEs do not send to each other.
     *
     * @param name name of the domain, any text
     * @param start location of the rule
     */
    public TextRule(String name, Location start) {
        this.name = name;
        this.start = start;
    }

    public String name() {
        return name;
    }

    public Location start() {
        return start;
    }

    /** Returns the parameters of the rule. */
    public MapRule.Builder builder() {
        return builder;
    }

    /** Sets the location of a parameter: a field of the rule, or a path such as {@code options.mtuV6}. */
    public void setPlace(String field, Location place) {
        places.put(field, place);
    }

    /** Returns the location of a parameter, or that of the rule. */
    public Location place(String field) {
        return places.getOrDefault(field, start);
    }

    /** Marks a field as malformed, after an error about it, so that no finding follows from its absence. */
    public void markUnreadable(String field) {
        unreadable.add(field);
    }

    public void addBorderRelay(IPv6Address address, Location place) {
        setPlace("borderRelay[" + borderRelays.size() + "]", place);
        borderRelays.add(address);
    }

    public List<IPv6Address> borderRelays() {
        return borderRelays;
    }

    public void setFormat(InterfaceIdFormat value) {
        format = value;
        builder.format(value);
    }

    public InterfaceIdFormat format() {
        return format;
    }

    public void setForwarding(boolean value) {
        forwarding = value;
        builder.forwarding(value);
    }

    public boolean isForwarding() {
        return forwarding;
    }

    public void setOptions(ForwardingOptions value) {
        options = value;
    }

    public ForwardingOptions options() {
        return options;
    }

    /** Marks the rule as one of MAP-T, by the word that indicates it. */
    public void setTranslation(Word word) {
        translation = word;
    }

    /** Returns the word that marks the rule as one of MAP-T; null for encapsulation. */
    public @Nullable Word translation() {
        return translation;
    }

    /** Sets the prefix of the Default Mapping Rule of MAP-T (RFC 7599 section 5.1). */
    public void setDefaultMapping(Word word) {
        defaultMapping = word;
    }

    @Nullable Word defaultMapping() {
        return defaultMapping;
    }

    /** Returns the findings about the rule, without those that only follow from a malformed field. */
    List<Finding> validate() {
        return builder.validate().stream()
                .filter(finding -> !FollowUps.isOne(finding, unreadable::contains))
                .toList();
    }

    boolean isReadable() {
        return unreadable.isEmpty();
    }
}
