package io.softwire46.mape.nat;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * A protocol that the NAPT translates. Each has a port space of its own (RFC 7857 sections 5 and 6).
 *
 * <p>Immutable.
 */
public enum NaptProtocol {
    /** TCP (RFC 5382). */
    TCP(6),
    /** UDP (RFC 4787). */
    UDP(17),
    /** ICMP queries, whose Identifiers are translated as ports are (RFC 5508). */
    ICMP(1),
    /** UDP-Lite (RFC 3828), translated as UDP is. */
    UDPLITE(136),
    /** DCCP (RFC 5597). */
    DCCP(33);

    private final int number;

    NaptProtocol(int number) {
        this.number = number;
    }

    /** {@return the protocol number of the IPv4 header} */
    public int number() {
        return number;
    }

    /**
     * Finds the protocol of an IPv4 header.
     *
     * @param number 0 to 255
     * @return empty if the NAPT does not translate the protocol
     */
    public static Optional<NaptProtocol> ofNumber(int number) {
        return Arrays.stream(values()).filter(each -> each.number == number).findFirst();
    }

    /** Returns the name in lower case, as configuration files write it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
