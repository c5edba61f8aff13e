package io.softwire46.mape.forward.relay;

import io.softwire46.mape.forward.tunnel.DomainState;
import io.softwire46.mape.forward.tunnel.ForwardingContext;
import io.softwire46.mape.forward.tunnel.FragmentStores;
import io.softwire46.mape.forward.tunnel.HeldFragments;
import io.softwire46.mape.forward.tunnel.NodeKeys;
import io.softwire46.mape.forward.tunnel.SourceChecker;
import io.softwire46.mape.forward.tunnel.TunnelErrors;

/**
 * The table that a border relay forwards by, and what one worker keeps for its domains: rates of errors, fragments, the source of the
 * tunnel packet at hand.
 *
 * <p>Not thread-safe: one per worker.
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

    /** Adopts a table that has just been published; the rates of errors start anew. */
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

    /** The domain of the address that a slot is for. */
    DomainState domainOfSlot(int slot) {
        return domainOfRule(table.rules().anyRuleAt(slot));
    }

    /** The first domain that a BR address serves, whose options count where no rule gives the domain. */
    DomainState firstDomain(int relay) {
        return domains[table.firstDomain(relay)];
    }
}
