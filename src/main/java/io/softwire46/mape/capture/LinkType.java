package io.softwire46.mape.capture;

/**
 * The link types (draft-ietf-opsawg-pcaplinktype) whose headers {@link LinkLayer} can parse.
 *
 * <p>Static methods only.
 */
public final class LinkType {
    /** BSD loopback: address family in the byte order of the capturing machine. */
    public static final int NULL = 0;

    /** Ethernet, RFC 894 and RFC 2464. */
    public static final int ETHERNET = 1;

    /** Raw IP as libpcap numbers it internally on most systems (DLT_RAW), which some programs write into files. */
    public static final int DLT_RAW = 12;

    /** Raw IP as OpenBSD numbers it internally (DLT_RAW). */
    public static final int DLT_RAW_OPENBSD = 14;

    /** Raw IP; the version field distinguishes IPv4 and IPv6. */
    public static final int RAW = 101;

    /** OpenBSD loopback: address family in network byte order. */
    public static final int LOOP = 108;

    /** Linux cooked capture, version 1. */
    public static final int LINUX_SLL = 113;

    /** Raw IPv4. */
    public static final int IPV4 = 228;

    /** Raw IPv6. */
    public static final int IPV6 = 229;

    /** Linux cooked capture, version 2. */
    public static final int LINUX_SLL2 = 276;

    private LinkType() {}

    /**
     * Returns whether {@link LinkLayer} supports the type.
     *
     * @param linkType any number from a capture file
     * @return true for the constants of this class
     */
    public static boolean isSupported(int linkType) {
        return switch (linkType) {
            case NULL, ETHERNET, DLT_RAW, DLT_RAW_OPENBSD, RAW, LOOP, LINUX_SLL, IPV4, IPV6, LINUX_SLL2 -> true;
            default -> false;
        };
    }

    /**
     * Returns the names of the supported types, for a message.
     *
     * @return a list with names and numbers
     */
    public static String supportedTypes() {
        return "raw IP (101, 228, 229), Ethernet (1), Linux cooked (113, 276) or null/loop (0, 108)";
    }
}
