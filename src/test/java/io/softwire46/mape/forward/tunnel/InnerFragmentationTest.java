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
import io.softwire46.mape.config.ForwardingOptions.Fragmentation;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.Ipv4PacketBuilder;
import io.softwire46.mape.forward.BorderRelay;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** IPv4 packets that are fragmented before encapsulation: RFC 7597 section 8.3.1, RFC 791 section 3.2. */
class InnerFragmentationTest {
    private static final String PREFIX = "2001:db8:12:3400::/56";
    private static final String FULL_RULE =
            "ipv6Prefix=2001:db8::/40 ipv4Prefix=192.0.2.0/24 eaLength=8 format=rfc7597";
    private static final String FULL_CE = "2001:db8:12:0:0:c000:212:0";
    private static final ForwardingOptions INNER = OPTIONS.with(ForwardingOption.FRAGMENTATION, Fragmentation.INNER);

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

    /** Each fragment has a complete tunnel header of 40 octets, and together they are the packet with its TTL decremented. */
    private static void assertReassembled(String from, String to, byte[] packet, List<byte[]> parts) {
        for (byte[] part : parts) {
            assertEquals(4, part[6], "next header");
            assertArrayEquals(Bytes.concat(Bytes.address(from), Bytes.address(to)), Bytes.part(part, 8, 40));
        }
        assertEquals(Bytes.hex(Nodes.oneHopLess(packet)), Bytes.hex(ReceivedParts.reassembleIpv4(parts, 40)));
    }

    static Stream<Arguments> plans() {
        return Vectors.read("fragmentation.json").asArray().stream()
                .map(value -> value.asObject())
                .filter(plan -> plan.required("mode").asString().equals("inner"))
                .map(plan -> argumentSet(
                        Vectors.integer(plan, "ipv4TotalLength") + " in " + Vectors.integer(plan, "ipv6Mtu"), plan));
    }

    @Test
    void thereArePlans() {
        assertEquals(16, plans().count());
    }

    @ParameterizedTest
    @MethodSource("plans")
    void everyPlanAtBothNodes(JsonObject plan) {
        ForwardingOptions options = INNER.with(ForwardingOption.MTU_V6, Vectors.integer(plan, "ipv6Mtu"));
        List<Part> expected = plan.required("fragments").asArray().stream()
                .map(value -> value.asObject())
                .map(part -> new Part(
                        Vectors.integer(part, "totalLength"),
                        Vectors.integer(part, "fragmentOffset"),
                        part.required("moreFragments").asBoolean()))
                .toList();
        byte[] down = sized(toCe(), Vectors.integer(plan, "ipv4TotalLength"));
        byte[] up = sized(ipv4(CE_ADDRESS, HOST), Vectors.integer(plan, "ipv4TotalLength"));
        List<byte[]> toTheCe = fragment(relay(options), down);
        assertEquals(expected, ReceivedParts.ofIpv4(toTheCe, 40));
        assertReassembled(BR, CE, down, toTheCe);
        List<byte[]> toTheRelay = fragment(edge(options), up);
        assertEquals(expected, ReceivedParts.ofIpv4(toTheRelay, 40));
        assertReassembled(CE, BR, up, toTheRelay);
    }

    @Test
    void everyFragmentHasItsEncapsulationLimit() { // 1500 - 48 = 1452; 20 + 179 * 8 = 1452
        byte[] packet = sized(toCe(), 1500);
        List<byte[]> parts =
                fragment(relay(INNER.with(ForwardingOption.ENCAPSULATION_LIMIT, OptionalInt.of(9))), packet);
        assertEquals(List.of(new Part(1452, 0, true), new Part(68, 179, false)), ReceivedParts.ofIpv4(parts, 48));
        for (byte[] part : parts) {
            assertEquals(60, part[6]);
            assertEquals("0400040109010100", Bytes.hex(Bytes.part(part, 40, 48)));
        }
        assertEquals(Bytes.hex(Nodes.oneHopLess(packet)), Bytes.hex(ReceivedParts.reassembleIpv4(parts, 48)));
    }

    @Test
    void onlyCopiedOptionsAreInLaterFragments() { // RFC 791 section 3.1: security 130 is copied, record route 7 is not
        byte[] packet = toCe().options("07070400000000 01 8204abcd 01010100")
                .udp(80, CE_PORT, 2000)
                .octets();
        List<byte[]> parts = fragment(relay(INNER), packet);
        assertEquals(Bytes.hex(Bytes.part(packet, 20, 36)), Bytes.hex(Bytes.part(parts.get(0), 60, 76)));
        assertEquals("8204abcd", Bytes.hex(Bytes.part(parts.get(1), 60, 64)));
        // 36 + 1424 = 1460; 584 of 2008 octets remain, following a header of 24
        assertEquals(List.of(new Part(1460, 0, true), new Part(608, 178, false)), ReceivedParts.ofIpv4(parts, 40));
        assertReassembled(BR, CE, packet, parts);
    }

    @ParameterizedTest
    @ValueSource(ints = {MORE_FRAGMENTS, MORE_FRAGMENTS | 185, 370, 8000})
    void fragmentsFragmentsAndKeepsTheirOffsets(int flagsOffset) { // 1480 octets: 1440, and 40
        byte[] packet = toCe().flagsOffset(flagsOffset)
                .payload(17, Bytes.counting(1480))
                .octets();
        List<byte[]> parts = fragment(Nodes.relay(INNER, FULL_RULE), packet);
        int offset = flagsOffset & 0x1fff;
        boolean more = (flagsOffset & MORE_FRAGMENTS) != 0;
        assertEquals(
                List.of(new Part(1460, offset, true), new Part(60, offset + 180, more)),
                ReceivedParts.ofIpv4(parts, 40));
        assertReassembled(BR, FULL_CE, packet, parts);
    }

