package io.softwire46.mape.proof;

/**
 * Classification of packets without branches: the arithmetic of {@code FastPathPackets}. Words are those at 0, 8 and 16 of an IPv4
 * packet. A negative result punts the packet.
 *
 * @param <W> a word
 * @param <T> a truth value
 */
public class PacketFormulas<W, T> {
    protected final Words<W, T> words;

    public PacketFormulas(Words<W, T> words) {
        this.words = words;
    }

    public W totalLength(W first) {
        return words.and(words.right(first, 32), 0xffff);
    }

    public W protocol(W second) {
        return words.and(words.right(second, 48), 0xff);
    }

    /** Returns a negative word if a small number is not 0. */
    private W unlessZero(W different) {
        return words.not(words.minus(different, 1));
    }

    /** Punts by version, header length, fragmentation and received octets. */
    public W ofHeader(W first, W received) {
        W different = words.or(words.xor(words.right(first, 56), words.constant(0x45)), words.and(first, 0x3fff));
        return words.or(unlessZero(different), words.minus(received, totalLength(first)));
    }

    /** Punts protocols other than TCP and UDP, and truncated transport headers. */
    public W ofTransport(W first, W second) {
        W notUdp = words.minus(words.xor(protocol(second), words.constant(17)), 1);
        W notTcp = words.minus(words.xor(protocol(second), words.constant(6)), 1);
        W more = words.and(words.right(notTcp, 60), 40 - 28);
        return words.or(words.not(words.or(notUdp, notTcp)), words.minus(words.minus(totalLength(first), 28), more));
    }

    /** Punts an address that must not be forwarded, by its first octet. */
    public W ofNetwork(W network) {
        return words.or(
                words.or(words.minus(network, 1), words.minus(words.xor(network, words.constant(127)), 1)),
                words.minus(223, network));
    }

    /** Punts all but ordinary IPv4 packets, by all fields except the checksum. */
    public W ofIpv4(W first, W second, W third, W received) {
        W networks = words.or(ofNetwork(words.and(words.right(second, 24), 0xff)), ofNetwork(words.right(third, 56)));
        return words.or(words.or(ofHeader(first, received), ofTransport(first, second)), networks);
    }

    /** Punts tunnel packets whose header is not the ordinary one, by its first word. */
    public W ofTunnel(W outer, W first, W received) {
        W different = words.or(
                words.xor(words.right(outer, 60), words.constant(6)),
                words.xor(words.and(words.right(outer, 8), 0xff), words.constant(4)));
        W payload = words.and(words.right(outer, 16), 0xffff);
        W lengths = words.or(words.minus(received, payload), words.minus(payload, totalLength(first)));
        return words.or(
                words.or(unlessZero(different), lengths),
                ofEcn(words.and(words.right(first, 48), 3), words.and(words.right(outer, 52), 3)));
    }

    /** Punts packets whose ECN field changes or is counted. */
    public W ofEcn(W inner, W outer) {
        return words.not(words.or(words.minus(outer, 1), words.minus(words.xor(outer, inner), 1)));
    }

    /** Punts a source that differs from the derived address. */
    public W ofSource(W derivedHigh, W derivedLow, W high, W low) {
        W different = words.or(words.xor(derivedHigh, high), words.xor(derivedLow, low));
        return unlessZero(words.or(words.right(different, 1), words.and(different, 1)));
    }

    /** Returns the ECN field after decapsulation; 4 is a drop. */
    public W egress(W inner, W outer) {
        T unchanged = words.either(words.same(outer, inner), words.same(outer, 0));
        W ofNotEct = words.select(words.same(outer, 3), words.constant(4), words.zero());
        W other = words.select(
                words.either(words.same(inner, 3), words.same(outer, 3)), words.constant(3), words.constant(1));
        return words.select(unchanged, inner, words.select(words.same(inner, 0), ofNotEct, other));
    }

    public T isMartianSource(W address) {
        W network = words.right(address, 24);
        return words.any(words.same(network, 0), words.same(network, 127), words.atMost(words.constant(224), network));
    }

    public T isMartianDestination(W address) {
        W network = words.right(address, 24);
        return words.any(
                words.same(network, 0),
                words.same(network, 127),
                words.both(words.atMost(words.constant(240), network), words.different(address, 0xffff_ffffL)));
    }

    /** Returns a flow label from a mixed word: its upper 20 bits, and 1 for 0. */
    public W label(W mixed) {
        W label = words.right(mixed, 64 - 20);
        return words.plus(label, words.right(words.minus(label, 1), 63));
    }
}
