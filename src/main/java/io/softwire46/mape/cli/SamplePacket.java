package io.softwire46.mape.cli;

import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.wire.InternetChecksum;
import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.Ipv6Header;
import io.softwire46.mape.wire.Packet;
import io.softwire46.mape.wire.internal.ProtocolNumbers;
import java.nio.ByteBuffer;

/**
 * TCP segments of {@code mape walk}, and their text form. Static methods only.
 */
final class SamplePacket {
    private static final int HEADROOM_OCTETS = 64;
    private static final int TCP_OCTETS = 20;
    private static final int TCP_CHECKSUM = 16;

    // RFC 9293 section 3.1: a data offset of 5 words, and flags
    private static final int DATA_OFFSET = 0x5000;
    private static final int SYN = 0x02;
    private static final int ACK = 0x10;
    private static final int WINDOW = 0xffff;

    private static final int CLIENT_SEQUENCE = 1000;
    private static final int SERVER_SEQUENCE = 2000;

    private SamplePacket() {}

    /** Returns the first segment of a connection, with headroom for a tunnel header. */
    static Packet syn(int source, int sourcePort, int destination, int destinationPort) {
        Packet packet = tcp(source, sourcePort, destination, destinationPort);
        return finish(packet, CLIENT_SEQUENCE, 0, SYN);
    }

    /** Returns the answer to {@link #syn}, with headroom for a tunnel header. */
    static Packet synAck(int source, int sourcePort, int destination, int destinationPort) {
        Packet packet = tcp(source, sourcePort, destination, destinationPort);
        return finish(packet, SERVER_SEQUENCE, CLIENT_SEQUENCE + 1, SYN | ACK);
    }

    private static Packet tcp(int source, int sourcePort, int destination, int destinationPort) {
        int total = Ipv4Header.MINIMUM_OCTETS + TCP_OCTETS;
        ByteBuffer buffer = ByteBuffer.allocate(HEADROOM_OCTETS + total);
        int ipv4 = HEADROOM_OCTETS;
        Ipv4Header.write(
                buffer, ipv4, 0, total, 0, Ipv4Header.DONT_FRAGMENT, 64, ProtocolNumbers.TCP, source, destination);
        int tcp = ipv4 + Ipv4Header.MINIMUM_OCTETS;
        buffer.putShort(tcp, (short) sourcePort).putShort(tcp + 2, (short) destinationPort);
        return new Packet().attach(buffer, ipv4, total, HEADROOM_OCTETS);
    }

    private static Packet finish(Packet packet, int sequence, int acknowledgement, int flags) {
        ByteBuffer buffer = packet.buffer();
        int tcp = packet.offset() + Ipv4Header.MINIMUM_OCTETS;
        buffer.putInt(tcp + 4, sequence).putInt(tcp + 8, acknowledgement);
        buffer.putShort(tcp + 12, (short) (DATA_OFFSET | flags));
        buffer.putShort(tcp + 14, (short) WINDOW);
        writeTcpChecksum(buffer, packet.offset(), packet.length());
        return packet;
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
