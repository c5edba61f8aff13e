/**
 * Tests of the helpers of the header classes.
 *
 * <p>{@code Ipv4AddressTest} checks special IPv4 addresses against RFC 1812 section 5.3.7, {@code EcnTest} each pair of ECN fields
 * against the tables of RFC 6040, and {@code TunnelEncapsulationLimitTest} the option of RFC 2473 section 4.1.1.
 *
 * <p>There is no model. Not covered: {@code Ipv4Words}, which the tests of the fast path compare with the header
 * accessors.
 */
package io.softwire46.mape.wire.internal;
