package io.softwire46.mape.operate.explain;

import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.config.ForwardingOptions.InnerFragments;
import io.softwire46.mape.config.ForwardingOptions.V4Reassembly;
import java.util.List;

/**
 * The limits of the fragment stores for one domain. Stores share the memory of the node, so the largest values of all domains are
 * the sizes of tables and memory; the other limits are those of the domain. Immutable.
 *
 * @param share the part of both that one source may use; 1 for no limit
 */
record StoreLimits(long timeoutNanos, int maxFragments, int datagrams, int octets, double share, int maxPacketOctets) {
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final int CHUNK_OCTETS = 2048;
    private static final int RESERVED_OCTETS = 256;

    /** The stores that the options of domains require, and the number of them. */
    record Needs(boolean tunnel, boolean toCe, boolean toCePorts, boolean fromCe, boolean fromCePorts) {
        static Needs of(List<DomainReading> domains) {
            return new Needs(
                    domains.stream().anyMatch(each -> each.options.v6Reassembly()),
                    domains.stream().anyMatch(each -> each.options.v4Reassembly() == V4Reassembly.FULL),
                    domains.stream().anyMatch(each -> each.options.v4Reassembly() == V4Reassembly.PARTIAL),
                    domains.stream().anyMatch(each -> each.options.innerFragments() == InnerFragments.REASSEMBLE),
                    domains.stream().anyMatch(each -> each.options.innerFragments() == InnerFragments.CACHE));
        }

        int count() {
            int count = 0;
            for (boolean each : new boolean[] {tunnel, toCe, toCePorts, fromCe, fromCePorts}) {
                count += each ? 1 : 0;
            }
            return Math.max(1, count);
        }
    }

    static StoreLimits of(ForwardingOptions own, int timeoutMillis, List<DomainReading> domains, int stores) {
        int buffered = 0;
        int datagrams = 0;
        int packet = 0;
        for (DomainReading each : domains) {
            buffered = Math.max(buffered, each.options.maxBufferedOctets());
            datagrams = Math.max(datagrams, each.options.maxReassemblies());
            packet = Math.max(packet, each.options.maxPacketSize());
        }
        return new StoreLimits(
                timeoutMillis * NANOS_PER_MILLI,
                own.maxFragmentsPerPacket(),
                datagrams,
                Math.max(packet, buffered / stores),
                own.fragmentSharePerSource(),
                own.maxPacketSize());
    }

    StoreLimits withoutShare() {
        return new StoreLimits(timeoutNanos, maxFragments, datagrams, octets, 1, maxPacketOctets);
    }

    int chunks() {
        return (octets + RESERVED_OCTETS + CHUNK_OCTETS - 1) / CHUNK_OCTETS;
    }

    /** Returns the share of one source; the largest number for no limit. */
    int shareOf(int total) {
        return share == 1 ? Integer.MAX_VALUE : Math.max(1, (int) (share * total));
    }
}
