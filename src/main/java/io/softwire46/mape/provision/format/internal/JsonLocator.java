package io.softwire46.mape.provision.format.internal;

import io.softwire46.mape.finding.FieldPath;
import io.softwire46.mape.finding.Location;
import io.softwire46.mape.finding.Locator;
import io.softwire46.mape.json.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * Locates the JSON value of a finding's path by descending from the root, so that the reader stores no location per rule.
 * Immutable.
 */
public record JsonLocator(JsonValue root) implements Locator {
    @Override
    public Location locate(FieldPath path) {
        JsonValue at = root;
        for (FieldPath.Step step : path.steps()) {
            JsonValue next = field(at, step.name());
            if (next != null && step.index() != FieldPath.NO_INDEX) {
                at = next;
                next = element(at, step.index());
            }
            if (next == null) {
                break;
            }
            at = next;
        }
        return Locations.of(at);
    }

    private static @Nullable JsonValue field(JsonValue value, String name) {
        boolean has = value.kind() == JsonValue.Kind.OBJECT && value.asObject().has(name);
        return has ? value.asObject().required(name) : null;
    }

    private static @Nullable JsonValue element(JsonValue value, int index) {
        boolean has =
                value.kind() == JsonValue.Kind.ARRAY && index < value.asArray().size();
        return has ? value.asArray().get(index) : null;
    }
}
