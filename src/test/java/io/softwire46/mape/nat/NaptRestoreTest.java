package io.softwire46.mape.nat;

import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.ipv4;
import static io.softwire46.mape.nat.NaptResult.HAIRPINNED;
import static io.softwire46.mape.nat.NaptResult.HELD;
import static io.softwire46.mape.nat.NaptResult.RELAYED_ERROR;
import static io.softwire46.mape.nat.NaptResult.TRANSLATED;
import static io.softwire46.mape.nat.NaptRun.HOST;
import static io.softwire46.mape.nat.NaptRun.OTHER;
import static io.softwire46.mape.nat.NaptRun.REMOTE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.softwire46.mape.conformance.model.Ipv4PacketBuilder;
import io.softwire46.mape.nat.NaptOptions.FilteringBehavior;
import io.softwire46.mape.testing.Requirement;
import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * Each kind of packet is translated and then restored to what it was, so that an error about a packet that is dropped afterwards
 * quotes it as its host sent it (RFC 4787 REQ-13). {@link NaptRun} restores each packet.
 */
class NaptRestoreTest {
    private static final String SELF = Edges.ADDRESS;
    private static final int DONT_FRAGMENT = Ipv4PacketBuilder.DONT_FRAGMENT;

    /** Atomic or not, and with options. */
    private static final List<UnaryOperator<Ipv4PacketBuilder>> HEADERS = List.of(
            packet -> packet.flagsOffset(DONT_FRAGMENT),
            packet -> packet.identification(7),
            packet -> packet.identification(0xffff).options("94040000").timeToLive(2),
            packet -> packet.typeOfService(0xff).identification(0));

    private static final NaptOptions OPTIONS =
            NaptOptions.defaults().with(NaptOption.UDP_FILTERING, FilteringBehavior.ENDPOINT);

    private NaptRun run = new NaptRun(OPTIONS);

    private void out(NaptResult expected, byte[] packet) {
        assertEquals(expected, run.out(packet));
        assertFalse(Arrays.equals(packet, run.sent), "it is not translated");
    }

    private void in(NaptResult expected, byte[] packet) {
        assertEquals(expected, run.in(packet));
        assertFalse(Arrays.equals(packet, run.sent), "it is not translated");
    }

    /** Returns a word of the transport header of the packet that was sent last. */
    private int transportWord(int offset) {
        return run.word((run.sent[0] & 15) * 4 + offset);
    }

    @Test
    @Requirement("X6")
    void wholePackets() {
        for (UnaryOperator<Ipv4PacketBuilder> header : HEADERS) {
            run = new NaptRun(OPTIONS);
            out(TRANSLATED, header.apply(ipv4(HOST, REMOTE)).udp(5000, 4000, 13).octets());
            in(
                    TRANSLATED,
                    header.apply(ipv4(REMOTE, SELF))
                            .udp(4000, transportWord(0), 13)
                            .octets());
            out(
                    TRANSLATED,
                    header.apply(ipv4(HOST, REMOTE)).syn(5000, 443, 1400).octets());
            in(
                    TRANSLATED,
                    header.apply(ipv4(REMOTE, SELF))
                            .syn(443, transportWord(0), 1400)
                            .octets());
            out(TRANSLATED, header.apply(ipv4(HOST, REMOTE)).icmpQuery(8, 77).octets());
            in(
                    TRANSLATED,
                    header.apply(ipv4(REMOTE, SELF))
                            .icmpQuery(0, transportWord(4))
                            .octets());
            for (int protocol : new int[] {33, 136}) { // DCCP and UDP-Lite
                out(
                        TRANSLATED,
                        header.apply(ipv4(HOST, REMOTE))
                                .ports(protocol, 5000, 4000, 24)
                                .octets());
                in(
                        TRANSLATED,
                        header.apply(ipv4(REMOTE, SELF))
                                .ports(protocol, 4000, transportWord(0), 24)
                                .octets());
            }
        }
    }

    /** Every UDP checksum: it may be 0, or a computed 0. */
    @Test
    @Requirement({"X6", "O1"})
    void transportChecksums() {
        byte[] packet = ipv4(HOST, REMOTE).udp(5000, 4000, 2).octets();
        for (int checksum = 0; checksum < 0x10000; checksum++) {
            packet[26] = (byte) (checksum >>> 8);
            packet[27] = (byte) checksum;
            assertEquals(TRANSLATED, run.out(packet));
        }
    }

    @Test
    @Requirement("X6")
    void fragments() {
        for (int protocol : new int[] {6, 17, 33, 136}) {
            assertFragments(TRANSLATED, protocol, REMOTE, 4000);
        }
    }

    /** Packets of both sides are translated twice, and their Time to Live is one less. */
    @Test
    @Requirement({"X6", "H1", "H2"})
    void hairpinnedPackets() {
        int server = run.udp(OTHER, 6000, REMOTE, 4000);
        for (UnaryOperator<Ipv4PacketBuilder> header : HEADERS) {
            out(HAIRPINNED, header.apply(ipv4(HOST, SELF)).udp(5000, server, 40).octets());
            out(HAIRPINNED, header.apply(ipv4(HOST, SELF)).icmpQuery(8, 77).octets());
        }
        out(HAIRPINNED, ipv4(HOST, SELF).udp(5000, server, 40).octets());
        out(HAIRPINNED, ipv4(OTHER, SELF).icmpError(3, run.sent).octets());
        assertFragments(HAIRPINNED, 17, SELF, server);
    }

