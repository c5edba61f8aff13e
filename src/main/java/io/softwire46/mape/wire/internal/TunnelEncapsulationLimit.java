package io.softwire46.mape.wire.internal;

import java.nio.ByteBuffer;

/**
 * The Destination Options header that carries a Tunnel Encapsulation Limit (RFC 2473 section 4.1.1), padded to eight
 * octets.
 *
 * <pre>
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |  Next Header  |Hdr Ext Len = 0| Opt Type = 4  |Opt Data Len=1 |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   | Encaps Limit  |PadN Opt Type=1|Opt Data Len=1 |       0       |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p>{@link Ipv6ExtensionWalk#encapsulationLimit()} reads it. Static methods only.
 */
public final class TunnelEncapsulationLimit {
    /** Octets of the Destination Options header. */
    public static final int OCTETS = 8;
    /** Offset of the limit, where an ICMPv6 error about it points. */
    public static final int LIMIT = 4;
    /** The option's type: skip if unknown, does not change en route. */
    public static final int OPTION_TYPE = 4;

    private static final long ZERO_LIMIT = 0x0000_0401_0001_0100L;

    private TunnelEncapsulationLimit() {}

    /**
     * Writes the header, with one store.
     *
     * @param buffer big-endian
     * @param offset index of the header, 8 octets
     * @param nextHeader what follows, {@link ProtocolNumbers#IPV4} in an unfragmented MAP-E packet
     * @param limit how many more tunnels may be entered, 0 to 255
     */
    public static void write(ByteBuffer buffer, int offset, int nextHeader, int limit) {
        buffer.putLong(offset, (long) nextHeader << 56 | ZERO_LIMIT | (long) limit << 24);
    }
}
