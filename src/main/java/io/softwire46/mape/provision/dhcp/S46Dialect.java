package io.softwire46.mape.provision.dhcp;

/**
 * How the flags of OPTION_S46_RULE are read.
 *
 * <p>Immutable.
 */
public enum S46Dialect {
    /** F is the lowest bit, 0x01 (RFC 7598 section 4.1, figure 2). */
    RFC7598(0x01),
    /** F is the lowest bit or the highest: an edition of Kea's manual names 128. */
    HIGH_BIT_FORWARDING(0x81);

    private final int forwardingMask;

    S46Dialect(int forwardingMask) {
        this.forwardingMask = forwardingMask;
    }

    boolean isForwarding(int flags) {
        return (flags & forwardingMask) != 0;
    }
}
