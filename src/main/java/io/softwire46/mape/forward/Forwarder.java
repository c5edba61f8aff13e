package io.softwire46.mape.forward;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.forward.counter.Counters;
import io.softwire46.mape.forward.counter.DomainCounters;
import io.softwire46.mape.forward.counter.FragmentCounters;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.wire.Packet;
import java.util.List;

/**
 * A node that forwards packets between IPv4 and a MAP domain: a {@link BorderRelay} or a {@link CustomerEdge} (RFC 7597 section 8).
 *
 * <p>The IPv4 side of a BR is the Internet, that of a CE is its NAPT. Each call returns a {@link Verdict}, and throws no exception for
 * any octets.
 *
 * <p>Packets are changed in place. After {@link Verdict#FORWARDED} and {@link Verdict#REPLIED} the window is on the first packet
 * to send. Further packets, such as the other fragments of a packet and ICMP errors, are returned by {@link #next}: call it until it
 * returns false, before the next packet is passed. Until then the octets of the packet outside its window must not change, also if
 * it was dropped.
 *
 * <p>A tunnel header takes 40 octets of headroom, 8 more with a Tunnel Encapsulation Limit, and 8 more if the packet is fragmented into
 * IPv6 fragments. An echo reply longer than the MTU takes 8.
 *
 * <p>A reassembled packet, and a fragment that waited for others, is sent from the memory of the node. The window is then on that
 * memory until the next call: {@link Packet#isBorrowed}.
 *
 * <p>Do not pass packets received as link-layer broadcast or multicast: they must not be forwarded, and no error about them may be
 * sent (RFC 1812 sections 5.3.4 and 4.3.2.7, RFC 4443 section 2.4 e.4).
 *
 * <p>Time is an argument: nanoseconds of a clock that never goes back, such as {@link System#nanoTime}. A node allocates memory when it
 * is made and when a new table takes effect, never per packet. Not thread-safe: use one instance per thread; instances share their
 * table. Counters may be read from any thread.
 */
public sealed interface Forwarder permits BorderRelay, CustomerEdge {
    /** The packet belongs to no domain, or no rule determined its CE. */
    int NO_MATCH = -1;

    /**
     * Takes a packet from the IPv4 side.
     *
     * @param packet a window on an IPv4 packet, which link-layer padding may follow
     * @param nowNanos the time
     * @return the outcome. A packet of a CE to its own address and ports remains IPv4, for the NAPT
     */
    Verdict fromIpv4(Packet packet, long nowNanos);

    /**
     * Takes a packet from the IPv6 side.
     *
     * @param packet a window on an IPv6 packet, which link-layer padding may follow
     * @param nowNanos the time
     * @return the outcome. A packet from CE to CE leaves a BR on the IPv6 side again if the domain hairpins
     */
    Verdict fromIpv6(Packet packet, long nowNanos);

    /**
     * Takes a packet of either family, as {@link #fromIpv4(Packet, long)} or {@link #fromIpv6(Packet, long)} by
     * {@link Packet#ipVersion}.
     *
     * @param packet a window on a packet, which link-layer padding may follow
     * @param nowNanos the time
     * @return the outcome; {@link Verdict#NOT_MAP} for an empty window and for other versions than 4 and 6, which are not counted
     */
    Verdict receive(Packet packet, long nowNanos);

    /**
     * Takes a packet from the IPv4 side and writes the result elsewhere, for callers without headroom. The packet is not changed.
     *
     * @param packet a window on an IPv4 packet
     * @param destination a window to write to, 56 octets longer than the packet. After
     *     {@link Verdict#FORWARDED} it is on the packet to send, within the octets that it was on; a reassembled or
     *     released packet that does not fit there remains in the memory of the node
     * @param nowNanos the time
     * @return the outcome; {@link Verdict#DROP_NO_ROOM} if the destination is too short
     * @throws IllegalArgumentException if the destination overlaps the packet; then nothing has changed
     */
    Verdict fromIpv4(Packet packet, Packet destination, long nowNanos);

