package io.softwire46.mape.operate.batch;

/**
 * Some whole lines of an input. {@link LineBlocks} fills it.
 *
 * <p>Not thread-safe: one thread at a time uses it.
 */
public final class LineBlock {
    /** Maximum length of a line, in octets. */
    public static final int MAX_LINE_OCTETS = 1 << 20;

    static final int NONE = -1;

    /** Holds the lines; the last one may have no line end. */
    byte[] octets = {};

    int length;

    /** Number of the first line in the input, from 1. */
    long firstLine;

    /** Number of lines. */
    int lines;

    /** Whether the only line is the beginning of a longer one. */
    boolean isOverlong;

    /** Index of the header, or of the first octet of a trailer, or {@link #NONE}. */
    int headerAt = NONE;

    int trailerAt = NONE;

    /** Creates a block without lines. */
    public LineBlock() {}

    /** Returns the number of the first line in the input, from 1. */
    public long firstLine() {
        return firstLine;
    }

    /** Returns the number of lines. */
    public int lines() {
        return lines;
    }
}
