package io.softwire46.mape.operate.batch;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * The elements of one JSON array as lines, so that an array of records is read like one record per line. Line breaks
 * inside an element are left out, commas between elements become line breaks.
 *
 * <p>It follows strings and brackets only; the reader of the lines checks the rest. A record that lost its closing brace
 * does not take the next ones with it: where a line begins with a brace that cannot be the start of a member, a new
 * record begins.
 *
 * <p>Not thread-safe: use one instance per input.
 */
public final class JsonArrayLines extends InputStream {
    private static final int BUFFER_OCTETS = 1 << 16;
    private static final int MAX_DEPTH = 64;

    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER_OCTETS];
    private int at;
    private int length;

    private boolean isStarted;
    private boolean isEnded;
    private boolean isAtEnd;
    private boolean isInString;
    private boolean isEscaped;
    private boolean isInElement;
    private boolean isLineStart;
    private int depth;
    private long objects; // bit n: whether bracket n from inside is an object
    private int previous; // last octet of the element that is not white space
    private int pending = -1;

    /** Creates the lines of an array; the stream begins with white space and its bracket. */
    public JsonArrayLines(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] octets, int from, int count) throws IOException {
        int to = from;
        while (to < from + count) {
            int octet = pending >= 0 ? takePending() : nextOctet(to > from);
            if (octet < 0) {
                break;
            }
            octets[to++] = (byte) octet;
        }
        return to == from && count > 0 ? -1 : to - from;
    }

    private int takePending() {
        int octet = pending;
        pending = -1;
        return octet;
    }

    /** Returns the next octet of the lines, or -1 at the end; a missing bracket fails after the last line. */
    private int nextOctet(boolean hasOutput) throws IOException {
        while (true) {
            if (isAtEnd) {
                return -1;
            }
            if (at == length) {
                if (hasOutput && in.available() == 0) {
                    return -1;
                }
                length = in.read(buffer, 0, buffer.length);
                at = 0;
                if (length < 0) {
                    length = 0;
                    return end(hasOutput);
                }
            }
            int octet = follow(buffer[at++]);
            if (octet >= 0) {
                return octet;
            }
        }
    }

    private int end(boolean hasOutput) throws IOException {
        if (isEnded) {
            isAtEnd = true;
            return -1;
        }
        if (hasOutput) {
            return -1; // fails at the next call
        }
        isAtEnd = true;
        throw new EOFException("the array has no end");
    }

    /** Returns the octet to write for an octet of the array, or -1 for none. */
    private int follow(int octet) {
        if (!isInElement) {
            return between(octet);
        }
        if (isInString) {
            return inString(octet);
        }
        if (octet == '\n' || octet == '\r') {
            isLineStart = true;
            return -1;
        }
        if (octet == ' ' || octet == '\t') {
            return isLineStart ? -1 : octet;
        }
        boolean startsLine = isLineStart;
        isLineStart = false;
        return inElement(octet, startsLine);
    }

    private int between(int octet) {
        if (octet == ' ' || octet == '\t' || octet == '\n' || octet == '\r' || octet == ',') {
            return -1;
        }
        if (!isStarted && octet == '[') {
            isStarted = true;
            return -1;
        }
        if (octet == ']' && !isEnded) {
            isEnded = true;
            return -1;
        }
        isInElement = true;
        depth = 0;
        objects = 0;
        previous = 0;
        return inElement(octet, false);
    }

    private int inString(int octet) {
        if (octet == '\n' || octet == '\r') {
            // No string has a line break: the record is damaged, which a control character shows to its reader.
            isInString = false;
            isEscaped = false;
            isLineStart = true;
            return 1;
        }
        if (isEscaped) {
            isEscaped = false;
        } else if (octet == '\\') {
            isEscaped = true;
        } else if (octet == '"') {
            isInString = false;
            previous = octet;
        }
        return octet & 0xff;
    }

    private int inElement(int octet, boolean startsLine) {
        boolean isInObject = depth > 0 && (objects & 1) != 0;
        if (startsLine && octet == '{' && isInObject && previous != ':') {
            depth = 0;
            objects = 0;
            open(octet);
            pending = octet;
            return '\n';
        }
        previous = octet;
        switch (octet) {
            case '"' -> isInString = true;
            case '{', '[' -> open(octet);
            case '}', ']' -> {
                if (depth == 0) {
                    return octet == ']' && !isEnded ? endOfArray() : octet;
                }
                depth--;
                objects >>>= 1;
                if (depth == 0) {
                    isInElement = false;
                    pending = '\n';
                }
            }
            case ',' -> {
                if (depth == 0) {
                    isInElement = false;
                    return '\n';
                }
            }
            default -> {
                // part of a number or literal
            }
        }
        return octet & 0xff;
    }

    private void open(int octet) {
        if (depth < MAX_DEPTH) {
            depth++;
        }
        objects = objects << 1 | (octet == '{' ? 1 : 0);
    }

    /** A bracket after an element that is no object or array ends the array. */
    private int endOfArray() {
        isEnded = true;
        isInElement = false;
        return '\n';
    }
}
