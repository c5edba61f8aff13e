package io.softwire46.mape.provision.format.internal;

import io.softwire46.mape.json.JsonText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of a router's configuration that has one command per line, without the prompt of a terminal session. Immutable.
 *
 * @param indent number of characters before the first word
 * @param isTyped whether a prompt preceded the command, so that the indentation has no meaning
 * @param words words, of which a text in quotation marks is one; empty for a comment
 */
public record CliLine(int indent, boolean isTyped, List<Word> words) {
    private static final Pattern WORD = Pattern.compile("\"[^\"]*+\"|\\S++");

    /**
     * Matches the prompt of a session, or the line of a pager: {@code Router(config)#}, {@code RP/0/RP0/CPU0:br1#}, {@code <br1>},
     * {@code [~br1-map-rule-a]}.
     */
    private static final Pattern PROMPT = Pattern.compile(
            "\\s{0,80}+(?:(?:[A-Za-z][\\w.:/@-]{0,80}+(?:\\([\\w./-]{1,80}+\\))?[#>]|<[\\w./-]{1,80}+>|\\[[~*]?[\\w./-]{1,120}+\\])"
                    + "|-{2,4} ?[Mm]ore ?-{2,4}[\\s\\x08\\x1b\\[\\dD]{0,120}+)");

    /** Commands that end a level or a session, and change no rule. */
    private static final Set<String> LEAVING =
            Set.of("exit", "end", "quit", "return", "commit", "exit-address-family", "root");

    /** Returns the lines of a text; {@code comment} begins a comment at the first word of a line. */
    public static List<CliLine> lines(String text, String comment) {
        List<CliLine> lines = new ArrayList<>();
        int number = 0;
        for (String line : Word.lines(text)) {
            lines.add(line(line, ++number, comment));
        }
        return lines;
    }

    private static CliLine line(String line, int number, String comment) {
        Matcher prompt = PROMPT.matcher(line);
        boolean typed = prompt.lookingAt();
        String rest = typed ? " ".repeat(prompt.end()) + line.substring(prompt.end()) : line;
        int indent = 0;
        while (indent < rest.length() && Character.isWhitespace(rest.charAt(indent))) {
            indent++;
        }
        if (rest.startsWith(comment, indent)) {
            return new CliLine(indent, typed, List.of());
        }
        List<Word> words = new ArrayList<>();
        for (Word word : Word.find(WORD, rest, number)) {
            boolean quoted = word.text().length() > 1 && word.text().startsWith("\"");
            String inside = quoted ? word.text().substring(1, word.text().length() - 1) : word.text();
            words.add(quoted ? new Word(inside, word.place()) : word);
        }
        return new CliLine(indent, typed, List.copyOf(words));
    }

    public int size() {
        return words.size();
    }

    public Word at(int index) {
        return words.get(index);
    }

    /** Returns a word in lower case; empty after the last word. */
    public String word(int index) {
        return index < words.size() ? words.get(index).text().toLowerCase(Locale.ROOT) : "";
    }

    /** Returns whether the line begins with these words, in any case. */
    public boolean startsWith(String... expected) {
        for (int i = 0; i < expected.length; i++) {
            if (!word(i).equals(expected[i])) {
                return false;
            }
        }
        return true;
    }

    /** Returns the line without its first words. */
    public CliLine after(int count) {
        return new CliLine(indent, isTyped, words.subList(Math.min(count, size()), size()));
    }

    /** Returns whether the command ends a level or a session, and changes no rule. */
    public boolean isLeaving() {
        return LEAVING.contains(word(0));
    }

    /** Returns whether the line is printed as a part of a level whose command has an indentation. */
    public boolean isBelow(int indentOfLevel) {
        return !isTyped && indent > indentOfLevel;
    }

    /** Reports an unknown command: an error if it is similar to a known one, otherwise a warning. */
    public void reportUnknown(String level, List<String> known, DomainReading reading) {
        Word word = at(0);
        String suggestion = JsonText.suggestion(word(0), known);
        if (suggestion.isEmpty()) {
            reading.warn(word.place(), "line", word.text(), "is not known below " + level + ", and is skipped");
            reading.skip();
        } else {
            reading.refuse(word.place(), "line", word.text(), "is not known below " + level + suggestion);
        }
    }
}
