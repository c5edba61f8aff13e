package io.softwire46.mape.conformance.judge;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What becomes of packets of a case that are not forwarded or dropped one by one. A packet without a fate leaves because of its own
 * step, or is dropped.
 *
 * <p>Immutable.
 *
 * @param steps the fate of the packet of each step
 * @param joined whether those that leave are reassembled: they leave as one packet
 */
public record Fates(SortedMap<Integer, Fate> steps, boolean joined) {
    /** No packet of the case waits for another. */
    public static final Fates NONE = new Fates(new TreeMap<>(), false);

    /** Copies the map. */
    public Fates {
        steps = Collections.unmodifiableSortedMap(new TreeMap<>(steps));
    }

    /** What becomes of a packet. */
    public enum Fate {
        /** It leaves when it arrives, or completes a packet that does. */
        FORWARDED,
        /** A fragment that waits for others when it arrives, and leaves with them. */
        HELD,
        /** A fragment that still waits at the end of the case. */
        WAITING,
        /** A fragment that waits when it arrives, and is dropped because of a later one. */
        DISCARDED,
        /** A fragment that is received twice: it is dropped, or waits as the first one does. */
        DUPLICATE;

        /**
         * Returns the fate of a name.
         *
         * @param text as a case writes it
         */
        public static Optional<Fate> of(String text) {
            return Stream.of(values())
                    .filter(fate -> fate.toString().equals(text))
                    .findFirst();
        }

        /** Returns the name in a case, such as {@code held}. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Returns whether there are none. */
    public boolean isEmpty() {
        return steps.isEmpty();
    }

    /** Returns the number of packets with a fate. */
    long count(Fate fate) {
        return of(fate).size();
    }

    /** Returns the steps of the packets with a fate. */
    List<Integer> of(Fate fate) {
        return steps.keySet().stream().filter(step -> steps.get(step) == fate).toList();
    }
}
