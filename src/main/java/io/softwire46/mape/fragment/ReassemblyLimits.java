package io.softwire46.mape.fragment;

import java.util.List;

/**
 * How much an {@link Ipv6Reassembler}, {@link Ipv4Reassembler} or {@link FragmentPortCache} may collect, and for how
 * long. All of its memory is taken when it is made, and never more:
 *
 * <pre>
 *   chunks = (maxBufferedOctets + 256) / 2048, rounded up
 *   memory = chunks * 2120 octets             2048 of data, 64 of marks, 8 of links
 *          + maxReassemblies * 264 octets     at most
 *          + 72 KiB                           where a packet of several chunks is reassembled, and the rest
 * </pre>
 *
 * <p>A datagram takes whole chunks: one of 1500 octets takes one, and of a longer one only those parts that have
 * arrived take any. So {@code maxBufferedOctets} is a limit of memory rather than of data.
 *
 * <p>Immutable.
 *
 * @param timeoutNanos how long fragments wait, counted from the one of their datagram that arrived first; nanoseconds,
 *     1 to 2<sup>61</sup>
 * @param maxFragmentsPerPacket how many fragments a datagram may have that is reassembled, or how many of one datagram
 *     wait for its port; 2 to {@value #MAXIMUM_FRAGMENTS}
 * @param maxReassemblies how many datagrams are remembered at a time, those included that have been discarded and whose
 *     time is not over; 1 to {@value #MAXIMUM_REASSEMBLIES}
 * @param maxBufferedOctets how much memory there is for the octets of fragments, at least {@code maxPacketOctets}, at
 *     most {@value #MAXIMUM_BUFFERED_OCTETS}
 * @param sharePerSource which part of datagrams and memory one source may have, above 0, up to 1 for no limit; less
 *     than one datagram or chunk counts as one. A source that reaches its share loses its own oldest datagram to the
 *     new one. {@link FragmentSource} names the source; without one it is the IPv4 or IPv6 source address. Where all
 *     fragments come from one border relay, it should be 1
 * @param maxPacketOctets how long a reassembled packet may be, IP header included, {@value #MINIMUM_PACKET_OCTETS} to
 *     {@value #MAXIMUM_PACKET_OCTETS} octets; an IPv4 packet is never longer than 65535 anyway
 * @param tinyFragmentCheck whether IPv4 fragments are dropped that hide ports or TCP flags from filters: a first
 *     fragment with less than 20 octets of TCP, or 8 of UDP or ICMP, and a TCP fragment at offset 8 (RFC 1858 section
 *     3, RFC 3128 section 3)
 */
