package io.softwire46.mape.conformance;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a product is and can do, declared before the run. The suite stays inside these limits and lists in its report what is
 * outside of them; so a limit never hides a failure.
 *
 * <p>Immutable.
 *
 * @param name of the product, 1 to 64 characters
 * @param version of the product, 1 to 64 characters
 * @param homepage of the product, or null
 * @param roles that it plays, at least one
 * @param formats of {@code rfc7597} and {@code draft03}
 * @param kinds of rules: of {@code prefix}, {@code address}, {@code shared}, {@code oneToOne}
 * @param limits of rule parameters
 * @param options names of the forwarding options that {@link Target#configure} may set
 * @param optionDefaults values of options that the product fixes otherwise than the domain file's defaults
 * @param as names of the formats in which each configuration is given too
 * @param queries by operation, the fields that each answer has
 * @param observes of {@code packets}, {@code cause}, {@code counters}, {@code trafficStat}
 * @param virtualClock whether the time of a packet is what the kit says; else it is the product's own
 * @param sync whether all output exists when an exchange is answered
 * @param reset whether the product can be reset; else it is started anew
 * @param maxPacket largest packet with its tunnel header, 1,280 to 65,575 octets
 * @param maxRules largest rule set, 1 to 1,000,000
 * @param unsupported properties that are not part of the run, with reasons
 */
public record Capabilities(
        String name,
        String version,
        @Nullable String homepage,
        Set<Role> roles,
        Set<String> formats,
        Set<String> kinds,
        Limits limits,
        Set<String> options,
        Map<String, @Nullable Object> optionDefaults,
        Set<String> as,
        Map<String, List<String>> queries,
        Set<String> observes,
        boolean virtualClock,
        boolean sync,
        boolean reset,
        int maxPacket,
        int maxRules,
        List<Unsupported> unsupported) {

    /** Copies the collections and checks the values. */
    public Capabilities {
        roles = Collections.unmodifiableSet(EnumSet.copyOf(roles));
        formats = copy(formats);
        kinds = copy(kinds);
        options = copy(options);
        optionDefaults = Collections.unmodifiableMap(new LinkedHashMap<>(optionDefaults));
        as = copy(as);
        queries = Collections.unmodifiableMap(new LinkedHashMap<>(queries));
        observes = copy(observes);
        unsupported = List.copyOf(unsupported);
        requireLength("name", name);
        requireLength("version", version);
        require(maxPacket >= 1280 && maxPacket <= 65_575, "maxPacket " + maxPacket + " is outside 1280..65575");
        require(maxRules >= 1 && maxRules <= 1_000_000, "maxRules " + maxRules + " is outside 1..1000000");
    }

    private static Set<String> copy(Set<String> names) {
        return Collections.unmodifiableSet(new LinkedHashSet<>(names));
    }

    private static void requireLength(String field, String value) {
        require(!value.isEmpty() && value.length() <= 64, field + " is not 1 to 64 characters long");
    }

    private static void require(boolean condition, String problem) {
        if (!condition) {
            throw new IllegalArgumentException(problem);
        }
    }

    /**
     * Smallest and largest value of each rule parameter, both included.
     *
     * @param psidOffset a, inside 0 to 15
     * @param psidLength k, inside 0 to 16
     * @param eaLength o, inside 0 to 48
     * @param ipv4PrefixLength r, inside 0 to 32
     * @param ipv6PrefixLength n, inside 0 to 128
     * @param eaEnd largest n + o, 0 to 128
     */
    public record Limits(
            Range psidOffset,
            Range psidLength,
            Range eaLength,
            Range ipv4PrefixLength,
            Range ipv6PrefixLength,
            int eaEnd) {
        /** All that RFC 7597 and RFC 7598 permit. */
        public static final Limits ALL = new Limits(
                new Range(0, 15), new Range(0, 16), new Range(0, 48), new Range(0, 32), new Range(0, 128), 128);
    }

    /**
     * Two numbers and all between them.
     *
     * @param min smallest
     * @param max largest
     */
    public record Range(int min, int max) {
        /** Returns whether a number is in the range. */
        public boolean contains(int value) {
            return value >= min && value <= max;
        }
    }

    /**
     * Properties that are not part of the run.
     *
     * @param property an id, or a group such as {@code FRG-*}
     * @param reason not empty
     * @param url where the reason is explained, or null
     */
    public record Unsupported(
            String property, String reason, @Nullable String url) {
        /** Returns whether it names this property. */
        public boolean matches(String id) {
            return property.endsWith("*")
                    ? id.startsWith(property.substring(0, property.length() - 1))
                    : property.equals(id);
        }
    }

    /**
     * Returns a builder of a product that can do all that the suite asks for in these roles, with its own clock, asynchronous
     * delivery and without reset.
     */
    public static Builder builder(String name, String version, Role... roles) {
        return new Builder(name, version, roles);
    }

    /**
     * Builds capabilities.
     *
     * <p>Not thread-safe.
     */
    public static final class Builder {
        private final String name;
        private final String version;
        private final Set<Role> roles;
        private @Nullable String homepage;
        private Set<String> formats = Set.of("rfc7597");
        private Set<String> kinds = new LinkedHashSet<>(List.of("prefix", "address", "shared", "oneToOne"));
        private Limits limits = Limits.ALL;
        private Set<String> options = Set.of();
        private Map<String, @Nullable Object> optionDefaults = Map.of();
        private Set<String> as = Set.of();
        private final Map<String, List<String>> queries = new LinkedHashMap<>();
        private Set<String> observes = Set.of("packets");
        private boolean virtualClock;
        private boolean sync;
        private boolean reset;
        private int maxPacket = 9000;
        private int maxRules = 10_000;
        private final List<Unsupported> unsupported = new ArrayList<>();

        private Builder(String name, String version, Role... roles) {
            this.name = name;
            this.version = version;
            this.roles = new LinkedHashSet<>(List.of(roles));
        }

        /** Sets where the product is described. */
        public Builder homepage(@Nullable String homepage) {
            this.homepage = homepage;
            return this;
        }

        /** Sets the formats of interface identifiers. */
        public Builder formats(Set<String> formats) {
            this.formats = formats;
            return this;
        }

        /** Sets the kinds of rules. */
        public Builder kinds(Set<String> kinds) {
            this.kinds = kinds;
            return this;
        }

        /** Sets the limits of rule parameters. */
        public Builder limits(Limits limits) {
            this.limits = limits;
            return this;
        }

        /** Sets the names of the options that a configuration may set. */
        public Builder options(Set<String> options) {
            this.options = options;
            return this;
        }

        /** Sets values of options that the product fixes. */
        public Builder optionDefaults(Map<String, @Nullable Object> optionDefaults) {
            this.optionDefaults = optionDefaults;
            return this;
        }

        /** Sets further formats of configurations. */
        public Builder as(Set<String> as) {
            this.as = as;
            return this;
        }

        /** Adds an operation that queries may have, with the fields of its answers. */
        public Builder query(String op, List<String> fields) {
            queries.put(op, List.copyOf(fields));
            return this;
        }

        /** Sets what can be seen of the product. */
        public Builder observes(Set<String> observes) {
            this.observes = observes;
            return this;
        }

        /** Makes the time of packets the kit's. */
        public Builder virtualClock(boolean virtualClock) {
            this.virtualClock = virtualClock;
            return this;
        }

        /** Makes delivery synchronous. */
        public Builder sync(boolean sync) {
            this.sync = sync;
            return this;
        }

        /** Sets whether the product can be reset. */
        public Builder reset(boolean reset) {
            this.reset = reset;
            return this;
        }

        /** Sets the largest packet. */
        public Builder maxPacket(int maxPacket) {
            this.maxPacket = maxPacket;
            return this;
        }

        /** Sets the largest rule set. */
        public Builder maxRules(int maxRules) {
            this.maxRules = maxRules;
            return this;
        }

        /** Adds a property that is not part of the run. */
        public Builder unsupported(String property, String reason, @Nullable String url) {
            unsupported.add(new Unsupported(property, reason, url));
            return this;
        }

        /**
         * Returns the capabilities.
         *
         * @throws IllegalArgumentException for a value that is not permitted
         */
        public Capabilities build() {
            return new Capabilities(
                    name,
                    version,
                    homepage,
                    roles,
                    formats,
                    kinds,
                    limits,
                    options,
                    optionDefaults,
                    as,
                    queries,
                    observes,
                    virtualClock,
                    sync,
                    reset,
                    maxPacket,
                    maxRules,
                    unsupported);
        }
    }
}
