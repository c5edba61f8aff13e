package io.softwire46.mape.provision.huawei;

import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.Location;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.provision.format.internal.CliLine;
import io.softwire46.mape.provision.format.internal.DomainReading;
import io.softwire46.mape.provision.format.internal.TextRule;
import io.softwire46.mape.provision.format.internal.Word;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A {@code map rule} with its command {@code rule-prefix}.
 *
 * <p>Not thread-safe: use one instance per rule.
 */
final class HuaweiRule {
    static final String PREFIX = "rule-prefix";
    private static final String LENGTH = "prefix-length";
    private static final String IPV6_LENGTH = "IPv6 " + LENGTH;
    private static final String IPV4_LENGTH = "IPv4 " + LENGTH;
    private static final String IPV4 = "ipv4-prefix";
    private static final String EA = "ea-length";
    private static final String OFFSET = "psid-offset";
    private static final String VPN = "vpn-instance";
    private static final List<String> NAMES = List.of(LENGTH, IPV4, VPN, EA, OFFSET);
    private static final int IPV4_BITS = 32;
    private static final int IPV6_BITS = 128;

    private final Word name;
    private final DomainReading reading;
    private final Map<String, Word> values = new HashMap<>();

    HuaweiRule(Word name, DomainReading reading) {
        this.name = name;
        this.reading = reading;
    }

    Word name() {
        return name;
    }

    void remove() {
        values.clear();
    }

    /** Reads {@code rule-prefix P prefix-length L ipv4-prefix P prefix-length L [vpn-instance V] ea-length N [psid-offset N]}. */
    void read(CliLine line) {
        if (!values.isEmpty()) {
            reading.warn(line.at(0).place(), PREFIX, line.at(0).text(), "replaces the preceding one of this map rule");
            values.clear();
        }
        if (line.size() == 1) {
            reading.refuse(line.at(0).place(), PREFIX, Finding.MISSING, "has no prefix; add it");
            return;
        }
        values.put(PREFIX, line.at(1));
        for (int i = 2; i < line.size(); i += 2) {
            Word word = line.at(i);
            if (!NAMES.contains(line.word(i))) {
                reading.refuse(
                        word.place(),
                        PREFIX,
                        word.text(),
                        "is no parameter of rule-prefix" + reading.knownNames().remedy(line.word(i), NAMES));
            } else if (i + 1 == line.size()) {
                reading.refuse(word.place(), line.word(i), Finding.MISSING, "has no value; add it");
            } else {
                put(line.word(i), line.at(i + 1));
            }
        }
    }

    private void put(String parameter, Word value) {
        String length = values.containsKey(IPV4) ? IPV4_LENGTH : IPV6_LENGTH;
        String key = parameter.equals(LENGTH) ? length : parameter;
        if (values.put(key, value) != null) {
            reading.refuse(
                    value.place(), parameter, value.text(), "is set again in the same rule-prefix; remove one of them");
        }
        if (key.equals(VPN)) {
            reading.note(value.place(), VPN, value.text(), "is a routing instance of the router, and is skipped");
        }
    }

    /** Returns the rule for a domain. */
    TextRule rule(String domain) {
        TextRule rule = new TextRule(domain, name.place());
        Integer ipv6Length = length(rule, IPV6_LENGTH, "ipv6Prefix");
        Integer ipv4Length = length(rule, IPV4_LENGTH, "ipv4Prefix");
        ipv6(rule, values.get(PREFIX), ipv6Length);
        ipv4(rule, values.get(IPV4), ipv4Length);
        Integer eaLength = number(rule, EA, "eaLength");
        if (eaLength != null) {
            rule.builder().eaLength(eaLength);
        }
        Integer offset = number(rule, OFFSET, "psidOffset");
        boolean shared = eaLength != null && ipv4Length != null && ipv4Length + eaLength > IPV4_BITS;
        if (offset != null && shared) {
            rule.builder().psidOffset(offset);
        }
        return rule;
    }

    private @Nullable Integer number(TextRule rule, String parameter, String field) {
        Word word = values.get(parameter);
        if (word == null) {
            return null;
        }
        rule.setPlace(field, word.place());
        Integer number = word.whole(parameter, reading);
        if (number == null) {
            rule.markUnreadable(field);
        }
        return number;
    }

    private @Nullable Integer length(TextRule rule, String parameter, String field) {
        Integer length = number(rule, parameter, field);
        if (!values.containsKey(parameter) && values.containsKey(PREFIX)) {
            reading.refuse(name.place(), parameter, Finding.MISSING, "is missing in rule-prefix; add it");
            rule.markUnreadable(field);
        }
        return length;
    }

    private void ipv6(TextRule rule, @Nullable Word word, @Nullable Integer length) {
        if (word == null || length == null) {
            return;
        }
        String text = word.text() + "/" + length;
        try {
            IPv6Address address = Addresses.parseIpv6("prefix", word.text());
            if (length >= 0 && length <= IPV6_BITS) {
                IPv6Address masked = address.toPrefixBlock(length).getLower();
                report(word, Addresses.plain(masked).equals(address));
                text = Addresses.plain(masked).toCanonicalString() + "/" + length;
            } else {
                rule.setPlace("ipv6Prefix", place(IPV6_LENGTH, word));
            }
        } catch (MapConfigurationException e) {
            rule.setPlace("ipv6Prefix", word.place());
        }
        rule.builder().ipv6Prefix(text);
    }

    private void ipv4(TextRule rule, @Nullable Word word, @Nullable Integer length) {
        if (word == null || length == null) {
            return;
        }
        String text = word.text() + "/" + length;
        try {
            IPv4Address address = Addresses.parseIpv4("prefix", word.text());
            if (length >= 0 && length <= IPV4_BITS) {
                IPv4Address masked = address.toPrefixBlock(length).getLower().withoutPrefixLength();
                report(word, masked.equals(address));
                text = masked.toCanonicalString() + "/" + length;
            }
        } catch (MapConfigurationException e) {
            rule.setPlace("ipv4Prefix", word.place());
        }
        rule.builder().ipv4Prefix(text);
    }

    private Location place(String parameter, Word other) {
        return values.getOrDefault(parameter, other).place();
    }

    private void report(Word word, boolean clean) {
        if (!clean) {
            reading.warn(word.place(), "prefix", word.text(), "has bits set after its length; they are ignored");
        }
    }
}
