package io.softwire46.mape.config;

import static io.softwire46.mape.config.internal.OptionType.DSCP_OR_COPY;
import static io.softwire46.mape.config.internal.OptionType.FLAG;
import static io.softwire46.mape.config.internal.OptionType.IPV4_OR_NULL;
import static io.softwire46.mape.config.internal.OptionType.SHARE;
import static io.softwire46.mape.config.internal.OptionType.whole;
import static io.softwire46.mape.config.internal.OptionType.wholeOrNull;
import static io.softwire46.mape.config.internal.OptionType.word;

import io.softwire46.mape.config.ForwardingOptions.EcnMode;
import io.softwire46.mape.config.ForwardingOptions.EgressDscp;
import io.softwire46.mape.config.ForwardingOptions.FlowLabel;
import io.softwire46.mape.config.ForwardingOptions.Fragmentation;
import io.softwire46.mape.config.ForwardingOptions.InnerFragments;
import io.softwire46.mape.config.ForwardingOptions.SourceCheckMode;
import io.softwire46.mape.config.ForwardingOptions.V4Reassembly;
import io.softwire46.mape.config.internal.OptionType;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.FindingId;
import io.softwire46.mape.finding.MapConfigurationException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * An option of the data plane: its name in configuration files, its values, its default, and the clause that it comes
 * from. The constants are the only list of options: reading, writing and validation use it.
 *
 * <p>Immutable.
 *
 * @param <T> the Java type of the values; options that may be absent have {@link OptionalInt}
 */
public final class ForwardingOption<T> {
    /** Value of {@link #TRAFFIC_CLASS} that copies the DSCP of the inner packet: -1. */
    public static final int COPY = OptionType.COPY;

    private static final int MAX_RATE = 1_000_000;

    // Must precede the constants, which add themselves to it.
    private static final List<ForwardingOption<?>> TABLE = new ArrayList<>();

    /** Largest IPv6 packet that the tunnel carries, its own header included (RFC 8200 section 5: at least 1280). */
    public static final ForwardingOption<Integer> MTU_V6 = of(
            "mtuV6",
            FindingId.V51,
            whole(1280, 65535, "octets"),
            1500,
            "RFC 8200 section 5",
            "Maximum size of a tunnel packet, IPv6 header included.");

    /** Maximum size of an IPv4 packet that is sent upstream; empty for no limit. */
    public static final ForwardingOption<OptionalInt> MTU_V4 = of(
            "mtuV4",
            wholeOrNull(68, 65535, "octets"),
            OptionalInt.empty(),
            "RFC 791 section 3.2",
            "Maximum size of an IPv4 packet that is sent upstream; null for no limit.");

    /** What is fragmented if an IPv4 packet exceeds the tunnel MTU and may be fragmented. */
    public static final ForwardingOption<Fragmentation> FRAGMENTATION = of(
            "fragmentation",
            word(Fragmentation.class),
            Fragmentation.OUTER,
            "RFC 7597 section 8.3.1",
            "What is fragmented if an IPv4 packet exceeds the tunnel: outer (the tunnel packet), "
                    + "inner (the IPv4 packet), or drop.");

    /** Whether packets with DF set are fragmented too, which RFC 6864 forbids. */
    public static final ForwardingOption<Boolean> IGNORE_DF = of(
            "ignoreDf",
            FLAG,
            false,
            "RFC 6864 section 4.3",
            "Fragment packets with DF set as well, which RFC 6864 forbids.");

    /**
     * Maximum segment size that a TCP SYN may announce through the tunnel; empty leaves SYNs unchanged. The maximum is
     * that of the largest IPv4 packet. Less than 88 would leave hardly any data after 40 octets of TCP options.
     */
    public static final ForwardingOption<OptionalInt> TCP_MSS = of(
            "tcpMss",
            wholeOrNull(88, 65495, "octets"),
            OptionalInt.empty(),
            "RFC 7597 section 8.3",
            "Maximum segment size that a TCP SYN may announce through the tunnel; null leaves SYNs " + "unchanged.");

