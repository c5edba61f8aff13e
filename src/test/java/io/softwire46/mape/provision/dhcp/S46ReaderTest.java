package io.softwire46.mape.provision.dhcp;

import static io.softwire46.mape.provision.dhcp.S46Octets.BIND;
import static io.softwire46.mape.provision.dhcp.S46Octets.BR;
import static io.softwire46.mape.provision.dhcp.S46Octets.BR_2;
import static io.softwire46.mape.provision.dhcp.S46Octets.DMR;
import static io.softwire46.mape.provision.dhcp.S46Octets.LW;
import static io.softwire46.mape.provision.dhcp.S46Octets.MAP_E;
import static io.softwire46.mape.provision.dhcp.S46Octets.MAP_T;
import static io.softwire46.mape.provision.dhcp.S46Octets.RULE;
import static io.softwire46.mape.provision.dhcp.S46Octets.option;
import static io.softwire46.mape.provision.dhcp.S46Octets.read;
import static io.softwire46.mape.provision.dhcp.S46Octets.rule;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.Location;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.provision.format.ReadResult;
import io.softwire46.mape.provision.format.internal.DomainSyntax;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Options that the reader accepts, skips and ignores, with the location of each reason. */
class S46ReaderTest {
    static Stream<Arguments> violations() {
        String ports = option(93, "06000000");
        return Stream.of(
                argumentSet("MAP-E without rule", option(94, BR), 0, "RFC 7598 section 6"),
                argumentSet("MAP-E without BR", option(94, RULE), 0, "RFC 7598 section 6"),
                argumentSet("MAP-E with DMR", option(94, RULE + BR + DMR), 4 + 17 + 20, "RFC 7598 section 6"),
                argumentSet("MAP-E with binding", option(94, RULE + BR + BIND), 4 + 17 + 20, "RFC 7598 section 6"),
                argumentSet(
                        "MAP-E with ports outside of a rule", option(94, RULE + ports + BR), 21, "RFC 7598 section 6"),
                argumentSet("MAP-E in MAP-E", option(94, RULE + BR + MAP_E), 4 + 17 + 20, "RFC 7598 section 6"),
                argumentSet("MAP-T without rule", option(95, DMR), 0, "RFC 7598 section 6"),
                argumentSet("MAP-T without DMR", option(95, RULE), 0, "RFC 7598 section 6"),
                argumentSet("MAP-T with two DMRs", option(95, RULE + DMR + DMR), 0, "RFC 7598 section 6"),
                argumentSet("MAP-T with BR", option(95, RULE + DMR + BR), 4 + 17 + 13, "RFC 7598 section 6"),
                argumentSet("LW without BR", option(96, BIND), 0, "RFC 7598 section 6"),
                argumentSet("LW with rule", option(96, BR + RULE), 24, "RFC 7598 section 6"),
                argumentSet("LW with two bindings", option(96, BIND + BIND + BR), 0, "RFC 7598 section 6"),
                argumentSet(
                        "ports twice", option(94, rule("00", ports + ports) + BR), 4 + 17 + 8, "RFC 7598 section 6"),
                argumentSet("BR in a rule", option(94, rule("00", BR) + BR), 4 + 17, "RFC 7598 section 6"),
                argumentSet(
                        "ea-len 49",
                        option(94, option(89, "01 31 00 00000000 28 20010db800") + BR),
                        9,
                        "RFC 7597 section 5.2"),
                argumentSet(
                        "prefix4-len 33",
                        option(94, option(89, "01 10 21 c0000200 28 20010db800") + BR),
                        10,
                        "RFC 7598 section 4.1"),
                argumentSet(
                        "prefix6-len 129",
                        option(94, option(89, "01 10 18 c0000200 81 20010db8000000000000000000000000ff") + BR),
                        15,
                        "RFC 7598 section 4.1"),
                argumentSet(
                        "multicast rule",
                        option(94, option(89, "01 10 18 c0000200 28 ff020db800") + BR),
                        15,
                        "RFC 4291 section 2.4"),
                argumentSet(
                        "offset 16", option(94, rule("00", option(93, "10000000")) + BR), 25, "RFC 7598 section 4.5"),
                argumentSet(
                        "PSID-len 17", option(94, rule("00", option(93, "00110000")) + BR), 25, "RFC 7598 section 4.5"),
                argumentSet(
                        "offset and PSID-len beyond 16",
                        option(94, rule("00", option(93, "09080000")) + BR),
                        25,
                        "RFC 7597 section 5.1"),
                argumentSet(
                        "PSID-len not of the EA bits",
                        option(94, rule("00", option(93, "06070000")) + BR),
                        25,
                        "RFC 7598 section 4.5"),
                argumentSet(
                        "ports of 3 octets",
                        option(94, rule("00", option(93, "060000")) + BR),
                        21,
                        "RFC 7598 section 4.5"),
                argumentSet(
                        "BR of 15 octets",
                        option(94, RULE + option(90, "20010db8ffff000000000000000000")),
                        21,
                        "RFC 7598 section 4.2"),
                argumentSet(
                        "rule of 7 octets",
                        option(94, option(89, "01 10 18 c0000200") + BR),
                        4,
                        "RFC 7598 section 4.1"),
                argumentSet(
                        "prefix truncated",
                        option(94, option(89, "01 10 18 c0000200 28 20010db8") + BR),
                        4,
                        "RFC 7598 section 4.1"),
                argumentSet(
                        "shared, without a PSID",
                        option(94, option(89, "00 00 20 c0000212 38 20010db8001234" + option(93, "06110000")) + BR),
                        4 + 4 + 15 + 4,
                        "RFC 7598 section 4.5"),
                argumentSet(
                        "container truncated", option(94, RULE + BR + "005a00"), 4 + 17 + 20, "RFC 8415 section 21.1"),
                argumentSet(
                        "rule longer than its container", option(94, BR + "0059001001"), 24, "RFC 8415 section 21.1"),
                argumentSet(
                        "no option after the prefix",
                        option(94, rule("00", "ffff") + BR),
                        4 + 17,
                        "RFC 7598 section 4.1"),
                argumentSet("empty DMR", option(95, RULE + option(91, "")), 21, "RFC 7598 section 4.3"),
                argumentSet(
                        "DMR with more than a prefix",
                        option(95, RULE + option(91, "2020010db801")),
                        4 + 17 + 4 + 5,
                        "RFC 7598 section 4.3"),
                argumentSet("binding of 4 octets", option(96, option(92, "c0000212") + BR), 4, "RFC 7598 section 4.4"),
                argumentSet(
                        "multicast binding", option(96, option(92, "c000021208ff") + BR), 12, "RFC 4291 section 2.4"));
    }

