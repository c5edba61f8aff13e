package io.softwire46.mape.nat;

import java.util.Arrays;
import java.util.Objects;

/**
 * A request for a mapping of an inside endpoint, as PCP (RFC 6887), NAT-PMP or UPnP IGD servers receive it. {@link Napt44#request}
 * grants or refuses it.
 *
 * <p>Immutable.
 */
public final class PortRequest {
    /** Octets of a nonce (RFC 6887 section 11.1). */
    public static final int NONCE_OCTETS = 12;

    /** Lifetime if the request names none: two hours. */
    public static final long DEFAULT_LIFETIME_SECONDS = 7200;

    private static final int MAX_PORT = 0xffff;

    private final NaptProtocol protocol;
    private final int address;
    private final int port;
    private int suggested;
    private long lifetimeSeconds = DEFAULT_LIFETIME_SECONDS;
    private byte[] nonce = new byte[NONCE_OCTETS];
    private boolean exact;
    private boolean displace;
    private int ports = 1;
    private boolean parity;

    private PortRequest(NaptProtocol protocol, int address, int port) {
        this.protocol = protocol;
        this.address = address;
        this.port = port;
    }

    private PortRequest copy() {
        PortRequest copy = new PortRequest(protocol, address, port);
        copy.suggested = suggested;
        copy.lifetimeSeconds = lifetimeSeconds;
        copy.nonce = nonce;
        copy.exact = exact;
        copy.displace = displace;
        copy.ports = ports;
        copy.parity = parity;
        return copy;
    }

    /**
     * Returns a request for any port, with the default lifetime.
     *
     * @param protocol the protocol; ICMP is refused when it is requested
     * @param address inside address, 32 bits in network order
     * @param port inside port, 1 to 65535
     * @return the request
     * @throws IllegalArgumentException if the port is out of range
     */
    public static PortRequest of(NaptProtocol protocol, int address, int port) {
        requirePort(port, 1);
        return new PortRequest(Objects.requireNonNull(protocol, "protocol"), address, port);
    }

    private static void requirePort(int port, int min) {
        if (port < min || port > MAX_PORT) {
            throw new IllegalArgumentException("port " + port + " is outside " + min + "..65535");
        }
    }

    /**
     * Returns the request with a suggested external port.
     *
     * @param externalPort 0 to 65535; 0 for none
     * @return the changed request
     */
    public PortRequest suggest(int externalPort) {
        requirePort(externalPort, 0);
        PortRequest copy = copy();
        copy.suggested = externalPort;
        return copy;
    }

    /**
     * Returns the request with a lifetime.
     *
     * @param seconds 0 deletes the mapping; others are clipped to 120 to 86,400 (RFC 6887 section 15)
     * @return the changed request
     */
    public PortRequest lifetimeSeconds(long seconds) {
        PortRequest copy = copy();
        copy.lifetimeSeconds = Math.max(0, seconds);
        return copy;
    }

    /**
     * Returns the request with the nonce of its client.
     *
     * @param octets 12 octets
     * @return the changed request
     * @throws IllegalArgumentException if the length differs
     */
    public PortRequest nonce(byte[] octets) {
        if (octets.length != NONCE_OCTETS) {
            throw new IllegalArgumentException("a nonce has 12 octets, not " + octets.length);
        }
        PortRequest copy = copy();
        copy.nonce = octets.clone();
        return copy;
    }

    /**
     * Returns the request for the suggested port or none (RFC 6887 section 13.2).
     *
     * @return the changed request
     */
    public PortRequest exact() {
        PortRequest copy = copy();
        copy.exact = true;
        return copy;
    }

    /**
     * Returns the request that ends the sessions of other endpoints on the suggested port.
     *
     * @return the changed request
     */
    public PortRequest displace() {
        PortRequest copy = copy();
        copy.displace = true;
        return copy;
    }

    /**
     * Returns the request for consecutive ports (RFC 7753).
     *
     * @param count number of ports, at least 1
     * @param keepsParity whether the first external port is even if the inside port is even, and odd if it is odd
     * @return the changed request
     * @throws IllegalArgumentException if the count is not from 1 to 65535
     */
    public PortRequest range(int count, boolean keepsParity) {
        requirePort(count, 1);
        PortRequest copy = copy();
        copy.ports = count;
        copy.parity = keepsParity;
        return copy;
    }

    /** {@return the protocol} */
    public NaptProtocol protocol() {
        return protocol;
    }

    /** {@return inside address, 32 bits in network order} */
    public int address() {
        return address;
    }

    /** {@return first inside port} */
    public int port() {
        return port;
    }

    int suggested() {
        return suggested;
    }

    long seconds() {
        return lifetimeSeconds;
    }

    /** Returns four octets of the nonce, 0 to 2. */
    int nonceWord(int word) {
        int at = 4 * word;
        return nonce[at] << 24 | (nonce[at + 1] & 0xff) << 16 | (nonce[at + 2] & 0xff) << 8 | (nonce[at + 3] & 0xff);
    }

    boolean isExact() {
        return exact;
    }

    boolean displaces() {
        return displace;
    }

    int ports() {
        return ports;
    }

    boolean keepsParity() {
        return parity;
    }

    /** Returns protocol, endpoint and suggestion. */
    @Override
    public String toString() {
        return "PortRequest[" + protocol + " " + Integer.toHexString(address) + ":" + port + ", suggested=" + suggested
                + ", nonce=" + Arrays.hashCode(nonce) + "]";
    }
}
