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
 * <p>A read asks the stream for as much as it has at the moment, so a pipe is not held up for a full buffer.
 *
 * <p>Not thread-safe: one per capture.
 */
final class CaptureInput implements Closeable {
    /** Larger than anything that is read by fields; packet data and skipped blocks are processed in parts. */
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

    /** Returns the octets before the current position. */
    long fileOffset() {
        return fileOffset;
    }

    /** Returns where the last {@link #beginRecord} was. */
    long recordOffset() {
        return recordOffset;
    }

    ByteOrder order() {
        return view.order();
    }

    void order(ByteOrder order) {
        view.order(order);
    }

    /** Damage that is found from here on is reported at this place. */
    void beginRecord() {
        recordOffset = fileOffset;
    }

    boolean atEnd() throws IOException {
        return buffered(1) == 0;
    }

    /**
     * Returns how many of the required octets, at most the buffer's size, are available: fewer only at the end of the
     * file.
     */
    int buffered(int wanted) throws IOException {
        if (end - start < wanted) {
            System.arraycopy(octets, start, octets, 0, end - start);
            end -= start;
            start = 0;
            while (end < wanted) {
                int count = stream.read(octets, end, octets.length - end);
                if (count < 0) {
                    return end;
                }
                end += count;
            }
        }
        return wanted;
    }

    void require(int wanted, String what) throws IOException, DamagedException {
        int there = buffered(wanted);
        if (there < wanted) {
            throw truncated(what, wanted, there);
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

    /** Passes over octets that were required before. */
    void advance(int count) {
        start += count;
        fileOffset += count;
    }

    void skip(long count, String what) throws IOException, DamagedException {
        long left = count;
        while (left > 0) {
            int piece = pieceOf(left);
            if (piece == 0) {
                throw truncated(what, count, count - left);
            }
            advance(piece);
            left -= piece;
        }
    }

    void read(byte[] target, int targetOffset, int count, String what) throws IOException, DamagedException {
        int done = 0;
        while (done < count) {
            int piece = pieceOf(count - done);
            if (piece == 0) {
                throw truncated(what, count, done);
            }
            System.arraycopy(octets, start, target, targetOffset + done, piece);
            advance(piece);
            done += piece;
        }
    }

    private int pieceOf(long left) throws IOException {
        return atEnd() ? 0 : (int) Math.min(left, end - start);
    }

    DamagedException corrupt(String detail) {
        return new DamagedException(CaptureDamage.Kind.CORRUPT, recordOffset, detail);
    }

    private DamagedException truncated(String what, long wanted, long there) {
        return new DamagedException(
                CaptureDamage.Kind.TRUNCATED,
                recordOffset,
                "the file ends inside " + what + " (" + wanted + " more octets were expected, " + there
                        + " are there)");
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
