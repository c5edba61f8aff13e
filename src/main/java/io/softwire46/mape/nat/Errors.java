package io.softwire46.mape.nat;

import io.softwire46.mape.icmp.Icmpv4Error;
import io.softwire46.mape.icmp.Icmpv4Suppression;
import io.softwire46.mape.icmp.TokenBucket;
import io.softwire46.mape.nat.NaptStatistics.Event;
import io.softwire46.mape.nat.session.Identifications;
import io.softwire46.mape.nat.session.NaptKeys;
import io.softwire46.mape.nat.session.ResetQueue;
import io.softwire46.mape.nat.session.TcpTracker;
import io.softwire46.mape.wire.InternetChecksum;
import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.Packet;
import io.softwire46.mape.wire.internal.ProtocolNumbers;
import java.nio.ByteBuffer;

/**
 * Packets that the NAPT itself sends to inside hosts: ICMP errors, and RSTs. One error is pending at a time; it is made from the
 * octets of the packet that caused it when the caller fetches it.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
final class Errors {
    private static final int TCP_OCTETS = 20;
    private static final int RST_OCTETS = Ipv4Header.MINIMUM_OCTETS + TCP_OCTETS;
    private static final int RST_OFFSET_FLAGS = 0x5004;
    private static final int RST_ACK_OFFSET_FLAGS = 0x5014;
    private static final int ERRORS_PER_SECOND = 100;

    private final NaptStatistics statistics;
    private final ResetQueue resets;
    private final HeldSyns heldSyns;
    private final TokenBucket bucket = TokenBucket.of(ERRORS_PER_SECOND, ERRORS_PER_SECOND);
    private final Packet quoted = new Packet();
    private int identification;

    /** Source address of errors: the dummy address of RFC 7600 unless the owner sets another. */
    int source = 0xc000_0008;

    private boolean isPending;
    private boolean isReset;
    private Icmpv4Error error = Icmpv4Error.COMMUNICATION_PROHIBITED;

    Errors(NaptStatistics statistics, ResetQueue resets, HeldSyns heldSyns, NaptKeys keys) {
        this.statistics = statistics;
        this.resets = resets;
        this.heldSyns = heldSyns;
        identification = (int) keys.next();
    }

    /** Discards the error of the previous call. */
    void begin() {
        isPending = false;
    }

    /** Queues an error about a packet in its original form, unless RFC 1812 section 4.3.2.7 or the rate limit forbids it. */
    void send(Icmpv4Error what, Packet about, long nowNanos) {
        ByteBuffer buffer = about.buffer();
        if (Icmpv4Suppression.forbids(buffer, about.offset(), about.length(), false) || !takeToken(nowNanos)) {
            return;
        }
        quoted.attach(buffer, about.offset(), about.length(), 0);
        error = what;
        isPending = true;
        isReset = false;
    }

    /** Queues a RST that answers an outbound TCP packet without session. */
    void sendReset(Packet about, long nowNanos) {
        if (takeToken(nowNanos)) {
            quoted.attach(about.buffer(), about.offset(), about.length(), 0);
            isPending = true;
            isReset = true;
        }
    }

    private boolean takeToken(long nowNanos) {
        boolean taken = bucket.tryTake(nowNanos);
        if (!taken) {
            statistics.increment(Event.ERROR_RATE_LIMITED);
        }
        return taken;
    }

    boolean isPending() {
        return isPending;
    }

    /** Returns the octets of the next packet, 0 if there is none. */
    int nextOctets(int tick) {
        if (isPending) {
            return isReset ? RST_OCTETS : Icmpv4Error.octets(quoted);
        }
        if (!resets.isEmpty()) {
            return RST_OCTETS;
        }
        return heldSyns.isDue(tick) ? heldSyns.errorOctets() : 0;
    }

    /** Returns whether the next packet is an answer to a packet from the tunnel. */
    boolean isForTunnel(int tick) {
        return !isPending && resets.isEmpty() && heldSyns.isDue(tick);
    }

    /**
     * Writes the next packet. Returns false if there is none or the window is too short.
     *
     * @param external source of an answer to an unsolicited SYN
     * @param identifications of packets into the tunnel
     */
    boolean next(Packet place, int external, Identifications identifications, int tick, long nowNanos) {
        boolean forTunnel = isForTunnel(tick);
        while (true) {
            int octets = nextOctets(tick);
            if (octets == 0 || place.length() < octets || isForTunnel(tick) != forTunnel) {
                return false;
            }
            boolean isWritten = isPending || takeToken(nowNanos);
            write(place, octets, external, identifications, isWritten);
            if (isWritten) {
                statistics.increment(Event.ERROR_SENT);
                return true;
            }
        }
    }

    /** Takes the next packet from its queue, and writes it if it may be sent. */
    private void write(Packet place, int octets, int external, Identifications identifications, boolean isWritten) {
        if (isWritten) {
            place.truncate(octets);
        }
        if (isPending) {
            isPending = false;
            if (isReset) {
                writeAnswer(place);
            } else {
                error.write(0, quoted, source, place, identification++ & 0xffff);
            }
        } else if (resets.take()) {
            if (isWritten) {
                writeEnded(place);
            }
        } else {
            heldSyns.take(quoted);
            if (isWritten) { // RFC 5382 REQ-4
                int to = Ipv4Header.sourceAddress(quoted.buffer(), quoted.offset());
                int value = identifications.next(to, ProtocolNumbers.ICMP);
                Icmpv4Error.PORT_UNREACHABLE.write(0, quoted, external, place, value);
            }
        }
    }

    /** RFC 9293 section 3.5.2: the RST takes its sequence number from the ACK field, or acknowledges the segment. */
    private void writeAnswer(Packet place) {
        ByteBuffer from = quoted.buffer();
        int ipv4 = quoted.offset();
        int headerOctets = Ipv4Header.headerOctets(from, ipv4);
        int tcp = ipv4 + headerOctets;
        int flags = Transport.tcpFlags(from, tcp);
        boolean hasAck = (flags & TcpTracker.ACK) != 0;
        int octets = Ipv4Header.totalLength(from, ipv4) - headerOctets;
        int length = Transport.tcpDataOctets(from, tcp, octets)
                + (flags & TcpTracker.FIN)
                + (flags & TcpTracker.SYN) / TcpTracker.SYN;
        writeReset(
                place,
                Ipv4Header.destinationAddress(from, ipv4),
                Ipv4Header.sourceAddress(from, ipv4),
                Integer.rotateLeft(from.getInt(tcp), 16),
                hasAck ? Transport.tcpAcknowledgment(from, tcp) : 0,
                hasAck ? 0 : Transport.tcpSequence(from, tcp) + length,
                hasAck ? RST_OFFSET_FLAGS : RST_ACK_OFFSET_FLAGS);
    }

    /** RFC 5382 section 5: the RST has the next sequence number of the remote side. */
    private void writeEnded(Packet place) {
        writeReset(
                place,
                resets.remoteAddress(),
                resets.insideAddress(),
                resets.remotePort() << 16 | resets.insidePort(),
                resets.sequence(),
                resets.acknowledgment(),
                RST_ACK_OFFSET_FLAGS);
    }

    private void writeReset(Packet place, int from, int to, int ports, int sequence, int acknowledgment, int flags) {
        ByteBuffer buffer = place.buffer();
        int ipv4 = place.offset();
        int tcp = ipv4 + Ipv4Header.MINIMUM_OCTETS;
        Ipv4Header.write(
                buffer,
                ipv4,
                0,
                RST_OCTETS,
                identification++ & 0xffff,
                Ipv4Header.DONT_FRAGMENT,
                Icmpv4Error.TIME_TO_LIVE,
                ProtocolNumbers.TCP,
                from,
                to);
        buffer.putInt(tcp, ports);
        buffer.putInt(tcp + 4, sequence);
        buffer.putInt(tcp + 8, acknowledgment);
        buffer.putInt(tcp + 12, flags << 16);
        buffer.putInt(tcp + 16, 0);
        long sum = InternetChecksum.sum(buffer, ipv4 + Ipv4Header.SOURCE_ADDRESS, 8 + TCP_OCTETS)
                + ProtocolNumbers.TCP
                + TCP_OCTETS;
        buffer.putShort(tcp + 16, (short) InternetChecksum.checksum(sum));
    }
}