    @ParameterizedTest
    @MethodSource("violations")
    void aContainerThatBreaksARuleIsIgnored(String hex, int octet, String rfc) {
        S46Reading reading = read(hex);
        assertEquals(List.of(), reading.containers());
        assertFalse(reading.isRefused());
        assertEquals(
                List.of(octet + " " + rfc),
                reading.findings().stream()
                        .filter(each -> each.message().endsWith("the container is ignored"))
                        .map(each -> each.location().octet() + " " + each.rfc())
                        .toList(),
                () -> reading.findings().toString());
        // The others are not touched.
        assertEquals(3, read(MAP_E + hex + LW + MAP_T).containers().size());
        assertTrue(S46Codec.readDomains(S46Octets.buffer(hex)).isRefused());
    }

    static Stream<Arguments> oddities() {
        return Stream.of(
                argumentSet("flags", option(94, rule("03", "") + BR), 8, "has reserved bits set; they are ignored"),
                argumentSet(
                        "IPv4 host bits",
                        option(94, option(89, "01 10 18 c00002ff 28 20010db800") + BR),
                        11,
                        "has bits set after its length; they are ignored"),
                argumentSet(
                        "IPv6 host bits",
                        option(94, option(89, "01 10 18 c0000200 25 20010db807") + BR),
                        15,
                        "has bits set after its length; they are ignored"),
                argumentSet(
                        "PSID with PSID-len 0",
                        option(94, rule("00", option(93, "06003400")) + BR),
                        27,
                        "is ignored, as PSID-len is 0"),
                argumentSet(
                        "PSID on the right",
                        option(96, option(92, "c0000212 38 20010db8001234" + option(93, "00080034")) + BR),
                        4 + 16 + 4 + 2,
                        "has bits set after its first 8; they are ignored: the PSID is left-aligned, 0x0"),
                argumentSet(
                        "unknown in a container",
                        option(94, RULE + BR + option(65000, "00")),
                        41,
                        "is unknown in this container and ignored"),
                argumentSet(
                        "unknown in a rule",
                        option(94, rule("01", option(23, "")) + BR),
                        21,
                        "is unknown in this option and ignored"),
                argumentSet(
                        "PSID on a prefix",
                        option(94, option(89, "00 04 18 c0000200 28 20010db800" + option(93, "06083400")) + BR),
                        25,
                        "has a PSID, but CEs of the rule have an IPv4 prefix; the PSID is discarded"),
                argumentSet(
                        "DMR field of 16 octets",
                        option(95, RULE + option(91, "40 20010db8ffff0000 0000000000000000")),
                        4 + 17 + 4 + 9,
                        "is followed by 8 extra octets of zeros; they are ignored: the length determines the number of octets"));
    }

