/**
 * Tests of ICMP errors, suppression, rate limit, echo and the relay of tunnel errors.
 *
 * <p>Expected messages are built in the tests, with the checksum of {@code conformance.model.Bytes}. {@code
 * ArbitraryOctetsProperties} proves that no octets cause an exception. {@code TunnelErrorRelayProperties} compares
 * with {@code conformance.model.NaiveTunnelError}, and {@code TokenBucketProperties} with a model in unlimited numbers. {@code
 * IcmpAllocationTest} proves that no call allocates.
 *
 * <p>Not covered: which errors a node sends, see {@code forward}.
 */
package io.softwire46.mape.icmp;
