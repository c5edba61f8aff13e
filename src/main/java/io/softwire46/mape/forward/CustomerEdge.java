package io.softwire46.mape.forward;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.map.Addresses;
import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.map.Ipv4RuleIndex;
import io.softwire46.mape.map.Ipv6RuleIndex;
import io.softwire46.mape.map.MapConfigurationException;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.wire.HeaderCheck;
import io.softwire46.mape.wire.Ipv4Address;
import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.Ipv6Header;
import io.softwire46.mape.wire.Packet;
import io.softwire46.mape.wire.TransportPort;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.List;

/**
 * The MAP function of a Customer Edge device, behind its NAPT: what the NAPT gives goes into the tunnel, to another CE where
 * a forwarding mapping rule covers the destination and to the BR otherwise; what comes out of the tunnel goes to the NAPT
 * (RFC 7597 section 8).
 *
 * <p>Packets are changed in place. After {@link Verdict#FORWARDED} the window is on the packet that leaves; after a drop the
 * window and its octets are of no further use. Not thread-safe: one per worker.
 */
public final class CustomerEdge {
    private final CeMapping own;
    private final boolean shared;
    private final ForwardingOptions options;
    private final long mapHigh;
    private final long mapLow;
    private final long[] relayHigh;
    private final long[] relayLow;

    /** The rules of other CEs: none in hub-and-spoke mode. It sends only by those with F (RFC 7598 section 4.1). */
    private final List<MapRule> meshRules;

    private final Ipv4RuleIndex byIpv4;
    private final Ipv6RuleIndex byIpv6;
    private final TunnelEntry entry;
    private final SourceGuard guard;
    private final TunnelExit exit = new TunnelExit();
    private final Counters counters = new Counters();

    /** Octets of the IPv4 packet that was forwarded last. */
    private int innerLength;

    private CustomerEdge(ConfiguredDomain configured, IPv6Address endUserPrefix, long seed) {
        own = configured.domain().rules().ce(endUserPrefix);
        shared = own.rule().isShared();
        options = configured.options();
        mapHigh = own.mapAddressHigh();
        mapLow = own.mapAddressLow();
        List<IPv6Address> relays = own.rule()
                .borderRelay()
                .map(List::of)
                .orElse(configured.domain().borderRelays());
        relayHigh = relays.stream().mapToLong(relay -> Addresses.bits(relay)[0]).toArray();
        relayLow = relays.stream().mapToLong(relay -> Addresses.bits(relay)[1]).toArray();
        meshRules = configured.domain().isMesh() ? configured.domain().rules().rules() : List.of();
        byIpv4 = Ipv4RuleIndex.of(meshRules);
        byIpv6 = Ipv6RuleIndex.of(meshRules);
        entry = new TunnelEntry(options, seed);
        guard = new SourceGuard(options.sourceCheck(), byIpv4);
    }

    /**
     * A CE with unpredictable flow labels.
     *
     * @param domain the domain that it belongs to
     * @param endUserPrefix the prefix delegated to it, with its length
     * @return a CE for one worker
     * @throws MapConfigurationException with every finding when the domain cannot serve the prefix
     */
    public static CustomerEdge of(ConfiguredDomain domain, IPv6Address endUserPrefix) {
        return seeded(domain, endUserPrefix, new SecureRandom().nextLong());
    }

    /**
     * A CE that does the same again for the same packets.
     *
     * @param domain the domain that it belongs to
     * @param endUserPrefix the prefix delegated to it, with its length
     * @param seed key of the flow labels
     * @return a CE for one worker
     * @throws MapConfigurationException with every finding when the domain cannot serve the prefix
     */
    public static CustomerEdge seeded(ConfiguredDomain domain, IPv6Address endUserPrefix, long seed) {
        MapConfigurationException.throwIfAnyError(domain.validateForEdge(endUserPrefix));
        return new CustomerEdge(domain, endUserPrefix, seed);
    }

    /**
     * What this CE owns.
     *
     * @return address or prefix, ports and MAP address
     */
    public CeMapping mapping() {
        return own;
    }

    /**
     * What happened so far.
     *
     * @return counters that go on counting
     */
    public Counters counters() {
        return counters;
    }

    /**
     * Takes a packet from the NAPT.
     *
     * @param packet a window on an IPv4 packet whose source is the CE's own
     * @param nowNanos a clock that never goes back
     * @return what became of it; a packet for the CE's own address and ports stays IPv4, for the NAPT
     */
    public Verdict fromIpv4(Packet packet, long nowNanos) {
        int arrived = packet.length();
        Verdict verdict = upstream(packet);
        counters.count(Direction.V4_TO_V6, verdict, verdict == Verdict.FORWARDED ? innerLength : arrived);
        return verdict;
    }

    /**
     * Takes a packet from the IPv6 network.
     *
     * @param packet a window on an IPv6 packet
     * @param nowNanos a clock that never goes back
     * @return what became of it
     */
    public Verdict fromIpv6(Packet packet, long nowNanos) {
        int arrived = packet.length();
        Verdict verdict = downstream(packet);
        counters.count(Direction.V6_TO_V4, verdict, verdict == Verdict.FORWARDED ? innerLength : arrived);
        return verdict;
    }

