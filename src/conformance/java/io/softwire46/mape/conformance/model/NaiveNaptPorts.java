package io.softwire46.mape.conformance.model;

import io.softwire46.mape.conformance.model.NaiveNaptSession.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which external ports a new session may get: the set that the RFCs permit, of which a NAPT chooses one at random.
 *
 * <p>Not thread-safe.
 */
final class NaiveNaptPorts {
    private static final long SECOND = 1_000_000_000L;

    /** An exclusive port after its release (RFC 6888 REQ-8). */
    private record Rest(int protocol, int port, int host, int hostPort, long sureUntil, long overAt) {}

    /** Ports that a new session may get, and the session that must end for it; no ports if there are none. */
    record Candidates(Set<Integer> ports, @Nullable NaiveNaptSession reclaimed) {}

    private final List<Rest> rests = new ArrayList<>();

    /** Notes that the last session of an exclusive mapping has ended. */
    void release(NaiveNaptSession last, int holdSeconds) {
        rests.removeIf(rest -> rest.protocol == last.protocol && rest.port == last.port);
        rests.add(new Rest(
                last.protocol,
                last.port,
                last.host,
                last.hostPort,
                last.sureUntil + holdSeconds * SECOND,
                last.goneAt + (holdSeconds + 1) * SECOND));
    }

    void forget() {
        rests.clear();
    }

    /** RFC 4787 REQ-1 and REQ-3: a port that no other endpoint holds. */
    Candidates exclusive(
            List<NaiveNaptSession> sessions, NaiveNaptSettings settings, int protocol, int host, int port, long now) {
        List<Integer> usable = settings.usable(protocol);
        Set<Integer> held = portsOf(sessions, protocol, null);
        int exclusive = portsOf(sessions, protocol, Kind.EXCLUSIVE).size();
        if (settings.hasBothClasses(protocol)
                && exclusive >= usable.size() - settings.choice().minOverlapping()) {
            return new Candidates(Set.of(), null);
        }
        Set<Integer> free = new HashSet<>(usable);
        free.removeAll(held);
        Set<Integer> sure = new HashSet<>();
        Set<Integer> maybe = new HashSet<>();
        for (Rest rest : rests) {
            boolean other = rest.host != host || rest.hostPort != port;
            if (other && rest.protocol == protocol && now < rest.overAt) {
                (now < rest.sureUntil ? sure : maybe).add(rest.port);
            }
        }
        Set<Integer> rested = new HashSet<>(free);
        rested.removeAll(sure);
        boolean all = maybe.containsAll(rested);
        return new Candidates(preferred(all ? free : rested, free, port, settings.choice()), null);
    }

    /** RFC 7857 section 3: a port that is free toward the remote endpoint. */
    Candidates overlapping(
            List<NaiveNaptSession> sessions,
            NaiveNaptSettings settings,
            int protocol,
            int host,
            int hostPort,
            int remote,
            int remotePort) {
        List<Integer> usable = settings.usable(protocol);
        Set<Integer> exclusive = portsOf(sessions, protocol, Kind.EXCLUSIVE);
        Set<Integer> overlapping = portsOf(sessions, protocol, Kind.OVERLAPPING);
        Set<Integer> busy = new HashSet<>();
        Set<Integer> own = new HashSet<>();
        for (NaiveNaptSession each : sessions) {
            if (each.protocol == protocol && each.isToward(remote, remotePort)) {
                busy.add(each.port);
            }
            if (each.protocol == protocol && each.isFrom(host, hostPort) && each.kind == Kind.OVERLAPPING) {
                own.add(each.port);
            }
        }
        own.removeAll(busy);
        own.retainAll(usable);
        if (!own.isEmpty()) {
            return new Candidates(own, null);
        }
        boolean atFloor = settings.hasBothClasses(protocol)
                && overlapping.size() >= usable.size() - settings.choice().minExclusive();
        Set<Integer> free = new HashSet<>(usable);
        free.removeAll(busy);
        free.removeAll(exclusive);
        if (atFloor) {
            free.retainAll(overlapping);
        }
        if (!free.isEmpty()) {
            return new Candidates(preferred(free, free, hostPort, settings.choice()), null);
        }
        // RFC 6191 section 2 in spirit: the connection that was closed longest ago makes room.
        NaiveNaptSession oldest = null;
        for (NaiveNaptSession each : sessions) {
            if (each.protocol == protocol
                    && each.kind == Kind.OVERLAPPING
                    && each.isToward(remote, remotePort)
                    && each.isTimeWait()
                    && usable.contains(each.port)
                    && (oldest == null || each.closedAt < oldest.closedAt)) {
                oldest = each;
            }
        }
        return oldest == null
                ? new Candidates(Set.of(), null)
                : new Candidates(Set.of(oldest.port), oldest);
    }

    /** Notes that overlapping sessions use a port, which ends its rest. */
    void use(int protocol, int port) {
        rests.removeIf(rest -> rest.protocol == protocol && rest.port == port);
    }

    /** Keeps the port, or its parity, where an option says so; a resting port may count as free for that. */
    private static Set<Integer> preferred(
            Set<Integer> permitted, Set<Integer> free, int port, NaiveNaptSettings.Choice choice) {
        if (choice.preservePort() && permitted.contains(port)) {
            return Set.of(port);
        }
        Set<Integer> all = new HashSet<>(permitted);
        if (choice.preserveParity()) {
            Set<Integer> even = new HashSet<>(permitted);
            even.removeIf(each -> each % 2 != port % 2);
            all = even.isEmpty() ? all : even;
        }
        if ((choice.preservePort() || choice.preserveParity())) {
            free.stream()
                    .filter(each -> choice.preservePort() && each == port
                            || choice.preserveParity() && each % 2 == port % 2)
                    .forEach(all::add);
        }
        return all;
    }

    static Set<Integer> portsOf(List<NaiveNaptSession> sessions, int protocol, @Nullable Kind kind) {
        Set<Integer> ports = new HashSet<>();
        for (NaiveNaptSession each : sessions) {
            if (each.protocol == protocol && (kind == null || each.kind == kind)) {
                ports.add(each.port);
            }
        }
        return ports;
    }
}
