package io.softwire46.mape.provision.openwrt;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.Location;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.map.InterfaceIdFormat;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.RuleSet;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.provision.format.internal.DomainReading;
import io.softwire46.mape.provision.format.internal.EdgePrefix;
import io.softwire46.mape.provision.format.internal.TextRule;
import io.softwire46.mape.provision.format.internal.Word;
import io.softwire46.mape.provision.openwrt.OpenWrtRule.Parameter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Collects variables with rules.
 *
 * <p>Not thread-safe: use one instance per text.
 */
final class MapcalcVariables {
    private static final Pattern RULE = Pattern.compile("RULE_([0-9]{1,9})_([A-Z0-9]{1,20})");

    private static final Pattern RANGE = Pattern.compile("([0-9]{1,5})-[0-9]{1,5}");

    /** Variables of a rule that hold parameters. */
    private static final Map<String, Parameter> PARAMETERS = Map.of(
            "FMR", Parameter.FMR,
            "EALEN", Parameter.EALEN,
            "PSIDLEN", Parameter.PSIDLEN,
            "OFFSET", Parameter.OFFSET,
            "PREFIX4LEN", Parameter.PREFIX4LEN,
            "PREFIX6LEN", Parameter.PREFIX6LEN,
            "IPV4PREFIX", Parameter.IPV4PREFIX,
            "IPV6PREFIX", Parameter.IPV6PREFIX,
            "BR", Parameter.BR,
            "DMR", Parameter.DMR);

    /** Variables of a rule that describe one CE. */
    private static final Set<String> OF_CE =
            Set.of("IPV6PD", "PD6LEN", "PD6IFACE", "IPV6ADDR", "IPV4ADDR", "ADDR4LEN", "PORTSETS");

    private static final int PORT_BITS = 16;

    private final DomainReading reading;
    private final SortedMap<Integer, Numbered> numbered = new TreeMap<>();
    private final List<OpenWrtRuleText> texts = new ArrayList<>();
    private final Set<String> seen = new HashSet<>();
    private final Set<String> delegated = new HashSet<>();
    private boolean draft03;
    private @Nullable String bestRule;

    /** A rule of numbered variables. */
    private static final class Numbered {
        final Location start;
        final OpenWrtRule parameters = new OpenWrtRule();
        final Map<String, Word> ofCe = new HashMap<>();
        final Set<String> names = new HashSet<>();

        Numbered(Location start) {
            this.start = start;
        }
    }

    MapcalcVariables(DomainReading reading) {
        this.reading = reading;
    }

    /**
     * Adds a word of the value of a variable.
     *
     * @param variable name; empty for a word outside a variable
     * @return whether the word is part of a rule or of a CE
     */
    boolean value(String variable, Word word) {
        Matcher rule = RULE.matcher(variable.toUpperCase(Locale.ROOT));
        if (rule.matches()) {
            return ofRule(Integer.parseInt(rule.group(1)), rule.group(2), variable, word);
        }
        return switch (variable) {
            case "RULE_COUNT" -> true;
            case "RULE_BMR" -> {
                bestRule = withoutEnd(word).text();
                yield true;
            }
            case "LEGACY" -> {
                draft03 = word.text().matches("0*[1-9][0-9]{0,8}");
                yield true;
            }
            case "PREFIXES" -> {
                int end = word.text().indexOf(',');
                delegated.add(end < 0 ? word.text() : word.text().substring(0, end));
                yield true;
            }
            default -> text(word);
        };
    }

    /** Adds a text of odhcp6c; one that is equal to another is skipped, because the program runs again for each event. */
    private boolean text(Word word) {
        if (!OpenWrtRuleText.isRule(word.text())) {
            return false;
        }
        if (seen.add(word.text())) {
            texts.add(new OpenWrtRuleText(word));
        }
        return true;
    }

    private static Word withoutEnd(Word word) {
        String text = word.text();
        return text.endsWith(";") ? new Word(text.substring(0, text.length() - 1), word.place()) : word;
    }

    private boolean ofRule(int number, String field, String variable, Word word) {
        Numbered rule = numbered.computeIfAbsent(number, key -> new Numbered(word.place()));
        Word value = withoutEnd(word);
        if (value.text().isEmpty()) {
            return true;
        }
        Parameter parameter = PARAMETERS.get(field);
        if (parameter == null) {
            if (OF_CE.contains(field)) {
                rule.ofCe.putIfAbsent(field, value);
            } else {
                reading.warn(word.place(), variable, word.text(), "is no variable of mapcalc and is ignored");
            }
        } else if (rule.names.add(field)) {
            rule.parameters.set(parameter, variable, value);
        } else {
            reading.warn(word.place(), variable, word.text(), "is set again and is ignored; remove it");
        }
        return true;
    }

