package io.softwire46.mape.conformance.model;

import io.softwire46.mape.conformance.model.NaiveNaptSession.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A NAPT44 restricted to a port set (RFC 7597 section 8), on lists. A NAPT chooses ports and Identifications at random, so the
 * model gets what the NAPT did with each packet, checks that it was permitted, and follows the choice. Time does not go back.
 *
 * <p>Not thread-safe.
 */
public final class NaiveNapt {
    /** Protocols with ports or Identifiers. */
    private static final Set<Integer> PROTOCOLS = Set.of(
            NaiveNaptSettings.TCP,
            NaiveNaptSettings.UDP,
            NaiveNaptSettings.ICMP,
            NaiveNaptSettings.UDP_LITE,
            NaiveNaptSettings.DCCP);

    /** RFC 6864 section 4.3: an Identification is not used again for the maximum datagram lifetime. */
    private static final long IDENTIFICATION_NANOS = 120_000_000_000L;

    private static final int IDENTIFICATIONS = 65_536;

    static final String TRANSLATED = "TRANSLATED";
    static final String HAIRPINNED = "HAIRPINNED";

    /**
     * What a NAPT did with a packet.
     *
     * @param result name of the result, such as TRANSLATED
     * @param octets the packet afterwards
     */
    @SuppressWarnings("ArrayRecordComponent") // compared nowhere
    public record Seen(String result, byte[] octets) {}

    private record IdentificationKey(int remote, int protocol, int identification) {}

    private record Datagram(int source, int destination, int protocol, int identification) {
        static Datagram of(NaiveNaptPacket packet) {
            return new Datagram(packet.source(), packet.destination(), packet.protocol(), packet.identification());
        }
    }

    /** A datagram of which the first fragment was translated, or fragments that wait for it. */
    private static final class Fragments {
        int address;
        int identification = -1;
        boolean known;
        boolean refused;
        final List<byte[]> waiting = new ArrayList<>();
    }

    private NaiveNaptSettings settings;
    private final List<NaiveNaptSession> sessions = new ArrayList<>();
    private final NaiveNaptPorts ports = new NaiveNaptPorts();
    private final Map<Integer, NaiveBucket> rates = new HashMap<>();
    private final Map<IdentificationKey, Long> identifications = new HashMap<>();
    private final Map<Datagram, Fragments> outboundFragments = new HashMap<>();
    private final Map<Datagram, Fragments> inboundFragments = new HashMap<>();
    private List<byte[]> released = List.of();
    private @Nullable Fragments releasing;
    private boolean releasingOutbound;

    /** A NAPT without sessions. */
    public NaiveNapt(NaiveNaptSettings settings) {
        this.settings = settings;
    }

    /** Returns the number of sessions; exact at a time that {@link #settle} returned. */
    public int sessionCount(long now) {
        purge(now);
        return sessions.size();
    }

    /** Returns the first time from the given one on at which the RFCs leave no session open. */
    public long settle(long from) {
        long now = from;
        boolean open = true;
        while (open) {
            long at = now;
            long next = sessions.stream()
                    .filter(each -> each.sureUntil <= at && at < each.goneAt)
                    .mapToLong(each -> each.goneAt)
                    .max()
                    .orElse(at);
            open = next > at;
            now = next;
        }
        return now;
    }

    /**
     * Applies another table from the next packet on: with another address or port set all sessions end (Decision new table), else
     * those on reserved ports.
     */
    public void use(NaiveNaptSettings next, long now) {
        purge(now);
        boolean same = next.address() == settings.address() && next.ports().equals(settings.ports());
        if (!same) {
            sessions.clear();
            ports.forget();
            identifications.clear();
            outboundFragments.clear();
            inboundFragments.clear();
        }
        settings = next;
        ports.change(next.choice().holdSeconds());
        for (NaiveNaptSession each : List.copyOf(sessions)) {
            boolean reserved = each.kind != Kind.FORWARD && next.isReserved(each.protocol, each.port);
            boolean taken = each.kind != Kind.FORWARD
                    && !next.forwardAt(each.protocol, each.port).isEmpty();
            boolean ended = each.kind == Kind.FORWARD
                    && next.forwardTo(each.protocol, each.host, each.hostPort).stream()
                            .noneMatch(forward -> forward.port() == each.port);
            // RFC 4787 REQ-1: one exclusive port for an endpoint.
            boolean moved = each.kind == Kind.EXCLUSIVE
                    && !next.forwardTo(each.protocol, each.host, each.hostPort).isEmpty();
            if (reserved || taken || ended || moved) {
                sessions.remove(each);
            } else {
                each.change(next);
            }
        }
    }

