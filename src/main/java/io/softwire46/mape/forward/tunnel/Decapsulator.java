package io.softwire46.mape.forward.tunnel;

import io.softwire46.mape.forward.counter.Event;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.wire.HeaderCheck;
import io.softwire46.mape.wire.Icmpv6Header;
import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.Ipv6ExtensionWalk;
import io.softwire46.mape.wire.Ipv6FragmentHeader;
import io.softwire46.mape.wire.Ipv6Header;
import io.softwire46.mape.wire.Packet;
import io.softwire46.mape.wire.internal.Ecn;
import io.softwire46.mape.wire.internal.Ipv4Address;
import io.softwire46.mape.wire.internal.ProtocolNumbers;
import java.nio.ByteBuffer;

/**
 * Finds the IPv4 packet in a tunnel packet and removes the tunnel header (RFC 2473 section 3.3).
 *
 * <p>A node looks up rules between the steps: {@link #find} the inner packet, {@link #checkInner} its header, then {@link
 * #decapsulate}.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
public final class Decapsulator {
    /** The value of {@link #parameterProblemCode} if no ICMPv6 error is due. */
    public static final int NO_PROBLEM = Ipv6ExtensionWalk.NONE;

    private final Ipv6ExtensionWalk walk = new Ipv6ExtensionWalk();
    private final ForwardingContext context;
    private int parameterProblemCode = NO_PROBLEM;

    // Position of the payload. Without an extension header, the walk is skipped.
    private int payloadOffset;
    private int payloadOctets;

    /** Octets of an atomic Fragment header: 8, or 0 if there is none. */
    private int fragmentHeaderOctets;

    /** Whether the inner header has passed the check, so that it is not checked again. */
    private boolean isInnerChecked;

    Decapsulator(ForwardingContext context) {
        this.context = context;
    }

    /**
     * Checks the header of an IPv6 packet.
     *
     * @param packet a window on an IPv6 packet, which link-layer padding may follow
     * @return {@link Verdict#FORWARDED}, or the reason for the drop
     */
    public static Verdict checkOuter(Packet packet) {
        HeaderCheck check = Ipv6Header.check(packet.buffer(), packet.offset(), packet.length());
        if (check == HeaderCheck.OK) { // a switch would need a table look-up
            return Verdict.FORWARDED;
        }
        return check == HeaderCheck.TRUNCATED ? Verdict.DROP_TRUNCATED : Verdict.DROP_BAD_IPV6_HEADER;
    }

    /**
     * First step: returns what the tunnel packet carries. An atomic Fragment header is skipped (RFC 6946 section 4). The packet
     * stays as it was received, since an error must quote it so (RFC 4443 section 3.4).
     *
     * @param packet a window on an IPv6 packet whose header has been checked
     */
    public TunnelPayload find(Packet packet) {
        ByteBuffer buffer = packet.buffer();
        int offset = packet.offset();
        isInnerChecked = false;
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
                        ? TunnelPayload.BAD_EXTENSION_HEADER // a second Fragment header
                        : payload();
            case MISPLACED_HOP_BY_HOP -> TunnelPayload.UNSUPPORTED; // RFC 8200 section 4.1
            case MALFORMED, TOO_MANY_HEADERS, SEGMENTS_LEFT, UNKNOWN_OPTION -> TunnelPayload.BAD_EXTENSION_HEADER;
        };
    }

    /** First step for a reassembled packet. A Fragment header in it was nested in another one, and is an error. */
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

    /** Returns the code of the ICMPv6 parameter problem after a payload that cannot be processed, or {@link #NO_PROBLEM}. */
    public int parameterProblemCode() {
        return parameterProblemCode;
    }

    /** Returns the pointer of that parameter problem, in octets from the start of the IPv6 header. */
    public int pointer() {
        return walk.pointer();
    }

    /** Returns the index of the payload in the buffer, after {@link #find}. */
    public int payloadOffset() {
        return payloadOffset;
    }

    /** Returns the octets of the payload. */
    int payloadOctets() {
        return payloadOctets;
    }

    /** Returns the octets of the tunnel packet without an atomic Fragment header, which no size limit includes. */
    public int packetOctets(Packet packet) {
        return Ipv6Header.OCTETS + Ipv6Header.payloadLength(packet.buffer(), packet.offset()) - fragmentHeaderOctets;
    }

    /**
     * Second step: checks the inner header (RFC 1812 section 5.2.2), and that its addresses may be forwarded (section 5.3.7).
     *
     * @return {@link Verdict#FORWARDED}, or the reason for the drop
     */
    public Verdict checkInner(ByteBuffer buffer) {
        if (isInnerChecked) {
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
        isInnerChecked = !martian;
        return martian ? Verdict.DROP_MARTIAN : Verdict.FORWARDED;
    }

    /**
     * Last step: sets ECN and DSCP, and moves the window to the inner packet alone. Octets following the inner total length are
     * removed.
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
            context.count(Event.ECN_UNUSED_COMBINATION, total);
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

    /** Returns the verdict for the result of an IPv4 header check. */
    static Verdict refusal(HeaderCheck check) {
        return switch (check) {
            case OK -> Verdict.FORWARDED;
            case TRUNCATED -> Verdict.DROP_TRUNCATED;
            case BAD_HEADER -> Verdict.DROP_BAD_IPV4_HEADER;
            case BAD_CHECKSUM -> Verdict.DROP_BAD_CHECKSUM;
        };
    }
}
