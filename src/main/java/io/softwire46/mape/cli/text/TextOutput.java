package io.softwire46.mape.cli.text;

import io.softwire46.mape.capture.ReplacingFile;
import io.softwire46.mape.json.JsonWriter;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An output text file that appears under its name only when it is complete. Every error message names the file.
 *
 * <p>Not thread-safe: use one instance per file.
 */
public final class TextOutput implements Closeable {
    private static final int BUFFER_CHARACTERS = 1 << 16;

    private final Path path;
    private final ReplacingFile file;
    private final BufferedWriter writer;

    private TextOutput(Path path, ReplacingFile file) {
        this.path = path;
        this.file = file;
        writer = new BufferedWriter(new OutputStreamWriter(file.stream(), StandardCharsets.UTF_8), BUFFER_CHARACTERS);
    }

    /** Creates a file; returns null for null. */
    public static @Nullable TextOutput create(@Nullable Path path) throws IOException {
        return path == null ? null : of(path);
    }

    /** Creates a file. */
    public static TextOutput of(Path path) throws IOException {
        return new TextOutput(path, ReplacingFile.create(path));
    }

    /** Appends a text. */
    public void text(String text) {
        try {
            writer.write(text);
        } catch (IOException e) {
            throw cannotWrite(path, e);
        }
    }

    /** Appends one JSON value on one line. */
    public void line(Consumer<JsonWriter> value) {
        append(JsonWriter.compact(writer), value);
    }

    /** Appends one JSON value over several lines. */
    public void indented(Consumer<JsonWriter> value) {
        append(JsonWriter.indented(writer), value);
    }

    private void append(JsonWriter json, Consumer<JsonWriter> value) {
        try {
            value.accept(json);
            json.endLine();
        } catch (UncheckedIOException e) {
            throw cannotWrite(path, e);
        }
    }

    /** Writes the buffer to the operating system, so that a full disk is reported before the commit. */
    public void flush() {
        try {
            writer.flush();
        } catch (IOException e) {
            throw cannotWrite(path, e);
        }
    }

    /** Gives the file its name. */
    public void commit() {
        try {
            writer.flush();
            file.commit();
        } catch (IOException e) {
            throw cannotWrite(path, e);
        }
    }

    /** Returns the error for a file that was opened but not written, because of a full disk or a closed pipe. */
    public static ToolException cannotWrite(Path file, Exception e) {
        Throwable cause = e instanceof UncheckedIOException && e.getCause() != null ? e.getCause() : e;
        return new ToolException(file + ": cannot be written: " + cause.getMessage());
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
