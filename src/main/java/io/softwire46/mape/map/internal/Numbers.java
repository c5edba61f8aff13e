package io.softwire46.mape.map.internal;

import io.softwire46.mape.finding.MapConfigurationException;

/**
 * Parses the numbers of the text forms: decimal or {@code 0x} hexadecimal, no sign, no padding.
 *
 * <p>Static methods only.
 */
public final class Numbers {
    private Numbers() {}

    public static long parse(String field, String text, String rfc) {
        boolean hex = text.startsWith("0x");
        String digits = hex ? text.substring(2) : text;
        int radix = hex ? 16 : 10;
        boolean clean = !digits.isEmpty()
                && digits.length() <= 15
                && digits.chars().allMatch(c -> c < 128 && Character.digit(c, radix) >= 0)
                && (hex || digits.length() == 1 || digits.charAt(0) != '0');
        if (!clean) {
            throw MapConfigurationException.syntax(
                    field, text, "is not a whole number; use decimal digits, or hexadecimal digits following 0x", rfc);
        }
        return Long.parseLong(digits, radix);
    }

    public static int parseInt(String field, String text, String rfc) {
        long value = parse(field, text, rfc);
        if (value > Integer.MAX_VALUE) {
            throw MapConfigurationException.syntax(
                    field, text, "is too large for any parameter; use a smaller number", rfc);
        }
        return (int) value;
    }

    /** Parses {@code count} numbers separated by slashes. */
    public static int[] slashed(String field, String text, int count, String example, String rfc) {
        String[] parts = text.split("/", -1);
        if (parts.length != count) {
            throw MapConfigurationException.syntax(
                    field, text, "is not " + count + " numbers separated by slashes; use the form " + example, rfc);
        }
        int[] numbers = new int[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = parseInt(field, parts[i], rfc);
        }
        return numbers;
    }
}
