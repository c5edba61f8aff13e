package io.softwire46.mape.cli.adapter;

import io.softwire46.mape.forward.counter.CounterSnapshot;
import io.softwire46.mape.forward.counter.Direction;
import io.softwire46.mape.forward.counter.Event;
import io.softwire46.mape.forward.counter.Verdict;
import java.util.ArrayList;
import java.util.List;

/**
 * A counter with its class in the process protocol. Each drop verdict is a counter of its own.
 *
 * <p>Immutable.
 *
 * @param name such as {@code DROP_SPOOFED}
 * @param kind class, such as {@code spoofed}
 * @param packets 0 or more
 * @param octets 0 or more
 */
public record AdapterCounter(String name, String kind, long packets, long octets) {
    /** Returns the counters of a node without NAPT. */
    static List<AdapterCounter> of(CounterSnapshot counters) {
        List<AdapterCounter> all = new ArrayList<>();
        all.add(arrived("received IPv4", "inIpv4", counters, Direction.V4_TO_V6));
        all.add(arrived("received IPv6", "inIpv6", counters, Direction.V6_TO_V4));
        for (Event event : Event.values()) {
            if (event == Event.NAPT_IGNORED && counters.packets(event) == 0) {
                continue;
            }
            all.add(new AdapterCounter(event.name(), kind(event), counters.packets(event), counters.octets(event)));
        }
        for (Verdict verdict : Verdict.values()) {
            if (verdict.isNaptDrop()) {
                continue;
            }
            long packets = 0;
            long octets = 0;
            for (Direction direction : Direction.values()) {
                packets += counters.packets(direction, verdict);
                octets += counters.octets(direction, verdict);
            }
            all.add(new AdapterCounter(verdict.name(), kind(verdict), packets, octets));
            if (verdict == Verdict.DROP_SPOOFED) {
                all.add(new AdapterCounter(verdict.name(), "dropped", packets, octets)); // they are part of the drops
            }
        }
        return all;
    }

    private static AdapterCounter arrived(String name, String kind, CounterSnapshot counters, Direction direction) {
        return new AdapterCounter(name, kind, counters.arrivedPackets(direction), counters.arrivedOctets(direction));
    }

    private static String kind(Event event) {
        return switch (event) {
            case SENT_IPV4 -> "outIpv4";
            case SENT_IPV6 -> "outIpv6";
            case IPV4_REASSEMBLED, IPV6_REASSEMBLED -> "reassembled";
            default -> "other";
        };
    }

    private static String kind(Verdict verdict) {
        if (verdict == Verdict.DROP_SPOOFED) {
            return "spoofed";
        }
        return verdict.isDrop() ? "dropped" : verdict == Verdict.HELD ? "held" : "other";
    }
}
