package io.softwire46.mape.provision.junos;

import io.softwire46.mape.finding.Location;
import io.softwire46.mape.json.JsonObject;
import io.softwire46.mape.json.JsonValue;
import io.softwire46.mape.json.JsonValue.Kind;
import io.softwire46.mape.provision.format.internal.DomainReading;
import io.softwire46.mape.provision.format.internal.JsonSource;
import io.softwire46.mape.provision.format.internal.Locations;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the output of {@code show configuration | display json}: the members of {@code configuration}. A member {@code name} is the
 * name of a list entry, {@code [null]} is a flag, and a member with {@code @} has attributes. Older routers print each value as the
 * member {@code data} of an object in an array.
 *
 * <p>Not thread-safe: use one instance per text.
 */
final class JunosJson {
    private static final String ROOT = "configuration";
    private static final String NAME = "name";
    private static final String DATA = "data";
    private static final String ATTRIBUTES = "@";
    private static final String OLD_ATTRIBUTES = "attributes";
    private static final String INACTIVE = "inactive";

    private final JunosLevels levels;

    private JunosJson(StatementDispatcher statements) {
        levels = new JunosLevels(statements);
    }

    static void read(String text, StatementDispatcher statements, DomainReading reading) {
        JsonObject root = JsonSource.object(text, reading, "an object with configuration", "RFC 8259");
        JsonValue configuration = root == null ? null : root.optional(ROOT).orElse(null);
        JunosJson json = new JunosJson(statements);
        if (configuration != null) {
            for (JsonValue each : entries(configuration)) {
                if (each.kind() == Kind.OBJECT) {
                    json.members(each.asObject());
                }
            }
        }
    }

    private static List<JsonValue> entries(JsonValue value) {
        return value.kind() == Kind.ARRAY ? value.asArray() : List.of(value);
    }

    /** Reads the members of a level except its name; returns whether there is one. */
    private boolean members(JsonObject object) {
        boolean any = false;
        for (JsonObject.Field field : object.fields()) {
            boolean isName = field.name().equals(NAME) && isScalar(field.value());
            if (isName || field.name().startsWith(ATTRIBUTES) || field.name().equals(OLD_ATTRIBUTES)) {
                continue;
            }
            any = true;
            JsonValue attributes = object.optional(ATTRIBUTES + field.name()).orElse(null);
            List<JsonValue> entries = entries(field.value());
            for (int i = 0; i < entries.size(); i++) {
                member(field, entries.get(i), mark(attributes, i));
            }
        }
        return any;
    }

    private void member(JsonObject.Field field, JsonValue value, JunosLine.@Nullable Word mark) {
        JunosLine.Word word = new JunosLine.Word(field.name(), Location.of(field.line(), field.column()));
        boolean level = value.kind() == Kind.OBJECT && !isScalar(value);
        JunosLine.Word own = level ? mark(value.asObject()) : null;
        levels.open(word, own == null ? mark : own);
        boolean any = false;
        if (level) {
            value.asObject().optional(NAME).filter(JunosJson::isScalar).ifPresent(this::append);
            any = members(value.asObject());
        } else {
            append(value);
        }
        levels.close(!any);
    }

    private void append(JsonValue value) {
        JsonValue scalar = scalar(value);
        if (scalar != null && !scalar.isNull()) {
            levels.append(new JunosLine.Word(text(scalar), Locations.of(scalar)));
        }
    }

    private static String text(JsonValue scalar) {
        return switch (scalar.kind()) {
            case STRING -> scalar.asString();
            case NUMBER -> scalar.asNumberText();
            default -> String.valueOf(scalar.asBoolean());
        };
    }

    private static boolean isScalar(JsonValue value) {
        return scalar(value) != null;
    }

    /** Returns the value of a statement, in the form of current or of older routers; null if there is none. */
    private static @Nullable JsonValue scalar(JsonValue value) {
        JsonValue inner = value;
        if (value.kind() == Kind.OBJECT) {
            JsonValue data = value.asObject().optional(DATA).orElse(null);
            boolean single =
                    data != null && data.kind() == Kind.ARRAY && data.asArray().size() == 1;
            inner = single && data != null ? data.asArray().get(0) : data;
        }
        return inner == null || inner.kind() == Kind.OBJECT || inner.kind() == Kind.ARRAY ? null : inner;
    }

    /** Returns the mark of an inactive statement among the attributes of all statements with its name. */
    private static JunosLine.@Nullable Word mark(@Nullable JsonValue attributes, int index) {
        List<JsonValue> all = attributes == null ? List.of() : entries(attributes);
        JsonValue own = index < all.size() ? all.get(index) : null;
        return own == null || own.kind() != Kind.OBJECT ? null : inactive(own.asObject());
    }

    /** Returns the mark of an inactive level. */
    private static JunosLine.@Nullable Word mark(JsonObject level) {
        for (String name : List.of(ATTRIBUTES, OLD_ATTRIBUTES)) {
            JsonValue attributes = level.optional(name).orElse(null);
            JunosLine.Word found =
                    attributes == null || attributes.kind() != Kind.OBJECT ? null : inactive(attributes.asObject());
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static JunosLine.@Nullable Word inactive(JsonObject attributes) {
        JsonValue value = attributes.optional(INACTIVE).orElse(null);
        boolean marked = value != null
                && ((value.kind() == Kind.BOOLEAN && value.asBoolean())
                        || (value.kind() == Kind.STRING && !value.asString().equals("false")));
        return marked && value != null ? new JunosLine.Word(INACTIVE, Locations.of(value)) : null;
    }
}
