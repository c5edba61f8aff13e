package io.softwire46.mape.provision.yang;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.forward.counter.CounterSnapshot;
import io.softwire46.mape.forward.counter.TrafficStatistic;
import io.softwire46.mape.json.JsonText;
import io.softwire46.mape.json.JsonWriter;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Writes counters as the {@code traffic-stat} leaves of RFC 8676, in JSON. RFC 7951 section 6.1: 64-bit numbers are strings.
 * Counters wrap at 2^64.
 *
 * <p>Static methods only.
 */
public final class SoftwireYangStatistics {
    private static final String HAIRPIN = "hairpin-";
    private static final Pattern DATE_AND_TIME =
            Pattern.compile("[0-9]{4}(-[0-9]{2}){2}T[0-9]{2}(:[0-9]{2}){2}(\\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})");

    private SoftwireYangStatistics() {}

    /**
     * Writes the statistics of a BR, with the name and mode of the first instance that {@link SoftwireYang#write} writes for its
     * domains. The counters of a node are the sum over all domains.
     *
     * @param domains domains of the BR, at least one
     * @param counters counters of the node; the sum if several nodes serve the same domains
     * @param since time at which the counters were 0, as {@code date-and-time} of RFC 6991, such as {@code 2026-03-01T12:00:00Z}
     * @return {@code ietf-softwire-br:br-instances}, indented, ending with a line feed
     * @throws MapConfigurationException if the time has another form
     */
    public static String ofBorderRelay(List<ConfiguredDomain> domains, CounterSnapshot counters, String since) {
        String instance = domains.get(0).domain().name();
        return YangChecks.areBindings(domains)
                ? ofBindingInstance(instance, counters, since)
                : ofAlgorithmInstance(instance, counters, since);
    }

    /**
     * Writes the statistics of an algorithm instance of a BR.
     *
     * @param instance key of the instance
     * @param counters counters of the node; the sum if several nodes serve the same domains
     * @param since time at which the counters were 0, as {@code date-and-time} of RFC 6991, such as {@code 2026-03-01T12:00:00Z}
     * @return {@code ietf-softwire-br:br-instances}, indented, ending with a line feed
     * @throws MapConfigurationException if the time has another form
     */
    public static String ofAlgorithmInstance(String instance, CounterSnapshot counters, String since) {
        return borderRelay("algorithm", "algo-instance", instance, counters, since, false);
    }

    /**
     * Writes the statistics of a binding instance of a BR, which include hairpinned packets.
     *
     * @param instance key of the instance
     * @param counters counters of the node; the sum if several nodes serve the same domains
     * @param since time at which the counters were 0, as {@code date-and-time} of RFC 6991, such as {@code 2026-03-01T12:00:00Z}
     * @return {@code ietf-softwire-br:br-instances}, indented, ending with a line feed
     * @throws MapConfigurationException if the time has another form
     */
    public static String ofBindingInstance(String instance, CounterSnapshot counters, String since) {
        return borderRelay("binding", "bind-instance", instance, counters, since, true);
    }

    private static String borderRelay(
            String mode, String list, String instance, CounterSnapshot counters, String since, boolean hairpin) {
        StringBuilder text = new StringBuilder();
        JsonWriter out = JsonWriter.indented(text);
        out.beginObject().name(YangNames.BR + ":br-instances").beginObject();
        out.name(mode).beginObject().name(list).beginArray().beginObject();
        out.field("name", instance);
        out.name("traffic-stat").beginObject();
        leaves(out, "", counters, since, hairpin);
        out.endObject();
        out.endObject().endArray().endObject().endObject().endObject().endLine();
        return text.toString();
    }

    /**
     * Writes the statistics of a CE's softwire interface.
     *
     * @param interfaceName key of the interface
     * @param counters counters of the node; the sum if several nodes serve the same domains
     * @param since time at which the counters were 0, as {@code date-and-time} of RFC 6991, such as {@code 2026-03-01T12:00:00Z}
     * @return {@code ietf-interfaces:interfaces}, indented, ending with a line feed
     * @throws MapConfigurationException if the time has another form
     */
    public static String ofCustomerEdge(String interfaceName, CounterSnapshot counters, String since) {
        StringBuilder text = new StringBuilder();
        JsonWriter out = JsonWriter.indented(text);
        out.beginObject().name(YangNames.INTERFACES + ":interfaces").beginObject();
        out.name("interface").beginArray().beginObject();
        out.field("name", interfaceName);
        out.name("statistics").beginObject();
        leaves(out, YangNames.CE + ":", counters, since, false);
        out.endObject().endObject().endArray().endObject().endObject().endLine();
        return text.toString();
    }

    private static void leaves(JsonWriter out, String module, CounterSnapshot counters, String since, boolean hairpin) {
        if (!DATE_AND_TIME.matcher(since).matches()) {
            throw MapConfigurationException.syntax(
                    "discontinuity-time",
                    JsonText.quote(since),
                    "is not a time; write it such as 2026-03-01T12:00:00Z",
                    "RFC 6991 section 3");
        }
        out.field("discontinuity-time", since);
        for (TrafficStatistic statistic : TrafficStatistic.values()) {
            if (hairpin || !statistic.leaf().startsWith(HAIRPIN)) {
                out.field(module + statistic.leaf(), Long.toUnsignedString(statistic.value(counters)));
            }
        }
    }
}