    private void purge(long now) {
        List<NaiveNaptSession> gone = sessions.stream()
                .filter(each -> each.goneAt <= now)
                .sorted(Comparator.comparingLong(each -> each.goneAt))
                .toList();
        gone.forEach(this::end);
    }

    private void end(NaiveNaptSession session) {
        sessions.remove(session);
        boolean last = sessions.stream()
                .noneMatch(each ->
                        each.protocol == session.protocol && each.port == session.port && each.kind == Kind.EXCLUSIVE);
        if (session.kind == Kind.EXCLUSIVE && last) {
            ports.release(session, settings.choice().holdSeconds());
        }
    }

    /** Checks what a NAPT did with a packet from the inside; null if that is permitted. */
    public @Nullable String outbound(byte[] octets, long now, Seen seen) {
        purge(now);
        NaiveNaptPacket packet = new NaiveNaptPacket(octets);
        if (!settings.isInside(packet.source()) || packet.source() == settings.address()) {
            return dropped(octets, seen, "NOT_INSIDE");
        }
        if (settings.isInside(packet.destination())) {
            return dropped(octets, seen, "BYPASSED");
        }
        if (!PROTOCOLS.contains(packet.protocol())) {
            return dropped(octets, seen, "NO_PORT_PROTOCOL");
        }
        if (packet.isFragment()) {
            return outboundFragment(packet, now, seen);
        }
        if (packet.isIcmp() && packet.isIcmpError()) {
            return outboundError(packet, seen);
        }
        if (packet.isIcmp() && !packet.isIcmpQuery()) {
            return dropped(octets, seen, "ICMP_TYPE");
        }
        return outboundWhole(packet, now, seen);
    }

    private @Nullable String outboundWhole(NaiveNaptPacket packet, long now, Seen seen) {
        int remotePort = packet.isIcmp() ? 0 : packet.port(false);
        boolean hairpin = packet.destination() == settings.address()
                && !packet.isIcmp()
                && settings.ports().contains(remotePort);
        if (hairpin && packet.timeToLive() <= 1) {
            return dropped(packet.octets(), seen, "TTL_EXPIRED");
        }
        NaiveNaptSession session =
                find(packet.protocol(), packet.source(), packet.port(true), packet.destination(), remotePort);
        if (session == null) {
            if (packet.protocol() == NaiveNaptSettings.TCP && !isSyn(packet)) {
                return dropped(packet.octets(), seen, "NO_SESSION_TCP");
            }
            if (hairpin && isRefusedHairpin(packet, seen)) {
                return dropped(packet.octets(), seen, seen.result());
            }
            Refusals refusals = new Refusals();
            NaiveNaptSession made = make(packet, remotePort, now, seen, refusals);
            if (made == null) {
                return refusals.problem != null
                        ? refusals.problem
                        : dropped(packet.octets(), seen, refusals.names.toArray(String[]::new));
            }
            session = made;
        } else {
            session.take(packet, true, now, settings);
        }
        return hairpin
                ? hairpinned(packet, session, now, seen)
                : translated(packet, settings.address(), session.port, now, seen, TRANSLATED);
    }

    private static boolean isSyn(NaiveNaptPacket packet) {
        return packet.has(NaiveNaptPacket.SYN)
                && !packet.has(NaiveNaptPacket.ACK)
                && !packet.has(NaiveNaptPacket.RST)
                && !packet.has(NaiveNaptPacket.FIN);
    }

    private @Nullable NaiveNaptSession find(int protocol, int host, int hostPort, int remote, int remotePort) {
        return sessions.stream()
                .filter(each ->
                        each.protocol == protocol && each.isFrom(host, hostPort) && each.isToward(remote, remotePort))
                .findFirst()
                .orElse(null);
    }

