/**
 * Packets and header formats: one class per header, with the RFC's bit diagram, offsets and static accessors.
 *
 * <p>Every accessor takes {@code (ByteBuffer buffer, int offset)}: a big-endian buffer, heap or direct, and the index of the
 * header's first octet. Accessors never move position or limit and never allocate. After the {@code check} of the header has
 * passed, no content causes an exception or a read outside the given range. {@link io.softwire46.mape.wire.Packet} checks byte
 * order and bounds of a caller's buffer once.
 *
 * <p>Values are written with the width with which they are read later: a load that is wider than a recent store of the
 * same octets must wait until that store has reached the cache.
 *
 * <p>Covers RFC 791 and 1812 (IPv4), RFC 8200 (IPv6, extension headers), RFC 2473 (tunnel encapsulation limit), RFC 792
 * and 4443 (ICMP numbers), RFC 1071 and 1624 (checksum), RFC 6040 (ECN in tunnels), RFC 7597 section 8.2 and RFC 7596
 * section 8.1 (the port or identifier that selects a CE). Uses the JDK only.
 */
@NullMarked
package io.softwire46.mape.wire;

import org.jspecify.annotations.NullMarked;
