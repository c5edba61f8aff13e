package io.softwire46.mape.forward.tunnel;

import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.DONT_FRAGMENT;
import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.MORE_FRAGMENTS;
import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.ipv4;
import static io.softwire46.mape.conformance.model.Ipv6PacketBuilder.ipv6;
import static io.softwire46.mape.forward.Nodes.BR;
import static io.softwire46.mape.forward.Nodes.CE;
import static io.softwire46.mape.forward.Nodes.CE_ADDRESS;
import static io.softwire46.mape.forward.Nodes.CE_PORT;
import static io.softwire46.mape.forward.Nodes.HOST;
import static io.softwire46.mape.forward.Nodes.OPTIONS;
import static io.softwire46.mape.forward.Nodes.RULE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.Ipv4PacketBuilder;
import io.softwire46.mape.forward.Forwarder;
import io.softwire46.mape.forward.Nodes;
import io.softwire46.mape.forward.Outcome;
import io.softwire46.mape.forward.ReceivedParts;
import io.softwire46.mape.forward.ReceivedParts.Part;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.json.JsonObject;
import io.softwire46.mape.testing.Placement;
import io.softwire46.mape.testing.Vectors;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** IPv4 packets that are fragmented after encapsulation: RFC 2473 section 7.2, RFC 8200 section 4.5. */
class OuterFragmentationTest {
    private static final String PREFIX = "2001:db8:12:3400::/56";
    private static final ForwardingOptions LIMITED =
            OPTIONS.with(ForwardingOption.ENCAPSULATION_LIMIT, OptionalInt.of(4));

    private static Forwarder relay(ForwardingOptions options) {
        return Nodes.relay(options, RULE);
    }

    private static Forwarder edge(ForwardingOptions options) {
        return Nodes.edge(Nodes.domain(options, BR, RULE), PREFIX);
    }

    private static Ipv4PacketBuilder toCe() {
        return ipv4(HOST, CE_ADDRESS);
    }

    private static byte[] sized(Ipv4PacketBuilder builder, int octets) {
        return builder.udp(CE_PORT, CE_PORT, octets - 28).octets();
    }

    private static List<byte[]> fragment(Forwarder node, byte[] packet) {
        Outcome outcome = Outcome.fromIpv4(node, packet);
        assertEquals(Verdict.FORWARDED, outcome.verdict());
        return outcome.packets();
    }

    /** The tunnel packet without options that these fragments are parts of. */
    private static void assertReassembled(String from, String to, byte[] packet, List<byte[]> parts) {
        byte[] whole = ReceivedParts.reassembleIpv6(parts);
        byte[] expected = ipv6(from, to).inner(Nodes.oneHopLess(packet)).octets();
        assertEquals(Bytes.hex(expected), Bytes.hex(whole));
    }

    static Stream<Arguments> plans() {
        return Vectors.read("fragmentation.json").asArray().stream()
                .map(value -> value.asObject())
                .filter(plan -> plan.required("mode").asString().equals("outer"))
                .map(plan -> argumentSet(
                        Vectors.integer(plan, "ipv4TotalLength") + " in " + Vectors.integer(plan, "ipv6Mtu"), plan));
    }

    @ParameterizedTest
    @MethodSource("plans")
    void everyPlanAtBothNodes(JsonObject plan) {
        ForwardingOptions options = OPTIONS.with(ForwardingOption.MTU_V6, Vectors.integer(plan, "ipv6Mtu"));
        List<JsonObject> fragments = plan.required("fragments").asArray().stream()
                .map(value -> value.asObject())
                .toList();
        int octets = Vectors.integer(plan, "ipv4TotalLength");
        byte[] down = sized(toCe(), octets);
        byte[] up = sized(ipv4(CE_ADDRESS, HOST), octets);
        if (!fragments.get(0).required("fragmentHeader").asBoolean()) {
            assertEquals(octets + 40, Vectors.integer(fragments.get(0), "packetOctets"));
            assertEquals(
                    List.of(octets + 40), Outcome.fromIpv4(relay(options), down).sizes());
            assertEquals(
                    List.of(octets + 40), Outcome.fromIpv4(edge(options), up).sizes());
            return;
        }
        List<Part> expected = fragments.stream()
                .map(part -> new Part(
                        Vectors.integer(part, "packetOctets"),
                        Vectors.integer(part, "fragmentOffset"),
                        part.required("moreFragments").asBoolean()))
                .toList();
        List<byte[]> toTheCe = fragment(relay(options), down);
        assertEquals(expected, ReceivedParts.ofIpv6(toTheCe));
        assertReassembled(BR, CE, down, toTheCe);
        List<byte[]> toTheRelay = fragment(edge(options), up);
        assertEquals(expected, ReceivedParts.ofIpv6(toTheRelay));
        assertReassembled(CE, BR, up, toTheRelay);
    }

