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
 * How a border relay or a customer edge forwards: a value for every {@link ForwardingOption}.
 *
 * <pre>{@code
 * ForwardingOptions options = ForwardingOptions.defaults()
 *         .with(ForwardingOption.MTU_V6, 9192)
 *         .with(ForwardingOption.TCP_MSS, 1400)
 *         .with(ForwardingOption.FRAGMENTATION, Fragmentation.INNER);
 * }</pre>
 *
 * <p>{@code with} takes any value, so that a tool can show all findings at once; {@link #validate} judges, and the data
 * plane refuses options with an error.
 *
 * <p>Immutable.
 */
public final class ForwardingOptions {
    /** RFC 7600 reserves it as the source of ICMPv4 errors from nodes without an IPv4 address: 192.0.0.8. */
    public static final int DUMMY_ICMPV4_SOURCE = 0xc000_0008;

    private static final int IPV6_HEADER_OCTETS = 40;
    private static final int ENCAPSULATION_LIMIT_OCTETS = 8;

    private static final ForwardingOptions DEFAULTS = new ForwardingOptions(
            ForwardingOption.all().stream().map(ForwardingOption::defaultValue).toArray());

    /** By {@link ForwardingOption#index}, each of its option's type; never written after construction. */
    private final Object[] values;

    private ForwardingOptions(Object[] values) {
        this.values = values;
    }

    /**
     * Every option at its default.
     *
     * @return valid options
     */
    public static ForwardingOptions defaults() {
        return DEFAULTS;
    }

    /**
     * The value of an option.
     *
     * @param option which
     * @param <T> its type
     * @return the value
     */
    @SuppressWarnings("unchecked") // with() stores only what the option's type allows
    public <T> T get(ForwardingOption<T> option) {
        return (T) values[option.index()];
    }

    /**
     * The same options with one changed.
     *
     * @param option which
     * @param value any of its type; {@link #validate} judges it
     * @param <T> its type
     * @return the changed options
     */
    public <T> ForwardingOptions with(ForwardingOption<T> option, T value) {
        Object[] changed = values.clone();
        changed[option.index()] = value;
        return new ForwardingOptions(changed);
    }

    /**
     * The same options with one that may be absent given.
     *
     * @param option which
     * @param value any; {@link #validate} judges it
     * @return the changed options
     */
    public ForwardingOptions with(ForwardingOption<OptionalInt> option, int value) {
        return with(option, OptionalInt.of(value));
    }

    /**
     * The same options with one changed to what a configuration file says.
     *
     * @param option which
     * @param plain a {@link String}, {@link Boolean}, {@link Integer}, {@link Long}, {@link Double} or null
     * @param <T> its type
     * @return the changed options
     * @throws MapConfigurationException for a value that is not allowed, with one finding
     */
    public <T> ForwardingOptions withPlain(ForwardingOption<T> option, @Nullable Object plain) {
        return with(option, option.read(plain));
    }

    /**
     * The value of an option as a configuration file says it.
     *
     * @param option which
     * @param <T> its type
     * @return a {@link String}, {@link Boolean}, {@link Integer}, {@link Double} or null
     */
    public <T> @Nullable Object plain(ForwardingOption<T> option) {
        return option.write(get(option));
    }

    /**
     * Judges every value on its own and those that depend on each other.
     *
     * @return what there is to say, errors and warnings; empty for the defaults
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
     * These options, when the data plane can use them.
     *
     * @return itself
     * @throws MapConfigurationException with all findings when one is an error
     */
    public ForwardingOptions requireValid() {
        MapConfigurationException.throwIfAnyError(validate());
        return this;
    }

    /** {@return octets before the inner packet in an unfragmented tunnel packet, 40 or 48 (RFC 2473 section 4.1.1)} */
    public int tunnelHeaderOctets() {
        return IPV6_HEADER_OCTETS + (encapsulationLimit().isPresent() ? ENCAPSULATION_LIMIT_OCTETS : 0);
    }

    /** {@return the largest IPv4 packet that enters the tunnel uncut, octets (RFC 2473 section 6.7)} */
    public int tunnelMtu() {
        return mtuV6() - tunnelHeaderOctets();
    }

    /** {@return the source of ICMPv4 errors, {@link #DUMMY_ICMPV4_SOURCE} when none is given} */
    public int icmpv4Source() {
        return get(ForwardingOption.ICMPV4_SOURCE).orElse(DUMMY_ICMPV4_SOURCE);
    }

    /** {@return whether the source of ICMPv4 errors was given} */
    public boolean isIcmpv4SourceGiven() {
        return get(ForwardingOption.ICMPV4_SOURCE).isPresent();
    }

    /** {@return largest IPv6 packet of the tunnel, 1280 to 65535 octets} */
    public int mtuV6() {
        return get(ForwardingOption.MTU_V6);
    }

    /** {@return largest IPv4 packet that may leave upstream, 68 to 65535 octets; empty for no limit} */
    public OptionalInt mtuV4() {
        return get(ForwardingOption.MTU_V4);
    }

    /** {@return what is cut when an IPv4 packet does not fit and may be cut} */
    public Fragmentation fragmentation() {
        return get(ForwardingOption.FRAGMENTATION);
    }

    /** {@return whether packets with DF are cut like others} */
    public boolean ignoreDf() {
        return get(ForwardingOption.IGNORE_DF);
    }

    /** {@return largest segment size that a TCP SYN may announce, 88 to 65495 octets; empty leaves SYNs alone} */
    public OptionalInt tcpMss() {
        return get(ForwardingOption.TCP_MSS);
    }

    /** {@return how the inner source is held against the outer source} */
    public SourceCheckMode sourceCheck() {
        return get(ForwardingOption.SOURCE_CHECK);
    }

    /** {@return how the source check judges IPv4 fragments from a CE} */
    public InnerFragments innerFragments() {
        return get(ForwardingOption.INNER_FRAGMENTS);
    }

    /** {@return whether a border relay takes tunnel packets from other relays of its domain} */
    public boolean acceptBrSource() {
        return get(ForwardingOption.ACCEPT_BR_SOURCE);
    }

    /** {@return whether a border relay sends packets from CE to CE back into the tunnel} */
    public boolean hairpin() {
        return get(ForwardingOption.HAIRPIN);
    }

    /** {@return how IPv4 fragments toward a shared address find their CE} */
    public V4Reassembly v4Reassembly() {
        return get(ForwardingOption.V4_REASSEMBLY);
    }

    /** {@return whether fragmented tunnel packets are joined rather than dropped} */
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

    /** {@return DSCP of tunnel packets, 0 to 63, or {@link ForwardingOption#COPY} for that of the inner packet} */
    public int trafficClass() {
        return get(ForwardingOption.TRAFFIC_CLASS);
    }

    /** {@return which DSCP a packet has when it leaves the tunnel} */
    public EgressDscp egressDscp() {
        return get(ForwardingOption.EGRESS_DSCP);
    }

    /** {@return how the outer ECN field follows the inner one} */
    public EcnMode ecn() {
        return get(ForwardingOption.ECN);
    }

    /** {@return what the flow label is made from} */
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

    /** {@return whether echo requests to the own addresses are answered} */
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

    /** {@return whether packets to a port that belongs to nobody are answered with host unreachable} */
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

    /** {@return whether ICMPv6 errors from within the tunnel are told to the IPv4 source} */
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

    /** {@return ICMP errors that may be sent in the long run, 0 to 1,000,000 per second} */
    public int icmpErrorsPerSecond() {
        return get(ForwardingOption.ICMP_ERRORS_PER_SECOND);
    }

    /** {@return ICMP errors that may be sent at once, 0 to 1,000,000} */
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

    /** {@return fragments of one packet, 2 to 8192} */
    public int maxFragmentsPerPacket() {
        return get(ForwardingOption.MAX_FRAGMENTS_PER_PACKET);
    }

    /** {@return packets that wait for fragments at the same time, 1 to 1,048,576} */
    public int maxReassemblies() {
        return get(ForwardingOption.MAX_REASSEMBLIES);
    }

    /** {@return octets of waiting fragments altogether, 1540 to 1,073,741,824} */
    public int maxBufferedOctets() {
        return get(ForwardingOption.MAX_BUFFERED_OCTETS);
    }

    /** {@return the part of the reassembly limits that one source may take, above 0, at most 1} */
    public double fragmentSharePerSource() {
        return get(ForwardingOption.FRAGMENT_SHARE_PER_SOURCE);
    }

    /** {@return largest tunnel packet that is joined, 1540 to 65575 octets} */
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

    /** The options that differ from the defaults, such as {@code ForwardingOptions[mtuV6=9192]}. */
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
     * How the outer ECN field follows the inner one at the tunnel entry (RFC 6040 section 4.1).
     *
     * <p>Immutable.
     */
    public enum EcnMode {
        /** It is copied. */
        NORMAL,

        /** It is Not-ECT, for tunnel exits that do not propagate ECN. */
        COMPATIBILITY;

        /** The name in lower case, as configuration files write it. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Which DSCP a packet has when it leaves the tunnel (RFC 2983 section 3.1).
     *
     * <p>Immutable.
     */
    public enum EgressDscp {
        /** The inner one; the outer was the tunnel's own. */
        PIPE,

        /** The outer one. */
        UNIFORM;

        /** The name in lower case, as configuration files write it. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What the flow label of tunnel packets is made from (RFC 6438 section 3).
     *
     * <p>Immutable.
     */
    public enum FlowLabel {
        /** A keyed hash of addresses, protocol and ports; fragments go without the ports. */
        HASH,

        /** A keyed hash of addresses and protocol only: all packets of an address pair take one path. */
        HASH3,

        /** Nothing, the packets are unlabelled (RFC 6437 section 3). */
        ZERO;

        /** The name in lower case, as configuration files write it. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What happens to an IPv4 packet that fits into the tunnel only in pieces and may be cut (RFC 2473 section 7.2).
     *
     * <p>Immutable.
     */
    public enum Fragmentation {
        /** The tunnel packet is cut, its exit joins it (RFC 7597 section 8.3.1). */
        OUTER,

        /**
         * The IPv4 packet is cut before it is encapsulated: for anycast border relays, whose IPv6 identifications could
         * collide (RFC 7597 section 8.3.1, RFC 4459 section 3.4), and for exits that cannot join.
         */
        INNER,

        /**
         * It is dropped, for domains whose MTU is managed (RFC 7597 section 8.3.1). A datagram that was reassembled from fragments which
         * would each have fitted is fragmented again.
         */
        DROP;

        /** The name in lower case, as configuration files write it. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * How the source check judges IPv4 fragments from a CE, which carry no port but the first (RFC 7597 section 8.1).
     *
     * <p>Immutable.
     */
    public enum InnerFragments {
        /** The datagram is joined first and checked whole. */
        REASSEMBLE,

        /** The port of the first fragment is remembered for the others. */
        CACHE,

        /** The inner source address is compared, the port only where it is there: in the first fragment. */
        ADDRESS,

        /** Fragments are dropped. */
        DROP;

        /** The name in lower case, as configuration files write it. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * How much of the outer source address of a tunnel packet must fit the inner source (RFC 7597 section 8.1).
     *
     * <p>Immutable.
     */
    public enum SourceCheckMode {
        /** All 128 bits: the address derived from the inner source and port is the outer source. */
        STRICT,

        /** What the RFC demands: the inner source and port lie in what the embedded-address bits of the outer source give. */
        EA,

        /** Nothing is compared, against RFC 7597 section 8.1. */
        OFF;

        /** The name in lower case, as configuration files write it. */
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
        /** The datagram is joined, then forwarded whole. */
        FULL,

        /** The port of the first fragment is remembered, each fragment is forwarded on its own. */
        PARTIAL,

        /** Fragments toward shared addresses are dropped. */
        NONE;

        /** The name in lower case, as configuration files write it. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
