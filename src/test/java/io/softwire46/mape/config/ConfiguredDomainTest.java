package io.softwire46.mape.config;

import static io.softwire46.mape.forward.Nodes.BR;
import static io.softwire46.mape.forward.Nodes.OPTIONS;
import static io.softwire46.mape.forward.Nodes.OTHER_BR;
import static io.softwire46.mape.forward.Nodes.RULE;
import static io.softwire46.mape.forward.Nodes.domain;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.config.ForwardingOptions.InnerFragments;
import io.softwire46.mape.config.ForwardingOptions.V4Reassembly;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.Finding.Severity;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.forward.Nodes;
import io.softwire46.mape.forward.RuleTable;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Configurations that a node refuses: findings by id, with their location. */
class ConfiguredDomainTest {
    private static final String SECOND_RULE =
            "ipv6Prefix=2001:db8:8000::/40 ipv4Prefix=198.51.100.0/24 eaLength=16 psidOffset=6 psidLength=8 format=rfc7597";
    private static final String TO_BIT_72 =
            "ipv6Prefix=2001:db8:0:0::/56 ipv4Prefix=192.0.2.0/24 eaLength=16 psidOffset=6 psidLength=8 format=rfc7597";
    private static final String BINDING =
            "ipv6Prefix=2001:db8::1/128 ipv4Prefix=192.0.2.1/32 eaLength=0 format=rfc7597";

    private static List<Finding> found(String id, List<Finding> findings) {
        return findings.stream()
                .filter(finding -> finding.id().name().equals(id))
                .toList();
    }

    private static void assertRefused(String id, ConfiguredDomain... domains) {
        MapConfigurationException refusal =
                assertThrows(MapConfigurationException.class, () -> RuleTable.of(Arrays.asList(domains)));
        assertTrue(
                found(id, refusal.findings()).stream().anyMatch(Finding::isError),
                () -> id + " expected in " + refusal.findings());
    }

    @Test
    void strict64RefusesEaBitsBeyondBit64() { // V05; legal by RFC 7597 section 6
        ForwardingOptions strict = OPTIONS.with(ForwardingOption.STRICT64, true);
        RuleTable.of(domain(OPTIONS, BR, TO_BIT_72));
        RuleTable.of(domain(strict, BR, RULE));
        RuleTable.of(domain(strict, BR, BINDING));
        assertRefused("V05", domain(strict, BR, TO_BIT_72));
        List<Finding> second = found(
                "V05",
                domain(
                                strict,
                                BR,
                                BINDING.replace("192.0.2", "192.0.3"),
                                TO_BIT_72.replace("2001:db8:0:0::", "2001:db9:0:0::"))
                        .validateOptions());
        assertEquals(
                List.of("rules[1].eaLength"),
                second.stream().map(Finding::field).toList());
    }

    @Test
    void anIcmpSourceInsideARuleIsASubscribers() { // V25, RFC 1812 section 4.3.2.4
        ForwardingOptions inside = OPTIONS.with(ForwardingOption.ICMPV4_SOURCE, OptionalInt.of(0xc0000201));
        List<Finding> findings = found("V25", domain(inside, BR, RULE).validateOptions());
        assertEquals(1, findings.size());
        assertEquals(Severity.WARNING, findings.get(0).severity());
        RuleTable.of(domain(inside, BR, RULE));
        ForwardingOptions outside = OPTIONS.with(ForwardingOption.ICMPV4_SOURCE, OptionalInt.of(0xcb007101));
        assertEquals(List.of(), found("V25", domain(outside, BR, RULE).validateOptions()));
        assertEquals(List.of(), found("V25", domain(OPTIONS, BR, RULE).validateOptions()));
    }

    /** V53: pools belong to the node. Equal pools and single domains give no finding. */
    @Test
    void smallerPoolsOfOneDomainHaveNoEffect() {
        ConfiguredDomain large = Nodes.domain("large", false, OPTIONS, BR, RULE);
        ForwardingOptions few = OPTIONS.with(ForwardingOption.MAX_REASSEMBLIES, 512)
                .with(ForwardingOption.MAX_BUFFERED_OCTETS, 1 << 20);
        ConfiguredDomain small = Nodes.domain("small", false, few, OTHER_BR, SECOND_RULE);
        List<Finding> findings = found("V53", ConfiguredDomain.validateForRelay(List.of(large, small)));
        assertEquals(
                List.of("small: options.maxReassemblies", "small: options.maxBufferedOctets"),
                findings.stream().map(Finding::field).toList());
        assertEquals(
                List.of("512", "1048576"), findings.stream().map(Finding::value).toList());
        assertTrue(findings.stream().allMatch(finding -> finding.severity() == Severity.WARNING));
        assertEquals(List.of(), found("V53", ConfiguredDomain.validateForRelay(List.of(small))));
        assertEquals(List.of(), found("V53", ConfiguredDomain.validateForRelay(List.of(large, large))));
        RuleTable.of(List.of(large, small));
    }

