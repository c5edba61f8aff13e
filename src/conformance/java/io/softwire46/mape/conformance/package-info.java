/**
 * A test suite for any MAP-E product (RFC 7597): border relay, customer edge, calculator or DHCPv6 client.
 *
 * <p>A product implements {@link io.softwire46.mape.conformance.Target}, or answers the requests of the process protocol, or
 * reads and writes captures. {@link io.softwire46.mape.conformance.Conformance} runs the suite as JUnit tests; the command in
 * the self-contained jar runs it without any code.
 *
 * <p>May use: the library's modules {@code map}, {@code config} and {@code json}, and the other packages of the kit.
 */
@NullMarked
package io.softwire46.mape.conformance;

import org.jspecify.annotations.NullMarked;
