package io.softwire46.mape.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.MapConfigurationException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of options, one by one, through the values that files hold. */
class ForwardingOptionTest {

    @ParameterizedTest
    @CsvSource({
        "mtuV6, V51, 1279, 1280, 65535, 65536",
        "mtuV4, OPTION, 67, 68, 65535, 65536",
        "tcpMss, OPTION, 87, 88, 65495, 65496",
        "hopLimit, OPTION, 0, 1, 255, 256",
        "trafficClass, OPTION, -1, 0, 63, 64",
        "encapsulationLimit, OPTION, -1, 0, 255, 256",
        "icmpErrorsPerSecond, OPTION, -1, 0, 1000000, 1000001",
        "icmpErrorBurst, OPTION, -1, 0, 1000000, 1000001",
        "v4ReassemblyTimeoutMillis, OPTION, 0, 1, 120000, 120001",
        "v6ReassemblyTimeoutMillis, OPTION, 0, 1, 60000, 60001",
        "maxFragmentsPerPacket, OPTION, 1, 2, 8192, 8193",
        "maxReassemblies, OPTION, 0, 1, 1048576, 1048577",
        "maxBufferedOctets, OPTION, 1539, 1540, 1073741824, 1073741825",
        "maxPacketSize, OPTION, 1539, 1540, 65575, 65576",
    })
    void wholeNumbersEndAtTheirEdges(String name, String id, long below, long min, long max, long above) {
        ForwardingOption<?> option = option(name);
        // Files are read into Long; Integer comes from programs.
        assertEquals((int) min, roundTrip(option, min));
        assertEquals((int) max, roundTrip(option, (int) max));
        for (long outside : new long[] {below, above, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 32 | min}) {
            Finding finding = refusal(option, outside);
            assertEquals(id, finding.id().name());
            assertEquals(name, finding.field());
            assertEquals(Long.toString(outside), finding.value());
            assertTrue(finding.isError());
            assertTrue(finding.message().contains(min + " to " + max), finding::message);
            assertTrue(
                    finding.message().endsWith(outside < min ? "give " + min + " or more" : "give " + max + " or less"),
                    finding::message);
            assertTrue(finding.rfc().startsWith("RFC "), finding::rfc);
        }
        // Digits beyond a Long come as a Double.
        assertEquals(id, refusal(option, 1e30).id().name());
        assertEquals(id, refusal(option, -1e30).id().name());
        for (Object other : Arrays.asList("1500", 1500.5, 1500.0, true, "", 'c')) {
            assertEquals("SYNTAX", refusal(option, other).id().name(), () -> name + " " + other);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ignoreDf",
        "acceptBrSource",
        "hairpin",
        "v6Reassembly",
        "decrementTtlAtEgress",
        "rewriteIpv4Id",
        "strict64",
        "echoReply",
        "icmpv4Errors",
        "icmpv6Errors",
        "icmpv4NoMappingErrors",
        "icmpv4ProtocolErrors",
        "icmpv6SourceCheckErrors",
        "tunnelErrorRelay",
        "dynamicPmtu",
        "anycast",
    })
    void switchesAreTrueOrFalse(String name) {
        ForwardingOption<?> option = option(name);
        assertEquals(true, roundTrip(option, true));
        assertEquals(false, roundTrip(option, false));
        for (Object other : Arrays.asList("true", 1L, 0L, null)) {
            Finding finding = refusal(option, other);
            assertEquals("SYNTAX", finding.id().name());
            assertEquals(name, finding.field());
            assertTrue(finding.message().startsWith("is not true or false; "), finding::message);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "fragmentation, 'outer, inner or drop'",
        "sourceCheck, 'strict, ea or off'",
        "innerFragments, 'reassemble, cache, address or drop'",
        "v4Reassembly, 'full, partial or none'",
        "egressDscp, 'pipe or uniform'",
        "ecn, 'normal or compatibility'",
        "flowLabel, 'hash, hash3 or zero'",
    })
    void wordsAreAClosedSet(String name, String words) {
        ForwardingOption<?> option = option(name);
        assertEquals(words, option.values());
        for (String word : words.split(", | or ", -1)) {
            assertEquals(word, roundTrip(option, word));
            assertEquals(
                    "SYNTAX",
                    refusal(option, word.toUpperCase(Locale.ROOT)).id().name());
        }
        for (Object other : Arrays.asList("", "none ", "other", 0L, true, null)) {
            Finding finding = refusal(option, other);
            assertEquals(name, finding.field());
            assertTrue(finding.message().startsWith("is not " + words + "; "), finding::message);
        }
    }

    @Test
    void nullIsAValueWhereAnOptionMayBeAbsent() {
        Set<String> absent = new HashSet<>();
        for (ForwardingOption<?> option : ForwardingOption.all()) {
            try {
                absent.add(option.read(null).toString() + " " + option);
            } catch (MapConfigurationException e) {
                assertEquals("null", e.first().value());
            }
        }
        assertEquals(
                Set.of(
                        "OptionalInt.empty mtuV4",
                        "OptionalInt.empty tcpMss",
                        "OptionalInt.empty encapsulationLimit",
                        "OptionalInt.empty icmpv4Source"),
                absent);
    }

