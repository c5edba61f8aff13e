package io.softwire46.mape.conformance.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.softwire46.mape.conformance.Received;
import io.softwire46.mape.conformance.Role;
import io.softwire46.mape.conformance.Sent;
import io.softwire46.mape.conformance.Setup;
import io.softwire46.mape.conformance.Side;
import io.softwire46.mape.conformance.draw.ChoiceSequence;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.Ipv4PacketBuilder;
import io.softwire46.mape.conformance.model.Ipv6PacketBuilder;
import io.softwire46.mape.conformance.model.NaiveFragments;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Packets that leave in pieces, and how the judge names what is wrong with them. */
class RejoinTest {
    private static final String BR = "2001:db8:ffff::1";
    private static final String CE = "2001:db8:12:3400:0:c000:212:34";
    private static final byte[] WHOLE = packet(17, 7);

    private static byte[] packet(int protocol, int salt) {
        byte[] payload = new byte[301];
        for (int i = 0; i < payload.length; i++) {
            payload[i] = (byte) (salt * i + i / 8);
        }
        return Ipv4PacketBuilder.ipv4("203.0.113.9", "192.0.2.18")
                .payload(protocol, payload)
                .octets();
    }

    private static byte[] tunnel(byte[] ipv4) {
        return Ipv6PacketBuilder.ipv6(BR, CE).inner(ipv4).octets();
    }

    private static List<byte[]> outer(byte[] packet, int mtu, int identification) {
        return NaiveFragments.fragmentIpv6(tunnel(packet), mtu, identification);
    }

    /** Fragments before encapsulation, each in a tunnel packet, which may be cut again. */
    private static List<byte[]> inner(byte[] packet, int mtu) {
        return new ArrayList<>(NaiveFragments.fragmentIpv4(packet, mtu).stream()
                .map(RejoinTest::tunnel)
                .toList());
    }

    private static Judgement judge(List<byte[]> sent, Outcome allowed, List<byte[]> outputs) {
        List<Step> steps = new ArrayList<>();
        sent.forEach(each -> steps.add(new Step.Packet(new Sent(Side.IPV4, 0, each))));
        TestCase testCase = new TestCase(
                "FRG-06",
                new Setup(Role.BR, List.of(), null, Map.of()),
                steps,
                List.of(),
                List.of(new Expectation(0, List.of(allowed))),
                new TreeMap<>(),
                ChoiceSequence.of());
        List<Received> received = new ArrayList<>();
        outputs.forEach(each -> received.add(new Received(Side.IPV6, each, null)));
        return Judge.judge(testCase, new Observation(received, List.of(), ""), op -> List.of());
    }

    private static Facts facts() {
        return Facts.on(Side.IPV6).outerDestination(Bytes.address(CE)).rejoins(WHOLE);
    }

    private static @Nullable Mode mode(List<byte[]> outputs) {
        return judge(List.of(WHOLE), Outcome.packets(facts()), outputs).mode();
    }

    @Test
    void piecesOfAnyKindInAnyOrder() {
        assertNull(mode(List.of(tunnel(WHOLE))));
        List<byte[]> outer = new ArrayList<>(outer(WHOLE, 128, 1));
        Collections.reverse(outer);
        assertNull(mode(outer));
        List<byte[]> inner = inner(WHOLE, 100);
        Collections.reverse(inner);
        assertNull(mode(inner));
        List<byte[]> both = new ArrayList<>();
        List<byte[]> fragments = NaiveFragments.fragmentIpv4(WHOLE, 180);
        for (int i = 0; i < fragments.size(); i++) {
            both.addAll(outer(fragments.get(i), 128, i));
        }
        Collections.rotate(both, 2);
        assertNull(mode(both));
    }

    @Test
    void missingPieces() {
        assertEquals(Mode.LOST, mode(List.of()));
        for (int i = 0; i < 4; i++) {
            List<byte[]> outer = new ArrayList<>(outer(WHOLE, 128, 1));
            outer.remove(i);
            assertEquals(Mode.LOST_FRAGMENTS, mode(outer), "outer " + i);
            List<byte[]> inner = inner(WHOLE, 100);
            inner.remove(i);
            assertEquals(Mode.LOST_FRAGMENTS, mode(inner), "inner " + i);
        }
    }

    @Test
    void piecesThatOverlapOrAreSentTwice() {
        List<byte[]> twice = inner(WHOLE, 100);
        twice.add(twice.get(1));
        assertEquals(Mode.EXTRA_OUTPUT, mode(twice));
        List<byte[]> overlapping = inner(WHOLE, 100);
        overlapping.add(inner(WHOLE, 60).get(3));
        assertEquals(Mode.CORRUPTED, mode(overlapping));
    }

