package io.softwire46.mape.cli.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bar of a long capture on a terminal, and silence everywhere else. */
class ProgressTest {
    private final StringWriter text = new StringWriter();
    private final PrintWriter err = new PrintWriter(text);
    private long now = 5;

    private void read(Progress progress, int records, long offset) {
        for (int i = 0; i < records; i++) {
            progress.at(offset);
        }
        err.flush();
    }

    @Test
    void showsThePartThatWasReadAndErasesIt() {
        Progress progress = Progress.of(64L << 20, true, err, () -> now);
        now += 1_000_000_000L;
        read(progress, Progress.RECORDS - 1, 16L << 20);
        assertEquals("", text.toString());
        read(progress, 1, 16L << 20);
        assertEquals("\r[" + "#".repeat(12) + " ".repeat(38) + "]  25 %  16 of 64 MiB", text.toString());
        progress.close();
        assertTrue(text.toString().endsWith("\r\u001b[K"), text.toString());
    }

    /** Five times per second at most. */
    @Test
    void redrawsSeldom() {
        Progress progress = Progress.of(64L << 20, true, err, () -> now);
        for (int i = 0; i < 100; i++) {
            now += 10_000_000L;
            read(progress, Progress.RECORDS, (long) i << 19);
        }
        progress.close();
        // 1 second: at 0.2, 0.4, 0.6, 0.8 and 1.0; the last bracket is that of the erasure.
        assertEquals(5 + 1, text.toString().chars().filter(c -> c == '[').count());
    }

    @Test
    void aBarThatWasNeverDrawnIsNotErased() {
        Progress progress = Progress.of(64L << 20, true, err, () -> now);
        read(progress, Progress.RECORDS, 1);
        progress.close();
        assertEquals("", text.toString());
    }

    @Test
    void isSilentWithoutATerminalAndForShortCaptures() {
        for (boolean terminal : new boolean[] {false, true}) {
            long size = terminal ? Progress.LONG_OCTETS - 1 : 1L << 30;
            try (Progress progress = Progress.of(size, terminal, err, () -> now)) {
                now += 1_000_000_000L;
                read(progress, 2 * Progress.RECORDS, 1 << 20);
            }
        }
        assertEquals("", text.toString());
    }

    @Test
    void aCaptureThatGrowsIsComplete() {
        assertEquals("[" + "#".repeat(50) + "] 100 %  16 of 16 MiB", Progress.bar(17L << 20, 16L << 20));
        assertEquals("[" + " ".repeat(50) + "]   0 %  0 of 16 MiB", Progress.bar(0, 16L << 20));
    }

    @Test
    void aFileIsNoTerminal(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "x");
        assertFalse(Terminal.isCharacterDevice(file, true));
        assertTrue(Terminal.isCharacterDevice(directory.resolve("none"), true));
        assertFalse(Terminal.isCharacterDevice(directory.resolve("none"), false));
        Path device = Path.of("/dev/null");
        if (Files.exists(device)) {
            assertTrue(Terminal.isCharacterDevice(device, false));
        }
    }
}