    @Test
    void thereArePlans() {
        assertEquals(16, plans().count());
    }

    @Test
    void optionFollowsTheFragmentHeader() { // RFC 8200 section 4.5: IPv6, Fragment, Destination Options, IPv4
        ForwardingOptions options = LIMITED.with(ForwardingOption.MTU_V6, 1280);
        byte[] packet = sized(toCe(), 1500);
        List<byte[]> parts = fragment(relay(options), packet);
        // 8 + 1500 octets are fragmented: 1232, and 276
        assertEquals(List.of(new Part(1280, 0, true), new Part(324, 154, false)), ReceivedParts.ofIpv6(parts));
        byte[] first = parts.get(0);
        assertEquals("3c000001", Bytes.hex(Bytes.part(first, 40, 44)));
        assertEquals("0400040104010100", Bytes.hex(Bytes.part(first, 48, 56)));
        assertArrayEquals(Bytes.part(Nodes.oneHopLess(packet), 0, 1224), Bytes.part(first, 56, 1280));
        assertEquals("3c0004d0", Bytes.hex(Bytes.part(parts.get(1), 40, 44)));
        byte[] expected = ipv6(BR, CE)
                .header(60, "0400040104010100")
                .inner(Nodes.oneHopLess(packet))
                .octets();
        assertEquals(Bytes.hex(expected), Bytes.hex(ReceivedParts.reassembleIpv6(parts)));
    }

    @Test
    void theLongestIpv4HeaderIsWholeInTheFirstFragment() { // RFC 7112 section 5
        byte[] packet = toCe().options("01".repeat(40)).udp(80, CE_PORT, 1400).octets();
        List<byte[]> parts = fragment(relay(LIMITED.with(ForwardingOption.MTU_V6, 1280)), packet);
        assertArrayEquals(Bytes.part(Nodes.oneHopLess(packet), 0, 60), Bytes.part(parts.get(0), 56, 116));
    }

    @Test
    void theLargestPacketOfAll() { // 45 * 1448 = 65160 octets, and 375
        byte[] packet = sized(toCe(), 65535);
        List<byte[]> parts = fragment(relay(OPTIONS), packet);
        assertEquals(46, parts.size());
        assertEquals(new Part(1496, 44 * 181, true), ReceivedParts.ofIpv6(parts).get(44));
        assertEquals(new Part(423, 45 * 181, false), ReceivedParts.ofIpv6(parts).get(45));
        assertReassembled(BR, CE, packet, parts);
        List<byte[]> two = fragment(relay(OPTIONS.with(ForwardingOption.MTU_V6, 65535)), packet); // 65535 - 48 = 65487
        assertEquals(List.of(new Part(65528, 0, true), new Part(103, 8185, false)), ReceivedParts.ofIpv6(two));
        assertReassembled(BR, CE, packet, two);
        List<byte[]> up = fragment(edge(OPTIONS), sized(ipv4(CE_ADDRESS, HOST), 65535));
        assertEquals(46, up.size());
    }

    @Test
    void withOptionsTheLargestPacketDoesNotFitIntoThePayloadLength() { // RFC 8200 section 3: 16 bits
        List<byte[]> parts = fragment(relay(LIMITED), sized(toCe(), 65527));
        assertEquals(46, parts.size());
        assertEquals(423, parts.get(45).length);
        Outcome.fromIpv4(relay(LIMITED), sized(toCe(), 65528)).assertSilent(Verdict.DROP_TOO_BIG);
        Outcome.fromIpv4(edge(LIMITED), sized(ipv4(CE_ADDRESS, HOST), 65535)).assertSilent(Verdict.DROP_TOO_BIG);
    }

    @Test
    void dontFragmentIsIgnoredByOptionAndStaysSet() { // RFC 6864 section 4.3
        byte[] packet = sized(toCe().flagsOffset(DONT_FRAGMENT), 1461);
        List<byte[]> parts = fragment(relay(OPTIONS.with(ForwardingOption.IGNORE_DF, true)), packet);
        assertEquals(2, parts.size());
        assertReassembled(BR, CE, packet, parts);
    }

    @Test
    void ipv4FragmentsAreFragmentedAfterEncapsulation() {
        String full = "ipv6Prefix=2001:db8::/40 ipv4Prefix=192.0.2.0/24 eaLength=8 format=rfc7597";
        for (int flags : new int[] {MORE_FRAGMENTS, MORE_FRAGMENTS | 185, 370}) {
            byte[] packet =
                    toCe().flagsOffset(flags).payload(17, Bytes.counting(1480)).octets();
            List<byte[]> parts = fragment(Nodes.relay(OPTIONS, full), packet);
            assertEquals(List.of(new Part(1496, 0, true), new Part(100, 181, false)), ReceivedParts.ofIpv6(parts));
            assertReassembled(BR, "2001:db8:12:0:0:c000:212:0", packet, parts);
        }
    }

