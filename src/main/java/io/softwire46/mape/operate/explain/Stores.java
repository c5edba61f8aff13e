package io.softwire46.mape.operate.explain;

import io.softwire46.mape.forward.counter.Event;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The fragment stores of a node. Which exist, and their sizes, follows from the options of all domains.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
final class Stores {
    /** The number of random keys that a seeded node draws before those of its stores. */
    private static final int KEYS_BEFORE = 6;

    /** Limits of IPv6 and IPv4 stores for a domain. */
    private record Limits(StoreLimits ipv6, StoreLimits ipv4) {
        Limits withoutShare() {
            return new Limits(ipv6.withoutShare(), ipv4.withoutShare());
        }
    }

    private final List<DomainReading> domains;
    private final List<Limits> limits;
    private final int[] limitsOfDomain;
    private final Random keys;
    private final @Nullable Reassembler tunnel;
    private final @Nullable Reassembler toCe;
    private final @Nullable PortCache toCePorts;
    private final @Nullable Reassembler fromCe;
    private final @Nullable PortCache fromCePorts;
    private final @Nullable PortCache refused;

    Stores(List<DomainReading> domains, boolean isEdge, long seed, Consumer<Event> onEvent) {
        this.domains = domains;
        keys = new Random(seed);
        for (int i = 0; i < KEYS_BEFORE; i++) {
            keys.nextLong();
        }
        StoreLimits.Needs needs = StoreLimits.Needs.of(domains);
        Set<Limits> distinct = new LinkedHashSet<>();
        domains.forEach(each -> distinct.add(limits(each, needs)));
        limits = new ArrayList<>(distinct);
        limitsOfDomain = domains.stream()
                .mapToInt(each -> limits.indexOf(limits(each, needs)))
                .toArray();
        if (isEdge) {
            limits.add(limits.get(0).withoutShare());
        }
        List<StoreLimits> ipv4 = limits.stream().map(Limits::ipv4).toList();
        List<StoreLimits> ipv6 = limits.stream().map(Limits::ipv6).toList();
        Consumer<Boolean> onEviction = isByShare ->
                onEvent.accept(isByShare ? Event.FRAGMENTS_EVICTED_BY_SHARE : Event.FRAGMENTS_EVICTED_BY_TABLE);
        tunnel = needs.tunnel() ? Reassembler.of(true, ipv6, key(), onEviction) : null;
        toCe = needs.toCe() ? Reassembler.of(false, ipv4, key(), onEviction) : null;
        toCePorts = needs.toCePorts() ? PortCache.of(ipv4, key(), onEviction) : null;
        fromCe = needs.fromCe() ? Reassembler.of(false, ipv4, key(), onEviction) : null;
        fromCePorts = needs.fromCePorts() ? PortCache.of(ipv4, key(), onEviction) : null;
        refused = isEdge ? PortCache.of(List.of(ofRefused(ipv4.get(0))), key(), onEviction) : null;
    }

    private long key() {
        long first = keys.nextLong();
        return first ^ keys.nextLong();
    }

    private Limits limits(DomainReading own, StoreLimits.Needs needs) {
        return new Limits(
                StoreLimits.of(own.options, own.options.v6ReassemblyTimeoutMillis(), domains, needs.count()),
                StoreLimits.of(own.options, own.options.v4ReassemblyTimeoutMillis(), domains, needs.count()));
    }

    private static StoreLimits ofRefused(StoreLimits own) {
        return new StoreLimits(own.timeoutNanos(), own.maxFragments(), own.datagrams(), 65_575, 1, 65_575);
    }

    private int limitsOf(DomainReading domain) {
        return limitsOfDomain[domains.indexOf(domain)];
    }

    /** Returns a sender that is identified by its IPv4 address. */
    Datagrams.Source address(DomainReading domain, int ipv4) {
        return new Datagrams.Source(limitsOf(domain), List.of("address", limitsOf(domain), ipv4));
    }

    /** Returns a sender that is identified by rule and EA bits. */
    Datagrams.Source subscriber(RuleReading rule, Ip6 source) {
        return new Datagrams.Source(limitsOf(rule.domain), List.of("subscriber", rule.place, rule.eaBits(source)));
    }

    /** Returns another border relay as a sender. */
    Datagrams.Source peer(DomainReading domain, Ip6 relay) {
        return new Datagrams.Source(limitsOf(domain), List.of("relay", limitsOf(domain), relay));
    }

    /** Returns the border relay of a CE as a sender. */
    Datagrams.Source ownRelay() {
        return new Datagrams.Source(limits.size() - 1, "relay");
    }

    /** Returns the sender of a fragment from the LAN of a CE. */
    Datagrams.Source lan() {
        return new Datagrams.Source(0, "lan");
    }

    Reassembler tunnel() {
        return Objects.requireNonNull(tunnel);
    }

    Reassembler toCe() {
        return Objects.requireNonNull(toCe);
    }

    PortCache toCePorts() {
        return Objects.requireNonNull(toCePorts);
    }

    Reassembler fromCe() {
        return Objects.requireNonNull(fromCe);
    }

    PortCache fromCePorts() {
        return Objects.requireNonNull(fromCePorts);
    }

    PortCache refused() {
        return Objects.requireNonNull(refused);
    }

    /** Releases the next fragment whose port is known: those toward CEs first. Null if there is none. */
    Released release() {
        PortCache.Held held = toCePorts == null ? null : toCePorts.release();
        if (held != null) {
            return new Released(held, toCePorts().port(), true);
        }
        held = fromCePorts == null ? null : fromCePorts.release();
        return held == null ? Released.NONE : new Released(held, fromCePorts().port(), false);
    }

    /** A fragment that is released. Immutable. */
    record Released(PortCache.@Nullable Held held, PortReading port, boolean isToCe) {
        static final Released NONE = new Released(null, PortCache.DISCARDED, false);
    }

    void endRelease() {
        if (toCePorts != null) {
            toCePorts.endRelease();
        }
        if (fromCePorts != null) {
            fromCePorts.endRelease();
        }
    }

    /** What kind of datagram has expired. */
    enum Kind {
        NONE,
        TUNNEL_PACKET,
        TO_CE,
        FROM_CE,
        PORT
    }

    /** A datagram that has expired, with its first fragment if that was received. Immutable. */
    @SuppressWarnings("ArrayRecordComponent") // no one compares them
    record Expired(Kind kind, byte @Nullable [] first) {}

    private static final Expired NONE = new Expired(Kind.NONE, null);
    private static final Expired OF_PORT = new Expired(Kind.PORT, null);

    /** Removes one datagram whose time-out has passed. */
    Expired expire(long nowNanos) {
        if (tunnel != null && tunnel.expire(nowNanos)) {
            return new Expired(Kind.TUNNEL_PACKET, tunnel.expiredFirst());
        }
        if (toCe != null && toCe.expire(nowNanos)) {
            return new Expired(Kind.TO_CE, toCe.expiredFirst());
        }
        if (fromCe != null && fromCe.expire(nowNanos)) {
            return new Expired(Kind.FROM_CE, fromCe.expiredFirst());
        }
        boolean expired = (toCePorts != null && toCePorts.expire(nowNanos))
                || (fromCePorts != null && fromCePorts.expire(nowNanos));
        return expired ? OF_PORT : NONE;
    }
}