    @Test
    void otherOctetsAndSizes() {
        byte[] other = WHOLE.clone();
        other[200] ^= 1;
        assertEquals(Mode.CORRUPTED, mode(List.of(tunnel(other))));
        assertEquals(Mode.CORRUPTED, mode(inner(other, 100)));
        Outcome small = Outcome.packets(facts().size(1, 120));
        assertNull(judge(List.of(WHOLE), small, inner(WHOLE, 80)).mode());
        assertEquals(
                Mode.WRONG_SIZE, judge(List.of(WHOLE), small, inner(WHOLE, 88)).mode());
    }

    @Test
    void aFirstPieceNeedsTheIpv4Header() {
        List<byte[]> outer = outer(WHOLE, 64, 1);
        assertEquals(56 + 8, outer.get(0).length, "16 octets of data");
        assertEquals(Mode.WRONG_OUTER, mode(outer));
    }

    @Test
    void piecesOfAnotherPacketAreMerged() {
        byte[] other = packet(6, 11);
        List<byte[]> own = NaiveFragments.fragmentIpv4(WHOLE, 180);
        List<byte[]> foreign = NaiveFragments.fragmentIpv4(other, 180);
        byte[] merged = Bytes.concat(own.get(0), Bytes.part(other, own.get(0).length, other.length));
        Bytes.put16(merged, 2, merged.length);
        Bytes.put16(merged, 6, 0);
        List<byte[]> sent = new ArrayList<>(own);
        sent.addAll(foreign);
        Outcome allowed = Outcome.packets(facts());
        assertEquals(Mode.MERGED, judge(sent, allowed, List.of(tunnel(merged))).mode());
        assertEquals(
                Mode.CORRUPTED, judge(own, allowed, List.of(tunnel(merged))).mode());
    }

    @Test
    void aKeyThatWasUsedBeforeStalls() {
        List<byte[]> pieces = NaiveFragments.fragmentIpv4(WHOLE, 180);
        List<byte[]> twice = new ArrayList<>(pieces);
        twice.add(1, pieces.get(0));
        Outcome allowed = Outcome.packets(facts());
        assertEquals(Mode.LOST, judge(pieces, allowed, List.of()).mode());
        assertEquals(Mode.STALLED, judge(twice, allowed, List.of()).mode());
    }

    @Test
    void atLeastSomeOfSeveralPackets() {
        byte[] other = packet(6, 11);
        Outcome both = new Outcome.AtLeast(2, List.of(Bytes.hex(WHOLE), Bytes.hex(other)));
        Outcome one = new Outcome.AtLeast(1, List.of(Bytes.hex(WHOLE), Bytes.hex(other)));
        List<byte[]> outputs = new ArrayList<>(inner(other, 100));
        assertNull(judge(List.of(WHOLE), one, outputs).mode());
        assertEquals(Mode.LOST_FRAGMENTS, judge(List.of(WHOLE), both, outputs).mode());
        outputs.addAll(outer(WHOLE, 128, 1));
        assertNull(judge(List.of(WHOLE), both, outputs).mode());
    }

    @Test
    void anErrorThatAnIncompletePacketCausesLaterIsFree() {
        byte[] fragment = packet(17, 1);
        fragment[6] = 0x20;
        byte[] late = Ipv4PacketBuilder.ipv4("192.0.0.8", "203.0.113.9")
                .identification(0)
                .icmpError(11, Bytes.part(fragment, 0, 28))
                .octets();
        late[21] = 1; // fragment reassembly time exceeded
        byte[] tunnelled = tunnel(late);
        assertNull(judge(List.of(WHOLE), Outcome.packets(facts()), List.of(tunnelled, tunnel(WHOLE)))
                .mode());
        late[21] = 0;
        assertEquals(
                Mode.UNEXPECTED_ICMP,
                judge(List.of(WHOLE), Outcome.packets(facts()), List.of(tunnel(late), tunnel(WHOLE)))
                        .mode());
    }

    /** RFC 791 section 3.1: the header checksum of a fragment is not that of the whole packet. */
    @Test
    void eachFragmentHasAHeaderChecksumOfItsOwn() {
        List<byte[]> fragments = NaiveFragments.fragmentIpv4(WHOLE, 180);
        List<byte[]> right = fragments.stream().map(RejoinTest::tunnel).toList();
        assertNull(judge(List.of(WHOLE), Outcome.packets(facts()), right).mode());
        byte[] wrong = fragments.get(1).clone();
        System.arraycopy(WHOLE, 10, wrong, 10, 2);
        assertEquals(
                Mode.WRONG_CHECKSUM,
                judge(List.of(WHOLE), Outcome.packets(facts()), List.of(right.get(0), tunnel(wrong)))
                        .mode());
    }
}
