package io.softwire46.mape.conformance.adapter;

import io.softwire46.mape.capture.CaptureReader;
import io.softwire46.mape.capture.LinkLayer;
import io.softwire46.mape.capture.LinkType;
import io.softwire46.mape.conformance.Exchange;
import io.softwire46.mape.conformance.Received;
import io.softwire46.mape.conformance.Sent;
import io.softwire46.mape.conformance.Side;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes packets as classic pcap (little-endian, microseconds), and reads packets from any capture.
 *
 * <p>Static methods only.
 */
final class CaptureFiles {
    private static final int MAGIC_MICROSECONDS = 0xa1b2c3d4;
    private static final int SNAP_LENGTH = 262_144;
    private static final int ETHERNET_HEADER_OCTETS = 14;

    /** Length of a frame without its check sequence up to which it has padding (IEEE 802.3). */
    private static final int MIN_FRAME_OCTETS = 60;

    /** Address of the kit on Ethernet, locally administered. */
    private static final byte[] SOURCE_MAC = {2, 0, 0, 0, 0, 1};

    private CaptureFiles() {}

    /** Writes packets, with Ethernet headers if there are addresses. */
    static void write(Path file, List<Sent> packets, @Nullable Ethernet ethernet) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            ByteBuffer header = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
            header.putInt(MAGIC_MICROSECONDS)
                    .putShort((short) 2)
                    .putShort((short) 4)
                    .putLong(0);
            header.putInt(SNAP_LENGTH).putInt(ethernet == null ? LinkType.RAW : LinkType.ETHERNET);
            out.write(header.array());
            for (Sent each : packets) {
                byte[] octets = each.octets();
                int length = octets.length + (ethernet == null ? 0 : ETHERNET_HEADER_OCTETS);
                ByteBuffer record = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
                record.putInt((int) (each.atNanos() / 1_000_000_000));
                record.putInt((int) (each.atNanos() % 1_000_000_000 / 1_000));
                record.putInt(length).putInt(length);
                out.write(record.array());
                if (ethernet != null) {
                    boolean ipv4 = each.side() == Side.IPV4;
                    out.write(ipv4 ? ethernet.mac4() : ethernet.mac6());
                    out.write(SOURCE_MAC);
                    out.write(ipv4 ? new byte[] {0x08, 0x00} : new byte[] {(byte) 0x86, (byte) 0xdd});
                }
                out.write(octets);
            }
        }
    }

    /**
     * MAC addresses of the product.
     *
     * @param mac4 destination of packets on the IPv4 side, 6 octets
     * @param mac6 destination of packets on the IPv6 side, 6 octets
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Ethernet(byte[] mac4, byte[] mac6) {}

    /** Limits of one exchange were exceeded, or a capture is damaged. */
    static final class UnusableException extends IOException {
        private static final long serialVersionUID = 1L;

        UnusableException(String problem) {
            super(problem);
        }
    }

    /**
     * Reads all IP packets of a capture.
     *
     * @param side on which they were sent; null to decide by IP version
     * @param outputs takes the packets
     */
    static void read(Path file, @Nullable Side side, List<Received> outputs) throws IOException {
        long total = 0;
        try (CaptureReader reader = CaptureReader.open(file, 0)) {
            LinkLayer link = LinkLayer.create();
            while (reader.next()) {
                LinkLayer.Payload payload =
                        link.find(reader.linkType(), reader.buffer(), reader.offset(), reader.capturedLength());
                if (payload == LinkLayer.Payload.UNSUPPORTED) {
                    throw new UnusableException(
                            "link type " + reader.linkType() + " is not one of " + LinkType.supportedTypes());
                }
                if (payload == LinkLayer.Payload.NOT_IP) {
                    continue;
                }
                boolean padded = reader.linkType() == LinkType.ETHERNET && reader.capturedLength() <= MIN_FRAME_OCTETS;
                byte[] octets = new byte[padded ? ipLength(reader.buffer(), link) : link.ipLength()];
                reader.buffer().get(link.ipOffset(), octets);
                Side by = payload == LinkLayer.Payload.IPV4 ? Side.IPV4 : Side.IPV6;
                outputs.add(new Received(side == null ? by : side, octets, null));
                total += octets.length;
                if (outputs.size() > Exchange.MAX_OUTPUTS || total > Exchange.MAX_OCTETS) {
                    throw new UnusableException("found more than " + Exchange.MAX_OUTPUTS + " packets or "
                            + (Exchange.MAX_OCTETS >> 20) + " MiB");
                }
            }
            if (reader.damage() != null) {
                throw new UnusableException(reader.damage().message());
            }
        }
    }

    /** Returns the length of an IP packet without the padding of its frame. */
    private static int ipLength(ByteBuffer buffer, LinkLayer link) {
        int available = link.ipLength();
        if (available < 8) {
            return available;
        }
        int offset = link.ipOffset();
        boolean ipv6 = (buffer.get(offset) & 0xf0) == 0x60;
        int field = buffer.getShort(offset + (ipv6 ? 4 : 2)) & 0xffff;
        int length = ipv6 ? 40 + field : field;
        return length == 0 ? available : Math.min(length, available);
    }
}
