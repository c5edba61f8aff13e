package io.softwire46.mape.map;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Port sets in the words of firewalls, for the NAPT rules of a CE.
 *
 * <p>Stateless.
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
     * Elements of an nftables map from the number of a range to the range, as
     * <code>snat to ADDRESS : numgen random mod N map</code> takes them, where N is the number of ranges.
     *
     * @param ports the set
     * @return such as <code>{ 0 : 1232-1235, 1 : 2256-2259 }</code>
     */
    public static String nftablesMap(PortSet ports) {
        List<String> elements = new ArrayList<>(ports.rangeCount());
        for (int i = 0; i < ports.rangeCount(); i++) {
            elements.add(i + " : " + text(ports.rangeAt(i), '-'));
        }
        return elements.stream().collect(Collectors.joining(", ", "{ ", " }"));
    }

    /**
     * Arguments of iptables' {@code -m multiport --ports}, at most 15 ports each, where a range counts as two.
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
     * as {@code port first:last}, since pf refuses offset 0.
     *
     * @param ports the set
     * @return such as {@code map-e-portset 6/8/52}
     */
    public static String pf(PortSet ports) {
        PortParameters parameters = ports.parameters();
        if (parameters.psidOffset() == 0) {
            return "port " + ports.rangeAt(0).first() + ":" + ports.rangeAt(0).last();
        }
        return "map-e-portset " + parameters + "/" + ports.psid();
    }

    private static String text(PortRange range, char separator) {
        return range.size() == 1 ? Integer.toString(range.first()) : range.first() + "" + separator + range.last();
    }
}
