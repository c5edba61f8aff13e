package io.softwire46.mape.conformance.model;

/**
 * An IPv4 packet, put together octet by octet from RFC 791, RFC 792, RFC 768 and RFC 9293, with correct checksums.
 *
 * <p>Not thread-safe.
 */
public final class Ipv4PacketBuilder {
    public static final int DONT_FRAGMENT = 0x4000;
    public static final int MORE_FRAGMENTS = 0x2000;

    private final byte[] source;
    private final byte[] destination;
    private int typeOfService;
    private int identification = 0x1234;
    private int flagsOffset;
    private int timeToLive = 64;
    private int protocol = 253;
    private byte[] options = {};
    private byte[] payload = {};

    private Ipv4PacketBuilder(byte[] source, byte[] destination) {
        this.source = source;
        this.destination = destination;
    }

    public static Ipv4PacketBuilder ipv4(String source, String destination) {
        return new Ipv4PacketBuilder(Bytes.address(source), Bytes.address(destination));
    }

    public static Ipv4PacketBuilder ipv4(int source, int destination) {
        return new Ipv4PacketBuilder(Bytes.ipv4(source), Bytes.ipv4(destination));
    }

    public Ipv4PacketBuilder typeOfService(int value) {
        typeOfService = value;
        return this;
    }

    public Ipv4PacketBuilder identification(int value) {
        identification = value;
        return this;
    }

    public Ipv4PacketBuilder timeToLive(int value) {
        timeToLive = value;
        return this;
    }

    /** Flags and fragment offset in one word, the offset in units of 8 octets. */
    public Ipv4PacketBuilder flagsOffset(int value) {
        flagsOffset = value;
        return this;
    }

    /** A multiple of 4 octets, at most 40. */
    public Ipv4PacketBuilder options(String hex) {
        options = Bytes.hex(hex);
        return this;
    }

    public Ipv4PacketBuilder payload(int number, byte[] octets) {
        protocol = number;
        payload = octets;
        return this;
    }

    public Ipv4PacketBuilder udp(int sourcePort, int destinationPort) {
        return udp(sourcePort, destinationPort, 5);
    }

    public Ipv4PacketBuilder udp(int sourcePort, int destinationPort, int dataOctets) {
        return udp(sourcePort, destinationPort, Bytes.counting(dataOctets));
    }

    public Ipv4PacketBuilder udp(int sourcePort, int destinationPort, byte[] data) {
        byte[] octets = Bytes.concat(new byte[8], data);
        ports(octets, sourcePort, destinationPort);
        Bytes.put16(octets, 4, octets.length);
        return payload(17, withTransportChecksum(17, octets, 6));
    }

    public Ipv4PacketBuilder tcp(int sourcePort, int destinationPort) {
        return tcp(sourcePort, destinationPort, 0x10, new byte[0]);
    }

    /** With these flags, a multiple of 4 octets of TCP options, and three of data. */
    public Ipv4PacketBuilder tcp(int sourcePort, int destinationPort, int flags, byte[] tcpOptions) {
        byte[] octets = Bytes.concat(new byte[20], tcpOptions, new byte[3]);
        ports(octets, sourcePort, destinationPort);
        octets[12] = (byte) (0x50 + 4 * tcpOptions.length);
        octets[13] = (byte) flags;
        return payload(6, withTransportChecksum(6, octets, 16));
    }

    /** A segment with data and without options. */
    public Ipv4PacketBuilder segment(int sourcePort, int destinationPort, byte[] data) {
        byte[] octets = Bytes.concat(new byte[20], data);
        ports(octets, sourcePort, destinationPort);
        octets[12] = 0x50;
        octets[13] = 0x10;
        return payload(6, withTransportChecksum(6, octets, 16));
    }

    /** A segment without data and options. */
    public Ipv4PacketBuilder segment(int sourcePort, int destinationPort, int flags, int sequence, int acknowledgment) {
        byte[] octets = new byte[20];
        ports(octets, sourcePort, destinationPort);
        Bytes.put16(octets, 4, sequence >>> 16);
        Bytes.put16(octets, 6, sequence);
        Bytes.put16(octets, 8, acknowledgment >>> 16);
        Bytes.put16(octets, 10, acknowledgment);
        octets[12] = 0x50;
        octets[13] = (byte) flags;
        octets[14] = 0x40; // window
        return payload(6, withTransportChecksum(6, octets, 16));
    }

