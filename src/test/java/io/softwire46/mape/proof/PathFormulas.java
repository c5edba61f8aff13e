package io.softwire46.mape.proof;

/**
 * What the fast path and the slow path do with a packet of a CE of the domain: the arithmetic of {@code FastPathEncapsulation},
 * {@code FastPathDecapsulation} and {@code DomainOptions}, and of {@code RelayDownstream}, {@code RelayUpstream},
 * {@code Encapsulator}, {@code Decapsulator} and {@code TunnelHeader} as far as ordinary packets need it.
 *
 * @param <W> a word
 * @param <T> a truth value
 */
public class PathFormulas<W, T> {
    private static final long LOW_32_BITS = 0xffff_ffffL;

    protected final Words<W, T> words;
    protected final OptionWords<W, T> options;
    protected final PacketFormulas<W, T> packets;
    protected final ChecksumFormulas<W, T> checksums;

    public PathFormulas(Words<W, T> words, OptionWords<W, T> options) {
        this.words = words;
        this.options = options;
        packets = new PacketFormulas<>(words);
        checksums = new ChecksumFormulas<>(words);
    }

    private W optionOctets() {
        return words.select(options.encapsulationLimit(), words.constant(8), words.zero());
    }

    public W headerOctets() {
        return words.plus(optionOctets(), 40);
    }

    public W tunnelMtu() {
        return words.minus(words.smaller(options.mtuV6(), options.maxPacketSize()), headerOctets());
    }

    private W copiedClass() {
        W dscp = words.select(options.copiesDscp(), words.constant(0xfc), words.zero());
        return words.or(dscp, words.select(options.ecnNormal(), words.constant(3), words.zero()));
    }

    private W headerWord() {
        W dscp = words.select(options.copiesDscp(), words.zero(), words.left(options.dscp(), 2));
        W next = words.select(options.encapsulationLimit(), words.constant(60), words.constant(4));
        W word = words.or(words.constant(6L << 60), words.left(dscp, 52));
        word = words.or(word, words.left(optionOctets(), 16));
        return words.or(word, words.or(words.left(next, 8), options.hopLimit()));
    }

    private W headerMask() {
        W label = words.select(words.same(options.flowLabel(), 0), words.zero(), words.constant(0xf_ffffL << 32));
        return words.or(words.or(words.left(copiedClass(), 52), label), words.constant(0xffff_0000L));
    }

    // fast path

    /** Returns the maximum IPv4 packet that the fast path encapsulates. */
    public W entryOctets() {
        T excluded = words.any(options.dynamicPmtu(), options.encapsulationLimit(), words.same(options.flowLabel(), 2));
        return words.select(excluded, words.zero(), tunnelMtu());
    }

    /** Returns the maximum payload that the fast path decapsulates. */
    public W exitOctets() {
        return words.select(
                options.decrementsTtl(),
                words.zero(),
                words.smaller(words.minus(options.maxPacketSize(), 40), options.mtuV4()));
    }

    /** Returns whether the columns accept a packet into the tunnel, whose punts so far are given. */
    public T acceptsEntry(W punts, W first, W second, W headroom) {
        W ttl = words.minus(words.right(second, 56), 2);
        return words.all(
                words.opposite(words.negative(words.or(punts, ttl))),
                words.atMost(packets.totalLength(first), entryOctets()),
                words.atMost(words.constant(40), headroom));
    }

    /** Returns the first word of the tunnel header of the fast path. */
    public W fastHeader(W first, W label) {
        W word = words.or(
                words.left(label, 32),
                words.or(
                        words.left(words.right(words.left(first, 8), 56), 52),
                        words.left(words.right(words.left(first, 16), 48), 16)));
        return words.plus(headerWord(), words.and(word, headerMask()));
    }

    /** Returns whether a tunnel packet needs more than the removal of its header. */
    public T hasMore(W outer, W first) {
        T otherClass = words.different(words.and(words.right(outer, 52), 0xff), typeOfService(first));
        return words.either(
                words.below(exitOctets(), words.and(words.right(outer, 16), 0xffff)),
                words.both(options.uniformDscp(), otherClass));
    }

