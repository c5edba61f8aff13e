package io.softwire46.mape.provision.text;

import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.map.MappingKind;
import io.softwire46.mape.map.PortSet;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.provision.format.WrittenText;
import io.softwire46.mape.provision.format.internal.Losses;

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

    private FirewallText() {}

    /**
     * A table for {@code nft -f}, nftables 1.0.6 or later. It uses all ports of the set, also as ICMP identifiers.
     *
     * @param ce the CE
     * @param tunnel name of the tunnel interface, without quotation marks or controls
     * @return the text, and what it cannot keep to
     */
    public static WrittenText nftables(CeMapping ce, String tunnel) {
        Losses losses = new Losses();
        String address = Addresses.toText(ce.ipv4Bits());
        String table = switch (ce.kind()) {
            case PREFIX -> NO_NAT;
            case SHARED -> shared(ce, address, tunnel, losses);
            default -> NftablesText.wholeAddress(address, tunnel);
        };
        return new WrittenText(title(ce) + table, losses.findings());
    }

    private static String shared(CeMapping ce, String address, String tunnel, Losses losses) {
        PortSet ports = ce.portSet();
        if (isPort0Alone(ports, losses)) {
            return NO_PORTS;
        }
        if (ports.rangeCount() > 1) {
            losses.differs(
                    PORT_SET,
                    ports,
                    "is used range by range: the kernel drops the first packet of a flow whose range is used up, and a "
                            + "retransmission takes the next range",
                    "RFC 7597 section 8.1");
        }
        if (ports.rangeCount() > UNPRIVILEGED_RANGES) {
            losses.differs(
                    PORT_SET,
                    ports,
                    "has " + ports.rangeCount()
                            + " ranges, too many for the socket buffer of a process in a user namespace; load the "
                            + "text as root of the system",
                    "RFC 7597 section 5.1");
        }
        if (ports.rangeCount() > MANY_RANGES) {
            losses.differs(
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
    public static WrittenText pf(CeMapping ce, String tunnel) {
        Losses losses = new Losses();
        String nat = "nat on " + tunnel + " inet from ";
        String address = " to any -> " + Addresses.toText(ce.ipv4Bits());
        String rule = switch (ce.kind()) {
            case PREFIX -> NO_NAT;
            // The CE's own flows need ports of the set, too.
            case SHARED ->
                isPort0Alone(ce.portSet(), losses)
                        ? NO_PORTS
                        : nat + "any" + address + ' ' + PortSetText.pf(ce.portSet()) + '\n';
            default -> nat + "! (" + tunnel + ')' + address + '\n';
        };
        if (ce.kind() == MappingKind.SHARED && losses.findings().isEmpty()) {
            losses.differs(
                    PORT_SET,
                    ce.portSet(),
                    "does not hold for ICMP: pf takes echo identifiers from 1 to 65535 whatever the port set is, and "
                            + "replies to those of other CEs do not arrive",
                    "RFC 7597 section 8.2");
        }
        return new WrittenText(title(ce) + rule, losses.findings());
    }

    private static boolean isPort0Alone(PortSet ports, Losses losses) {
        boolean alone = ports.size() == 1 && ports.contains(0);
        if (alone) {
            losses.lost(
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
