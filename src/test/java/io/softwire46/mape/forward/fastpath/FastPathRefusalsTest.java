package io.softwire46.mape.forward.fastpath;

import static io.softwire46.mape.conformance.model.Bytes.with;
import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.ipv4;
import static io.softwire46.mape.conformance.model.Ipv6PacketBuilder.ipv6;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.config.ForwardingOptions.SourceCheckMode;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.Ipv4PacketBuilder;
import io.softwire46.mape.forward.Nodes;
import io.softwire46.mape.forward.counter.Counters;
import io.softwire46.mape.forward.counter.Direction;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.forward.relay.RelayState;
import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Packets that are dropped for what their columns show, and those of which the columns do not show enough. */
class FastPathRefusalsTest {
    private static final int HEADROOM = 56;
    private static final int RULE_LENGTH = 40;

    /** Changes to an IPv4 packet with a header of 20 octets and 8 more, and the reason for the drop (RFC 1812 section 5.2.2). */
    private enum Change {
        NOTHING(packet -> packet, null),
        VERSION(packet -> with(packet, 0, 0x55), Verdict.DROP_BAD_IPV4_HEADER),
        VERSION_0(packet -> with(packet, 0, 0x05), Verdict.DROP_BAD_IPV4_HEADER),
        HEADER_OF_FOUR_WORDS(packet -> with(packet, 0, 0x44), Verdict.DROP_BAD_IPV4_HEADER),
        LENGTH_BELOW_HEADER(packet -> with(packet, 3, 19), Verdict.DROP_BAD_IPV4_HEADER),
        LENGTH_BELOW_OPTIONS(packet -> with(packet, 0, 0x48), Verdict.DROP_BAD_IPV4_HEADER), // 32 octets of 28
        LENGTH_BEYOND_THE_END(packet -> with(packet, 3, 29), Verdict.DROP_TRUNCATED),
        LENGTH_FAR_BEYOND_THE_END(packet -> with(packet, 2, 255), Verdict.DROP_TRUNCATED),
        CHECKSUM(packet -> with(packet, 11, packet[11] ^ 1), Verdict.DROP_BAD_CHECKSUM),
        CHECKSUM_OF_OPTIONS_IS_NOT_IN_THE_COLUMNS(packet -> with(packet, 0, 0x46), null),
        TOO_SHORT(packet -> Bytes.part(packet, 0, 27), null);

        private final UnaryOperator<byte[]> of;
        private final Optional<Verdict> reason;

        Change(UnaryOperator<byte[]> of, Verdict reason) {
            this.of = of;
            this.reason = Optional.ofNullable(reason);
        }
    }

    private static Packet packet(byte[] octets) {
        ByteBuffer buffer = ByteBuffer.allocate(HEADROOM + octets.length).put(HEADROOM, octets);
        return new Packet().attach(buffer, HEADROOM, octets.length, HEADROOM);
    }

    /** Also checks that a drop is counted once, with the octets that arrived, and the packet unchanged. */
    private static Optional<Verdict> refuse(
            Burst.Steps steps, Counters counters, Direction direction, byte[] before, byte[] octets) {
        Packet[] packets = {packet(before), packet(octets)};
        steps.classify(packets, 0, 2);
        Optional<Verdict> verdict = Optional.ofNullable(steps.refuse(1));
        for (Verdict each : Verdict.values()) {
            boolean counted = verdict.isPresent() && each == verdict.get();
            assertEquals(counted ? 1 : 0, counters.packets(direction, each), each::name);
            assertEquals(counted ? octets.length : 0, counters.octets(direction, each), each::name);
        }
        assertEquals(
                verdict.isPresent() ? octets.length : 0, counters.snapshot().arrivedOctets(direction));
        assertEquals(octets.length, packets[1].length());
        return verdict;
    }

    private static Ipv4PacketBuilder toCe() {
        return ipv4(Nodes.HOST, Nodes.CE_ADDRESS);
    }

    @ParameterizedTest
    @EnumSource
    void headerFromTheIpv4Side(Change change) {
        RelayState state = FastPathTest.relayState(Nodes.domain(ForwardingOptions.defaults(), Nodes.BR, Nodes.RULE));
        byte[] before = toCe().udp(80, Nodes.CE_PORT).octets();
        byte[] octets = change.of.apply(toCe().udp(80, Nodes.CE_PORT, 0).octets());
        assertEquals(
                change.reason,
                refuse(new FastPathRelayDownstream(state), state.context.counters, Direction.V4_TO_V6, before, octets));
    }

    private static byte[] fromCe(byte[] inner) {
        return ipv6(Nodes.CE, Nodes.BR).inner(inner).octets();
    }

    private static byte[] inner() {
        return ipv4(Nodes.CE_ADDRESS, Nodes.HOST).udp(Nodes.CE_PORT, 80, 0).octets();
    }

    private static Optional<Verdict> refuseFromCe(ForwardingOptions options, byte[] octets) {
        RelayState state = FastPathTest.relayState(Nodes.domain(options, Nodes.BR, Nodes.RULE));
        return refuse(
                new FastPathRelayUpstream(state), state.context.counters, Direction.V6_TO_V4, fromCe(inner()), octets);
    }

