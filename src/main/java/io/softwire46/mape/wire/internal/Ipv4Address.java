package io.softwire46.mape.wire.internal;

/**
 * What kind of address 32 bits are (RFC 1122 section 3.2.1.3), as far as forwarding depends on it (RFC 1812 section
 * 5.3.7).
 *
 * <p>Immutable.
 */
public final class Ipv4Address {
    private Ipv4Address() {}

    /**
     * Returns whether the address is in 0.0.0.0/8, "this network".
     *
     * @param address the 32 bits
     * @return true for 0.x.x.x
     */
    public static boolean isThisNetwork(int address) {
        return address >>> 24 == 0;
    }

    /**
     * Returns whether the address is in 127.0.0.0/8.
     *
     * @param address the 32 bits
     * @return true for 127.x.x.x
     */
    public static boolean isLoopback(int address) {
        return address >>> 24 == 127;
    }

    /**
     * Returns whether the address is in 224.0.0.0/4, class D.
     *
     * @param address the 32 bits
     * @return true for 224.x.x.x to 239.x.x.x
     */
    public static boolean isMulticast(int address) {
        return address >>> 28 == 0xe;
    }

    /**
     * Returns whether the address is in 240.0.0.0/4, class E; the limited broadcast address is one of them.
     *
     * @param address the 32 bits
     * @return true for 240.x.x.x to 255.x.x.x
     */
    public static boolean isClassE(int address) {
        return address >>> 28 == 0xf;
    }

    /**
     * Returns whether the address is 255.255.255.255, the limited broadcast.
     *
     * @param address the 32 bits
     * @return true if all bits are set
     */
    public static boolean isBroadcast(int address) {
        return address == -1;
    }

    /**
     * Returns whether a packet from this source should not be forwarded (RFC 1812 section 5.3.7). No ICMP error may go
     * there either (RFC 1812 section 4.3.2.7).
     *
     * @param source the 32 bits
     * @return true for 0/8, 127/8, multicast, class E and broadcast
     */
    public static boolean isMartianSource(int source) {
        int network = source >>> 24;
        return network == 0 || network == 127 || network >= 224;
    }

    /**
     * Returns whether a packet to this destination should not be forwarded (RFC 1812 section 5.3.7). Multicast and
     * limited broadcast are legal destinations, and therefore not in here; a unicast tunnel has no use for them.
     *
     * @param destination the 32 bits
     * @return true for 0/8, 127/8 and class E without the limited broadcast
     */
    public static boolean isMartianDestination(int destination) {
        int network = destination >>> 24;
        return network == 0 || network == 127 || (network >= 240 && !isBroadcast(destination));
    }
}
