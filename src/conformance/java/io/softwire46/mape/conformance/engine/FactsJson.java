package io.softwire46.mape.conformance.engine;

import io.softwire46.mape.conformance.adapter.StrictJson;
import io.softwire46.mape.conformance.judge.Facts;
import io.softwire46.mape.json.JsonObject;
import io.softwire46.mape.json.JsonValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads facts about packets, with a check of each value, so that a case made by hand cannot fail later.
 *
 * <p>Static methods only.
 */
final class FactsJson {
    private static final int MAX_OCTETS = 65_575;
    private static final Map<String, Consumer<JsonValue>> ICMP = checks(
            Map.entry("family", value -> {
                if (value.asInt(4, 6) == 5) {
                    throw value.error("found 5, expected 4 or 6");
                }
            }),
            Map.entry("type", FactsJson::octet),
            Map.entry("code", FactsJson::octet),
            Map.entry("source", FactsJson::address),
            Map.entry("destination", FactsJson::address),
            Map.entry("sourceOutside", value -> value.asArray().forEach(FactsJson::requireIpv4Prefix)),
            Map.entry("leastTtl", FactsJson::octet),
            Map.entry("tos", FactsJson::octets),
            Map.entry("mtu", FactsJson::number),
            Map.entry("pointer", FactsJson::number),
            Map.entry("quote", FactsJson::hex),
            Map.entry("leastQuote", FactsJson::length),
            Map.entry("data", FactsJson::hex));

    private static final Map<String, Consumer<JsonValue>> PACKET = checks(
            Map.entry("side", value -> value.asOneOf(List.of("ipv4", "ipv6"))),
            Map.entry("outerDestinationPrefix", FactsJson::requirePrefix),
            Map.entry("interfaceId", value -> {
                if (StrictJson.hex(value, 8).length != 8) {
                    throw value.error("found " + value.shortText() + ", expected 16 hexadecimal digits");
                }
            }),
            Map.entry("outerDestination", FactsJson::ipv6),
            Map.entry("outerSource", FactsJson::ipv6),
            Map.entry("nextHeader", FactsJson::octet),
            Map.entry("payloadLength", value -> value.asInt(0, 65_535)),
            Map.entry("trafficClass", FactsJson::octet),
            Map.entry("dscp", value -> value.asInt(0, 63)),
            Map.entry("ecn", value -> value.asInt(0, 3)),
            Map.entry("encapsulationLimit", FactsJson::octet),
            Map.entry("flow", JsonValue::asString),
            Map.entry("icmp", value -> require(value.asObject(), ICMP, List.of("family", "type", "code"))),
            Map.entry("inner", FactsJson::hex),
            Map.entry("rejoins", FactsJson::requireDatagram),
            Map.entry("identification", FactsJson::requirePortSet),
            Map.entry("datagram", JsonValue::asString),
            Map.entry("sourcePort", FactsJson::requirePortSet),
            Map.entry("distinctPort", JsonValue::asString),
            Map.entry("ttl", FactsJson::octets),
            Map.entry("tos", FactsJson::octets),
            Map.entry("checksums", JsonValue::asBoolean),
            Map.entry("size", value -> pair(value).forEach(FactsJson::length)));

    private FactsJson() {}

    @SafeVarargs
    private static Map<String, Consumer<JsonValue>> checks(Map.Entry<String, Consumer<JsonValue>>... checks) {
        Map<String, Consumer<JsonValue>> map = new LinkedHashMap<>();
        for (Map.Entry<String, Consumer<JsonValue>> each : checks) {
            map.put(each.getKey(), each.getValue());
        }
        return map;
    }

    private static void octet(JsonValue value) {
        value.asInt(0, 255);
    }

    private static void octets(JsonValue value) {
        value.asArray().forEach(FactsJson::octet);
    }

    private static void length(JsonValue value) {
        value.asInt(0, MAX_OCTETS);
    }

    private static void number(JsonValue value) {
        value.asLong(0, 0xffff_ffffL);
    }

    private static void hex(JsonValue value) {
        StrictJson.hex(value, MAX_OCTETS);
    }

