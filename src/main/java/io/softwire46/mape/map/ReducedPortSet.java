package io.softwire46.mape.map;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * A port set without reserved ports, for a NAPT that hands out ports by index.
 *
 * <p>Holds the places of the reserved ports in the full set, ascending. The n-th remaining port is found by binary
 * search for the number of reserved places before it, so that every question takes O(log n) for n reserved ports.
 *
 * <p>Immutable.
 */
public final class ReducedPortSet {
    private final PortSet full;

    /** Places in {@link #full} that are left out, strictly ascending. */
    private final int[] removed;

    private ReducedPortSet(PortSet full, int[] removed) {
        this.full = full;
        this.removed = removed;
    }

    static ReducedPortSet of(PortSet full, List<PortRange> reserved) {
        int[] removed = reserved.stream()
                .flatMapToInt(range -> IntStream.rangeClosed(range.first(), range.last()))
                .map(full::indexOf)
                .filter(index -> index >= 0)
                .sorted()
                .distinct()
                .toArray();
        return new ReducedPortSet(full, removed);
    }

    /**
     * The set that ports were taken from.
     *
     * @return the set with the reserved ports in it
     */
    public PortSet full() {
        return full;
    }

    /**
     * Ports that remain.
     *
     * @return 0 to 65536
     */
    public int size() {
        return full.size() - removed.length;
    }

    /**
     * Whether a port remains.
     *
     * @param port any number
     * @return true when it is in the full set and not reserved
     */
    public boolean contains(int port) {
        return indexOf(port) >= 0;
    }

    /**
     * The remaining port at a place in ascending order; the inverse of {@link #indexOf}.
     *
     * @param index 0 to size - 1
     * @return the port
     * @throws IndexOutOfBoundsException for any other index
     */
    public int portAt(int index) {
        if (index < 0 || index >= size()) {
            throw new IndexOutOfBoundsException("port " + index + " of a set of " + size());
        }
        // removed[i] - i ports remain before the i-th removed one, and that never decreases with i.
        int low = 0;
        int high = removed.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (removed[middle] - middle <= index) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return full.portAt(index + low);
    }

    /**
     * The place of a remaining port in ascending order.
     *
     * @param port any number
     * @return 0 to size - 1, or -1 when the port does not remain
     */
    public int indexOf(int port) {
        int index = full.indexOf(port);
        if (index < 0) {
            return -1;
        }
        int place = Arrays.binarySearch(removed, index);
        return place >= 0 ? -1 : index - (-place - 1);
    }

    /**
     * The remaining ports in ascending order, without boxing.
     *
     * @return a stream of size elements
     */
    public IntStream stream() {
        return IntStream.range(0, size()).map(this::portAt);
    }

    /**
     * Gives every remaining port in ascending order, without boxing.
     *
     * @param action what to do with each
     */
    public void forEach(IntConsumer action) {
        stream().forEach(action);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ReducedPortSet that && full.equals(that.full) && Arrays.equals(removed, that.removed);
    }

    @Override
    public int hashCode() {
        return 31 * full.hashCode() + Arrays.hashCode(removed);
    }

    /** The full set and the number of ports that are missing from it. */
    @Override
    public String toString() {
        return full + " without " + removed.length + " ports";
    }
}