public record ReassemblyLimits(
        long timeoutNanos,
        int maxFragmentsPerPacket,
        int maxReassemblies,
        int maxBufferedOctets,
        double sharePerSource,
        int maxPacketOctets,
        boolean tinyFragmentCheck) {

    /** Minimum of {@code maxPacketOctets}: a full Ethernet packet of IPv4 and the tunnel header. */
    public static final int MINIMUM_PACKET_OCTETS = 1540;
    /** Maximum of {@code maxPacketOctets}: an IPv6 header and the longest payload without a jumbo option. */
    public static final int MAXIMUM_PACKET_OCTETS = 65575;
    /** Maximum of {@code maxFragmentsPerPacket}: each offset once. */
    public static final int MAXIMUM_FRAGMENTS = 8192;
    /** Maximum of {@code maxReassemblies}, 2<sup>20</sup>. */
    public static final int MAXIMUM_REASSEMBLIES = 1 << 20;
    /** Maximum of {@code maxBufferedOctets}, 2<sup>30</sup>. */
    public static final int MAXIMUM_BUFFERED_OCTETS = 1 << 30;

    private static final long SECOND = 1_000_000_000L;
    private static final long LONGEST_TIMEOUT = 1L << 61;

    private static final int OCTETS_PER_CHUNK = ChunkPool.OCTETS + 64 + 8;
    private static final int OCTETS_PER_REASSEMBLY = 264;
    private static final int OCTETS_ONCE = 72 << 10;

    /**
     * Checks the limits.
     *
     * @param timeoutNanos how long fragments wait
     * @param maxFragmentsPerPacket fragments of one datagram
     * @param maxReassemblies datagrams at a time
     * @param maxBufferedOctets memory for the octets of fragments
     * @param sharePerSource the part of it that one source may have
     * @param maxPacketOctets how long a reassembled packet may be
     * @param tinyFragmentCheck whether tiny IPv4 fragments are dropped
     * @throws IllegalArgumentException if one is not as described
     */
    public ReassemblyLimits {
        within("timeoutNanos", timeoutNanos, 1, LONGEST_TIMEOUT);
        within("maxFragmentsPerPacket", maxFragmentsPerPacket, 2, MAXIMUM_FRAGMENTS);
        within("maxReassemblies", maxReassemblies, 1, MAXIMUM_REASSEMBLIES);
        within("maxPacketOctets", maxPacketOctets, MINIMUM_PACKET_OCTETS, MAXIMUM_PACKET_OCTETS);
        within("maxBufferedOctets", maxBufferedOctets, maxPacketOctets, MAXIMUM_BUFFERED_OCTETS);
        if (!(sharePerSource > 0 && sharePerSource <= 1)) { // nor is it NaN
            throw new IllegalArgumentException("sharePerSource " + sharePerSource + " is not above 0 and at most 1");
        }
    }

    private static void within(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " " + value + " is not from " + least + " to " + most);
        }
    }

    /**
     * For tunnel packets: 60 seconds (RFC 8200 section 4.5), 64 fragments a packet, 1024 packets, 16 MiB, a tenth of
     * that for a source, packets of any size.
     *
     * @return the limits
     */
    public static ReassemblyLimits ipv6() {
        return new ReassemblyLimits(60 * SECOND, 64, 1024, 1 << 24, 0.1, MAXIMUM_PACKET_OCTETS, true);
    }

    /**
     * For IPv4: as {@link #ipv6}, but 2 seconds, the least for a translator (RFC 6146 section 4). The Identification
     * has 16 bits only, so longer times risk joining fragments of different datagrams (RFC 4963).
     *
     * @return the limits
     */
    public static ReassemblyLimits ipv4() {
        return new ReassemblyLimits(2 * SECOND, 64, 1024, 1 << 24, 0.1, MAXIMUM_PACKET_OCTETS, true);
    }

    /**
     * What one reassembler or port cache with these limits takes when it is made, at most.
     *
     * @return octets, by the formula above
     */
    public long memoryOctets() {
        return (long) chunks() * OCTETS_PER_CHUNK + (long) maxReassemblies * OCTETS_PER_REASSEMBLY + OCTETS_ONCE;
    }

    /** Enough for the longest packet with what is before its data. */
    int chunks() {
        return (maxBufferedOctets + Reassembly.MAXIMUM_ORIGIN + ChunkPool.OCTETS - 1) / ChunkPool.OCTETS;
    }

    /** Returns the largest table that any of several domains asks for. */
    static int maxReassemblies(List<ReassemblyLimits> limits) {
        return limits.stream()
                .mapToInt(ReassemblyLimits::maxReassemblies)
                .max()
                .orElseThrow(() -> new IllegalArgumentException("no limits"));
    }

    /** Returns the largest pool that any of several domains asks for, in chunks. */
    static int chunks(List<ReassemblyLimits> limits) {
        return limits.stream().mapToInt(ReassemblyLimits::chunks).max().orElseThrow();
    }

    /** Of this many things, those that one source may have; {@link Integer#MAX_VALUE} without a limit. */
    int share(int things) {
        return sharePerSource == 1 ? Integer.MAX_VALUE : Math.max(1, (int) (sharePerSource * things));
    }
}
