package io.softwire46.mape.provision.format.internal;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Makes names unique, in bounded length: a name that is used gets the smallest free number from 2.
 *
 * <p>The search for a number continues where the last search for the same beginning ended, because no name is ever freed. The
 * cost of many names is therefore proportional to their number.
 *
 * <p>Not thread-safe: use one instance per text.
 */
public final class UniqueNames {
    /** Beginning of numbered names, and the number of digits that follow, on which its length depends. */
    private record Numbered(String beginning, int digits) {}

    private final int maxLength;
    private final String separator;
    private final Set<String> used = new HashSet<>();
    private final Map<Numbered, Integer> next = new HashMap<>();
    private int probes;

    /**
     * Creates a set without names.
     *
     * @param maxLength maximum length of a numbered name, in characters; at least the length of the separator plus 10
     * @param separator text between name and number
     */
    public UniqueNames(int maxLength, String separator) {
        this.maxLength = maxLength;
        this.separator = separator;
    }

    /** Adds a name, or its beginning with a number if the name is used; {@return the added name} */
    public String take(String name) {
        probes++;
        if (used.add(name)) {
            return name;
        }
        int first = 2;
        for (int digits = 1; ; digits++) {
            int end = (int) Math.pow(10, digits);
            int maxBeginning = maxLength - separator.length() - digits;
            Numbered key = new Numbered(name.substring(0, Math.min(name.length(), maxBeginning)) + separator, digits);
            for (int number = next.getOrDefault(key, first); number < end; number++) {
                probes++;
                String numbered = key.beginning() + number;
                if (used.add(numbered)) {
                    next.put(key, number + 1);
                    return numbered;
                }
            }
            next.put(key, end);
            first = end;
        }
    }

    /** {@return the number of names that were tried so far} */
    int probes() {
        return probes;
    }

    /** Removes all names. */
    public void clear() {
        used.clear();
        next.clear();
    }
}
