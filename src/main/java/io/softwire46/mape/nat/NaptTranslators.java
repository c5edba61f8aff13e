package io.softwire46.mape.nat;

import io.softwire46.mape.config.Published;
import io.softwire46.mape.fragment.ReassemblyLimits;
import io.softwire46.mape.nat.NaptStatistics.Gauge;
import io.softwire46.mape.nat.session.Identifications;
import io.softwire46.mape.nat.session.NaptKeys;
import io.softwire46.mape.nat.session.ResetQueue;
import io.softwire46.mape.wire.Packet;
import org.jspecify.annotations.Nullable;

/**
 * The clock of a {@link Napt44}, its table, the translator of the table, and that of the address or port set before while its
 * sessions go on.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
final class NaptTranslators {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /** Ticks by which one call can advance, more than any timer. */
    private static final long MAX_STEP = 1 << 30;

    private final Published<NaptTable> published;
    final NaptStatistics statistics = new NaptStatistics();
    final NaptEvents events;
    private final ResetQueue resets = new ResetQueue(Sessions.PER_CALL);
    private final HeldSyns heldSyns;
    final Errors errors;
    private final FragmentMemory outboundMemory;
    private final Translator.Shared shared;
    private final ReassemblyLimits fragments;
    private final NaptKeys keys;

    /** The options of the first table, whose limits determine the memory. */
    private final NaptOptions capacity;

    /** The translator of the table. */
    Translator current;

    /** That of the address or port set before, while its sessions go on. */
    @Nullable Translator old;

    private NaptTable oldTable;
    private long oldUntilNanos;
    private int generation;

    /** Whether the last packet was one of {@link #old}. */
    boolean isOfOld;

    NaptTable table;

    // the clock: the current tick began at tickNanos
    private boolean isStarted;
    private long tickNanos;
    private long lastNanos;

    /** Whether the last packet came from the tunnel. */
    boolean isReleasingInbound;

    /** Whether the last packet was translated by {@link Hits} in a call of its own. */
    boolean isHit;

    NaptTranslators(Published<NaptTable> published, ReassemblyLimits fragments, NaptKeys keys) {
        this.published = published;
        this.fragments = fragments;
        this.keys = keys;
        table = published.current();
        oldTable = table;
        NaptOptions options = table.options();
        capacity = options;
        events = new NaptEvents(options.maxEvents(), statistics);
        heldSyns = new HeldSyns(options.maxHeldSyns(), statistics);
        Sessions sessions = new Sessions(new NaptRules(table), options, keys, events, resets);
        errors = new Errors(statistics, resets, heldSyns, keys);
        Identifications identifications = new Identifications(keys);
        outboundMemory = new FragmentMemory(events, fragments, keys);
        shared = new Translator.Shared(events, resets, heldSyns, errors, outboundMemory);
        current =
                new Translator(sessions, capacity.maxForwards(), identifications, fragments, keys, shared, generation);
    }

    /** Translates a packet from the inside without the fast path, and counts it. */
    NaptResult outbound(Packet packet, long nowNanos) {
        int octets = packet.length();
        NaptResult result;
        if (old != null && old.outbound.hasSession(packet)) {
            isOfOld = true;
            result = old.outbound.translate(packet, nowNanos);
        } else {
            result = current.outbound.translate(packet, nowNanos);
            isOfOld = current.outbound.isOfOld();
        }
        statistics.count(false, result, octets);
        return result;
    }

    /** Translates a packet from the tunnel without the fast path, and counts it. */
    NaptResult inbound(Packet packet, long nowNanos) {
        isReleasingInbound = true;
        int octets = packet.length();
        isOfOld = false;
        NaptResult result = current.inbound.translate(packet, nowNanos);
        statistics.count(true, result, octets);
        return result;
    }

    /** Translates a packet from the tunnel to the old address and port set, and counts it. */
    NaptResult inboundToOld(Packet packet, long nowNanos) {
        begin(nowNanos);
        Translator translator = old;
        if (translator == null) {
            statistics.count(true, NaptResult.UNSOLICITED, packet.length());
            return NaptResult.UNSOLICITED;
        }
        isReleasingInbound = true;
        isOfOld = true;
        int octets = packet.length();
        NaptResult result = translator.inbound.translate(packet, nowNanos);
        statistics.count(true, result, octets);
        return result;
    }

    /** Returns whether the last packet causes further output. */
    boolean hasOutput() {
        return errors.isPending() || isReleasing();
    }

    /** Returns whether fragments waited for the last packet. */
    boolean isReleasing() {
        return outboundMemory.isReleasing()
                || current.inboundMemory.isReleasing()
                || (old != null && old.inboundMemory.isReleasing());
    }

    /** Returns the translator of the last packet. */
    Translator last() {
        Translator before = old;
        return isOfOld && before != null ? before : current;
    }

    /** Releases a fragment that waited for the last packet, and counts it; null if there is none. */
    @Nullable NaptResult release(Packet fragment, long nowNanos) {
        NaptResult result =
                isReleasingInbound ? last().inboundFragments.release(fragment) : releaseOutbound(fragment, nowNanos);
        if (result != null) {
            statistics.count(isReleasingInbound, result, fragment.length());
        }
        return result;
    }

    private @Nullable NaptResult releaseOutbound(Packet fragment, long nowNanos) {
        NaptResult result = current.outboundFragments.release(fragment, nowNanos);
        isOfOld = result != null && current.outboundFragments.isOfOld();
        return result;
    }

    /** Ends what is over; returns whether there may be more to do. */
    boolean expire(long nowNanos) {
        begin(nowNanos);
        if (old != null && old.sessions.expire()) {
            return true;
        }
        boolean more = current.sessions.expire();
        more |= outboundMemory.expireOne(lastNanos);
        more |= current.inboundMemory.expireOne(lastNanos);
        more |= old != null && old.inboundMemory.expireOne(lastNanos);
        return more;
    }

    /** Sets the clock, adopts a new table, and discards pending output of the previous call. */
    void begin(long nowNanos) {
        if (!isStarted) {
            isStarted = true;
            tickNanos = Math.floorDiv(nowNanos, NANOS_PER_SECOND) * NANOS_PER_SECOND;
            lastNanos = nowNanos;
        }
        if (nowNanos - lastNanos > 0) {
            lastNanos = nowNanos;
            long elapsed = nowNanos - tickNanos;
            if (elapsed >= NANOS_PER_SECOND || elapsed < 0) {
                long ticks = Long.divideUnsigned(elapsed, NANOS_PER_SECOND);
                pass((int) Math.min(MAX_STEP, ticks));
                tickNanos += ticks * NANOS_PER_SECOND;
            }
        }
        events.nowNanos = lastNanos;
        errors.begin();
        if (outboundMemory.isReleasing()) {
            outboundMemory.endRelease();
        }
        if (current.inboundMemory.isReleasing()) {
            current.inboundMemory.endRelease();
        }
        isReleasingInbound = false;
        isHit = false;
        isOfOld = false;
        current.requests.expire();
        adopt(); // a new table may have another end of the old sessions
        if (old != null) {
            beginOld(old);
        }
    }

    private void pass(int ticks) {
        current.sessions.tick += ticks;
        events.tick = current.sessions.tick;
        if (old != null) {
            old.sessions.tick += ticks;
        }
    }

    private void beginOld(Translator translator) {
        if (translator.inboundMemory.isReleasing()) {
            translator.inboundMemory.endRelease();
        }
        translator.requests.expire();
        if (lastNanos - oldUntilNanos >= 0) {
            endOld();
        }
    }

    /** Ends the sessions of the old address or port set. */
    private void endOld() {
        Translator translator = old;
        if (translator != null) {
            translator.endAll();
            current.sessions.others = null;
            current.outboundFragments.setOld(null);
            current.sessions.setGauges();
            old = null;
            isOfOld = false;
        }
    }

    /** Adopts a table that was published since the last call. */
    @SuppressWarnings("ReferenceEquality") // a fast first check: each table is an object of its own
    void adopt() {
        NaptTable current = published.current();
        if (current != table) {
            adopt(current);
        }
    }

    private void adopt(NaptTable next) {
        boolean isSame = next.ceMapping().equals(table.ceMapping());
        boolean drains = next.drains(table.ceMapping()) && next.drainUntilNanos() - lastNanos > 0;
        if (!isSame) {
            endOld();
        } else if (old != null && next.drains(oldTable.ceMapping())) {
            oldUntilNanos = next.drainUntilNanos();
        }
        if (!isSame && drains) {
            drain(next);
        } else {
            generation = isSame ? generation : OutboundFragments.after(generation);
            current.adopt(next, !isSame, generation, lastNanos);
        }
        table = next;
        NaptOptions options = next.options();
        Sessions sessions = current.sessions;
        int clipped = (options.maxSessions() > sessions.table.capacity() ? 1 : 0)
                + (options.maxHosts() > sessions.hosts.capacity() ? 1 : 0);
        statistics.set(Gauge.LIMITS_CLIPPED, clipped);
    }

    /** Keeps the translator beside a new one for the next table. */
    private void drain(NaptTable next) {
        Translator before = current;
        before.drain();
        generation = OutboundFragments.after(generation);
        Sessions sessions = new Sessions(new NaptRules(next), capacity, keys, events, resets);
        current = new Translator(
                sessions, capacity.maxForwards(), new Identifications(keys), fragments, keys, shared, generation);
        current.sessions.others = before.sessions;
        before.sessions.others = current.sessions;
        current.outboundFragments.setOld(before.outboundFragments);
        old = before;
        oldTable = table;
        oldUntilNanos = next.drainUntilNanos();
        current.sessions.setGauges();
    }
}
