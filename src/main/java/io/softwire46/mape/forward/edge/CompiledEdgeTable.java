package io.softwire46.mape.forward.edge;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.forward.lookup.CompiledRules;
import io.softwire46.mape.forward.tunnel.DomainOptions;
import io.softwire46.mape.forward.tunnel.OuterSource;
import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.PortSet;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.nat.NaptOptions;
import io.softwire46.mape.nat.NaptTable;
import java.security.SecureRandom;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The data that a CE forwards by: its own mapping, the addresses of its BRs, and the rules of other CEs in mesh mode.
 *
 * <p>Immutable. Any number of nodes in any number of threads can share it.
 */
public final class CompiledEdgeTable {
    private static final int FORWARDING = 1;

    private final long flowLabelKey;
    private final List<String> names;
    private final CeMapping mapping;
    private final PortSet ports;
    private final DomainOptions options;
    private final long[] relayHigh;
    private final long[] relayLow;

    /** The rules of other CEs, none in hub-and-spoke mode. */
    private final CompiledRules meshRules;

    /** The CE's own address and ports. */
    private final OwnPorts own;

    /** The only source of packets into the tunnel. */
    private final OuterSource[] outerSources;

    private final boolean rewritesIdentifications;

    /** The NAPT of a complete CE; null if a NAPT translates packets before they arrive here. */
    private final @Nullable NaptTable napt;

    final long mapHigh;
    final long mapLow;

    private CompiledEdgeTable(
            ConfiguredDomain configured, IPv6Address endUserPrefix, @Nullable NaptOptions naptOptions) {
        flowLabelKey = new SecureRandom().nextLong();
        names = List.of(configured.domain().name());
        mapping = configured.domain().rules().ce(endUserPrefix);
        ports = mapping.portSet();
        options = new DomainOptions(configured.options());
        mapHigh = mapping.mapAddressHigh();
        mapLow = mapping.mapAddressLow();
        List<IPv6Address> relays = mapping.rule()
                .borderRelay()
                .map(List::of)
                .orElse(configured.domain().borderRelays());
        relayHigh = relays.stream().mapToLong(relay -> Addresses.bits(relay)[0]).toArray();
        relayLow = relays.stream().mapToLong(relay -> Addresses.bits(relay)[1]).toArray();
        List<MapRule> others =
                configured.domain().isMesh() ? configured.domain().rules().rules() : List.of();
        meshRules = CompiledRules.of(others, rule -> others.get(rule).isForwarding() ? FORWARDING : 0);
        own = new OwnPorts(mapping);
        outerSources = new OuterSource[] {new OuterSource(0, options, new long[] {mapHigh, mapLow})};
        rewritesIdentifications = options.rewriteIpv4Id && mapping.rule().isShared();
        napt = naptOptions == null ? null : NaptTable.of(mapping, naptOptions, options.rewriteIpv4Id);
    }

    /** Copies a table with other options and another NAPT. */
    private CompiledEdgeTable(CompiledEdgeTable of, DomainOptions options, @Nullable NaptTable napt) {
        names = of.names;
        mapping = of.mapping;
        ports = of.ports;
        this.options = options;
        mapHigh = of.mapHigh;
        mapLow = of.mapLow;
        relayHigh = of.relayHigh;
        relayLow = of.relayLow;
        meshRules = of.meshRules;
        own = of.own;
        outerSources = new OuterSource[] {new OuterSource(0, options, new long[] {mapHigh, mapLow})};
        rewritesIdentifications = of.rewritesIdentifications;
        this.napt = napt;
        flowLabelKey = of.flowLabelKey;
    }

    /**
     * Returns this table, which lets the sessions of another one go on until a time.
     *
     * @throws IllegalStateException if it has no NAPT
     */
    public CompiledEdgeTable drain(CompiledEdgeTable before, long untilNanos) {
        if (napt == null) {
            throw new IllegalStateException("a table without NAPT has no sessions; create it with NaptOptions");
        }
        // packets from the tunnel belong to the old or the new table by their destination
        return before.isOwn(mapHigh, mapLow)
                ? this
                : new CompiledEdgeTable(this, options, napt.drain(before.mapping, untilNanos));
    }

    /**
     * Returns the table of one of several nodes that serve the CE together.
     *
     * @throws IllegalStateException if it has no NAPT
     */
    public CompiledEdgeTable worker(int index, int count) {
        if (napt == null) {
            throw new IllegalStateException("a table without NAPT needs no shares; create it with NaptOptions");
        }
        return new CompiledEdgeTable(this, options, napt.worker(index, count));
    }

    /** Returns whether the sessions of a mapping go on. */
    boolean drains(CeMapping before) {
        return napt != null && napt.drains(before);
    }

    /** Returns this table with the options of another one. */
    CompiledEdgeTable withOptions(CompiledEdgeTable of) {
        return new CompiledEdgeTable(this, of.options, napt);
    }

    /** Compiles a domain for one of its CEs, which {@link ConfiguredDomain#validateForEdge} has accepted. */
    public static CompiledEdgeTable of(ConfiguredDomain domain, IPv6Address endUserPrefix) {
        return new CompiledEdgeTable(domain, endUserPrefix, null);
    }

    /**
     * The same for a CE with NAPT.
     *
     * @throws MapConfigurationException if the options do not fit the CE
     */
    public static CompiledEdgeTable of(ConfiguredDomain domain, IPv6Address endUserPrefix, NaptOptions naptOptions) {
        return new CompiledEdgeTable(domain, endUserPrefix, naptOptions);
    }

    /** Returns the NAPT of the CE; null if it has none. */
    public @Nullable NaptTable napt() {
        return napt;
    }

    /** Returns the IPv4 address or prefix, ports and MAP address of the CE. */
    public CeMapping mapping() {
        return mapping;
    }

    /** Returns the name of the domain. */
    List<String> names() {
        return names;
    }

    PortSet ports() {
        return ports;
    }

    public long flowLabelKey() {
        return flowLabelKey;
    }

    public DomainOptions options() {
        return options;
    }

    public CompiledRules meshRules() {
        return meshRules;
    }

    /** Returns whether the CE may send by a rule of the mesh: the F flag (RFC 7598 section 4.1). */
    public boolean isForwarding(int rule) {
        return isForwardingTag(meshRules.tag(rule));
    }

    /** Returns the same for the rules with a tag. */
    public static boolean isForwardingTag(int tag) {
        return tag == FORWARDING;
    }

    public OwnPorts own() {
        return own;
    }

    public OuterSource[] outerSources() {
        return outerSources;
    }

    /** Returns the MAP address and the options of the CE. */
    OuterSource outerSource() {
        return outerSources[0];
    }

    /**
     * Returns whether Identifications of packets from the NAPT are replaced (RFC 7597 section 8.3.3). The NAPT of a complete CE
     * does so itself.
     */
    public boolean rewritesIdentifications() {
        return rewritesIdentifications;
    }

    /** Returns whether an address is the CE's own MAP address. */
    public boolean isOwn(long high, long low) {
        return low == mapLow && high == mapHigh;
    }

    /** Returns the BR to which the CE sends: the first one. */
    public long relayHigh() {
        return relayHigh[0];
    }

    public long relayLow() {
        return relayLow[0];
    }

    /** Returns whether an address is that of one of the CE's BRs. */
    public boolean isRelay(long high, long low) {
        for (int i = 0; i < relayHigh.length; i++) {
            if (relayLow[i] == low && relayHigh[i] == high) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether an address is a BR address that several BRs share: an error to it may reach another BR. */
    boolean isAnycast(long high, long low) {
        return options.anycast && isRelay(high, low);
    }
}
