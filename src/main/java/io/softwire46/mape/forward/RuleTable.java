package io.softwire46.mape.forward;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.forward.relay.CompiledRelayTable;
import java.util.List;

/**
 * The rules of all domains that a BR serves, compiled for look-up.
 *
 * <p>Immutable; any number of border relays in any number of threads share one.
 */
public final class RuleTable {
    private final CompiledRelayTable compiled;

    private RuleTable(CompiledRelayTable compiled) {
        this.compiled = compiled;
    }

    /**
     * Compiles domains that one BR is to serve.
     *
     * @param domains at least one
     * @return the table
     * @throws MapConfigurationException with every finding when one of the domains, or all together, cannot be served
     */
    public static RuleTable of(List<ConfiguredDomain> domains) {
        if (domains.isEmpty()) {
            throw MapConfigurationException.syntax(
                    "domains", "[]", "is empty; a BR needs a domain to serve", "RFC 7597 section 7.2");
        }
        MapConfigurationException.throwIfAnyError(ConfiguredDomain.validateForRelay(domains));
        return new RuleTable(CompiledRelayTable.of(List.copyOf(domains)));
    }

    /**
     * Compiles one domain.
     *
     * @param domain addresses, rules and options
     * @return the table
     * @throws MapConfigurationException with every finding when the domain cannot be served
     */
    public static RuleTable of(ConfiguredDomain domain) {
        return of(List.of(domain));
    }

    /**
     * Returns the memory that the compiled rules take.
     *
     * @return in octets, an estimate
     */
    public long octets() {
        return compiled.rules().octets();
    }

    CompiledRelayTable compiled() {
        return compiled;
    }
}
