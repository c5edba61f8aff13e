package io.softwire46.mape.conformance.model;

/**
 * Limits of the memory and time that a node uses for held fragments of one domain.
 *
 * @param timeoutNanos time-out in nanoseconds, from the first received fragment of a datagram
 * @param maxFragmentsPerPacket fragments of one datagram
 * @param maxReassemblies datagrams at a time
 * @param maxBufferedOctets memory for the octets of fragments
 * @param sharePerSource fraction of datagrams and memory of one source; 1 means no limit
 * @param maxPacketOctets length of a reassembled packet, IP header included
 * @param tinyFragmentCheck whether IPv4 fragments that hide ports or TCP flags are dropped (RFC 1858, RFC 3128)
 */
public record NaiveLimits(
        long timeoutNanos,
        int maxFragmentsPerPacket,
        int maxReassemblies,
        int maxBufferedOctets,
        double sharePerSource,
        int maxPacketOctets,
        boolean tinyFragmentCheck) {}
