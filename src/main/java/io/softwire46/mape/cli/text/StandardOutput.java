package io.softwire46.mape.cli.text;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Standard output that keeps its first write failure, which a {@link PrintWriter} hides.
 *
 * <p>Not thread-safe: use one instance per process.
 */
public final class StandardOutput extends FilterOutputStream {
    private @Nullable IOException failure;

    public StandardOutput(OutputStream stream) {
        super(stream);
    }

    /** A command that writes to standard output and standard error, and returns its exit status. */
    @FunctionalInterface
    public interface Command {
        int run(PrintWriter out, PrintWriter err);
    }

    /**
     * Runs a command on the standard streams of the process.
     *
     * @param name before messages
     * @param unusable exit status instead of 0 if standard output cannot be written
     * @return the exit status
     */
    public static int run(String name, int unusable, Command command) {
        Locale.setDefault(Locale.ROOT); // for picocli, which sorts and wraps help in the default locale
        StandardOutput stream = new StandardOutput(new FileOutputStream(FileDescriptor.out));
        PrintWriter out = new OctetWriter(stream);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        int status = command.run(out, err);
        out.flush();
        IOException failed = stream.failure();
        if (failed == null) {
            return status;
        }
        if (!isReaderGone(failed)) {
            err.println(name + ": standard output: cannot be written: " + failed.getMessage());
        }
        return status == 0 ? unusable : status;
    }

    /** Writes text to a stream that is known. */
    private static final class OctetWriter extends PrintWriter {
        private final StandardOutput stream;

        OctetWriter(StandardOutput stream) {
            super(stream, false, StandardCharsets.UTF_8);
            this.stream = stream;
        }
    }

    /**
     * Returns the stream of a writer, for output that copies octets. A writer that is not standard output, as in tests,
     * gets the octets of each call decoded as UTF-8.
     */
    public static OutputStream octets(PrintWriter out) {
        if (out instanceof OctetWriter writer) {
            writer.flush();
            return writer.stream;
        }
        return new OutputStream() {
            @Override
            public void write(int octet) {
                write(new byte[] {(byte) octet}, 0, 1);
            }

            @Override
            public void write(byte[] octets, int from, int length) {
                out.write(new String(octets, from, length, StandardCharsets.UTF_8));
            }
        };
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
