package io.softwire46.mape.cli.oracle;

import java.io.BufferedInputStream;
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
    private final BufferedInputStream in;
    private final int maxOctets;
    private @Nullable String problem;

    /**
     * Returns a source.
     *
     * @param in UTF-8 text
     * @param maxOctets maximum length of a line, in octets
     */
    public LineSource(InputStream in, int maxOctets) {
        this.maxOctets = maxOctets;
        this.in = new BufferedInputStream(in, 1 << 16);
    }

    /** Returns the next line without its end; null at the end of input; empty if {@link #problem} gives the reason. */
    public @Nullable String next() throws IOException {
        problem = null;
        ByteArrayOutputStream line = new ByteArrayOutputStream(256);
        int octet = in.read();
        if (octet < 0) {
            return null;
        }
        for (; octet >= 0 && octet != '\n'; octet = in.read()) {
            if (line.size() < maxOctets) {
                line.write(octet);
            } else {
                problem = "the line is longer than " + (maxOctets >> 20) + " MiB";
            }
        }
        if (problem != null) {
            return "";
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line.toByteArray()))
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
        return in.available() == 0;
    }
}