    /** How much of the outer source must agree with the inner source. */
    public static final ForwardingOption<SourceCheckMode> SOURCE_CHECK = of(
            "sourceCheck",
            word(SourceCheckMode.class),
            SourceCheckMode.STRICT,
            "RFC 7597 section 8.1",
            "How much of the outer source must agree with the inner source: strict (all 128 bits), "
                    + "ea (the EA bits), or off.");

    /** How the source check treats IPv4 fragments from a CE. */
    public static final ForwardingOption<InnerFragments> INNER_FRAGMENTS = of(
            "innerFragments",
            word(InnerFragments.class),
            InnerFragments.CACHE,
            "RFC 7597 section 8.1",
            "How the source check treats IPv4 fragments from a CE: reassemble, cache (the port of "
                    + "the first fragment), address (the address alone), or drop.");

    /** Whether a BR accepts tunnel packets from other BRs of its domain, without a source check. */
    public static final ForwardingOption<Boolean> ACCEPT_BR_SOURCE = of(
            "acceptBrSource",
            FLAG,
            false,
            "RFC 7597 section 8.1",
            "Accept tunnel packets from other BRs of the domain, without a source check.");

    /** Whether a BR sends packets between two CEs back into the tunnel. */
    public static final ForwardingOption<Boolean> HAIRPIN = of(
            "hairpin",
            FLAG,
            true,
            "RFC 7596 section 6.2",
            "Send packets between two CEs of a BR back into the tunnel; otherwise they are sent on "
                    + "the IPv4 side.");

    /** How IPv4 fragments toward a shared address find their CE. */
    public static final ForwardingOption<V4Reassembly> V4_REASSEMBLY = of(
            "v4Reassembly",
            word(V4Reassembly.class),
            V4Reassembly.PARTIAL,
            "RFC 7597 section 8.3.2",
            "How IPv4 fragments toward a shared address find their CE: full (reassemble), partial "
                    + "(port cache, forwarded one by one), or none.");

    /** Whether fragmented tunnel packets are reassembled; otherwise they are dropped. */
    public static final ForwardingOption<Boolean> V6_REASSEMBLY = of(
            "v6Reassembly",
            FLAG,
            true,
            "RFC 2473 section 7",
            "Reassemble fragmented tunnel packets; otherwise they are dropped.");

    /** Whether the inner TTL is decremented at decapsulation, for products without a router after it. */
    public static final ForwardingOption<Boolean> DECREMENT_TTL_AT_EGRESS = of(
            "decrementTtlAtEgress",
            FLAG,
            false,
            "RFC 1812 section 5.3.1",
            "Decrement the inner TTL at decapsulation, for products without a router after it.");

    /** Hop limit of tunnel packets. */
    public static final ForwardingOption<Integer> HOP_LIMIT =
            of("hopLimit", whole(1, 255, "hops"), 64, "RFC 2473 section 6.3", "Hop limit of tunnel packets.");

    /** DSCP of tunnel packets, or {@link #COPY} for the DSCP of the inner packet. ECN is not part of it. */
    public static final ForwardingOption<Integer> TRAFFIC_CLASS = of(
            "trafficClass",
            DSCP_OR_COPY,
            COPY,
            "RFC 2473 section 6.4",
            "DSCP of tunnel packets, or copy for the DSCP of the inner packet. ECN always follows " + "option ecn.");

    /** DSCP of a packet after decapsulation. */
    public static final ForwardingOption<EgressDscp> EGRESS_DSCP = of(
            "egressDscp",
            word(EgressDscp.class),
            EgressDscp.PIPE,
            "RFC 2983 section 5.1",
            "DSCP of a packet after decapsulation: pipe (its own) or uniform (that of the tunnel " + "packet).");

    /** ECN field of tunnel packets. */
    public static final ForwardingOption<EcnMode> ECN = of(
            "ecn",
            word(EcnMode.class),
            EcnMode.NORMAL,
            "RFC 6040 section 4.3",
            "ECN field of tunnel packets: normal (copied) or compatibility (Not-ECT).");

    /** Flow label of tunnel packets. */
    public static final ForwardingOption<FlowLabel> FLOW_LABEL = of(
            "flowLabel",
            word(FlowLabel.class),
            FlowLabel.HASH,
            "RFC 6438 section 3",
            "Flow label of tunnel packets: hash (of the five-tuple), hash3 (of addresses and " + "protocol), or zero.");

