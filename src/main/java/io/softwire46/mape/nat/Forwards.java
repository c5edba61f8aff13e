package io.softwire46.mape.nat;

import io.softwire46.mape.nat.NaptOptions.Forward;
import io.softwire46.mape.nat.NaptOptions.Ipv4Prefix;
import io.softwire46.mape.nat.NaptOptions.Reserved;
import io.softwire46.mape.nat.NaptStatistics.Event;
import io.softwire46.mape.nat.session.MappingTable;
import io.softwire46.mape.nat.session.PortStates;
import io.softwire46.mape.nat.session.SessionFlags;
import io.softwire46.mape.nat.session.SessionTable;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Ports that are held for inside endpoints and accept packets from outside without a packet from inside before: the static
 * forwards of a table. It also keeps reserved ports out of use.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
@SuppressWarnings("EnumOrdinal") // a port space is the ordinal of its protocol
final class Forwards {
    private static final int[] ANY = {};

    private final Sessions sessions;
    private final Requests requests;

    /** Address and mask of each remote prefix, by forward; empty for all remote hosts. */
    private int[][] remotes = {};

    Forwards(Sessions sessions, Requests requests) {
        this.sessions = sessions;
        this.requests = requests;
    }

    /** Returns whether the forward on a port accepts packets from an address. */
    boolean accepts(int space, int index, int remote) {
        int note = sessions.spaces[space].states.note(index);
        int[] prefixes = note < 0 || note == remotes.length ? ANY : remotes[note]; // requests and the DMZ accept all
        for (int i = 0; i < prefixes.length; i += 2) {
            if ((remote & prefixes[i + 1]) == prefixes[i]) {
                return true;
            }
        }
        return prefixes.length == 0;
    }

    /** Applies the reserved ports and forwards of the rules: ends sessions that they do not permit, and holds their ports. */
    void adopt() {
        NaptRules rules = sessions.rules;
        List<Forward> forwards = rules.table.ownForwards();
        remotes = forwards.stream().map(Forwards::remotes).toArray(int[][]::new);
        for (NaptProtocol protocol : NaptProtocol.values()) {
            endRequests(protocol, rules);
        }
        for (int session = 0; session < sessions.table.used(); session++) {
            if (sessions.table.isSession(session)) {
                endUnlessPermitted(session, rules);
            }
        }
        for (NaptProtocol protocol : NaptProtocol.values()) {
            hold(protocol, rules);
        }
        for (int number = 0; number < forwards.size(); number++) {
            add(forwards.get(number), number);
        }
        sessions.setGauges();
    }

    /** Ends the requested mappings whose port, endpoint or host the new table uses otherwise. */
    private void endRequests(NaptProtocol protocol, NaptRules rules) {
        PortSpace space = sessions.spaces[protocol.ordinal()];
        for (int index = 0; index < rules.ports.size(); index++) {
            if (Requests.isRequested(space, index)) {
                int port = rules.ports.portAt(index);
                int address = space.mappings.address(index);
                int endpointPort = space.mappings.endpointPort(index);
                boolean isReserved =
                        rules.table.options().reserved().stream().anyMatch(each -> each.contains(protocol, port));
                boolean isForwarded = rules.table.forwards().stream()
                        .anyMatch(each -> each.protocol() == protocol
                                && (each.port() == port
                                        || (each.toAddress() == address && each.toPort() == endpointPort)));
                if (isReserved || isForwarded || !rules.isInside(address)) {
                    requests.endFor(space, protocol.ordinal(), index);
                }
            }
        }
    }

    /** Holds a port that is not for dynamic use for the host that receives what has no session, unless it is reserved. */
    void holdForDmz(int space, int index, int port) {
        NaptRules rules = sessions.rules;
        NaptProtocol protocol = NaptRules.protocol(space);
        List<Reserved> reserved = rules.table.options().reserved();
        boolean isReserved = port == 0;
        for (int i = 0; i < reserved.size(); i++) { // an iterator would be allocated
            isReserved |= reserved.get(i).contains(protocol, port);
        }
        if (!isReserved) {
            sessions.hold(sessions.spaces[space], index, rules.dmzHost, port, remotes.length);
        }
    }

    private static int[] remotes(Forward forward) {
        return forward.remotes().isEmpty()
                ? ANY
                : forward.remotes().stream()
                        .flatMapToInt(Forwards::addressAndMask)
                        .toArray();
    }

    private static IntStream addressAndMask(Ipv4Prefix prefix) {
        return IntStream.of(prefix.address(), prefix.mask());
    }

    private void endUnlessPermitted(int session, NaptRules rules) {
        long[] words = sessions.words;
        int at = SessionTable.at(session);
        int address = SessionFlags.insideAddress(words, at);
        int endpointPort = SessionFlags.insidePort(words, at);
        int port = SessionFlags.port(words, at);
        NaptProtocol protocol = NaptRules.protocol(SessionFlags.space(words, at));
        if (!rules.isInside(address) || rules.isInside(SessionFlags.remoteAddress(words, at))) {
            sessions.end(session, Event.ENDED_TABLE, sessions.tick);
            return;
        }
        int index = rules.ports.indexOf(port);
        boolean isHeld = sessions.spaces[protocol.ordinal()].states.state(index) == PortStates.HELD;
        for (Forward forward : rules.table.forwards()) {
            boolean isEndpoint = forward.toAddress() == address && forward.toPort() == endpointPort;
            boolean isMoved = isEndpoint && !SessionFlags.isOverlapping(words, at); // shared ports stay
            if (forward.protocol() == protocol && (isMoved || forward.port() == port)) {
                if (!isEndpoint || forward.port() != port || !isHeld) {
                    sessions.end(session, Event.ENDED_FORWARD, sessions.tick);
                }
                return;
            }
        }
        if (Requests.isRequested(sessions.spaces[protocol.ordinal()], index)) {
            return;
        }
        if (isHeld) { // its forward is no longer in the table
            sessions.end(session, Event.ENDED_FORWARD, sessions.tick);
        } else if (!rules.table.isUsable(protocol, port)) {
            sessions.end(session, Event.ENDED_TABLE, sessions.tick);
        }
    }

    /** Holds the ports that are not for dynamic use, and releases the others; none of them has a session. */
    private void hold(NaptProtocol protocol, NaptRules rules) {
        PortSpace space = sessions.spaces[protocol.ordinal()];
        for (int index = 0; index < rules.ports.size(); index++) {
            boolean isUsable = rules.table.isUsable(protocol, rules.ports.portAt(index));
            boolean isHeld = space.states.state(index) == PortStates.HELD;
            if ((isHeld || !isUsable) && !Requests.isRequested(space, index)) {
                space.mappings.remove(index);
                space.states.set(index, isUsable ? PortStates.FREE : PortStates.HELD);
            }
        }
    }

    private void add(Forward forward, int number) {
        PortSpace space = sessions.spaces[forward.protocol().ordinal()];
        int resting = space.mappings.find(forward.toAddress(), forward.toPort());
        if (resting != MappingTable.NONE) {
            space.mappings.remove(resting);
            space.states.set(resting, PortStates.FREE);
        }
        int index = sessions.rules.ports.indexOf(forward.port());
        space.mappings.add(index, forward.toAddress(), forward.toPort());
        space.states.setNote(index, number);
    }
}
