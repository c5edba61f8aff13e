package io.softwire46.mape.forward.tunnel;

import io.softwire46.mape.icmp.TokenBucket;
import java.util.List;

/**
 * One domain as one node serves it: its number in the table, its options, and the rate limit of its errors.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
public final class DomainState {
    public final int number;
    public final DomainOptions options;
    final TokenBucket bucket;

    private DomainState(int number, DomainOptions options) {
        this.number = number;
        this.options = options;
        bucket = options.newBucket();
    }

    /** Returns the states of the domains of a table, in its order, with full rate limits. */
    public static DomainState[] of(List<DomainOptions> domains) {
        DomainState[] states = new DomainState[domains.size()];
        for (int number = 0; number < states.length; number++) {
            states[number] = new DomainState(number, domains.get(number));
        }
        return states;
    }
}
