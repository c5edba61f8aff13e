package io.softwire46.mape.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.softwire46.mape.cli.text.StandardOutput;
import io.softwire46.mape.json.Json;
import io.softwire46.mape.provision.RuleFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/**
 * Words that the command does not understand, and an output that fails.
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
                "derive --ea-length 99999999999 | mape derive: | '99999999999' is too large; use at most 2147483647",
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

    /** With {@code --json}, standard output is JSON, whatever the answer. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "derive --json",
                "derive --json --foo",
                "derive --json --port abc",
                "lint --json",
                "lint --json no-such-file",
                "walk --json --pcap",
                "relay --json --domain d",
                "relay --json --domain no-such-file --in i --out o",
                "edge --json --domain no-such-file --in i --out o --end-user-prefix 2001:db8::/56",
                "napt --json --in no-such-file --port-set 4/8/1",
                "explain-finding --json V0",
            })
    void negativeAnswerIsJson(String words) {
        Tool tool = Tool.run((Object[]) words.split(" "));
        assertTrue(tool.status() > 0, tool::out);
        assertEquals(1, tool.err().lines().count(), tool.err());
        String error = Json.parse(tool.out()).asObject().required("error").asString();
        assertTrue(tool.err().contains(error), tool.err());
    }

    /** The script is what bash reads without an error, and names commands, options and formats. */
    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh"})
    void completionIsAScript(String shell) throws Exception {
        String script = Tool.run("completion", shell).out();
        for (String word : List.of("relay", "--end-user-prefix", "junos-set", "explain-finding")) {
            assertTrue(script.contains(word), word);
        }
        assumeTrue(Files.isExecutable(Path.of("/bin/bash")));
        Process bash =
                new ProcessBuilder("/bin/bash", "-n").redirectErrorStream(true).start();
        try (OutputStream to = bash.getOutputStream()) {
            to.write(script.getBytes(StandardCharsets.UTF_8));
        }
        assertEquals("", new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        assertEquals(0, bash.waitFor());
    }

    @Test
    void completionOfAnotherShellIsRefused() {
        Tool.run("completion", "fish").refused(2, "'fish'", "use bash or zsh");
    }

    /** An argument that belongs to no option is named with the option that was probably meant. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "convert --to yang f.json | 'f.json': is not an option; use --in FILE;",
                "convert --to yang --in a f.json | 'f.json': is not an option; remove it;",
                "convert --to yang --lossi | '--lossi': is not an option; use --lossy;",
                "derive f.json | 'f.json': is not an option; use --domain FILE;",
                "lint a b | 'b': is not an option; remove it;",
                "foo | 'foo': is not a command; use one of walk, derive, lint,",
                "lnit | 'lnit': is not a command; did you mean 'lint'?",
                "derve --ports | 'derve': is not a command; did you mean 'derive'?",
            })
    void argumentsOfNoOption(String words, String message) {
        Tool.run((Object[]) words.split(" "))
                .refused(2, message.replace("mean '", "mean \"").replace("'?", "\"?"));
    }

    @Test
    void anEmptyFileNameIsNotTheCurrentDirectory() {
        Tool.run("lint", "").refused(2, "mape lint:", "file name is empty");
        Tool.run("relay", "--domain", "d", "--in", "i", "--out", "").refused(2, "--out", "file name is empty");
        Tool.run("lint", "a\0b").refused(2, "mape lint:", "not a file name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "walk ", "derive ", "lint ", "convert ", "relay ", "edge ", "napt ", "oracle "})
    void helpFits(String command) {
        Tool tool = Tool.run((Object[]) (command + "--help").split(" ")).done();
        assertTrue(tool.out().startsWith("Usage: mape " + command), tool.out());
    }

    /**
     * No word of a text is torn at the end of a line, and no line that was laid out by hand is wrapped: each command's
     * texts of its source are in its help.
     */
    @Test
    void helpIsNotTorn() {
        CommandLine main = Main.commandLine();
        assertUntorn(main);
        main.getSubcommands().forEach((name, command) -> {
            if (!name.equals("help")) { // picocli's own
                assertUntorn(command);
            }
        });
    }

    private static void assertUntorn(CommandLine command) {
        CommandLine.Model.CommandSpec spec = command.getCommandSpec();
        String help = command.getUsageMessage();
        List<String> lines = help.lines().toList();
        List<String> words = List.of(help.strip().split("\\s+"));
        List<String> texts = new ArrayList<>(List.of(spec.usageMessage().description()));
        spec.options().forEach(option -> texts.addAll(List.of(option.description())));
        spec.options().stream()
                .filter(option -> option.arity().max() > 0)
                .forEach(option -> texts.add(option.paramLabel()));
        spec.positionalParameters().forEach(each -> texts.addAll(List.of(each.description())));
        for (String text : texts) {
            for (String word : text.split("\\s+")) {
                assertTrue(
                        word.contains("${") || words.stream().anyMatch(each -> each.contains(word)),
                        () -> word + " is torn in " + help);
            }
        }
        for (String line : spec.usageMessage().footer()) {
            assertTrue(line.length() < 100 && lines.contains(line), () -> line + " is not a line of " + help);
        }
    }

    /** The formats are those of the enum, each on a line of its own. */
    @Test
    void helpListsTheFormats() {
        List<String> lint = Tool.run("lint", "--help").done().lines();
        List<String> convert = Tool.run("convert", "--help").done().lines();
        for (RuleFormat format : RuleFormat.values()) {
            String flags = (format.isRead() ? "r" : "-") + (format.isWritten() ? "w" : "-");
            Predicate<String> own = line -> line.matches("  " + format + " +" + flags + "  .*");
            assertEquals(1, convert.stream().filter(own).count(), format::toString);
            assertEquals(format.isRead() ? 1 : 0, lint.stream().filter(own).count(), format::toString);
        }
    }

    @Test
    void helpIsACommandToo() {
        assertEquals(
                Tool.run("relay", "--help").done().out(),
                Tool.run("help", "relay").done().out());
    }

    @Test
    void printsItsVersion() {
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
