package io.softwire46.mape.provision.junos;

import io.softwire46.mape.finding.Location;
import io.softwire46.mape.json.JsonText;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One statement of a Junos configuration with its whole path: what stands behind {@code set}, and what a line of the
 * form with braces means together with the braces around it.
 *
 * <p>Immutable.
 *
 * @param words at least one
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

    /** Whether these words stand from an index on. */
    boolean has(List<String> expected, int from) {
        for (int i = 0; i < expected.size(); i++) {
            if (!word(from + i).equals(expected.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** Whether the words from an index on, as far as they go, are a way to or through the expected ones. */
    boolean isOnTheWayTo(List<String> expected, int from) {
        int known = Math.min(expected.size(), Math.max(0, words.size() - from));
        return has(expected.subList(0, known), from);
    }

    /** The words in bounded length, for a message. */
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
