package io.softwire46.mape.nat;

import io.softwire46.mape.nat.NaptOptions.FilteringBehavior;
import io.softwire46.mape.nat.NaptOptions.Ipv4Prefix;
import io.softwire46.mape.nat.NaptOptions.MappingBehavior;
import io.softwire46.mape.nat.NaptOptions.NoPortError;
import io.softwire46.mape.nat.NaptOptions.QuoteChecksum;
import io.softwire46.mape.nat.NaptOptions.TcpNoSession;
import io.softwire46.mape.nat.NaptOptions.UnsolicitedSyn;
import io.softwire46.mape.nat.session.PortNumbers;
import io.softwire46.mape.nat.session.TcpTracker;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A {@link NaptTable} as numbers, for the packet path. A port space is the ordinal of its {@link NaptProtocol}; times are in ticks
 * of one second.
 *
 * <p>Immutable.
 */
@SuppressWarnings("EnumOrdinal") // a port space is the ordinal of its protocol
final class NaptRules {
    static final int TCP = NaptProtocol.TCP.ordinal();
    static final int UDP = NaptProtocol.UDP.ordinal();
    static final int ICMP = NaptProtocol.ICMP.ordinal();
    static final int UDP_LITE = NaptProtocol.UDPLITE.ordinal();
    static final int DCCP = NaptProtocol.DCCP.ordinal();
    private static final NaptProtocol[] PROTOCOLS = NaptProtocol.values();
    static final int SPACES = PROTOCOLS.length;
    static final int NO_SPACE = -1;

    private static final int PORTS = 1 << 16;
    private static final int TIMED_PORTS = 1024;

    /** Port space of each protocol number. */
    private static final byte[] SPACE_OF = new byte[256];

    static {
        Arrays.fill(SPACE_OF, (byte) NO_SPACE);
        for (NaptProtocol protocol : NaptProtocol.values()) {
            SPACE_OF[protocol.number()] = (byte) protocol.ordinal();
        }
    }

    final NaptTable table;
    final int address;
    final PortNumbers ports;

    /** The ports that are the Identifications of outbound packets; null if all numbers are. */
    final @Nullable PortNumbers identifications;

    /** The first value of this instance, and the number of values, as indexes of {@link #identifications}. */
    final int firstIdentification;

    final int identificationCount;
    final boolean preservePort;
    final boolean preserveParity;
    final boolean inboundRefresh;
    final boolean resetsWithoutSession;
    final boolean answersUnsolicitedSyn;
    final boolean resetsEnded;
    final boolean reportsProtocol;
    final boolean dropsQuoteChecksum;
    final NoPortError noPortError;
    final boolean hasDmzHost;
    final int dmzHost;
    final int portHoldTicks;
    final int maxSessions;
    final int maxSessionsPerHost;
    final int maxExclusivePortsPerHost;
    final int maxHosts;
    final int newSessionsPerSecond;
    private final int[] insideAddresses;
    private final int[] insideMasks;
    private final int[] minExclusive = new int[SPACES];
    private final int[] minOverlapping = new int[SPACES];
    private final FilteringBehavior[] filtering = new FilteringBehavior[SPACES];
    private final boolean[] overlapping = new boolean[SPACES];
    private final long[] overlappingUdpPorts = new long[PORTS / Long.SIZE];
    private final int[] tcpTicks = new int[TcpTracker.TRANS + 1];
    private final int[] udpTicks = new int[TIMED_PORTS];
    private final int udpDefaultTicks;
    final int establishedTicks;
    private final int icmpTicks;

