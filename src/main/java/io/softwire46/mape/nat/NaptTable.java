package io.softwire46.mape.nat;

import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.map.PortSet;
import io.softwire46.mape.nat.NaptOptions.FilteringBehavior;
import io.softwire46.mape.nat.NaptOptions.Forward;
import io.softwire46.mape.nat.NaptOptions.MappingBehavior;
import io.softwire46.mape.nat.session.WorkerShare;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The NAPT options of one CE, with all values that follow from its address and port set.
 *
 * <p>Immutable.
 */
@SuppressWarnings("EnumOrdinal") // arrays by protocol
public final class NaptTable {
    /** First port that is not a system port (RFC 6335 section 6). */
    static final int FIRST_USER_PORT = 1024;

    private static final int FLOOR_SHARE = 5;
    private static final int SESSIONS_SHARE = 4;
    private static final int PORTS_SHARE = 2;
    private static final int LAST_TIMED_PORT = 1023;

    private final CeMapping ceMapping;
    private final NaptOptions options;
    private final PortSet portSet;
    private final boolean identificationsFromPorts;

    /** The mapping whose sessions go on; null if none does. */
    private final @Nullable CeMapping drained;

    private final long drainUntilNanos;
    private final WorkerShare share;

    /** Ports for dynamic mappings as indexes of the port set, by protocol; never written after construction. */
    private final BitSet[] usable;

    /** Idle time by remote port, 0 to 1023; never written after construction. */
    private final int[] udpPortSeconds = new int[LAST_TIMED_PORT + 1];

    /** Remote UDP ports whose sessions are overlapping; never written after construction. */
    private final BitSet udpOverlapping = new BitSet();

    private NaptTable(
            CeMapping ceMapping,
            NaptOptions options,
            boolean identificationsFromPorts,
            @Nullable CeMapping drained,
            long drainUntilNanos,
            WorkerShare share) {
        this.drained = drained;
        this.drainUntilNanos = drainUntilNanos;
        this.share = share;
        this.ceMapping = ceMapping;
        this.options = options;
        this.identificationsFromPorts = identificationsFromPorts;
        portSet = ceMapping.portSet();
        usable = usablePorts(portSet, options, options.lowPorts());
        if (!share.isAlone()) {
            for (NaptProtocol protocol : NaptProtocol.values()) {
                usable[protocol.ordinal()].stream()
                        .filter(index -> !isOwn(protocol, portSet.portAt(index)))
                        .forEach(usable[protocol.ordinal()]::clear);
            }
        }
        for (int port = 0; port <= LAST_TIMED_PORT; port++) {
            udpPortSeconds[port] = options.udpPortSeconds().getOrDefault(port, options.udpSeconds());
        }
        options.udpOverlappingPorts().forEach(udpOverlapping::set);
    }

    /**
     * Combines options with the mapping of a CE.
     *
     * @param ceMapping a CE with an address, alone or shared
     * @param options any
     * @return the table
     * @throws MapConfigurationException with all findings of {@link NaptOptions#validate(CeMapping)} if one is an error
     */
    public static NaptTable of(CeMapping ceMapping, NaptOptions options) {
        return of(ceMapping, options, false);
    }

    /**
     * Combines options with the mapping of a CE, and may limit the Identifications of outbound packets to the port set, so that CEs
     * that share an address never use the same one (RFC 7597 section 8.3.3).
     *
     * @param ceMapping a CE with an address, alone or shared
     * @param options any
     * @param identificationsFromPorts whether Identifications are from the port set; of no effect if the address is not shared
     * @return the table
     * @throws MapConfigurationException with all findings of {@link NaptOptions#validate(CeMapping)} if one is an error
     */
    public static NaptTable of(CeMapping ceMapping, NaptOptions options, boolean identificationsFromPorts) {
        Objects.requireNonNull(ceMapping, "ceMapping");
        List<Finding> findings = options.validate(ceMapping);
        MapConfigurationException.throwIfAnyError(findings);
        return new NaptTable(
                ceMapping,
                options,
                identificationsFromPorts && ceMapping.rule().isShared(),
                null,
                0,
                WorkerShare.ALONE);
    }

