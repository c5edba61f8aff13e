package io.softwire46.mape.wire.internal;

/**
 * The first 24 octets of an IPv4 packet as three words, for packets in the common case: whole, without options, TCP or
 * UDP.
 *
 * <pre>
 * first    version, IHL, Type of Service, Total Length, Identification, Flags, Fragment Offset
 * second   Time to Live, Protocol, Header Checksum, Source Address
 * third    Destination Address, source port, destination port
 * </pre>
 *
 * <p>Each access to a buffer costs bounds checks, and the single fields number about twenty.
 *
 * <p>Static methods only.
 */
public final class Ipv4Words {
    /** Minimum octets of a fast-path packet: a header without options and a UDP header. */
    public static final int MINIMUM_OCTETS = 28;

    /** The same of TCP. */
    public static final int MINIMUM_TCP_OCTETS = 40;

    private Ipv4Words() {}

    /**
     * Takes one hop from the Time to Live (RFC 1812 section 5.3.1, RFC 1624 section 3), without a branch.
     *
     * @param second the word at 8, Time to Live not 0
     * @return its first half as it becomes
     */
    public static long oneHopLess(long second) {
        long inverted = (~(second >>> 32) & 0xffff) + (0xffff - 0x0100);
        long checksum = ~((inverted & 0xffff) + (inverted >>> 16)) & 0xffff;
        return ((second >>> 48) - 0x0100) << 16 | checksum;
    }

    /**
     * Total Length.
     *
     * @param first the word at 0
     * @return octets
     */
    public static int totalLength(long first) {
        return (int) (first >>> 32) & 0xffff;
    }

    /**
     * Returns the type of Service.
     *
     * @param first the word at 0
     * @return 0 to 255
     */
    public static int typeOfService(long first) {
        return (int) (first >>> 48) & 0xff;
    }

    /**
     * Returns the protocol.
     *
     * @param second the word at 8
     * @return 0 to 255
     */
    public static int protocol(long second) {
        return (int) (second >>> 48) & 0xff;
    }
}
