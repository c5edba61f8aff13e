package io.softwire46.mape.operate.explain;

import static io.softwire46.mape.operate.explain.Octets.u16;
import static io.softwire46.mape.operate.explain.Octets.u8;

import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.config.ForwardingOptions.EcnMode;
import io.softwire46.mape.config.ForwardingOptions.EgressDscp;
import io.softwire46.mape.config.ForwardingOptions.FlowLabel;
import io.softwire46.mape.config.ForwardingOptions.Fragmentation;
import io.softwire46.mape.forward.counter.Event;
import io.softwire46.mape.forward.counter.Verdict;
import java.util.ArrayList;
import java.util.List;

/**
 * Into the tunnel and out of it (RFC 2473, RFC 6040, RFC 7597 section 8.3).
 *
 * <p>Not thread-safe: use one instance per node.
 */
final class Tunnel {
    private static final int NOT_ECT = 0;
    private static final int ECT_1 = 1;
    private static final int ECT_0 = 2;
    private static final int CE = 3;

    private final Work work;
    private final PathMtus pathMtus;

    Tunnel(Work work, PathMtus pathMtus) {
        this.work = work;
        this.pathMtus = pathMtus;
    }

    /** Returns the tunnel packet around an IPv4 packet. The flow label is 0. */
    static byte[] wrap(byte[] ipv4, Ip6 source, Ip6 destination, ForwardingOptions options) {
        boolean hasLimit = options.encapsulationLimit().isPresent();
        byte[] headers = new byte[hasLimit ? 48 : 40];
        int tos = u8(ipv4, 1);
        int dscp = options.trafficClass() == ForwardingOption.COPY ? tos >>> 2 : options.trafficClass();
        int ecn = options.ecn() == EcnMode.NORMAL ? tos & 3 : NOT_ECT; // RFC 6040 section 4.1
        Octets.put32(headers, 0, 6 << 28 | dscp << 22 | ecn << 20);
        Octets.put16(headers, 4, headers.length - 40 + ipv4.length);
        headers[6] = (byte) (hasLimit ? 60 : 4);
        headers[7] = (byte) options.hopLimit();
        source.put(headers, 8);
        destination.put(headers, 24);
        if (hasLimit) { // RFC 2473 section 4.1.1
            byte[] option = {4, 0, 4, 1, (byte) options.encapsulationLimit().getAsInt(), 1, 1, 0};
            System.arraycopy(option, 0, headers, 40, 8);
        }
        return Octets.concat(headers, ipv4);
    }

    /** Returns the largest packet toward an address: that of the option, or a lower path MTU (RFC 8201 section 4). */
    long link(DomainReading domain, Ip6 destination) {
        long mtu = domain.options.mtuV6();
        return domain.options.dynamicPmtu() ? Math.min(mtu, pathMtus.of(destination, work.now)) : mtu;
    }

    /** Encapsulates a packet (RFC 2473 sections 3.1, 5 and 7.2). */
    Verdict enter(byte[] ipv4, DomainReading domain, Ip6 source, Ip6 destination) {
        Trace trace = work.trace;
        ForwardingOptions options = domain.options;
        work.nextHopMtu = 0;
        trace.step(StepName.TTL, "RFC 1812 section 5.3.1").note("TTL", u8(ipv4, 8), 8, 9);
        if (trace.test(Check.TTL, u8(ipv4, 8) <= 1)) {
            return trace.drop(Verdict.DROP_TTL_EXPIRED);
        }
        long link = link(domain, destination);
        int tunnelMtu = domain.tunnelMtu(link);
        boolean isTooLong = trace.test(Check.SIZE, ipv4.length > tunnelMtu);
        trace.step(StepName.SIZE, "RFC 2473 section 7.2")
                .note("IPv4 octets", ipv4.length, 2, 4)
                .note("largest that fits", tunnelMtu);
        if (!isTooLong) {
            trace.option("mtuV6", options.mtuV6());
            byte[] sent = Ipv4Reading.oneHopLess(clamp(ipv4, options));
            return forward(List.of(wrap(sent, source, destination, options)), domain);
        }
        boolean forbids = trace.test(Check.DONT_FRAGMENT, work.received.forbidsFragments(ipv4, tunnelMtu));
        trace.note("DF", forbids ? "set" : "not set", 6, 7);
        if (forbids && !options.ignoreDf()) {
            work.nextHopMtu = tunnelMtu;
            trace.option("ignoreDf", false);
            return trace.drop(Verdict.DROP_TOO_BIG);
        }
        trace.option("fragmentation", options.fragmentation());
        int total = domain.headerOctets + ipv4.length;
        boolean isWhole = total <= options.maxPacketSize() && total - 40 <= 65_535;
        boolean outer = options.fragmentation() == Fragmentation.OUTER && isWhole;
        boolean inner = options.fragmentation() == Fragmentation.INNER || work.received.fits(tunnelMtu);
        if (!outer && !inner) {
            return trace.drop(Verdict.DROP_TOO_BIG);
        }
        return outer
                ? enterOuter(ipv4, domain, link, source, destination)
                : enterInner(ipv4, domain, tunnelMtu, source, destination);
    }

