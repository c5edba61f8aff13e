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
 * Routes that a Junos border relay installs automatically for its concentrators, and routes that an operator adds to advertise
 * them.
 *
 * <p>Each concentrator has a static route for its ipv4-prefix to the outside interface, and in the forwarding plane a long route
 * to the inside interface. The destination of the long route is the softwire address followed by the mape-prefix; its length is
 * 128 bits plus the length of the prefix. With disable-auto-route the router installs neither. Static methods only.
 */
final class JunosRoutes {
    private static final int HEXTET_BITS = 16;

    private JunosRoutes() {}

    /**
     * A route of the router. Immutable.
     *
     * @param concentrator NAME of its concentrator
     * @param destination destination as the router prints it
     * @param isLong whether it is a long route of the forwarding plane, not a route of the routing table
     * @param isAutomatic false with disable-auto-route, where an operator adds the route
     * @param serviceInterface outgoing interface; null if no service set determines it
     */
    public record Route(
            String concentrator,
            String destination,
            boolean isLong,
            boolean isAutomatic,
            @Nullable String serviceInterface) {}

    /**
     * Returns a long route as the router prints it: the hextets of address and prefix as one number, with the longest run of
     * zeros shortened.
     *
     * @param softwireAddress BR address
     * @param prefix Rule IPv6 prefix
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

    /** RFC 5952 section 4: the first longest run of at least two zeros is shortened. */
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
     * Returns the routes of all concentrators.
     *
     * @param concentrators concentrators with different names
     * @param services service sets, which determine the interfaces
     * @return for each concentrator the static route, then the long route
     */
    public static List<Route> of(List<JunosConfiguration.Concentrator> concentrators, JunosServices services) {
        List<Route> routes = new ArrayList<>();
        Map<String, JunosServices.ServiceSet> sets = services.serviceSetsByConcentrator();
        for (JunosConfiguration.Concentrator each : concentrators) {
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
     * Writes the routes as comments, and lines to configure: the routes to add with disable-auto-route, the placeholder route
     * with which the router advertises its softwire address, and prefix lists that follow the configuration.
     *
     * @param concentrators concentrators with different names
     * @param services service sets, which determine the interfaces
     * @return lines that begin with {@code #} or {@code set}
     */
    public static String toText(List<JunosConfiguration.Concentrator> concentrators, JunosServices services) {
        StringBuilder out = new StringBuilder();
        for (Route route : of(concentrators, services)) {
            String table = route.isLong() ? "forwarding table, long route" : "inet.0, static route";
            out.append("# ")
                    .append(String.format(Locale.ROOT, "%-28s  ", table))
                    .append(route.destination());
            out.append(" to ")
                    .append(
                            route.serviceInterface() == null
                                    ? (route.isLong() ? "the inside" : "the outside")
                                            + " interface (not in any service-set)"
                                    : route.serviceInterface());
            out.append(route.isAutomatic() ? "" : "; not automatic, see below").append('\n');
        }
        out.append("\n# Routes to configure:\n");
        Set<String> lines = new LinkedHashSet<>();
        Map<String, JunosServices.ServiceSet> sets = services.serviceSetsByConcentrator();
        for (JunosConfiguration.Concentrator each : concentrators) {
            configured(each, sets.get(each.name()), lines);
        }
        lines.forEach(line -> out.append(line).append('\n'));
        out.append("\n# Prefix lists that follow the concentrators, with their prefixes:\n");
        list(out, "MAPE-IPv4-PREFIXES", JunosStatements.IPV4_PREFIX, concentrators, JunosRoutes::ipv4);
        list(out, "MAPE-PREFIXES", JunosStatements.MAPE_PREFIX, concentrators, JunosRoutes::ipv6);
        list(out, "MAPE-SOFTWIRE-ADDRESS", JunosStatements.SOFTWIRE_ADDRESS, concentrators, JunosRoutes::softwire);
        return out.toString();
    }

    private static void configured(
            JunosConfiguration.Concentrator each, JunosServices.@Nullable ServiceSet set, Set<String> lines) {
        String route6 = "set routing-options rib inet6.0 static route " + softwire(each) + " ";
        if (each.autoRoute()) {
            // The automatic route is only in the forwarding plane; this route makes the router advertise the address.
            lines.add(route6 + "reject");
            lines.add(route6 + "no-install");
            return;
        }
        String inside = set == null ? null : set.insideInterface();
        String outside = set == null ? null : set.outsideInterface();
        lines.add(
                inside == null
                        ? "# " + softwire(each) + " next-hop: the inside interface, which is not in any service-set"
                        : route6 + "next-hop " + JunosWriter.word(inside));
        lines.add(
                outside == null
                        ? "# " + ipv4(each) + " next-hop: the outside interface, which is not in any service-set"
                        : "set routing-options static route " + ipv4(each) + " next-hop " + JunosWriter.word(outside));
    }

    private static void list(
            StringBuilder out,
            String name,
            String statement,
            List<JunosConfiguration.Concentrator> concentrators,
            Function<JunosConfiguration.Concentrator, String> prefix) {
        out.append("set policy-options prefix-list ")
                .append(name)
                .append(" apply-path \"")
                .append(String.join(" ", JunosConcentrators.HIERARCHY))
                .append(" <*> ")
                .append(statement)
                .append(" <*>\"\n");
        Set<String> held = new LinkedHashSet<>();
        concentrators.forEach(each -> held.add(prefix.apply(each)));
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
