package io.softwire46.mape.provision.domain;

import io.softwire46.mape.finding.FieldPath;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.FindingId;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.json.JsonObject;
import io.softwire46.mape.json.JsonText;
import io.softwire46.mape.json.JsonValue;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.nat.NaptOption;
import io.softwire46.mape.nat.NaptOptions;
import io.softwire46.mape.nat.NaptOptions.Forward;
import io.softwire46.mape.nat.NaptOptions.Ipv4Prefix;
import io.softwire46.mape.nat.NaptOptions.Reserved;
import io.softwire46.mape.nat.NaptProtocol;
import io.softwire46.mape.provision.format.internal.DomainReading;
import io.softwire46.mape.provision.format.internal.DomainSyntax;
import io.softwire46.mape.provision.format.internal.JsonFields;
import io.softwire46.mape.provision.format.internal.KnownNames;
import io.softwire46.mape.provision.format.internal.Locations;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the {@code napt} object of a domain. A field with an error keeps its default, so that one reading reports all errors.
 *
 * <p>Not thread-safe: use one instance per object.
 */
final class NaptReader {
    private static final FieldPath NAPT = FieldPath.of(NaptFields.NAPT);
    private static final String RFC = "RFC 7597 section 8";
    private static final String FORWARD_RFC = "RFC 6887 section 11.3";
    private static final Pattern PORT = Pattern.compile("[1-9][0-9]{0,4}");
    private static final int MAX_PORT = 0xffff;
    private static final String NO_PORT = "is not a port; use a whole number from 1 to 65535";

    private static final List<String> FORWARD_PROTOCOLS = Arrays.stream(NaptProtocol.values())
            .filter(each -> each != NaptProtocol.ICMP)
            .map(NaptProtocol::toString)
            .toList();
    private static final List<String> RESERVED_PROTOCOLS = Stream.concat(
                    Stream.of(Reserved.ANY),
                    Arrays.stream(NaptProtocol.values()).map(NaptProtocol::toString))
            .toList();

    private final KnownNames names;
    private final DomainReading.Part part;
    private NaptOptions options = NaptOptions.defaults();

    /** Whether an error of {@link NaptOptions#validate} about hosts could follow from another error. */
    private boolean insideUnreadable;

    private NaptReader(KnownNames names, DomainReading.Part part) {
        this.names = names;
        this.part = part;
    }

    /**
     * Reads the object and checks what needs no CE.
     *
     * @param object the value of {@code napt}
     * @param rules the valid rules of the domain
     * @param part receives the findings
     */
    static NaptOptions read(JsonObject object, Collection<MapRule> rules, KnownNames names, DomainReading.Part part) {
        NaptReader reader = new NaptReader(names, part);
        reader.object(object);
        reader.options.validate(rules).stream()
                .filter(each -> !reader.insideUnreadable || each.id() != FindingId.NAPT07)
                .forEach(each -> part.add(each.within(NAPT)));
        return reader.options;
    }

    private void object(JsonObject object) {
        JsonFields fields = new JsonFields(object, NAPT, RFC);
        fields.refuseUnknown(NaptFields.FIELDS, names);
        scalars(object, "");
        inside(fields.array(NaptFields.INSIDE, "is not an array; write it such as [\"192.168.0.0/16\"]"));
        insideUnreadable |= fields.isUnreadable(NaptFields.INSIDE);
        overlappingPorts(fields.array(NaptFields.UDP_OVERLAPPING_PORTS, "is not an array; write it such as [53, 443]"));
        reserved(fields.array(
                NaptFields.RESERVED,
                "is not an array; write it such as [{\"protocol\": \"tcp\", \"ports\": \"6600-6615\"}]"));
        dmzHost(object.optional(NaptFields.DMZ_HOST).orElse(null));
        timers(fields.object(NaptFields.TIMERS));
        limits(fields.object(NaptFields.LIMITS));
        forwards(
                fields.array(
                        NaptFields.FORWARDS,
                        "is not an array; write it such as [{\"protocol\": \"tcp\", \"port\": 6600, \"to\": \"192.168.1.10:443\"}]"));
        addAll(fields);
    }

