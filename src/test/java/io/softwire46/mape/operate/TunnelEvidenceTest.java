package io.softwire46.mape.operate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.operate.DrawnNetwork.Seen;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Evidence from packets: what counts, what is skipped, and what is said to be missing. */
class TunnelEvidenceTest {
    private static final long BR_HIGH = 0x20010db8_ffff0000L;
    private static final long BR_LOW = 1;
    private static final String BR = "2001:db8:ffff::1";
    private static final int SERVER = 0xcb007109; // 203.0.113.9
    private static final int UDP = 17;
    private static final int GRE = 47;
    private static final int ICMP = 1;

    private final Random random = new Random(1);
    private final DrawnNetwork network = DrawnNetwork.of(random, 40, 24, 16, 6, false);
    private final List<Seen> seen = network.draw(random, 4, 3);

    private static byte[] ipv6(int next, long sourceHigh, long sourceLow, long high, long low, byte[] payload) {
        return ByteBuffer.allocate(40 + payload.length)
                .putInt(0x60000000)
                .putShort((short) payload.length)
                .put((byte) next)
                .put((byte) 64)
                .putLong(sourceHigh)
                .putLong(sourceLow)
                .putLong(high)
                .putLong(low)
                .put(payload)
                .array();
    }

    /** The header checksum is zero: a capture at a sender may have no checksums. */
    private static byte[] ipv4(int protocol, int source, int destination, int fragment, byte[] payload) {
        return ByteBuffer.allocate(20 + payload.length)
                .putShort((short) 0x4500)
                .putShort((short) (20 + payload.length))
                .putShort((short) 7)
                .putShort((short) fragment)
                .put((byte) 64)
                .put((byte) protocol)
                .putShort((short) 0)
                .putInt(source)
                .putInt(destination)
                .put(payload)
                .array();
    }

    private static byte[] udp(int source, int destination) {
        return ByteBuffer.allocate(12)
                .putShort((short) source)
                .putShort((short) destination)
                .putShort((short) 12)
                .array();
    }

    private static byte[] up(Seen ce, byte[] inner) {
        return ipv6(4, ce.high(), ce.low(), BR_HIGH, BR_LOW, inner);
    }

    private static byte[] down(Seen ce, byte[] inner) {
        return ipv6(4, BR_HIGH, BR_LOW, ce.high(), ce.low(), inner);
    }

    private static byte[] up(Seen ce) {
        return up(ce, ipv4(UDP, ce.address(), SERVER, 0, udp(ce.port(), 53)));
    }

    private static byte[] down(Seen ce) {
        return down(ce, ipv4(UDP, SERVER, ce.address(), 0, udp(53, ce.port())));
    }

    private static void add(Evidence.Builder builder, byte[] packet) {
        builder.packet(ByteBuffer.wrap(packet), 0, packet.length);
    }

    private static Diagnosis diagnose(Evidence.Builder builder) {
        return Diagnosis.of(builder.build(), Diagnosis.Limits.DEFAULT);
    }

    private void assertFound(Diagnosis diagnosis) {
        assertEquals(1, diagnosis.families().size(), diagnosis.toText(5));
        assertTrue(network.isIn(diagnosis.families().get(0)), diagnosis.toText(5));
    }

    private static boolean hasNote(Diagnosis diagnosis, String words) {
        return diagnosis.notes().stream().anyMatch(each -> each.contains(words));
    }

    @Test
    void bothDirectionsAreEvidenceAndTheBorderRelayIsDetected() {
        Evidence.Builder builder = Evidence.builder();
        for (Seen each : seen) {
            add(builder, up(each));
            add(builder, down(each));
        }
        Diagnosis diagnosis = diagnose(builder);
        assertFound(diagnosis);
        assertEquals(List.of(BR), diagnosis.borderRelays());
        assertEquals(12, diagnosis.families().get(0).supports());
        assertTrue(diagnosis.outliers().isEmpty());
        assertTrue(diagnosis.notes().isEmpty(), diagnosis.notes().toString());
    }

    @Test
    void oneDirectionSuffices() {
        Evidence.Builder upstream = Evidence.builder();
        Evidence.Builder downstream = Evidence.builder();
        seen.forEach(each -> add(upstream, up(each)));
        seen.forEach(each -> add(downstream, down(each)));
        for (Evidence.Builder each : List.of(upstream, downstream)) {
            Diagnosis diagnosis = diagnose(each);
            assertFound(diagnosis);
            assertTrue(
                    hasNote(diagnosis, "only one direction"), diagnosis.notes().toString());
        }
    }

    @Test
    void oneCeIsNotTakenForABorderRelay() {
        Evidence.Builder builder = Evidence.builder();
        seen.subList(0, 3).forEach(each -> add(builder, up(each)));
        Diagnosis diagnosis = diagnose(builder);
        assertEquals(List.of(BR), diagnosis.borderRelays());
        assertTrue(diagnosis.families().stream().anyMatch(network::isIn));
    }

