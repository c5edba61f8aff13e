/**
 * Tests of bits, address text and prefix indexes.
 *
 * <p>{@code BitsProperties} compares with {@code BigInteger}, {@code PrefixIndexProperties} with a scan over strings of
 * bits, and {@code AddressesProperties} with the address parser of the JDK. {@code BitsTest} has the shift distances of
 * Java, and {@code AddressesTest} the text forms of RFC 4291 and RFC 5952.
 *
 * <p>Not covered: malformed text, see {@code LaxAddressesTest}, and the speed of look-ups, which the benchmarks measure.
 */
package io.softwire46.mape.map.internal;
