package io.softwire46.mape.forward.tunnel;

import io.softwire46.mape.fragment.Ipv4Fragmenter;
import io.softwire46.mape.fragment.Ipv4Reassembler;
import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.Packet;

/**
 * The largest fragment of the current IPv4 datagram, if this node has reassembled it. Its size and its DF bit decide whether the
 * datagram is too big for a link: its sender has sent no larger packet, so no path MTU could be learned from an error about one
 * (RFC 1191 section 3).
 *
 * <p>Not thread-safe: use one instance per thread.
 */
public final class ReceivedFragments {
    /** Octets of that fragment; 0 if the current packet was not reassembled. */
    private int largestOctets;

    private boolean hasDf;

    /** Makes the last reassembled datagram the current packet, until {@link #end}. */
    public void begin(Ipv4Reassembler reassembler) {
        largestOctets = reassembler.largestFragmentOctets();
        hasDf = reassembler.largestFragmentHasDf();
    }

    public void end() {
        largestOctets = 0;
    }

    /**
     * Returns whether a packet that is longer than the MTU must not be fragmented, and its source should learn the MTU (RFC 791
     * section 3.1).
     */
    public boolean forbidFragments(Packet packet, int mtu) {
        return largestOctets == 0
                ? Ipv4Header.dontFragment(packet.buffer(), packet.offset())
                : hasDf && largestOctets > mtu;
    }

    /** Returns whether the packet was reassembled from fragments that all fit the MTU. */
    boolean fit(int mtu) {
        return largestOctets > 0 && largestOctets <= mtu;
    }

    /**
     * Returns the maximum size of fragments of a packet that is longer than the MTU: that of the received fragments if these fit,
     * else the MTU. The minimum is 68 octets, which every network carries (RFC 791 section 3.2).
     */
    public int limit(int mtu) {
        return fit(mtu) ? Math.max(largestOctets, Ipv4Fragmenter.MINIMUM_LIMIT) : mtu;
    }

    /** Sets DF of a reassembled packet to that of its largest fragment; its fragments repeat it. */
    public void restoreDf(Packet packet) {
        if (largestOctets > 0) {
            int flags = Ipv4Header.flagsFragmentOffset(packet.buffer(), packet.offset()) & ~Ipv4Header.DONT_FRAGMENT;
            Ipv4Header.setFlagsFragmentOffset(
                    packet.buffer(), packet.offset(), hasDf ? flags | Ipv4Header.DONT_FRAGMENT : flags);
        }
    }
}
