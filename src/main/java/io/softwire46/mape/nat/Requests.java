package io.softwire46.mape.nat;

import io.softwire46.mape.nat.NaptStatistics.Event;
import io.softwire46.mape.nat.PortGrant.Result;
import io.softwire46.mape.nat.session.PortStates;
import io.softwire46.mape.nat.session.SessionFlags;
import io.softwire46.mape.nat.session.SessionTable;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Mappings that inside hosts have requested, for a limited time (RFC 6887, RFC 7753). The ports of a mapping are HELD, and their
 * note is ~ the number of the record.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
final class Requests {
    private static final int NONE = -1;
    private static final int MIN_LIFETIME = 120; // RFC 6887 section 15
    private static final int MAX_LIFETIME = 86_400;
    private static final int PCP_PORT = 5351; // RFC 6887 section 11.3: and the one below it
    private static final int FIRST_USER_PORT = 1024;

    // ints of a record
    private static final int SPACE = 0;
    private static final int FIRST = 1; // index of the first port
    private static final int COUNT = 2; // 0 if the record is free
    private static final int END = 3;
    private static final int NONCE = 4;
    private static final int NONCE_WORDS = 3;
    private static final int INTS = NONCE + NONCE_WORDS;

    /** Octets of a saved mapping. */
    static final int SAVED_OCTETS = 36;

    private final Sessions sessions;
    private final int[] records;
    private int size;

    /** No record ends before this tick. */
    private int nextEnd;

    Requests(Sessions sessions, int capacity) {
        this.sessions = sessions;
        records = new int[INTS * capacity];
    }

    /** Returns the octets of the array. */
    static long octets(int maxForwards) {
        return 4L * INTS * maxForwards;
    }

    void clear() {
        Arrays.fill(records, 0);
        size = 0;
    }

    /** Returns whether a port is held by a request. */
    static boolean isRequested(PortSpace space, int index) {
        return space.states.state(index) == PortStates.HELD
                && space.mappings.has(index)
                && space.states.note(index) < 0;
    }

    /** Grants or refuses a request. */
    PortGrant request(PortRequest request) {
        if (request.protocol() == NaptProtocol.ICMP) {
            return PortGrant.refused(Result.UNSUPP_PROTOCOL);
        }
        if (request.isExact() && request.ports() > 1) { // RFC 7753 section 4.2
            return PortGrant.refused(Result.MALFORMED_OPTION);
        }
        if (!sessions.rules.isInside(request.address()) || !sessions.rules.table.isOwn(request.address())) {
            return PortGrant.refused(Result.ADDRESS_MISMATCH);
        }
        sessions.expireAll();
        PortSpace space = sessions.spaces[NaptRules.spaceOf(request.protocol())];
        int owned = space.owned(request.address(), request.port());
        if (owned != NONE && space.states.state(owned) == PortStates.HELD) {
            return isRequested(space, owned) ? renew(request, ~space.states.note(owned)) : existing(request, owned);
        }
        if (request.seconds() == 0) { // RFC 6887 section 15.1
            return owned == NONE
                    ? new PortGrant(Result.SUCCESS, 0, 0, 0, 0, 0)
                    : PortGrant.refused(Result.NOT_AUTHORIZED);
        }
        Result limit = checkLimits(request.address());
        return limit == Result.SUCCESS ? grant(request, space, owned) : PortGrant.refused(limit);
    }

    /** Answers a request for an endpoint that has a static forward. */
    private PortGrant existing(PortRequest request, int index) {
        if (request.seconds() == 0) {
            return PortGrant.refused(Result.NOT_AUTHORIZED);
        }
        int port = sessions.rules.ports.portAt(index);
        return request.isExact() && request.suggested() != port
                ? PortGrant.refused(Result.CANNOT_PROVIDE_EXTERNAL)
                : new PortGrant(Result.SUCCESS, port, 1, PortGrant.FOREVER, 0, 0);
    }

