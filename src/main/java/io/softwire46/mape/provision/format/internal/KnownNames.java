package io.softwire46.mape.provision.format.internal;

import io.softwire46.mape.json.JsonText;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Remedies for unknown names in a text. Only the first error prints a list of known names; otherwise the lists could be longer
 * than the text.
 *
 * <p>Not thread-safe: use one instance per text.
 */
public final class KnownNames {
    private final Set<List<String>> listed = new HashSet<>();

    /**
     * {@return the nearest known name as a question, or all known names, or a reference to the error that lists them}
     */
    public String remedy(String name, List<String> known) {
        String suggestion = JsonText.suggestion(name, known);
        if (!suggestion.isEmpty()) {
            return suggestion;
        }
        return listed.add(known)
                ? "; known are " + String.join(", ", known)
                : "; see the first such error for the known names";
    }
}
