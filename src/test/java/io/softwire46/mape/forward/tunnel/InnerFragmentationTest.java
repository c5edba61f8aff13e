package io.softwire46.mape.forward.tunnel;

import static io.softwire46.mape.forward.Nodes.BR;
import static io.softwire46.mape.forward.Nodes.CE;
import static io.softwire46.mape.forward.Nodes.CE_ADDRESS;
import static io.softwire46.mape.forward.Nodes.CE_PORT;
import static io.softwire46.mape.forward.Nodes.HOST;
import static io.softwire46.mape.forward.Nodes.OPTIONS;
import static io.softwire46.mape.forward.Nodes.RULE;
import static io.softwire46.mape.testing.Ipv4PacketBuilder.DONT_FRAGMENT;
import static io.softwire46.mape.testing.Ipv4PacketBuilder.MORE_FRAGMENTS;
import static io.softwire46.mape.testing.Ipv4PacketBuilder.ipv4;
import static io.softwire46.mape.testing.Ipv6PacketBuilder.ipv6;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.config.ForwardingOptions.Fragmentation;
import io.softwire46.mape.forward.BorderRelay;
import io.softwire46.mape.forward.Node;
import io.softwire46.mape.forward.Nodes;
import io.softwire46.mape.forward.Outcome;
import io.softwire46.mape.forward.Pieces;
import io.softwire46.mape.forward.Pieces.Piece;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.json.JsonObject;
import io.softwire46.mape.testing.Bytes;
import io.softwire46.mape.testing.Ipv4PacketBuilder;
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

/** IPv4 packets that are cut before encapsulation: RFC 7597 section 8.3.1, RFC 791 section 3.2. */
class InnerFragmentationTest {
    private static final String PREFIX = "2001:db8:12:3400::/56";
    private static final String FULL_RULE =
            "ipv6Prefix=2001:db8::/40 ipv4Prefix=192.0.2.0/24 eaLength=8 format=rfc7597";
    private static final String FULL_CE = "2001:db8:12:0:0:c000:212:0";
    private static final ForwardingOptions INNER = OPTIONS.with(ForwardingOption.FRAGMENTATION, Fragmentation.INNER);

    private static Node relay(ForwardingOptions options) {
        return Node.of(Nodes.relay(options, RULE));
    }

    private static Node edge(ForwardingOptions options) {
        return Node.of(Nodes.edge(Nodes.domain(options, BR, RULE), PREFIX));
    }

    private static Ipv4PacketBuilder toCe() {
        return ipv4(HOST, CE_ADDRESS);
    }

    private static byte[] sized(Ipv4PacketBuilder builder, int octets) {
        return builder.udp(CE_PORT, CE_PORT, octets - 28).octets();
    }

    private static List<byte[]> cut(Node node, byte[] packet) {
        Outcome outcome = Outcome.fromIpv4(node, packet);
        assertEquals(Verdict.FORWARDED, outcome.verdict());
        return outcome.packets();
    }

    /** Every piece has a whole tunnel header of 40 octets, and together they are the packet, one hop older. */
    private static void assertJoined(String from, String to, byte[] packet, List<byte[]> pieces) {
        for (byte[] piece : pieces) {
            assertEquals(4, piece[6], "next header");
            assertArrayEquals(Bytes.concat(Bytes.address(from), Bytes.address(to)), Bytes.part(piece, 8, 40));
        }
        assertEquals(Bytes.hex(Nodes.oneHopLess(packet)), Bytes.hex(Pieces.joinIpv4(pieces, 40)));
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
        List<Piece> expected = plan.required("fragments").asArray().stream()
                .map(value -> value.asObject())
                .map(piece -> new Piece(
                        Vectors.integer(piece, "totalLength"),
                        Vectors.integer(piece, "fragmentOffset"),
                        piece.required("moreFragments").asBoolean()))
                .toList();
        byte[] down = sized(toCe(), Vectors.integer(plan, "ipv4TotalLength"));
        byte[] up = sized(ipv4(CE_ADDRESS, HOST), Vectors.integer(plan, "ipv4TotalLength"));
        List<byte[]> toTheCe = cut(relay(options), down);
        assertEquals(expected, Pieces.ofIpv4(toTheCe, 40));
        assertJoined(BR, CE, down, toTheCe);
        List<byte[]> toTheRelay = cut(edge(options), up);
        assertEquals(expected, Pieces.ofIpv4(toTheRelay, 40));
        assertJoined(CE, BR, up, toTheRelay);
    }

