package io.softwire46.mape.cli.adapter;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.Published;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.Location;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.forward.BorderRelay;
import io.softwire46.mape.forward.CustomerEdge;
import io.softwire46.mape.forward.EdgeTable;
import io.softwire46.mape.forward.Forwarder;
import io.softwire46.mape.forward.RuleTable;
import io.softwire46.mape.forward.counter.CounterSnapshot;
import io.softwire46.mape.forward.counter.TrafficStatistic;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.json.JsonValue;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.nat.NaptOptions;
import io.softwire46.mape.provision.DomainFile;
import io.softwire46.mape.provision.domain.JsonDomains;
import io.softwire46.mape.provision.format.ReadResult;
import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A border relay or a CE under test: configured from JSON, driven by packets with their times. Its random choices are those of
 * {@code mape relay} and {@code mape edge} without {@code --seed}.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
public final class AdapterNode {
    /** Cause of a packet that is sent because time passed. */
    public static final int NO_CAUSE = -1;

    /** Maximum length of a packet, with its tunnel header. */
    public static final int MAX_PACKET_OCTETS = 65_575;

    private static final long SEED = 0;
    private static final int HEADROOM_OCTETS = 64;

    /** Maximum number of errors in the reason of a refusal. */
    private static final int MAX_ERRORS = 20;

    private final ByteBuffer input = ByteBuffer.allocate(HEADROOM_OCTETS + MAX_PACKET_OCTETS + HEADROOM_OCTETS);
    private final ByteBuffer pending = ByteBuffer.allocate(HEADROOM_OCTETS + MAX_PACKET_OCTETS + HEADROOM_OCTETS);
    private final Packet packet = new Packet();
    private final Packet window = new Packet();
    private Supplier<@Nullable Forwarder> nodes = () -> null;
    private @Nullable Forwarder node;
    private long clockNanos;

    /** Whether the node is as it was created, so that a reset need not allocate another one. */
    private boolean unused;

    /** Takes the packets that a node sends. */
    public interface Output {
        /**
         * Takes a packet.
         *
         * @param ipv6 whether it is sent to the IPv6 side
         * @param octets from the IP header on
         * @param cause index of the packet that caused it, or {@link #NO_CAUSE}
         */
        void packet(boolean ipv6, byte[] octets, int cause);
    }

    /**
     * Configures a border relay in place of any other node. Without an error, the node is as after {@link #reset}.
     *
     * @param domains a domain file: an object or an array
     * @return the errors, empty if there are none
     */
    public Optional<String> configureRelay(JsonValue domains) {
        ReadResult read = JsonDomains.read(domains);
        return use(read.validateForRelay(), () -> {
            RuleTable table = RuleTable.of(read.domains());
            return () -> BorderRelay.seeded(table, SEED);
        });
    }

    /**
     * Configures the MAP function of a CE in place of any other node.
     *
     * @param domains a domain file: an object or an array
     * @param endUserPrefix the prefix that is delegated to the CE, with its length
     * @return the errors, empty if there are none
     */
    public Optional<String> configureEdge(JsonValue domains, String endUserPrefix) {
        return configureEdge(domains, endUserPrefix, false);
    }

    /**
     * Configures a CE with its NAPT in place of any other node.
     *
     * @param domains a domain file: an object or an array, with {@code napt} or without
     * @param endUserPrefix the prefix that is delegated to the CE, with its length
     * @return the errors, empty if there are none
     */
    public Optional<String> configureEdgeWithNapt(JsonValue domains, String endUserPrefix) {
        return configureEdge(domains, endUserPrefix, true);
    }

    private Optional<String> configureEdge(JsonValue domains, String endUserPrefix, boolean hasNapt) {
        ReadResult read = JsonDomains.read(domains);
        if (read.isRefused()) {
            return refused(read.findings());
        }
        IPv6Address prefix;
        ConfiguredDomain domain;
        try {
            prefix = Addresses.parseIpv6Prefix("endUserPrefix", endUserPrefix);
            domain = read.domainOf(prefix);
        } catch (MapConfigurationException e) {
            return refused(e.findings());
        }
        List<Finding> findings = new ArrayList<>(read.validateForEdge(domain, prefix));
        if (!hasNapt || findings.stream().anyMatch(Finding::isError)) {
            return use(findings, () -> () -> CustomerEdge.seeded(domain, prefix, SEED));
        }
        NaptOptions napt = DomainFile.napt(read, domain);
        try {
            EdgeTable table = EdgeTable.of(domain, prefix, napt);
            return use(findings, () -> () -> CustomerEdge.seeded(Published.of(table), SEED));
        } catch (MapConfigurationException e) {
            return refused(e.findings());
        }
    }