    @Test
    @Requirement({"X6", "I6", "I7"})
    void errors() {
        for (UnaryOperator<Ipv4PacketBuilder> header : HEADERS) {
            out(TRANSLATED, ipv4(HOST, REMOTE).udp(5000, 4000, 40).octets());
            byte[] sent = run.sent;
            in(TRANSLATED, ipv4(REMOTE, SELF).udp(4000, run.sourcePort(), 40).octets());
            byte[] received = run.sent;
            out(TRANSLATED, ipv4(HOST, REMOTE).icmpQuery(8, 77).octets());
            for (byte[] quoted : List.of(sent, Arrays.copyOf(sent, 28), run.sent)) {
                in(
                        RELAYED_ERROR,
                        header.apply(ipv4("203.0.113.200", SELF))
                                .icmpError(11, quoted)
                                .octets());
            }
            for (byte[] quoted : List.of(received, Arrays.copyOf(received, 28))) {
                out(
                        RELAYED_ERROR,
                        header.apply(ipv4("192.168.1.200", REMOTE))
                                .icmpError(3, quoted)
                                .octets());
            }
        }
    }

    /** Protocols without ports of the host that receives the rest. */
    @Test
    @Requirement({"X6", "O4"})
    void packetsWithoutPorts() {
        NaptOptions options = NaptOptions.defaults().withDmzHost(OptionalInt.of(0xc0a8010a));
        run = new NaptRun(Edges.whole(), options, 1);
        for (UnaryOperator<Ipv4PacketBuilder> header : HEADERS) {
            out(
                    TRANSLATED,
                    header.apply(ipv4(HOST, REMOTE)).ports(132, 5000, 4000, 24).octets());
            in(
                    TRANSLATED,
                    header.apply(ipv4(REMOTE, SELF)).ports(132, 4000, 5000, 24).octets());
            in(TRANSLATED, header.apply(ipv4(REMOTE, SELF)).udp(4000, 5000, 24).octets());
        }
    }

    /** One fragment waits for the first, and one follows it; in the other direction alike. */
    private void assertFragments(NaptResult result, int protocol, String remote, int remotePort) {
        byte[] data = Arrays.copyOfRange(
                ipv4(HOST, remote).ports(protocol, 5000, remotePort, 72).octets(), 20, 92);
        if (protocol == 6) {
            data[13] = NaptRun.SYN;
        }
        byte[] waiting = fragment(HOST, remote, protocol, data, 2);
        assertEquals(HELD, run.out(waiting));
        out(result, fragment(HOST, remote, protocol, data, 0));
        int external = run.sourcePort();
        assertFalse(Arrays.equals(waiting, run.release(waiting)), "it is not translated");
        assertEquals(result, run.released);
        assertNull(run.release());
        out(result, fragment(HOST, remote, protocol, data, 1));
        if (result == HAIRPINNED) {
            return;
        }
        data = Arrays.copyOfRange(
                ipv4(remote, SELF).ports(protocol, remotePort, external, 72).octets(), 20, 92);
        waiting = fragment(remote, SELF, protocol, data, 2);
        assertEquals(HELD, run.in(waiting));
        in(result, fragment(remote, SELF, protocol, data, 0));
        assertFalse(Arrays.equals(waiting, run.release(waiting)), "it is not translated");
        assertEquals(result, run.released);
        in(result, fragment(remote, SELF, protocol, data, 1));
    }

    /** The fragment with this number, of three with 24 octets. */
    private static byte[] fragment(String source, String destination, int protocol, byte[] data, int number) {
        return ipv4(source, destination)
                .identification(99)
                .flagsOffset((number < 2 ? Ipv4PacketBuilder.MORE_FRAGMENTS : 0) | 3 * number)
                .payload(protocol, Arrays.copyOfRange(data, 24 * number, 24 * number + 24))
                .octets();
    }

    /** A second restoration leaves the packet of an earlier call alone. */
    @Test
    @Requirement("X6")
    void aSecondRestorationHasNoEffect() {
        NaptRun fresh = new NaptRun();
        Napt44 napt = fresh.napt;
        byte[] first = ipv4(HOST, REMOTE).flagsOffset(0x4000).udp(5000, 4000).octets();
        Packet made = packet(first);
        assertEquals(NaptResult.TRANSLATED, napt.outbound(made, fresh.nanos)); // makes the session
        byte[] translated = made.buffer().array().clone();
        Packet hit = packet(first);
        assertEquals(NaptResult.TRANSLATED, napt.outbound(hit, fresh.nanos));
        assertArrayEquals(translated, hit.buffer().array());
        for (int i = 0; i < 3; i++) {
            napt.restore();
            assertArrayEquals(first, hit.buffer().array());
            assertArrayEquals(translated, made.buffer().array());
        }
    }

    private static Packet packet(byte[] octets) {
        return new Packet().attach(ByteBuffer.wrap(octets.clone()), 0, octets.length, 0);
    }
}
