package io.softwire46.mape.operate;

import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.operate.diagnose.Observations;
import io.softwire46.mape.operate.diagnose.Ports;
import io.softwire46.mape.operate.diagnose.TripleSet;
import io.softwire46.mape.operate.diagnose.Triples;
import io.softwire46.mape.operate.diagnose.TunnelEnds;
import io.softwire46.mape.operate.diagnose.TunnelReader;
import io.softwire46.mape.operate.lookup.AddressText;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What was observed of a MAP-E network: addresses and ports, tunnel packets, ports of one CE, lengths of delegated prefixes.
 *
 * <pre>{@code
 * Evidence evidence = Evidence.builder()
 *         .seen(0x20010db8_00ce029cL, 0x0000435b_cd02009cL, 0x435bcd02, 6600)
 *         .build();
 * Diagnosis.of(evidence, Diagnosis.Limits.DEFAULT).families().forEach(System.out::println);
 * }</pre>
 *
 * <p>Immutable.
 */
public final class Evidence {
    /** A CE that was seen without a port: -1. */
    public static final int NO_PORT = Ports.NO_PORT;

    private final Observations observations;
    private final Map<String, Long> skipped;
    private final List<TunnelEnds.Address> borderRelays;
    private final List<String> notes;
    private final boolean isSampled;
    private final List<Capture> captures;

    /** A capture by its name, with the number of packets of the captures before it. */
    private record Capture(String name, int before) {}

    private Evidence(
            Observations observations,
            Map<String, Long> skipped,
            List<TunnelEnds.Address> borderRelays,
            List<String> notes,
            boolean isSampled,
            List<Capture> captures) {
        this.observations = observations;
        this.skipped = Collections.unmodifiableMap(skipped);
        this.borderRelays = borderRelays;
        this.notes = notes;
        this.isSampled = isSampled;
        this.captures = List.copyOf(captures);
    }

    /** {@return a builder with the default limits} */
    public static Builder builder() {
        return builder(Diagnosis.Limits.DEFAULT);
    }

    /**
     * Returns a builder.
     *
     * @param limits bounds and seed of the sample
     * @return a builder without observations
     */
    public static Builder builder(Diagnosis.Limits limits) {
        return new Builder(limits);
    }

    /** {@return whether nothing was observed that says something about rules} */
    public boolean isEmpty() {
        return observations.triples().size() == 0 && observations.lists().isEmpty();
    }

    /** {@return the number of distinct observations of a CE address, IPv4 address and port} */
    public int size() {
        return observations.triples().size();
    }

    /** {@return lines about what is missing in the evidence} */
    public List<String> notes() {
        return notes;
    }

    Observations observations() {
        return observations;
    }

    /** {@return the numbers of packets without evidence, by kind; no zeros} */
    public Map<String, Long> skipped() {
        return skipped;
    }

    List<TunnelEnds.Address> borderRelays() {
        return borderRelays;
    }

    boolean isSampled() {
        return isSampled;
    }

    /**
     * Returns an outlier with the packet number of its capture, and the name of the capture if there are several.
     *
     * @param origin number of the packet over all captures, from 1, or 0
     */
    Diagnosis.Outlier outlier(int origin, String text) {
        Capture capture = null;
        for (Capture each : captures) {
            capture = each.before < origin ? each : capture;
        }
        if (origin == 0 || capture == null) {
            return new Diagnosis.Outlier(origin == 0 ? null : origin, text);
        }
        return new Diagnosis.Outlier(
                origin - capture.before, text + (captures.size() > 1 ? ", in " + capture.name : ""));
    }

    /** Returns the numbers of observations and lists of ports. */
    @Override
    public String toString() {
        return "Evidence[" + size() + " observations, " + observations.lists().size() + " lists of ports]";
    }

    /**
     * Collects evidence, in memory that does not depend on the number of packets.
     *
     * <p>Not thread-safe: use one instance per thread.
     */
    public static final class Builder {
        private final TripleSet seen;
        private final TunnelEnds ends;
        private final TunnelReader reader;
        private final List<Observations.PortList> lists = new ArrayList<>();
        private final Set<Observations.Delegated> delegated = new HashSet<>();
        private final List<Observations.Known> known = new ArrayList<>();
        private final List<TunnelEnds.Address> relays = new ArrayList<>();
        private int packets;
        private boolean hasMoreDelegated;
        private final List<Capture> captures = new ArrayList<>();
        private final List<String> remarks = new ArrayList<>();

        private Builder(Diagnosis.Limits limits) {
            seen = new TripleSet(limits.maxTriples(), limits.seed());
            ends = new TunnelEnds(seen);
            reader = new TunnelReader(ends);
        }

        /**
         * Adds an observed CE.
         *
         * @param high bits 0 to 63 of its MAP address
         * @param low bits 64 to 127
         * @param ipv4 its IPv4 address, 32 bits
         * @param port a port or ICMP Identifier that it uses, 0 to 65,535, or {@link #NO_PORT}
         * @return this
         * @throws IllegalArgumentException if the port is out of range
         */
        public Builder seen(long high, long low, int ipv4, int port) {
            if (port != NO_PORT) {
                checkPort(port);
            }
            seen.add(high, low, ipv4, port, 0);
            return this;
        }