    @ParameterizedTest
    @MethodSource("oddities")
    void anOddityIsReportedAndTheContainerIsUsed(String hex, int octet, String message) {
        S46Reading reading = read(hex);
        assertEquals(1, reading.containers().size());
        assertEquals(
                List.of(octet + " " + message),
                reading.findings().stream()
                        .map(each -> each.location().octet() + " " + each.message())
                        .toList());
    }

    @Test
    void bitsBeyondPrefixLengthsAreCleared() {
        S46Rule rule = read(option(94, option(89, "01 10 18 c00002ff 25 20010db8c7") + BR))
                .containers()
                .get(0)
                .rules()
                .get(0);
        assertEquals("192.0.2.0/24", rule.ipv4Prefix().toCanonicalString());
        assertEquals("2001:db8:c000::/37", rule.ipv6Prefix().toCanonicalString());
    }

    /** A provider sends 12 EA bits, a /23, and a /48 in a field of eight octets, followed by port parameters. */
    @Test
    void aPrefixInALongerFieldIsRecovered() {
        String mapT = option(95, option(89, "00 0c 17 c0000200 30 20010db80001 0000" + option(93, "00034000")) + DMR);
        assertEquals("005f0029" + "00590018", mapT.substring(0, 16));
        S46Reading reading = read(mapT);
        S46Rule rule = reading.containers().get(0).rules().get(0);
        assertEquals("2001:db8:1::/48", rule.ipv6Prefix().toCanonicalString());
        assertEquals(S46Rule.Ports.of(0, 3, 2), rule.portParameters().orElseThrow());
        assertEquals(
                List.of(4 + 4 + 8 + 6),
                reading.findings().stream().map(each -> each.location().octet()).toList());
    }

    @Test
    void upToSixteenOctetsAreAPrefix() {
        for (int zeros = 0; zeros <= 12; zeros++) {
            for (String ports : List.of("", option(93, "06000000"))) {
                String rule = option(89, "01 10 18 c0000200 28 20010db800" + "00".repeat(zeros) + ports);
                S46Reading reading = read(option(94, rule + BR));
                assertEquals(zeros <= 11 ? 1 : 0, reading.containers().size(), rule);
                assertEquals(zeros == 0 ? 0 : 1, reading.findings().size(), rule);
                if (zeros <= 11) {
                    assertEquals(
                            !ports.isEmpty(),
                            reading.containers()
                                    .get(0)
                                    .rules()
                                    .get(0)
                                    .portParameters()
                                    .isPresent());
                }
            }
        }
        assertEquals(List.of(), read(option(94, rule("01", "0001") + BR)).containers());
    }

