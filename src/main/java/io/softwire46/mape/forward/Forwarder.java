package io.softwire46.mape.forward;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.forward.counter.Counters;
import io.softwire46.mape.forward.counter.Counters.DomainCounters;
import io.softwire46.mape.forward.counter.Counters.FragmentCounters;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.wire.Packet;
import io.softwire46.mape.wire.PacketBatch;
import java.util.List;

/**
 * A node that forwards packets between IPv4 and a MAP domain: a {@link BorderRelay} or a {@link CustomerEdge} (RFC 7597 section
 * 8).
 *
 * <p>The IPv4 side of a BR is the Internet, that of a CE is its NAPT. Each call returns a {@link Verdict}. No contents of a
 * packet cause an exception.
 *
 * <p>Packets are changed in place. After {@link Verdict#FORWARDED} and {@link Verdict#REPLIED} the window is on the first packet
 * to send. After any verdict the node may have further packets to send, such as the other fragments of the packet and ICMP
 * errors. Call {@link #next} until it returns false before you pass another packet; the next call discards those that remain.
 * Until then, do not change the octets of the packet outside its window, even if the packet was dropped.
 *
 * <p>A tunnel header needs 40 octets of headroom, 8 more with a Tunnel Encapsulation Limit, and 8 more if the tunnel packet is
 * fragmented. An echo reply longer than the MTU needs 8.
 *
 * <p>A reassembled packet, and a fragment that waited for others, is sent from the memory of the node. The window is then on that
 * memory until the next call, and {@link Packet#isBorrowed} returns true.
 *
 * <p>Do not pass packets received as link-layer broadcast or multicast: they must not be forwarded, and no error about them may
 * be sent (RFC 1812 sections 5.3.4 and 4.3.2.7, RFC 4443 section 2.4 e.4).
 *
 * <p>Time is an argument: nanoseconds of a clock that never goes back, such as {@link System#nanoTime}. A node allocates memory
 * when it is created and when a new table takes effect, never per packet.
 *
 * <p>Not thread-safe: use one instance per thread; instances share their table. Counters may be read from any thread.
 */
public sealed interface Forwarder permits BorderRelay, CustomerEdge {
    /** The value of {@link #lastDomain} and {@link #lastRule} for a packet that belongs to no domain or matched no rule. */
    int NO_MATCH = -1;

    /**
     * Forwards a packet from the IPv4 side.
     *
     * @param packet a window on an IPv4 packet, which link-layer padding may follow
     * @param nowNanos the current time in nanoseconds
     * @return the outcome. A packet of a CE to its own address and ports remains IPv4, for the NAPT
     */
    Verdict fromIpv4(Packet packet, long nowNanos);

    /**
     * Forwards a packet from the IPv6 side.
     *
     * @param packet a window on an IPv6 packet, which link-layer padding may follow
     * @param nowNanos the current time in nanoseconds
     * @return the outcome. A BR sends a packet from CE to CE back to the IPv6 side if the domain hairpins
     */
    Verdict fromIpv6(Packet packet, long nowNanos);

    /**
     * Forwards a packet of either family, as {@link #fromIpv4(Packet, long)} or {@link #fromIpv6(Packet, long)}, selected by
     * {@link Packet#ipVersion}.
     *
     * @param packet a window on a packet, which link-layer padding may follow
     * @param nowNanos the current time in nanoseconds
     * @return the outcome; {@link Verdict#NOT_MAP} for an empty window and for versions other than 4 and 6, which are not counted
     */
    Verdict receive(Packet packet, long nowNanos);

    /**
     * Forwards a packet from the IPv4 side and writes the result to another window, for callers without headroom. The packet is
     * not changed.
     *
     * @param packet a window on an IPv4 packet
     * @param destination a window to write to, at least 56 octets longer than the packet. After {@link Verdict#FORWARDED} it is
     *     on the packet to send, within its former bounds. If a reassembled or released packet does not fit there, the window is
     *     on the memory of the node
     * @param nowNanos the current time in nanoseconds
     * @return the outcome; {@link Verdict#DROP_NO_ROOM} if the destination is too short
     * @throws IllegalArgumentException if the destination overlaps the packet, or is on memory of a node ({@link
     *     Packet#isBorrowed}); then nothing has changed
     */
    Verdict fromIpv4(Packet packet, Packet destination, long nowNanos);

    /**
     * Forwards a packet from the IPv6 side and writes the result to another window, as {@link #fromIpv4(Packet, Packet, long)}.
     *
     * @param packet a window on an IPv6 packet
     * @param destination a window to write to, at least 56 octets longer than the packet
     * @param nowNanos the current time in nanoseconds
     * @return the outcome; {@link Verdict#DROP_NO_ROOM} if the destination is too short
     * @throws IllegalArgumentException if the destination overlaps the packet, or is on memory of a node ({@link
     *     Packet#isBorrowed}); then nothing has changed
     */
    Verdict fromIpv6(Packet packet, Packet destination, long nowNanos);

