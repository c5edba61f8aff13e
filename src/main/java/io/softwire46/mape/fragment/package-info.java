/**
 * Packets that do not fit: how they are fragmented, how the fragments are reassembled or followed, and how a TCP connection is kept from
 * sending such packets.
 *
 * <p><b>Fragmentation.</b> A fragmenter is started on a packet in the caller's memory and answers with a {@link
 * io.softwire46.mape.fragment.FragmentationResult}; then one fragment after the other is pulled into places that the caller
 * provides, so that the caller decides how many are under way at a time and how much headroom each has. The packet
 * itself is not written and must stay unchanged until its last fragment has been pulled; or its first fragment is made
 * where it is, without a copy, and only the octets following that one must stay.
 *
 * <p>Each octet of data is copied once at most, and nothing is allocated after construction. To cut 1500 octets in
 * two takes about 60 ns, of which 17 are the copy. Later fragments could be made in place as well, each header written over
 * the end of the data before it. But then a fragment may be pulled only when the one before it has left the machine, or
 * fragments leave last first, against RFC 1812 section 4.2.2.7 and to the cost of whoever reassembles them.
 *
 * <p><b>Reassembly.</b> {@link io.softwire46.mape.fragment.Ipv6Reassembler} and {@link
 * io.softwire46.mape.fragment.Ipv4Reassembler} copy fragments to where they belong and answer with a {@link
 * io.softwire46.mape.fragment.FragmentResult}; {@link io.softwire46.mape.fragment.FragmentPortCache} reassembles nothing, but knows
 * the port of each fragment's datagram. They have all their memory from the beginning, by {@link
 * io.softwire46.mape.fragment.ReassemblyLimits}; when it is full, the oldest datagram is evicted, and a source that has its share
 * loses one of its own. Inside, a {@code DatagramTable} finds datagrams by key, {@code AgeLists} keep them in the order of their
 * age, {@code SourceShares} counts what each source has, a {@code ChunkPool} has the octets, and a {@code DatagramStore} holds
 * these together and decides which datagram is evicted.
 *
 * <p>Covers RFC 791 section 3.2 and RFC 1812 section 4.2.2.7 (IPv4), RFC 8200 section 4.5, RFC 5722, RFC 6946 and RFC 7112
 * (IPv6), RFC 815, RFC 1122 section 3.3.2, RFC 1858 and RFC 3128 (reassembly), RFC 3168 section 5.3 (congestion), RFC 2473
 * section 7 and RFC 7597 section 8.3 (tunnels), RFC 7739 (identifications), RFC 9293 section 3.7.1 and RFC 6691 (maximum
 * segment size). Uses room {@code wire} and the JDK only.
 */
@NullMarked
package io.softwire46.mape.fragment;

import org.jspecify.annotations.NullMarked;
