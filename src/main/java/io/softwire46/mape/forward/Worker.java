package io.softwire46.mape.forward;

import io.softwire46.mape.fragment.Ipv4Fragmenter;
import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.Packet;

/**
 * The tools of one node, border relay or customer edge, and what its last packet has left to be pulled.
 *
 * <p>Not thread-safe: one per worker.
 */
final class Worker {
    /** Octets by which a destination must be longer than the packet: IPv6, Fragment and Destination Options header. */
    static final int INTO_ROOM = 56;

    final Counters counters = new Counters();
    final TunnelEntry entry;
    final TunnelExit exit = new TunnelExit(counters);
    final ErrorReporter errors;

    /** Cuts packets that leave on the IPv4 side. */
    final Ipv4Fragmenter egress = new Ipv4Fragmenter();

    /** Octets of the IPv4 packet that was forwarded last. */
    int ipv4Octets;

    /** Whether there is something to pull. */
    boolean further;

    Worker(NodeKeys keys, DomainOptions anyOptions) {
        entry = new TunnelEntry(this, keys, anyOptions);
        errors = new ErrorReporter(this, keys, anyOptions);
    }

    /** Counts a packet that was taken, and the first one that left. */
    void count(Direction direction, Verdict verdict, int arrivedOctets, Packet packet) {
        counters.count(direction, verdict, verdict == Verdict.FORWARDED ? ipv4Octets : arrivedOctets, arrivedOctets);
        if (verdict.leaves()) {
            sent(packet);
        }
    }

    private void sent(Packet packet) {
        boolean ipv4 = Ipv4Header.version(packet.buffer(), packet.offset()) == 4;
        counters.happened(ipv4 ? Event.SENT_IPV4 : Event.SENT_IPV6, packet.length());
    }

    /** Copies a packet behind as much headroom as any tunnel header takes; counts where it does not fit. */
    boolean copy(Direction direction, Packet packet, Packet destination) {
        int octets = packet.length();
        if (destination.length() - INTO_ROOM < octets) {
            counters.count(direction, Verdict.DROP_NO_ROOM, octets, octets);
            forgetFurther();
            return false;
        }
        destination.trimFront(INTO_ROOM);
        destination.truncate(octets);
        destination.buffer().put(destination.offset(), packet.buffer(), packet.offset(), octets);
        return true;
    }

    /** Forgets what nobody pulled. */
    void forgetFurther() {
        entry.forget();
        egress.forget();
        errors.forget();
        further = false;
    }

    /** Octets of the next packet to pull, or 0. */
    int nextOctets() {
        if (!further) {
            return 0;
        }
        int octets = entry.nextOctets();
        octets = octets > 0 ? octets : egress.nextOctets();
        return octets > 0 ? octets : errors.nextOctets();
    }

    /** Pulls the next packet; false if there is none, or the place is too short. */
    boolean next(Packet place) {
        int octets = nextOctets();
        if (octets == 0 || octets > place.length()) {
            return false;
        }
        if (entry.nextOctets() > 0) {
            entry.next(place);
        } else if (egress.nextOctets() > 0) {
            egress.next(place);
        } else {
            errors.next(place);
        }
        sent(place);
        return true;
    }
}
