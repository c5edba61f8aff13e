package io.softwire46.mape.operate.plan;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.finding.FieldPath;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.map.InterfaceIdFormat;
import io.softwire46.mape.map.PortRange;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.map.internal.Findings;
import io.softwire46.mape.map.internal.Unicast;
import io.softwire46.mape.operate.plan.internal.Block;
import io.softwire46.mape.operate.plan.internal.Goal;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a network needs: subscribers, IPv4 blocks, an IPv6 block, and ports per subscriber. {@link Plan#search} finds rule sets for it.
 *
 * <p>Immutable.
 */
public final class Demand {
    /** The maximum number of IPv4 blocks, and of reserved prefixes. */
    public static final int MAX_BLOCKS = 1024;

    /** The maximum number of subscribers. */
    public static final long MAX_SUBSCRIBERS = 1L << 48;

    private static final int MAX_GROWTH = 1000;
    private static final int MAX_ALTERNATIVES = 100;
    private static final int MIN_MTU = 1280;
    private static final int MAX_MTU = 65535;
    private static final int ALL_PORTS = 65536;
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    private final Builder parts;
    private final Goal goal;
    private final IPv6Address ipv6;

    private Demand(Builder parts, Goal goal, IPv6Address ipv6) {
        this.parts = new Builder(parts);
        this.goal = goal;
        this.ipv6 = ipv6;
    }

    /** A system whose limits are checked. */
    public enum Target {
        /** Junos, as a border relay. */
        JUNOS,
        /** VPP. */
        VPP,
        /** OpenWrt, as a CE. */
        OPENWRT,
        /** Nokia SR OS, as a border relay. */
        NOKIA
    }

    /**
     * Begins a demand.
     *
     * @return a builder without subscribers and blocks, with 1 port, no growth, excluded ports 0 to 1023, and link MTU 1500
     */
    public static Builder builder() {
        return new Builder();
    }

    Goal goal() {
        return goal;
    }

    /**
     * Returns the number of subscribers today.
     *
     * @return 1 to 2^48
     */
    public long subscribers() {
        return parts.subscribers;
    }

    /**
     * Returns the growth that a plan must have places for.
     *
     * @return percent of the subscribers, 0 to 1000
     */
    public BigDecimal growth() {
        return parts.growth;
    }

    /**
     * Returns the number of places that a plan must have: subscribers and growth, rounded up.
     *
     * @return at least 1
     */
    public long required() {
        return goal.required();
    }

    /**
     * Returns the IPv6 block.
     *
     * @return a prefix of at most 64 bits
     */
    public IPv6Address ipv6() {
        return ipv6;
    }

    /**
     * Returns the length of all End-user prefixes.
     *
     * @return bits, at most 64; empty if the search may choose it
     */
    public OptionalInt delegatedLength() {
        return goal.delegated() == Goal.ANY_LENGTH ? OptionalInt.empty() : OptionalInt.of(goal.delegated());
    }

    /**
     * Returns the smallest number of ports per subscriber.
     *
     * @return 1 to 65536
     */
    public int ports() {
        return goal.ports();
    }

    /**
     * Returns the ports that no subscriber may own.
     *
     * @return ranges as they were given
     */
    public List<PortRange> excludedPorts() {
        return parts.excluded;
    }

    /**
     * Returns the size of the largest packet of the links that tunnel packets take.
     *
     * @return octets, 1280 to 65535
     */
    public int linkMtu() {
        return parts.linkMtu;
    }

    /**
     * Returns the layout of the interface identifier.
     *
     * @return RFC 7597 or draft-03
     */
    public InterfaceIdFormat format() {
        return parts.format;
    }

    /**
     * Returns the address of the border relay.
     *
     * @return a unicast address; empty if plans have none
     */
    public Optional<IPv6Address> borderRelay() {
        return Optional.ofNullable(parts.borderRelay);
    }

    /**
     * Returns the systems whose limits are checked.
     *
     * @return in the order of the constants
     */
    public Set<Target> targets() {
        return parts.targets.isEmpty() ? Set.of() : EnumSet.copyOf(parts.targets);
    }

    /**
     * Returns the maximum number of plans.
     *
     * @return 1 to 100
     */
    public int alternatives() {
        return parts.alternatives;
    }

    /** Returns the number of places for a number of subscribers. */
    long required(long subscribers) {
        return required(subscribers, parts.growth);
    }

    /** Returns the number of places for a number of subscribers and a growth in percent, rounded up. */
    static long required(long subscribers, BigDecimal growth) {
        return BigDecimal.valueOf(subscribers)
                .multiply(HUNDRED.add(growth))
                .divide(HUNDRED, 0, RoundingMode.CEILING)
                .longValueExact();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Demand that && toString().equals(that.toString());
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }

    /** Returns all parts on one line. */
    @Override
    public String toString() {
        return "Demand[subscribers=" + parts.subscribers + ", growth=" + parts.growth.toPlainString() + "%, ipv4="
                + goal.blocks() + ", ipv6=" + ipv6.toCanonicalString() + ", delegate="
                + (goal.delegated() == Goal.ANY_LENGTH ? "any" : goal.delegated()) + ", ports=" + goal.ports()
                + ", excludePorts=" + parts.excluded + ", reserve=" + goal.reserved() + ", linkMtu=" + parts.linkMtu
                + ", format=" + parts.format + ", borderRelay="
                + (parts.borderRelay == null ? "none" : parts.borderRelay.toCanonicalString()) + ", targets="
                + parts.targets + ", alternatives=" + parts.alternatives + "]";
    }

    /** Collects the parts of a {@link Demand}, and checks them. Not thread-safe: use one instance per demand. */
    public static final class Builder {
        private static final Pattern PERCENT = Pattern.compile("(-?[0-9]{1,6}(?:\\.[0-9]{1,3})?) ?%?");

        private long subscribers;
        private BigDecimal growth = BigDecimal.ZERO;
        private final List<Block> blocks = new ArrayList<>();
        private final List<Block> reserved = new ArrayList<>();
        private @Nullable String ipv6;
        private int delegated = Goal.ANY_LENGTH;
        private boolean isLengthFree = true;
        private int ports = 1;
        private List<PortRange> excluded = List.of(new PortRange(0, 1023));
        private int linkMtu = 1500;
        private InterfaceIdFormat format = InterfaceIdFormat.RFC7597;
        private @Nullable IPv6Address borderRelay;
        private final Set<Target> targets = EnumSet.noneOf(Target.class);
        private int alternatives = 5;

        private Builder() {}

        private Builder(Builder other) {
            subscribers = other.subscribers;
            growth = other.growth;
            blocks.addAll(other.blocks);
            reserved.addAll(other.reserved);
            ipv6 = other.ipv6;
            delegated = other.delegated;
            isLengthFree = other.isLengthFree;
            ports = other.ports;
            excluded = other.excluded;
            linkMtu = other.linkMtu;
            format = other.format;
            borderRelay = other.borderRelay;
            targets.addAll(other.targets);
            alternatives = other.alternatives;
        }

        /**
         * Sets the number of subscribers today.
         *
         * @param number 1 to 2^48
         * @return this
         */
        public Builder subscribers(long number) {
            subscribers = number;
            return this;
        }

        /**
         * Sets the growth that a plan must have places for.
         *
         * @param percent such as {@code 30%} or {@code 2.5}, 0 to 1000
         * @return this
         * @throws MapConfigurationException if the text is anything else
         */
        public Builder growth(String percent) {
            Matcher matcher = PERCENT.matcher(percent);
            if (!matcher.matches()) {
                throw DemandChecks.error(
                        "growth", percent, "is not a percentage; use the form 30%", DemandChecks.SIZE_RFC);
            }
            BigDecimal value = new BigDecimal(matcher.group(1)).stripTrailingZeros();
            if (value.signum() < 0 || value.compareTo(BigDecimal.valueOf(MAX_GROWTH)) > 0) {
                throw DemandChecks.error(
                        "growth", percent, "is outside 0%..1000%; use 0% for no growth", DemandChecks.SIZE_RFC);
            }
            growth = value;
            return this;
        }

        /**
         * Adds an IPv4 block.
         *
         * @param prefix such as {@code 192.0.2.0/24}
         * @return this
         * @throws MapConfigurationException if the text is no prefix, or has host bits
         */
        public Builder ipv4(String prefix) {
            blocks.add(DemandChecks.block("ipv4", prefix));
            return this;
        }

        /**
         * Adds addresses that are in no rule.
         *
         * @param addressOrPrefix such as {@code 192.0.2.1} or {@code 192.0.2.0/28}
         * @return this
         * @throws MapConfigurationException if the text is neither, or has host bits
         */
        public Builder reserve(String addressOrPrefix) {
            reserved.add(DemandChecks.block(
                    "reserve", addressOrPrefix.contains("/") ? addressOrPrefix : addressOrPrefix + "/32"));
            return this;
        }

        /**
         * Sets the IPv6 block, in which all Rule IPv6 prefixes are.
         *
         * @param prefix such as {@code 2001:db8::/40}, of at most 64 bits
         * @return this
         */
        public Builder ipv6(String prefix) {
            ipv6 = prefix;
            return this;
        }

        /**
         * Sets the length of all End-user prefixes. Without it, the search chooses.
         *
         * @param bits the length of the IPv6 block to 64
         * @return this
         */
        public Builder delegate(int bits) {
            delegated = bits;
            isLengthFree = false;
            return this;
        }

        /**
         * Sets the smallest number of ports per subscriber.
         *
         * @param number 1 to 65536
         * @return this
         */
        public Builder ports(int number) {
            ports = number;
            return this;
        }

        /**
         * Sets the ports that no subscriber may own, instead of 0 to 1023.
         *
         * @param ranges such as {@code 0-1023,5060}, or {@code none}
         * @return this
         * @throws MapConfigurationException if the text is anything else
         */
        public Builder excludePorts(String ranges) {
            List<PortRange> read = new ArrayList<>();
            if (!ranges.equals("none")) {
                for (String each : ranges.split(",", -1)) {
                    read.add(DemandChecks.range(each));
                }
            }
            excluded = List.copyOf(read);
            return this;
        }

        /**
         * Sets the size of the largest packet of the links that tunnel packets take.
         *
         * @param octets 1280 to 65535
         * @return this
         */
        public Builder linkMtu(int octets) {
            linkMtu = octets;
            return this;
        }

        /**
         * Sets the layout of the interface identifier.
         *
         * @param value RFC 7597, the default, or draft-03
         * @return this
         */
        public Builder format(InterfaceIdFormat value) {
            format = Objects.requireNonNull(value, "format");
            return this;
        }

        /**
         * Sets the address of the border relay.
         *
         * @param address such as {@code 2001:db8:ffff::1}
         * @return this
         * @throws MapConfigurationException if the text is no unicast IPv6 address
         */
        public Builder borderRelay(String address) {
            IPv6Address relay = Addresses.parseIpv6("borderRelay", address);
            Findings findings = new Findings();
            Unicast.checkBorderRelay(FieldPath.of("borderRelay"), relay, findings);
            MapConfigurationException.throwIfAnyError(findings.list());
            borderRelay = relay;
            return this;
        }

        /**
         * Adds a system whose limits are checked.
         *
         * @param target the system
         * @return this
         */
        public Builder target(Target target) {
            targets.add(target);
            return this;
        }

        /**
         * Sets the maximum number of plans.
         *
         * @param number 1 to 100; the default is 5
         * @return this
         */
        public Builder alternatives(int number) {
            alternatives = number;
            return this;
        }

        /**
         * Returns the demand.
         *
         * @return the demand
         * @throws MapConfigurationException with the first part that is missing or out of range, or if two blocks overlap
         */
        public Demand build() {
            IPv6Address block = DemandChecks.ipv6Block(ipv6);
            int length = Objects.requireNonNull(block.getNetworkPrefixLength());
            DemandChecks.number(
                    "subscribers", subscribers, 1, MAX_SUBSCRIBERS, "use the number of CEs", DemandChecks.SIZE_RFC);
            DemandChecks.number(
                    "ports", ports, 1, ALL_PORTS, "use the ports of one subscriber", DemandChecks.PORTS_RFC);
            DemandChecks.number(
                    "linkMtu", linkMtu, MIN_MTU, MAX_MTU, "use the MTU of the access network", "RFC 8200 section 5");
            DemandChecks.number("alternatives", alternatives, 1, MAX_ALTERNATIVES, "use 5", DemandChecks.SIZE_RFC);
            if (!isLengthFree) {
                DemandChecks.delegate(delegated, length);
            }
            DemandChecks.blocks(blocks);
            DemandChecks.reserved(reserved, blocks);
            if (borderRelay != null) {
                DemandChecks.borderRelay(borderRelay, block, length);
            }
            int highest = excluded.stream().mapToInt(PortRange::last).max().orElse(Goal.NO_PORT);
            Goal goal = new Goal(
                    blocks,
                    reserved,
                    length,
                    isLengthFree ? Goal.ANY_LENGTH : delegated,
                    required(subscribers, growth),
                    ports,
                    highest,
                    format.defaultPsidOffset());
            return new Demand(this, goal, block);
        }

        /** Returns the parts that were set. */
        @Override
        public String toString() {
            return "Builder[subscribers=" + subscribers + ", ipv4=" + blocks + ", ipv6=" + ipv6 + "]";
        }
    }
}