    private Verdict enterOuter(byte[] ipv4, DomainReading domain, long link, Ip6 source, Ip6 destination) {
        byte[] sent = Ipv4Reading.oneHopLess(clamp(ipv4, domain.options));
        work.count(Event.TUNNEL_PACKET_CUT);
        List<byte[]> fragments = Fragmenting.ipv6(wrap(sent, source, destination, domain.options), (int) link);
        work.trace.note("tunnel fragments", fragments.size());
        List<Sent> all = new ArrayList<>();
        for (byte[] each : fragments) {
            int ipv4At = all.isEmpty() && work.anyIdentificationAt == 0 ? domain.headerOctets + 8 : -1;
            all.add(new Sent(each, Sent.Kind.FRAGMENT, ipv4At, hasLabel(domain)));
        }
        return work.forward(all);
    }

    private Verdict enterInner(byte[] ipv4, DomainReading domain, int tunnelMtu, Ip6 source, Ip6 destination) {
        if (!Fragmenting.isPossible(ipv4)) {
            return work.trace.drop(Verdict.DROP_BAD_IPV4_HEADER);
        }
        byte[] sent = Ipv4Reading.oneHopLess(clamp(work.received.restore(ipv4), domain.options));
        work.count(Event.IPV4_PACKET_CUT);
        List<byte[]> fragments = Fragmenting.ipv4(sent, work.received.limit(tunnelMtu));
        work.trace.note("IPv4 fragments", fragments.size());
        return forward(
                fragments.stream()
                        .map(each -> wrap(each, source, destination, domain.options))
                        .toList(),
                domain);
    }

    private Verdict forward(List<byte[]> packets, DomainReading domain) {
        Sent.Kind kind = packets.size() == 1 ? Sent.Kind.FORWARDED : Sent.Kind.FRAGMENT;
        int ipv4At = work.anyIdentificationAt == 0 ? domain.headerOctets : -1;
        List<Sent> all = new ArrayList<>(packets.size());
        packets.forEach(each -> all.add(new Sent(each, kind, ipv4At, hasLabel(domain))));
        return work.forward(all);
    }

    /** RFC 6438 section 3: returns whether tunnel packets of a domain have a flow label. */
    static boolean hasLabel(DomainReading domain) {
        return domain.options.flowLabel() != FlowLabel.ZERO;
    }

    @SuppressWarnings("ReferenceEquality") // the same array if nothing was lowered
    byte[] clamp(byte[] ipv4, ForwardingOptions options) {
        if (options.tcpMss().isEmpty()) {
            return ipv4;
        }
        byte[] clamped = Mss.clamp(ipv4, options.tcpMss().getAsInt(), work.trace);
        if (clamped != ipv4) {
            work.count(Event.MSS_CLAMPED);
            work.trace.note("MSS lowered to", options.tcpMss().getAsInt());
        }
        return clamped;
    }

    /** Removes the tunnel header: sets ECN and DSCP of the inner packet (RFC 6040 section 4.2, RFC 2983 section 3.1). */
    Verdict leave(byte[] ipv6, byte[] inner, ForwardingOptions options) {
        Trace trace = work.trace;
        int outerClass = u16(ipv6, 0) >>> 4 & 0xff;
        int tos = u8(inner, 1);
        trace.step(StepName.ECN_DSCP, "RFC 6040 section 4.2").option("egressDscp", options.egressDscp());
        if (trace.isDetailed()) {
            trace.note("ECN outside", codepoint(outerClass & 3)).note("ECN inside", codepoint(tos & 3));
        }
        int ecn = work.test(Check.ECN, true) ? ecn(tos & 3, outerClass & 3) : tos & 3;
        if (isUnused(tos & 3, outerClass & 3)) {
            work.count(Event.ECN_UNUSED_COMBINATION);
        }
        if (ecn < 0) {
            return trace.drop(Verdict.DROP_ECN);
        }
        boolean isUniform = trace.test(Check.DSCP, options.egressDscp() == EgressDscp.UNIFORM);
        int newTos = ((isUniform ? outerClass : tos) & 0xfc) | ecn;
        byte[] left = inner;
        if (newTos != tos) {
            left = inner.clone();
            left[1] = (byte) newTos;
            Octets.setHeaderChecksum(left, 0);
        }
        trace.note("type of service sent", newTos);
        work.ipv4 = left;
        return Verdict.FORWARDED;
    }

    private static String codepoint(int ecn) {
        return switch (ecn) {
            case NOT_ECT -> "Not-ECT";
            case ECT_1 -> "ECT(1)";
            case ECT_0 -> "ECT(0)";
            default -> "CE";
        };
    }

    /** RFC 6040 section 4.2, figure 4; -1 is drop. */
    private static int ecn(int inner, int outer) {
        if (inner == NOT_ECT) {
            return outer == CE ? -1 : NOT_ECT;
        }
        if (inner == CE || outer == CE) {
            return CE;
        }
        return inner == ECT_1 || outer == ECT_1 ? ECT_1 : ECT_0;
    }

    /** The combinations that are marked in figure 4: no encapsulator creates them. */
    private static boolean isUnused(int inner, int outer) {
        return (inner == NOT_ECT && outer != NOT_ECT)
                || (inner == ECT_1 && outer == ECT_0)
                || (inner == CE && outer == ECT_1);
    }
}
