package io.softwire46.mape.provision.openwrt;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.Location;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.map.InterfaceIdFormat;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.provision.format.internal.DomainReading;
import io.softwire46.mape.provision.format.internal.PrefixField;
import io.softwire46.mape.provision.format.internal.TextRule;
import io.softwire46.mape.provision.format.internal.Word;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Parameters of one rule with the meaning that OpenWrt's mapcalc gives them. UCI, odhcp6c and the output of mapcalc have
 * different names for them.
 *
 * <p>Not thread-safe: use one instance per rule.
 */
final class OpenWrtRule {
    /** Parameters under their names in the text of odhcp6c. */
    enum Parameter {
        TYPE,
        FMR,
        EALEN,
        PREFIX4LEN,
        PREFIX6LEN,
        IPV4PREFIX,
        IPV6PREFIX,
        OFFSET,
        PSIDLEN,
        PSID,
        BR,
        DMR;

        /** Returns the name in the text of odhcp6c. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A value, and its name in the text. */
    private record Given(String name, Word word) {}

    private static final int PORT_BITS = 16;
    private static final int IPV4_BITS = 32;
    private static final int IPV6_BITS = 128;

    private final Map<Parameter, Given> given = new EnumMap<>(Parameter.class);
    private final List<Given> borderRelays = new ArrayList<>();

    /** Adds a parameter, of which the last value counts; a rule may have several border relays. */
    void set(Parameter parameter, String name, Word word) {
        Given value = new Given(name, word);
        if (parameter == Parameter.BR) {
            borderRelays.add(value);
        } else {
            given.put(parameter, value);
        }
    }

    boolean isEmpty() {
        return given.isEmpty();
    }

    /**
     * Returns the rule before validation, after findings about malformed parameters.
     *
     * @param name name of the domain
     * @param start location of the rule
     * @param draft03 whether interface identifiers have the format of draft-03
     */
    TextRule read(String name, Location start, boolean draft03, DomainReading reading) {
        TextRule rule = new TextRule(name, start);
        rule.setFormat(draft03 ? InterfaceIdFormat.DRAFT03 : InterfaceIdFormat.RFC7597);
        given.forEach((parameter, value) -> place(rule, parameter, value.word()));
        boolean lightweight = isLightweight(rule, reading);
        Integer length4 = prefix(rule, true, reading);
        prefix(rule, false, reading);
        Integer psidLength = number(rule, Parameter.PSIDLEN, "psidLength", reading);
        Integer eaLength = number(rule, Parameter.EALEN, "eaLength", reading);
        int known = psidLength == null ? 0 : Math.max(psidLength, 0);
        if (eaLength == null && lightweight && !given.containsKey(Parameter.EALEN)) {
            // A PSID that is not given is part of the prefix.
            eaLength = given.containsKey(Parameter.PSID) ? Integer.valueOf(0) : Integer.valueOf(known);
        }
        if (eaLength != null) {
            rule.builder().eaLength(eaLength);
        } else if (!given.containsKey(Parameter.EALEN)) {
            reading.refuse(
                    start,
                    "ealen",
                    Finding.MISSING,
                    "is missing, so that OpenWrt takes it from the length of the delegated prefix; add it, as the length of the "
                            + "End-user prefix minus that of the Rule IPv6 prefix");
            rule.markUnreadable("eaLength");
        }
        Integer offset = number(rule, Parameter.OFFSET, "psidOffset", reading);
        if (offset != null) {
            rule.builder().psidOffset(offset);
        } else if (lightweight && !given.containsKey(Parameter.OFFSET)) {
            rule.builder().psidOffset(0);
        }
        if (length4 != null && eaLength != null) {
            psid(rule, length4 + eaLength - IPV4_BITS, known, lightweight ? known : eaLength, reading);
        }
        forwarding(rule, reading);
        borderRelays(rule, reading);
        Given translated = given.get(Parameter.DMR);
        if (rule.translation() != null && translated != null) {
            rule.setDefaultMapping(translated.word());
        }
        return rule;
    }

    private static void place(TextRule rule, Parameter parameter, Word word) {
        String field = switch (parameter) {
            case EALEN -> "eaLength";
            case IPV4PREFIX -> "ipv4Prefix";
            case IPV6PREFIX -> "ipv6Prefix";
            case OFFSET -> "psidOffset";
            case PSIDLEN -> "psidLength";
            case PSID -> "psid";
            default -> "";
        };
        if (!field.isEmpty()) {
            rule.setPlace(field, word.place());
        }
    }

