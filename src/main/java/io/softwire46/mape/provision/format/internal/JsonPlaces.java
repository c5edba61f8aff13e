package io.softwire46.mape.provision.format.internal;

import io.softwire46.mape.json.JsonValue;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Finds the value that a finding's field means by walking down to it, so that nothing has to be remembered while rules
 * are read by the hundred thousand. Immutable.
 */
public record JsonPlaces(JsonValue root) implements Places {
    private static final Pattern STEPS = Pattern.compile("\\.|(?=\\[)");
    private static final Pattern INDEX = Pattern.compile("\\[[0-9]{1,9}\\]");

    @Override
    public Place of(String field) {
        JsonValue at = root;
        for (String step : STEPS.split(field, -1)) {
            JsonValue next = null;
            if (at.kind() == JsonValue.Kind.OBJECT && at.asObject().has(step)) {
                next = at.asObject().required(step);
            } else if (at.kind() == JsonValue.Kind.ARRAY && INDEX.matcher(step).matches()) {
                List<JsonValue> elements = at.asArray();
                int index = Integer.parseInt(step.substring(1, step.length() - 1));
                next = index < elements.size() ? elements.get(index) : null;
            }
            if (next == null) {
                break;
            }
            at = next;
        }
        return Place.of(at);
    }
}
