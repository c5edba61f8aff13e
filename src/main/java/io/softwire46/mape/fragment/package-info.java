/**
 * IPv4 and IPv6 fragmentation and reassembly, and a port cache that forwards IPv4 fragments without reassembly.
 *
 * <p><b>Fragmentation.</b> A fragmenter is started on a packet in the caller's memory and returns a {@link
 * io.softwire46.mape.fragment.FragmentationResult}. Each call of {@code next} then writes one fragment to a window of the caller,
 * who determines the number of fragments at a time and the headroom of each. The packet is not written and must not change until
 * its last fragment has been made. Alternatively the first fragment is made in place without a copy, and only the octets
 * following it must not change.
 *
 * <p>Each octet of data is copied at most once, and nothing is allocated after construction. Later fragments are not
 * made in place: each header would overwrite the end of the preceding data, so a fragment could be made only after the
 * preceding one was sent, or fragments would be sent in reverse order, against RFC 1812 section 4.2.2.7.
 *
 * <p><b>Reassembly.</b> {@link io.softwire46.mape.fragment.Ipv6Reassembler} and {@link
 * io.softwire46.mape.fragment.Ipv4Reassembler} copy the data of fragments to their final position and return a {@link
 * io.softwire46.mape.fragment.FragmentResult}. {@link io.softwire46.mape.fragment.FragmentPortCache} does not reassemble, but
 * remembers the port of each fragment's datagram. All memory is allocated at construction, by {@link
 * io.softwire46.mape.fragment.ReassemblyLimits}. If it is full, the oldest datagram is evicted; a source that has used its share
 * loses one of its own datagrams. Internally {@code DatagramTable} finds datagrams by key, {@code AgeLists} order them by age,
 * {@code SourceShares} counts the use of each source, {@code ChunkPool} holds the octets, and {@code DatagramStore} combines
 * these and selects the datagram to evict.
 *
 * <p>Covers RFC 791 section 3.2 and RFC 1812 section 4.2.2.7 (IPv4), RFC 8200 section 4.5, RFC 5722, RFC 6946 and RFC
 * 7112 (IPv6), RFC 815, RFC 1122 section 3.3.2, RFC 1858 and RFC 3128 (reassembly), RFC 3168 section 5.3 (congestion),
 * RFC 2473 section 7 and RFC 7597 section 8.3 (tunnels), RFC 7739 (identifications). Uses {@code wire} and the JDK
 * only.
 */
@NullMarked
package io.softwire46.mape.fragment;

import org.jspecify.annotations.NullMarked;
