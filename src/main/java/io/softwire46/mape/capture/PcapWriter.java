package io.softwire46.mape.capture;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes IP packets as classic pcap: little-endian, microseconds, version 2.4, link type raw IP (101), snapshot length
 * 262144, since IPv6 packets of MAP-E may have 65575 octets.
 *
 * <p>Time is rounded down to microseconds and clamped to the range of the format: a time before 1970 becomes 0, one after
 * 2106-02-07T06:28:15Z that second's last microsecond. So the order of time stamps is kept.
 *
 * <p>Not thread-safe.
 */
public final class PcapWriter implements Closeable {
    /** The longest packet that can be written, and the snapshot length in the file header. */
    public static final int MAX_PACKET_OCTETS = CaptureReader.MAX_CAPTURED_OCTETS;

    private static final int BUFFER_OCTETS = 1 << 16;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final long NANOS_PER_MICRO = 1_000L;
    private static final long MAX_NANOS = 0xffff_ffffL * NANOS_PER_SECOND + NANOS_PER_SECOND - 1;

    private final OutputStream stream;
    private final @Nullable ReplacingFile file;
    private final byte[] octets = new byte[BUFFER_OCTETS];
    private final ByteBuffer view = ByteBuffer.wrap(octets).order(ByteOrder.LITTLE_ENDIAN);
    private int end;
    private long packets;

    /**
     * Starts a capture file, which appears under its name with {@link #commit}, see {@link ReplacingFile}.
     *
     * @param target the file to make or to replace
     * @return a writer without packets
     * @throws IOException if the file cannot be written
     */
    public static PcapWriter create(Path target) throws IOException {
        ReplacingFile file = ReplacingFile.create(target);
        return new PcapWriter(file.stream(), file);
    }

    /**
     * Writes to a stream, such as standard output; a commit only flushes.
     *
     * @param stream closed with the writer
     * @return a writer without packets
     */
    public static PcapWriter to(OutputStream stream) {
        return new PcapWriter(stream, null);
    }

    private PcapWriter(OutputStream stream, @Nullable ReplacingFile file) {
        this.stream = stream;
        this.file = file;
        view.putInt(PcapLayout.MAGIC_OFFSET, PcapLayout.MAGIC_MICROSECONDS);
        view.putShort(PcapLayout.VERSION_MAJOR_OFFSET, (short) PcapLayout.VERSION_MAJOR);
        view.putShort(PcapLayout.VERSION_MINOR_OFFSET, (short) PcapLayout.VERSION_MINOR);
        view.putInt(PcapLayout.SNAP_LENGTH_OFFSET, MAX_PACKET_OCTETS);
        view.putInt(PcapLayout.LINK_TYPE_OFFSET, LinkType.RAW);
        end = PcapLayout.FILE_HEADER_OCTETS;
    }

    /**
     * Appends one packet, whole: captured and original length are the same.
     *
     * @param timeNanos nanoseconds since 1970-01-01T00:00:00Z
     * @param buffer holds the packet; position, limit and byte order do not matter
     * @param offset absolute index of the first octet of the IP header
     * @param length octets, 0 to {@link #MAX_PACKET_OCTETS}
     * @throws IOException if the octets cannot be written
     * @throws IllegalArgumentException if the length is out of range
     * @throws IndexOutOfBoundsException if the packet is not within the buffer's limit; nothing was written then
     */
    public void write(long timeNanos, ByteBuffer buffer, int offset, int length) throws IOException {
        if (length < 0 || length > MAX_PACKET_OCTETS) {
            throw new IllegalArgumentException(
                    "packet of " + length + " octets is not in 0 to " + MAX_PACKET_OCTETS + " octets");
        }
        Objects.checkFromIndexSize(offset, length, buffer.limit());
        long time = Math.min(Math.max(timeNanos, 0), MAX_NANOS);
        if (octets.length - end < PcapLayout.RECORD_HEADER_OCTETS) {
            drain();
        }
        view.putInt(end + PcapLayout.SECONDS_OFFSET, (int) (time / NANOS_PER_SECOND));
        view.putInt(end + PcapLayout.FRACTION_OFFSET, (int) (time % NANOS_PER_SECOND / NANOS_PER_MICRO));
        view.putInt(end + PcapLayout.CAPTURED_LENGTH_OFFSET, length);
        view.putInt(end + PcapLayout.ORIGINAL_LENGTH_OFFSET, length);
        end += PcapLayout.RECORD_HEADER_OCTETS;
        int done = 0;
        while (done < length) {
            if (end == octets.length) {
                drain();
            }
            int part = Math.min(length - done, octets.length - end);
            buffer.get(offset + done, octets, end, part);
            end += part;
            done += part;
        }
        packets++;
    }

    /**
     * Returns the number of written packets, which is the index of the next one.
     *
     * @return 0 or more
     */
    public long packets() {
        return packets;
    }

    /**
     * Writes the buffered octets to the operating system, so that a full disk is reported before {@link #commit}.
     *
     * @throws IOException if the octets cannot be written
     */
    public void flush() throws IOException {
        drain();
        stream.flush();
    }

    /**
     * Declares the capture complete: writes the buffered octets and moves the file to the target. No packet may follow.
     *
     * @throws IOException if that fails; the target is then what it was
     */
    public void commit() throws IOException {
        drain();
        if (file != null) {
            file.commit();
        } else {
            stream.flush();
        }
    }

    private void drain() throws IOException {
        if (end > 0) {
            stream.write(octets, 0, end);
            end = 0;
        }
    }

    /** Closes the file. Without {@link #commit}, discards the written octets if the target permits it. */
    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
        } else {
            stream.close();
        }
    }
}
