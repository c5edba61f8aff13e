package io.softwire46.mape.operate.plan.internal;

import java.util.List;

/**
 * What a rule set must achieve, in numbers.
 *
 * <p>Immutable.
 *
 * @param blocks disjoint IPv4 prefixes
 * @param reserved IPv4 prefixes that are in no rule
 * @param ipv6Length length of the IPv6 block, 0 to 64
 * @param delegated length of all End-user prefixes, {@code ipv6Length} to 64; {@link #ANY_LENGTH} if it is free
 * @param required number of subscribers, growth included, at least 1
 * @param ports smallest number of ports per subscriber, 1 to 65536
 * @param highestExcluded highest port that no port set may have; {@link #NO_PORT} if there is none
 * @param defaultOffset PSID offset of the format
 */
public record Goal(
        List<Block> blocks,
        List<Block> reserved,
        int ipv6Length,
        int delegated,
        long required,
        int ports,
        int highestExcluded,
        int defaultOffset) {
    /** Value of {@code delegated} for any length up to 64. */
    public static final int ANY_LENGTH = -1;

    /** Value of {@code highestExcluded} if all ports may be used. */
    public static final int NO_PORT = -1;

    /** The maximum length of an End-user prefix. */
    public static final int MAX_LENGTH = 64;

    /** Copies the lists. */
    public Goal {
        blocks = List.copyOf(blocks);
        reserved = List.copyOf(reserved);
    }

    Goal withBlocks(List<Block> other) {
        return new Goal(other, reserved, ipv6Length, delegated, required, ports, highestExcluded, defaultOffset);
    }

    Goal withReserved(List<Block> other) {
        return new Goal(blocks, other, ipv6Length, delegated, required, ports, highestExcluded, defaultOffset);
    }

    Goal withIpv6Length(int length) {
        return new Goal(blocks, reserved, length, delegated, required, ports, highestExcluded, defaultOffset);
    }

    Goal withDelegated(int length) {
        return new Goal(blocks, reserved, ipv6Length, length, required, ports, highestExcluded, defaultOffset);
    }

    /** Returns the goal with another number of subscribers. */
    public Goal withRequired(long number) {
        return new Goal(blocks, reserved, ipv6Length, delegated, number, ports, highestExcluded, defaultOffset);
    }

    Goal withPorts(int number) {
        return new Goal(blocks, reserved, ipv6Length, delegated, required, number, highestExcluded, defaultOffset);
    }

    Goal withHighestExcluded(int port) {
        return new Goal(blocks, reserved, ipv6Length, delegated, required, ports, port, defaultOffset);
    }
}
