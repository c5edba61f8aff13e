package io.softwire46.mape.forward.tunnel;

import io.softwire46.mape.forward.counter.Counters;
import io.softwire46.mape.forward.counter.Direction;
import io.softwire46.mape.forward.counter.Event;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.fragment.Ipv4Fragmenter;
import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;

/**
 * The tools of one node, border relay or customer edge, and what its last packet has left to be pulled: the other pieces of a
 * packet that was cut, then an error, then fragments that were held for the packet, with the pieces of each.
 *
 * <p>Not thread-safe: one per worker.
 */
public final class ForwardingContext {
    /** Octets by which a destination must be longer than the packet: IPv6, Fragment and Destination Options header. */
    static final int INTO_ROOM = 56;

    /** The packet belongs to no domain, or no rule. */
    public static final int NO_MATCH = -1;

    public final Counters counters = new Counters();
    public final Encapsulator entry;
    public final Decapsulator exit = new Decapsulator(counters);
    public final ErrorReporter errors;
    public final Reassembly reassembly = new Reassembly(this);

    /** Cuts packets that leave on the IPv4 side. */
    public final Ipv4Fragmenter egress = new Ipv4Fragmenter();

    /** What the packet at hand was joined from. */
    public final ReceivedFragments received = new ReceivedFragments();

    /** Counters of each domain. */
    public final DomainCounts domains = new DomainCounts();

    /** Domain of the packet at hand in the table, -1 if none was found. */
    public int domain = NO_MATCH;

    /** Rule of the packet at hand in the table, -1 if none was found. */
    public int rule = NO_MATCH;

    /** Octets of the IPv4 packet that was forwarded last. */
    public int ipv4Octets;

    /** Whether there may be something to pull. */
    public boolean further;

    /** Whether fragments are held whose port the packet has told. */
    public boolean releasing;

    private final HeldFragments continuation;

    /** What leaves next, where it has been prepared already, in the memory of a collector. */
    private final Packet prepared = new Packet();

    private boolean isPrepared;

    /** The first fragment itself, which leaves behind those that were held for it. */
    private final Packet last = new Packet();

    private boolean hasLast;

    public ForwardingContext(NodeKeys keys, DomainOptions anyOptions, HeldFragments continuation) {
        this.continuation = continuation;
        entry = new Encapsulator(this, keys, anyOptions);
        errors = new ErrorReporter(this, keys, anyOptions);
    }

    /** Writes a verdict where another one is, since a reference that is written costs the collector's barrier. */
    public static void set(Verdict[] verdicts, int place, Verdict verdict) {
        if (verdicts[place] != verdict) {
            verdicts[place] = verdict;
        }
    }

    /** Notes the domain of the packet at hand, and its rule or {@link #NO_MATCH}. */
    public void match(int domain, int rule) {
        this.domain = domain;
        this.rule = rule;
    }

    /** Forgets domain and rule: another packet is at hand. */
    public void matchNone() {
        match(NO_MATCH, NO_MATCH);
    }

    /** Counts a packet that was taken, and the first one that left. */
    public void count(Direction direction, Verdict verdict, int arrivedOctets, Packet packet) {
        int octets = verdict == Verdict.FORWARDED ? ipv4Octets : arrivedOctets;
        counters.count(direction, verdict, octets, arrivedOctets);
        domains.count(domain, direction, verdict, octets, arrivedOctets);
        if (releasing) {
            release(verdict, packet);
        }
        if (verdict.leaves()) {
            sent(packet);
        }
    }

    /** Counts packets that left whole. */
    public void countForwarded(
            Direction direction, int packets, int lastTotal, long totals, long arrivals, Event sent, long departures) {
        ipv4Octets = lastTotal;
        counters.countForwarded(direction, packets, totals, arrivals);
        if (domains.isSingle()) {
            domains.countForwarded(0, direction, packets, totals, arrivals);
        }
        counters.increment(sent, packets, departures);
    }

    private void sent(Packet packet) {
        boolean ipv4 = Ipv4Header.version(packet.buffer(), packet.offset()) == 4;
        counters.increment(ipv4 ? Event.SENT_IPV4 : Event.SENT_IPV6, packet.length());
    }

