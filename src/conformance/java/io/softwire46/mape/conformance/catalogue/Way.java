package io.softwire46.mape.conformance.catalogue;

import static io.softwire46.mape.conformance.judge.Outcome.packets;

import io.softwire46.mape.conformance.Side;
import io.softwire46.mape.conformance.catalogue.Traffic.Flow;
import io.softwire46.mape.conformance.catalogue.Traffic.Protocol;
import io.softwire46.mape.conformance.judge.Facts;

/**
 * A direction of the IPv4 packets between a customer edge and a host: the product puts them into the tunnel, or takes them out of
 * it.
 *
 * @param s the customer edge and the host
 * @param isInto whether the packets go into the tunnel
 */
record Way(Situation s, boolean isInto) {
    /** Packets that the product puts into the tunnel. */
    static Way into(Situation s) {
        return new Way(s, true);
    }

    /** Packets that the product takes out of the tunnel. */
    static Way outOf(Situation s) {
        return new Way(s, false);
    }

    /** Packets to the customer edge: a border relay puts them into the tunnel, the customer edge takes them out. */
    static Way toCe(Situation s) {
        return new Way(s, !s.isEdge());
    }

    /** Packets from the customer edge. */
    static Way fromCe(Situation s) {
        return new Way(s, s.isEdge());
    }

    boolean isToCe() {
        return isInto != s.isEdge();
    }

    /** The side on which the product gets the packets. */
    Side side() {
        return isInto ? Side.IPV4 : Side.IPV6;
    }

    Flow flow() {
        return isInto ? s.in() : s.out();
    }

    /** What the product gets: the packet, or a tunnel packet with it. */
    byte[] sent(byte[] ipv4) {
        return isInto ? ipv4 : s.tunnel(ipv4).octets();
    }

    private Facts encapsulated() {
        return Facts.on(Side.IPV6).outerDestination(s.there());
    }

    /** The packet leaves octet for octet. */
    Facts carried(byte[] ipv4) {
        return isInto ? encapsulated().inner(ipv4) : Traffic.decapsulated(ipv4);
    }

    /** The packet leaves whole or in pieces. */
    Facts joined(byte[] ipv4) {
        return isInto ? encapsulated().rejoins(ipv4) : Traffic.joined(ipv4);
    }

    /** The packet leaves to the right end of the tunnel, or out of it; of what it is made is a matter of other properties. */
    Facts arrives(byte[] ipv4) {
        return isInto ? encapsulated() : Traffic.decapsulated(ipv4);
    }

    /** Sends a right packet as the control of a step. */
    void control(int of, byte[] right) {
        s.build().control(of, side(), sent(right), packets(isInto ? s.entered() : Traffic.decapsulated(right)));
    }

    /** Sends an ordinary packet as the control of a step. */
    void control(int of, Protocol protocol) {
        control(of, Traffic.packet(s.draw(), s.build(), protocol, flow()).octets());
    }

    /** Sends right IPv4 fragments as the control of a step. */
    void controlInFragments(int of, Protocol protocol) {
        Pieces right = FragmentDraw.ipv4(s.draw(), s.build(), protocol, flow(), 2);
        right.each(this::sent).control(s.build(), of, side(), packets(joined(right.whole())));
    }
}