    @Test
    void identificationsDoNotRepeat() { // RFC 8200 section 4.5; RFC 7597 section 8.3.1: with anycast they are not
        // consecutive
        for (boolean anycast : new boolean[] {false, true}) {
            Forwarder node = relay(OPTIONS.with(ForwardingOption.ANYCAST, anycast));
            int[] identifications = IntStream.range(0, 20)
                    .map(i -> Bytes.int32(fragment(node, sized(toCe(), 1500)).get(0), 44))
                    .toArray();
            assertEquals(20, IntStream.of(identifications).distinct().count());
            assertEquals(anycast, identifications[1] != identifications[0] + 1);
        }
    }

    @Test
    void everyFragmentHasTheHeaderOfTheTunnelPacket() {
        ForwardingOptions options = ForwardingOptions.defaults()
                .with(ForwardingOption.HOP_LIMIT, 99)
                .with(ForwardingOption.TRAFFIC_CLASS, 10);
        List<byte[]> parts = fragment(relay(options), sized(toCe().typeOfService(0xb9), 4000));
        assertEquals(3, parts.size());
        for (byte[] part : parts) { // DSCP 10 and ECT(1) are 0x29
            assertEquals(0x629, Bytes.u16(part, 0) >>> 4);
            assertNotEquals(0, Bytes.int32(part, 0) & 0xfffff, "flow label");
            assertEquals(99, part[7]);
        }
        ReceivedParts.reassembleIpv6(parts);
    }

    @Test
    void fragmentationNeedsEightMoreOctets() {
        byte[] packet = sized(toCe(), 1461);
        for (ForwardingOptions options : new ForwardingOptions[] {OPTIONS, LIMITED}) {
            int headers = options == LIMITED ? 48 : 40;
            int octets = headers == 48 ? 1453 : 1461;
            byte[] big = sized(toCe(), octets);
            Outcome little = Outcome.of(Placement.HEAP_EXACT, relay(options), true, big, headers + 7, 0);
            little.assertSilent(Verdict.DROP_NO_ROOM);
            Outcome enough = Outcome.of(Placement.HEAP_EXACT, relay(options), true, big, headers + 8, 0);
            assertEquals(2, enough.packets().size());
        }
        Placement.Result unchanged =
                Nodes.run(packet, 47, p -> Nodes.relay(OPTIONS, RULE).fromIpv4(p, 0));
        assertArrayEquals(packet, unchanged.octets());
    }

    @Test
    void fromCeToCeOnlyTheFragmentHeaderNeedsHeadroom() {
        byte[] inner = sized(ipv4(CE_ADDRESS, "192.0.2.18"), 1500);
        byte[] packet = ipv6(CE, BR).inner(inner).octets();
        Outcome.of(Placement.HEAP_EXACT, relay(OPTIONS), false, packet, 7, 0).assertSilent(Verdict.DROP_NO_ROOM);
        Outcome truncated = Outcome.of(Placement.HEAP_EXACT, relay(OPTIONS), false, packet, 8, 0);
        assertEquals(Verdict.FORWARDED, truncated.verdict());
        assertEquals(List.of(1496, 100), truncated.sizes());
        assertReassembled(BR, CE, inner, truncated.packets());
    }

    @Test
    void paddingIsNotFragmented() {
        byte[] packet = sized(toCe(), 1461);
        List<byte[]> parts = fragment(relay(OPTIONS), Bytes.concat(packet, Bytes.counting(100)));
        assertEquals(List.of(1496, 61), parts.stream().map(part -> part.length).toList());
        assertReassembled(BR, CE, packet, parts);
    }

    @Test
    void discardsFragmentsThatAreNotFetched() {
        Forwarder node = relay(OPTIONS);
        Placement.HEAP_EXACT.run(sized(toCe(), 4000), 48, packet -> node.fromIpv4(packet, 0));
        assertNotEquals(0, node.nextOctets());
        assertEquals(List.of(140), Outcome.fromIpv4(node, sized(toCe(), 100)).sizes());
        Placement.HEAP_EXACT.run(sized(toCe(), 4000), 48, packet -> node.fromIpv4(packet, 0));
        Outcome.fromIpv4(node, new byte[3]).assertSilent(Verdict.DROP_TRUNCATED);
        Placement.HEAP_EXACT.run(sized(toCe(), 4000), 48, packet -> node.fromIpv4(packet, 0));
        Outcome.fromIpv6(node, new byte[3]).assertSilent(Verdict.DROP_TRUNCATED);
    }
}
