package io.softwire46.mape.forward.edge;

import io.softwire46.mape.forward.tunnel.Collectors;
import io.softwire46.mape.forward.tunnel.Continuation;
import io.softwire46.mape.forward.tunnel.DomainState;
import io.softwire46.mape.forward.tunnel.NodeKeys;
import io.softwire46.mape.forward.tunnel.SourceChecker;
import io.softwire46.mape.forward.tunnel.TunnelErrors;
import io.softwire46.mape.forward.tunnel.Worker;
import java.util.List;

/**
 * The table that a customer edge forwards by, and what one worker keeps for its domain: the rate of errors, fragments, the source of
 * the tunnel packet at hand.
 *
 * <p>Not thread-safe: one per worker.
 */
public final class EdgeState {
    public final Worker worker;
    public CompiledEdgeTable table;
    public Collectors collectors;
    final SourceChecker source;
    final TunnelErrors tunnelErrors;
    private DomainState domain;

    public EdgeState(CompiledEdgeTable table, NodeKeys keys, Continuation continuation) {
        this.table = table;
        domain = domainOf(table);
        worker = new Worker(keys, table.options(), continuation);
        collectors = new Collectors(List.of(table.options()), true, worker.counters, keys);
        source = new SourceChecker(table.meshRules(), domain);
        tunnelErrors = new TunnelErrors(worker, table::isAnycast);
        worker.domains.adopt(table.names());
    }

    /** Adopts a table that has just been published; the rate of errors starts anew. */
    public void adopt(CompiledEdgeTable next) {
        domain = domainOf(next);
        collectors = collectors.adopt(List.of(next.options()));
        source.adopt(next.meshRules(), domain);
        tunnelErrors.adopt(next::isAnycast);
        worker.domains.adopt(next.names());
        table = next;
    }

    private static DomainState domainOf(CompiledEdgeTable table) {
        return DomainState.of(List.of(table.options()))[0];
    }

    DomainState domain() {
        return domain;
    }
}
