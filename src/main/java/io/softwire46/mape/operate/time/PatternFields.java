package io.softwire46.mape.operate.time;

import java.util.HashMap;
import java.util.Map;

/**
 * The letters of a pattern of {@link java.time.format.DateTimeFormatter}: which fields it has, and whether each value
 * must have them. A field in brackets is optional, so nothing is derived from it.
 *
 * <p>Immutable.
 */
final class PatternFields {
    private static final long SECOND = 1000;
    private static final long HOUR = 3600 * SECOND;

    private final String pattern;
    private final Map<Character, Integer> required = new HashMap<>();
    private final Map<Character, Integer> all = new HashMap<>();
    private boolean hasTwoDigitYear;

    PatternFields(String pattern) {
        this.pattern = pattern;
        boolean isQuoted = false;
        int depth = 0;
        int at = 0;
        while (at < pattern.length()) {
            char letter = pattern.charAt(at);
            int end = at + 1;
            if (letter == '\'') {
                isQuoted = !isQuoted;
            } else if (!isQuoted && letter == '[') {
                depth++;
            } else if (!isQuoted && letter == ']') {
                depth--;
            } else if (!isQuoted && isLetter(letter)) {
                while (end < pattern.length() && pattern.charAt(end) == letter) {
                    end++;
                }
                add(letter, end - at, depth == 0);
            }
            at = end;
        }
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private void add(char letter, int count, boolean isRequired) {
        all.merge(letter, count, Math::max);
        if (isRequired) {
            required.merge(letter, count, Math::max);
        }
        hasTwoDigitYear |= count == 2 && (letter == 'y' || letter == 'u' || letter == 'Y');
    }

    /** Refuses patterns whose values do not determine a date and time of day. */
    void check() {
        if ((all.containsKey('h') || all.containsKey('K')) && !required.containsKey('a')) {
            throw new IllegalArgumentException(
                    "has an hour of 12 without am or pm, so half of its times are wrong; use HH, or add a");
        }
        if (hasTwoDigitYear) {
            throw new IllegalArgumentException("has a year of two digits; use yyyy");
        }
        boolean hasYear = required.containsKey('y') || required.containsKey('u');
        boolean hasMonth = required.containsKey('M') || required.containsKey('L');
        boolean hasDay = (hasMonth && required.containsKey('d')) || required.containsKey('D');
        if (!hasYear || !hasDay) {
            throw new IllegalArgumentException("has no complete date; use yyyy with MM and dd, or with DDD");
        }
        if (hasAny("YwWecQqg")) {
            throw new IllegalArgumentException("has a week, quarter or week-based year; use yyyy, MM and dd");
        }
        if (hasAny("B")) {
            throw new IllegalArgumentException("has a period of the day; use HH");
        }
    }

    boolean hasAny(String letters) {
        return letters.chars().anyMatch(letter -> all.containsKey((char) letter));
    }

    boolean hasZone() {
        return hasAny("zvVOXxZ");
    }

    /** Returns whether zones are written as names such as JST, of which Java would guess the zone. */
    boolean hasZoneName() {
        return hasAny("zv");
    }

    /** Returns one unit of the last field that each value has, in milliseconds; 0 for a whole day. */
    long unitMillis() {
        Integer fraction = required.get('S');
        if (fraction != null) {
            long unit = SECOND;
            for (int i = 0; i < fraction && unit > 1; i++) {
                unit /= 10;
            }
            return unit;
        }
        if (required.containsKey('n') || required.containsKey('N') || required.containsKey('A')) {
            return 1;
        }
        if (required.containsKey('s')) {
            return SECOND;
        }
        if (required.containsKey('m')) {
            return 60 * SECOND;
        }
        return hasRequiredHour() ? HOUR : 0;
    }

    private boolean hasRequiredHour() {
        return "HkhK".chars().anyMatch(letter -> required.containsKey((char) letter));
    }

    /**
     * Returns the pattern with year of era replaced by year, since strict resolution refuses the former without an era.
     */
    String strict() {
        if (all.containsKey('G')) {
            return pattern;
        }
        StringBuilder out = new StringBuilder();
        boolean isQuoted = false;
        for (int i = 0; i < pattern.length(); i++) {
            char letter = pattern.charAt(i);
            isQuoted ^= letter == '\'';
            out.append(letter == 'y' && !isQuoted ? 'u' : letter);
        }
        return out.toString();
    }
}
