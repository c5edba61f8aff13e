package io.softwire46.mape.nat;

import static io.softwire46.mape.nat.NaptProtocol.DCCP;
import static io.softwire46.mape.nat.NaptProtocol.TCP;
import static io.softwire46.mape.nat.NaptProtocol.UDP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.Finding.Severity;
import io.softwire46.mape.finding.FindingId;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.nat.NaptOptions.FilteringBehavior;
import io.softwire46.mape.nat.NaptOptions.Forward;
import io.softwire46.mape.nat.NaptOptions.Ipv4Prefix;
import io.softwire46.mape.nat.NaptOptions.MappingBehavior;
import io.softwire46.mape.nat.NaptOptions.Reserved;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NaptOptionsTest {
    private static final NaptOptions DEFAULTS = NaptOptions.defaults();

    private static List<String> found(NaptOptions options, CeMapping ce) {
        return options.validate(ce).stream()
                .map(finding -> finding.id() + " " + finding.field())
                .toList();
    }

    private static Finding only(NaptOptions options, CeMapping ce) {
        List<Finding> findings = options.validate(ce);
        assertEquals(1, findings.size(), findings.toString());
        return findings.get(0);
    }

    private static List<MapRule> rules(CeMapping ce) {
        return List.of(ce.rule());
    }

    @Test
    void defaultsHaveNoFinding() {
        assertEquals(List.of(), DEFAULTS.validate(Edges.SHARED));
        assertEquals(List.of(), DEFAULTS.validate(Edges.whole()));
        assertEquals(List.of(), DEFAULTS.validate(rules(Edges.SHARED)));
    }

    @ParameterizedTest
    @CsvSource({
        // host bits
        "192.168.0.1/16, true",
        "192.168.0.0/16, false",
        // multicast is 224.0.0.0/4 (RFC 5771 section 3)
        "223.255.255.0/24, false",
        "224.0.0.0/4, true",
        "239.255.255.0/24, true",
        "240.0.0.0/4, false",
        "192.0.0.0/2, true",
        // 192.0.2.18 is the CE's own address
        "192.0.2.18/32, true",
        "192.0.2.19/32, false",
        "192.0.2.0/24, true",
        "0.0.0.0/0, true",
    })
    void reportsInsidePrefixes(String prefix, boolean expected) {
        List<String> found = found(DEFAULTS.withInside("192.168.0.0/16", prefix), Edges.SHARED);
        assertEquals(expected, found.contains("NAPT01 inside[1]"), found.toString());
        assertEquals(expected, !found.isEmpty(), found.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "192.168.0.0", "192.168.0/16", "192.168.0.0/33", "192.168.0.0/016", "fe80::/10", "a/8"})
    void refusesMalformedInsidePrefix(String text) {
        MapConfigurationException refused =
                assertThrows(MapConfigurationException.class, () -> DEFAULTS.withInside("10.0.0.0/8", text));
        assertEquals(FindingId.NAPT01, refused.first().id());
        assertEquals("inside[1]", refused.first().field());
        assertEquals('"' + text + '"', refused.first().value());
    }

    @Test
    void limitsTheNumberOfEntries() {
        Ipv4Prefix prefix = Ipv4Prefix.parse("10.0.0.0/8");
        assertEquals(List.of("OPTION inside"), found(DEFAULTS.withInside(List.of()), Edges.SHARED));
        assertEquals(List.of(), found(DEFAULTS.withInside(Collections.nCopies(64, prefix)), Edges.SHARED));
        assertEquals(
                List.of("OPTION inside"), found(DEFAULTS.withInside(Collections.nCopies(65, prefix)), Edges.SHARED));
        Reserved reserved = Reserved.of(TCP, "6600");
        assertEquals(List.of(), found(DEFAULTS.withReserved(Collections.nCopies(64, reserved)), Edges.SHARED));
        assertEquals(
                List.of("OPTION reserved"),
                found(DEFAULTS.withReserved(Collections.nCopies(65, reserved)), Edges.SHARED));
        assertEquals(List.of(), found(DEFAULTS.withUdpOverlappingPorts(Collections.nCopies(64, 53)), Edges.SHARED));
        assertEquals(
                List.of("OPTION udpOverlappingPorts"),
                found(DEFAULTS.withUdpOverlappingPorts(Collections.nCopies(65, 53)), Edges.SHARED));
        assertEquals(
                List.of("OPTION udpOverlappingPorts[1]", "OPTION udpOverlappingPorts[2]"),
                found(DEFAULTS.withUdpOverlappingPorts(List.of(1, 0, 65536, 65535)), Edges.SHARED));
    }

    @Test
    void reportsPortSetWithoutDynamicPort() {
        // One port, 8192 + 5.
        CeMapping one = Edges.shared(3, 13, 5);
        assertEquals(7, one.portSet().size());
        NaptOptions six = DEFAULTS.withReserved(List.of(Reserved.of(null, "0-57347")));
        // 57349 = 0xe005 remains.
        assertEquals(List.of(), found(six, one));
        Finding none = only(DEFAULTS.withReserved(List.of(Reserved.of(null, "0-57349"))), one);
        assertEquals(FindingId.NAPT02, none.id());
        assertEquals("reserved", none.field());
        assertTrue(none.message().contains("tcp, udp, icmp, udplite, dccp"), none.message());
        Finding byForward = only(six.withForwards(List.of(Forward.of(UDP, 57349, "10.0.0.1:1"))), one);
        assertEquals(FindingId.NAPT02, byForward.id());
        assertTrue(byForward.message().startsWith("leaves udp no port"), byForward.message());
    }

    @Test
    void reportsPortSetBelow1024() {
        // a = 0, k = 10: 64 ports from 64 x PSID, so that PSID 15 has 960 to 1023 (RFC 7597 section 5.1).
        CeMapping low = Edges.shared(0, 10, 15);
        Finding finding = only(DEFAULTS, low);
        assertEquals(FindingId.NAPT02, finding.id());
        assertEquals("lowPorts", finding.field());
        assertEquals(List.of(), DEFAULTS.with(NaptOption.LOW_PORTS, true).validate(low));
        assertEquals(List.of(), DEFAULTS.validate(Edges.shared(0, 10, 16)));
    }

    @ParameterizedTest
    @CsvSource({
        // minimum, clause
        "timers.tcpEstablished, 7440, RFC 5382 section 5",
        "timers.tcpClosing, 240, RFC 5382 section 5",
        "timers.tcpTimeWait, 0, RFC 5382 section 5",
        "timers.tcpOpening, 4, RFC 7857 section 2.1",
        "timers.udp, 120, RFC 4787 section 4.3",
        "timers.icmp, 60, RFC 5508 section 3.2",
    })
    @SuppressWarnings("unchecked") // timers are whole numbers
    void reportsTimersBelowTheirMinimum(String name, int min, String clause) {
        NaptOption<Integer> option =
                (NaptOption<Integer>) NaptOption.named(name).orElseThrow();
        assertEquals(
                List.of(),
                DEFAULTS.with(option, min).validate(Edges.SHARED).stream()
                        .filter(Finding::isError)
                        .toList());
        Finding below = only(DEFAULTS.with(option, min - 1), Edges.SHARED);
        assertEquals(FindingId.NAPT03, below.id());
        assertEquals(name, below.field());
        assertEquals(clause, below.rfc());
        assertTrue(below.message().contains("give " + min + " or more"), below.message());
        assertEquals(List.of(), DEFAULTS.with(option, 604_800).validate(Edges.SHARED));
        assertEquals(
                FindingId.OPTION,
                only(DEFAULTS.with(option, 604_801), Edges.SHARED).id());
    }

    @ParameterizedTest
    @CsvSource({
        "53, 1, ",
        "53, 0, NAPT03",
        "443, 120, ",
        "443, 119, NAPT03",
        "1, 604800, ",
        "1, 604801, OPTION",
        "0, 60, OPTION",
        "1023, 60, ",
        "1024, 60, OPTION",
    })
    void checksTimersOfUdpPorts(int port, int seconds, String id) {
        assertEquals(
                id == null ? List.of() : List.of(id + " timers.udpPorts." + port),
                found(DEFAULTS.withUdpPortSeconds(Map.of(port, seconds)), Edges.SHARED));
    }

    @ParameterizedTest
    @CsvSource({
        // The ranges of PSID 0x9c with a = 4 and m = 4: 0x19c0 = 6592 to 6607, 0x29c0 = 10688, ..., 0xf9cf = 63951.
        "6591, 6592",
        "6608, 6607 or 10688",
        "1, 6592",
        "65535, 63951",
    })
    void namesTheNearestPorts(int port, String expected) {
        Finding finding = only(DEFAULTS.withForwards(List.of(Forward.of(TCP, port, "10.0.0.1:80"))), Edges.SHARED);
        assertEquals(FindingId.NAPT04, finding.id());
        assertEquals("forwards[0].port", finding.field());
        assertTrue(finding.message().endsWith("use " + expected), finding.message());
    }

    @Test
    void nearestPortsAreUsable() {
        NaptOptions options = DEFAULTS.withReserved(List.of(Reserved.of(TCP, "6607")))
                .withForwards(List.of(Forward.of(TCP, 6608, "10.0.0.1:80"), Forward.of(TCP, 10688, "10.0.0.1:81")));
        assertTrue(only(options, Edges.SHARED).message().endsWith("use 6606 or 10689"));
    }

    @Test
    void forwardsInTheSetAreAccepted() {
        assertEquals(
                List.of(),
                found(
                        DEFAULTS.withForwards(List.of(
                                Forward.of(TCP, 6592, "10.0.0.1:80"),
                                Forward.of(UDP, 6592, "10.0.0.1:80"),
                                Forward.of(DCCP, 63951, "192.168.255.255:65535"))),
                        Edges.SHARED));
    }

    @Test
    void reportsDuplicateForwards() {
        NaptOptions options = DEFAULTS.withForwards(List.of(
                Forward.of(TCP, 6592, "10.0.0.1:80"),
                Forward.of(TCP, 6592, "10.0.0.1:81"),
                Forward.of(TCP, 6593, "10.0.0.1:80"),
                Forward.of(UDP, 6593, "10.0.0.1:80")));
        List<String> expected = List.of("NAPT05 forwards[1].port", "NAPT05 forwards[2].to");
        assertEquals(expected, found(options, Edges.SHARED));
        assertEquals(
                expected,
                options.validate(rules(Edges.SHARED)).stream()
                        .map(finding -> finding.id() + " " + finding.field())
                        .toList());
    }

    @Test
    void limitsForwards() {
        List<Forward> three = IntStream.range(0, 3)
                .mapToObj(i -> Forward.of(TCP, 6592 + i, "10.0.0.1:" + (80 + i)))
                .toList();
        NaptOptions options = DEFAULTS.withForwards(three);
        assertEquals(List.of(), found(options.with(NaptOption.MAX_FORWARDS, 3), Edges.SHARED));
        assertEquals(
                List.of("OPTION forwards[2].to", "OPTION forwards"),
                found(options.with(NaptOption.MAX_FORWARDS, 2), Edges.SHARED));
        assertEquals(List.of(), found(options.with(NaptOption.MAX_FORWARDS_PER_HOST, 3), Edges.SHARED));
        assertEquals(
                List.of("OPTION forwards[2].to"),
                found(options.with(NaptOption.MAX_FORWARDS_PER_HOST, 2), Edges.SHARED));
        assertEquals(
                List.of("OPTION limits.maxForwardsPerHost"),
                found(
                        DEFAULTS.with(NaptOption.MAX_FORWARDS, 10).with(NaptOption.MAX_FORWARDS_PER_HOST, 11),
                        Edges.SHARED));
        List<Ipv4Prefix> remotes = Collections.nCopies(16, Ipv4Prefix.parse("198.51.100.0/24"));
        Forward one = three.get(0);
        assertEquals(List.of(), found(DEFAULTS.withForwards(List.of(one.withRemotes(remotes))), Edges.SHARED));
        assertEquals(
                List.of("OPTION forwards[0].remotes"),
                found(
                        DEFAULTS.withForwards(List.of(one.withRemotes(Collections.nCopies(17, remotes.get(0))))),
                        Edges.SHARED));
        assertEquals(
                List.of("OPTION forwards[0].remotes[0]"),
                found(
                        DEFAULTS.withForwards(List.of(one.withRemotes(List.of(Ipv4Prefix.parse("198.51.100.1/24"))))),
                        Edges.SHARED));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // The set has 240 ports, one fifth are 48.
                "120, 120, -, -",
                "121, 120, minExclusivePorts, use 120 or less",
                "120, 121, minOverlappingPorts, use 120 or less",
                "192, -, -, -",
                "193, -, minExclusivePorts, use 192 or less",
                "-, 193, minOverlappingPorts, use 192 or less",
                "241, 0, minExclusivePorts, use 240 or less",
                "0, 240, -, -",
            })
    void reportsFloors(Integer exclusive, Integer overlapping, String field, String remedy) {
        NaptOptions options = DEFAULTS;
        if (exclusive != null) {
            options = options.with(NaptOption.MIN_EXCLUSIVE_PORTS, exclusive.intValue());
        }
        if (overlapping != null) {
            options = options.with(NaptOption.MIN_OVERLAPPING_PORTS, overlapping.intValue());
        }
        if (field == null) {
            assertEquals(List.of(), options.validate(Edges.SHARED));
            return;
        }
        Finding finding = only(options, Edges.SHARED);
        assertEquals(FindingId.NAPT06, finding.id());
        assertEquals(field, finding.field());
        assertTrue(finding.message().endsWith(remedy), finding.message());
    }

    /** Configured floors are used unchanged if fewer ports are usable; a warning gives the ports that remain for each class. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // 12 usable ports, one fifth are 2.
                "-, -, -, -, -",
                "10, -, -, -, -",
                "11, -, minExclusivePorts, 'have 1 of them, exclusive ones at most 11', use 10 or less",
                "48, 48, minExclusivePorts, 'have 0 of them, exclusive ones at most 12', lower both",
                "6, 6, -, -, -",
                "6, 7, minOverlappingPorts, 'have 6 of them, exclusive ones at most 6', use 6 or less",
                "0, 13, minOverlappingPorts, 'have 12 of them, exclusive ones at most 0', use 12 or less",
            })
    void warnsOfFloorsAboveTheUsablePorts(
            Integer exclusive, Integer overlapping, String field, String effect, String remedy) {
        int from = Edges.SHARED.portSet().portAt(12);
        NaptOptions options = DEFAULTS.withReserved(List.of(Reserved.of(NaptProtocol.UDP, from + "-65535")));
        if (exclusive != null) {
            options = options.with(NaptOption.MIN_EXCLUSIVE_PORTS, exclusive.intValue());
        }
        if (overlapping != null) {
            options = options.with(NaptOption.MIN_OVERLAPPING_PORTS, overlapping.intValue());
        }
        if (field == null) {
            assertEquals(List.of(), options.validate(Edges.SHARED));
            return;
        }
        Finding finding = only(options, Edges.SHARED);
        assertEquals(FindingId.NAPT06, finding.id());
        assertEquals(Severity.WARNING, finding.severity());
        assertEquals(field, finding.field());
        assertTrue(finding.message().contains(" the 12 UDP ports "), finding.message());
        assertTrue(finding.message().contains(effect), finding.message());
        assertTrue(finding.message().endsWith(remedy), finding.message());
        assertEquals(
                List.of(),
                options.with(NaptOption.UDP_MAPPING, MappingBehavior.OVERLAPPING)
                        .validate(Edges.SHARED));
    }

    @Test
    void reportsHostsThatAreNotInside() {
        NaptOptions options = DEFAULTS.withInside("192.168.0.0/24");
        assertEquals(
                List.of("NAPT07 forwards[1].to"),
                found(
                        options.withForwards(List.of(
                                Forward.of(TCP, 6592, "192.168.0.255:1"), Forward.of(TCP, 6593, "192.168.1.0:1"))),
                        Edges.SHARED));
        int inside = Ipv4Prefix.parse("192.168.0.1/32").address();
        assertEquals(List.of(), found(options.withDmzHost(OptionalInt.of(inside)), Edges.whole()));
        assertEquals(List.of("NAPT07 dmzHost"), found(options.withDmzHost(OptionalInt.of(inside)), Edges.SHARED));
        assertEquals(
                List.of("NAPT07 dmzHost"), found(options.withDmzHost(OptionalInt.of(inside + 256)), Edges.whole()));
    }

    @Test
    void reportsPrefixOfCe() {
        assertEquals("192.0.2.16/28", Edges.prefix().ipv4().toString());
        Finding finding = only(DEFAULTS, Edges.prefix());
        assertEquals(FindingId.NAPT08, finding.id());
        assertTrue(finding.isError());
        assertTrue(finding.message().contains("192.0.2.16/28"), finding.message());
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcpFiltering", "udpFiltering"})
    @SuppressWarnings("unchecked") // both options have this type
    void warnsAboutEndpointFilteringOnSharedAddress(String name) {
        NaptOption<FilteringBehavior> option =
                (NaptOption<FilteringBehavior>) NaptOption.named(name).orElseThrow();
        NaptOptions endpoint = DEFAULTS.with(option, FilteringBehavior.ENDPOINT);
        Finding finding = only(endpoint, Edges.SHARED);
        assertEquals(FindingId.NAPT09, finding.id());
        assertEquals(Finding.Severity.WARNING, finding.severity());
        assertEquals("RFC 7597 section 10", finding.rfc());
        assertEquals(List.of(finding), endpoint.validate(rules(Edges.SHARED)));
        assertEquals(List.of(), endpoint.validate(Edges.whole()));
        assertEquals(List.of(), endpoint.validate(rules(Edges.whole())));
        assertEquals(
                List.of(),
                DEFAULTS.with(option, FilteringBehavior.ADDRESS_AND_PORT).validate(Edges.SHARED));
    }

    @Test
    void warnsAboutDrawbacks() {
        NaptOptions parity = DEFAULTS.with(NaptOption.PRESERVE_PARITY, true);
        // a + k = 16: m = 0.
        assertEquals(List.of("NAPT10 preserveParity"), found(parity, Edges.shared(8, 8, 3)));
        assertEquals(List.of(), found(parity, Edges.shared(7, 8, 3)));
        NaptOptions strict = DEFAULTS.with(NaptOption.STRICT_4787, true);
        // 240 ports; 15 ranges of 32 ports are 480.
        assertEquals(List.of("NAPT10 strict4787"), found(strict, Edges.SHARED));
        assertEquals(List.of(), found(strict, Edges.shared(4, 7, 1)));
        assertEquals(List.of(), found(strict, Edges.shared(0, 8, 8)), "256 ports");
        assertEquals(
                List.of("NAPT10 timers.tcpOpening"), found(DEFAULTS.with(NaptOption.TCP_OPENING, 239), Edges.SHARED));
        assertEquals(List.of(), found(DEFAULTS.with(NaptOption.TCP_OPENING, 240), Edges.SHARED));
    }

    @Test
    void notesLowForwardsAndReservedRangesWithoutEffect() {
        CeMapping whole = Edges.whole();
        assertEquals(
                List.of("NAPT11 forwards[0].port"),
                found(
                        DEFAULTS.withForwards(
                                List.of(Forward.of(TCP, 1023, "10.0.0.1:80"), Forward.of(TCP, 1024, "10.0.0.1:81"))),
                        whole));
        assertEquals(
                List.of("NAPT11 reserved[0]"),
                found(
                        DEFAULTS.withReserved(List.of(Reserved.of(null, "6608-10687"), Reserved.of(null, "6607-6608"))),
                        Edges.SHARED));
        assertEquals(
                Finding.Severity.INFO,
                only(DEFAULTS.withReserved(List.of(Reserved.of(UDP, "6608"))), Edges.SHARED)
                        .severity());
    }

    @ParameterizedTest
    @CsvSource({
        "portHoldSeconds, 0, 86400",
        "limits.maxSessions, 64, 16777216",
        "limits.maxHosts, 1, 65536",
        "limits.newSessionsPerSecondPerHost, 1, 1000000",
        "limits.maxForwards, 0, 65536",
        "limits.maxHeldSyns, 0, 1024",
        "limits.maxEvents, 0, 1048576",
    })
    @SuppressWarnings("unchecked") // these are whole numbers
    void checksRanges(String name, int min, int max) {
        NaptOption<Integer> option =
                (NaptOption<Integer>) NaptOption.named(name).orElseThrow();
        for (int good : List.of(min, max)) {
            assertEquals(List.of(), found(DEFAULTS.with(option, good), Edges.SHARED));
        }
        for (int bad : List.of(min - 1, max + 1)) {
            assertEquals(List.of("OPTION " + name), found(DEFAULTS.with(option, bad), Edges.SHARED));
        }
    }

    @Test
    void checksLimitsAgainstEachOther() {
        NaptOptions hundred = DEFAULTS.with(NaptOption.MAX_SESSIONS, 100);
        assertEquals(List.of(), found(hundred.with(NaptOption.MAX_SESSIONS_PER_HOST, 100), Edges.SHARED));
        assertEquals(
                List.of("OPTION limits.maxSessionsPerHost"),
                found(hundred.with(NaptOption.MAX_SESSIONS_PER_HOST, 101), Edges.SHARED));
        assertEquals(List.of(), found(DEFAULTS.with(NaptOption.MAX_EXCLUSIVE_PORTS_PER_HOST, 240), Edges.SHARED));
        assertEquals(
                List.of("OPTION limits.maxExclusivePortsPerHost"),
                found(DEFAULTS.with(NaptOption.MAX_EXCLUSIVE_PORTS_PER_HOST, 241), Edges.SHARED));
    }

    @Test
    void withoutCeOnlyWhatNeedsNoneIsChecked() {
        NaptOptions options = DEFAULTS.withInside("192.0.2.0/24")
                .with(NaptOption.STRICT_4787, true)
                .with(NaptOption.MIN_EXCLUSIVE_PORTS, 65536)
                .with(NaptOption.MIN_OVERLAPPING_PORTS, 65536)
                .with(NaptOption.TCP_OPENING, 4)
                .withReserved(List.of(Reserved.of(null, "0-65535")))
                .withForwards(List.of(Forward.of(TCP, 1, "192.0.2.1:1")));
        assertEquals(List.of(), options.validate(rules(Edges.SHARED)));
        assertEquals(
                List.of(
                        "NAPT01 inside[0]",
                        "NAPT02 reserved",
                        "NAPT04 forwards[0].port",
                        "NAPT06 minExclusivePorts",
                        "NAPT10 strict4787",
                        "NAPT10 timers.tcpOpening"),
                found(options, Edges.SHARED));
    }

    @Test
    void plainValuesAreReadAsWritten() {
        for (NaptOption<?> option : NaptOption.all()) {
            assertEquals(DEFAULTS, DEFAULTS.withPlain(option, DEFAULTS.plain(option)), option.name());
            MapConfigurationException refused =
                    assertThrows(MapConfigurationException.class, () -> option.read(List.of()), option.name());
            assertEquals(FindingId.SYNTAX, refused.first().id());
        }
        assertEquals(
                FilteringBehavior.ADDRESS_AND_PORT,
                DEFAULTS.withPlain(NaptOption.TCP_FILTERING, "addressAndPort").tcpFiltering());
        MapConfigurationException refused =
                assertThrows(MapConfigurationException.class, () -> NaptOption.UDP.read(1L << 40));
        assertEquals("1099511627776", refused.first().value());
    }

    @Test
    void eachOptionIsDocumented() {
        Set<String> names = new HashSet<>();
        for (NaptOption<?> option : NaptOption.all()) {
            assertTrue(names.add(option.name()), option.name());
            assertTrue(option.documentation().endsWith("."), option.name());
            assertTrue(option.rfc().startsWith("RFC "), option.name());
            assertFalse(option.values().isEmpty(), option.name());
        }
    }

    @Test
    void valuesOfOneOptionDoNotChangeOthers() {
        NaptOptions changed = DEFAULTS.with(NaptOption.UDP, 120)
                .withUdpPortSeconds(Map.of(53, 5))
                .withDmzHost(OptionalInt.of(1))
                .withReserved(List.of(Reserved.of(TCP, "1-2")));
        assertEquals(
                "NaptOptions[timers.udp=120, reserved=[tcp 1-2], dmzHost=0.0.0.1, timers.udpPorts={53=5}]",
                changed.toString());
        assertEquals(
                DEFAULTS,
                changed.with(NaptOption.UDP, 300)
                        .withUdpPortSeconds(DEFAULTS.udpPortSeconds())
                        .withDmzHost(OptionalInt.empty())
                        .withReserved(List.of()));
        assertEquals(DEFAULTS.hashCode(), DEFAULTS.with(NaptOption.UDP, 300).hashCode());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "1.2.3.4", "1.2.3.4:", "1.2.3.4:0", "1.2.3.4:65536", "1.2.3.4:01", "1.2.3:80", "::1:80"})
    void refusesMalformedEndpoints(String text) {
        assertThrows(MapConfigurationException.class, () -> Forward.of(TCP, 1, text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", "1-", "-1", "2-1", "65536", "1-65536", "01", "1 - 2", "a"})
    void refusesMalformedRanges(String text) {
        assertThrows(MapConfigurationException.class, () -> Reserved.of(TCP, text));
    }
}
