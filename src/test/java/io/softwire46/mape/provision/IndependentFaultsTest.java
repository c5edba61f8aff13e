package io.softwire46.mape.provision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.provision.format.ReadResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Independent faults of a domain file: any subset of them gives the findings of each, whatever the others are. A fault
 * changes one place of a text without faults.
 */
class IndependentFaultsTest {
    /**
     * A replacement in the text, and the finding that it gives.
     *
     * @param finding id and field
     */
    private record Fault(String what, String with, String finding) {}

    private static final String JSON = """
            { "name": "d", "mesh": false, "borderRelay": ["2001:db8:ffff::1"], "rules": [
              { "ipv6Prefix": "2001:db8:100::/40", "ipv4Prefix": "192.0.2.0/24", "eaLength": 16, "psidOffset": 6 },
              { "ipv6Prefix": "2001:db8:200::/40", "ipv4Prefix": "198.51.100.0/24", "eaLength": 16, "psidOffset": 6 },
              { "ipv6Prefix": "2001:db8:300::/40", "ipv4Prefix": "203.0.113.0/24", "eaLength": 16, "psidOffset": 6 },
              { "ipv6Prefix": "2001:db8:400::/56", "ipv4Prefix": "192.88.0.0/24", "eaLength": 8 },
              { "ipv6Prefix": "2001:db8:600::/39", "ipv4Prefix": "192.88.1.0/24", "eaLength": 9, "psidOffset": 6 } ],
              "options": { "hopLimit": 64 } }
            """;

    private static final List<Fault> JSON_FAULTS = List.of(
            new Fault("\"d\"", "\"a b\"", "SYNTAX name"),
            new Fault("false", "0", "SYNTAX mesh"),
            new Fault("2001:db8:ffff::1", "ff02::1", "V23 borderRelay[0]"),
            new Fault("\"hopLimit\": 64", "\"hopLimit\": 0", "OPTION options.hopLimit"),
            new Fault(
                    "16, \"psidOffset\": 6 },\n  { \"ipv6Prefix\": \"2001:db8:200",
                    "16, \"psidOffset\": 16 },\n  { \"ipv6Prefix\": \"2001:db8:200",
                    "V06 rules[0].psidOffset"),
            new Fault("192.0.2.0/24", "192.0.2.1/24", "V03 rules[0].ipv4Prefix"),
            new Fault("2001:db8:300::/40", "2001:db8:200::/40", "V41 rules[2].ipv6Prefix"),
            new Fault("203.0.113.0/24", "198.51.100.0/24", "V43 rules[2].ipv4Prefix"),
            new Fault("\"eaLength\": 8 }", "\"eaLength\": 8, \"forward\": 1 }", "SYNTAX rules[3].forward"),
            new Fault("2001:db8:400::/56", "2001:db8:400::/57", "V05 rules[3].eaLength"),
            new Fault("2001:db8:600::/39", "x", "SYNTAX rules[4].ipv6Prefix"),
            new Fault("\"eaLength\": 9,", "\"eaLength\": 25,", "V09 rules[4].eaLength"));

    private static final String SET = "set services softwire softwire-concentrator map-e ";
    private static final String JUNOS = rule("A", "2001:db8:600::/39", "192.0.2.0/24", 16)
            + rule("B", "2001:db8:200::/40", "198.51.100.0/24", 16)
            + rule("C", "2001:db8:300::/56", "203.0.113.0/24", 8);

    private static String rule(String name, String ipv6, String ipv4, int ea) {
        return """
                %1$s softwire-address 2001:db8:ffff::1
                %1$s mape-prefix %2$s
                %1$s ipv4-prefix %3$s
                %1$s ea-bits-len %4$d
                %1$s psid-offset 6
                """.formatted(SET + name, ipv6, ipv4, ea);
    }

    private static final List<Fault> JUNOS_FAULTS = List.of(
            new Fault("A psid-offset 6", "A psid-offset x", "SYNTAX psid-offset"),
            new Fault("A ea-bits-len 16", "A ea-bits-len 25", "V09 rules[0].eaLength"),
            new Fault("B psid-offset 6", "B psid-offset 17", "V06 rules[1].psidOffset"),
            new Fault("C mape-prefix 2001:db8:300::/56", "C mape-prefix 2001:db8:300::/57", "V05 rules[2].eaLength"),
            new Fault("203.0.113.0/24", "203.0.113.1/24", "V03 rules[2].ipv4Prefix"),
            new Fault("C psid-offset 6", "C psid-offset 6 psid-len 8", "SYNTAX statement"));

    private static Set<String> found(ReadResult file) {
        return file.findings().stream()
                .map(each -> each.id() + " " + each.field())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static void check(String text, List<Fault> faults, Random random) {
        List<Fault> chosen = new ArrayList<>(faults);
        chosen.removeIf(each -> random.nextInt(3) > 0);
        String broken = text;
        for (Fault each : chosen) {
            assertTrue(broken.contains(each.what()), () -> "changed by two faults: " + each);
            broken = broken.replace(each.what(), each.with());
        }
        Set<String> expected = chosen.stream().map(Fault::finding).collect(Collectors.toCollection(TreeSet::new));
        assertEquals(expected, found(DomainFile.read(broken)), broken);
    }

    @Example
    void theTextsHaveNoFault() {
        assertEquals(Set.of(), found(DomainFile.read(JSON)));
        assertEquals(Set.of(), found(DomainFile.read(JUNOS)));
    }

    @Property(tries = 500)
    void ofJson(@ForAll Random random) {
        check(JSON, JSON_FAULTS, random);
    }

    @Property(tries = 300)
    void ofJunos(@ForAll Random random) {
        check(JUNOS, JUNOS_FAULTS, random);
    }
}
