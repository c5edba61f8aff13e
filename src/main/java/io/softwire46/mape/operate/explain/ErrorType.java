package io.softwire46.mape.operate.explain;

/**
 * An ICMP or ICMPv6 error. Immutable.
 *
 * @param word the 32 bits that follow the checksum
 */
record ErrorType(int type, int code, long word) {
    static final ErrorType TIME_EXCEEDED = new ErrorType(11, 0, 0);
    static final ErrorType REASSEMBLY_TIME_EXCEEDED = new ErrorType(11, 1, 0);
    static final ErrorType HOST_UNREACHABLE = new ErrorType(3, 1, 0);
    static final ErrorType PROTOCOL_UNREACHABLE = new ErrorType(3, 2, 0);
    static final ErrorType PROHIBITED = new ErrorType(3, 13, 0);
    static final ErrorType V6_SOURCE_FAILED_POLICY = new ErrorType(1, 5, 0);
    static final ErrorType V6_REASSEMBLY_TIME_EXCEEDED = new ErrorType(3, 1, 0);

    static ErrorType fragmentationNeeded(long mtu) {
        return new ErrorType(3, 4, Math.min(65_535, mtu));
    }
}
