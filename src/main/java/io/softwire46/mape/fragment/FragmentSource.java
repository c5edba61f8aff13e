package io.softwire46.mape.fragment;

/**
 * The sender of a fragment as its limits count it, and which limits are its own. An instance is filled for each fragment and
 * is not kept by the methods that it is given to.
 *
 * <p>Two numbers name a sender. On the IPv4 side that is an IPv4 address. Behind a tunnel it is the subscriber: the mapping rule and
 * the EA bits. A part of the IPv6 address of fixed length would not do, since a /64 may hold many subscribers and a
 * subscriber may own many /64s (RFC 7597 section 5.2). Not thread-safe: use one instance per thread.
 */
public final class FragmentSource {
    private int limits;
    private long scope;
    private long number;

    /** Creates a source that is to be filled. */
    public FragmentSource() {}

    /**
     * Fills in a sender.
     *
     * @param limits index of its limits in the list that the reassembler or port cache was made with
     * @param scope what the number counts in, for instance the number of a mapping rule
     * @param number the sender within the scope, for instance its EA bits or its IPv4 address
     * @return this
     */
    public FragmentSource set(int limits, long scope, long number) {
        this.limits = limits;
        this.scope = scope;
        this.number = number;
        return this;
    }

    int limits() {
        return limits;
    }

    long scope() {
        return scope;
    }

    long number() {
        return number;
    }

    /** Returns the numbers that were set. */
    @Override
    public String toString() {
        return "FragmentSource[limits=" + limits + ", scope=" + scope + ", number=" + number + "]";
    }
}
