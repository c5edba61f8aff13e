package io.softwire46.mape.forward;

import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.forward.edge.CompiledEdgeTable;
import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.nat.Napt44;
import io.softwire46.mape.nat.NaptOptions;
import io.softwire46.mape.nat.NaptTable;
import io.softwire46.mape.wire.Packet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The rules that a CE forwards by, compiled for look-up: its own mapping, the addresses of its BRs, and the rules of other CEs in
 * mesh mode.
 *
 * <p>Immutable. Any number of customer edges in any number of threads can share it.
 */
public final class EdgeTable implements ForwarderTable {
    private final ConfiguredDomain domain;
    private final List<ConfiguredDomain> domains;
    private final CompiledEdgeTable compiled;

    private EdgeTable(ConfiguredDomain domain, CompiledEdgeTable compiled) {
        this.domain = domain;
        domains = List.of(domain);
        this.compiled = compiled;
    }

    /**
     * Compiles a domain for one of its CEs.
     *
     * @param domain the domain that the CE belongs to
     * @param endUserPrefix the prefix delegated to it, with its length
     * @return the table
     * @throws MapConfigurationException with all findings if the domain cannot serve the prefix
     */
    public static EdgeTable of(ConfiguredDomain domain, IPv6Address endUserPrefix) {
        MapConfigurationException.throwIfAnyError(domain.validateForEdge(endUserPrefix));
        return new EdgeTable(domain, CompiledEdgeTable.of(domain, endUserPrefix));
    }

    /**
     * Compiles a domain for one of its CEs that translates private addresses and ports itself (RFC 7597 section 8).
     *
     * @param domain the domain that the CE belongs to
     * @param endUserPrefix the prefix delegated to it, with its length
     * @param napt options of its NAPT
     * @return the table
     * @throws MapConfigurationException with all findings if the domain cannot serve the prefix, or if the options do not fit the
     *     CE
     */
    public static EdgeTable of(ConfiguredDomain domain, IPv6Address endUserPrefix, NaptOptions napt) {
        Objects.requireNonNull(napt, "napt");
        MapConfigurationException.throwIfAnyError(domain.validateForEdge(endUserPrefix));
        return new EdgeTable(domain, CompiledEdgeTable.of(domain, endUserPrefix, napt));
    }

    /**
     * Compiles a domain for one of its CEs that translates itself, as {@link #of(ConfiguredDomain, IPv6Address, NaptOptions)}.
     *
     * @param domain the domain that the CE belongs to
     * @param endUserPrefix the prefix delegated to it, such as {@code 2001:db8:12:3400::/56}
     * @param napt options of its NAPT
     * @return the table
     * @throws MapConfigurationException if the text is not an IPv6 prefix, or as the other method
     */
    public static EdgeTable of(ConfiguredDomain domain, String endUserPrefix, NaptOptions napt) {
        return of(domain, Addresses.parseIpv6Prefix("endUserPrefix", endUserPrefix), napt);
    }

    /**
     * Compiles a domain for one of its CEs.
     *
     * @param domain the domain that the CE belongs to
     * @param endUserPrefix the prefix delegated to it, such as {@code 2001:db8:12:3400::/56}
     * @return the table
     * @throws MapConfigurationException if the text is not an IPv6 prefix, or with all findings if the domain cannot serve it
     */
    public static EdgeTable of(ConfiguredDomain domain, String endUserPrefix) {
        return of(domain, Addresses.parseIpv6Prefix("endUserPrefix", endUserPrefix));
    }

    /**
     * Returns this table for a CE whose old prefix remains valid for some time. If the CE has the old table when it adopts this one,
     * the sessions of its NAPT go on until that time: with their address, ports, MAP address, BR and mesh rules, in both
     * directions. Packets without a session, from both sides, have the new ones. At that time the old sessions end, as they do at
     * once without this (RFC 7596 section 5.1).
     *
     * <p>Forwards and requested mappings of the old table serve only the sessions that they have. One old table is kept at a time:
     * if a third mapping is published, the sessions of the first one end. Meanwhile the CE has the memory of two NAPTs. A later
     * table with the new mapping does not end the old sessions, unless it has another time for them, and its forwarding options
     * apply to them too. The old table has no effect if its mapping or MAP address is the same, or if the time is over.
     *
     * @param oldTable the table that is replaced
     * @param untilNanos end of its sessions, in nanoseconds of the clock of the CE
     * @return a table that is equal but for this; publish it from any thread
     * @throws IllegalStateException if this table has no NAPT
     */
    public EdgeTable drain(EdgeTable oldTable, long untilNanos) {
        return new EdgeTable(domain, compiled.drain(oldTable.compiled, untilNanos));
    }