    private boolean isLightweight(TextRule rule, DomainReading reading) {
        Given type = given.get(Parameter.TYPE);
        Given translation = given.get(Parameter.DMR);
        if (type == null) {
            if (translation != null) {
                rule.setTranslation(
                        new Word(translation.name(), translation.word().place()));
            }
            return false;
        }
        String text = type.word().text().toLowerCase(Locale.ROOT);
        if (text.equals("map-t")) {
            rule.setTranslation(type.word());
        } else if (!text.equals("map-e") && !text.equals("lw4o6")) {
            reading.refuse(
                    type.word().place(), type.name(), type.word().text(), "is unknown; use map-e, lw4o6 or map-t");
        }
        return text.equals("lw4o6");
    }

    /** Reads a prefix and clears the bits after its length, as OpenWrt does; returns the length if it is readable. */
    private @Nullable Integer prefix(TextRule rule, boolean ipv4, DomainReading reading) {
        String field = ipv4 ? "ipv4Prefix" : "ipv6Prefix";
        Given address = given.get(ipv4 ? Parameter.IPV4PREFIX : Parameter.IPV6PREFIX);
        Parameter ofLength = ipv4 ? Parameter.PREFIX4LEN : Parameter.PREFIX6LEN;
        Integer length = ipv4 && !given.containsKey(ofLength)
                ? Integer.valueOf(IPV4_BITS)
                : number(rule, ofLength, field, reading);
        if (address == null) {
            return length; // the findings of the rule report that the prefix is missing
        }
        Word word = address.word();
        if (word.text().indexOf('$') >= 0) {
            refuse(
                    rule,
                    field,
                    address,
                    "is a variable of a shell; print the configuration with uci show network",
                    reading);
            return length;
        }
        if (word.text().indexOf('/') >= 0) {
            refuse(
                    rule,
                    field,
                    address,
                    "has a length, which OpenWrt refuses here; write the address alone, and the length in "
                            + (ipv4 ? "ip4prefixlen" : "ip6prefixlen") + " (UCI) or " + ofLength,
                    reading);
            return null;
        }
        if (length == null) {
            if (!given.containsKey(ofLength)) {
                refuse(
                        rule,
                        field,
                        address,
                        "has no length; add " + (ipv4 ? "ip4prefixlen" : "ip6prefixlen") + " (UCI) or " + ofLength,
                        reading);
            }
            return null;
        }
        Given ofText = given.get(ofLength);
        if (ofText != null && length < 0) {
            refuse(rule, field, ofText, "is negative; use the length of the prefix", reading);
            return null;
        }
        if (ofText != null && length > (ipv4 ? IPV4_BITS : IPV6_BITS)) {
            rule.setPlace(field, ofText.word().place()); // the error is about the length
        }
        set(rule, ipv4, word.text(), length);
        if (hasBitsAfter(ipv4, word.text(), length)) {
            reading.warn(
                    word.place(),
                    address.name(),
                    word.text(),
                    "has bits set after a length of " + length + ", which OpenWrt ignores; clear them");
        }
        return length;
    }

    private static void set(TextRule rule, boolean ipv4, String text, int length) {
        if (hasBitsAfter(ipv4, text, length)) {
            if (ipv4) {
                int bits = Addresses.bits(Addresses.parseIpv4("", text));
                rule.builder()
                        .ipv4Prefix(
                                Addresses.toText(length == 0 ? 0 : bits & -1 << (IPV4_BITS - length)) + "/" + length);
            } else {
                long[] bits = Addresses.bits(Addresses.parseIpv6("", text));
                rule.builder().ipv6Prefix(PrefixField.masked(bits[0], bits[1], length));
            }
        } else if (ipv4) {
            rule.builder().ipv4Prefix(text + "/" + length);
        } else {
            rule.builder().ipv6Prefix(text + "/" + length);
        }
    }

    /** Returns whether a text is an address with bits set after a valid length. */
    private static boolean hasBitsAfter(boolean ipv4, String text, int length) {
        if (length > (ipv4 ? IPV4_BITS : IPV6_BITS)) {
            return false;
        }
        try {
            if (ipv4) {
                int bits = Addresses.bits(Addresses.parseIpv4("", text));
                return length < IPV4_BITS && bits << length != 0;
            }
            long[] bits = Addresses.bits(Addresses.parseIpv6("", text));
            long[] masked = Addresses.bits(PrefixField.masked(bits[0], bits[1], length));
            return bits[0] != masked[0] || bits[1] != masked[1];
        } catch (MapConfigurationException e) {
            return false; // the findings of the rule report it
        }
    }

