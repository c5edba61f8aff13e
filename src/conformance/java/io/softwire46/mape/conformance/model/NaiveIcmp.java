package io.softwire46.mape.conformance.model;

import static io.softwire46.mape.conformance.model.Bytes.concat;
import static io.softwire46.mape.conformance.model.Bytes.part;
import static io.softwire46.mape.conformance.model.Bytes.put16;

/** ICMP errors and ICMPv6 messages put together from RFC 792, RFC 1812 section 4.3.2 and RFC 4443. */
public final class NaiveIcmp {
    private NaiveIcmp() {}

    /** An error: type, code, and the 32 bits following the checksum. */
    public record IcmpError(int type, int code, long word) {}

    /** Type, code, checksum 0, second word, body. */
    public static byte[] message(int type, int code, long word, byte[] body) {
        byte[] octets = concat(new byte[8], body);
        octets[0] = (byte) type;
        octets[1] = (byte) code;
        put16(octets, 4, (int) (word >>> 16));
        put16(octets, 6, (int) word);
        return octets;
    }

    /** An error about as much of an IPv4 packet as is here; its identification is 0, and free. */
    static NaiveOutput error(byte[] about, IcmpError error, int source) {
        byte[] quote = part(about, 0, Math.min(548, about.length)); // RFC 1812 section 4.3.2.3
        byte[] icmp = message(error.type, error.code, error.word, quote);
        put16(icmp, 2, Bytes.checksum(icmp));
        byte[] header = new byte[12];
        header[0] = 0x45;
        header[1] = (byte) (0xc0 + (about[1] & 0x1c)); // section 4.3.2.5
        put16(header, 2, 20 + icmp.length);
        header[8] = 64;
        header[9] = 1;
        byte[] packet = concat(header, Bytes.ipv4(source), part(about, 12, 16), icmp);
        return new NaiveOutput(Bytes.withHeaderChecksum(packet, 0), 0);
    }

    /** RFC 4443 section 2.3, RFC 8200 section 8.1: addresses, 32-bit length, three zero octets, 58, message. */
    public static int checksumV6(byte[] source, byte[] destination, byte[] message) {
        byte[] tail = {
            0, (byte) (message.length >>> 16), (byte) (message.length >>> 8), (byte) message.length, 0, 0, 0, 58
        };
        return Bytes.checksum(concat(source, destination, tail, message));
    }

    /** An ICMPv6 packet without extension headers and flow label, with the right checksum. */
    public static byte[] packetV6(byte[] source, byte[] destination, int trafficClass, int hopLimit, byte[] message) {
        byte[] summed = message.clone();
        put16(summed, 2, 0);
        put16(summed, 2, checksumV6(source, destination, summed));
        return Ipv6PacketBuilder.ipv6(source, destination)
                .trafficClass(trafficClass)
                .hopLimit(hopLimit)
                .payload(58, summed)
                .octets();
    }

    /** An error about an IPv6 packet, from the address that this was sent to (RFC 4443 section 2.4 c). */
    static NaiveOutput errorV6(byte[] about, IcmpError error, int hopLimit) {
        int length = Math.min(1232, 40 + Bytes.u16(about, 4));
        byte[] message = message(error.type, error.code, error.word, part(about, 0, length));
        return new NaiveOutput(packetV6(part(about, 24, 40), part(about, 8, 24), 0, hopLimit, message));
    }
}
