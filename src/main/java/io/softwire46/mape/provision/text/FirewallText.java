package io.softwire46.mape.provision.text;

import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.map.MappingKind;
import io.softwire46.mape.map.PortSet;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.provision.format.ConversionReport;
import io.softwire46.mape.provision.format.FormatWriter;
import io.softwire46.mape.provision.format.internal.SimpleWriter;
import java.util.Set;

/**
 * Writes NAT rules for nftables and pf that restrict a CE to its port set (RFC 7597 section 8.1). The rules never assign port 0.
 * There is no reader.
 *
 * <p>Static methods only.
 */
public final class FirewallText {
    /**
     * Number of chains above which loading is slow, because the kernel needs time proportional to the square of the
     * number.
     */
    private static final int MANY_RANGES = 4_095;

    /** Number of ranges that fit into one message of nft without a larger socket buffer. */
    private static final int UNPRIVILEGED_RANGES = 255;

    private static final String PORT_SET = "portSet";
    private static final String NO_NAT =
            "# The CE has a prefix with all ports: hosts may use its addresses, and no NAT is needed.\n";
    private static final String NO_PORTS = "# The CE has only port 0, which no flow can use.\n";

    /** NAT rules contain no tunnel options. */
    private static final Set<ForwardingOption<?>> OPTIONS = Set.of();

    /** The format {@code nftables}. */
    public static final FormatWriter NFTABLES = new SimpleWriter(
            "nftables",
            request -> nftables(request.ce(), request.tunnelInterface(), report("nftables", request)),
            OPTIONS,
            true);

    /** The format {@code pf}. */
    public static final FormatWriter PF = new SimpleWriter(
            "pf", request -> pf(request.ce(), request.tunnelInterface(), report("pf", request)), OPTIONS, true);

    private FirewallText() {}

    /** Returns a report; its fields need no domain name, because a CE is in one domain. */
    private static ConversionReport.Builder report(String system, FormatWriter.Request request) {
        ConversionReport.Builder report = ConversionReport.builder(system);
        report.options(request.edgeDomain().options(), OPTIONS);
        return report;
    }

    /**
     * Writes a table for {@code nft -f}, nftables 1.0.6 or later. It uses all ports of the set, also as ICMP
     * identifiers.
     *
     * @param ce mapping of the CE
     * @param tunnel name of the tunnel interface, without quotation marks or control characters
     * @return the text, and findings about differences from RFC 7597
     */
    public static ConversionReport nftables(CeMapping ce, String tunnel) {
        return nftables(ce, tunnel, ConversionReport.builder("nftables"));
    }

    private static ConversionReport nftables(CeMapping ce, String tunnel, ConversionReport.Builder report) {
        String address = Addresses.toText(ce.ipv4Bits());
        String table = switch (ce.kind()) {
            case PREFIX -> NO_NAT;
            case SHARED -> shared(ce, address, tunnel, report);
            default -> NftablesText.wholeAddress(address, tunnel);
        };
        return report.report(title(ce) + table);
    }

    private static String shared(CeMapping ce, String address, String tunnel, ConversionReport.Builder report) {
        PortSet ports = ce.portSet();
        if (isPort0Alone(ports, report)) {
            return NO_PORTS;
        }
        if (ports.rangeCount() > 1) {
            report.differs(
                    PORT_SET,
                    ports,
                    "is used range by range: if a range is exhausted, the kernel drops the first packet of a flow, and its "
                            + "retransmission uses the next range",
                    "RFC 7597 section 8.1");
        }
        if (ports.rangeCount() > UNPRIVILEGED_RANGES) {
            report.differs(
                    PORT_SET,
                    ports,
                    "has " + ports.rangeCount()
                            + " ranges, more than the socket buffer of a process in a user namespace permits; load the "
                            + "text as root of the system",
                    "RFC 7597 section 5.1");
        }
        if (ports.rangeCount() > MANY_RANGES) {
            report.differs(
                    PORT_SET,
                    ports,
                    "has " + ports.rangeCount()
                            + " ranges with a chain each, which take minutes to load; use a smaller PSID offset",
                    "RFC 7597 section 5.1");
        }
        return NftablesText.shared(address, ports, tunnel);
    }

    /**
     * Writes a rule for {@code pf.conf} of FreeBSD, with its option {@code map-e-portset} for MAP port sets.
     *
     * @param ce mapping of the CE
     * @param tunnel name of the tunnel interface, without quotation marks or control characters
     * @return the text, and findings about differences from RFC 7597
     */
    public static ConversionReport pf(CeMapping ce, String tunnel) {
        return pf(ce, tunnel, ConversionReport.builder("pf"));
    }

    private static ConversionReport pf(CeMapping ce, String tunnel, ConversionReport.Builder report) {
        boolean noPorts = ce.kind() == MappingKind.SHARED && isPort0Alone(ce.portSet(), report);
        String nat = "nat on " + tunnel + " inet from ";
        String address = " to any -> " + Addresses.toText(ce.ipv4Bits());
        String rule = switch (ce.kind()) {
            case PREFIX -> NO_NAT;
            // The CE's own flows also need ports of the set.
            case SHARED -> noPorts ? NO_PORTS : nat + "any" + address + ' ' + PortSetText.pf(ce.portSet()) + '\n';
            default -> nat + "! (" + tunnel + ')' + address + '\n';
        };
        if (ce.kind() == MappingKind.SHARED && !noPorts) {
            report.differs(
                    PORT_SET,
                    ce.portSet(),
                    "is not applied to ICMP: pf uses echo identifiers 1 to 65535, and replies to identifiers of other CEs "
                            + "do not arrive",
                    "RFC 7597 section 8.2");
        }
        return report.report(title(ce) + rule);
    }

    private static boolean isPort0Alone(PortSet ports, ConversionReport.Builder report) {
        boolean alone = ports.size() == 1 && ports.contains(0);
        if (alone) {
            report.lost(
                    PORT_SET,
                    ports,
                    "has only port 0, which no flow can use; assign another PSID",
                    "RFC 7597 section 5.1");
        }
        return alone;
    }

    private static String title(CeMapping ce) {
        StringBuilder out =
                new StringBuilder("# MAP address ").append(Addresses.toText(ce.mapAddressHigh(), ce.mapAddressLow()));
        out.append(": ").append(Addresses.toText(ce.ipv4Bits()));
        if (ce.kind() == MappingKind.PREFIX) {
            out.append('/').append(ce.ipv4Length());
        } else if (ce.kind() == MappingKind.SHARED) {
            out.append(", ")
                    .append(ce.portSet().size())
                    .append(ce.portSet().size() == 1 ? " port" : " ports")
                    .append(" (offset/length/PSID ")
                    .append(ce.portSet())
                    .append(')');
        }
        return out.append('\n').toString();
    }
}