    private @Nullable NaiveNaptSession findByPort(int protocol, int port, int remote, int remotePort) {
        return sessions.stream()
                .filter(each -> each.protocol == protocol && each.port == port && each.isToward(remote, remotePort))
                .findFirst()
                .orElse(null);
    }

    /** Why a session cannot be made, or what is wrong with the one that was made. */
    private static final class Refusals {
        final Set<String> names = new TreeSet<>();

        @Nullable String problem;
    }

    /** Makes a session for an outbound packet, on the port that was seen; null with the reasons if that is not possible. */
    private @Nullable NaiveNaptSession make(
            NaiveNaptPacket packet, int remotePort, long now, Seen seen, Refusals refusals) {
        int protocol = packet.protocol();
        int host = packet.source();
        int hostPort = packet.port(true);
        refusals.names.addAll(limits(host, now));
        List<NaiveNaptSettings.Forward> forward = settings.forwardTo(protocol, host, hostPort);
        NaiveNaptSession held = sessions.stream()
                .filter(each -> each.protocol == protocol && each.isFrom(host, hostPort) && each.kind == Kind.EXCLUSIVE)
                .findFirst()
                .orElse(null);
        Kind kind;
        NaiveNaptPorts.Candidates candidates;
        if (!forward.isEmpty()) {
            kind = Kind.FORWARD;
            candidates = NaiveNaptPorts.Candidates.of(Set.of(forward.get(0).port()));
        } else if (held != null) {
            // RFC 4787 REQ-1: the mapping is used toward every remote endpoint.
            kind = Kind.EXCLUSIVE;
            candidates = NaiveNaptPorts.Candidates.of(Set.of(held.port));
        } else if (settings.isOverlapping(protocol, remotePort)) {
            kind = Kind.OVERLAPPING;
            candidates = ports.overlapping(
                    sessions, settings, protocol, host, hostPort, packet.destination(), remotePort, now);
            if (candidates.ports().isEmpty()
                    || (candidates.mayRefuse() && seen.result().equals("NO_PORT_TOWARD_REMOTE"))) {
                refusals.names.add("NO_PORT_TOWARD_REMOTE");
            }
        } else {
            kind = Kind.EXCLUSIVE;
            candidates = ports.exclusive(sessions, settings, protocol, host, hostPort, now);
            if (candidates.ports().isEmpty()) {
                refusals.names.add("NO_PORT_EXCLUSIVE");
            }
            Set<Integer> ofHost = new HashSet<>();
            for (NaiveNaptSession each : sessions) {
                if (each.protocol == protocol && each.host == host && each.kind == Kind.EXCLUSIVE) {
                    ofHost.add(each.port);
                }
            }
            if (ofHost.size() >= settings.limits().exclusivePortsPerHost()) {
                refusals.names.add("HOST_PORT_LIMIT");
            }
        }
        if (!refusals.names.isEmpty()) {
            return null;
        }
        int chosen = candidates.ports().iterator().next();
        if (candidates.ports().size() > 1) {
            if (!seen.result().equals(TRANSLATED) && !seen.result().equals(HAIRPINNED)) {
                refusals.problem = "expected a translation by one of the ports " + new TreeSet<>(candidates.ports())
                        + ", seen " + seen.result();
                return null;
            }
            chosen = new NaiveNaptPacket(seen.octets()).port(true);
            if (!candidates.ports().contains(chosen)) {
                refusals.problem = "port " + chosen + " is none of " + new TreeSet<>(candidates.ports());
                return null;
            }
        }
        int port = chosen;
        candidates.reclaimed().stream().filter(each -> each.port == port).forEach(sessions::remove);
        if (kind == Kind.OVERLAPPING) {
            ports.use(protocol, chosen);
        }
        return add(kind, packet, true, host, hostPort, chosen, packet.destination(), remotePort, now);
    }

    @SuppressWarnings("TooManyParameters") // the fields of a session
    private NaiveNaptSession add(
            Kind kind,
            NaiveNaptPacket packet,
            boolean fromInside,
            int host,
            int hostPort,
            int port,
            int remote,
            int remotePort,
            long now) {
        NaiveNaptSession session =
                new NaiveNaptSession(kind, packet.protocol(), host, hostPort, port, remote, remotePort);
        session.start(packet, fromInside, now, settings);
        sessions.add(session);
        return session;
    }

