package io.softwire46.mape.forward.edge;

import io.softwire46.mape.forward.counter.Event;
import io.softwire46.mape.forward.tunnel.DomainState;
import io.softwire46.mape.forward.tunnel.ForwardingContext;
import io.softwire46.mape.forward.tunnel.FragmentStores;
import io.softwire46.mape.forward.tunnel.HeldFragments;
import io.softwire46.mape.forward.tunnel.NodeKeys;
import io.softwire46.mape.forward.tunnel.SourceChecker;
import io.softwire46.mape.forward.tunnel.TunnelErrors;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The current table of a customer edge, and the state of its domain: the rate limit of errors, fragments, and the source of the
 * current tunnel packet.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
public final class EdgeState {
    public final ForwardingContext context;
    public CompiledEdgeTable table;
    public FragmentStores stores;
    final SourceChecker source;
    final TunnelErrors tunnelErrors;
    private DomainState domain;

    /** The NAPT of a complete CE; null if packets arrive translated. */
    public final @Nullable EdgeNapt napt;

    public EdgeState(CompiledEdgeTable table, NodeKeys keys, HeldFragments continuation) {
        this.table = table;
        domain = domainOf(table);
        context = new ForwardingContext(keys, table.options(), continuation);
        stores = new FragmentStores(List.of(table.options()), true, context.counters, keys);
        source = new SourceChecker(table.meshRules(), domain);
        tunnelErrors = new TunnelErrors(context, table::isAnycast);
        context.domains.adopt(table.names());
        napt = EdgeNapt.of(table, keys, context);
    }

    /**
     * Creates the state of a table that is replaced and whose sessions go on. Tools, stores, NAPT and rate limit are those of the
     * node.
     */
    EdgeState(CompiledEdgeTable table, EdgeState node) {
        this.table = table;
        domain = node.domain;
        context = node.context;
        stores = node.stores;
        source = new SourceChecker(table.meshRules(), domain);
        tunnelErrors = new TunnelErrors(context, table::isAnycast);
        napt = node.napt;
    }

    /** Adopts a new table. The rate limit of errors starts again. */
    public void adopt(CompiledEdgeTable next) {
        domain = domainOf(next);
        stores = stores.adopt(List.of(next.options()));
        source.adopt(next.meshRules(), domain);
        tunnelErrors.adopt(next::isAnycast);
        context.domains.adopt(next.names());
        table = next;
        if (napt != null) {
            napt.adopt(next);
        } else if (next.napt() != null) {
            context.counters.increment(Event.NAPT_IGNORED, 0);
        }
    }

    private static DomainState domainOf(CompiledEdgeTable table) {
        return DomainState.of(List.of(table.options()))[0];
    }

    DomainState domain() {
        return domain;
    }
}
