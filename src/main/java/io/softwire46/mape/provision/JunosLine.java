package io.softwire46.mape.provision;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One line of a Junos configuration, cut into words; a quoted string is one word without its quotation marks.
 *
 * <p>Immutable.
 *
 * @param number 1 for the first line
 * @param words without the prompt of a terminal session
 * @param isEmpty whether nothing but white space stands on the line
 */
record JunosLine(int number, List<Word> words, boolean isEmpty) {
    private static final Pattern LINE_END = Pattern.compile("\r\n|\n|\r");
    private static final Pattern PROMPT = Pattern.compile("[^@\"]+@[^@\"]*[#>%]");

    /** What a session prints between commands: {@code {master}}, {@code [edit]}. */
    private static final Pattern BANNER = Pattern.compile("(\\{[a-z]+(:[a-z0-9]+)?\\})?(\\[edit\\])?");

    /** Text without white space, or what stood in quotation marks. Immutable. */
    record Word(String text, Place place) {}

    /** The lines of a text, each of which may end with LF, CR LF or CR. */
    static List<JunosLine> of(String text) {
        String[] lines = LINE_END.split(text, -1);
        List<JunosLine> result = new ArrayList<>(lines.length);
        for (int i = 0; i < lines.length; i++) {
            result.add(of(i + 1, lines[i]));
        }
        return result;
    }

    private static JunosLine of(int number, String line) {
        List<Word> words = words(number, line);
        boolean empty = words.isEmpty();
        if (!empty && PROMPT.matcher(words.get(0).text()).matches()) {
            // What follows '>' or '%' is a command to the router and no configuration.
            boolean configuring = words.get(0).text().endsWith("#");
            words = configuring ? words.subList(1, words.size()) : List.of();
        }
        return new JunosLine(number, List.copyOf(words), empty);
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
            Place place = new Place(number, column);
            StringBuilder word = new StringBuilder();
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

    /** What stands behind the first word. */
    List<Word> path() {
        return words.subList(1, words.size());
    }

    /** Whether a line is what a terminal session prints between commands, or a command of it. */
    static boolean isOfSession(String line) {
        List<Word> words = words(1, line);
        if (words.isEmpty()) {
            return false;
        }
        String first = words.get(0).text();
        return PROMPT.matcher(first).matches()
                || (words.size() == 1 && BANNER.matcher(first).matches());
    }

    /** Whether the line says nothing about a configuration: a comment, a prompt alone, a banner. */
    boolean isRemark() {
        return words.isEmpty()
                || words.get(0).text().startsWith("#")
                || (words.size() == 1 && BANNER.matcher(words.get(0).text()).matches());
    }

    String word(int index) {
        return index < words.size() ? words.get(index).text() : "";
    }

    Place place() {
        return words.isEmpty() ? new Place(number, 1) : words.get(0).place();
    }
}
