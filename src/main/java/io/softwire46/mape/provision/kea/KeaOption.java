package io.softwire46.mape.provision.kea;

import io.softwire46.mape.finding.Location;
import io.softwire46.mape.json.JsonObject;
import io.softwire46.mape.json.JsonValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A softwire option. Immutable.
 *
 * @param code which option
 * @param parent option that contains it; null at the top
 * @param tokens texts of its fields; one per name in {@link KeaCode#fields}
 * @param inner options within it, which the text has inside its value
 * @param place location of the option
 */
record KeaOption(KeaCode code, @Nullable KeaCode parent, List<Token> tokens, List<KeaOption> inner, Location place) {
    /**
     * Text of one field.
     *
     * @param text without white space around it
     * @param place location of its first character
     */
    record Token(String text, Location place) {}

    KeaOption {
        tokens = List.copyOf(tokens);
        inner = List.copyOf(inner);
    }

    /** Returns an object with the fields as members, all strings, and an object about ports. */
    JsonObject toObject(@Nullable JsonObject ports) {
        Map<String, JsonObject.Field> members = new LinkedHashMap<>();
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            put(members, code.fields().get(i), token.place, token.text);
        }
        if (ports != null) {
            String name = KeaCode.PORTS.toString();
            members.put(name, new JsonObject.Field(name, ports.line(), ports.column(), ports));
        }
        return new JsonObject(place.line(), place.column(), members);
    }

    /** Returns the fields of port parameters, with PSID and length apart. */
    JsonObject toPorts() {
        Map<String, JsonObject.Field> members = new LinkedHashMap<>();
        put(members, "offset", tokens.get(0).place, tokens.get(0).text);
        String psid = tokens.get(1).text;
        int slash = psid.indexOf('/');
        if (slash >= 0) {
            put(members, "psid", tokens.get(1).place, psid.substring(0, slash).strip());
            put(
                    members,
                    "psid-len",
                    tokens.get(1).place,
                    psid.substring(slash + 1).strip());
        }
        return new JsonObject(place.line(), place.column(), members);
    }

    private static void put(Map<String, JsonObject.Field> members, String name, Location at, String text) {
        members.put(
                name,
                new JsonObject.Field(
                        name,
                        at.line(),
                        at.column(),
                        JsonValue.scalar(at.line(), at.column(), JsonValue.Kind.STRING, text)));
    }

    /** Returns a text that is the same for options of the same meaning. */
    String key() {
        StringBuilder key = new StringBuilder(parent + ">" + code);
        tokens.forEach(token -> key.append(',').append(token.text));
        inner.forEach(each -> key.append('{').append(each.key()).append('}'));
        return key.toString();
    }
}
