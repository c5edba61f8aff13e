package io.softwire46.mape.map;

/**
 * Which CEs would own ports 0 to 1023 where the offset is 0 and nothing excludes them (RFC 7597 appendix B.1).
 *
 * <p>Static methods only.
 */
final class SystemPorts {
    private static final int COUNT = 1024;

    private SystemPorts() {}

    /** The lowest PSID without a system port; 0 where none has one because of that. */
    static int firstPsidWithout(PortParameters ports) {
        if (ports.psidOffset() > 0 || !ports.isShared()) {
            return 0;
        }
        int contiguous = ports.contiguousPorts();
        return (COUNT + contiguous - 1) / contiguous;
    }
}
