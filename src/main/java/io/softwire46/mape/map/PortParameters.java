package io.softwire46.mape.map;

import io.softwire46.mape.finding.FindingId;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.map.internal.Findings;
import io.softwire46.mape.map.internal.Numbers;

/**
 * PSID offset {@code a} and PSID length {@code k}: how a port number divides into {@code A}, PSID and {@code j}
 * (RFC 7597 section 5.1). Every CE that shares an IPv4 address has the same parameters.
 *
 * <pre>
 *  0          a-1 a           a+k-1 a+k         15
 * +--------------+-----------------+--------------+
 * |      A       |      PSID       |      j       |
 * +--------------+-----------------+--------------+
 *      a bits          k bits           m bits
 * </pre>
 *
 * With {@code a > 0} the ports whose A is 0 belong to nobody. With {@code k = 0} nothing is shared, all ports belong to
 * the one CE, and the offset means nothing.
 *
 * <p>Immutable.
 */
public final class PortParameters {
    /** No sharing: k is 0. */
    public static final PortParameters UNRESTRICTED = new PortParameters(0, 0);

    /** What {@link #psidOf} answers for a port that belongs to nobody. */
    public static final int UNASSIGNED = -1;

    private static final int PORT_BITS = 16;

    private final int offset;
    private final int psidLength;

    private PortParameters(int offset, int psidLength) {
        this.offset = offset;
        this.psidLength = psidLength;
    }

    /**
     * The parameters of a shared address, or {@link #UNRESTRICTED} where the length is 0.
     *
     * @param psidOffset a, 0 to 15
     * @param psidLength k, 0 to 16, a + k at most 16
     * @return the parameters
     * @throws MapConfigurationException with finding V06, V07 or V08
     */
    public static PortParameters of(int psidOffset, int psidLength) {
        Findings findings = new Findings();
        checkRanges(psidOffset, psidLength, findings);
        if (!findings.hasError()) {
            checkFit(psidOffset, psidLength, findings);
        }
        findings.throwIfAnyError();
        return psidLength == 0 ? UNRESTRICTED : new PortParameters(psidOffset, psidLength);
    }

    /**
     * Reads what {@link #toString} prints.
     *
     * @param text offset and length as {@code 6/8}
     * @return the parameters
     * @throws MapConfigurationException when the text is not of that form or out of range
     */
    public static PortParameters parse(String text) {
        int[] numbers = Numbers.slashed("portParameters", text, 2, "6/8", "RFC 7597 section 5.1");
        return of(numbers[0], numbers[1]);
    }

    static void checkRanges(int psidOffset, int psidLength, Findings findings) {
        if (psidOffset < 0 || psidOffset > 15) {
            findings.error(
                    FindingId.V06,
                    "psidOffset",
                    psidOffset,
                    "is outside 0..15; RFC 7597 uses 6",
                    "RFC 7598 section 4.5");
        }
        if (psidLength < 0 || psidLength > PORT_BITS) {
            findings.error(
                    FindingId.V07,
                    "psidLength",
                    psidLength,
                    "is outside 0..16, the bits of a port",
                    "RFC 7598 section 4.5");
        }
    }

    static void checkFit(int psidOffset, int psidLength, Findings findings) {
        if (psidLength > 0 && psidOffset + psidLength > PORT_BITS) {
            findings.error(
                    FindingId.V08,
                    "psidLength",
                    psidLength,
                    "and offset " + psidOffset + " together exceed the 16 bits of a port; an offset of at most "
                            + (PORT_BITS - psidLength) + " leaves room",
                    "RFC 7597 section 5.1");
        }
    }

    /**
     * PSID offset, a.
     *
     * @return bits, 0 to 15; 0 when nothing is shared
     */
    public int psidOffset() {
        return offset;
    }

    /**
     * PSID length, k.
     *
     * @return bits, 0 to 16
     */
    public int psidLength() {
        return psidLength;
    }

    /**
     * Length of j, the part of a port right of the PSID: m = 16 - a - k.
     *
     * @return bits, 0 to 16
     */
    public int contiguousBits() {
        return PORT_BITS - offset - psidLength;
    }

    /**
     * Whether several CEs share one address.
     *
     * @return true when k is greater than 0
     */
    public boolean isShared() {
        return psidLength > 0;
    }

    /**
     * CEs an address.
     *
     * @return 2^k, 1 to 65536
     */
    public int sharingRatio() {
        return 1 << psidLength;
    }

    /**
     * Ports in one range of a CE.
     *
     * @return 2^m, 1 to 65536
     */
    public int contiguousPorts() {
        return 1 << contiguousBits();
    }

    /**
     * Ranges of a CE: 2^a - 1 because A must not be 0, or one where a is 0.
     *
     * @return 1 to 32767
     */
    public int rangeCount() {
        return offset == 0 ? 1 : (1 << offset) - 1;
    }

    /**
     * Ports of a CE. RFC 7597 section 5.1 gives 2^(16-k) - 2^m, which holds for a &gt; 0 only.
     *
     * @return 1 to 65536
     */
    public int portCount() {
        return rangeCount() * contiguousPorts();
    }

    /**
     * The lowest port that belongs to anybody; the ports below have A = 0.
     *
     * @return 2^(16-a), or 0 where a is 0
     */
    public int firstAssignedPort() {
        return offset == 0 ? 0 : 1 << (PORT_BITS - offset);
    }

    /**
     * Which CE owns a port.
     *
     * @param port any number
     * @return the PSID, 0 where nothing is shared, or {@link #UNASSIGNED} where A is 0 and a is not, and for what is
     *     no port
     */
    public int psidOf(int port) {
        if (port >>> PORT_BITS != 0 || port < firstAssignedPort()) {
            return UNASSIGNED;
        }
        return port >>> contiguousBits() & sharingRatio() - 1;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PortParameters that && offset == that.offset && psidLength == that.psidLength;
    }

    @Override
    public int hashCode() {
        return offset << 5 | psidLength;
    }

    /** Offset and length as {@code 6/8}, which {@link #parse} reads. */
    @Override
    public String toString() {
        return offset + "/" + psidLength;
    }
}
