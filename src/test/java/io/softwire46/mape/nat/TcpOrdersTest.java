package io.softwire46.mape.nat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.softwire46.mape.nat.NaptOptions.MappingBehavior;
import io.softwire46.mape.nat.NaptStatistics.Event;
import io.softwire46.mape.nat.session.NaptKeys;
import io.softwire46.mape.nat.session.ResetQueue;
import io.softwire46.mape.nat.session.SessionFlags;
import io.softwire46.mape.nat.session.SessionTable;
import io.softwire46.mape.nat.session.TcpTracker;
import io.softwire46.mape.testing.Requirement;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * All orders of SYN, SYN-ACK, ACK, FIN and RST of both sides after the SYN that makes a session, compared with RFC 7857 section 2
 * figure 1: to 5 segments, with {@code -Dcomparison.inputs=1000000} to 6.
 */
class TcpOrdersTest {
    private static final int LENGTH = Integer.getInteger("comparison.inputs", 0) >= 1_000_000 ? 6 : 5;
    private static final int ADDRESS = 0xc0a8_010a;
    private static final int REMOTE = 0xc633_6407;
    private static final int[] FIRST_NUMBERS = {1000, 0xffff_ff00}; // of the inside and the outside
    private static final int INSIDE = 0;
    private static final int OUTSIDE = 1;
    private static final int SYN = 2;
    private static final int RST = 4;
    private static final int ACK = 16;
    private static final int FIN_ACK = 17;
    private static final int SYN_ACK = 18;
    private static final int[] SEGMENTS = {SYN, SYN_ACK, ACK, FIN_ACK, RST};
    private static final int OPENING = 100;
    private static final int ESTABLISHED = 7500;
    private static final int CLOSING = 300;
    private static final int TIME_WAIT = 50;

    /** The states of figure 1. CLOSED ends the figure: there is no session. */
    private enum State {
        /** One SYN has been seen. */
        INIT,
        /** SYNs of both sides. */
        ESTABLISHED,
        /** FIN of the inside. */
        INSIDE_FIN,
        /** FIN of the outside. */
        OUTSIDE_FIN,
        /** FINs of both sides. */
        BOTH_FIN,
        /** The same, both acknowledged: RFC 5382 section 5. */
        TIME_WAIT,
        /** After a RST, or if an established session was idle for too long. */
        TRANS
    }

    /** One connection as figure 1 sees it, with the numbers of both sides. */
    private static final class Model {
        final boolean overlapping;
        final int[] next = new int[2];
        final boolean[] isKnown = new boolean[2];
        final boolean[] hasSyn = new boolean[2];
        final boolean[] hasAck = new boolean[2];
        final boolean[] isFinAcked = new boolean[2];
        final int[] finNumber = new int[2];
        final boolean[] hasFin = new boolean[2];
        State state = State.INIT;
        int end;

        Model(boolean overlapping) {
            this.overlapping = overlapping;
        }

        int sequence(int side, int flags) {
            if ((flags & SYN) != 0) {
                return FIRST_NUMBERS[side];
            }
            return flags == FIN_ACK && hasFin[side]
                    ? finNumber[side]
                    : isKnown[side] ? next[side] : FIRST_NUMBERS[side];
        }

        /** A connection that starts anew with a SYN. */
        void start(int side) {
            for (boolean[] each : new boolean[][] {isKnown, hasSyn, hasAck, isFinAcked, hasFin}) {
                Arrays.fill(each, false);
            }
            state = State.INIT;
            isKnown[side] = true;
            hasSyn[side] = true;
            next[side] = FIRST_NUMBERS[side] + 1;
        }

        void take(int side, int flags, int tick) {
            State before = state;
            int ticksBefore = ticks();
            boolean restarted = isRestart(side, flags);
            if (restarted) {
                start(side);
            } else if (flags == RST) {
                // RFC 7857 section 2.2: in sequence, of a side whose number is known
                if (isKnown[side] && state.compareTo(State.OUTSIDE_FIN) <= 0) {
                    state = State.TRANS;
                }
            } else if (state != State.TIME_WAIT) {
                other(side, flags);
            }
            boolean changed = state != before || ticks() != ticksBefore;
            boolean refreshed = side == INSIDE && flags != RST && state != State.TIME_WAIT; // RFC 4787 REQ-6
            if (restarted || changed || refreshed) {
                end = tick + ticks() + 1;
            }
        }

        private boolean isRestart(int side, int flags) {
            if (flags != SYN) {
                return false;
            }
            boolean isClosed = state == State.BOTH_FIN || state == State.TIME_WAIT;
            return side == INSIDE ? isClosed || state == State.TRANS : isClosed && !overlapping;
        }