    @Test
    void meshPacketsCountAtBothEnds() {
        Evidence.Builder builder = Evidence.builder().borderRelay(BR_HIGH, BR_LOW);
        for (int i = 0; i < seen.size(); i++) {
            Seen from = seen.get(i);
            Seen to = seen.get((i + 3) % seen.size());
            byte[] inner = ipv4(UDP, from.address(), to.address(), 0, udp(from.port(), to.port()));
            add(builder, ipv6(4, from.high(), from.low(), to.high(), to.low(), inner));
        }
        assertFound(diagnose(builder));
        assertEquals(12, diagnose(builder).families().get(0).supports());
    }

    /** RFC 5508 REQ-3: the packet in an ICMP error has the port. */
    @Test
    void onlyIcmpErrors() {
        Evidence.Builder builder = Evidence.builder();
        for (Seen each : seen) {
            byte[] quoted = ipv4(UDP, each.address(), SERVER, 0, udp(each.port(), 53));
            byte[] error = ByteBuffer.allocate(8 + quoted.length)
                    .putInt(0x0b000000)
                    .putInt(0)
                    .put(quoted)
                    .array();
            add(builder, down(each, ipv4(ICMP, 0xc6336401, each.address(), 0, error)));
        }
        assertFound(diagnose(builder));
    }

    @Test
    void onlyFragments() {
        Evidence.Builder builder = Evidence.builder();
        seen.forEach(each -> add(builder, up(each, ipv4(UDP, each.address(), SERVER, 185, udp(0, 0)))));
        Evidence evidence = builder.build();
        assertTrue(evidence.isEmpty());
        assertTrue(evidence.notes().stream().anyMatch(each -> each.contains("later fragments have no ports")));
        seen.forEach(each -> add(builder, up(each, ipv4(UDP, each.address(), SERVER, 0x2000, udp(each.port(), 53)))));
        assertFound(diagnose(builder));
    }

    @Test
    void fragmentsOfTheTunnel() {
        Evidence.Builder builder = Evidence.builder();
        for (Seen each : seen) {
            byte[] inner = ipv4(UDP, each.address(), SERVER, 0, udp(each.port(), 53));
            for (int offset : new int[] {0, 8}) {
                byte[] fragment = ByteBuffer.allocate(8 + inner.length)
                        .put((byte) 4)
                        .put((byte) 0)
                        .putShort((short) (offset | 1))
                        .putInt(99)
                        .put(inner)
                        .array();
                add(builder, ipv6(44, each.high(), each.low(), BR_HIGH, BR_LOW, fragment));
            }
        }
        Diagnosis diagnosis = diagnose(builder);
        assertFound(diagnosis);
        assertEquals(Map.of("fragment", 12L), diagnosis.skipped());
    }

    @Test
    void truncatedPackets() {
        Evidence.Builder builder = Evidence.builder();
        for (Seen each : seen) {
            byte[] packet = up(each);
            for (int octets = 0; octets < packet.length; octets++) {
                builder.packet(ByteBuffer.wrap(packet), 0, octets);
            }
        }
        Diagnosis diagnosis = diagnose(builder); // 68 to 71 octets hold the UDP header
        assertFound(diagnosis);
        assertTrue(hasNote(diagnosis, "capture at least 128 octets"));
        assertEquals(12L * 67, diagnosis.skipped().get("truncated"));
    }

    @Test
    void otherPacketsAreCountedAndSkipped() {
        Evidence.Builder builder = Evidence.builder();
        seen.forEach(each -> add(builder, up(each)));
        Seen ce = seen.get(0);
        long native6 = 0x20010db8_00010000L;
        add(builder, ipv6(6, native6, 0x0211_22ff_fe33_4455L, native6, 2, new byte[20]));
        add(builder, ipv4(41, SERVER, 0x01010101, 0, ipv6(59, native6, 1, native6, 2, new byte[0])));
        add(builder, ipv4(UDP, SERVER, 0x01010101, 0, udp(1, 2)));
        add(builder, ipv6(UDP, ce.high(), ce.low(), native6, 9, udp(ce.port(), 53)));
        add(builder, ipv6(4, native6, 0x0211_22ff_fe33_4455L, native6, 7, ipv4(UDP, 0xc0a80001, SERVER, 0, udp(1, 2))));
        builder.otherPacket();
        Diagnosis diagnosis = diagnose(builder);
        assertFound(diagnosis);
        assertEquals(
                Map.of("ipv6", 1L, "6in4", 1L, "ipv4", 1L, "map-t", 1L, "ds-lite", 1L, "not-ip", 1L),
                diagnosis.skipped());
    }

