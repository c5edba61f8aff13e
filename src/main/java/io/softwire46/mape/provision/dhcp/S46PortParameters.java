package io.softwire46.mape.provision.dhcp;

import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.FindingId;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.map.PortParameters;
import java.util.List;

/**
 * OPTION_S46_PORTPARAMS (RFC 7598 section 4.5), and in the same layout OPTION_V4_PORTPARAMS of DHCPv4 (RFC 7618).
 *
 * <pre>
 * +---------------+---------------+-------------------------------+
 * |    offset     |    PSID-len   |              PSID             |
 * +---------------+---------------+-------------------------------+
 *     8 bits           8 bits       16 bits, the PSID in the first
 * </pre>
 *
 * <p>Immutable.
 */
public final class S46PortParameters {
    /** Length of the option's value. */
    public static final int OCTETS = 4;

    static final String RFC = "RFC 7598 section 4.5";

    private final int offset;
    private final int psidLength;
    private final int psid;

    private S46PortParameters(int offset, int psidLength, int psid) {
        this.offset = offset;
        this.psidLength = psidLength;
        this.psid = psid;
    }

    /**
     * Parameters with an explicit PSID.
     *
     * @param offset bits in front of the PSID, a: 0 to 15
     * @param psidLength k: 0 to 16, a + k at most 16; 0 gives the offset only
     * @param psid 0 to 2^k - 1, right-aligned
     * @return the parameters
     * @throws MapConfigurationException with finding V06, V07, V08 or V12
     */
    public static S46PortParameters of(int offset, int psidLength, int psid) {
        PortParameters.of(offset, psidLength);
        if (psid < 0 || psid >= 1 << psidLength) {
            throw new MapConfigurationException(List.of(new Finding(
                    FindingId.V12,
                    Finding.Severity.ERROR,
                    "psid",
                    Integer.toString(psid),
                    "does not fit into " + psidLength + " bits; it is at most " + ((1 << psidLength) - 1),
                    RFC)));
        }
        return new S46PortParameters(offset, psidLength, psid);
    }

    /**
     * Parameters that only set the offset, the PSID being in the EA bits.
     *
     * @param offset 0 to 15
     * @return the parameters
     * @throws MapConfigurationException with finding V06
     */
    public static S46PortParameters ofOffset(int offset) {
        return of(offset, 0, 0);
    }

    /** From the octets of the option; bits behind the PSID are ignored. */
    static S46PortParameters ofField(int offset, int psidLength, int psidField) {
        PortParameters.of(offset, psidLength);
        return new S46PortParameters(offset, psidLength, psidField >>> (16 - psidLength));
    }

    /**
     * PSID offset, a.
     *
     * @return 0 to 15
     */
    public int offset() {
        return offset;
    }

    /**
     * PSID length, k.
     *
     * @return 0 to 16; 0 when no PSID is given
     */
    public int psidLength() {
        return psidLength;
    }

    /**
     * The PSID as a number.
     *
     * @return right-aligned, 0 to 2^k - 1
     */
    public int psid() {
        return psid;
    }

    /** The PSID as the option has it, left-aligned in 16 bits. */
    int psidField() {
        return psid << (16 - psidLength);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof S46PortParameters that
                && offset == that.offset
                && psidLength == that.psidLength
                && psid == that.psid;
    }

    @Override
    public int hashCode() {
        return psid << 10 | psidLength << 5 | offset;
    }

    /** Such as {@code offset 6, PSID 0x34/8}. */
    @Override
    public String toString() {
        return "offset " + offset + (psidLength == 0 ? "" : ", PSID 0x" + Integer.toHexString(psid) + "/" + psidLength);
    }
}
