package io.softwire46.mape.wire;

/**
 * Result of the validation of a header.
 *
 * <p>Immutable.
 */
public enum HeaderCheck {
    /** Every accessor of the header is safe, and the packet is complete. */
    OK,
    /** Fewer octets are present than the header has or declares. */
    TRUNCATED,
    /** Wrong version, or lengths that contradict each other. */
    BAD_HEADER,
    /** The header checksum (IPv4) is wrong. */
    BAD_CHECKSUM
}