    /** Tunnel Encapsulation Limit option of tunnel packets; empty for none, which saves 8 octets. */
    public static final ForwardingOption<OptionalInt> ENCAPSULATION_LIMIT = of(
            "encapsulationLimit",
            wholeOrNull(0, 255, "levels"),
            OptionalInt.empty(),
            "RFC 2473 section 6.6",
            "Tunnel Encapsulation Limit of tunnel packets; null for no such option, which saves 8 " + "octets.");

    /** Whether a CE takes the identification of datagrams that may be fragments from its port set. */
    public static final ForwardingOption<Boolean> REWRITE_IPV4_ID = of(
            "rewriteIpv4Id",
            FLAG,
            false,
            "RFC 6864 section 5.3.1",
            "At a CE: take the identification of datagrams that may be fragmented from the port set " + "of the CE.");

    /** Whether rules whose prefix and embedded-address bits together are longer than 64 bits are refused. */
    public static final ForwardingOption<Boolean> STRICT64 = of(
            "strict64",
            FLAG,
            false,
            "RFC 7597 section 6",
            "Refuse rules whose Rule IPv6 prefix and EA bits together exceed 64 bits.");

    /** Source of ICMPv4 errors; empty for 192.0.0.8, the dummy address of RFC 7600. */
    public static final ForwardingOption<OptionalInt> ICMPV4_SOURCE = of(
            "icmpv4Source",
            IPV4_OR_NULL,
            OptionalInt.empty(),
            "RFC 7600",
            "Source address of ICMPv4 errors; null for 192.0.0.8.");

    /** Whether echo requests to the own addresses are answered. */
    public static final ForwardingOption<Boolean> ECHO_REPLY = of(
            "echoReply",
            FLAG,
            true,
            "RFC 4443 section 4.2",
            "Reply to ICMPv6 echo requests to an address of the node.");

    /** Whether any ICMPv4 errors are sent. */
    public static final ForwardingOption<Boolean> ICMPV4_ERRORS =
            of("icmpv4Errors", FLAG, true, "RFC 1812 section 4.3.2", "Send ICMPv4 errors.");

    /** Whether any ICMPv6 errors are sent. */
    public static final ForwardingOption<Boolean> ICMPV6_ERRORS =
            of("icmpv6Errors", FLAG, true, "RFC 4443 section 2.4", "Send ICMPv6 errors.");

    /** Whether packets to a port that is not assigned to any CE are answered with an ICMP error. */
    public static final ForwardingOption<Boolean> ICMPV4_NO_MAPPING_ERRORS = of(
            "icmpv4NoMappingErrors",
            FLAG,
            false,
            "RFC 7596 section 6.2",
            "Send ICMP errors for packets to a port that is not assigned to any CE: 3/1 at a BR, 3/13 at a CE.");

    /** Whether packets without ports to a shared address are answered with protocol unreachable. */
    public static final ForwardingOption<Boolean> ICMPV4_PROTOCOL_ERRORS = of(
            "icmpv4ProtocolErrors",
            FLAG,
            false,
            "RFC 792",
            "Send protocol unreachable for packets without ports to a shared address.");

    /** Whether a failed source check is answered with ICMPv6 1/5; MAP-E discards silently (RFC 7597 section 8.1). */
    public static final ForwardingOption<Boolean> ICMPV6_SOURCE_CHECK_ERRORS = of(
            "icmpv6SourceCheckErrors",
            FLAG,
            false,
            "RFC 7596 section 6.2",
            "Send ICMPv6 type 1 code 5 if the source check fails; RFC 7597 section 8.1 discards " + "silently.");

    /** Whether ICMPv6 errors from within the tunnel are relayed to the IPv4 source. */
    public static final ForwardingOption<Boolean> TUNNEL_ERROR_RELAY = of(
            "tunnelErrorRelay",
            FLAG,
            true,
            "RFC 2473 section 8",
            "Relay ICMPv6 errors from within the tunnel to the IPv4 source.");

