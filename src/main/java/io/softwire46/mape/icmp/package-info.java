/**
 * ICMP and ICMPv6 as a tunnel end needs them: errors about packets, when they are forbidden, how many may be sent, the
 * echo reply, and the reading of errors that come from within the tunnel.
 *
 * <p>Errors are written into a buffer of the caller's, next to the packet that they quote; nothing is allocated, no
 * octets cause an exception, and nothing outside the packet given is read. Whether a quoted tunnel packet is one that
 * this node would have sent needs mapping rules, and must be checked by the caller.
 *
 * <p>Covers RFC 792, RFC 1122 section 3.2.2, RFC 1191 section 4 and RFC 1812 section 4.3 (ICMP), RFC 4443 (ICMPv6), RFC
 * 4884 section 4 (length of a quote), RFC 8201 section 4 (packet too big), RFC 2473 section 8 and RFC 7597 section 8.2
 * (errors from within the tunnel). Uses {@code wire} only.
 */
@NullMarked
package io.softwire46.mape.icmp;

import org.jspecify.annotations.NullMarked;
