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
 * Lines of UTF-8 text of bounded length. A line that cannot be used is still one line, so that answers stay in step.
 *
 * <p>Not thread-safe.
 */
final class LineSource {
    /** A domain of a hundred thousand rules fits. */
    static final int MOST_OCTETS = 64 << 20;

    private final BufferedInputStream in;
    private @Nullable String problem;

    LineSource(InputStream in) {
        this.in = new BufferedInputStream(in, 1 << 16);
    }

    /** The next line without its end, null at the end of input; empty where {@link #problem} tells why. */
    @Nullable String next() throws IOException {
        problem = null;
        ByteArrayOutputStream line = new ByteArrayOutputStream(256);
        int octet = in.read();
        if (octet < 0) {
            return null;
        }
        for (; octet >= 0 && octet != '\n'; octet = in.read()) {
            if (line.size() < MOST_OCTETS) {
                line.write(octet);
            } else {
                problem = "the line is longer than " + (MOST_OCTETS >> 20) + " MiB";
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

    /** What is wrong with the last line, or null. */
    @Nullable String problem() {
        return problem;
    }

    /** Whether the next octet has not arrived yet. */
    boolean isPaused() throws IOException {
        return in.available() == 0;
    }
}