    private void addAll(JsonFields fields) {
        fields.findings().forEach(each -> part.add(each, each.location()));
    }

    private void add(Finding finding, JsonValue value) {
        part.add(JsonText.onOneLine(finding), Locations.of(value));
    }

    private void refuse(FieldPath path, JsonValue value, String message, String rfc) {
        add(DomainSyntax.error(path, DomainSyntax.shown(value), message, rfc), value);
    }

    /** Reads the fields with one value of an object whose fields have names with a prefix. */
    private void scalars(JsonObject object, String prefix) {
        for (JsonObject.Field field : object.fields()) {
            JsonValue value = field.value();
            NaptOption<?> option = field.name().indexOf('.') >= 0 || value.isNull()
                    ? null
                    : NaptOption.named(prefix + field.name()).orElse(null);
            if (option == null) {
                continue;
            }
            if (value.kind() == JsonValue.Kind.OBJECT || value.kind() == JsonValue.Kind.ARRAY) {
                refuse(NAPT.then(option.name()), value, "is not " + option.values(), option.rfc());
                continue;
            }
            try {
                options = options.withPlain(option, value.asPlain());
            } catch (MapConfigurationException e) {
                e.findings().forEach(finding -> add(finding.within(NAPT), value));
            }
        }
    }

    private void limits(@Nullable JsonObject object) {
        if (object != null) {
            JsonFields fields = new JsonFields(object, NAPT.then(NaptFields.LIMITS), RFC);
            fields.refuseUnknown(NaptFields.LIMIT_FIELDS, names);
            addAll(fields);
            scalars(object, NaptFields.LIMITS + ".");
        }
    }

    private void timers(@Nullable JsonObject object) {
        if (object == null) {
            return;
        }
        JsonFields fields = new JsonFields(object, NAPT.then(NaptFields.TIMERS), RFC);
        fields.refuseUnknown(NaptFields.TIMER_FIELDS, names);
        JsonObject ports = fields.object(NaptFields.UDP_PORTS);
        addAll(fields);
        scalars(object, NaptFields.TIMERS + ".");
        if (ports != null) {
            portTimers(ports);
        }
    }

    private void portTimers(JsonObject object) {
        FieldPath path = NAPT.then(NaptFields.TIMERS).then(NaptFields.UDP_PORTS);
        JsonFields fields = new JsonFields(object, path, "RFC 4787 section 4.3");
        SortedMap<Integer, Integer> seconds = new TreeMap<>();
        for (JsonObject.Field field : object.fields()) {
            if (!isPort(field.name())) {
                fields.refuse(
                        JsonText.shorten(field.name()),
                        field.value(),
                        "is not a timer of a port; use a port from 1 to 1023");
                continue;
            }
            Integer value = fields.whole(field.name());
            if (value == null && field.value().isNull()) {
                fields.refuse(field.name(), field.value(), "is not a number of seconds; omit the port");
            } else if (value != null) {
                seconds.put(Integer.parseInt(field.name()), value);
            }
        }
        addAll(fields);
        options = options.withUdpPortSeconds(seconds);
    }

    private static boolean isPort(String text) {
        return PORT.matcher(text).matches() && Integer.parseInt(text) <= MAX_PORT;
    }

