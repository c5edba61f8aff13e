/**
 * The fast path: ordinary packets of a batch, processed step by step over columns. A packet that fails a check of these steps takes
 * the slow path in {@code forward.relay} or {@code forward.edge}. Not exported.
 *
 * <p>Uses {@code forward.relay}, {@code forward.edge} and what they may use.
 */
@NullMarked
package io.softwire46.mape.forward.fastpath;

import org.jspecify.annotations.NullMarked;
