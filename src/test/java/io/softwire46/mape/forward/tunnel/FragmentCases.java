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
import static io.softwire46.mape.forward.Nodes.RULE;

import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.config.ForwardingOptions.Fragmentation;
import io.softwire46.mape.config.ForwardingOptions.InnerFragments;
import io.softwire46.mape.config.ForwardingOptions.V4Reassembly;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.forward.ForwardCases.Case;
import io.softwire46.mape.forward.Forwarder;
import io.softwire46.mape.forward.Nodes;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Fragments that are reassembled, held, forwarded, and dropped for every reason: RFC 8200 section 4.5, RFC 791 section 3.2. */
public final class FragmentCases {
    private static final String OTHER_SOURCE = "2001:db8:13:3500:0:c000:213:35";
    private static final int GIVEN_UP = 70;
    private static final int EVERY_CHUNK = 40; // more than the reassembly time-out

    private static final ForwardingOptions REASSEMBLED = ForwardingOptions.defaults()
            .with(ForwardingOption.V4_REASSEMBLY, V4Reassembly.FULL)
            .with(ForwardingOption.INNER_FRAGMENTS, InnerFragments.REASSEMBLE)
            .with(ForwardingOption.FRAGMENT_SHARE_PER_SOURCE, 1.0)
            .with(ForwardingOption.MAX_FRAGMENTS_PER_PACKET, 4)
            .with(ForwardingOption.MAX_BUFFERED_OCTETS, 65_575)
            .with(ForwardingOption.V4_REASSEMBLY_TIMEOUT_MILLIS, 1)
            .with(ForwardingOption.V6_REASSEMBLY_TIMEOUT_MILLIS, 1);

    private static final ForwardingOptions CACHED = REASSEMBLED
            .with(ForwardingOption.V4_REASSEMBLY, V4Reassembly.PARTIAL)
            .with(ForwardingOption.INNER_FRAGMENTS, InnerFragments.CACHE);

    private static final ForwardingOptions AGAIN = REASSEMBLED
            .with(ForwardingOption.FRAGMENTATION, Fragmentation.INNER)
            .with(ForwardingOption.MTU_V4, OptionalInt.of(1500));

    private static final ForwardingOptions SCARCE = REASSEMBLED
            .with(ForwardingOption.FRAGMENT_SHARE_PER_SOURCE, 0.1)
            .with(ForwardingOption.MAX_REASSEMBLIES, 10)
            .with(ForwardingOption.MAX_PACKET_SIZE, 1540);

    private static final ForwardingOptions SCARCE_PORTS =
            SCARCE.with(ForwardingOption.V4_REASSEMBLY, V4Reassembly.PARTIAL);

    private final List<Case> cases = new ArrayList<>();
    private final Forwarder node;
    private final String source;
    private final String self;
    private final byte[] inner;
    private int identification = 0x1000;

    private FragmentCases(Forwarder node, boolean atRelay) {
        this.node = node;
        source = atRelay ? CE : BR;
        self = atRelay ? BR : CE;
        inner = atRelay
                ? ipv4(CE_ADDRESS, HOST).udp(CE_PORT, 80, 100).octets()
                : ipv4(HOST, CE_ADDRESS).udp(80, CE_PORT, 100).octets();
    }

    public static List<Case> all() {
        List<Case> all = new ArrayList<>();
        for (ForwardingOptions options : List.of(REASSEMBLED, AGAIN, CACHED, SCARCE, SCARCE_PORTS)) {
            FragmentCases relay = new FragmentCases(Nodes.relay(options, RULE), true);
            relay.tunnel();
            relay.ipv4Fragments();
            if (options == REASSEMBLED) {
                relay.crowd();
            }
            all.addAll(relay.cases);
            FragmentCases edge =
                    new FragmentCases(Nodes.edge(Nodes.mesh(options, BR, RULE), "2001:db8:12:3400::/56"), false);
            edge.tunnel();
            edge.inside();
            all.addAll(edge.cases);
        }
        return all;
    }

    /** A fragment of a tunnel packet; the offset in units of 8 octets. */
    private void ipv6Fragment(int trafficClass, int offset, boolean more, byte[] data) {
        String header = String.format("0000%04x%08x", offset << 3 | (more ? 1 : 0), identification);
        cases.add(new Case(
                node,
                false,
                ipv6(source, self)
                        .trafficClass(trafficClass)
                        .header(44, header)
                        .payload(4, data)
                        .octets(),
                16));
    }

    private void tunnel() {
        byte[] start = Bytes.part(inner, 0, 64);
        byte[] end = Bytes.part(inner, 64, inner.length);
        part(0, true, start); // reassembled
        part(8, false, end);
        next();
        part(8, false, end); // in reverse order, with a duplicate
        part(8, false, end);
        part(0, true, start);
        next();
        part(0, false, inner); // atomic
        next();
        part(0, true, start); // overlap, and a later fragment
        part(7, false, end);
        part(8, false, end);
        next();
        part(8, false, end); // two ends
        part(16, false, end);
        next();
        part(8, false, end); // beyond the end
        part(16, true, start);
        next();
        for (int i = 0; i < 5; i++) { // one too many
            part(8 * i, true, start);
        }
        next();
        ipv6Fragment(3, 0, true, start); // one half marks congestion, the other is not ECN-capable
        ipv6Fragment(0, 8, false, end);
        next();
        part(0, true, new byte[0]); // empty
        part(0, true, Bytes.part(inner, 0, 61)); // not a multiple of 8
        part(0, true, Bytes.part(inner, 0, 16)); // not even an IPv4 header
        part(8191, false, end); // beyond 65535
        part(200, true, start); // beyond 1540, if that is the limit
        next();
        String options = "00120194" + "00".repeat(148);
        String fragment = String.format("00000001%08x", identification);
        byte[] headers = ipv6(source, self)
                .header(60, options)
                .header(44, fragment)
                .payload(4, start)
                .octets();
        cases.add(new Case(node, false, headers, 16)); // more headers than the node stores
    }

