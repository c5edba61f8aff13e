package io.softwire46.mape.provision.vpp;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.Location;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.provision.format.internal.DomainReading;
import io.softwire46.mape.provision.format.internal.TextRule;
import io.softwire46.mape.provision.format.internal.Word;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A domain of VPP: one rule, or one address and the CEs of its PSIDs.
 *
 * <p>Not thread-safe: use one instance per domain.
 */
final class VppDomain {
    private static final String IPV4 = "ip4-pfx";
    private static final String IPV6 = "ip6-pfx";
    private static final String RELAY = "ip6-src";
    private static final String EA = "ea-bits-len";
    private static final String OFFSET = "psid-offset";
    private static final String PSID_LENGTH = "psid-len";
    private static final String MTU = "mtu";
    private static final String TAG = "tag";
    private static final List<String> FIELDS = List.of(IPV4, IPV6, RELAY, EA, OFFSET, PSID_LENGTH, MTU, TAG);
    private static final List<String> KNOWN = List.of(IPV4, IPV6, RELAY, EA, OFFSET, PSID_LENGTH, MTU, TAG, "map-t");

    /** Words that {@code show map domain} prints after the fields; the counters have a value. */
    private static final Set<String> SHOWN = Set.of("prefix", "rfc6052");

    private static final Set<String> COUNTERS = Set.of("tx:", "rx:");

    private static final int IPV4_BITS = 32;
    private static final int IPV6_BITS = 128;

    /** A CE of an address without EA bits. */
    private record Binding(Word psid, Word address) {}

    private final Location start;
    private final Map<String, Word> fields = new HashMap<>();
    /** Names without a value. */
    private final Set<String> incomplete = new HashSet<>();

    private final Map<Integer, Binding> bindings = new TreeMap<>();
    private @Nullable Word translation;

    private VppDomain(Location start) {
        this.start = start;
    }

    /** Reads the words of a domain, in any order. */
    static VppDomain read(List<Word> words, Location start, DomainReading reading) {
        VppDomain domain = new VppDomain(start);
        int i = 0;
        while (i < words.size()) {
            Word word = words.get(i++);
            String name = word.text().toLowerCase(Locale.ROOT).replace('_', '-');
            if (name.equals("map-t") || name.equals("mapt")) {
                domain.translation = word;
            } else if (COUNTERS.contains(name)) {
                i++;
            } else if (name.equals(TAG)
                    && i < words.size()
                    && words.get(i).text().startsWith("{")) {
                i = domain.tag(words, i);
            } else if (FIELDS.contains(name)) {
                Word value = i < words.size() && !KNOWN.contains(words.get(i).text()) ? words.get(i++) : null;
                domain.set(name, word, value, reading);
            } else if (!SHOWN.contains(name) && !isEnd(name)) {
                reading.refuse(
                        word.place(),
                        "map add domain",
                        word.text(),
                        "is no parameter of a domain" + reading.knownNames().remedy(name, KNOWN));
                if (i < words.size() && !KNOWN.contains(words.get(i).text())) {
                    i++; // its value
                }
            }
        }
        return domain;
    }

    /** Returns whether a word ends a command in a program or a shell. */
    private static boolean isEnd(String word) {
        return word.equals(";") || word.equals("\\n") || word.equals("{}");
    }

    private void set(String name, Word word, @Nullable Word value, DomainReading reading) {
        if (value == null) {
            reading.refuse(word.place(), name, Finding.MISSING, "has no value; add it");
            incomplete.add(name);
        } else if (fields.put(name, value) != null) {
            reading.refuse(value.place(), name, value.text(), "is set again in the same domain; remove one of them");
        }
    }

    /** Reads a tag in braces, which may contain blanks; returns the index of the word after it. */
    private int tag(List<Word> words, int first) {
        StringBuilder text = new StringBuilder();
        for (int i = first; i < words.size(); i++) {
            text.append(text.isEmpty() ? "" : "-").append(words.get(i).text());
            if (words.get(i).text().endsWith("}")) {
                String tag = text.substring(1, text.length() - 1);
                if (!tag.isEmpty()) {
                    fields.put(TAG, new Word(tag, words.get(first).place()));
                }
                return i + 1;
            }
        }
        return first + 1;
    }