    /** A segment that opens a connection and announces a maximum segment size (RFC 9293 section 3.2). */
    public Ipv4PacketBuilder syn(int sourcePort, int destinationPort, int segmentOctets) {
        byte[] octets = new byte[24];
        ports(octets, sourcePort, destinationPort);
        octets[12] = 0x60;
        octets[13] = 2;
        octets[14] = 0x40; // window
        octets[20] = 2;
        octets[21] = 4;
        Bytes.put16(octets, 22, segmentOctets);
        return payload(6, withTransportChecksum(6, octets, 16));
    }

    /** A segment that opens a connection, without options. */
    public Ipv4PacketBuilder syn(int sourcePort, int destinationPort, int sequence, int window) {
        byte[] octets = new byte[20];
        ports(octets, sourcePort, destinationPort);
        Bytes.put16(octets, 6, sequence);
        octets[12] = 0x50;
        octets[13] = 2;
        Bytes.put16(octets, 14, window);
        return payload(6, withTransportChecksum(6, octets, 16));
    }

    /** UDP-Lite, DCCP, SCTP and other protocols that start with two ports; the rest of their header is not read. */
    public Ipv4PacketBuilder ports(int number, int sourcePort, int destinationPort, int octetCount) {
        byte[] octets = Bytes.counting(octetCount);
        ports(octets, sourcePort, destinationPort);
        return payload(number, octets);
    }

    public Ipv4PacketBuilder icmpQuery(int type, int identifier) {
        return icmpQuery(type, identifier, Bytes.counting(9));
    }

    public Ipv4PacketBuilder icmpQuery(int type, int identifier, byte[] data) {
        byte[] octets = Bytes.concat(new byte[8], data);
        octets[0] = (byte) type;
        Bytes.put16(octets, 4, identifier);
        Bytes.put16(octets, 6, 1);
        Bytes.put16(octets, 2, Bytes.checksum(octets));
        return payload(1, octets);
    }

    /** The quote follows 8 octets of ICMP header; the length field of RFC 4884 stays 0. */
    public Ipv4PacketBuilder icmpError(int type, byte[] quote) {
        return icmpError(type, 0, quote);
    }

    public Ipv4PacketBuilder icmpError(int type, int lengthWords, byte[] quote) {
        byte[] octets = Bytes.concat(new byte[8], quote);
        octets[0] = (byte) type;
        octets[5] = (byte) lengthWords;
        Bytes.put16(octets, 2, Bytes.checksum(octets));
        return payload(1, octets);
    }

    /** Sets the code of the ICMP message. */
    public Ipv4PacketBuilder icmpCode(int code) {
        payload[1] = (byte) code;
        Bytes.put16(payload, 2, 0);
        Bytes.put16(payload, 2, Bytes.checksum(payload));
        return this;
    }

    private static void ports(byte[] octets, int sourcePort, int destinationPort) {
        Bytes.put16(octets, 0, sourcePort);
        Bytes.put16(octets, 2, destinationPort);
    }

    private byte[] withTransportChecksum(int number, byte[] octets, int at) {
        byte[] pseudo = {0, (byte) number, (byte) (octets.length >>> 8), (byte) octets.length};
        int sum = Bytes.checksum(Bytes.concat(source, destination, pseudo, octets));
        Bytes.put16(octets, at, sum == 0 && number == 17 ? 0xffff : sum);
        return octets;
    }

    public byte[] octets() {
        byte[] header = new byte[12];
        header[0] = (byte) (0x40 | (20 + options.length) / 4);
        header[1] = (byte) typeOfService;
        Bytes.put16(header, 2, 20 + options.length + payload.length);
        Bytes.put16(header, 4, identification);
        Bytes.put16(header, 6, flagsOffset);
        header[8] = (byte) timeToLive;
        header[9] = (byte) protocol;
        return Bytes.withHeaderChecksum(Bytes.concat(header, source, destination, options, payload), 0);
    }
}
