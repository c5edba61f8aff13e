package io.softwire46.mape.forward.tunnel;

import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.ipv4;
import static io.softwire46.mape.conformance.model.Ipv6PacketBuilder.ipv6;
import static io.softwire46.mape.forward.Nodes.BR;
import static io.softwire46.mape.forward.Nodes.CE;
import static io.softwire46.mape.forward.Nodes.CE_ADDRESS;
import static io.softwire46.mape.forward.Nodes.CE_PORT;
import static io.softwire46.mape.forward.Nodes.HOST;
import static io.softwire46.mape.forward.Nodes.RULE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.config.ForwardingOptions.InnerFragments;
import io.softwire46.mape.config.ForwardingOptions.V4Reassembly;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.forward.ForwardCases;
import io.softwire46.mape.forward.Forwarder;
import io.softwire46.mape.forward.Nodes;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Each reason to hold, reassemble or drop a fragment, at the border relay: fragments in order of arrival, and the verdict for
 * each.
 */
class FragmentVerdictsTest {
    /** One fragment. */
    @SuppressWarnings("ArrayRecordComponent") // cases are not compared
    private record Case(ForwardCases.Case packet, Verdict verdict) {}

    private static final int MORE = 1;
    private static final int LAST = 0;

    /** 20 octets of header, 8 of UDP, 36 of data. */
    private static final byte[] INNER =
            ipv4(CE_ADDRESS, HOST).udp(CE_PORT, 80, 36).octets();

    private static final ForwardingOptions OPTIONS = ForwardingOptions.defaults()
            .with(ForwardingOption.MAX_PACKET_SIZE, 1540)
            .with(ForwardingOption.MAX_BUFFERED_OCTETS, 200_000)
            .with(ForwardingOption.FRAGMENT_SHARE_PER_SOURCE, 1.0);

    private final List<Case> cases = new ArrayList<>();
    private Forwarder node = relay(OPTIONS);

    private List<Case> all() {
        reassembled();
        discarded();
        wrongAlone();
        limits();
        followed();
        return cases;
    }

    private static Forwarder relay(ForwardingOptions options) {
        return Nodes.relay(options, RULE);
    }

    private void fragment(Verdict verdict, int id, int offset, int more, byte[] data) {
        fragment(verdict, id, offset, more, data, 0);
    }

    private void fragment(Verdict verdict, int id, int offset, int more, byte[] data, int trafficClass) {
        byte[] header = Bytes.hex(String.format("0400%04x%08x", offset | more, id));
        add(
                verdict,
                false,
                ipv6(CE, BR)
                        .trafficClass(trafficClass)
                        .payload(44, Bytes.concat(header, data))
                        .octets());
    }

    private void add(Verdict verdict, boolean ipv4, byte[] octets) {
        cases.add(new Case(new ForwardCases.Case(node, ipv4, octets, 56), verdict));
    }

    private static byte[] inner(int from, int to) {
        return Bytes.part(INNER, from, to);
    }

    private void reassembled() { // RFC 8200 section 4.5
        fragment(Verdict.HELD, 1, 0, MORE, inner(0, 32));
        fragment(Verdict.DROP_FRAGMENT_DUPLICATE, 1, 0, MORE, inner(0, 32));
        fragment(Verdict.FORWARDED, 1, 32, LAST, inner(32, 64));
        fragment(Verdict.FORWARDED, 2, 0, LAST, INNER); // RFC 6946: an atomic fragment
        fragment(Verdict.HELD, 3, 32, LAST, inner(32, 64));
        fragment(Verdict.FORWARDED, 3, 0, MORE, inner(0, 32));
    }