    @Test
    void aTunnelBetweenFixedAddressesIsNoEvidence() {
        Evidence.Builder builder = Evidence.builder().borderRelay(BR_HIGH, BR_LOW);
        for (int i = 0; i < 20; i++) {
            byte[] inner = ipv4(UDP, 0xc6336400 + i, 0xcb007100 + 2 * i, 0, udp(1000 + i, 53));
            add(builder, ipv6(4, 0x20010db8_00020000L, 1, 0x20010db8_00030000L, 1, inner));
        }
        Evidence evidence = builder.build();
        assertTrue(evidence.isEmpty());
        assertTrue(
                evidence.notes().get(0).contains("no tunnel packet shows a CE"),
                evidence.notes().toString());
    }

    @Test
    void protocolsWithoutPortsAreEvidenceOfAddresses() {
        Evidence.Builder builder = Evidence.builder();
        seen.forEach(each -> add(builder, up(each, ipv4(GRE, each.address(), SERVER, 0, new byte[8]))));
        Diagnosis diagnosis = diagnose(builder);
        assertTrue(diagnosis.families().stream().anyMatch(network::isIn));
        assertEquals(0, diagnosis.families().get(0).ports());
    }

    @Test
    void aSampleOfManyObservationsFindsTheRule() {
        DrawnNetwork large = DrawnNetwork.of(random, 31, 15, 25, 4, true);
        Evidence.Builder builder = Evidence.builder(new Diagnosis.Limits(1_000, 16, 5));
        for (int i = 0; i < 20_000; i++) {
            add(builder, up(large.seen(random, large.ce(random), true)));
        }
        Diagnosis diagnosis = diagnose(builder);
        assertTrue(diagnosis.sampled());
        assertEquals(1, diagnosis.families().size());
        assertTrue(large.isIn(diagnosis.families().get(0)));
        assertTrue(diagnosis.families().get(0).supports() > 400);
        assertTrue(diagnosis.families().get(0).supports() <= 1_000);
    }

    /** No octets cause an exception. */
    @Test
    void randomOctets() {
        Evidence.Builder builder = Evidence.builder();
        for (int i = 0; i < 20_000; i++) {
            byte[] packet = up(seen.get(i % seen.size()));
            for (int j = random.nextInt(6); j >= 0; j--) {
                packet[random.nextInt(packet.length)] = (byte) random.nextInt();
            }
            builder.packet(
                    ByteBuffer.wrap(packet), 0, random.nextInt(4) == 0 ? random.nextInt(packet.length) : packet.length);
        }
        assertFalse(builder.build().isEmpty());
    }

    /** RFC 7597 section 8.2: the Identifier of an echo is its port. */
    @Test
    void onlyEchoes() {
        Evidence.Builder builder = Evidence.builder();
        for (Seen each : seen) {
            byte[] request = ByteBuffer.allocate(8)
                    .putInt(0x08000000)
                    .putShort((short) each.port())
                    .array();
            add(builder, up(each, ipv4(ICMP, each.address(), SERVER, 0, request)));
        }
        assertFound(diagnose(builder));
    }

    /** RFC 792: a quote of a later fragment has no ports. */
    @Test
    void onlyIcmpErrorsWithoutPorts() {
        Evidence.Builder builder = Evidence.builder();
        for (Seen each : seen) {
            byte[] quoted = ipv4(UDP, each.address(), SERVER, 185, udp(0, 0));
            byte[] error = ByteBuffer.allocate(8 + quoted.length)
                    .putInt(0x0b000000)
                    .putInt(0)
                    .put(quoted)
                    .array();
            add(builder, down(each, ipv4(ICMP, 0xc6336401, each.address(), 0, error)));
        }
        Evidence evidence = builder.build();
        assertTrue(evidence.isEmpty());
        assertTrue(
                evidence.notes().stream().anyMatch(each -> each.contains("ICMP errors that quote no first fragment")),
                evidence.notes().toString());
    }

    /** RFC 7597 section 5.4: more than one BR may be in use. Each takes a half of the packets, so none has 90 % of them. */
    @Test
    void severalBorderRelays() {
        Evidence.Builder detected = Evidence.builder();
        Evidence.Builder given = Evidence.builder().borderRelay(BR_HIGH, 1).borderRelay(BR_HIGH, 2);
        for (int i = 0; i < seen.size(); i++) {
            Seen ce = seen.get(i);
            byte[] inner = ipv4(UDP, ce.address(), SERVER, 0, udp(ce.port(), 53));
            byte[] packet = ipv6(4, ce.high(), ce.low(), BR_HIGH, 1 + i % 2, inner);
            add(detected, packet);
            add(given, packet);
        }
        for (Evidence.Builder each : List.of(detected, given)) {
            Diagnosis diagnosis = diagnose(each);
            assertFound(diagnosis);
            assertEquals(List.of("2001:db8:ffff::1", "2001:db8:ffff::2"), diagnosis.borderRelays());
        }
    }

