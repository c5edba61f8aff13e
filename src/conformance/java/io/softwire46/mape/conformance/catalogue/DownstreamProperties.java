package io.softwire46.mape.conformance.catalogue;

import static io.softwire46.mape.conformance.Role.BR;
import static io.softwire46.mape.conformance.catalogue.Clause.decision;
import static io.softwire46.mape.conformance.catalogue.Clause.must;
import static io.softwire46.mape.conformance.catalogue.Clause.robust;
import static io.softwire46.mape.conformance.catalogue.Clause.should;

import java.util.List;

/**
 * DWN: what a border relay does with IPv4 packets from the Internet.
 *
 * <p>Static methods only.
 */
final class DownstreamProperties {
    private static final String[] KINDS = {
        "kind=shared", "kind=address", "kind=prefix", "kind=oneToOne", "format=rfc7597", "format=draft03"
    };
    private static final String[] PROTOCOLS = {"protocol=udp", "protocol=tcp", "protocol=icmp"};
    private static final String[] PORTS = {"port=first", "port=first-range-end", "port=last-range-start", "port=last"};

    private DownstreamProperties() {}

    static List<Property> all() {
        return List.of(
                must("DWN-01", "RFC 7597 section 8, RFC 2473 section 3.1")
                        .says(
                                "An IPv4 packet leaves in one tunnel packet to the CE that owns its destination and port. "
                                        + "The Payload Length is its total length, the Next Header 4.")
                        .sends("TCP, UDP and ICMP packets to ports of CEs.")
                        .classes(KINDS)
                        .classes(PROTOCOLS)
                        .classes(PORTS)
                        .cases(BR, DownstreamCases::encapsulates)
                        .build(),
                must("DWN-02", "RFC 7597 section 5.1")
                        .says("A packet to a port of a shared address that no CE owns is not forwarded.")
                        .sends("A packet to a port with A = 0, and the same to a port of a CE.")
                        .classes("kind=shared", "format=rfc7597", "format=draft03")
                        .classes(PROTOCOLS)
                        .cases(BR, DownstreamCases::unassignedPort)
                        .build(),
                must("DWN-03", "RFC 7597 section 8.2")
                        .says("The destination port of TCP and UDP, and the Identifier of ICMP queries, choose the CE.")
                        .sends("TCP, UDP, echo and timestamp messages to a shared address.")
                        .classes("message=udp", "message=tcp", "message=echo", "message=timestamp")
                        .classes("kind=shared", "format=rfc7597", "format=draft03")
                        .fails("VPP 26.06 (timestamp)")
                        .cases(BR, DownstreamCases::choosesByPort)
                        .build(),
                must("DWN-04", "RFC 7597 section 5.3")
                        .says(
                                "A packet to a shared address whose transport header is truncated goes to no other CE than "
                                        + "the owner of its port. With less than 4 octets it has no port and is not forwarded.")
                        .sends("Packets whose IPv4 payload ends inside of the transport header.")
                        .classes("kind=shared", "transport=0", "transport=3", "transport=4")
                        .classes(PROTOCOLS)
                        .fails("VPP 26.06 (sent to the CE with PSID 0)")
                        .cases(BR, DownstreamCases::truncatedTransport)
                        .build(),
                must("DWN-05", "RFC 7597 sections 5.1 and 5.3")
                        .says(
                                "A packet of a protocol without ports to an unshared address is forwarded; its fragments are, "
                                        + "too.")
                        .sends("GRE, ESP and other packets, whole and in two fragments.")
                        .classes("kind=address", "kind=prefix", "whole=yes", "whole=no")
                        .fails("VPP 26.06 (fragmented GRE)")
                        .cases(BR, DownstreamCases::portlessUnshared)
                        .build(),
                must("DWN-06", "RFC 1812 section 5.3.1")
                        .says("The TTL is decremented by one. A packet with TTL 1 or 0 is not forwarded; for TTL 1 its "
                                + "sender receives ICMP 11/0.")
                        .sends("Packets with TTL 0, 1 and more.")
                        .classes("ttl=0", "ttl=1", "ttl=2", "ttl=more")
                        .fails("VPP 26.06 (silent)")
                        .cases(BR, DownstreamCases::timeToLive)
                        .build(),
                must("DWN-07", "RFC 1812 section 5.2.2")
                        .says(
                                "A packet with a wrong version, header length, total length or checksum is not forwarded.")
                        .sends("A packet with one wrong field, and the same without.")
                        .classes(
                                "defect=version",
                                "defect=header length below 5",
                                "defect=header length beyond the packet",
                                "defect=total length below header",
                                "defect=total length beyond the packet",
                                "defect=checksum")
                        .fails("Snabb lwAFTR 2024.08 (checksum)")
                        .cases(BR, DownstreamCases::damagedHeader)
                        .build(),
                robust("DWN-08", "RFC 1812 section 5.2.2")
                        .says("Octets following the IPv4 total length are not carried.")
                        .sends("Packets with up to 64 octets of padding.")
                        .classes(KINDS)
                        .fails("Snabb lwAFTR 2024.08 (Ethernet padding)")
                        .cases(BR, DownstreamCases::padding)
                        .build(),
                must("DWN-09", "RFC 1812 section 5.3.13.1")
                        .says("IPv4 options, known or not, do not lose the packet and are carried unchanged.")
                        .sends("Packets with options.")
                        .classes(KINDS)
                        .classes(PROTOCOLS)
                        .fails("VPP 26.06 (lost)")
                        .cases(BR, DownstreamCases::options)
                        .build(),
                must("DWN-10", "RFC 7597 section 5")
                        .says(
                                "Of several rules that contain the destination, the one with the longest IPv4 prefix is used, "
                                        + "over all domains.")
                        .sends("Packets to addresses that two rules contain, on both sides of the inner prefix.")
                        .classes("format=rfc7597", "format=draft03")
                        .cases(BR, DownstreamCases::longestMatch)
                        .build(),
                should("DWN-11", "RFC 1812 section 5.3.7")
                        .says("A packet from an address that no host has is not forwarded.")
                        .sends("Packets from loopback, multicast, broadcast and reserved addresses.")
                        .classes("format=rfc7597")
                        .cases(BR, DownstreamCases::martian)
                        .build(),
                must("DWN-12", "RFC 7597 section 7.2, RFC 2473 section 5")
                        .says("The source of the tunnel packet is the BR address of the domain, or of the rule.")
                        .sends("Packets to CEs of several domains and rules.")
                        .classes(KINDS)
                        .cases(BR, DownstreamCases::outerSource)
                        .build(),
                must("DWN-13", "RFC 7597 section 5.2, Appendix A Example 5")
                        .says("Several rules with one IPv4 address are distinguished by the PSID.")
                        .sends("Packets to ports of several CEs that share an address by rules without EA bits.")
                        .classes("kind=oneToOne")
                        .classes(PORTS)
                        .cases(BR, DownstreamCases::oneAddress)
                        .build(),
                decision("DWN-14", "RFC 7597 section 8.2 names TCP, UDP and ICMP")
                        .says("UDP-Lite, DCCP and SCTP packets to a shared address go by their destination port.")
                        .sends("UDP-Lite, DCCP and SCTP packets.")
                        .classes("kind=shared")
                        .fails("VPP 26.06")
                        .cases(BR, DownstreamCases::otherPorts)
                        .build(),
                decision("DWN-15", "RFC 7597 section 8.2 is silent")
                        .says("A packet of a protocol without ports to a shared address is not forwarded.")
                        .sends("GRE, ESP and other packets, and a UDP packet to the same CE.")
                        .classes("kind=shared")
                        .fails("VPP 26.06 (a = 0: to PSID 0)", "Snabb lwAFTR 2024.08 (reads GRE as ports)")
                        .cases(BR, DownstreamCases::portlessShared)
                        .build());
    }
}
