package io.softwire46.mape.operate.batch;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Recognizes compression, and files that are no logs, by their first octets. Static methods only.
 */
public final class LogInput {
    /** An input that is no text; the message is what it is and the remedy. */
    public static final class NotTextException extends IOException {
        private static final long serialVersionUID = 1L;

        NotTextException(String message) {
            super(message);
        }
    }

    private static final int MAGIC_OCTETS = 4;
    private static final int GZIP_MAGIC = 0x1f8b;
    private static final int GZIP_BUFFER_OCTETS = 1 << 16;

    private LogInput() {}

    /**
     * Returns the text of an input: decompressed if it is gzip.
     *
     * @throws NotTextException if it is a known form of another kind
     */
    public static InputStream open(InputStream in) throws IOException {
        BufferedInputStream first = new BufferedInputStream(in, GZIP_BUFFER_OCTETS);
        int magic = magic(first);
        if (magic >>> 16 != GZIP_MAGIC) {
            refuse(magic);
            return first;
        }
        try {
            BufferedInputStream text = new BufferedInputStream(new Gzip(first));
            refuse(magic(text));
            return text;
        } catch (EOFException | ZipException e) {
            throw new NotTextException("is a gzip file without text before its damage; use a complete file");
        }
    }

    /** A gzip file; the message of a failure says what is wrong. Not thread-safe. */
    private static final class Gzip extends GZIPInputStream {
        Gzip(InputStream in) throws IOException {
            super(in, GZIP_BUFFER_OCTETS);
        }

        @Override
        public int available() {
            return 0; // a buffer then keeps what it has read before the damage of a file
        }

        @Override
        public int read(byte[] octets, int from, int length) throws IOException {
            try {
                return super.read(octets, from, length);
            } catch (EOFException e) {
                throw new EOFException("the gzip file ends before its data do");
            } catch (ZipException e) {
                throw new ZipException("the gzip file is damaged (" + e.getMessage() + ")");
            }
        }
    }

    /** Returns the first four octets; zeros after the end. */
    private static int magic(BufferedInputStream in) throws IOException {
        in.mark(MAGIC_OCTETS);
        int magic = 0;
        for (int i = 0; i < MAGIC_OCTETS; i++) {
            int octet = in.read();
            magic = magic << 8 | Math.max(octet, 0);
        }
        in.reset();
        return magic;
    }

    private static void refuse(int magic) throws NotTextException {
        String kind = switch (magic) {
            case 0xa1b2c3d4, 0xd4c3b2a1, 0xa1b23c4d, 0x4d3cb2a1 -> "a pcap capture; use nfpcapd and nfdump -o csv";
            case 0x0a0d0d0a -> "a pcapng capture; use nfpcapd and nfdump -o csv";
            case 0x504b0304 -> "a zip archive, such as xlsx; save its table as csv";
            case 0x28b52ffd -> "zstd; decompress it";
            case 0xfd377a58 -> "xz; decompress it";
            case 0x7f454c46 -> "a program; use a log";
            default ->
                magic >>> 8 == 0x425a68
                        ? "bzip2; decompress it"
                        : magic >>> 16 == 0x0ca5 || magic >>> 16 == 0xa50c ? "an nfcapd file; use nfdump -o csv" : "";
        };
        if (!kind.isEmpty()) {
            throw new NotTextException("is " + kind);
        }
    }
}
