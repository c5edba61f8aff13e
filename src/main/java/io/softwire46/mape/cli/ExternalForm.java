package io.softwire46.mape.cli;

import io.softwire46.mape.nat.Napt44;
import io.softwire46.mape.nat.NaptProtocol;
import io.softwire46.mape.wire.HeaderCheck;
import io.softwire46.mape.wire.IcmpHeader;
import io.softwire46.mape.wire.InternetChecksum;
import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;

/**
 * Changes a packet that a capture of the LAN shows, after its translation, to its form before it: the destination becomes the
 * external address and port of its session. A wrong checksum of TCP, UDP and ICMP queries stays wrong by the same amount.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
final class ExternalForm {
    private static final int QUOTE = 8;
    private static final int QUOTED_PORTS_OCTETS = 8;
    private static final int TCP_CHECKSUM = 16;
    private static final int OTHER_CHECKSUM = 6; // UDP, UDP-Lite and DCCP

    private final Napt44 napt;
    private final int external;

    /** Creates a translator; {@code external} is the CE's IPv4 address, 32 bits in network order. */
    ExternalForm(Napt44 napt, int external) {
        this.napt = napt;
        this.external = external;
    }

    /**
     * Changes a packet in place.
     *
     * @return false if it has no session; then it is unchanged
     */
    boolean apply(Packet packet) {
        ByteBuffer buffer = packet.buffer();
        int ipv4 = packet.offset();
        if (Ipv4Header.check(buffer, ipv4, packet.length()) != HeaderCheck.OK) {
            return false;
        }
        boolean isLater = Ipv4Header.isFragment(buffer, ipv4) && !Ipv4Header.isFirstFragment(buffer, ipv4);
        if (!isLater && !applyTransport(buffer, ipv4)) {
            return false;
        }
        changeAddress(buffer, ipv4, Ipv4Header.DESTINATION_ADDRESS);
        return true;
    }

    private boolean applyTransport(ByteBuffer buffer, int ipv4) {
        NaptProtocol protocol =
                NaptProtocol.ofNumber(Ipv4Header.protocol(buffer, ipv4)).orElse(null);
        int transport = ipv4 + Ipv4Header.headerOctets(buffer, ipv4);
        int octets = Ipv4Header.totalLength(buffer, ipv4) - (transport - ipv4);
        if (protocol == null || octets < minimumOctets(protocol)) {
            return false;
        }
        if (protocol == NaptProtocol.ICMP && IcmpHeader.isError(IcmpHeader.type(buffer, transport))) {
            return applyError(buffer, transport, octets);
        }
        boolean isQuery = protocol == NaptProtocol.ICMP;
        int inside = Ipv4Header.destinationAddress(buffer, ipv4);
        int portAt = transport + (isQuery ? IcmpHeader.IDENTIFIER : 2);
        int port = napt.externalPort(
                protocol,
                inside,
                word(buffer, portAt),
                Ipv4Header.sourceAddress(buffer, ipv4),
                isQuery ? 0 : word(buffer, transport));
        if (port < 0) {
            return false;
        }
        changeChecksum(buffer, transport + checksumOffset(protocol), protocol, inside, word(buffer, portAt), port);
        buffer.putShort(portAt, (short) port);
        return true;
    }

    /** Changes the source of the quoted packet, which an inside host has sent. */
    private boolean applyError(ByteBuffer buffer, int icmp, int octets) {
        int quote = icmp + QUOTE;
        int quoteOctets = octets - QUOTE;
        if (quoteOctets < Ipv4Header.MINIMUM_OCTETS || Ipv4Header.version(buffer, quote) != 4) {
            return false;
        }
        int transport = quote + Ipv4Header.headerOctets(buffer, quote);
        int quotedOctets = Math.min(quoteOctets, Ipv4Header.totalLength(buffer, quote));
        int transportOctets = quotedOctets - (transport - quote);
        NaptProtocol protocol =
                NaptProtocol.ofNumber(Ipv4Header.protocol(buffer, quote)).orElse(null);
        if (protocol == null
                || transport - quote < Ipv4Header.MINIMUM_OCTETS
                || transportOctets < QUOTED_PORTS_OCTETS
                || Ipv4Header.fragmentOffsetOctets(buffer, quote) > 0) {
            return false;
        }
        boolean isQuery = protocol == NaptProtocol.ICMP;
        int inside = Ipv4Header.sourceAddress(buffer, quote);
        int portAt = transport + (isQuery ? IcmpHeader.IDENTIFIER : 0);
        int port = napt.externalPort(
                protocol,
                inside,
                word(buffer, portAt),
                Ipv4Header.destinationAddress(buffer, quote),
                isQuery ? 0 : word(buffer, transport + 2));
        if (port < 0) {
            return false;
        }
        boolean isValid = InternetChecksum.compute(buffer, icmp, octets) == 0;
        int checksumAt = checksumOffset(protocol);
        if (checksumAt + 2 <= transportOctets) {
            changeChecksum(buffer, transport + checksumAt, protocol, inside, word(buffer, portAt), port);
        }
        buffer.putShort(portAt, (short) port);
        changeAddress(buffer, quote, Ipv4Header.SOURCE_ADDRESS);
        if (isValid) {
            buffer.putShort(icmp + IcmpHeader.CHECKSUM, (short) 0);
            buffer.putShort(icmp + IcmpHeader.CHECKSUM, (short) InternetChecksum.compute(buffer, icmp, octets));
        }
        return true;
    }

    private void changeAddress(ByteBuffer buffer, int ipv4, int offset) {
        int old = buffer.getInt(ipv4 + offset);
        int checksum = changeAddress(Ipv4Header.headerChecksum(buffer, ipv4), old);
        buffer.putInt(ipv4 + offset, external);
        buffer.putShort(ipv4 + Ipv4Header.HEADER_CHECKSUM, (short) checksum);
    }

    private int changeAddress(int checksum, int old) {
        int high = InternetChecksum.update(checksum, old >>> 16, external >>> 16);
        return InternetChecksum.update(high, old & 0xffff, external & 0xffff);
    }

    /** RFC 1624 section 3; a UDP checksum of 0 is none, and a computed 0 is 0xffff (RFC 768). */
    private void changeChecksum(
            ByteBuffer buffer, int at, NaptProtocol protocol, int oldAddress, int oldPort, int newPort) {
        int old = word(buffer, at);
        if (old == 0 && protocol == NaptProtocol.UDP) {
            return;
        }
        int checksum = InternetChecksum.update(old, oldPort, newPort);
        if (protocol != NaptProtocol.ICMP) {
            checksum = changeAddress(checksum, oldAddress);
        }
        boolean isUdp = protocol == NaptProtocol.UDP || protocol == NaptProtocol.UDPLITE;
        buffer.putShort(at, (short) (checksum == 0 && isUdp ? 0xffff : checksum));
    }

    private static int minimumOctets(NaptProtocol protocol) {
        return switch (protocol) {
            case TCP -> 20;
            case DCCP -> 12;
            case UDP, UDPLITE, ICMP -> 8;
        };
    }

    private static int checksumOffset(NaptProtocol protocol) {
        return switch (protocol) {
            case TCP -> TCP_CHECKSUM;
            case ICMP -> IcmpHeader.CHECKSUM;
            case UDP, UDPLITE, DCCP -> OTHER_CHECKSUM;
        };
    }

    private static int word(ByteBuffer buffer, int at) {
        return buffer.getShort(at) & 0xffff;
    }
}
