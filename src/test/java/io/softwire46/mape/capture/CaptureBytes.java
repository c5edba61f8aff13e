package io.softwire46.mape.capture;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes captures by hand, octet for octet as the pcap and pcapng drafts lay them out, with nothing of the code under
 * test. Remembers where each record or block ends.
 */
final class CaptureBytes {
    static final int SECTION = 0x0a0d0d0a;
    static final int INTERFACE = 1;
    static final int OBSOLETE_PACKET = 2;
    static final int SIMPLE = 3;
    static final int ENHANCED = 6;

    private final ByteBuffer out;
    private final List<Integer> ends = new ArrayList<>();
    private final List<Boolean> packets = new ArrayList<>();

    CaptureBytes(ByteOrder order) {
        out = ByteBuffer.allocate(1 << 20).order(order);
    }

    static byte[] octets(int... values) {
        byte[] octets = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            octets[i] = (byte) values[i];
        }
        return octets;
    }

    static byte[] counting(int length, int first) {
        byte[] octets = new byte[length];
        for (int i = 0; i < length; i++) {
            octets[i] = (byte) (first + i);
        }
        return octets;
    }

    CaptureBytes pcapHeader(int magic, int network) {
        return pcapHeader(magic, 2, 4, network);
    }

    CaptureBytes pcapHeader(int magic, int major, int minor, int network) {
        out.putInt(magic).putShort((short) major).putShort((short) minor);
        out.putInt(0).putInt(0).putInt(65535).putInt(network);
        return end(false);
    }

    CaptureBytes pcapRecord(long seconds, long fraction, long originalLength, byte[] data) {
        out.putInt((int) seconds).putInt((int) fraction).putInt(data.length).putInt((int) originalLength);
        out.put(data);
        return end(true);
    }

    CaptureBytes section() {
        return section(1, 0);
    }

    CaptureBytes section(int major, int minor) {
        ByteBuffer body = body().putInt(0x1a2b3c4d).putShort((short) major).putShort((short) minor);
        return block(SECTION, body.putLong(-1));
    }

    /** Options come as whole octet strings, see {@link #option}. */
    CaptureBytes interfaceDescription(int linkType, int snapLength, byte[]... options) {
        ByteBuffer body = body().putShort((short) linkType).putShort((short) 0).putInt(snapLength);
        for (byte[] option : options) {
            body.put(option);
        }
        return block(INTERFACE, body);
    }

    byte[] option(int code, byte[] value) {
        ByteBuffer option = ByteBuffer.allocate(4 + (value.length + 3) / 4 * 4).order(out.order());
        option.putShort((short) code).putShort((short) value.length).put(value);
        return option.array();
    }

    byte[] option(int code, long value) {
        return option(
                code, ByteBuffer.allocate(8).order(out.order()).putLong(value).array());
    }

    CaptureBytes enhanced(int interfaceId, long units, int originalLength, byte[] data, byte[]... options) {
        ByteBuffer body =
                body().putInt(interfaceId).putInt((int) (units >>> 32)).putInt((int) units);
        padded(body.putInt(data.length).putInt(originalLength), data);
        for (byte[] option : options) {
            body.put(option);
        }
        return block(ENHANCED, body);
    }

    CaptureBytes obsolete(int interfaceId, int drops, long units, int originalLength, byte[] data) {
        ByteBuffer body = body().putShort((short) interfaceId).putShort((short) drops);
        body.putInt((int) (units >>> 32))
                .putInt((int) units)
                .putInt(data.length)
                .putInt(originalLength);
        return block(OBSOLETE_PACKET, padded(body, data));
    }

    CaptureBytes simple(int originalLength, byte[] data) {
        return block(SIMPLE, padded(body().putInt(originalLength), data));
    }

    /** The body is what was put into the buffer so far; it must be whole words. */
    CaptureBytes block(int type, ByteBuffer body) {
        int total = body.position() + 12;
        out.putInt(type).putInt(total).put(body.flip()).putInt(total);
        return end(type == OBSOLETE_PACKET || type == SIMPLE || type == ENHANCED);
    }

    CaptureBytes raw(byte[] octets) {
        out.put(octets);
        return end(false);
    }

    ByteBuffer body() {
        return ByteBuffer.allocate(70_000).order(out.order());
    }

    private static ByteBuffer padded(ByteBuffer body, byte[] data) {
        return body.put(data).put(new byte[-data.length & 3]);
    }

    private CaptureBytes end(boolean packet) {
        ends.add(out.position());
        packets.add(packet);
        return this;
    }

    /** Appends what another one made, perhaps in another byte order. */
    CaptureBytes append(CaptureBytes other) {
        int base = out.position();
        out.put(other.toArray());
        other.ends.forEach(end -> ends.add(base + end));
        packets.addAll(other.packets);
        return this;
    }

    /** The file offset after each file header, record or block, in order. */
    List<Integer> ends() {
        return ends;
    }

    /** How many packets are whole within the first octets of the file. */
    int packetsWithin(int octets) {
        int count = 0;
        for (int i = 0; i < ends.size(); i++) {
            count += packets.get(i) && ends.get(i) <= octets ? 1 : 0;
        }
        return count;
    }

    byte[] toArray() {
        byte[] array = new byte[out.position()];
        out.get(0, array);
        return array;
    }
}