    @Test
    void threeRulesInOneCapture() {
        List<DrawnNetwork> networks = List.of(
                network, DrawnNetwork.of(random, 31, 15, 25, 4, true), DrawnNetwork.of(random, 38, 20, 18, 6, true));
        Evidence.Builder builder = Evidence.builder();
        for (int i = 0; i < 3; i++) {
            for (Seen each : networks.get(i).draw(random, 8 - 2 * i, 5)) {
                add(builder, i % 2 == 0 ? up(each) : down(each));
            }
        }
        Diagnosis diagnosis = diagnose(builder);
        assertEquals(3, diagnosis.families().size(), diagnosis.toText(9));
        for (int i = 0; i < 3; i++) {
            assertTrue(networks.get(i).isIn(diagnosis.families().get(i)), diagnosis.toText(9));
            assertEquals(i, diagnosis.families().get(i).round());
        }
        assertEquals(List.of(), diagnosis.outliers());
    }

    /** RFC 7599: in MAP-T the same addresses carry TCP or UDP without an IPv4 header. */
    @Test
    void onlyOtherTechniques() {
        Evidence.Builder builder = Evidence.builder();
        for (Seen each : seen) {
            add(builder, ipv6(UDP, each.high(), each.low(), BR_HIGH, 0x0000_cb00_7109_0000L, udp(each.port(), 53)));
            add(builder, ipv6(4, 0x20010db8_00010000L, 2, BR_HIGH, 9, ipv4(UDP, 0xc0000002, SERVER, 0, udp(9, 53))));
        }
        Evidence evidence = builder.build();
        assertTrue(evidence.isEmpty());
        assertTrue(
                evidence.notes().get(0).contains("capture IPv6 packets with next header 4"),
                evidence.notes().toString());
        assertEquals(Map.of("map-t", 12L, "ds-lite", 12L), evidence.skipped());
    }

    /** Time Exceeded of routers: their IPv4 source is no end of the quoted packet, so the error does not show the BR. */
    @Test
    void errorsOfRoutersDoNotHideTheBorderRelay() {
        Evidence.Builder detected = Evidence.builder();
        Evidence.Builder onlyErrors = Evidence.builder().borderRelay(BR_HIGH, BR_LOW);
        for (Seen each : seen) {
            byte[] quoted = ipv4(UDP, each.address(), SERVER, 0, udp(each.port(), 53));
            byte[] error = ByteBuffer.allocate(8 + quoted.length)
                    .putInt(0x0b000000)
                    .putInt(0)
                    .put(quoted)
                    .array();
            byte[] packet = down(each, ipv4(ICMP, 0xc6336401, each.address(), 0, error));
            add(detected, up(each));
            add(detected, packet);
            add(detected, packet);
            add(onlyErrors, packet);
        }
        Diagnosis diagnosis = diagnose(detected);
        assertFound(diagnosis);
        assertEquals(List.of(BR), diagnosis.borderRelays());
        assertFalse(hasNote(diagnosis, "90 %"), diagnosis.notes().toString());
        assertFalse(hasNote(diagnose(onlyErrors), "is an end of no tunnel packet"));
    }

    @Test
    void outliersOfSeveralCapturesNameTheirs() {
        Evidence.Builder builder = Evidence.builder();
        builder.capture("a.pcap");
        seen.forEach(each -> add(builder, up(each)));
        builder.capture("b.pcap");
        Seen ce = seen.get(0);
        add(builder, up(seen.get(1)));
        add(builder, up(ce, ipv4(UDP, SERVER, ce.address(), 0, udp(53, 53))));
        builder.note("b.pcap: capture ends truncated");
        Diagnosis diagnosis = diagnose(builder);
        assertEquals(1, diagnosis.outliers().size(), diagnosis.toText(5));
        Diagnosis.Outlier outlier = diagnosis.outliers().get(0);
        assertEquals(2, outlier.packet());
        assertTrue(outlier.text().endsWith(", in b.pcap"), outlier.text());
        assertTrue(diagnosis.toJson(1).contains("b.pcap: capture ends truncated"));
    }

    @Test
    void skippedPacketsAreCountedWithoutEvidence() {
        Evidence.Builder builder = Evidence.builder().borderRelay(BR_HIGH, BR_LOW);
        for (int i = 0; i < 5; i++) {
            byte[] inner = ipv4(UDP, 0xc6336400 + i, 0xcb007100 + 2 * i, 0, udp(1000 + i, 53));
            add(builder, ipv6(4, 0x20010db8_00020000L, 1, 0x20010db8_00030000L, 1, inner));
        }
        assertEquals(Map.of("ipv4-in-ipv6", 10L), builder.build().skipped()); // both ends of five packets
    }
}
