package io.softwire46.mape.forward;

import static io.softwire46.mape.config.ForwardingOption.*;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.config.ForwardingOptions.EcnMode;
import io.softwire46.mape.config.ForwardingOptions.EgressDscp;
import io.softwire46.mape.config.ForwardingOptions.FlowLabel;
import io.softwire46.mape.config.ForwardingOptions.Fragmentation;
import io.softwire46.mape.config.ForwardingOptions.InnerFragments;
import io.softwire46.mape.config.ForwardingOptions.SourceCheckMode;
import io.softwire46.mape.config.ForwardingOptions.V4Reassembly;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.map.internal.Addresses;
import java.util.List;

/**
 * Domains for fuzz targets, in which every option value and every kind of rule occurs, with a CE of the first domain and its
 * neighbour.
 *
 * @param number number of the world
 * @param domains domains that one BR serves
 * @param table the same, compiled
 * @param edge a CE of the first domain
 * @param ce its mapping
 * @param neighbour another CE
 */
public record FuzzWorld(
        int number, List<ConfiguredDomain> domains, RuleTable table, EdgeTable edge, End ce, End neighbour) {
    private static final String TWO = Nodes.BR + " " + Nodes.OTHER_BR;
    private static final String FULL =
            "ipv6Prefix=2001:db8:9000::/40 ipv4Prefix=198.51.100.0/24 eaLength=8 format=rfc7597";
    private static final String PREFIXES =
            "ipv6Prefix=2001:db8:a000::/40 ipv4Prefix=203.0.113.0/24 eaLength=4 format=rfc7597";
    private static final String DRAFT =
            "ipv6Prefix=2001:db8::/40 ipv4Prefix=192.0.2.0/24 eaLength=16 psidOffset=4 psidLength=8 format=draft03";
    private static final String BOUND = "ipv6Prefix=2001:db8:12:3400::1/128 ipv4Prefix=192.0.2.18/32 eaLength=0 "
            + "psidOffset=0 psidLength=8 psid=52 format=rfc7597";
    private static final String BOUND_TOO = "ipv6Prefix=2001:db8:13:3500::1/128 ipv4Prefix=192.0.2.19/32 eaLength=0 "
            + "psidOffset=0 psidLength=8 psid=53 format=rfc7597";
    private static final String CE = "2001:db8:12:3400::/56";
    private static final String NEIGHBOUR = "2001:db8:13:3500::/56";

    /** Small limits, since a node allocates its memory when it is created. */
    private static final ForwardingOptions DEFAULTS = ForwardingOptions.defaults()
            .with(MAX_REASSEMBLIES, 16)
            .with(MAX_BUFFERED_OCTETS, 2 * 65_575)
            .with(FRAGMENT_SHARE_PER_SOURCE, 0.5);

    /** All errors enabled. */
    private static final ForwardingOptions TALKATIVE = DEFAULTS.with(ICMPV4_NO_MAPPING_ERRORS, true)
            .with(ICMPV4_PROTOCOL_ERRORS, true)
            .with(ICMPV6_SOURCE_CHECK_ERRORS, true);

    private static final List<FuzzWorld> ALL = List.of(
            of(0, CE, NEIGHBOUR, Nodes.domain(DEFAULTS, Nodes.BR, Nodes.RULE, FULL)),
            of(
                    1,
                    CE,
                    NEIGHBOUR,
                    Nodes.mesh(
                            TALKATIVE
                                    .with(MTU_V6, 1280)
                                    .with(ENCAPSULATION_LIMIT, 4)
                                    .with(TCP_MSS, 1200)
                                    .with(ACCEPT_BR_SOURCE, true)
                                    .with(V4_REASSEMBLY, V4Reassembly.FULL)
                                    .with(INNER_FRAGMENTS, InnerFragments.REASSEMBLE),
                            TWO,
                            Nodes.RULE,
                            PREFIXES)),
            of(
                    2,
                    CE,
                    NEIGHBOUR,
                    Nodes.mesh(
                            TALKATIVE
                                    .with(FRAGMENTATION, Fragmentation.INNER)
                                    .with(MTU_V6, 1300)
                                    .with(MTU_V4, 576)
                                    .with(ENCAPSULATION_LIMIT, 0)
                                    .with(EGRESS_DSCP, EgressDscp.UNIFORM)
                                    .with(ECN, EcnMode.COMPATIBILITY)
                                    .with(DECREMENT_TTL_AT_EGRESS, true)
                                    .with(FLOW_LABEL, FlowLabel.HASH3)
                                    .with(INNER_FRAGMENTS, InnerFragments.ADDRESS),
                            Nodes.BR,
                            Nodes.RULE)),
            of(
                    3,
                    CE,
                    NEIGHBOUR,
                    Nodes.domain(
                            DEFAULTS.with(FRAGMENTATION, Fragmentation.DROP)
                                    .with(SOURCE_CHECK, SourceCheckMode.OFF)
                                    .with(HAIRPIN, false)
                                    .with(TRAFFIC_CLASS, 46)
                                    .with(ECHO_REPLY, false)
                                    .with(TUNNEL_ERROR_RELAY, false)
                                    .with(ICMPV6_ERRORS, false)
                                    .with(FLOW_LABEL, FlowLabel.ZERO)
                                    .with(V4_REASSEMBLY, V4Reassembly.NONE)
                                    .with(INNER_FRAGMENTS, InnerFragments.DROP)
                                    .with(V6_REASSEMBLY, false),
                            TWO,
                            Nodes.RULE)),
            of(
                    4,
                    CE,
                    NEIGHBOUR,
                    Nodes.mesh(
                            TALKATIVE
                                    .with(SOURCE_CHECK, SourceCheckMode.EA)
                                    .with(IGNORE_DF, true)
                                    .with(MTU_V4, 68)
                                    .with(TCP_MSS, 88)
                                    .with(DYNAMIC_PMTU, true)
                                    .with(V4_REASSEMBLY, V4Reassembly.FULL)
                                    .with(MAX_FRAGMENTS_PER_PACKET, 3)
                                    .with(REWRITE_IPV4_ID, true),
                            TWO,
                            DRAFT)),
            of(
                    5,
                    "2001:db8:a060::/44",
                    "2001:db8:a070::/44",
                    Nodes.domain(
                            "first",
                            true,
                            TALKATIVE
                                    .with(FRAGMENTATION, Fragmentation.INNER)
                                    .with(MTU_V6, 1280)
                                    .with(INNER_FRAGMENTS, InnerFragments.REASSEMBLE)
                                    .with(V4_REASSEMBLY_TIMEOUT_MILLIS, 1)
                                    .with(V6_REASSEMBLY_TIMEOUT_MILLIS, 1),
                            Nodes.BR,
                            PREFIXES),
                    Nodes.domain(
                            "second",
                            false,
                            DEFAULTS.with(HAIRPIN, false)
                                    .with(ICMPV4_SOURCE, 0xc633_6401)
                                    .with(MTU_V4, 1280),
                            TWO,
                            Nodes.RULE)),
            of(
                    6,
                    "2001:db8:12:3400::1/128",
                    "2001:db8:13:3500::1/128",
                    Nodes.mesh(
                            TALKATIVE
                                    .with(MAX_PACKET_SIZE, 1540)
                                    .with(MTU_V6, 65535)
                                    .with(MAX_REASSEMBLIES, 2),
                            TWO,
                            BOUND,
                            BOUND_TOO)),
            of(
                    7,
                    CE,
                    NEIGHBOUR,
                    Nodes.domain(
                            TALKATIVE
                                    .with(DYNAMIC_PMTU, true)
                                    .with(ICMP_ERRORS_PER_SECOND, 1)
                                    .with(ICMP_ERROR_BURST, 1)
                                    .with(ENCAPSULATION_LIMIT, 255)
                                    .with(ANYCAST, true)
                                    .with(MAX_FRAGMENTS_PER_PACKET, 2)
                                    .with(REWRITE_IPV4_ID, true),
                            TWO,
                            Nodes.RULE)),
            of(
                    8,
                    "2001:db8:9012::/48",
                    "2001:db8:9013::/48",
                    Nodes.mesh(
                            TALKATIVE
                                    .with(FRAGMENTATION, Fragmentation.INNER)
                                    .with(IGNORE_DF, true)
                                    .with(MTU_V6, 1280)
                                    .with(DYNAMIC_PMTU, true),
                            Nodes.BR,
                            FULL)));

    /** A CE's addresses and one of its ports. */
    public record End(byte[] mapAddress, int ipv4, int port) {
        String text() {
            return Addresses.toText(ipv4);
        }
    }

    static FuzzWorld at(int number) {
        return ALL.get(number % ALL.size());
    }

    static int count() {
        return ALL.size();
    }

    private static FuzzWorld of(int number, String ce, String neighbour, ConfiguredDomain... domains) {
        List<ConfiguredDomain> all = List.of(domains);
        EdgeTable edge = edge(all.get(0), ce);
        return new FuzzWorld(
                number,
                all,
                RuleTable.of(all),
                edge,
                end(edge.mapping()),
                end(edge(all.get(0), neighbour).mapping()));
    }

    private static EdgeTable edge(ConfiguredDomain domain, String prefix) {
        return EdgeTable.of(domain, Addresses.parseIpv6Prefix("endUserPrefix", prefix));
    }

    private static End end(CeMapping mapping) {
        int ports = mapping.portSet().size();
        return new End(
                Bytes.ipv6(mapping.mapAddressHigh(), mapping.mapAddressLow()),
                mapping.ipv4Bits(),
                mapping.portSet().portAt(ports / 2));
    }

    /** Maximum IPv6 packet of all domains. */
    int mtuV6() {
        return domains.stream().mapToInt(each -> each.options().mtuV6()).max().orElseThrow();
    }

    /** Maximum IPv4 packet that a BR may send; 65535 if a domain has no limit. */
    int mtuV4() {
        return domains.stream()
                .mapToInt(each -> each.options().mtuV4().orElse(0xffff))
                .max()
                .orElseThrow();
    }

    /** Whether the CE may change identifications. */
    boolean rewrites() {
        return domains.stream().anyMatch(each -> each.options().rewriteIpv4Id());
    }

    /** Whether a domain lowers the MSS of SYNs. */
    boolean clamps() {
        return domains.stream().anyMatch(each -> each.options().tcpMss().isPresent());
    }
}
