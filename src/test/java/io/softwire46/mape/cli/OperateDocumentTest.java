package io.softwire46.mape.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of look-ups in docs/operate.md: its commands print what it says. */
class OperateDocumentTest {
    private static final Pattern BLOCK = Pattern.compile("```(\\w+)\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

    @TempDir
    private Path directory;

    private static List<String> blocks(String language) throws IOException {
        return BLOCK.matcher(Files.readString(Path.of("docs/operate.md")))
                .results()
                .filter(block -> block.group(1).equals(language))
                .map(block -> block.group(2))
                .toList();
    }

    /** Runs a line of the document with its files in this test's directory. */
    private Tool run(String line) {
        List<Object> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(line);
        for (MatchResult each : (Iterable<MatchResult>) matcher.results()::iterator) {
            String word = each.group(1) == null ? each.group(2) : each.group(1);
            words.add(word.endsWith(".json") ? directory.resolve(word) : word);
        }
        assertEquals("mape", words.remove(0));
        return Tool.run(words.toArray());
    }

    @Test
    void commandsPrintWhatTheDocumentSays() throws IOException {
        Files.writeString(directory.resolve("rules.json"), HandMade.DOMAIN);
        Files.writeString(
                directory.resolve("rules-2026-11.json"), HandMade.DOMAIN.replace("2001:db8::/40", "2001:db9::/40"));
        String[] lines = blocks("sh").get(0).split("\n");
        assertEquals(3, lines.length);
        assertEquals(0, run(lines[0]).status());
        assertEquals(0, run(lines[1]).status());
        assertEquals(blocks("text").get(0), run(lines[2]).done().out());
        Tool doubt = run(lines[2].replace("2026-10-31T10:00:00Z", "2026-11-01T04:59:59Z"));
        assertEquals(blocks("text").get(1), doubt.out());
        assertEquals(1, doubt.status());
    }
}