    NaptRules(NaptTable table) {
        NaptOptions options = table.options();
        this.table = table;
        address = table.address();
        ports = new PortNumbers(table.portSet());
        identifications = table.identificationsFromPorts() ? ports : null;
        int numbers = identifications == null ? PORTS : ports.size();
        firstIdentification = table.share().firstValue(numbers);
        identificationCount = table.share().values(numbers);
        preservePort = options.preservePort();
        preserveParity = options.preserveParity();
        inboundRefresh = options.inboundRefresh();
        resetsWithoutSession = options.tcpNoSession() == TcpNoSession.RESET;
        answersUnsolicitedSyn = options.unsolicitedSyn() == UnsolicitedSyn.UNREACHABLE;
        resetsEnded = options.resetEnded();
        reportsProtocol = options.protocolError();
        dropsQuoteChecksum = options.quoteChecksum() == QuoteChecksum.DROP;
        noPortError = options.noPortError();
        hasDmzHost = options.dmzHost().isPresent();
        dmzHost = options.dmzHost().orElse(0);
        portHoldTicks = options.portHoldSeconds();
        maxSessions = options.maxSessions();
        maxSessionsPerHost = table.maxSessionsPerHost();
        maxExclusivePortsPerHost = table.maxExclusivePortsPerHost();
        maxHosts = options.maxHosts();
        newSessionsPerSecond = options.newSessionsPerSecondPerHost();
        insideMasks = options.inside().stream().mapToInt(Ipv4Prefix::mask).toArray();
        insideAddresses =
                options.inside().stream().mapToInt(Ipv4Prefix::address).toArray();
        for (NaptProtocol protocol : NaptProtocol.values()) {
            int space = protocol.ordinal();
            minExclusive[space] = table.minExclusivePorts(protocol);
            minOverlapping[space] = table.minOverlappingPorts(protocol);
            filtering[space] = table.filtering(protocol);
            overlapping[space] = table.mapping(protocol, 0) == MappingBehavior.OVERLAPPING;
        }
        for (int port = 0; port < PORTS; port++) {
            if (table.mapping(NaptProtocol.UDP, port) == MappingBehavior.OVERLAPPING) {
                overlappingUdpPorts[port >>> 6] |= 1L << port;
            }
        }
        establishedTicks = options.tcpEstablishedSeconds();
        Arrays.fill(tcpTicks, options.tcpOpeningSeconds());
        tcpTicks[TcpTracker.ESTABLISHED] = options.tcpEstablishedSeconds();
        tcpTicks[TcpTracker.INSIDE_FIN] = options.tcpEstablishedSeconds();
        tcpTicks[TcpTracker.OUTSIDE_FIN] = options.tcpEstablishedSeconds();
        tcpTicks[TcpTracker.CLOSING] = options.tcpClosingSeconds();
        tcpTicks[TcpTracker.TRANS] = options.tcpClosingSeconds();
        tcpTicks[TcpTracker.TIME_WAIT] = options.tcpTimeWaitSeconds();
        for (int port = 0; port < TIMED_PORTS; port++) {
            udpTicks[port] = table.udpSeconds(port);
        }
        udpDefaultTicks = options.udpSeconds();
        icmpTicks = options.icmpSeconds();
    }

    /** Returns the port space of a protocol number, or {@link #NO_SPACE}. */
    static int space(int protocol) {
        return SPACE_OF[protocol];
    }

    /** Returns the protocol of a port space. */
    static NaptProtocol protocol(int space) {
        return PROTOCOLS[space];
    }

    /** Returns the port space of a protocol. */
    static int spaceOf(NaptProtocol protocol) {
        return space(protocol.number());
    }

    /** Returns whether a port of the set belongs to this instance. */
    boolean isOwn(int space, int port) {
        return table.isOwn(PROTOCOLS[space], port);
    }

    boolean isInside(int wanted) {
        for (int i = 0; i < insideMasks.length; i++) {
            if ((wanted & insideMasks[i]) == insideAddresses[i]) {
                return true;
            }
        }
        return false;
    }

    /** Returns the class of a session whose inside endpoint owns no port. */
    boolean isOverlapping(int space, int remotePort) {
        return space == UDP ? (overlappingUdpPorts[remotePort >>> 6] >>> remotePort & 1) != 0 : overlapping[space];
    }

    int minExclusive(int space) {
        return minExclusive[space];
    }

    int minOverlapping(int space) {
        return minOverlapping[space];
    }

    FilteringBehavior filtering(int space) {
        return filtering[space];
    }

    /** Returns the time after which a UDP session is over. */
    int udpTicks(int remotePort) {
        return remotePort < TIMED_PORTS ? udpTicks[remotePort] : udpDefaultTicks;
    }

    /** Returns the time after which a session is over, in a state of {@link TcpTracker} if it is one of TCP. */
    int ticks(int space, int state, int remotePort) {
        if (space == TCP) {
            return tcpTicks[state];
        }
        if (space == UDP) {
            return udpTicks(remotePort);
        }
        if (space == ICMP) {
            return icmpTicks;
        }
        // RFC 5597 REQ-5: a connection until packets passed in both directions, then an established one
        return space == UDP_LITE ? udpDefaultTicks : tcpTicks[state];
    }
}
