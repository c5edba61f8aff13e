/**
 * Tests of snapshots, sums and differences of counters (CounterSnapshotTest), and that each packet is counted once with the right
 * octets (CountersProperties).
 *
 * <p>The expected values are sums by hand, and the outcomes of the models in {@code conformance.model}.
 *
 * <p>Not covered here: which packet has which verdict (packages relay, edge and tunnel), and the statistics of Junos and RFC 8676
 * (StatisticsTest in the parent package).
 */
@NullMarked
package io.softwire46.mape.forward.counter;

import org.jspecify.annotations.NullMarked;
