package io.softwire46.mape.provision;

import io.softwire46.mape.forward.CounterSnapshot;
import io.softwire46.mape.forward.TrafficStatistic;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Counters as the {@code traffic-stat} leaves of RFC 8676, in JSON (RFC 7951: 64-bit numbers are strings). Counters
 * wrap at 2^64.
 *
 * <p>Holds no state.
 */
public final class SoftwireYangStatistics {
    private static final String HAIRPIN = "hairpin-";

    private SoftwireYangStatistics() {}

    /**
     * Statistics of an algorithm instance of a BR.
     *
     * @param instance the key of the instance
     * @param counters of all its workers
     * @param since when they were 0
     * @return {@code ietf-softwire-br:br-instances}, indented, ending with a line feed
     */
    public static String ofAlgorithmInstance(String instance, CounterSnapshot counters, Instant since) {
        return borderRelay("algorithm", "algo-instance", instance, counters, since, false);
    }

    /**
     * Statistics of a binding instance of a BR, which count hairpinned packets too.
     *
     * @param instance the key of the instance
     * @param counters of all its workers
     * @param since when they were 0
     * @return {@code ietf-softwire-br:br-instances}, indented, ending with a line feed
     */
    public static String ofBindingInstance(String instance, CounterSnapshot counters, Instant since) {
        return borderRelay("binding", "bind-instance", instance, counters, since, true);
    }

    private static String borderRelay(
            String mode, String list, String instance, CounterSnapshot counters, Instant since, boolean hairpin) {
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
     * @param since when they were 0
     * @return {@code ietf-interfaces:interfaces}, indented, ending with a line feed
     */
    public static String ofCustomerEdge(String interfaceName, CounterSnapshot counters, Instant since) {
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

    private static void leaves(
            JsonWriter out, String module, CounterSnapshot counters, Instant since, boolean hairpin) {
        out.field("discontinuity-time", since.truncatedTo(ChronoUnit.SECONDS).toString());
        for (TrafficStatistic statistic : TrafficStatistic.values()) {
            if (hairpin || !statistic.leaf().startsWith(HAIRPIN)) {
                out.field(module + statistic.leaf(), Long.toUnsignedString(statistic.value(counters)));
            }
        }
    }
}
