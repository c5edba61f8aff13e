/**
 * Packets that do not fit: how they are cut, and how a TCP connection is kept from sending them.
 *
 * <p>A fragmenter is started on a packet in the caller's memory and answers with a {@link
 * io.softwire46.mape.fragment.CutResult}; then one fragment after the other is pulled into places that the caller
 * provides, so that the caller decides how many are under way at a time and how much headroom each has. The packet
 * itself is not written and must stay as it is until its last fragment has been pulled; or its first fragment is made
 * where it is, without a copy, and only the octets behind that one must stay.
 *
 * <p>Costs: each octet of data is copied once at most, and nothing is allocated after construction. To cut 1500 octets in
 * two takes about 60 ns, of which 17 are the copy. Later fragments could be made in place as well, each header written over
 * the end of the data before it. But then a fragment may be pulled only when the one before it has left the machine, or
 * fragments leave last first, against RFC 1812 section 4.2.2.7 and to the cost of whoever joins them.
 *
 * <p>Covers RFC 791 section 3.2 and RFC 1812 section 4.2.2.7 (IPv4), RFC 8200 section 4.5 and RFC 7112 (IPv6), RFC 2473
 * section 7 and RFC 7597 section 8.3 (tunnels), RFC 7739 (identifications), RFC 9293 section 3.7.1 and RFC 6691 (maximum
 * segment size). Uses room {@code wire} and the JDK only.
 */
@NullMarked
package io.softwire46.mape.fragment;

import org.jspecify.annotations.NullMarked;