    private PortGrant renew(PortRequest request, int record) {
        int at = record * INTS;
        for (int word = 0; word < NONCE_WORDS; word++) {
            if (records[at + NONCE + word] != request.nonceWord(word)) { // RFC 6887 section 11.3
                return PortGrant.refused(Result.NOT_AUTHORIZED);
            }
        }
        int port = sessions.rules.ports.portAt(records[at + FIRST]);
        if (request.seconds() == 0) {
            end(record);
            return new PortGrant(Result.SUCCESS, 0, 0, 0, 0, 0);
        }
        if (request.isExact() && request.suggested() != port) {
            return PortGrant.refused(Result.CANNOT_PROVIDE_EXTERNAL);
        }
        return granted(record, lifetime(request));
    }

    private PortGrant granted(int record, int lifetime) {
        int at = record * INTS;
        records[at + END] = sessions.tick + lifetime + 1;
        nextEnd = size == 1 || records[at + END] - nextEnd < 0 ? records[at + END] : nextEnd;
        int port = sessions.rules.ports.portAt(records[at + FIRST]);
        return new PortGrant(Result.SUCCESS, port, records[at + COUNT], lifetime, 0, 0);
    }

    private static int lifetime(PortRequest request) {
        return (int) Math.max(MIN_LIFETIME, Math.min(MAX_LIFETIME, request.seconds()));
    }

    private Result checkLimits(int address) {
        NaptRules rules = sessions.rules;
        int own = 0;
        for (int at = 0; at < records.length; at += INTS) {
            if (records[at + COUNT] > 0) {
                PortSpace space = sessions.spaces[records[at + SPACE]];
                own += space.mappings.address(records[at + FIRST]) == address ? 1 : 0;
            }
        }
        for (NaptOptions.Forward forward : rules.table.ownForwards()) {
            own += forward.toAddress() == address ? 1 : 0;
        }
        if (own >= rules.table.maxForwardsPerHost()) { // RFC 6887 section 11.3
            return Result.USER_EX_QUOTA;
        }
        int all = size + rules.table.ownForwards().size();
        boolean isFull = all >= rules.table.options().maxForwards() || size * INTS == records.length;
        return isFull ? Result.NO_RESOURCES : Result.SUCCESS;
    }

    private PortGrant grant(PortRequest request, PortSpace space, int owned) {
        int suggested = sessions.rules.ports.indexOf(request.suggested());
        int first = owned; // RFC 6887 section 11.3: a dynamic mapping is adopted
        boolean isSuggested = suggested != NONE && request.suggested() != 0;
        if (first == NONE && isSuggested) {
            if (request.displaces()) {
                displace(request, space, suggested);
            }
            first = isFree(request, space, suggested) ? suggested : NONE;
        }
        if (request.isExact() && (first == NONE || first != suggested)) {
            return withNearest(request, space);
        }
        int count = 1;
        if (request.ports() > 1 && owned == NONE) {
            long run = longestRun(request, space, first);
            first = (int) (run >>> 32);
            count = (int) run;
        } else if (first == NONE) {
            first = anyPort(request, space);
        }
        return first == NONE ? PortGrant.refused(Result.NO_RESOURCES) : hold(request, space, first, count);
    }

    private PortGrant hold(PortRequest request, PortSpace space, int first, int count) {
        int record = hold(space, first, count, request.address(), request.port());
        for (int word = 0; word < NONCE_WORDS; word++) {
            records[record * INTS + NONCE + word] = request.nonceWord(word);
        }
        return granted(record, lifetime(request));
    }

    /** Holds ports for the endpoints of a host, and returns their record. */
    private int hold(PortSpace space, int first, int count, int address, int endpointPort) {
        int record = 0;
        while (records[record * INTS + COUNT] > 0) {
            record++;
        }
        int at = record * INTS;
        size++;
        records[at + SPACE] = space.number();
        records[at + FIRST] = first;
        records[at + COUNT] = count;
        for (int i = 0; i < count; i++) {
            sessions.hold(space, first + i, address, endpointPort + i, ~record);
        }
        return record;
    }

    /** Returns the number of requested mappings. */
    int size() {
        return size;
    }

