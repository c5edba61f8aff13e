/**
 * The outcome of each packet and the counters of a node.
 *
 * <p>{@link io.softwire46.mape.forward.counter.Verdict} and {@link io.softwire46.mape.forward.counter.Event} are also the names
 * of the counters; {@link io.softwire46.mape.forward.counter.CounterSnapshot} is a copy for reports. {@link
 * io.softwire46.mape.forward.counter.SoftwireStatistic} and {@link io.softwire46.mape.forward.counter.TrafficStatistic} map them
 * to the statistics of Junos and of RFC 8676. <p>Uses {@code fragment}.
 */
@NullMarked
package io.softwire46.mape.forward.counter;

import org.jspecify.annotations.NullMarked;