    private void discarded() {
        fragment(Verdict.HELD, 10, 0, MORE, inner(0, 32));
        fragment(Verdict.DROP_FRAGMENT_OVERLAP, 10, 24, MORE, inner(24, 40)); // RFC 5722
        fragment(Verdict.DROP_FRAGMENT_DISCARDED, 10, 32, LAST, inner(32, 64));
        fragment(Verdict.HELD, 11, 8, LAST, inner(8, 16));
        fragment(Verdict.DROP_FRAGMENT_TWO_ENDS, 11, 16, LAST, inner(16, 24));
        fragment(Verdict.HELD, 12, 8, LAST, inner(8, 16));
        fragment(Verdict.DROP_FRAGMENT_BEYOND_END, 12, 16, MORE, inner(16, 24));
        fragment(Verdict.HELD, 13, 0, MORE, inner(0, 32), 0);
        fragment(Verdict.DROP_FRAGMENT_ECN, 13, 32, LAST, inner(32, 64), 3); // RFC 3168 section 5.3
    }

    private void wrongAlone() {
        fragment(Verdict.DROP_FRAGMENT_BAD_LENGTH, 20, 0, MORE, inner(0, 33));
        fragment(Verdict.DROP_FRAGMENT_TOO_LONG, 20, 65528, LAST, inner(0, 16));
        fragment(Verdict.DROP_FRAGMENT_OVER_LIMIT, 20, 1536, LAST, inner(0, 16));
        fragment(Verdict.DROP_FRAGMENT_EMPTY, 20, 8, MORE, new byte[0]);
        fragment(Verdict.DROP_FRAGMENT_INCOMPLETE_HEADERS, 20, 0, MORE, inner(0, 16)); // RFC 7112 section 5
        byte[] long19 = Bytes.concat(Bytes.hex("00120194"), new byte[148]); // Hdr Ext Len 18: 152 octets, one PadN
        long19[0] = 44;
        byte[] header = Bytes.hex("0400000100000014");
        add(
                Verdict.DROP_FRAGMENT_HEADERS_TOO_LONG,
                false,
                ipv6(CE, BR)
                        .payload(60, Bytes.concat(long19, header, inner(0, 32)))
                        .octets());
    }

    private void limits() {
        node = relay(OPTIONS.with(ForwardingOption.MAX_FRAGMENTS_PER_PACKET, 2));
        fragment(Verdict.HELD, 30, 0, MORE, inner(0, 24));
        fragment(Verdict.HELD, 30, 24, MORE, inner(24, 32));
        fragment(Verdict.DROP_FRAGMENT_TOO_MANY, 30, 32, MORE, inner(32, 40));
        node = relay(OPTIONS.with(ForwardingOption.MAX_REASSEMBLIES, 10)
                .with(ForwardingOption.FRAGMENT_SHARE_PER_SOURCE, 0.1));
        fragment(Verdict.HELD, 31, 0, MORE, inner(0, 32));
        fragment(Verdict.HELD, 32, 0, MORE, inner(0, 32)); // which evicts the previous one
        fragment(Verdict.HELD, 31, 32, LAST, inner(32, 64));
        node = relay(OPTIONS.with(ForwardingOption.V6_REASSEMBLY, false));
        fragment(Verdict.DROP_FRAGMENT_IPV6, 33, 0, MORE, inner(0, 32));
        // a share of one chunk: two fragments of one datagram exceed it, whatever else is stored
        node = relay(OPTIONS.with(ForwardingOption.FRAGMENT_SHARE_PER_SOURCE, 0.01));
        later(Verdict.HELD, 8);
        later(Verdict.DROP_FRAGMENT_SOURCE_SHARE, 9);
        // the minimum memory: one packet, so that few fragments can be held for their first one
        node = relay(OPTIONS.with(ForwardingOption.MAX_BUFFERED_OCTETS, 1540));
        later(Verdict.HELD, 8);
        later(Verdict.DROP_FRAGMENT_NO_BUFFER, 9);
    }

    private void later(Verdict verdict, int block) {
        add(
                verdict,
                true,
                ipv4(HOST, CE_ADDRESS)
                        .flagsOffset(0x2000 | block)
                        .payload(17, new byte[1400])
                        .octets());
    }

