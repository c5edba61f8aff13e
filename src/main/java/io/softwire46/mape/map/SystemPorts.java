package io.softwire46.mape.map;

/**
 * The PSIDs that own system ports (0 to 1023) if the offset is 0 and no port is excluded (RFC 7597 appendix B.1).
 *
 * <p>Static methods only.
 */
final class SystemPorts {
    private static final int COUNT = 1024;

    private SystemPorts() {}

    /**
     * Returns the lowest PSID that owns no system port; 0 if the offset or the absence of sharing makes every PSID
     * valid.
     */
    static int firstPsidWithout(PortParameters ports) {
        if (ports.psidOffset() > 0 || !ports.isShared()) {
            return 0;
        }
        int contiguous = ports.contiguousPorts();
        return (COUNT + contiguous - 1) / contiguous;
    }
}