        /**
         * Adds ports that one CE uses, whose MAP address is not known.
         *
         * @param ipv4 its IPv4 address, 32 bits
         * @param ports at least one, 0 to 65,535; equal ones count once
         * @return this
         * @throws IllegalArgumentException if there is no port, or one is out of range
         */
        public Builder samePorts(int ipv4, int... ports) {
            if (ports.length == 0) {
                throw new IllegalArgumentException("no ports");
            }
            for (int port : ports) {
                checkPort(port);
            }
            lists.add(new Observations.PortList(
                    ipv4, Arrays.stream(ports).distinct().toArray()));
            return this;
        }

        private static void checkPort(int port) {
            if (port < 0 || port > 0xffff) {
                throw new IllegalArgumentException("port " + port + " is not in 0 to 65535");
            }
        }

        /**
         * Adds a prefix that is delegated to a CE. It excludes rules whose EA bits end after it. At most 65,536 are kept.
         *
         * @param high bits 0 to 63
         * @param low bits 64 to 127
         * @param length 1 to 128
         * @return this
         * @throws IllegalArgumentException if the length is out of range
         */
        public Builder delegatedPrefix(long high, long low, int length) {
            if (length < 1 || length > 128) {
                throw new IllegalArgumentException("length " + length + " is not in 1 to 128");
            }
            if (delegated.size() < Diagnosis.Limits.MAX_TRIPLES) {
                delegated.add(new Observations.Delegated(high, low, length));
            } else {
                hasMoreDelegated |= !delegated.contains(new Observations.Delegated(high, low, length));
            }
            return this;
        }

        /**
         * Adds a rule that may be the one in use.
         *
         * @param name its name in results
         * @param rule the rule
         * @return this
         */
        public Builder rule(String name, MapRule rule) {
            known.add(new Observations.Known(name, rule));
            return this;
        }

        /**
         * Adds a border relay. Without one, the relays are the outer addresses that are common to 90 % of the packets.
         *
         * @param high bits 0 to 63
         * @param low bits 64 to 127
         * @return this
         */
        public Builder borderRelay(long high, long low) {
            relays.add(new TunnelEnds.Address(high, low));
            return this;
        }

        /**
         * Begins a capture: the packets that are added next are numbered from 1.
         *
         * @param name its name in results
         * @return this
         */
        public Builder capture(String name) {
            captures.add(new Capture(name, packets));
            return this;
        }

        /**
         * Adds a remark about the evidence, such as that a capture is truncated.
         *
         * @param text one line
         * @return this
         */
        public Builder note(String text) {
            remarks.add(text);
            return this;
        }

        /**
         * Adds a packet of a capture. Packets count alone, so a sample of the traffic is sufficient.
         *
         * @param buffer big-endian, not changed
         * @param offset index of an IP packet
         * @param length octets of it that are present, which may be its start only
         * @return this
         */
        public Builder packet(ByteBuffer buffer, int offset, int length) {
            reader.read(buffer, offset, length, ++packets);
            return this;
        }

        /**
         * Counts a record of a capture that is no IP packet.
         *
         * @return this
         */
        public Builder otherPacket() {
            packets++;
            reader.skipOther();
            return this;
        }

        /** {@return the evidence} */
        public Evidence build() {
            List<TunnelEnds.Address> found = ends.resolve(relays);
            Map<String, Long> skipped = reader.skipped();
            if (ends.plain() > 0) {
                skipped.put("ipv4-in-ipv6", ends.plain());
            }
            return new Evidence(
                    new Observations(Triples.of(seen.triples()), lists, delegated, known),
                    skipped,
                    found,
                    notes(),
                    seen.isSampled() || ends.isCut(),
                    captures);
        }

        /** Returns the number of packets. */
        @Override
        public String toString() {
            return "Evidence.Builder[" + packets + " packets]";
        }

        private List<String> notes() {
            List<String> notes = new ArrayList<>(remarks);
            if (packets > 0 && seen.size() == 0) {
                notes.add("no tunnel packet shows a CE: capture IPv6 packets with next header 4 between CEs and BR");
            }
            if (hasMoreDelegated) {
                notes.add("there are more than " + Diagnosis.Limits.MAX_TRIPLES
                        + " delegated prefixes: those after them have no effect");
            }
            if (ends.isUndecided()) {
                notes.add("no outer address is common to 90 % of the tunnel packets: name the BR with --border-relay");
            }
            relays.stream()
                    .filter(each -> ends.packets() > 0 && !ends.hasEnd(each))
                    .forEach(each -> notes.add("border relay " + AddressText.canonical(each.high(), each.low())
                            + " is an end of no tunnel packet"));
            if (reader.isOneWay()) {
                notes.add("only one direction was captured: the other one would show more ports");
            }
            if (reader.hasFragments()) {
                notes.add("later fragments have no ports: first fragments count, later ones are skipped");
            }
            if (reader.hasUnusableErrors()) {
                notes.add("ICMP errors that quote no first fragment with ports are skipped: capture other packets");
            }
            if (reader.hasTruncated()) {
                notes.add("truncated packets are skipped: capture at least 128 octets of each packet");
            }
            return notes;
        }
    }
}
