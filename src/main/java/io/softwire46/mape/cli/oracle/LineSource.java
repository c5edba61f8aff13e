package io.softwire46.mape.cli.oracle;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads lines of UTF-8 text of bounded length. A malformed line also counts as a line, so that each line gets one
 * answer.
 *
 * <p>Not thread-safe: use one instance per input.
 */
public final class LineSource {
    private static final int BUFFER_OCTETS = 1 << 16;

    private final InputStream in;
    private final int maxOctets;
    private final byte[] octets = new byte[BUFFER_OCTETS];

    /** {@code octets[start..end)} are read and not yet part of a line. */
    private int start;

    private int end;
    private @Nullable String problem;

    /**
     * Returns a source.
     *
     * @param in UTF-8 text
     * @param maxOctets maximum length of a line, in octets
     */
    public LineSource(InputStream in, int maxOctets) {
        this.maxOctets = maxOctets;
        this.in = in;
    }

    /** Returns the next line without its end; null at the end of input; empty if {@link #problem} gives the reason. */
    public @Nullable String next() throws IOException {
        problem = null;
        ByteArrayOutputStream longer = null; // the begin of a line that the buffer does not hold as a whole
        while (true) {
            if (start == end && !fill()) {
                return longer == null ? null : text(longer.toByteArray(), 0, longer.size());
            }
            int at = start;
            while (at < end && octets[at] != '\n') {
                at++;
            }
            boolean isWhole = at < end;
            int from = start;
            start = isWhole ? at + 1 : at;
            if (isWhole && longer == null) {
                return text(octets, from, at - from);
            }
            longer = longer == null ? new ByteArrayOutputStream(BUFFER_OCTETS) : longer;
            int rest = maxOctets - longer.size();
            if (at - from > rest) {
                problem = "the line is longer than " + (maxOctets >> 20) + " MiB";
            }
            longer.write(octets, from, Math.min(at - from, rest));
            if (isWhole) {
                return text(longer.toByteArray(), 0, longer.size());
            }
        }
    }

    private boolean fill() throws IOException {
        start = 0;
        end = Math.max(in.read(octets), 0);
        return end > 0;
    }

    private String text(byte[] line, int from, int length) {
        if (length > maxOctets) {
            problem = "the line is longer than " + (maxOctets >> 20) + " MiB";
        }
        if (problem != null) {
            return "";
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line, from, length))
                    .toString();
        } catch (CharacterCodingException e) {
            problem = "the line is not UTF-8 text";
            return "";
        }
    }

    /** Returns the problem of the last line, or null. */
    public @Nullable String problem() {
        return problem;
    }

    /** Returns whether the next octet has not arrived yet. */
    public boolean isPaused() throws IOException {
        return start == end && in.available() == 0;
    }
}