    private Verdict upstream(Packet packet) {
        ByteBuffer buffer = packet.buffer();
        int offset = packet.offset();
        HeaderCheck check = Ipv4Header.check(buffer, offset, packet.length());
        if (check != HeaderCheck.OK) {
            return TunnelExit.refusal(check);
        }
        int source = Ipv4Header.sourceAddress(buffer, offset);
        int destination = Ipv4Header.destinationAddress(buffer, offset);
        if (Ipv4Address.isMulticast(destination) || Ipv4Address.isBroadcast(destination)) {
            return Verdict.NOT_MAP;
        }
        if (Ipv4Address.isMartianSource(source) || Ipv4Address.isMartianDestination(destination)) {
            return Verdict.DROP_MARTIAN;
        }
        packet.truncate(Ipv4Header.totalLength(buffer, offset));
        innerLength = packet.length();
        Verdict mine = requireOwnSource(packet, source);
        return mine == Verdict.FORWARDED ? send(packet, destination) : mine;
    }

    /** RFC 7597 section 8: behind the NAPT, address and port are those of the BMR. Later fragments show no port. */
    private Verdict requireOwnSource(Packet packet, int source) {
        ByteBuffer buffer = packet.buffer();
        int offset = packet.offset();
        if (!own.ownsAddress(source)) {
            return Verdict.DROP_NOT_MY_ADDRESS;
        }
        if (!shared || Ipv4Header.fragmentOffsetOctets(buffer, offset) > 0) {
            return Verdict.FORWARDED;
        }
        int port = TransportPort.sourceSide(buffer, offset, packet.length());
        if (port < 0) {
            return PortVerdict.of(port);
        }
        return own.owns(source, port) ? Verdict.FORWARDED : Verdict.DROP_NOT_MY_ADDRESS;
    }

    private Verdict send(Packet packet, int destination) {
        ByteBuffer buffer = packet.buffer();
        int offset = packet.offset();
        int port = Ipv4Header.isFragment(buffer, offset)
                ? MapRule.NO_PORT
                : Math.max(TransportPort.destinationSide(buffer, offset, packet.length()), MapRule.NO_PORT);
        if (own.owns(destination, port)) { // RFC 2473 section 4.1.2: never into the own tunnel
            if (Ipv4Header.timeToLive(buffer, offset) <= 1) {
                return Verdict.DROP_TTL_EXPIRED;
            }
            Ipv4Header.decrementTtl(buffer, offset);
            return Verdict.FORWARDED;
        }
        // RFC 7597 section 5: what no forwarding rule covers, port included, goes to the BR.
        int place = byIpv4.ruleOf(destination, port);
        if (place < 0 || !meshRules.get(place).isForwarding()) {
            return entry.enter(packet, mapHigh, mapLow, relayHigh[0], relayLow[0]);
        }
        MapRule rule = meshRules.get(place);
        long eaBits = rule.eaBits(destination, rule.psidOf(port));
        return entry.enter(packet, mapHigh, mapLow, rule.mapAddressHigh(eaBits), rule.mapAddressLow(eaBits));
    }

    private Verdict downstream(Packet packet) {
        ByteBuffer buffer = packet.buffer();
        int offset = packet.offset();
        HeaderCheck check = Ipv6Header.check(buffer, offset, packet.length());
        if (check != HeaderCheck.OK) {
            return check == HeaderCheck.TRUNCATED ? Verdict.DROP_TRUNCATED : Verdict.DROP_BAD_IPV6_HEADER;
        }
        if (Ipv6Header.destinationHi(buffer, offset) != mapHigh || Ipv6Header.destinationLo(buffer, offset) != mapLow) {
            return Verdict.NOT_MAP;
        }
        long sourceHigh = Ipv6Header.sourceHi(buffer, offset);
        long sourceLow = Ipv6Header.sourceLo(buffer, offset);
        if (sourceHigh == mapHigh && sourceLow == mapLow) {
            return Verdict.DROP_LOOP;
        }
        Verdict found = exit.find(packet);
        if (found != Verdict.FORWARDED) {
            return found;
        }
        boolean fromRelay = isRelay(sourceHigh, sourceLow);
        int place = fromRelay ? Ipv6RuleIndex.NO_RULE : byIpv6.ruleOf(sourceHigh, sourceLow);
        if (!fromRelay && place == Ipv6RuleIndex.NO_RULE) {
            return Verdict.DROP_NO_RULE;
        }
        Verdict inner = exit.checkInner(packet);
        if (inner == Verdict.FORWARDED && !fromRelay) {
            inner = guard.check(buffer, exit.innerOffset(), meshRules.get(place), place, sourceHigh, sourceLow);
        }
        if (inner == Verdict.FORWARDED) {
            inner = requireOwnDestination(buffer);
        }
        if (inner == Verdict.FORWARDED) {
            inner = exit.leave(packet, options.egressDscp() == EgressDscp.UNIFORM);
            innerLength = packet.length();
        }
        return inner;
    }

    /** RFC 7597 section 8.1: a CE takes only what is for its own address, and here also only for its own ports. */
    private Verdict requireOwnDestination(ByteBuffer buffer) {
        int inner = exit.innerOffset();
        int destination = Ipv4Header.destinationAddress(buffer, inner);
        if (!own.ownsAddress(destination)) {
            return Verdict.DROP_NOT_MY_ADDRESS;
        }
        if (!shared) {
            return Verdict.FORWARDED;
        }
        int port = Ipv4Header.isFragment(buffer, inner)
                ? TransportPort.FRAGMENT
                : TransportPort.destinationSide(buffer, inner, Ipv4Header.totalLength(buffer, inner));
        if (port < 0) {
            return PortVerdict.of(port);
        }
        return own.owns(destination, port) ? Verdict.FORWARDED : Verdict.DROP_NOT_MY_ADDRESS;
    }

    private boolean isRelay(long high, long low) {
        for (int i = 0; i < relayHigh.length; i++) {
            if (relayLow[i] == low && relayHigh[i] == high) {
                return true;
            }
        }
        return false;
    }
}
