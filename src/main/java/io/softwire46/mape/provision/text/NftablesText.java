package io.softwire46.mape.provision.text;

import io.softwire46.mape.map.PortSet;
import java.util.List;

/**
 * Writes the table of one CE for {@code nft -f}: NAT to its address and port set, and a filter that drops untranslated packets
 * (RFC 7597 section 8.1).
 *
 * <p>{@code snat} accepts one range of ports per statement. Therefore each range has a chain, and a {@code vmap} selects the
 * chain by the number of the range. The packet mark stores the number between two statements, because {@code vmap} cannot look up
 * the result of another lookup. A TCP or UDP source keeps its number.
 *
 * <p>Static methods only.
 */
final class NftablesText {
    private static final int COLUMNS = 100;
    private static final String SOURCE = "ip saddr . meta l4proto . th sport";
    private static final String FLOW = "ip saddr . ip daddr . meta l4proto . th sport . th dport";

    private NftablesText() {}

    /** Returns the table of an address with all ports. */
    static String wholeAddress(String address, String tunnel) {
        StringBuilder out = new StringBuilder();
        begin(out);
        base(out)
                .append("        oifname \"")
                .append(tunnel)
                .append("\" snat to ")
                .append(address)
                .append("\n    }\n");
        end(address, tunnel, out);
        return out.toString();
    }

    /** Returns the table of a port set that has another port than 0. */
    static String shared(String address, PortSet ports, String tunnel) {
        List<String> ranges = PortSetText.nftablesRanges(ports);
        boolean several = ranges.size() > 1;
        StringBuilder out = new StringBuilder();
        limits(several, out);
        begin(out);
        if (several) {
            choice(address, ports, ranges, out);
        }
        base(out);
        String rule = "        oifname \"" + tunnel + "\" ";
        if (several) {
            out.append(rule).append("meta l4proto { tcp, udp } goto remembered_range\n");
            out.append(rule).append("meta l4proto icmp goto next_range\n");
        } else {
            out.append(rule).append(snat(address, ranges.get(0))).append('\n');
        }
        out.append(rule).append("drop\n    }\n");
        end(address, tunnel, out);
        return out.toString();
    }

    private static void limits(boolean several, StringBuilder out) {
        if (several) {
            out.append("""
                    # A TCP or UDP source (inside address and port) keeps one range of the set, the next in turn when it
                    # is new, and the kernel takes a free port of that range: all destinations see the same address and
                    # port (RFC 4787 REQ-1). An ICMP flow takes the next range. If a range is used up toward a
                    # destination, the kernel drops the packet; its retransmission takes the next range.
                    # Limits: a source expires 5 minutes after its last new flow. Two sources may share a port
                    # toward different destinations (RFC 4787 REQ-3). One identifier toward several destinations is not
                    # kept (RFC 5508 REQ-1). The first packet of a flow has the ct mark as its packet mark.
                    """);
        } else {
            out.append("""
                    # The kernel takes a free port of the range.
                    # Limits: two sources may share a port toward different destinations (RFC 4787 REQ-3).
                    """);
        }
        out.append("""
                # No hairpinning (RFC 4787 REQ-9): add dnat rules for inside servers. Protocols other than TCP,
                # UDP and ICMP are dropped.
                """);
    }

    /** Begins the table so that loading it again replaces it, also with another port set. */
    private static void begin(StringBuilder out) {
        out.append("table ip mape\ndelete table ip mape\ntable ip mape {\n");
    }

    /** Begins the NAT chain, whose priority precedes other tables, because the first match of a flow applies. */
    private static StringBuilder base(StringBuilder out) {
        return out.append("    chain postrouting {\n")
                .append("        type nat hook postrouting priority srcnat - 1; policy accept;\n");
    }

    /** Ends the table with a filter, because NAT does not translate packets that belong to no flow. */
    private static void end(String address, String tunnel, StringBuilder out) {
        String rule = "        oifname \"" + tunnel + "\" ";
        out.append("    chain translated_only {\n")
                .append("        type filter hook postrouting priority srcnat + 1; policy accept;\n")
                .append(rule)
                .append("ct state invalid drop\n")
                .append(rule)
                .append("ip saddr != ")
                .append(address)
                .append(" drop\n    }\n}\n");
    }

    private static void choice(String address, PortSet ports, List<String> ranges, StringBuilder out) {
        out.append("""
                    map range_of_source {
                        type ipv4_addr . inet_proto . inet_service : mark
                        size 65535
                        flags dynamic,timeout
                        timeout 5m
                    }
                    set tried_flows {
                        type ipv4_addr . ipv4_addr . inet_proto . inet_service . inet_service
                        size 65535
                        flags dynamic,timeout
                        timeout 8s
                    }
                """);
        for (int i = 0; i < ranges.size(); i++) {
            out.append("    chain range_")
                    .append(i)
                    .append(" {\n        meta mark set ct mark ")
                    .append(snat(address, ranges.get(i)))
                    .append("\n    }\n");
        }
        out.append("    chain range_of_mark {\n        meta mark vmap {\n");
        wrap(PortSetText.nftablesVmap(ports, "range_"), out);
        out.append("        }\n    }\n");
        String next = "        meta mark set numgen inc mod " + ranges.size();
        out.append("    chain next_range {\n").append(next).append(" goto range_of_mark\n    }\n");
        out.append("    chain known_source {\n        update @range_of_source { ")
                .append(SOURCE)
                .append(" : meta mark }\n        goto range_of_mark\n    }\n");
        out.append("    chain remembered_range {\n        ")
                .append(FLOW)
                .append(" @tried_flows goto next_range\n        add @tried_flows { ")
                .append(FLOW)
                .append(" }\n        meta mark set ")
                .append(SOURCE)
                .append(" map @range_of_source goto known_source\n")
                .append(next)
                .append("\n        add @range_of_source { ")
                .append(SOURCE)
                .append(" : meta mark }\n        goto range_of_mark\n    }\n");
    }

    private static String snat(String address, String range) {
        return "meta l4proto { tcp, udp, icmp } snat to " + address + ":" + range;
    }

    /** Appends elements of a map, wrapped into lines. */
    private static void wrap(List<String> elements, StringBuilder out) {
        StringBuilder line = new StringBuilder("           ");
        for (int i = 0; i < elements.size(); i++) {
            String element = elements.get(i) + (i + 1 < elements.size() ? "," : "");
            if (line.length() + 1 + element.length() > COLUMNS) {
                out.append(line).append('\n');
                line = new StringBuilder("           ");
            }
            line.append(' ').append(element);
        }
        out.append(line).append('\n');
    }
}
