package io.softwire46.mape.nat;

import io.softwire46.mape.config.Published;
import io.softwire46.mape.fragment.ReassemblyLimits;
import io.softwire46.mape.nat.NaptStatistics.PortUse;
import io.softwire46.mape.nat.session.Identifications;
import io.softwire46.mape.nat.session.NaptKeys;
import io.softwire46.mape.nat.session.ResetQueue;
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
public final class Napt44 {
    /** Maximum number of packets that {@link #readOutbound} and {@link #readInbound} read. */
    public static final int MAX_READ = Hits.BURST;

    private final NaptTranslators translators;
    private final NaptBursts bursts;
    private final NaptStatistics statistics;

    /** The packet of the last single call that took the fast path, for {@link #restore()}. */
    private ByteBuffer hitBuffer = ByteBuffer.allocate(0);

    private int hitOffset;

    private Napt44(Published<NaptTable> published, ReassemblyLimits fragments, NaptKeys keys) {
        translators = new NaptTranslators(published, fragments, keys);
        statistics = translators.statistics;
        bursts = new NaptBursts(translators, statistics);
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
                + ResetQueue.octets(Sessions.PER_CALL)
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
        translators.begin(nowNanos);
        if (translators.current.hits.outbound(packet.buffer(), packet.offset(), packet.length())) {
            return hit(false, packet);
        }
        return translators.outbound(packet, nowNanos);
    }

    /** The same without the fast path. */
    NaptResult outboundSlowly(Packet packet, long nowNanos) {
        translators.begin(nowNanos);
        return translators.outbound(packet, nowNanos);
    }

    @SuppressWarnings("ReferenceEquality") // the same buffer is meant; a store costs a write barrier
    private NaptResult hit(boolean isInbound, Packet packet) {
        statistics.countTranslated(isInbound, 1, packet.length());
        if (packet.buffer() != hitBuffer) {
            hitBuffer = packet.buffer();
        }
        hitOffset = packet.offset();
        translators.isHit = true;
        translators.isReleasingInbound = isInbound;
        return NaptResult.TRANSLATED;
    }

    /**
     * Translates a packet from the tunnel, in place.
     *
     * @param packet a window on an IPv4 packet, without tunnel header
     * @param nowNanos time in nanoseconds
     * @return what was done; a packet that is dropped is as it was
     */
    public NaptResult inbound(Packet packet, long nowNanos) {
        translators.begin(nowNanos);
        if (translators.current.hits.inbound(packet.buffer(), packet.offset(), packet.length())) {
            return hit(true, packet);
        }
        return translators.inbound(packet, nowNanos);
    }

    /** The same without the fast path. */
    NaptResult inboundSlowly(Packet packet, long nowNanos) {
        translators.begin(nowNanos);
        return translators.inbound(packet, nowNanos);
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
        return translators.inboundToOld(packet, nowNanos);
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
        return bursts.outbound(batch, from, nowNanos);
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
        return bursts.inbound(batch, from, nowNanos);
    }

    /**
     * Sets the clock, adopts a new table, and discards pending output of the previous call: before {@link #readOutbound} and
     * {@link #readInbound}.
     *
     * @param nowNanos time in nanoseconds
     */
    public void setTime(long nowNanos) {
        translators.begin(nowNanos);
    }

    /**
     * Reads packets from the inside for {@link #outboundOrdinary}, and finds their sessions. No packet is changed.
     *
     * @param batch windows on IPv4 packets
     * @param from index of the first packet
     * @param to index after the last packet, at most {@value #MAX_READ} packets
     */
    public void readOutbound(PacketBatch batch, int from, int to) {
        bursts.readOutbound(batch, from, to);
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
        return bursts.outboundOrdinary(batch, from, to, maxOctets, headroom);
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
        bursts.readInbound(batch, from, to, skipOctets);
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
        return bursts.inboundOrdinary(batch, from, to, skipOctets);
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
        return bursts.outbound(packets, results, from, to, nowNanos);
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
        return bursts.inbound(packets, results, from, to, nowNanos);
    }

    /**
     * Returns whether the last packet was the first fragment of a datagram, and fragments waited for it.
     *
     * @return true if {@link #release} returns a fragment
     */
    public boolean isReleasing() {
        return translators.isReleasing();
    }

    /**
     * Returns whether the last packet came from the tunnel, so that {@link #release} returns fragments for the inside.
     *
     * @return false after a packet from the inside
     */
    public boolean isReleasingInbound() {
        return translators.isReleasingInbound;
    }

    /**
     * Restores the packet of the last single call, which was translated, to what it was: for a caller that drops it afterwards and
     * reports the drop to its sender. A second call has no effect. Octets that the caller has changed since then keep the change, except those that were
     * translated.
     */
    public void restore() {
        if (translators.isHit) {
            translators.current.hits.undo(hitBuffer, hitOffset);
            return;
        }
        translators.last().translation.edits.undo();
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
        return translators.release(Objects.requireNonNull(fragment, "fragment"), nowNanos);
    }

