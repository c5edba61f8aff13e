package io.softwire46.mape.operate.diff;

import io.softwire46.mape.operate.diff.internal.SubscriberTally;

/**
 * What changes for one End-user prefix between two rule sets: the first constant that applies.
 *
 * <p>Immutable.
 */
public enum SubscriberChange {
    /** Only the old rules serve it. */
    LOST("lost"),

    /** Only the new rules serve it. */
    NEW("new"),

    /** The length n + o of the End-user prefix differs; counted in prefixes of the greater length (RFC 7597 section 5.2). */
    PREFIX_LENGTH("length"),

    /** An IPv4 prefix, an address and a shared address change into one another. */
    KIND("kind"),

    /** It gets another IPv4 address or prefix. */
    MOVED_IPV4("ipv4"),

    /** It keeps its IPv4 address, with another set of ports. */
    MOVED_PORTS("ports"),

    /** Only its MAP address changes (RFC 7597 section 6). */
    FORMAT_ONLY("format"),

    /** Only the addresses of its border relays change. */
    BR_ONLY("br"),

    /** All of these are equal. */
    UNCHANGED("unchanged");

    private final String word;

    SubscriberChange(String word) {
        this.word = word;
    }

    /**
     * Returns the word for this change in options.
     *
     * @return lower case letters
     */
    public String word() {
        return word;
    }

    /** Returns the number of subscribers of this change, if it is possible for the rules that were counted. */
    long count(SubscriberTally tally) {
        return switch (this) {
            case LOST, NEW, PREFIX_LENGTH, KIND -> tally.subscribers();
            case MOVED_IPV4 -> tally.subscribers() - tally.sameIpv4();
            case MOVED_PORTS -> tally.sameIpv4() - tally.samePorts();
            case FORMAT_ONLY -> tally.samePorts() - tally.sameMapAddress();
            case BR_ONLY, UNCHANGED -> tally.sameMapAddress();
        };
    }
}
