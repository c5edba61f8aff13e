package io.softwire46.mape.provision.kea;

import io.softwire46.mape.finding.FieldPath;
import io.softwire46.mape.finding.Location;
import io.softwire46.mape.json.JsonObject;
import io.softwire46.mape.json.JsonText;
import io.softwire46.mape.json.JsonValue;
import io.softwire46.mape.provision.format.internal.DomainReading;
import io.softwire46.mape.provision.format.internal.DomainSyntax;
import io.softwire46.mape.provision.format.internal.LenientJsonFields;
import io.softwire46.mape.provision.format.internal.Locations;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the softwire options of one list: {@code option-data} of Kea, whose spaces say where an option belongs, or {@code options}
 * of Stork, which are within each other. Options of other kinds are skipped.
 *
 * <p>Not thread-safe: use one instance per text.
 */
final class KeaOptionReader {
    static final String RFC = "RFC 7598 section 5";

    private static final String TOP_SPACE = "dhcp6";

    private final DomainReading reading;

    KeaOptionReader(DomainReading reading) {
        this.reading = reading;
    }

    /** Returns the options of an {@code option-data} list. */
    List<KeaOption> optionData(List<JsonValue> list) {
        List<KeaOption> options = new ArrayList<>();
        for (JsonValue each : list) {
            if (each.kind() == JsonValue.Kind.OBJECT) {
                KeaOption option = optionData(each.asObject());
                if (option != null) {
                    options.add(option);
                }
            }
        }
        return options;
    }

    private @Nullable KeaOption optionData(JsonObject object) {
        LenientJsonFields fields = new LenientJsonFields(object, "option-data.", RFC, "", reading::add);
        KeaCode code = code(object);
        if (code == null) {
            return null;
        }
        String space = fields.text("space");
        KeaCode parent = space == null ? null : KeaCode.ofSpace(space).orElse(null);
        if (parent == null && space != null && !space.equals(TOP_SPACE)) {
            return null; // an option of a vendor, with codes of its own
        }
        Location place = Locations.of(object);
        Integer number = fields.whole("code");
        if (number != null && number != code.code()) {
            refuse(
                    code,
                    place,
                    number.toString(),
                    "is not its code, " + code.code() + "; remove the code or correct it");
            return null;
        }
        if (isSkipped(fields, code) || !isPermitted(code, parent, place)) {
            return null;
        }
        JsonValue data = fields.get("data");
        Boolean csv = fields.flag("csv-format", false);
        if (fields.hasError()) {
            return null;
        }
        String text = data == null ? "" : data.kind() == JsonValue.Kind.STRING ? data.asString() : data.shortText();
        Location at = data == null ? place : Locations.of(data);
        if (csv != null && !csv) {
            return hex(code, parent, text, at);
        }
        Location first =
                data != null && data.kind() == JsonValue.Kind.STRING ? Location.of(at.line(), at.column() + 1) : at;
        return checked(new KeaOption(code, parent, tokens(text, first), List.of(), at), text);
    }

    /** Returns the option by its name or code; null for an option of another kind. */
    private static @Nullable KeaCode code(JsonObject object) {
        JsonValue code = object.optional("code").orElse(null);
        JsonValue name = object.optional("name").orElse(null);
        if (name != null && name.kind() == JsonValue.Kind.STRING) {
            return KeaCode.named(name.asString()).orElse(null);
        }
        return code != null && code.asPlain() instanceof Long number
                ? KeaCode.of((int) Math.min(number, Integer.MAX_VALUE)).orElse(null)
                : null;
    }

    private boolean isSkipped(LenientJsonFields fields, KeaCode code) {
        Boolean never = fields.flag("never-send", false);
        JsonValue value = fields.get("never-send");
        if (never != null && never && value != null) {
            note(code, Locations.of(value), "true", "is the value of never-send, so the option is skipped");
            return true;
        }
        JsonValue classes = fields.get("client-classes");
        if (classes != null && reading.isFirst("option classes")) {
            note(
                    code,
                    Locations.of(classes),
                    "client-classes",
                    "limits the option to classes; it is read nevertheless");
        }
        return false;
    }

    private boolean isPermitted(KeaCode code, @Nullable KeaCode parent, Location place) {
        if (parent == null ? code.isContainer() : parent.permits(code)) {
            return true;
        }
        warn(
                code,
                place,
                parent == null ? TOP_SPACE : parent.space(),
                "is a space in which clients ignore the option; it is skipped");
        return false;
    }

    private @Nullable KeaOption hex(KeaCode code, @Nullable KeaCode parent, String text, Location place) {
        byte[] octets = KeaHex.octets(text).orElse(null);
        if (octets == null) {
            refuse(
                    code,
                    place,
                    text,
                    "is not hexadecimal, as csv-format is false; write pairs of digits, or text and true");
            return null;
        }
        KeaOption option = KeaHex.option(code, parent, octets, 0, octets.length, place);
        if (option == null) {
            refuse(
                    code,
                    place,
                    text,
                    "does not have the layout of the option and of options that it may contain; count its octets");
            return null;
        }
        return option;
    }

