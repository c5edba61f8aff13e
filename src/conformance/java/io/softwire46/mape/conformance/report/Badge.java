package io.softwire46.mape.conformance.report;

import io.softwire46.mape.conformance.Role;
import io.softwire46.mape.conformance.catalogue.Property;
import io.softwire46.mape.conformance.engine.PropertyResult;
import io.softwire46.mape.conformance.engine.Result;
import io.softwire46.mape.conformance.engine.RunResult;
import io.softwire46.mape.conformance.judge.Level;
import io.softwire46.mape.json.JsonWriter;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The badge of a run: how many of all MUST properties of the declared roles pass, whichever were part of the run.
 *
 * <p>Static methods only.
 */
final class Badge {
    private Badge() {}

    static String json(RunResult run, List<Property> catalogue) {
        Set<String> ids = new HashSet<>();
        catalogue.stream()
                .filter(property -> property.level() == Level.MUST
                        && isOf(property, run.target().roles()))
                .forEach(property -> ids.add(property.id()));
        long passed = 0;
        for (PropertyResult each : run.properties()) {
            if (each.property().level() == Level.MUST) {
                ids.add(each.property().id());
                passed += each.result() == Result.PASS ? 1 : 0;
            }
        }
        String color = ids.isEmpty() ? "lightgrey" : passed == ids.size() ? "green" : "orange";
        StringBuilder out = new StringBuilder();
        JsonWriter.compact(out)
                .beginObject()
                .field("schemaVersion", 1)
                .field("label", "MAP-E " + run.suite())
                .field("message", "MUST " + passed + "/" + ids.size())
                .field("color", color)
                .endObject()
                .endLine();
        return out.toString();
    }

    private static boolean isOf(Property property, Set<Role> roles) {
        return property.roles().stream().anyMatch(roles::contains);
    }
}
