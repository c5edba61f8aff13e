package io.softwire46.mape.cli.operate;

import io.softwire46.mape.capture.ReplacingFile;
import io.softwire46.mape.cli.text.StandardOutput;
import io.softwire46.mape.cli.text.TextOutput;
import io.softwire46.mape.cli.text.ToolException;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Where lines go: a file that appears when it is complete, compressed if its name ends with .gz, or standard output.
 *
 * <p>Not thread-safe: use one instance per output.
 */
final class Sink implements Closeable {
    private static final int BUFFER_OCTETS = 1 << 16;

    private final @Nullable Path path;
    private final @Nullable ReplacingFile file;
    private final @Nullable MessageDigest digest;
    private final OutputStream stream;

    private Sink(@Nullable Path path, @Nullable ReplacingFile file, OutputStream target, boolean isDigested)
            throws IOException {
        this.path = path;
        this.file = file;
        digest = isDigested ? Sha256.create() : null;
        OutputStream octets = digest == null ? target : new DigestOutputStream(target, digest);
        boolean isCompressed = path != null && path.toString().endsWith(".gz");
        stream = new BufferedOutputStream(
                isCompressed ? new GZIPOutputStream(octets, BUFFER_OCTETS) : octets, BUFFER_OCTETS);
    }

    /** Creates an output to a file, or to standard output if there is none. */
    static Sink of(@Nullable Path path, PrintWriter out, boolean isDigested) throws IOException {
        if (path == null) {
            return new Sink(null, null, StandardOutput.octets(out), isDigested);
        }
        ReplacingFile file = ReplacingFile.create(path);
        try {
            return new Sink(path, file, file.stream(), isDigested);
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    /** Creates an output that discards all octets. */
    static Sink none() throws IOException {
        return new Sink(null, null, OutputStream.nullOutputStream(), false);
    }

    /** Something that writes to the stream. */
    interface Writer {
        void writeTo(OutputStream stream) throws IOException;
    }

    /** Writes octets; a failure names the file. */
    void write(Writer writer) {
        try {
            writer.writeTo(stream);
            if (file == null) {
                stream.flush();
            }
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private ToolException failure(IOException e) {
        if (path != null) {
            return TextOutput.cannotWrite(path, e);
        }
        return StandardOutput.isReaderGone(e)
                ? ToolException.readerGone()
                : new ToolException("standard output: cannot be written: " + e.getMessage());
    }

    /** Completes the file and gives it its name. */
    void commit() {
        try {
            if (file == null) {
                stream.flush();
            } else {
                stream.close();
                file.commit();
            }
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /** Returns the digest of the octets that were written, in hexadecimal; null if none was wanted. */
    @Nullable String sha256() {
        return digest == null ? null : Sha256.hex(digest);
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }
}