    /** RFC 6888 REQ-4 and REQ-5: the limits that a new session of a host would exceed. */
    private Set<String> limits(int host, long now) {
        Set<String> names = new TreeSet<>();
        if (sessions.size() >= settings.limits().sessions()) {
            names.add("TABLE_FULL");
        }
        long ofHost = sessions.stream().filter(each -> each.host == host).count();
        if (ofHost >= settings.limits().sessionsPerHost()) {
            names.add("HOST_LIMIT");
        }
        long hosts = sessions.stream().mapToInt(each -> each.host).distinct().count();
        if (ofHost == 0 && hosts >= settings.limits().hosts()) {
            names.add("HOSTS_FULL");
        }
        int rate = settings.limits().newPerSecond();
        if (names.isEmpty()
                && !rates.computeIfAbsent(host, each -> new NaiveBucket(rate, rate))
                        .take(now)) {
            names.add("HOST_RATE");
        }
        return names;
    }

    /** Returns whether the target of a packet from the inside to the own address could refuse it. */
    public boolean mayRefuseHairpin(byte[] octets, long now) {
        purge(now);
        NaiveNaptPacket packet = new NaiveNaptPacket(octets);
        NaiveNaptSettings.Limits limits = settings.limits();
        long hosts = sessions.stream().mapToInt(each -> each.host).distinct().count();
        long most =
                sessions.stream()
                        .collect(Collectors.groupingBy(each -> each.host, Collectors.counting()))
                        .values()
                        .stream()
                        .mapToLong(each -> each)
                        .max()
                        .orElse(0);
        if (sessions.size() + 2 > limits.sessions()
                || most + 2 > limits.sessionsPerHost()
                || hosts + 2 > limits.hosts()) {
            return true;
        }
        return settings.ports().stream()
                .map(port -> packet.with(true, settings.address(), port))
                .anyMatch(half -> findByPort(half.protocol(), half.port(false), half.source(), half.port(true)) == null
                        && !refusals(half).isEmpty());
    }

    /** Whether the target refuses a packet to the own address by whatever port: then no session is made for its source. */
    private boolean isRefusedHairpin(NaiveNaptPacket packet, Seen seen) {
        return settings.ports().stream()
                .map(port -> packet.with(true, settings.address(), port))
                .anyMatch(half -> findByPort(half.protocol(), half.port(false), half.source(), half.port(true)) == null
                        && refusals(half).contains(seen.result()));
    }

    private @Nullable String hairpinned(NaiveNaptPacket packet, NaiveNaptSession source, long now, Seen seen) {
        NaiveNaptPacket half = packet.with(true, settings.address(), source.port);
        Target target = target(half, now);
        if (target.session == null) {
            return dropped(packet.octets(), seen, target.refusals.toArray(String[]::new));
        }
        NaiveNaptPacket both =
                half.with(false, target.session.host, target.session.hostPort).withTimeToLive(packet.timeToLive() - 1);
        return compare(both, packet.isAtomic(), false, now, seen, HAIRPINNED);
    }

    /** Checks what a NAPT did with a packet from the tunnel; null if that is permitted. */
    public @Nullable String inbound(byte[] octets, long now, Seen seen) {
        purge(now);
        NaiveNaptPacket packet = new NaiveNaptPacket(octets);
        if (!PROTOCOLS.contains(packet.protocol())) {
            return dropped(octets, seen, "NO_PORT_PROTOCOL");
        }
        if (packet.isFragment()) {
            return inboundFragment(packet, now, seen);
        }
        if (packet.isIcmp() && packet.isIcmpError()) {
            return inboundError(packet, seen);
        }
        if (packet.isIcmp() && !packet.isIcmpQuery()) {
            return dropped(octets, seen, "ICMP_TYPE");
        }
        Target target = target(packet, now);
        return target.session == null
                ? dropped(octets, seen, target.refusals.toArray(String[]::new))
                : compare(
                        packet.with(false, target.session.host, target.session.hostPort),
                        true,
                        true,
                        now,
                        seen,
                        TRANSLATED);
    }

