package io.softwire46.mape.provision.format.internal;

import io.softwire46.mape.finding.Location;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A word of a text with its location. Immutable.
 *
 * @param text without quotation marks
 * @param place of its first character
 */
public record Word(String text, Location place) {
    /** Line ends of all systems. */
    private static final Pattern LINE_END = Pattern.compile("\r\n|\n|\r");

    private static final Pattern WHOLE = Pattern.compile("-?[0-9]{1,9}|0[xX][0-9a-fA-F]{1,7}");

    /** Splits a text into lines, without their ends and without empty lines at the end of the text. */
    public static List<String> lines(String text) {
        List<String> lines = text.isEmpty() ? List.of("") : text.lines().toList();
        int count = lines.size();
        while (!text.isEmpty() && count > 0 && lines.get(count - 1).isEmpty()) {
            count--;
        }
        return lines.subList(0, count);
    }

    /**
     * Returns whether a pattern is found at the beginning of a line, where the beginning ends after a number of characters. Only
     * lines with one of the hints are searched.
     */
    public static boolean isInAnyLine(Pattern pattern, List<String> hints, int chars, String text) {
        return hints.stream().anyMatch(text::contains)
                && LINE_END.splitAsStream(text)
                        .filter(line -> hints.stream().anyMatch(line::contains))
                        .map(line -> line.length() > chars ? line.substring(0, chars) : line)
                        .anyMatch(line -> pattern.matcher(line).find());
    }

    /** Returns the matches of a pattern in a line, from left to right. Linear in the length of the line. */
    public static List<Word> find(Pattern pattern, String line, int number) {
        List<Word> words = new ArrayList<>();
        Matcher matcher = pattern.matcher(line);
        int counted = 0;
        int column = 1;
        while (matcher.find()) {
            column += line.codePointCount(counted, matcher.start());
            counted = matcher.start();
            words.add(new Word(matcher.group(), Location.of(number, column)));
        }
        return words;
    }

    /** Returns the rest of the word after a number of characters. */
    public Word after(int chars) {
        int columns = text.codePointCount(0, chars);
        return new Word(text.substring(chars), Location.of(place.line(), place.column() + columns));
    }

    /** Returns the number that the word denotes, decimal or with 0x; null after an error about the field. */
    public @Nullable Integer whole(String field, DomainReading reading) {
        if (!WHOLE.matcher(text).matches()) {
            reading.refuse(place, field, text, "is not a whole number; write digits only");
            return null;
        }
        return text.startsWith("0x") || text.startsWith("0X")
                ? Integer.parseInt(text.substring(2), 16)
                : Integer.parseInt(text);
    }
}
