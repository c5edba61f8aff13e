package io.softwire46.mape.forward.fastpath;

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
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.forward.BorderRelay;
import io.softwire46.mape.forward.Forwarder;
import io.softwire46.mape.forward.Nodes;
import io.softwire46.mape.forward.counter.Direction;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Invalid arguments of a burst are rejected before a packet of it is changed. */
class BurstArgumentsTest {
    private static final int FRAME = 256;
    private static final int HEADROOM = 56;

    /** A node, one of its directions, and a packet that is forwarded there. */
    private record Way(String name, Forwarder node, boolean fromIpv4, byte[] packet) {
        int take(Packet[] packets, Verdict[] verdicts, int from, int to) {
            return fromIpv4
                    ? node.fromIpv4(packets, verdicts, from, to, 0)
                    : node.fromIpv6(packets, verdicts, from, to, 0);
        }

        long counted() {
            Direction direction = fromIpv4 ? Direction.V4_TO_V6 : Direction.V6_TO_V4;
            return Arrays.stream(Verdict.values())
                    .mapToLong(verdict -> node.counters().packets(direction, verdict))
                    .sum();
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Way> ways() {
        byte[] toCe = ipv4(HOST, CE_ADDRESS).udp(80, CE_PORT).octets();
        byte[] fromCe = ipv4(CE_ADDRESS, HOST).udp(CE_PORT, 80).octets();
        Forwarder relay = Nodes.relay(OPTIONS, RULE);
        Forwarder edge = Nodes.edge(Nodes.domain(OPTIONS, BR, RULE), "2001:db8:12:3400::/56");
        return List.of(
                new Way("BR from IPv4", relay, true, toCe),
                new Way("BR from IPv6", relay, false, ipv6(CE, BR).inner(fromCe).octets()),
                new Way("CE from IPv4", edge, true, fromCe),
                new Way("CE from IPv6", edge, false, ipv6(BR, CE).inner(toCe).octets()));
    }

    /** Packets in adjacent frames. */
    private static Packet[] burst(ByteBuffer memory, byte[] octets, int count) {
        Packet[] packets = new Packet[count];
        for (int i = 0; i < count; i++) {
            memory.put(i * FRAME + HEADROOM, octets);
            packets[i] = new Packet().attach(memory, i * FRAME + HEADROOM, octets.length, HEADROOM);
        }
        return packets;
    }

    private static void assertRefused(
            Class<? extends Exception> type, Way way, Packet[] packets, Verdict[] verdicts, int from, int to) {
        ByteBuffer memory = packets[0].buffer();
        byte[] before = memory.array().clone();
        String[] windows = Arrays.stream(packets).map(String::valueOf).toArray(String[]::new);
        Verdict[] given = verdicts.clone();
        long counted = way.counted();
        assertThrows(type, () -> way.take(packets, verdicts, from, to));
        assertArrayEquals(before, memory.array(), "octets");
        assertArrayEquals(windows, Arrays.stream(packets).map(String::valueOf).toArray(), "windows");
        assertArrayEquals(given, verdicts, "verdicts");
        assertEquals(counted, way.counted(), "counters");
    }

    @ParameterizedTest
    @MethodSource("ways")
    void refusesAPacketThatOccursTwice(Way way) {
        for (int[] twice : new int[][] {{0, 1}, {0, 63}, {63, 64}, {1, 64}, {0, 199}, {150, 199}, {198, 199}}) {
            Packet[] packets = burst(ByteBuffer.allocate(200 * FRAME), way.packet, 200);
            packets[twice[1]] = packets[twice[0]];
            assertRefused(IllegalArgumentException.class, way, packets, new Verdict[200], 0, 200);
            // each of them alone is valid
            Verdict[] verdicts = new Verdict[200];
            assertEquals(twice[1], way.take(packets, verdicts, 0, twice[1]));
            assertEquals(Verdict.FORWARDED, verdicts[twice[0]]);
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void takesTheSamePacketsInOtherBurstsAndPlaces(Way way) {
        Packet[] packets = burst(ByteBuffer.allocate(70 * FRAME), way.packet, 70);
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 70; i++) {
                packets[i].buffer().put(i * FRAME + HEADROOM, way.packet);
                packets[i].moveTo(i * FRAME + HEADROOM, way.packet.length, HEADROOM);
            }
            Packet[] turned = new Packet[140];
            for (int i = 0; i < 70; i++) {
                turned[(i + 13 * round) % 70 + 2 * round] = packets[i];
            }
            Verdict[] verdicts = new Verdict[140];
            assertEquals(70 + 2 * round, way.take(turned, verdicts, 2 * round, 70 + 2 * round));
            assertTrue(Arrays.stream(verdicts, 2 * round, 70 + 2 * round).allMatch(Verdict.FORWARDED::equals));
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void refusesMissingPackets(Way way) {
        for (int missing : new int[] {1, 63, 64, 99}) {
            Packet[] packets = burst(ByteBuffer.allocate(100 * FRAME), way.packet, 100);
            packets[missing] = null;
            assertRefused(NullPointerException.class, way, packets, new Verdict[100], 0, 100);
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void refusesRangesThatAreNotInBothArrays(Way way) {
        Packet[] packets = burst(ByteBuffer.allocate(100 * FRAME), way.packet, 100);
        Verdict[] enough = new Verdict[120];
        for (int[] range : new int[][] {{-1, 3}, {3, 2}, {0, 101}, {101, 101}, {0, -1}, {0, Integer.MAX_VALUE}}) {
            assertRefused(IndexOutOfBoundsException.class, way, packets, enough, range[0], range[1]);
        }
        assertRefused(IndexOutOfBoundsException.class, way, packets, new Verdict[99], 0, 100);
        assertRefused(IndexOutOfBoundsException.class, way, packets, new Verdict[0], 0, 1);
        assertEquals(7, way.take(packets, enough, 7, 7), "an empty burst");
        assertEquals(100, way.take(packets, enough, 100, 100), "an empty burst");
    }

    /** Against the contract, a packet of the remaining burst is replaced by another one of it: no other memory is changed. */
    @Test
    void aPacketThatReplacesAnotherOfTheRemainingBurstStaysInItsFrame() {
        for (Way way : ways()) {
            byte[] ends = way.packet.clone();
            ends[way.fromIpv4 ? 8 : 6] = (byte) (way.fromIpv4 ? 1 : 17); // expired, or no tunnel packet: an error
            if (way.fromIpv4) {
                ends = Bytes.withHeaderChecksum(ends, 0);
            }
            ByteBuffer memory = ByteBuffer.allocate(4 * FRAME);
            Packet[] packets = burst(memory, way.packet, 4);
            memory.put(HEADROOM, ends);
            Verdict[] verdicts = new Verdict[4];
            assertEquals(1, way.take(packets, verdicts, 0, 4), "the first one leaves an error");
            packets[3] = packets[2];
            byte[] before = memory.array().clone();
            for (int done = 1; done < 4; ) {
                done = way.take(packets, verdicts, done, 4);
            }
            assertArrayEquals(Arrays.copyOf(before, FRAME), Arrays.copyOf(memory.array(), FRAME));
            assertArrayEquals(
                    Arrays.copyOfRange(before, 3 * FRAME, 4 * FRAME),
                    Arrays.copyOfRange(memory.array(), 3 * FRAME, 4 * FRAME));
        }
    }

    /** Each packet ends the burst. If the remaining packets were checked again each time, this would take minutes. */
    @Test
    void theTimeOfABurstThatEndsAtEachPacketIsLinear() {
        int count = 150_000;
        byte[] expired = ipv4(HOST, CE_ADDRESS).timeToLive(1).udp(80, CE_PORT).octets();
        ForwardingOptions options = OPTIONS.with(ForwardingOption.ICMP_ERROR_BURST, 1_000_000);
        BorderRelay relay = Nodes.relay(options, RULE);
        ByteBuffer memory = ByteBuffer.allocate(expired.length).put(0, expired);
        Packet[] packets = new Packet[count]; // all on the same octets, which do not change
        Arrays.setAll(packets, i -> new Packet().attach(memory, 0, expired.length, 0));
        Verdict[] verdicts = new Verdict[count];
        assertTimeout(Duration.ofSeconds(10), () -> {
            for (int done = 0; done < count; ) {
                int end = relay.fromIpv4(packets, verdicts, done, count, 0);
                assertEquals(done + 1, end);
                done = end;
            }
        });
        assertTrue(Arrays.stream(verdicts).allMatch(Verdict.DROP_TTL_EXPIRED::equals));
    }
}
