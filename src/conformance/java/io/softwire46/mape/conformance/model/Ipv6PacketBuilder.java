package io.softwire46.mape.conformance.model;

import java.util.ArrayList;
import java.util.List;

/**
 * An IPv6 packet, put together octet by octet from RFC 8200.
 *
 * <p>Not thread-safe.
 */
public final class Ipv6PacketBuilder {
    private final byte[] source;
    private final byte[] destination;
    private int trafficClass;
    private int flowLabel;
    private int hopLimit = 64;
    private int nextHeader = 4;
    private byte[] payload = {};
    private final List<Integer> kinds = new ArrayList<>();
    private final List<byte[]> headers = new ArrayList<>();

    private Ipv6PacketBuilder(byte[] source, byte[] destination) {
        this.source = source;
        this.destination = destination;
    }

    public static Ipv6PacketBuilder ipv6(String source, String destination) {
        return new Ipv6PacketBuilder(Bytes.address(source), Bytes.address(destination));
    }

    public static Ipv6PacketBuilder ipv6(byte[] source, byte[] destination) {
        return new Ipv6PacketBuilder(source, destination);
    }

    public Ipv6PacketBuilder trafficClass(int value) {
        trafficClass = value;
        return this;
    }

    public Ipv6PacketBuilder flowLabel(int value) {
        flowLabel = value;
        return this;
    }

    public Ipv6PacketBuilder hopLimit(int value) {
        hopLimit = value;
        return this;
    }

    /** An extension header; its first octet is replaced by the next header's number. */
    public Ipv6PacketBuilder header(int kind, String hex) {
        kinds.add(kind);
        headers.add(Bytes.hex(hex));
        return this;
    }

    public Ipv6PacketBuilder inner(byte[] ipv4) {
        return payload(4, ipv4);
    }

    public Ipv6PacketBuilder payload(int number, byte[] octets) {
        nextHeader = number;
        payload = octets;
        return this;
    }

    public byte[] octets() {
        List<Integer> next = new ArrayList<>(kinds);
        next.add(nextHeader);
        byte[] body = {};
        for (int i = 0; i < headers.size(); i++) {
            byte[] header = headers.get(i).clone();
            header[0] = next.get(i + 1).byteValue();
            body = Bytes.concat(body, header);
        }
        body = Bytes.concat(body, payload);
        byte[] start = new byte[8];
        start[0] = (byte) (0x60 | trafficClass >>> 4);
        start[1] = (byte) (trafficClass << 4 | flowLabel >>> 16);
        Bytes.put16(start, 2, flowLabel);
        Bytes.put16(start, 4, body.length);
        start[6] = next.get(0).byteValue();
        start[7] = (byte) hopLimit;
        return Bytes.concat(start, source, destination, body);
    }
}
