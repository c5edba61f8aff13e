package io.softwire46.mape.provision.junos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.provision.DomainTexts;
import io.softwire46.mape.provision.RuleFormat;
import io.softwire46.mape.provision.format.ConversionReport;
import io.softwire46.mape.provision.format.FormatReader;
import io.softwire46.mape.provision.format.FormatWriter;
import io.softwire46.mape.provision.format.ReadResult;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Routes as the article shows them. */
class JunosRoutesTest {
    /** The first is the article's forwarding table; the others are written out from the number that the route is. */
    @ParameterizedTest
    @CsvSource({
        "3001:db8:ffff::1, 2001:db8:ce::/48, 3001:db8:ffff::1:2001:db8:ce/176",
        "3001:db8:ffff::1, 2001:db8:ce:ab00::/56, 3001:db8:ffff::1:2001:db8:ce:ab00/184",
        "3001:db8:ffff::1, 2001:db8::/40, 3001:db8:ffff::1:2001:db8:0/168",
        "3001:db8:ffff::, 2001:db8::/32, 3001:db8:ffff::2001:db8/160",
        "2001:db8:1:2:3:4:5:6, 2001:db8::/32, 2001:db8:1:2:3:4:5:6:2001:db8/160",
        "2001:db8:1:2:3:4:5:6, 2001:db8::1/128, 2001:db8:1:2:3:4:5:6:2001:db8::1/256",
        "2001:db8:ffff::1, ::/0, 2001:db8:ffff::1/128",
    })
    void aLongRoute(String softwire, String prefix, String expected) {
        IPv6Address rule = Addresses.parseIpv6Prefix("prefix", prefix);
        assertEquals(
                expected,
                JunosRoutes.longRoute(Addresses.parseIpv6("br", softwire), rule, rule.getNetworkPrefixLength()));
    }

    @Test
    void routesThatTheRouterMakesItself() {
        String configuration =
                DomainTexts.JUNOS.replace("ce:ab00::/56", "ce::/48").replace("psid-offset 6", "psid-offset 4");
        assertEquals("""
                # inet.0, static route          67.91.205.0/24 to si-0/0/0.2
                # forwarding table, long route  3001:db8:ffff::1:2001:db8:ce/176 to si-0/0/0.1

                # Routes to configure:
                set routing-options rib inet6.0 static route 3001:db8:ffff::1/128 reject
                set routing-options rib inet6.0 static route 3001:db8:ffff::1/128 no-install

                # Prefix lists that follow the concentrators, with their prefixes:
                set policy-options prefix-list MAPE-IPv4-PREFIXES apply-path "services softwire softwire-concentrator map-e <*> ipv4-prefix <*>"
                #   67.91.205.0/24
                set policy-options prefix-list MAPE-PREFIXES apply-path "services softwire softwire-concentrator map-e <*> mape-prefix <*>"
                #   2001:db8:ce::/48
                set policy-options prefix-list MAPE-SOFTWIRE-ADDRESS apply-path "services softwire softwire-concentrator map-e <*> softwire-address <*>"
                #   3001:db8:ffff::1/128
                """, routes(JunosTexts.read(configuration)));
    }

    @Test
    void routesOfThePublishedConfigurationMadeByHand() {
        String configuration = JunosTexts.resource("junos-article.txt");
        String text = routes(JunosTexts.read(configuration));
        String configured = text.substring(text.indexOf("# Routes"), text.indexOf("\n# Prefix"));
        // The two lines of the article.
        assertEquals("""
                # Routes to configure:
                set routing-options rib inet6.0 static route 3001:db8:ffff::1/128 next-hop si-0/0/0.1
                set routing-options static route 67.91.205.0/24 next-hop si-0/0/0.2
                """, configured);
        String without = configuration
                .lines()
                .filter(line -> !line.contains("service-set"))
                .map(line -> line + "\n")
                .reduce("", String::concat);
        assertEquals("""
                # inet.0, static route          67.91.205.0/24 to the outside interface (not in any service-set); not automatic, see below
                # forwarding table, long route  3001:db8:ffff::1:2001:db8:ce:ab00/184 to the inside interface (not in any service-set); not automatic, see below

                # Routes to configure:
                # 3001:db8:ffff::1/128 next-hop: the inside interface, which is not in any service-set
                # 67.91.205.0/24 next-hop: the outside interface, which is not in any service-set
                """, routes(JunosTexts.read(without)).replaceFirst("(?s)\n# Prefix.*", ""));
    }

    /** The router already has the options of its own configuration; those of another source are not in the text. */
    @Test
    void optionsAreReportedUnlessTheRouterHasThem() {
        ReadResult own = RuleFormat.JUNOS_SET.read(FormatReader.Input.of(DomainTexts.JUNOS));
        assertEquals(
                List.of(),
                RuleFormat.JUNOS_ROUTES.write(FormatWriter.Request.of(own)).findings());
        ConversionReport others = RuleFormat.JUNOS_ROUTES.write(FormatWriter.Request.of(own.domains()));
        assertEquals(
                List.of("options.mtuV6", "options.v4Reassembly", "options.v6Reassembly"),
                others.findings().stream().map(Finding::field).toList());
        assertTrue(others.text().contains("67.91.205.0/24"), others.text());
    }

    private static String routes(JunosConfiguration read) {
        return JunosRoutes.toText(read.concentrators(), read.services());
    }
}
