package io.softwire46.mape.provision.format.internal;

import io.softwire46.mape.json.JsonObject;
import io.softwire46.mape.json.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the parameters of a domain stand in JSON of a foreign format. Immutable.
 *
 * @param domain what is nearest around everything
 * @param rules the objects of the rules, by their number
 * @param names the way from a rule's object to each parameter
 * @param others where parameters of the domain stand, by their name without index
 */
public record ForeignPlaces(
        JsonValue domain, List<JsonObject> rules, Map<String, List<String>> names, Map<String, JsonValue> others)
        implements Places {
    private static final Pattern RULE = Pattern.compile("rules\\[([0-9]{1,9})\\](?:\\.(.*))?");

    @Override
    public Place of(String field) {
        Matcher rule = RULE.matcher(field);
        if (rule.matches()) {
            int index = Integer.parseInt(rule.group(1));
            return index < rules.size() ? inRule(rules.get(index), String.valueOf(rule.group(2))) : Place.of(domain);
        }
        int bracket = field.indexOf('[');
        return Place.of(others.getOrDefault(bracket < 0 ? field : field.substring(0, bracket), domain));
    }

    private Place inRule(JsonObject rule, String parameter) {
        JsonValue at = rule;
        for (String step : names.getOrDefault(parameter, List.of())) {
            if (at.kind() == JsonValue.Kind.OBJECT && at.asObject().has(step)) {
                at = at.asObject().required(step);
            }
        }
        return Place.of(at);
    }
}
