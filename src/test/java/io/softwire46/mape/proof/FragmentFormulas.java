package io.softwire46.mape.proof;

/**
 * Sizes and offsets of fragments (RFC 791 section 3.2, RFC 8200 section 4.5), and path MTUs: the arithmetic of
 * {@code Ipv4Fragmenter}, {@code Ipv6Fragmenter}, {@code PacketTooBig}, {@code Icmpv4Error} and {@code PathMtuCache}.
 *
 * @param <W> a word
 * @param <T> a truth value
 */
public class FragmentFormulas<W, T> {
    /** Result of {@link #usable} for a message that must be ignored. */
    public static final long IGNORED = -1;

    private static final int MORE_FRAGMENTS = 0x2000;
    private static final int IPV6_HEADERS = 48;

    protected final Words<W, T> words;

    public FragmentFormulas(Words<W, T> words) {
        this.words = words;
    }

    /** Returns whether a packet that is longer than the limit can be fragmented. */
    public T canStart(W limit, W header, W total, W flagsOffset) {
        W data = words.minus(total, header);
        W begin = words.left(words.and(flagsOffset, 0x1fff), 3);
        T whole =
                words.either(words.same(words.and(flagsOffset, MORE_FRAGMENTS), 0), words.same(words.and(data, 7), 0));
        return words.all(words.atMost(words.constant(68), limit), words.atMost(words.plus(begin, data), 0xffff), whole);
    }

    /** Returns the data octets of the next fragment with this header and limit. */
    public W nextData(W limit, W header, W data) {
        W room = words.minus(limit, header);
        return words.select(words.atMost(data, room), data, words.minus(room, words.and(room, 7)));
    }

    /** Returns Flags and Fragment Offset of a fragment, from those of the rest without MF, and the MF of the packet. */
    public W flags(W flagsOffset, W moreFragments, W next, W data) {
        return words.or(
                flagsOffset, words.select(words.below(next, data), words.constant(MORE_FRAGMENTS), moreFragments));
    }

    /** Returns Flags and Fragment Offset of the rest after a fragment. */
    public W following(W flagsOffset, W next) {
        return words.plus(flagsOffset, words.right(next, 3));
    }

    /** Returns whether an IPv6 packet fits without fragmentation. */
    public T fits(W mtu, W payload) {
        return words.atMost(words.plus(payload, 40), mtu);
    }

    /** Returns the data octets of the next IPv6 fragment. */
    public W nextIpv6Data(W mtu, W data) {
        return nextData(mtu, words.constant(IPV6_HEADERS), data);
    }

    /** Returns the path MTU for the MTU field of a Packet Too Big message, or {@link #IGNORED}. */
    public W usable(W mtu) {
        return words.select(
                words.below(mtu, 1280), words.constant(IGNORED), words.smaller(mtu, words.constant(40 + 0xffff)));
    }

    /** Returns the next-hop MTU of an ICMP error, for a number that may be negative. */
    public W nextHopMtu(W mtu) {
        T small = words.either(words.negative(mtu), words.below(mtu, 68));
        return words.select(small, words.constant(68), words.smaller(mtu, words.constant(0xffff)));
    }

    /** Returns the path MTU after a report, with a fresh earlier report. */
    public W lowered(W known, W reported) {
        return words.smaller(known, reported);
    }

    /** Returns the maximum IPv4 packet in a tunnel packet of this MTU and maximum size. */
    public W tunnelMtu(W mtu, W maxPacketSize, W headers) {
        return words.minus(words.smaller(mtu, maxPacketSize), headers);
    }
}
