package io.softwire46.mape.provision.format.internal;

import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.Location;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.json.JsonObject;
import io.softwire46.mape.json.JsonText;
import io.softwire46.mape.json.JsonValue;
import io.softwire46.mape.map.internal.Addresses;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the members of a JSON object of another format. An unusual value is accepted with a warning; a malformed value is an
 * error and is then treated as absent.
 *
 * <p>Not thread-safe: use one instance per object.
 */
public final class LenientJsonFields {
    private static final Pattern WHOLE = Pattern.compile("-?[0-9]+");

    private final JsonObject object;

    /** Path in findings, which precedes the name of a member. */
    private final String path;

    private final String rfc;

    /** YANG module whose name may precede the name of a member; empty for formats without modules. */
    private final String module;

    private final Consumer<Finding> findings;
    private int errors;

    public LenientJsonFields(JsonObject object, String path, String rfc, String module, Consumer<Finding> findings) {
        this.object = object;
        this.path = path;
        this.rfc = rfc;
        this.module = module;
        this.findings = findings;
    }

    /** Returns the members of an inner object. */
    public LenientJsonFields within(String name, JsonObject inner) {
        return new LenientJsonFields(inner, path + name + ".", rfc, module, findings);
    }

    public JsonObject object() {
        return object;
    }

    public boolean hasError() {
        return errors > 0;
    }

    /**
     * Warns about unknown members, but not about members of other modules (augmentations) or metadata with an at-sign.
     */
    public void skipUnknown(List<String> known) {
        for (JsonObject.Field field : object.fields()) {
            boolean foreign = !module.isEmpty()
                    && (field.name().startsWith("@") || (field.name().contains(":") && !isOurs(field.name())));
            if (!foreign && !known.contains(plain(field.name()))) {
                findings.accept(Locations.put(
                        Location.of(field.line(), field.column()),
                        DomainSyntax.warning(
                                path + JsonText.shorten(field.name()),
                                DomainSyntax.shown(field.value()),
                                "is unknown and ignored" + JsonText.suggestion(field.name(), known),
                                rfc)));
            }
        }
    }

    private boolean isOurs(String name) {
        return !module.isEmpty() && name.startsWith(module + ":");
    }

    private String plain(String name) {
        return isOurs(name) ? name.substring(module.length() + 1) : name;
    }

    /** Returns the member; null if it is absent or null. */
    public @Nullable JsonValue get(String name) {
        JsonValue value = object.optional(name).orElse(null);
        if (value == null && !module.isEmpty()) {
            value = object.optional(module + ":" + name).orElse(null);
            if (value != null) {
                warn(
                        name,
                        value,
                        "has the name of its module; omit it, as the module is that of the parent (RFC 7951 section 4)");
            }
        }
        return value;
    }

    public @Nullable String text(String name) {
        JsonValue value = get(name);
        if (value != null && value.kind() != JsonValue.Kind.STRING) {
            refuse(name, value, "is not a string");
            return null;
        }
        return value == null ? null : value.asString();
    }

    /** Returns a whole number; a number outside the range of an int is an error that quotes its text. */
    public @Nullable Integer whole(String name) {
        return whole(name, false);
    }

    /** Returns a whole number; {@code strings} permits a number in a string without a warning. */
    public @Nullable Integer whole(String name, boolean strings) {
        JsonValue value = get(name);
        if (value == null) {
            return null;
        }
        boolean string = value.kind() == JsonValue.Kind.STRING;
        String text = string ? value.asString() : value.kind() == JsonValue.Kind.NUMBER ? value.asNumberText() : "";
        if (!WHOLE.matcher(text).matches()) {
            refuse(name, value, "is not a whole number; write it in decimal digits");
            return null;
        }
        double number = Double.parseDouble(text);
        if (number != (int) number) {
            refuse(name, value, "is outside -2147483648..2147483647; use a valid number");
            return null;
        }
        if (string && !strings) {
            warn(name, value, "is a string; the number in it is used");
        }
        return (int) number;
    }

    /** Returns true or false; {@code numbers} permits 1 and 0 without a warning. */
    public @Nullable Boolean flag(String name, boolean numbers) {
        JsonValue value = get(name);
        if (value == null) {
            return null;
        }
        String text = value.kind() == JsonValue.Kind.STRING
                ? value.asString()
                : value.kind() == JsonValue.Kind.NUMBER ? value.asNumberText() : "";
        boolean truth = text.equals("true") || text.equals("1");
        if (value.kind() == JsonValue.Kind.BOOLEAN) {
            return value.asBoolean();
        } else if (!truth && !text.equals("false") && !text.equals("0")) {
            refuse(name, value, "is not a truth value; use true or false");
            return null;
        }
        if (!numbers || value.kind() != JsonValue.Kind.NUMBER) {
            warn(name, value, "is not written as a truth value; " + truth + " is used");
        }
        return truth;
    }

