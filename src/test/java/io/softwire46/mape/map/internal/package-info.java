/**
 * Tests of bits, address text and prefix indexes.
 *
 * <p>{@code BitsProperties} and {@code PrefixIndexProperties} compare with naive models, {@code
 * AddressesProperties} checks that parsing and printing are inverse. {@code AddressesTest} lists malformed text.
 *
 * <p>Not covered: speed of look-ups, which the benchmarks measure.
 */
package io.softwire46.mape.map.internal;