    /**
     * Returns the table of one of several instances of {@link Napt44} that serve the CE together, each in a thread of its own. Each
     * has a share of the ports and of the inside hosts. Give a packet from the inside to the instance of {@link #workerOfHost} of
     * its source, and a packet from the tunnel to that of {@link #workerOfPort} of its destination port or Identifier; an ICMP error
     * to that of the port or host that the quoted packet has. Fragments must be reassembled before. A packet whose result is
     * {@link NaptResult#OTHER_WORKER} is then one from the tunnel for the instance of its destination port.
     *
     * <p>The limits of the options apply to each instance, floors for a class of mappings in proportion to its share; a floor
     * without a number is one fifth of the instance's own usable ports.
     *
     * @param index number of the instance, from 0
     * @param count number of instances; those beyond the number of ports have none
     * @return the table with a share
     * @throws IllegalArgumentException if the number is outside its range, or if {@code dmzHost} is set and there are several
     *     instances: what has no session is for one host, and has ports of all instances
     */
    public NaptTable worker(int index, int count) {
        WorkerShare next = new WorkerShare(index, count);
        if (!next.isAlone() && options.dmzHost().isPresent()) {
            throw new IllegalArgumentException("dmzHost needs all ports in one instance; remove it or use one worker");
        }
        return new NaptTable(ceMapping, options, identificationsFromPorts, drained, drainUntilNanos, next);
    }

    /**
     * Returns the instance that serves an inside host.
     *
     * @param address inside address, 32 bits in network order
     * @return number of the instance; 0 if there is only one
     */
    public int workerOfHost(int address) {
        return share.ofHost(address);
    }

    /**
     * Returns the instance that owns an external port. That of a forward belongs to the instance of its host.
     *
     * @param protocol its protocol
     * @param port external port or Identifier
     * @return number of the instance; -1 if the port is not in the set
     */
    public int workerOfPort(NaptProtocol protocol, int port) {
        List<Forward> forwards = options.forwards();
        for (int i = 0; i < forwards.size(); i++) { // an iterator would be allocated
            Forward forward = forwards.get(i);
            if (forward.port() == port && forward.protocol() == protocol) {
                return workerOfHost(forward.toAddress());
            }
        }
        return share.ofIndex(portSet, portSet.indexOf(port));
    }

    /** Returns whether a port of the set belongs to this instance. */
    boolean isOwn(NaptProtocol protocol, int port) {
        return share.isAlone() || workerOfPort(protocol, port) == share.index();
    }

    /** Returns whether an inside host belongs to this instance. */
    boolean isOwn(int address) {
        return workerOfHost(address) == share.index();
    }

    WorkerShare share() {
        return share;
    }

    /** Returns the forwards to hosts of this instance, in the order given. */
    List<Forward> ownForwards() {
        return forwards().stream().filter(each -> isOwn(each.toAddress())).toList();
    }

    /**
     * Returns this table for a CE whose old prefix remains valid for some time. A {@link Napt44} that has the old mapping when it
     * adopts the table keeps its sessions, with their address and ports, until that time; new sessions have the new mapping. Then
     * they end, as they do at once without this (RFC 7596 section 5.1).
     *
     * <p>One old mapping is kept at a time: if the table changes to a third mapping, the sessions of the first one end. Meanwhile
     * a NAPT has the memory of both. A later table with the new mapping does not end the old sessions, unless it has another time
     * for them. The old mapping has no effect if it is that of the table, or if the time is over.
     *
     * @param oldMapping the mapping that is replaced
     * @param untilNanos end of its sessions, in nanoseconds of the clock of the NAPT
     * @return a table that is equal but for this
     */
    public NaptTable drain(CeMapping oldMapping, long untilNanos) {
        Objects.requireNonNull(oldMapping, "oldMapping");
        return new NaptTable(ceMapping, options, identificationsFromPorts, oldMapping, untilNanos, share);
    }

    /**
     * Returns whether the sessions of a mapping go on.
     *
     * @param mapping that of a table before
     * @return true if it is that of {@link #drain}
     */
    public boolean drains(CeMapping mapping) {
        return drained != null && mapping.equals(drained);
    }

