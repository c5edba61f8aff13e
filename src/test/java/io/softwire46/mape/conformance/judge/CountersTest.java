package io.softwire46.mape.conformance.judge;

import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.ipv4;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.softwire46.mape.conformance.Counter;
import io.softwire46.mape.conformance.Counter.Kind;
import io.softwire46.mape.conformance.Received;
import io.softwire46.mape.conformance.Role;
import io.softwire46.mape.conformance.Sent;
import io.softwire46.mape.conformance.Side;
import io.softwire46.mape.conformance.draw.ChoiceSequence;
import io.softwire46.mape.conformance.judge.Fates.Fate;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.Ipv6PacketBuilder;
import io.softwire46.mape.testing.SampleRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CountersTest {
    private static final byte[] PACKET =
            ipv4("203.0.113.9", "192.0.2.18").udp(53, 1232, 8).octets();
    private static final Received TUNNELLED = new Received(
            Side.IPV6,
            Ipv6PacketBuilder.ipv6("2001:db8:ffff::1", "2001:db8:12:3400:0:c000:212:34")
                    .inner(PACKET)
                    .octets(),
            0);

    private static Counter counter(String name, Kind kind, long packets) {
        return new Counter(name, kind, packets, null);
    }

    private static @Nullable Mode mode(Outcome outcome, List<Received> outputs, Counts counts) {
        TestCase testCase = new TestCase(
                "",
                SampleRun.setup(Role.BR),
                List.of(new Step.Packet(new Sent(Side.IPV4, 0, PACKET)), new Step.Count()),
                List.of(),
                List.of(
                        new Expectation(0, List.of(new Outcome.Any(Facts.on(Side.IPV6)))),
                        new Expectation(1, List.of(outcome))),
                new TreeMap<>(),
                ChoiceSequence.of());
        Observation seen = new Observation(outputs, List.of(), "", counts);
        return Judge.judge(testCase, seen, op -> List.of()).mode();
    }

    private static Counts moved(Counter... counters) {
        return Counts.of(List.of(counters), Map.of());
    }

    @Test
    void whatCountsIsTheDifference() {
        Counts before = moved(counter("a", Kind.DROPPED, 7), counter("a", Kind.OTHER, 1));
        Counts after = moved(counter("a", Kind.DROPPED, 8), counter("a", Kind.OTHER, 1), counter("b", Kind.HELD, 2));
        assertEquals(
                List.of(counter("a", Kind.DROPPED, 1), counter("b", Kind.HELD, 2)),
                after.since(before).counters());
    }

    @Test
    void aDropIsCountedOnce() {
        Outcome once = new Outcome.CountedOnce();
        assertNull(mode(once, List.of(), moved(counter("a", Kind.DROPPED, 1))));
        assertNull(mode(once, List.of(), moved(counter("a", Kind.DROPPED, 1), counter("b", Kind.SPOOFED, 1))));
        assertNull(mode(once, List.of(), moved(counter("b", Kind.SPOOFED, 1))));
        assertEquals(Mode.UNCOUNTED, mode(once, List.of(), moved()));
        assertEquals(Mode.MISCOUNTED, mode(once, List.of(), moved(counter("a", Kind.DROPPED, 2))));
        assertEquals(
                Mode.MISCOUNTED,
                mode(once, List.of(), moved(counter("a", Kind.DROPPED, 1), counter("b", Kind.DROPPED, 1))));
    }

    @Test
    void whatArrivesIsSentDroppedOrHeld() {
        Outcome balanced = new Outcome.Balanced();
        Counter in = counter("in", Kind.IN_IPV4, 1);
        assertNull(mode(balanced, List.of(TUNNELLED), moved(in, counter("out", Kind.OUT_IPV6, 1))));
        assertNull(mode(balanced, List.of(), moved(in, counter("held", Kind.HELD, 1))));
        assertEquals(Mode.UNCOUNTED, mode(balanced, List.of(), moved(in)));
        assertEquals(Mode.UNCOUNTED, mode(balanced, List.of(), moved(counter("out", Kind.OUT_IPV6, 1))));
        assertEquals(Mode.MISCOUNTED, mode(balanced, List.of(TUNNELLED), moved(in, counter("out", Kind.OUT_IPV6, 2))));
    }

    @Test
    void spoofedPacketsAreCounted() {
        assertNull(mode(new Outcome.Spoofed(2), List.of(), moved(counter("b", Kind.SPOOFED, 2))));
        assertEquals(Mode.MISCOUNTED, mode(new Outcome.Spoofed(2), List.of(), moved(counter("b", Kind.SPOOFED, 1))));
        assertEquals(Mode.UNCOUNTED, mode(new Outcome.Spoofed(1), List.of(), moved(counter("a", Kind.DROPPED, 1))));
    }

    @Test
    void leavesOfTrafficStat() {
        assertNull(leaf("rcvd-ipv4-packets", 1));
        assertNull(leaf("rcvd-ipv4-bytes", PACKET.length));
        assertNull(leaf("sent-ipv6-bytes", PACKET.length + 40));
        assertNull(leaf("of-another-module", 9));
        assertEquals(Mode.MISCOUNTED, leaf("sent-ipv6-bytes", PACKET.length));
        assertEquals(Mode.UNCOUNTED, leaf("sent-ipv6-packets", 0));
        assertEquals(Mode.MISCOUNTED, leaf("dropped-ipv4-packets", 1));
    }

    private static @Nullable Mode leaf(String name, long value) {
        Counts counts = Counts.of(List.of(), Map.of(name, value));
        return mode(new Outcome.TrafficStat(), List.of(TUNNELLED), counts);
    }

    /** Marks move the counters, too. */
    @Test
    void otherPacketsAreTakenIntoAccount() {
        Counts counts = Counts.of(List.of(), Map.of("rcvd-ipv4-packets", 2L, "sent-ipv6-packets", 2L))
                .with(List.of(new Sent(Side.IPV4, 0, PACKET)), List.of(TUNNELLED));
        assertNull(mode(new Outcome.TrafficStat(), List.of(TUNNELLED), counts));
    }

    private static final byte[] TUNNEL = Ipv6PacketBuilder.ipv6("2001:db8:12:3400:0:c000:212:34", "2001:db8:ffff::1")
            .inner(ipv4("192.0.2.18", "203.0.113.9").udp(1232, 53, 60).octets())
            .octets();

    /** A piece of a tunnel packet with 48 octets of data, or the rest of them. */
    private static Step piece(int number) {
        byte[] header = {4, 0, 0, (byte) (number == 0 ? 1 : 48), 0, 0, 0, 7};
        byte[] data = number == 0 ? Bytes.part(TUNNEL, 40, 88) : Bytes.part(TUNNEL, 88, TUNNEL.length);
        byte[] piece = Bytes.concat(Bytes.part(TUNNEL, 0, 40), header, data);
        piece[6] = 44;
        Bytes.put16(piece, 4, piece.length - 40);
        return new Step.Packet(new Sent(Side.IPV6, 0, piece));
    }

    /** Pieces with fates, whose expectation is the first step's. */
    private static @Nullable Mode ofPieces(boolean joins, Map<Integer, Fate> fates, Counts counts) {
        Received whole = new Received(Side.IPV4, Bytes.part(TUNNEL, 40, TUNNEL.length), 0);
        List<Step> steps = new ArrayList<>();
        new TreeMap<>(fates)
                .keySet()
                .forEach(each -> steps.add(piece(fates.get(each) == Fate.DUPLICATE ? 0 : each > 0 ? 1 : 0)));
        steps.add(new Step.Count());
        Fates all = new Fates(new TreeMap<>(fates), joins);
        Outcome usual = joins ? Outcome.packets(Facts.on(Side.IPV4)) : Outcome.nothing();
        TestCase testCase = new TestCase(
                "",
                SampleRun.setup(Role.BR),
                steps,
                List.of(),
                List.of(
                        new Expectation(0, List.of(usual, new Outcome.Any(Facts.on(Side.IPV4)))),
                        new Expectation(
                                steps.size() - 1,
                                List.of(
                                        counts.trafficStat().isEmpty()
                                                ? new Outcome.Balanced(all)
                                                : new Outcome.TrafficStat(all)))),
                new TreeMap<>(),
                ChoiceSequence.of());
        Observation seen = new Observation(joins ? List.of(whole) : List.of(), List.of(), "", counts);
        return Judge.judge(testCase, seen, op -> List.of()).mode();
    }

    private static @Nullable Mode joined(Counter... more) {
        List<Counter> all = new ArrayList<>(List.of(more));
        all.add(counter("in", Kind.IN_IPV6, 2));
        all.add(counter("out", Kind.OUT_IPV4, 1));
        return ofPieces(true, Map.of(0, Fate.HELD, 1, Fate.FORWARDED), Counts.of(all, Map.of()));
    }

    /** A counter of held fragments counts those that waited, or those that still wait. */
    @Test
    void heldFragments() {
        Counter reassembled = counter("joined", Kind.REASSEMBLED, 1);
        assertNull(joined(counter("held", Kind.HELD, 1), reassembled));
        assertNull(joined(reassembled));
        assertNull(joined());
        assertEquals(Mode.MISCOUNTED, joined(counter("held", Kind.HELD, 2), reassembled));
        assertEquals(Mode.MISCOUNTED, joined(counter("held", Kind.HELD, 1), counter("joined", Kind.REASSEMBLED, 2)));
        assertEquals(Mode.UNCOUNTED, joined(counter("held", Kind.HELD, 1), counter("joined", Kind.REASSEMBLED, 0)));
        assertEquals(Mode.MISCOUNTED, joined(counter("a", Kind.DROPPED, 1), reassembled));
        Counts waiting = moved(counter("in", Kind.IN_IPV6, 1), counter("held", Kind.HELD, 1));
        assertNull(ofPieces(false, Map.of(0, Fate.WAITING), waiting));
        assertEquals(Mode.UNCOUNTED, ofPieces(false, Map.of(0, Fate.WAITING), moved(counter("in", Kind.IN_IPV6, 1))));
    }

    /** Octets of a reassembled packet: of the packet, of its data, or of all pieces. */
    @Test
    void octetsOfReassembledPackets() {
        for (long octets : new long[] {TUNNEL.length, TUNNEL.length - 40, TUNNEL.length + 40 + 16}) {
            assertNull(joined(new Counter("joined", Kind.REASSEMBLED, 1, octets)));
            assertNull(stat("ipv6-fragments-bytes-reassembled", octets));
        }
        assertEquals(Mode.MISCOUNTED, joined(new Counter("joined", Kind.REASSEMBLED, 1, 48L)));
        assertEquals(Mode.MISCOUNTED, stat("ipv6-fragments-bytes-reassembled", 48));
        assertNull(stat("ipv6-fragments-reassembled", 1));
        assertNull(stat("ipv6-fragments-reassembled", 2));
        assertEquals(Mode.UNCOUNTED, stat("ipv6-fragments-reassembled", 0));
        assertEquals(Mode.MISCOUNTED, stat("dropped-ipv6-packets", 1));
        assertEquals(Mode.MISCOUNTED, stat("hairpin-ipv4-packets", 1));
        assertEquals(Mode.MISCOUNTED, stat("dropped-ipv4-fragments", 1));
    }

    private static @Nullable Mode stat(String leaf, long value) {
        return ofPieces(true, Map.of(0, Fate.HELD, 1, Fate.FORWARDED), Counts.of(List.of(), Map.of(leaf, value)));
    }

    /** Fragments that are discarded because of a later one count as held or as dropped, and not as both. */
    @Test
    void discardedFragments() {
        Counter in = counter("in", Kind.IN_IPV6, 1);
        Map<Integer, Fate> fates = Map.of(0, Fate.DISCARDED);
        assertNull(ofPieces(false, fates, moved(in, counter("held", Kind.HELD, 1))));
        assertNull(ofPieces(false, fates, moved(in, counter("a", Kind.DROPPED, 1))));
        assertEquals(
                Mode.MISCOUNTED,
                ofPieces(false, fates, moved(in, counter("held", Kind.HELD, 1), counter("a", Kind.DROPPED, 1))));
        assertEquals(Mode.UNCOUNTED, ofPieces(false, fates, moved(in)));
    }
}
