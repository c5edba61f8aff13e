package io.softwire46.mape.fragment;

import java.util.List;

/**
 * Limits of the memory and time that an {@link Ipv6Reassembler}, {@link Ipv4Reassembler} or {@link FragmentPortCache}
 * uses for held fragments. All memory is allocated at construction:
 *
 * <pre>
 *   chunks = (maxBufferedOctets + 256) / 2048, rounded up
 *   memory = chunks * 2120 octets             2048 of data, 64 of marks, 8 of links
 *          + maxReassemblies * 264 octets     at most
 *          + 72 KiB                           space to reassemble a packet of several chunks, and other fields
 * </pre>
 *
 * <p>A datagram uses whole chunks: one chunk for 1500 octets; for a longer datagram, only the chunks in which received
 * octets are. So {@code maxBufferedOctets} limits memory rather than data.
 *
 * <p>Immutable.
 *
 * @param timeoutNanos time-out in nanoseconds, counted from the first received fragment of the datagram, 1 to
 *     2<sup>61</sup>
 * @param maxFragmentsPerPacket maximum number of fragments of a reassembled datagram, or of held fragments of a datagram
 *     whose port is unknown; 2 to {@value #MAXIMUM_FRAGMENTS}
 * @param maxReassemblies maximum number of datagrams at a time, including discarded ones that have not expired; 1 to
 *     {@value #MAXIMUM_REASSEMBLIES}
 * @param maxBufferedOctets memory for the octets of fragments, {@code maxPacketOctets} to {@value #MAXIMUM_BUFFERED_OCTETS}
 * @param sharePerSource fraction of datagrams and memory that one source may use, above 0; 1 means no limit. Less than
 *     one datagram or chunk counts as one. If a source reaches its share, one of its own datagrams is evicted for the new
 *     one. {@link FragmentSource} names the source; without one it is the IPv4 or IPv6 source address. If all fragments
 *     come from one border relay, the share should be 1
 * @param maxPacketOctets maximum length of a reassembled packet in octets, IP header included, {@value
 *     #MINIMUM_PACKET_OCTETS} to {@value #MAXIMUM_PACKET_OCTETS}; an IPv4 packet never exceeds 65535
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
    private static final int FIXED_OCTETS = 72 << 10;

    /**
     * Checks the limits.
     *
     * @param timeoutNanos time-out in nanoseconds
     * @param maxFragmentsPerPacket fragments of one datagram
     * @param maxReassemblies datagrams at a time
     * @param maxBufferedOctets memory for the octets of fragments
     * @param sharePerSource fraction of datagrams and memory of one source
     * @param maxPacketOctets length of a reassembled packet
     * @param tinyFragmentCheck whether tiny IPv4 fragments are dropped
     * @throws IllegalArgumentException if a limit is out of range
     */
    public ReassemblyLimits {
        within("timeoutNanos", timeoutNanos, 1, LONGEST_TIMEOUT);
        within("maxFragmentsPerPacket", maxFragmentsPerPacket, 2, MAXIMUM_FRAGMENTS);
        within("maxReassemblies", maxReassemblies, 1, MAXIMUM_REASSEMBLIES);
        within("maxPacketOctets", maxPacketOctets, MINIMUM_PACKET_OCTETS, MAXIMUM_PACKET_OCTETS);
        within("maxBufferedOctets", maxBufferedOctets, maxPacketOctets, MAXIMUM_BUFFERED_OCTETS);
        if (!(sharePerSource > 0 && sharePerSource <= 1)) { // also false for NaN
            throw new IllegalArgumentException("sharePerSource " + sharePerSource + " is not above 0 and at most 1");
        }
    }

    private static void within(String name, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + " " + value + " is not from " + min + " to " + max);
        }
    }

    /**
     * Returns the default limits for tunnel packets: 60 seconds (RFC 8200 section 4.5), 64 fragments per packet, 1024
     * packets, 16 MiB, a share of a tenth per source, packets of any size.
     *
     * @return the limits
     */
    public static ReassemblyLimits ipv6() {
        return new ReassemblyLimits(60 * SECOND, 64, 1024, 1 << 24, 0.1, MAXIMUM_PACKET_OCTETS, true);
    }

    /**
     * Returns the default limits for IPv4: as {@link #ipv6}, but 2 seconds, the minimum for a translator (RFC 6146 section
     * 4). The Identification has 16 bits, so with a longer time-out, fragments of different datagrams could be reassembled
     * into one (RFC 4963).
     *
     * @return the limits
     */
    public static ReassemblyLimits ipv4() {
        return new ReassemblyLimits(2 * SECOND, 64, 1024, 1 << 24, 0.1, MAXIMUM_PACKET_OCTETS, true);
    }

    /**
     * Returns the maximum memory of one reassembler or port cache with these limits.
     *
     * @return octets, by the formula above
     */
    public long memoryOctets() {
        return (long) chunks() * OCTETS_PER_CHUNK + (long) maxReassemblies * OCTETS_PER_REASSEMBLY + FIXED_OCTETS;
    }

    /** Returns the number of chunks, which are enough for the longest packet with the space before its data. */
    int chunks() {
        return (maxBufferedOctets + Reassembly.MAXIMUM_ORIGIN + ChunkPool.OCTETS - 1) / ChunkPool.OCTETS;
    }

    /** Returns the maximum of {@code maxReassemblies} of several domains. */
    static int maxReassemblies(List<ReassemblyLimits> limits) {
        return limits.stream()
                .mapToInt(ReassemblyLimits::maxReassemblies)
                .max()
                .orElseThrow(() -> new IllegalArgumentException("no limits"));
    }

    /** Returns the maximum number of chunks of several domains. */
    static int chunks(List<ReassemblyLimits> limits) {
        return limits.stream().mapToInt(ReassemblyLimits::chunks).max().orElseThrow();
    }

    /** Returns the share of one source in this number of datagrams or chunks; {@link Integer#MAX_VALUE} for no limit. */
    int share(int total) {
        return sharePerSource == 1 ? Integer.MAX_VALUE : Math.max(1, (int) (sharePerSource * total));
    }
}
