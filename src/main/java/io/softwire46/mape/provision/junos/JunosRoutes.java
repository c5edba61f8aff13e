package io.softwire46.mape.provision.junos;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.provision.format.internal.RuleJson;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The routes that a border relay of Junos installs for its concentrators by itself, and what an operator adds so that
 * they are advertised.
 *
 * <p>For each concentrator there is a static route of its ipv4-prefix to the outside interface, and in the forwarding
 * plane a long route to the inside interface: the softwire address followed by the mape-prefix, of 128 bits and the
 * length of the prefix. With disable-auto-route there is neither. Holds no state.
 */
final class JunosRoutes {
    private static final int HEXTET_BITS = 16;

    private JunosRoutes() {}

    /**
     * A route of the router. Immutable.
     *
     * @param concentrator the NAME that it is for
     * @param destination as the router prints it
     * @param isLong whether it is a long route of the forwarding plane, and not one of the routing table
     * @param isAutomatic false with disable-auto-route, where an operator adds a route by hand
     * @param serviceInterface where it leads, null when no service set says
     */
    public record Route(
            String concentrator,
            String destination,
            boolean isLong,
            boolean isAutomatic,
            @Nullable String serviceInterface) {}

    /**
     * A long route as the router prints it: hextets of address and prefix as one number, its longest run of zeros
     * shortened.
     *
     * @param softwireAddress the BR address
     * @param prefix the Rule IPv6 prefix
     * @param prefixLength n, 0 to 128
     * @return such as {@code 3001:db8:ffff::1:2001:db8:ce/176}
     */
    public static String longRoute(IPv6Address softwireAddress, IPv6Address prefix, int prefixLength) {
        int count = (prefixLength + HEXTET_BITS - 1) / HEXTET_BITS;
        int[] hextets = new int[8 + count];
        hextets(softwireAddress, hextets, 0, 8);
        hextets(prefix, hextets, 8, count);
        return text(hextets) + "/" + (128 + prefixLength);
    }

    private static void hextets(IPv6Address address, int[] into, int at, int count) {
        long[] bits = Addresses.bits(address);
        for (int i = 0; i < count; i++) {
            into[at + i] = (int) (bits[i / 4] >>> (48 - HEXTET_BITS * (i % 4))) & 0xffff;
        }
    }

