package io.softwire46.mape.operate;

import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.ipv4;
import static io.softwire46.mape.conformance.model.Ipv6PacketBuilder.ipv6;

import inet.ipaddr.IPAddressString;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.config.ForwardingOptions.FlowLabel;
import io.softwire46.mape.config.ForwardingOptions.Fragmentation;
import io.softwire46.mape.config.ForwardingOptions.InnerFragments;
import io.softwire46.mape.config.ForwardingOptions.V4Reassembly;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.Ipv4PacketBuilder;
import io.softwire46.mape.conformance.model.NaiveFragments;
import io.softwire46.mape.conformance.model.NaiveIcmp;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.map.MapDomain;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.RuleSet;
import java.util.ArrayList;
import java.util.List;

/**
 * Packets with every verdict and every event that a capture can cause, at the border relay and a customer edge of RFC 7597
 * appendix A, example 1. The last packet of a case is explained. The verdicts are from the RFCs, by hand.
 */
final class ExplainedCases {
    static final String CE = "2001:db8:12:3400:0:c000:212:34";
    static final String OTHER_CE = "2001:db8:12:3500:0:c000:212:35";
    static final String BR = "2001:db8:ffff::1";
    private static final String ROUTER = "2001:db8:aaaa::7";
    private static final String HOST = "203.0.113.9";
    private static final String SHARED = "192.0.2.18";
    private static final int PORT = 1232; // PSID 0x34
    private static final int OTHER_PORT = 1236; // PSID 0x35
    private static final int MORE = Ipv4PacketBuilder.MORE_FRAGMENTS;

    /**
     * A case.
     *
     * @param pauseMillis before the last packet
     */
    record Case(
            String name,
            Verdict verdict,
            ForwardingOptions options,
            boolean isEdge,
            int pauseMillis,
            List<byte[]> packets) {
        ConfiguredDomain domain() {
            MapRule rule = MapRule.of("2001:db8::/40", "192.0.2.0/24", 16);
            MapDomain domain = MapDomain.of("example", RuleSet.of(List.of(rule)), BR);
            return new ConfiguredDomain(domain.withMesh(isEdge), options);
        }

        Explainer.Role role() {
            return isEdge
                    ? Explainer.Role.customerEdge(new IPAddressString("2001:db8:12:3400::/56")
                            .getAddress()
                            .toIPv6())
                    : Explainer.Role.borderRelay();
        }
    }

    private final List<Case> cases = new ArrayList<>();
    private ForwardingOptions options = plain();
    private boolean isEdge;
    private int pauseMillis;

    private ExplainedCases() {}

    static List<Case> all() {
        ExplainedCases all = new ExplainedCases();
        all.headers();
        all.tunnel();
        all.fragments();
        all.tunnelFragments();
        all.innerFragments();
        all.messages();
        all.edge();
        return all.cases;
    }

    private static ForwardingOptions plain() {
        return ForwardingOptions.defaults().with(ForwardingOption.FLOW_LABEL, FlowLabel.ZERO);
    }

    private <T> ExplainedCases with(ForwardingOption<T> option, T value) {
        options = options.with(option, value);
        return this;
    }

    private void add(String name, Verdict verdict, byte[]... packets) {
        cases.add(new Case(name, verdict, options, isEdge, pauseMillis, List.of(packets)));
        options = plain();
        pauseMillis = 0;
    }

    private void add(String name, Verdict verdict, List<byte[]> packets) {
        add(name, verdict, packets.toArray(byte[][]::new));
    }

    private static Ipv4PacketBuilder down() {
        return ipv4(HOST, SHARED);
    }

    private static Ipv4PacketBuilder up() {
        return ipv4(SHARED, HOST);
    }

    private static byte[] answer() {
        return down().udp(53, PORT, 20).octets();
    }

    private static byte[] request() {
        return up().udp(PORT, 53, 20).octets();
    }

    private static byte[] tunnel(String source, String destination, byte[] inner) {
        return ipv6(source, destination).inner(inner).octets();
    }

    private static byte[] fromCe(byte[] inner) {
        return tunnel(CE, BR, inner);
    }