    /** The session that receives an inbound packet, or the reasons to drop it. */
    private record Target(@Nullable NaiveNaptSession session, Set<String> refusals) {}

    /** Finds or makes the session of an inbound packet, and lets it follow the packet. */
    private Target target(NaiveNaptPacket packet, long now) {
        int protocol = packet.protocol();
        int port = packet.port(false);
        int remotePort = packet.isIcmp() ? 0 : packet.port(true);
        NaiveNaptSession session = findByPort(protocol, port, packet.source(), remotePort);
        if (session != null) {
            session.take(packet, false, now, settings);
            return new Target(session, Set.of());
        }
        Set<String> refusals = refusals(packet);
        if (!refusals.isEmpty()) {
            return new Target(null, refusals);
        }
        List<NaiveNaptSettings.Forward> forward = settings.forwardAt(protocol, port);
        NaiveNaptSession mapping = mapping(protocol, port);
        int host = mapping != null && forward.isEmpty()
                ? mapping.host
                : forward.get(0).toAddress();
        int hostPort = mapping != null && forward.isEmpty()
                ? mapping.hostPort
                : forward.get(0).toPort();
        Set<String> limits = limits(host, now);
        if (!limits.isEmpty()) {
            return new Target(null, limits);
        }
        if (find(protocol, host, hostPort, packet.source(), remotePort) != null) { // Decision ONE_SESSION_TOWARD_REMOTE
            return new Target(null, Set.of("FILTERED"));
        }
        Kind kind = forward.isEmpty() ? Kind.EXCLUSIVE : Kind.FORWARD;
        return new Target(add(kind, packet, false, host, hostPort, port, packet.source(), remotePort, now), Set.of());
    }

    private @Nullable NaiveNaptSession mapping(int protocol, int port) {
        return sessions.stream()
                .filter(each -> each.protocol == protocol && each.port == port)
                .findFirst()
                .orElse(null);
    }

    /** The results of an inbound packet without session, of which a NAPT has one; none if a session may be made. */
    private Set<String> refusals(NaiveNaptPacket packet) {
        int protocol = packet.protocol();
        int port = packet.port(false);
        List<NaiveNaptSettings.Forward> forward = settings.forwardAt(protocol, port);
        NaiveNaptSession mapping = mapping(protocol, port);
        if (forward.isEmpty() && mapping == null) {
            return Set.of("UNSOLICITED");
        }
        boolean permitted = forward.isEmpty()
                ? mapping != null && mapping.kind == Kind.EXCLUSIVE && isPermitted(protocol, port, packet.source())
                : forward.get(0).remotes().isEmpty()
                        || forward.get(0).remotes().stream().anyMatch(each -> each.contains(packet.source()));
        if (!permitted) {
            // RFC 5508 section 3.1: a query has a session of its own.
            return Set.of(packet.isIcmp() ? "UNSOLICITED" : "FILTERED");
        }
        // RFC 5382 REQ-2 is about SYNs alone.
        return protocol == NaiveNaptSettings.TCP && !isSyn(packet)
                ? Set.of("FILTERED", "UNSOLICITED", "NO_SESSION_TCP")
                : Set.of();
    }

    /** RFC 4787 section 5: whether an exclusive mapping accepts a remote endpoint without session. */
    private boolean isPermitted(int protocol, int port, int remote) {
        return switch (settings.filter(protocol)) {
            case ENDPOINT -> true;
            case ADDRESS ->
                protocol != NaiveNaptSettings.ICMP
                        && sessions.stream()
                                .anyMatch(each ->
                                        each.protocol == protocol && each.port == port && each.remote == remote);
            case ADDRESS_AND_PORT -> false;
        };
    }

    /** RFC 5508 REQ-4: an error about a packet that the NAPT sent returns to the inside form. */
    private @Nullable String inboundError(NaiveNaptPacket packet, Seen seen) {
        String refusal = refuseError(packet);
        if (refusal != null) {
            return dropped(packet.octets(), seen, refusal);
        }
        NaiveNaptPacket quote = packet.quote();
        int remotePort = quote.isIcmp() ? 0 : quote.port(false);
        NaiveNaptSession session = quote.source() == settings.address()
                ? findByPort(quote.protocol(), quote.port(true), quote.destination(), remotePort)
                : null;
        if (session == null || isQuoteRefused(packet)) {
            return quoteRefused(packet, session == null, seen);
        }
        NaiveNaptPacket inner = packet.withQuote(quote.with(true, session.host, session.hostPort));
        NaiveNaptPacket all = inner.with(false, session.host, -1);
        return compare(all, true, true, 0, seen, "RELAYED_ERROR");
    }

