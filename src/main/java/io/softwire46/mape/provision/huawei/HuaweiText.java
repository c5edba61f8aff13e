package io.softwire46.mape.provision.huawei;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.Location;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.provision.format.internal.CliLine;
import io.softwire46.mape.provision.format.internal.DomainReading;
import io.softwire46.mape.provision.format.internal.TextRule;
import io.softwire46.mape.provision.format.internal.Word;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The commands of a configuration that concern MAP: border relays and rules by their names, and instances that bind them.
 *
 * <p>Not thread-safe: use one instance per text.
 */
final class HuaweiText {
    private static final String MAP = "map";
    private static final String RELAY = "br-ipv6-address";
    private static final String ADDRESS = "ipv6-address";
    private static final String OPTION = "option-s46";
    private static final String HOST = "128";

    private final DomainReading reading;
    private final Map<String, Word> relays = new LinkedHashMap<>();
    private final Map<String, HuaweiRule> rules = new LinkedHashMap<>();
    private final Map<String, HuaweiInstance> instances = new LinkedHashMap<>();
    private @Nullable HuaweiRule rule;
    private @Nullable HuaweiInstance instance;
    private int indent;

    HuaweiText(DomainReading reading) {
        this.reading = reading;
    }

    void line(CliLine line) {
        if (line.size() == 0 || line.isLeaving()) {
            return;
        }
        boolean undo = line.word(0).equals("undo");
        CliLine command = undo ? line.after(1) : line;
        if (command.startsWith(MAP, "rule")) {
            beginRule(command, undo);
        } else if (command.word(1).equals("instance") && command.word(0).matches("map-[et]")) {
            beginInstance(command, undo);
        } else if (command.startsWith(RELAY) && command.word(2).equals(ADDRESS)) {
            relay(command, undo);
        } else if (rule != null && command.startsWith(HuaweiRule.PREFIX)) {
            rulePrefix(rule, command, undo);
        } else if (instance == null || !instance.take(line)) {
            other(line);
        }
    }

    private static void rulePrefix(HuaweiRule rule, CliLine command, boolean undo) {
        if (undo) {
            rule.remove();
        } else {
            rule.read(command);
        }
    }

    private void beginRule(CliLine line, boolean undo) {
        leave(line);
        if (line.size() == 2) {
            reading.refuse(line.at(1).place(), "map rule", Finding.MISSING, "has no name; add it");
        } else if (undo) {
            rules.remove(line.at(2).text());
        } else {
            rule = rules.computeIfAbsent(line.at(2).text(), key -> new HuaweiRule(line.at(2), reading));
        }
    }

    private void beginInstance(CliLine line, boolean undo) {
        leave(line);
        if (line.size() == 2) {
            reading.refuse(line.at(1).place(), "instance", Finding.MISSING, "has no name; add it");
            return;
        }
        String key = line.word(0) + " " + line.at(2).text();
        if (undo) {
            instances.remove(key);
        } else {
            instance = instances.computeIfAbsent(key, unused -> new HuaweiInstance(line.at(0), line.at(2), reading));
        }
    }

    private void leave(CliLine line) {
        rule = null;
        instance = null;
        indent = line.indent();
    }

    /** Reads {@code br-ipv6-address NAME ipv6-address A prefix-length L}. */
    private void relay(CliLine line, boolean undo) {
        leave(line);
        if (undo) {
            relays.remove(line.at(1).text());
        } else if (line.size() == 3) {
            reading.refuse(line.at(2).place(), ADDRESS, Finding.MISSING, "has no value; add it");
        } else {
            relays.put(line.at(1).text(), line.at(3));
            if (line.size() > 5 && !line.word(5).equals(HOST)) {
                reading.note(
                        line.at(5).place(),
                        "prefix-length",
                        line.at(5).text(),
                        "is ignored, as a border relay has one address");
            }
        }
    }

    private void other(CliLine line) {
        boolean below = line.isBelow(indent);
        if (below && rule != null) {
            line.reportUnknown("map rule", List.of(HuaweiRule.PREFIX), reading);
            return;
        }
        if (below && instance != null) {
            line.reportUnknown("map-e instance", HuaweiInstance.KNOWN, reading);
            return;
        }
        rule = null;
        instance = null;
        reading.skip();
        if (line.word(0).equals(OPTION) && reading.isFirst(OPTION)) {
            reading.note(
                    line.at(0).place(),
                    "line",
                    line.at(0).text(),
                    "is for the DHCPv6 server, and is skipped; whether CEs send to each other is not read");
        }
        if (line.word(0).equals(HuaweiRule.PREFIX)) {
            reading.refuse(
                    line.at(0).place(),
                    "line",
                    line.at(0).text(),
                    "is not below map rule; add that line, or remove this one");
        }
    }

    /** Returns the rules of all instances; without an instance, all rules with the only border relay. */
    List<TextRule> rules() {
        if (rules.isEmpty() && !reading.hasError()) {
            reading.refuse(Location.START, "file", Finding.MISSING, "has no map rule; add one with its rule-prefix");
        }
        List<TextRule> all = new ArrayList<>();
        if (instances.isEmpty()) {
            List<Word> only = relays.size() == 1 ? List.copyOf(relays.values()) : List.of();
            rules.values()
                    .forEach(each -> all.add(withRelays(each.rule(each.name().text()), only)));
            return all;
        }
        Set<String> bound = new HashSet<>();
        for (HuaweiInstance each : instances.values()) {
            List<Word> addresses = addresses(each);
            List<TextRule> own = new ArrayList<>();
            for (Word name : each.rules()) {
                HuaweiRule known = rules.get(name.text());
                bound.add(name.text());
                if (known == null) {
                    refuseUnknown(name, "map rule");
                } else {
                    own.add(withRelays(known.rule(each.name().text()), addresses));
                }
            }
            all.addAll(each.complete(own));
        }
        noteUnbound(bound);
        return all;
    }

    private List<Word> addresses(HuaweiInstance of) {
        List<Word> addresses = new ArrayList<>();
        for (Word name : of.relays()) {
            Word address = relays.get(name.text());
            if (address == null) {
                refuseUnknown(name, RELAY);
            } else {
                addresses.add(address);
            }
        }
        return addresses;
    }

    private void refuseUnknown(Word name, String what) {
        reading.refuse(name.place(), what, name.text(), "is not in this text; add the " + what + " of this name");
    }

    private void noteUnbound(Set<String> bound) {
        for (HuaweiRule each : rules.values()) {
            if (!bound.contains(each.name().text())) {
                reading.skip();
                reading.note(
                        each.name().place(), "map rule", each.name().text(), "is in no map-e instance, and is skipped");
            }
        }
        if (bound.isEmpty() && !reading.hasError()) {
            HuaweiInstance first = instances.values().iterator().next();
            reading.refuse(first.name().place(), "instance", first.name().text(), "has no map-rule; add one");
        }
    }

    private TextRule withRelays(TextRule made, List<Word> addresses) {
        for (Word word : addresses) {
            try {
                IPv6Address address = Addresses.parseIpv6(ADDRESS, word.text());
                made.addBorderRelay(address, word.place());
            } catch (MapConfigurationException e) {
                made.markUnreadable("borderRelay");
                if (reading.isFirst(word.place().toString())) {
                    e.findings().forEach(finding -> reading.add(finding.at(word.place())));
                }
            }
        }
        return made;
    }
}
