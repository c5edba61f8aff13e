/**
 * The fast path: processes ordinary packets in batches, over columns. A packet that fails a check is punted to the slow path in
 * {@code forward.relay} or {@code forward.edge}. {@link io.softwire46.mape.forward.fastpath.FastPathConditions} lists all checks.
 * Not exported.
 *
 * <p>Uses {@code forward.relay}, {@code forward.edge} and what they may use.
 */
@NullMarked
package io.softwire46.mape.forward.fastpath;

import org.jspecify.annotations.NullMarked;
