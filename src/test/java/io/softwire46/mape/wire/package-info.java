/**
 * Tests of header formats, checksums, the extension walk and transport ports.
 *
 * <p>Expected values come from the RFCs and from vectors ({@code TunnelHeaderVectorsTest}). {@code InternetChecksumProperties},
 * {@code Ipv4HeaderProperties} and {@code TransportPortProperties} compare with models in the same package, and
 * {@code Ipv6ExtensionWalkProperties} with the packet as it was built. {@code WireAllocationTest} proves that no call
 * allocates.
 *
 * <p>Not covered: the cost of accessors, which the benchmarks measure.
 */
package io.softwire46.mape.wire;
