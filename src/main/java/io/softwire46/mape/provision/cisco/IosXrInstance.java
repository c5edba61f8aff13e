package io.softwire46.mape.provision.cisco;

import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.provision.format.internal.CliLine;
import io.softwire46.mape.provision.format.internal.DomainReading;
import io.softwire46.mape.provision.format.internal.TextRule;
import io.softwire46.mape.provision.format.internal.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A {@code service-type map-e} or {@code service-type map-t} of IOS XR: prefixes, and parameters that all its rules share.
 *
 * <p>Not thread-safe: use one instance per instance of the service.
 */
final class IosXrInstance {
    private static final String CPE = "cpe-domain";
    private static final String CPE_NAME = "cpe-domain-name";
    private static final String EXTERNAL_NAME = "ext-domain-name";
    private static final String EXTERNAL = "external-domain";
    private static final String RATIO = "sharing-ratio";
    private static final String CONTIGUOUS = "contiguous-ports";
    private static final String RELAY = "aftr-endpoint-address";
    private static final String MTU = "path-mtu";
    private static final String IPV4 = "ipv4-prefix";
    private static final String IPV6 = "ipv6-prefix";
    private static final String FAMILY = "address-family";
    private static final int PORT_BITS = 16;

    static final List<String> KNOWN =
            List.of(CPE, CPE_NAME, EXTERNAL_NAME, EXTERNAL, RATIO, CONTIGUOUS, RELAY, MTU, FAMILY);

    /** Commands that concern other properties of the router, and those below {@code address-family}. */
    private static final Set<String> SKIPPED = Set.of(
            FAMILY,
            "interface",
            "tcp",
            "tos",
            "df-override",
            "traffic-class",
            "traceroute",
            "ping",
            "rate",
            "icmp",
            "icmpv6",
            "preferred-active",
            "statistics",
            "description",
            "vrf");

    /** A pair of prefixes, without their lengths if the instance has them. */
    private record Pair(
            Word start, @Nullable Word ipv4, @Nullable Word ipv6) {}

    private final Word type;
    private final String name;
    private final DomainReading reading;
    private final CiscoFields fields;
    private final List<Pair> pairs = new ArrayList<>();

    /**
     * Creates an instance without parameters.
     *
     * @param type the word {@code map-e} or {@code map-t}
     */
    IosXrInstance(Word type, String name, DomainReading reading) {
        this.type = type;
        this.name = name;
        this.reading = reading;
        fields = new CiscoFields(reading);
    }

    /** Reads a command below the instance; returns false if it is no such command. */
    boolean take(CliLine line) {
        switch (line.word(0)) {
            case CPE -> cpe(line);
            case CPE_NAME -> pairs.add(new Pair(line.at(0), after(line, IPV4), after(line, IPV6)));
            case RATIO, CONTIGUOUS, RELAY, MTU -> fields.set(line.word(0), line, 1);
            case EXTERNAL, EXTERNAL_NAME -> external(line);
            default -> {
                if (!SKIPPED.contains(line.word(0))) {
                    return false;
                }
                reading.skip();
            }
        }
        return true;
    }

    /** Reads {@code cpe-domain ipv4 prefix P}, {@code cpe-domain ipv4 prefix length L} and the same of IPv6. */
    private void cpe(CliLine line) {
        String family = line.word(1);
        boolean known = family.equals("ipv4") || family.equals("ipv6");
        if (known && line.word(2).equals("vrf")) {
            reading.skip();
        } else if (!known || !line.word(2).equals("prefix")) {
            Word last = line.at(Math.min(line.size() - 1, known ? 2 : 1));
            reading.refuse(
                    last.place(), CPE, last.text(), "is unknown; use cpe-domain ipv4 prefix or cpe-domain ipv6 prefix");
        } else if (line.word(3).equals("length")) {
            fields.set(family + " length", line, 4);
        } else {
            fields.set(family, line, 3);
        }
    }