    /** Returns the word after a name; null if there is none. */
    static @Nullable Word value(List<Word> words, String name) {
        for (int i = 0; i + 1 < words.size(); i++) {
            if (words.get(i).text().equalsIgnoreCase(name)) {
                return words.get(i + 1);
            }
        }
        return null;
    }

    /** Adds the CE of a PSID; the last one of a PSID counts. */
    void bind(List<Word> words, Location place, DomainReading reading) {
        Word psid = value(words, "psid") == null ? value(words, "psid:") : value(words, "psid");
        Word address = value(words, "ip6-dst");
        if (psid == null) {
            reading.refuse(place, "psid", Finding.MISSING, "is missing; add psid and its number");
            return;
        }
        Integer number = psid.whole("psid", reading);
        if (number == null) {
            return;
        }
        if (words.get(words.size() - 1).text().equals("del")) {
            bindings.remove(number);
        } else if (address == null) {
            reading.refuse(place, "ip6-dst", Finding.MISSING, "is missing; add ip6-dst and the address of the CE");
        } else if (bindings.put(number, new Binding(psid, address)) != null) {
            reading.warn(psid.place(), "psid", psid.text(), "replaces another CE of the same PSID; remove one of them");
        }
    }

    /** Returns the rule of the domain, or one per CE. */
    List<TextRule> rules(VppParameters parameters, DomainReading reading) {
        List<TextRule> rules = new ArrayList<>();
        Integer eaLength = number(EA, reading);
        if (bindings.isEmpty()) {
            rules.add(rule(start, eaLength, parameters, reading));
            return rules;
        }
        if (eaLength != null && eaLength > 0) {
            Word first = bindings.values().iterator().next().psid();
            reading.refuse(
                    first.place(),
                    "psid",
                    first.text(),
                    "is in a domain with EA bits, which VPP refuses; use a domain with ea-bits-len 0");
            return rules;
        }
        bindings.forEach((psid, binding) -> {
            TextRule rule = rule(binding.psid().place(), eaLength, parameters, reading);
            rule.builder().psid(psid);
            rule.setPlace("psid", binding.psid().place());
            rule.setPlace("ipv6Prefix", binding.address().place());
            rule.builder().ipv6Prefix(binding.address().text() + "/" + IPV6_BITS);
            rules.add(rule);
        });
        return rules;
    }

    private TextRule rule(Location place, @Nullable Integer eaLength, VppParameters parameters, DomainReading reading) {
        Word tag = fields.get(TAG);
        TextRule rule = new TextRule(tag == null ? "" : tag.text(), place);
        field(rule, IPV4, "ipv4Prefix");
        field(rule, IPV6, "ipv6Prefix");
        field(rule, EA, "eaLength");
        field(rule, OFFSET, "psidOffset");
        field(rule, PSID_LENGTH, "psidLength");
        field(rule, MTU, "options.mtuV6");
        Word ipv4 = fields.get(IPV4);
        if (ipv4 != null) {
            rule.builder().ipv4Prefix(ipv4.text());
        }
        Word ipv6 = fields.get(IPV6);
        if (ipv6 != null && bindings.isEmpty()) {
            rule.builder().ipv6Prefix(ipv6.text());
        }
        if (eaLength != null) {
            rule.builder().eaLength(eaLength);
        } else if (fields.containsKey(EA)) {
            rule.markUnreadable("eaLength");
        } else {
            rule.builder().eaLength(0);
        }
        ports(rule, ipv4 == null ? "" : ipv4.text(), eaLength == null ? 0 : eaLength, reading);
        relay(rule, reading);
        if (rule.translation() == null && translation != null) {
            rule.setTranslation(translation);
        }
        rule.setOptions(parameters.apply(mtu(reading)));
        parameters.place(rule);
        return rule;
    }

