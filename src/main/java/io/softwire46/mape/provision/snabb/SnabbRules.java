package io.softwire46.mape.provision.snabb;

import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.finding.FieldPath;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.Location;
import io.softwire46.mape.finding.Locator;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.provision.format.internal.DomainReading;
import io.softwire46.mape.provision.format.internal.DomainSyntax;
import io.softwire46.mape.provision.format.internal.FollowUps;
import io.softwire46.mape.provision.format.internal.Word;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Makes one domain of the softwires of a table. Each softwire is a rule without EA bits for the address of its B4 (RFC 7596).
 *
 * <p>Not thread-safe: use one instance per text.
 */
final class SnabbRules {
    private static final int IPV4_BITS = 32;
    private static final int IPV6_BITS = 128;

    private final SnabbTable table;
    private final DomainReading reading;
    private final SnabbPortSets portSets;

    /** Border relays of the table itself, which softwires name by their index; null for a malformed one. */
    private final List<@Nullable IPv6Address> relays = new ArrayList<>();

    private @Nullable IPv6Address firstRelay;

    /** Fields of the current softwire that are malformed. */
    private final Set<String> unreadable = new HashSet<>();

    private SnabbRules(SnabbTable table, DomainReading reading) {
        this.table = table;
        this.reading = reading;
        portSets = new SnabbPortSets(table, reading);
        for (Word relay : table.relays()) {
            relays.add(parse(relay, SnabbLeaf.BR_ADDRESS, Addresses::parseIpv6));
        }
    }

    static void assemble(SnabbTable table, DomainReading reading) {
        new SnabbRules(table, reading).assemble();
    }

    private void assemble() {
        List<SnabbEntry> softwires = table.softwires();
        ForwardingOptions options = options();
        DomainReading.Part part = reading.part("", locator(softwires));
        boolean withRelays = !relays.isEmpty()
                || softwires.stream().anyMatch(each -> each.has(SnabbLeaf.BR_ADDRESS) || each.has(SnabbLeaf.BR));
        SortedMap<Integer, MapRule> rules = new TreeMap<>();
        for (int i = 0; i < softwires.size(); i++) {
            MapRule.Builder builder = builder(softwires.get(i), withRelays);
            List<Finding> found = builder.validate().stream()
                    .filter(finding -> !FollowUps.isOne(finding, unreadable::contains))
                    .toList();
            if (!unreadable.isEmpty() || found.stream().anyMatch(Finding::isError)) {
                FieldPath path = FieldPath.of("rules", i);
                found.forEach(finding -> part.add(finding.within(path)));
            } else {
                rules.put(i, builder.build());
            }
        }
        List<IPv6Address> first = firstRelay == null ? List.of() : List.of(firstRelay);
        part.assemble(DomainSyntax.DEFAULT_NAME, rules, rules.size() == softwires.size(), first, false, options);
    }

    private Locator locator(List<SnabbEntry> softwires) {
        return path -> {
            int index = path.startsWith("rules") ? path.steps().get(0).index() : 0;
            if (index < 0 || index >= softwires.size()) {
                return softwires.isEmpty()
                        ? Location.START
                        : table.place(softwires.get(0).start());
            }
            String field = path.startsWith("rules") ? path.rest().toString() : path.toString();
            return place(softwires.get(index), field);
        };
    }

    private Location place(SnabbEntry softwire, String field) {
        Word mtu = table.mtu();
        Word hairpinning = table.hairpinning();
        if (field.endsWith(ForwardingOption.MTU_V6.name()) && mtu != null) {
            return mtu.place();
        }
        if (field.endsWith(ForwardingOption.HAIRPIN.name()) && hairpinning != null) {
            return hairpinning.place();
        }
        return table.place(softwire.offset(field));
    }

    private ForwardingOptions options() {
        ForwardingOptions options = ForwardingOptions.defaults();
        Word mtu = table.mtu();
        Integer octets = mtu == null ? null : mtu.whole("mtu", reading);
        if (octets != null) {
            options = options.with(ForwardingOption.MTU_V6, octets);
        }
        Word hairpinning = table.hairpinning();
        if (hairpinning == null) {
            return options;
        }
        if (!hairpinning.text().equals("true") && !hairpinning.text().equals("false")) {
            reading.refuse(hairpinning.place(), "hairpinning", hairpinning.text(), "is unknown; use true or false");
        }
        return options.with(ForwardingOption.HAIRPIN, !hairpinning.text().equals("false"));
    }