    long drainUntilNanos() {
        return drainUntilNanos;
    }

    /** Returns the ports for dynamic mappings by protocol, as indexes of the port set. */
    static BitSet[] usablePorts(PortSet portSet, NaptOptions options, boolean lowPorts) {
        BitSet all = new BitSet(portSet.size());
        all.set(0, portSet.size());
        int firstPort = lowPorts ? 1 : FIRST_USER_PORT;
        int last = Math.min(portSet.size(), FIRST_USER_PORT);
        for (int index = 0; index < last && portSet.portAt(index) < firstPort; index++) {
            all.clear(index);
        }
        NaptProtocol[] protocols = NaptProtocol.values();
        BitSet[] usable = new BitSet[protocols.length];
        for (NaptProtocol protocol : protocols) {
            BitSet ports = (BitSet) all.clone();
            options.reserved().forEach(each -> {
                if (each.protocol() == null || each.protocol() == protocol) {
                    IntStream.rangeClosed(each.first(), each.last())
                            .map(portSet::indexOf)
                            .filter(index -> index >= 0)
                            .forEach(ports::clear);
                }
            });
            options.forwards().stream()
                    .filter(forward -> forward.protocol() == protocol)
                    .mapToInt(forward -> portSet.indexOf(forward.port()))
                    .filter(index -> index >= 0)
                    .forEach(ports::clear);
            usable[protocol.ordinal()] = ports;
        }
        return usable;
    }

    /** {@return the mapping of the CE} */
    public CeMapping ceMapping() {
        return ceMapping;
    }

    /** {@return the options as configured} */
    public NaptOptions options() {
        return options;
    }

    /** {@return the external address, 32 bits in network order} */
    public int address() {
        return ceMapping.ipv4Bits();
    }

    /** {@return the ports and Identifiers of the CE} */
    public PortSet portSet() {
        return portSet;
    }

    /**
     * Returns whether the Identifications of outbound packets that may be fragmented are from the port set (RFC 7597 section
     * 8.3.3).
     *
     * @return false if the address is not shared
     */
    public boolean identificationsFromPorts() {
        return identificationsFromPorts;
    }

    /**
     * Returns whether an address is inside.
     *
     * @param address 32 bits in network order
     * @return true if an inside prefix contains it
     */
    public boolean isInside(int address) {
        return options.isInside(address);
    }

    /**
     * Returns whether dynamic mappings may use a port: it is in the set, not 0, not below 1024 unless {@code lowPorts} is
     * set, not reserved, not that of a static forward, and of this instance if there are several.
     *
     * @param protocol its protocol
     * @param port any number
     * @return false for ports outside the set
     */
    public boolean isUsable(NaptProtocol protocol, int port) {
        int index = portSet.indexOf(port);
        return index >= 0 && usable[protocol.ordinal()].get(index);
    }

    /**
     * Returns the number of ports that dynamic mappings may use.
     *
     * @param protocol the protocol
     * @return 1 to 65535; 0 is possible for one of several instances
     */
    public int usableCount(NaptProtocol protocol) {
        return usable[protocol.ordinal()].cardinality();
    }

    /**
     * Returns the ports that dynamic mappings may use.
     *
     * @param protocol the protocol
     * @return in ascending order
     */
    public IntStream usablePorts(NaptProtocol protocol) {
        return usable[protocol.ordinal()].stream().map(portSet::portAt);
    }

    /** {@return static forwards, in the order given} */
    public List<Forward> forwards() {
        return options.forwards();
    }

    /**
     * Finds a static forward by its external port.
     *
     * @param protocol its protocol
     * @param port external port
     * @return empty if there is none
     */
    public Optional<Forward> forwardAt(NaptProtocol protocol, int port) {
        return forwards().stream()
                .filter(each -> each.protocol() == protocol && each.port() == port)
                .findFirst();
    }

