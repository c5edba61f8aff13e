package io.softwire46.mape.provision.junos;

import io.softwire46.mape.finding.Location;
import io.softwire46.mape.json.JsonText;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A statement of a Junos configuration with its whole path: the words that follow {@code set}, or a line of the form with braces
 * with the words of its enclosing braces.
 *
 * <p>Immutable.
 *
 * @param words at least one word
 */
record JunosStatement(List<JunosLine.Word> words) {
    private static final int MAX_SHOWN_WORDS = 8;

    int size() {
        return words.size();
    }

    JunosLine.Word at(int index) {
        return words.get(index);
    }

    String word(int index) {
        return index < words.size() ? words.get(index).text() : "";
    }

    /** Returns whether the statement has these words, beginning with an index. */
    boolean has(List<String> expected, int from) {
        for (int i = 0; i < expected.size(); i++) {
            if (!word(from + i).equals(expected.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** Returns whether the words from an index are a prefix of the expected path, or begin with it. */
    boolean isOnPathTo(List<String> expected, int from) {
        int known = Math.min(expected.size(), Math.max(0, words.size() - from));
        return has(expected.subList(0, known), from);
    }

    /** Returns the words in bounded length, for messages. */
    String text() {
        return words.stream()
                .limit(MAX_SHOWN_WORDS)
                .map(word -> JsonText.shorten(word.text()))
                .collect(Collectors.joining(" "));
    }

    Location end() {
        return words.get(words.size() - 1).place();
    }
}
