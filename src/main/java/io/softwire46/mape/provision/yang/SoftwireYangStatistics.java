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
 * Counters as the {@code traffic-stat} leaves of RFC 8676, in JSON (RFC 7951: 64-bit numbers are strings). Counters
 * wrap at 2^64.
 *
 * <p>Holds no state.
 */
public final class SoftwireYangStatistics {
    private static final String HAIRPIN = "hairpin-";
    private static final Pattern DATE_AND_TIME =
            Pattern.compile("[0-9]{4}(-[0-9]{2}){2}T[0-9]{2}(:[0-9]{2}){2}(\\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})");

    private SoftwireYangStatistics() {}

    /**
     * Statistics of a whole BR, under the name and the mode of the first instance that {@link SoftwireYang#write} makes of
     * its domains: nodes count for all of them together.
     *
     * @param domains of the BR, at least one
     * @param counters of all its workers
     * @param since when they were 0, as {@code date-and-time} of RFC 6991, such as {@code 2026-03-01T12:00:00Z}
     * @return {@code ietf-softwire-br:br-instances}, indented, ending with a line feed
     * @throws MapConfigurationException when the time is not written so
     */
    public static String ofBorderRelay(List<ConfiguredDomain> domains, CounterSnapshot counters, String since) {
        String instance = domains.get(0).domain().name();
        return YangChecks.areBindings(domains)
                ? ofBindingInstance(instance, counters, since)
                : ofAlgorithmInstance(instance, counters, since);
    }

    /**
     * Statistics of an algorithm instance of a BR.
     *
     * @param instance the key of the instance
     * @param counters of all its workers
     * @param since when they were 0, as {@code date-and-time} of RFC 6991, such as {@code 2026-03-01T12:00:00Z}
     * @return {@code ietf-softwire-br:br-instances}, indented, ending with a line feed
     * @throws MapConfigurationException when the time is not written so
     */
    public static String ofAlgorithmInstance(String instance, CounterSnapshot counters, String since) {
        return borderRelay("algorithm", "algo-instance", instance, counters, since, false);
    }

    /**
     * Statistics of a binding instance of a BR, which count hairpinned packets too.
     *
     * @param instance the key of the instance
     * @param counters of all its workers
     * @param since when they were 0, as {@code date-and-time} of RFC 6991, such as {@code 2026-03-01T12:00:00Z}
     * @return {@code ietf-softwire-br:br-instances}, indented, ending with a line feed
     * @throws MapConfigurationException when the time is not written so
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
     * Statistics of a CE's softwire interface.
     *
     * @param interfaceName the key of the interface
     * @param counters of all its workers
     * @param since when they were 0, as {@code date-and-time} of RFC 6991, such as {@code 2026-03-01T12:00:00Z}
     * @return {@code ietf-interfaces:interfaces}, indented, ending with a line feed
     * @throws MapConfigurationException when the time is not written so
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
                    "is no time; write it as in 2026-03-01T12:00:00Z",
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