    /**
     * Takes a packet from the IPv6 side and writes the result elsewhere, as {@link #fromIpv4(Packet, Packet, long)}.
     *
     * @param packet a window on an IPv6 packet
     * @param destination a window to write to, 56 octets longer than the packet
     * @param nowNanos the time
     * @return the outcome; {@link Verdict#DROP_NO_ROOM} if the destination is too short
     * @throws IllegalArgumentException if the destination overlaps the packet; then nothing has changed
     */
    Verdict fromIpv6(Packet packet, Packet destination, long nowNanos);

    /**
     * Takes a packet of either family and writes the result elsewhere, as {@link #fromIpv4(Packet, Packet, long)}.
     *
     * @param packet a window on a packet
     * @param destination a window to write to, 56 octets longer than the packet
     * @param nowNanos the time
     * @return the outcome; {@link Verdict#NOT_MAP} as by {@link #receive(Packet, long)}, with the destination unchanged
     * @throws IllegalArgumentException if the destination overlaps the packet; then nothing has changed
     */
    Verdict receive(Packet packet, Packet destination, long nowNanos);

    /**
     * Takes a burst of packets from the IPv4 side, in order, each as {@link #fromIpv4(Packet, long)}. It ends early after a packet
     * that has further output, or whose window is on the memory of the node: call {@link #next} until it returns false, then
     * continue with the packet after it.
     *
     * <p>The packets of a burst must be different objects, and no packet with its headroom may overlap another packet. The first is
     * checked before a packet is changed, except if a call continues a burst that ended early (same array and {@code to}, and
     * {@code from} as returned): its remaining packets must not be replaced. The second is not checked.
     *
     * @param packets windows of their own
     * @param verdicts the outcomes, set at the indexes of the packets that were taken
     * @param from index of the first packet
     * @param to index after the last packet
     * @param nowNanos the time
     * @return index after the last packet that was taken
     * @throws IllegalArgumentException if the burst contains one packet twice; then nothing has changed
     * @throws IndexOutOfBoundsException if {@code from} to {@code to} is not a range of both arrays; then nothing has changed
     * @throws NullPointerException if a packet is null; then nothing has changed
     */
    int fromIpv4(Packet[] packets, Verdict[] verdicts, int from, int to, long nowNanos);

    /**
     * Takes a burst of packets from the IPv6 side, as {@link #fromIpv4(Packet[], Verdict[], int, int, long)}.
     *
     * @param packets windows of their own
     * @param verdicts the outcomes, set at the indexes of the packets that were taken
     * @param from index of the first packet
     * @param to index after the last packet
     * @param nowNanos the time
     * @return index after the last packet that was taken
     * @throws IllegalArgumentException if the burst contains one packet twice; then nothing has changed
     * @throws IndexOutOfBoundsException if {@code from} to {@code to} is not a range of both arrays; then nothing has changed
     * @throws NullPointerException if a packet is null; then nothing has changed
     */
    int fromIpv6(Packet[] packets, Verdict[] verdicts, int from, int to, long nowNanos);

    /**
     * Takes a burst of packets from the IPv4 side, as {@link #fromIpv4(Packet[], Verdict[], int, int, long)}, and returns the rule of
     * each packet, too. A table published while the call runs takes effect at the next call.
     *
     * @param packets windows of their own
     * @param verdicts the outcomes, set at the indexes of the packets that were taken
     * @param rules set at the same indexes, to indexes in {@link #rules}, or to {@link #NO_MATCH}, as {@link #lastRule} returns them. It may be
     *     changed at indexes up to {@code to} of packets that were not taken
     * @param from index of the first packet
     * @param to index after the last packet
     * @param nowNanos the time
     * @return index after the last packet that was taken
     * @throws IllegalArgumentException if the burst contains one packet twice; then nothing has changed
     * @throws IndexOutOfBoundsException if {@code from} to {@code to} is not a range of all arrays; then nothing has changed
     * @throws NullPointerException if a packet is null; then nothing has changed
     */
    int fromIpv4(Packet[] packets, Verdict[] verdicts, int[] rules, int from, int to, long nowNanos);

