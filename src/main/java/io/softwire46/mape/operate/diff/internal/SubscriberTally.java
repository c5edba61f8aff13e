package io.softwire46.mape.operate.diff.internal;

/**
 * Numbers of subscribers to whom two rules assign more and more of the same: the later a number, the more is equal.
 *
 * <p>Not thread-safe: use one instance per count.
 */
public final class SubscriberTally {
    long subscribers;
    long sameIpv4;
    long samePorts;
    long sameMapAddress;
    long keptPorts;

    SubscriberTally() {}

    /** Returns the number of End-user prefixes. */
    public long subscribers() {
        return subscribers;
    }

    /** Returns the number of those whose kind of assignment and IPv4 address or prefix are equal. */
    public long sameIpv4() {
        return sameIpv4;
    }

    /** Returns the number of those whose sets of ports are also equal. */
    public long samePorts() {
        return samePorts;
    }

    /** Returns the number of those whose MAP addresses are also equal. */
    public long sameMapAddress() {
        return sameMapAddress;
    }

    /** Returns the number of ports that both rules assign to the same subscriber, if its address is shared and equal. */
    public long keptPorts() {
        return keptPorts;
    }
}
