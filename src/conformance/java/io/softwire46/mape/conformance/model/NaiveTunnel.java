package io.softwire46.mape.conformance.model;

import static io.softwire46.mape.conformance.model.Bytes.u16;
import static io.softwire46.mape.conformance.model.Bytes.u8;

import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.config.ForwardingOptions.EcnMode;
import io.softwire46.mape.config.ForwardingOptions.EgressDscp;
import io.softwire46.mape.config.ForwardingOptions.FlowLabel;
import io.softwire46.mape.config.ForwardingOptions.Fragmentation;
import io.softwire46.mape.conformance.model.NaiveIcmp.IcmpError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Into the tunnel and out of it over whole arrays: RFC 2473, RFC 8200 section 4, RFC 6040, RFC 7597 section 8.3. */
final class NaiveTunnel {
    /** RFC 6040 section 4.2, figure 4: rows inner, columns outer, both by the number on the wire; -1 is drop. */
    private static final int[][] EGRESS_ECN = {{0, 0, 0, -1}, {1, 1, 1, 3}, {2, 1, 2, 3}, {3, 3, 3, 3}};

    private static final int ANY_IDENTIFICATION = 0;

    private NaiveTunnel() {}

    /** Outer source and destination of a packet, and the path MTU between them. */
    record Way(String source, String destination, long pathMtu) {}

    /** The Tunnel Encapsulation Limit option, or no octets (RFC 2473 section 4.1.1). */
    private static byte[] limit(ForwardingOptions options) {
        return options.encapsulationLimit().isPresent()
                ? new byte[] {4, 0, 4, 1, (byte) options.encapsulationLimit().getAsInt(), 1, 1, 0}
                : new byte[0];
    }

    /** The tunnel packet around an IPv4 packet. */
    static byte[] wrap(byte[] ipv4, String source, String destination, ForwardingOptions options) {
        byte[] limit = limit(options);
        int dscp = options.trafficClass() == ForwardingOption.COPY ? u8(ipv4, 1) / 4 : options.trafficClass();
        int ecn = options.ecn() == EcnMode.COMPATIBILITY ? 0 : u8(ipv4, 1) % 4;
        return Ipv6PacketBuilder.ipv6(Bytes.ofBits(source), Bytes.ofBits(destination))
                .trafficClass(dscp * 4 + ecn)
                .flowLabel(options.flowLabel() == FlowLabel.ZERO ? 0 : NaiveOutput.ANY_LABEL)
                .hopLimit(options.hopLimit())
                .payload(limit.length > 0 ? 60 : 4, Bytes.concat(limit, ipv4))
                .octets();
    }

    /**
     * A packet on a way, with this many free octets before it (RFC 2473 section 7.2).
     *
     * @param received what the packet was reassembled from, or null
     */
    static NaiveStep enter(byte[] ipv4, Way way, NaiveDomain domain, int headroom, @Nullable NaiveReceived received) {
        ForwardingOptions options = domain.options();
        if (u8(ipv4, 8) <= 1) {
            return NaiveStep.drop("TTL_EXPIRED", new IcmpError(11, 0, 0), ipv4, domain);
        }
        int added = 40 + limit(options).length;
        int link = (int) Math.min(options.mtuV6(), way.pathMtu);
        int tunnelMtu = Math.min(link, options.maxPacketSize()) - added;
        boolean tooLong = ipv4.length > tunnelMtu;
        if (tooLong && NaiveReceived.forbidsFragments(received, ipv4, tunnelMtu) && !options.ignoreDf()) {
            return NaiveStep.drop("TOO_BIG", new IcmpError(3, 4, tunnelMtu), ipv4, domain);
        }
        int total = added + ipv4.length;
        boolean whole = total <= options.maxPacketSize() && total - 40 <= 65535;
        boolean again = received != null && received.largest() <= tunnelMtu;
        boolean fragmentsOuter = tooLong && options.fragmentation() == Fragmentation.OUTER && whole;
        boolean fragmentsInner =
                tooLong && !fragmentsOuter && (options.fragmentation() == Fragmentation.INNER || again);
        if (tooLong && !fragmentsInner && !fragmentsOuter) {
            return NaiveStep.drop("TOO_BIG");
        }
        if (headroom < added + (fragmentsOuter ? 8 : 0)) {
            return NaiveStep.drop("NO_ROOM");
        }
        if (fragmentsInner && !NaiveFragments.canBeFragmented(ipv4)) {
            return NaiveStep.drop("BAD_IPV4_HEADER");
        }
        byte[] sent = NaiveIpv4Header.oneHopLess(clamped(ipv4, options));
        List<byte[]> fragments = fragmentsInner ? NaiveReceived.fragment(received, sent, tunnelMtu) : List.of(sent);
        List<byte[]> packets = fragments.stream()
                .map(fragment -> wrap(fragment, way.source, way.destination, options))
                .toList();
        if (fragmentsOuter) {
            packets = NaiveFragments.fragmentIpv6(packets.get(0), link, ANY_IDENTIFICATION);
        }
        return NaiveStep.forwarded(packets, ipv4.length);
    }

    static byte[] clamped(byte[] ipv4, ForwardingOptions options) {
        return options.tcpMss().isPresent()
                ? NaiveMss.clamp(ipv4, options.tcpMss().getAsInt())
                : ipv4;
    }

    /** The inner packet with ECN and DSCP as at the exit; null where ECN demands that it be dropped. */
    static byte @Nullable [] leave(byte[] ipv6, byte[] inner, ForwardingOptions options) {
        int outerClass = u16(ipv6, 0) / 16 % 256;
        int ecn = EGRESS_ECN[inner[1] & 3][outerClass & 3];
        if (ecn < 0) {
            return null;
        }
        int dscp = options.egressDscp() == EgressDscp.UNIFORM ? outerClass / 4 : u8(inner, 1) / 4;
        if (u8(inner, 1) == dscp * 4 + ecn) {
            return inner;
        }
        byte[] copy = inner.clone();
        copy[1] = (byte) (dscp * 4 + ecn);
        return Bytes.withHeaderChecksum(copy, 0);
    }
}