    @Test
    void severalContainersAreSeveralDomains() {
        String other = option(94, option(89, "00 08 18 c6336400 28 20010db901") + BR_2 + BR);
        ReadResult domains = S46Codec.readDomains(S46Octets.buffer(MAP_E + other + LW));
        assertEquals(
                """
                domain=map-e-1 mesh=true borderRelay=2001:db8:ffff::1
                ipv6Prefix=2001:db8::/40 ipv4Prefix=192.0.2.0/24 eaLength=16 psidOffset=6 psidLength=8 format=rfc7597
                domain=map-e-2 mesh=false borderRelay=2001:db8:ffff::2,2001:db8:ffff::1
                ipv6Prefix=2001:db9:100::/40 ipv4Prefix=198.51.100.0/24 eaLength=8 forwarding=false format=rfc7597
                domain=lw4o6-3 mesh=false borderRelay=2001:db8:ffff::1
                ipv6Prefix=2001:db8:12:3400::/56 ipv4Prefix=192.0.2.18/32 eaLength=0 psidOffset=0 psidLength=8 psid=0x34 \
                forwarding=false format=rfc7597""",
                domains.requireDomains().stream()
                        .map(each -> each.domain().toString())
                        .collect(Collectors.joining("\n")));
        assertEquals("dhcpv6", domains.form());
    }

    @Test
    void findingsOfADomainPointIntoItsOption() {
        // The second rule's IPv6 prefix is that of the first.
        ReadResult domains = S46Codec.readDomains(
                S46Octets.buffer(option(94, RULE + option(89, "00 10 18 c6336400 28 20010db800") + BR)));
        Finding error = domains.firstError().orElseThrow();
        assertEquals("V41", error.id().name());
        assertTrue(error.location().octet() >= 4 + 17 && error.location().octet() < 4 + 17 + 17, error::toString);
        assertEquals("octet " + error.location().octet(), error.location().toString());
        assertEquals(
                "options.bin:octet 4: SYNTAX info: x",
                DomainSyntax.info("x", "null", "", "r")
                        .at(Location.octet(4))
                        .toString("options.bin")
                        .replace("x  (r)", "x"));
        MapConfigurationException e = assertThrows(MapConfigurationException.class, domains::requireDomains);
        assertTrue(e.first().location().octet() > 0, e::getMessage);
    }

    @Test
    void optionsOutsideOfContainersAreIgnored() {
        S46Reading reading =
                read(RULE + BR + BIND + DMR + option(93, "06000000") + option(137, "00") + option(1, "00"));
        assertEquals(List.of(), reading.containers());
        assertEquals(List.of(), reading.borderRelays());
        assertTrue(reading.bindIpv6Prefix().isEmpty());
        assertEquals(6, reading.findings().size());
        assertTrue(reading.findings().stream().allMatch(each -> each.rfc().equals("RFC 7598 section 3")));
    }

    @Test
    void aDhcpv4ResponseHasTwoOptionsOfItsOwn() {
        IPv6Address prefix = Addresses.parseIpv6Prefix("", "2001:db8:12:3400::/56");
        List<IPv6Address> relays = List.of(Addresses.parseIpv6("", "2001:db8:ffff::1"));
        String options = S46Octets.hex(S46Codec.Dhcp4o6.writeResponseOptions(relays, prefix));
        assertEquals(BR + option(137, "3820010db8001234"), options);
        S46Reading response = S46Codec.readMessage(S46Octets.buffer("15000000" + options), S46Codec.Dialect.RFC7598);
        assertEquals(relays, response.borderRelays());
        assertEquals(prefix, response.bindIpv6Prefix().orElseThrow());
        assertEquals(List.of(), response.findings());
        S46Reading reply = S46Codec.readMessage(S46Octets.buffer("07000000" + options), S46Codec.Dialect.RFC7598);
        assertEquals(List.of(), reply.borderRelays());
        assertEquals(2, reply.findings().size());
        for (String bad : List.of(
                option(137, ""),
                option(137, "81"),
                option(137, "4020010db8"),
                option(137, "08200100ff"),
                option(90, "00"))) {
            S46Reading odd = S46Codec.readMessage(S46Octets.buffer("15000000" + bad), S46Codec.Dialect.RFC7598);
            assertEquals(1, odd.findings().size(), bad);
            assertFalse(odd.isRefused(), bad);
        }
    }

