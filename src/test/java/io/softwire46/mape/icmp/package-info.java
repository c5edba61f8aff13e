/**
 * Tests of ICMP errors, suppression, rate limit, echo and the relay of tunnel errors.
 *
 * <p>Expected messages are built in the tests, with checksums of the naive models in {@code testing}. {@code
 * ArbitraryOctetsProperties} checks that no octets cause an exception; {@code TokenBucketProperties} bounds the
 * rate. {@code IcmpAllocationTest} checks that no call allocates.
 *
 * <p>Not covered: which errors a node sends, see {@code forward}.
 */
package io.softwire46.mape.icmp;
