package io.softwire46.mape.conformance;

/** What a product does, and so which properties are part of its run. */
public enum Role {
    /** Answers queries about rules. */
    CALC("calc"),
    /** Forwards packets as a border relay (RFC 7597 section 8). */
    BR("br"),
    /** Forwards packets as the MAP function of a customer edge; IPv4 input is what its NAPT sends. */
    CE("ce"),
    /** Forwards packets as a customer edge with its NAPT. */
    CE_NAT("ce-nat"),
    /** Reads DHCPv6 options (RFC 7598). */
    DHCPV6("dhcpv6");

    private final String text;

    Role(String text) {
        this.text = text;
    }

    /**
     * Returns the role of a name.
     *
     * @param text as the protocol writes it
     * @throws IllegalArgumentException for any other text
     */
    public static Role parse(String text) {
        for (Role role : values()) {
            if (role.text.equals(text)) {
                return role;
            }
        }
        throw new IllegalArgumentException("role " + text + " is not one of calc, br, ce, ce-nat, dhcpv6");
    }

    /** Returns whether products of the role have one End-user prefix (RFC 7597 section 5.2). */
    public boolean isEdge() {
        return this == CE || this == CE_NAT;
    }

    /** Returns the name that the protocol uses. */
    @Override
    public String toString() {
        return text;
    }
}
