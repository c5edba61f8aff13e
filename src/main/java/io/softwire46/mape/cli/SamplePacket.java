package io.softwire46.mape.cli;

import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.wire.InternetChecksum;
import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.Ipv6Header;
import io.softwire46.mape.wire.Packet;
import io.softwire46.mape.wire.internal.ProtocolNumbers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * TCP segments of {@code mape walk}, and their text form. Static methods only.
 */
final class SamplePacket {
    private static final int HEADROOM_OCTETS = 64;
    private static final int TCP_OCTETS = 20;
    private static final int TCP_CHECKSUM = 16;
    private static final int ACK_PSH = 0x5018; // data offset 5 words, flags PSH and ACK (RFC 9293 section 3.1)

    private SamplePacket() {}

    /** Returns a new TCP segment with headroom for a tunnel header. */
    static Packet tcp(int source, int sourcePort, int destination, int destinationPort, int id, String text) {
        byte[] data = text.getBytes(StandardCharsets.US_ASCII);
        int total = Ipv4Header.MINIMUM_OCTETS + TCP_OCTETS + data.length;
        ByteBuffer buffer = ByteBuffer.allocate(HEADROOM_OCTETS + total);
        int ipv4 = HEADROOM_OCTETS;
        Ipv4Header.write(
                buffer, ipv4, 0, total, id, Ipv4Header.DONT_FRAGMENT, 64, ProtocolNumbers.TCP, source, destination);
        int tcp = ipv4 + Ipv4Header.MINIMUM_OCTETS;
        buffer.putShort(tcp, (short) sourcePort).putShort(tcp + 2, (short) destinationPort);
        buffer.putInt(tcp + 4, 1).putInt(tcp + 8, 1).putShort(tcp + 12, (short) ACK_PSH);
        buffer.putShort(tcp + 14, (short) 0xffff);
        buffer.put(tcp + TCP_OCTETS, data);
        writeTcpChecksum(buffer, ipv4, total);
        return new Packet().attach(buffer, ipv4, total, HEADROOM_OCTETS);
    }

    /** Translates the source as a NAPT does, with its checksums. RFC 3022 section 4.1: header adjustments. */
    static void rewriteSource(Packet packet, int source, int port) {
        rewrite(packet, Ipv4Header.SOURCE_ADDRESS, 0, source, port);
    }

    /** Translates the destination of the answer back. */
    static void rewriteDestination(Packet packet, int destination, int port) {
        rewrite(packet, Ipv4Header.DESTINATION_ADDRESS, 2, destination, port);
    }

    private static void rewrite(Packet packet, int addressOffset, int portOffset, int address, int port) {
        ByteBuffer buffer = packet.buffer();
        int ipv4 = packet.offset();
        buffer.putInt(ipv4 + addressOffset, address);
        buffer.putShort(ipv4 + Ipv4Header.MINIMUM_OCTETS + portOffset, (short) port);
        Ipv4Header.writeChecksum(buffer, ipv4);
        writeTcpChecksum(buffer, ipv4, packet.length());
    }

    private static void writeTcpChecksum(ByteBuffer buffer, int ipv4, int total) {
        int tcp = ipv4 + Ipv4Header.MINIMUM_OCTETS;
        int length = total - Ipv4Header.MINIMUM_OCTETS;
        buffer.putShort(tcp + TCP_CHECKSUM, (short) 0);
        long sum = InternetChecksum.sum(buffer, tcp, length)
                + InternetChecksum.sum(buffer, ipv4 + Ipv4Header.SOURCE_ADDRESS, 8)
                + ProtocolNumbers.TCP
                + length;
        buffer.putShort(tcp + TCP_CHECKSUM, (short) InternetChecksum.checksum(sum));
    }

    static boolean isIpv6(Packet packet) {
        return Ipv6Header.version(packet.buffer(), packet.offset()) == 6;
    }

    /** Returns the addresses of the tunnel header. */
    static String outer(Packet packet) {
        ByteBuffer buffer = packet.buffer();
        int at = packet.offset();
        return Addresses.toText(Ipv6Header.sourceHi(buffer, at), Ipv6Header.sourceLo(buffer, at)) + " > "
                + Addresses.toText(Ipv6Header.destinationHi(buffer, at), Ipv6Header.destinationLo(buffer, at));
    }

    /** Returns addresses, ports and TTL of the IPv4 packet, encapsulated or not. */
    static String inner(Packet packet) {
        ByteBuffer buffer = packet.buffer();
        int at = packet.offset() + (isIpv6(packet) ? Ipv6Header.OCTETS : 0);
        int tcp = at + Ipv4Header.headerOctets(buffer, at);
        return Addresses.toText(Ipv4Header.sourceAddress(buffer, at)) + ":" + port(buffer, tcp) + " > "
                + Addresses.toText(Ipv4Header.destinationAddress(buffer, at)) + ":" + port(buffer, tcp + 2)
                + "  TTL " + Ipv4Header.timeToLive(buffer, at);
    }

    private static int port(ByteBuffer buffer, int at) {
        return buffer.getShort(at) & 0xffff;
    }
}
