package io.softwire46.mape.conformance.model;

import java.util.ArrayList;
import java.util.List;

/**
 * An IPv4 packet, or the quote of one, as a NAPT reads and changes it. The octets are never changed; changes make a copy.
 * Immutable.
 */
public final class NaiveNaptPacket {
    static final int SYN = 2;
    static final int RST = 4;
    static final int FIN = 1;
    static final int ACK = 16;

    private static final int MODULUS = 0xffff;

    private final byte[] octets;

    /** Where the IPv4 header begins: 0, or 8 octets after the outer header for a quote. */
    private final int at;

    NaiveNaptPacket(byte[] octets, int at) {
        this.octets = octets;
        this.at = at;
    }

    /** A whole IPv4 packet. */
    public NaiveNaptPacket(byte[] octets) {
        this(octets, 0);
    }

    /** Returns the octets, which no one changes. */
    public byte[] octets() {
        return octets;
    }

    int payload() {
        return at + (octets[at] & 15) * 4;
    }

    /** Octets present after the IPv4 header. */
    int present() {
        return octets.length - payload();
    }

    int protocol() {
        return Bytes.u8(octets, at + 9);
    }

    int source() {
        return Bytes.int32(octets, at + 12);
    }

    int destination() {
        return Bytes.int32(octets, at + 16);
    }

    int identification() {
        return Bytes.u16(octets, at + 4);
    }

    int timeToLive() {
        return Bytes.u8(octets, at + 8);
    }

    int offset() {
        return (Bytes.u16(octets, at + 6) & 0x1fff) * 8;
    }

    boolean hasMore() {
        return (Bytes.u16(octets, at + 6) & 0x2000) != 0;
    }

    boolean isFragment() {
        return offset() > 0 || hasMore();
    }

    /** RFC 6864 section 4: a datagram that is not a fragment and must not become one. */
    boolean isAtomic() {
        return !isFragment() && (Bytes.u16(octets, at + 6) & 0x4000) != 0;
    }

    boolean isIcmp() {
        return protocol() == NaiveNaptSettings.ICMP;
    }

    int icmpType() {
        return Bytes.u8(octets, payload());
    }

    /** RFC 792: the messages with an Identifier, requests and replies. */
    boolean isIcmpQuery() {
        return List.of(0, 8, 13, 14, 15, 16, 17, 18).contains(icmpType());
    }

    boolean isIcmpError() {
        return List.of(3, 4, 11, 12).contains(icmpType());
    }

    /** The port of a side, or the Identifier, which is on both sides. */
    int port(boolean ofSource) {
        return Bytes.u16(octets, portAt(ofSource));
    }

    private int portAt(boolean ofSource) {
        return payload() + (isIcmp() ? 4 : ofSource ? 0 : 2);
    }

    int flags() {
        return Bytes.u8(octets, payload() + 13);
    }

    boolean has(int flag) {
        return (flags() & flag) != 0;
    }

    int sequence() {
        return Bytes.int32(octets, payload() + 4);
    }

    int acknowledgment() {
        return Bytes.int32(octets, payload() + 8);
    }

    /** RFC 9293 section 3.4: the sequence number after this segment. */
    int nextSequence() {
        int data = present() - Bytes.u8(octets, payload() + 12) / 16 * 4;
        return sequence() + data + (has(SYN) ? 1 : 0) + (has(FIN) ? 1 : 0);
    }

    boolean isHeaderChecksumRight() {
        return Bytes.checksum(Bytes.part(octets, at, payload())) == 0;
    }

    boolean isIcmpChecksumRight() {
        return Bytes.checksum(Bytes.part(octets, payload(), octets.length)) == 0;
    }

