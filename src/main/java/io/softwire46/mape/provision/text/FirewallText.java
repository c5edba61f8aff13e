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
 * NAT rules that keep a CE to its port set (RFC 7597 section 8.1), in the words of nftables and pf. Port 0, where the
 * set has it, is not handed out. For writing only.
 *
 * <p>Static methods only.
 */
public final class FirewallText {
    /** The kernel loads chains in a time that grows with the square of their number: about 3 s for so many. */
    private static final int MANY_RANGES = 4_095;

    /** More ranges do not fit into one message of nft unless it may enlarge the buffer of its socket. */
    private static final int UNPRIVILEGED_RANGES = 255;

    private static final String PORT_SET = "portSet";
    private static final String NO_NAT =
            "# The CE owns a prefix with all ports: hosts may have its addresses, and no NAT is needed.\n";
    private static final String NO_PORTS = "# The CE has port 0 alone, which no flow can use.\n";

    /** NAT has no options of the tunnel. */
    private static final Set<ForwardingOption<?>> OPTIONS = Set.of();

    /** The format {@code nftables}. */
    public static final FormatWriter NFTABLES = new SimpleWriter(
            request -> nftables(request.ce(), request.tunnelInterface(), report("nftables", request)), OPTIONS, true);

    /** The format {@code pf}. */
    public static final FormatWriter PF = new SimpleWriter(
            request -> pf(request.ce(), request.tunnelInterface(), report("pf", request)), OPTIONS, true);

    private FirewallText() {}

    /** The text is for a CE of one domain, so that fields need no name of the domain. */
    private static ConversionReport.Builder report(String system, FormatWriter.Request request) {
        ConversionReport.Builder report = ConversionReport.builder(system);
        report.options(request.edgeDomain().options(), OPTIONS);
        return report;
    }

    /**
     * A table for {@code nft -f}, nftables 1.0.6 or later. It uses all ports of the set, also as ICMP identifiers.
     *
     * @param ce the CE
     * @param tunnel name of the tunnel interface, without quotation marks or controls
     * @return the text, and what it cannot keep to
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
                    "is used range by range: the kernel drops the first packet of a flow whose range is used up, and a "
                            + "retransmission takes the next range",
                    "RFC 7597 section 8.1");
        }
        if (ports.rangeCount() > UNPRIVILEGED_RANGES) {
            report.differs(
                    PORT_SET,
                    ports,
                    "has " + ports.rangeCount()
                            + " ranges, too many for the socket buffer of a process in a user namespace; load the "
                            + "text as root of the system",
                    "RFC 7597 section 5.1");
        }
        if (ports.rangeCount() > MANY_RANGES) {
            report.differs(
                    PORT_SET,
                    ports,
                    "has " + ports.rangeCount()
                            + " ranges with a chain each, which the kernel loads in minutes; a smaller "
                            + "offset has fewer",
                    "RFC 7597 section 5.1");
        }
        return NftablesText.shared(address, ports, tunnel);
    }

    /**
     * A rule for {@code pf.conf} of FreeBSD, whose {@code map-e-portset} knows MAP's port sets.
     *
     * @param ce the CE
     * @param tunnel name of the tunnel interface, without quotation marks or controls
     * @return the text, and what it cannot keep to
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
            // The CE's own flows need ports of the set, too.
            case SHARED -> noPorts ? NO_PORTS : nat + "any" + address + ' ' + PortSetText.pf(ce.portSet()) + '\n';
            default -> nat + "! (" + tunnel + ')' + address + '\n';
        };
        if (ce.kind() == MappingKind.SHARED && !noPorts) {
            report.differs(
                    PORT_SET,
                    ce.portSet(),
                    "does not hold for ICMP: pf takes echo identifiers from 1 to 65535 whatever the port set is, and "
                            + "replies to those of other CEs do not arrive",
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
                    "has port 0 alone, which no flow can use; assign another PSID",
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