    /** An unreadable prefix is replaced by a valid one, so that the indexes of the others are right. */
    private void inside(@Nullable List<JsonValue> values) {
        if (values == null) {
            return;
        }
        List<Ipv4Prefix> prefixes = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            JsonValue value = values.get(i);
            Ipv4Prefix prefix = null;
            if (value.kind() != JsonValue.Kind.STRING) {
                refuse(
                        NAPT.then(FieldPath.of(NaptFields.INSIDE, i)),
                        value,
                        "is not a string; write it such as \"192.168.0.0/16\"",
                        RFC);
            } else {
                try {
                    prefix = NaptOptions.insidePrefix(i, value.asString());
                } catch (MapConfigurationException e) {
                    e.findings().forEach(finding -> add(finding.within(NAPT), value));
                }
            }
            insideUnreadable |= prefix == null;
            prefixes.add(prefix == null ? NaptOptions.defaults().inside().get(0) : prefix);
        }
        options = options.withInside(prefixes);
    }

    private void overlappingPorts(@Nullable List<JsonValue> values) {
        List<Integer> ports = elements(values, NaptFields.UDP_OVERLAPPING_PORTS, this::port);
        options = ports == null ? options : options.withUdpOverlappingPorts(ports);
    }

    /** Reads an array; null if it is absent or an element has an error. */
    private static <T> @Nullable List<T> elements(
            @Nullable List<JsonValue> values, String name, BiFunction<JsonValue, FieldPath, @Nullable T> element) {
        if (values == null) {
            return null;
        }
        List<T> all = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            T read = element.apply(values.get(i), NAPT.then(FieldPath.of(name, i)));
            if (read != null) {
                all.add(read);
            }
        }
        return all.size() == values.size() ? all : null;
    }

    private @Nullable Integer port(JsonValue value, FieldPath path) {
        if (value.asPlain() instanceof Long number && number >= 1 && number <= MAX_PORT) {
            return number.intValue();
        }
        refuse(path, value, NO_PORT, "RFC 7597 section 5.1");
        return null;
    }

    private void dmzHost(@Nullable JsonValue value) {
        if (value == null) {
            return;
        }
        if (value.kind() != JsonValue.Kind.STRING) {
            refuse(NAPT.then(NaptFields.DMZ_HOST), value, "is not a string; write it such as \"192.168.1.10\"", RFC);
            return;
        }
        try {
            long address = Addresses.ipv4Prefix(NaptFields.DMZ_HOST, value.asString() + "/32")
                    .high();
            options = options.withDmzHost(OptionalInt.of((int) address));
        } catch (MapConfigurationException e) {
            refuse(
                    NAPT.then(NaptFields.DMZ_HOST),
                    value,
                    "is not an IPv4 address; use four decimal octets without leading zeros, such as \"192.168.1.10\"",
                    "RFC 791 section 3.2");
        }
    }

    private void reserved(@Nullable List<JsonValue> values) {
        List<Reserved> ranges = elements(values, NaptFields.RESERVED, this::reservedRange);
        options = ranges == null ? options : options.withReserved(ranges);
    }

    private @Nullable Reserved reservedRange(JsonValue value, FieldPath path) {
        JsonFields fields = fields(value, path, NaptFields.RESERVED_FIELDS, RFC);
        if (fields == null) {
            return null;
        }
        String protocol = protocol(value.asObject(), fields, RESERVED_PROTOCOLS);
        String ports = required(value.asObject(), fields, "ports", "is not a string; write it such as \"6600-6615\"");
        Reserved range = null;
        if (protocol != null && ports != null) {
            try {
                range = Reserved.of(protocol.equals(Reserved.ANY) ? null : named(protocol), ports);
            } catch (MapConfigurationException e) {
                JsonValue text = value.asObject().required("ports");
                e.findings().forEach(finding -> fields.add(finding.within(path), text));
            }
        }
        boolean valid = fields.findings().isEmpty();
        addAll(fields);
        return valid ? range : null;
    }

    private void forwards(@Nullable List<JsonValue> values) {
        List<Forward> all = elements(values, NaptFields.FORWARDS, this::forward);
        options = all == null ? options : options.withForwards(all);
    }

    private @Nullable Forward forward(JsonValue value, FieldPath path) {
        JsonFields fields = fields(value, path, NaptFields.FORWARD_FIELDS, FORWARD_RFC);
        if (fields == null) {
            return null;
        }
        JsonObject object = value.asObject();
        String protocol = protocol(object, fields, FORWARD_PROTOCOLS);
        JsonValue portValue = object.optional("port").orElse(null);
        Integer port = null;
        if (portValue == null) {
            missing(object, fields, "port");
        } else if (portValue.asPlain() instanceof Long number && number >= 1 && number <= MAX_PORT) {
            port = number.intValue();
        } else {
            fields.refuse("port", portValue, NO_PORT);
        }
        String to = required(object, fields, "to", "is not a string; write it such as \"192.168.1.10:443\"");
        List<Ipv4Prefix> remotes = remotes(fields, path);
        Forward forward = null;
        if (to != null) {
            try {
                // The protocol and port of a forward with another error do not matter.
                Forward parsed =
                        Forward.of(protocol == null ? NaptProtocol.TCP : named(protocol), port == null ? 1 : port, to);
                forward = parsed.withRemotes(remotes);
            } catch (MapConfigurationException e) {
                e.findings().forEach(finding -> fields.add(finding.within(path), object.required("to")));
            }
        }
        boolean valid = fields.findings().isEmpty();
        addAll(fields);
        return valid ? forward : null;
    }

    private static List<Ipv4Prefix> remotes(JsonFields fields, FieldPath path) {
        List<JsonValue> values = fields.array("remotes", "is not an array; write it such as [\"198.51.100.0/24\"]");
        List<Ipv4Prefix> remotes = new ArrayList<>();
        for (int i = 0; values != null && i < values.size(); i++) {
            JsonValue value = values.get(i);
            FieldPath element = FieldPath.of("remotes", i);
            if (value.kind() != JsonValue.Kind.STRING) {
                fields.refuse(element.toString(), value, "is not a string; write it such as \"198.51.100.0/24\"");
                continue;
            }
            try {
                remotes.add(Ipv4Prefix.parse(value.asString()));
            } catch (MapConfigurationException e) {
                Finding first = e.first();
                fields.add(DomainSyntax.error(path.then(element), first.value(), first.message(), first.rfc()), value);
            }
        }
        return remotes;
    }

    /** Returns the fields of an element; null if it is no object. */
    private @Nullable JsonFields fields(JsonValue value, FieldPath path, List<String> known, String rfc) {
        if (value.kind() != JsonValue.Kind.OBJECT) {
            refuse(path, value, "is not an object; use the fields " + String.join(", ", known), rfc);
            return null;
        }
        JsonFields fields = new JsonFields(value.asObject(), path, rfc);
        fields.refuseUnknown(known, names);
        return fields;
    }

    private static @Nullable String protocol(JsonObject object, JsonFields fields, List<String> known) {
        String protocol = required(object, fields, "protocol", "is not a string; use " + or(known));
        if (protocol == null || known.contains(protocol)) {
            return protocol;
        }
        fields.refuse(
                "protocol",
                object.required("protocol"),
                "is not a protocol of this list; use " + or(known) + JsonText.suggestion(protocol, known));
        return null;
    }

    private static String or(List<String> words) {
        int last = words.size() - 1;
        return words.subList(0, last).stream().collect(Collectors.joining(", ")) + " or " + words.get(last);
    }

    private static NaptProtocol named(String name) {
        return Arrays.stream(NaptProtocol.values())
                .filter(each -> each.toString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static @Nullable String required(JsonObject object, JsonFields fields, String field, String expected) {
        if (object.optional(field).isEmpty()) {
            missing(object, fields, field);
            return null;
        }
        return fields.text(field, expected);
    }

    private static void missing(JsonObject object, JsonFields fields, String field) {
        JsonValue place = object.has(field) ? object.required(field) : object;
        fields.add(
                DomainSyntax.error(fields.path().then(field), Finding.MISSING, "is missing; add it", fields.rfc()),
                place);
    }
}
