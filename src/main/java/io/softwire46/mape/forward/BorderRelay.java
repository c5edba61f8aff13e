package io.softwire46.mape.forward;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.Published;
import io.softwire46.mape.forward.counter.Counters;
import io.softwire46.mape.forward.counter.Counters.DomainCounters;
import io.softwire46.mape.forward.counter.Counters.FragmentCounters;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.forward.fastpath.FastPathRelayDownstream;
import io.softwire46.mape.forward.fastpath.FastPathRelayUpstream;
import io.softwire46.mape.forward.relay.RelayPaths;
import io.softwire46.mape.forward.tunnel.NodeKeys;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.wire.Packet;
import io.softwire46.mape.wire.PacketBatch;
import java.util.List;
import java.util.Objects;

/**
 * A MAP Border Relay (RFC 7597 section 8): it encapsulates IPv4 packets to the CE that owns their destination address and port,
 * and checks the source of tunnel packets before it forwards the inner packets as IPv4.
 *
 * <p>Pass packets from the IPv4 Internet to {@code fromIpv4} and packets from the IPv6 network to {@code fromIpv6}, then send
 * what {@link Forwarder} describes. Packets to a destination that no rule covers are returned unchanged with {@link
 * Verdict#NOT_MAP}.
 *
 * <p>Not thread-safe: use one instance per thread; instances share the table.
 */
public final class BorderRelay implements Forwarder {
    private final ForwarderCalls<RuleTable> calls;

    private BorderRelay(Published<RuleTable> published, RuleTable first, NodeKeys keys) {
        RelayPaths paths = new RelayPaths(first.compiled(), keys);
        calls = new ForwarderCalls<>(
                published,
                first,
                paths,
                new FastPathRelayDownstream(paths.state),
                new FastPathRelayUpstream(paths.state),
                table -> paths.state.adopt(table.compiled()),
                null);
    }

    /**
     * Creates a BR with one table.
     *
     * @param table the rules to serve
     * @return a BR for one thread; its flow labels are unpredictable, and equal to those of all instances with this table
     */
    public static BorderRelay of(RuleTable table) {
        return of(Published.of(table));
    }

    /**
     * Creates a BR whose table can be replaced while it runs. A new table takes effect at the next call, and
     * in a call for many packets after at most 64 of them.
     *
     * @param published the source of its tables
     * @return a BR for one thread; its flow labels use the key of the current table, also after the table is replaced
     */
    public static BorderRelay of(Published<RuleTable> published) {
        RuleTable first = published.current();
        return new BorderRelay(
                published, first, NodeKeys.unpredictable(first.compiled().flowLabelKey()));
    }

    /**
     * Creates a BR whose output is reproducible: the same packets with the same seed give the same octets.
     *
     * @param table the rules to serve
     * @param seed seed of flow labels and identifications; they are predictable, so use it for tests only
     * @return a BR for one thread
     */
    public static BorderRelay seeded(RuleTable table, long seed) {
        return new BorderRelay(Published.of(table), table, NodeKeys.seeded(seed));
    }

    @Override
    public Verdict fromIpv4(Packet packet, long nowNanos) {
        return calls.fromIpv4(packet, nowNanos);
    }

    @Override
    public Verdict fromIpv6(Packet packet, long nowNanos) {
        return calls.fromIpv6(packet, nowNanos);
    }

    @Override
    public Verdict receive(Packet packet, long nowNanos) {
        return calls.receive(packet, nowNanos);
    }

    @Override
    public Verdict fromIpv4(Packet packet, Packet destination, long nowNanos) {
        return calls.fromIpv4(packet, destination, nowNanos);
    }

    @Override
    public Verdict fromIpv6(Packet packet, Packet destination, long nowNanos) {
        return calls.fromIpv6(packet, destination, nowNanos);
    }

    @Override
    public Verdict receive(Packet packet, Packet destination, long nowNanos) {
        return calls.receive(packet, destination, nowNanos);
    }

    @Override
    public int fromIpv4(Packet[] packets, Verdict[] verdicts, int from, int to, long nowNanos) {
        return calls.fromIpv4(packets, verdicts, null, from, to, nowNanos);
    }

    @Override
    public int fromIpv6(Packet[] packets, Verdict[] verdicts, int from, int to, long nowNanos) {
        return calls.fromIpv6(packets, verdicts, null, from, to, nowNanos);
    }

    @Override
    public int fromIpv4(Packet[] packets, Verdict[] verdicts, int[] rules, int from, int to, long nowNanos) {
        return calls.fromIpv4(packets, verdicts, Objects.requireNonNull(rules, "rules"), from, to, nowNanos);
    }

    @Override
    public int fromIpv6(Packet[] packets, Verdict[] verdicts, int[] rules, int from, int to, long nowNanos) {
        return calls.fromIpv6(packets, verdicts, Objects.requireNonNull(rules, "rules"), from, to, nowNanos);
    }

    @Override
    public int fromIpv4(PacketBatch batch, int from, long nowNanos) {
        return calls.fromIpv4(batch, from, nowNanos);
    }

    @Override
    public int fromIpv6(PacketBatch batch, int from, long nowNanos) {
        return calls.fromIpv6(batch, from, nowNanos);
    }

    @Override
    public int nextOctets() {
        return calls.context().nextOctets();
    }

    @Override
    public boolean next(Packet place) {
        return calls.context().next(place);
    }

    @Override
    public boolean expire(long nowNanos) {
        return calls.expire(nowNanos);
    }

    @Override
    public Counters counters() {
        return calls.context().counters;
    }

    @Override
    public List<DomainCounters> domainCounters() {
        return calls.context().domains.list();
    }

    @Override
    public int lastDomain() {
        return calls.context().domain();
    }

    @Override
    public int lastRule() {
        return calls.context().rule();
    }

    @Override
    public List<ConfiguredDomain> domains() {
        return calls.table().domains();
    }

    @Override
    public List<MapRule> rules() {
        return calls.table().rules();
    }

    @Override
    public List<FragmentCounters> fragmentCounters() {
        return calls.fragmentCounters();
    }

    /** Returns the table, and packets and drops of both directions. */
    @Override
    public String toString() {
        return "BorderRelay[" + calls + "]";
    }
}