    /**
     * Checks domains and configures no node: for roles that answer queries only.
     *
     * @param domains a domain file: an object or an array
     * @return the errors, empty if there are none
     */
    public Optional<String> configureQueries(JsonValue domains) {
        return use(JsonDomains.read(domains).validateForRelay(), () -> () -> null);
    }

    private Optional<String> use(List<Finding> findings, Supplier<Supplier<@Nullable Forwarder>> made) {
        Optional<String> refused = refused(findings);
        if (refused.isEmpty()) {
            nodes = made.get();
            create();
        }
        return refused;
    }

    private Optional<String> refused(List<Finding> findings) {
        List<Finding> errors = findings.stream().filter(Finding::isError).toList();
        if (errors.isEmpty()) {
            return Optional.empty();
        }
        nodes = () -> null;
        create();
        String more = errors.size() > MAX_ERRORS ? "; and " + (errors.size() - MAX_ERRORS) + " more" : "";
        return Optional.of(errors.stream()
                        .limit(MAX_ERRORS)
                        .map(error -> error.at(Location.NONE).toString()) // a column of the request helps no one
                        .collect(Collectors.joining("; "))
                + more);
    }

    /** Returns whether there is a node that forwards packets. */
    public boolean isForwarding() {
        return node != null;
    }

    /**
     * Passes a packet to the node, after what time alone causes.
     *
     * @param ipv6 whether it arrives from the IPv6 side
     * @param atNanos time since the last reset; an earlier time than the current one counts as the current one
     * @param octets from the IP header on, at most {@link #MAX_PACKET_OCTETS}
     * @param index cause of the packets that this one causes
     * @param output takes all packets that the node sends
     * @return the outcome
     */
    public Verdict packet(boolean ipv6, long atNanos, byte[] octets, int index, Output output) {
        Forwarder forwarder = forwarder();
        moveClock(atNanos, output);
        input.put(HEADROOM_OCTETS, octets);
        packet.attach(input, HEADROOM_OCTETS, octets.length, HEADROOM_OCTETS);
        Verdict verdict = ipv6 ? forwarder.fromIpv6(packet, clockNanos) : forwarder.fromIpv4(packet, clockNanos);
        if (verdict.leaves()) {
            emit(packet, index, output);
        }
        drain(forwarder, index, output);
        return verdict;
    }

    /**
     * Lets time pass without packets.
     *
     * @param nanos 0 or more
     * @param output takes all packets that the node sends
     */
    public void tick(long nanos, Output output) {
        moveClock(clockNanos + nanos < clockNanos ? Long.MAX_VALUE : clockNanos + nanos, output);
    }

    private void moveClock(long atNanos, Output output) {
        Forwarder forwarder = forwarder();
        unused = false;
        clockNanos = Math.max(clockNanos, atNanos);
        while (forwarder.expire(clockNanos)) {
            drain(forwarder, NO_CAUSE, output);
        }
    }

    private void drain(Forwarder forwarder, int cause, Output output) {
        while (forwarder.next(window.attach(pending, 0, pending.capacity(), 0))) {
            emit(window, cause, output);
        }
    }

    private static void emit(Packet sent, int cause, Output output) {
        byte[] octets = new byte[sent.length()];
        sent.buffer().get(sent.offset(), octets);
        output.packet(sent.ipVersion() == 6, octets, cause);
    }

    /** Replaces the node by a new one with the same configuration, at time 0. */
    public void reset() {
        if (!unused) {
            create();
        }
    }

    private void create() {
        node = null; // its memory may be needed for the new one
        node = nodes.get();
        clockNanos = 0;
        unused = true;
    }

    /**
     * Returns the counters of the node.
     *
     * @return since the last reset
     */
    public List<AdapterCounter> counters() {
        return AdapterCounter.of(forwarder().counters().snapshot());
    }

    /**
     * Returns the {@code traffic-stat} leaves of RFC 8676.
     *
     * @return since the last reset, by the name of the leaf
     */
    public Map<String, Long> trafficStat() {
        CounterSnapshot counters = forwarder().counters().snapshot();
        Map<String, Long> leaves = new LinkedHashMap<>();
        for (TrafficStatistic leaf : TrafficStatistic.values()) {
            leaves.put(leaf.leaf(), leaf.value(counters));
        }
        return leaves;
    }

    private Forwarder forwarder() {
        return Objects.requireNonNull(node, "no node is configured");
    }
}
