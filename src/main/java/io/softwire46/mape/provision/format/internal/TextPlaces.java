package io.softwire46.mape.provision.format.internal;

import io.softwire46.mape.finding.Location;
import java.util.Arrays;

/**
 * Lines and columns of offsets in a text. The cost of a lookup depends neither on the length of the text nor on that of its lines.
 *
 * <p>Immutable.
 */
public final class TextPlaces {
    /** Number of characters between two counts of code points. */
    private static final int BLOCK = 1024;

    private final String text;

    /** Offsets of the first characters of the lines. */
    private final int[] lines;

    /** Number of code points before each block of characters. */
    private final int[] counts;

    public TextPlaces(String text) {
        this.text = text;
        int[] starts = new int[64];
        int size = 1;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean pair = c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n';
            if (c == '\n' || (c == '\r' && !pair)) {
                starts = size == starts.length ? Arrays.copyOf(starts, 2 * size) : starts;
                starts[size++] = i + 1;
            }
        }
        lines = Arrays.copyOf(starts, size);
        counts = new int[text.length() / BLOCK + 1];
        for (int i = 1; i < counts.length; i++) {
            counts[i] = counts[i - 1] + text.codePointCount((i - 1) * BLOCK, i * BLOCK);
        }
    }

    /** Returns the location of an offset of 0 to the length of the text. */
    public Location of(int offset) {
        int found = Arrays.binarySearch(lines, offset);
        int line = found < 0 ? -found - 2 : found;
        return Location.of(line + 1, codePoints(offset) - codePoints(lines[line]) + 1);
    }

    private int codePoints(int offset) {
        int block = offset / BLOCK;
        return counts[block] + text.codePointCount(block * BLOCK, offset);
    }
}