    /** Divides a text at its commas. */
    private static List<KeaOption.Token> tokens(String text, Location first) {
        List<KeaOption.Token> tokens = new ArrayList<>();
        if (text.isBlank()) {
            return tokens;
        }
        int column = first.column();
        for (String part : text.split(",", -1)) {
            int blanks = part.length() - part.stripLeading().length();
            tokens.add(new KeaOption.Token(part.strip(), Location.of(first.line(), column + blanks)));
            column += part.codePointCount(0, part.length()) + 1;
        }
        return tokens;
    }

    /** Returns the option if it has the fields of its code. */
    private @Nullable KeaOption checked(KeaOption option, String text) {
        List<String> names = option.code().fields();
        if (option.tokens().size() != names.size()) {
            refuse(
                    option.code(),
                    option.place(),
                    text,
                    names.isEmpty()
                            ? "is data of a container, which has none; put options in the space "
                                    + option.code().space()
                            : "has not the fields " + String.join(", ", names)
                                    + "; write these with commas between them");
            return null;
        }
        if (option.code() == KeaCode.PORTS && option.tokens().get(1).text().indexOf('/') < 0) {
            refuse(
                    option.code(),
                    option.tokens().get(1).place(),
                    option.tokens().get(1).text(),
                    "has no length; write PSID and length, such as 3/4");
            return null;
        }
        return option;
    }

    /** Returns the options of a list of Stork. */
    List<KeaOption> stork(List<JsonValue> list, @Nullable KeaCode parent) {
        List<KeaOption> options = new ArrayList<>();
        for (JsonValue each : list) {
            JsonObject object = each.kind() == JsonValue.Kind.OBJECT ? each.asObject() : null;
            KeaCode code = object == null ? null : code(object);
            JsonValue universe =
                    object == null ? null : object.optional("universe").orElse(null);
            boolean ipv4 = universe != null && !universe.shortText().equals("6");
            if (object == null || code == null || ipv4 || !isPermitted(code, parent, Locations.of(object))) {
                continue;
            }
            KeaOption option = stork(object, code, parent);
            if (option != null) {
                options.add(option);
            }
        }
        return options;
    }

    private @Nullable KeaOption stork(JsonObject object, KeaCode code, @Nullable KeaCode parent) {
        LenientJsonFields fields = new LenientJsonFields(object, "options.", RFC, "", reading::add);
        List<KeaOption.Token> tokens = new ArrayList<>();
        for (JsonValue each : fields.array("fields")) {
            JsonObject field = each.kind() == JsonValue.Kind.OBJECT ? each.asObject() : null;
            if (field != null) {
                storkField(new LenientJsonFields(field, "options.fields.", RFC, "", reading::add), tokens);
            }
        }
        List<KeaOption> inner = stork(fields.array("options"), code);
        if (tokens.size() == 1 && isBinary(fields.array("fields").get(0))) {
            return hex(code, parent, tokens.get(0).text(), tokens.get(0).place());
        }
        String text =
                String.join(", ", tokens.stream().map(KeaOption.Token::text).toList());
        return checked(new KeaOption(code, parent, tokens, inner, Locations.of(object)), text);
    }

    private static boolean isBinary(JsonValue field) {
        return field.kind() == JsonValue.Kind.OBJECT
                && field.asObject()
                        .optional("fieldType")
                        .filter(type -> type.shortText().equals("\"binary\""))
                        .isPresent();
    }

    /** A prefix and a PSID have two values, which are one field in Kea. */
    private static void storkField(LenientJsonFields field, List<KeaOption.Token> tokens) {
        String type = field.text("fieldType");
        List<JsonValue> values = field.array("values");
        boolean pair = type != null && (type.equals("ipv6-prefix") || type.equals("psid"));
        for (int i = 0; i < values.size(); i++) {
            String text = text(values.get(i));
            if (pair && i == 0 && values.size() == 2) {
                text = text + "/" + text(values.get(++i));
            }
            tokens.add(new KeaOption.Token(text, Locations.of(values.get(i == 0 ? 0 : i))));
        }
    }

    private static String text(JsonValue value) {
        return value.kind() == JsonValue.Kind.STRING ? value.asString().strip() : value.shortText();
    }

    private void refuse(KeaCode code, Location place, String value, String message) {
        reading.add(Locations.put(
                place, DomainSyntax.error(FieldPath.of(code.toString()), JsonText.quote(value), message, code.rfc())));
    }

    private void warn(KeaCode code, Location place, String value, String message) {
        reading.add(Locations.put(place, DomainSyntax.warning(code.toString(), value, message, code.rfc())));
    }

    private void note(KeaCode code, Location place, String value, String message) {
        reading.add(Locations.put(place, DomainSyntax.info(code.toString(), value, message, code.rfc())));
    }
}
