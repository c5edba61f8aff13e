package io.softwire46.mape.conformance.model;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The settings of a NAPT restricted to a port set, as numbers and lists. Immutable.
 *
 * @param address the external address
 * @param ports all ports of the port set
 * @param inside prefixes of the inside hosts
 * @param choice how ports are chosen
 * @param behavior classes, filters and errors
 * @param timers idle times in seconds
 * @param limits maximum numbers
 * @param forwards static forwards
 */
public record NaiveNaptSettings(
        int address,
        List<Integer> ports,
        List<Prefix> inside,
        Choice choice,
        Behavior behavior,
        Timers timers,
        Limits limits,
        List<Forward> forwards) {
    /** Number of TCP in the IPv4 header, and of the other protocols with ports. */
    public static final int TCP = 6;

    public static final int UDP = 17;
    public static final int ICMP = 1;
    public static final int UDP_LITE = 136;
    public static final int DCCP = 33;

    /** A reserved range for all protocols. */
    public static final int ANY = -1;

    /** RFC 6335 section 6: ports below this one are system ports. */
    private static final int FIRST_USER_PORT = 1024;

    /** An IPv4 prefix. */
    public record Prefix(int address, int length) {
        boolean contains(int other) {
            return length == 0 || (address ^ other) >>> (32 - length) == 0;
        }
    }

    /** Filtering behaviours of RFC 4787 section 5. */
    public enum Filter {
        ENDPOINT,
        ADDRESS,
        ADDRESS_AND_PORT
    }

    /** Ports of a protocol, or of {@link #ANY}, that no dynamic mapping may use. */
    public record Reserved(int protocol, int first, int last) {}

    /** A static forward; no remotes permit all hosts. */
    public record Forward(int protocol, int port, int toAddress, int toPort, List<Prefix> remotes) {}

    /** How ports are chosen; floors are those of UDP. */
    public record Choice(
            boolean preservePort,
            boolean preserveParity,
            int holdSeconds,
            boolean lowPorts,
            List<Reserved> reserved,
            int minExclusive,
            int minOverlapping) {}

    /** Classes, filters and errors. */
    public record Behavior(
            boolean strict,
            boolean tcpOverlapping,
            boolean udpOverlapping,
            Set<Integer> udpOverlappingPorts,
            Filter tcpFilter,
            Filter udpFilter,
            boolean inboundRefresh,
            boolean dropQuoteChecksum) {}

    /** Idle times in seconds. */
    public record Timers(
            int tcpEstablished,
            int tcpOpening,
            int tcpClosing,
            int tcpTimeWait,
            int udp,
            Map<Integer, Integer> udpPorts,
            int icmp) {}

    /** Maximum numbers. */
    public record Limits(int sessions, int sessionsPerHost, int exclusivePortsPerHost, int hosts, int newPerSecond) {}

    boolean isInside(int other) {
        return inside.stream().anyMatch(prefix -> prefix.contains(other));
    }

    /** The ports that dynamic mappings of a protocol may use. */
    List<Integer> usable(int protocol) {
        return ports.stream()
                .filter(port -> port >= (choice.lowPorts ? 1 : FIRST_USER_PORT))
                .filter(port -> !isReserved(protocol, port))
                .filter(port -> forwardAt(protocol, port).isEmpty())
                .toList();
    }

    boolean isReserved(int protocol, int port) {
        return choice.reserved.stream()
                .anyMatch(each ->
                        (each.protocol == ANY || each.protocol == protocol) && port >= each.first && port <= each.last);
    }

    /** The forward of an external port: none or one. */
    List<Forward> forwardAt(int protocol, int port) {
        return forwards.stream()
                .filter(each -> each.protocol == protocol && each.port == port)
                .toList();
    }

    /** The forward of an inside endpoint: none or one. */
    List<Forward> forwardTo(int protocol, int host, int port) {
        return forwards.stream()
                .filter(each -> each.protocol == protocol && each.toAddress == host && each.toPort == port)
                .toList();
    }

    /** Whether new sessions of an endpoint without mapping are overlapping. */
    boolean isOverlapping(int protocol, int remotePort) {
        if (behavior.strict) {
            return false;
        }
        return switch (protocol) {
            case TCP -> behavior.tcpOverlapping;
            case UDP -> behavior.udpOverlapping || behavior.udpOverlappingPorts.contains(remotePort);
            case UDP_LITE -> behavior.udpOverlapping;
            default -> false;
        };
    }

    /** Whether new sessions of both classes can occur, so that floors bind. */
    boolean hasBothClasses(int protocol) {
        return protocol == UDP
                && !behavior.strict
                && !behavior.udpOverlapping
                && !behavior.udpOverlappingPorts.isEmpty();
    }

    Filter filter(int protocol) {
        return protocol == TCP ? behavior.tcpFilter : behavior.udpFilter;
    }
}