    private void headers() {
        add("forwarded into the tunnel", Verdict.FORWARDED, answer());
        add(
                "not a MAP destination",
                Verdict.NOT_MAP,
                ipv4(HOST, "198.51.100.1").udp(1, 2).octets());
        add("truncated", Verdict.DROP_TRUNCATED, Bytes.part(answer(), 0, 30));
        add("header length below 5", Verdict.DROP_BAD_IPV4_HEADER, Bytes.with(answer(), 0, 0x44));
        add("wrong checksum", Verdict.DROP_BAD_CHECKSUM, Bytes.with(answer(), 10, 0));
        add(
                "from loopback",
                Verdict.DROP_MARTIAN,
                ipv4("127.0.0.1", SHARED).udp(53, PORT).octets());
        with(ForwardingOption.ICMPV4_PROTOCOL_ERRORS, true)
                .add(
                        "GRE",
                        Verdict.DROP_UNSUPPORTED_PROTOCOL,
                        down().payload(47, new byte[24]).octets());
        add(
                "TTL 1",
                Verdict.DROP_TTL_EXPIRED,
                down().timeToLive(1).udp(53, PORT, 20).octets());
        add(
                "TTL 1 of an ICMP error",
                Verdict.DROP_TTL_EXPIRED,
                down().timeToLive(1)
                        .icmpError(3, up().udp(PORT, 53, 20).octets())
                        .octets());
        byte[] late = down().timeToLive(1).udp(53, PORT, 20).octets();
        with(ForwardingOption.ICMP_ERROR_BURST, 1).add("second TTL 1", Verdict.DROP_TTL_EXPIRED, late, late);
        add(
                "1500 octets with DF",
                Verdict.DROP_TOO_BIG,
                down().flagsOffset(0x4000).udp(53, PORT, 1472).octets());
        add(
                "1500 octets without DF",
                Verdict.FORWARDED,
                down().udp(53, PORT, 1472).octets());
        with(ForwardingOption.FRAGMENTATION, Fragmentation.INNER)
                .add(
                        "1500 octets, fragmented inside",
                        Verdict.FORWARDED,
                        down().udp(53, PORT, 1472).octets());
        with(ForwardingOption.TCP_MSS, java.util.OptionalInt.of(1400))
                .add(
                        "SYN with MSS 1460",
                        Verdict.FORWARDED,
                        down().syn(53, PORT, 1460).octets());
        add("well-known port", Verdict.DROP_UNASSIGNED_PORT, down().udp(53, 80).octets());
        add(
                "quote of another host",
                Verdict.DROP_ICMP_BAD_QUOTE,
                down().icmpError(3, ipv4("192.0.2.19", HOST).udp(PORT, 53, 20).octets())
                        .octets());
    }

    private void tunnel() {
        add("forwarded out of the tunnel", Verdict.FORWARDED, fromCe(request()));
        add(
                "from CE to CE",
                Verdict.FORWARDED,
                fromCe(ipv4(SHARED, SHARED).udp(PORT, OTHER_PORT).octets()));
        with(ForwardingOption.MTU_V4, java.util.OptionalInt.of(576))
                .add(
                        "larger than mtuV4",
                        Verdict.FORWARDED,
                        fromCe(up().udp(PORT, 53, 1000).octets()));
        add("payload length 0", Verdict.DROP_BAD_IPV6_HEADER, Bytes.with(Bytes.with(fromCe(request()), 4, 0), 5, 0));
        add(
                "segments left",
                Verdict.DROP_BAD_EXTENSION_HEADER,
                ipv6(CE, BR).header(43, "0000000100000000").inner(request()).octets());
        add(
                "IPv6 in the tunnel",
                Verdict.DROP_UNSUPPORTED_NEXT_HEADER,
                ipv6(CE, BR).payload(41, new byte[40]).octets());
        add(
                "multicast in the tunnel",
                Verdict.DROP_MULTICAST,
                fromCe(ipv4(SHARED, "224.0.0.1").udp(PORT, 53).octets()));
        with(ForwardingOption.ICMPV6_SOURCE_CHECK_ERRORS, true)
                .add("source in no rule", Verdict.DROP_NO_RULE, tunnel("2001:db9::1", BR, request()));
        add(
                "port of another CE",
                Verdict.DROP_SPOOFED,
                fromCe(up().udp(OTHER_PORT, 53).octets()));
        add("from the border relay itself", Verdict.DROP_LOOP, tunnel(BR, BR, request()));
        add(
                "CE around Not-ECT",
                Verdict.DROP_ECN,
                ipv6(CE, BR).trafficClass(3).inner(request()).octets());
        add(
                "ECT(0) around Not-ECT",
                Verdict.FORWARDED,
                ipv6(CE, BR).trafficClass(2).inner(request()).octets());
    }

    private static byte[] piece(Ipv4PacketBuilder builder, int offset, boolean more, int octets) {
        return builder.flagsOffset(offset / 8 | (more ? MORE : 0))
                .payload(17, new byte[octets])
                .octets();
    }

    private static byte[] first() {
        return down().flagsOffset(MORE).udp(53, PORT, 16).octets();
    }

