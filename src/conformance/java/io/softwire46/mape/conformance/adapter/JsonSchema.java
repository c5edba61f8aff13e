package io.softwire46.mape.conformance.adapter;

import io.softwire46.mape.json.Json;
import io.softwire46.mape.json.JsonObject;
import io.softwire46.mape.json.JsonValue;
import io.softwire46.mape.json.JsonValue.Kind;
import io.softwire46.mape.json.JsonWriter;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Checks values against a JSON Schema of draft 2020-12. It knows the keywords that the schemas of the kit use, and refuses
 * others.
 *
 * <p>Immutable.
 */
public final class JsonSchema {
    private static final Set<String> KNOWN = Set.of(
            "$schema",
            "title",
            "description",
            "$defs",
            "$ref",
            "type",
            "const",
            "enum",
            "anyOf",
            "required",
            "properties",
            "additionalProperties",
            "propertyNames",
            "items",
            "minItems",
            "maxItems",
            "uniqueItems",
            "minLength",
            "maxLength",
            "pattern",
            "minimum",
            "maximum");
    private static final String DEFINITION = "#/$defs/";

    private final JsonObject root;
    private final Map<String, Pattern> patterns;

    private JsonSchema(JsonObject root, Map<String, Pattern> patterns) {
        this.root = root;
        this.patterns = patterns;
    }

    /**
     * Reads a schema.
     *
     * @param text JSON
     * @throws io.softwire46.mape.json.JsonException if it is not a schema, or has unknown keywords or definitions
     */
    public static JsonSchema parse(String text) {
        JsonObject root = Json.parse(text).asObject();
        JsonSchema schema = new JsonSchema(root, new HashMap<>());
        schema.check(root);
        return schema;
    }

    /** Checks the keywords of a schema, and of those inside. */
    private void check(JsonValue value) {
        if (value.kind() == Kind.BOOLEAN) {
            return;
        }
        JsonObject schema = value.asObject();
        schema.refuseUnknown(KNOWN);
        for (String keyword : List.of("$defs", "properties")) {
            schema.optional(keyword).ifPresent(all -> all.asObject().fields().forEach(field -> check(field.value())));
        }
        for (String keyword : List.of("additionalProperties", "propertyNames", "items")) {
            schema.optional(keyword).ifPresent(this::check);
        }
        schema.optional("anyOf").ifPresent(all -> all.asArray().forEach(this::check));
        schema.optional("$ref").ifPresent(this::definition);
        schema.optional("pattern").ifPresent(text -> patterns.put(text.asString(), Pattern.compile(text.asString())));
    }

    private JsonValue definition(JsonValue reference) {
        String text = reference.asString();
        if (!text.startsWith(DEFINITION)) {
            throw reference.error("found " + reference.shortText() + ", expected a reference to $defs");
        }
        return root.required("$defs").asObject().required(text.substring(DEFINITION.length()));
    }

    /** Returns the first problem of a value under a definition, with the path of the value; empty if it is valid. */
    public Optional<String> problem(String definition, JsonValue value) {
        return problem(root.required("$defs").asObject().required(definition), value, "");
    }

    /** Returns the first problem of a value under the whole schema; empty if it is valid. */
    public Optional<String> problem(JsonValue value) {
        return problem(root, value, "");
    }

