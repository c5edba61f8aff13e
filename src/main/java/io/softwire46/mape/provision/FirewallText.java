package io.softwire46.mape.provision;

import io.softwire46.mape.map.Addresses;
import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.map.MappingKind;
import io.softwire46.mape.map.PortRange;
import io.softwire46.mape.map.PortSet;
import io.softwire46.mape.map.PortSetText;
import java.util.ArrayList;
import java.util.List;

/**
 * NAT rules that keep a CE to its port set (RFC 7597 section 8.1), in the words of nftables and pf. Port 0, where the
 * set has it, is not handed out. For writing only.
 *
 * <p>Holds no state.
 */
public final class FirewallText {
    private static final int COLUMNS = 100;

    private FirewallText() {}

    /**
     * A table for {@code nft -f}. A packet gets one of the ranges in turn.
     *
     * @param ce the CE
     * @param tunnel name of the tunnel interface, without quotation marks or controls
     * @return the text, and what it cannot keep to
     */
    public static WrittenText nftables(CeMapping ce, String tunnel) {
        Losses losses = new Losses();
        StringBuilder out = new StringBuilder("# ").append(title(ce)).append('\n');
        if (ce.kind() == MappingKind.PREFIX) {
            return new WrittenText(out.append(noNat()).toString(), losses.findings());
        }
        String address = Addresses.toText(ce.ipv4Bits());
        out.append("table ip mape {\n    chain postrouting {\n");
        out.append("        type nat hook postrouting priority srcnat; policy accept;\n");
        if (ce.kind() == MappingKind.SHARED) {
            List<PortRange> ranges = ranges(ce.portSet());
            for (String protocols : List.of("meta l4proto { tcp, udp }", "ip protocol icmp")) {
                out.append("        oifname \"")
                        .append(tunnel)
                        .append("\" ")
                        .append(protocols)
                        .append(" snat to ")
                        .append(address)
                        .append(" : numgen inc mod ")
                        .append(ranges.size())
                        .append(" map {\n");
                map(ranges, out);
                out.append("        }\n");
            }
            out.append("        oifname \"").append(tunnel).append("\" drop\n");
            losses.differs(
                    "portSet",
                    ce.portSet(),
                    "is taken range by range in turn: a flow fails when its range is used up, though others have ports",
                    "RFC 7597 section 8.1");
        } else {
            out.append("        oifname \"")
                    .append(tunnel)
                    .append("\" snat to ")
                    .append(address)
                    .append('\n');
        }
        return new WrittenText(out.append("    }\n}\n").toString(), losses.findings());
    }

    private static void map(List<PortRange> ranges, StringBuilder out) {
        StringBuilder line = new StringBuilder("           ");
        for (int i = 0; i < ranges.size(); i++) {
            PortRange range = ranges.get(i);
            String element = i + " : " + range.first() + (range.size() == 1 ? "" : "-" + range.last())
                    + (i + 1 < ranges.size() ? "," : "");
            if (line.length() + 1 + element.length() > COLUMNS) {
                out.append(line).append('\n');
                line = new StringBuilder("           ");
            }
            line.append(' ').append(element);
        }
        out.append(line).append('\n');
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
        StringBuilder out = new StringBuilder("# ").append(title(ce)).append('\n');
        if (ce.kind() == MappingKind.PREFIX) {
            return new WrittenText(out.append(noNat()).toString(), losses.findings());
        }
        out.append("nat on ")
                .append(tunnel)
                .append(" inet from ! (")
                .append(tunnel)
                .append(") to any -> ")
                .append(Addresses.toText(ce.ipv4Bits()));
        if (ce.kind() == MappingKind.SHARED) {
            PortSet ports = ce.portSet();
            boolean contiguous = ports.parameters().psidOffset() == 0;
            PortRange first = ranges(ports).get(0);
            out.append(' ').append(contiguous ? "port " + first.first() + ":" + first.last() : PortSetText.pf(ports));
        }
        return new WrittenText(out.append('\n').toString(), losses.findings());
    }

    private static String title(CeMapping ce) {
        StringBuilder out =
                new StringBuilder("MAP address ").append(Addresses.toText(ce.mapAddressHigh(), ce.mapAddressLow()));
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
        return out.toString();
    }

    private static String noNat() {
        return "# The CE owns a prefix with all ports: hosts may have its addresses, and no NAT is needed.\n";
    }

    /** The ranges without port 0. A range of port 0 alone would be a CE without any port. */
    private static List<PortRange> ranges(PortSet ports) {
        List<PortRange> ranges = new ArrayList<>(ports.ranges());
        PortRange first = ranges.get(0);
        if (first.first() == 0 && first.last() > 0) {
            ranges.set(0, new PortRange(1, first.last()));
        }
        return ranges;
    }
}
