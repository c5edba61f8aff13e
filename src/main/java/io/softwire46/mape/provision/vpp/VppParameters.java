package io.softwire46.mape.provision.vpp;

import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.config.ForwardingOptions.Fragmentation;
import io.softwire46.mape.config.ForwardingOptions.SourceCheckMode;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.Location;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.provision.format.internal.DomainReading;
import io.softwire46.mape.provision.format.internal.TextRule;
import io.softwire46.mape.provision.format.internal.Word;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Parameters of VPP's map plugin, which all domains share.
 *
 * <p>Not thread-safe: use one instance per text.
 */
final class VppParameters {
    private static final List<String> KNOWN = List.of(
            "fragment", "icmp", "icmp6", "pre-resolve", "security-check", "tcp-mss", "traffic-class", "reassembly");

    private static final Pattern HEX = Pattern.compile("(?:0[xX])?[0-9a-fA-F]{1,2}");
    private static final String SECURITY_CHECK = "security-check";

    private final DomainReading reading;
    private final Map<String, Location> places = new HashMap<>();
    private ForwardingOptions options = ForwardingOptions.defaults();

    VppParameters(DomainReading reading) {
        this.reading = reading;
    }

    /** Returns options with those that parameters set. */
    static Set<ForwardingOption<?>> withOptions(Set<ForwardingOption<?>> ofDomains) {
        Set<ForwardingOption<?>> all = new HashSet<>(ofDomains);
        all.addAll(Set.of(
                ForwardingOption.FRAGMENTATION,
                ForwardingOption.IGNORE_DF,
                ForwardingOption.ICMPV4_SOURCE,
                ForwardingOption.ICMPV6_SOURCE_CHECK_ERRORS,
                ForwardingOption.SOURCE_CHECK,
                ForwardingOption.TCP_MSS,
                ForwardingOption.TRAFFIC_CLASS));
        return Set.copyOf(all);
    }

    /** Reads the words after {@code map params}. */
    void read(List<Word> words, Location start) {
        if (words.isEmpty()) {
            reading.refuse(
                    start, "map params", Finding.MISSING, "has no parameter; known are " + String.join(", ", KNOWN));
            return;
        }
        Word name = words.get(0);
        List<Word> values = words.subList(1, words.size());
        switch (name.text().toLowerCase(Locale.ROOT)) {
            case "fragment", "fragmentation" -> values.forEach(this::fragmentation);
            case "icmp" -> icmp(values, name);
            case "icmp-source-address" -> icmpSource(values, name);
            case "icmp6" -> unreachables(values, name);
            case SECURITY_CHECK -> securityCheck(values, name);
            case "tcp-mss" -> mss(values, name);
            case "traffic-class" -> trafficClass(values, name);
            case "pre-resolve", "reassembly", "ip4-reass", "ip6-reass" -> ignored(name);
            default ->
                reading.refuse(
                        name.place(),
                        "map params",
                        name.text(),
                        "is no parameter of VPP" + reading.knownNames().remedy(name.text(), KNOWN));
        }
    }

    private void ignored(Word word) {
        reading.note(word.place(), "map params", word.text(), "has no option in this library and is ignored");
    }

    private <T> void set(ForwardingOption<T> option, T value, Word word) {
        options = options.with(option, value);
        places.put("options." + option, word.place());
    }

    private void refuse(Word word, String name, String remedy) {
        reading.refuse(word.place(), name, word.text(), "is unknown; use " + remedy);
    }

    private void fragmentation(Word word) {
        switch (word.text().toLowerCase(Locale.ROOT)) {
            case "inner" -> set(ForwardingOption.FRAGMENTATION, Fragmentation.INNER, word);
            case "outer" -> set(ForwardingOption.FRAGMENTATION, Fragmentation.OUTER, word);
            case "ignore-df" -> set(ForwardingOption.IGNORE_DF, true, word);
            case "honor-df" -> set(ForwardingOption.IGNORE_DF, false, word);
            default -> refuse(word, "fragment", "inner or outer, and ignore-df or honor-df");
        }
    }

