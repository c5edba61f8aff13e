package io.softwire46.mape.provision.cisco;

import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.json.JsonText;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.provision.format.internal.CliLine;
import io.softwire46.mape.provision.format.internal.DomainReading;
import io.softwire46.mape.provision.format.internal.TextRule;
import io.softwire46.mape.provision.format.internal.Word;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Parameters of a domain, and the fields of a rule that follow from them. The routers have no EA length: it follows from the length
 * of the IPv4 prefix and from the sharing ratio (RFC 7597 section 5.2).
 *
 * <p>Not thread-safe: use one instance per domain.
 */
final class CiscoFields {
    private static final int IPV4_BITS = 32;

    private final DomainReading reading;
    private final Map<String, Word> values = new HashMap<>();

    CiscoFields(DomainReading reading) {
        this.reading = reading;
    }

    /** Sets a value; the last one applies, as on the router. */
    void set(String name, Word value) {
        Word before = values.put(name, value);
        if (before != null && !before.text().equals(value.text())) {
            reading.warn(
                    value.place(),
                    name,
                    value.text(),
                    "replaces " + JsonText.shorten(before.text()) + " of line "
                            + before.place().line());
        }
    }

    void remove(String name) {
        values.remove(name);
    }

    @Nullable Word get(String name) {
        return values.get(name);
    }

    /** Sets the value that is the word at an index; a missing or further word is an error. */
    void set(String name, CliLine line, int index) {
        if (index >= line.size()) {
            reading.refuse(line.at(index - 1).place(), name, Finding.MISSING, "has no value; add it");
            return;
        }
        set(name, line.at(index));
        if (index + 1 < line.size()) {
            Word further = line.at(index + 1);
            reading.refuse(further.place(), name, further.text(), "follows the value; remove it");
        }
    }

    @Nullable Integer whole(String name) {
        Word word = get(name);
        return word == null ? null : word.whole(name, reading);
    }

    /** Returns the exponent of a power of two; null if the value is absent, or after an error. */
    @Nullable Integer exponent(String name) {
        Word word = get(name);
        Integer number = whole(name);
        if (word == null || number == null) {
            return null;
        }
        if (number < 1 || Integer.bitCount(number) != 1 || number > 1 << 16) {
            reading.refuse(word.place(), name, word.text(), "is not a power of two; use 1, 2, 4, and so on");
            return null;
        }
        return Integer.numberOfTrailingZeros(number);
    }

    /** Sets a field of a rule and its location, if the parameter is present. */
    void place(TextRule rule, String name, String field) {
        Word word = get(name);
        if (word != null) {
            rule.setPlace(field, word.place());
        }
    }

    /**
     * Sets the EA length.
     *
     * @param ipv4 IPv4 prefix with its length, which the findings of the rule report if it is malformed
     * @param psidLength number of bits of the PSID in the EA bits; null if it is malformed
     */
    static void eaLength(TextRule rule, @Nullable String ipv4, @Nullable Integer psidLength) {
        Integer length = ipv4 == null ? null : length(ipv4);
        if (length == null || psidLength == null) {
            rule.markUnreadable("eaLength");
        } else {
            rule.builder().eaLength(IPV4_BITS - length + psidLength);
        }
    }

    /** Returns the length of an IPv4 prefix; null if it is malformed. */
    static @Nullable Integer length(String prefix) {
        try {
            return Addresses.parseIpv4Prefix("prefix", prefix).getNetworkPrefixLength();
        } catch (MapConfigurationException e) {
            return null;
        }
    }

    void relay(TextRule rule, String name, Word word) {
        try {
            rule.addBorderRelay(Addresses.parseIpv6(name, word.text()), word.place());
        } catch (MapConfigurationException e) {
            rule.markUnreadable("borderRelay");
            e.findings().forEach(finding -> reading.add(finding.at(word.place())));
        }
    }
}