    private void field(TextRule rule, String name, String path) {
        Word word = fields.get(name);
        if (word != null) {
            rule.setPlace(path, word.place());
        }
    }

    private @Nullable Integer number(String name, DomainReading reading) {
        Word word = fields.get(name);
        return word == null ? null : word.whole(name, reading);
    }

    /** Sets PSID offset and length, both 0 by default. VPP does not derive the length from the EA bits. */
    private void ports(TextRule rule, String ipv4, int eaLength, DomainReading reading) {
        Integer offset = number(OFFSET, reading);
        Integer length = number(PSID_LENGTH, reading);
        if (offset == null && fields.containsKey(OFFSET)) {
            rule.markUnreadable("psidOffset");
        }
        if (length == null && (fields.containsKey(PSID_LENGTH) || incomplete.contains(PSID_LENGTH))) {
            rule.markUnreadable("psidLength");
            return;
        }
        int psidLength = length == null ? 0 : length;
        int inEa = ipv4Length(ipv4) + eaLength - IPV4_BITS;
        if (psidLength == 0 && inEa > 0) {
            Word word = fields.get(PSID_LENGTH);
            reading.refuse(
                    word == null ? start : word.place(),
                    PSID_LENGTH,
                    "0",
                    "contradicts the EA bits, which contain " + inEa + " PSID bits; VPP does not derive it, so write "
                            + PSID_LENGTH + " " + inEa);
        }
        if (psidLength != 0) {
            rule.builder().psidLength(psidLength);
        }
        if (psidLength != 0 || inEa > 0) {
            rule.builder().psidOffset(offset == null ? Integer.valueOf(0) : offset);
        }
    }

    /** Returns the length of a prefix; -128 if it is malformed, which the findings of the rule report. */
    private static int ipv4Length(String text) {
        try {
            Integer length = Addresses.parseIpv4Prefix(IPV4, text).getNetworkPrefixLength();
            return length == null ? -IPV6_BITS : length;
        } catch (MapConfigurationException e) {
            return -IPV6_BITS;
        }
    }

    /** Sets the border relay: an address, or the prefix of MAP-T's default mapping rule (RFC 7599 section 5). */
    private void relay(TextRule rule, DomainReading reading) {
        Word word = fields.get(RELAY);
        if (word == null && incomplete.contains(RELAY)) {
            return;
        }
        if (word == null) {
            reading.refuse(start, RELAY, Finding.MISSING, "is missing; add it with the address of the border relay");
            return;
        }
        try {
            boolean hasLength = word.text().indexOf('/') >= 0;
            IPv6Address address =
                    hasLength ? Addresses.parseIpv6Prefix(RELAY, word.text()) : Addresses.parseIpv6(RELAY, word.text());
            Integer length = address.getNetworkPrefixLength();
            if (translation == null && length != null && length < IPV6_BITS) {
                rule.setTranslation(word);
                rule.setDefaultMapping(word);
            } else if (translation == null) {
                rule.addBorderRelay(Addresses.plain(address), word.place());
            } else if (hasLength) {
                rule.setDefaultMapping(word);
            }
        } catch (MapConfigurationException e) {
            e.findings().forEach(finding -> reading.add(finding.at(word.place())));
        }
    }

    private ForwardingOptions mtu(DomainReading reading) {
        Word word = fields.get(MTU);
        Integer mtu = number(MTU, reading);
        if (word != null && mtu == null) {
            return ForwardingOptions.defaults();
        }
        if (mtu == null || mtu == 0) {
            if (reading.isFirst(MTU)) {
                reading.note(
                        word == null ? start : word.place(),
                        MTU,
                        "0",
                        "is no limit in VPP; the default of option mtuV6 is used, so set the MTU of the IPv6 network");
            }
            return ForwardingOptions.defaults();
        }
        return ForwardingOptions.defaults().with(ForwardingOption.MTU_V6, mtu);
    }
}