    /**
     * Writes all mappings.
     *
     * <pre>
     *   port space 32 | first port 32 | number of ports 32 | inside address 32 | inside port 32 | remaining ticks 32 | nonce 96
     * </pre>
     */
    void save(ByteBuffer to) {
        for (int at = 0; at < records.length; at += INTS) {
            if (records[at + COUNT] > 0) {
                PortSpace space = sessions.spaces[records[at + SPACE]];
                int first = records[at + FIRST];
                to.putInt(records[at + SPACE])
                        .putInt(sessions.rules.ports.portAt(first))
                        .putInt(records[at + COUNT])
                        .putInt(space.mappings.address(first))
                        .putInt(space.mappings.endpointPort(first))
                        .putInt(records[at + END] - sessions.tick);
                for (int word = 0; word < NONCE_WORDS; word++) {
                    to.putInt(records[at + NONCE + word]);
                }
            }
        }
    }

    /** Restores a saved mapping with the lifetime that it had left; returns whether ports and limits permit it. */
    boolean restore(ByteBuffer from) {
        int number = from.getInt();
        int port = from.getInt();
        int count = from.getInt();
        int address = from.getInt();
        int endpointPort = from.getInt();
        int remaining = from.getInt();
        int[] nonce = {from.getInt(), from.getInt(), from.getInt()};
        boolean isKnown = number >= 0 && number < NaptRules.SPACES && number != NaptRules.ICMP;
        if (!isKnown
                || remaining <= 0
                || remaining > MAX_LIFETIME + 1
                || count <= 0
                || endpointPort < 0
                || endpointPort + (long) count > 1 << 16
                || port + (long) count > 1 << 16
                || !sessions.rules.isInside(address)
                || !sessions.rules.table.isOwn(address)
                || checkLimits(address) != Result.SUCCESS) {
            return false;
        }
        PortSpace space = sessions.spaces[number];
        NaptProtocol protocol = NaptRules.protocol(number);
        int first = sessions.rules.ports.indexOf(port);
        for (int i = 0; i < count; i++) {
            if (first == NONE
                    || sessions.rules.ports.indexOf(port + i) != first + i
                    || !isFree(protocol, address, space, first + i)
                    || space.owned(address, endpointPort + i) != PortSpace.NONE) {
                return false;
            }
        }
        int record = hold(space, first, count, address, endpointPort);
        System.arraycopy(nonce, 0, records, record * INTS + NONCE, NONCE_WORDS);
        PortGrant unused = granted(record, remaining - 1);
        return true;
    }

    /** Returns whether a port may be granted: it has no sessions, and rests for its last owner only. */
    private boolean isFree(PortRequest request, PortSpace space, int index) {
        return isFree(request.protocol(), request.address(), space, index);
    }

    private boolean isFree(NaptProtocol protocol, int address, PortSpace space, int index) {
        int port = sessions.rules.ports.portAt(index);
        boolean isPcp = protocol == NaptProtocol.UDP && (port == PCP_PORT || port == PCP_PORT - 1);
        if (isPcp) {
            return false;
        }
        return switch (space.states.state(index)) {
            case PortStates.FREE -> true;
            case PortStates.RESTING -> space.mappings.address(index) == address;
            case PortStates.HELD ->
                port > 0
                        && port < FIRST_USER_PORT // not for dynamic use, but for forwards
                        && !space.mappings.has(index)
                        && sessions.rules.table.isOwn(protocol, port)
                        && sessions.rules.table.options().reserved().stream()
                                .noneMatch(each -> each.contains(protocol, port));
            default -> false;
        };
    }

    private int anyPort(PortRequest request, PortSpace space) {
        int parity = request.keepsParity() ? request.port() & 1 : -1;
        for (int attempt = 0; attempt < 2; attempt++) {
            int port = sessions.choice.exclusive(space.states, attempt == 0 ? parity : -1);
            if (port != NONE && isFree(request, space, port)) {
                return port;
            }
        }
        for (int index = 0; index < sessions.rules.ports.size(); index++) {
            if (isFree(request, space, index)) {
                return index;
            }
        }
        return space.states.oldestResting();
    }