    private void fragments() {
        with(ForwardingOption.V4_REASSEMBLY, V4Reassembly.NONE)
                .add("fragment, not reassembled", Verdict.DROP_FRAGMENT_IPV4, first());
        add("fragment before the first", Verdict.HELD, piece(down(), 24, false, 16));
        add("first fragment releases another", Verdict.FORWARDED, piece(down(), 24, false, 16), first());
        byte[] toNobody = down().flagsOffset(MORE).udp(53, 80, 16).octets();
        add("released to a port of nobody", Verdict.DROP_UNASSIGNED_PORT, piece(down(), 24, false, 16), toNobody);
        with(ForwardingOption.V4_REASSEMBLY, V4Reassembly.FULL)
                .add("reassembled", Verdict.FORWARDED, first(), piece(down(), 24, false, 16));
        add("fragment without data", Verdict.DROP_FRAGMENT_EMPTY, piece(down(), 8, true, 0));
        add("fragment of 9 octets", Verdict.DROP_FRAGMENT_BAD_LENGTH, piece(down(), 24, true, 9));
        add("ends after 65535", Verdict.DROP_FRAGMENT_TOO_LONG, piece(down(), 65_528, false, 16));
        with(ForwardingOption.MAX_PACKET_SIZE, 1540)
                .add("ends after maxPacketSize", Verdict.DROP_FRAGMENT_OVER_LIMIT, piece(down(), 1600, false, 16));
        add(
                "tiny TCP fragment",
                Verdict.DROP_FRAGMENT_TINY,
                down().flagsOffset(MORE).payload(6, new byte[8]).octets());
        add(
                "after a tiny fragment",
                Verdict.DROP_FRAGMENT_DISCARDED,
                down().flagsOffset(MORE).payload(6, new byte[8]).octets(),
                down().flagsOffset(4).payload(6, new byte[8]).octets());
        with(ForwardingOption.MAX_FRAGMENTS_PER_PACKET, 2)
                .add(
                        "third fragment of two",
                        Verdict.DROP_FRAGMENT_TOO_MANY,
                        piece(down(), 24, true, 8),
                        piece(down(), 32, true, 8),
                        piece(down(), 40, true, 8));
        small(0.1).add("fourth fragment of one source", Verdict.DROP_FRAGMENT_SOURCE_SHARE, many(4));
        small(1.0).add("more fragments than memory", Verdict.DROP_FRAGMENT_NO_BUFFER, many(34));
        small(1.0)
                .with(ForwardingOption.MAX_REASSEMBLIES, 1)
                .add(
                        "datagram that evicts another",
                        Verdict.HELD,
                        piece(down().identification(1), 24, true, 8),
                        piece(down().identification(2), 24, true, 8));
        small(0.1)
                .with(ForwardingOption.MAX_REASSEMBLIES, 10)
                .add(
                        "datagram that evicts one of the same source",
                        Verdict.HELD,
                        piece(down().identification(1), 24, true, 8),
                        piece(down().identification(2), 24, true, 8));
        pauseMillis = 3000;
        add("after an expired datagram", Verdict.FORWARDED, piece(down(), 24, true, 8), answer());
    }

    private ExplainedCases small(double share) {
        return with(ForwardingOption.MAX_BUFFERED_OCTETS, 65_575)
                .with(ForwardingOption.FRAGMENT_SHARE_PER_SOURCE, share);
    }