    private static void ipv6(JsonValue value) {
        requireIpv6(value, value.asString());
    }

    private static boolean isIpv4(String text) {
        return text.matches("((25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])(\\.(?!$)|$)){4}");
    }

    private static void address(JsonValue value) {
        String text = value.asString();
        if (!isIpv4(text)) {
            requireIpv6(value, text);
        }
    }

    private static void requireIpv4Prefix(JsonValue value) {
        String[] parts = value.asString().split("/", -1);
        if (parts.length != 2 || !isIpv4(parts[0]) || !parts[1].matches("[12]?[0-9]|3[0-2]")) {
            throw value.error("found " + value.shortText() + ", expected an IPv4 prefix");
        }
    }

    static Facts read(JsonObject facts) {
        require(facts, PACKET, List.of("side"));
        Map<String, Object> values = new LinkedHashMap<>();
        StrictJson.fields(facts).forEach((name, value) -> values.put(name, notNull(value)));
        return Facts.of(values);
    }

    private static Object notNull(@Nullable Object value) {
        if (value == null) {
            throw new IllegalStateException("a checked fact is null");
        }
        return value;
    }

    /** Throws unless an object has the required fields, no unknown ones, and values of the right kind. */
    private static void require(JsonObject object, Map<String, Consumer<JsonValue>> checks, List<String> required) {
        object.refuseUnknown(checks.keySet());
        required.forEach(object::required);
        for (JsonObject.Field field : object.fields()) {
            Consumer<JsonValue> check = checks.get(field.name());
            if (check != null) {
                check.accept(field.value());
            }
        }
    }

    /** The two elements of an array. */
    static List<JsonValue> pair(JsonValue value) {
        List<JsonValue> elements = value.asArray();
        if (elements.size() != 2) {
            throw value.error("found " + elements.size() + " elements, expected 2");
        }
        return elements;
    }

    /** An IPv4 packet whose header is all there. */
    static void requireDatagram(JsonValue value) {
        byte[] octets = StrictJson.hex(value, MAX_OCTETS);
        int header = octets.length < 20 ? 0 : 4 * (octets[0] & 15);
        if (octets.length < 20 || octets[0] >>> 4 != 4 || header < 20 || header > octets.length) {
            throw value.error("found " + value.shortText() + ", expected an IPv4 packet");
        }
    }

    /** PSID offset, PSID length and PSID. */
    private static void requirePortSet(JsonValue value) {
        List<JsonValue> elements = value.asArray();
        if (elements.size() != 3) {
            throw value.error("found " + elements.size() + " elements, expected 3");
        }
        int offset = elements.get(0).asInt(0, 15);
        int length = elements.get(1).asInt(0, 16 - offset);
        elements.get(2).asInt(0, (1 << length) - 1);
    }

    private static void requirePrefix(JsonValue value) {
        String text = value.asString();
        int slash = text.indexOf('/');
        if (slash < 0 || !text.substring(slash + 1).matches("[0-9]|[1-9][0-9]|1[01][0-9]|12[0-8]")) {
            throw value.error("found " + value.shortText() + ", expected an IPv6 prefix");
        }
        requireIpv6(value, text.substring(0, slash));
    }

    /** RFC 4291 section 2.2: eight fields, or fewer with one "::"; no name that could be looked up. */
    private static void requireIpv6(JsonValue value, String text) {
        int gap = text.indexOf("::");
        boolean compressed = gap >= 0 && text.indexOf("::", gap + 1) < 0;
        int fields = (int) List.of(text.split(":", -1)).stream()
                .filter(field -> !field.isEmpty())
                .count();
        boolean wellFormed = text.matches("[0-9a-f]{0,4}(:[0-9a-f]{0,4}){2,8}")
                && (compressed ? fields <= 7 : gap < 0 && fields == 8 && text.split(":", -1).length == 8)
                && (gap == 0 || !text.startsWith(":"))
                && (gap == text.length() - 2 || !text.endsWith(":"));
        if (!wellFormed) {
            throw value.error("found " + value.shortText() + ", expected an IPv6 address in lower case");
        }
    }
}
