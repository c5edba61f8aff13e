package io.softwire46.mape.conformance.adapter;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * Reads a stream to its end and keeps the last octets of it.
 *
 * <p>Thread-safe.
 */
final class OutputTail {
    /** Number of octets that are kept. */
    static final int MAX_OCTETS = 64 << 10;

    /** Time that the last octets of an ended process may take. */
    private static final long END_MILLIS = 200;

    private final byte[] ring = new byte[MAX_OCTETS];
    private final Thread thread;
    private long count;

    private OutputTail(InputStream in, String name) {
        thread = new Thread(() -> readAll(in), name);
        thread.setDaemon(true);
    }

    static OutputTail of(InputStream in, String name) {
        OutputTail tail = new OutputTail(in, name);
        tail.thread.start();
        return tail;
    }

    private void readAll(InputStream in) {
        byte[] part = new byte[8192];
        try {
            for (int read = in.read(part); read >= 0; read = in.read(part)) {
                add(part, read);
            }
        } catch (IOException e) {
            // the process was ended
        }
    }

    private synchronized void add(byte[] part, int length) {
        for (int i = 0; i < length; i++) {
            ring[(int) (count++ % MAX_OCTETS)] = part[i];
        }
    }

    /** Waits a moment for the end of the stream, if the process has ended, and returns the text. */
    String text(boolean ended) {
        if (ended) {
            try {
                thread.join(END_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        synchronized (this) {
            int kept = (int) Math.min(count, MAX_OCTETS);
            byte[] octets = new byte[kept];
            for (int i = 0; i < kept; i++) {
                octets[i] = ring[(int) ((count - kept + i) % MAX_OCTETS)];
            }
            return new String(octets, StandardCharsets.UTF_8);
        }
    }
}
