/**
 * Tests of the code that both nodes share: encapsulation by the vectors of RFC 7597 Appendix A (TunnelVectorsTest), fragmentation
 * before and after encapsulation (InnerFragmentationTest, OuterFragmentationTest), received fragments (classes with Fragment and
 * Reassembled in their names), path MTU (PathMtuTest), MSS (TcpMssTest, MssClampTest), flow labels and identifications. ICMP
 * errors: rate, suppression, quotes, echo, and relayed errors.
 *
 * <p>Models are {@code NaiveFragments}, {@code NaiveMss} and {@code NaiveRelay} of {@code conformance.model}; other expected values are
 * octets and sums in the tests.
 *
 * <p>Not covered here: the reassemblers themselves, which package fragment tests.
 */
@NullMarked
package io.softwire46.mape.forward.tunnel;

import org.jspecify.annotations.NullMarked;
