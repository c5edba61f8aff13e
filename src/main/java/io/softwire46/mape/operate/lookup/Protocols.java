package io.softwire46.mape.operate.lookup;

import java.util.Locale;
import java.util.Map;

/**
 * IPv4 protocols by name, and whether a protocol has ports that MAP shares (RFC 7597 sections 5.1 and 8.2).
 *
 * <p>Static methods only.
 */
public final class Protocols {
    /** Result of {@link #parse} for a text that is no protocol. */
    public static final int MALFORMED = -2;

    /** The names that {@link #parse} accepts, for messages. */
    public static final String ACCEPTED = "a number of 0 to 255, tcp, udp, icmp, udplite, dccp, sctp, gre, esp or ah";

    public static final int ICMP = 1;
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int DCCP = 33;
    private static final int SCTP = 132;
    private static final int UDP_LITE = 136;

    private static final Map<String, Integer> NAMES = Map.of(
            "icmp", ICMP, "tcp", TCP, "udp", UDP, "dccp", DCCP, "gre", 47, "esp", 50, "ah", 51, "sctp", SCTP, "udplite",
            UDP_LITE);

    private Protocols() {}

    /**
     * Parses a protocol.
     *
     * @param text decimal number without leading zeros, or a name in any case
     * @return 0 to 255, or {@link #MALFORMED}
     */
    public static int parse(String text) {
        Integer known = NAMES.get(text.toLowerCase(Locale.ROOT));
        if (known != null) {
            return known;
        }
        int number = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9' || i > 2) {
                return MALFORMED;
            }
            number = number * 10 + c - '0';
        }
        boolean isPadded = text.length() > 1 && text.charAt(0) == '0';
        return text.isEmpty() || isPadded || number > 255 ? MALFORMED : number;
    }

    /**
     * Returns whether packets of a protocol have a port or ICMP Identifier.
     *
     * @param protocol 0 to 255; negative if it is unknown, since all protocols share one port set
     * @return false for a protocol such as GRE or ESP
     */
    public static boolean hasPorts(int protocol) {
        return switch (protocol) {
            case ICMP, TCP, UDP, DCCP, SCTP, UDP_LITE -> true;
            default -> protocol < 0;
        };
    }
}