    public @Nullable JsonObject object(String name) {
        JsonValue value = get(name);
        if (value != null && value.kind() != JsonValue.Kind.OBJECT) {
            refuse(name, value, "is not an object");
            return null;
        }
        return value == null ? null : value.asObject();
    }

    /** Returns the elements of an array; empty if it is absent. */
    public List<JsonValue> array(String name) {
        JsonValue value = get(name);
        if (value != null && value.kind() != JsonValue.Kind.ARRAY) {
            refuse(name, value, "is not an array");
            return List.of();
        }
        return value == null ? List.of() : value.asArray();
    }

    public @Nullable IPv6Address ipv6(String name) {
        String text = text(name);
        try {
            return text == null ? null : Addresses.parseIpv6(path + name, text);
        } catch (MapConfigurationException e) {
            refuse(name, e);
            return null;
        }
    }

    public @Nullable IPv4Address ipv4(String name) {
        String text = text(name);
        try {
            return text == null ? null : Addresses.parseIpv4(path + name, text);
        } catch (MapConfigurationException e) {
            refuse(name, e);
            return null;
        }
    }

    /** Returns a prefix; bits after its length are cleared with a warning. */
    public @Nullable IPv6Address ipv6Prefix(String name) {
        return ipv6PrefixOf(name, text(name));
    }

    /** Returns a prefix whose length is another member, a number or a string. */
    public @Nullable IPv6Address ipv6Prefix(String name, String lengthName) {
        return ipv6PrefixOf(name, withLength(name, lengthName));
    }

    private @Nullable IPv6Address ipv6PrefixOf(String name, @Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            IPv6Address given = Addresses.parseIpv6Prefix(path + name, text);
            long[] bits = Addresses.bits(given.getLower().withoutPrefixLength());
            Integer length = given.getNetworkPrefixLength();
            IPv6Address prefix = PrefixField.masked(bits[0], bits[1], length == null ? 128 : length);
            if (!Arrays.equals(bits, Addresses.bits(prefix))) {
                beyond(name);
            }
            return prefix;
        } catch (MapConfigurationException e) {
            refuse(name, e);
            return null;
        }
    }

    public @Nullable IPv4Address ipv4Prefix(String name) {
        return ipv4PrefixOf(name, text(name));
    }

    /** Returns a prefix whose length is another member, a number or a string. */
    public @Nullable IPv4Address ipv4Prefix(String name, String lengthName) {
        return ipv4PrefixOf(name, withLength(name, lengthName));
    }

    private @Nullable IPv4Address ipv4PrefixOf(String name, @Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            IPv4Address given = Addresses.parseIpv4Prefix(path + name, text);
            int bits = Addresses.bits(given.getLower().withoutPrefixLength());
            Integer length = given.getNetworkPrefixLength();
            int masked = length == null || length == 32 ? bits : bits & ~(-1 >>> length);
            if (masked != bits) {
                beyond(name);
            }
            return new IPv4Address(masked, length == null ? 32 : length);
        } catch (MapConfigurationException e) {
            refuse(name, e);
            return null;
        }
    }

    /** Returns the text of a prefix whose length is another member; null if one of them is absent or malformed. */
    private @Nullable String withLength(String name, String lengthName) {
        String address = text(name);
        Integer length = whole(lengthName, true);
        if (address == null || length == null) {
            return null;
        }
        if (address.indexOf('/') >= 0) {
            refuse(
                    name,
                    Objects.requireNonNull(get(name)),
                    "has a length; write the length in " + lengthName + " only");
            return null;
        }
        return address + "/" + length;
    }

    private void beyond(String name) {
        JsonValue value = Objects.requireNonNull(get(name));
        warn(name, value, "has bits set after its length; they are ignored");
    }

    public void missing(String name, String message) {
        refuse(name, object, Finding.MISSING, message);
    }

    /** Warns about a missing member that is mandatory in the format, but not needed here. */
    public void warnMissing(String name, String message) {
        findings.accept(
                Locations.put(Locations.of(object), DomainSyntax.warning(path + name, Finding.MISSING, message, rfc)));
    }

    public void refuse(String name, JsonValue value, String message) {
        refuse(name, value, DomainSyntax.shown(value), message);
    }

    private void refuse(String name, JsonValue place, String value, String message) {
        errors++;
        findings.accept(Locations.put(Locations.of(place), DomainSyntax.error(path + name, value, message, rfc)));
    }

    private void refuse(String name, MapConfigurationException e) {
        errors++;
        JsonValue value = get(name);
        e.findings()
                .forEach(finding ->
                        findings.accept(Locations.put(Locations.of(value == null ? object : value), finding)));
    }

    public void warn(String name, JsonValue place, String message) {
        findings.accept(Locations.put(
                Locations.of(place), DomainSyntax.warning(path + name, DomainSyntax.shown(place), message, rfc)));
    }

    public void info(String name, JsonValue place, String message) {
        findings.accept(Locations.put(
                Locations.of(place), DomainSyntax.info(path + name, DomainSyntax.shown(place), message, rfc)));
    }
}
