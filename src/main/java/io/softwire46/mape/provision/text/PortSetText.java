package io.softwire46.mape.provision.text;

import io.softwire46.mape.map.PortParameters;
import io.softwire46.mape.map.PortRange;
import io.softwire46.mape.map.PortSet;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Port sets in the syntax of firewalls, for the NAPT rules of a CE.
 *
 * <p>Static methods only.
 */
public final class PortSetText {
    /** Maximum number of ranges in iptables' multiport match: 15 ports, and a range counts as two. */
    private static final int MULTIPORT_RANGES = 7;

    private PortSetText() {}

    /**
     * Returns the elements of an nftables set with {@code flags interval}.
     *
     * @param ports the set
     * @return such as <code>{ 1232-1235, 2256-2259 }</code>
     */
    public static String nftablesSet(PortSet ports) {
        return ports.ranges().stream().map(range -> text(range, '-')).collect(Collectors.joining(", ", "{ ", " }"));
    }

    /**
     * Returns the ranges for {@code snat to ADDRESS:RANGE} of nftables, one range per statement, without port 0. A map cannot
     * replace the statements, because the kernel then uses only the first port of a range; use a chain per range with {@link
     * #nftablesVmap}.
     *
     * @param ports the set
     * @return such as {@code 1232-1235}, in the order of the ranges
     * @throws IllegalArgumentException if port 0 is the only port
     */
    public static List<String> nftablesRanges(PortSet ports) {
        return usable(ports).stream().map(range -> text(range, '-')).toList();
    }

    /**
     * Returns the elements of an nftables verdict map from the number of a range to its chain, for
     * <code>numgen inc mod N vmap { ... }</code>, where N is the number of ranges.
     *
     * @param ports the set
     * @param chain beginning of the chain names, which the number follows
     * @return such as {@code 0 : goto range_0}, in the order of the ranges
     */
    public static List<String> nftablesVmap(PortSet ports, String chain) {
        return IntStream.range(0, ports.rangeCount())
                .mapToObj(number -> number + " : goto " + chain + number)
                .toList();
    }

    /**
     * Returns arguments of iptables' {@code -m multiport --ports}, each with at most 15 ports, where a range counts as two. A
     * packet is in the set if one of the rules matches.
     *
     * @param ports the set
     * @return one argument per rule, such as {@code 1232:1235,2256:2259}
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
     * Returns the ports of a pf {@code nat} rule: {@code map-e-portset a/k/psid} for an offset of 1 to 15, otherwise the range
     * without port 0 as {@code port first:last}, because pf rejects offset 0. ICMP is not restricted: pf uses echo identifiers 1
     * to 65535.
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

    /** Returns the ranges without port 0, which a NAPT cannot assign. */
    private static List<PortRange> usable(PortSet ports) {
        List<PortRange> ranges = new ArrayList<>(ports.ranges());
        PortRange first = ranges.get(0);
        if (first.first() == 0) {
            if (first.last() == 0) {
                throw new IllegalArgumentException("port set " + ports + " has only port 0");
            }
            ranges.set(0, new PortRange(1, first.last()));
        }
        return ranges;
    }

    private static String text(PortRange range, char separator) {
        return range.size() == 1 ? Integer.toString(range.first()) : range.first() + "" + separator + range.last();
    }
}
