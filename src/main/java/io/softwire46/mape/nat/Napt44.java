package io.softwire46.mape.nat;

import io.softwire46.mape.config.Published;
import io.softwire46.mape.fragment.ReassemblyLimits;
import io.softwire46.mape.nat.NaptStatistics.Gauge;
import io.softwire46.mape.nat.NaptStatistics.PortUse;
import io.softwire46.mape.nat.session.Identifications;
import io.softwire46.mape.nat.session.NaptKeys;
import io.softwire46.mape.nat.session.SessionFlags;
import io.softwire46.mape.nat.session.SessionTable;
import io.softwire46.mape.wire.Packet;
import io.softwire46.mape.wire.PacketBatch;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * NAPT44 restricted to the port set of a MAP-E CE (RFC 7597 section 8). It translates IPv4 packets in place.
 *
 * <pre>{@code
 * Napt44 napt = Napt44.of(Published.of(NaptTable.of(ceMapping, NaptOptions.defaults())));
 * NaptResult result = napt.outbound(packet, System.nanoTime());
 * while (napt.nextOctets() > 0) { // an ICMP error or RST to the inside host
 *     napt.next(window.attach(buffer, 0, buffer.limit(), 0), System.nanoTime());
 * }
 * }</pre>
 *
 * <p>All memory is allocated at construction: {@link #octets} per limits of the first table. No call allocates, and none throws
 * because of the octets of a packet. Time is in nanoseconds from any origin; a time before the last one counts as the last one.
 * Timers have a resolution of one second and never end early.
 *
 * <p>Not thread-safe: use one instance per thread; any thread may read {@link #statistics} and publish tables.
 */
@SuppressWarnings("EnumOrdinal") // the batch does not know the type
public final class Napt44 {
    /** Maximum number of packets that {@link #readOutbound} and {@link #readInbound} read. */
    public static final int MAX_READ = Hits.BURST;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /** Ticks by which one call can advance, more than any timer. */
    private static final long MAX_STEP = 1 << 30;

    private final Published<NaptTable> published;
    private final NaptStatistics statistics = new NaptStatistics();
    private final NaptEvents events;
    private final ResetQueue resets = new ResetQueue();
    private final HeldSyns heldSyns;
    private final Errors errors;
    private final FragmentMemory outboundMemory;
    private final Translator.Shared shared;
    private final ReassemblyLimits fragments;
    private final NaptKeys keys;

    /** The options of the first table, whose limits determine the memory. */
    private final NaptOptions capacity;

    /** The translator of the table. */
    private Translator current;

    /** That of the address or port set before, while its sessions go on. */
    private @Nullable Translator old;

    private NaptTable oldTable;
    private long oldUntilNanos;
    private int generation;

    /** Whether the last packet was one of {@link #old}. */
    private boolean isOfOld;

    private final Packet window = new Packet();
    private NaptTable table;

    /** Index of the first packet that was read in its batch. */
    private int firstRead;

    // the clock: the current tick began at tickNanos
    private boolean isStarted;
    private long tickNanos;
    private long lastNanos;

    private boolean isReleasingInbound;

    /** Whether the last single call took the fast path, for {@link #restore()}. */
    private boolean isHit;

    private ByteBuffer hitBuffer = ByteBuffer.allocate(0);
    private int hitOffset;

    private Napt44(Published<NaptTable> published, ReassemblyLimits fragments, NaptKeys keys) {
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

    /**
     * Creates an instance with unpredictable port choice and hash keys.
     *
     * @param published the holder of its table
     * @return an instance without sessions
     */
    public static Napt44 of(Published<NaptTable> published) {
        return of(published, ReassemblyLimits.ipv4());
    }

    /**
     * Creates an instance with unpredictable port choice and hash keys.
     *
     * @param published the holder of its table
     * @param fragments limits of the fragments that wait for their first one, per direction
     * @return an instance without sessions
     */
    public static Napt44 of(Published<NaptTable> published, ReassemblyLimits fragments) {
        return new Napt44(published, fragments, NaptKeys.unpredictable());
    }

    /**
     * Creates an instance whose choices are the same for the same seed and packets.
     *
     * @param published the holder of its table
     * @param fragments limits of the fragments that wait for their first one, per direction
     * @param seed any number
     * @return an instance without sessions
     */
    public static Napt44 seeded(Published<NaptTable> published, ReassemblyLimits fragments, long seed) {
        return new Napt44(published, fragments, NaptKeys.seeded(seed));
    }

    /**
     * Returns the memory that an instance allocates.
     *
     * <pre>
     *   octets = 112 * maxSessions              session 64, indexes 32, endpoints 16
     *          + maxSessions / 2                at most: bitmaps of busy remote endpoints
     *          + 200 * ports                    40 in each of 5 protocols
     *          + 32 * maxHosts + 32 * maxEvents + 72 * maxHeldSyns + 28 * maxForwards
     *          + 92 KiB                         Identifications, RSTs
     *          + 2 * fragments.memoryOctets()
     * </pre>
     *
     * <p>While the sessions of an old mapping go on ({@link NaptTable#drain}), an instance has the same again, without events, SYNs
     * and one of the two parts for fragments.
     *
     * @param table the first table
     * @param fragments limits of fragments
     * @return octets, at most the formula
     */
    public static long octets(NaptTable table, ReassemblyLimits fragments) {
        NaptOptions options = table.options();
        return Sessions.octets(options.maxSessions(), table.portSet().size(), options.maxHosts())
                + NaptEvents.octets(options.maxEvents())
                + HeldSyns.octets(options.maxHeldSyns())
                + Identifications.octets()
                + ResetQueue.octets()
                + Requests.octets(options.maxForwards())
                + 2 * fragments.memoryOctets();
    }

    /**
     * Translates a packet from the inside, in place.
     *
     * @param packet a window on an IPv4 packet
     * @param nowNanos time in nanoseconds
     * @return what was done; a packet that is dropped or bypassed is as it was
     */
    public NaptResult outbound(Packet packet, long nowNanos) {
        begin(nowNanos);
        if (current.hits.outbound(packet.buffer(), packet.offset(), packet.length())) {
            return hit(false, packet);
        }
        return outboundInCall(packet, nowNanos);
    }

    /** The same without the fast path. */
    NaptResult outboundSlowly(Packet packet, long nowNanos) {
        begin(nowNanos);
        return outboundInCall(packet, nowNanos);
    }

    @SuppressWarnings("ReferenceEquality") // the same buffer is meant; a store costs a write barrier
    private NaptResult hit(boolean isInbound, Packet packet) {
        statistics.countTranslated(isInbound, 1, packet.length());
        if (packet.buffer() != hitBuffer) {
            hitBuffer = packet.buffer();
        }
        hitOffset = packet.offset();
        isHit = true;
        isReleasingInbound = isInbound;
        return NaptResult.TRANSLATED;
    }

    private NaptResult outboundInCall(Packet packet, long nowNanos) {
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

    /**
     * Translates a packet from the tunnel, in place.
     *
     * @param packet a window on an IPv4 packet, without tunnel header
     * @param nowNanos time in nanoseconds
     * @return what was done; a packet that is dropped is as it was
     */
    public NaptResult inbound(Packet packet, long nowNanos) {
        begin(nowNanos);
        if (current.hits.inbound(packet.buffer(), packet.offset(), packet.length())) {
            return hit(true, packet);
        }
        return inboundInCall(packet, nowNanos);
    }

    /** The same without the fast path. */
    NaptResult inboundSlowly(Packet packet, long nowNanos) {
        begin(nowNanos);
        return inboundInCall(packet, nowNanos);
    }

    private NaptResult inboundInCall(Packet packet, long nowNanos) {
        isReleasingInbound = true;
        int octets = packet.length();
        isOfOld = false;
        NaptResult result = current.inbound.translate(packet, nowNanos);
        statistics.count(true, result, octets);
        return result;
    }

    /**
     * Translates a packet from the tunnel to the address and port set before the current ones, while their sessions go on:
     * {@link #isDraining}. No packet makes a session there.
     *
     * @param packet a window on an IPv4 packet, without tunnel header
     * @param nowNanos time in nanoseconds
     * @return what was done; a packet that is dropped is as it was
     */
    public NaptResult inboundToOld(Packet packet, long nowNanos) {
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

    /**
     * Translates packets from the inside, as {@link #outbound(Packet, long)} does one after the other. The outcome of a packet in
     * the batch is the ordinal of its {@link NaptResult}. The call ends after a packet that causes further output: fetch it with
     * {@link #next} and {@link #release}, and call again.
     *
     * @param batch windows on IPv4 packets
     * @param from index of the first packet to process
     * @param nowNanos time in nanoseconds
     * @return index after the last packet that was processed
     * @throws IndexOutOfBoundsException if the batch has fewer packets than {@code from}; then nothing has changed
     */
    public int outbound(PacketBatch batch, int from, long nowNanos) {
        batch.begin(from);
        begin(nowNanos);
        int size = batch.size();
        int next = from;
        while (next < size) {
            int end = Math.min(size, next + Hits.BURST);
            int done = outboundBurst(batch, next, end, nowNanos);
            if (done < end || hasOutput()) {
                return done;
            }
            next = end;
            adopt();
        }
        return next;
    }

    /** Translates up to {@link Hits#BURST} packets; returns the index after the last one. */
    private int outboundBurst(PacketBatch batch, int from, int to, long nowNanos) {
        ByteBuffer buffer = batch.buffer();
        Hits hits = current.hits;
        for (int i = from; i < to; i++) {
            hits.readOutbound(i - from, buffer, batch.offset(i), batch.length(i));
        }
        hits.findOutbound(to - from);
        int done = from; // packets before it have their outcome
        long octets = 0;
        for (int i = from; i < to; i++) {
            if (hits.outbound(i - from, buffer, batch.offset(i))) {
                octets += batch.length(i);
                continue;
            }
            statistics.countTranslated(false, i - done, octets);
            batch.setForwarded(done, i);
            octets = 0;
            done = i + 1;
            NaptResult result = outboundInCall(batch.attach(i, window), nowNanos);
            batch.set(i, result.ordinal(), window);
            if (hasOutput()) {
                return done;
            }
        }
        statistics.countTranslated(false, to - done, octets);
        batch.setForwarded(done, to);
        return to;
    }

    /**
     * Translates packets from the tunnel, as {@link #outbound(PacketBatch, int, long)} does packets from the inside.
     *
     * @param batch windows on IPv4 packets
     * @param from index of the first packet to process
     * @param nowNanos time in nanoseconds
     * @return index after the last packet that was processed
     * @throws IndexOutOfBoundsException if the batch has fewer packets than {@code from}; then nothing has changed
     */
    public int inbound(PacketBatch batch, int from, long nowNanos) {
        batch.begin(from);
        begin(nowNanos);
        int size = batch.size();
        int next = from;
        while (next < size) {
            int end = Math.min(size, next + Hits.BURST);
            int done = inboundBurst(batch, next, end, nowNanos);
            if (done < end || hasOutput()) {
                return done;
            }
            next = end;
            adopt();
        }
        return next;
    }

    /** Translates up to {@link Hits#BURST} packets; returns the index after the last one. */
    private int inboundBurst(PacketBatch batch, int from, int to, long nowNanos) {
        ByteBuffer buffer = batch.buffer();
        Hits hits = current.hits;
        for (int i = from; i < to; i++) {
            hits.readInbound(i - from, buffer, batch.offset(i), batch.length(i));
        }
        hits.findInbound(to - from);
        int done = from; // packets before it have their outcome
        long octets = 0;
        for (int i = from; i < to; i++) {
            if (hits.inbound(i - from, buffer, batch.offset(i))) {
                octets += batch.length(i);
                continue;
            }
            statistics.countTranslated(true, i - done, octets);
            batch.setForwarded(done, i);
            octets = 0;
            done = i + 1;
            NaptResult result = inboundInCall(batch.attach(i, window), nowNanos);
            batch.set(i, result.ordinal(), window);
            if (hasOutput()) {
                return done;
            }
        }
        statistics.countTranslated(true, to - done, octets);
        batch.setForwarded(done, to);
        return to;
    }

    /**
     * Sets the clock, adopts a new table, and discards pending output of the previous call: before {@link #readOutbound} and
     * {@link #readInbound}.
     *
     * @param nowNanos time in nanoseconds
     */
    public void setTime(long nowNanos) {
        begin(nowNanos);
    }

    /**
     * Reads packets from the inside for {@link #outboundOrdinary}, and finds their sessions. No packet is changed.
     *
     * @param batch windows on IPv4 packets
     * @param from index of the first packet
     * @param to index after the last packet, at most {@value #MAX_READ} packets
     */
    public void readOutbound(PacketBatch batch, int from, int to) {
        ByteBuffer buffer = batch.buffer();
        Hits hits = current.hits;
        for (int i = from; i < to; i++) {
            hits.readOutbound(i - from, buffer, batch.offset(i), batch.length(i));
        }
        hits.findOutbound(to - from);
        firstRead = from;
    }

    /**
     * Translates ordinary packets that were read, up to the first other one: for callers that process packets in stages. A packet
     * is ordinary if it belongs to an established session, changes no state but its timer, and passes the limits of the
     * arguments. Between the packets, other packets may take {@link #outbound(Packet, long)}. The outcomes of the batch do not
     * change.
     *
     * @param batch the batch that was read
     * @param from index of the first packet
     * @param to index after the last packet
     * @param maxOctets maximum total length of an ordinary packet
     * @param headroom minimum headroom of an ordinary packet, in octets
     * @return index of the first packet that was not translated; pass it to {@link #outbound(Packet, long)}
     */
    public int outboundOrdinary(PacketBatch batch, int from, int to, int maxOctets, int headroom) {
        ByteBuffer buffer = batch.buffer();
        Hits hits = current.hits;
        long octets = 0;
        int i = from;
        while (i < to
                && hits.totalLength(i - firstRead) <= maxOctets
                && batch.headroom(i) >= headroom
                && hits.outbound(i - firstRead, buffer, batch.offset(i))) {
            octets += hits.totalLength(i - firstRead);
            i++;
        }
        statistics.countTranslated(false, i - from, octets);
        return i;
    }

    /**
     * Reads packets from the tunnel for {@link #inboundOrdinary}, as {@link #readOutbound} does packets from the inside.
     *
     * @param batch windows on packets
     * @param from index of the first packet
     * @param to index after the last packet, at most {@value #MAX_READ} packets
     * @param skipOctets octets before the IPv4 header in each window: those of a tunnel header, or 0
     */
    public void readInbound(PacketBatch batch, int from, int to, int skipOctets) {
        ByteBuffer buffer = batch.buffer();
        Hits hits = current.hits;
        for (int i = from; i < to; i++) {
            hits.readInbound(i - from, buffer, batch.offset(i) + skipOctets, batch.length(i) - skipOctets);
        }
        hits.findInbound(to - from);
        firstRead = from;
    }

    /**
     * Translates ordinary packets that were read, up to the first other one, as {@link #outboundOrdinary} does packets from the
     * inside.
     *
     * @param batch the batch that was read
     * @param from index of the first packet
     * @param to index after the last packet
     * @param skipOctets octets before the IPv4 header in each window: those of a tunnel header, or 0
     * @return index of the first packet that was not translated
     */
    public int inboundOrdinary(PacketBatch batch, int from, int to, int skipOctets) {
        ByteBuffer buffer = batch.buffer();
        Hits hits = current.hits;
        long octets = 0;
        int i = from;
        while (i < to && hits.inbound(i - firstRead, buffer, batch.offset(i) + skipOctets)) {
            octets += hits.totalLength(i - firstRead);
            i++;
        }
        statistics.countTranslated(true, i - from, octets);
        return i;
    }

    /**
     * Translates packets from the inside, as {@link #outbound(Packet, long)} does one after the other. The call ends after a
     * packet that causes further output.
     *
     * @param packets windows on IPv4 packets, each a different object
     * @param results becomes the result of each processed packet
     * @param from index of the first packet to process
     * @param to index after the last packet to process
     * @param nowNanos time in nanoseconds
     * @return index after the last packet that was processed
     * @throws IllegalArgumentException if one packet occurs twice; then nothing has changed
     */
    public int outbound(Packet[] packets, NaptResult[] results, int from, int to, long nowNanos) {
        check(packets, results, from, to);
        begin(nowNanos);
        int next = from;
        while (next < to) {
            int end = Math.min(to, next + Hits.BURST);
            Hits hits = current.hits;
            for (int i = next; i < end; i++) {
                Packet packet = packets[i];
                hits.readOutbound(i - next, packet.buffer(), packet.offset(), packet.length());
            }
            hits.findOutbound(end - next);
            for (int i = next; i < end; i++) {
                Packet packet = packets[i];
                if (hits.outbound(i - next, packet.buffer(), packet.offset())) {
                    statistics.countTranslated(false, 1, packet.length());
                    results[i] = NaptResult.TRANSLATED;
                } else {
                    results[i] = outboundInCall(packet, nowNanos);
                    if (hasOutput()) {
                        return i + 1;
                    }
                }
            }
            next = end;
            adopt();
        }
        return to;
    }

    /**
     * Translates packets from the tunnel, as {@link #outbound(Packet[], NaptResult[], int, int, long)} does packets from the inside.
     *
     * @param packets windows on IPv4 packets, each a different object
     * @param results becomes the result of each processed packet
     * @param from index of the first packet to process
     * @param to index after the last packet to process
     * @param nowNanos time in nanoseconds
     * @return index after the last packet that was processed
     * @throws IllegalArgumentException if one packet occurs twice; then nothing has changed
     */
    public int inbound(Packet[] packets, NaptResult[] results, int from, int to, long nowNanos) {
        check(packets, results, from, to);
        begin(nowNanos);
        int next = from;
        while (next < to) {
            int end = Math.min(to, next + Hits.BURST);
            Hits hits = current.hits;
            for (int i = next; i < end; i++) {
                Packet packet = packets[i];
                hits.readInbound(i - next, packet.buffer(), packet.offset(), packet.length());
            }
            hits.findInbound(end - next);
            for (int i = next; i < end; i++) {
                Packet packet = packets[i];
                if (hits.inbound(i - next, packet.buffer(), packet.offset())) {
                    statistics.countTranslated(true, 1, packet.length());
                    results[i] = NaptResult.TRANSLATED;
                } else {
                    results[i] = inboundInCall(packet, nowNanos);
                    if (hasOutput()) {
                        return i + 1;
                    }
                }
            }
            next = end;
            adopt();
        }
        return to;
    }

    private static void check(Packet[] packets, NaptResult[] results, int from, int to) {
        Objects.checkFromToIndex(from, to, packets.length);
        Objects.checkFromToIndex(from, to, results.length);
        Packet.requireDistinct(packets, from, to);
    }

    private boolean hasOutput() {
        return errors.isPending() || isReleasing();
    }

    /**
     * Returns whether the last packet was the first fragment of a datagram, and fragments waited for it.
     *
     * @return true if {@link #release} returns a fragment
     */
    public boolean isReleasing() {
        return outboundMemory.isReleasing()
                || current.inboundMemory.isReleasing()
                || (old != null && old.inboundMemory.isReleasing());
    }

    /**
     * Returns whether the last packet came from the tunnel, so that {@link #release} returns fragments for the inside.
     *
     * @return false after a packet from the inside
     */
    public boolean isReleasingInbound() {
        return isReleasingInbound;
    }

    /**
     * Restores the packet of the last single call, which was translated, to what it was: for a caller that drops it afterwards and
     * reports the drop to its sender. A second call has no effect. Octets that the caller has changed since then keep the change, except those that were
     * translated.
     */
    public void restore() {
        if (isHit) {
            current.hits.undo(hitBuffer, hitOffset);
            return;
        }
        Translator last = isOfOld && old != null ? old : current;
        last.translation.edits.undo();
    }

    /**
     * Releases a fragment that waited for the first fragment of its datagram, which was the last packet. Call it until it returns
     * null, before the next packet.
     *
     * @param fragment becomes a window on the translated fragment, in memory of this instance, until the next call
     * @param nowNanos time in nanoseconds
     * @return what was done, or a reason to drop the fragment; null if there is none
     */
    public @Nullable NaptResult release(Packet fragment, long nowNanos) {
        NaptResult result = isReleasingInbound ? releaseInbound(fragment) : releaseOutbound(fragment, nowNanos);
        if (result != null) {
            statistics.count(isReleasingInbound, result, fragment.length());
        }
        return result;
    }

    private @Nullable NaptResult releaseInbound(Packet fragment) {
        Translator last = isOfOld && old != null ? old : current;
        return last.inboundFragments.release(fragment);
    }

    private @Nullable NaptResult releaseOutbound(Packet fragment, long nowNanos) {
        NaptResult result = current.outboundFragments.release(fragment, nowNanos);
        isOfOld = result != null && current.outboundFragments.isOfOld();
        return result;
    }

    /**
     * Ends sessions that are over, at most 64, forgets fragments whose time is over, and lets unsolicited SYNs be answered. Call it
     * every second, until it returns false.
     *
     * @param nowNanos time in nanoseconds
     * @return whether there may be more to do
     */
    public boolean expire(long nowNanos) {
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

    /**
     * Returns the length of the packet that {@link #next} writes next.
     *
     * @return in octets; 0 if there is none
     */
    public int nextOctets() {
        return errors.nextOctets(current.sessions.tick);
    }

    /**
     * Writes the next packet that the NAPT itself sends: an ICMP error about the last packet, a RST to the inside host of a session
     * that ended, or an ICMP error to the sender of an unsolicited SYN. The last is for the tunnel, the others for the inside.
     *
     * @param place a window to write to, apart from the last packet; it becomes a window on the new one
     * @param nowNanos time in nanoseconds
     * @return false if there is none, or if the window is too short; then nothing has changed
     */
    public boolean next(Packet place, long nowNanos) {
        Sessions sessions = current.sessions;
        return errors.next(place, sessions.rules.address, current.identifications, sessions.tick, nowNanos);
    }

    /**
     * Returns whether the packet that {@link #next} writes next is for the tunnel: an ICMP error to the sender of an unsolicited
     * SYN.
     *
     * @return false if it is for an inside host, or if there is none
     */
    public boolean isNextForTunnel() {
        return errors.isForTunnel(current.sessions.tick);
    }

    /**
     * Sets the source address of ICMP errors to inside hosts. The default is the dummy address 192.0.0.8 (RFC 7600).
     *
     * @param address 32 bits in network order
     */
    public void errorSource(int address) {
        errors.source = address;
    }

    /**
     * Takes the oldest event.
     *
     * @param event becomes the event
     * @return false if there is none
     */
    public boolean nextEvent(NaptEvent event) {
        return events.take(event);
    }

    /**
     * Returns the live counters.
     *
     * @return counters that any thread may read
     */
    public NaptStatistics statistics() {
        return statistics;
    }

    /**
     * Returns the number of ports with a use.
     *
     * @param protocol selects the port space
     * @param use the use
     * @return 0 to the number of ports of the set; reserved ports have no use
     */
    public int portCount(NaptProtocol protocol, PortUse use) {
        Sessions sessions = current.sessions;
        return sessions.spaces[NaptRules.spaceOf(protocol)].count(use, sessions.rules.portHoldTicks, sessions.tick);
    }

    /**
     * Returns the number of sessions of a protocol, with those that are over and that {@link #expire} has not ended.
     *
     * @param protocol the protocol
     * @return 0 or more
     */
    public int sessionCount(NaptProtocol protocol) {
        return current.sessions.spaces[NaptRules.spaceOf(protocol)].states.sessions();
    }

    /**
     * Finds the external port of a session by the addresses and ports of its outbound packets.
     *
     * @param protocol its protocol
     * @param inside inside address, 32 bits in network order
     * @param insidePort inside port or Identifier
     * @param remote remote address, 32 bits in network order
     * @param remotePort remote port; 0 for ICMP
     * @return external port or Identifier; -1 if there is no such session
     */
    public int externalPort(NaptProtocol protocol, int inside, int insidePort, int remote, int remotePort) {
        Sessions sessions = current.sessions;
        long word0 = ((long) inside << 32) | ((long) (insidePort & 0xffff) << 16) | (remotePort & 0xffff);
        int session = sessions.table.findOutbound(word0, SessionFlags.word1(remote, 0, NaptRules.spaceOf(protocol), 0));
        if (session == Sessions.NONE || !sessions.isLive(SessionTable.at(session))) {
            return -1;
        }
        return SessionFlags.port(sessions.words, SessionTable.at(session));
    }

    /** Sets the clock, adopts a new table, and discards pending output of the previous call. */
    private void begin(long nowNanos) {
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

    /**
     * Returns whether the sessions of the address or port set before the current ones go on, by {@link NaptTable#drain}.
     *
     * @return false from the end of that time on
     */
    public boolean isDraining() {
        return old != null;
    }

    /**
     * Returns whether the last packet, or the last fragment of {@link #release}, belongs to a session of the address and port set
     * before the current ones.
     *
     * @return false if {@link #isDraining} returns false
     */
    public boolean isOfOld() {
        return isOfOld;
    }

    @SuppressWarnings("ReferenceEquality") // a fast first check: each table is an object of its own
    private void adopt() {
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
            current.adopt(next, !isSame);
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
        generation ^= 1;
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

    /**
     * Grants, renews, deletes or refuses a mapping that an inside host requests. Call it between packets.
     *
     * @param request the request
     * @param nowNanos time in nanoseconds
     * @return the answer, with the names of PCP (RFC 6887)
     */
    public PortGrant request(PortRequest request, long nowNanos) {
        begin(nowNanos);
        return current.requests.request(request);
    }

    /**
     * Moves a cursor to the next session. Call it between packets.
     *
     * @param view becomes a view of the session
     * @param nowNanos time in nanoseconds
     * @return false after the last one; then the cursor is before the first one again
     */
    public boolean nextSession(SessionView view, long nowNanos) {
        begin(nowNanos);
        return view.advance(current.sessions);
    }

    /**
     * Explains what {@link #outbound} would do with the first packet of a session, such as a SYN. No session is made. Call it
     * between packets.
     *
     * @param protocol the protocol
     * @param inside inside address, 32 bits in network order, and port below them: {@code address << 16 | port}
     * @param remote remote address and port in the same form; the port is 0 for ICMP
     * @param nowNanos time in nanoseconds
     * @return result, class, port and limits
     */
    public NaptExplanation explain(NaptProtocol protocol, long inside, long remote, long nowNanos) {
        begin(nowNanos);
        return Explanations.explain(
                current.sessions,
                NaptRules.spaceOf(protocol),
                (int) (inside >>> 16),
                (int) inside & 0xffff,
                (int) (remote >>> 16),
                (int) remote & 0xffff);
    }

    /**
     * Forecasts when the ports of each protocol and class run out. Call it between packets. It examines each session.
     *
     * @param nowNanos time in nanoseconds
     * @return those of the classes that new sessions can have, by protocol
     */
    public List<PortForecast> forecast(long nowNanos) {
        begin(nowNanos);
        return Forecasts.of(current.sessions);
    }

    /**
     * Returns all sessions and requested mappings as octets, for {@link #restore(byte[], long)} after a restart. Call it between packets.
     *
     * @param nowNanos time in nanoseconds
     * @return octets in a private format
     */
    public byte[] save(long nowNanos) {
        begin(nowNanos);
        return SavedSessions.save(current.sessions, current.requests);
    }

    /**
     * Restores saved sessions and requested mappings with the times that they had left. Those that do not fit address, ports or
     * limits, or that are present, are counted and not restored.
     *
     * @param saved result of {@link #save}
     * @param nowNanos time in nanoseconds
     * @return the number of restored sessions; -1, and nothing is restored, if the octets are damaged or of another version
     */
    public int restore(byte[] saved, long nowNanos) {
        begin(nowNanos);
        return SavedSessions.restore(current.sessions, current.requests, saved);
    }

    /** Returns the number of sessions and the table. */
    @Override
    public String toString() {
        return "Napt44[sessions=" + current.sessions.table.size() + ", " + table + "]";
    }
}
