package io.softwire46.mape.conformance.adapter;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads lines in a thread of its own, so that waiting for a line has an end. Memory is bounded by the length of some lines.
 *
 * <p>Thread-safe.
 */
final class LineReader {
    /**
     * What was read.
     *
     * @param line the line without its end; null if there is a problem
     * @param problem what was found and is expected; null if there is a line
     * @param kind of the problem
     */
    record Result(@Nullable String line, @Nullable String problem, AdapterException.Kind kind) {}

    private static final Result END = new Result(null, "closed its output", AdapterException.Kind.EXITED);

    private final BlockingQueue<Result> results = new ArrayBlockingQueue<>(2);
    private final InputStream in;
    private final int maxOctets;
    private final Thread thread;

    private LineReader(InputStream in, int maxOctets, String name) {
        this.in = in;
        this.maxOctets = maxOctets;
        thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    static LineReader of(InputStream in, int maxOctets, String name) {
        LineReader reader = new LineReader(in, maxOctets, name);
        reader.thread.start();
        return reader;
    }

    /** Returns the next line or problem; null if there is none in time. */
    @Nullable Result next(long nanos) throws InterruptedException {
        return results.poll(nanos, TimeUnit.NANOSECONDS);
    }

    /** Returns whether a line or a problem is waiting. */
    boolean isReady() {
        return !results.isEmpty();
    }

    /** Ends the thread as soon as its read returns. */
    void close() {
        thread.interrupt();
    }

    private void run() {
        try {
            readAll();
            results.put(END);
        } catch (IOException e) {
            offerEnd();
        } catch (InterruptedException e) {
            // closed
        }
    }

    private void offerEnd() {
        try {
            results.put(END);
        } catch (InterruptedException e) {
            // closed
        }
    }

    private void readAll() throws IOException, InterruptedException {
        byte[] part = new byte[1 << 16];
        ByteArrayOutputStream line = new ByteArrayOutputStream(1024);
        for (int read = in.read(part); read >= 0; read = in.read(part)) {
            int from = 0;
            for (int i = 0; i < read; i++) {
                if (part[i] == '\n') {
                    line.write(part, from, i - from);
                    from = i + 1;
                    results.put(text(line));
                    line.reset();
                }
            }
            line.write(part, from, read - from);
            if (line.size() > maxOctets) {
                results.put(tooLong());
                return;
            }
        }
        if (line.size() > 0) {
            results.put(new Result(null, "ended its output within a line", AdapterException.Kind.EXITED));
        }
    }

    private Result text(ByteArrayOutputStream line) {
        if (line.size() > maxOctets) {
            return tooLong();
        }
        try {
            return new Result(
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(line.toByteArray()))
                            .toString(),
                    null,
                    AdapterException.Kind.GARBAGE);
        } catch (CharacterCodingException e) {
            return new Result(null, "the line is not UTF-8 text", AdapterException.Kind.GARBAGE);
        }
    }

    private Result tooLong() {
        return new Result(
                null, "the line is longer than " + (maxOctets >> 20) + " MiB", AdapterException.Kind.TOO_MUCH);
    }
}