    private Optional<String> problem(JsonValue schema, JsonValue value, String path) {
        if (schema.kind() == Kind.BOOLEAN) {
            return schema.asBoolean() ? Optional.empty() : at(path, "is not permitted");
        }
        for (JsonObject.Field keyword : schema.asObject().fields()) {
            Optional<String> problem = problem(keyword, schema.asObject(), value, path);
            if (problem.isPresent()) {
                return problem;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> at(String path, String problem) {
        return Optional.of((path.isEmpty() ? "message" : path.substring(1)) + " " + problem);
    }

    private Optional<String> problem(JsonObject.Field keyword, JsonObject schema, JsonValue value, String path) {
        JsonValue argument = keyword.value();
        return switch (keyword.name()) {
            case "$ref" -> problem(definition(argument), value, path);
            case "type" -> require(isOfType(argument, value), path, "is " + value.shortText() + ", not " + argument);
            case "const" -> require(argument.equals(value), path, "is " + value.shortText() + ", not " + argument);
            case "enum" ->
                require(
                        argument.asArray().contains(value),
                        path,
                        "is " + value.shortText() + ", not one of " + argument);
            case "anyOf" -> anyOf(argument.asArray(), value, path);
            case "required", "properties", "additionalProperties", "propertyNames" ->
                value.kind() == Kind.OBJECT ? object(keyword, schema, value.asObject(), path) : Optional.empty();
            case "items", "minItems", "maxItems", "uniqueItems" ->
                value.kind() == Kind.ARRAY ? array(keyword, value.asArray(), path) : Optional.empty();
            case "minLength", "maxLength", "pattern" ->
                value.kind() == Kind.STRING ? string(keyword, value.asString(), path) : Optional.empty();
            case "minimum", "maximum" ->
                value.kind() == Kind.NUMBER ? number(keyword, value.asDouble(), path) : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static Optional<String> require(boolean condition, String path, String problem) {
        return condition ? Optional.empty() : at(path, problem);
    }

    private static boolean isOfType(JsonValue types, JsonValue value) {
        if (types.kind() == Kind.ARRAY) {
            return types.asArray().stream().anyMatch(type -> isOfType(type, value));
        }
        String type = types.asString();
        if (type.equals("integer")) {
            return value.kind() == Kind.NUMBER && value.asPlain() instanceof Long;
        }
        return value.kind().toString().equals(type);
    }

    /** Returns the problem of the first alternative if there is no valid one: the schemas name the usual answer first. */
    private Optional<String> anyOf(List<JsonValue> schemas, JsonValue value, String path) {
        String best = "";
        for (JsonValue each : schemas) {
            Optional<String> problem = problem(each, value, path);
            if (problem.isEmpty()) {
                return Optional.empty();
            }
            best = best.isEmpty() ? problem.get() : best;
        }
        return Optional.of(best);
    }

    private Optional<String> object(JsonObject.Field keyword, JsonObject schema, JsonObject value, String path) {
        JsonValue argument = keyword.value();
        if (keyword.name().equals("required")) {
            return argument.asArray().stream()
                    .map(JsonValue::asString)
                    .filter(name -> !value.has(name))
                    .findFirst()
                    .flatMap(name -> at(path + "." + name, "is missing"));
        }
        for (JsonObject.Field field : value.fields()) {
            String inside = path + "." + field.name();
            Optional<JsonValue> known =
                    schema.optional("properties").flatMap(all -> all.asObject().optional(field.name()));
            Optional<String> problem = switch (keyword.name()) {
                case "properties" -> known.flatMap(each -> problem(each, field.value(), inside));
                case "additionalProperties" ->
                    known.isPresent() ? Optional.empty() : problem(argument, field.value(), inside);
                default -> problem(argument, Json.parse(quoted(field.name())), inside + " (its name)");
            };
            if (problem.isPresent()) {
                return problem;
            }
        }
        return Optional.empty();
    }

    private static String quoted(String name) {
        StringBuilder text = new StringBuilder();
        JsonWriter.compact(text).value(name);
        return text.toString();
    }

    private Optional<String> array(JsonObject.Field keyword, List<JsonValue> values, String path) {
        JsonValue argument = keyword.value();
        int count = values.size();
        return switch (keyword.name()) {
            case "minItems" ->
                require(
                        count >= argument.asInt(0, Integer.MAX_VALUE),
                        path,
                        "has fewer than " + argument + " elements");
            case "maxItems" ->
                require(count <= argument.asInt(0, Integer.MAX_VALUE), path, "has more than " + argument + " elements");
            case "uniqueItems" -> require(new HashSet<>(values).size() == count, path, "has an element twice");
            default -> items(argument, values, path);
        };
    }

    private Optional<String> items(JsonValue schema, List<JsonValue> values, String path) {
        for (int i = 0; i < values.size(); i++) {
            Optional<String> problem = problem(schema, values.get(i), path + "[" + i + "]");
            if (problem.isPresent()) {
                return problem;
            }
        }
        return Optional.empty();
    }

    private Optional<String> string(JsonObject.Field keyword, String value, String path) {
        JsonValue argument = keyword.value();
        return switch (keyword.name()) {
            case "minLength" ->
                require(
                        value.codePointCount(0, value.length()) >= argument.asInt(0, Integer.MAX_VALUE),
                        path,
                        "is shorter than " + argument + " characters");
            case "maxLength" ->
                require(
                        value.codePointCount(0, value.length()) <= argument.asInt(0, Integer.MAX_VALUE),
                        path,
                        "is longer than " + argument + " characters");
            default -> {
                Pattern pattern = patterns.get(argument.asString());
                yield require(
                        pattern != null && pattern.matcher(value).find(),
                        path,
                        "does not match " + argument.asString());
            }
        };
    }

    private static Optional<String> number(JsonObject.Field keyword, double value, String path) {
        double limit = keyword.value().asDouble();
        return keyword.name().equals("minimum")
                ? require(value >= limit, path, "is less than " + keyword.value())
                : require(value <= limit, path, "is more than " + keyword.value());
    }
}