    private static void refuse(TextRule rule, String field, Given value, String message, DomainReading reading) {
        reading.refuse(value.word().place(), value.name(), value.word().text(), message);
        rule.markUnreadable(field);
    }

    /** Returns a number; null if it is absent or malformed, which is reported. */
    private @Nullable Integer number(TextRule rule, Parameter parameter, String field, DomainReading reading) {
        Given value = given.get(parameter);
        if (value == null) {
            return null;
        }
        Integer number = value.word().whole(value.name(), reading);
        if (number == null) {
            rule.markUnreadable(field);
        }
        return number;
    }

    /**
     * Sets the PSID, which is left-aligned in 16 bits (RFC 7598 section 4.5).
     *
     * @param inEa number of PSID bits among the EA bits, if positive
     * @param length PSID length; 0 if absent, and in the output of mapcalc for a prefix
     */
    private void psid(TextRule rule, int inEa, int length, int eaLength, DomainReading reading) {
        Given value = given.get(Parameter.PSID);
        Integer aligned = number(rule, Parameter.PSID, "psid", reading);
        if (value != null && aligned != null && (aligned < 0 || aligned >= 1 << PORT_BITS)) {
            refuse(rule, "psid", value, "is outside 0..65535; use the PSID in the first bits of 16", reading);
            aligned = null;
        }
        if (inEa < 0 && length > 0 && value != null) {
            reading.note(
                    value.word().place(),
                    value.name(),
                    value.word().text(),
                    "is ignored, since each CE has an IPv4 prefix (RFC 7598 section 4.5)");
            return;
        }
        if (length > 0) {
            rule.builder().psidLength(length);
        }
        if (value == null || aligned == null) {
            return;
        }
        if (length == 0) {
            if (aligned != 0) {
                reading.warn(
                        value.word().place(),
                        value.name(),
                        value.word().text(),
                        "is ignored by OpenWrt without a PSID length; add psidlen");
            }
            return;
        }
        int bits = Math.min(length, PORT_BITS);
        int psid = aligned >> (PORT_BITS - bits);
        if (psid << (PORT_BITS - bits) != aligned) {
            reading.warn(
                    value.word().place(),
                    value.name(),
                    value.word().text(),
                    "has bits set after its first " + bits + ", which are ignored: the PSID is " + psid
                            + "; write the PSID in the first bits of 16, such as " + (1 << (PORT_BITS - bits))
                            + " for PSID 1");
        }
        if (inEa > 0 && psid == 0) {
            reading.warn(
                    value.word().place(),
                    value.name(),
                    value.word().text(),
                    "is ignored, since the EA bits contain the PSID; OpenWrt would use PSID 0 at each CE, so remove it");
            return;
        }
        rule.builder().psid(psid);
        if (given.containsKey(Parameter.EALEN) && eaLength < length) {
            reading.warn(
                    value.word().place(),
                    value.name(),
                    value.word().text(),
                    "is set in a rule that OpenWrt skips, since its EA length " + eaLength
                            + " is below its PSID length " + length + "; use type lw4o6 without ealen");
        }
    }

    private void forwarding(TextRule rule, DomainReading reading) {
        Given value = given.get(Parameter.FMR);
        if (value == null) {
            return;
        }
        switch (value.word().text()) {
            case "1", "fmr" -> rule.setForwarding(true);
            case "0" -> rule.setForwarding(false);
            default ->
                reading.refuse(value.word().place(), value.name(), value.word().text(), "is not a flag; use 0 or 1");
        }
    }

    private void borderRelays(TextRule rule, DomainReading reading) {
        Set<IPv6Address> seen = new HashSet<>();
        for (Given relay : borderRelays) {
            if (rule.translation() != null) {
                if (!given.containsKey(Parameter.DMR)) {
                    rule.setDefaultMapping(relay.word()); // in rules of MAP-T, OpenWrt takes peeraddr as the DMR
                }
                continue;
            }
            try {
                IPv6Address address =
                        Addresses.parseIpv6(relay.name(), relay.word().text());
                if (seen.add(address)) {
                    rule.addBorderRelay(address, relay.word().place());
                }
            } catch (MapConfigurationException e) {
                e.findings()
                        .forEach(finding -> reading.add(finding.at(relay.word().place())));
                rule.markUnreadable("borderRelay");
            }
        }
    }
}
