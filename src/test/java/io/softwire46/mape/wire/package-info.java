/**
 * Tests of header formats, checksums, the extension walk and transport ports.
 *
 * <p>Expected values come from the RFCs, from vectors of other programs, and from naive models in the {@code
 * testing} package. {@code Ipv6ExtensionWalkProperties} and {@code TransportPortProperties} use arbitrary octets.
 * {@code WireAllocationTest} checks that no call allocates.
 *
 * <p>Not covered: the cost of accessors, which the benchmarks measure.
 */
package io.softwire46.mape.wire;
