package io.softwire46.mape.nat;

/**
 * An event of a NAPT, by the numbers of RFC 8158 section 5.2 (tables 2 and 3). {@link Napt44#nextEvent} fills it.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
public final class NaptEvent {
    private long nanos;
    private long inside;
    private long outside;
    private long kind;

    /** Creates an event without content. */
    public NaptEvent() {}

    void set(long newNanos, long newInside, long newOutside, long newKind) {
        nanos = newNanos;
        inside = newInside;
        outside = newOutside;
        kind = newKind;
    }

    /** {@return time of the packet or call that caused the event, in nanoseconds of the caller's clock} */
    public long nanos() {
        return nanos;
    }

    /**
     * Returns the number of the event.
     *
     * @return 4 session create, 5 session delete, 8 BIB create, 9 BIB delete, 12 ports exhausted, 13 quota exceeded
     */
    public int natEvent() {
        return (int) kind >>> 8;
    }

    /**
     * Returns the exceeded quota.
     *
     * @return 1 sessions, 3 per user, 4 hosts, 5 fragments; 0 in other events
     */
    public int quota() {
        return (int) kind & 0xff;
    }

    /** {@return whether the event has endpoints, which exhaustion and quotas have not} */
    public boolean hasEndpoints() {
        return outside != 0;
    }

    /** {@return the protocol of an event with endpoints} */
    public NaptProtocol protocol() {
        return ALL[Math.max(0, ((int) (outside >>> 8) & 0xff) - 1)];
    }

    private static final NaptProtocol[] ALL = NaptProtocol.values();

    /** {@return inside address, 32 bits in network order} */
    public int insideAddress() {
        return (int) (inside >>> 32);
    }

    /** {@return inside port or Identifier} */
    public int insidePort() {
        return (int) (inside >>> 16) & 0xffff;
    }

    /** {@return external address, 32 bits in network order; 0 in events without endpoints} */
    public int externalAddress() {
        return (int) (kind >>> 32);
    }

    /** {@return external port or Identifier} */
    public int externalPort() {
        return (int) (outside >>> 16) & 0xffff;
    }

    /**
     * Returns the remote address of a session event. Logs should not contain it unless they must (RFC 6888 REQ-12).
     *
     * @return 32 bits in network order; 0 in BIB events
     */
    public int remoteAddress() {
        return (int) (outside >>> 32);
    }

    /** {@return remote port of a session event} */
    public int remotePort() {
        return (int) inside & 0xffff;
    }

    /** Returns the number and, if the event has them, protocol and endpoints. */
    @Override
    public String toString() {
        return hasEndpoints()
                ? "NaptEvent[natEvent=" + natEvent() + ", " + protocol() + " " + NaptText.address(insideAddress()) + ":"
                        + insidePort() + " by " + externalPort() + "]"
                : "NaptEvent[natEvent=" + natEvent() + ", quota=" + quota() + "]";
    }
}
