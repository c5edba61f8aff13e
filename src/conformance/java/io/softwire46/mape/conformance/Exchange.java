package io.softwire46.mape.conformance;

import java.util.List;
import java.util.Locale;

/**
 * What the product sent.
 *
 * <p>Immutable.
 *
 * @param ended why the answer was given
 * @param outputs in the order in which they were sent, at most {@link #MAX_OUTPUTS}
 */
public record Exchange(Ended ended, List<Received> outputs) {
    /** Largest number of packets of one exchange. */
    public static final int MAX_OUTPUTS = 65_536;

    /** Largest number of octets of one exchange. */
    public static final long MAX_OCTETS = 64L << 20;

    /** Why an answer was given. */
    public enum Ended {
        /** All output of the packets exists. */
        SYNC,
        /** Every mark was seen, and then it was quiet. */
        MARK,
        /** Time was over. */
        DEADLINE;

        /** Returns the name that the protocol uses. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Copies the list. */
    public Exchange {
        outputs = List.copyOf(outputs);
    }
}
