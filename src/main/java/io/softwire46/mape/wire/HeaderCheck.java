package io.softwire46.mape.wire;

/**
 * What the validation of a header says.
 *
 * <p>Immutable.
 */
public enum HeaderCheck {
    /** Every accessor of the header is safe, and the packet is complete. */
    OK,
    /** Fewer octets are there than a header has, or than the header says. */
    TRUNCATED,
    /** Wrong version, or lengths that contradict each other. */
    BAD_HEADER,
    /** The header checksum (IPv4) is wrong. */
    BAD_CHECKSUM
}
