package io.softwire46.mape.map;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * A port set without reserved ports, for a NAPT that assigns ports by index.
 *
 * <p>Stores the indexes of the reserved ports in the full set, ascending. The n-th remaining port is found by binary
 * search over the number of reserved indexes before it, so that each query takes O(log n) for n reserved ports.
 *
 * <p>Immutable.
 */
public final class ReducedPortSet {
    private final PortSet full;

    /** Indexes of the reserved ports in {@link #full}, strictly ascending. */
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
     * Returns the set from which the reserved ports were removed.
     *
     * @return the set including the reserved ports
     */
    public PortSet full() {
        return full;
    }

    /**
     * Returns the number of remaining ports.
     *
     * @return 0 to 65536
     */
    public int size() {
        return full.size() - removed.length;
    }

    /**
     * Returns whether a port remains in the set.
     *
     * @param port any number
     * @return true if it is in the full set and not reserved
     */
    public boolean contains(int port) {
        return indexOf(port) >= 0;
    }

    /**
     * Returns the remaining port at an index in ascending order; the inverse of {@link #indexOf}.
     *
     * @param index 0 to size - 1
     * @return the port
     * @throws IndexOutOfBoundsException for any other index
     */
    public int portAt(int index) {
        if (index < 0 || index >= size()) {
            throw new IndexOutOfBoundsException("port " + index + " of a set of " + size());
        }
        // removed[i] - i ports remain before the i-th reserved port, and this number never decreases with i.
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
     * Returns the index of a remaining port in ascending order.
     *
     * @param port any number
     * @return 0 to size - 1; -1 if the port is reserved or not in the full set
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
     * Returns the remaining ports in ascending order, without boxing.
     *
     * @return a stream of size elements
     */
    public IntStream stream() {
        return IntStream.range(0, size()).map(this::portAt);
    }

    /**
     * Passes each remaining port to an action in ascending order, without boxing.
     *
     * @param action the action, called once per port
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

    /** Returns the full set and the number of ports removed from it. */
    @Override
    public String toString() {
        return full + " without " + removed.length + " ports";
    }
}
