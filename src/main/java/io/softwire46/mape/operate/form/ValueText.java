package io.softwire46.mape.operate.form;

/**
 * Addresses, ports and protocols in octets. A result below zero is a problem, whose text is {@link #addressProblem} and
 * so on.
 *
 * <p>Static methods only.
 */
public final class ValueText {
    /** Result of {@link #ipv4}, {@link #port} and {@link #protocol} for a malformed value. */
    public static final int MALFORMED = -1;

    static final int LEADING_ZERO = -2;
    static final int IPV6 = -3;

    private static final int MAX_PORT = 0xffff;
    private static final int MAX_PROTOCOL = 0xff;
    private static final byte[] MAPPED_PREFIX = {':', ':', 'f', 'f', 'f', 'f', ':'};
    private static final String[] NAMES = {"tcp", "udp", "icmp", "udplite", "dccp", "sctp", "gre", "esp", "ah"};
    private static final int[] NUMBERS = {6, 17, 1, 136, 33, 132, 47, 50, 51};

    private ValueText() {}

    /**
     * Returns an IPv4 address as an unsigned number: a dotted quad, or the same after {@code ::ffff:}.
     *
     * @param octets holds the text
     * @param from the first octet
     * @param to the end, exclusive
     * @return 0 to 2^32 - 1, or a number below zero
     */
    public static long ipv4(byte[] octets, int from, int to) {
        int at = from;
        if (at < to && octets[at] == ':' && isMapped(octets, at, to)) {
            at += MAPPED_PREFIX.length;
        }
        long address = 0;
        for (int quad = 0; quad < 4; quad++) {
            if (quad > 0) {
                if (at >= to || octets[at] != '.') {
                    return refusal(octets, from, to);
                }
                at++;
            }
            int start = at;
            int value = 0;
            while (at < to && at - start < 4 && octets[at] >= '0' && octets[at] <= '9') {
                value = value * 10 + octets[at] - '0';
                at++;
            }
            if (at == start || value > 255) {
                return refusal(octets, from, to);
            }
            // Some programs read 010 as 8.
            if (octets[start] == '0' && at - start > 1) {
                return LEADING_ZERO;
            }
            address = address << 8 | value;
        }
        return at == to ? address : refusal(octets, from, to);
    }

    private static boolean isMapped(byte[] octets, int from, int to) {
        if (to - from < MAPPED_PREFIX.length) {
            return false;
        }
        for (int i = 0; i < MAPPED_PREFIX.length; i++) {
            int octet = octets[from + i];
            if ((octet == 'F' ? 'f' : octet) != MAPPED_PREFIX[i]) {
                return false;
            }
        }
        return true;
    }

    private static int refusal(byte[] octets, int from, int to) {
        int colons = 0;
        for (int i = from; i < to; i++) {
            if (octets[i] == ':') {
                colons++;
            }
        }
        return colons > 1 ? IPV6 : MALFORMED;
    }

    static String addressProblem(long result) {
        if (result == LEADING_ZERO) {
            return "has a leading zero, which some programs read as octal; use a dotted quad without them";
        }
        return result == IPV6
                ? "is an IPv6 address; use an IPv4 address, or ::ffff: with one"
                : "is not an IPv4 address; use a dotted quad such as 192.0.2.1";
    }

    /** Returns a port or ICMP Identifier, 0 to 65,535, or {@link #MALFORMED}. */
    public static int port(byte[] octets, int from, int to) {
        boolean isPadded = to - from > 1 && octets[from] == '0';
        return isPadded ? MALFORMED : number(octets, from, to, MAX_PORT);
    }

    /** Returns a protocol by number or name, 0 to 255, or {@link #MALFORMED}. */
    public static int protocol(byte[] octets, int from, int to) {
        if (from < to && octets[from] >= '0' && octets[from] <= '9') {
            boolean isPadded = to - from > 1 && octets[from] == '0';
            return isPadded ? MALFORMED : number(octets, from, to, MAX_PROTOCOL);
        }
        for (int i = 0; i < NAMES.length; i++) {
            if (isName(NAMES[i], octets, from, to)) {
                return NUMBERS[i];
            }
        }
        return MALFORMED;
    }

    private static boolean isName(String name, byte[] octets, int from, int to) {
        if (to - from != name.length()) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            int octet = octets[from + i];
            int lower = octet >= 'A' && octet <= 'Z' ? octet + ('a' - 'A') : octet;
            if (lower != name.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static int number(byte[] octets, int from, int to, int max) {
        if (from == to || to - from > 5) {
            return MALFORMED;
        }
        int number = 0;
        for (int i = from; i < to; i++) {
            if (octets[i] < '0' || octets[i] > '9') {
                return MALFORMED;
            }
            number = number * 10 + octets[i] - '0';
        }
        return number <= max ? number : MALFORMED;
    }

    static String portProblem() {
        return "is not a port; use 0 to 65535 without leading zeros, or nothing";
    }

    static String protocolProblem() {
        return "is not a protocol; use 0 to 255, or one of " + String.join(", ", NAMES);
    }
}
