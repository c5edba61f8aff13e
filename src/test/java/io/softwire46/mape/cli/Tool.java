package io.softwire46.mape.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.Stream;

/**
 * The command, run in this process.
 *
 * @param status exit status
 * @param out standard output
 * @param err standard error
 */
record Tool(int status, String out, String err) {
    static Tool run(Object... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        PrintWriter outWriter = new PrintWriter(out);
        PrintWriter errWriter = new PrintWriter(err);
        int status = Main.run(
                outWriter, errWriter, Stream.of(arguments).map(String::valueOf).toArray(String[]::new));
        outWriter.flush();
        errWriter.flush();
        return new Tool(status, out.toString(), err.toString());
    }

    /** Checks for exit status 0 and an empty standard error; text output fits 100 columns. */
    Tool done() {
        assertEquals("", err);
        assertEquals(0, status, out);
        assertTrue(out.startsWith("{") || out.lines().allMatch(line -> line.length() <= 100), out);
        return this;
    }

    /** Checks for one line on standard error with these words, and no standard output. */
    void refused(int expectedStatus, String... words) {
        assertEquals(1, err.lines().count(), err);
        for (String word : words) {
            assertTrue(err.contains(word), () -> "no \"" + word + "\" in: " + err);
        }
        assertFalse(err.contains("internal error"), err);
        assertEquals("", out);
        assertEquals(expectedStatus, status, err);
    }

    /** Checks for lines on standard error with these words, and no standard output. */
    void refusedWith(int expectedStatus, String... words) {
        for (String word : words) {
            assertTrue(err.contains(word), () -> "no \"" + word + "\" in: " + err);
        }
        assertFalse(err.contains("internal error"), err);
        assertEquals("", out);
        assertEquals(expectedStatus, status, err);
    }

    List<String> lines() {
        return out.lines().toList();
    }
}
