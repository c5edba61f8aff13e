package io.softwire46.mape.conformance.catalogue;

import static io.softwire46.mape.conformance.Role.CE;
import static io.softwire46.mape.conformance.Role.CE_NAT;
import static io.softwire46.mape.conformance.catalogue.Clause.decision;
import static io.softwire46.mape.conformance.catalogue.Clause.must;

import java.util.List;

/**
 * CE: what a customer edge does with packets from its NAPT, and from the tunnel.
 *
 * <p>Static methods only.
 */
final class EdgeProperties {
    private static final String[] KINDS = {
        "kind=shared", "kind=address", "kind=prefix", "kind=oneToOne", "format=rfc7597", "format=draft03"
    };
    private static final String[] PROTOCOLS = {"protocol=udp", "protocol=tcp", "protocol=icmp"};
    private static final String[] PORTS = {"port=first", "port=first-range-end", "port=last-range-start", "port=last"};
    private static final String[] MODES = {"mesh=yes", "mesh=no"};
    private static final String[] BOTH_FORMATS = {"format=rfc7597", "format=draft03"};

    private EdgeProperties() {}

    static List<Property> all() {
        return List.of(
                must("CE-01", "RFC 7597 sections 5.4 and 8, RFC 2473 section 3.1")
                        .says(
                                "An IPv4 packet leaves in a tunnel packet from the CE's MAP address to the BR or, in mesh mode, to "
                                        + "the CE that owns its destination and port; its TTL is one less.")
                        .sends("TCP, UDP and ICMP packets from ports of the CE to hosts and to ports of other CEs.")
                        .classes(KINDS)
                        .classes(MODES)
                        .classes(PROTOCOLS)
                        .classes(PORTS)
                        .classes("destination=host", "destination=ce")
                        .cases(CE, EdgeCases::encapsulates)
                        .cases(CE_NAT, EdgeCases::encapsulates)
                        .build(),
                must("CE-02", "RFC 7597 section 8.1")
                        .says(
                                "A packet from the tunnel whose destination is outside of the CE's address, prefix or port set does "
                                        + "not reach the LAN.")
                        .sends("A packet to a wrong address or port, and the same to the CE's own.")
                        .classes(KINDS)
                        .classes(MODES)
                        .classes("destination=address", "destination=port", "destination=unassigned-port")
                        .fails("Linux ip6_tunnel (forwarded)")
                        .cases(CE, EdgeCases::foreignDestination)
                        .cases(CE_NAT, EdgeCases::foreignDestination)
                        .build(),
                must("CE-03", "RFC 7597 section 8.1")
                        .says(
                                "In mesh mode, tunnel packets of other CEs pass the source check when they are right, and do not when "
                                        + "their sources are forged; packets of the BR are not checked.")
                        .sends(
                                "Packets of other CEs with right and forged sources; a packet of the BR with the source of a CE.")
                        .classes("source=right", "source=prefix", "source=address", "source=port", "source=relay")
                        .classes(BOTH_FORMATS)
                        .fails("Linux ip6_tunnel (forwarded)")
                        .cases(CE, EdgeCases::sourceCheck)
                        .cases(CE_NAT, EdgeCases::sourceCheck)
                        .build(),
                must("CE-04", "RFC 7597 sections 5 and 5.4")
                        .says(
                                "In mesh mode, a packet to a shared address of another rule that has no port, or a port that no CE "
                                        + "owns, is sent to the BR.")
                        .sends("Packets to ports with A = 0, and of protocols without ports.")
                        .classes("destination=unassigned-port", "destination=no-port")
                        .classes(BOTH_FORMATS)
                        .cases(CE, EdgeCases::withoutOwner)
                        .cases(CE_NAT, EdgeCases::withoutOwner)
                        .build(),
                must("CE-05", "RFC 7598 section 4.1")
                        .says(
                                "A rule without F flag is not used for forwarding between CEs, and may be the rule of the CE itself.")
                        .sends("Packets to CEs of rules with and without F flag, from a CE whose rule has none.")
                        .classes("destination=without-flag", "destination=with-flag", "destination=own")
                        .classes(BOTH_FORMATS)
                        .cases(CE, EdgeSetupCases::forwardingFlag)
                        .cases(CE_NAT, EdgeSetupCases::forwardingFlag)
                        .build(),
                must("CE-06", "RFC 7597 sections 5.2 and 7")
                        .says(
                                "A CE is not configured if its End-user prefix has too few bits for the rule, if no rule matches it, or "
                                        + "if there is no BR; there is a reason.")
                        .sends("An invalid configuration; then a valid one, and a packet.")
                        .classes(KINDS)
                        .classes("invalid=too-short", "invalid=no-rule", "invalid=no-relay")
                        .fails("mapcalc (takes zero bits)")
                        .cases(CE, EdgeSetupCases::refuses)
                        .cases(CE_NAT, EdgeSetupCases::refuses)
                        .build(),
                must("CE-07", "RFC 7597 sections 8, 8.2 and 9")
                        .says(
                                "All ports and Identifiers that the NAPT sends are in the CE's port set, and all of the port set can be "
                                        + "used.")
                        .sends("As many TCP, UDP and echo flows from the LAN as there are ports, all to one host.")
                        .classes("protocol=udp", "protocol=tcp", "protocol=icmp", "ports=all", "ports=some")
                        .classes("kind=shared", "kind=oneToOne")
                        .classes(BOTH_FORMATS)
                        .fails("iptables scripts (first range only)", "VPP 26.06 nat44-ei")
                        .cases(CE_NAT, NaptCases::portsOfSet)
                        .build(),
                decision("CE-08", "RFC 7597 section 8.3.3 permits it, RFC 6864 section 5.3.1")
                        .says(
                                "Where the option is on, the IPv4 Identification of packets that may be fragmented is a number of the "
                                        + "CE's port set, the same in all fragments, and not the same in all packets.")
                        .sends("Packets without DF bit from ports of the CE, whole or in fragments.")
                        .classes("packet=whole", "packet=fragments")
                        .classes(BOTH_FORMATS)
                        .cases(CE, EdgeSetupCases::identification)
                        .build());
    }
}
