package io.softwire46.mape.operate.explain;

import static io.softwire46.mape.operate.explain.Octets.put16;

/** ICMP errors and ICMPv6 messages (RFC 792, RFC 1812 section 4.3.2, RFC 4443). Static methods only. */
final class Message {
    private static final int MAX_QUOTE_IPV4 = 548; // RFC 1812 section 4.3.2.3: 576 octets in all
    private static final int MAX_QUOTE_IPV6 = 1232; // RFC 4443 section 3.1: 1,280 octets in all

    private Message() {}

    private static byte[] message(ErrorType error, byte[] quote) {
        byte[] octets = Octets.concat(new byte[8], quote);
        octets[0] = (byte) error.type();
        octets[1] = (byte) error.code();
        Octets.put32(octets, 4, (int) error.word());
        return octets;
    }

    /** Returns an ICMP error about an IPv4 packet, with Identification 0. */
    static byte[] error(byte[] about, ErrorType error, int source) {
        byte[] icmp = message(error, Octets.start(about, MAX_QUOTE_IPV4));
        put16(icmp, 2, Octets.checksum(icmp, 0, icmp.length));
        byte[] header = new byte[20];
        header[0] = 0x45;
        header[1] = (byte) (0xc0 | (about[1] & 0x1c)); // RFC 1812 section 4.3.2.5
        put16(header, 2, 20 + icmp.length);
        header[8] = 64;
        header[9] = Ipv4Reading.ICMP;
        Octets.put32(header, 12, source);
        System.arraycopy(about, 12, header, 16, 4);
        Octets.setHeaderChecksum(header, 0);
        return Octets.concat(header, icmp);
    }

    /** Returns an ICMPv6 error about a tunnel packet, from the address that the packet was sent to. */
    static byte[] errorV6(byte[] about, ErrorType error, int hopLimit) {
        int length = Math.min(about.length, 40 + Octets.u16(about, 4));
        byte[] quote = Octets.part(about, 0, Math.min(MAX_QUOTE_IPV6, length));
        return packetV6(Ip6.at(about, 24), Ip6.at(about, 8), 0, hopLimit, message(error, quote));
    }

    /** Returns an ICMPv6 packet with a correct checksum. */
    static byte[] packetV6(Ip6 source, Ip6 destination, int trafficClass, int hopLimit, byte[] message) {
        byte[] header = new byte[40];
        Octets.put32(header, 0, 6 << 28 | trafficClass << 20);
        put16(header, 4, message.length);
        header[6] = ExtensionReading.ICMPV6;
        header[7] = (byte) hopLimit;
        source.put(header, 8);
        destination.put(header, 24);
        byte[] packet = Octets.concat(header, message);
        put16(packet, 42, 0);
        put16(packet, 42, checksumV6(packet, 40, packet.length));
        return packet;
    }

    /** RFC 4443 section 2.3: returns the checksum of the message at an index; 0 if a correct checksum is in it. */
    static int checksumV6(byte[] packet, int at, int end) {
        int length = end - at;
        long sum = (long) Octets.sum(packet, 8, 40) + (length >>> 16) + (length & 0xffff) + ExtensionReading.ICMPV6;
        return ~Octets.fold(sum + Octets.sum(packet, at, end)) & 0xffff;
    }
}
