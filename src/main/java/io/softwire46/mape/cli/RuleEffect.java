package io.softwire46.mape.cli;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.cli.text.MappingJson;
import io.softwire46.mape.cli.text.MappingText;
import io.softwire46.mape.cli.text.Paragraph;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.json.JsonWriter;
import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.MappingKind;
import io.softwire46.mape.map.PortParameters;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.map.internal.Bits;
import java.io.PrintWriter;
import java.util.Locale;

/**
 * Summary of a rule: number of subscribers, ports of each, unused ports, and an example CE.
 *
 * <p>Immutable.
 */
final class RuleEffect {
    private static final int TUNNEL_OCTETS = 40;
    private static final int ENCAPSULATION_LIMIT_OCTETS = 8;

    /** IPv4 and TCP header without options. */
    private static final int TCP_OCTETS = 40;

    private static final int ALL_PORTS = 65_536;
    private static final int SYSTEM_PORTS = 1024;

    private final MapRule rule;
    private final CeMapping example;

    RuleEffect(MapRule rule) {
        this.rule = rule;
        long eaBits = exampleBits(rule);
        IPv6Address address = new IPv6Address(
                rule.ipv6High() | Bits.placeHigh(eaBits, rule.ipv6Length(), rule.eaLength()),
                rule.ipv6Low() | Bits.placeLow(eaBits, rule.ipv6Length(), rule.eaLength()));
        example = rule.decode(address).orElseThrow();
    }

    /**
     * Returns EA bits with the second address or prefix, and the PSID in the middle of its range, which has no system
     * ports.
     */
    private static long exampleBits(MapRule rule) {
        int q = rule.psidLengthInEa();
        long suffix = rule.suffixLength() > 0 ? 1 : 0;
        return suffix << q | (q > 0 ? 1L << (q - 1) : 0);
    }

    CeMapping example() {
        return example;
    }

    /** Returns 2^o, as each value of the EA bits is one CE. */
    long subscribers() {
        return 1L << rule.eaLength();
    }

    long addresses() {
        return 1L << (32 - rule.ipv4Length());
    }

    /** Returns the number of ports of each address that no PSID has. RFC 7597 section 5.1: A must not be 0. */
    int unassignedPorts() {
        return rule.isShared() ? rule.portParameters().firstAssignedPort() : 0;
    }

    /** Returns the number of PSIDs with system ports, which RFC 7596 section 5.1 recommends not to assign. */
    int systemPsids() {
        PortParameters ports = rule.portParameters();
        if (!rule.isShared() || ports.psidOffset() > 0 || rule.isKeyedByPsid()) {
            return 0;
        }
        return (SYSTEM_PORTS + ports.contiguousPorts() - 1) / ports.contiguousPorts();
    }

    static int ipv4Mtu(ForwardingOptions options) {
        return options.mtuV6()
                - TUNNEL_OCTETS
                - (options.encapsulationLimit().isPresent() ? ENCAPSULATION_LIMIT_OCTETS : 0);
    }

    static int tcpMss(ForwardingOptions options) {
        return ipv4Mtu(options) - TCP_OCTETS;
    }

    void print(PrintWriter out, String title) {
        Paragraph.print(
                out,
                title + ": ",
                "  ",
                rule.ipv6Prefix().toCanonicalString() + " for "
                        + rule.ipv4Prefix().toCanonicalString() + ", EA length " + rule.eaLength());
        line(out, "subscribers", number(subscribers()) + subscriberDetail());
        if (rule.isShared()) {
            PortParameters ports = rule.portParameters();
            line(
                    out,
                    "ports each",
                    number(ports.portCount()) + " in " + number(ports.rangeCount())
                            + (ports.rangeCount() == 1 ? " range" : " ranges") + " of "
                            + number(ports.contiguousPorts()));
            line(out, "unused:", unused());
        }
        line(out, "example CE", example.endUserPrefix().toCanonicalString() + " has " + owned(example));
        line(out, "MAP address", example.mapAddress().toCanonicalString());
    }

    /** Returns address or prefix, PSID and ports of a CE. */
    static String owned(CeMapping ce) {
        return Addresses.toText(ce.ipv4Bits())
                + (ce.kind() == MappingKind.PREFIX ? "/" + ce.ipv4Length() : "")
                + (ce.rule().isShared()
                        ? ", PSID 0x" + Integer.toHexString(ce.psid()) + ", " + MappingText.ports(ce.portSet(), false)
                        : " with all ports");
    }

    static void line(PrintWriter out, String label, String text) {
        String start = String.format(Locale.ROOT, "    %-13s", label);
        Paragraph.print(out, start, " ".repeat(start.length()), text);
    }

    private String subscriberDetail() {
        if (rule.isKeyedByPsid()) {
            return ": the rule is for one PSID" + (rule.eaLength() == 0 ? "" : " of each address");
        }
        return switch (rule.kind()) {
            case SHARED ->
                ": " + number(rule.portParameters().sharingRatio()) + " on each of " + number(addresses())
                        + (addresses() == 1 ? " address" : " addresses");
            case ADDRESS -> ", each with an address";
            case PREFIX -> ", each with a /" + rule.ceIpv4Length();
        };
    }

    private String unused() {
        if (unassignedPorts() > 0) {
            double equivalent = (double) addresses() * unassignedPorts() / ALL_PORTS;
            return String.format(
                            Locale.ROOT,
                            "ports 0-%d of each address (%.1f %%",
                            unassignedPorts() - 1,
                            100.0 * unassignedPorts() / ALL_PORTS)
                    + (equivalent < 0.05
                            ? ")"
                            : String.format(
                                    Locale.ROOT,
                                    equivalent == Math.rint(equivalent)
                                            ? ", equal to %,.0f of %,d addresses)"
                                            : ", equal to %,.1f of %,d addresses)",
                                    equivalent,
                                    addresses()));
        }
        return systemPsids() == 0
                ? "no ports"
                : "no ports, but " + number(systemPsids()) + " of "
                        + number(rule.portParameters().sharingRatio())
                        + " PSIDs have ports below 1,024 and should not be assigned";
    }

    static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    void json(JsonWriter json) {
        json.field("subscribers", subscribers());
        json.field("addresses", addresses());
        json.field("portsPerSubscriber", rule.portParameters().portCount());
        json.field("unassignedPortsPerAddress", unassignedPorts());
        json.field("psidsWithSystemPorts", systemPsids());
        json.name("example").beginObject();
        json.field("mapAddress", example.mapAddress().toCanonicalString());
        json.field("endUserPrefix", example.endUserPrefix().toCanonicalString());
        MappingJson.mapping(json, example);
        json.endObject();
    }
}
