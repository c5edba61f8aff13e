package io.softwire46.mape.provision.cisco;

import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.provision.format.internal.CliLine;
import io.softwire46.mape.provision.format.internal.DomainReading;
import io.softwire46.mape.provision.format.internal.TextRule;
import io.softwire46.mape.provision.format.internal.Word;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A {@code nat64 map-e domain} or {@code nat64 map-t domain} of IOS XE with its basic mapping rule.
 *
 * <p>Not thread-safe: use one instance per domain.
 */
final class IosXeDomain {
    static final String RULE = "basic-mapping-rule";
    private static final String RELAY = "border-relay-address";
    private static final String DEFAULT_RULE = "default-mapping-rule";
    private static final String MODE = "mode";
    private static final String IPV6 = "ipv6-prefix";
    private static final String IPV4 = "ipv4-prefix";
    private static final String LOCAL = "local-ipv4-prefix";
    private static final String PORTS = "port-parameters";
    private static final String PORT_SET = "port-set-id";
    private static final String RATIO = "share-ratio";
    private static final String OFFSET = "port-offset-bits";
    private static final String START = "start-port";
    private static final String CONTIGUOUS = "contiguous-ports";
    private static final List<String> OF_PORTS = List.of(RATIO, OFFSET, START, CONTIGUOUS);

    static final List<String> KNOWN = List.of(RELAY, DEFAULT_RULE, RULE, MODE, IPV6, IPV4, LOCAL, PORTS, PORT_SET);

    /** Commands that no other level of the configuration has. */
    static final List<String> UNIQUE = List.of(RELAY, DEFAULT_RULE, RULE, LOCAL, PORTS, PORT_SET);

    private static final String TRANSLATING_MODE = "divi";
    private static final String HOST = "/128";
    private static final int IPV4_BITS = 32;
    private static final int PORT_BITS = 16;

    private final Word type;
    private final String name;
    private final DomainReading reading;
    private final CiscoFields fields;

    /**
     * Creates a domain without parameters.
     *
     * @param type the word {@code map-e} or {@code map-t}
     * @param name number of the domain
     */
    IosXeDomain(Word type, String name, DomainReading reading) {
        this.type = type;
        this.name = name;
        this.reading = reading;
        fields = new CiscoFields(reading);
    }

    /** Reads a command below the domain; returns false if it is no such command. */
    boolean take(CliLine line) {
        String command = line.word(0);
        if (command.equals("no") && KNOWN.contains(line.word(1))) {
            remove(line.word(1));
        } else if (command.equals(RULE)) {
            return true;
        } else if (command.equals(PORTS)) {
            ports(line);
        } else if (command.equals(LOCAL)) {
            reading.skip();
            if (reading.isFirst(LOCAL)) {
                reading.note(
                        line.at(0).place(),
                        LOCAL,
                        line.size() > 1 ? line.at(1).text() : "",
                        "is for the LAN, and is skipped");
            }
        } else if (KNOWN.contains(command)) {
            fields.set(command, line, 1);
        } else {
            return false;
        }
        return true;
    }

    private void remove(String command) {
        fields.remove(command);
        if (command.equals(PORTS)) {
            OF_PORTS.forEach(fields::remove);
        }
    }

    private void ports(CliLine line) {
        for (int i = 1; i < line.size(); i += 2) {
            Word word = line.at(i);
            if (!OF_PORTS.contains(line.word(i))) {
                reading.refuse(
                        word.place(),
                        PORTS,
                        word.text(),
                        "is no parameter of ports" + reading.knownNames().remedy(line.word(i), OF_PORTS));
            } else if (i + 1 == line.size()) {
                reading.refuse(word.place(), line.word(i), Finding.MISSING, "has no value; add it");
            } else {
                fields.set(line.word(i), line.at(i + 1));
            }
        }
    }

    TextRule rule() {
        TextRule rule = new TextRule(type.text() + "-" + name, type.place());
        Word ipv6 = fields.get(IPV6);
        Word ipv4 = fields.get(IPV4);
        fields.place(rule, IPV6, "ipv6Prefix");
        fields.place(rule, IPV4, "ipv4Prefix");
        fields.place(rule, RATIO, "psidLength");
        fields.place(rule, RATIO, "eaLength");
        if (ipv6 != null) {
            rule.builder().ipv6Prefix(ipv6.text());
        }
        if (ipv4 != null) {
            rule.builder().ipv4Prefix(ipv4.text());
        }
        Integer psidLength = fields.get(RATIO) == null ? Integer.valueOf(0) : fields.exponent(RATIO);
        Integer psid = fields.whole(PORT_SET);
        boolean one = ipv4 != null && Integer.valueOf(IPV4_BITS).equals(CiscoFields.length(ipv4.text()));
        if (one && fields.get(PORT_SET) != null) {
            binding(rule, psidLength, psid);
        } else {
            CiscoFields.eaLength(rule, ipv4 == null ? null : ipv4.text(), psidLength);
            ignorePortSet();
        }
        if (psidLength == null || psidLength > 0) {
            offset(rule, psidLength == null ? 0 : psidLength);
        } else {
            wholeAddress(rule);
        }
        relay(rule);
        return rule;
    }

