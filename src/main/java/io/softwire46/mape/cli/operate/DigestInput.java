package io.softwire46.mape.cli.operate;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * Counts the octets of an input, and digests them if evidence is wanted.
 *
 * <p>Not thread-safe: use one instance per input.
 */
final class DigestInput extends FilterInputStream {
    private final @Nullable MessageDigest digest;
    private long count;

    DigestInput(InputStream in, boolean isDigested) {
        super(in);
        digest = isDigested ? Sha256.create() : null;
    }

    long count() {
        return count;
    }

    /** Returns the digest of what was read, in hexadecimal; null if none was wanted. */
    @Nullable String sha256() {
        return digest == null ? null : Sha256.hex(digest);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] octets, int from, int length) throws IOException {
        int read = super.read(octets, from, length);
        if (read > 0) {
            count += read;
            if (digest != null) {
                digest.update(octets, from, read);
            }
        }
        return read;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