    private static List<byte[]> many(int count) {
        List<byte[]> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(piece(down(), 24 + 8 * i, true, 8));
        }
        return all;
    }

    private static List<byte[]> pieces() {
        return NaiveFragments.fragmentIpv6(fromCe(up().udp(PORT, 53, 100).octets()), 40 + 8 + 64, 7);
    }

    private static byte[] tail(int offset, boolean more, int octets) {
        byte[] headers = Bytes.hex("04000000" + "00000007");
        Bytes.put16(headers, 2, offset | (more ? 1 : 0));
        return ipv6(CE, BR).payload(44, Bytes.concat(headers, new byte[octets])).octets();
    }

    private void tunnelFragments() {
        List<byte[]> pieces = pieces();
        with(ForwardingOption.V6_REASSEMBLY, false)
                .add("tunnel fragment, not reassembled", Verdict.DROP_FRAGMENT_IPV6, pieces.get(0));
        add("reassembled tunnel packet", Verdict.FORWARDED, pieces.get(1), pieces.get(0));
        add("duplicate", Verdict.DROP_FRAGMENT_DUPLICATE, pieces.get(0), pieces.get(0));
        add("overlap", Verdict.DROP_FRAGMENT_OVERLAP, pieces.get(0), tail(56, true, 16));
        add("two ends", Verdict.DROP_FRAGMENT_TWO_ENDS, tail(64, false, 16), tail(64, false, 24));
        add("after the end", Verdict.DROP_FRAGMENT_BEYOND_END, tail(64, false, 16), tail(96, true, 16));
        add("header chain not complete", Verdict.DROP_FRAGMENT_INCOMPLETE_HEADERS, tail(0, true, 8));
        String options = "0009014c" + "00".repeat(76);
        add(
                "long headers before the fragment",
                Verdict.DROP_FRAGMENT_HEADERS_TOO_LONG,
                ipv6(CE, BR)
                        .header(60, options)
                        .header(60, options)
                        .payload(44, Bytes.concat(Bytes.hex("0400000100000007"), new byte[64]))
                        .octets());
        byte[] congested = pieces.get(1).clone();
        congested[1] |= 0x30;
        add("fragments with different ECN", Verdict.DROP_FRAGMENT_ECN, pieces.get(0), congested);
    }

    private void innerFragments() {
        byte[] later = piece(up(), 24, false, 16);
        byte[] first = up().flagsOffset(MORE).udp(PORT, 53, 16).octets();
        add("inner fragments by their port", Verdict.FORWARDED, fromCe(later), fromCe(first));
        with(ForwardingOption.INNER_FRAGMENTS, InnerFragments.REASSEMBLE)
                .add("inner fragments reassembled", Verdict.FORWARDED, fromCe(later), fromCe(first));
    }

    private static byte[] message(String source, int type, int code, long word, byte[] body) {
        return NaiveIcmp.packetV6(
                Bytes.address(source), Bytes.address(BR), 0, 64, NaiveIcmp.message(type, code, word, body));
    }

    private void messages() {
        byte[] sent = tunnel(BR, CE, answer());
        byte[] unreachable = message(ROUTER, 1, 0, 0, sent);
        byte[] noFragments =
                tunnel(BR, CE, down().flagsOffset(0x4000).udp(53, PORT, 20).octets());
        add("echo request", Verdict.REPLIED, message(ROUTER, 128, 0, 1, new byte[8]));
        with(ForwardingOption.ECHO_REPLY, false)
                .add("echo request, not answered", Verdict.DROP_ICMPV6_ECHO, message(ROUTER, 128, 0, 1, new byte[8]));
        add("error from within the tunnel", Verdict.RELAYED, unreachable);
        with(ForwardingOption.DYNAMIC_PMTU, true)
                .add("packet too big", Verdict.RELAYED, message(ROUTER, 2, 0, 1400, noFragments));
        with(ForwardingOption.ICMP_ERROR_BURST, 1)
                .add("second error", Verdict.DROP_ICMPV6_RATE_LIMITED, unreachable, unreachable);
        add("neighbor solicitation", Verdict.DROP_ICMPV6, message(ROUTER, 135, 0, 0, new byte[16]));
        add("wrong ICMPv6 checksum", Verdict.DROP_ICMPV6_BAD_CHECKSUM, Bytes.with(unreachable, 42, 0x55));
        add("short quote", Verdict.DROP_ICMPV6_BAD_QUOTE, message(ROUTER, 1, 0, 0, Bytes.part(sent, 0, 50)));
        add(
                "quote of a packet that was not sent",
                Verdict.DROP_ICMPV6_FORGED,
                message(ROUTER, 1, 0, 0, tunnel(BR, OTHER_CE, answer())));
        add("MTU 1279", Verdict.DROP_ICMPV6_MTU_TOO_SMALL, message(ROUTER, 2, 0, 1279, noFragments));
        add("error from ::", Verdict.DROP_ICMPV6_SUPPRESSED, message("::", 1, 0, 0, sent));
    }

    private void edge() {
        isEdge = true;
        add("CE: to the border relay", Verdict.FORWARDED, request());
        add(
                "CE: to another CE",
                Verdict.FORWARDED,
                ipv4(SHARED, SHARED).udp(PORT, OTHER_PORT).octets());
        add("CE: from the border relay", Verdict.FORWARDED, tunnel(BR, CE, answer()));
        with(ForwardingOption.ICMPV4_NO_MAPPING_ERRORS, true)
                .add(
                        "CE: port of another CE",
                        Verdict.DROP_NOT_MY_ADDRESS,
                        up().udp(OTHER_PORT, 53).octets());
        add(
                "CE: for another CE",
                Verdict.DROP_NOT_MY_ADDRESS,
                tunnel(BR, CE, down().udp(53, OTHER_PORT).octets()));
        add("CE: for another MAP address", Verdict.NOT_MAP, tunnel(BR, OTHER_CE, answer()));
    }
}
