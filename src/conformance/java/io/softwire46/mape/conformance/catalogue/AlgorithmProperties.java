package io.softwire46.mape.conformance.catalogue;

import static io.softwire46.mape.conformance.Role.BR;
import static io.softwire46.mape.conformance.Role.CALC;
import static io.softwire46.mape.conformance.catalogue.Clause.must;
import static io.softwire46.mape.conformance.catalogue.Clause.robust;
import static io.softwire46.mape.conformance.catalogue.Clause.should;

import java.util.List;

/**
 * ALG: the mapping between IPv4 addresses with ports and IPv6 addresses, asked for by queries, and seen in tunnel packets.
 *
 * <p>Static methods only.
 */
final class AlgorithmProperties {
    private static final String[] FORMATS = {"format=rfc7597", "format=draft03"};
    private static final String[] KINDS = {"kind=shared", "kind=address", "kind=prefix", "kind=oneToOne"};

    private AlgorithmProperties() {}

    static List<Property> all() {
        return List.of(
                must("ALG-01", "RFC 7597 section 5.1, Appendix B")
                        .says(
                                "The port sets of one address are disjoint. With the unassigned ports they cover 0 to 65535.")
                        .sends("Queries for the port sets of the PSIDs of each offset and PSID length; packets to "
                                + "neighbouring ports.")
                        .classes("a=0", "a=1", "a=6", "a=15", "k=1", "k=8", "k=16")
                        .cases(CALC, PortSetCases::disjoint)
                        .cases(BR, AlgorithmPackets::neighbours)
                        .build(),
                must("ALG-02", "RFC 7597 section 5.1")
                        .says("If a > 0, ports with A = 0, that is 0 to 2^(16-a) - 1, are not assigned.")
                        .sends("Queries for port sets; packets to low ports.")
                        .classes("a=1", "a=6", "a=15")
                        .fails("Snabb lwAFTR 2024.08 (excludes ports below 2^a)")
                        .cases(CALC, PortSetCases::unassigned)
                        .cases(BR, AlgorithmPackets::unassigned)
                        .build(),
                must("ALG-03", "RFC 7597 section 5.1, Appendix B.2")
                        .says("If a = 0, the port set is one range of 2^(16-k) ports, and PSID 0 has port 0.")
                        .sends("Queries for port sets with offset 0; packets to the first and last port of a range.")
                        .classes("k=1", "k=16")
                        .fails("mapcalc (no port 0)", "Ruby", "Perl", "sgawa", "rokoucha")
                        .cases(CALC, PortSetCases::oneRange)
                        .cases(BR, AlgorithmPackets::oneRange)
                        .build(),
                must("ALG-04", "RFC 7597 section 5.1")
                        .says("A rule with k > 0 and a + k > 16 is refused.")
                        .sends("Queries about such rules, and about a valid one.")
                        .fails("mapcalc", "nat46", "VPP 26.06", "FMR patch", "Perl", "Ruby", "Snabb lwAFTR 2024.08")
                        .cases(CALC, InvalidRuleCases::tooManyBits)
                        .build(),
                must("ALG-05", "RFC 7597 section 5.2")
                        .says("The EA bits are the IPv4 suffix followed by the PSID, for each kind of rule.")
                        .sends("Queries for the address of a CE; packets to a CE.")
                        .classes(KINDS)
                        .classes(FORMATS)
                        .cases(
                                CALC,
                                AlgorithmQueries.ce("ALG-05", Site::hasNoOwnPsid, AlgorithmQueries::addressAndPsid))
                        .cases(BR, AlgorithmPackets::eaBits)
                        .build(),
                must("ALG-06", "RFC 7597 sections 5.2 and 6")
                        .says(
                                "If a CE has an IPv4 prefix, its interface identifier contains the prefix, with host bits and "
                                        + "PSID zero.")
                        .sends("Queries for the MAP address; packets to addresses of the prefix.")
                        .classes("kind=prefix")
                        .classes(FORMATS)
                        .fails("FMR patch", "Jool", "OPNsense", "pyswmap", "rokoucha", "skubota (panic)")
                        .cases(CALC, AlgorithmQueries.ce("ALG-06", Site::isOfPrefixKind, AlgorithmQueries::mapAddress))
                        .cases(BR, AlgorithmPackets.interfaceId("ALG-06", Site::isOfPrefixKind))
                        .build(),
                must("ALG-07", "RFC 7597 section 5.2")
                        .says("Rules with r = 0, r = 32 and o = 48 work.")
                        .sends("Queries for the address of a CE; packets to a CE.")
                        .classes("r=0", "r=32", "o=48")
                        .fails("VPP 26.06 (r = 0)", "nat46 (r = 0)", "FMR patch (r = 0 and 32)", "Perl")
                        .cases(
                                CALC,
                                AlgorithmQueries.ce(
                                        "ALG-07", Site::isExtremeWithoutOwnPsid, AlgorithmQueries::everything))
                        .cases(BR, AlgorithmPackets.toOwner("ALG-07", Site::isExtreme))
                        .build(),
                must("ALG-08", "RFC 7597 section 5.2")
                        .says("An End-user prefix that is shorter than n + o gives no configuration.")
                        .sends("Queries with an End-user prefix that is too short, and with one that is not.")
                        .fails("mapcalc", "Perl", "Ruby", "skubota")
                        .cases(CALC, AlgorithmQueries::tooShort)
                        .build(),
                must("ALG-09", "RFC 7597 section 5, RFC 7598 section 4.1")
                        .says(
                                "The BMR is the longest match of the End-user prefix, whatever the order and F flags of the "
                                        + "rules are.")
                        .sends("Queries with nested rules in any order.")
                        .classes(FORMATS)
                        .fails("mapcalc (last match)")
                        .cases(CALC, AlgorithmQueries::basicMappingRule)
                        .build(),
                must("ALG-10", "RFC 7597 section 6, draft-ietf-softwire-map-03 section 6")
                        .says(
                                "The interface identifier has the address and the PSID where the format puts them, also if k is "
                                        + "not 8.")
                        .sends("Queries for the MAP address; packets to a CE.")
                        .classes(FORMATS)
                        .classes("kind=shared")
                        .fails("rokoucha", "sgawa", "OPNsense")
                        .cases(
                                CALC,
                                AlgorithmQueries.ce(
                                        "ALG-10", Site::hasOtherPsidLengthThan8, AlgorithmQueries::mapAddress))
                        .cases(BR, AlgorithmPackets.interfaceId("ALG-10", Site::hasOtherPsidLengthThan8))
                        .build(),
                must("ALG-11", "RFC 7597 section 6")
                        .says("If n + o > 64, the prefix overwrites the interface identifier.")
                        .sends("Queries for the MAP address; packets to a CE.")
                        .classes(FORMATS)
                        .classes("end=above 64")
                        .fails("pyswmap (OR)", "OPNsense", "openbsd", "nat46", "Ruby")
                        .cases(CALC, AlgorithmQueries.ce("ALG-11", Site::isOverlaid, AlgorithmQueries::mapAddress))
                        .cases(BR, AlgorithmPackets.toOwner("ALG-11", Site::isOverlaid))
                        .build(),
                must("ALG-12", "RFC 7598 section 4.5")
                        .says("A PSID that the rule gives is used, right-aligned in the address.")
                        .sends("Queries for the MAP address with rules without EA bits.")
                        .classes("kind=oneToOne")
                        .fails("mapcalc", "openbsd")
                        .cases(CALC, AlgorithmQueries.ce("ALG-12", Site::hasOwnPsid, AlgorithmQueries::everything))
                        .build(),
                must("ALG-13", "RFC 7597 sections 5.1 and 6")
                        .says(
                                "If k = 0, the PSID field is 0, all 65,536 ports belong to the CE, and the offset is ignored.")
                        .sends("Queries for the address and ports of a CE; packets to any port.")
                        .classes("k=0")
                        .classes(FORMATS)
                        .fails("Ruby")
                        .cases(CALC, AlgorithmQueries.ce("ALG-13", Site::isUnshared, AlgorithmQueries::allPorts))
                        .cases(BR, AlgorithmPackets.interfaceId("ALG-13", Site::isUnshared))
                        .build(),
                must("ALG-14", "RFC 7597 sections 5.3 and 8.1")
                        .says(
                                "Decoding the MAP address of an owner returns address and PSID; the EA bits are decoded, never "
                                        + "the interface identifier.")
                        .sends("Queries for the owner of a port and for what its MAP address means; packets from a CE.")
                        .classes(KINDS)
                        .classes(FORMATS)
                        .cases(CALC, AlgorithmQueries::roundTrip)
                        .cases(BR, AlgorithmPackets::fromOwner)
                        .build(),
                must("ALG-15", "RFC 7597 section 5.1")
                        .says("Two rules for one IPv4 address with different a or k are refused.")
                        .sends("Queries about domains with such rules, and about a valid one.")
                        .fails("Snabb lwAFTR 2024.08")
                        .cases(CALC, InvalidRuleCases::differentLengths)
                        .build(),
                should("ALG-16", "RFC 7597 section 5, RFC 7598 section 4")
                        .says("An invalid rule or domain is refused with a reason that names the field.")
                        .sends("Queries about invalid rules and domains.")
                        .fails("VPP 26.06 (accepts most)", "Snabb lwAFTR 2024.08 (three kinds)")
                        .cases(CALC, InvalidRuleCases::namedField)
                        .build(),
                robust("ALG-17", "RFC 7598 section 8")
                        .says("No refused or damaged input ends or hangs the process.")
                        .sends(
                                "Queries with numbers out of range and damaged prefixes, each followed by a valid query.")
                        .fails("mapcalc (stack overwrite)", "skubota (panic)", "Ruby (exit)")
                        .cases(CALC, InvalidRuleCases::damaged)
                        .build());
    }
}
