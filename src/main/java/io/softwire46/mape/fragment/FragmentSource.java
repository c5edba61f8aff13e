package io.softwire46.mape.fragment;

/**
 * The sender of a fragment as the limits count it, and the index of its limits. Methods do not keep the instance, so
 * that it can be set again for each fragment.
 *
 * <p>Two numbers identify a sender. On the IPv4 side they name an IPv4 address, on the tunnel side a subscriber: the
 * mapping rule and the EA bits. A part of the IPv6 address of fixed length is not sufficient, since a /64 may contain
 * many subscribers and a subscriber may own many /64s (RFC 7597 section 5.2).
 *
 * <p>Not thread-safe: use one instance per thread.
 */
public final class FragmentSource {
    private int limits;
    private long scope;
    private long number;

    /** Creates a source; call {@link #set} before use. */
    public FragmentSource() {}

    /**
     * Sets the sender.
     *
     * @param limits index of its limits in the list passed to the reassembler or port cache
     * @param scope scope of the number, for instance the index of a mapping rule
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
