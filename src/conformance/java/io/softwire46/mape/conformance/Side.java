package io.softwire46.mape.conformance;

import java.util.Locale;

/** A side of the product. */
public enum Side {
    /** The Internet, or the LAN of a customer edge. */
    IPV4,
    /** The MAP domain. */
    IPV6;

    /**
     * Returns the side of a name.
     *
     * @param text as the protocol writes it
     * @throws IllegalArgumentException for any other text
     */
    public static Side parse(String text) {
        for (Side side : values()) {
            if (side.toString().equals(text)) {
                return side;
            }
        }
        throw new IllegalArgumentException("side " + text + " is not ipv4 or ipv6");
    }

    /** Returns the other side. */
    public Side other() {
        return this == IPV4 ? IPV6 : IPV4;
    }

    /** Returns the name that the protocol uses. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
