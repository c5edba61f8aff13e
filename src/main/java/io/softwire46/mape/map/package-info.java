/**
 * The MAP-E algebra: which IPv6 address serves which IPv4 address and port, and back (RFC 7597, RFC 7598 parameters).
 *
 * <p>Immutable values without octets, input or clock. Addresses are {@code int} (IPv4) and two {@code long}s (IPv6)
 * inside; the types of the ipaddress library stand only in signatures. Bit 0 is the most significant bit, as in the
 * RFC. Uses ipaddress, nothing else of this library.
 */
@NullMarked
package io.softwire46.mape.map;

import org.jspecify.annotations.NullMarked;
