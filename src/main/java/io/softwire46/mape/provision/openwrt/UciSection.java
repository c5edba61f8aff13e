package io.softwire46.mape.provision.openwrt;

import io.softwire46.mape.finding.Location;
import io.softwire46.mape.provision.format.internal.Word;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A section of UCI with its options.
 *
 * <p>Not thread-safe: use one instance per section.
 */
final class UciSection {
    /** An option that was set again to another value, which is the one that counts. */
    record Replaced(String name, Word by) {}

    private final String name;
    private final Location start;
    private final Map<String, List<Word>> options = new LinkedHashMap<>();
    private final List<Replaced> replaced = new ArrayList<>();
    private @Nullable Location unclosed;
    private int statements;

    UciSection(String name, Location start) {
        this.name = name;
        this.start = start;
    }

    String name() {
        return name;
    }

    Location start() {
        return start;
    }

    /** Sets an option; the last value of several counts. */
    void set(String option, List<Word> values) {
        List<Word> before = options.put(option, new ArrayList<>(values));
        if (before != null
                && !before.get(before.size() - 1)
                        .text()
                        .equals(values.get(values.size() - 1).text())) {
            replaced.add(new Replaced(option, values.get(0)));
        }
        statements++;
    }

    /** Adds values to a list. */
    void add(String option, List<Word> values) {
        options.computeIfAbsent(option, key -> new ArrayList<>()).addAll(values);
        statements++;
    }

    void remove(String option) {
        options.remove(option);
    }

    void markUnclosed(Location mark) {
        unclosed = mark;
    }

    /** Returns the first quotation mark without an end; null if there is none. */
    @Nullable Location unclosed() {
        return unclosed;
    }

    List<Replaced> replaced() {
        return replaced;
    }

    /** Returns the names of the options in the order of the text. */
    Iterable<String> names() {
        return options.keySet();
    }

    /** Returns the values of an option or list; empty if it is not set. */
    List<Word> all(String option) {
        return options.getOrDefault(option, List.of());
    }

    /** Returns the value of an option, which is its last one; null if it is not set or empty. */
    @Nullable Word get(String option) {
        List<Word> values = all(option);
        Word last = values.isEmpty() ? null : values.get(values.size() - 1);
        return last == null || last.text().isEmpty() ? null : last;
    }

    boolean has(String option, String value) {
        Word word = get(option);
        return word != null && word.text().equals(value);
    }

    /** Returns the number of statements. */
    int statements() {
        return statements;
    }
}
