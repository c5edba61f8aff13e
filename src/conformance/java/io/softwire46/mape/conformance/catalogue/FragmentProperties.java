package io.softwire46.mape.conformance.catalogue;

import static io.softwire46.mape.conformance.Role.BR;
import static io.softwire46.mape.conformance.Role.CE;
import static io.softwire46.mape.conformance.catalogue.Clause.decision;
import static io.softwire46.mape.conformance.catalogue.Clause.must;
import static io.softwire46.mape.conformance.catalogue.Clause.robust;
import static io.softwire46.mape.conformance.catalogue.Clause.should;

import java.util.List;

/**
 * FRG: fragments of tunnel packets and of IPv4 packets.
 *
 * <p>A customer edge joins pieces of tunnel packets as a border relay does. IPv4 fragments to its shared address arrive in tunnel
 * packets of the border relay; it accepts them by the port of the first one. Those of its own that its NAPT sends need no join:
 * they leave to the border relay, or to the customer edge that owns the destination.
 *
 * <p>Static methods only.
 */
final class FragmentProperties {
    private static final String[] KINDS = {
        "kind=shared", "kind=address", "kind=prefix", "kind=oneToOne", "format=rfc7597", "format=draft03"
    };
    private static final String[] PROTOCOLS = {"protocol=udp", "protocol=tcp", "protocol=icmp"};
    private static final String[] PORTS = {"port=first", "port=first-range-end", "port=last-range-start", "port=last"};
    private static final String[] ORDERS = {
        "fragments=2",
        "fragments=3",
        "fragments=4",
        "fragments=5",
        "fragments=6",
        "fragments=7",
        "fragments=8",
        "fragments=9",
        "order=ascending",
        "order=reversed",
        "order=first-last",
        "order=last-first"
    };

    private FragmentProperties() {}

