package io.softwire46.mape.proof;

/**
 * Arithmetic on 64-bit words, in which the formulas of the library are written once. {@link LongWords} computes them, and the
 * profile {@code proof} hands them to a solver as bit vectors.
 *
 * <p>Operations are those of {@code long}: sums wrap, and shift counts are taken modulo 64. An {@code int} of the library is a word
 * whose upper half is zero.
 *
 * @param <W> a word
 * @param <T> a truth value
 */
public interface Words<W, T> {
    /** Returns a word with this value. */
    W constant(long value);

    W and(W a, W b);

    W or(W a, W b);

    W xor(W a, W b);

    W not(W a);

    W plus(W a, W b);

    W minus(W a, W b);

    /** Returns {@code a << count}, the count modulo 64. */
    W left(W a, W count);

    /** Returns {@code a >>> count}, the count modulo 64. */
    W right(W a, W count);

    W rotateRight(W a, W count);

    W rotateLeft(W a, W count);

    T same(W a, W b);

    /** Returns whether a is less than b, both unsigned. */
    T below(W a, W b);

    /** Returns whether the sign bit is set. */
    T negative(W a);

    T both(T a, T b);

    T either(T a, T b);

    T opposite(T a);

    /** Returns a if the condition is true, else b. */
    W select(T condition, W a, W b);

    default W and(W a, long b) {
        return and(a, constant(b));
    }

    default W plus(W a, long b) {
        return plus(a, constant(b));
    }

    default W minus(W a, long b) {
        return minus(a, constant(b));
    }

    default W minus(long a, W b) {
        return minus(constant(a), b);
    }

    default W left(W a, long count) {
        return left(a, constant(count));
    }

    default W left(long a, W count) {
        return left(constant(a), count);
    }

    default W right(W a, long count) {
        return right(a, constant(count));
    }

    default T same(W a, long b) {
        return same(a, constant(b));
    }

    default T below(W a, long b) {
        return below(a, constant(b));
    }

    /** Returns whether a is at most b, both unsigned. */
    default T atMost(W a, W b) {
        return opposite(below(b, a));
    }

    default T atMost(W a, long b) {
        return atMost(a, constant(b));
    }

    default T different(W a, W b) {
        return opposite(same(a, b));
    }

    default T different(W a, long b) {
        return different(a, constant(b));
    }

    default T all(T a, T b, T c) {
        return both(both(a, b), c);
    }

    default T all(T a, T b, T c, T d) {
        return both(both(a, b), both(c, d));
    }

    default T any(T a, T b, T c) {
        return either(either(a, b), c);
    }

    /** Returns whether b is true if a is. */
    default T implies(T a, T b) {
        return either(opposite(a), b);
    }

    /** Returns whether both are true or both are false. */
    default T equivalent(T a, T b) {
        return both(implies(a, b), implies(b, a));
    }

    /** Returns the smaller word, both unsigned. */
    default W smaller(W a, W b) {
        return select(below(a, b), a, b);
    }

    /** Returns a number of one bits, right-aligned, 0 to 64. */
    default W mask(W bits) {
        return select(same(bits, 0), constant(0), right(constant(-1), minus(64, bits)));
    }

    default W zero() {
        return constant(0);
    }
}
