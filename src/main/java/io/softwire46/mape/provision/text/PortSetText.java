package io.softwire46.mape.provision.text;

import io.softwire46.mape.map.PortParameters;
import io.softwire46.mape.map.PortRange;
import io.softwire46.mape.map.PortSet;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Port sets in the words of firewalls, for the NAPT rules of a CE.
 *
 * <p>Static methods only.
 */
public final class PortSetText {
    /** iptables' multiport match takes 15 ports, and a range counts as two. */
    private static final int MULTIPORT_RANGES = 7;

    private PortSetText() {}

    /**
     * Elements of an nftables set with {@code flags interval}.
     *
     * @param ports the set
     * @return such as <code>{ 1232-1235, 2256-2259 }</code>
     */
    public static String nftablesSet(PortSet ports) {
        return ports.ranges().stream().map(range -> text(range, '-')).collect(Collectors.joining(", ", "{ ", " }"));
    }

    /**
     * The ranges that {@code snat to ADDRESS:RANGE} of nftables takes, one per statement, without port 0. As data of a map
     * a range loads, but the kernel gets its first port only; a chain per range reached by {@link #nftablesVmap} uses all.
     *
     * @param ports the set
     * @return such as {@code 1232-1235}, in the order of the ranges
     * @throws IllegalArgumentException if port 0 is the only port
     */
    public static List<String> nftablesRanges(PortSet ports) {
        return usable(ports).stream().map(range -> text(range, '-')).toList();
    }

    /**
     * Elements of an nftables verdict map from the number of a range to its chain, as
     * <code>numgen inc mod N vmap { ... }</code> takes them, where N is the number of ranges.
     *
     * @param ports the set
     * @param chain how the names of the chains begin; the number follows
     * @return such as {@code 0 : goto range_0}, in the order of the ranges
     */
    public static List<String> nftablesVmap(PortSet ports, String chain) {
        return IntStream.range(0, ports.rangeCount())
                .mapToObj(number -> number + " : goto " + chain + number)
                .toList();
    }

    /**
     * Arguments of iptables' {@code -m multiport --ports}, at most 15 ports each, where a range counts as two. They match
     * the ports of the set; a packet is in the set if one of the rules matches.
     *
     * @param ports the set
     * @return one argument a rule, such as {@code 1232:1235,2256:2259}
     */
    public static List<String> iptablesMultiport(PortSet ports) {
        List<PortRange> ranges = ports.ranges();
        List<String> arguments = new ArrayList<>();
        for (int i = 0; i < ranges.size(); i += MULTIPORT_RANGES) {
            arguments.add(ranges.subList(i, Math.min(i + MULTIPORT_RANGES, ranges.size())).stream()
                    .map(range -> text(range, ':'))
                    .collect(Collectors.joining(",")));
        }
        return arguments;
    }

    /**
     * The words of a pf {@code nat} rule: {@code map-e-portset a/k/psid} where the offset is 1 to 15, else the one range
     * without port 0 as {@code port first:last}, since pf refuses offset 0. They do not restrict ICMP: pf takes echo
     * identifiers from 1 to 65535.
     *
     * @param ports the set
     * @return such as {@code map-e-portset 6/8/52}
     * @throws IllegalArgumentException if port 0 is the only port
     */
    public static String pf(PortSet ports) {
        PortParameters parameters = ports.parameters();
        if (parameters.psidOffset() == 0) {
            return "port " + text(usable(ports).get(0), ':');
        }
        return "map-e-portset " + parameters + "/" + ports.psid();
    }

    /** The ranges without port 0, which a NAPT cannot hand out. */
    private static List<PortRange> usable(PortSet ports) {
        List<PortRange> ranges = new ArrayList<>(ports.ranges());
        PortRange first = ranges.get(0);
        if (first.first() == 0) {
            if (first.last() == 0) {
                throw new IllegalArgumentException("port set " + ports + " has port 0 alone");
            }
            ranges.set(0, new PortRange(1, first.last()));
        }
        return ranges;
    }

    private static String text(PortRange range, char separator) {
        return range.size() == 1 ? Integer.toString(range.first()) : range.first() + "" + separator + range.last();
    }
}
