/**
 * Helpers of the header classes: words of an IPv4 header, special addresses, protocol numbers, ECN in tunnels, the Tunnel
 * Encapsulation Limit, a keyed mix for hash tables. Not exported.
 *
 * <p>Uses the JDK only.
 */
@NullMarked
package io.softwire46.mape.wire.internal;

import org.jspecify.annotations.NullMarked;
