package io.softwire46.mape.conformance.model;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.map.MapRule;
import java.util.HashSet;
import java.util.Set;

/**
 * A domain at one node: its options, its border relays as strings of bits, and its bucket for errors.
 *
 * <p>Not thread-safe.
 */
record NaiveDomain(Set<String> borderRelays, ForwardingOptions options, NaiveBucket bucket) {
    static NaiveDomain of(ConfiguredDomain configured) {
        Set<String> relays = new HashSet<>();
        configured.domain().borderRelays().forEach(relay -> relays.add(Bytes.bits(relay.getBytes(), 0, 16)));
        for (MapRule rule : configured.domain().rules().rules()) {
            rule.borderRelay().ifPresent(relay -> relays.add(Bytes.bits(relay.getBytes(), 0, 16)));
        }
        ForwardingOptions options = configured.options();
        return new NaiveDomain(
                relays, options, new NaiveBucket(options.icmpErrorsPerSecond(), options.icmpErrorBurst()));
    }

    /** Whether an error may be sent about this packet by an option and the bucket. */
    boolean lets(boolean option, boolean silent, long now) {
        return option && !silent && bucket.take(now);
    }
}
