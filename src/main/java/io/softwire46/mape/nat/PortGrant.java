package io.softwire46.mape.nat;

/**
 * The answer to a {@link PortRequest}.
 *
 * <p>Immutable.
 *
 * @param result the PCP result
 * @param port first external port if the result is {@link Result#SUCCESS} and the lifetime is not 0, else 0
 * @param ports number of consecutive ports
 * @param lifetimeSeconds remaining lifetime; {@link #FOREVER} for a static forward
 * @param below if the suggested port is refused, the nearest port below it that is free, else 0
 * @param above the same above it
 */
public record PortGrant(Result result, int port, int ports, long lifetimeSeconds, int below, int above) {
    /** Lifetime of a static forward (RFC 6887 section 11.3). */
    public static final long FOREVER = 0xffff_ffffL;

    /** Result codes of RFC 6887 section 7.4. */
    public enum Result {
        /** The mapping was made, renewed or deleted. */
        SUCCESS,
        /** Another client has made the mapping, or it was not requested. */
        NOT_AUTHORIZED,
        /** The protocol has no forwards. */
        UNSUPP_PROTOCOL,
        /** Options that exclude each other. */
        MALFORMED_OPTION,
        /** The address is not inside. */
        ADDRESS_MISMATCH,
        /** The suggested port is not available, and no other was accepted. */
        CANNOT_PROVIDE_EXTERNAL,
        /** The host has its maximum number of forwards. */
        USER_EX_QUOTA,
        /** No port or no room for a forward is left. */
        NO_RESOURCES
    }

    static PortGrant refused(Result result) {
        return new PortGrant(result, 0, 0, 0, 0, 0);
    }
}
