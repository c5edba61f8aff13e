/**
 * Bits, prefixes and address text that {@code map} and other packages share. Not exported.
 *
 * <p>Addresses are {@code int} (IPv4) or two {@code long}s (IPv6). Uses {@code finding} and ipaddress.
 */
@NullMarked
package io.softwire46.mape.map.internal;

import org.jspecify.annotations.NullMarked;
