package io.softwire46.mape.forward;

import io.softwire46.mape.forward.counter.Counters;
import io.softwire46.mape.forward.counter.FragmentCounters;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.wire.Packet;
import java.util.List;

/** A border relay or a customer edge, for tests of both. */
public interface Node {
    Verdict fromIpv4(Packet packet, long nowNanos);

    Verdict fromIpv6(Packet packet, long nowNanos);

    Verdict fromIpv4(Packet packet, Packet destination, long nowNanos);

    Verdict fromIpv6(Packet packet, Packet destination, long nowNanos);

    int fromIpv4(Packet[] packets, Verdict[] verdicts, int from, int to, long nowNanos);

    int fromIpv6(Packet[] packets, Verdict[] verdicts, int from, int to, long nowNanos);

    int nextOctets();

    boolean next(Packet place);

    Counters counters();

    boolean expire(long nowNanos);

    List<FragmentCounters> fragmentCounters();

    static Node of(Forwarder node) {
        return new Node() {
            @Override
            public Verdict fromIpv4(Packet packet, long nowNanos) {
                return node.fromIpv4(packet, nowNanos);
            }

            @Override
            public Verdict fromIpv6(Packet packet, long nowNanos) {
                return node.fromIpv6(packet, nowNanos);
            }

            @Override
            public Verdict fromIpv4(Packet packet, Packet destination, long nowNanos) {
                return node.fromIpv4(packet, destination, nowNanos);
            }

            @Override
            public Verdict fromIpv6(Packet packet, Packet destination, long nowNanos) {
                return node.fromIpv6(packet, destination, nowNanos);
            }

            @Override
            public int fromIpv4(Packet[] packets, Verdict[] verdicts, int from, int to, long nowNanos) {
                return node.fromIpv4(packets, verdicts, from, to, nowNanos);
            }

            @Override
            public int fromIpv6(Packet[] packets, Verdict[] verdicts, int from, int to, long nowNanos) {
                return node.fromIpv6(packets, verdicts, from, to, nowNanos);
            }

            @Override
            public int nextOctets() {
                return node.nextOctets();
            }

            @Override
            public boolean next(Packet place) {
                return node.next(place);
            }

            @Override
            public Counters counters() {
                return node.counters();
            }

            @Override
            public boolean expire(long nowNanos) {
                return node.expire(nowNanos);
            }

            @Override
            public List<FragmentCounters> fragmentCounters() {
                return node.fragmentCounters();
            }
        };
    }
}
