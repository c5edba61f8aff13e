package io.softwire46.mape.provision.format.internal;

import io.softwire46.mape.finding.FieldPath;
import io.softwire46.mape.finding.Location;
import io.softwire46.mape.finding.Locator;
import io.softwire46.mape.json.JsonObject;
import io.softwire46.mape.json.JsonValue;
import java.util.List;
import java.util.Map;

/**
 * Locates the parameters of a domain in JSON of another format. Immutable.
 *
 * @param domain value that contains the domain
 * @param rules objects of the rules, by their index
 * @param names member names from a rule's object to each parameter
 * @param others values of parameters of the domain, by their name without index
 */
public record LenientJsonLocator(
        JsonValue domain, List<JsonObject> rules, Map<String, List<String>> names, Map<String, JsonValue> others)
        implements Locator {
    @Override
    public Location locate(FieldPath path) {
        if (path.startsWith("rules") && path.steps().get(0).index() != FieldPath.NO_INDEX) {
            int index = path.steps().get(0).index();
            return index < rules.size() ? inRule(rules.get(index), path.rest().toString()) : Locations.of(domain);
        }
        String first = path.steps().isEmpty() ? "" : path.steps().get(0).name();
        String field = path.steps().size() > 1 ? path.inDomain("").toString() : first;
        return Locations.of(others.getOrDefault(field, domain));
    }

    private Location inRule(JsonObject rule, String parameter) {
        JsonValue at = rule;
        for (String step : names.getOrDefault(parameter, List.of())) {
            if (at.kind() == JsonValue.Kind.OBJECT && at.asObject().has(step)) {
                at = at.asObject().required(step);
            }
        }
        return Locations.of(at);
    }
}
