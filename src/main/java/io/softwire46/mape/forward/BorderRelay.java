package io.softwire46.mape.forward;

import io.softwire46.mape.map.Ipv4RuleIndex;
import io.softwire46.mape.map.Ipv6RuleIndex;
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
 * A MAP Border Relay: IPv4 packets go to the CE that owns their destination and port, tunnel packets are checked against
 * their source and leave as IPv4 (RFC 7597 section 8).
 *
 * <p>Packets are changed in place. After {@link Verdict#FORWARDED} the window is on the packet that leaves; after a
 * drop the window and its octets are of no further use. Fragments whose owner only a port could tell, fragments of tunnel packets and ICMPv6
 * to the BR are dropped and counted. Not thread-safe: one per worker; workers share the table.
 */
public final class BorderRelay {
    private final RuleTable table;
    private final TunnelEntry[] entries;
    private final SourceGuard[] guards;
    private final TunnelExit exit = new TunnelExit();
    private final Counters counters = new Counters();

    /** Octets of the IPv4 packet that was forwarded last. */
    private int innerLength;

    private BorderRelay(RuleTable table, long seed) {
        this.table = table;
        List<ForwardingOptions> options = table.optionsOfDomain();
        entries = options.stream().map(each -> new TunnelEntry(each, seed)).toArray(TunnelEntry[]::new);
        guards = options.stream()
                .map(each -> new SourceGuard(each.sourceCheck(), table.byIpv4()))
                .toArray(SourceGuard[]::new);
    }

    /**
     * A BR with unpredictable flow labels.
     *
     * @param table the rules to serve
     * @return a BR for one worker
     */
    public static BorderRelay of(RuleTable table) {
        return new BorderRelay(table, new SecureRandom().nextLong());
    }

    /**
     * A BR that does the same again for the same packets.
     *
     * @param table the rules to serve
     * @param seed key of the flow labels
     * @return a BR for one worker
     */
    public static BorderRelay seeded(RuleTable table, long seed) {
        return new BorderRelay(table, seed);
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
     * Takes a packet from the IPv4 side.
     *
     * @param packet a window on an IPv4 packet, link-layer padding allowed
     * @param nowNanos a clock that never goes back
     * @return what became of it
     */
    public Verdict fromIpv4(Packet packet, long nowNanos) {
        int arrived = packet.length();
        Verdict verdict = downstream(packet);
        counters.count(Direction.V4_TO_V6, verdict, verdict == Verdict.FORWARDED ? innerLength : arrived);
        return verdict;
    }

    /**
     * Takes a packet from the IPv6 side.
     *
     * @param packet a window on an IPv6 packet, link-layer padding allowed
     * @param nowNanos a clock that never goes back
     * @return what became of it; a packet for another CE of the BR leaves on the IPv6 side again, where hairpinning is on
     */
    public Verdict fromIpv6(Packet packet, long nowNanos) {
        int arrived = packet.length();
        Verdict verdict = upstream(packet);
        counters.count(Direction.V6_TO_V4, verdict, verdict == Verdict.FORWARDED ? innerLength : arrived);
        return verdict;
    }

    private Verdict downstream(Packet packet) {
        ByteBuffer buffer = packet.buffer();
        int offset = packet.offset();
        HeaderCheck check = Ipv4Header.check(buffer, offset, packet.length());
        if (check != HeaderCheck.OK) {
            return TunnelExit.refusal(check);
        }
        int destination = Ipv4Header.destinationAddress(buffer, offset);
        if (Ipv4Address.isMulticast(destination) || Ipv4Address.isBroadcast(destination)) {
            return Verdict.NOT_MAP;
        }
        int slot = table.byIpv4().slotOf(destination);
        if (slot == Ipv4RuleIndex.NO_RULE) {
            return Verdict.NOT_MAP;
        }
        if (Ipv4Address.isMartianSource(Ipv4Header.sourceAddress(buffer, offset))
                || Ipv4Address.isMartianDestination(destination)) {
            return Verdict.DROP_MARTIAN;
        }
        packet.truncate(Ipv4Header.totalLength(buffer, offset));
        return toCe(packet, destination, slot);
    }

    /** Encapsulates a packet whose header has been checked, for the CE that owns its destination. */
    private Verdict toCe(Packet packet, int destination, int slot) {
        int port = MapRule.NO_PORT;
        if (table.byIpv4().needsPort(slot)) {
            port = destinationPort(packet);
            if (port < 0) {
                return PortVerdict.of(port);
            }
        }
        int number = table.byIpv4().ruleAt(slot, port);
        if (number == Ipv4RuleIndex.UNASSIGNED_PORT) {
            return Verdict.DROP_UNASSIGNED_PORT;
        }
        MapRule rule = table.rule(number);
        long eaBits = rule.eaBits(destination, rule.psidOf(port));
        innerLength = packet.length();
        return entries[table.domainOfRule(number)].enter(
                packet,
                table.sourceHigh(number),
                table.sourceLow(number),
                rule.mapAddressHigh(eaBits),
                rule.mapAddressLow(eaBits));
    }

    /** A first fragment has a port, but the fragments behind it do not; all of one datagram share one fate. */
    private static int destinationPort(Packet packet) {
        return Ipv4Header.isFragment(packet.buffer(), packet.offset())
                ? TransportPort.FRAGMENT
                : TransportPort.destinationSide(packet.buffer(), packet.offset(), packet.length());
    }

    private Verdict upstream(Packet packet) {
        ByteBuffer buffer = packet.buffer();
        int offset = packet.offset();
        HeaderCheck check = Ipv6Header.check(buffer, offset, packet.length());
        if (check != HeaderCheck.OK) {
            return check == HeaderCheck.TRUNCATED ? Verdict.DROP_TRUNCATED : Verdict.DROP_BAD_IPV6_HEADER;
        }
        int relay = table.relayOf(Ipv6Header.destinationHi(buffer, offset), Ipv6Header.destinationLo(buffer, offset));
        if (relay == RuleTable.NOT_A_BORDER_RELAY) {
            return Verdict.NOT_MAP;
        }
        Verdict found = exit.find(packet);
        if (found != Verdict.FORWARDED) {
            return found;
        }
        long sourceHigh = Ipv6Header.sourceHi(buffer, offset);
        long sourceLow = Ipv6Header.sourceLo(buffer, offset);
        int fromRelay = table.relayOf(sourceHigh, sourceLow);
        int peerDomain = RuleTable.NO_DOMAIN;
        if (fromRelay != RuleTable.NOT_A_BORDER_RELAY) {
            if (fromRelay == relay || table.isOwn(fromRelay)) {
                return Verdict.DROP_LOOP;
            }
            peerDomain = table.commonDomain(relay, fromRelay);
        }
        boolean trusted = peerDomain != RuleTable.NO_DOMAIN;
        int number = trusted ? Ipv6RuleIndex.NO_RULE : table.ruleOfSource(relay, sourceHigh, sourceLow);
        if (!trusted && number == Ipv6RuleIndex.NO_RULE) {
            return Verdict.DROP_NO_RULE;
        }
        ForwardingOptions options = table.optionsOfDomain().get(trusted ? peerDomain : table.domainOfRule(number));
        if (trusted && !options.acceptBrSource()) {
            return Verdict.DROP_NO_RULE;
        }
        Verdict inner = exit.checkInner(packet);
        if (inner != Verdict.FORWARDED) {
            return inner;
        }
        if (!trusted) {
            Verdict checked = guards[table.domainOfRule(number)].check(
                    buffer, exit.innerOffset(), table.rule(number), number, sourceHigh, sourceLow);
            if (checked != Verdict.FORWARDED) {
                return checked;
            }
        }
        return toIpv4(packet, options);
    }

    private Verdict toIpv4(Packet packet, ForwardingOptions options) {
        ByteBuffer buffer = packet.buffer();
        int inner = exit.innerOffset();
        int destination = Ipv4Header.destinationAddress(buffer, inner);
        int slot = options.hairpin() ? table.byIpv4().slotOf(destination) : Ipv4RuleIndex.NO_RULE;
        if (slot == Ipv4RuleIndex.NO_RULE) {
            if (options.mtuV4().isPresent()
                    && Ipv4Header.totalLength(buffer, inner) > options.mtuV4().getAsInt()) {
                return Verdict.DROP_TOO_BIG;
            }
            if (options.decrementTtlAtEgress() && Ipv4Header.timeToLive(buffer, inner) <= 1) {
                return Verdict.DROP_TTL_EXPIRED;
            }
        }
        Verdict left = exit.leave(packet, options.egressDscp() == EgressDscp.UNIFORM);
        if (left != Verdict.FORWARDED) {
            return left;
        }
        if (slot != Ipv4RuleIndex.NO_RULE) {
            return toCe(packet, destination, slot); // RFC 7596 section 6.2: hairpinning
        }
        if (options.decrementTtlAtEgress()) {
            Ipv4Header.decrementTtl(buffer, packet.offset());
        }
        innerLength = packet.length();
        return Verdict.FORWARDED;
    }
}