    /** Returns the rules. The texts that mapcalc was called with are skipped if its output is there. */
    List<TextRule> rules() {
        List<TextRule> rules = new ArrayList<>();
        if (numbered.isEmpty()) {
            texts.forEach(text -> rules.add(text.read("", draft03, reading)));
            return rules;
        }
        numbered.forEach((number, each) -> {
            if (each.parameters.isEmpty()) {
                reading.skip();
            } else {
                rules.add(rule(each));
            }
        });
        return rules;
    }

    private TextRule rule(Numbered each) {
        TextRule rule = each.parameters.read("", each.start, draft03, reading);
        Word portSets = each.ofCe.get("PORTSETS");
        if (portSets != null && !reading.hasError()) {
            psid(rule, portSets);
        }
        if (rule.builder().validate().stream().noneMatch(Finding::isError)) {
            format(rule, each);
        }
        return rule;
    }

    /** Takes the PSID of a rule without EA bits from the first port range. */
    private static void psid(TextRule rule, Word portSets) {
        MapRule known;
        try {
            known = rule.builder().psid(0).build();
        } catch (MapConfigurationException e) {
            rule.builder().psid(null);
            return; // the findings of the rule report it
        }
        int length = known.portParameters().psidLength();
        Matcher first = RANGE.matcher(portSets.text());
        if (known.psidLengthInEa() > 0 || length == 0 || !first.matches()) {
            rule.builder().psid(null);
            return;
        }
        int shift = PORT_BITS - known.portParameters().psidOffset() - length;
        rule.builder().psid(Integer.parseInt(first.group(1)) >> shift & (1 << length) - 1);
        rule.setPlace("psid", portSets.place());
    }

    /** Takes the format of interface identifiers from the address of the CE. */
    private void format(TextRule rule, Numbered each) {
        Word address = each.ofCe.get("IPV6ADDR");
        Optional<IPv6Address> prefix = prefix(each);
        if (address == null || prefix.isEmpty()) {
            return;
        }
        InterfaceIdFormat chosen = rule.format();
        for (InterfaceIdFormat candidate : List.of(chosen, InterfaceIdFormat.RFC7597, InterfaceIdFormat.DRAFT03)) {
            rule.setFormat(candidate);
            if (isAddress(rule.builder().build(), prefix.get(), address.text())) {
                return;
            }
        }
        rule.setFormat(chosen);
        reading.warn(
                address.place(),
                "IPV6ADDR",
                address.text(),
                "is not the MAP address of " + prefix.get().toCanonicalString()
                        + " under this rule; compare rule and delegated prefix");
    }

    private static boolean isAddress(MapRule rule, IPv6Address prefix, String text) {
        try {
            long[] bits = Addresses.bits(Addresses.parseIpv6("IPV6ADDR", text));
            CeMapping ce = RuleSet.of(rule).ce(prefix);
            return ce.mapAddressHigh() == bits[0] && ce.mapAddressLow() == bits[1];
        } catch (MapConfigurationException e) {
            return false;
        }
    }

    private static Optional<IPv6Address> prefix(Numbered each) {
        Word address = each.ofCe.get("IPV6PD");
        Word length = each.ofCe.get("PD6LEN");
        return address == null || length == null ? Optional.empty() : prefix(address.text() + "/" + length.text());
    }

    private static Optional<IPv6Address> prefix(String text) {
        try {
            return Optional.of(Addresses.parseIpv6Prefix("endUserPrefix", text));
        } catch (MapConfigurationException e) {
            return Optional.empty();
        }
    }

    /**
     * Returns the End-user prefix, if there is one: that of the BMR, without a BMR the only one of the rules, or the only one of
     * the DHCPv6 client.
     */
    Optional<EdgePrefix> delegated() {
        List<EdgePrefix> ofRules = new ArrayList<>();
        numbered.forEach((number, each) -> {
            if (bestRule == null || number.toString().equals(bestRule)) {
                prefix(each).ifPresent(found -> ofRules.add(new EdgePrefix(found, "RULE_" + number + "_IPV6PD")));
            }
        });
        if (bestRule != null || !ofRules.isEmpty()) {
            boolean one = ofRules.stream()
                            .map(each -> each.prefix().toCanonicalString())
                            .distinct()
                            .count()
                    == 1;
            return one ? Optional.of(ofRules.get(0)) : Optional.empty();
        }
        return delegated.size() == 1
                ? prefix(delegated.iterator().next()).map(each -> new EdgePrefix(each, "PREFIXES"))
                : Optional.empty();
    }
}
