package io.softwire46.mape.finding;

import io.softwire46.mape.finding.Finding.Severity;
import java.util.Arrays;
import java.util.Optional;

/**
 * The stable name of each check, and what it is about.
 *
 * <p>Names are the ids in messages, JSON and documents; they never change their meaning.
 */
public enum FindingId {
    /** Prefix length out of range. */
    V01(
            "Prefix length out of range",
            Severity.ERROR,
            "RFC 7598 section 4.1",
            "An IPv4 prefix has 0 to 32 bits, an IPv6 prefix 0 to 128.",
            "Correct the length."),
    /** EA-bit length out of range. */
    V02(
            "EA-bit length out of range",
            Severity.ERROR,
            "RFC 7597 section 5.2",
            "The EA bits hold at most 32 bits of IPv4 address and 16 bits of PSID.",
            "Use 0 to 48."),
    /** Bits set beyond the prefix length. */
    V03(
            "Bits set beyond the prefix length",
            Severity.ERROR,
            "RFC 7598 section 4.1",
            "The prefix has bits set that its length does not cover, so length or address is " + "mistyped.",
            "Clear the bits, or lengthen the prefix."),
    /** EA bits exceed the IPv6 address. */
    V04(
            "EA bits exceed the IPv6 address",
            Severity.ERROR,
            "RFC 7597 section 5.2",
            "Rule IPv6 prefix and EA bits together are longer than 128 bits.",
            "Shorten the Rule IPv6 prefix or the EA bits."),
    /** End-user prefix longer than 64 bits. */
    V05(
            "End-user prefix longer than 64 bits",
            Severity.WARNING,
            "RFC 7597 section 6",
            "Rule IPv6 prefix and EA bits together exceed 64 bits. The End-user prefix then "
                    + "overwrites part of the interface identifier, which is valid, but some "
                    + "implementations refuse it. The finding is an error if option strict64 is set.",
            "Keep Rule IPv6 prefix and EA bits at 64 bits or fewer where other " + "implementations take part."),
    /** PSID offset out of range. */
    V06(
            "PSID offset out of range",
            Severity.ERROR,
            "RFC 7598 section 4.5",
            "The PSID offset is a number of bits of a port.",
            "Use 0 to 15; RFC 7597 uses 6."),
    /** PSID length out of range. */
    V07("PSID length out of range", Severity.ERROR, "RFC 7598 section 4.5", "A port has 16 bits.", "Use 0 to 16."),
    /** PSID does not fit into a port. */
    V08(
            "PSID does not fit into a port",
            Severity.ERROR,
            "RFC 7597 section 5.1",
            "PSID offset and PSID length together exceed the 16 bits of a port.",
            "Use a smaller offset, or a shorter PSID."),
    /** PSID longer than a port. */
    V09(
            "PSID longer than a port",
            Severity.ERROR,
            "RFC 7597 section 5.2",
            "The EA bits that remain after the IPv4 suffix are the PSID, and there are more " + "than 16 of them.",
            "Use fewer EA bits."),
    /** PSID length contradicts the EA bits. */
    V10(
            "PSID length contradicts the EA bits",
            Severity.ERROR,
            "RFC 7598 section 4.5",
            "The PSID length is EA length - (32 - IPv4 prefix length). The rule states " + "another one.",
            "Leave the PSID length out, or use the derived one."),
    /** PSID on an IPv4 prefix. */
    V11(
            "PSID on an IPv4 prefix",
            Severity.ERROR,
            "RFC 7598 section 4.5",
            "The CEs of the rule own IPv4 prefixes. Only a whole address can be shared.",
            "Leave PSID and PSID length out."),
    /** PSID too large. */
    V12(
            "PSID too large",
            Severity.ERROR,
            "RFC 7598 section 4.5",
            "The PSID has more bits than the PSID length.",
            "Use 0 to 2^length - 1."),
    /** PSID without a length. */
    V13(
            "PSID without a length",
            Severity.WARNING,
            "RFC 7598 section 4.5",
            "The PSID length is 0, so the PSID has no effect.",
            "Add the PSID length, or remove the PSID."),
    /** Explicit PSID beside EA bits. */
    V14(
            "Explicit PSID beside EA bits",
            Severity.ERROR,
            "RFC 7598 section 4.5",
            "The EA bits contain a PSID, and the BR decides by them. An explicit PSID has no "
                    + "effect at a BR (info), and is an error at a CE whose EA bits have another one.",
            "Leave the explicit PSID out."),
    /** One PSID for many addresses. */
    V15(
            "One PSID for many addresses",
            Severity.WARNING,
            "RFC 7598 section 4.5",
            "The EA bits hold the IPv4 suffix only, and all CEs have the same explicit PSID, "
                    + "so the other ports of each address are unused. This is an error in a domain that "
                    + "a BR serves.",
            "Add the bits of the PSID to the EA bits."),
    /** PSID is missing. */
    V16(
            "PSID is missing",
            Severity.ERROR,
            "RFC 7598 section 4.5",
            "The address is shared, and the EA bits contain no PSID.",
            "Add the PSID of the CE."),
    /** Port ranges of one port. */
    V17(
            "Port ranges of one port",
            Severity.WARNING,
            "RFC 7597 section 5.1",
            "PSID offset and length leave ranges of a single port, so the CE has few ports " + "and no port parity.",
            "Use a shorter PSID, or a smaller offset."),
    /** PSID offset above 6. */
    V18(
            "PSID offset above 6",
            Severity.WARNING,
            "RFC 7597 section 5.1",
            "Ports up to 2^(16 - offset) - 1 are excluded, which is not all of the system " + "ports 0 to 1023.",
            "Use an offset of 1 to 6."),
    /** System ports assigned to CEs. */
    V19(
            "System ports assigned to CEs",
            Severity.WARNING,
            "RFC 7597 appendix B.1",
            "With offset 0 the CEs of the first PSIDs own ports of 0 to 1023.",
            "Do not assign these PSIDs, or use an offset of 1 to 6."),
    /** Unusual Rule IPv4 prefix. */
    V20(
            "Unusual Rule IPv4 prefix",
            Severity.WARNING,
            "RFC 6890 section 2.2.2",
            "The prefix is not global unicast address space, or gives each CE a prefix " + "shorter than /8.",
            "Check the prefix."),
    /** All IPv4 addresses for one CE. */
    V21(
            "All IPv4 addresses for one CE",
            Severity.ERROR,
            "RFC 7597 section 5.2",
            "Rule IPv4 prefix 0.0.0.0/0 without EA bits gives the whole IPv4 address space to " + "one CE.",
            "Use a longer prefix, or EA bits."),
    /** Rule IPv6 prefix is not unicast. */
    V22(
            "Rule IPv6 prefix is not unicast",
            Severity.ERROR,
            "RFC 4291 section 2.4",
            "Multicast, link-local, loopback, unspecified and IPv4-mapped prefixes cannot be " + "delegated.",
            "Use a prefix that is delegated to the provider."),
    /** Unusable BR address. */
    V23(
            "Unusable BR address",
            Severity.ERROR,
            "RFC 7597 section 8.1",
            "The BR address is not unicast, or is the MAP address of a CE. The finding is a "
                    + "warning if the address is only inside a Rule IPv6 prefix.",
            "Use an address outside all Rule IPv6 prefixes."),
    /** PSID offset is a default. */
    V24(
            "PSID offset is a default",
            Severity.INFO,
            "RFC 7597 section 5.1",
            "The rule has no PSID offset. The default is 6 for RFC 7597, 4 for draft-03 and "
                    + "for Junos, and 0 for a binding to a /128.",
            "State the offset where other systems read the rule."),
    /** Subscriber address as ICMP source. */
    V25(
            "Subscriber address as ICMP source",
            Severity.WARNING,
            "RFC 1812 section 4.3.2.4",
            "Option icmpv4Source is inside a Rule IPv4 prefix, so it belongs to a CE.",
            "Use an address of the node."),
    /** End-user prefix outside the rule. */
    V30(
            "End-user prefix outside the rule",
            Severity.ERROR,
            "RFC 7597 section 5",
            "No Rule IPv6 prefix contains the End-user prefix, so there is no BMR.",
            "Add the rule, or correct the prefix."),
    /** End-user prefix too short. */
    V31(
            "End-user prefix too short",
            Severity.ERROR,
            "RFC 7597 section 5.2",
            "Rule IPv6 prefix and EA bits together are longer than the End-user prefix.",
            "Delegate a prefix of at least that length."),
    /** End-user prefix longer than 64 bits. */
    V32(
            "End-user prefix longer than 64 bits",
            Severity.WARNING,
            "RFC 7597 section 6",
            "The prefix overwrites part of the interface identifier, and the LAN of the CE " + "cannot use SLAAC.",
            "Delegate a /64 or shorter where possible."),
    /** Bits after the EA bits are set. */
    V33(
            "Bits after the EA bits are set",
            Severity.WARNING,
            "RFC 7597 section 5.3",
            "BR and other CEs compute the MAP address from the rule alone and cannot know "
                    + "these bits, so they send to another address than the one that the CE has. The "
                    + "finding is an error when a CE is configured.",
            "Delegate prefixes with these bits clear."),
    /** CE owns system ports. */
    V34(
            "CE owns system ports",
            Severity.WARNING,
            "RFC 7597 appendix B.1",
            "The PSID of the CE includes ports of 0 to 1023.",
            "Assign a higher PSID."),
    /** Bits set beyond the End-user prefix. */
    V36(
            "Bits set beyond the End-user prefix",
            Severity.ERROR,
            "RFC 7598 section 4.1",
            "The End-user prefix has bits set that its length does not cover.",
            "Clear the bits, or lengthen the prefix."),
    /** No rule. */
    V40("No rule", Severity.ERROR, "RFC 7597 section 5", "A domain needs a Basic Mapping Rule.", "Add a rule."),
    /** Rule IPv6 prefix used twice. */
    V41(
            "Rule IPv6 prefix used twice",
            Severity.ERROR,
            "RFC 7597 section 5",
            "Two rules have the same Rule IPv6 prefix, so an End-user prefix has two BMRs.",
            "Remove one of them."),
    /** Nested Rule IPv6 prefixes. */
    V42(
            "Nested Rule IPv6 prefixes",
            Severity.WARNING,
            "RFC 7598 section 4.1",
            "One Rule IPv6 prefix contains another. The longest match decides, so CEs of the "
                    + "outer rule whose MAP address is inside the inner prefix get no service.",
            "Do not delegate the hidden part of the outer prefix."),
    /** Rule IPv4 prefix used twice. */
    V43(
            "Rule IPv4 prefix used twice",
            Severity.ERROR,
            "RFC 7597 section 5.3",
            "Two rules have the same Rule IPv4 prefix, so a destination has two CEs.",
            "Remove one of them."),
    /** CEs of one address disagree. */
    V44(
            "CEs of one address disagree",
            Severity.ERROR,
            "RFC 7597 section 5.1",
            "Rules that share one IPv4 address must have the same PSID offset and length, and " + "different PSIDs.",
            "Use one offset and length, and one PSID per CE."),
    /** Nested Rule IPv4 prefixes. */
    V45(
            "Nested Rule IPv4 prefixes",
            Severity.WARNING,
            "RFC 7597 section 5",
            "One Rule IPv4 prefix contains another. The longest match decides, and CEs of the "
                    + "outer rule inside the inner prefix get no service. The finding is an error if "
                    + "both share addresses with different port parameters.",
            "Separate the prefixes."),
    /** Address both shared and whole. */
    V46(
            "Address both shared and whole",
            Severity.ERROR,
            "RFC 7597 section 5.1",
            "One rule shares the address between CEs, another gives all of its ports to one " + "CE.",
            "Separate the prefixes, or remove one rule."),
    /** Forwarding rules without mesh. */
    V47(
            "Forwarding rules without mesh",
            Severity.WARNING,
            "RFC 7597 section 5",
            "In hub-and-spoke mode a CE sends everything to the BR, so other rules have no " + "effect.",
            "Set mesh, or remove the rules."),
    /** BR address of two domains. */
    V48(
            "BR address of two domains",
            Severity.ERROR,
            "RFC 7597 section 8.1",
            "Two domains have the same BR address and overlapping Rule IPv6 prefixes, so a "
                    + "packet belongs to both.",
            "Use another BR address for one of them."),
    /** No BR address. */
    V49(
            "No BR address",
            Severity.ERROR,
            "RFC 7597 section 7",
            "Packets to and from the Internet need the address of a BR.",
            "Add the address of the BR."),
    /** Two interface identifier formats. */
    V50(
            "Two interface identifier formats",
            Severity.ERROR,
            "RFC 7597 section 6",
            "All rules of a domain must have the same interface identifier format.",
            "Make two domains."),
    /** Tunnel MTU out of range. */
    V51(
            "Tunnel MTU out of range",
            Severity.ERROR,
            "RFC 8200 section 5",
            "IPv6 links carry at least 1280 octets.",
            "Use 1280 to 65535."),
    /** Path MTU discovery with anycast. */
    V52(
            "Path MTU discovery with anycast",
            Severity.WARNING,
            "RFC 7597 section 8.3.1",
            "A Packet Too Big message may reach another BR with the same address.",
            "Set dynamicPmtu to false, and mtuV6 to what the domain carries."),
    /** Different pool sizes. */
    V53(
            "Different pool sizes",
            Severity.WARNING,
            "RFC 6146 section 3.4",
            "Fragments of all domains share one pool, so the largest limit holds for the " + "node.",
            "Use the same limit in all domains."),
    /** Overlapping versions. */
    H01(
            "Overlapping versions",
            Severity.ERROR,
            "RFC 7597 section 5.3",
            "Two versions of a rule history are valid at the same time, so an address and port have two owners.",
            "Let each version begin where the one before ends."),
    /** Versions out of order. */
    H02(
            "Versions out of order",
            Severity.ERROR,
            "RFC 6302 section 2",
            "The versions of a rule history are not in the order of time, or one ends before it begins.",
            "Sort the versions, or correct the dates."),
    /** Gap between versions. */
    H03(
            "Gap between versions",
            Severity.WARNING,
            "RFC 6302 section 2",
            "A rule history does not say which rules were valid in a period, so look-ups there have no unique answer.",
            "Add the version that was valid there."),
    /** Version with invalid rules. */
    H04(
            "Version with invalid rules",
            Severity.ERROR,
            "RFC 7597 section 5",
            "The rules of a version have errors, which are reported too, cannot be read, or are not those of sha256.",
            "Correct the rules of the version."),
    /** History without versions. */
    H05(
            "History without versions",
            Severity.ERROR,
            "RFC 6302 section 2",
            "A rule history has no version.",
            "Add a version."),
    /** Contiguous ports. */
    PLAN01(
            "Contiguous ports",
            Severity.INFO,
            "RFC 7597 section 11",
            "With offset 0 the ports of a CE are one range, so that who sees one port can guess the others.",
            "Use an offset of 1 to 6."),
    /** Unusable inside prefix. */
    NAPT01(
            "Unusable inside prefix",
            Severity.ERROR,
            "RFC 4787 section 2",
            "The prefix is malformed, has bits set after its length, overlaps the multicast "
                    + "addresses or contains the CE's own IPv4 address.",
            "Use unicast prefixes of the LAN, such as 192.168.0.0/16."),
    /** No port for dynamic use. */
    NAPT02(
            "No port for dynamic use",
            Severity.ERROR,
            "RFC 7597 section 8",
            "Reserved ports, forwards and the exclusion of ports below 1024 leave a protocol no "
                    + "port for new sessions.",
            "Reserve fewer ports, remove forwards or set lowPorts."),
    /** Timer below its minimum. */
    NAPT03(
            "Timer below its minimum",
            Severity.ERROR,
            "RFC 4787 section 4.3",
            "Each idle time has a minimum, which the message names with its clause. A shorter one "
                    + "ends sessions that are in use.",
            "Use the minimum or more."),
    /** Forward outside the port set. */
    NAPT04(
            "Forward outside the port set",
            Severity.ERROR,
            "RFC 7597 section 8",
            "The CE receives only the ports of its set. The message names the nearest usable ports.",
            "Use a port of the set."),
    /** Duplicate forward. */
    NAPT05(
            "Duplicate forward",
            Severity.ERROR,
            "RFC 6887 section 11.3",
            "Two forwards of one protocol have the same external port or the same inside endpoint.",
            "Remove one of the two, or change its port."),
    /** Floors exceed the port set. */
    NAPT06(
            "Floors exceed the port set",
            Severity.ERROR,
            "RFC 7857 section 3",
            "The ports kept for exclusive and for overlapping mappings are together more than the "
                    + "CE has. It is a warning if the CE has enough, but reserved ports, forwards and the "
                    + "exclusion of ports below 1024 leave fewer.",
            "Lower one of the two floors."),
    /** Inside host outside the inside prefixes. */
    NAPT07(
            "Inside host outside the inside prefixes",
            Severity.ERROR,
            "RFC 4787 section 2",
            "A forward or dmzHost names an address that is not inside, or dmzHost is set although "
                    + "the CE shares its address.",
            "Use an inside address, or add its prefix to inside; omit dmzHost on a shared address."),
    /** CE with an IPv4 prefix. */
    NAPT08(
            "CE with an IPv4 prefix",
            Severity.ERROR,
            "RFC 7597 section 5.2",
            "A CE that owns an IPv4 prefix routes it and has no single external address, so that it " + "has no NAPT.",
            "Omit the NAPT for this CE, or use a rule that assigns an address or a port set."),
    /** Endpoint-independent filtering on a shared address. */
    NAPT09(
            "Endpoint-independent filtering on a shared address",
            Severity.WARNING,
            "RFC 7597 section 10",
            "Any remote host can reach an open port of a shared address. Address-dependent "
                    + "filtering limits that to hosts to which the inside host has sent.",
            "Use address or addressAndPort."),
    /** Option with a drawback for this CE. */
    NAPT10(
            "Option with a drawback for this CE",
            Severity.WARNING,
            "RFC 7857 section 8",
            "Parity cannot be preserved if port ranges have one port, endpoint-independent mappings "
                    + "need many ports, and a short opening time ends slow connection attempts.",
            "See the message."),
    /** Reserved or forwarded port to note. */
    NAPT11(
            "Reserved or forwarded port to note",
            Severity.INFO,
            "RFC 7597 section 8",
            "A forward uses a port below 1024, or a reserved range has no port of the CE and so no " + "effect.",
            "Check that this is intended."),
    /** Unreadable or unexpected text. */
    SYNTAX(
            "Unreadable or unexpected text",
            Severity.ERROR,
            "RFC 7597 section 7",
            "The text cannot be read, a field is unknown, missing or of the wrong type, or a "
                    + "statement has no effect. Warnings and notes name what is ignored.",
            "See the message."),
    /** Unusable or risky option value. */
    OPTION(
            "Unusable or risky option value",
            Severity.ERROR,
            "RFC 7597 section 8",
            "The value of a forwarding or NAPT option is out of range, contradicts another option "
                    + "(error), or is valid but risky (warning).",
            "See the message, docs/options.md and docs/napt44.md."),
    /** Incomplete Junos service configuration. */
    SERVICE(
            "Incomplete Junos service configuration",
            Severity.WARNING,
            "RFC 7597 section 7",
            "A softwire rule or service set of a Junos configuration is incomplete or refers "
                    + "to something that the configuration lacks.",
            "Complete the configuration on the router."),
    /** Cannot be expressed in the target format. */
    LOST(
            "Cannot be expressed in the target format",
            Severity.ERROR,
            "RFC 7597 section 5",
            "The target format has no field or statement for a parameter, so the written text lacks it.",
            "Configure it separately, and use --lossy to write the rest."),
    /** Different behaviour. */
    DIFFERS(
            "Different behaviour",
            Severity.WARNING,
            "RFC 7597 section 5",
            "The target system behaves differently from this configuration, or an observed "
                    + "value differs from the derived one.",
            "Check whether the difference matters."),
    /** Observed mapping disagrees with the rules. */
    EXPECT(
            "Observed mapping disagrees with the rules",
            Severity.ERROR,
            "RFC 7597 section 5.2",
            "A mapping that was observed does not follow from the rules. Notes explain which "
                    + "parameter would explain it.",
            "Correct the parameter that the finding names."),
    /** DHCPv6 message is malformed. */
    MALFORMED_MESSAGE(
            "DHCPv6 message is malformed",
            Severity.ERROR,
            "RFC 8415 section 21.1",
            "The octets are not DHCPv6 options.",
            "Check the capture or the server."),
    /** No softwire container. */
    NO_CONTAINER(
            "No softwire container",
            Severity.ERROR,
            "RFC 7598 section 8",
            "The DHCPv6 message has no softwire container option.",
            "Request option 94 (MAP-E) and check the server."),
    /** All containers are ignored. */
    CONTAINER_IGNORED(
            "All containers are ignored",
            Severity.ERROR,
            "RFC 7598 section 8",
            "Each container of the message violates RFC 7598 and is ignored.",
            "Correct the options on the server."),
    /** Other softwire mechanism. */
    MECHANISM_NOT_SUPPORTED(
            "Other softwire mechanism",
            Severity.ERROR,
            "RFC 8026 section 1.4",
            "The message offers MAP-T only, or OPTION_S46_PRIORITY lists no supported " + "mechanism.",
            "Offer MAP-E or Lightweight 4over6."),
    /** Contradicting rules. */
    CONTRADICTING_RULES(
            "Contradicting rules",
            Severity.ERROR,
            "RFC 7598 section 8",
            "The rules of the container contradict each other, or the BR address is unusable.",
            "Correct the rules on the server."),
    /** No binding. */
    NO_BINDING(
            "No binding",
            Severity.ERROR,
            "RFC 7598 section 5.3",
            "A container of Lightweight 4over6 has no binding.",
            "Add OPTION_S46_V4V6BIND."),
    /** No delegated prefix. */
    NO_DELEGATED_PREFIX(
            "No delegated prefix",
            Severity.ERROR,
            "RFC 7597 section 5.2",
            "The delegated prefix has no length, or is not a single prefix.",
            "Give the prefix with its length."),
    /** No rule for the delegated prefix. */
    NO_MATCHING_RULE(
            "No rule for the delegated prefix",
            Severity.ERROR,
            "RFC 7597 section 5",
            "No Rule IPv6 prefix contains the delegated prefix.",
            "Delegate a prefix inside a rule, or add the rule."),
    /** Delegated prefix too short. */
    PREFIX_TOO_SHORT(
            "Delegated prefix too short",
            Severity.ERROR,
            "RFC 7597 section 5.2",
            "Rule IPv6 prefix and EA bits together are longer than the delegated prefix.",
            "Delegate a longer prefix."),
    /** Delegated prefix not derivable. */
    PREFIX_NOT_DERIVABLE(
            "Delegated prefix not derivable",
            Severity.ERROR,
            "RFC 7597 section 5.3",
            "The delegated prefix has bits after the EA bits that the BR cannot know.",
            "Delegate prefixes with these bits clear."),
    /** Contradicting PSID. */
    CONTRADICTING_PSID(
            "Contradicting PSID",
            Severity.ERROR,
            "RFC 7598 section 4.5",
            "The explicit PSID differs from the PSID in the EA bits.",
            "Remove the explicit PSID.");