    private MapRule.Builder builder(SnabbEntry softwire, boolean withRelays) {
        unreadable.clear();
        MapRule.Builder builder = MapRule.builder().eaLength(0).forwarding(false);
        IPv4Address ipv4 = required(softwire, SnabbLeaf.IPV4, Addresses::parseIpv4);
        if (ipv4 != null) {
            builder.ipv4Prefix(ipv4.setPrefixLength(IPV4_BITS, false));
        }
        IPv6Address b4 = required(softwire, SnabbLeaf.B4_IPV6, Addresses::parseIpv6);
        if (b4 != null) {
            builder.ipv6Prefix(b4.setPrefixLength(IPV6_BITS, false));
        }
        ports(softwire, portSets.of(softwire, ipv4), builder);
        padding(softwire);
        if (withRelays) {
            relay(softwire, builder);
        }
        return builder;
    }

    private void ports(SnabbEntry softwire, SnabbPortSets.@Nullable PortSet ports, MapRule.Builder builder) {
        Integer psid = portSets.number(softwire, SnabbLeaf.PSID);
        if (softwire.has(SnabbLeaf.PSID) && psid == null) {
            unreadable.add("psid");
        }
        Integer length = ports == null ? null : ports.psidLength();
        Integer reserved = ports == null ? null : ports.reserved();
        if (length == null) {
            unreadable.add("psidLength");
            return;
        }
        if (reserved == null) {
            unreadable.add("psidOffset");
        }
        if (length == 0 && (psid == null || psid == 0)) {
            return; // The address is not shared.
        }
        if (!softwire.has(SnabbLeaf.PSID)) {
            missing(softwire, SnabbLeaf.PSID);
        }
        if (length > 0) {
            builder.psidOffset(reserved).psidLength(length);
        }
        builder.psid(psid);
    }

    private void padding(SnabbEntry softwire) {
        Integer padding = portSets.number(softwire, SnabbLeaf.PADDING);
        if (padding != null && padding != 0) {
            reading.warn(
                    table.place(softwire.offset(SnabbLeaf.PADDING)),
                    "padding",
                    padding.toString(),
                    "is ignored; use 0 or remove it");
        }
    }

    /** Sets the border relay of a softwire, unless it is that of the first softwire. */
    private void relay(SnabbEntry softwire, MapRule.Builder builder) {
        IPv6Address relay = relay(softwire);
        if (relay == null) {
            unreadable.add("borderRelay");
            return;
        }
        firstRelay = firstRelay == null ? relay : firstRelay;
        if (!relay.equals(firstRelay)) {
            builder.borderRelay(relay);
        }
    }

    private @Nullable IPv6Address relay(SnabbEntry softwire) {
        if (softwire.has(SnabbLeaf.BR_ADDRESS) || relays.isEmpty()) {
            return required(softwire, SnabbLeaf.BR_ADDRESS, Addresses::parseIpv6);
        }
        Word word = table.value(softwire, SnabbLeaf.BR);
        Integer index = word == null ? Integer.valueOf(0) : word.whole("br", reading);
        if (word != null && index != null && (index < 0 || index >= relays.size())) {
            reading.refuse(
                    word.place(),
                    "br",
                    word.text(),
                    "is not the index of a br-address of the table; use 0 to " + (relays.size() - 1));
            return null;
        }
        return index == null ? null : relays.get(index);
    }

    private <T> @Nullable T required(SnabbEntry softwire, SnabbLeaf leaf, BiFunction<String, String, T> parser) {
        Word word = table.value(softwire, leaf);
        if (word == null) {
            missing(softwire, leaf);
            return null;
        }
        T value = parse(word, leaf, parser);
        if (value == null) {
            unreadable.add(leaf.field());
        }
        return value;
    }

    private void missing(SnabbEntry softwire, SnabbLeaf leaf) {
        unreadable.add(leaf.field());
        reading.refuse(
                table.place(softwire.start()), leaf.toString(), Finding.MISSING, "is missing in softwire; add it");
    }

    private <T> @Nullable T parse(Word word, SnabbLeaf leaf, BiFunction<String, String, T> parser) {
        try {
            return parser.apply(leaf.toString(), word.text());
        } catch (MapConfigurationException e) {
            e.findings().forEach(finding -> reading.add(finding.at(word.place())));
            return null;
        }
    }
}
