package io.softwire46.mape.throughput;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ThroughputTest {
    @TempDir
    Path directory;

    /** Expects one line, exit status 2, and no output file. */
    @Test
    void badUsageIsRefused() throws Exception {
        Path target = directory.resolve("throughput");
        String nothing = directory.resolve("nothing.json").toString();
        assertEquals(2, Throughput.status());
        assertEquals(2, Throughput.status("run", "quick"));
        assertEquals(2, Throughput.status("run", "quikc", target.toString()));
        assertEquals(2, Throughput.status("report", target.toString()));
        assertEquals(2, Throughput.status("check", nothing, nothing));
        assertFalse(Files.exists(target));
        String other =
                Files.writeString(directory.resolve("other.json"), "[{}]").toString();
        assertEquals(2, Throughput.status("check", other, other));
        String text = Files.writeString(directory.resolve("text"), "no JSON").toString();
        assertEquals(2, Throughput.status("check", text, text));
    }
}
