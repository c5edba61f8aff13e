package io.softwire46.mape.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.config.ForwardingOptions.EcnMode;
import io.softwire46.mape.config.ForwardingOptions.Fragmentation;
import io.softwire46.mape.config.ForwardingOptions.InnerFragments;
import io.softwire46.mape.config.ForwardingOptions.SourceCheckMode;
import io.softwire46.mape.config.ForwardingOptions.V4Reassembly;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.MapConfigurationException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ForwardingOptionsTest {
    private static final ForwardingOptions DEFAULTS = ForwardingOptions.defaults();

    /** Name, default, another allowed value; typed from the contract of the domain file. */
    private static final Object[][] CONTRACT = {
        {"mtuV6", 1500, 9192},
        {"mtuV4", null, 1500},
        {"fragmentation", "outer", "inner"},
        {"ignoreDf", false, true},
        {"tcpMss", null, 1420},
        {"sourceCheck", "strict", "ea"},
        {"innerFragments", "cache", "address"},
        {"acceptBrSource", false, true},
        {"hairpin", true, false},
        {"v4Reassembly", "partial", "full"},
        {"v6Reassembly", true, false},
        {"decrementTtlAtEgress", false, true},
        {"hopLimit", 64, 255},
        {"trafficClass", "copy", 46},
        {"egressDscp", "pipe", "uniform"},
        {"ecn", "normal", "compatibility"},
        {"flowLabel", "hash", "zero"},
        {"encapsulationLimit", null, 4},
        {"rewriteIpv4Id", false, true},
        {"strict64", false, true},
        {"icmpv4Source", null, "192.0.2.1"},
        {"echoReply", true, false},
        {"icmpv4Errors", true, false},
        {"icmpv6Errors", true, false},
        {"icmpv4NoMappingErrors", false, true},
        {"icmpv4ProtocolErrors", false, true},
        {"icmpv6SourceCheckErrors", false, true},
        {"tunnelErrorRelay", true, false},
        {"dynamicPmtu", false, true},
        {"anycast", false, true},
        {"icmpErrorsPerSecond", 100, 10},
        {"icmpErrorBurst", 100, 10},
        {"v4ReassemblyTimeoutMillis", 2000, 100},
        {"v6ReassemblyTimeoutMillis", 60000, 1000},
        {"maxFragmentsPerPacket", 64, 8192},
        {"maxReassemblies", 1024, 1},
        {"maxBufferedOctets", 16777216, 33554432},
        {"fragmentSharePerSource", 0.1, 1.0},
        {"maxPacketSize", 65575, 1540},
    };

    @Test
    void defaultsAreTheContract() {
        List<String> expected = new ArrayList<>();
        List<String> actual = new ArrayList<>();
        for (Object[] row : CONTRACT) {
            expected.add(row[0] + " " + row[1]);
        }
        for (ForwardingOption<?> option : ForwardingOption.all()) {
            actual.add(option.name() + " " + DEFAULTS.plain(option));
        }
        assertEquals(expected, actual);
        assertEquals(List.of(), DEFAULTS.validate());
        assertSame(DEFAULTS, DEFAULTS.requireValid());
    }

    @Test
    void changingOneOptionChangesNoOther() {
        for (Object[] changed : CONTRACT) {
            ForwardingOptions options = DEFAULTS.withPlain(option(changed), changed[2]);
            for (Object[] row : CONTRACT) {
                assertEquals(
                        row[0].equals(changed[0]) ? row[2] : row[1],
                        options.plain(option(row)),
                        () -> changed[0] + " " + row[0]);
            }
            assertNotEquals(DEFAULTS, options);
            assertEquals("ForwardingOptions[" + changed[0] + "=" + changed[2] + "]", options.toString());
            ForwardingOptions back = options.withPlain(option(changed), changed[1]);
            assertEquals(DEFAULTS, back);
            assertEquals(DEFAULTS.hashCode(), back.hashCode());
        }
        assertEquals("ForwardingOptions[]", DEFAULTS.toString());
    }

    @Test
    void everyGetterReadsItsOwnOption() throws ReflectiveOperationException {
        for (Object[] row : CONTRACT) {
            ForwardingOption<?> option = option(row);
            if (option == ForwardingOption.ICMPV4_SOURCE) {
                continue;
            }
            for (ForwardingOptions options : List.of(DEFAULTS, DEFAULTS.withPlain(option, row[2]))) {
                Object got = ForwardingOptions.class.getMethod(option.name()).invoke(options);
                assertEquals(options.get(option), got, option::name);
            }
        }
    }

    @Test
    void icmpErrorsComeFromTheDummyAddressUnlessOneIsGiven() {
        assertEquals(192 << 24 | 8, DEFAULTS.icmpv4Source(), "192.0.0.8");
        assertFalse(DEFAULTS.isIcmpv4SourceGiven());
        ForwardingOptions given = DEFAULTS.withPlain(ForwardingOption.ICMPV4_SOURCE, "192.0.2.1");
        assertEquals(192 << 24 | 2 << 8 | 1, given.icmpv4Source());
        assertTrue(given.isIcmpv4SourceGiven());
        ForwardingOptions dummyGiven = DEFAULTS.with(ForwardingOption.ICMPV4_SOURCE, 192 << 24 | 8);
        assertTrue(dummyGiven.isIcmpv4SourceGiven());
        assertNotEquals(DEFAULTS, dummyGiven);
    }

    @Test
    void theTunnelMtuIsWhatTheHeadersLeave() {
        assertEquals(1460, DEFAULTS.tunnelMtu());
        assertEquals(1240, DEFAULTS.with(ForwardingOption.MTU_V6, 1280).tunnelMtu(), "below 1280 is right");
        assertEquals(9152, DEFAULTS.with(ForwardingOption.MTU_V6, 9192).tunnelMtu());
        ForwardingOptions limited = DEFAULTS.with(ForwardingOption.ENCAPSULATION_LIMIT, 0);
        assertEquals(48, limited.tunnelHeaderOctets());
        assertEquals(1452, limited.tunnelMtu());
    }

    @Test
    void everyValueOutOfRangeIsFoundAtOnce() {
        ForwardingOptions options = DEFAULTS.with(ForwardingOption.MTU_V6, 1279)
                .with(ForwardingOption.MTU_V4, 67)
                .with(ForwardingOption.TCP_MSS, OptionalInt.of(87))
                .with(ForwardingOption.HOP_LIMIT, 0)
                .with(ForwardingOption.TRAFFIC_CLASS, 64)
                .with(ForwardingOption.ENCAPSULATION_LIMIT, 256)
                .with(ForwardingOption.ICMPV4_SOURCE, 0)
                .with(ForwardingOption.FRAGMENT_SHARE_PER_SOURCE, 1.5);
        List<Finding> findings = options.validate();
        assertEquals(
                List.of(
                        "mtuV6",
                        "mtuV4",
                        "tcpMss",
                        "hopLimit",
                        "trafficClass",
                        "encapsulationLimit",
                        "icmpv4Source",
                        "fragmentSharePerSource"),
                findings.stream().map(Finding::field).toList());
        assertTrue(findings.stream().allMatch(Finding::isError));
        assertEquals(
                findings,
                assertThrows(MapConfigurationException.class, options::requireValid)
                        .findings());
    }

    @Test
    void dynamicPathMtuWithAnAnycastAddressIsWarnedOf() {
        ForwardingOptions anycast =
                DEFAULTS.with(ForwardingOption.ANYCAST, true).with(ForwardingOption.FRAGMENTATION, Fragmentation.INNER);
        assertEquals(List.of(), anycast.validate());
        assertEquals(
                List.of(), DEFAULTS.with(ForwardingOption.DYNAMIC_PMTU, true).validate());
        Finding finding = only(anycast.with(ForwardingOption.DYNAMIC_PMTU, true));
        assertEquals("V52", finding.id().name());
        assertEquals(Finding.Severity.WARNING, finding.severity());
        assertEquals("dynamicPmtu", finding.field());
        assertEquals("true", finding.value());
        assertEquals("RFC 7597 section 8.3.1", finding.rfc());
    }

    @Test
    void unwiseValuesAreWarnedOf() {
        assertWarning("ignoreDf", "RFC 6864 section 4.3", DEFAULTS.with(ForwardingOption.IGNORE_DF, true));
        assertWarning(
                "sourceCheck",
                "RFC 7597 section 8.1",
                DEFAULTS.with(ForwardingOption.SOURCE_CHECK, SourceCheckMode.OFF));
        assertWarning("ecn", "RFC 6040 section 4.3", DEFAULTS.with(ForwardingOption.ECN, EcnMode.COMPATIBILITY));
        assertWarning("icmpErrorBurst", "RFC 4443 section 2.4(f)", DEFAULTS.with(ForwardingOption.ICMP_ERROR_BURST, 0));
        assertEquals(
                List.of(),
                DEFAULTS.with(ForwardingOption.ICMP_ERROR_BURST, 0)
                        .with(ForwardingOption.ICMP_ERRORS_PER_SECOND, 0)
                        .validate());
        Finding outer = only(DEFAULTS.with(ForwardingOption.ANYCAST, true));
        assertEquals(Finding.Severity.INFO, outer.severity());
        assertEquals("fragmentation", outer.field());
    }

    @Test
    void thereIsMemoryForOnePacketOfTheGreatestSize() {
        ForwardingOptions wholeShare = DEFAULTS.with(ForwardingOption.FRAGMENT_SHARE_PER_SOURCE, 1.0);
        assertEquals(
                List.of(),
                wholeShare.with(ForwardingOption.MAX_BUFFERED_OCTETS, 65575).validate());
        Finding finding = only(wholeShare.with(ForwardingOption.MAX_BUFFERED_OCTETS, 65574));
        assertTrue(finding.isError());
        assertEquals("maxBufferedOctets", finding.field());
        assertTrue(finding.message().endsWith("use 65575 or more"), finding::message);

        ForwardingOptions eighth = DEFAULTS.with(ForwardingOption.FRAGMENT_SHARE_PER_SOURCE, 0.125);
        ForwardingOptions tunnelOnly = eighth.with(ForwardingOption.V4_REASSEMBLY, V4Reassembly.NONE)
                .with(ForwardingOption.INNER_FRAGMENTS, InnerFragments.ADDRESS);
        assertShareIsWarnedOfBelow(8 * 65575, tunnelOnly);
        ForwardingOptions two = tunnelOnly.with(ForwardingOption.V4_REASSEMBLY, V4Reassembly.FULL);
        assertShareIsWarnedOfBelow(2 * 8 * 65575, two);
        assertShareIsWarnedOfBelow(3 * 8 * 65575, two.with(ForwardingOption.INNER_FRAGMENTS, InnerFragments.CACHE));
    }

    private static void assertShareIsWarnedOfBelow(int octets, ForwardingOptions options) {
        assertEquals(
                List.of(),
                options.with(ForwardingOption.MAX_BUFFERED_OCTETS, octets).validate());
        assertWarning(
                "fragmentSharePerSource",
                "RFC 6146 section 3.4",
                options.with(ForwardingOption.MAX_BUFFERED_OCTETS, octets - 1));
    }

    private static void assertWarning(String field, String rfc, ForwardingOptions options) {
        Finding finding = only(options);
        assertEquals("OPTION", finding.id().name());
        assertEquals(Finding.Severity.WARNING, finding.severity());
        assertEquals(field, finding.field());
        assertEquals(rfc, finding.rfc());
        assertSame(options, options.requireValid(), "a warning is no error");
    }

    private static Finding only(ForwardingOptions options) {
        List<Finding> findings = options.validate();
        assertEquals(1, findings.size(), findings::toString);
        return findings.get(0);
    }

    private static ForwardingOption<?> option(Object[] row) {
        return ForwardingOption.named((String) row[0]).orElseThrow();
    }
}
