/**
 * The memory of a NAPT: sessions with their indexes and timers, the use of ports, and inside hosts. All of it is allocated at
 * construction. Not exported.
 *
 * <p>Uses {@code map} and {@code wire.internal}.
 */
@NullMarked
package io.softwire46.mape.nat.session;

import org.jspecify.annotations.NullMarked;
