package io.softwire46.mape.cli;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * A progress bar by octets of the input, on a terminal and for long captures only.
 *
 * <p>Not thread-safe.
 */
final class Progress implements Closeable {
    private static final long LONG_OCTETS = 16L << 20;

    /** The bar is told this often; it redraws by itself. */
    private static final int RECORDS = 1 << 12;

    private final @Nullable ProgressBar bar;
    private int records;

    private Progress(@Nullable ProgressBar bar) {
        this.bar = bar;
    }

    static Progress of(Path file, boolean standardInput) throws IOException {
        if (standardInput || !Files.isRegularFile(file) || Files.size(file) < LONG_OCTETS || !Terminal.isPresent()) {
            return new Progress(null);
        }
        return new Progress(new ProgressBarBuilder()
                .setTaskName(String.valueOf(file.getFileName()))
                .setInitialMax(Files.size(file))
                .setUnit(" MiB", 1L << 20)
                .setStyle(ProgressBarStyle.ASCII)
                .setMaxRenderedLength(100)
                .build());
    }

    void at(long fileOffset) {
        if (bar != null && ++records % RECORDS == 0) {
            bar.stepTo(fileOffset);
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
