package io.softwire46.mape.provision.format.internal;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Names that differ from each other, in bounded length: a name that is taken gets the smallest free number from 2 on.
 *
 * <p>The search for a number continues where the last search for the same beginning ended, because a name is never given
 * back. So the cost of many names is in proportion to their number.
 *
 * <p>Not thread-safe: use one instance per text.
 */
public final class UniqueNames {
    /** The beginning of numbered names, and the number of digits behind it, on which its length depends. */
    private record Numbered(String beginning, int digits) {}

    private final int maxLength;
    private final String separator;
    private final Set<String> used = new HashSet<>();
    private final Map<Numbered, Integer> next = new HashMap<>();
    private int probes;

    /**
     * No name is taken.
     *
     * @param maxLength of a numbered name, in characters; at least 10 more than the separator has
     * @param separator between name and number
     */
    public UniqueNames(int maxLength, String separator) {
        this.maxLength = maxLength;
        this.separator = separator;
    }

    /** Takes a name, or its beginning with a number if it is taken; {@return the name to write} */
    public String take(String name) {
        probes++;
        if (used.add(name)) {
            return name;
        }
        int first = 2;
        for (int digits = 1; ; digits++) {
            int end = (int) Math.pow(10, digits);
            int room = maxLength - separator.length() - digits;
            Numbered key = new Numbered(name.substring(0, Math.min(name.length(), room)) + separator, digits);
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

    /** Gives back all names. */
    public void clear() {
        used.clear();
        next.clear();
    }
}
