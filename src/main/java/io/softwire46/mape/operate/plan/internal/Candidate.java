package io.softwire46.mape.operate.plan.internal;

import java.util.Comparator;
import java.util.List;

/**
 * A rule set in numbers: each prefix is a rule, and all rules have the same port parameters and End-user prefix length.
 *
 * <p>Immutable.
 *
 * @param blocks Rule IPv4 prefixes
 * @param addresses number of their addresses
 * @param psidLength k
 * @param psidOffset a; 0 if k is 0
 * @param delegated length of the End-user prefixes, n + o
 * @param isDefaultOffset whether the offset is that of the format, or has no effect
 */
public record Candidate(
        List<Block> blocks, long addresses, int psidLength, int psidOffset, int delegated, boolean isDefaultOffset) {
    private static final int PORT_BITS = 16;

    /** Fewest rules, the default offset, most ports, least IPv6 space, most places. */
    static final Comparator<Candidate> ORDER = Comparator.comparingInt(Candidate::ruleCount)
            .thenComparing(each -> !each.isDefaultOffset)
            .thenComparing(Comparator.comparingInt(Candidate::ports).reversed())
            .thenComparingInt(Candidate::ipv6Exponent)
            .thenComparing(Comparator.comparingLong(Candidate::capacity).reversed());

    /** A candidate that is better than another in any respect, and worse in none, precedes it. */
    static final Comparator<Candidate> BEST_FIRST = Comparator.comparingInt(Candidate::ruleCount)
            .thenComparing(Comparator.comparingInt(Candidate::ports).reversed())
            .thenComparing(Comparator.comparingLong(Candidate::capacity).reversed())
            .thenComparingInt(Candidate::ipv6Exponent)
            .thenComparingLong(Candidate::wastedPorts);

    /** Returns the same rules for End-user prefixes of another length. */
    Candidate withDelegated(int length) {
        return new Candidate(blocks, addresses, psidLength, psidOffset, length, isDefaultOffset);
    }

    /** Returns the number of rules. */
    public int ruleCount() {
        return blocks.size();
    }

    /** Returns the number of subscribers: 2^k per address, since each value of the EA bits is one CE. */
    public long capacity() {
        return addresses << psidLength;
    }

    /** Returns the number of ports of a subscriber. RFC 7597 section 5.1: with a &gt; 0, A must not be 0. */
    public int ports() {
        int whole = 1 << (PORT_BITS - psidLength);
        return psidOffset == 0 ? whole : whole - (1 << (PORT_BITS - psidOffset - psidLength));
    }

    /** Returns the lowest port that any subscriber owns. */
    int firstPort() {
        return psidOffset == 0 ? 0 : 1 << (PORT_BITS - psidOffset);
    }

    /** Returns the number of pairs of an address and a port that no subscriber owns. */
    public long wastedPorts() {
        return addresses * firstPort();
    }

    /** Returns e, where the Rule IPv6 prefixes have {@code addresses} times 2^e IPv6 addresses. */
    private int ipv6Exponent() {
        return psidLength + 128 - delegated;
    }

    /** Returns whether this is better than another of the same addresses in a respect that the front compares, and worse in none. */
    boolean dominates(Candidate other) {
        int space = Integer.compare(ipv6Exponent(), other.ipv6Exponent());
        return ruleCount() <= other.ruleCount()
                && ports() >= other.ports()
                && capacity() >= other.capacity()
                && space <= 0
                && wastedPorts() <= other.wastedPorts()
                && (ruleCount() < other.ruleCount()
                        || ports() > other.ports()
                        || capacity() > other.capacity()
                        || space < 0
                        || wastedPorts() < other.wastedPorts());
    }
}