    @ParameterizedTest
    @EnumSource
    void innerHeader(Change change) {
        assertEquals(change.reason, refuseFromCe(ForwardingOptions.defaults(), fromCe(change.of.apply(inner()))));
    }

    /** The payload of the tunnel packet bounds the inner packet (RFC 1812 section 5.2.2), not the octets that follow it. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 19, 20, 27, 28, 29, 30})
    void payloadShorterThanThePacket(int payload) {
        byte[] inner =
                ipv4(Nodes.CE_ADDRESS, Nodes.HOST).udp(Nodes.CE_PORT, 80, 2).octets();
        byte[] octets = with(fromCe(inner), 5, payload);
        Optional<Verdict> truncated = Optional.of(Verdict.DROP_TRUNCATED);
        Optional<Verdict> expected = payload < 28 || payload == 30 ? Optional.empty() : truncated;
        assertEquals(expected, refuseFromCe(ForwardingOptions.defaults(), octets));
        byte[] spoofed = with(octets, 23, octets[23] ^ 1);
        Optional<Verdict> ofSpoofed = payload == 30 ? Optional.of(Verdict.DROP_SPOOFED) : expected;
        assertEquals(ofSpoofed, refuseFromCe(ForwardingOptions.defaults(), spoofed));
    }

    /** RFC 7597 section 8.1. A source outside of the Rule IPv6 prefix is another reason, which the columns do not show. */
    @Test
    void eachBitOfTheSource() {
        byte[] octets = fromCe(inner());
        for (int bit = 0; bit < 128; bit++) {
            int at = 8 + bit / 8;
            byte[] spoofed = with(octets, at, octets[at] ^ 0x80 >> bit % 8);
            Optional<Verdict> expected = bit < RULE_LENGTH ? Optional.empty() : Optional.of(Verdict.DROP_SPOOFED);
            assertEquals(expected, refuseFromCe(ForwardingOptions.defaults(), spoofed), "bit " + bit);
        }
    }

    private static byte[] toHost(String address) {
        return ipv4(Nodes.CE_ADDRESS, address).udp(Nodes.CE_PORT, 80, 0).octets();
    }

    /** The slow path decides if an error may follow, if the check has another mode, or if another check comes first. */
    @Test
    void spoofedPacketsOfTheSlowPath() {
        byte[] octets = fromCe(inner());
        byte[] spoofed = with(octets, 23, octets[23] ^ 1);
        ForwardingOptions defaults = ForwardingOptions.defaults();
        assertEquals(Optional.of(Verdict.DROP_SPOOFED), refuseFromCe(defaults, spoofed));
        assertEquals(
                Optional.empty(),
                refuseFromCe(defaults.with(ForwardingOption.ICMPV6_SOURCE_CHECK_ERRORS, true), spoofed));
        for (SourceCheckMode mode : SourceCheckMode.values()) {
            boolean strict = mode == SourceCheckMode.STRICT;
            assertEquals(
                    strict,
                    refuseFromCe(defaults.with(ForwardingOption.SOURCE_CHECK, mode), spoofed)
                            .isPresent());
        }
        assertEquals(Optional.empty(), refuseFromCe(defaults, with(spoofed, 0, 0x50)), "version");
        assertEquals(Optional.empty(), refuseFromCe(defaults, with(spoofed, 6, 41)), "next header");
        assertEquals(Optional.empty(), refuseFromCe(defaults, with(spoofed, 5, 29)), "payload length");
        assertEquals(Optional.empty(), refuseFromCe(defaults, with(spoofed, 39, 99)), "no BR address");
        byte[] fragment = ipv4(Nodes.CE_ADDRESS, Nodes.HOST)
                .flagsOffset(Ipv4PacketBuilder.MORE_FRAGMENTS)
                .udp(Nodes.CE_PORT, 80, 8)
                .octets();
        byte[] loopback = toHost("127.0.0.1");
        byte[] zero = toHost("0.255.255.255");
        byte[] multicast = toHost("224.0.0.1");
        byte[] gre = ipv4(Nodes.CE_ADDRESS, Nodes.HOST)
                .ports(47, Nodes.CE_PORT, 80, 20)
                .octets();
        for (byte[] each : new byte[][] {fragment, loopback, zero, multicast, gre}) {
            byte[] whole = fromCe(each);
            assertEquals(Optional.empty(), refuseFromCe(defaults, with(whole, 23, whole[23] ^ 1)));
        }
    }

    @Test
    void customerEdgeTakesTheSlowPathFromTheTunnel() {
        FastPathEdgeDownstream steps = new FastPathEdgeDownstream(
                FastPathTest.edgeState(Nodes.mesh(ForwardingOptions.defaults(), Nodes.BR, Nodes.RULE)));
        steps.classify(new Packet[] {packet(fromCe(inner()))}, 0, 1);
        assertNull(steps.refuse(0));
    }
}