    /** Whether Packet Too Big messages from within the tunnel lower the MTU toward their CE. */
    public static final ForwardingOption<Boolean> DYNAMIC_PMTU = of(
            "dynamicPmtu",
            FLAG,
            false,
            "RFC 7597 section 8.3.1",
            "Let Packet Too Big messages from within the tunnel lower the MTU toward their CE.");

    /** Whether other border relays have the same address (RFC 7597 section 8.3.1). */
    public static final ForwardingOption<Boolean> ANYCAST = of(
            "anycast",
            FLAG,
            false,
            "RFC 7597 section 8.3.1",
            "Other BRs have the same address. It affects findings only.");

    /** ICMP errors that may be sent in the long run. */
    public static final ForwardingOption<Integer> ICMP_ERRORS_PER_SECOND = of(
            "icmpErrorsPerSecond",
            whole(0, MAX_RATE, "per second"),
            100,
            "RFC 4443 section 2.4(f)",
            "Maximum rate of ICMP errors.");

    /** ICMP errors that may be sent at once after a quiet time. */
    public static final ForwardingOption<Integer> ICMP_ERROR_BURST = of(
            "icmpErrorBurst",
            whole(0, MAX_RATE, "errors"),
            100,
            "RFC 4443 section 2.4(f)",
            "Maximum number of ICMP errors at once after a quiet time.");

    /** How long IPv4 fragments wait for the rest of their datagram; RFC 1122 names 120 s as the most. */
    public static final ForwardingOption<Integer> V4_REASSEMBLY_TIMEOUT_MILLIS = of(
            "v4ReassemblyTimeoutMillis",
            whole(1, 120_000, "ms"),
            2000,
            "RFC 1122 section 3.3.2",
            "Time after which an incomplete IPv4 datagram and the port of a first fragment are discarded.");

    /** How long IPv6 fragments wait for the rest of their packet, from the first that arrived. */
    public static final ForwardingOption<Integer> V6_REASSEMBLY_TIMEOUT_MILLIS = of(
            "v6ReassemblyTimeoutMillis",
            whole(1, 60_000, "ms"),
            60_000,
            "RFC 8200 section 4.5",
            "Time after which an incomplete tunnel packet is discarded, from its first fragment.");

    /** Fragments of one packet; the 13 bits of a fragment offset allow 8192. */
    public static final ForwardingOption<Integer> MAX_FRAGMENTS_PER_PACKET = of(
            "maxFragmentsPerPacket",
            whole(2, 8192, "fragments"),
            64,
            "RFC 791 section 3.1",
            "Maximum number of fragments of one packet.");

    /** Packets that wait for fragments at the same time. */
    public static final ForwardingOption<Integer> MAX_REASSEMBLIES = of(
            "maxReassemblies",
            whole(1, 1 << 20, "packets"),
            1024,
            "RFC 6146 section 3.4",
            "Maximum number of incomplete packets per fragment store.");

    /** Octets of waiting fragments altogether; at least one packet of the greatest size. */
    public static final ForwardingOption<Integer> MAX_BUFFERED_OCTETS = of(
            "maxBufferedOctets",
            whole(1540, 1 << 30, "octets"),
            16_777_216,
            "RFC 6146 section 3.4",
            "Maximum memory of the node for held fragments.");

    /** The part of the reassembly limits that fragments of one source may take. */
    public static final ForwardingOption<Double> FRAGMENT_SHARE_PER_SOURCE = of(
            "fragmentSharePerSource",
            SHARE,
            0.1,
            "RFC 6146 section 3.4",
            "Part of maxReassemblies and maxBufferedOctets that fragments of one source may take.");

    /**
     * Largest tunnel packet that is sent, received or reassembled, header included: a 1500-octet IPv4 packet needs 1540, the largest IPv6
     * payload 65575.
     */
    public static final ForwardingOption<Integer> MAX_PACKET_SIZE = of(
            "maxPacketSize",
            whole(1540, 65575, "octets"),
            65_575,
            "RFC 8200 section 5",
            "Maximum size of a tunnel packet that is sent, received or reassembled.");

    private final int index;
    private final String name;
    private final FindingId id;
    private final OptionType<T> type;
    private final T defaultValue;
    private final String rfc;
    private final String documentation;

