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
import io.softwire46.mape.conformance.model.Ipv6PacketBuilder;
import io.softwire46.mape.testing.SampleRun;
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
}
