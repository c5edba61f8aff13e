package io.softwire46.mape.nat;

import io.softwire46.mape.nat.NaptStatistics.Event;
import io.softwire46.mape.nat.session.SessionFlags;
import io.softwire46.mape.nat.session.SessionTable;
import io.softwire46.mape.nat.session.TcpTracker;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.zip.CRC32;

/**
 * Sessions and requested mappings as octets, so that a restarted CE continues them. The format is private to the library and has a version.
 *
 * <pre>
 *   magic 32 | version 32 | external address 32 | number of sessions 32 | number of requested mappings 32
 *   per session: word 0 64 | word 1 64 | flags 32 | remaining ticks 32 | sequence numbers 64
 *   per requested mapping: those of {@link Requests#save}
 *   CRC-32 of all octets before it 32
 * </pre>
 *
 * <p>Static methods only.
 */
final class SavedSessions {
    private static final int MAGIC = 0x4e415054;
    private static final int VERSION = 2;
    private static final int HEADER = 20;
    private static final int ENTRY = 32;
    private static final int CHECKSUM = 4;

    private SavedSessions() {}

    static byte[] save(Sessions sessions, Requests requests) {
        sessions.expireAll();
        Integer[] numbers = new Integer[sessions.table.size()];
        int count = 0;
        for (int session = 0; session < sessions.table.used(); session++) {
            if (sessions.table.isSession(session)) {
                numbers[count++] = session;
            }
        }
        // in the order in which they end, so that those in TIME_WAIT keep the order in which they closed
        Arrays.sort(numbers, Comparator.comparingInt(session -> remaining(sessions, session)));
        ByteBuffer octets =
                ByteBuffer.allocate(HEADER + ENTRY * count + Requests.SAVED_OCTETS * requests.size() + CHECKSUM);
        octets.putInt(MAGIC)
                .putInt(VERSION)
                .putInt(sessions.rules.address)
                .putInt(count)
                .putInt(requests.size());
        for (Integer session : numbers) {
            int at = SessionTable.at(session);
            boolean isTimeWait = SessionFlags.state(sessions.words, at) == TcpTracker.TIME_WAIT;
            octets.putLong(sessions.words[at])
                    .putLong(sessions.words[at + SessionTable.REMOTE])
                    .putInt(SessionFlags.flags(sessions.words, at))
                    .putInt(remaining(sessions, session))
                    .putLong(isTimeWait ? 0 : sessions.words[at + SessionTable.SEQUENCES]);
        }
        requests.save(octets);
        octets.putInt(checksum(octets.array(), octets.position()));
        return octets.array();
    }

    private static int remaining(Sessions sessions, int session) {
        return SessionFlags.endTick(sessions.words, SessionTable.at(session)) - sessions.tick;
    }

    private static int checksum(byte[] octets, int length) {
        CRC32 checksum = new CRC32();
        checksum.update(octets, 0, length);
        return (int) checksum.getValue();
    }

    /** Restores the sessions that fit; returns their number, or -1 if the octets are damaged or of another version. */
    static int restore(Sessions sessions, Requests requests, byte[] saved) {
        ByteBuffer octets = ByteBuffer.wrap(saved);
        int length = saved.length - CHECKSUM;
        if (length < HEADER
                || octets.getInt(length) != checksum(saved, length)
                || octets.getInt(0) != MAGIC
                || octets.getInt(4) != VERSION
                || octets.getInt(12) < 0
                || octets.getInt(16) < 0
                || HEADER + (long) ENTRY * octets.getInt(12) + (long) Requests.SAVED_OCTETS * octets.getInt(16)
                        != length) {
            return -1;
        }
        int end = HEADER + ENTRY * octets.getInt(12);
        boolean isOwn = octets.getInt(8) == sessions.rules.address;
        octets.position(end);
        for (int i = octets.getInt(16); i > 0; i--) { // before the sessions on their ports
            if (!isOwn || !requests.restore(octets)) {
                sessions.statistics.increment(Event.NOT_RESTORED);
            }
        }
        int restored = 0;
        for (int at = HEADER; at < end; at += ENTRY) {
            boolean fits = isOwn && restoreOne(sessions, octets, at);
            restored += fits ? 1 : 0;
            if (!fits) {
                sessions.statistics.increment(Event.NOT_RESTORED);
            }
        }
        sessions.setGauges();
        return restored;
    }

    private static boolean restoreOne(Sessions sessions, ByteBuffer octets, int from) {
        long word0 = octets.getLong(from);
        long word1 = octets.getLong(from + 8);
        int flags = octets.getInt(from + 16) & 0xffff;
        int remaining = octets.getInt(from + 20);
        long[] entry = {word0, word1};
        int space = SessionFlags.space(entry, 0);
        int state = SessionFlags.state(entry, 0);
        boolean isTcp = space == NaptRules.TCP;
        boolean isState = isTcp
                ? state > TcpTracker.NO_TCP && state <= TcpTracker.TRANS
                : state == TcpTracker.NO_TCP || state == TcpTracker.ESTABLISHED;
        if (space < 0 || space >= NaptRules.SPACES || !isState || remaining <= 0) {
            return false;
        }
        int atOnce = isTcp && state == TcpTracker.TIME_WAIT ? TcpTracker.CLOSING : state; // until it is in its list
        if (!sessions.restore(word0, (word1 & ~0xffL) | atOnce, flags, remaining)) {
            return false;
        }
        int at = SessionTable.at(sessions.made);
        sessions.words[at + SessionTable.SEQUENCES] = octets.getLong(from + 24);
        if (atOnce != state) {
            sessions.changeState(sessions.made, at, state);
            int ticks = SessionFlags.endTick(sessions.words, at) - sessions.tick;
            SessionFlags.setEndTick(sessions.words, at, sessions.tick + Math.min(remaining, ticks));
        }
        return true;
    }
}
