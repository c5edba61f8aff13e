package io.softwire46.mape.testing;

import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.json.Json;
import io.softwire46.mape.json.JsonObject;
import io.softwire46.mape.json.JsonValue;
import io.softwire46.mape.map.InterfaceIdFormat;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.PortRange;
import io.softwire46.mape.map.internal.Addresses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** The files in {@code vectors/}, whose fields {@code vectors/README.md} describes. */
public final class Vectors {
    private static final Path FOLDER = Path.of("vectors");

    private Vectors() {}

    public static JsonValue read(String file) {
        return Json.parse(text(file));
    }

    /** The objects of a file of JSON Lines. */
    public static List<JsonObject> lines(String file) {
        return text(file).lines().map(line -> Json.parse(line).asObject()).toList();
    }

    private static String text(String file) {
        try {
            return Files.readString(FOLDER.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The rule of a case with the fields {@code format} and {@code rule}. */
    public static MapRule rule(JsonObject vector) {
        JsonObject rule = vector.required("rule").asObject();
        MapRule.Builder builder = MapRule.builder()
                .format(InterfaceIdFormat.parse(vector.required("format").asString()))
                .ipv6Prefix(rule.required("ipv6Prefix").asString())
                .ipv4Prefix(rule.required("ipv4Prefix").asString())
                .eaLength(integer(rule, "eaLength"));
        rule.optional("psidOffset").ifPresent(a -> builder.psidOffset(a.asInt(0, 15)));
        rule.optional("psidLength").ifPresent(k -> builder.psidLength(k.asInt(0, 16)));
        rule.optional("psid").ifPresent(psid -> builder.psid(psid.asInt(0, 65535)));
        return builder.build();
    }

    public static int integer(JsonObject object, String field) {
        return object.required(field).asInt(0, Integer.MAX_VALUE);
    }

    public static IPv4Address ipv4(JsonObject object, String field) {
        return Addresses.parseIpv4(field, object.required(field).asString());
    }

    public static IPv6Address ipv6(JsonObject object, String field) {
        return Addresses.parseIpv6(field, object.required(field).asString());
    }

    public static IPv6Address ipv6Prefix(JsonObject object, String field) {
        return Addresses.parseIpv6Prefix(field, object.required(field).asString());
    }

    /** A {@code [first, last]} pair. */
    public static PortRange range(JsonValue pair) {
        return new PortRange(
                pair.asArray().get(0).asInt(0, 65535), pair.asArray().get(1).asInt(0, 65535));
    }

    /** Gives a field to the action where it is there and not null. */
    public static void ifGiven(JsonObject object, String field, Consumer<JsonValue> action) {
        object.optional(field).ifPresent(action);
    }
}
