package io.softwire46.mape.cli.text;

import java.io.Closeable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Progress bar of a long capture on a terminal. It redraws one line, and erases it at the end.
 *
 * <p>Not thread-safe: use one instance per input.
 */
public final class Progress implements Closeable {
    /** Minimum size of a capture with a progress bar. */
    static final long LONG_OCTETS = 16L << 20;

    /** Number of records between two reads of the clock. */
    static final int RECORDS = 1 << 12;

    private static final int BAR_COLUMNS = 50;
    private static final long REDRAW_NANOS = 200_000_000L;
    private static final String ERASE_LINE = "\r\u001b[K";

    private final @Nullable PrintWriter terminal;
    private final long size;
    private final LongSupplier nanoTime;
    private int records;
    private long drawnNanos;
    private boolean isDrawn;

    private Progress(@Nullable PrintWriter terminal, long size, LongSupplier nanoTime) {
        this.terminal = terminal;
        this.size = size;
        this.nanoTime = nanoTime;
        drawnNanos = nanoTime.getAsLong();
    }

    /** Returns the progress of a file, which is shown on {@code err} if that is a terminal and the file is long. */
    public static Progress of(Path file, boolean standardInput, PrintWriter err) throws IOException {
        long size = standardInput || !Files.isRegularFile(file) ? 0 : Files.size(file);
        return of(size, size >= LONG_OCTETS && Terminal.isErrorPresent(), err, System::nanoTime);
    }

    public static Progress of(long size, boolean isTerminal, PrintWriter err, LongSupplier nanoTime) {
        return new Progress(isTerminal && size >= LONG_OCTETS ? err : null, size, nanoTime);
    }

    /** Counts a processed record, and redraws the bar if it is due. */
    public void at(long fileOffset) {
        if (terminal != null && ++records % RECORDS == 0) {
            draw(fileOffset);
        }
    }

    /** Redraws the bar if it is due, after many records. */
    public void draw(long fileOffset) {
        if (terminal == null) {
            return;
        }
        long now = nanoTime.getAsLong();
        if (now - drawnNanos >= REDRAW_NANOS) {
            drawnNanos = now;
            isDrawn = true;
            terminal.print("\r" + bar(fileOffset, size));
            terminal.flush();
        }
    }

    /** Returns a bar such as {@code [#####     ]  50 %  8 of 16 MiB}. An offset beyond the size counts as the size. */
    static String bar(long offset, long size) {
        long done = Math.min(Math.max(offset, 0), size);
        int columns = (int) (done * BAR_COLUMNS / size);
        return String.format(
                Locale.ROOT,
                "[%s%s] %3d %%  %d of %d MiB",
                "#".repeat(columns),
                " ".repeat(BAR_COLUMNS - columns),
                done * 100 / size,
                done >> 20,
                size >> 20);
    }

    /** Erases the bar. */
    @Override
    public void close() {
        if (terminal != null && isDrawn) {
            terminal.print(ERASE_LINE);
            terminal.flush();
        }
    }
}