    @Test
    void messagesThatCannotBeTakenApart() {
        for (String hex : List.of("", "07", "0c000000", "0d000000", "07000000005e")) {
            S46Reading reading = S46Codec.readMessage(S46Octets.buffer(hex), S46Codec.Dialect.RFC7598);
            assertTrue(reading.isRefused(), hex);
        }
        S46Reading truncated = read(MAP_E + "005e00ff00");
        assertTrue(truncated.isRefused());
        assertEquals(1, truncated.containers().size());
        assertEquals(MAP_E.length() / 2, truncated.findings().get(0).location().octet());
        assertEquals(List.of(), truncated.toDomains().domains());
        S46Reading tooLong = S46Codec.read(ByteBuffer.allocate(S46Codec.MAX_OCTETS + 1));
        assertTrue(tooLong.isRefused());
        assertFalse(S46Codec.read(ByteBuffer.allocate(0)).isRefused());
    }

    @Test
    void priorityChoosesAmongWhatWasReceived() {
        String all = LW + MAP_T + MAP_E;
        assertEquals(
                List.of(S46Container.Mechanism.MAP_E, S46Container.Mechanism.MAP_T, S46Container.Mechanism.LW),
                read(all).mechanisms());
        assertEquals(
                List.of(S46Container.Mechanism.LW, S46Container.Mechanism.MAP_E),
                read(all + option(111, "0060 0040 005e 1234")).mechanisms());
        assertEquals(
                List.of(S46Container.Mechanism.LW),
                read(LW + option(111, "005e0060")).mechanisms());
        assertEquals(List.of(), read(LW + option(111, "005e")).mechanisms());
        for (String invalid : List.of("", "00", "005e00", "0060005e0060")) {
            S46Reading reading = read(all + option(111, invalid));
            assertEquals(3, reading.mechanisms().size(), invalid);
            assertEquals("RFC 8026", reading.findings().get(0).rfc());
        }
        S46Reading twice = read(all + option(111, "0060") + option(111, "005f"));
        assertEquals(List.of(S46Container.Mechanism.LW), twice.mechanisms());
        assertEquals(1, twice.findings().size());
    }

    @Test
    void valuesOfDhcpv4() {
        IPv6Address address = Addresses.parseIpv6("", "2001:db8:12:3400:0:c000:212:34");
        assertEquals(
                "20010db8001234000000c00002120034",
                S46Octets.hex(S46Codec.Dhcp4o6.writeSoftwireSourceAddress(address)));
        assertEquals(
                address,
                S46Codec.Dhcp4o6.readSoftwireSourceAddress(S46Octets.buffer("20010db8001234000000c00002120034")));
        assertEquals("06083400", S46Octets.hex(S46Codec.Dhcp4o6.writePortParameters(S46Rule.Ports.of(6, 8, 0x34))));
        assertEquals(S46Rule.Ports.of(6, 8, 0x34), S46Codec.Dhcp4o6.readPortParameters(S46Octets.buffer("060834ff")));
        assertEquals(
                S46Rule.Ports.of(0, 16, 0xffff), S46Codec.Dhcp4o6.readPortParameters(S46Octets.buffer("0010ffff")));
        assertEquals(S46Rule.Ports.ofOffset(15), S46Codec.Dhcp4o6.readPortParameters(S46Octets.buffer("0f00ffff")));
        for (String bad : List.of("", "060834", "0608340000", "10000000", "00110000", "09080000")) {
            assertThrows(
                    MapConfigurationException.class,
                    () -> S46Codec.Dhcp4o6.readPortParameters(S46Octets.buffer(bad)),
                    bad);
        }
        assertThrows(
                MapConfigurationException.class,
                () -> S46Codec.Dhcp4o6.readSoftwireSourceAddress(S46Octets.buffer("2001")));
        assertThrows(MapConfigurationException.class, () -> S46Rule.Ports.of(6, 8, 256));
    }

    @Test
    void buffersOfAnyKind() {
        byte[] octets = new byte[MAP_E.length() / 2];
        S46Octets.buffer(MAP_E).get(octets);
        ByteBuffer direct = ByteBuffer.allocateDirect(octets.length + 7).order(ByteOrder.LITTLE_ENDIAN);
        direct.position(4).put(octets).position(4).limit(4 + octets.length);
        S46Reading reading = S46Codec.read(
                direct.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN).position(4));
        assertEquals(read(MAP_E).containers(), reading.containers());
        assertEquals(4, direct.position());
    }
}