    /**
     * Lets the fragments that were held for a first fragment leave before it, in the order of their arrival. They follow it
     * where it was dropped, or where it was cut and its pieces are under way.
     *
     * @param packet a window on the first fragment as it leaves, becomes one on the oldest that was held
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

    /** Releases held fragments until one leaves. */
    private boolean prepare() {
        if (isPrepared) {
            return true;
        }
        int domainAtHand = domain; // released fragments do not change what the last packet belongs to
        int ruleAtHand = rule;
        isPrepared = releaseOne();
        match(domainAtHand, ruleAtHand);
        return isPrepared;
    }

    private boolean releaseOne() {
        Verdict verdict = continuation.release(prepared);
        while (verdict != HeldFragments.NOTHING) {
            if (verdict == Verdict.FORWARDED) {
                return true;
            }
            if (verdict.isDrop()) { // else it waits again, in another collector
                counters.increment(Event.RELEASED_DROPPED, prepared.length());
            }
            verdict = continuation.release(prepared);
        }
        return false;
    }

    /** Copies a packet behind as much headroom as any tunnel header takes; counts where it does not fit. */
    public boolean copy(Direction direction, Packet packet, Packet destination) {
        int octets = packet.length();
        if (destination.length() - INTO_ROOM < octets) {
            counters.count(direction, Verdict.DROP_NO_ROOM, octets, octets);
            return false;
        }
        destination.trimFront(INTO_ROOM);
        destination.truncate(octets);
        destination.buffer().put(destination.offset(), packet.buffer(), packet.offset(), octets);
        return true;
    }

    /**
     * Brings what was joined or released in a collector's memory to the destination that the caller has given, if it fits there:
     * behind the first fragment where that is there already and leaves later.
     */
    @SuppressWarnings("ReferenceEquality") // the same buffer is meant; equals compares what is in it
    public void bring(Verdict verdict, Packet packet, ByteBuffer buffer, int offset, int octets) {
        int at = hasLast && last.buffer() == buffer ? last.offset() + last.length() : offset;
        if (verdict.leaves() && packet.buffer() != buffer && packet.length() <= offset + octets - at) {
            buffer.put(at, packet.buffer(), packet.offset(), packet.length());
            packet.attach(buffer, at, packet.length(), 0);
        }
    }

    /** Forgets what nobody pulled. */
    public void discardPending() {
        entry.forget();
        egress.forget();
        errors.forget();
        isPrepared = false;
        hasLast = false;
        releasing = false;
        further = false;
    }

    /** Octets of the next packet to pull, or 0. */
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
        octets = ofLast(); // an error about one that was held
        return octets > 0 || !hasLast ? octets : last.length();
    }

    /** Octets of the next piece or error of the packet that left last. */
    private int ofLast() {
        if (isPrepared) {
            return prepared.length();
        }
        int octets = entry.nextOctets();
        octets = octets > 0 ? octets : egress.nextOctets();
        return octets > 0 ? octets : errors.nextOctets();
    }

    /** Whether anything that is still to be pulled is made from octets of a part of a buffer. */
    private boolean readsFrom(ByteBuffer buffer, int start, int octets) {
        return entry.readsFrom(buffer, start, octets)
                || egress.readsFrom(buffer, start, octets)
                || errors.readsFrom(buffer, start, octets)
                || (isPrepared && prepared.overlaps(buffer, start, octets))
                || (hasLast && last.overlaps(buffer, start, octets));
    }

    /** Refuses a destination on the packet itself, before anything is changed. */
    public static void requireApart(Packet packet, Packet destination) {
        if (packet.overlaps(destination.buffer(), destination.offset(), destination.length())) {
            throw new IllegalArgumentException("the destination overlaps the packet: " + destination + ", " + packet);
        }
    }

    /** Pulls the next packet; false if there is none, or the place is too short. */
    public boolean next(Packet place) {
        int octets = nextOctets();
        if (octets == 0 || octets > place.length()) {
            return false;
        }
        if (readsFrom(place.buffer(), place.offset(), octets)) {
            throw new IllegalArgumentException(
                    "the window is on octets that further output is made from: " + place + ", next " + octets);
        }
        if (isPrepared) {
            isPrepared = false;
            copyTo(place, prepared);
        } else if (entry.nextOctets() > 0) {
            entry.next(place);
        } else if (egress.nextOctets() > 0) {
            egress.next(place);
        } else if (errors.nextOctets() > 0) {
            errors.next(place);
        } else {
            hasLast = false;
            copyTo(place, last);
        }
        sent(place);
        return true;
    }

    private static void copyTo(Packet place, Packet from) {
        ByteBuffer buffer = place.buffer();
        buffer.put(place.offset(), from.buffer(), from.offset(), from.length());
        place.truncate(from.length());
    }
}