    /**
     * Forwards a packet of either family and writes the result to another window, as {@link #fromIpv4(Packet, Packet, long)}.
     *
     * @param packet a window on a packet
     * @param destination a window to write to, at least 56 octets longer than the packet
     * @param nowNanos the current time in nanoseconds
     * @return the outcome; {@link Verdict#NOT_MAP} as by {@link #receive(Packet, long)}, with the destination unchanged
     * @throws IllegalArgumentException if the destination overlaps the packet, or is on memory of a node ({@link
     *     Packet#isBorrowed}); then nothing has changed
     */
    Verdict receive(Packet packet, Packet destination, long nowNanos);

    /**
     * Forwards a burst of packets from the IPv4 side, in order, each as {@link #fromIpv4(Packet, long)}. The burst ends early
     * after a packet that has further output, or whose window is on the memory of the node. Then call {@link #next} until it
     * returns false, and continue with the packet at the returned index.
     *
     * <p>The packets of a burst must be different objects. No packet, including its headroom, may overlap another. The first
     * condition is checked before a packet is changed, except if a call continues a burst that ended early (same array, same
     * {@code to}, and {@code from} as returned): then the remaining packets must not have been replaced. The second condition is
     * not checked.
     *
     * @param packets windows on IPv4 packets
     * @param verdicts set to the outcomes, at the indexes of the packets that were processed
     * @param from index of the first packet
     * @param to index after the last packet
     * @param nowNanos the current time in nanoseconds
     * @return index after the last packet that was processed
     * @throws IllegalArgumentException if the burst contains a packet twice; then nothing has changed
     * @throws IndexOutOfBoundsException if {@code from} to {@code to} is not a range of both arrays; then nothing has changed
     * @throws NullPointerException if a packet is null; then nothing has changed
     */
    int fromIpv4(Packet[] packets, Verdict[] verdicts, int from, int to, long nowNanos);

    /**
     * Forwards a burst of packets from the IPv6 side, as {@link #fromIpv4(Packet[], Verdict[], int, int, long)}.
     *
     * @param packets windows on IPv6 packets
     * @param verdicts set to the outcomes, at the indexes of the packets that were processed
     * @param from index of the first packet
     * @param to index after the last packet
     * @param nowNanos the current time in nanoseconds
     * @return index after the last packet that was processed
     * @throws IllegalArgumentException if the burst contains a packet twice; then nothing has changed
     * @throws IndexOutOfBoundsException if {@code from} to {@code to} is not a range of both arrays; then nothing has changed
     * @throws NullPointerException if a packet is null; then nothing has changed
     */
    int fromIpv6(Packet[] packets, Verdict[] verdicts, int from, int to, long nowNanos);

    /**
     * Forwards a burst of packets from the IPv4 side, as {@link #fromIpv4(Packet[], Verdict[], int, int, long)}, and also returns
     * the rule of each packet. A table published while the call runs takes effect at the next call.
     *
     * @param packets windows on IPv4 packets
     * @param verdicts set to the outcomes, at the indexes of the packets that were processed
     * @param rules set at the same indexes to indexes in {@link #rules} or {@link #NO_MATCH}, as {@link #lastRule} returns them.
     *     Elements for packets that were not processed may change, too
     * @param from index of the first packet
     * @param to index after the last packet
     * @param nowNanos the current time in nanoseconds
     * @return index after the last packet that was processed
     * @throws IllegalArgumentException if the burst contains a packet twice; then nothing has changed
     * @throws IndexOutOfBoundsException if {@code from} to {@code to} is not a range of all arrays; then nothing has changed
     * @throws NullPointerException if a packet is null; then nothing has changed
     */
    int fromIpv4(Packet[] packets, Verdict[] verdicts, int[] rules, int from, int to, long nowNanos);

    /**
     * Forwards a burst of packets from the IPv6 side, as {@link #fromIpv4(Packet[], Verdict[], int, int, long)}, and also returns
     * the rule of each packet. A table published while the call runs takes effect at the next call.
     *
     * @param packets windows on IPv6 packets
     * @param verdicts set to the outcomes, at the indexes of the packets that were processed
     * @param rules set at the same indexes to indexes in {@link #rules} or {@link #NO_MATCH}, as {@link #lastRule} returns them.
     *     Elements for packets that were not processed may change, too
     * @param from index of the first packet
     * @param to index after the last packet
     * @param nowNanos the current time in nanoseconds
     * @return index after the last packet that was processed
     * @throws IllegalArgumentException if the burst contains a packet twice; then nothing has changed
     * @throws IndexOutOfBoundsException if {@code from} to {@code to} is not a range of all arrays; then nothing has changed
     * @throws NullPointerException if a packet is null; then nothing has changed
     */
    int fromIpv6(Packet[] packets, Verdict[] verdicts, int[] rules, int from, int to, long nowNanos);

