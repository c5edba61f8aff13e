/**
 * The slow path of a customer edge, which forwards every kind of packet. Not exported.
 *
 * <p>RFC 7597 section 8. Uses {@code forward.tunnel} and what that may use, and {@code nat}.
 */
@NullMarked
package io.softwire46.mape.forward.edge;

import org.jspecify.annotations.NullMarked;
