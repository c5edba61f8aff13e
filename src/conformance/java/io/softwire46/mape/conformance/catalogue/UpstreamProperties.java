package io.softwire46.mape.conformance.catalogue;

import static io.softwire46.mape.conformance.Role.BR;
import static io.softwire46.mape.conformance.catalogue.Clause.decision;
import static io.softwire46.mape.conformance.catalogue.Clause.must;
import static io.softwire46.mape.conformance.catalogue.Clause.should;

import java.util.List;

/**
 * UP: what a border relay does with tunnel packets from customer edges.
 *
 * <p>Static methods only.
 */
final class UpstreamProperties {
    private static final String[] KINDS = {
        "kind=shared", "kind=address", "kind=prefix", "kind=oneToOne", "format=rfc7597", "format=draft03"
    };
    private static final String[] PROTOCOLS = {"protocol=udp", "protocol=tcp", "protocol=icmp"};
    private static final String[] PORTS = {"port=first", "port=first-range-end", "port=last-range-start", "port=last"};

    private UpstreamProperties() {}

    static List<Property> all() {
        return List.of(
                must("UP-01", "RFC 7597 section 8.1, RFC 2473 section 3.3")
                        .says(
                                "A tunnel packet from a CE to the BR is decapsulated. The IPv4 packet leaves unchanged but for "
                                        + "its TTL, which is at most one lower.")
                        .sends(
                                "Tunnel packets whose IPv4 source and port belong to their CE: TCP, UDP and ICMP, UDP without checksum, IPv4 "
                                        + "options, DF near the MTU, and protocols without ports from addresses that are not shared.")
                        .classes(KINDS)
                        .classes(PROTOCOLS)
                        .classes(PORTS)
                        .classes(
                                "packet=usual",
                                "packet=without-ports",
                                "packet=df-fits",
                                "packet=df-joined",
                                "packet=udp-checksum-0",
                                "packet=options")
                        .cases(BR, UpstreamCases::decapsulates)
                        .build(),
                must("UP-02", "RFC 7597 section 8.1")
                        .says(
                                "A tunnel packet whose IPv4 source or port does not belong to the CE at its IPv6 source is not "
                                        + "forwarded.")
                        .sends("Packets with a forged IPv6 prefix, IPv4 source or port, and the right ones.")
                        .classes(KINDS)
                        .classes("forged=prefix", "forged=address", "forged=port")
                        .classes(PROTOCOLS)
                        .fails("VPP 26.06 (k = 0 is not checked)")
                        .cases(BR, UpstreamCases::forged)
                        .build(),
                must("UP-03", "RFC 7597 sections 5.1 and 8.1")
                        .says(
                                "A source port with A = 0 belongs to no CE, whatever its PSID bits are; the packet is not "
                                        + "forwarded.")
                        .sends("Packets from ports below 2^(16 - a) with the PSID bits of their CE.")
                        .classes("kind=shared", "format=rfc7597", "format=draft03")
                        .classes(PROTOCOLS)
                        .fails("VPP 26.06")
                        .cases(BR, UpstreamCases::unassignedPort)
                        .build(),
                must("UP-04", "RFC 7597 section 8.1")
                        .says(
                                "A packet that fails the source check is discarded silently: no ICMP error of either family.")
                        .sends("Packets with a forged IPv4 source or port.")
                        .classes(KINDS)
                        .cases(BR, UpstreamCases::silent)
                        .build(),
                must("UP-05", "RFC 7597 section 8.1")
                        .says(
                                "A tunnel packet to an address that is no BR address of the CE's domain is not decapsulated.")
                        .sends("Packets to neighbours of the BR address and to MAP addresses.")
                        .classes("destination=neighbour", "destination=map-address", "destination=other-domain")
                        .fails("VPP 26.06")
                        .cases(BR, UpstreamCases::otherDestination)
                        .build(),
                must("UP-06", "RFC 4291 sections 2.5.2 and 2.7, RFC 7597 section 10")
                        .says(
                                "A tunnel packet from the unspecified address, a multicast address or the BR itself is dropped.")
                        .sends("Packets from ::, ::1, multicast and the BR's own address.")
                        .classes("source=unspecified", "source=multicast", "source=relay")
                        .fails("VPP 26.06 (::)")
                        .cases(BR, UpstreamCases::impossibleSource)
                        .build(),
                must("UP-07", "RFC 8200 section 4, RFC 2473 section 3.3")
                        .says("Hop-by-Hop and Destination Options headers before the IPv4 header are walked, with an "
                                + "encapsulation limit too.")
                        .sends("Tunnel packets with extension headers.")
                        .classes(
                                "headers=hop-by-hop",
                                "headers=destination-options",
                                "headers=encapsulation-limit",
                                "headers=both")
                        .fails("VPP 26.06", "Snabb lwAFTR 2024.08")
                        .cases(BR, UpstreamCases::extensionHeaders)
                        .build(),
                must("UP-08", "RFC 1812 section 5.2.2")
                        .says(
                                "An inner packet that is longer than its tunnel packet, or has a wrong version, header length or "
                                        + "checksum, is dropped. Octets following its total length are cut off.")
                        .sends("Tunnel packets with one wrong inner field, with padding, and right ones.")
                        .classes(
                                "defect=checksum",
                                "defect=version",
                                "defect=header length below 5",
                                "defect=total length below header",
                                "defect=total length beyond the packet",
                                "defect=padding")
                        .fails("VPP 26.06", "Snabb lwAFTR 2024.08")
                        .cases(BR, UpstreamCases::damagedInner)
                        .build(),
                decision("UP-09", "RFC 7597 section 8.1 is silent about nested rules")
                        .says(
                                "The longest match of the IPv6 source and that of the IPv4 source have to be the same rule.")
                        .sends("Packets from CEs of a rule whose address or prefix an inner rule contains.")
                        .atLeast(4)
                        .classes("nested=ipv4", "nested=ipv6")
                        .cases(BR, UpstreamCases::otherRule)
                        .build(),
                should("UP-10", "RFC 7596 section 6.2")
                        .says("A packet from one CE to another returns into the tunnel, and its TTL is decremented.")
                        .sends(
                                "Packets from CE to CE through the BR: small and of all sizes that fit, with each DSCP and ECN, "
                                        + "echo messages, ICMP errors, fragments, and fragmented tunnel packets.")
                        .classes(KINDS)
                        .classes(HairpinCases.CLASSES)
                        .fails("VPP 26.06 (leaves on the IPv4 side)")
                        .cases(BR, HairpinCases::returns)
                        .build(),
                must("UP-11", "RFC 7597 section 8.1")
                        .says("The source check is skipped for no source but a BR address.")
                        .sends("Packets from addresses that resemble the BR's, with IPv4 sources of CEs.")
                        .classes("source=same-subnet", "source=same-interface-id", "source=outside")
                        .cases(BR, UpstreamCases::resemblesRelay)
                        .build(),
                decision("UP-12", "RFC 7597 section 8.1 requires what the EA bits give")
                        .says("All 128 bits of the outer source are compared with the MAP address.")
                        .sends(
                                "Packets whose outer source has right EA bits and another subnet or interface identifier.")
                        .classes(KINDS)
                        .cases(BR, UpstreamCases::otherInterfaceId)
                        .build());
    }
}
