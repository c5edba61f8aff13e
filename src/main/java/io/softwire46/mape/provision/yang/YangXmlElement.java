package io.softwire46.mape.provision.yang;

import io.softwire46.mape.finding.Location;
import io.softwire46.mape.json.JsonObject;
import io.softwire46.mape.json.JsonValue;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/**
 * An element of YANG data in XML, and its form in JSON. RFC 7951 section 4: a member has the name of its module if its parent has
 * another one. RFC 7951 section 5.4: the entries of a list are an array. RFC 7951 section 6: Booleans and numbers have types.
 *
 * <p>Not thread-safe: it is filled by one parser.
 */
final class YangXmlElement {
    private static final Set<String> LISTS = Set.of("algo-instance", "bind-instance", "binding-entry", "interface");
    private static final Set<String> CONTAINERS = Set.of(
            SoftwireYang.INSTANCES,
            "interfaces",
            "algorithm",
            "binding",
            "binding-table",
            "port-set",
            "icmp-policy",
            "icmpv4-errors",
            "icmpv6-errors",
            "algo-instances");
    private static final Set<String> FLAGS = Set.of(
            "enable",
            "forwarding",
            "enable-hairpinning",
            "allow-incoming-icmpv4",
            "generate-icmpv4-errors",
            "generate-icmpv6-errors");
    private static final Set<String> NUMBERS = Set.of(
            "ea-len",
            "psid-offset",
            "psid-len",
            "psid",
            "softwire-num-max",
            "softwire-payload-mtu",
            "softwire-path-mru",
            "icmpv4-rate",
            "icmpv6-rate");

    /** RFC 7950 section 9.2.1: decimal, hexadecimal, or octal with a leading zero. */
    private static final Pattern NUMBER = Pattern.compile("([+-]?)(0[xX][0-9a-fA-F]{1,20}|[0-9]{1,20})");

    private final String module;
    private final String name;
    private final Location place;
    private final StringBuilder text = new StringBuilder();
    private final List<YangXmlElement> children = new ArrayList<>();

    YangXmlElement(String module, String name, Location place) {
        this.module = module;
        this.name = name;
        this.place = place;
    }

    String name() {
        return name;
    }

    String module() {
        return module;
    }

    Location place() {
        return place;
    }

    String text() {
        return text.toString().strip();
    }

    /** Replaces the prefix of an identity by the name of its module (RFC 7951 section 6.8). */
    void setIdentity(String identityModule, String identity) {
        text.setLength(0);
        text.append(identityModule).append(':').append(identity);
    }

    void append(String characters) {
        text.append(characters);
    }

    void add(YangXmlElement child) {
        children.add(child);
    }

    /** Returns an object with this element as its only member; reports what JSON cannot have. */
    JsonObject toRoot(String member, BiConsumer<YangXmlElement, String> problems) {
        return new JsonObject(
                place.line(),
                place.column(),
                Map.of(member, new JsonObject.Field(member, place.line(), place.column(), value(problems))));
    }

    private JsonValue value(BiConsumer<YangXmlElement, String> problems) {
        if (children.isEmpty() && !CONTAINERS.contains(name) && !LISTS.contains(name)) {
            return leaf(text());
        }
        if (!text.toString().isBlank()) {
            problems.accept(this, "has text between its elements, which is ignored");
        }
        Map<String, List<YangXmlElement>> byName = new LinkedHashMap<>();
        for (YangXmlElement child : children) {
            boolean same = child.module.isEmpty() || child.module.equals(module);
            String member = same ? child.name : child.module + ":" + child.name;
            byName.computeIfAbsent(member, key -> new ArrayList<>()).add(child);
        }
        Map<String, JsonObject.Field> members = new LinkedHashMap<>();
        byName.forEach((member, elements) -> members.put(member, field(member, elements, problems)));
        return new JsonObject(place.line(), place.column(), members);
    }

    private static JsonObject.Field field(
            String member, List<YangXmlElement> elements, BiConsumer<YangXmlElement, String> problems) {
        YangXmlElement first = elements.get(0);
        Location at = first.place;
        if (LISTS.contains(first.name)) {
            List<JsonValue> values =
                    elements.stream().map(each -> each.value(problems)).toList();
            return new JsonObject.Field(
                    member, at.line(), at.column(), JsonValue.array(at.line(), at.column(), values));
        }
        if (elements.size() > 1) {
            problems.accept(elements.get(1), "occurs twice in one element; the first is used");
        }
        return new JsonObject.Field(member, at.line(), at.column(), first.value(problems));
    }

    private JsonValue leaf(String value) {
        if (FLAGS.contains(name) && (value.equals("true") || value.equals("false"))) {
            return JsonValue.scalar(place.line(), place.column(), JsonValue.Kind.BOOLEAN, value);
        }
        var number = NUMBER.matcher(value);
        if (NUMBERS.contains(name) && number.matches()) {
            return JsonValue.scalar(
                    place.line(), place.column(), JsonValue.Kind.NUMBER, decimal(number.group(1), number.group(2)));
        }
        return JsonValue.scalar(place.line(), place.column(), JsonValue.Kind.STRING, value);
    }

    private static String decimal(String sign, String digits) {
        boolean octal = digits.length() > 1 && digits.startsWith("0") && digits.matches("[0-7]+");
        BigInteger number = digits.startsWith("0x") || digits.startsWith("0X")
                ? new BigInteger(digits.substring(2), 16)
                : new BigInteger(digits, octal ? 8 : 10);
        return (sign.equals("-") ? number.negate() : number).toString();
    }
}
