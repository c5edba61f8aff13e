package io.softwire46.mape.map;

import io.softwire46.mape.finding.FindingId;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.map.internal.Findings;
import io.softwire46.mape.map.internal.Numbers;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PrimitiveIterator;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * The ports of one CE: all ports with its PSID, except those with A = 0 if the offset is greater than 0 (RFC 7597
 * section 5.1). The object stores offset, length and PSID only. All methods except iteration take constant time.
 *
 * <p>Immutable.
 */
public final class PortSet {
    /** All 65,536 ports: the set of a CE whose address is not shared. */
    public static final PortSet ALL = new PortSet(PortParameters.UNRESTRICTED, 0);

    private static final String RFC = "RFC 7597 section 5.1";

    private final PortParameters parameters;
    private final int psid;

    private PortSet(PortParameters parameters, int psid) {
        this.parameters = parameters;
        this.psid = psid;
    }

    /**
     * Returns the port set of a PSID.
     *
     * @param parameters offset and length
     * @param psid 0 to 2^k - 1
     * @return the set
     * @throws MapConfigurationException with finding V12 if the PSID does not fit into k bits
     */
    public static PortSet of(PortParameters parameters, int psid) {
        if (psid < 0 || psid >= parameters.sharingRatio()) {
            Findings findings = new Findings();
            findings.error(
                    FindingId.V12,
                    "psid",
                    psid,
                    "does not fit into " + parameters.psidLength() + " bits of PSID; use at most "
                            + (parameters.sharingRatio() - 1),
                    RFC);
            findings.throwIfAnyError();
        }
        return parameters.isShared() ? new PortSet(parameters, psid) : ALL;
    }

    /**
     * Returns the port set of a PSID.
     *
     * @param psidOffset a, 0 to 15
     * @param psidLength k, 0 to 16, a + k at most 16
     * @param psid 0 to 2^k - 1
     * @return the set
     * @throws MapConfigurationException with finding V06, V07, V08 or V12
     */
    public static PortSet of(int psidOffset, int psidLength, int psid) {
        return of(PortParameters.of(psidOffset, psidLength), psid);
    }

    /**
     * Parses the output of {@link #toString}.
     *
     * @param text offset, length and PSID as {@code 6/8/0x34} or {@code 6/8/52}
     * @return the set
     * @throws MapConfigurationException if the text is malformed or a number is out of range
     */
    public static PortSet parse(String text) {
        int[] numbers = Numbers.slashed("portSet", text, 3, "6/8/0x34", RFC);
        return of(numbers[0], numbers[1], numbers[2]);
    }

    /**
     * Returns the PSID offset and length.
     *
     * @return the parameters, which are the same for all CEs of the address
     */
    public PortParameters parameters() {
        return parameters;
    }

    /**
     * Returns the port-set identifier (PSID).
     *
     * @return 0 to 2^k - 1
     */
    public int psid() {
        return psid;
    }

    /**
     * Returns the number of ports in the set.
     *
     * @return 1 to 65536
     */
    public int size() {
        return parameters.portCount();
    }

    /**
     * Returns whether the CE may use a port.
     *
     * @param port any number; those outside 0 to 65535 are in no set
     * @return true if the port is in the set
     */
    public boolean contains(int port) {
        return port >>> 16 == 0 && parameters.psidOf(port) == psid;
    }

    /**
     * Returns the port at an index in ascending order; the inverse of {@link #indexOf}.
     *
     * @param index 0 to size - 1
     * @return the port
     * @throws IndexOutOfBoundsException for any other index
     */
    public int portAt(int index) {
        if (index < 0 || index >= size()) {
            throw new IndexOutOfBoundsException("port " + index + " of a set of " + size());
        }
        int j = index & parameters.contiguousPorts() - 1;
        return rangeStart(index >>> parameters.contiguousBits()) + j;
    }

    /**
     * Returns the index of a port in ascending order.
     *
     * @param port any number
     * @return 0 to size - 1; -1 if the port is not in the set
     */
    public int indexOf(int port) {
        if (!contains(port)) {
            return -1;
        }
        int j = port & parameters.contiguousPorts() - 1;
        int range = parameters.psidOffset() == 0 ? 0 : (port >>> (16 - parameters.psidOffset())) - 1;
        return range << parameters.contiguousBits() | j;
    }

    /**
     * Returns the number of contiguous port ranges of the set.
     *
     * @return 1 to 32767
     */
    public int rangeCount() {
        return parameters.rangeCount();
    }

    /**
     * Returns the port range at an index in ascending order.
     *
     * @param index 0 to rangeCount - 1
     * @return its first and last port
     * @throws IndexOutOfBoundsException for any other index
     */
    public PortRange rangeAt(int index) {
        if (index < 0 || index >= rangeCount()) {
            throw new IndexOutOfBoundsException("range " + index + " of " + rangeCount());
        }
        int first = rangeStart(index);
        return new PortRange(first, first + parameters.contiguousPorts() - 1);
    }

    /**
     * Returns the ranges in ascending order.
     *
     * @return an immutable list
     */
    public List<PortRange> ranges() {
        return IntStream.range(0, rangeCount()).mapToObj(this::rangeAt).toList();
    }

    /**
     * Returns the ports in ascending order, without boxing.
     *
     * @return a stream of size elements
     */
    public IntStream stream() {
        return IntStream.range(0, size()).map(this::portAt);
    }

    /**
     * Returns the ports in ascending order, without boxing.
     *
     * @return an iterator over size elements
     */
    public PrimitiveIterator.OfInt iterator() {
        return new PrimitiveIterator.OfInt() {
            private int next;

            @Override
            public boolean hasNext() {
                return next < size();
            }

            @Override
            public int nextInt() {
                if (!hasNext()) {
                    throw new NoSuchElementException("after port " + portAt(size() - 1));
                }
                return portAt(next++);
            }
        };
    }

    /**
     * Passes each port to an action in ascending order, without boxing.
     *
     * @param action the action, called once per port
     */
    public void forEach(IntConsumer action) {
        for (int range = 0; range < rangeCount(); range++) {
            int first = rangeStart(range);
            for (int j = 0; j < parameters.contiguousPorts(); j++) {
                action.accept(first + j);
            }
        }
    }

    /**
     * Returns the set without reserved ports, such as port 0, a management port or the forwarded ports of a customer.
     *
     * @param reserved ranges to exclude; ports outside the set are ignored
     * @return the remaining ports, possibly none
     */
    public ReducedPortSet minus(PortRange... reserved) {
        return ReducedPortSet.of(this, List.of(reserved));
    }

    private int rangeStart(int index) {
        int a = parameters.psidOffset();
        int high = a == 0 ? 0 : (index + 1) << (16 - a);
        return high | (psid << parameters.contiguousBits());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PortSet that && psid == that.psid && parameters.equals(that.parameters);
    }

    @Override
    public int hashCode() {
        return parameters.hashCode() << 16 ^ psid;
    }

    /** Returns offset, length and PSID such as {@code 6/8/0x34}; {@link #parse} reads them. */
    @Override
    public String toString() {
        return parameters + "/0x" + Integer.toHexString(psid);
    }
}
