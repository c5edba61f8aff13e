package io.softwire46.mape.capture;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a packet capture, record by record, in memory that does not depend on its size. It takes classic pcap 2.4
 * (microseconds or nanoseconds, both byte orders) and pcapng 1.0 (several sections, both byte orders, time resolution
 * and offset, Enhanced, Simple and obsolete Packet Blocks), and both of them compressed with gzip (RFC 1952).
 *
 * <pre>{@code
 * try (CaptureReader reader = CaptureReader.open(path, 56)) {
 *     while (reader.next()) {
 *         handle(reader.buffer(), reader.offset(), reader.capturedLength(), reader.timeNanos());
 *     }
 *     if (reader.damage() != null) {
 *         System.err.println(path + ": " + reader.damage().message());
 *     }
 * }
 * }</pre>
 *
 * <p>Three outcomes are kept apart: a file that is no capture, or not a supported kind, is refused when it is opened, with
 * {@link CaptureFormatException}; a capture that is truncated or corrupt delivers the records before the fault and
 * then reports it in {@link #damage}; any other {@link IOException} comes from the operating system. Of pcap the file
 * header, and of pcapng the first Section Header, must be whole for a capture to be opened.
 *
 * <p>Not thread-safe: use one instance per capture.
 */
public final class CaptureReader implements Closeable {
    /** Maximum captured length of a packet in octets; a record with a larger value is corrupt. */
    public static final int MAX_CAPTURED_OCTETS = CaptureRecord.MAX_CAPTURED_OCTETS;

    /** Maximum headroom in octets. */
    public static final int MAX_HEADROOM_OCTETS = 65_536;

    private static final String COMPRESSED_DAMAGE =
            "the compressed octets end early or are not those that were compressed";
    private static final int MAGIC_OCTETS = 4;
    /** Kuznetzov's patch to libpcap; its record header has several forms that the magic does not distinguish. */
    private static final int MAGIC_MODIFIED_PCAP = 0xa1b2cd34;

    private static final int MAGIC_ZSTANDARD = 0x28b52ffd;

    private final CaptureStream stream;
    private final CaptureInput input;
    private final RecordSource source;
    private final CaptureRecord record;
    private long recordIndex = -1;
    private boolean ended;
    private @Nullable CaptureDamage damage;

    /**
     * Opens a file.
     *
     * @param file a pcap or pcapng file, perhaps compressed with gzip; or a named pipe
     * @param headroomOctets octets to keep free in front of each packet, 0 to {@link #MAX_HEADROOM_OCTETS}
     * @return a reader before its first record
     * @throws CaptureFormatException if the file is not a capture of a supported kind
     * @throws IOException if it cannot be read
     * @throws IllegalArgumentException if the headroom is out of range
     */
    public static CaptureReader open(Path file, int headroomOctets) throws IOException {
        InputStream stream = Files.newInputStream(file);
        try {
            return from(stream, headroomOctets);
        } catch (IOException | RuntimeException e) {
            stream.close();
            throw e;
        }
    }

    /**
     * Opens a stream, such as standard input. The reader buffers by itself and may read beyond the last record.
     *
     * @param stream at the first octet of the capture; closed with the reader, left open when this method throws
     * @param headroomOctets octets to keep free in front of each packet, 0 to {@link #MAX_HEADROOM_OCTETS}
     * @return a reader before its first record
     * @throws CaptureFormatException if the stream is not a capture of a supported kind
     * @throws IOException if it cannot be read
     * @throws IllegalArgumentException if the headroom is out of range
     */
    public static CaptureReader from(InputStream stream, int headroomOctets) throws IOException {
        if (headroomOctets < 0 || headroomOctets > MAX_HEADROOM_OCTETS) {
            throw new IllegalArgumentException(
                    "headroom of " + headroomOctets + " octets is not in 0 to " + MAX_HEADROOM_OCTETS);
        }
        CaptureStream octets = CaptureStream.of(stream);
        try {
            CaptureInput input = new CaptureInput(octets.octets());
            return new CaptureReader(octets, input, openSource(input), new CaptureRecord(headroomOctets));
        } catch (DamagedException e) {
            throw unusable(e.detail());
        } catch (EOFException | ZipException e) {
            throw unusable(COMPRESSED_DAMAGE);
        }
    }

    private static CaptureFormatException unusable(String detail) {
        return new CaptureFormatException("not a usable capture: " + detail + "; copy or capture the file again");
    }

    private static RecordSource openSource(CaptureInput input) throws IOException, DamagedException {
        int there = input.buffered(MAGIC_OCTETS);
        if (there < MAGIC_OCTETS) {
            throw new CaptureFormatException(
                    there == 0
                            ? "not a capture: it is empty; give a pcap or pcapng file"
                            : "not a capture: it ends after " + there + " octets; give a pcap or pcapng file");
        }
        int magic = input.getInt(0);
        if (magic == PcapngLayout.SECTION_HEADER_BLOCK) {
            return PcapngRecords.open(input);
        }
        if (isPcap(magic)) {
            return PcapRecords.open(input);
        }
        if (isPcap(Integer.reverseBytes(magic))) {
            input.order(ByteOrder.LITTLE_ENDIAN);
            return PcapRecords.open(input);
        }
        throw new CaptureFormatException(notSupported(magic));
    }

    private static boolean isPcap(int magic) {
        return magic == PcapLayout.MAGIC_MICROSECONDS || magic == PcapLayout.MAGIC_NANOSECONDS;
    }

    private static String notSupported(int magic) {
        if (magic == MAGIC_ZSTANDARD) {
            return "compressed with Zstandard; decompress it first with unzstd";
        }
        if (magic == MAGIC_MODIFIED_PCAP || Integer.reverseBytes(magic) == MAGIC_MODIFIED_PCAP) {
            return "the modified (Kuznetzov) pcap format is not supported; convert it with editcap -F pcap";
        }
        return String.format(
                Locale.ROOT,
                "not a capture: it begins with 0x%08x, which is neither pcap nor pcapng; convert other formats with"
                        + " editcap -F pcap",
                magic);
    }

    private CaptureReader(CaptureStream stream, CaptureInput input, RecordSource source, CaptureRecord record) {
        this.stream = stream;
        this.input = input;
        this.source = source;
        this.record = record;
    }

    /**
     * Sets a task that runs whenever the input pauses: no octet is available, and {@link #next} is about to wait. A program
     * that passes packets on flushes its output then.
     *
     * @param task runs in the thread that calls {@link #next}
     */
    public void onPause(Runnable task) {
        stream.onPause(task);
    }

    /**
     * Reads the next record. The accessors of the record are valid until the next call; after false they are
     * undefined, except for {@link #recordIndex}.
     *
     * @return false at the end of the capture or at damage
     * @throws IOException if the operating system reports an error
     */
    public boolean next() throws IOException {
        if (ended) {
            return false;
        }
        try {
            if (source.next(record)) {
                recordIndex++;
                return true;
            }
        } catch (DamagedException e) {
            damage = e.at(recordIndex + 1);
        } catch (EOFException e) {
            damage = compressed(CaptureDamage.Kind.TRUNCATED);
        } catch (ZipException e) {
            damage = compressed(CaptureDamage.Kind.CORRUPT);
        }
        ended = true;
        return false;
    }

    private CaptureDamage compressed(CaptureDamage.Kind kind) {
        return new CaptureDamage(kind, recordIndex + 1, input.fileOffset(), COMPRESSED_DAMAGE);
    }

    /**
     * Returns the reason why reading ended early.
     *
     * @return null before the end, and after an end without damage
     */
    public @Nullable CaptureDamage damage() {
        return damage;
    }

    /**
     * Returns the number of the record in the file.
     *
     * @return 0 for the first one; -1 before it; after the end, the number of the last one
     */
    public long recordIndex() {
        return recordIndex;
    }

    /**
     * Returns the file offset of the record: of its header in pcap, of its block in pcapng.
     *
     * @return octets from the start of the file, as it is when decompressed
     */
    public long fileOffset() {
        return record.fileOffset;
    }

    /**
     * Returns the time of capture. A Simple Packet Block has no time of its own and gets that of the record before it,
     * or 0. Times beyond a {@code long} (the year 2262) are clamped; time stamps of a file may decrease.
     *
     * @return nanoseconds since 1970-01-01T00:00:00Z, negative before
     */
    public long timeNanos() {
        return record.timeNanos;
    }

    /**
     * Returns the link type of the interface, which may differ from record to record in pcapng and may be one that
     * {@link LinkType} does not know.
     *
     * @return 0 to 65535
     */
    public int linkType() {
        return record.linkType;
    }

    /**
     * Returns the length of the packet on the link, as recorded in the file: usually at least the captured length.
     *
     * @return octets, 0 to 2^32 - 1
     */
    public long originalLength() {
        return record.originalLength;
    }

    /**
     * Returns the number of octets of the packet in the {@link #buffer}.
     *
     * @return octets, 0 to {@link #MAX_CAPTURED_OCTETS}
     */
    public int capturedLength() {
        return record.capturedLength;
    }

    /**
     * Returns the octets of the packet, from {@link #offset}, in a big-endian heap buffer. It is the same buffer for
     * every record, and the caller may write into all of it; octets outside the packet are undefined.
     *
     * @return the buffer; its position and limit are not used
     */
    public ByteBuffer buffer() {
        return record.buffer;
    }

    /**
     * Returns the index of the packet in the {@link #buffer}, which is the requested headroom.
     *
     * @return absolute index
     */
    public int offset() {
        return record.headroomOctets;
    }

    /** Closes the file or stream. */
    @Override
    public void close() throws IOException {
        input.close();
    }
}