    /**
     * Returns the class of a session of an internal endpoint that has no mapping. It depends on options and packet alone
     * (RFC 4787 section 9, REQ-11).
     *
     * @param protocol the protocol
     * @param remotePort port of the remote endpoint; of no effect except for UDP
     * @return exclusive or overlapping
     */
    public MappingBehavior mapping(NaptProtocol protocol, int remotePort) {
        if (options.strict4787()) {
            return MappingBehavior.EXCLUSIVE;
        }
        return switch (protocol) {
            case TCP -> options.tcpMapping();
            case UDP -> udpOverlapping.get(remotePort) ? MappingBehavior.OVERLAPPING : options.udpMapping();
            case UDPLITE -> options.udpMapping();
            case ICMP, DCCP -> MappingBehavior.EXCLUSIVE;
        };
    }

    /**
     * Returns whether sessions of a protocol can be of both classes.
     *
     * @param protocol the protocol
     * @return false for all protocols but UDP
     */
    public boolean hasBothClasses(NaptProtocol protocol) {
        return hasBothClasses(protocol, options);
    }

    static boolean hasBothClasses(NaptProtocol protocol, NaptOptions options) {
        return protocol == NaptProtocol.UDP
                && !options.strict4787()
                && options.udpMapping() == MappingBehavior.EXCLUSIVE
                && !options.udpOverlappingPorts().isEmpty();
    }

    /**
     * Returns the number of ports that overlapping mappings leave to exclusive ones.
     *
     * @param protocol the protocol
     * @return 0 if the protocol has one class
     */
    public int minExclusivePorts(NaptProtocol protocol) {
        return hasBothClasses(protocol) ? floor(options.minExclusivePorts(), protocol) : 0;
    }

    /**
     * Returns the number of ports that exclusive mappings leave to overlapping ones.
     *
     * @param protocol the protocol
     * @return 0 if the protocol has one class
     */
    public int minOverlappingPorts(NaptProtocol protocol) {
        return hasBothClasses(protocol) ? floor(options.minOverlappingPorts(), protocol) : 0;
    }

    private int floor(OptionalInt configured, NaptProtocol protocol) {
        if (configured.isPresent()) {
            return (int) ((long) configured.getAsInt() * share.ports(portSet) / portSet.size());
        }
        return defaultFloor(usableCount(protocol));
    }

    /** Returns the ports that are kept for a class if the options have no number, of those that dynamic mappings may use. */
    static int defaultFloor(int usable) {
        return usable / FLOOR_SHARE;
    }

    /**
     * Returns which remote endpoints an exclusive mapping accepts.
     *
     * @param protocol the protocol
     * @return the option of TCP, or that of all other protocols
     */
    public FilteringBehavior filtering(NaptProtocol protocol) {
        return protocol == NaptProtocol.TCP ? options.tcpFiltering() : options.udpFiltering();
    }

    /**
     * Returns the idle time of a UDP session.
     *
     * @param remotePort port of the remote endpoint
     * @return in seconds
     */
    public int udpSeconds(int remotePort) {
        return remotePort >= 0 && remotePort <= LAST_TIMED_PORT ? udpPortSeconds[remotePort] : options.udpSeconds();
    }

    /** {@return maximum number of sessions of one inside host} */
    public int maxSessionsPerHost() {
        return options.maxSessionsPerHost().orElse(options.maxSessions() / SESSIONS_SHARE);
    }

    /** {@return maximum number of exclusive ports of one inside host and protocol} */
    public int maxExclusivePortsPerHost() {
        return options.maxExclusivePortsPerHost().orElse(Math.max(1, share.ports(portSet) / PORTS_SHARE));
    }

    /** {@return maximum number of forwards to one inside host} */
    public int maxForwardsPerHost() {
        return Math.min(options.maxForwardsPerHost(), options.maxForwards());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NaptTable that
                && ceMapping.equals(that.ceMapping)
                && options.equals(that.options)
                && identificationsFromPorts == that.identificationsFromPorts
                && Objects.equals(drained, that.drained)
                && drainUntilNanos == that.drainUntilNanos
                && share.equals(that.share);
    }

    @Override
    public int hashCode() {
        return Objects.hash(ceMapping, options, identificationsFromPorts, drained, drainUntilNanos, share);
    }

    /** Returns the mapping of the CE and the options. */
    @Override
    public String toString() {
        return "NaptTable[" + ceMapping + ", " + options + "]";
    }
}