    /** Discarded datagrams keep their entry without memory, until there are too many of them. */
    private void crowd() {
        for (int i = 0; i < GIVEN_UP; i++) {
            next();
            part(0, true, Bytes.part(inner, 0, 64));
            part(7, false, Bytes.part(inner, 64, inner.length));
        }
        for (int i = 0; i < EVERY_CHUNK; i++) {
            next();
            part(0, true, Bytes.part(inner, 0, 64));
        }
    }

    private void part(int offset, boolean more, byte[] data) {
        ipv6Fragment(0, offset, more, data);
    }

    private void next() {
        identification++;
    }

    /** Toward the shared address, and from it; also with later fragments first. */
    private void ipv4Fragments() {
        byte[] first = first(HOST, 80, CE_ADDRESS, CE_PORT);
        byte[] later = later(HOST, 80, CE_ADDRESS, CE_PORT);
        byte[] orphan = ipv4("1.2.3.5", CE_ADDRESS)
                .flagsOffset(3)
                .payload(17, new byte[10])
                .octets();
        byte[] tiny = ipv4(HOST, CE_ADDRESS)
                .flagsOffset(MORE_FRAGMENTS)
                .payload(6, new byte[8])
                .octets();
        byte[] unowned = ipv4("1.2.3.6", CE_ADDRESS)
                .flagsOffset(MORE_FRAGMENTS)
                .udp(80, 80, 16)
                .octets();
        byte[] unassigned = ipv4("1.2.3.6", CE_ADDRESS)
                .flagsOffset(3)
                .payload(17, new byte[10])
                .octets();
        byte[] large = ipv4("1.2.3.7", CE_ADDRESS) // two times more than the share, four times more than all memory
                .flagsOffset(100)
                .payload(17, new byte[20_000])
                .octets();
        byte[] small = ipv4("1.2.3.8", CE_ADDRESS)
                .flagsOffset(3)
                .payload(17, new byte[1400])
                .octets();
        for (byte[] packet : new byte[][] {
            first, later, later, first, orphan, tiny, unassigned, unowned, large, large, large, large, small, small
        }) {
            cases.add(new Case(node, true, packet, 56));
        }
        for (byte[] packet : large(HOST, 80, CE_ADDRESS, CE_PORT)) {
            cases.add(new Case(node, true, packet, 56));
        }
        inside();
    }

    /** Two fragments with DF, which together exceed any MTU here. */
    private static List<byte[]> large(String from, int fromPort, String to, int toPort) {
        byte[] whole = ipv4(from, to).udp(fromPort, toPort, 1800).octets();
        return List.of(
                ipv4(from, to)
                        .flagsOffset(DONT_FRAGMENT | MORE_FRAGMENTS)
                        .payload(17, Bytes.part(whole, 20, 1020))
                        .octets(),
                ipv4(from, to)
                        .flagsOffset(DONT_FRAGMENT | 125)
                        .payload(17, Bytes.part(whole, 1020, whole.length))
                        .octets());
    }

    /** The first 24 octets of a UDP datagram of 34. */
    private static byte[] first(String from, int fromPort, String to, int toPort) {
        byte[] whole = ipv4(from, to).udp(fromPort, toPort, 26).octets();
        return ipv4(from, to)
                .flagsOffset(MORE_FRAGMENTS)
                .payload(17, Bytes.part(whole, 20, 44))
                .octets();
    }

    /** Its last 10 octets. */
    private static byte[] later(String from, int fromPort, String to, int toPort) {
        byte[] whole = ipv4(from, to).udp(fromPort, toPort, 26).octets();
        return ipv4(from, to)
                .flagsOffset(3)
                .payload(17, Bytes.part(whole, 44, 54))
                .octets();
    }

    /** IPv4 fragments in unfragmented tunnel packets. */
    private void inside() {
        boolean atRelay = self.equals(BR);
        String from = atRelay ? CE_ADDRESS : "192.0.2.19";
        String to = atRelay ? HOST : CE_ADDRESS;
        int fromPort = atRelay ? CE_PORT : 1236;
        byte[] first = first(from, fromPort, to, CE_PORT);
        byte[] later = later(from, fromPort, to, CE_PORT);
        for (byte[] packet : new byte[][] {later, first, first, later, later}) {
            String outer = atRelay ? CE : OTHER_SOURCE;
            cases.add(new Case(node, false, ipv6(outer, self).inner(packet).octets(), 16));
        }
        for (byte[] packet : large(from, fromPort, to, CE_PORT)) {
            String outer = atRelay ? CE : OTHER_SOURCE;
            cases.add(new Case(node, false, ipv6(outer, self).inner(packet).octets(), 16));
        }
    }
}
