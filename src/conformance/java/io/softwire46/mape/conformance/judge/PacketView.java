package io.softwire46.mape.conformance.judge;

import static io.softwire46.mape.conformance.model.Bytes.part;
import static io.softwire46.mape.conformance.model.Bytes.u16;
import static io.softwire46.mape.conformance.model.Bytes.u8;

import io.softwire46.mape.conformance.model.Bytes;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A packet as far as it can be read: the tunnel header, the IPv4 packet, the ICMP message, what that quotes. Reads what is
 * there, of any octets, and never throws.
 *
 * <p>Immutable.
 */
final class PacketView {
    private static final int ICMP = 1;
    private static final int ICMPV6 = 58;

    /** Quotes inside of quotes that are read. */
    private static final int MAX_QUOTES = 3;

    private final byte[] octets;

    /** Start of what the IPv6 header chain carries; 0 for an IPv4 packet. */
    private final int payload;

    /** Next header value of what the chain carries; -1 for an IPv4 packet. */
    private final int payloadKind;

    private final boolean fragment;

    PacketView(byte[] octets) {
        this.octets = octets;
        if (!isIpv6()) {
            payload = 0;
            payloadKind = -1;
            fragment = false;
            return;
        }
        int at = 40;
        int kind = octets.length > 6 ? u8(octets, 6) : 59;
        boolean fragmented = false;
        // Hop-by-Hop, Routing and Destination Options have 8 octets and more, Fragment headers have 8 (RFC 8200 section
        // 4)
        while ((kind == 0 || kind == 43 || kind == 60 || kind == 44) && at + 8 <= octets.length) {
            if (kind == 44) {
                fragmented = true;
                if (u16(octets, at + 2) >>> 3 != 0) {
                    kind = 59; // the middle of a packet has no header
                    break;
                }
            }
            int next = u8(octets, at);
            at += kind == 44 ? 8 : 8 * (u8(octets, at + 1) + 1);
            kind = next;
        }
        payload = Math.min(at, octets.length);
        payloadKind = kind;
        fragment = fragmented;
    }

    byte[] octets() {
        return octets;
    }

    boolean isIpv6() {
        return octets.length > 0 && octets[0] >>> 4 == 6;
    }

    /** Whether it has an IPv6 Fragment header. */
    boolean isOuterFragment() {
        return fragment;
    }

    boolean hasIpv6Header() {
        return isIpv6() && octets.length >= 40;
    }

    byte[] outerSource() {
        return part(octets, 8, 24);
    }

    byte[] outerDestination() {
        return part(octets, 24, 40);
    }

    int trafficClass() {
        return (u16(octets, 0) >>> 4) & 0xff;
    }

    /** Traffic class or type of service of the first header. */
    int typeOfService() {
        return isIpv6() ? trafficClass() : octets.length > 1 ? u8(octets, 1) : 0;
    }

    int flowLabel() {
        return octets.length < 4 ? 0 : (u8(octets, 1) & 15) << 16 | u16(octets, 2);
    }

    /** Value of the Tunnel Encapsulation Limit option in the first Destination Options header (RFC 2473 section 5.1); or -1. */
    int encapsulationLimit() {
        if (!hasIpv6Header() || firstNextHeader() != 60 || octets.length < 48) {
            return -1;
        }
        int end = Math.min(octets.length, 40 + 8 * (u8(octets, 41) + 1));
        for (int at = 42; at + 2 < end; at += octets[at] == 0 ? 1 : 2 + u8(octets, at + 1)) {
            if (octets[at] == 4 && octets[at + 1] == 1) {
                return u8(octets, at + 2);
            }
        }
        return -1;
    }

    int firstNextHeader() {
        return u8(octets, 6);
    }

    int payloadLength() {
        return u16(octets, 4);
    }

    /** What the chain carries, if it is an IPv4 packet; all, if this is one; else null. */
    byte @Nullable [] ipv4() {
        if (octets.length == 0) {
            return null;
        }
        if (!isIpv6()) {
            return octets;
        }
        int end = hasIpv6Header() ? Math.min(octets.length, 40 + payloadLength()) : 0;
        return payloadKind == 4 && end > payload ? part(octets, payload, end) : null;
    }

    /** The ICMPv6 message, or null. */
    byte @Nullable [] icmpv6() {
        return hasIpv6Header() && payloadKind == ICMPV6 ? part(octets, payload, octets.length) : null;
    }

    /** The ICMP message of the IPv4 packet, or null. */
    byte @Nullable [] icmpv4() {
        byte[] ipv4 = ipv4();
        if (ipv4 == null || ipv4.length < 20 || u8(ipv4, 9) != ICMP || (u16(ipv4, 6) & 0x1fff) != 0) {
            return null;
        }
        int header = 4 * (ipv4[0] & 15);
        return header >= 20 && header + 8 <= ipv4.length ? part(ipv4, header, ipv4.length) : null;
    }

