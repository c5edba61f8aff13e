package io.softwire46.mape.conformance.judge;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a step is allowed to cause. */
public sealed interface Outcome {
    /** Nothing leaves the product. */
    record Nothing() implements Outcome {}

    /**
     * These packets leave, and no other.
     *
     * @param packets facts about each, in any order
     */
    record Packets(List<Facts> packets) implements Outcome {
        /** Copies the list. */
        public Packets {
            packets = List.copyOf(packets);
        }
    }

    /**
     * At least some of these IPv4 packets leave, each whole or in pieces; what else leaves is free.
     *
     * @param least number of them
     * @param datagrams hexadecimal; TTL and checksum are not compared
     */
    record AtLeast(int least, List<String> datagrams) implements Outcome {
        /** Copies the list. */
        public AtLeast {
            datagrams = List.copyOf(datagrams);
        }
    }

    /**
     * The packet does not leave on the other side. An error to its sender may leave: whether it may is a statement of its own.
     */
    record NotForwarded() implements Outcome {}

    /**
     * Any packets leave, or none; for input whose treatment is free as long as the product survives.
     *
     * @param packets facts that each of them has
     */
    record Any(Facts packets) implements Outcome {}

    /**
     * The query is answered.
     *
     * @param fields exact values of fields of the answer; a field that the product does not declare is not compared
     */
    record Answered(Map<String, @Nullable Object> fields) implements Outcome {
        /** Copies the map. */
        public Answered {
            fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        }
    }

    /**
     * The query or the configuration is refused, or the answer is {@code "valid":false}. A configuration is refused with a reason.
     *
     * @param field that the reason has to name, or several separated by {@code |}; "" for any reason
     */
    record Refused(String field) implements Outcome {}

    /**
     * The answers to all queries of the case have {@code ranges} of ports without a common port.
     *
     * @param from the first port that one of them has to have
     * @param to the last such port; less than {@code from} if the queries are not about all PSIDs
     */
    record Disjoint(int from, int to) implements Outcome {}

    /**
     * The answer has {@code ranges} without a port below a limit.
     *
     * @param port the smallest port allowed
     */
    record PortsFrom(int port) implements Outcome {}

    /**
     * Packets leave, but not too many; for what has to be limited.
     *
     * @param count largest number of packets
     * @param packets facts that each of them has
     */
    record AtMost(int count, Facts packets) implements Outcome {}

    /**
     * The counters say that as many packets arrived as left, were dropped or are held. Packets of the product itself are apart.
     * Fates are compared if each step had the first one of its allowed outcomes.
     *
     * @param fates of fragments, which may wait for others
     */
    record Balanced(Fates fates) implements Outcome {
        /** Without packets that wait for others. */
        public Balanced() {
            this(Fates.NONE);
        }
    }

    /**
     * Counters of failed source checks moved.
     *
     * @param packets by how many packets
     */
    record Spoofed(int packets) implements Outcome {}

    /** Exactly one counter of drops moved, by one packet; one of failed source checks may be part of it. */
    record CountedOnce() implements Outcome {}

    /**
     * The leaves of {@code traffic-stat} moved by what was sent and seen (RFC 8676 section 5.1). With fates they are compared if each
     * step had the first one of its allowed outcomes.
     *
     * @param fates of fragments, which may wait for others
     */
    record TrafficStat(Fates fates) implements Outcome {
        /** Without packets that wait for others. */
        public TrafficStat() {
            this(Fates.NONE);
        }
    }

    /**
     * The answer has these rules of MAP-E, and no other, in any order: in its {@code domains}, or in the DHCPv6 options of its
     * {@code hex}.
     *
     * @param rules of each, values of some of {@code ipv6Prefix}, {@code ipv4Prefix}, {@code eaLength}, {@code psidOffset},
     *     {@code psidLength}, {@code psid}, {@code forwarding} and {@code borderRelay}; defaults are values too
     */
    record Rules(List<Map<String, Object>> rules) implements Outcome {
        /** Names of the values. */
        public static final Set<String> FIELDS = Set.of(
                "ipv6Prefix",
                "ipv4Prefix",
                "eaLength",
                "psidOffset",
                "psidLength",
                "psid",
                "forwarding",
                "borderRelay");

        /** Copies the rules. */
        public Rules {
            rules = rules.stream().map(Map::copyOf).toList();
        }
    }

    /** Returns that nothing leaves. */
    static Outcome nothing() {
        return new Nothing();
    }

    /** Returns that packets with these facts leave. */
    static Outcome packets(Facts... packets) {
        return new Packets(List.of(packets));
    }
}
