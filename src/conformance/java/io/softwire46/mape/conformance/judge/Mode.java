package io.softwire46.mape.conformance.judge;

/** How a property fails. */
public enum Mode {
    /** A packet that has to be forwarded was not. */
    LOST("lost"),
    /** A packet that must not be forwarded was. */
    FORWARDED("forwarded"),
    /** The repaired packet of a "nothing leaves" case was not forwarded. */
    CONTROL_LOST("control-lost"),
    /** A packet was sent to another customer edge, or to the other side. */
    MISDELIVERED("misdelivered"),
    /** A field of the tunnel header differs. */
    WRONG_OUTER("wrong-outer"),
    /** Octets of the IPv4 packet differ. */
    WRONG_INNER("wrong-inner"),
    /** A checksum does not hold. */
    WRONG_CHECKSUM("wrong-checksum"),
    /** The TTL changed otherwise than allowed. */
    WRONG_TTL("wrong-ttl"),
    /** The ECN field differs. */
    WRONG_ECN("wrong-ecn"),
    /** A packet is larger or smaller than allowed. */
    WRONG_SIZE("wrong-size"),
    /** An ICMP message differs. */
    WRONG_ICMP("wrong-icmp"),
    /** An ICMP message was not sent. */
    MISSING_ICMP("missing-icmp"),
    /** An ICMP message was sent that must not be. */
    UNEXPECTED_ICMP("unexpected-icmp"),
    /** A forged packet caused one to an address of the forger's choice. */
    REFLECTED("reflected"),
    /** A packet was sent that nothing explains. */
    EXTRA_OUTPUT("extra-output"),
    /** Some fragments were not forwarded. */
    LOST_FRAGMENTS("lost-fragments"),
    /** A later packet of the same key was not forwarded. */
    STALLED("stalled"),
    /** Fragments of two packets were joined. */
    MERGED("merged"),
    /** A joined packet has wrong octets. */
    CORRUPTED("corrupted"),
    /** The answer to a query differs. */
    WRONG_ANSWER("wrong-answer"),
    /** A configuration or query that is invalid was accepted. */
    ACCEPTED_INVALID("accepted-invalid"),
    /** A configuration or query that is valid was refused. */
    REFUSED_VALID("refused-valid"),
    /** No counter moved. */
    UNCOUNTED("uncounted"),
    /** A counter moved otherwise than it means. */
    MISCOUNTED("miscounted"),
    /** The product ended. */
    CRASHED("crashed"),
    /** The product does not answer. */
    HUNG("hung"),
    /** Octets left the product that are neither of the input nor of a header. */
    LEAKED("leaked");

    private final String text;

    Mode(String text) {
        this.text = text;
    }

    /**
     * Returns the mode of a name.
     *
     * @throws IllegalArgumentException for any other text
     */
    public static Mode parse(String text) {
        for (Mode mode : values()) {
            if (mode.text.equals(text)) {
                return mode;
            }
        }
        throw new IllegalArgumentException("mode " + text + " is unknown");
    }

    /** Returns the name that reports use. */
    @Override
    public String toString() {
        return text;
    }
}
