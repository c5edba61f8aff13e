package io.softwire46.mape.provision.openwrt;

import io.softwire46.mape.finding.Location;
import io.softwire46.mape.provision.format.internal.DomainReading;
import io.softwire46.mape.provision.format.internal.Word;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Collects the interfaces of package {@code network}: from a file of {@code /etc/config}, the output of {@code uci show} or
 * {@code uci export}, or commands {@code uci set}. Other statements are skipped.
 *
 * <p>Not thread-safe: use one instance per text.
 */
final class UciSections {
    private static final String NETWORK = "network";
    private static final Set<String> REMOVALS = Set.of("delete", "del");

    private final DomainReading reading;
    private final Map<String, UciSection> interfaces = new LinkedHashMap<>();
    private @Nullable UciSection current;
    private boolean inOther;

    UciSections(DomainReading reading) {
        this.reading = reading;
    }

    Collection<UciSection> interfaces() {
        return interfaces.values();
    }

    void add(UciLexer.Statement statement) {
        List<Word> words = withoutPrompt(statement.words());
        if (words.isEmpty()) {
            reading.skip();
            return;
        }
        String verb = words.get(0).text().toLowerCase(Locale.ROOT);
        UciSection before = current;
        boolean known = switch (verb) {
            case "package" -> beginPackage(words);
            case "config" -> begin(words);
            case "option", "list" -> option(words, verb.equals("list"));
            case "set", "add_list" ->
                words.size() > 1 && assign(words.subList(1, words.size()), verb.equals("add_list"));
            default ->
                REMOVALS.contains(verb)
                        ? words.size() > 1 && remove(words.get(1).text())
                        : assign(words, false);
        };
        if (!known) {
            reading.skip();
        }
        UciSection of = known && current != null ? current : before;
        if (statement.unclosed() != null && known && of != null) {
            of.markUnclosed(statement.unclosed());
        }
    }

    /** Returns the words without a prompt such as {@code root@OpenWrt:~#}, {@code uci} and its flags. */
    private static List<Word> withoutPrompt(List<Word> words) {
        int first = 0;
        while (first < words.size() && isPrompt(words.get(first).text())) {
            first++;
        }
        if (first < words.size() && words.get(first).text().equals("uci")) {
            first++;
            while (first < words.size() && words.get(first).text().startsWith("-")) {
                first++;
            }
        }
        return words.subList(first, words.size());
    }

    private static boolean isPrompt(String word) {
        return word.equals("$") || word.equals(">") || (word.indexOf('@') > 0 && word.matches(".{1,200}[#$>]"));
    }

    private boolean beginPackage(List<Word> words) {
        current = null;
        inOther = words.size() > 1 && !words.get(1).text().equals(NETWORK);
        return true;
    }

    private boolean begin(List<Word> words) {
        current = null;
        if (inOther || words.size() < 2 || !words.get(1).text().equals("interface")) {
            return false;
        }
        Location place = words.get(0).place();
        String name = words.size() > 2 ? words.get(2).text() : "@" + place;
        current = interfaces.computeIfAbsent(name, key -> new UciSection(key, place));
        return true;
    }

    /** Reads an option; before the first section, that of an interface whose first line is missing. */
    private boolean option(List<Word> words, boolean isList) {
        if (current == null
                && interfaces.isEmpty()
                && !inOther
                && words.size() > 1
                && UciInterface.OPTIONS.contains(words.get(1).text())) {
            current = new UciSection("", words.get(0).place());
            interfaces.put("", current);
        }
        if (current == null || words.size() < 3) {
            return false;
        }
        List<Word> values = words.subList(2, words.size());
        set(current, words.get(1).text(), values, isList);
        return true;
    }

    private static void set(UciSection section, String option, List<Word> values, boolean isList) {
        if (isList) {
            section.add(option, values);
        } else {
            section.set(option, values);
        }
    }

    /** Reads {@code network.NAME=interface} or {@code network.NAME.OPTION=VALUE}, perhaps with further values. */
    private boolean assign(List<Word> words, boolean isList) {
        String text = words.get(0).text();
        int equals = text.indexOf('=');
        if (equals < 0 || !text.startsWith(NETWORK + ".")) {
            return false;
        }
        String path = text.substring(NETWORK.length() + 1, equals);
        List<Word> values = new ArrayList<>(words.subList(1, words.size()));
        if (equals + 1 < text.length()) {
            values.add(0, words.get(0).after(equals + 1)); // no quotation mark follows the equals sign
        }
        if (values.isEmpty()) {
            return false;
        }
        int dot = path.indexOf('.');
        if (dot < 0) {
            current = null;
            if (!values.get(0).text().equals("interface")) {
                return false;
            }
            current = section(path, words.get(0).place());
            return true;
        }
        UciSection section = section(path.substring(0, dot), words.get(0).place());
        set(section, path.substring(dot + 1), values, isList || values.size() > 1);
        current = section;
        return true;
    }

    private UciSection section(String name, Location place) {
        return interfaces.computeIfAbsent(name, key -> new UciSection(key, place));
    }

    private boolean remove(String path) {
        if (!path.startsWith(NETWORK + ".")) {
            return false;
        }
        String name = path.substring(NETWORK.length() + 1);
        int dot = name.indexOf('.');
        if (dot < 0) {
            interfaces.remove(name);
        } else if (interfaces.containsKey(name.substring(0, dot))) {
            section(name.substring(0, dot), Location.START).remove(name.substring(dot + 1));
        }
        current = null;
        return true;
    }
}