    private void followed() { // RFC 7597 section 8.3.2
        byte[] whole = ipv4(HOST, CE_ADDRESS).udp(80, CE_PORT, 40).octets();
        byte[] first = ipv4(HOST, CE_ADDRESS)
                .flagsOffset(0x2000)
                .payload(17, Bytes.part(whole, 20, 44))
                .octets();
        byte[] last = ipv4(HOST, CE_ADDRESS)
                .flagsOffset(3)
                .payload(17, Bytes.part(whole, 44, 68))
                .octets();
        node = relay(OPTIONS);
        add(Verdict.HELD, true, last);
        add(Verdict.FORWARDED, true, first);
        byte[] tiny = ipv4(HOST, CE_ADDRESS)
                .flagsOffset(0x2000)
                .payload(6, new byte[8])
                .octets();
        add(Verdict.DROP_FRAGMENT_TINY, true, tiny); // RFC 1858 section 3
        byte[] upLast =
                ipv4(CE_ADDRESS, HOST).flagsOffset(4).payload(17, new byte[8]).octets();
        byte[] upFirst = ipv4(CE_ADDRESS, HOST)
                .flagsOffset(0x2000)
                .payload(17, Bytes.part(INNER, 20, 52))
                .octets();
        add(Verdict.HELD, false, ipv6(CE, BR).inner(upLast).octets());
        add(Verdict.FORWARDED, false, ipv6(CE, BR).inner(upFirst).octets());
        node = relay(OPTIONS.with(ForwardingOption.V4_REASSEMBLY, V4Reassembly.FULL)
                .with(ForwardingOption.INNER_FRAGMENTS, InnerFragments.REASSEMBLE));
        add(Verdict.HELD, true, last);
        add(Verdict.FORWARDED, true, first);
        add(Verdict.HELD, false, ipv6(CE, BR).inner(upLast).octets());
        add(Verdict.FORWARDED, false, ipv6(CE, BR).inner(upFirst).octets());
        node = relay(OPTIONS.with(ForwardingOption.V4_REASSEMBLY, V4Reassembly.NONE)
                .with(ForwardingOption.INNER_FRAGMENTS, InnerFragments.ADDRESS));
        add(Verdict.DROP_FRAGMENT_IPV4, true, last);
        add(Verdict.FORWARDED, false, ipv6(CE, BR).inner(upLast).octets());
        byte[] spoofed =
                ipv4("192.0.2.19", HOST).flagsOffset(4).payload(17, new byte[8]).octets();
        add(Verdict.DROP_SPOOFED, false, ipv6(CE, BR).inner(spoofed).octets());
    }

    @Test
    void eachFragmentHasItsVerdict() {
        Set<Verdict> seen = EnumSet.noneOf(Verdict.class);
        int number = 0;
        for (Case each : all()) {
            byte[] octets = each.packet().octets();
            ByteBuffer buffer = ByteBuffer.allocate(56 + octets.length).put(56, octets);
            Packet packet = new Packet().attach(buffer, 56, octets.length, 56);
            Verdict verdict = each.packet().ipv4()
                    ? each.packet().node().fromIpv4(packet, number)
                    : each.packet().node().fromIpv6(packet, number);
            assertEquals(each.verdict(), verdict, "fragment " + number);
            seen.add(verdict);
            number++;
        }
        for (Verdict verdict : Verdict.values()) {
            assertEquals(verdict.isFragmentDrop(), verdict.name().startsWith("DROP_FRAGMENT"), verdict.name());
        }
        Set<Verdict> all = EnumSet.noneOf(Verdict.class);
        Arrays.stream(Verdict.values()).filter(Verdict::isFragmentDrop).forEach(all::add);
        all.removeAll(seen);
        assertEquals(EnumSet.noneOf(Verdict.class), all, "every reason has its fragment");
    }
}