    /** A rule for one CE, whose PSID is not in its prefix. */
    private void binding(TextRule rule, @Nullable Integer psidLength, @Nullable Integer psid) {
        rule.builder().eaLength(0);
        fields.place(rule, PORT_SET, "psid");
        if (psid == null) {
            rule.markUnreadable("psid");
        }
        if (psidLength == null) {
            rule.markUnreadable("psidLength");
        } else if (psidLength > 0) {
            rule.builder().psidLength(psidLength);
            rule.builder().psid(psid);
        } else if (psid != null && psid > 0) {
            rule.builder().psid(psid); // V13: without sharing it has no effect
        }
    }

    private void ignorePortSet() {
        Word word = fields.get(PORT_SET);
        if (word != null) {
            reading.note(
                    word.place(),
                    PORT_SET,
                    word.text(),
                    "is that of one CE; it is ignored, as the EA bits of each CE contain its PSID");
        }
    }

    private void wholeAddress(TextRule rule) {
        Word ratio = fields.get(RATIO);
        if (reading.isFirst(RATIO)) {
            reading.note(
                    ratio == null ? rule.start() : ratio.place(),
                    RATIO,
                    "1",
                    "reserves ports 0-1023 in IOS XE, but without address sharing a CE has all ports");
        }
    }

    /** Sets the PSID offset: the first port is 2^(16 - offset). Without a parameter the default of RFC 7597 applies. */
    private void offset(TextRule rule, int psidLength) {
        Integer bits = fields.whole(OFFSET);
        Integer start = fields.exponent(START);
        Integer contiguous = fields.exponent(CONTIGUOUS);
        fields.place(rule, CONTIGUOUS, "psidOffset");
        fields.place(rule, START, "psidOffset");
        fields.place(rule, OFFSET, "psidOffset");
        boolean bad = (fields.get(OFFSET) != null && bits == null)
                || (fields.get(START) != null && start == null)
                || (fields.get(CONTIGUOUS) != null && contiguous == null);
        Integer offset = bits;
        if (start != null) {
            offset = agree(START, offset, PORT_BITS - start);
        }
        if (contiguous != null) {
            offset = agree(CONTIGUOUS, offset, PORT_BITS - psidLength - contiguous);
        }
        if (bad) {
            rule.markUnreadable("psidOffset");
        } else if (offset != null) {
            rule.builder().psidOffset(offset);
        }
    }

    private Integer agree(String name, @Nullable Integer before, int offset) {
        Word word = fields.get(name);
        if (before != null && before != offset && word != null) {
            reading.refuse(
                    word.place(),
                    name,
                    word.text(),
                    "contradicts the other parameters of ports, which result in a PSID offset of " + before
                            + "; remove one of them");
        }
        return before == null ? Integer.valueOf(offset) : before;
    }

    private void relay(TextRule rule) {
        Word mode = fields.get(MODE);
        if (mode != null && !mode.text().equals("map-e") && !mode.text().equals(TRANSLATING_MODE)) {
            reading.refuse(mode.place(), MODE, mode.text(), "is unknown; use map-e or divi");
        }
        if (type.text().equalsIgnoreCase("map-t")) {
            rule.setTranslation(type);
            return;
        }
        if (mode != null && mode.text().equals(TRANSLATING_MODE)) {
            rule.setTranslation(mode);
            return;
        }
        Word relay = fields.get(RELAY);
        Word own = fields.get(DEFAULT_RULE);
        if (relay != null) {
            fields.relay(rule, RELAY, relay);
        } else if (own != null && own.text().endsWith(HOST)) {
            // A BR has its own address as the default mapping rule.
            String address = own.text().substring(0, own.text().length() - HOST.length());
            fields.relay(rule, DEFAULT_RULE, new Word(address, own.place()));
        } else if (own != null) {
            reading.refuse(
                    own.place(),
                    DEFAULT_RULE,
                    own.text(),
                    "is not an address with the length 128, which MAP-E needs; use the address of the border relay");
        }
    }
}