    /** As RFC 5952 section 4 prints an address: the first longest run of at least two zeros is left out. */
    private static String text(int[] hextets) {
        int best = -1;
        int bestLength = 1;
        for (int from = 0; from < hextets.length; from++) {
            int to = from;
            while (to < hextets.length && hextets[to] == 0) {
                to++;
            }
            if (to - from > bestLength) {
                best = from;
                bestLength = to - from;
            }
            from = Math.max(from, to - 1);
        }
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < hextets.length; i++) {
            if (i == best) {
                out.append("::");
                i += bestLength - 1;
            } else {
                boolean first = out.isEmpty() || out.charAt(out.length() - 1) == ':';
                out.append(first ? "" : ":").append(Integer.toHexString(hextets[i]));
            }
        }
        return out.toString();
    }

    /**
     * The routes of every concentrator.
     *
     * @param configuration what was read
     * @return for each concentrator the static route, then the long route
     */
    public static List<Route> of(JunosConfiguration configuration) {
        List<Route> routes = new ArrayList<>();
        Map<String, JunosServices.ServiceSet> sets = configuration.services().serviceSetsByConcentrator();
        for (JunosConfiguration.Concentrator each : configuration.concentrators()) {
            JunosServices.ServiceSet set = sets.get(each.name());
            routes.add(new Route(
                    each.name(), ipv4(each), false, each.autoRoute(), set == null ? null : set.outsideInterface()));
            routes.add(new Route(
                    each.name(),
                    longRoute(
                            each.softwireAddress(),
                            each.rule().ipv6Prefix(),
                            each.rule().ipv6Length()),
                    true,
                    each.autoRoute(),
                    set == null ? null : set.insideInterface()));
        }
        return routes;
    }

    /**
     * The routes as remarks, and as lines to configure: what to add by hand under disable-auto-route, the place holder
     * that makes the router advertise its softwire address, and the prefix lists that follow the configuration.
     *
     * @param configuration what was read
     * @return lines that begin with {@code #} or {@code set}
     */
    public static String toText(JunosConfiguration configuration) {
        StringBuilder out = new StringBuilder();
        for (Route route : of(configuration)) {
            String table = route.isLong() ? "forwarding table, long route" : "inet.0, static route";
            out.append("# ")
                    .append(String.format(Locale.ROOT, "%-28s  ", table))
                    .append(route.destination());
            out.append(" to ")
                    .append(
                            route.serviceInterface() == null
                                    ? (route.isLong() ? "the inside" : "the outside")
                                            + " interface (no service-set says)"
                                    : route.serviceInterface());
            out.append(route.isAutomatic() ? "" : "; not by itself, see below").append('\n');
        }
        out.append("\n# Routes to configure:\n");
        Set<String> lines = new LinkedHashSet<>();
        Map<String, JunosServices.ServiceSet> sets = configuration.services().serviceSetsByConcentrator();
        for (JunosConfiguration.Concentrator each : configuration.concentrators()) {
            configured(each, sets.get(each.name()), lines);
        }
        lines.forEach(line -> out.append(line).append('\n'));
        out.append("\n# Prefix lists that follow the concentrators, and what they hold now:\n");
        list(out, "MAPE-IPv4-PREFIXES", JunosStatements.IPV4_PREFIX, configuration, JunosRoutes::ipv4);
        list(out, "MAPE-PREFIXES", JunosStatements.MAPE_PREFIX, configuration, JunosRoutes::ipv6);
        list(out, "MAPE-SOFTWIRE-ADDRESS", JunosStatements.SOFTWIRE_ADDRESS, configuration, JunosRoutes::softwire);
        return out.toString();
    }

    private static void configured(
            JunosConfiguration.Concentrator each, JunosServices.@Nullable ServiceSet set, Set<String> lines) {
        String route6 = "set routing-options rib inet6.0 static route " + softwire(each) + " ";
        if (each.autoRoute()) {
            // The router's own route stands in the forwarding plane only: this one is there to be advertised.
            lines.add(route6 + "reject");
            lines.add(route6 + "no-install");
            return;
        }
        String inside = set == null ? null : set.insideInterface();
        String outside = set == null ? null : set.outsideInterface();
        lines.add(
                inside == null
                        ? "# " + softwire(each) + " next-hop: the inside interface, which no service-set says"
                        : route6 + "next-hop " + JunosWriter.word(inside));
        lines.add(
                outside == null
                        ? "# " + ipv4(each) + " next-hop: the outside interface, which no service-set says"
                        : "set routing-options static route " + ipv4(each) + " next-hop " + JunosWriter.word(outside));
    }

    private static void list(
            StringBuilder out,
            String name,
            String knob,
            JunosConfiguration configuration,
            Function<JunosConfiguration.Concentrator, String> prefix) {
        out.append("set policy-options prefix-list ")
                .append(name)
                .append(" apply-path \"")
                .append(String.join(" ", JunosConcentrators.HIERARCHY))
                .append(" <*> ")
                .append(knob)
                .append(" <*>\"\n");
        Set<String> held = new LinkedHashSet<>();
        configuration.concentrators().forEach(each -> held.add(prefix.apply(each)));
        held.forEach(each -> out.append("#   ").append(each).append('\n'));
    }

    private static String ipv4(JunosConfiguration.Concentrator each) {
        return RuleJson.text(each.rule().ipv4Prefix()) + "/" + each.rule().ipv4Length();
    }

    private static String ipv6(JunosConfiguration.Concentrator each) {
        return RuleJson.text(each.rule().ipv6Prefix()) + "/" + each.rule().ipv6Length();
    }

    private static String softwire(JunosConfiguration.Concentrator each) {
        return RuleJson.text(each.softwireAddress()) + "/128";
    }
}
