package io.softwire46.mape.capture;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The octets of a capture: those of a stream, or what they are when decompressed (RFC 1952). Before a read that waits for more
 * octets, such as those of a pipe, a task runs.
 *
 * <p>Not thread-safe: use one instance per capture.
 */
final class CaptureStream extends FilterInputStream {
    private static final int MAGIC_OCTETS = 2;
    private static final int MAGIC_GZIP_0 = 0x1f;
    private static final int MAGIC_GZIP_1 = 0x8b;
    private static final int GZIP_BUFFER_OCTETS = 1 << 16;

    private @Nullable Runnable pause;

    private CaptureStream(InputStream stream) {
        super(stream);
    }

    /** A stream that is read from its current position on. */
    static CaptureStream of(InputStream stream) {
        return new CaptureStream(stream);
    }

    void onPause(Runnable task) {
        pause = task;
    }

    /** Returns the octets as they are, or decompressed if they begin like gzip. */
    InputStream octets() throws IOException {
        byte[] begin = readNBytes(MAGIC_OCTETS);
        InputStream all = new SequenceInputStream(new ByteArrayInputStream(begin), this);
        boolean isGzip =
                begin.length == MAGIC_OCTETS && (begin[0] & 0xff) == MAGIC_GZIP_0 && (begin[1] & 0xff) == MAGIC_GZIP_1;
        return isGzip ? new GZIPInputStream(all, GZIP_BUFFER_OCTETS) : all;
    }

    /** Returns 1: whether another member of a gzip file follows is known only when it is read. */
    @Override
    public int available() {
        return 1;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
        if (pause != null && in.available() == 0) {
            pause.run();
        }
        return in.read(target, from, length);
    }
}