    /**
     * Takes a burst of packets from the IPv6 side, as {@link #fromIpv4(Packet[], Verdict[], int, int, long)}, and returns the rule of
     * each packet, too. A table published while the call runs takes effect at the next call.
     *
     * @param packets windows of their own
     * @param verdicts the outcomes, set at the indexes of the packets that were taken
     * @param rules set at the same indexes, to indexes in {@link #rules}, or to {@link #NO_MATCH}, as {@link #lastRule} returns them. It may be
     *     changed at indexes up to {@code to} of packets that were not taken
     * @param from index of the first packet
     * @param to index after the last packet
     * @param nowNanos the time
     * @return index after the last packet that was taken
     * @throws IllegalArgumentException if the burst contains one packet twice; then nothing has changed
     * @throws IndexOutOfBoundsException if {@code from} to {@code to} is not a range of all arrays; then nothing has changed
     * @throws NullPointerException if a packet is null; then nothing has changed
     */
    int fromIpv6(Packet[] packets, Verdict[] verdicts, int[] rules, int from, int to, long nowNanos);

    /**
     * Returns the length of the packet that {@link #next} writes next.
     *
     * @return in octets, 0 if there is none
     */
    int nextOctets();

    /**
     * Writes a further packet that the last call caused: IPv4 or IPv6, by its version field ({@link Packet#ipVersion}).
     *
     * <p>Further packets are made from the octets of the packet when they are written: a fragment from those after the window of the
     * first fragment, an error from all of the packet that it quotes. They must not be written over these octets.
     *
     * @param place a window to write to, from its start; it becomes a window on the packet. {@link #nextOctets} octets are enough
     * @return false if there is none, or if the window is too short; then nothing has changed
     * @throws IllegalArgumentException if the packet would overwrite octets that it or a later one is made from; then nothing has
     *     changed, and another window may be used. Buffers that share memory, such as slices, are not recognised
     */
    boolean next(Packet place);

    /**
     * Discards one datagram whose reassembly time is over. Call it from time to time, best before each burst, until it returns false.
     * After true there may be an ICMP error to write with {@link #next}.
     *
     * @param nowNanos the time
     * @return whether a datagram was discarded
     */
    boolean expire(long nowNanos);

    /**
     * Returns the counters of this node.
     *
     * @return live values, readable from any thread
     */
    Counters counters();

    /**
     * Returns the counters of each domain of the table, in the order of {@link #domains}. A packet counts in the domain that
     * {@link #lastDomain} returns for it, and in no domain if that is {@link #NO_MATCH}.
     *
     * <p>Under a new table a domain keeps its counters if its name is the same. Those of a domain that the new table lacks are
     * discarded; its packets remain in {@link #counters}. Domains with the same name are counted together.
     *
     * @return live values, readable from any thread; the list changes if a new table takes effect
     */
    List<DomainCounters> domainCounters();

    /**
     * Returns the domain of the packet that the last call took.
     *
     * <p>At a BR it is the domain of the CE: that of the IPv4 destination and port, or that of the IPv6 source (RFC 7597
     * section 8.1); of a packet from CE to CE, the domain that it came from; of an ICMPv6 error from the tunnel, the domain of the
     * packet that it quotes. At a CE it is 0 for packets from its IPv4 address and for packets to its MAP address. A packet that is
     * dropped or answered before that is known, such as one with a wrong checksum or an echo request, belongs to no domain.
     *
     * @return an index in {@link #domains}; {@link #NO_MATCH} if the packet belongs to no domain, and after a burst
     */
    int lastDomain();

    /**
     * Returns the rule of the packet that the last call took. At a BR it is the rule of the CE that {@link #lastDomain} describes; at a
     * CE it is that of the other CE in mesh mode.
     *
     * @return an index in {@link #rules}; {@link #NO_MATCH} if the packet belongs to no domain, if the CE is unknown (an unassigned port, a
     *     fragment that waits), if the packet came from or is for a BR, and after a burst
     */
    int lastRule();

    /**
     * Returns the domains of the table in force at the last call.
     *
     * @return an immutable list; at a CE, its domain alone
     */
    List<ConfiguredDomain> domains();

    /**
     * Returns the rules of all {@link #domains}, one domain after the other.
     *
     * @return an immutable list
     */
    List<MapRule> rules();

    /**
     * Returns the counters of fragments, as {@code show services inline ip-reassembly statistics} has them.
     *
     * @return live values, one entry per fragment store that the options require
     */
    List<FragmentCounters> fragmentCounters();
}
