package io.softwire46.mape.cli.text;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Standard output that keeps its first write failure, which a {@link java.io.PrintWriter} hides.
 *
 * <p>Not thread-safe: use one instance per process.
 */
public final class StandardOutput extends FilterOutputStream {
    private @Nullable IOException failure;

    public StandardOutput(OutputStream stream) {
        super(stream);
    }

    /** Returns the first failure, or null. */
    public @Nullable IOException failure() {
        return failure;
    }

    /** Returns whether the reader of a pipe has ended, as in {@code mape | head -1}, which is not an error. */
    public static boolean isReaderGone(IOException failure) {
        return String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT).contains("broken pipe");
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] octets, int from, int length) throws IOException {
        try {
            out.write(octets, from, length);
        } catch (IOException e) {
            failure = failure == null ? e : failure;
            throw e;
        }
    }
}