    /**
     * Forwards packets of one buffer from the IPv4 side, with the results of single calls and in their order, until the last packet
     * or after one that has further output or is in memory of the node. Fetch it with {@link #next}, then call this method again from
     * the returned index. Packets before the first index are not processed.
     *
     * <p>Afterwards {@link PacketBatch#outcome} with {@link Verdict#of} returns the verdict of each packet, {@link PacketBatch#other}
     * names those that were not forwarded, and the windows of the batch are on the packets to send, except of one that {@link
     * PacketBatch#isElsewhere}. A packet before the last that was processed must not be processed again: its window has moved. No packet
     * with its headroom may overlap another packet; this is not checked. A call without packets discards further output of the
     * previous call, as any other. A table published while the call runs takes effect after at most 64 packets.
     *
     * @param batch windows on IPv4 packets
     * @param from index of the first packet to process
     * @param nowNanos the current time in nanoseconds
     * @return index after the last packet that was processed
     * @throws IndexOutOfBoundsException if the batch has fewer packets than {@code from}; then nothing has changed
     */
    int fromIpv4(PacketBatch batch, int from, long nowNanos);

    /**
     * Forwards packets of one buffer from the IPv6 side, as {@link #fromIpv4(PacketBatch, int, long)}.
     *
     * @param batch windows on IPv6 packets
     * @param from index of the first packet to process
     * @param nowNanos the current time in nanoseconds
     * @return index after the last packet that was processed
     * @throws IndexOutOfBoundsException if the batch has fewer packets than {@code from}; then nothing has changed
     */
    int fromIpv6(PacketBatch batch, int from, long nowNanos);

    /**
     * Returns the length of the packet that {@link #next} writes next.
     *
     * @return in octets; 0 if there is none
     */
    int nextOctets();

    /**
     * Writes the next further packet that the last call caused. It is IPv4 or IPv6, by its version field ({@link
     * Packet#ipVersion}).
     *
     * <p>Further packets are made from the octets of the original packet at the time of this call: a fragment from the octets
     * after the window of the first fragment, an error from the whole packet that it quotes. Do not write them over these octets.
     *
     * @param place a window to write to, from its start; it becomes a window on the packet. {@link #nextOctets} octets are enough
     * @return false if there is none, or if the window is too short; then nothing has changed
     * @throws IllegalArgumentException if the packet would overwrite octets that it or a later one is made from. Then nothing has
     *     changed, and another window may be used. Buffers that share memory, such as slices, are not detected
     */
    boolean next(Packet place);

    /**
     * Discards one datagram whose reassembly time has expired. Call it from time to time, best before each burst, until it
     * returns false. After true, {@link #next} may have an ICMP error to write.
     *
     * @param nowNanos the current time in nanoseconds
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
     * {@link #lastDomain} returns for it. If that is {@link #NO_MATCH}, it counts in {@link #counters} only.
     *
     * <p>Under a new table, a domain keeps its counters if its name is the same. The counters of a domain that the new table
     * lacks are discarded; its packets remain in {@link #counters}. Domains with the same name share their counters.
     *
     * @return live values, readable from any thread; call this method again after a new table takes effect
     */
    List<DomainCounters> domainCounters();

    /**
     * Returns the domain of the packet that the last call processed.
     *
     * <p>At a BR it is the domain of the CE, selected by the IPv4 destination address and port, or by the IPv6 source (RFC 7597
     * section 8.1). For a packet from CE to CE it is the domain of the sender. For an ICMPv6 error from the tunnel it is the
     * domain of the packet that the error quotes.
     *
     * <p>At a CE it is 0 for packets from its IPv4 address and for packets to its MAP address. A packet that is dropped or
     * answered before its domain is known belongs to no domain, for example one with a wrong checksum, or an echo request.
     *
     * @return an index in {@link #domains}; {@link #NO_MATCH} if the packet belongs to no domain, and after a burst
     */
    int lastDomain();

    /**
     * Returns the rule of the packet that the last call processed. At a BR it is the rule of the CE that {@link #lastDomain}
     * describes; at a CE it is the rule of the other CE in mesh mode.
     *
     * @return an index in {@link #rules}; {@link #NO_MATCH} if the packet belongs to no domain, if the CE is unknown (an
     *     unassigned port, a fragment that waits), if the packet is from or to a BR, and after a burst
     */
    int lastRule();

    /**
     * Returns the domains of the table in force at the last call.
     *
     * @return an immutable list; at a CE it contains one domain
     */
    List<ConfiguredDomain> domains();

    /**
     * Returns the rules of all {@link #domains}, in the order of the domains.
     *
     * @return an immutable list
     */
    List<MapRule> rules();

    /**
     * Returns the counters of each fragment store, with the values of {@code show services inline ip-reassembly statistics}.
     *
     * @return live values, one entry per fragment store that the options require
     */
    List<FragmentCounters> fragmentCounters();
}
