package io.softwire46.mape.conformance.catalogue;

import static io.softwire46.mape.conformance.Role.BR;
import static io.softwire46.mape.conformance.Role.CE;
import static io.softwire46.mape.conformance.catalogue.Clause.must;
import static io.softwire46.mape.conformance.catalogue.Clause.robust;
import static io.softwire46.mape.conformance.catalogue.Clause.should;
import static io.softwire46.mape.conformance.catalogue.Situation.KINDS;

import java.util.List;

/**
 * ICM: what becomes of ICMP errors about packets through the tunnel, and which ones the product sends itself.
 *
 * <p>ICM-02 is not about errors without a port that go into the tunnel of a customer edge: its NAPT sends none.
 *
 * <p>Static methods only.
 */
final class IcmpProperties {
    private static final String[] SHARED = {"kind=shared", "format=rfc7597", "format=draft03"};

    private IcmpProperties() {}

    static List<Property> all() {
        return List.of(
                must("ICM-01", "RFC 7597 section 8.2, RFC 5508 REQ-4")
                        .says(
                                "An ICMP error to a shared address goes to the CE that owns the source port of the quoted "
                                        + "packet. An error from a CE passes the source check if the CE owns the quoted destination "
                                        + "port.")
                        .sends(
                                "ICMP errors to CEs and from CEs, and from CEs with a quoted port of another CE; to a CE also errors "
                                        + "about a port of another one.")
                        .classes(KINDS)
                        .classes("direction=to-ce", "direction=from-ce", "direction=forged")
                        .fails("Snabb lwAFTR 2024.08 (source port in both directions)")
                        .cases(BR, IcmpErrorCases::byQuotedPort)
                        .cases(CE, IcmpErrorCases::byQuotedPort)
                        .build(),
                must("ICM-02", "RFC 5508 REQ-3")
                        .says(
                                "Quotes of echo messages count by their Identifier, and quotes with IPv4 options are read. An "
                                        + "error whose quote has no port is not forwarded on a shared address.")
                        .sends("ICMP errors that quote echo messages, IPv4 options, later fragments, cut headers.")
                        .classes(SHARED)
                        .classes("quote=echo", "quote=options", "quote=cut", "quote=fragment")
                        .fails("VPP 26.06", "Snabb lwAFTR 2024.08")
                        .cases(BR, IcmpErrorCases::quotes)
                        .cases(CE, IcmpErrorCases::quotes)
                        .build(),
                must("ICM-03", "RFC 1812 section 4.3.2.7, RFC 1122 section 3.2.2, RFC 4443 section 2.4(e)")
                        .says(
                                "No error is sent about an ICMP error or a later fragment, nor to an address that is not one "
                                        + "host's: multicast, broadcast, loopback, unspecified, reserved, the product's own.")
                        .sends("Packets that would be answered with an error, if they were about anything else.")
                        .classes(
                                "about=icmp-error",
                                "about=fragment",
                                "about=martian-source",
                                "about=icmpv6-error",
                                "about=multicast-ipv6-source",
                                "about=unspecified-ipv6-source",
                                "about=relay-source")
                        .fails("Snabb lwAFTR 2024.08 (to 224.0.0.1)")
                        .cases(BR, OwnErrorCases::suppressed)
                        .cases(CE, OwnErrorCases::suppressed)
                        .build(),
                must("ICM-04", "RFC 2473 section 7.2, RFC 1191 section 4")
                        .says(
                                "The MTU of \"fragmentation needed\" is the size of the largest IPv4 packet that fits: the IPv6 "
                                        + "MTU less 40 octets, and less 8 for an encapsulation limit.")
                        .sends("Packets with DF that are too long for the tunnel.")
                        .classes(KINDS)
                        .fails("VPP 26.06 (1280 for 1240)")
                        .cases(BR, OwnErrorCases::tooBig)
                        .cases(CE, OwnErrorCases::tooBig)
                        .build(),
                should("ICM-05", "RFC 7597 section 8.2, RFC 2473 section 8")
                        .says(
                                "ICMPv6 errors from inside of the tunnel reach the IPv4 source: unreachable, hop limit, and an "
                                        + "exceeded encapsulation limit as 3/1; \"too big\" as 3/4 with the MTU less the tunnel "
                                        + "headers, if the packet has DF. They quote the IPv4 packet, and come from an address "
                                        + "of the product.")
                        .sends("ICMPv6 errors of a router about tunnel packets of the product.")
                        .classes(KINDS)
                        .classes("error=unreachable", "error=hop-limit", "error=too-big-df", "error=too-big")
                        .fails("VPP 26.06 (nothing is relayed)")
                        .cases(BR, TunnelErrorCases::relayed)
                        .cases(CE, TunnelErrorCases::relayed)
                        .build(),
                robust("ICM-06", "RFC 2473 section 8, RFC 8201 section 4")
                        .says(
                                "An ICMPv6 error is relayed only if its checksum, the quoted tunnel packet and a rule agree.")
                        .sends("ICMPv6 errors with one thing forged, and an ordinary packet.")
                        .classes(
                                "forged=checksum",
                                "forged=outer-source",
                                "forged=outer-destination",
                                "forged=inner-destination",
                                "forged=port",
                                "forged=short-quote")
                        .fails("Snabb lwAFTR 2024.08")
                        .cases(BR, TunnelErrorCases::forged)
                        .cases(CE, TunnelErrorCases::forged)
                        .build(),
                must("ICM-07", "RFC 8201 section 4")
                        .says(
                                "A \"packet too big\" with an MTU below 1280 changes nothing; an MTU of more than 16 bits is not "
                                        + "truncated.")
                        .sends("Such messages, and then a packet with DF of the largest size that fits.")
                        .classes("mtu=below-1280", "mtu=above-65535")
                        .fails("Snabb lwAFTR 2024.08 (20 becomes 65516)")
                        .cases(BR, TunnelErrorCases::impossibleMtu)
                        .cases(CE, TunnelErrorCases::impossibleMtu)
                        .build(),
                must("ICM-08", "RFC 4443 section 2.4(f)")
                        .says("ICMPv6 errors are limited: many triggers in a second do not give as many errors.")
                        .sends(
                                "The same packet with an option to be answered many times: 12 times where the product can be set "
                                        + "to 3 errors at once and 1 per second, else 1,000 times in a second.")
                        .classes("header=destination-options", "header=hop-by-hop")
                        .atLeast(8)
                        .cases(BR, OwnErrorCases::rateLimit)
                        .cases(CE, OwnErrorCases::rateLimit)
                        .build(),
                should("ICM-09", "RFC 4443 section 4.2")
                        .says("An echo request to the product is answered from the address asked, with all its data.")
                        .sends("Echo requests of several sizes from the other end of the tunnel and from routers.")
                        .classes("format=rfc7597", "format=draft03", "octets=0", "octets=1232")
                        .cases(BR, OwnErrorCases::echo)
                        .cases(CE, OwnErrorCases::echo)
                        .build(),
                must("ICM-10", "RFC 792, RFC 1812 sections 4.3.2.3 and 4.3.2.4, RFC 4443 sections 2.2 and 2.4(c)")
                        .says(
                                "The checksums of ICMP errors hold. They quote at least the IPv4 header and 8 octets, or as much "
                                        + "of an IPv6 packet as fits into 1280 octets. They come from an address of the product, "
                                        + "with a TTL that reaches the sender, and unused fields are zero.")
                        .sends("Packets with TTL 1, and with an IPv6 option to be answered, of several sizes.")
                        .classes("error=icmp", "error=icmp-options", "error=icmpv6", "error=icmpv6-cut")
                        .cases(BR, OwnErrorCases::quotesAndChecksums)
                        .cases(CE, OwnErrorCases::quotesAndChecksums)
                        .build());
    }
}