    private void icmp(List<Word> values, Word name) {
        if (!values.isEmpty() && values.get(0).text().equalsIgnoreCase("source-address")) {
            icmpSource(values.subList(1, values.size()), name);
        } else {
            refuse(values.isEmpty() ? name : values.get(0), "icmp", "source-address ADDRESS");
        }
    }

    private void icmpSource(List<Word> values, Word name) {
        if (values.size() != 1) {
            refuse(name, "map params", "icmp source-address ADDRESS");
            return;
        }
        Word word = values.get(0);
        try {
            int address = Addresses.bits(Addresses.parseIpv4("icmp source-address", word.text()));
            if (address != 0) { // 0.0.0.0 is VPP's default
                options = options.with(ForwardingOption.ICMPV4_SOURCE, address);
                places.put("options." + ForwardingOption.ICMPV4_SOURCE, word.place());
            }
        } catch (MapConfigurationException e) {
            e.findings().forEach(finding -> reading.add(finding.at(word.place())));
        }
    }

    private void unreachables(List<Word> values, Word name) {
        Word last = values.isEmpty() ? name : values.get(values.size() - 1);
        switch (last.text().toLowerCase(Locale.ROOT)) {
            case "on" -> set(ForwardingOption.ICMPV6_SOURCE_CHECK_ERRORS, true, last);
            case "off" -> set(ForwardingOption.ICMPV6_SOURCE_CHECK_ERRORS, false, last);
            default -> refuse(last, "icmp6", "unreachables on or unreachables off");
        }
    }

    /** Reads {@code enable|disable fragments on|off}; older versions have {@code on|off} and {@code fragments on|off} apart. */
    private void securityCheck(List<Word> values, Word name) {
        if (values.isEmpty()) {
            refuse(name, "map params", SECURITY_CHECK + " enable or disable");
        }
        for (int i = 0; i < values.size(); i++) {
            Word word = values.get(i);
            switch (word.text().toLowerCase(Locale.ROOT)) {
                case "enable", "on" -> set(ForwardingOption.SOURCE_CHECK, SourceCheckMode.STRICT, word);
                case "disable", "off" -> set(ForwardingOption.SOURCE_CHECK, SourceCheckMode.OFF, word);
                case "fragments" -> {
                    i++;
                    if (reading.isFirst("fragments")) {
                        reading.note(
                                word.place(),
                                SECURITY_CHECK,
                                word.text(),
                                "is ignored; option innerFragments determines the source check of fragments");
                    }
                }
                default -> refuse(word, SECURITY_CHECK, "enable or disable, and fragments on or fragments off");
            }
        }
    }

    private void mss(List<Word> values, Word name) {
        Word word = values.isEmpty() ? name : values.get(0);
        Integer octets = word.whole("tcp-mss", reading);
        if (octets != null && octets != 0) { // 0 leaves segments unchanged
            options = options.with(ForwardingOption.TCP_MSS, octets);
            places.put("options." + ForwardingOption.TCP_MSS, word.place());
        }
    }

    /** Reads the octet of the traffic class, of which the first six bits are the DSCP. */
    private void trafficClass(List<Word> values, Word name) {
        Word word = values.isEmpty() ? name : values.get(0);
        if (word.text().equalsIgnoreCase("copy")) {
            set(ForwardingOption.TRAFFIC_CLASS, ForwardingOption.COPY, word);
        } else if (HEX.matcher(word.text()).matches()) {
            String digits = word.text().toLowerCase(Locale.ROOT).replaceFirst("^0x", "");
            int octet = Integer.parseInt(digits, 16);
            set(ForwardingOption.TRAFFIC_CLASS, octet >> 2, word);
            if ((octet & 3) != 0) {
                reading.warn(
                        word.place(),
                        "traffic-class",
                        word.text(),
                        "sets the ECN field, which is ignored (RFC 6040 section 4.1); write a multiple of 4");
            }
        } else {
            refuse(word, "traffic-class", "copy, or a hexadecimal octet such as 0x20");
        }
    }

    /** Returns the options of a domain with those of all domains. */
    ForwardingOptions apply(ForwardingOptions ofDomain) {
        return options.with(ForwardingOption.MTU_V6, ofDomain.get(ForwardingOption.MTU_V6));
    }

    void place(TextRule rule) {
        places.forEach(rule::setPlace);
    }
}
