package io.softwire46.mape.proof;

/**
 * The port sets of one shared address (RFC 7597 section 5.1): the arithmetic of {@code PortParameters} and {@code PortSet}.
 *
 * @param <W> a word
 * @param <T> a truth value
 */
public class PortFormulas<W, T> {
    /** The PSID of a port that is not assigned. */
    public static final long UNASSIGNED = 0xffff_ffffL;

    private final Words<W, T> words;
    private final W offset;
    private final W psidLength;

    /** Formulas for offset a and PSID length k; a is 0 if k is. */
    public PortFormulas(Words<W, T> words, W offset, W psidLength) {
        this.words = words;
        this.offset = offset;
        this.psidLength = psidLength;
    }

    /** Returns whether a and k are those of a rule: a is 0 to 15, k is 0 to 16, a + k at most 16, and a is 0 if k is 0. */
    public T isValid() {
        return words.all(
                words.atMost(offset, 15),
                words.atMost(psidLength, 16),
                words.atMost(words.plus(offset, psidLength), 16),
                words.implies(words.same(psidLength, 0), words.same(offset, 0)));
    }

    /** Returns m. */
    public W contiguousBits() {
        return words.minus(words.minus(16, offset), psidLength);
    }

    public W contiguousPorts() {
        return words.left(1, contiguousBits());
    }

    public W sharingRatio() {
        return words.left(1, psidLength);
    }

    public W rangeCount() {
        return words.select(words.same(offset, 0), words.constant(1), words.minus(words.left(1, offset), 1));
    }

    public W portCount() {
        return words.left(rangeCount(), contiguousBits());
    }

    public W firstAssignedPort() {
        return words.select(words.same(offset, 0), words.zero(), words.left(1, words.minus(16, offset)));
    }

    /** Returns the PSID of a port, of which 32 bits are given, or {@link #UNASSIGNED}. */
    public W psidOf(W port) {
        return words.select(
                words.either(words.different(words.right(port, 16), 0), words.below(port, firstAssignedPort())),
                words.constant(UNASSIGNED),
                words.and(words.right(port, contiguousBits()), words.minus(sharingRatio(), 1)));
    }

    public T contains(W psid, W port) {
        return words.same(psidOf(port), psid);
    }

    /** Returns the first port of a range. */
    public W rangeStart(W psid, W range) {
        W high = words.select(
                words.same(offset, 0), words.zero(), words.left(words.plus(range, 1), words.minus(16, offset)));
        return words.or(high, words.left(psid, contiguousBits()));
    }

    /** Returns the last port of a range. */
    public W rangeEnd(W psid, W range) {
        return words.minus(words.plus(rangeStart(psid, range), contiguousPorts()), 1);
    }

    /** Returns the port at an index, which is below {@link #portCount}. */
    public W portAt(W psid, W index) {
        W j = words.and(index, words.minus(contiguousPorts(), 1));
        return words.plus(rangeStart(psid, words.right(index, contiguousBits())), j);
    }

    /** Returns the index of a port of the set. */
    public W indexOf(W port) {
        W j = words.and(port, words.minus(contiguousPorts(), 1));
        W range = words.select(
                words.same(offset, 0), words.zero(), words.minus(words.right(port, words.minus(16, offset)), 1));
        return words.or(words.left(range, contiguousBits()), j);
    }
}
