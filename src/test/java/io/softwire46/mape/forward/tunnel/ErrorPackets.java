package io.softwire46.mape.forward.tunnel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.softwire46.mape.conformance.model.Bytes;

/** ICMP and ICMPv6 packets as RFC 792, RFC 1812 section 4.3.2 and RFC 4443 define them, octet by octet. */
public final class ErrorPackets {
    /** The dummy address of RFC 7600. */
    public static final String DUMMY = "192.0.0.8";

    private ErrorPackets() {}

    /** Type, code, checksum, second word, quote; the checksum covers the message alone. */
    static byte[] icmp(int type, int code, int word, byte[] quote) {
        byte[] octets = message(type, code, word, quote);
        Bytes.put16(octets, 2, Bytes.checksum(octets));
        return octets;
    }

    /** The error about a packet, of which at most 548 octets are quoted: TTL 64, precedence 6, no flags. */
    public static byte[] icmpv4(String from, String to, int typeOfService, int type, int code, int word, byte[] about) {
        byte[] message = icmp(type, code, word, Bytes.part(about, 0, Math.min(548, about.length)));
        byte[] header = Bytes.concat(Bytes.hex("45000000 00000000 40010000"), Bytes.address(from), Bytes.address(to));
        header[1] = (byte) typeOfService;
        Bytes.put16(header, 2, 20 + message.length);
        return Bytes.withHeaderChecksum(Bytes.concat(header, message), 0);
    }

    /** Asserts that this error was sent, with any identification. */
    public static void assertIcmpv4(byte[] expected, byte[] left) {
        byte[] identified = expected.clone();
        Bytes.put16(identified, 4, Bytes.u16(left, 4));
        assertEquals(Bytes.hex(Bytes.withHeaderChecksum(identified, 0)), Bytes.hex(left));
    }

    /** An error in a tunnel packet without options: these 40 octets, without a flow label, then the error. */
    public static void assertTunnelled(String from, String to, byte[] expected, byte[] left) {
        byte[] start = Bytes.hex("60000000 00000440");
        start[0] |= (byte) (expected[1] >>> 4 & 15);
        start[1] = (byte) (expected[1] << 4);
        Bytes.put16(start, 4, expected.length);
        byte[] header = Bytes.concat(start, Bytes.address(from), Bytes.address(to));
        assertEquals(Bytes.hex(header), Bytes.hex(Bytes.part(left, 0, 40)), "tunnel header");
        assertIcmpv4(expected, Bytes.part(left, 40, left.length));
    }

    /** An ICMPv6 packet without extension headers; the checksum covers addresses, length, 58 and message. */
    public static byte[] icmpv6(String from, String to, int hopLimit, int type, int code, long word, byte[] body) {
        byte[] octets = message(type, code, (int) word, body);
        byte[] length = {0, 0, (byte) (octets.length >>> 8), (byte) octets.length, 0, 0, 0, 58};
        byte[] addresses = Bytes.concat(Bytes.address(from), Bytes.address(to));
        Bytes.put16(octets, 2, Bytes.checksum(Bytes.concat(addresses, length, octets)));
        byte[] start = Bytes.hex("60000000 00003a00");
        Bytes.put16(start, 4, octets.length);
        start[7] = (byte) hopLimit;
        return Bytes.concat(start, addresses, octets);
    }

    private static byte[] message(int type, int code, int word, byte[] body) {
        byte[] octets = Bytes.concat(new byte[8], body);
        octets[0] = (byte) type;
        octets[1] = (byte) code;
        Bytes.put16(octets, 4, word >>> 16);
        Bytes.put16(octets, 6, word);
        return octets;
    }
}
