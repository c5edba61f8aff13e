package io.softwire46.mape.forward;

import io.softwire46.mape.config.Published;
import io.softwire46.mape.forward.counter.Counters.FragmentCounters;
import io.softwire46.mape.forward.counter.Direction;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.forward.fastpath.Burst;
import io.softwire46.mape.forward.tunnel.ForwardingContext;
import io.softwire46.mape.forward.tunnel.NodePaths;
import io.softwire46.mape.wire.Packet;
import io.softwire46.mape.wire.PacketBatch;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The calls of {@link Forwarder}, shared by border relay and customer edge.
 *
 * <p>Each side has methods of its own. So a call of {@link NodePaths} has at most two targets in a JVM with both kinds of node,
 * and the JIT inlines both.
 *
 * <p>Not thread-safe: use one instance per thread.
 *
 * @param <T> the type of table
 */
final class ForwarderCalls<T extends ForwarderTable> {
    private final Published<T> published;
    private final NodePaths paths;
    private final Consumer<T> adopt;
    private final ForwardingContext context;
    private final Burst ipv4Burst;
    private final Burst ipv6Burst;
    private final @Nullable LongConsumer clock;
    private T table;

    /**
     * Creates the calls of one node.
     *
     * @param first the table that the paths were created for
     * @param fromIpv4 the fast path of bursts from the IPv4 side
     * @param fromIpv6 the fast path of bursts from the IPv6 side
     * @param adopt makes the paths use a new table
     * @param clock is set before the packets of a call; null if the paths have none
     */
    ForwarderCalls(
            Published<T> published,
            T first,
            NodePaths paths,
            Burst.Steps fromIpv4,
            Burst.Steps fromIpv6,
            Consumer<T> adopt,
            @Nullable LongConsumer clock) {
        this.published = published;
        this.clock = clock;
        this.paths = paths;
        this.adopt = adopt;
        context = paths.context();
        ipv4Burst = new Burst(context, this::begin, fromIpv4, this::takeIpv4);
        ipv6Burst = new Burst(context, this::begin, fromIpv6, this::takeIpv6);
        table = first;
    }

    /** Returns the table in force at the last call. */
    T table() {
        return table;
    }

    ForwardingContext context() {
        return context;
    }

    Verdict fromIpv4(Packet packet, long nowNanos) {
        begin(nowNanos);
        return takeIpv4(packet, nowNanos);
    }

    Verdict fromIpv6(Packet packet, long nowNanos) {
        begin(nowNanos);
        return takeIpv6(packet, nowNanos);
    }

    Verdict receive(Packet packet, long nowNanos) {
        return switch (packet.ipVersion()) {
            case 4 -> fromIpv4(packet, nowNanos);
            case 6 -> fromIpv6(packet, nowNanos);
            default -> notIp(nowNanos);
        };
    }

    private Verdict notIp(long nowNanos) {
        begin(nowNanos);
        context.matchNone();
        return Verdict.NOT_MAP;
    }

    private Verdict takeIpv4(Packet packet, long nowNanos) {
        context.matchNone();
        int arrived = packet.length();
        Verdict verdict = paths.fromIpv4(packet, nowNanos);
        context.count(Direction.V4_TO_V6, verdict, arrived, packet);
        return verdict;
    }

    private Verdict takeIpv6(Packet packet, long nowNanos) {
        context.matchNone();
        int arrived = packet.length();
        Verdict verdict = paths.fromIpv6(packet, nowNanos);
        context.count(Direction.V6_TO_V4, verdict, arrived, packet);
        return verdict;
    }

    Verdict fromIpv4(Packet packet, Packet destination, long nowNanos) {
        ForwardingContext.requireApart(packet, destination);
        ByteBuffer buffer = destination.buffer();
        int offset = destination.offset();
        int octets = destination.length();
        begin(nowNanos);
        if (!context.copy(Direction.V4_TO_V6, packet, destination)) {
            return Verdict.DROP_NO_ROOM;
        }
        Verdict verdict = takeIpv4(destination, nowNanos);
        context.moveToDestination(verdict, destination, buffer, offset, octets);
        return verdict;
    }

    Verdict fromIpv6(Packet packet, Packet destination, long nowNanos) {
        ForwardingContext.requireApart(packet, destination);
        ByteBuffer buffer = destination.buffer();
        int offset = destination.offset();
        int octets = destination.length();
        begin(nowNanos);
        if (!context.copy(Direction.V6_TO_V4, packet, destination)) {
            return Verdict.DROP_NO_ROOM;
        }
        Verdict verdict = takeIpv6(destination, nowNanos);
        context.moveToDestination(verdict, destination, buffer, offset, octets);
        return verdict;
    }

    Verdict receive(Packet packet, Packet destination, long nowNanos) {
        return switch (packet.ipVersion()) {
            case 4 -> fromIpv4(packet, destination, nowNanos);
            case 6 -> fromIpv6(packet, destination, nowNanos);
            default -> {
                ForwardingContext.requireApart(packet, destination);
                yield notIp(nowNanos);
            }
        };
    }

    int fromIpv4(Packet[] packets, Verdict[] verdicts, int @Nullable [] rules, int from, int to, long nowNanos) {
        int end = ipv4Burst.take(packets, verdicts, rules, from, to, nowNanos);
        context.endBurst();
        return end;
    }

    int fromIpv6(Packet[] packets, Verdict[] verdicts, int @Nullable [] rules, int from, int to, long nowNanos) {
        int end = ipv6Burst.take(packets, verdicts, rules, from, to, nowNanos);
        context.endBurst();
        return end;
    }

    int fromIpv4(PacketBatch batch, int from, long nowNanos) {
        int end = ipv4Burst.take(batch, from, nowNanos);
        context.endBurst();
        return end;
    }

    int fromIpv6(PacketBatch batch, int from, long nowNanos) {
        int end = ipv6Burst.take(batch, from, nowNanos);
        context.endBurst();
        return end;
    }

    boolean expire(long nowNanos) {
        begin(nowNanos);
        context.matchNone();
        return paths.expire(nowNanos);
    }

    List<FragmentCounters> fragmentCounters() {
        return paths.stores().statistics();
    }

    @Override
    public String toString() {
        return table + ", " + context.counters;
    }

    /** Adopts a newly published table, and discards pending output of the previous call. */
    @SuppressWarnings("ReferenceEquality") // the same table is meant
    private void begin(long nowNanos) {
        T current = published.current();
        if (current != table) {
            context.endCount();
            table = current;
            adopt.accept(current);
        }
        if (context.further) {
            context.discardPending();
            paths.stores().endRelease();
        }
        if (clock != null) {
            clock.accept(nowNanos);
        }
    }
}
