package io.softwire46.mape.forward.tunnel;

import io.softwire46.mape.forward.counter.Counters;
import io.softwire46.mape.forward.counter.Event;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.wire.Ecn;
import io.softwire46.mape.wire.HeaderCheck;
import io.softwire46.mape.wire.Icmpv6Header;
import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.Ipv6ExtensionWalk;
import io.softwire46.mape.wire.Ipv6FragmentHeader;
import io.softwire46.mape.wire.Ipv6Header;
import io.softwire46.mape.wire.Packet;
import io.softwire46.mape.wire.internal.Ipv4Address;
import io.softwire46.mape.wire.internal.ProtocolNumbers;
import java.nio.ByteBuffer;

/**
 * Finds the IPv4 packet in a tunnel packet and takes the tunnel header away (RFC 2473 section 3.3).
 *
 * <p>The steps are separate because a node looks up rules between them: {@link #find} the inner packet, {@link #checkInner}
 * its header, then {@link #decapsulate} the tunnel. Not thread-safe: one per worker.
 */
public final class Decapsulator {
    /** The answer of {@link #parameterProblemCode} where no ICMPv6 error is called for. */
    public static final int NO_PROBLEM = Ipv6ExtensionWalk.NONE;

    private final Ipv6ExtensionWalk walk = new Ipv6ExtensionWalk();
    private final Counters counters;
    private int parameterProblemCode = NO_PROBLEM;

    // Where the payload is; with no extension header before it, the walk is not made.
    private int payloadOffset;
    private int payloadOctets;

    /** Octets of an atomic Fragment header: 8, or 0 where there is none. */
    private int fragmentHeaderOctets;

    /** What is found right is not checked again: 5 of 86 ns of a packet that is refused for its source. */
    private boolean isInnerRight;

    Decapsulator(Counters counters) {
        this.counters = counters;
    }

    /**
     * Checks the header of an IPv6 packet.
     *
     * @param packet link-layer padding allowed
     * @return {@link Verdict#FORWARDED}, or the reason for the drop
     */
    public static Verdict checkOuter(Packet packet) {
        HeaderCheck check = Ipv6Header.check(packet.buffer(), packet.offset(), packet.length());
        if (check == HeaderCheck.OK) { // not in a switch, which looks its case up in a table
            return Verdict.FORWARDED;
        }
        return check == HeaderCheck.TRUNCATED ? Verdict.DROP_TRUNCATED : Verdict.DROP_BAD_IPV6_HEADER;
    }

    /**
     * First step: what the tunnel packet carries. A Fragment header of a packet that was never fragmented is skipped (RFC 6946 section 4);
     * the packet stays as it was received, since an error has to quote it so (RFC 4443 section 3.4).
     *
     * @param packet a window on an IPv6 packet whose header has been checked
     */
    public TunnelPayload find(Packet packet) {
        ByteBuffer buffer = packet.buffer();
        int offset = packet.offset();
        isInnerRight = false;
        fragmentHeaderOctets = 0;
        if (Ipv6Header.nextHeader(buffer, offset) == ProtocolNumbers.IPV4) {
            payloadOffset = offset + Ipv6Header.OCTETS;
            payloadOctets = Ipv6Header.payloadLength(buffer, offset);
            return TunnelPayload.IPV4;
        }
        Ipv6ExtensionWalk.Result result = walk.walk(buffer, offset);
        boolean isAtomic = result == Ipv6ExtensionWalk.Result.OK
                && walk.nextHeader() == ProtocolNumbers.FRAGMENT
                && Ipv6FragmentHeader.isAtomic(buffer, walk.payloadOffset());
        if (isAtomic) {
            fragmentHeaderOctets = Ipv6FragmentHeader.OCTETS;
            result = walk.walkPastFragmentHeader(buffer);
        }
        payloadOffset = walk.payloadOffset();
        payloadOctets = walk.payloadOctets();
        parameterProblemCode = walk.parameterProblemCode();
        return switch (result) {
            case OK ->
                isAtomic && walk.nextHeader() == ProtocolNumbers.FRAGMENT
                        ? TunnelPayload.BAD_EXTENSION_HEADER // inside one
                        : payload();
            case MISPLACED_HOP_BY_HOP -> TunnelPayload.UNSUPPORTED; // RFC 8200 section 4.1
            case MALFORMED, TOO_MANY_HEADERS, SEGMENTS_LEFT, UNKNOWN_OPTION -> TunnelPayload.BAD_EXTENSION_HEADER;
        };
    }

    /** The first step with a packet that has been reassembled, where a Fragment header is one inside another. */
    public TunnelPayload findReassembled(Packet packet) {
        TunnelPayload found = find(packet);
        if (found == TunnelPayload.FRAGMENT || fragmentHeaderOctets > 0) {
            parameterProblemCode = NO_PROBLEM;
            return TunnelPayload.BAD_EXTENSION_HEADER;
        }
        return found;
    }

