package io.softwire46.mape.conformance.report;

/**
 * Names of protocol numbers.
 *
 * <p>Static methods only.
 */
final class ProtocolName {
    private ProtocolName() {}

    /** Returns the name of a number of the IANA registry that the kit sends, "" for any other. */
    static String of(int number) {
        return switch (number) {
            case 0 -> "Hop-by-Hop";
            case 1 -> "ICMP";
            case 4 -> "IPv4";
            case 6 -> "TCP";
            case 17 -> "UDP";
            case 41 -> "IPv6";
            case 43 -> "Routing";
            case 44 -> "Fragment";
            case 47 -> "GRE";
            case 50 -> "ESP";
            case 51 -> "AH";
            case 58 -> "ICMPv6";
            case 59 -> "none";
            case 60 -> "Destination Options";
            case 132 -> "SCTP";
            default -> "";
        };
    }
}
