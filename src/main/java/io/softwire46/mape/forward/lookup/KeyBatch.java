package io.softwire46.mape.forward.lookup;

/**
 * The columns of a batch that look-up reads and writes, in one array: element {@code COLUMN + i} belongs to packet i. The array
 * has further columns after these, which belong to its owner.
 *
 * <p>Static methods only.
 */
public final class KeyBatch {
    /** The maximum number of packets in a batch. */
    public static final int PACKETS = 64;

    /** Negative if the packet failed a check and takes the slow path. */
    public static final int PUNTS = 0;

    /** Address and port to find a rule by, 32 bits and 16 bits. */
    public static final int KEYS = PACKETS;

    /** The result for the key: see {@link CompiledRules#find}. */
    public static final int SLOTS = 2 * PACKETS;

    /** A word of the rule: its tag in the lower half; negative if other rules are nested inside. */
    public static final int TAGS = 3 * PACKETS;

    /** MAP address of the key, bits 0 to 63. */
    public static final int HIGH = 4 * PACKETS;

    /** MAP address of the key, bits 64 to 127. */
    public static final int LOW = 5 * PACKETS;

    /** The first element that look-up does not use. */
    public static final int END = 6 * PACKETS;

    private KeyBatch() {}
}