        private void other(int side, int flags) {
            int other = 1 - side;
            hasAck[side] |= (flags & ACK) != 0;
            boolean isNewNumber = state == State.TRANS && (flags & SYN) != 0;
            int after = sequence(side, flags) + ((flags & 3) != 0 ? 1 : 0);
            if (!isKnown[side] || isNewNumber || after - next[side] > 0) {
                next[side] = after;
                isKnown[side] = true;
            }
            hasSyn[side] |= (flags & SYN) != 0;
            if (state == State.TRANS) { // it goes on as established
                state = State.ESTABLISHED;
                Arrays.fill(hasFin, false);
                Arrays.fill(isFinAcked, false);
            }
            if (state == State.INIT && hasSyn[INSIDE] && hasSyn[OUTSIDE]) {
                state = State.ESTABLISHED;
            }
            if (flags == FIN_ACK && state != State.INIT && !hasFin[side]) {
                hasFin[side] = true;
                finNumber[side] = after - 1;
                state = hasFin[other] ? State.BOTH_FIN : side == INSIDE ? State.INSIDE_FIN : State.OUTSIDE_FIN;
            }
            // All acknowledgments are of the next number of the other side.
            isFinAcked[other] |= (flags & ACK) != 0 && hasFin[other];
            if (state == State.BOTH_FIN && isFinAcked[INSIDE] && isFinAcked[OUTSIDE]) {
                state = State.TIME_WAIT;
            }
        }

        int ticks() {
            return switch (state) {
                case INIT -> OPENING;
                case ESTABLISHED -> hasAck[INSIDE] && hasAck[OUTSIDE] ? TcpOrdersTest.ESTABLISHED : OPENING;
                case INSIDE_FIN, OUTSIDE_FIN -> TcpOrdersTest.ESTABLISHED;
                case BOTH_FIN, TRANS -> CLOSING;
                case TIME_WAIT -> TcpOrdersTest.TIME_WAIT;
            };
        }
    }

    private final ByteBuffer segment = ByteBuffer.allocate(20);
    private Sessions sessions;

    private static State state(int of) {
        return switch (of) {
            case TcpTracker.INSIDE_SYN, TcpTracker.OUTSIDE_SYN -> State.INIT;
            case TcpTracker.OPENING, TcpTracker.ESTABLISHED -> State.ESTABLISHED;
            case TcpTracker.INSIDE_FIN -> State.INSIDE_FIN;
            case TcpTracker.OUTSIDE_FIN -> State.OUTSIDE_FIN;
            case TcpTracker.CLOSING -> State.BOTH_FIN;
            case TcpTracker.TIME_WAIT -> State.TIME_WAIT;
            case TcpTracker.TRANS -> State.TRANS;
            default -> throw new AssertionError("state " + of);
        };
    }

    @ParameterizedTest
    @EnumSource(MappingBehavior.class)
    @Requirement({"T4", "T5", "T6", "C1", "C2"})
    void everyOrderOfSegments(MappingBehavior mapping) {
        NaptOptions options = NaptOptions.defaults()
                .with(NaptOption.TCP_MAPPING, mapping)
                .with(NaptOption.MAX_SESSIONS, 64)
                .with(NaptOption.TCP_OPENING, OPENING)
                .with(NaptOption.TCP_ESTABLISHED, ESTABLISHED)
                .with(NaptOption.TCP_CLOSING, CLOSING)
                .with(NaptOption.TCP_TIME_WAIT, TIME_WAIT);
        sessions = new Sessions(
                new NaptRules(NaptTable.of(Edges.SHARED, options)),
                options,
                NaptKeys.seeded(1),
                new NaptEvents(0, new NaptRun().napt.statistics()),
                new ResetQueue(Sessions.PER_CALL));
        int choices = 2 * SEGMENTS.length;
        int orders = 1;
        for (int i = 0; i < LENGTH; i++) {
            orders *= choices;
        }
        for (int order = 0; order < orders; order++) {
            check(order, mapping == MappingBehavior.OVERLAPPING);
        }
    }

    private void check(int order, boolean overlapping) {
        Model model = new Model(overlapping);
        assertEquals(
                NaptResult.TRANSLATED, sessions.open(NaptRules.TCP, ADDRESS, 5000, REMOTE, 80, TcpTracker.INSIDE_SYN));
        int session = sessions.made;
        model.start(INSIDE);
        apply(session, model, INSIDE, SYN, FIRST_NUMBERS[INSIDE]);
        model.end = sessions.tick + OPENING + 1;
        int rest = order;
        for (int i = 0; i < LENGTH; i++) {
            int side = rest % 2;
            int flags = SEGMENTS[rest / 2 % SEGMENTS.length];
            rest /= 2 * SEGMENTS.length;
            sessions.tick++;
            int sequence = model.sequence(side, flags);
            apply(session, model, side, flags, sequence);
            model.take(side, flags, sessions.tick);
            int at = SessionTable.at(session);
            int place = i;
            assertEquals(model.state, state(SessionFlags.state(sessions.words, at)), () -> text(order, place));
            assertEquals(model.end, SessionFlags.endTick(sessions.words, at), () -> "end after " + text(order, place));
        }
        sessions.end(session, Event.ENDED_TABLE, sessions.tick);
    }

    private void apply(int session, Model model, int side, int flags, int sequence) {
        segment.putInt(4, sequence)
                .putInt(8, model.next[1 - side])
                .put(12, (byte) 0x50)
                .put(13, (byte) flags);
        TcpPackets.apply(sessions, session, side == INSIDE, segment, 0, 20);
    }

    private static String text(int order, int place) {
        StringBuilder text = new StringBuilder("SYN");
        int rest = order;
        for (int i = 0; i <= place; i++) {
            String name = new String[] {"syn", "syn-ack", "ack", "fin", "rst"}[rest / 2 % SEGMENTS.length];
            text.append(' ').append(rest % 2 == INSIDE ? name.toUpperCase(Locale.ROOT) : name);
            rest /= 2 * SEGMENTS.length;
        }
        return text.append(" (capitals are from the inside)").toString();
    }
}