    @Test
    void fragmentsWithDfAreNeverFragmented() { // RFC 6864 section 4.3
        byte[] first = toCe().flagsOffset(DONT_FRAGMENT | MORE_FRAGMENTS)
                .payload(17, Bytes.counting(1480))
                .octets();
        byte[] sentError =
                Outcome.fromIpv4(Nodes.relay(INNER, FULL_RULE), first).only(Verdict.DROP_TOO_BIG);
        ErrorPackets.assertIcmpv4(ErrorPackets.icmpv4("192.0.0.8", HOST, 0xc0, 3, 4, 1460, first), sentError);
        byte[] later = toCe().flagsOffset(DONT_FRAGMENT | 185)
                .payload(17, Bytes.counting(1480))
                .octets();
        Outcome.fromIpv4(Nodes.relay(INNER, FULL_RULE), later).assertSilent(Verdict.DROP_TOO_BIG);
    }

    @Test
    void dontFragmentIsIgnoredByOptionAndStaysSet() {
        byte[] packet = sized(toCe().flagsOffset(DONT_FRAGMENT), 1500);
        List<byte[]> parts = fragment(relay(INNER.with(ForwardingOption.IGNORE_DF, true)), packet);
        assertEquals(DONT_FRAGMENT | MORE_FRAGMENTS, Bytes.u16(parts.get(0), 46));
        assertEquals(DONT_FRAGMENT | 180, Bytes.u16(parts.get(1), 46));
        assertReassembled(BR, CE, packet, parts);
    }

    @Test
    void theLargestPacketOfAll() { // 1240 - 20 = 1220, 1216 of them; 65515 = 53 * 1216 + 1067
        byte[] packet = sized(toCe(), 65535);
        List<byte[]> parts = fragment(relay(INNER.with(ForwardingOption.MTU_V6, 1280)), packet);
        assertEquals(54, parts.size());
        assertEquals(
                new Part(1087, 53 * 152, false), ReceivedParts.ofIpv4(parts, 40).get(53));
        assertReassembled(BR, CE, packet, parts);
    }

    @Test
    void malformedOptionsCannotBeSorted() { // an option of 9 octets with 4 octets left
        byte[] packet = toCe().options("83090400").udp(80, CE_PORT, 1500).octets();
        Outcome.fromIpv4(relay(INNER), packet).assertSilent(Verdict.DROP_BAD_IPV4_HEADER);
        assertUnchanged(packet, Nodes.relay(INNER, RULE));
        assertEquals(2, fragment(relay(OPTIONS), packet).size(), "truncated outside, unowned looks at options");
    }

    @Test
    void impossibleFragmentsAreNotFragmented() { // RFC 791 section 3.2
        byte[] odd = toCe().flagsOffset(MORE_FRAGMENTS)
                .payload(17, Bytes.counting(1481))
                .octets();
        byte[] beyond =
                toCe().flagsOffset(8191).payload(17, Bytes.counting(1480)).octets();
        for (byte[] packet : new byte[][] {odd, beyond}) {
            Outcome.fromIpv4(Nodes.relay(INNER, FULL_RULE), packet).assertSilent(Verdict.DROP_BAD_IPV4_HEADER);
            assertUnchanged(packet, Nodes.relay(INNER, FULL_RULE));
        }
    }

    private static void assertUnchanged(byte[] packet, BorderRelay relay) {
        Placement.Result result = Nodes.run(packet, 48, p -> relay.fromIpv4(p, 0));
        assertEquals(Bytes.hex(packet), result.hex());
    }

    @Test
    void innerFragmentationNeedsHeadroomForTheTunnelHeaderOnly() {
        byte[] packet = sized(toCe(), 1500);
        Outcome.of(Placement.HEAP_EXACT, relay(INNER), true, packet, 39, 0).assertSilent(Verdict.DROP_NO_ROOM);
        assertUnchangedWithHeadroom(packet, 39);
        assertEquals(
                List.of(1500, 100),
                Outcome.of(Placement.HEAP_EXACT, relay(INNER), true, packet, 40, 0)
                        .sizes());
    }

    private static void assertUnchangedWithHeadroom(byte[] packet, int headroom) {
        BorderRelay relay = Nodes.relay(INNER, RULE);
        assertArrayEquals(
                packet, Nodes.run(packet, headroom, p -> relay.fromIpv4(p, 0)).octets());
    }

    @Test
    void fromCeToCeNoHeadroomIsNeeded() {
        byte[] inner = sized(ipv4(CE_ADDRESS, CE_ADDRESS), 1500);
        byte[] packet = ipv6(CE, BR).inner(inner).octets();
        Outcome outcome = Outcome.of(Placement.HEAP_EXACT, relay(INNER), false, packet, 0, 0);
        assertEquals(List.of(1500, 100), outcome.sizes());
        assertReassembled(BR, CE, inner, outcome.packets());
    }

    @Test
    void everyFragmentHasTheSameHeader() {
        ForwardingOptions options = ForwardingOptions.defaults()
                .with(ForwardingOption.FRAGMENTATION, Fragmentation.INNER)
                .with(ForwardingOption.HOP_LIMIT, 99);
        List<byte[]> parts = fragment(relay(options), sized(toCe().typeOfService(0xb9), 4000));
        assertEquals(3, parts.size());
        for (byte[] part : parts) {
            assertEquals(0x6b9, Bytes.u16(part, 0) >>> 4);
            assertEquals(Bytes.int32(parts.get(0), 0), Bytes.int32(part, 0));
            assertNotEquals(0, Bytes.int32(part, 0) & 0xfffff, "flow label");
            assertEquals(99, part[7]);
        }
    }
}
