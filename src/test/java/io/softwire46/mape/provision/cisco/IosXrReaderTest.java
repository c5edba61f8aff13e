package io.softwire46.mape.provision.cisco;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.provision.DomainFile;
import io.softwire46.mape.provision.RuleFormat;
import io.softwire46.mape.provision.TextVariants;
import io.softwire46.mape.provision.format.FormatReader.Input;
import io.softwire46.mape.provision.format.ReadResult;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IosXrReaderTest {
    static final String CONFIGURATION = """
            hostname br1
            service cgv6 CGV6
             service-inline interface TenGigE0/6/0/0/0
             service-type nat44 nat1
              portlimit 100
             !
             service-type map-e MAPE-1
              cpe-domain ipv4 prefix 192.0.2.0/24
              cpe-domain ipv6 vrf default
              cpe-domain ipv6 prefix 2001:db8::/40
              sharing-ratio 256
              contiguous-ports 4
              aftr-endpoint-address 2001:db8:ffff::1
              path-mtu 1480
              address-family ipv4
               interface ServiceApp1
               tcp mss 1200
              !
              address-family ipv6
               interface ServiceApp2
              !
             !
            !
            interface ServiceApp1
             ipv4 address 10.0.0.1 255.255.255.0
            !
            """;

    /** Prefixes by the name of a domain, with lengths that all of them share. */
    static final String INLINE = """
            service cgv6 CGV6
             service-type map-e MAPE-1
              cpe-domain ipv6 vrf default
              cpe-domain ipv6 prefix length 48
              cpe-domain ipv4 prefix length 24
              sharing-ratio 64
              contiguous-ports 8
              cpe-domain-name cpe1 ipv4-prefix 203.0.113.0 ipv6-prefix 2001:db8:1::
              cpe-domain-name cpe2 ipv4 prefix 198.51.100.0 ipv6 prefix 2001:db8:2::
              aftr-endpoint-address 2001:db8:ffff::1
            """;

    private static final List<ConfiguredDomain> EXAMPLE = DomainFile.read("""
            { "name": "MAPE-1", "borderRelay": ["2001:db8:ffff::1"], "options": { "mtuV6": 1480 }, "rules": [
              { "ipv6Prefix": "2001:db8::/40", "ipv4Prefix": "192.0.2.0/24", "eaLength": 16, "psidOffset": 6,
                "forwarding": false } ] }
            """).requireDomains();

    private static ReadResult read(String text) {
        Input input = Input.of(text);
        assertEquals(Optional.of(RuleFormat.IOS_XR), RuleFormat.detect(input), text);
        return RuleFormat.IOS_XR.read(input);
    }

    private static List<String> findings(String text) {
        return TextVariants.findings(read(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "RP/0/RSP0/CPU0:br1#show run\nTue Nov 21 12:49:42.942 UTC\n", "\ufeff!! IOS XR 7.6\n"})
    void readsARunningConfiguration(String before) {
        assertEquals(EXAMPLE, read(before + CONFIGURATION).requireDomains());
        assertEquals(List.of(), findings(before + CONFIGURATION));
        String flat = before + CONFIGURATION.replaceAll("(?m)^ +", "").replace("\n", "\r\n");
        assertEquals(EXAMPLE, read(flat).requireDomains());
    }

    /** The output of {@code show running-config formal}: the whole path in each line. */
    @Test
    void readsWholePaths() {
        String text = """
                service cgv6 CGV6
                service cgv6 CGV6 service-inline interface TenGigE0/6/0/0/0
                service cgv6 CGV6 service-type map-e MAPE-1
                service cgv6 CGV6 service-type map-e MAPE-1 cpe-domain ipv4 prefix 192.0.2.0/24
                service cgv6 CGV6 service-type map-e MAPE-1 cpe-domain ipv6 prefix 2001:db8::/40
                service cgv6 CGV6 service-type map-e MAPE-1 sharing-ratio 256
                service cgv6 CGV6 service-type map-e MAPE-1 contiguous-ports 4
                service cgv6 CGV6 service-type map-e MAPE-1 path-mtu 1480
                service cgv6 CGV6 service-type map-e MAPE-1 aftr-endpoint-address 2001:db8:ffff::1
                service cgv6 CGV6 service-type map-e MAPE-1 address-family ipv4 interface ServiceApp1
                """;
        assertEquals(EXAMPLE, read(text).requireDomains());
        assertEquals(
                List.of("6:45 SYNTAX error line"),
                TextVariants.findings(read(text.replace("sharing-ratio", "sharing-rato"))).stream()
                        .filter(each -> each.contains("line"))
                        .toList());
    }

    /** RFC 7597 section 5.1: with k = 6 and m = 3 the offset is 7; the EA bits are 8 of the address and 6 of the PSID. */
    @Test
    void readsNamedDomains() {
        ReadResult read = read(INLINE);
        assertEquals(DomainFile.read("""
                        { "name": "MAPE-1", "borderRelay": ["2001:db8:ffff::1"], "rules": [
                          { "ipv6Prefix": "2001:db8:1::/48", "ipv4Prefix": "203.0.113.0/24", "eaLength": 14,
                            "psidOffset": 7, "forwarding": false },
                          { "ipv6Prefix": "2001:db8:2::/48", "ipv4Prefix": "198.51.100.0/24", "eaLength": 14,
                            "psidOffset": 7, "forwarding": false } ] }
                        """).requireDomains(), read.requireDomains());
        String translated = INLINE.replace("map-e", "map-t-cisco")
                .replace("aftr-endpoint-address 2001:db8:ffff::1", "ext-domain-name ext1 ipv6-prefix 2001:db8:9::/64");
        assertEquals(
                read.domains().get(0).domain().rules(),
                read(translated).requireDomains().get(0).domain().rules());
        assertTrue(read(translated).findings().stream()
                .anyMatch(each -> each.message().contains("packets are not translated")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "map-e MAPE-1            | map-e                | 7:15 SYNTAX error service-type",
                "192.0.2.0/24            | 192.0.2.1/24         | 8:26 V03 error rules[0].ipv4Prefix",
                "192.0.2.0/24            | 192.0.2.0            | 8:26 SYNTAX error rules[0].ipv4Prefix",
                "192.0.2.0/24            | ''                   | 8:19 SYNTAX error ipv4",
                "ipv4 prefix 192         | ipv4 prefixes 192    | 8:19 SYNTAX error cpe-domain",
                "ipv4 prefix 192         | ipv5 prefix 192      | 8:14 SYNTAX error cpe-domain",
                "2001:db8::/40           | x                    | 10:26 SYNTAX error rules[0].ipv6Prefix",
                "sharing-ratio 256       | sharing-ratio 100    | 11:17 SYNTAX error sharing-ratio",
                "sharing-ratio 256       | sharing-ratoi 256    | 11:3 SYNTAX error line",
                "sharing-ratio 256       | quota 1              | 11:3 SYNTAX warning line",
                "contiguous-ports 4      | contiguous-ports 5   | 12:20 SYNTAX error contiguous-ports",
                "contiguous-ports 4      | contiguous-ports 512 | 12:20 SYNTAX error contiguous-ports",
                "contiguous-ports 4      | contiguous-ports 256 | 11:17 V19 warning rules[0].psidOffset",
                "2001:db8:ffff::1        | y                    | 13:25 SYNTAX error aftr-endpoint-address",
                "path-mtu 1480           | path-mtu 12          | 14:12 V51 error options.mtuV6",
                "path-mtu 1480           | path-mtu x           | 14:12 SYNTAX error path-mtu",
                "path-mtu 1480           | ext-domain-name e ipv6-prefix 2001:db8:9::/64 | 14:3 SYNTAX warning line",
            })
    void findingsHaveTheirPlace(String part, String other, String finding) {
        String text = CONFIGURATION.replace(part, other);
        String expected = finding.replace("11:17 V19", "12:20 V19");
        assertTrue(findings(text).contains(expected), () -> findings(text) + "\n" + text);
    }

    @Test
    void namesTextsWithoutAnInstance() {
        assertEquals(List.of("1:1 SYNTAX error line"), findings("cpe-domain ipv4 prefix 192.0.2.0/24\n"));
        assertTrue(findings(INLINE.replace(" ipv6-prefix 2001:db8:1::", "")).contains("8:3 SYNTAX error ipv6-prefix"));
        assertTrue(
                findings("service cgv6 a\n service-type map-e m\n").contains("2:15 SYNTAX error rules[0].ipv4Prefix"));
    }
}
