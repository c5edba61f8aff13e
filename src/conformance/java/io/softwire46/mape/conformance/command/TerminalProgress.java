package io.softwire46.mape.conformance.command;

import io.softwire46.mape.conformance.engine.Progress;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Progress of a run on a terminal: one line, which is drawn again and erased at the end.
 *
 * <p>Not thread-safe.
 */
final class TerminalProgress implements Progress {
    private static final int BAR_COLUMNS = 30;
    private static final long REDRAW_NANOS = 200_000_000L;
    private static final String ERASE_LINE = "\r\u001b[K";

    private final PrintWriter terminal;
    private final LongSupplier nanoTime;
    private long drawnNanos;
    private boolean drawn;

    TerminalProgress(PrintWriter terminal, LongSupplier nanoTime) {
        this.terminal = terminal;
        this.nanoTime = nanoTime;
        drawnNanos = nanoTime.getAsLong() - REDRAW_NANOS;
    }

    @Override
    public void show(String activity, long done, long total) {
        long now = nanoTime.getAsLong();
        if (now - drawnNanos >= REDRAW_NANOS) {
            drawnNanos = now;
            drawn = true;
            terminal.print(ERASE_LINE + text(activity, done, total));
            terminal.flush();
        }
    }

    static String text(String activity, long done, long total) {
        if (total <= 0) {
            return String.format(Locale.ROOT, "%s: %d cases", activity, done);
        }
        int columns = (int) (BAR_COLUMNS * Math.min(done, total) / total);
        return String.format(
                Locale.ROOT,
                "%s: [%s%s] %d of %d cases",
                activity,
                "#".repeat(columns),
                " ".repeat(BAR_COLUMNS - columns),
                done,
                total);
    }

    /** Erases the line. */
    void end() {
        if (drawn) {
            terminal.print(ERASE_LINE);
            terminal.flush();
        }
    }
}