    /** 2,000,000 octets are enough for the two stores of one domain, and too few for the four stores of both. */
    @Test
    void storesOfOtherDomainsTakeMemoryFromTheShareOfASource() {
        ForwardingOptions full = OPTIONS.with(ForwardingOption.MAX_BUFFERED_OCTETS, 2_000_000)
                .with(ForwardingOption.V6_REASSEMBLY, true)
                .with(ForwardingOption.V4_REASSEMBLY, V4Reassembly.FULL)
                .with(ForwardingOption.INNER_FRAGMENTS, InnerFragments.ADDRESS)
                .with(ForwardingOption.FRAGMENT_SHARE_PER_SOURCE, 0.1);
        ForwardingOptions partial = full.with(ForwardingOption.V4_REASSEMBLY, V4Reassembly.PARTIAL)
                .with(ForwardingOption.INNER_FRAGMENTS, InnerFragments.REASSEMBLE)
                .with(ForwardingOption.FRAGMENT_SHARE_PER_SOURCE, 1.0);
        ConfiguredDomain one = Nodes.domain("one", false, full, BR, RULE);
        ConfiguredDomain other = Nodes.domain("other", false, partial, OTHER_BR, SECOND_RULE);
        assertEquals(List.of(), found("OPTION", ConfiguredDomain.validateForRelay(List.of(one))));
        assertEquals(List.of(), found("OPTION", ConfiguredDomain.validateForRelay(List.of(other))));
        List<Finding> findings = found("OPTION", ConfiguredDomain.validateForRelay(List.of(one, other)));
        assertEquals(
                List.of("one: options.fragmentSharePerSource"),
                findings.stream().map(Finding::field).toList());
        assertTrue(findings.get(0).message().contains("4 fragment stores"), findings.get(0)::message);
    }

    @Test
    void aBorderRelayCannotServeOnePsidOfEmbeddedAddresses() { // V15
        String rule =
                "ipv6Prefix=2001:db8::/40 ipv4Prefix=192.0.2.0/24 eaLength=8 psidOffset=6 psidLength=8 psid=0x34 format=rfc7597";
        assertRefused("V15", domain(OPTIONS, BR, rule));
        Nodes.edge(domain(OPTIONS, BR, rule), "2001:db8:12::/48");
    }

    @Test
    void domainsWithTheSameSourcesAreRefused() { // V48, RFC 7597 section 8.1
        ConfiguredDomain first = domain("first", false, OPTIONS, BR, RULE);
        String overlapping = RULE.replace("192.0.2.0", "198.51.100.0");
        assertRefused("V48", first, domain("second", false, OPTIONS, BR, overlapping));
        assertRefused("V48", first, domain("second", false, OPTIONS, OTHER_BR + " " + BR, overlapping));
        RuleTable.of(List.of(first, domain("second", false, OPTIONS, OTHER_BR, overlapping)));
        RuleTable.of(List.of(first, domain("second", false, OPTIONS, BR, SECOND_RULE)));
    }

    @Test
    void domainsThatOwnTheSameIpv4AddressesAreRefused() { // V43: a destination would have two owners
        String sameIpv4 = SECOND_RULE.replace("198.51.100.0", "192.0.2.0");
        assertRefused(
                "V43", domain("first", false, OPTIONS, BR, RULE), domain("second", false, OPTIONS, OTHER_BR, sameIpv4));
    }

    @Test
    void aMissingBorderRelayIsRefused() { // V49, RFC 7597 section 7
        assertRefused("V49", domain(OPTIONS, "", RULE));
        RuleTable.of(domain(OPTIONS, "", RULE + " borderRelay=" + BR));
    }

    @Test
    void wrongOptionsAreRefusedByBothNodes() {
        ForwardingOptions wrong = OPTIONS.with(ForwardingOption.MTU_V6, 70000);
        assertRefused("V51", domain(wrong, BR, RULE));
        MapConfigurationException refusal = assertThrows(
                MapConfigurationException.class, () -> Nodes.edge(domain(wrong, BR, RULE), "2001:db8:12:3400::/56"));
        assertEquals("options.mtuV6", found("V51", refusal.findings()).get(0).field());
    }

    @Test
    void findingsOfSeveralDomainsSayWhichDomain() {
        ForwardingOptions wrong = OPTIONS.with(ForwardingOption.HOP_LIMIT, 0);
        List<Finding> findings = ConfiguredDomain.validateForRelay(List.of(
                domain("first", false, OPTIONS, BR, RULE), domain("second", false, wrong, OTHER_BR, SECOND_RULE)));
        assertEquals(
                List.of("second: options.hopLimit"),
                findings.stream().filter(Finding::isError).map(Finding::field).toList());
    }

    @Test
    void aCustomerEdgeNeedsAnEndUserPrefixThatItsRuleCovers() { // V30, V31, V33
        ConfiguredDomain domain = domain(OPTIONS, BR, RULE);
        for (String prefix : new String[] {"2001:db9::/56", "2001:db8:12::/48", "2001:db8:12:3401::/64"}) {
            assertThrows(MapConfigurationException.class, () -> Nodes.edge(domain, prefix), prefix);
        }
        assertEquals(
                Nodes.CE,
                Nodes.edge(domain, "2001:db8:12:3400::/64")
                        .mapping()
                        .mapAddress()
                        .toCanonicalString());
    }
}