    /** RFC 5508 REQ-5: an error of an inside host about a packet that it received. */
    private @Nullable String outboundError(NaiveNaptPacket packet, Seen seen) {
        String refusal = refuseError(packet);
        if (refusal != null) {
            return dropped(packet.octets(), seen, refusal);
        }
        NaiveNaptPacket quote = packet.quote();
        int remotePort = quote.isIcmp() ? 0 : quote.port(true);
        NaiveNaptSession session =
                find(quote.protocol(), quote.destination(), quote.port(false), quote.source(), remotePort);
        if (session == null || isQuoteRefused(packet)) {
            return quoteRefused(packet, session == null, seen);
        }
        NaiveNaptPacket inner = packet.withQuote(quote.with(false, settings.address(), session.port));
        NaiveNaptPacket all = inner.with(true, settings.address(), -1);
        return compare(all, packet.isAtomic(), false, 0, seen, "RELAYED_ERROR");
    }

    /** RFC 5508 REQ-3: checks of an error by itself. */
    private @Nullable String refuseError(NaiveNaptPacket packet) {
        if (!packet.isIcmpChecksumRight()) {
            return "ICMP_BAD_CHECKSUM";
        }
        if (packet.present() < 8 + 20 || packet.quote().present() < 8) {
            return "QUOTE_BAD";
        }
        return null;
    }

    private boolean isQuoteRefused(NaiveNaptPacket packet) {
        return !packet.quote().isHeaderChecksumRight() && settings.behavior().dropQuoteChecksum();
    }

    /** RFC 5508 REQ-3 and REQ-4: the checks of a quote; their order is free. */
    private @Nullable String quoteRefused(NaiveNaptPacket packet, boolean unknown, Seen seen) {
        Set<String> names = new TreeSet<>();
        if (unknown) {
            names.add("QUOTE_UNKNOWN");
        }
        if (isQuoteRefused(packet)) {
            names.add("QUOTE_CHECKSUM");
        }
        return dropped(packet.octets(), seen, names.toArray(String[]::new));
    }

    private @Nullable String outboundFragment(NaiveNaptPacket packet, long now, Seen seen) {
        Fragments fragments = outboundFragments.computeIfAbsent(Datagram.of(packet), each -> new Fragments());
        if (packet.offset() == 0) {
            String problem = outboundWhole(packet, now, seen);
            fragments.refused = !seen.result().equals(TRANSLATED);
            fragments.known = !fragments.refused;
            if (fragments.known && problem == null) {
                fragments.address = settings.address();
                fragments.identification = new NaiveNaptPacket(seen.octets()).identification();
            }
            releases(fragments, true);
            return problem;
        }
        return laterFragment(fragments, packet, true, seen);
    }

    private @Nullable String inboundFragment(NaiveNaptPacket packet, long now, Seen seen) {
        Fragments fragments = inboundFragments.computeIfAbsent(Datagram.of(packet), each -> new Fragments());
        if (packet.offset() == 0) {
            Target target = target(packet, now);
            fragments.refused = target.session == null;
            fragments.known = target.session != null;
            releases(fragments, false);
            if (target.session == null) {
                return dropped(packet.octets(), seen, target.refusals.toArray(String[]::new));
            }
            fragments.address = target.session.host;
            return compare(
                    packet.with(false, target.session.host, target.session.hostPort),
                    true,
                    true,
                    now,
                    seen,
                    TRANSLATED);
        }
        return laterFragment(fragments, packet, false, seen);
    }

    private @Nullable String laterFragment(Fragments fragments, NaiveNaptPacket packet, boolean outbound, Seen seen) {
        if (fragments.refused) {
            return dropped(packet.octets(), seen, "FRAGMENT_REFUSED");
        }
        if (!fragments.known) {
            fragments.waiting.add(packet.octets());
            return dropped(packet.octets(), seen, "HELD");
        }
        return same(later(fragments, packet, outbound), seen, TRANSLATED);
    }

