package io.softwire46.mape.forward.tunnel;

import io.softwire46.mape.forward.counter.Counters;
import io.softwire46.mape.forward.counter.Direction;
import io.softwire46.mape.forward.counter.Event;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.fragment.Ipv4Fragmenter;
import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.Ipv6Header;
import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;

/**
 * The tools of one node, and the output of its last packet that has not been fetched: the other fragments of the packet, then an
 * error, then the fragments that were held for the packet, with the fragments of each.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
public final class ForwardingContext {
    /**
     * Octets by which a destination must be longer than the packet: IPv6 header, Fragment header and Destination Options header.
     */
    static final int MAX_HEADERS_OCTETS = 56;

    /** The packet belongs to no domain, or matched no rule. */
    public static final int NO_MATCH = -1;

    public final Counters counters = new Counters();
    public final Encapsulator entry;
    public final Decapsulator exit = new Decapsulator(this);
    public final ErrorReporter errors;
    public final Reassembly reassembly = new Reassembly(this);

    /** Fragments packets toward the IPv4 side. */
    public final Ipv4Fragmenter egress = new Ipv4Fragmenter();

    /** The fragments that the current packet was reassembled from. */
    public final ReceivedFragments received = new ReceivedFragments();

    /** Counters of each domain. */
    public final DomainCounts domains = new DomainCounts(counters);

    /** Domain of the current packet in the upper half, and its rule in the lower half: one store per packet, not two. */
    private long match = NO_MATCH;

    /** The same of the packet that has further output, if a burst ended with it. */
    private long matchOfOutput = NO_MATCH;

    /** Octets of the last forwarded IPv4 packet. */
    public int ipv4Octets;

    /** Whether there may be output to fetch. */
    public boolean further;

    /** Whether the current packet has determined the port of held fragments, which are then released. */
    private boolean releasing;

    /** The time of that packet. */
    private long releaseNanos;

    private final HeldFragments heldFragments;

    /** Packets that the node sends besides. */
    private NodeOutput nodeOutput = NodeOutput.NONE;

    /** A window on the next held fragment to send, which is ready in the memory of a fragment store. */
    private final Packet prepared = new Packet();

    private boolean isPrepared;

    /** The first fragment itself, if it is sent after those that were held for it. */
    private final Packet last = new Packet();

    private boolean hasLast;

    // packets of a burst that the fast path has forwarded and not counted
    private Direction forwardedDirection = Direction.V4_TO_V6;
    private int forwarded;
    private long forwardedTotals;
    private long forwardedArrivals;

    public ForwardingContext(NodeKeys keys, DomainOptions anyOptions, HeldFragments heldFragments) {
        this.heldFragments = heldFragments;
        entry = new Encapsulator(this, keys, anyOptions);
        errors = new ErrorReporter(this, keys, anyOptions);
    }

    /** Adds a source of packets, which are sent after those of the last packet. */
    public void add(NodeOutput output) {
        nodeOutput = output;
    }

    /** Stores a verdict only if it differs, since storing a reference costs a garbage collection barrier. */
    public static void set(Verdict[] verdicts, int place, Verdict verdict) {
        if (verdicts[place] != verdict) {
            verdicts[place] = verdict;
        }
    }

    /** Sets the domain of the current packet, and its rule or {@link #NO_MATCH}. */
    public void match(int domain, int rule) {
        match = ((long) domain << 32) | (rule & 0xFFFF_FFFFL);
    }

    /** Returns the domain of the current packet in the table, or {@link #NO_MATCH}. */
    public int domain() {
        return (int) (match >> 32);
    }

    /** Returns the rule of the current packet in the table, or {@link #NO_MATCH}. */
    public int rule() {
        return (int) match;
    }

    /** Counts the packets of {@link #countForwarded}; call it before the domains change. */
    public void endCount() {
        if (forwarded > 0) {
            boolean entry = forwardedDirection == Direction.V4_TO_V6;
            Counters only = domains.of(0);
            only.countForwarded(forwardedDirection, forwarded, forwardedTotals, forwardedArrivals);
            only.increment(
                    entry ? Event.SENT_IPV6 : Event.SENT_IPV4,
                    forwarded,
                    entry ? forwardedTotals + (long) Ipv6Header.OCTETS * forwarded : forwardedTotals);
            forwarded = 0;
            forwardedTotals = 0;
            forwardedArrivals = 0;
        }
    }

    /** Resets domain and rule after a burst. Further output of its last packet is still counted in the domain of that packet. */
    public void endBurst() {
        endCount();
        matchOfOutput = further ? match : NO_MATCH;
        match = NO_MATCH;
    }

    /** Resets domain and rule for the next packet. */
    public void matchNone() {
        match = NO_MATCH;
    }

    /** Releases the fragments that were held for the current packet, after it has been counted. */
    public void releaseHeld(long nowNanos) {
        releasing = true;
        releaseNanos = nowNanos;
    }

    /** Counts a received packet, and the first packet sent for it. */
    public void count(Direction direction, Verdict verdict, int arrivedOctets, Packet packet) {
        int octets = verdict == Verdict.FORWARDED ? ipv4Octets : arrivedOctets;
        Counters current = domains.of(domain());
        current.count(direction, verdict, octets, arrivedOctets);
        if (releasing) {
            release(verdict, packet);
        }
        if (verdict.leaves()) {
            sent(current, packet);
        }
    }

    /**
     * Counts a packet that was dropped without an event.
     *
     * @param domain of the packet, or {@link #NO_MATCH}
     */
    public void countRefused(Direction direction, Verdict verdict, int domain, int arrivedOctets) {
        domains.of(domain).count(direction, verdict, arrivedOctets, arrivedOctets);
    }

    /** Counts an event of the current packet in its domain. */
    public void count(Event event, int octets) {
        domains.of(domain()).increment(event, octets);
    }

    /**
     * Counts packets of the only domain that were sent without fragmentation, at the end of the burst or before another table is
     * adopted. Of several domains, each packet is counted by the caller.
     *
     * @param lastTotal octets of the last IPv4 packet
     * @param totals octets of all IPv4 packets
     * @param arrivals octets that arrived
     */
    public void countForwarded(Direction direction, int packets, int lastTotal, long totals, long arrivals) {
        ipv4Octets = lastTotal;
        if (domains.isSingle()) {
            forwardedDirection = direction;
            forwarded += packets;
            forwardedTotals += totals;
            forwardedArrivals += arrivals;
        }
    }

    private static void sent(Counters counters, Packet packet) {
        boolean ipv4 = Ipv4Header.version(packet.buffer(), packet.offset()) == 4;
        counters.increment(ipv4 ? Event.SENT_IPV4 : Event.SENT_IPV6, packet.length());
    }

    /**
     * Sends the fragments that were held for a first fragment before it, in the order of their arrival. They follow it if it was
     * dropped, or if it was fragmented and its fragments have not been fetched.
     *
     * @param packet a window on the first fragment to send; it becomes a window on the oldest held fragment
     */
    private void release(Verdict verdict, Packet packet) {
        further = true;
        if (verdict != Verdict.FORWARDED || entry.nextOctets() > 0 || egress.nextOctets() > 0) {
            return;
        }
        moveTo(last, packet);
        if (prepare()) {
            hasLast = true;
            moveTo(packet, prepared);
            isPrepared = false;
        }
    }

    private static void moveTo(Packet window, Packet to) {
        if (to.isBorrowed()) {
            window.attachBorrowed(to.buffer(), to.offset(), to.length(), to.headroom());
        } else {
            window.attach(to.buffer(), to.offset(), to.length(), to.headroom());
        }
    }

    /** Releases held fragments until one is ready to send. */
    private boolean prepare() {
        if (isPrepared) {
            return true;
        }
        long matched = match; // released fragments do not change the match of the last packet
        match = matchOfOutput();
        isPrepared = releaseOne();
        match = matched;
        return isPrepared;
    }

    private long matchOfOutput() {
        return matchOfOutput == NO_MATCH ? match : matchOfOutput;
    }

    private boolean releaseOne() {
        Verdict verdict = heldFragments.release(prepared, releaseNanos);
        while (verdict != HeldFragments.NOTHING) {
            if (verdict == Verdict.FORWARDED) {
                return true;
            }
            if (verdict.isDrop()) { // else it is held again, in another fragment store
                count(Event.RELEASED_DROPPED, prepared.length());
            }
            verdict = heldFragments.release(prepared, releaseNanos);
        }
        return false;
    }

    /**
     * Copies a packet to a destination with enough headroom for any tunnel header. Returns false, and counts a drop, if it does
     * not fit.
     */
    public boolean copy(Direction direction, Packet packet, Packet destination) {
        int octets = packet.length();
        if (destination.length() - MAX_HEADERS_OCTETS < octets) {
            matchNone();
            counters.count(direction, Verdict.DROP_NO_ROOM, octets, octets);
            return false;
        }
        destination.trimFront(MAX_HEADERS_OCTETS);
        destination.truncate(octets);
        destination.buffer().put(destination.offset(), packet.buffer(), packet.offset(), octets);
        return true;
    }

    /**
     * Copies a packet from the memory of a fragment store to the caller's destination, if it fits there. If the first fragment is
     * already there and is sent later, the packet is placed after it.
     */
    @SuppressWarnings("ReferenceEquality") // identity is meant; equals compares contents
    public void moveToDestination(Verdict verdict, Packet packet, ByteBuffer buffer, int offset, int octets) {
        int at = hasLast && last.buffer() == buffer ? last.offset() + last.length() : offset;
        if (verdict.leaves() && packet.buffer() != buffer && packet.length() <= offset + octets - at) {
            buffer.put(at, packet.buffer(), packet.offset(), packet.length());
            packet.attach(buffer, at, packet.length(), 0);
        }
    }

    /** Discards output that has not been fetched. */
    public void discardPending() {
        entry.discardPending();
        egress.forget();
        errors.discardPending();
        nodeOutput.discardPending();
        isPrepared = false;
        hasLast = false;
        releasing = false;
        further = false;
        matchOfOutput = NO_MATCH;
    }

    /** Returns the octets of the next packet to fetch; 0 if there is none. */
    public int nextOctets() {
        if (!further) {
            return 0;
        }
        int octets = ofLast();
        if (octets > 0) {
            return octets;
        }
        if (prepare()) {
            return prepared.length();
        }
        octets = ofLast(); // an error about a held fragment
        return octets > 0 || !hasLast ? octets : last.length();
    }

    /** Returns the octets of the next fragment or error of the packet that was sent last. */
    private int ofLast() {
        if (isPrepared) {
            return prepared.length();
        }
        int octets = entry.nextOctets();
        octets = octets > 0 ? octets : egress.nextOctets();
        octets = octets > 0 ? octets : errors.nextOctets();
        return octets > 0 ? octets : nodeOutput.nextOctets();
    }

    /** Returns whether output that has not been fetched is made from octets of a part of a buffer. */
    private boolean readsFrom(ByteBuffer buffer, int start, int octets) {
        return entry.readsFrom(buffer, start, octets)
                || egress.readsFrom(buffer, start, octets)
                || errors.readsFrom(buffer, start, octets)
                || nodeOutput.readsFrom(buffer, start, octets)
                || (isPrepared && prepared.overlaps(buffer, start, octets))
                || (hasLast && last.overlaps(buffer, start, octets));
    }

    /** Throws if a destination overlaps the packet or is on memory of a node, before anything is changed. */
    public static void requireApart(Packet packet, Packet destination) {
        if (destination.isBorrowed()) {
            throw new IllegalArgumentException(
                    "the destination is on memory of a node; attach it again: " + destination);
        }
        if (packet.overlaps(destination.buffer(), destination.offset(), destination.length())) {
            throw new IllegalArgumentException("the destination overlaps the packet: " + destination + ", " + packet);
        }
    }

    /** Writes the next packet; returns false if there is none, or if the window is too short. */
    public boolean next(Packet place) {
        int octets = nextOctets();
        if (octets == 0 || octets > place.length()) {
            return false;
        }
        if (readsFrom(place.buffer(), place.offset(), octets)) {
            throw new IllegalArgumentException(
                    "the window is on octets that further output is made from: " + place + ", next " + octets);
        }
        long matched = match;
        match = matchOfOutput();
        if (isPrepared) {
            isPrepared = false;
            copyTo(place, prepared);
        } else if (entry.nextOctets() > 0) {
            entry.next(place);
        } else if (egress.nextOctets() > 0) {
            egress.next(place);
        } else if (errors.nextOctets() > 0) {
            errors.next(place);
        } else if (nodeOutput.nextOctets() > 0) {
            if (!nodeOutput.next(place)) {
                match = matched;
                return false;
            }
        } else {
            hasLast = false;
            copyTo(place, last);
        }
        sent(domains.of(domain()), place);
        match = matched;
        return true;
    }

    private static void copyTo(Packet place, Packet from) {
        ByteBuffer buffer = place.buffer();
        buffer.put(place.offset(), from.buffer(), from.offset(), from.length());
        place.truncate(from.length());
    }
}
