package io.softwire46.mape.nat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.finding.FindingId;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.map.PortSet;
import io.softwire46.mape.nat.NaptOptions.FilteringBehavior;
import io.softwire46.mape.nat.NaptOptions.Forward;
import io.softwire46.mape.nat.NaptOptions.MappingBehavior;
import io.softwire46.mape.nat.NaptOptions.Reserved;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class NaptTableTest {
    private static final NaptOptions DEFAULTS = NaptOptions.defaults();

    @Test
    void hasAddressAndPortsOfTheCe() {
        NaptTable table = NaptTable.of(Edges.SHARED, DEFAULTS);
        assertEquals(0xc0000212, table.address());
        assertEquals(PortSet.of(4, 8, 0x9c), table.portSet());
        assertEquals(240, table.usableCount(NaptProtocol.ICMP));
        assertEquals(table, NaptTable.of(Edges.SHARED, NaptOptions.defaults()));
    }

    @Test
    void refusesOptionsWithAnError() {
        MapConfigurationException refused =
                assertThrows(MapConfigurationException.class, () -> NaptTable.of(Edges.prefix(), DEFAULTS));
        assertEquals(FindingId.NAPT08, refused.first().id());
    }

    @ParameterizedTest
    @EnumSource
    void usablePortsAreThoseOfTheSetThatHaveNoOtherUse(NaptProtocol protocol) {
        NaptOptions options = DEFAULTS.withReserved(
                        List.of(Reserved.of(null, "0-6592"), Reserved.of(NaptProtocol.UDP, "6600-6601")))
                .withForwards(List.of(Forward.of(NaptProtocol.TCP, 6607, "10.0.0.1:80")));
        NaptTable table = NaptTable.of(Edges.SHARED, options);
        List<Integer> expected = IntStream.rangeClosed(1, 15)
                .flatMap(a -> IntStream.range(0, 16).map(j -> a << 12 | 0x9c << 4 | j))
                .filter(port -> port > 6592)
                .filter(port -> protocol != NaptProtocol.UDP || (port != 6600 && port != 6601))
                .filter(port -> protocol != NaptProtocol.TCP || port != 6607)
                .boxed()
                .toList();
        assertEquals(expected, table.usablePorts(protocol).boxed().toList());
        assertEquals(expected.size(), table.usableCount(protocol));
        for (int port = -1; port <= 65536; port++) {
            assertEquals(expected.contains(port), table.isUsable(protocol, port));
        }
    }

    /** RFC 4787 REQ-3a: ports 0 to 1023 and the others are different classes. */
    @Test
    void lowPortsAreUsedByOptionOnly() {
        NaptTable table = NaptTable.of(Edges.whole(), DEFAULTS);
        assertEquals(64_512, table.usableCount(NaptProtocol.UDP));
        assertFalse(table.isUsable(NaptProtocol.UDP, 1023));
        assertTrue(table.isUsable(NaptProtocol.UDP, 1024));
        NaptTable low = NaptTable.of(Edges.whole(), DEFAULTS.with(NaptOption.LOW_PORTS, true));
        assertEquals(65_535, low.usableCount(NaptProtocol.UDP));
        assertFalse(low.isUsable(NaptProtocol.UDP, 0));
        assertTrue(low.isUsable(NaptProtocol.UDP, 1));
    }

    @ParameterizedTest
    @CsvSource({
        // protocol, remote port, by default, with udpMapping overlapping and tcpMapping exclusive
        "TCP, 80, OVERLAPPING, EXCLUSIVE",
        "UDP, 53, OVERLAPPING, OVERLAPPING",
        "UDP, 443, OVERLAPPING, OVERLAPPING",
        "UDP, 442, EXCLUSIVE, OVERLAPPING",
        "UDPLITE, 53, EXCLUSIVE, OVERLAPPING",
        "ICMP, 0, EXCLUSIVE, EXCLUSIVE",
        "DCCP, 443, EXCLUSIVE, EXCLUSIVE",
    })
    void classFollowsFromOptionsAndPacket(
            NaptProtocol protocol, int port, MappingBehavior byDefault, MappingBehavior changed) {
        assertEquals(byDefault, NaptTable.of(Edges.SHARED, DEFAULTS).mapping(protocol, port));
        NaptOptions options = DEFAULTS.with(NaptOption.UDP_MAPPING, MappingBehavior.OVERLAPPING)
                .with(NaptOption.TCP_MAPPING, MappingBehavior.EXCLUSIVE);
        assertEquals(changed, NaptTable.of(Edges.SHARED, options).mapping(protocol, port));
        NaptTable strict = NaptTable.of(Edges.SHARED, options.with(NaptOption.STRICT_4787, true));
        assertEquals(MappingBehavior.EXCLUSIVE, strict.mapping(protocol, port));
    }

    @ParameterizedTest
    @EnumSource
    void floorsBindWhereBothClassesOccur(NaptProtocol protocol) {
        boolean udp = protocol == NaptProtocol.UDP;
        NaptTable table = NaptTable.of(Edges.SHARED, DEFAULTS.with(NaptOption.MIN_EXCLUSIVE_PORTS, 7));
        assertEquals(udp, table.hasBothClasses(protocol));
        assertEquals(udp ? 7 : 0, table.minExclusivePorts(protocol));
        assertEquals(udp ? 48 : 0, table.minOverlappingPorts(protocol), "one fifth of 240");
        for (NaptOptions one : List.of(
                DEFAULTS.with(NaptOption.STRICT_4787, true),
                DEFAULTS.with(NaptOption.UDP_MAPPING, MappingBehavior.OVERLAPPING),
                DEFAULTS.withUdpOverlappingPorts(List.of()))) {
            assertFalse(NaptTable.of(Edges.SHARED, one).hasBothClasses(protocol), one.toString());
            assertEquals(0, NaptTable.of(Edges.SHARED, one).minOverlappingPorts(protocol), one.toString());
        }
    }

    /** The numbers of the IANA registry of protocols. */
    @Test
    void protocolsHaveTheirNumbers() {
        Map<Integer, NaptProtocol> numbers = Map.of(
                1, NaptProtocol.ICMP,
                6, NaptProtocol.TCP,
                17, NaptProtocol.UDP,
                33, NaptProtocol.DCCP,
                136, NaptProtocol.UDPLITE);
        for (int number = 0; number <= 255; number++) {
            assertEquals(Optional.ofNullable(numbers.get(number)), NaptProtocol.ofNumber(number));
        }
    }

    /** Forwards, reserved and low ports count for UDP alone; instances have a fifth of their own ports. */
    @Test
    void defaultFloorsAreOneFifthOfTheUsableUdpPorts() {
        int first = Edges.SHARED.portSet().portAt(0);
        NaptOptions options = DEFAULTS.withReserved(List.of(
                        new Reserved(NaptProtocol.UDP, first, first + 9), new Reserved(NaptProtocol.TCP, 0, 50_000)))
                .withForwards(List.of(Forward.of(NaptProtocol.UDP, first + 10, "192.168.1.10:1")));
        NaptTable table = NaptTable.of(Edges.SHARED, options);
        assertEquals(229 / 5, table.minExclusivePorts(NaptProtocol.UDP));
        assertEquals(229 / 5, table.minOverlappingPorts(NaptProtocol.UDP));
        for (int i = 0; i < 3; i++) {
            NaptTable worker = table.worker(i, 3);
            int usable = worker.usableCount(NaptProtocol.UDP);
            assertEquals(usable / 5, worker.minExclusivePorts(NaptProtocol.UDP));
            assertEquals(usable / 5, worker.minOverlappingPorts(NaptProtocol.UDP));
        }
        // All ports of the address: 1 to 1023 are usable with lowPorts only.
        assertEquals(64_512 / 5, NaptTable.of(Edges.whole(), DEFAULTS).minExclusivePorts(NaptProtocol.UDP));
        assertEquals(
                65_535 / 5,
                NaptTable.of(Edges.whole(), DEFAULTS.with(NaptOption.LOW_PORTS, true))
                        .minExclusivePorts(NaptProtocol.UDP));
    }

    @Test
    void absentLimitsFollowFromOthers() {
        NaptTable table = NaptTable.of(Edges.SHARED, DEFAULTS);
        assertEquals(16_384, table.maxSessionsPerHost());
        assertEquals(120, table.maxExclusivePortsPerHost());
        assertEquals(32, table.maxForwardsPerHost());
        assertEquals(
                0,
                NaptTable.of(Edges.SHARED, DEFAULTS.with(NaptOption.MAX_FORWARDS, 0))
                        .maxForwardsPerHost());
        // One port: a + k = 16, a = 1; half of one port is rounded up.
        NaptTable one = NaptTable.of(Edges.shared(1, 15, 3), DEFAULTS);
        assertEquals(1, one.portSet().size());
        assertEquals(1, one.maxExclusivePortsPerHost());
        assertEquals(0, one.minExclusivePorts(NaptProtocol.UDP));
        NaptTable given = NaptTable.of(
                Edges.SHARED,
                DEFAULTS.with(NaptOption.MAX_SESSIONS_PER_HOST, 3).with(NaptOption.MAX_EXCLUSIVE_PORTS_PER_HOST, 4));
        assertEquals(3, given.maxSessionsPerHost());
        assertEquals(4, given.maxExclusivePortsPerHost());
    }

    /** RFC 4787 REQ-5: 300 seconds are recommended; REQ-5a permits other values for ports below 1024. */
    @Test
    void idleTimeDependsOnTheRemotePort() {
        NaptTable table = NaptTable.of(Edges.SHARED, DEFAULTS);
        assertEquals(10, table.udpSeconds(53));
        assertEquals(10, table.udpSeconds(123));
        for (int port : new int[] {0, 1, 52, 54, 443, 1023, 1024, 65535}) {
            assertEquals(300, table.udpSeconds(port));
        }
    }

    @Test
    void filteringOfUdpHoldsForAllButTcp() {
        NaptTable table =
                NaptTable.of(Edges.SHARED, DEFAULTS.with(NaptOption.UDP_FILTERING, FilteringBehavior.ADDRESS_AND_PORT));
        for (NaptProtocol protocol : NaptProtocol.values()) {
            assertEquals(
                    protocol == NaptProtocol.TCP ? FilteringBehavior.ADDRESS : FilteringBehavior.ADDRESS_AND_PORT,
                    table.filtering(protocol));
        }
    }

    @Test
    void findsForwards() {
        Forward forward = Forward.of(NaptProtocol.TCP, 6600, "192.168.1.10:443");
        NaptTable table = NaptTable.of(Edges.SHARED, DEFAULTS.withForwards(List.of(forward)));
        assertEquals(forward, table.forwardAt(NaptProtocol.TCP, 6600).orElseThrow());
        assertTrue(table.forwardAt(NaptProtocol.UDP, 6600).isEmpty());
        assertTrue(table.forwardAt(NaptProtocol.TCP, 6601).isEmpty());
    }
}
