package io.softwire46.mape.provision.domain;

import io.softwire46.mape.json.JsonWriter;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.nat.NaptOption;
import io.softwire46.mape.nat.NaptOptions;
import io.softwire46.mape.nat.NaptOptions.Forward;
import io.softwire46.mape.nat.NaptOptions.Reserved;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The fields of the {@code napt} object of a domain file, and their writer. Fields with default values are not written.
 *
 * <p>Static methods only.
 */
public final class NaptFields {
    /** Name of the object in a domain. */
    public static final String NAPT = "napt";

    static final String INSIDE = "inside";
    static final String UDP_OVERLAPPING_PORTS = "udpOverlappingPorts";
    static final String RESERVED = "reserved";
    static final String DMZ_HOST = "dmzHost";
    static final String TIMERS = "timers";
    static final String UDP_PORTS = "udpPorts";
    static final String LIMITS = "limits";
    static final String FORWARDS = "forwards";

    /** Names of the fields of {@code napt}, {@code timers} and {@code limits}. */
    static final List<String> FIELDS =
            names("", INSIDE, UDP_OVERLAPPING_PORTS, RESERVED, DMZ_HOST, TIMERS, LIMITS, FORWARDS);

    static final List<String> TIMER_FIELDS = names(TIMERS + ".", UDP_PORTS);
    static final List<String> LIMIT_FIELDS = names(LIMITS + ".");

    static final List<String> RESERVED_FIELDS = List.of("protocol", "ports");
    static final List<String> FORWARD_FIELDS = List.of("protocol", "port", "to", "remotes");

    private static final String PORTS_RFC = "RFC 7597 section 8";

    private NaptFields() {}

    /**
     * A field of the object that differs from its default.
     *
     * <p>Immutable.
     *
     * @param path from the domain down, such as {@code napt.timers.udp}
     * @param text value as compact JSON
     * @param rfc clause of the field
     */
    public record Changed(String path, String text, String rfc) {}

    private static List<String> names(String prefix, String... others) {
        return Stream.concat(
                        NaptOption.all().stream()
                                .map(NaptOption::name)
                                .filter(name -> name.startsWith(prefix) && name.indexOf('.', prefix.length()) < 0)
                                .map(name -> name.substring(prefix.length())),
                        Stream.of(others))
                .toList();
    }

    /** Returns the fields that differ from their defaults, in the order in which they are written. */
    public static List<Changed> changed(NaptOptions options) {
        List<Changed> all = new ArrayList<>();
        for (NaptOption<?> option : NaptOption.all()) {
            if (isChanged(options, option)) {
                all.add(changed(option.name(), option.rfc(), out -> out.plain(options.plain(option))));
            }
        }
        for (Structured field : Structured.values()) {
            if (field.isChanged(options)) {
                all.add(changed(field.path, field.rfc, out -> field.value(out, options)));
            }
        }
        return all;
    }

    private static Changed changed(String path, String rfc, Consumer<JsonWriter> value) {
        StringBuilder text = new StringBuilder();
        value.accept(JsonWriter.compact(text));
        return new Changed(NAPT + "." + path, text.toString(), rfc);
    }

    private static boolean isChanged(NaptOptions options, NaptOption<?> option) {
        return !options.get(option).equals(option.defaultValue());
    }

    /** Writes the object as a field; nothing if all fields have their defaults. */
    static void write(JsonWriter out, NaptOptions options) {
        if (options.equals(NaptOptions.defaults())) {
            return;
        }
        out.name(NAPT).beginObject();
        fields(out, options, "");
        object(out, options, TIMERS);
        object(out, options, LIMITS);
        out.endObject();
    }

    private static void object(JsonWriter out, NaptOptions options, String name) {
        if (changed(options).stream().anyMatch(each -> each.path().startsWith(NAPT + "." + name + "."))) {
            out.name(name).beginObject();
            fields(out, options, name + ".");
            out.endObject();
        }
    }

    private static void fields(JsonWriter out, NaptOptions options, String prefix) {
        for (NaptOption<?> option : NaptOption.all()) {
            if (isChanged(options, option) && isIn(option.name(), prefix)) {
                out.name(option.name().substring(prefix.length())).plain(options.plain(option));
            }
        }
        for (Structured field : Structured.values()) {
            if (field.isChanged(options) && isIn(field.path, prefix)) {
                field.value(out.name(field.path.substring(prefix.length())), options);
            }
        }
    }

    private static boolean isIn(String path, String prefix) {
        return path.startsWith(prefix) && path.indexOf('.', prefix.length()) < 0;
    }

    /** Fields whose values are arrays, objects or addresses. */
    private enum Structured {
        INSIDE_PREFIXES(INSIDE, "RFC 4787 section 2") {
            @Override
            Object get(NaptOptions options) {
                return options.inside();
            }

            @Override
            void value(JsonWriter out, NaptOptions options) {
                array(out, options.inside());
            }
        },
        OVERLAPPING_PORTS(UDP_OVERLAPPING_PORTS, "RFC 7857 section 3") {
            @Override
            Object get(NaptOptions options) {
                return options.udpOverlappingPorts();
            }

            @Override
            void value(JsonWriter out, NaptOptions options) {
                out.beginArray();
                options.udpOverlappingPorts().forEach(port -> out.value(port.longValue()));
                out.endArray();
            }
        },
        RESERVED_PORTS(RESERVED, PORTS_RFC) {
            @Override
            Object get(NaptOptions options) {
                return options.reserved();
            }

            @Override
            void value(JsonWriter out, NaptOptions options) {
                out.beginArray();
                for (Reserved range : options.reserved()) {
                    out.beginObject();
                    out.field("protocol", range.protocolName()).field("ports", range.ports());
                    out.endObject();
                }
                out.endArray();
            }
        },
        DEFAULT_HOST(DMZ_HOST, PORTS_RFC) {
            @Override
            Object get(NaptOptions options) {
                return options.dmzHost();
            }

            @Override
            void value(JsonWriter out, NaptOptions options) {
                out.value(Addresses.toText(options.dmzHost().orElseThrow()));
            }
        },
        PORT_TIMERS(TIMERS + "." + UDP_PORTS, "RFC 4787 section 4.3") {
            @Override
            Object get(NaptOptions options) {
                return options.udpPortSeconds();
            }

            @Override
            void value(JsonWriter out, NaptOptions options) {
                out.beginObject();
                options.udpPortSeconds().forEach((port, seconds) -> out.field(port.toString(), seconds.longValue()));
                out.endObject();
            }
        },
        STATIC_FORWARDS(FORWARDS, "RFC 6887 section 11.3") {
            @Override
            Object get(NaptOptions options) {
                return options.forwards();
            }

            @Override
            void value(JsonWriter out, NaptOptions options) {
                out.beginArray();
                for (Forward forward : options.forwards()) {
                    out.beginObject();
                    out.field("protocol", forward.protocol().toString()).field("port", forward.port());
                    out.field("to", forward.to());
                    if (!forward.remotes().isEmpty()) {
                        array(out.name("remotes"), forward.remotes());
                    }
                    out.endObject();
                }
                out.endArray();
            }
        };

        private final String path;
        private final String rfc;

        Structured(String path, String rfc) {
            this.path = path;
            this.rfc = rfc;
        }

        abstract Object get(NaptOptions options);

        abstract void value(JsonWriter out, NaptOptions options);

        boolean isChanged(NaptOptions options) {
            return !get(options).equals(get(NaptOptions.defaults()));
        }

        private static void array(JsonWriter out, List<?> values) {
            out.beginArray();
            values.forEach(value -> out.value(value.toString()));
            out.endArray();
        }
    }
}