    static List<Property> all() {
        return List.of(
                must("FRG-01", "RFC 8200 section 4.5, RFC 2473 section 7.2")
                        .says("Pieces of a tunnel packet are joined, in whatever order they arrive.")
                        .sends("Tunnel packets of up to 1,540 octets in 2 to 9 pieces, in many orders.")
                        .classes(KINDS)
                        .classes(PROTOCOLS)
                        .classes(PORTS)
                        .classes(ORDERS)
                        .classes("octets=few", "octets=1540")
                        .cases(BR, TunnelFragmentCases::joins)
                        .cases(CE, TunnelFragmentCases::joins)
                        .build(),
                must("FRG-02", "RFC 5722 section 4, RFC 8200 section 4.5")
                        .says(
                                "A tunnel packet with overlapping pieces is dropped as a whole, with the pieces that follow.")
                        .sends("Pieces of which two overlap, and the same without.")
                        .classes(KINDS)
                        .classes("overlap=across", "overlap=inside", "overlap=same-start", "again=yes", "again=no")
                        .fails("Snabb lwAFTR 2024.08 (stalls)")
                        .cases(BR, TunnelFragmentCases::overlaps)
                        .cases(CE, TunnelFragmentCases::overlaps)
                        .build(),
                must("FRG-03", "RFC 6946 section 4")
                        .says(
                                "A tunnel packet with a Fragment header that is its only piece is forwarded at once, and does not "
                                        + "touch pieces with the same Identification.")
                        .sends("Packets in one piece, alone and between the pieces of another packet.")
                        .classes(KINDS)
                        .classes("queue=none", "queue=same-key")
                        .fails("Snabb lwAFTR 2024.08 (lost)")
                        .cases(BR, TunnelFragmentCases::atomic)
                        .cases(CE, TunnelFragmentCases::atomic)
                        .build(),
                robust("FRG-04", "RFC 8200 section 4.5")
                        .says("An exact duplicate of a piece does not keep the packet from being forwarded.")
                        .sends("Pieces of tunnel packets and of IPv4 packets, one of them twice.")
                        .classes(KINDS)
                        .classes("pieces=tunnel", "pieces=ipv4")
                        .fails("Snabb lwAFTR 2024.08 (stalls)")
                        .cases(BR, MixedFragmentCases::duplicate)
                        .cases(CE, MixedFragmentCases::duplicate)
                        .build(),
                must("FRG-05", "RFC 791 section 3.2, RFC 8200 section 4.5")
                        .says(
                                "IPv4 fragments belong together by addresses, protocol and Identification; pieces of tunnel packets "
                                        + "by addresses and Identification, whatever their Next Header is.")
                        .sends("Pieces of two packets with one Identification, mixed.")
                        .classes("key=ipv4-protocol", "key=ipv4-source", "key=tunnel-next-header", "key=tunnel-source")
                        .fails("Snabb lwAFTR 2024.08 (merges)")
                        .cases(BR, FragmentKeyCases::key)
                        .cases(CE, FragmentKeyCases::key)
                        .build(),
                must("FRG-06", "RFC 7597 section 8.3.2")
                        .says(
                                "All fragments of an IPv4 packet to a shared address reach the CE that owns its port, or the LAN of that "
                                        + "CE, in whatever order they arrive.")
                        .sends("IPv4 packets in 2 to 9 fragments, in many orders.")
                        .classes("kind=shared", "format=rfc7597", "format=draft03")
                        .classes(PROTOCOLS)
                        .classes(PORTS)
                        .classes(ORDERS)
                        .fails("VPP 26.06 (9 reversed: 8 lost)")
                        .cases(BR, Ipv4FragmentCases::reachOwner)
                        .cases(CE, Ipv4FragmentCases::reachOwner)
                        .build(),
                must("FRG-07", "RFC 7597 section 8.3.2")
                        .says(
                                "Later fragments without a first one are not forwarded to a shared address, and are forwarded to an "
                                        + "address that is not shared.")
                        .sends("IPv4 fragments without the first one.")
                        .classes(KINDS)
                        .fails("VPP 26.06 (held)")
                        .cases(BR, Ipv4FragmentCases::withoutFirst)
                        .cases(CE, Ipv4FragmentCases::withoutFirst)
                        .build(),
                must("FRG-08", "RFC 7597 section 8.1")
                        .says(
                                "Fragments from a CE are forwarded if their address and the port of the first one belong to the CE, and "
                                        + "are not if one of them does not. A CE forwards those of its NAPT; in mesh mode it checks "
                                        + "those of other CEs.")
                        .sends("Right and forged packets, in IPv4 fragments and in pieces of tunnel packets.")
                        .classes(KINDS)
                        .classes(PROTOCOLS)
                        .classes("forged=no", "forged=address", "forged=port", "pieces=inner", "pieces=tunnel")
                        .fails("VPP 26.06 (off by default)", "Snabb lwAFTR 2024.08 (drops right ones)")
                        .cases(BR, FragmentSourceCases::sourceCheck)
                        .cases(CE, FragmentSourceCases::sourceCheck)
                        .build(),
                must("FRG-09", "RFC 791 section 3.2, RFC 8200 section 4.5")
                        .says(
                                "A piece that is not the last one and whose length is no multiple of 8, or that ends beyond octet 65,535, "
                                        + "is neither forwarded nor joined.")
                        .sends("Pieces of which one has such a length or end, and right ones.")
                        .classes("pieces=tunnel", "pieces=ipv4", "defect=length", "defect=end")
                        .fails("VPP 26.06 (11 octets)")
                        .cases(BR, MixedFragmentCases::misplaced)
                        .cases(CE, MixedFragmentCases::misplaced)
                        .build(),
                robust("FRG-10", "RFC 1812 section 5.2.2, RFC 8200 section 3")
                        .says("Damaged fragments do not end the product.")
                        .sends(
                                "Fragments whose header ends beyond the packet, whose total length is less than their header, and "
                                        + "pieces of tunnel packets without octets; then a right packet.")
                        .classes(KINDS)
                        .classes("defect=header-length", "defect=total-length", "defect=payload-length-0")
                        .classes("pieces=ipv4", "pieces=inner", "pieces=tunnel")
                        .fails("Snabb lwAFTR 2024.08 (SIGSEGV)")
                        .cases(BR, MixedFragmentCases::damaged)
                        .cases(CE, MixedFragmentCases::damaged)
                        .build(),
                must("FRG-11", "RFC 791 section 3.2")
                        .says("A packet whose first fragment alone has options arrives unchanged.")
                        .sends("IPv4 packets in fragments of which the first one has options.")
                        .classes(KINDS)
                        .classes("pieces=ipv4", "pieces=inner")
                        .fails("Snabb lwAFTR 2024.08 (corrupts)")
                        .cases(BR, Ipv4FragmentCases::firstHasOptions)
                        .cases(CE, Ipv4FragmentCases::firstHasOptions)
                        .build(),
                must("FRG-12", "RFC 8200 section 4.5, RFC 1122 section 3.3.2")
                        .says(
                                "An incomplete packet is forgotten after a time; then its Identification can be used again.")
                        .sends(
                                "A first piece, and 65 seconds later all pieces of another packet with the same Identification.")
                        .classes("pieces=tunnel", "pieces=ipv4")
                        .fails("Snabb lwAFTR 2024.08 (IPv4: never)")
                        .cases(BR, FragmentLoadCases::timeOut)
                        .cases(CE, FragmentLoadCases::timeOut)
                        .build(),
                decision("FRG-13", "RFC 6146 section 3.4 requires limits, and no number")
                        .says(
                                "While many incomplete packets come from other sources, 95 % of the others are forwarded. When every "
                                        + "twentieth packet of a source lacks a piece, all others are forwarded.")
                        .sends(
                                "3,000 first fragments with 40 complete packets among them; 2,100 packets of a CE, of which 105 lack "
                                        + "a piece.")
                        .classes("load=flood", "load=loss")
                        .atLeast(2)
                        .cases(BR, FragmentLoadCases::load)
                        .cases(CE, FragmentLoadCases::load)
                        .build(),
                should("FRG-14", "RFC 1858 section 3.2, RFC 3128 section 3")
                        .says(
                                "A first TCP fragment that does not have the whole TCP header is dropped with the others of its packet; a TCP "
                                        + "fragment at offset 1 is dropped.")
                        .sends("TCP packets whose first fragment has 8 or 16 octets, and fragments at offset 1.")
                        .classes("kind=shared", "fragment=tiny", "fragment=offset-1", "pieces=ipv4", "pieces=inner")
                        .cases(BR, Ipv4FragmentCases::tiny)
                        .cases(CE, Ipv4FragmentCases::tiny)
                        .build());
    }
}
