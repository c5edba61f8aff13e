package io.softwire46.mape.forward.fastpath;

import static io.softwire46.mape.forward.fastpath.FastPathPackets.FIRST;
import static io.softwire46.mape.forward.fastpath.FastPathPackets.HIGH;
import static io.softwire46.mape.forward.fastpath.FastPathPackets.LOW;
import static io.softwire46.mape.forward.fastpath.FastPathPackets.OUTER;
import static io.softwire46.mape.forward.fastpath.FastPathPackets.RECEIVED;
import static io.softwire46.mape.forward.fastpath.FastPathPackets.SECOND;
import static io.softwire46.mape.forward.fastpath.FastPathPackets.SOURCE_HIGH;
import static io.softwire46.mape.forward.fastpath.FastPathPackets.SOURCE_LOW;
import static io.softwire46.mape.forward.fastpath.FastPathPackets.THIRD;

import io.softwire46.mape.config.ForwardingOptions.SourceCheckMode;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.forward.tunnel.DomainOptions;
import io.softwire46.mape.wire.InternetChecksum;
import io.softwire46.mape.wire.Ipv6Header;
import io.softwire46.mape.wire.internal.Ipv4Words;
import io.softwire46.mape.wire.internal.ProtocolNumbers;
import org.jspecify.annotations.Nullable;

/**
 * Finds the verdict of a punted packet in its columns, if they hold all that the slow path would read: an invalid IPv4 header, or
 * a source that is not that of the CE. The packet itself is not read again.
 *
 * <p>Static methods only.
 */
final class FastPathRefusals {
    private static final long LOW_32_BITS = 0xffff_ffffL;

    private FastPathRefusals() {}

    /** Returns whether the columns are those of a packet from the IPv4 side, not those of an earlier one. */
    static boolean isIpv4Packet(long[] columns, int i) {
        return columns[RECEIVED + i] >= Ipv4Words.MINIMUM_OCTETS;
    }

    /**
     * Checks an IPv4 header as {@code Ipv4Header.check}.
     *
     * @param length octets in which the packet must be, at least those of the columns
     * @return the reason for a drop; null if there is none, or if it could be in the options, which the columns do not have
     */
    static @Nullable Verdict ofHeader(long[] columns, int i, long length) {
        long first = columns[FIRST + i];
        int words = (int) (first >>> 56) & 0xf;
        int total = Ipv4Words.totalLength(first);
        if (first >>> 60 != 4 || words < 5 || total < 4 * words) {
            return Verdict.DROP_BAD_IPV4_HEADER;
        }
        if (total > length) {
            return Verdict.DROP_TRUNCATED;
        }
        return words == 5 && !isChecksumCorrect(columns, i) ? Verdict.DROP_BAD_CHECKSUM : null;
    }

    private static boolean isChecksumCorrect(long[] columns, int i) {
        long first = columns[FIRST + i];
        long second = columns[SECOND + i];
        long sum = (first >>> 32)
                + (first & LOW_32_BITS)
                + (second >>> 32)
                + (second & LOW_32_BITS)
                + (columns[THIRD + i] >>> 32);
        return InternetChecksum.fold(sum) == 0xffff;
    }

    /**
     * Returns whether the columns hold a whole tunnel packet: an IPv4 packet follows the tunnel header at once, was received
     * completely, and has room for the octets of the columns.
     */
    static boolean isTunnelPacket(long[] columns, int i) {
        long outer = columns[OUTER + i];
        long payload = outer >>> 16 & 0xffff;
        return outer >>> 60 == 6
                && (outer >>> 8 & 0xff) == ProtocolNumbers.IPV4
                && payload >= Ipv4Words.MINIMUM_OCTETS
                && payload <= columns[RECEIVED + i];
    }

    /**
     * Checks the inner packet of a tunnel packet from a CE, for which {@link #isTunnelPacket}.
     *
     * @param options of the domain of the rule that is the longest match of the outer source
     * @return the reason for a drop; null if the slow path must look for it
     */
    static @Nullable Verdict ofInner(long[] columns, int i, DomainOptions options) {
        long payload = columns[OUTER + i] >>> 16 & 0xffff;
        if (payload + Ipv6Header.OCTETS > options.maxPacketSize) {
            return null;
        }
        Verdict header = ofHeader(columns, i, payload);
        return header == null && isSpoofed(columns, i, options) ? Verdict.DROP_SPOOFED : header;
    }

    /**
     * RFC 7597 section 8.1: the MAP address of the inner source and port is not the outer source. No error is sent about it, and
     * the checks before it are passed: it has no options and is no fragment, has ports, and no martian address.
     */
    private static boolean isSpoofed(long[] columns, int i, DomainOptions options) {
        return options.sourceCheck == SourceCheckMode.STRICT
                && !options.sourceCheckErrors
                && (columns[HIGH + i] != columns[SOURCE_HIGH + i] || columns[LOW + i] != columns[SOURCE_LOW + i])
                && FastPathPackets.hasPorts(columns, i)
                && !FastPathPackets.isMartian(columns, i);
    }
}