    private @Nullable Word after(CliLine line, String word) {
        for (int i = 1; i < line.size(); i++) {
            boolean split = line.word(i).equals(word.substring(0, 4))
                    && line.word(i + 1).equals("prefix");
            int value = split ? i + 2 : i + 1;
            if ((split || line.word(i).equals(word)) && value < line.size()) {
                return line.at(value);
            }
        }
        reading.refuse(line.at(0).place(), word, Finding.MISSING, "is missing in cpe-domain-name; add it");
        return null;
    }

    /** Only MAP-T has prefixes of the other side. */
    private void external(CliLine line) {
        reading.skip();
        if (type.text().startsWith("map-e")) {
            reading.warn(
                    line.at(0).place(),
                    "line",
                    line.at(0).text(),
                    "is a parameter of MAP-T (RFC 7599), and is skipped");
        }
    }

    List<TextRule> rules() {
        Word ipv4 = fields.get("ipv4");
        Word ipv6 = fields.get("ipv6");
        if (ipv4 != null || ipv6 != null || pairs.isEmpty()) {
            pairs.add(new Pair(type, ipv4, ipv6));
        }
        Integer psidLength = fields.get(RATIO) == null ? Integer.valueOf(0) : fields.exponent(RATIO);
        Integer contiguous = fields.exponent(CONTIGUOUS);
        ForwardingOptions options = options();
        List<TextRule> rules = new ArrayList<>();
        for (Pair pair : pairs) {
            TextRule rule = new TextRule(name, pair.start().place());
            prefixes(rule, pair, psidLength);
            ports(rule, psidLength, contiguous);
            rule.setOptions(options);
            fields.place(rule, MTU, "options." + ForwardingOption.MTU_V6.name());
            Word relay = fields.get(RELAY);
            if (!type.text().startsWith("map-e")) {
                rule.setTranslation(type);
            } else if (relay != null) {
                fields.relay(rule, RELAY, relay);
            }
            rules.add(rule);
        }
        return rules;
    }

    private ForwardingOptions options() {
        Integer mtu = fields.whole(MTU);
        return mtu == null
                ? ForwardingOptions.defaults()
                : ForwardingOptions.defaults().with(ForwardingOption.MTU_V6, mtu);
    }

    private void prefixes(TextRule rule, Pair pair, @Nullable Integer psidLength) {
        String ipv4 = text(rule, pair.ipv4(), "ipv4 length", "ipv4Prefix");
        String ipv6 = text(rule, pair.ipv6(), "ipv6 length", "ipv6Prefix");
        if (ipv4 != null) {
            rule.builder().ipv4Prefix(ipv4);
        }
        if (ipv6 != null) {
            rule.builder().ipv6Prefix(ipv6);
        }
        fields.place(rule, RATIO, "eaLength");
        CiscoFields.eaLength(rule, ipv4, psidLength);
    }

    /** Returns a prefix with its length, which may be a parameter of the instance; null if it is absent. */
    private @Nullable String text(TextRule rule, @Nullable Word word, String lengthName, String field) {
        Word length = fields.get(lengthName);
        if (word == null) {
            return null;
        }
        rule.setPlace(field, word.place());
        if (word.text().indexOf('/') >= 0 || length == null) {
            return word.text();
        }
        return word.text() + "/" + length.text();
    }

    /** RFC 7597 section 5.1: the bits of a port are the offset, the PSID, and those of contiguous ports. */
    private void ports(TextRule rule, @Nullable Integer psidLength, @Nullable Integer contiguous) {
        fields.place(rule, RATIO, "psidLength");
        fields.place(rule, CONTIGUOUS, "psidOffset");
        Word word = fields.get(CONTIGUOUS);
        if (psidLength == null || (word != null && contiguous == null)) {
            rule.markUnreadable("psidOffset");
        } else if (psidLength > 0 && contiguous != null && word != null) {
            int offset = PORT_BITS - psidLength - contiguous;
            if (offset < 0) {
                rule.markUnreadable("psidOffset");
                if (reading.isFirst(CONTIGUOUS + " " + name)) {
                    reading.refuse(
                            word.place(),
                            CONTIGUOUS,
                            word.text(),
                            "times sharing-ratio exceeds 65536, the number of ports; use less");
                }
            } else {
                rule.builder().psidOffset(offset);
            }
        }
    }
}