    @Test
    void theTrafficClassIsCopiedOrADscp() {
        assertEquals("copy", roundTrip(ForwardingOption.TRAFFIC_CLASS, "copy"));
        assertEquals(ForwardingOption.COPY, ForwardingOption.TRAFFIC_CLASS.read("copy"));
        assertEquals(46, ForwardingOption.TRAFFIC_CLASS.read(46L), "expedited forwarding");
        assertEquals(
                "OPTION",
                refusal(ForwardingOption.TRAFFIC_CLASS, (long) ForwardingOption.COPY)
                        .id()
                        .name());
        assertEquals(
                "SYNTAX", refusal(ForwardingOption.TRAFFIC_CLASS, "Copy").id().name());
        assertTrue(ForwardingOption.TRAFFIC_CLASS.check(64).isPresent());
        assertTrue(ForwardingOption.TRAFFIC_CLASS.check(-2).isPresent());
        assertFalse(ForwardingOption.TRAFFIC_CLASS.check(ForwardingOption.COPY).isPresent());
    }

    @Test
    void theShareIsAPartOfOne() {
        ForwardingOption<Double> share = ForwardingOption.FRAGMENT_SHARE_PER_SOURCE;
        assertEquals(1.0, roundTrip(share, 1L));
        assertEquals(1.0, roundTrip(share, 1.0));
        assertEquals(Double.MIN_VALUE, roundTrip(share, Double.MIN_VALUE));
        for (Object outside :
                List.of(0L, 0.0, -0.0, -0.1, 1.0000000000000002, 2L, Double.NaN, Double.POSITIVE_INFINITY)) {
            Finding finding = refusal(share, outside);
            assertEquals("OPTION", finding.id().name());
            assertEquals("fragmentSharePerSource", finding.field());
        }
        assertEquals("SYNTAX", refusal(share, "0.1").id().name());
    }

    @Test
    void theIcmpSourceIsAUnicastAddress() {
        ForwardingOption<?> source = ForwardingOption.ICMPV4_SOURCE;
        for (String address : List.of("192.0.2.1", "1.0.0.0", "126.255.255.255", "128.0.0.0", "223.255.255.255")) {
            assertEquals(address, roundTrip(source, address));
        }
        for (String address : List.of("0.0.0.0", "0.255.255.255", "127.0.0.1", "224.0.0.0", "255.255.255.255")) {
            Finding finding = refusal(source, address);
            assertEquals("OPTION", finding.id().name());
            assertEquals("icmpv4Source", finding.field());
            assertEquals('"' + address + '"', finding.value());
        }
        for (Object other : List.of(
                "",
                "1",
                "1.2.3",
                "1.2.3.4.5",
                "1.2.3.",
                ".1.2.3",
                "1..2.3",
                "01.2.3.4",
                "1.2.3.256",
                "1.2.3.1000",
                "1.2.3.4 ",
                " 1.2.3.4",
                "1.2.3.4\n",
                "+1.2.3.4",
                "1.2.3.-4",
                "0x1.2.3.4",
                "2001:db8::1",
                "1.2.3.\u0664",
                "192.0.2.0/24",
                3221225985L)) {
            assertEquals("SYNTAX", refusal(source, other).id().name(), other::toString);
        }
    }

    @Test
    void aFindingNamesFieldValueRangeRemedyAndClause() {
        assertEquals(
                "V51 error: mtuV6 1279 is not 1280 to 65535 octets; give 1280 or more (RFC 8200 section 5)",
                ForwardingOption.MTU_V6.check(1279).orElseThrow().toString());
        assertEquals(
                "SYNTAX error: mtuV6 \"big\" is not 1280 to 65535 octets; use one of these, or omit the field for 1500"
                        + " (RFC 8200 section 5)",
                refusal(ForwardingOption.MTU_V6, "big").toString());
    }

    @Test
    void namesAreUniqueAndFound() {
        Set<String> names = new HashSet<>();
        for (ForwardingOption<?> option : ForwardingOption.all()) {
            assertTrue(names.add(option.name()), option::name);
            assertEquals(Optional.of(option), ForwardingOption.named(option.name()));
            assertTrue(option.rfc().matches("RFC \\d+( section [0-9.]+(\\([a-z]\\))?)?"), option::rfc);
        }
        assertEquals(Optional.empty(), ForwardingOption.named("mtu"));
        assertEquals(Optional.empty(), ForwardingOption.named("MTUV6"));
    }

    private static ForwardingOption<?> option(String name) {
        return ForwardingOption.named(name).orElseThrow();
    }

    private static <T> Object roundTrip(ForwardingOption<T> option, Object plain) {
        T value = option.read(plain);
        assertEquals(Optional.empty(), option.check(value));
        return option.write(value);
    }

    private static Finding refusal(ForwardingOption<?> option, Object plain) {
        MapConfigurationException error = assertThrows(MapConfigurationException.class, () -> option.read(plain));
        assertEquals(1, error.findings().size());
        return error.first();
    }
}
