package io.softwire46.mape.config;

import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.MapConfigurationException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * The options of a border relay or customer edge: a value for every {@link ForwardingOption}.
 *
 * <pre>{@code
 * ForwardingOptions options = ForwardingOptions.defaults()
 *         .with(ForwardingOption.MTU_V6, 9192)
 *         .with(ForwardingOption.TCP_MSS, 1400)
 *         .with(ForwardingOption.FRAGMENTATION, Fragmentation.INNER);
 * }</pre>
 *
 * <p>{@code with} accepts any value, so that a tool can report all findings at once. {@link #validate} checks the
 * values, and the data plane refuses options with an error.
 *
 * <p>Immutable.
 */
public final class ForwardingOptions {
    /** Address that RFC 7600 reserves as the source of ICMPv4 errors from nodes without an IPv4 address: 192.0.0.8. */
    public static final int DUMMY_ICMPV4_SOURCE = 0xc000_0008;

    private static final int IPV6_HEADER_OCTETS = 40;
    private static final int ENCAPSULATION_LIMIT_OCTETS = 8;

    private static final ForwardingOptions DEFAULTS = new ForwardingOptions(
            ForwardingOption.all().stream().map(ForwardingOption::defaultValue).toArray());

    /**
     * Values, indexed by {@link ForwardingOption#index}, each of its option's type; never written after construction.
     */
    private final Object[] values;

    private ForwardingOptions(Object[] values) {
        this.values = values;
    }

    /**
     * Returns the default value of every option.
     *
     * @return valid options
     */
    public static ForwardingOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Returns the value of an option.
     *
     * @param option the option
     * @param <T> its type
     * @return the value
     */
    @SuppressWarnings("unchecked") // with() stores only what the option's type allows
    public <T> T get(ForwardingOption<T> option) {
        return (T) values[option.index()];
    }

    /**
     * Returns these options with one value changed.
     *
     * @param option the option
     * @param value any value of its type; {@link #validate} checks it
     * @param <T> its type
     * @return the changed options
     */
    public <T> ForwardingOptions with(ForwardingOption<T> option, T value) {
        Object[] changed = values.clone();
        changed[option.index()] = value;
        return new ForwardingOptions(changed);
    }

    /**
     * Returns these options with a value for an option that may be absent.
     *
     * @param option the option
     * @param value any value; {@link #validate} checks it
     * @return the changed options
     */
    public ForwardingOptions with(ForwardingOption<OptionalInt> option, int value) {
        return with(option, OptionalInt.of(value));
    }

    /**
     * Returns these options with one value changed to a plain value of a configuration file.
     *
     * @param option the option
     * @param plain a {@link String}, {@link Boolean}, {@link Integer}, {@link Long}, {@link Double} or null
     * @param <T> its type
     * @return the changed options
     * @throws MapConfigurationException if the value is not allowed, with one finding
     */
    public <T> ForwardingOptions withPlain(ForwardingOption<T> option, @Nullable Object plain) {
        return with(option, option.read(plain));
    }

    /**
     * Returns the value of an option as a configuration file contains it.
     *
     * @param option the option
     * @param <T> its type
     * @return a {@link String}, {@link Boolean}, {@link Integer}, {@link Double} or null
     */
    public <T> @Nullable Object plain(ForwardingOption<T> option) {
        return option.write(get(option));
    }

    /**
     * Checks every value, and the values that depend on each other.
     *
     * @return errors and warnings; empty for the defaults
     */
    public List<Finding> validate() {
        List<Finding> findings = new ArrayList<>();
        for (ForwardingOption<?> option : ForwardingOption.all()) {
            check(option, findings);
        }
        OptionRules.check(this, findings);
        return List.copyOf(findings);
    }

    private <T> void check(ForwardingOption<T> option, List<Finding> findings) {
        option.check(get(option)).ifPresent(findings::add);
    }

    /**
     * Returns these options if the data plane can use them.
     *
     * @return itself
     * @throws MapConfigurationException with all findings if one is an error
     */
    public ForwardingOptions requireValid() {
        MapConfigurationException.throwIfAnyError(validate());
        return this;
    }

    /** {@return octets before the inner packet in an unfragmented tunnel packet, 40 or 48 (RFC 2473 section 4.1.1)} */
    public int tunnelHeaderOctets() {
        return IPV6_HEADER_OCTETS + (encapsulationLimit().isPresent() ? ENCAPSULATION_LIMIT_OCTETS : 0);
    }

    /** {@return the largest IPv4 packet that enters the tunnel unfragmented, octets (RFC 2473 section 6.7)} */
    public int tunnelMtu() {
        return mtuV6() - tunnelHeaderOctets();
    }

    /** {@return the source of ICMPv4 errors, {@link #DUMMY_ICMPV4_SOURCE} if none is configured} */
    public int icmpv4Source() {
        return get(ForwardingOption.ICMPV4_SOURCE).orElse(DUMMY_ICMPV4_SOURCE);
    }

    /** {@return whether the source of ICMPv4 errors is configured} */
    public boolean isIcmpv4SourceGiven() {
        return get(ForwardingOption.ICMPV4_SOURCE).isPresent();
    }

    /** {@return largest IPv6 packet of the tunnel, 1280 to 65535 octets} */
    public int mtuV6() {
        return get(ForwardingOption.MTU_V6);
    }

    /** {@return maximum size of an IPv4 packet that is sent upstream, 68 to 65535 octets; empty for no limit} */
    public OptionalInt mtuV4() {
        return get(ForwardingOption.MTU_V4);
    }

    /** {@return what is fragmented if an IPv4 packet exceeds the tunnel MTU and may be fragmented} */
    public Fragmentation fragmentation() {
        return get(ForwardingOption.FRAGMENTATION);
    }

    /** {@return whether packets with DF set are fragmented too} */
    public boolean ignoreDf() {
        return get(ForwardingOption.IGNORE_DF);
    }

    /** {@return maximum segment size that a TCP SYN may announce, 88 to 65495 octets; empty leaves SYNs unchanged} */
    public OptionalInt tcpMss() {
        return get(ForwardingOption.TCP_MSS);
    }

    /** {@return how much of the outer source must agree with the inner source} */
    public SourceCheckMode sourceCheck() {
        return get(ForwardingOption.SOURCE_CHECK);
    }

    /** {@return how the source check treats IPv4 fragments from a CE} */
    public InnerFragments innerFragments() {
        return get(ForwardingOption.INNER_FRAGMENTS);
    }

    /** {@return whether a BR accepts tunnel packets from other BRs of its domain} */
    public boolean acceptBrSource() {
        return get(ForwardingOption.ACCEPT_BR_SOURCE);
    }

    /** {@return whether a BR sends packets between two CEs back into the tunnel} */
    public boolean hairpin() {
        return get(ForwardingOption.HAIRPIN);
    }

    /** {@return how IPv4 fragments toward a shared address find their CE} */
    public V4Reassembly v4Reassembly() {
        return get(ForwardingOption.V4_REASSEMBLY);
    }

    /** {@return whether fragmented tunnel packets are reassembled rather than dropped} */
    public boolean v6Reassembly() {
        return get(ForwardingOption.V6_REASSEMBLY);
    }

    /** {@return whether the inner TTL is decremented at decapsulation} */
    public boolean decrementTtlAtEgress() {
        return get(ForwardingOption.DECREMENT_TTL_AT_EGRESS);
    }

    /** {@return hop limit of tunnel packets, 1 to 255} */
    public int hopLimit() {
        return get(ForwardingOption.HOP_LIMIT);
    }

    /** {@return DSCP of tunnel packets, 0 to 63, or {@link ForwardingOption#COPY} for the DSCP of the inner packet} */
    public int trafficClass() {
        return get(ForwardingOption.TRAFFIC_CLASS);
    }

    /** {@return which DSCP a packet has after decapsulation} */
    public EgressDscp egressDscp() {
        return get(ForwardingOption.EGRESS_DSCP);
    }

    /** {@return the ECN mode of tunnel packets} */
    public EcnMode ecn() {
        return get(ForwardingOption.ECN);
    }

    /** {@return the source of the flow label} */
    public FlowLabel flowLabel() {
        return get(ForwardingOption.FLOW_LABEL);
    }

    /** {@return Tunnel Encapsulation Limit of tunnel packets, 0 to 255; empty for no such option} */
    public OptionalInt encapsulationLimit() {
        return get(ForwardingOption.ENCAPSULATION_LIMIT);
    }

    /** {@return whether a CE takes IPv4 identifications from its port set} */
    public boolean rewriteIpv4Id() {
        return get(ForwardingOption.REWRITE_IPV4_ID);
    }

    /** {@return whether rules with End-user prefixes longer than 64 bits are refused} */
    public boolean strict64() {
        return get(ForwardingOption.STRICT64);
    }

    /** {@return whether the node answers echo requests to its own addresses} */
    public boolean echoReply() {
        return get(ForwardingOption.ECHO_REPLY);
    }

    /** {@return whether any ICMPv4 errors are sent} */
    public boolean icmpv4Errors() {
        return get(ForwardingOption.ICMPV4_ERRORS);
    }

    /** {@return whether any ICMPv6 errors are sent} */
    public boolean icmpv6Errors() {
        return get(ForwardingOption.ICMPV6_ERRORS);
    }

    /** {@return whether packets to an unassigned port are answered with an ICMP error} */
    public boolean icmpv4NoMappingErrors() {
        return get(ForwardingOption.ICMPV4_NO_MAPPING_ERRORS);
    }

    /** {@return whether packets without ports to a shared address are answered with protocol unreachable} */
    public boolean icmpv4ProtocolErrors() {
        return get(ForwardingOption.ICMPV4_PROTOCOL_ERRORS);
    }

    /** {@return whether a failed source check is answered with ICMPv6 1/5} */
    public boolean icmpv6SourceCheckErrors() {
        return get(ForwardingOption.ICMPV6_SOURCE_CHECK_ERRORS);
    }

    /** {@return whether ICMPv6 errors from within the tunnel are relayed to the IPv4 source} */
    public boolean tunnelErrorRelay() {
        return get(ForwardingOption.TUNNEL_ERROR_RELAY);
    }

    /** {@return whether Packet Too Big messages lower the tunnel MTU} */
    public boolean dynamicPmtu() {
        return get(ForwardingOption.DYNAMIC_PMTU);
    }

    /** {@return whether other border relays have the same address} */
    public boolean anycast() {
        return get(ForwardingOption.ANYCAST);
    }

    /** {@return maximum long-term rate of ICMP errors, 0 to 1,000,000 per second} */
    public int icmpErrorsPerSecond() {
        return get(ForwardingOption.ICMP_ERRORS_PER_SECOND);
    }

    /** {@return maximum number of ICMP errors sent at once, 0 to 1,000,000} */
    public int icmpErrorBurst() {
        return get(ForwardingOption.ICMP_ERROR_BURST);
    }

    /** {@return how long IPv4 fragments wait for the rest, 1 to 120,000 ms} */
    public int v4ReassemblyTimeoutMillis() {
        return get(ForwardingOption.V4_REASSEMBLY_TIMEOUT_MILLIS);
    }

    /** {@return how long IPv6 fragments wait for the rest, 1 to 60,000 ms} */
    public int v6ReassemblyTimeoutMillis() {
        return get(ForwardingOption.V6_REASSEMBLY_TIMEOUT_MILLIS);
    }

    /** {@return maximum number of fragments of one packet, 2 to 8192} */
    public int maxFragmentsPerPacket() {
        return get(ForwardingOption.MAX_FRAGMENTS_PER_PACKET);
    }

    /** {@return maximum number of packets that wait for fragments at the same time, 1 to 1,048,576} */
    public int maxReassemblies() {
        return get(ForwardingOption.MAX_REASSEMBLIES);
    }

    /** {@return maximum total size of held fragments, 1540 to 1,073,741,824 octets} */
    public int maxBufferedOctets() {
        return get(ForwardingOption.MAX_BUFFERED_OCTETS);
    }

    /** {@return the share of the reassembly limits that one source may use, above 0, at most 1} */
    public double fragmentSharePerSource() {
        return get(ForwardingOption.FRAGMENT_SHARE_PER_SOURCE);
    }

    /** {@return maximum size of a tunnel packet that is sent, received or reassembled, 1540 to 65575 octets} */
    public int maxPacketSize() {
        return get(ForwardingOption.MAX_PACKET_SIZE);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ForwardingOptions options && Arrays.equals(values, options.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    /** Returns the options that differ from the defaults, such as {@code ForwardingOptions[mtuV6=9192]}. */
    @Override
    public String toString() {
        StringJoiner out = new StringJoiner(", ", "ForwardingOptions[", "]");
        for (ForwardingOption<?> option : ForwardingOption.all()) {
            if (!get(option).equals(option.defaultValue())) {
                out.add(option.name() + "=" + plain(option));
            }
        }
        return out.toString();
    }

    /**
     * ECN field of the tunnel header at the tunnel entry (RFC 6040 section 4.1).
     *
     * <p>Immutable.
     */
    public enum EcnMode {
        /** Copied from the inner header. */
        NORMAL,

        /** Not-ECT, for tunnel exits that do not propagate ECN. */
        COMPATIBILITY;

        /** Returns the name in lower case, as configuration files write it. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * DSCP of a packet after decapsulation (RFC 2983 section 3.1).
     *
     * <p>Immutable.
     */
    public enum EgressDscp {
        /** The DSCP of the inner header. */
        PIPE,

        /** The DSCP of the tunnel header. */
        UNIFORM;

        /** Returns the name in lower case, as configuration files write it. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Source of the flow label of tunnel packets (RFC 6438 section 3).
     *
     * <p>Immutable.
     */
    public enum FlowLabel {
        /** A keyed hash of addresses, protocol and ports; without the ports for fragments. */
        HASH,

        /** A keyed hash of addresses and protocol: all packets between two addresses take one path. */
        HASH3,

        /** Zero: tunnel packets are unlabelled (RFC 6437 section 3). */
        ZERO;

        /** Returns the name in lower case, as configuration files write it. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What is fragmented if an IPv4 packet exceeds the tunnel MTU and may be fragmented (RFC 2473 section 7.2).
     *
     * <p>Immutable.
     */
    public enum Fragmentation {
        /** The tunnel packet; the tunnel exit reassembles it (RFC 7597 section 8.3.1). */
        OUTER,

        /**
         * The IPv4 packet, before it is encapsulated. For anycast border relays, whose IPv6 identifications could
         * collide (RFC 7597 section 8.3.1, RFC 4459 section 3.4), and for tunnel exits that cannot reassemble.
         */
        INNER,

        /**
         * Nothing: the packet is dropped, for domains with a managed MTU (RFC 7597 section 8.3.1). A datagram that was
         * reassembled from fragments that each fitted is fragmented again.
         */
        DROP;

        /** Returns the name in lower case, as configuration files write it. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * How the source check treats IPv4 fragments from a CE, of which only the first has a port (RFC 7597 section 8.1).
     *
     * <p>Immutable.
     */
    public enum InnerFragments {
        /** The datagram is reassembled, then checked. */
        REASSEMBLE,

        /** The port of the first fragment is remembered for the others. */
        CACHE,

        /** The inner source address is compared; the port only in the first fragment. */
        ADDRESS,

        /** Fragments are dropped. */
        DROP;

        /** Returns the name in lower case, as configuration files write it. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * How much of the outer source address of a tunnel packet must agree with the inner source (RFC 7597 section 8.1).
     *
     * <p>Immutable.
     */
    public enum SourceCheckMode {
        /** All 128 bits: the MAP address derived from the inner source and port must be the outer source. */
        STRICT,

        /** The minimum of the RFC: the EA bits of the outer source must yield the inner source address and port. */
        EA,

        /** Nothing is compared, which violates RFC 7597 section 8.1. */
        OFF;

        /** Returns the name in lower case, as configuration files write it. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * How IPv4 fragments toward a shared address find their CE (RFC 7597 section 8.3.2).
     *
     * <p>Immutable.
     */
    public enum V4Reassembly {
        /** The datagram is reassembled, then forwarded whole. */
        FULL,

        /** The port of the first fragment is remembered, and each fragment is forwarded by itself. */
        PARTIAL,

        /** Fragments toward shared addresses are dropped. */
        NONE;

        /** Returns the name in lower case, as configuration files write it. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