    @Test
    void everyPieceHasItsEncapsulationLimit() { // 1500 - 48 = 1452; 20 + 179 * 8 = 1452
        byte[] packet = sized(toCe(), 1500);
        List<byte[]> pieces = cut(relay(INNER.with(ForwardingOption.ENCAPSULATION_LIMIT, OptionalInt.of(9))), packet);
        assertEquals(List.of(new Piece(1452, 0, true), new Piece(68, 179, false)), Pieces.ofIpv4(pieces, 48));
        for (byte[] piece : pieces) {
            assertEquals(60, piece[6]);
            assertEquals("0400040109010100", Bytes.hex(Bytes.part(piece, 40, 48)));
        }
        assertEquals(Bytes.hex(Nodes.oneHopLess(packet)), Bytes.hex(Pieces.joinIpv4(pieces, 48)));
    }

    @Test
    void onlyCopiedOptionsAreInLaterPieces() { // RFC 791 section 3.1: security 130 is copied, record route 7 is not
        byte[] packet = toCe().options("07070400000000 01 8204abcd 01010100")
                .udp(80, CE_PORT, 2000)
                .octets();
        List<byte[]> pieces = cut(relay(INNER), packet);
        assertEquals(Bytes.hex(Bytes.part(packet, 20, 36)), Bytes.hex(Bytes.part(pieces.get(0), 60, 76)));
        assertEquals("8204abcd", Bytes.hex(Bytes.part(pieces.get(1), 60, 64)));
        // 36 + 1424 = 1460; of 2008 octets 584 are left, behind 24 of header
        assertEquals(List.of(new Piece(1460, 0, true), new Piece(608, 178, false)), Pieces.ofIpv4(pieces, 40));
        assertJoined(BR, CE, packet, pieces);
    }

    @ParameterizedTest
    @ValueSource(ints = {MORE_FRAGMENTS, MORE_FRAGMENTS | 185, 370, 8000})
    void fragmentsAreCutFurtherAndKeepTheirPlace(int flagsOffset) { // 1480 octets: 1440, and 40
        byte[] packet = toCe().flagsOffset(flagsOffset)
                .payload(17, Bytes.counting(1480))
                .octets();
        List<byte[]> pieces = cut(Node.of(Nodes.relay(INNER, FULL_RULE)), packet);
        int offset = flagsOffset & 0x1fff;
        boolean more = (flagsOffset & MORE_FRAGMENTS) != 0;
        assertEquals(
                List.of(new Piece(1460, offset, true), new Piece(60, offset + 180, more)), Pieces.ofIpv4(pieces, 40));
        assertJoined(BR, FULL_CE, packet, pieces);
    }

    @Test
    void fragmentsWithDfAreNeverCut() { // RFC 6864 section 4.3
        byte[] first = toCe().flagsOffset(DONT_FRAGMENT | MORE_FRAGMENTS)
                .payload(17, Bytes.counting(1480))
                .octets();
        byte[] told =
                Outcome.fromIpv4(Node.of(Nodes.relay(INNER, FULL_RULE)), first).only(Verdict.DROP_TOO_BIG);
        ErrorPackets.assertIcmpv4(ErrorPackets.icmpv4("192.0.0.8", HOST, 0xc0, 3, 4, 1460, first), told);
        byte[] later = toCe().flagsOffset(DONT_FRAGMENT | 185)
                .payload(17, Bytes.counting(1480))
                .octets();
        Outcome.fromIpv4(Node.of(Nodes.relay(INNER, FULL_RULE)), later).assertSilent(Verdict.DROP_TOO_BIG);
    }

