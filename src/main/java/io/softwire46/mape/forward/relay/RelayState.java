package io.softwire46.mape.forward.relay;

import io.softwire46.mape.forward.tunnel.DomainState;
import io.softwire46.mape.forward.tunnel.ForwardingContext;
import io.softwire46.mape.forward.tunnel.FragmentStores;
import io.softwire46.mape.forward.tunnel.HeldFragments;
import io.softwire46.mape.forward.tunnel.NodeKeys;
import io.softwire46.mape.forward.tunnel.SourceChecker;
import io.softwire46.mape.forward.tunnel.TunnelErrors;

/**
 * The current table of a border relay, and the state of its domains: rate limits of errors, fragments, and the source of the
 * current tunnel packet.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
public final class RelayState {
    public final ForwardingContext context;
    public CompiledRelayTable table;
    public FragmentStores stores;
    final SourceChecker source;
    final TunnelErrors tunnelErrors;
    private DomainState[] domains;

    public RelayState(CompiledRelayTable table, NodeKeys keys, HeldFragments continuation) {
        this.table = table;
        domains = DomainState.of(table.optionsOfDomains());
        context = new ForwardingContext(keys, domains[0].options, continuation);
        stores = new FragmentStores(table.optionsOfDomains(), false, context.counters, keys);
        source = new SourceChecker(table.rules(), domains[0]);
        tunnelErrors = new TunnelErrors(context, table::isAnycast);
        context.domains.adopt(table.names());
    }

    /** Adopts a new table. The rate limits of errors start again. */
    public void adopt(CompiledRelayTable next) {
        domains = DomainState.of(next.optionsOfDomains());
        stores = stores.adopt(next.optionsOfDomains());
        source.adopt(next.rules(), domains[0]);
        tunnelErrors.adopt(next::isAnycast);
        context.domains.adopt(next.names());
        table = next;
    }

    DomainState domain(int number) {
        return domains[number];
    }

    DomainState domainOfRule(int rule) {
        return domains[table.domainOfRule(rule)];
    }

    /** Returns the domain of the address of a slot. */
    DomainState domainOfSlot(int slot) {
        return domainOfRule(table.rules().anyRuleAt(slot));
    }

    /** Returns the first domain that a BR address serves. Its options apply if no rule determines the domain. */
    DomainState firstDomain(int relay) {
        return domains[table.firstDomain(relay)];
    }
}