    /**
     * Returns the start and length of consecutive free ports in one range of the set, as long as possible up to the request.
     *
     * @param wanted index of the first port, or -1 for any
     */
    private long longestRun(PortRequest request, PortSpace space, int wanted) {
        long best = (long) NONE << 32;
        int ports = sessions.rules.ports.size();
        int start = wanted == NONE ? 0 : wanted;
        int end = wanted == NONE ? ports : wanted + 1;
        for (int first = start; first < end && (int) best < request.ports(); first++) {
            int length = 0;
            while (length < request.ports()
                    && first + length < ports
                    && request.port() + length <= 0xffff
                    && sessions.rules.ports.portAt(first + length) == sessions.rules.ports.portAt(first) + length
                    && isFree(request, space, first + length)
                    && space.mappings.find(request.address(), request.port() + length) <= NONE) {
                length++;
            }
            boolean isOfParity = ((sessions.rules.ports.portAt(first) ^ request.port()) & 1) == 0;
            if (length > (int) best && (isOfParity || !request.keepsParity())) {
                best = (long) first << 32 | length;
            }
        }
        return best;
    }

    /** Refuses a suggested port, and names the nearest free ones. */
    private PortGrant withNearest(PortRequest request, PortSpace space) {
        int below = 0;
        int above = 0;
        for (int index = 0; index < sessions.rules.ports.size(); index++) {
            int port = sessions.rules.ports.portAt(index);
            if (isFree(request, space, index)) {
                if (port < request.suggested()) {
                    below = port;
                } else if (port > request.suggested() && above == 0) {
                    above = port;
                }
            }
        }
        return new PortGrant(Result.CANNOT_PROVIDE_EXTERNAL, 0, 0, 0, below, above);
    }

    private void displace(PortRequest request, PortSpace space, int index) {
        int state = space.states.state(index);
        if (state == PortStates.OVERLAPPING || state == PortStates.EXCLUSIVE) {
            endSessions(NaptRules.spaceOf(request.protocol()), sessions.rules.ports.portAt(index), Event.ENDED_FORWARD);
            if (space.states.state(index) == PortStates.RESTING) {
                space.mappings.remove(index);
                space.states.set(index, PortStates.FREE);
            }
        }
    }

    /** Ends all sessions of a port. */
    private void endSessions(int space, int port, Event reason) {
        SessionTable table = sessions.table;
        for (int session = 0; session < table.used(); session++) {
            int at = SessionTable.at(session);
            if (table.isSession(session)
                    && SessionFlags.space(sessions.words, at) == space
                    && SessionFlags.port(sessions.words, at) == port) {
                sessions.end(session, reason, sessions.tick);
            }
        }
        sessions.setGauges();
    }

    /** Ends the mappings whose lifetime is over. */
    void expire() {
        if (size == 0 || sessions.tick - nextEnd < 0) {
            return;
        }
        int earliest = sessions.tick + MAX_LIFETIME + 1;
        for (int at = 0; at < records.length; at += INTS) {
            if (records[at + COUNT] > 0) {
                if (sessions.tick - records[at + END] >= 0) {
                    end(at / INTS);
                } else {
                    earliest = records[at + END] - earliest < 0 ? records[at + END] : earliest;
                }
            }
        }
        nextEnd = earliest;
    }

    /** RFC 6887 section 15: the ports stay as long as their sessions; without sessions they rest. */
    private void end(int record) {
        int at = record * INTS;
        PortSpace space = sessions.spaces[records[at + SPACE]];
        for (int i = 0; i < records[at + COUNT]; i++) {
            sessions.unhold(space, records[at + SPACE], records[at + FIRST] + i);
        }
        records[at + COUNT] = 0;
        size--;
    }

    /** Ends the mapping of a port that a new table uses otherwise, with its sessions. */
    void endFor(PortSpace space, int spaceNumber, int index) {
        int record = ~space.states.note(index);
        int at = record * INTS;
        for (int i = 0; i < records[at + COUNT]; i++) {
            int port = sessions.rules.ports.portAt(records[at + FIRST] + i);
            endSessions(spaceNumber, port, Event.ENDED_TABLE);
            space.mappings.remove(records[at + FIRST] + i);
            space.states.set(records[at + FIRST] + i, PortStates.FREE);
        }
        records[at + COUNT] = 0;
        size--;
    }
}
