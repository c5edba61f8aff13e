/**
 * Tests of bursts. BurstProperties and CallFormsProperties prove that bursts equal single calls for all options and kinds of
 * packets. FastPathConditionsTest and FastPathPacketsTest check which packets are punted; FastPathTest checks that ordinary
 * packets take the fast path. FlowLabelColumnsTest covers flow labels of batches, and BurstArgumentsTest
 * invalid arguments.
 *
 * <p>The reference is the slow path by single calls, which the models of {@code conformance.model} check in the packages relay and edge.
 * FastPathPacketsTest has its own check by octet.
 *
 * <p>Not covered: two packets with overlapping headroom in one burst, which callers must not pass.
 */
@NullMarked
package io.softwire46.mape.forward.fastpath;

import org.jspecify.annotations.NullMarked;