    /**
     * Ends sessions that are over, at most 64, forgets fragments whose time is over, and lets unsolicited SYNs be answered. Call it
     * every second, until it returns false.
     *
     * @param nowNanos time in nanoseconds
     * @return whether there may be more to do
     */
    public boolean expire(long nowNanos) {
        return translators.expire(nowNanos);
    }

    /**
     * Returns the length of the packet that {@link #next} writes next.
     *
     * @return in octets; 0 if there is none
     */
    public int nextOctets() {
        return translators.errors.nextOctets(translators.current.sessions.tick);
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
        Sessions sessions = translators.current.sessions;
        return translators.errors.next(
                Objects.requireNonNull(place, "place"),
                sessions.rules.address,
                translators.current.identifications,
                sessions.tick,
                nowNanos);
    }

    /**
     * Returns whether the packet that {@link #next} writes next is for the tunnel: an ICMP error to the sender of an unsolicited
     * SYN.
     *
     * @return false if it is for an inside host, or if there is none
     */
    public boolean isNextForTunnel() {
        return translators.errors.isForTunnel(translators.current.sessions.tick);
    }

    /**
     * Sets the source address of ICMP errors to inside hosts. The default is the dummy address 192.0.0.8 (RFC 7600).
     *
     * @param address 32 bits in network order
     */
    public void errorSource(int address) {
        translators.errors.source = address;
    }

    /**
     * Takes the oldest event.
     *
     * @param event becomes the event
     * @return false if there is none
     */
    public boolean nextEvent(NaptEvent event) {
        return translators.events.take(Objects.requireNonNull(event, "event"));
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
        Sessions sessions = translators.current.sessions;
        return sessions.spaces[NaptRules.spaceOf(protocol)].count(use, sessions.rules.portHoldTicks, sessions.tick);
    }

    /**
     * Returns the number of sessions of a protocol, with those that are over and that {@link #expire} has not ended.
     *
     * @param protocol the protocol
     * @return 0 or more
     */
    public int sessionCount(NaptProtocol protocol) {
        return translators.current.sessions.spaces[NaptRules.spaceOf(protocol)].states.sessions();
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
        Sessions sessions = translators.current.sessions;
        long word0 = ((long) inside << 32) | ((long) (insidePort & 0xffff) << 16) | (remotePort & 0xffff);
        int session = sessions.table.findOutbound(word0, SessionFlags.word1(remote, 0, NaptRules.spaceOf(protocol), 0));
        if (session == Sessions.NONE || !sessions.isLive(SessionTable.at(session))) {
            return -1;
        }
        return SessionFlags.port(sessions.words, SessionTable.at(session));
    }

    /**
     * Returns whether the sessions of the address or port set before the current ones go on, by {@link NaptTable#drain}.
     *
     * @return false from the end of that time on
     */
    public boolean isDraining() {
        return translators.old != null;
    }

    /**
     * Returns whether the last packet, or the last fragment of {@link #release}, belongs to a session of the address and port set
     * before the current ones.
     *
     * @return false if {@link #isDraining} returns false
     */
    public boolean isOfOld() {
        return translators.isOfOld;
    }

    /**
     * Grants, renews, deletes or refuses a mapping that an inside host requests. Call it between packets.
     *
     * @param request the request
     * @param nowNanos time in nanoseconds
     * @return the answer, with the names of PCP (RFC 6887)
     */
    public PortGrant request(PortRequest request, long nowNanos) {
        translators.begin(nowNanos);
        return translators.current.requests.request(request);
    }

    /**
     * Moves a cursor to the next session. Call it between packets.
     *
     * @param view becomes a view of the session
     * @param nowNanos time in nanoseconds
     * @return false after the last one; then the cursor is before the first one again
     */
    public boolean nextSession(SessionView view, long nowNanos) {
        translators.begin(nowNanos);
        return view.advance(translators.current.sessions);
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
        translators.begin(nowNanos);
        return NaptExplanation.of(
                translators.current.sessions,
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
        translators.begin(nowNanos);
        return Forecasts.of(translators.current.sessions);
    }

    /**
     * Returns all sessions and requested mappings as octets, for {@link #restore(byte[], long)} after a restart. Call it between packets.
     *
     * @param nowNanos time in nanoseconds
     * @return octets in a private format
     */
    public byte[] save(long nowNanos) {
        translators.begin(nowNanos);
        return SavedSessions.save(translators.current.sessions, translators.current.requests);
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
        translators.begin(nowNanos);
        return SavedSessions.restore(translators.current.sessions, translators.current.requests, saved);
    }

    /** Returns the number of sessions and the table. */
    @Override
    public String toString() {
        return "Napt44[sessions=" + translators.current.sessions.table.size() + ", " + translators.table + "]";
    }
}