    private ForwardingOption(
            String name, FindingId id, OptionType<T> type, T defaultValue, String rfc, String documentation) {
        this.index = TABLE.size();
        this.name = name;
        this.id = id;
        this.type = type;
        this.defaultValue = defaultValue;
        this.rfc = rfc;
        this.documentation = documentation;
    }

    private static <T> ForwardingOption<T> of(
            String name, OptionType<T> type, T defaultValue, String rfc, String documentation) {
        return of(name, FindingId.OPTION, type, defaultValue, rfc, documentation);
    }

    private static <T> ForwardingOption<T> of(
            String name, FindingId id, OptionType<T> type, T defaultValue, String rfc, String documentation) {
        ForwardingOption<T> option = new ForwardingOption<>(name, id, type, defaultValue, rfc, documentation);
        TABLE.add(option);
        return option;
    }

    /**
     * Returns every option.
     *
     * @return unmodifiable, in the order in which files list them
     */
    public static List<ForwardingOption<?>> all() {
        return Collections.unmodifiableList(TABLE);
    }

    /**
     * Returns the option that configuration files know by a name.
     *
     * @param name such as {@code mtuV6}
     * @return the option, empty when there is none of that name
     */
    public static Optional<ForwardingOption<?>> named(String name) {
        for (ForwardingOption<?> option : TABLE) {
            if (option.name.equals(name)) {
                return Optional.of(option);
            }
        }
        return Optional.empty();
    }

    /** Returns where the value is in {@link ForwardingOptions}. */
    int index() {
        return index;
    }

    /**
     * Returns the name in configuration files.
     *
     * @return such as {@code mtuV6}
     */
    public String name() {
        return name;
    }

    /**
     * Returns the values that are allowed, in words.
     *
     * @return such as {@code 1280 to 65535 octets}
     */
    public String values() {
        return type.values();
    }

    /**
     * Returns the value when nothing is said.
     *
     * @return an allowed value
     */
    public T defaultValue() {
        return defaultValue;
    }

    /**
     * Returns where the option or its range comes from.
     *
     * @return such as {@code RFC 8200 section 5}
     */
    public String rfc() {
        return rfc;
    }

    /**
     * Returns what the option does.
     *
     * @return one or two sentences
     */
    public String documentation() {
        return documentation;
    }

    /**
     * Checks a value.
     *
     * @param value any of the type
     * @return an error that names option, value, range and remedy; empty for an allowed value
     */
    public Optional<Finding> check(T value) {
        return type.remedy(value).map(remedy -> error(id, text(value), "is not " + values() + "; " + remedy));
    }

    /**
     * Returns the option's value for a plain value of a configuration file.
     *
     * @param plain a {@link String}, {@link Boolean}, {@link Integer}, {@link Long}, {@link Double} or null
     * @return an allowed value
     * @throws MapConfigurationException if the value is not allowed, with one finding
     */
    public T read(@Nullable Object plain) {
        Optional<T> value = type.read(plain);
        if (value.isEmpty()) {
            throw new MapConfigurationException(List.of(error(
                    FindingId.SYNTAX,
                    plainText(plain),
                    "is not " + values() + "; use one of these, or omit the field for " + text(defaultValue))));
        }
        Optional<Finding> finding = check(value.get());
        if (finding.isPresent()) {
            // Shows the value as written: it may be out of range for an int.
            throw new MapConfigurationException(
                    List.of(error(id, plainText(plain), finding.get().message())));
        }
        return value.get();
    }

    /**
     * Returns the reverse of {@link #read}.
     *
     * @param value any of the type
     * @return a {@link String}, {@link Boolean}, {@link Integer}, {@link Double} or null
     */
    public @Nullable Object write(T value) {
        return type.write(value);
    }

    /** Returns the value as a finding shows it: strings in quotation marks. */
    String text(T value) {
        return plainText(type.write(value));
    }

    private Finding error(FindingId findingId, String value, String message) {
        return new Finding(findingId, Finding.Severity.ERROR, name, value, message, rfc);
    }

    private static String plainText(@Nullable Object plain) {
        return plain instanceof String string ? '"' + string + '"' : String.valueOf(plain);
    }

    /** Returns the name. */
    @Override
    public String toString() {
        return name;
    }
}