    /** RFC 791: only the address and the Identification of a later fragment change. */
    private static NaiveNaptPacket later(Fragments fragments, NaiveNaptPacket packet, boolean outbound) {
        NaiveNaptPacket moved = packet.with(outbound, fragments.address, -1);
        return outbound ? moved.withIdentification(fragments.identification) : moved;
    }

    private void releases(Fragments fragments, boolean outbound) {
        released = List.copyOf(fragments.waiting);
        releasing = fragments;
        releasingOutbound = outbound;
        fragments.waiting.clear();
    }

    /** Checks the fragments that followed the first one of their datagram, in order of arrival; null if they are right. */
    public @Nullable String released(List<Seen> seen) {
        Fragments fragments = releasing;
        List<byte[]> expected = released;
        released = List.of();
        if (fragments == null || fragments.refused) {
            boolean forwarded = seen.stream().anyMatch(each -> each.result().equals(TRANSLATED));
            return forwarded ? "a fragment of a refused datagram was released" : null;
        }
        if (seen.size() != expected.size()) {
            return "released " + seen.size() + " fragments instead of " + expected.size();
        }
        for (int i = 0; i < seen.size(); i++) {
            NaiveNaptPacket packet = new NaiveNaptPacket(expected.get(i));
            String problem = same(later(fragments, packet, releasingOutbound), seen.get(i), TRANSLATED);
            if (problem != null) {
                return "released fragment " + i + ": " + problem;
            }
        }
        return null;
    }

    private @Nullable String translated(
            NaiveNaptPacket packet, int address, int port, long now, Seen seen, String result) {
        return compare(packet.with(true, address, port), packet.isAtomic(), false, now, seen, result);
    }

    /** Compares a translated packet; the Identification of an outbound one that is not atomic is free. */
    private @Nullable String compare(
            NaiveNaptPacket expected,
            boolean keepsIdentification,
            boolean inbound,
            long now,
            Seen seen,
            String result) {
        if (keepsIdentification || inbound || seen.octets().length != expected.octets().length) {
            return same(expected, seen, result);
        }
        int chosen = new NaiveNaptPacket(seen.octets()).identification();
        String problem = same(expected.withIdentification(chosen), seen, result);
        return problem == null && result.equals(TRANSLATED) ? identification(expected, chosen, now) : problem;
    }

    /** RFC 6864 section 5.3.1: the value is unique for source, destination and protocol while datagrams live. */
    private @Nullable String identification(NaiveNaptPacket packet, int chosen, long now) {
        IdentificationKey key = new IdentificationKey(packet.destination(), packet.protocol(), chosen);
        Long last = identifications.put(key, now);
        boolean repeated = last != null && now - last < IDENTIFICATION_NANOS;
        long used = identifications.entrySet().stream()
                .filter(each -> repeated
                        && each.getKey().remote == packet.destination()
                        && each.getKey().protocol == packet.protocol()
                        && now - each.getValue() < IDENTIFICATION_NANOS)
                .count();
        return repeated && used < IDENTIFICATIONS
                ? "Identification " + chosen + " was used " + (now - last) / 1e9 + " s before for this destination"
                : null;
    }

    private static @Nullable String same(NaiveNaptPacket expected, Seen seen, String result) {
        if (!seen.result().equals(result)) {
            return "expected " + result + ", seen " + seen.result();
        }
        return Arrays.equals(expected.octets(), seen.octets())
                ? null
                : "expected octets " + Bytes.shown(expected.octets()) + ", seen " + Bytes.shown(seen.octets());
    }

    /** A packet that is dropped, held or bypassed is as it was. */
    private static @Nullable String dropped(byte[] octets, Seen seen, String... results) {
        if (!Arrays.asList(results).contains(seen.result())) {
            return "expected " + String.join(" or ", results) + ", seen " + seen.result();
        }
        return Arrays.equals(octets, seen.octets()) ? null : "a packet with result " + seen.result() + " was changed";
    }

    /** Returns the sessions, for a message about a disagreement. */
    @Override
    public String toString() {
        return sessions.toString();
    }
}
