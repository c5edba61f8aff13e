package io.softwire46.mape.operate.batch;

import io.softwire46.mape.operate.form.Octets;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Divides an input into blocks of whole lines. A line that is longer than the limit is a block of its own, without its
 * rest. If the input fails, the lines before it are still blocks, and the failure is kept.
 *
 * <p>Not thread-safe: use one instance per input.
 */
public final class LineBlocks {
    /** Usual size of a block; one line may make it larger. */
    static final int BLOCK_OCTETS = 1 << 17;

    /** The first block has a header and a record, if the input has them. */
    private static final int FIRST_TEXTS = 2;

    private static final byte[] TRAILER = {'S', 'u', 'm', 'm', 'a', 'r', 'y'};
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    private final InputStream in;
    private byte[] octets = new byte[BLOCK_OCTETS];
    private int from;
    private int to;
    private boolean isAtEnd;
    private boolean isSkippingLine;
    private final boolean hasByteOrderMark;
    private long lines;
    private int minTexts = FIRST_TEXTS;
    private boolean findsTrailer;
    private boolean isInTrailer;
    private IOException failure = new IOException();
    private boolean hasFailed;

    /** Creates blocks of an input, which is not closed. A byte order mark at its start is skipped. */
    public LineBlocks(InputStream in) {
        this.in = in;
        while (to < BYTE_ORDER_MARK.length && !isAtEnd) {
            read();
        }
        hasByteOrderMark = to >= BYTE_ORDER_MARK.length
                && Arrays.equals(octets, 0, BYTE_ORDER_MARK.length, BYTE_ORDER_MARK, 0, BYTE_ORDER_MARK.length);
        if (hasByteOrderMark) {
            from = BYTE_ORDER_MARK.length;
        }
    }

    /** Returns whether the input begins with a byte order mark. */
    public boolean hasByteOrderMark() {
        return hasByteOrderMark;
    }

    /** Returns whether the input could not be read to its end. */
    public boolean hasFailed() {
        return hasFailed;
    }

    /** Returns why; undefined unless {@link #hasFailed}. */
    public IOException failure() {
        return failure;
    }

    /**
     * Fills a block with the next lines.
     *
     * @return whether there are any
     */
    public boolean next(LineBlock block) {
        block.headerAt = LineBlock.NONE;
        block.trailerAt = LineBlock.NONE;
        block.isOverlong = false;
        block.length = 0;
        block.firstLine = lines + 1;
        block.lines = 0;
        if (isSkippingLine) {
            skipLine();
        }
        int end = findLines(block);
        if (end < 0) {
            if (from == to || hasFailed) { // what the input lost may belong to this line
                return false;
            }
            block.lines = 1;
            block.isOverlong = to - from > LineBlock.MAX_LINE_OCTETS;
            isSkippingLine = !isAtEnd;
            end = block.isOverlong ? from + LineBlock.MAX_LINE_OCTETS : to;
            copy(block, end);
            from = to;
        } else {
            copy(block, end);
            from = end;
        }
        lines += block.lines;
        minTexts = 0;
        if (findsTrailer) {
            markTrailer(block);
        }
        return true;
    }

    /** Looks for a trailer in all blocks from here on, and in the one that was filled last. */
    void findTrailer(LineBlock last) {
        findsTrailer = true;
        markTrailer(last);
    }

    /** A line {@code Summary} and all lines after it are the trailer. */
    private void markTrailer(LineBlock block) {
        if (isInTrailer) {
            block.trailerAt = 0;
            return;
        }
        int start = 0;
        while (start < block.length) {
            int end = Octets.indexOf(block.octets, start, block.length, '\n');
            int textEnd = end > start && block.octets[end - 1] == '\r' ? end - 1 : end;
            if (Arrays.equals(block.octets, start, textEnd, TRAILER, 0, TRAILER.length)) {
                isInTrailer = true;
                block.trailerAt = start;
                return;
            }
            start = end + 1;
        }
    }

    /**
     * Returns the end of whole lines, as many as a block has; reads only while there is not one. Returns -1 at the end of
     * the input, or if a line is too long.
     */
    private int findLines(LineBlock block) {
        int scanned = from;
        while (true) {
            int end = endOfLines(scanned);
            if (end >= 0 && hasEnough(end)) {
                block.lines = Octets.count(octets, from, end, '\n');
                return end;
            }
            if (isAtEnd || to - from >= LineBlock.MAX_LINE_OCTETS + 2) {
                block.lines = end < 0 ? 0 : Octets.count(octets, from, end, '\n');
                return end;
            }
            scanned = end < 0 ? to - from : 0; // reading moves the octets to the front
            read();
        }
    }

    /**
     * Returns the index after the last line feed of a block, or after the next one if its line is longer than a block, or
     * -1; there is none before {@code scanned}.
     */
    private int endOfLines(int scanned) {
        int limit = Math.min(to, from + BLOCK_OCTETS);
        for (int i = limit - 1; i >= scanned; i--) {
            if (octets[i] == '\n') {
                return i + 1;
            }
        }
        int next = Octets.indexOf(octets, Math.max(limit, scanned), to, '\n');
        return next < to ? next + 1 : -1;
    }

    /** Returns whether the first block has a header and a record, or is full; later blocks need one line. */
    private boolean hasEnough(int end) {
        if (minTexts == 0 || end - from >= BLOCK_OCTETS / 2) {
            return true;
        }
        int texts = 0;
        int start = from;
        while (start < end) {
            int lineFeed = Octets.indexOf(octets, start, end, '\n');
            boolean isEmpty = lineFeed == start || (lineFeed == start + 1 && octets[start] == '\r');
            texts += isEmpty ? 0 : 1;
            start = lineFeed + 1;
        }
        return texts >= minTexts;
    }

    private void copy(LineBlock block, int end) {
        int count = end - from;
        if (block.octets.length < count || block.octets.length > 4 * BLOCK_OCTETS) {
            block.octets = new byte[Math.max(count, BLOCK_OCTETS)];
        }
        System.arraycopy(octets, from, block.octets, 0, count);
        block.length = count;
    }

    /** Skips the rest of an overlong line. */
    private void skipLine() {
        while (true) {
            int lineFeed = Octets.indexOf(octets, from, to, '\n');
            if (lineFeed < to) {
                from = lineFeed + 1;
                isSkippingLine = false;
                return;
            }
            from = to;
            if (isAtEnd) {
                isSkippingLine = false;
                return;
            }
            read();
        }
    }

    /** Reads more octets, after it has moved those that are left to the front. */
    private void read() {
        if (from > 0) {
            System.arraycopy(octets, from, octets, 0, to - from);
            to -= from;
            from = 0;
        }
        if (to == octets.length) {
            octets = Arrays.copyOf(octets, Math.min(2 * to, LineBlock.MAX_LINE_OCTETS + BLOCK_OCTETS));
        }
        try {
            int count = in.read(octets, to, octets.length - to);
            if (count < 0) {
                isAtEnd = true;
            } else {
                to += count;
            }
        } catch (IOException e) {
            isAtEnd = true;
            hasFailed = true;
            failure = e;
        }
    }
}
