package io.softwire46.mape.conformance.adapter;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A command with placeholders, each within one argument.
 *
 * <p>Immutable.
 */
final class CaptureCommand {
    static final String AS = "as:";

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([A-Za-z0-9]+(?::[^{}]*)?)\\}");
    private static final Set<String> KNOWN =
            Set.of("domain", "role", "endUserPrefix", "in", "out", "in4", "in6", "out4", "out6");

    private final List<String> words;
    private final Set<String> names;

    private CaptureCommand(List<String> words, Set<String> names) {
        this.words = words;
        this.names = names;
    }

    /**
     * Checks the placeholders of a command.
     *
     * @throws IllegalArgumentException if one is unknown, or there is no input or no output
     */
    static CaptureCommand of(List<String> words) {
        Set<String> names = new LinkedHashSet<>();
        for (String word : words) {
            Matcher placeholder = PLACEHOLDER.matcher(word);
            while (placeholder.find()) {
                names.add(placeholder.group(1));
            }
        }
        for (String name : names) {
            if (!KNOWN.contains(name) && !name.startsWith(AS)) {
                throw new IllegalArgumentException(
                        "placeholder {" + name + "} is unknown; use {domain}, {as:NAME}, {role},"
                                + " {endUserPrefix}, {in}, {out}, {in4}, {in6}, {out4} or {out6}");
            }
        }
        requireOneForm(names, "in");
        requireOneForm(names, "out");
        return new CaptureCommand(List.copyOf(words), names);
    }

    private static void requireOneForm(Set<String> names, String name) {
        boolean one = names.contains(name);
        boolean both = names.contains(name + "4") && names.contains(name + "6");
        boolean any = names.contains(name + "4") || names.contains(name + "6");
        if (one ? any : !both) {
            throw new IllegalArgumentException(
                    "command needs either {" + name + "}, or {" + name + "4} and {" + name + "6}");
        }
    }

    /** Returns whether the command has a placeholder. */
    boolean has(String name) {
        return names.contains(name);
    }

    /** Returns the words with the values of all placeholders. */
    List<String> expand(Map<String, String> values) {
        List<String> expanded = new ArrayList<>();
        for (String word : words) {
            expanded.add(PLACEHOLDER
                    .matcher(word)
                    .replaceAll(found -> Matcher.quoteReplacement(Objects.requireNonNull(
                            values.get(found.group(1)), () -> "no value for {" + found.group(1) + "}"))));
        }
        return expanded;
    }
}
