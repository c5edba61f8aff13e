package io.softwire46.mape.forward;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.forward.edge.CompiledEdgeTable;
import io.softwire46.mape.map.CeMapping;

/**
 * The rules that a CE forwards by, compiled for look-up: its own mapping, the addresses of its BRs, and the rules of other CEs in
 * mesh mode.
 *
 * <p>Immutable; any number of customer edges in any number of threads share one.
 */
public final class EdgeTable {
    private final CompiledEdgeTable compiled;

    private EdgeTable(CompiledEdgeTable compiled) {
        this.compiled = compiled;
    }

    /**
     * Compiles a domain for one of its CEs.
     *
     * @param domain the domain that the CE belongs to
     * @param endUserPrefix the prefix delegated to it, with its length
     * @return the table
     * @throws MapConfigurationException with every finding when the domain cannot serve the prefix
     */
    public static EdgeTable of(ConfiguredDomain domain, IPv6Address endUserPrefix) {
        MapConfigurationException.throwIfAnyError(domain.validateForEdge(endUserPrefix));
        return new EdgeTable(CompiledEdgeTable.of(domain, endUserPrefix));
    }

    /**
     * What the CE owns.
     *
     * @return address or prefix, ports and MAP address
     */
    public CeMapping mapping() {
        return compiled.mapping();
    }

    CompiledEdgeTable compiled() {
        return compiled;
    }
}
