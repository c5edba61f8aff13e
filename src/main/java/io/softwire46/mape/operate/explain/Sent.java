package io.softwire46.mape.operate.explain;

/**
 * A packet that the explanation expects. The node chooses flow labels and Identifications; these fields are not predicted.
 * Immutable.
 *
 * @param octets the packet, in no case changed
 * @param kind of the output
 * @param anyIdentificationAt index of an IPv4 header whose Identification the node chooses; -1 for none
 * @param hasLabel whether the node chooses a flow label other than 0
 */
@SuppressWarnings("ArrayRecordComponent") // no one compares them
public record Sent(byte[] octets, Kind kind, int anyIdentificationAt, boolean hasLabel) {
    /** What the output is. */
    public enum Kind {
        FORWARDED,
        FRAGMENT,
        ICMP,
        RELEASED,
        REPLY
    }

    Sent(byte[] octets, Kind kind) {
        this(octets, kind, -1, false);
    }

    public boolean isIpv6() {
        return octets[0] >>> 4 == 6;
    }

    /** Returns whether it is a fragment of a tunnel packet that the node has fragmented. */
    public boolean isTunnelFragment() {
        return isIpv6() && octets[6] == ExtensionReading.FRAGMENT;
    }

    Sent as(Kind other) {
        return new Sent(octets, other, anyIdentificationAt, hasLabel);
    }
}
