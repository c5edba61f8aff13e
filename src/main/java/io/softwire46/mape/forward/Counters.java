package io.softwire46.mape.forward;

/**
 * Packets and octets by direction and verdict.
 *
 * <p>Octets are those of the IPv4 packet where it was forwarded, so that both directions count the same layer, and those of
 * the packet as it came where it was not. Not thread-safe: one per worker.
 */
public final class Counters {
    private static final int VERDICTS = Verdict.values().length;

    private final long[] packets = new long[2 * VERDICTS];
    private final long[] octets = new long[2 * VERDICTS];

    /** All zero. */
    public Counters() {}

    void count(Direction direction, Verdict verdict, int octetCount) {
        int place = place(direction, verdict);
        packets[place]++;
        octets[place] += octetCount;
    }

    /**
     * Packets of one direction with one verdict.
     *
     * @param direction where they came from
     * @param verdict what became of them
     * @return how many
     */
    public long packets(Direction direction, Verdict verdict) {
        return packets[place(direction, verdict)];
    }

    /**
     * Octets of the packets of one direction with one verdict.
     *
     * @param direction where they came from
     * @param verdict what became of them
     * @return how many
     */
    public long octets(Direction direction, Verdict verdict) {
        return octets[place(direction, verdict)];
    }

    @SuppressWarnings("EnumOrdinal") // an array beside an enum is what the ordinal is for
    private static int place(Direction direction, Verdict verdict) {
        return direction.ordinal() * VERDICTS + verdict.ordinal();
    }
}
