package io.softwire46.mape.provision.format.internal;

import io.softwire46.mape.provision.format.PlacedFinding;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The order in which findings are shown. Holds no state. */
public final class PlacedFindings {
    private PlacedFindings() {}

    /** By place, each once; a finding that weighs more in a larger context hides its lighter self. */
    public static List<PlacedFinding> inOrder(Collection<PlacedFinding> findings) {
        record About(String id, String field) {}
        Set<About> errors = new HashSet<>();
        for (PlacedFinding each : findings) {
            if (each.isError()) {
                errors.add(new About(each.finding().id(), each.finding().field()));
            }
        }
        return new LinkedHashSet<>(findings)
                .stream()
                        .filter(each -> each.isError()
                                || !errors.contains(new About(
                                        each.finding().id(), each.finding().field())))
                        .sorted(Comparator.comparingInt(PlacedFinding::line)
                                .thenComparingInt(PlacedFinding::column)
                                .thenComparingInt(PlacedFinding::octet))
                        .toList();
    }
}
