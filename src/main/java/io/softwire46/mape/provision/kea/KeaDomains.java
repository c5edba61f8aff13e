package io.softwire46.mape.provision.kea;

import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.finding.Location;
import io.softwire46.mape.json.JsonObject;
import io.softwire46.mape.json.JsonValue;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.provision.format.internal.DefaultMapping;
import io.softwire46.mape.provision.format.internal.DomainReading;
import io.softwire46.mape.provision.format.internal.DomainSyntax;
import io.softwire46.mape.provision.format.internal.LenientJsonDomain;
import io.softwire46.mape.provision.format.internal.LenientJsonFields;
import io.softwire46.mape.provision.format.internal.LenientJsonLocator;
import io.softwire46.mape.provision.format.internal.Locations;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes domains of the options of each level of a configuration. Kea puts options into a container only if they are at its level, so
 * a level is a domain of its own. Levels with the same options are one domain.
 *
 * <p>Not thread-safe: use one instance per text.
 */
final class KeaDomains {
    private static final int FORWARDING = 1;
    private static final Map<String, List<String>> PLACES = Map.of(
            "ipv6Prefix", List.of("ipv6-prefix"),
            "ipv4Prefix", List.of("ipv4-prefix"),
            "eaLength", List.of("ea-len"),
            "forwarding", List.of("flags"),
            "psidOffset", List.of("s46-portparams", "offset"),
            "psidLength", List.of("s46-portparams", "psid"),
            "psid", List.of("s46-portparams", "psid"));

    private final DomainReading reading;
    private final List<LenientJsonDomain> domains = new ArrayList<>();
    private final List<Translated> translated = new ArrayList<>();

    /** Names of the levels by the text of their options. */
    private final Map<String, String> levels = new HashMap<>();

    /** A level with options of MAP-T, and the first of these. */
    private record Translated(String name, List<KeaOption> options, KeaOption first) {}

    KeaDomains(DomainReading reading) {
        this.reading = reading;
    }

    List<LenientJsonDomain> list() {
        return domains;
    }

    /** Adds the domains of a level. */
    void add(String name, List<KeaOption> options) {
        String key =
                String.join(";", options.stream().map(KeaOption::key).sorted().toList());
        String same = options.isEmpty() ? null : levels.putIfAbsent(key, name);
        if (same != null) {
            Location place = options.get(0).place();
            reading.add(Locations.put(
                    place,
                    DomainSyntax.info(
                            DomainSyntax.shownName(name),
                            "options",
                            "are those of " + DomainSyntax.shownName(same) + " again; they are read once",
                            KeaOptionReader.RFC)));
            return;
        }
        container(KeaCode.MAP_E, name, options);
        container(KeaCode.LW, name + "-lw", options);
        options.stream()
                .filter(each -> each.code() == KeaCode.MAP_T || each.parent() == KeaCode.MAP_T)
                .findFirst()
                .ifPresent(each -> translated.add(new Translated(name, options, each)));
    }

    /** Adds the levels with options of MAP-T if there are no domains of other mechanisms; otherwise they are skipped. */
    void addTranslated() {
        boolean used = domains.isEmpty();
        for (Translated each : translated) {
            String option = KeaCode.MAP_T.toString();
            if (!used) {
                reading.add(Locations.put(each.first().place(), DefaultMapping.skipped(option)));
                continue;
            }
            if (reading.isFirst(DefaultMapping.MECHANISM)) {
                reading.add(Locations.put(each.first().place(), DefaultMapping.mechanism(option)));
            }
            container(KeaCode.MAP_T, each.name(), each.options());
            within(KeaCode.MAP_T, each.options()).stream()
                    .filter(inner -> inner.code() == KeaCode.DMR)
                    .forEach(this::defaultMapping);
        }
    }

    private void defaultMapping(KeaOption option) {
        IPv6Address prefix = new LenientJsonFields(
                        option.toObject(null),
                        option.code() + ".",
                        option.code().rfc(),
                        "",
                        reading::add)
                .ipv6Prefix("prefix");
        if (prefix != null) {
            reading.add(Locations.put(option.place(), DefaultMapping.finding(prefix)));
        }
    }

    private static List<KeaOption> within(KeaCode parent, List<KeaOption> options) {
        return Stream.concat(
                        options.stream().filter(each -> each.parent() == parent),
                        options.stream().filter(each -> each.code() == parent).flatMap(each -> each.inner().stream()))
                .toList();
    }

    private void container(KeaCode container, String name, List<KeaOption> options) {
        KeaOption itself = options.stream()
                .filter(each -> each.code() == container)
                .findFirst()
                .orElse(null);
        List<KeaOption> inner = within(container, options);
        KeaCode wanted = container == KeaCode.LW ? KeaCode.BIND : KeaCode.RULE;
        List<KeaOption> entries =
                inner.stream().filter(each -> each.code() == wanted).toList();
        if (entries.isEmpty()) {
            KeaOption any = itself != null || inner.isEmpty() ? itself : inner.get(0);
            if (any != null) {
                warn(any, "has no " + wanted + " at its level, so clients ignore it; it is skipped");
            }
            return;
        }
        if (itself == null) {
            warn(entries.get(0), "has no " + container + " at its level, without which Kea does not send it");
        }
        if (container == KeaCode.LW && entries.size() > 1) {
            warn(entries.get(1), "is not the first of its container, which may have one; all are read");
        }
        domain(container, name, options, entries, inner);
    }

