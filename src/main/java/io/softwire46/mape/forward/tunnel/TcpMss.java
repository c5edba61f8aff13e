package io.softwire46.mape.forward.tunnel;

import io.softwire46.mape.wire.InternetChecksum;
import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.internal.ProtocolNumbers;
import java.nio.ByteBuffer;

/**
 * Lowers the Maximum Segment Size that a TCP SYN announces (RFC 9293 section 3.7.1), so that packets of the other side fit into
 * the tunnel without fragmentation (RFC 7597 section 8.3).
 *
 * <pre>
 *   +--------+--------+---------+--------+
 *   |00000010|00000100|   max seg size   |
 *   +--------+--------+---------+--------+
 *    Kind = 2 Length = 4
 * </pre>
 *
 * <p>Static methods only.
 */
public final class TcpMss {
    /** Octets of the IPv4 and TCP headers without options, which an MSS does not include (RFC 6691 section 2). */
    public static final int HEADERS_OCTETS = 40;

    // RFC 9293 section 3.1
    private static final int DATA_OFFSET = 12; // the upper half of the octet, in units of 4 octets
    private static final int FLAGS = 13;
    private static final int CHECKSUM = 16;
    private static final int OPTIONS = 20;
    private static final int SYN = 0x02;

    private static final int END_OF_OPTION_LIST = 0;
    private static final int NO_OPERATION = 1;
    private static final int MAXIMUM_SEGMENT_SIZE = 2;
    private static final int MAXIMUM_SEGMENT_SIZE_OCTETS = 4;

    private TcpMss() {}

    /**
     * Returns the maximum segment that fits into one packet. Senders subtract the options that they use (RFC 6691 section 2).
     *
     * @param mtuOctets the maximum IPv4 packet, 68 to 65,535 octets
     * @return octets of data in a segment without options, 28 to 65,495
     */
    public static int forMtu(int mtuOctets) {
        return mtuOctets - HEADERS_OCTETS;
    }

    /**
     * Lowers the MSS in a packet that announces a larger one, and updates the TCP checksum (RFC 1624 section 3); a wrong checksum
     * stays wrong. Other packets are not changed: without TCP, SYN flag or MSS option, later fragments, and packets with a
     * truncated TCP header. Options following a malformed option are ignored. If there are several MSS options, each is lowered,
     * since receivers differ in which one they use.
     *
     * @param buffer big-endian
     * @param ipv4Offset index of an IPv4 header that passed {@link Ipv4Header#check}
     * @param totalLength the header's total length; no octet after it is read
     * @param maximumSegmentOctets the maximum to announce, 0 to 65,535
     * @return true if the packet was changed
     */
    public static boolean clamp(ByteBuffer buffer, int ipv4Offset, int totalLength, int maximumSegmentOctets) {
        if (Ipv4Header.protocol(buffer, ipv4Offset) != ProtocolNumbers.TCP
                || Ipv4Header.fragmentOffsetOctets(buffer, ipv4Offset) != 0) {
            return false;
        }
        int headerOctets = Ipv4Header.headerOctets(buffer, ipv4Offset);
        int tcp = ipv4Offset + headerOctets;
        int available = totalLength - headerOctets;
        if (available < OPTIONS || !isSyn(buffer, tcp)) {
            return false;
        }
        int tcpHeaderOctets = (buffer.get(tcp + DATA_OFFSET) & 0xf0) >>> 2;
        return tcpHeaderOctets <= available && clampOptions(buffer, tcp, tcpHeaderOctets, maximumSegmentOctets);
    }

    /**
     * Returns whether a segment has the SYN flag, so that it may announce an MSS.
     *
     * @param buffer big-endian
     * @param tcp index of the TCP header, of which 20 octets are present
     * @return true with the SYN flag
     */
    public static boolean isSyn(ByteBuffer buffer, int tcp) {
        return (buffer.get(tcp + FLAGS) & SYN) != 0;
    }

    private static boolean clampOptions(ByteBuffer buffer, int tcp, int tcpHeaderOctets, int maximum) {
        boolean changed = false;
        int at = OPTIONS;
        while (at < tcpHeaderOctets) {
            int kind = buffer.get(tcp + at) & 0xff;
            if (kind == END_OF_OPTION_LIST) {
                break;
            }
            if (kind == NO_OPERATION) {
                at++;
                continue;
            }
            int octets = tcpHeaderOctets - at < 2 ? 0 : buffer.get(tcp + at + 1) & 0xff;
            if (octets < 2 || octets > tcpHeaderOctets - at) {
                break; // RFC 9293 section 3.1, MUST-7: a malformed length must be expected
            }
            if (kind == MAXIMUM_SEGMENT_SIZE && octets == MAXIMUM_SEGMENT_SIZE_OCTETS) {
                changed |= lower(buffer, tcp, at + 2, maximum);
            }
            at += octets;
        }
        return changed;
    }

    private static boolean lower(ByteBuffer buffer, int tcp, int valueOffset, int maximum) {
        int announced = buffer.getShort(tcp + valueOffset) & 0xffff;
        if (announced <= maximum) {
            return false;
        }
        buffer.putShort(tcp + valueOffset, (short) maximum);
        int checksum = buffer.getShort(tcp + CHECKSUM) & 0xffff;
        // At an odd offset the value is the end of one summed word and the start of the next: the same as a word with
        // its octets swapped (RFC 1071 section 2 B).
        boolean odd = valueOffset % 2 != 0;
        int updated = odd
                ? InternetChecksum.update(checksum, swap(announced), swap(maximum))
                : InternetChecksum.update(checksum, announced, maximum);
        buffer.putShort(tcp + CHECKSUM, (short) updated);
        return true;
    }

    private static int swap(int word) {
        return (word & 0xff) << 8 | word >>> 8;
    }
}
