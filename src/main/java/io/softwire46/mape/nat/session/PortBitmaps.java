package io.softwire46.mape.nat.session;

/**
 * Bitmaps of the ports in use toward remote endpoints that use many of them.
 *
 * <p>An endpoint gets a bitmap when it uses half of the ports, and returns it below three eighths. So the pool suffices if each
 * session is toward one endpoint: an owner has three eighths of the ports in sessions. Small sets need no bitmap, since a search
 * over all of their ports is short.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
public final class PortBitmaps {
    public static final int NONE = -1;

    /** Sets up to this size need no bitmap. */
    public static final int SMALL_SET = 192;

    private static final int WORD_BITS = 64;

    private final int ports;
    private final int wordsPerBitmap;
    private final long[] words;

    /** Ports in use, by bitmap; of a free one the next free one. */
    private final int[] counts;

    private int free;

    public PortBitmaps(int ports, int maxSessions) {
        this.ports = ports;
        wordsPerBitmap = (ports + WORD_BITS - 1) / WORD_BITS;
        int bitmaps = bitmaps(ports, maxSessions);
        words = new long[bitmaps * wordsPerBitmap];
        counts = new int[bitmaps];
        clear();
    }

    private static int bitmaps(int ports, int maxSessions) {
        return ports <= SMALL_SET ? 0 : maxSessions / freeBelow(ports);
    }

    /** Returns the octets of all arrays: at most half an octet per session. */
    public static long octets(int ports, int maxSessions) {
        int perBitmap = 8 * ((ports + WORD_BITS - 1) / WORD_BITS) + 4;
        return (long) bitmaps(ports, maxSessions) * perBitmap;
    }

    private static int freeBelow(int ports) {
        return (3 * ports + 7) / 8;
    }

    public void clear() {
        for (int bitmap = 0; bitmap < counts.length; bitmap++) {
            counts[bitmap] = bitmap + 1;
        }
        free = 0;
    }

    /** Returns whether an endpoint that uses this number of ports gets a bitmap. */
    public boolean isNeeded(int count) {
        return ports > SMALL_SET && count >= ports / 2 && free < counts.length;
    }

    /** Returns whether the endpoint returns its bitmap. */
    public boolean isReturned(int bitmap) {
        return counts[bitmap] < freeBelow(ports);
    }

    /** Returns an empty bitmap. */
    public int take() {
        int bitmap = free;
        free = counts[bitmap];
        counts[bitmap] = 0;
        int from = bitmap * wordsPerBitmap;
        for (int word = from; word < from + wordsPerBitmap; word++) {
            words[word] = 0;
        }
        return bitmap;
    }

    public void give(int bitmap) {
        counts[bitmap] = free;
        free = bitmap;
    }

    public int count(int bitmap) {
        return counts[bitmap];
    }

    public boolean isSet(int bitmap, int port) {
        return (words[bitmap * wordsPerBitmap + (port >>> 6)] >>> port & 1) != 0;
    }

    public void set(int bitmap, int port) {
        words[bitmap * wordsPerBitmap + (port >>> 6)] |= 1L << port;
        counts[bitmap]++;
    }

    public void clear(int bitmap, int port) {
        words[bitmap * wordsPerBitmap + (port >>> 6)] &= ~(1L << port);
        counts[bitmap]--;
    }
}
