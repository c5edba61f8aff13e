package io.softwire46.mape.proof;

/**
 * The theorems, which the profile {@code proof} proves for all inputs of their domain. A comparison in the tests shows for random
 * inputs and edges that the methods of the library compute the formula that is proved.
 */
public enum Theorem {
    DECODE_DERIVE(
            "1.1",
            "RFC 7597 sections 5.2, 5.3, 6",
            "Decoding a derived address gives its EA bits, IPv4 address or prefix, and PSID.",
            "all rules (n, r, o, a, k, explicit PSID, prefixes, both formats; n + o to 128), address, port with an owner",
            "`MapRule.owner`, `decode`; `CeMapping`",
            "the EA bits in the lower half are shifted by one"),
    PLACES(
            "1.2",
            "RFC 7597 sections 5.2, 5.3, 6",
            "Each bit of a derived address is a bit of the Rule IPv6 prefix, the IPv4 suffix, the PSID or the interface identifier, by its place.",
            "all rules, address, port with an owner; all 128 places",
            "`MapRule.owner`; `CeMapping.mapAddressHigh`, `mapAddressLow`",
            "the prefix overwrites one bit too many of the interface identifier"),
    ROTATED_EA_BITS(
            "2.1",
            "RFC 7597 section 5.2",
            "Rotations and masks of one word place each bit of the IPv4 suffix and of the PSID where the RFC has it, also across bit 64.",
            "all rules, address, port with an owner; all 128 places",
            "`RuleLines.mapAddressHigh`, `mapAddressLow`, `mapAddresses`; `RuleShape`",
            "the PSID is rotated by one bit too much"),
    ROTATED_ADDRESS(
            "2.2",
            "RFC 7597 sections 5.3, 6",
            "Each bit of the MAP address that the data plane derives, prefix and interface identifier, is the one of the RFC.",
            "all rules, address, port with an owner; all 128 places",
            "`RuleLines.mapAddressHigh`, `mapAddressLow`, `mapAddresses`",
            "the mask of the PSID in the interface identifier is one bit short"),
    PORT_OF_INDEX(
            "3.1",
            "RFC 7597 section 5.1",
            "The n-th port of a port set is in the set and has index n, and ports ascend with the index.",
            "all a, k, PSID, index",
            "`PortSet.portAt`, `indexOf`, `contains`",
            "`indexOf` takes A, not A - 1, for the range"),
    INDEX_OF_PORT(
            "3.2",
            "RFC 7597 section 5.1",
            "The index of a port of a set is less than the size of the set, and the port at this index is the same.",
            "all a, k, PSID, port",
            "`PortSet.indexOf`, `portAt`",
            "the mask of j is one bit short"),
    PORT_OWNER(
            "3.3",
            "RFC 7597 section 5.1",
            "A port with A = 0 is in no set if a > 0. Each other port is in the set of exactly one PSID.",
            "all a, k, PSID, port; numbers to 2^32 - 1",
            "`PortParameters.psidOf`, `PortSet.contains`",
            "the first assigned port is shifted by one bit"),
    PORT_RANGES(
            "3.4",
            "RFC 7597 section 5.1, appendix B",
            "A set has 2^(16-k) - 2^m ports if a > 0, else 2^(16-k). Its ranges contain the ports of the set and no others, each once.",
            "all a, k, PSID, port, range",
            "`PortSet.size`, `rangeAt`, `rangeCount`",
            "a range is one port too long"),
    STRICT_IMPLIES_EA(
            "4.1",
            "RFC 7597 section 8.1",
            "A source that strict mode accepts is accepted in EA mode, and EA mode accepts only addresses and ports with an owner.",
            "all rules, 128-bit sources, addresses, ports",
            "`SourceCheck.of`",
            "EA mode compares with an IPv4 mask that is one bit too long"),
    EQUAL_BITS(
            "4.2",
            "RFC 7597 section 8.1",
            "A source whose 128 bits equal the address derived from the inner address and port is accepted by the same rule in both modes.",
            "all rules, address, port with an owner",
            "`SourceCheck.of`, `MapRule.owner`",
            "the PSID is compared without its first bit"),
    DATA_PLANE_EA(
            "4.3",
            "RFC 7597 section 8.1",
            "The masked comparison of the data plane accepts in EA mode the sources that decoding and comparing the fields accepts, and no others.",
            "all rules, 128-bit sources, addresses, ports",
            "`RuleLines.ownsByEaBits`, `SourceCheck.of`",
            "the mask of the first n + o bits is one bit short"),
    FOLD(
            "5.1",
            "RFC 1071 section 4.1",
            "Two additions of swapped halves fold a sum as the RFC does, which adds carries until there are none.",
            "all sums less than 2^61",
            "`InternetChecksum.fold`, `checksum`; `Ipv4Header.check`",
            "the last carry is not added"),
    COLUMN_CHECKSUM(
            "5.2",
            "RFC 1071, RFC 791 section 3.1",
            "The checksum test of the fast path accepts a header if and only if the sum of its 16-bit words folds to 0xffff.",
            "all headers of 20 octets",
            "`FastPathPackets.checkIpv4`",
            "the last fold is missing"),
    UPDATE(
            "5.3",
            "RFC 1624 section 3",
            "An updated checksum equals the one computed again, and one that a receiver accepts remains one: changes of TTL, Type of Service, Total Length, Identification, Flags and Fragment Offset, and MSS.",
            "all old and new words; sums of the other words from 1 to 2^40 - 1",
            "`InternetChecksum.update`; `Ipv4Header.setTypeOfService`, `setTotalLength`, `setIdentification`, `setFlagsFragmentOffset`",
            "HC + m - m' without the correction of RFC 1624"),
    HOP(
            "5.4",
            "RFC 1812 section 5.3.1, RFC 1624 section 3",
            "The TTL decrement without branches gives the TTL less one and the updated checksum.",
            "all headers with a TTL of at least 1",
            "`Ipv4Words.oneHopLess`, `Ipv4Header.decrementTtl`",
            "the carry is not folded"),
    ODD_OFFSET(
            "5.5",
            "RFC 1071 section 2 B",
            "A 16-bit field at an odd offset adds to a sum as one with its octets swapped, so that theorem 5.3 covers an MSS there.",
            "all fields and octets next to them",
            "`TcpMss.clamp`",
            "the octets are not swapped"),
    ORDINARY_IPV4(
            "6.1",
            "RFC 791 section 3.1, RFC 1812 sections 5.2.2, 5.3.7",
            "The test without branches accepts a packet if and only if: version 4, five words, no fragment, not longer than received, TCP or UDP with its whole header, and no address that must not be forwarded. The checksum is theorem 5.2.",
            "all first 24 octets; -40 to 2^31 - 41 received octets",
            "`FastPathPackets.checkIpv4`",
            "class D begins at 223/8"),
    ORDINARY_TUNNEL(
            "6.2",
            "RFC 8200 section 3, RFC 6040 section 4.2",
            "The test without branches accepts a tunnel header if and only if: version 6, IPv4 follows, not longer than received, the inner packet is inside, and the outer ECN field is Not-ECT or the inner one.",
            "all first words of both headers; -40 to 2^31 - 41 received octets",
            "`FastPathPackets.checkTunnel`",
            "an outer Not-ECT is not accepted"),
    ECN(
            "6.3",
            "RFC 6040 section 4.2",
            "Decapsulation gives the ECN field of figure 4, and a field that the fast path accepts does not change.",
            "all 16 pairs",
            "`Ecn.egress`, `FastPathPackets.checkTunnel`",
            "CE around Not-ECT is not dropped"),
    MARTIANS(
            "6.4",
            "RFC 1812 section 5.3.7",
            "Martian sources are 0/8, 127/8, 224/4 and 240/4; martian destinations 0/8, 127/8 and 240/4 without 255.255.255.255.",
            "all addresses",
            "`Ipv4Address.isMartianSource`, `isMartianDestination`",
            "the mask is one bit short"),
    EQUAL_SOURCE(
            "6.5",
            "RFC 7597 section 8.1",
            "The test without branches accepts a source if and only if its 128 bits are the derived ones.",
            "all pairs of addresses",
            "`FastPathPackets.checkSource`",
            "the last bit is lost"),
    FAST_ENTRY(
            "7.1",
            "RFC 2473 section 3.1",
            "A packet that the columns accept into the tunnel is one that the slow path forwards unfragmented, with the same tunnel header, flow label, TTL and checksum. Premise: destination and port have an owner, and the MSS is not lowered.",
            "all first 24 octets, sizes, headrooms; mtuV6, maxPacketSize, dynamicPmtu, encapsulationLimit, flowLabel, trafficClass, ecn, hopLimit",
            "`FastPathEncapsulation.classify`, `Packet.wrap`, `BorderRelay.fromIpv4`",
            "the maximum packet does not leave room for the tunnel header"),
    FAST_EXIT(
            "7.2",
            "RFC 2473 section 3.3, RFC 6040 section 4.2",
            "A tunnel packet that the columns accept is one that the slow path forwards unfragmented, with the octets of the inner packet unchanged. Premise: the source is the derived one (theorems 4.2, 6.5), there is no hairpin, and the MSS is not lowered.",
            "all first words of the tunnel header, first 24 octets of the inner packet, sizes; maxPacketSize, mtuV4, decrementTtlAtEgress, egressDscp",
            "`FastPathDecapsulation.hasMore`, `checkSizes`, `BorderRelay.fromIpv6`",
            "decrementTtlAtEgress does not exclude the fast path"),
    IPV4_FRAGMENTS(
            "8.1",
            "RFC 791 section 3.2",
            "The fragments of a packet cover its data without gap or overlap, none exceeds the limit, all but the last have a multiple of 8 octets, MF and the other flags are right, and no offset or Total Length wraps; also for a fragment that is fragmented again.",
            "all limits from 68, headers of 20 to 60 octets, total lengths, offsets, flags",
            "`Ipv4Fragmenter.start`, `nextOctets`, `next`",
            "the data are not rounded to a multiple of 8 octets"),
    IPV6_FRAGMENTS(
            "8.2",
            "RFC 8200 section 4.5",
            "The fragments of a tunnel packet cover its payload without gap or overlap, none exceeds the MTU, all but the last have a multiple of 8 octets, and no offset or Payload Length wraps.",
            "all MTUs from 1280 to 2^31 - 1, all payload lengths",
            "`Ipv6Fragmenter.start`, `nextOctets`, `next`",
            "the Fragment header is not counted"),
    FLOW_LABEL(
            "9.1",
            "RFC 6437 section 3",
            "A flow label has 20 bits and is not 0.",
            "all mixed words",
            "`FlowLabelColumns.labels`, `FlowLabelHash.of`",
            "0 is not replaced with 1; the label depends on the key of the node, so any packet is printed"),
    PATH_MTU(
            "9.2",
            "RFC 8201 section 4, RFC 2473 section 7, RFC 1191 section 4",
            "A path MTU is 1280 to 65,575 and never more than reported or known; the tunnel MTU for IPv4 is 1232 to 65,535; a next-hop MTU is 68 to 65,535.",
            "all MTU fields of 32 bits, mtuV6, maxPacketSize, headers of 40 and 48 octets",
            "`PacketTooBig.usable`, `PathMtuCache.lower`, `Icmpv4Error.nextHopMtu`; `DomainOptions`",
            "the MTU field is truncated to 16 bits");

    private final String number;
    private final String clause;
    private final String statement;
    private final String domain;
    private final String methods;
    private final String fault;

    Theorem(String number, String clause, String statement, String domain, String methods, String fault) {
        this.number = number;
        this.clause = clause;
        this.statement = statement;
        this.domain = domain;
        this.methods = methods;
        this.fault = fault;
    }

    public String number() {
        return number;
    }

    public String clause() {
        return clause;
    }

    public String statement() {
        return statement;
    }

    /** Returns the inputs for which it is proved. */
    public String domain() {
        return domain;
    }

    /** Returns the methods of the library that a comparison runs. */
    public String methods() {
        return methods;
    }

    /** Returns the deliberate fault that the solver must detect. */
    public String fault() {
        return fault;
    }
}
