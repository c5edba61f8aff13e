package io.softwire46.mape.conformance.model;

import io.softwire46.mape.conformance.model.NaiveNaptSession.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
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

    /**
     * Ports that a new session may get, and the sessions of which one must end for it; no ports if there are none.
     *
     * @param mayRefuse whether it is open if there is a port
     */
    record Candidates(Set<Integer> ports, List<NaiveNaptSession> reclaimed, boolean mayRefuse) {
        static Candidates of(Set<Integer> ports) {
            return new Candidates(ports, List.of(), false);
        }
    }

    private final List<Rest> rests = new ArrayList<>();

    /** Notes that the last session of an exclusive mapping has ended. */
    void release(NaiveNaptSession last, int holdSeconds) {
        rests.removeIf(rest -> rest.protocol == last.protocol && rest.port == last.port);
        rests.add(new Rest(
                last.protocol,
                last.port,
                last.host,
                last.hostPort,
                last.isChanged ? Long.MIN_VALUE : last.sureUntil + holdSeconds * SECOND,
                last.isChanged ? Long.MAX_VALUE / 2 : last.goneAt + (holdSeconds + 1) * SECOND));
    }

    /** Lets another time of rest apply; whether it holds for ports that rest already is open. */
    void change(int holdSeconds) {
        rests.replaceAll(rest -> new Rest(
                rest.protocol,
                rest.port,
                rest.host,
                rest.hostPort,
                Long.MIN_VALUE,
                rest.overAt + holdSeconds * SECOND));
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
        // Decision floors: where both floors do not fit, that of exclusive mappings comes first.
        int forOthers = Math.min(
                settings.choice().minOverlapping(),
                Math.max(0, usable.size() - settings.choice().minExclusive()));
        if (settings.hasBothClasses(protocol) && exclusive >= usable.size() - forOthers) {
            return Candidates.of(Set.of());
        }
        Set<Integer> free = new HashSet<>(usable);
        free.removeAll(held);
        Set<Integer> all = new HashSet<>(preferred(free, resting(protocol, host, port, now), port, settings.choice()));
        // An endpoint may have the port back that it had, whatever its parity.
        rests.stream()
                .filter(rest -> rest.protocol == protocol && rest.host == host && rest.hostPort == port)
                .filter(rest -> now < rest.overAt && free.contains(rest.port))
                .forEach(rest -> all.add(rest.port));
        return Candidates.of(all);
    }

    /** The ports that rest for this endpoint surely, and those that may. */
    private List<Set<Integer>> resting(int protocol, int host, int port, long now) {
        Set<Integer> sure = new HashSet<>();
        Set<Integer> maybe = new HashSet<>();
        for (Rest rest : rests) {
            boolean other = rest.host != host || rest.hostPort != port;
            if (other && rest.protocol == protocol && now < rest.overAt) {
                (now < rest.sureUntil ? sure : maybe).add(rest.port);
            }
        }
        return List.of(sure, maybe);
    }

    /** RFC 7857 section 3: a port that is free toward the remote endpoint. */
    Candidates overlapping(
            List<NaiveNaptSession> sessions,
            NaiveNaptSettings settings,
            int protocol,
            int host,
            int hostPort,
            int remote,
            int remotePort,
            long now) {
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
            return Candidates.of(own);
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
            // RFC 6888 REQ-8 is about exclusive ports: an overlapping session may, but need not, spare a resting one.
            Set<Integer> rested = rests.stream()
                    .filter(rest -> rest.protocol == protocol && now < rest.overAt)
                    .map(rest -> rest.port)
                    .collect(Collectors.toSet());
            return Candidates.of(preferred(free, List.of(Set.of(), rested), hostPort, settings.choice()));
        }
        // Decision TIME_WAIT: the connection that was closed longest ago makes room.
        NaiveNaptSession oldest = null;
        List<NaiveNaptSession> some = new ArrayList<>();
        for (NaiveNaptSession each : sessions) {
            boolean fits = each.protocol == protocol
                    && each.kind == Kind.OVERLAPPING
                    && each.isToward(remote, remotePort)
                    && usable.contains(each.port);
            if (fits && each.tcp != null && !each.tcp.isCertain()) {
                some.add(each);
            } else if (fits && each.isTimeWait() && (oldest == null || each.closedAt < oldest.closedAt)) {
                oldest = each;
            }
        }
        boolean open = oldest == null;
        if (oldest != null) {
            some.add(oldest);
        }
        Set<Integer> taken = some.stream().map(each -> each.port).collect(Collectors.toSet());
        return new Candidates(taken, some, open && !some.isEmpty());
    }

    /** Notes that overlapping sessions use a port, which ends its rest. */
    void use(int protocol, int port) {
        rests.removeIf(rest -> rest.protocol == protocol && rest.port == port);
    }

    /**
     * The free ports of which a NAPT chooses one: those that do not rest, unless all do; of these the same port or one of its
     * parity, where an option says so. Ports that may rest do so or not.
     *
     * @param resting the ports that rest, and those that may
     */
    private static Set<Integer> preferred(
            Set<Integer> free, List<Set<Integer>> resting, int port, NaiveNaptSettings.Choice choice) {
        Set<Integer> some = new HashSet<>(free);
        some.removeAll(resting.get(0));
        Set<Integer> certain = new HashSet<>(some);
        certain.removeAll(resting.get(1));
        // If all ports rest, the one that rests longest may be preferred to the parity.
        Set<Integer> all = new HashSet<>(certain.isEmpty() ? free : Set.of());
        all.addAll(kept(some, certain, port, choice));
        return all;
    }

    /** The ports of {@code some} that may be chosen; those that are not {@code certain} are free or not, each for itself. */
    private static Set<Integer> kept(
            Set<Integer> some, Set<Integer> certain, int port, NaiveNaptSettings.Choice choice) {
        if (choice.preservePort() && certain.contains(port)) {
            return Set.of(port);
        }
        boolean isParityKept = choice.preserveParity() && certain.stream().anyMatch(each -> each % 2 == port % 2);
        Set<Integer> kept = new HashSet<>(some);
        kept.removeIf(each -> isParityKept && each % 2 != port % 2);
        return kept;
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
