package io.softwire46.mape.conformance.adapter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.conformance.command.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A run that a signal ends leaves no process and no file, and says so on one line. */
@DisabledOnOs(OS.WINDOWS) // has no signals
class InterruptionTest {
    private static final long WAIT_MILLIS = 20_000;
    private static final int STATUS_OF_SIGTERM = 128 + 15;

    @TempDir
    private Path directory;

    private Process run(String deed) throws IOException {
        String adapter = String.join(" ", Children.java(HostileAdapter.class, deed, "exchange"));
        List<String> words = Children.java(
                Main.class,
                "run",
                "--target",
                "exec:" + adapter,
                "--only",
                "DWN-01",
                "--time",
                "0",
                "--out",
                directory.resolve("report").toString());
        return new ProcessBuilder(words)
                .redirectOutput(directory.resolve("out").toFile())
                .redirectError(directory.resolve("err").toFile())
                .start();
    }

    /** The adapter and the process that it forks, once both run. */
    private static List<ProcessHandle> descendants(Process kit, int count) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(WAIT_MILLIS);
        while (kit.descendants().count() < count && System.nanoTime() < deadline) {
            Thread.sleep(20); // until another process has started one
        }
        List<ProcessHandle> all = kit.descendants().toList();
        assertEquals(count, all.size());
        return all;
    }

    @Test
    void endsAllProcessesAndWritesNothing() throws Exception {
        Process kit = run("fork");
        try {
            List<ProcessHandle> started = descendants(kit, 2);
            kit.destroy();
            assertTrue(kit.waitFor(WAIT_MILLIS, TimeUnit.MILLISECONDS));
            assertEquals(STATUS_OF_SIGTERM, kit.exitValue());
            for (ProcessHandle each : started) {
                each.onExit().get(WAIT_MILLIS, TimeUnit.MILLISECONDS);
                assertFalse(each.isAlive());
            }
        } finally {
            kit.destroyForcibly();
        }
        assertEquals(
                List.of("seed 0x1", "mape-conformance run: interrupted, so no report was written; start the run again"),
                Files.readAllLines(directory.resolve("err")));
        assertEquals("", Files.readString(directory.resolve("out")));
        try (var files = Files.list(directory.resolve("report"))) {
            assertEquals(List.of(), files.toList());
        }
    }
}