    private void domain(
            KeaCode container, String name, List<KeaOption> options, List<KeaOption> entries, List<KeaOption> inner) {
        List<JsonObject> objects = new ArrayList<>();
        List<Optional<MapRule.Builder>> rules = new ArrayList<>();
        boolean mesh = false;
        List<KeaOption> shared = options.stream()
                .filter(each -> each.parent() == entries.get(0).code())
                .toList();
        for (KeaOption entry : entries) {
            KeaOption ports = ports(entry, shared);
            JsonObject object = entry.toObject(ports == null ? null : ports.toPorts());
            LenientJsonFields fields = new LenientJsonFields(
                    object, entry.code() + ".", entry.code().rfc(), "", reading::add);
            MapRule.Builder rule = container == KeaCode.LW ? binding(fields) : rule(fields);
            boolean bad = !ports(fields, rule);
            objects.add(object);
            rules.add(bad || fields.hasError() ? Optional.empty() : Optional.of(rule));
            mesh |= container != KeaCode.LW && isForwarding(fields);
        }
        List<KeaOption> relays =
                inner.stream().filter(each -> each.code() == KeaCode.BR).toList();
        Map<String, JsonValue> places = new HashMap<>();
        List<IPv6Address> addresses = new ArrayList<>();
        for (KeaOption relay : relays) {
            JsonObject object = relay.toObject(null);
            IPv6Address address = new LenientJsonFields(
                            object, relay.code() + ".", relay.code().rfc(), "", reading::add)
                    .ipv6("address");
            places.putIfAbsent("borderRelay", object.optional("address").orElse(object));
            if (address != null) {
                addresses.add(address);
            }
        }
        domains.add(new LenientJsonDomain(
                name,
                new LenientJsonLocator(objects.get(0), objects, PLACES, places),
                rules,
                addresses,
                mesh,
                ForwardingOptions.defaults()));
    }

    /** Returns the port parameters of an entry; those of the space belong to each entry of the level. */
    private @Nullable KeaOption ports(KeaOption entry, List<KeaOption> shared) {
        List<KeaOption> ports = Stream.concat(entry.inner().stream(), shared.stream())
                .filter(each -> each.code() == KeaCode.PORTS)
                .toList();
        if (ports.size() > 1 && reading.isFirst("ports " + ports.get(1).place())) {
            warn(ports.get(1), "is not the first at its level, and Kea puts all of them in each rule; it is ignored");
        }
        return ports.isEmpty() ? null : ports.get(0);
    }

    private static MapRule.Builder rule(LenientJsonFields fields) {
        MapRule.Builder rule = MapRule.builder();
        IPv6Address ipv6 = fields.ipv6Prefix("ipv6-prefix");
        IPv4Address ipv4 = fields.ipv4Prefix("ipv4-prefix", "prefix4-len");
        Integer eaLength = fields.whole("ea-len", true);
        Integer flags = fields.whole("flags", true);
        if (flags != null && (flags & ~FORWARDING) != 0) {
            fields.warn(
                    "flags",
                    Objects.requireNonNull(fields.get("flags")),
                    "has bits other than F, which is 1 (the manual of Kea has 128); they are ignored");
        }
        if (ipv6 != null && ipv4 != null && eaLength != null) {
            rule.ipv6Prefix(ipv6).ipv4Prefix(ipv4).eaLength(eaLength).forwarding(isForwarding(fields));
        }
        return rule;
    }

    private static boolean isForwarding(LenientJsonFields fields) {
        String flags = fields.text("flags");
        return flags != null && flags.matches("[0-9]{1,3}") && (Integer.parseInt(flags) & FORWARDING) != 0;
    }

    private static MapRule.Builder binding(LenientJsonFields fields) {
        MapRule.Builder rule = MapRule.builder().eaLength(0).forwarding(false);
        IPv6Address ipv6 = fields.ipv6Prefix("ipv6-prefix");
        IPv4Address ipv4 = fields.ipv4("ipv4-address");
        if (ipv6 != null && ipv4 != null) {
            rule.ipv6Prefix(ipv6).ipv4Prefix(ipv4.setPrefixLength(32, false)).psidOffset(0);
        }
        return rule;
    }

    /** Reads the port parameters; returns whether they have no error. RFC 7598 section 4.5: length 0 means no PSID. */
    private static boolean ports(LenientJsonFields entry, MapRule.Builder rule) {
        JsonObject object = entry.object(KeaCode.PORTS.toString());
        if (object == null) {
            return true;
        }
        LenientJsonFields fields = entry.within(KeaCode.PORTS.toString(), object);
        Integer offset = fields.whole("offset", true);
        Integer psid = fields.whole("psid", true);
        Integer length = fields.whole("psid-len", true);
        if (fields.hasError()) {
            return false;
        }
        rule.psidOffset(offset);
        if (length != null && length != 0) {
            rule.psidLength(length).psid(psid);
        }
        return true;
    }

    private void warn(KeaOption option, String message) {
        reading.add(Locations.put(
                option.place(),
                DomainSyntax.warning(
                        option.code().toString(),
                        "option",
                        message,
                        option.code().rfc())));
    }
}