    /** The packet that an ICMP or ICMPv6 error quotes, or null. */
    byte @Nullable [] quote() {
        byte[] message = icmpv6();
        if (message != null && message.length > 8 && u8(message, 0) < 128) {
            return part(message, 8, message.length);
        }
        message = icmpv4();
        if (message != null && message.length > 8) {
            int type = u8(message, 0);
            boolean error = type == 3 || type == 4 || type == 5 || type == 11 || type == 12;
            return error ? part(message, 8, message.length) : null;
        }
        return null;
    }

    /** Whether it is ICMP 11/1 or ICMPv6 3/1. */
    boolean isReassemblyTimeout() {
        byte[] ipv6 = icmpv6();
        byte[] ipv4 = icmpv4();
        return (ipv6 != null && ipv6.length >= 8 && u16(ipv6, 0) == 0x0301) || (ipv4 != null && u16(ipv4, 0) == 0x0b01);
    }

    /** Whether an error quotes a fragment, of a tunnel packet or of IPv4, and not a whole packet. */
    boolean quotesFragment() {
        byte[] quote = quote();
        if (quote == null) {
            return false;
        }
        FragmentView outer = FragmentView.outer(quote);
        FragmentView inner = FragmentView.inner(new PacketView(quote).ipv4());
        return (outer != null && outer.isPart()) || (inner != null && inner.isPart());
    }

    /** Identification of the IPv4 packet, or -1. */
    int identification() {
        byte[] ipv4 = ipv4();
        return ipv4 != null && ipv4.length >= 6 ? u16(ipv4, 4) : -1;
    }

    /** Identification of the IPv4 packet that an ICMP error quotes, perhaps inside its tunnel header; or -1. */
    int quotedIdentification() {
        byte[] quote = quote();
        return quote == null ? -1 : new PacketView(quote).identification();
    }

    /** Identifier of an ICMPv6 echo message, or -1. */
    private int echoIdentifier() {
        byte[] message = icmpv6();
        return message != null && message.length >= 8 && (u8(message, 0) == 128 || u8(message, 0) == 129)
                ? u16(message, 4)
                : -1;
    }

    /**
     * What distinguishes the packet from all others of an exchange: its IPv4 Identification; that of an ICMPv6 echo message,
     * from 65,536 on; else that of the packet that it quotes; or -1.
     */
    int key() {
        if (identification() >= 0) {
            return identification();
        }
        int echo = echoIdentifier();
        return echo >= 0 ? 0x10000 + echo : quotedKey();
    }

    /** The same of the packet that it quotes, or -1. */
    int quotedKey() {
        PacketView packet = this;
        for (int i = 0; i < MAX_QUOTES; i++) {
            byte[] quote = packet.quote();
            if (quote == null) {
                return -1;
            }
            packet = new PacketView(quote);
            int own = packet.identification() >= 0 ? packet.identification() : packet.echoIdentifier();
            if (own >= 0) {
                return packet.identification() >= 0 ? own : 0x10000 + own;
            }
        }
        return -1;
    }

    /** The first checksum that does not hold, or "". */
    String wrongChecksum() {
        byte[] ipv4 = ipv4();
        if (ipv4 != null && !fragment) {
            int header = ipv4.length >= 20 ? 4 * (ipv4[0] & 15) : 0;
            if (header < 20 || header > ipv4.length) {
                return "IPv4 header";
            }
            // of words that are not all zero, 0xffff is never the checksum (RFC 1624 section 3)
            if (sum(part(ipv4, 0, header)) != 0 || u16(ipv4, 10) == 0xffff) {
                return "IPv4 header checksum";
            }
        }
        byte[] icmpv6 = icmpv6();
        if (icmpv6 != null && !fragment) {
            byte[] pseudo = new byte[40];
            System.arraycopy(octets, 8, pseudo, 0, 32);
            pseudo[34] = (byte) (icmpv6.length >>> 8);
            pseudo[35] = (byte) icmpv6.length;
            pseudo[39] = ICMPV6;
            byte[] all = Arrays.copyOf(pseudo, 40 + icmpv6.length);
            System.arraycopy(icmpv6, 0, all, 40, icmpv6.length);
            if (sum(all) != 0) {
                return "ICMPv6 checksum";
            }
        }
        return "";
    }

    /** Whether the checksum of the ICMP message is right, if there is one that is complete. */
    boolean isIcmpv4ChecksumRight() {
        byte[] message = icmpv4();
        return message == null || sum(message) == 0;
    }

    private static int sum(byte[] octets) {
        return Bytes.checksum(octets);
    }
}
