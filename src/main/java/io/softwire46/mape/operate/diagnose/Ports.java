package io.softwire46.mape.operate.diagnose;

/**
 * Port sets (RFC 7597 section 5.1) by offset and length.
 *
 * <p>Static methods only.
 */
public final class Ports {
    /** An observation without a port: -1. */
    public static final int NO_PORT = -1;

    /** The offset of rules without a PSID: -1. */
    public static final int NO_OFFSET = -1;

    /** Number of PSID offsets, 0 to 15. */
    public static final int OFFSETS = 16;

    private Ports() {}

    /** Returns the number of offsets of a PSID length; 1 if there is no PSID. */
    static int offsets(int psidLength) {
        return psidLength == 0 ? 1 : Math.min(15, 16 - psidLength) + 1;
    }

    /** Returns the PSID of a port, without regard to A. */
    public static int psid(int port, int offset, int psidLength) {
        return port >>> (16 - offset - psidLength) & (1 << psidLength) - 1;
    }

    /** Returns whether a port has A = 0, so that no CE may use it. */
    public static boolean isExcluded(int port, int offset) {
        return offset > 0 && port >>> (16 - offset) == 0;
    }

    /** Returns whether a CE may use a port; true without a port. */
    public static boolean fits(int port, int offset, int psidLength, int psid) {
        return port < 0 || psidLength == 0 || (!isExcluded(port, offset) && psid(port, offset, psidLength) == psid);
    }

    /** Returns whether all ports can be of one CE. */
    public static boolean areOfOne(int[] ports, int offset, int psidLength) {
        for (int port : ports) {
            if (!fits(port, offset, psidLength, psid(ports[0], offset, psidLength))) {
                return false;
            }
        }
        return true;
    }
}
