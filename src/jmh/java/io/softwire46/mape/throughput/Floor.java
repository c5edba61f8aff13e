package io.softwire46.mape.throughput;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Selects the floor of a row: of its class, with its parameters, in its form. */
final class Floor {
    private Floor() {}

    /** {@return the floor of a row: in bursts for a row in bursts or batches, the row itself for a floor, null if there is none} */
    static @Nullable Measurement of(Measurement row, List<Measurement> rows) {
        String method = row.benchmark().substring(row.benchmark().indexOf('.') + 1);
        if (method.toLowerCase(Locale.ROOT).contains("floor")) {
            return row;
        }
        String form = method.endsWith("Burst") || method.endsWith("Batch") ? "gatherFloorBurst" : "gatherFloorSingle";
        String large = method.endsWith("Large") ? "copyFloorLarge" : "copyFloor";
        for (String name : List.of(form, "storeFloor", large)) {
            for (Measurement each : rows) {
                if (each.benchmark().equals(row.benchmark().replace(method, name))
                        && each.params().equals(row.params())) {
                    return each;
                }
            }
        }
        return null;
    }
}
