package io.softwire46.mape.provision.format.internal;

import io.softwire46.mape.finding.FieldPath;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.Location;
import io.softwire46.mape.json.JsonObject;
import io.softwire46.mape.json.JsonText;
import io.softwire46.mape.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of a JSON object. A value of the wrong kind becomes a finding and is then treated as absent, so that one
 * reading reports all errors.
 *
 * <p>Not thread-safe: use one instance per object.
 */
public final class JsonFields {
    private static final Pattern WHOLE = Pattern.compile("-?[0-9]+");

    private final JsonObject object;

    private final FieldPath path;

    private final String rfc;
    private final List<Finding> findings = new ArrayList<>();

    /** Text of numbers outside the range of an int, which are read as the nearest int. */
    private final Map<String, String> beyondInt = new LinkedHashMap<>();

    public JsonFields(JsonObject object, FieldPath path, String rfc) {
        this.object = object;
        this.path = path;
        this.rfc = rfc;
    }

    /** Returns the path of the object. */
    public FieldPath path() {
        return path;
    }

    /** Returns the clause of errors about fields. */
    public String rfc() {
        return rfc;
    }

    /** Returns the errors so far. */
    public List<Finding> findings() {
        return findings;
    }

    Map<String, String> beyondInt() {
        return beyondInt;
    }

    public boolean isUnreadable(String field) {
        return findings.stream().anyMatch(each -> each.path().equals(path.then(field)));
    }

    public void refuseUnknown(List<String> known, KnownNames names) {
        for (JsonObject.Field field : object.fields()) {
            if (!known.contains(field.name())) {
                findings.add(Locations.put(
                        Location.of(field.line(), field.column()),
                        DomainSyntax.error(
                                path.then(JsonText.shorten(field.name())),
                                DomainSyntax.shown(field.value()),
                                "is not a known field" + names.remedy(field.name(), known),
                                rfc)));
            }
        }
    }

    public @Nullable String text(String field, String expected) {
        JsonValue value = get(field);
        if (value != null && value.kind() != JsonValue.Kind.STRING) {
            refuse(field, value, expected);
            return null;
        }
        return value == null ? null : value.asString();
    }

    public @Nullable Boolean flag(String field) {
        JsonValue value = get(field);
        if (value != null && value.kind() != JsonValue.Kind.BOOLEAN) {
            refuse(field, value, "is not a truth value; use true or false");
            return null;
        }
        return value == null ? null : value.asBoolean();
    }

    public @Nullable Integer whole(String field) {
        JsonValue value = get(field);
        if (value == null) {
            return null;
        }
        if (value.kind() != JsonValue.Kind.NUMBER) {
            refuse(field, value, "is not a whole number; use decimal digits");
            return null;
        }
        String text = value.asNumberText();
        if (!WHOLE.matcher(text).matches()) {
            refuse(field, value, "is not a whole number; write it without fraction or exponent");
            return null;
        }
        if (value.asPlain() instanceof Long number && number.intValue() == number) {
            return number.intValue();
        }
        beyondInt.put(field, JsonText.shorten(text));
        return text.startsWith("-") ? Integer.MIN_VALUE : Integer.MAX_VALUE;
    }

    public @Nullable JsonObject object(String field) {
        JsonValue value = get(field);
        if (value != null && value.kind() != JsonValue.Kind.OBJECT) {
            refuse(field, value, "is not an object");
            return null;
        }
        return value == null ? null : value.asObject();
    }

    public @Nullable List<JsonValue> array(String field, String expected) {
        JsonValue value = get(field);
        if (value != null && value.kind() != JsonValue.Kind.ARRAY) {
            refuse(field, value, expected);
            return null;
        }
        return value == null ? null : value.asArray();
    }

    public void refuse(String field, JsonValue value, String message) {
        add(DomainSyntax.error(path.then(field), DomainSyntax.shown(value), message, rfc), value);
    }

    public void add(Finding finding, JsonValue value) {
        findings.add(Locations.put(Locations.of(value), finding));
    }

    private @Nullable JsonValue get(String field) {
        return object.optional(field).orElse(null);
    }
}
