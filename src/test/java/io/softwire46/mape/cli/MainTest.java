package io.softwire46.mape.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Words that the command does not understand, and an output that takes none.
 */
class MainTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "foo | mape: | 'foo'",
                "--foo | mape: | '--foo'",
                "walk x | mape walk: | 'x'",
                "walk --pcap | mape walk: | --pcap",
                "walk --pcap a --pcap b | mape walk: | only once",
                "derive --port 1 --port 2 | mape derive: | only once",
                "derive --port abc | mape derive: | 'abc' is not a whole number",
                "derive --port 1.5 | mape derive: | '1.5' is not a whole number",
                "derive --ea-length 99999999999 | mape derive: | '99999999999' is too large",
                "relay | mape relay: | --domain",
                "relay --domain d --in i | mape relay: | --out",
                "relay --domain d --in i --out o --seed x | mape relay: | 'x' is not a whole number",
                "relay --domain d --in i --out o --seed 99999999999999999999 | mape relay: | --seed",
                "relay --domain d --in i --out o o2 | mape relay: | 'o2'",
                "edge --domain d --in i --out o | mape edge: | --end-user-prefix",
                "lint | mape lint: | FILE",
                "lint a b | mape lint: | 'b'",
                "oracle x | mape oracle: | 'x'",
                "oracle --json | mape oracle: | '--json'",
            })
    void wordsThatAreNotUnderstood(String words, String command, String named) {
        Tool.run((Object[]) words.split(" ")).refused(2, command, named, "--help");
    }

    @Test
    void anEmptyFileNameIsNotTheCurrentDirectory() {
        Tool.run("lint", "").refused(2, "mape lint:", "file name is empty");
        Tool.run("relay", "--domain", "d", "--in", "i", "--out", "").refused(2, "--out", "file name is empty");
        Tool.run("lint", "a\0b").refused(2, "mape lint:", "not a file name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "walk ", "derive ", "lint ", "relay ", "edge ", "oracle "})
    void helpFits(String command) {
        Tool tool = Tool.run((Object[]) (command + "--help").split(" ")).done();
        assertTrue(tool.out().startsWith("Usage: mape " + command), tool.out());
    }

    @Test
    void helpIsACommandToo() {
        assertEquals(
                Tool.run("relay", "--help").done().out(),
                Tool.run("help", "relay").done().out());
    }

    @Test
    void tellsItsVersion() {
        assertTrue(Tool.run("--version").done().out().startsWith("mape "));
    }

    @Test
    void standardOutputRemembersItsFirstFailure() {
        OutputStream full = new OutputStream() {
            private int calls;

            @Override
            public void write(int octet) throws IOException {
                throw new IOException("failure " + calls++);
            }
        };
        StandardOutput output = new StandardOutput(full);
        PrintWriter writer = new PrintWriter(output, false, StandardCharsets.UTF_8);
        assertNull(output.failure());
        writer.println("a");
        writer.flush();
        writer.println("b");
        assertTrue(writer.checkError());
        assertNotNull(output.failure());
        assertEquals("failure 0", output.failure().getMessage());
        assertFalse(StandardOutput.isReaderGone(output.failure()));
        assertTrue(StandardOutput.isReaderGone(new IOException("Broken pipe")));
    }

    @Test
    void standardOutputPassesOnWhatItGets() throws IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        StandardOutput output = new StandardOutput(octets);
        output.write('a');
        output.write("bcd".getBytes(StandardCharsets.US_ASCII), 1, 2);
        output.flush();
        assertEquals("acd", octets.toString(StandardCharsets.US_ASCII));
        assertNull(output.failure());
    }
}
