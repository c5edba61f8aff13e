package io.softwire46.mape.icmp;

import static io.softwire46.mape.conformance.model.Bytes.address;
import static io.softwire46.mape.conformance.model.Bytes.checksum;
import static io.softwire46.mape.conformance.model.Bytes.concat;
import static io.softwire46.mape.conformance.model.Bytes.hex;
import static io.softwire46.mape.conformance.model.Bytes.int32;
import static io.softwire46.mape.conformance.model.Bytes.part;
import static io.softwire46.mape.conformance.model.Bytes.put16;

import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;

/** Whole ICMP and ICMPv6 packets, put together octet by octet from RFC 792 and RFC 4443. */
final class Messages {
    static final String BR = "2001:db8:ffff::1";
    static final String CE = "2001:db8:12:3400:0:c000:212:34";
    static final String ROUTER = "2001:db8:aaaa::7";

    private Messages() {}

    /** Type, code, checksum 0, second word, body. */
    static byte[] message(int type, int code, long word, byte[] body) {
        byte[] octets = concat(new byte[8], body);
        octets[0] = (byte) type;
        octets[1] = (byte) code;
        put16(octets, 4, (int) (word >>> 16));
        put16(octets, 6, (int) word);
        return octets;
    }

    /** RFC 792: the checksum covers the message alone. */
    static byte[] icmp(int type, int code, long word, byte[] body) {
        byte[] octets = message(type, code, word, body);
        put16(octets, 2, checksum(octets));
        return octets;
    }

    /** RFC 4443 section 2.3, RFC 8200 section 8.1: addresses, 32-bit length, three zero octets, 58, message. */
    static byte[] icmpv6(byte[] source, byte[] destination, int type, int code, long word, byte[] body) {
        byte[] octets = message(type, code, word, body);
        put16(octets, 2, checksumV6(source, destination, octets));
        return octets;
    }

    static int checksumV6(byte[] source, byte[] destination, byte[] message) {
        byte[] tail = {0, 0, (byte) (message.length >>> 8), (byte) message.length, 0, 0, 0, 58};
        return checksum(concat(source, destination, tail, message));
    }

    /** An IPv6 packet with an ICMPv6 message directly after the header. */
    static byte[] icmpv6Packet(String source, String destination, int type, int code, long word, byte[] body) {
        byte[] message = icmpv6(address(source), address(destination), type, code, word, body);
        byte[] start = hex("6000 0000 0000 3a 40");
        put16(start, 4, message.length);
        return concat(start, address(source), address(destination), message);
    }

    /** The same packet with the checksum put right, wherever it was changed. */
    static byte[] withIcmpv6Checksum(byte[] packet) {
        byte[] copy = packet.clone();
        if (copy.length >= 44) {
            put16(copy, 42, 0);
            put16(copy, 42, checksumV6(part(copy, 8, 24), part(copy, 24, 40), part(copy, 40, copy.length)));
        }
        return copy;
    }

    /** A window on all octets of an array, at index 0. */
    static Packet window(byte[] octets) {
        return new Packet().attach(ByteBuffer.wrap(octets), 0, octets.length, 0);
    }

    /** Writes the ICMP error that a reader has determined from a buffer; returns its octets. */
    static int write(TunnelErrorRelay read, ByteBuffer buffer, int source, Packet out, int identification) {
        Packet inner = new Packet().attach(buffer, read.innerOffset(), read.innerOctets(), 0);
        return read.error().write(read.secondWord(), inner, source, out, identification);
    }

    /** An address of 4 octets as the number that it is. */
    static int number(String ipv4) {
        return int32(address(ipv4), 0);
    }

    static long high(String ipv6) {
        return half(address(ipv6), 0);
    }

    static long low(String ipv6) {
        return half(address(ipv6), 8);
    }

    private static long half(byte[] address, int at) {
        return (long) int32(address, at) << 32 | (int32(address, at + 4) & 0xffff_ffffL);
    }
}
