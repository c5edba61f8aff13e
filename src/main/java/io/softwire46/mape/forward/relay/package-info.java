/**
 * The slow path of a border relay, which forwards every kind of packet. Not exported.
 *
 * <p>RFC 7597 section 8. Uses {@code forward.tunnel} and what that may use.
 */
@NullMarked
package io.softwire46.mape.forward.relay;

import org.jspecify.annotations.NullMarked;