    private final String title;
    private final Severity severity;
    private final String clause;
    private final String explanation;
    private final String remedy;

    FindingId(String title, Severity severity, String clause, String explanation, String remedy) {
        this.title = title;
        this.severity = severity;
        this.clause = clause;
        this.explanation = explanation;
        this.remedy = remedy;
    }

    /**
     * Finds an id by its name.
     *
     * @param name such as {@code V42}, in this case
     * @return empty if there is no such id
     */
    public static Optional<FindingId> find(String name) {
        return Arrays.stream(values()).filter(id -> id.name().equals(name)).findFirst();
    }

    /**
     * Returns the problem in a few words.
     *
     * @return without a period
     */
    public String title() {
        return title;
    }

    /**
     * Returns the usual severity; the explanation says where it differs.
     *
     * @return error, warning or info
     */
    public Severity severity() {
        return severity;
    }

    /**
     * Returns the clause that most findings of this id cite.
     *
     * @return such as {@code RFC 7597 section 5.2}
     */
    public String clause() {
        return clause;
    }

    /**
     * Returns the reason for the check, and how its findings differ.
     *
     * @return one or more sentences
     */
    public String explanation() {
        return explanation;
    }

    /**
     * Returns what to do about a finding.
     *
     * @return one sentence
     */
    public String remedy() {
        return remedy;
    }
}
