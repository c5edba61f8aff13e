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
 * <p>If {@code a > 0}, ports with A = 0 are not assigned. If {@code k = 0}, the address is not shared: one CE owns all
 * ports, and the offset has no effect.
 *
 * <p>Immutable.
 */
public final class PortParameters {
    /** No sharing: k is 0. */
    public static final PortParameters UNRESTRICTED = new PortParameters(0, 0);

    /** Result of {@link #psidOf} for a port that is not assigned to any CE: -1. */
    public static final int UNASSIGNED = -1;

    private static final int PORT_BITS = 16;

    private final int offset;
    private final int psidLength;

    private PortParameters(int offset, int psidLength) {
        this.offset = offset;
        this.psidLength = psidLength;
    }

    /**
     * Returns the parameters of a shared address, or {@link #UNRESTRICTED} if the length is 0.
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
     * Parses the output of {@link #toString}.
     *
     * @param text offset and length as {@code 6/8}
     * @return the parameters
     * @throws MapConfigurationException if the text is malformed or a number is out of range
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
                    "is outside 0..15; use 6, the default of RFC 7597",
                    "RFC 7598 section 4.5");
        }
        if (psidLength < 0 || psidLength > PORT_BITS) {
            findings.error(
                    FindingId.V07,
                    "psidLength",
                    psidLength,
                    "is outside 0..16, the bits of a port; use 0 to 16",
                    "RFC 7598 section 4.5");
        }
    }

    static void checkFit(int psidOffset, int psidLength, Findings findings) {
        if (psidLength > 0 && psidOffset + psidLength > PORT_BITS) {
            findings.error(
                    FindingId.V08,
                    "psidLength",
                    psidLength,
                    "exceeds the 16 bits of a port together with offset " + psidOffset + "; use an offset of at most "
                            + (PORT_BITS - psidLength),
                    "RFC 7597 section 5.1");
        }
    }

    /**
     * Returns the PSID offset, a.
     *
     * @return bits, 0 to 15; 0 if the address is not shared
     */
    public int psidOffset() {
        return offset;
    }

    /**
     * Returns the PSID length, k.
     *
     * @return bits, 0 to 16
     */
    public int psidLength() {
        return psidLength;
    }

    /**
     * Returns the length of j, the part of a port following the PSID: m = 16 - a - k.
     *
     * @return bits, 0 to 16
     */
    public int contiguousBits() {
        return PORT_BITS - offset - psidLength;
    }

    /**
     * Returns whether several CEs share one address.
     *
     * @return true if k is greater than 0
     */
    public boolean isShared() {
        return psidLength > 0;
    }

    /**
     * Returns the number of CEs that share one IPv4 address.
     *
     * @return 2^k, 1 to 65536
     */
    public int sharingRatio() {
        return 1 << psidLength;
    }

    /**
     * Returns the number of ports in one contiguous range of a CE.
     *
     * @return 2^m, 1 to 65536
     */
    public int contiguousPorts() {
        return 1 << contiguousBits();
    }

    /**
     * Returns the number of port ranges of a CE: 2^a - 1 if a &gt; 0, because A must not be 0, else 1.
     *
     * @return 1 to 32767
     */
    public int rangeCount() {
        return offset == 0 ? 1 : (1 << offset) - 1;
    }

    /**
     * Returns the number of ports of a CE. RFC 7597 section 5.1 gives 2^(16-k) - 2^m, which is valid for a &gt; 0 only.
     *
     * @return 1 to 65536
     */
    public int portCount() {
        return rangeCount() * contiguousPorts();
    }

    /**
     * Returns the lowest port that is assigned to a CE; lower ports have A = 0.
     *
     * @return 2^(16-a); 0 if a is 0
     */
    public int firstAssignedPort() {
        return offset == 0 ? 0 : 1 << (PORT_BITS - offset);
    }

    /**
     * Returns the PSID of the CE that owns a port.
     *
     * @param port any number
     * @return the PSID; 0 if the address is not shared; {@link #UNASSIGNED} if A is 0 and a is not, or the number is
     *     not a port
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

    /** Returns offset and length such as {@code 6/8}; {@link #parse} reads them. */
    @Override
    public String toString() {
        return offset + "/" + psidLength;
    }
}
