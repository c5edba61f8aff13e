package io.softwire46.mape.provision.junos;

import io.softwire46.mape.finding.Location;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A line of a Junos configuration as words. A quoted string is one word without its quotation marks. A comment that follows a
 * word is ignored.
 *
 * <p>Immutable.
 *
 * @param number line number, from 1
 * @param words words without the prompt of a terminal session; empty after an operational prompt
 * @param isEmpty whether the line consists of white space
 * @param prompt prompt of the session; empty without one
 * @param command words that follow the prompt; empty without a prompt
 */
record JunosLine(int number, List<Word> words, boolean isEmpty, String prompt, List<Word> command) {
    static final Pattern LINE_END = Pattern.compile("\r\n|\n|\r");
    private static final Pattern PROMPT = Pattern.compile("[^@\"]+@[^@\"]*[#>%]");
    private static final String CONFIGURING = "#";

    /** Matches a banner between commands: {@code {master}}, {@code [edit]}, {@code [edit services]}. */
    private static final Pattern BANNER =
            Pattern.compile("(\\{[a-z]+(:[a-z0-9]+)?\\} ?)?(\\[edit(?<level>( [^\\[\\]{};]+)?)\\])?");

    /** Maximum number of words of a banner, more than any path to MAP-E has. */
    private static final int MAX_BANNER_WORDS = 24;

    /** Text without white space, or the content of quotation marks. Immutable. */
    record Word(String text, Location place) {}

    /**
     * Returns the lines of a text, which end with LF, CR LF or CR. The iteration creates them one by one, because all words of a
     * large text together need many times its memory.
     */
    static Iterable<JunosLine> of(String text) {
        return () -> {
            int[] number = {0};
            return LINE_END.splitAsStream(text)
                    .map(line -> of(++number[0], line))
                    .iterator();
        };
    }

    static JunosLine of(int number, String line) {
        List<Word> words = List.copyOf(words(number, line));
        if (words.isEmpty() || !PROMPT.matcher(words.get(0).text()).matches()) {
            return new JunosLine(number, words, words.isEmpty(), "", List.of());
        }
        // The words after '>' or '%' are a command to the router, not configuration.
        String prompt = words.get(0).text();
        List<Word> command = words.subList(1, words.size());
        return new JunosLine(number, prompt.endsWith(CONFIGURING) ? command : List.of(), false, prompt, command);
    }

    private static List<Word> words(int number, String line) {
        List<Word> words = new ArrayList<>();
        int at = 0;
        int column = 1;
        int counted = 0;
        while (at < line.length()) {
            if (Character.isWhitespace(line.charAt(at))) {
                at++;
                continue;
            }
            column += line.codePointCount(counted, at);
            counted = at;
            Location place = Location.of(number, column);
            StringBuilder word = new StringBuilder();
            if (line.charAt(at) == '#' && !words.isEmpty()) {
                break; // a comment, such as ## SECRET-DATA
            }
            boolean quoted = line.charAt(at) == '"';
            at += quoted ? 1 : 0;
            while (at < line.length() && !ends(line.charAt(at), quoted)) {
                if (quoted && line.charAt(at) == '\\' && at + 1 < line.length()) {
                    at++;
                }
                word.append(line.charAt(at++));
            }
            at += quoted ? 1 : 0;
            words.add(new Word(word.toString(), place));
        }
        return words;
    }

    private static boolean ends(char c, boolean quoted) {
        return quoted ? c == '"' : Character.isWhitespace(c);
    }

    /** Returns the words after the first word. */
    List<Word> path() {
        return words.subList(1, words.size());
    }

    /** Returns whether a line is a banner or a command of a terminal session. */
    static boolean isOfSession(String line) {
        JunosLine read = of(1, line);
        return read.hasPrompt() || read.isBanner();
    }

    static boolean isBanner(String line) {
        return of(1, line).isBanner();
    }

    boolean hasPrompt() {
        return !prompt.isEmpty();
    }

    /** Returns whether the prompt is that of configuration mode. */
    boolean isConfiguring() {
        return prompt.endsWith(CONFIGURING);
    }

    /** Returns whether the line is a banner of a session. */
    boolean isBanner() {
        boolean bracket = word(0).startsWith("[") || word(0).startsWith("{");
        return bracket
                && words.size() <= MAX_BANNER_WORDS
                && BANNER.matcher(text()).matches();
    }

    private String text() {
        return words.stream().map(Word::text).collect(Collectors.joining(" "));
    }

    /** Returns the level of a banner; the other level if it has none. */
    List<Word> level(List<Word> other) {
        Matcher banner = BANNER.matcher(text());
        String level = banner.matches() ? banner.group("level") : null;
        return level == null ? other : level(level.strip());
    }

    private List<Word> level(String text) {
        return text.isEmpty() ? List.of() : JunosHierarchy.words(List.of(text.split(" ")), place());
    }

    /** Returns the path of a command that shows a part of the configuration; empty for other commands. */
    List<Word> shown() {
        List<String> verbs = isConfiguring() ? List.of("show") : List.of("show", "configuration");
        List<String> texts = command.stream().map(Word::text).toList();
        int end = texts.indexOf("|");
        int from = verbs.size();
        int to = end < 0 ? texts.size() : end;
        return to > from && texts.subList(0, from).equals(verbs) ? command.subList(from, to) : List.of();
    }

    /** Returns whether the line is a comment, a prompt without a command, or a banner. */
    boolean isRemark() {
        return words.isEmpty() || words.get(0).text().startsWith("#") || isBanner();
    }

    String word(int index) {
        return index < words.size() ? words.get(index).text() : "";
    }

    Location place() {
        return words.isEmpty() ? Location.of(number, 1) : words.get(0).place();
    }
}