    @Test
    void dontFragmentIsIgnoredByOptionAndStaysSet() {
        byte[] packet = sized(toCe().flagsOffset(DONT_FRAGMENT), 1500);
        List<byte[]> pieces = cut(relay(INNER.with(ForwardingOption.IGNORE_DF, true)), packet);
        assertEquals(DONT_FRAGMENT | MORE_FRAGMENTS, Bytes.u16(pieces.get(0), 46));
        assertEquals(DONT_FRAGMENT | 180, Bytes.u16(pieces.get(1), 46));
        assertJoined(BR, CE, packet, pieces);
    }

    @Test
    void theLargestPacketOfAll() { // 1240 - 20 = 1220, 1216 of them; 65515 = 53 * 1216 + 1067
        byte[] packet = sized(toCe(), 65535);
        List<byte[]> pieces = cut(relay(INNER.with(ForwardingOption.MTU_V6, 1280)), packet);
        assertEquals(54, pieces.size());
        assertEquals(new Piece(1087, 53 * 152, false), Pieces.ofIpv4(pieces, 40).get(53));
        assertJoined(BR, CE, packet, pieces);
    }

    @Test
    void malformedOptionsCannotBeSorted() { // an option of 9 octets where 4 are left
        byte[] packet = toCe().options("83090400").udp(80, CE_PORT, 1500).octets();
        Outcome.fromIpv4(relay(INNER), packet).assertSilent(Verdict.DROP_BAD_IPV4_HEADER);
        assertUnchanged(packet, Nodes.relay(INNER, RULE));
        assertEquals(2, cut(relay(OPTIONS), packet).size(), "cut outside, nobody looks at options");
    }

    @Test
    void impossibleFragmentsAreNotCut() { // RFC 791 section 3.2
        byte[] odd = toCe().flagsOffset(MORE_FRAGMENTS)
                .payload(17, Bytes.counting(1481))
                .octets();
        byte[] beyond =
                toCe().flagsOffset(8191).payload(17, Bytes.counting(1480)).octets();
        for (byte[] packet : new byte[][] {odd, beyond}) {
            Outcome.fromIpv4(Node.of(Nodes.relay(INNER, FULL_RULE)), packet).assertSilent(Verdict.DROP_BAD_IPV4_HEADER);
            assertUnchanged(packet, Nodes.relay(INNER, FULL_RULE));
        }
    }

    private static void assertUnchanged(byte[] packet, BorderRelay relay) {
        Placement.Result result = Nodes.run(packet, 48, p -> relay.fromIpv4(p, 0));
        assertEquals(Bytes.hex(packet), result.hex());
    }

    @Test
    void cuttingInsideNeedsNoMoreRoomThanTheTunnelHeader() {
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
    void fromCeToCeNoRoomIsNeededAtAll() {
        byte[] inner = sized(ipv4(CE_ADDRESS, CE_ADDRESS), 1500);
        byte[] packet = ipv6(CE, BR).inner(inner).octets();
        Outcome outcome = Outcome.of(Placement.HEAP_EXACT, relay(INNER), false, packet, 0, 0);
        assertEquals(List.of(1500, 100), outcome.sizes());
        assertJoined(BR, CE, inner, outcome.packets());
    }

    @Test
    void everyPieceHasTheSameHeader() {
        ForwardingOptions options = ForwardingOptions.defaults()
                .with(ForwardingOption.FRAGMENTATION, Fragmentation.INNER)
                .with(ForwardingOption.HOP_LIMIT, 99);
        List<byte[]> pieces = cut(relay(options), sized(toCe().typeOfService(0xb9), 4000));
        assertEquals(3, pieces.size());
        for (byte[] piece : pieces) {
            assertEquals(0x6b9, Bytes.u16(piece, 0) >>> 4);
            assertEquals(Bytes.int32(pieces.get(0), 0), Bytes.int32(piece, 0));
            assertNotEquals(0, Bytes.int32(piece, 0) & 0xfffff, "flow label");
            assertEquals(99, piece[7]);
        }
    }
}
