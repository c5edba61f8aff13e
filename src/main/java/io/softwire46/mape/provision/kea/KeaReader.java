package io.softwire46.mape.provision.kea;

import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.Location;
import io.softwire46.mape.json.JsonObject;
import io.softwire46.mape.json.JsonText;
import io.softwire46.mape.json.JsonValue;
import io.softwire46.mape.json.RelaxedJson;
import io.softwire46.mape.provision.format.FormatReader;
import io.softwire46.mape.provision.format.ReadResult;
import io.softwire46.mape.provision.format.internal.DomainReading;
import io.softwire46.mape.provision.format.internal.DomainSyntax;
import io.softwire46.mape.provision.format.internal.JsonReader;
import io.softwire46.mape.provision.format.internal.JsonSource;
import io.softwire46.mape.provision.format.internal.LenientJsonDomain;
import io.softwire46.mape.provision.format.internal.Locations;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the softwire options of a Kea configuration: {@code option-data} at any level, and the {@code options} of Stork. Comments,
 * commas before a bracket, and included files are permitted, but not read. Each level is a domain.
 *
 * <p>Not thread-safe: use one instance per text.
 */
public final class KeaReader {
    private static final String NAME = "kea";
    private static final String OPTION_DATA = "option-data";
    private static final List<String> FEATURES = List.of("Dhcp6", "option-data", "fieldType");

    /** Members without softwire options. */
    private static final Set<String> OTHERS = Set.of("Dhcp4", "user-context", "comment", "option-def");

    /** Members that name a level, the most specific first. */
    private static final List<String> NAMES =
            List.of("name", "subnet", "pool", "prefix", "hostname", "duid", "hw-address", "flex-id", "id");

    private final DomainReading reading = new DomainReading();
    private final KeaOptionReader options = new KeaOptionReader(reading);
    private final KeaDomains domains = new KeaDomains(reading);

    private KeaReader() {}

    /**
     * Returns the reader of the format.
     *
     * @return a reader of domains without options
     */
    public static FormatReader reader() {
        return new JsonReader(
                NAME,
                input -> JsonSource.hasMember(input.requireText(), FEATURES),
                text -> new KeaReader().read(text),
                Set.of());
    }

    private ReadResult read(String text) {
        RelaxedJson.Plain plain = RelaxedJson.plain(text);
        for (RelaxedJson.Include include : plain.includes()) {
            reading.add(Locations.put(
                    Location.of(include.line(), include.column()),
                    DomainSyntax.info(
                            "include",
                            JsonText.quote(include.file()),
                            "is another file, which is not read; convert it as well",
                            KeaOptionReader.RFC)));
        }
        JsonValue root = JsonSource.value(plain.text(), reading);
        if (root != null) {
            level(root, NAME);
            domains.addTranslated();
            LenientJsonDomain.assemble(domains.list(), reading);
            if (domains.list().isEmpty() && !reading.hasError()) {
                reading.add(Locations.put(
                        Locations.of(root),
                        DomainSyntax.error(
                                OPTION_DATA,
                                Finding.MISSING,
                                "has no s46-rule or s46-v4v6bind of MAP-E or Lightweight 4over6; add a container "
                                        + "s46-cont-mape with options in the space s46-cont-mape-options",
                                KeaOptionReader.RFC)));
            }
        }
        return reading.finish(NAME);
    }

    /** Reads the options of a level, and then those of the levels within it. */
    private void level(JsonValue value, String outer) {
        if (value.kind() == JsonValue.Kind.ARRAY) {
            value.asArray().forEach(each -> level(each, outer));
        } else if (value.kind() == JsonValue.Kind.OBJECT) {
            object(value.asObject(), outer);
        }
    }

    private void object(JsonObject object, String outer) {
        String name = name(object, outer);
        List<JsonValue> data = list(object, OPTION_DATA);
        if (data != null) {
            add(name, object, options.optionData(data));
        }
        List<JsonValue> stork = list(object, "options");
        if (stork != null) {
            add(name, object, options.stork(stork, null));
        }
        for (JsonObject.Field field : object.fields()) {
            boolean read = field.name().equals(OPTION_DATA)
                    || (stork != null && field.name().equals("options"));
            if (!read && !OTHERS.contains(field.name())) {
                level(field.value(), name);
            }
        }
    }

    private void add(String name, JsonObject object, List<KeaOption> list) {
        if (list.isEmpty()) {
            return;
        }
        JsonValue test = object.optional("test").orElse(null);
        if (test != null && reading.isFirst("test")) {
            reading.add(Locations.put(
                    Locations.of(test),
                    DomainSyntax.info(
                            "test",
                            DomainSyntax.shown(test),
                            "selects the clients of a class, and is not evaluated; the options of the class are read",
                            KeaOptionReader.RFC)));
        }
        domains.add(name, list);
    }

    private static @Nullable List<JsonValue> list(JsonObject object, String member) {
        JsonValue value = object.optional(member).orElse(null);
        return value != null && value.kind() == JsonValue.Kind.ARRAY ? value.asArray() : null;
    }

    private static String name(JsonObject object, String outer) {
        for (String each : NAMES) {
            JsonValue value = object.optional(each).orElse(null);
            if (value != null
                    && value.kind() == JsonValue.Kind.STRING
                    && !value.asString().isBlank()) {
                return value.asString();
            }
            if (value != null && value.kind() == JsonValue.Kind.NUMBER) {
                return "subnet-" + value.shortText();
            }
        }
        return outer;
    }
}
