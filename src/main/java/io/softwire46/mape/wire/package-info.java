/**
 * The octets: one class a header, with the RFC's bit diagram, offsets and static accessors.
 *
 * <p>Every accessor takes {@code (ByteBuffer buffer, int offset)}: a big-endian buffer, heap or direct, and the index
 * of the header's first octet. Position and limit are never moved, nothing is allocated, and no octets whatever cause
 * an exception or a read outside the range given, once the {@code check} of the header has passed. {@link
 * io.softwire46.mape.wire.Packet} is where byte order and bounds of a caller's buffer are checked, once.
 *
 * <p>Words that are written are as wide as the words that were read: a load that is wider than a recent store of the
 * same octets has to wait for that store to reach the cache, about 15 ns.
 *
 * <p>Covers RFC 791 and 1812 (IPv4), RFC 8200 (IPv6, extension headers), RFC 2473 (tunnel encapsulation limit), RFC 792
 * and 4443 (ICMP numbers), RFC 1071 and 1624 (checksum), RFC 6040 (ECN in tunnels), RFC 7597 section 8.2 and RFC 7596
 * section 8.1 (the number that serves as port). Uses the JDK only.
 */
@NullMarked
package io.softwire46.mape.wire;

import org.jspecify.annotations.NullMarked;