    private TunnelPayload payload() {
        return switch (walk.nextHeader()) {
            case ProtocolNumbers.IPV4 -> TunnelPayload.IPV4;
            case ProtocolNumbers.FRAGMENT -> TunnelPayload.FRAGMENT;
            case ProtocolNumbers.ICMPV6 -> TunnelPayload.ICMPV6;
            case ProtocolNumbers.NO_NEXT_HEADER -> TunnelPayload.UNSUPPORTED;
            default -> {
                parameterProblemCode = Icmpv6Header.UNRECOGNIZED_NEXT_HEADER; // RFC 8200 section 4
                yield TunnelPayload.UNSUPPORTED;
            }
        };
    }

    /** After a payload that is not to be had: the code of the ICMPv6 parameter problem, or {@link #NO_PROBLEM}. */
    public int parameterProblemCode() {
        return parameterProblemCode;
    }

    /** What that parameter problem points at, in octets from the start of the IPv6 header. */
    public int pointer() {
        return walk.pointer();
    }

    /** Where the payload starts, after {@link #find}. */
    public int payloadOffset() {
        return payloadOffset;
    }

    /** Octets of the payload. */
    int payloadOctets() {
        return payloadOctets;
    }

    /** Octets of the tunnel packet without an atomic Fragment header, which no limit counts. */
    public int packetOctets(Packet packet) {
        return Ipv6Header.OCTETS + Ipv6Header.payloadLength(packet.buffer(), packet.offset()) - fragmentHeaderOctets;
    }

    /**
     * Second step: the inner header (RFC 1812 section 5.2.2) and addresses that must not be forwarded (section 5.3.7).
     *
     * @return {@link Verdict#FORWARDED}, or the reason for the drop
     */
    public Verdict checkInner(ByteBuffer buffer) {
        if (isInnerRight) {
            return Verdict.FORWARDED;
        }
        int inner = payloadOffset;
        HeaderCheck check = Ipv4Header.check(buffer, inner, payloadOctets);
        if (check != HeaderCheck.OK) {
            return refusal(check);
        }
        int destination = Ipv4Header.destinationAddress(buffer, inner);
        if (Ipv4Address.isMulticast(destination) || Ipv4Address.isBroadcast(destination)) {
            return Verdict.DROP_MULTICAST;
        }
        boolean martian = Ipv4Address.isMartianSource(Ipv4Header.sourceAddress(buffer, inner))
                || Ipv4Address.isMartianDestination(destination);
        isInnerRight = !martian;
        return martian ? Verdict.DROP_MARTIAN : Verdict.FORWARDED;
    }

    /**
     * Last step: ECN, DSCP, and the window on the inner packet alone. Octets behind the inner total length are left out.
     *
     * @param uniformDscp whether the outer DSCP replaces the inner one (RFC 2983 section 3.1)
     * @return {@link Verdict#FORWARDED}, or {@link Verdict#DROP_ECN} with the packet unchanged
     */
    public Verdict decapsulate(Packet packet, boolean uniformDscp) {
        ByteBuffer buffer = packet.buffer();
        int inner = payloadOffset;
        int outerClass = Ipv6Header.trafficClass(buffer, packet.offset());
        int tos = Ipv4Header.typeOfService(buffer, inner);
        int total = Ipv4Header.totalLength(buffer, inner);
        if (((outerClass ^ tos) & Ecn.MASK) != 0 && Ecn.isUnusedCombination(tos & Ecn.MASK, outerClass & Ecn.MASK)) {
            counters.increment(Event.ECN_UNUSED_COMBINATION, total);
        }
        int ecn = Ecn.egress(tos & Ecn.MASK, outerClass & Ecn.MASK);
        if (ecn == Ecn.DROP) {
            return Verdict.DROP_ECN;
        }
        int dscpFrom = uniformDscp ? outerClass : tos;
        int newTos = (dscpFrom & ~Ecn.MASK) | ecn;
        if (newTos != tos) {
            Ipv4Header.setTypeOfService(buffer, inner, newTos);
        }
        packet.trimFront(inner - packet.offset());
        packet.truncate(total);
        return Verdict.FORWARDED;
    }

    /** The verdict on an IPv4 header that did not pass. */
    static Verdict refusal(HeaderCheck check) {
        return switch (check) {
            case OK -> Verdict.FORWARDED;
            case TRUNCATED -> Verdict.DROP_TRUNCATED;
            case BAD_HEADER -> Verdict.DROP_BAD_IPV4_HEADER;
            case BAD_CHECKSUM -> Verdict.DROP_BAD_CHECKSUM;
        };
    }
}
