package io.softwire46.mape.capture;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A buffered view of the following octets. Fields are first required, then read by their offset from the current
 * position, then skipped with {@link #advance}; nothing is allocated after construction.
 *
 * <p>A read takes the octets that the stream has available, so it does not wait until a pipe has filled the buffer.
 *
 * <p>Not thread-safe: use one instance per capture.
 */
final class CaptureInput implements Closeable {
    /** Larger than any header that is read by fields; packet data and skipped blocks are processed in parts. */
    private static final int BUFFER_OCTETS = 1 << 16;

    private final InputStream stream;
    private final byte[] octets = new byte[BUFFER_OCTETS];
    private final ByteBuffer view = ByteBuffer.wrap(octets);

    /** {@code octets[start..end)} are read from the stream and not yet skipped. */
    private int start;

    private int end;
    private long fileOffset;
    private long recordOffset;

    CaptureInput(InputStream stream) {
        this.stream = stream;
    }

    /** Returns the number of octets before the current position. */
    long fileOffset() {
        return fileOffset;
    }

    /** Returns the file offset of the last {@link #beginRecord}. */
    long recordOffset() {
        return recordOffset;
    }

    ByteOrder order() {
        return view.order();
    }

    void order(ByteOrder order) {
        view.order(order);
    }

    /** Begins a record, at whose start damage is reported. */
    void beginRecord() {
        recordOffset = fileOffset;
    }

    boolean atEnd() throws IOException {
        return buffered(1) == 0;
    }

    /**
     * Returns the number of available octets, up to the required number, which must not exceed the buffer. It is lower only
     * at the end of the file.
     */
    int buffered(int required) throws IOException {
        if (end - start < required) {
            System.arraycopy(octets, start, octets, 0, end - start);
            end -= start;
            start = 0;
            while (end < required) {
                int count = stream.read(octets, end, octets.length - end);
                if (count < 0) {
                    return end;
                }
                end += count;
            }
        }
        return required;
    }

    void require(int count, String what) throws IOException, DamagedException {
        int available = buffered(count);
        if (available < count) {
            throw truncated(what, count, available);
        }
    }

    int getUnsignedByte(int at) {
        return octets[start + at] & 0xff;
    }

    int getUnsignedShort(int at) {
        return view.getShort(start + at) & 0xffff;
    }

    int getInt(int at) {
        return view.getInt(start + at);
    }

    long getUnsignedInt(int at) {
        return view.getInt(start + at) & 0xffff_ffffL;
    }

    long getLong(int at) {
        return view.getLong(start + at);
    }

    /** Advances by octets that were required before. */
    void advance(int count) {
        start += count;
        fileOffset += count;
    }

    void skip(long count, String what) throws IOException, DamagedException {
        long left = count;
        while (left > 0) {
            int available = available(left);
            if (available == 0) {
                throw truncated(what, count, count - left);
            }
            advance(available);
            left -= available;
        }
    }

    void read(byte[] target, int targetOffset, int count, String what) throws IOException, DamagedException {
        int done = 0;
        while (done < count) {
            int available = available(count - done);
            if (available == 0) {
                throw truncated(what, count, done);
            }
            System.arraycopy(octets, start, target, targetOffset + done, available);
            advance(available);
            done += available;
        }
    }

    private int available(long left) throws IOException {
        return atEnd() ? 0 : (int) Math.min(left, end - start);
    }

    DamagedException corrupt(String detail) {
        return new DamagedException(CaptureDamage.Kind.CORRUPT, recordOffset, detail);
    }

    private DamagedException truncated(String what, long expected, long available) {
        return new DamagedException(
                CaptureDamage.Kind.TRUNCATED,
                recordOffset,
                "the file ends inside " + what + " (" + expected + " more octets were expected, " + available
                        + " are there)");
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
