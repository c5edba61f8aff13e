package io.softwire46.mape.provision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.forward.ConfiguredDomain;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is done to a text, reading it ends with domains or with an error that has a place in it. */
class DomainFileMutationTest {
    private static final String REPLACEMENTS = "\"{]:\n9#\\\u0000\ud800";
    private static final String TWO_DOMAINS = """
            [ { "name": "a", "borderRelay": ["2001:db8:ffff::1"], "options": {"mtuV6": 1500, "ecn": "normal"},
                "rules": [ { "ipv6Prefix": "2001:db8::/40", "ipv4Prefix": "192.0.2.0/24", "eaLength": 16 } ] },
              { "name": "b", "mesh": true, "format": "draft03", "rules": [ { "ipv6Prefix": "2001:db9::1/128",
                "ipv4Prefix": "198.51.100.1/32", "eaLength": 0, "psidLength": 8, "psid": 3, "psidOffset": 0 } ] } ]
            """;
    private static final String TWO_NAMES = """
            set services softwire softwire-concentrator map-e A ipv4-prefix 192.0.2.0/24
            set services softwire softwire-concentrator map-e A mape-prefix 2001:db8::/40 ea-bits-len 16 psid-length 8
            set services softwire softwire-concentrator map-e A softwire-address 2001:db8:ffff::1
            set services softwire softwire-concentrator map-e B ipv4-prefix 198.51.100.0/24 mape-prefix 2001:db9::/40
            user@host# set services softwire softwire-concentrator map-e B ea-bits-len 8 mtu-v6 1500 v4-reassembly
            set services softwire softwire-concentrator map-e B psid-offset 16 softwire-address 2001:db8:ffff::2
            """;

    @ParameterizedTest
    @ValueSource(strings = {DomainTexts.EXAMPLE, DomainTexts.JUNOS, TWO_DOMAINS, TWO_NAMES})
    void cutAnywhere(String text) {
        assertFalse(DomainFile.read(text).isRefused());
        for (int end = 0; end < text.length(); end++) {
            check(text.substring(0, end));
            check(text.substring(end));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {DomainTexts.EXAMPLE, DomainTexts.JUNOS, TWO_DOMAINS, TWO_NAMES})
    void aCharacterMissing(String text) {
        for (int at = 0; at < text.length(); at++) {
            check(text.substring(0, at) + text.substring(at + 1));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {TWO_DOMAINS, TWO_NAMES})
    void aCharacterReplaced(String text) {
        for (int at = 0; at < text.length(); at++) {
            for (int i = 0; i < REPLACEMENTS.length(); i++) {
                check(text.substring(0, at) + REPLACEMENTS.charAt(i) + text.substring(at + 1));
            }
        }
    }

    private static void check(String text) {
        DomainFile file = DomainFile.read(text);
        assertEquals(file.isRefused(), file.domains().isEmpty(), text);
        String[] lines = text.split("\r\n|\n|\r", -1);
        for (PlacedFinding each : file.validateForRelay()) {
            assertTrue(each.line() >= 1 && each.line() <= lines.length, () -> each + "\n" + text);
            // An unexpected end stands one behind the last character.
            assertTrue(
                    each.column() >= 1 && each.column() <= lines[each.line() - 1].length() + 1,
                    () -> each + "\n" + text);
            assertEquals(1, each.toString().lines().count(), text);
        }
        if (!file.isRefused()) {
            List<ConfiguredDomain> domains = file.domains();
            assertEquals(domains, DomainFile.read(DomainJson.write(domains)).domains(), text);
        }
    }
}
