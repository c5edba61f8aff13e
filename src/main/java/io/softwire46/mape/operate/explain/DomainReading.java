package io.softwire46.mape.operate.explain;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.map.MapRule;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * A domain at one node: its options, its border relays, and the rate limit of its errors.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
final class DomainReading {
    final String name;
    final ForwardingOptions options;
    final Set<Ip6> borderRelays = new HashSet<>();
    final ErrorRate rate;

    /** Octets of the tunnel headers. */
    final int headerOctets;

    DomainReading(ConfiguredDomain configured) {
        name = configured.domain().name();
        options = configured.options();
        rate = new ErrorRate(options.icmpErrorsPerSecond(), options.icmpErrorBurst());
        headerOctets = options.encapsulationLimit().isPresent() ? 48 : 40;
        configured.domain().borderRelays().forEach(relay -> borderRelays.add(Ip6.at(relay.getBytes(), 0)));
        for (MapRule rule : configured.domain().rules().rules()) {
            Optional.ofNullable(rule.borderRelay().orElse(null))
                    .ifPresent(relay -> borderRelays.add(Ip6.at(relay.getBytes(), 0)));
        }
    }

    /** Returns the largest IPv4 packet that fits into a link of the tunnel. */
    int tunnelMtu(long link) {
        return (int) Math.min(link, options.maxPacketSize()) - headerOctets;
    }
}
