package io.softwire46.mape.conformance.catalogue;

import static io.softwire46.mape.conformance.Role.BR;
import static io.softwire46.mape.conformance.Role.CE;
import static io.softwire46.mape.conformance.catalogue.Clause.must;
import static io.softwire46.mape.conformance.catalogue.Clause.robust;

import java.util.List;

/**
 * SIZ: packets that do not fit, or just do.
 *
 * <p>SIZ-05 is about border relays alone: a customer edge gives its packets to its own NAPT, and has no MTU on that side.
 *
 * <p>Static methods only.
 */
final class SizeProperties {
    private static final String[] KINDS = {
        "kind=shared", "kind=address", "kind=prefix", "kind=oneToOne", "format=rfc7597", "format=draft03"
    };
    private static final String[] PROTOCOLS = {"protocol=udp", "protocol=tcp", "protocol=icmp"};

    private SizeProperties() {}

    static List<Property> all() {
        return List.of(
                must("SIZ-01", "RFC 2473 section 7.2, RFC 8200 section 4.5, RFC 7112 section 5")
                        .says(
                                "A packet without DF that does not fit leaves in pieces of its tunnel packet. They are the same packet, each "
                                        + "fits the MTU, all have one traffic class, and the first one has the IPv4 header.")
                        .sends("Packets without DF of up to 4,000 octets more than fit.")
                        .classes(KINDS)
                        .classes(PROTOCOLS)
                        .cases(BR, SizeCases::outerPieces)
                        .cases(CE, SizeCases::outerPieces)
                        .build(),
                must("SIZ-02", "RFC 2473 section 7.2, RFC 1191 section 4, RFC 6864 section 4.3")
                        .says(
                                "A packet with DF that does not fit is not forwarded, whole or in pieces; its sender receives ICMP 3/4. DF is "
                                        + "not cleared.")
                        .sends("Packets with DF that are too long, and ones that fit, in each mode of fragmentation.")
                        .classes(KINDS)
                        .classes(PROTOCOLS)
                        .classes("fragmentation=outer", "fragmentation=inner", "fragmentation=drop")
                        .fails("VPP 26.06 (inner mode: silent)")
                        .cases(BR, SizeCases::dontFragment)
                        .cases(CE, SizeCases::dontFragment)
                        .build(),
                must("SIZ-03", "RFC 791 section 3.2")
                        .says(
                                "With fragmentation before encapsulation, each fragment fits with its tunnel header, and keeps the "
                                        + "Identification.")
                        .sends("Packets without DF of up to 4,000 octets more than fit.")
                        .classes(PROTOCOLS)
                        .fails("VPP 26.06 (new Identification)")
                        .cases(BR, SizeCases::innerFragments)
                        .cases(CE, SizeCases::innerFragments)
                        .build(),
                must("SIZ-04", "RFC 2473 section 7.2")
                        .says(
                                "The longest packet that fits is the MTU less 40 octets, and less 8 for tunnel options: it leaves whole. One "
                                        + "octet more is cut or refused.")
                        .sends("Packets from 49 octets less than the MTU to 9 more, with DF and without.")
                        .classes(
                                "df=yes",
                                "df=no",
                                "fits=exactly",
                                "fits=not-by-1",
                                "tunnel-options=yes",
                                "tunnel-options=no")
                        .cases(BR, SizeCases::boundaries)
                        .cases(CE, SizeCases::boundaries)
                        .build(),
                must("SIZ-05", "RFC 1191 section 4, RFC 1812 section 4.3.2.3")
                        .says(
                                "A packet with DF from a CE that is longer than the IPv4 MTU is not forwarded; the CE receives ICMP 3/4 through "
                                        + "the tunnel.")
                        .sends("Packets with DF of one octet more than the MTU, and of the MTU.")
                        .classes(PROTOCOLS)
                        .fails("Snabb lwAFTR 2024.08 (silent)")
                        .cases(BR, SizeCases::upstream)
                        .build(),
                robust("SIZ-06", "RFC 791 section 3.1, RFC 8200 section 3")
                        .says(
                                "The longest packets of all are forwarded whole or in pieces, or dropped: no length wraps.")
                        .sends("Packets of 65,535 octets, and of the longest that the product can receive.")
                        .classes("size=65535", "size=max-packet", "way=down", "way=up")
                        .atLeast(8)
                        .cases(BR, SizeCases::longest)
                        .cases(CE, SizeCases::longest)
                        .build());
    }
}
