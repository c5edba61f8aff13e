package io.softwire46.mape;

import java.nio.ByteBuffer;

/**
 * The minimum work of forwarding, over the same ring: reads 24 octets of each packet, writes 40 before it, and restores the TTL
 * as each encapsulating loop must. A second form also reads one random line of 64 octets per packet, from a table with as many
 * lines as rules.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
final class Floors {
    private static final int LINE_LONGS = 8;
    /** The array's header takes 16 octets: the first whole line starts here. */
    private static final int FIRST_LINE = 6;

    private final PacketRing ring;
    private final int[] owners;
    private final long[] table;
    private final int[] lines = new int[RelayRun.BURST];

    /** A result that depends on all reads, so that the JIT removes none. */
    long sum;

    /**
     * Floors of a ring.
     *
     * @param owners the line of each packet
     */
    Floors(PacketRing ring, int[] owners, int rules) {
        this.ring = ring;
        this.owners = owners;
        table = new long[FIRST_LINE + LINE_LONGS * rules];
    }

    private static long read(ByteBuffer buffer, int at) {
        return buffer.getLong(at) ^ buffer.getLong(at + 8) ^ buffer.getLong(at + 16);
    }

    private static void write(ByteBuffer buffer, int at, long high, long low) {
        buffer.putLong(at - 40, 0x6000000000400440L);
        buffer.putLong(at - 32, 0x20010db8ffff0000L);
        buffer.putLong(at - 24, 1);
        buffer.putLong(at - 16, high);
        buffer.putLong(at - 8, low);
    }

    private int line(int number) {
        return FIRST_LINE + LINE_LONGS * owners[number & owners.length - 1];
    }

    /** The same as {@link #store} for packets in one buffer, which is read once. */
    void storeOneBuffer(int from, int packets) {
        ByteBuffer buffer = ring.buffer(0);
        for (int i = from; i < from + packets; i++) {
            int at = ring.offset(i);
            long word = read(buffer, at);
            write(buffer, at, word, word);
            ring.restore(buffer, i);
        }
    }

    void store(int from, int packets) {
        for (int i = from; i < from + packets; i++) {
            ByteBuffer buffer = ring.buffer(i);
            int at = ring.offset(i);
            long word = read(buffer, at);
            write(buffer, at, word, word);
            ring.restore(i);
        }
    }

    /** Reads a packet, reads its line and writes; then the next packet. */
    void gatherSingle(int from, int packets) {
        for (int i = from; i < from + packets; i++) {
            ByteBuffer buffer = ring.buffer(i);
            int at = ring.offset(i);
            int line = line(i);
            write(buffer, at, table[line] + read(buffer, at), table[line + LINE_LONGS - 1]);
            ring.restore(i);
        }
    }

    /** As {@link #gatherBurst}, with two lines per packet: the first one says nothing about the second one. */
    void twoLineBurst(int from, int packets) {
        for (int burst = from; burst < from + packets; burst += RelayRun.BURST) {
            long touched = 0;
            for (int i = 0; i < RelayRun.BURST; i++) {
                touched += ring.buffer(burst + i).getLong(ring.offset(burst + i));
                lines[i] = line(burst + i);
            }
            for (int i = 0; i < RelayRun.BURST; i++) {
                touched += table[lines[i]];
            }
            for (int i = 0; i < RelayRun.BURST; i++) {
                touched += table[other(burst + i)];
            }
            sum += touched;
            for (int i = 0; i < RelayRun.BURST; i++) {
                ByteBuffer buffer = ring.buffer(burst + i);
                int at = ring.offset(burst + i);
                write(buffer, at, table[lines[i]] + read(buffer, at), table[other(burst + i) + LINE_LONGS - 1]);
                ring.restore(burst + i);
            }
        }
    }

    /** The line of another packet far away in the ring. */
    private int other(int number) {
        return line(~number * 0x9e37 & owners.length - 1);
    }

    /** Reads all packets of a burst, then all lines, then writes all. */
    void gatherBurst(int from, int packets) {
        for (int burst = from; burst < from + packets; burst += RelayRun.BURST) {
            long touched = 0;
            for (int i = 0; i < RelayRun.BURST; i++) {
                touched += ring.buffer(burst + i).getLong(ring.offset(burst + i));
                lines[i] = line(burst + i);
            }
            for (int i = 0; i < RelayRun.BURST; i++) {
                touched += table[lines[i]];
            }
            sum += touched;
            for (int i = 0; i < RelayRun.BURST; i++) {
                ByteBuffer buffer = ring.buffer(burst + i);
                int at = ring.offset(burst + i);
                write(buffer, at, table[lines[i]] + read(buffer, at), table[lines[i] + LINE_LONGS - 1]);
                ring.restore(burst + i);
            }
        }
    }
}
