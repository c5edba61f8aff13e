package io.softwire46.mape.operate.plan.internal;

/**
 * Numbers of addresses.
 *
 * <p>Immutable.
 *
 * @param first the smallest number
 * @param last the largest number, at least {@code first}
 */
record Range(long first, long last) {
    boolean contains(long number) {
        return first <= number && number <= last;
    }
}