    /**
     * Returns the table of one of several customer edges that serve the CE together, each in a thread of its own, by shares of the
     * ports and inside hosts: see {@link NaptTable#worker}. A packet from the LAN to a port of another share leaves as IPv4 to the
     * own address; give it to {@link Napt44#inbound(Packet, long)} of the other customer edge.
     *
     * @param index number of the customer edge, from 0
     * @param count number of customer edges
     * @return the table with a share
     * @throws IllegalArgumentException if the number is outside its range, or if the NAPT has a {@code dmzHost}
     * @throws IllegalStateException if this table has no NAPT
     */
    public EdgeTable worker(int index, int count) {
        return new EdgeTable(domain, compiled.worker(index, count));
    }

    /**
     * Returns the IPv4 address or prefix, ports and MAP address of the CE.
     *
     * @return the mapping
     */
    public CeMapping mapping() {
        return compiled.mapping();
    }

    /**
     * Returns the NAPT of the CE.
     *
     * @return empty if a NAPT of the product translates packets before they are passed to the CE
     */
    public Optional<NaptTable> napt() {
        return Optional.ofNullable(compiled.napt());
    }

    /**
     * Returns the domain of the CE.
     *
     * @return an immutable list of one domain
     */
    @Override
    public List<ConfiguredDomain> domains() {
        return domains;
    }

    /**
     * Returns the rules of the domain, also if the CE is not in mesh mode.
     *
     * @return an immutable list
     */
    @Override
    public List<MapRule> rules() {
        return domain.domain().rules().rules();
    }

    /**
     * Returns the CE of the domain that owns an IPv4 address and port. Without mesh mode, this CE sends packets for that CE to
     * the BR.
     *
     * @param address the destination address
     * @param port 0 to 65,535, or {@link MapRule#NO_PORT} for a packet without ports
     * @return the CE as a BR derives it; empty if no rule covers the address or no CE owns the port
     */
    public Optional<CeMapping> owner(IPv4Address address, int port) {
        return domain.domain().rules().owner(address, port);
    }

    /**
     * Returns the CE of the domain that owns an IPv4 address and port, as {@link #owner(IPv4Address, int)}.
     *
     * @param address the destination address, such as {@code 192.0.2.18}
     * @param port 0 to 65,535, or {@link MapRule#NO_PORT} for a packet without ports
     * @return the CE; empty if no rule covers the address or no CE owns the port
     * @throws MapConfigurationException if the text is not an IPv4 address
     */
    public Optional<CeMapping> owner(String address, int port) {
        return owner(Addresses.parseIpv4("address", address), port);
    }

    /**
     * Returns the CE of the domain that a MAP address belongs to, by the longest Rule IPv6 prefix and its EA bits.
     *
     * @param mapAddress an IPv6 source address
     * @return the CE as a BR derives it; empty if no Rule IPv6 prefix contains the address
     */
    public Optional<CeMapping> decode(IPv6Address mapAddress) {
        return domain.domain().rules().decode(mapAddress);
    }

    /**
     * Returns the CE of the domain that a MAP address belongs to, as {@link #decode(IPv6Address)}.
     *
     * @param mapAddress an IPv6 source address, such as {@code 2001:db8:12:3400:0:c000:212:34}
     * @return the CE; empty if no Rule IPv6 prefix contains the address
     * @throws MapConfigurationException if the text is not an IPv6 address
     */
    public Optional<CeMapping> decode(String mapAddress) {
        return decode(Addresses.parseIpv6("mapAddress", mapAddress));
    }

    /**
     * Returns the memory that the compiled rules take, without the domain that they were compiled from.
     *
     * @return an estimate in octets; without mesh mode, the size of an empty table
     */
    public long octets() {
        return compiled.meshRules().octets();
    }

    /** Returns the name of the domain, mesh mode, the number of rules and the MAP address. */
    @Override
    public String toString() {
        return "EdgeTable[domain=" + domain.domain().name() + ", mesh="
                + domain.domain().isMesh() + ", rules=" + rules().size() + ", mapAddress="
                + mapping().mapAddress().toCanonicalString() + "]";
    }

    CompiledEdgeTable compiled() {
        return compiled;
    }
}
