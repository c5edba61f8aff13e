package io.softwire46.mape.forward.tunnel;

import io.softwire46.mape.fragment.Ipv4Fragmenter;
import io.softwire46.mape.fragment.Ipv4Reassembler;
import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.Packet;

/**
 * The largest fragment of the IPv4 datagram at hand, where this node has reassembled it. Its size and its DF decide whether the datagram
 * is too big for a link: its sender has sent no larger packet, and no path MTU could be learned from an error about one (RFC 1191
 * section 3).
 *
 * <p>Not thread-safe: one per worker.
 */
public final class ReceivedFragments {
    /** Octets of that fragment; 0 where the packet at hand was not reassembled. */
    private int largestOctets;

    private boolean hasDf;

    /** The packet at hand is what was reassembled last, until {@link #end}. */
    public void begin(Ipv4Reassembler reassembler) {
        largestOctets = reassembler.largestFragmentOctets();
        hasDf = reassembler.largestFragmentHasDf();
    }

    public void end() {
        largestOctets = 0;
    }

    /** Whether a packet that is longer than the MTU must not be fragmented, and its source should learn the MTU (RFC 791 section 3.1). */
    public boolean forbidFragments(Packet packet, int mtu) {
        return largestOctets == 0
                ? Ipv4Header.dontFragment(packet.buffer(), packet.offset())
                : hasDf && largestOctets > mtu;
    }

    /** Whether the packet was reassembled from fragments that would each have fitted. */
    boolean fit(int mtu) {
        return largestOctets > 0 && largestOctets <= mtu;
    }

    /**
     * The limit for fragments of a packet that is longer than the MTU: no larger than those that were received, where these would have
     * fitted. Every network carries 68 octets (RFC 791 section 3.2).
     */
    public int limit(int mtu) {
        return fit(mtu) ? Math.max(largestOctets, Ipv4Fragmenter.MINIMUM_LIMIT) : mtu;
    }

    /** Gives a reassembled packet the DF of its largest fragment, which its fragments then repeat. */
    public void restoreDf(Packet packet) {
        if (largestOctets > 0) {
            int flags = Ipv4Header.flagsFragmentOffset(packet.buffer(), packet.offset()) & ~Ipv4Header.DONT_FRAGMENT;
            Ipv4Header.setFlagsFragmentOffset(
                    packet.buffer(), packet.offset(), hasDf ? flags | Ipv4Header.DONT_FRAGMENT : flags);
        }
    }
}
