package io.softwire46.mape.cli;

import io.softwire46.mape.json.JsonWriter;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.nat.NaptOptions.MappingBehavior;
import io.softwire46.mape.nat.PortForecast;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/**
 * Prints when the ports of a set run out, by protocol and class. Static methods only.
 */
final class ForecastReport {
    private static final double DECIMALS = 1000;

    private ForecastReport() {}

    static void print(PrintWriter out, List<PortForecast> forecasts) {
        if (forecasts.isEmpty()) {
            return;
        }
        out.println();
        out.printf(
                Locale.ROOT,
                "%-10s %-12s %11s %12s %13s %14s%n",
                "Forecast",
                "class",
                "free ports",
                "freed per s",
                "demand per s",
                "dry in s");
        for (PortForecast each : forecasts) {
            out.printf(
                    Locale.ROOT,
                    "%-10s %-12s %11d %12.3f %13.3f %14s%n",
                    each.protocol(),
                    each.mapping(),
                    each.freePorts(),
                    each.freedPerSecond(),
                    each.demandPerSecond(),
                    each.dryInSeconds().isPresent() ? each.dryInSeconds().getAsInt() : "never");
        }
        forecasts.stream().filter(each -> each.host() != 0).forEach(each -> printBusiest(out, each));
    }

    /** Prints the host that uses most ports, and toward which remote endpoint. */
    private static void printBusiest(PrintWriter out, PortForecast of) {
        out.printf(
                Locale.ROOT,
                "  most %s %s ports: %s%s%n",
                of.mapping(),
                of.protocol(),
                Addresses.toText(of.host()),
                of.mapping() == MappingBehavior.EXCLUSIVE ? "" : " toward " + remote(of));
    }

    private static String remote(PortForecast of) {
        return Addresses.toText((int) (of.remote() >>> 16)) + ":" + (of.remote() & 0xffff);
    }

    static void writeJson(JsonWriter json, List<PortForecast> forecasts) {
        json.beginArray();
        for (PortForecast each : forecasts) {
            json.beginObject().field("protocol", each.protocol().toString());
            json.field("class", each.mapping().toString()).field("freePorts", each.freePorts());
            json.field("freedPerSecond", rounded(each.freedPerSecond()));
            json.field("demandPerSecond", rounded(each.demandPerSecond()));
            if (each.dryInSeconds().isPresent()) {
                json.field("dryInSeconds", each.dryInSeconds().getAsInt());
            } else {
                json.name("dryInSeconds").nullValue();
            }
            json.endObject();
        }
        json.endArray();
    }

    private static double rounded(double perSecond) {
        return Math.round(perSecond * DECIMALS) / DECIMALS;
    }
}