    /**
     * Replaces one side.
     *
     * @param ofSource the source, not the destination
     * @param port new port or Identifier; the packet must have one where this is not -1
     */
    public NaiveNaptPacket with(boolean ofSource, int address, int port) {
        byte[] copy = octets.clone();
        int addressAt = at + (ofSource ? 12 : 16);
        List<Integer> before = words(octets, addressAt, 2);
        System.arraycopy(Bytes.ipv4(address), 0, copy, addressAt, 4);
        List<Integer> after = words(copy, addressAt, 2);
        Bytes.put16(copy, at + 10, adjusted(Bytes.u16(octets, at + 10), before, after));
        if (port < 0) {
            return new NaiveNaptPacket(copy, at);
        }
        if (isIcmp()) {
            // RFC 792: the checksum covers the message alone.
            before.clear();
            after.clear();
        }
        before.add(port(ofSource));
        after.add(port);
        Bytes.put16(copy, portAt(ofSource), port);
        int checksumAt = payload() + checksumOffset();
        boolean isPresent = checksumAt + 2 <= octets.length;
        // RFC 768: a checksum of 0 means that there is none.
        boolean none = protocol() == NaiveNaptSettings.UDP && isPresent && Bytes.u16(octets, checksumAt) == 0;
        if (isPresent && !none) {
            int sum = adjusted(Bytes.u16(octets, checksumAt), before, after);
            boolean zeroIsNone = protocol() == NaiveNaptSettings.UDP || protocol() == NaiveNaptSettings.UDP_LITE;
            Bytes.put16(copy, checksumAt, sum == 0 && zeroIsNone ? 0xffff : sum);
        }
        return new NaiveNaptPacket(copy, at);
    }

    private int checksumOffset() {
        return switch (protocol()) {
            case NaiveNaptSettings.TCP -> 16;
            case NaiveNaptSettings.ICMP -> 2;
            default -> 6;
        };
    }

    /** Replaces a word of the IPv4 header. */
    public NaiveNaptPacket withHeaderWord(int offset, int value) {
        byte[] copy = octets.clone();
        Bytes.put16(copy, at + offset, value);
        List<Integer> before = List.of(Bytes.u16(octets, at + offset));
        Bytes.put16(copy, at + 10, adjusted(Bytes.u16(octets, at + 10), before, List.of(value)));
        return new NaiveNaptPacket(copy, at);
    }

    NaiveNaptPacket withIdentification(int value) {
        return withHeaderWord(4, value);
    }

    NaiveNaptPacket withTimeToLive(int value) {
        return withHeaderWord(8, value * 256 + protocol());
    }

    /** The quote in an ICMP error, which the outer packet contains. */
    NaiveNaptPacket quote() {
        return new NaiveNaptPacket(octets, payload() + 8);
    }

    /** Takes over a changed quote: the ICMP checksum changes as the words of the quote do. */
    NaiveNaptPacket withQuote(NaiveNaptPacket changed) {
        byte[] copy = changed.octets.clone();
        int from = payload() + 8;
        List<Integer> before = words(octets, from, (octets.length - from + 1) / 2);
        List<Integer> after = words(copy, from, (octets.length - from + 1) / 2);
        Bytes.put16(copy, payload() + 2, adjusted(Bytes.u16(octets, payload() + 2), before, after));
        return new NaiveNaptPacket(copy, at);
    }

    /** An odd octet at the end is the high one of its word (RFC 1071). */
    private static List<Integer> words(byte[] from, int start, int count) {
        List<Integer> all = new ArrayList<>();
        for (int i = start; i < start + 2 * count; i += 2) {
            all.add(Bytes.u8(from, i) * 256 + (i + 1 < from.length ? Bytes.u8(from, i + 1) : 0));
        }
        return all;
    }

    /** RFC 1624 equation 3, as arithmetic modulo 65535: a wrong checksum stays wrong by as much. */
    static int adjusted(int checksum, List<Integer> before, List<Integer> after) {
        long sum = checksum;
        for (int word : before) {
            sum += word;
        }
        for (int word : after) {
            sum -= word;
        }
        return Math.floorMod(sum, MODULUS);
    }
}
