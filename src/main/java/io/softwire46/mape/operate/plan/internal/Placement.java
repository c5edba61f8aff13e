package io.softwire46.mape.operate.plan.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The Rule IPv6 prefix of a Rule IPv4 prefix.
 *
 * <p>Immutable.
 *
 * @param block Rule IPv4 prefix
 * @param high first 64 bits of the Rule IPv6 prefix; the others are 0
 * @param length n
 * @param eaLength o
 */
public record Placement(Block block, long high, int length, int eaLength) {
    /**
     * Returns a placement per block, from the start of the IPv6 block on. The largest are first, so that each is aligned and no gap
     * is between them.
     *
     * @param high first 64 bits of the IPv6 block
     */
    public static List<Placement> of(Candidate candidate, long high) {
        List<Block> largestFirst = new ArrayList<>(candidate.blocks());
        largestFirst.sort(Comparator.comparingInt(Block::length).thenComparingLong(Block::first));
        List<Placement> placements = new ArrayList<>();
        long next = 0; // number of End-user prefixes before this rule
        for (Block each : largestFirst) {
            int eaLength = 32 - each.length() + candidate.psidLength();
            placements.add(new Placement(
                    each, high | next << (64 - candidate.delegated()), candidate.delegated() - eaLength, eaLength));
            next += 1L << eaLength;
        }
        return placements;
    }
}