    // slow path

    /** Returns the folded sum of a header. */
    protected W fold(W sum) {
        return checksums.fold(sum);
    }

    private W typeOfService(W first) {
        return words.and(words.right(first, 48), 0xff);
    }

    /** Returns whether the slow path accepts a header of five words, of which the sum is given, with an ordinary transport header. */
    private T isAccepted(W sum, W first, W second, W third, W received) {
        W total = packets.totalLength(first);
        W protocol = packets.protocol(second);
        T header = words.all(
                words.same(words.right(first, 56), 0x45),
                words.atMost(words.constant(20), total),
                words.both(words.opposite(words.negative(received)), words.atMost(total, received)),
                words.same(fold(sum), 0xffff));
        T whole = words.same(words.and(first, 0x3fff), 0);
        T ports = words.either(
                words.both(words.same(protocol, 17), words.atMost(words.constant(20 + 8), total)),
                words.both(words.same(protocol, 6), words.atMost(words.constant(20 + 20), total)));
        W source = words.and(second, LOW_32_BITS);
        W destination = words.right(third, 32);
        T multicast = words.either(words.same(words.right(destination, 28), 0xe), words.same(destination, LOW_32_BITS));
        T martian = words.either(packets.isMartianSource(source), packets.isMartianDestination(destination));
        return words.all(header, whole, ports, words.opposite(words.either(multicast, martian)));
    }

    /** Returns whether the slow path forwards a packet into the tunnel without fragmentation; sufficient conditions. */
    public T forwardsEntry(W sum, W first, W second, W third, W received, W headroom) {
        T fits = words.both(
                words.atMost(packets.totalLength(first), tunnelMtu()), words.opposite(options.dynamicPmtu()));
        T alive = words.below(words.constant(1), words.right(second, 56));
        return words.all(
                isAccepted(sum, first, second, third, received), fits, alive, words.atMost(headerOctets(), headroom));
    }

    /** Returns the first word of the tunnel header of the slow path. */
    public W slowHeader(W first, W label, W labelWithoutPorts) {
        W ofPolicy = words.select(
                words.same(options.flowLabel(), 0),
                words.zero(),
                words.select(words.same(options.flowLabel(), 1), label, labelWithoutPorts));
        W changing = words.or(words.left(words.and(typeOfService(first), copiedClass()), 20), ofPolicy);
        return words.plus(headerWord(), words.or(words.left(changing, 32), words.left(packets.totalLength(first), 16)));
    }

    /** Returns whether the slow path forwards a packet of a CE out of the tunnel without fragmentation; sufficient conditions. */
    public T forwardsExit(W sum, W outer, W first, W second, W third, W received) {
        W payload = words.and(words.right(outer, 16), 0xffff);
        W ecn = packets.egress(words.and(typeOfService(first), 3), words.and(words.right(outer, 52), 3));
        T header = words.all(
                words.same(words.right(outer, 60), 6),
                words.different(payload, 0),
                words.both(words.opposite(words.negative(received)), words.atMost(payload, received)),
                words.same(words.and(words.right(outer, 8), 0xff), 4));
        T sizes = words.both(
                words.atMost(words.plus(payload, 40), options.maxPacketSize()),
                words.atMost(packets.totalLength(first), options.mtuV4()));
        return words.all(
                words.both(header, isAccepted(sum, first, second, third, payload)),
                sizes,
                words.different(ecn, 4),
                words.opposite(options.decrementsTtl()));
    }

    /** Returns the Type of Service after the slow path. */
    public W slowTypeOfService(W outer, W first) {
        W outerClass = words.and(words.right(outer, 52), 0xff);
        W ecn = packets.egress(words.and(typeOfService(first), 3), words.and(outerClass, 3));
        W from = words.select(options.uniformDscp(), outerClass, typeOfService(first));
        return words.or(words.and(from, 0xfc), ecn);
    }
}
