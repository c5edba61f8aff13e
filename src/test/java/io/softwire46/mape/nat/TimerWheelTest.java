package io.softwire46.mape.nat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.nat.session.SessionTable;
import io.softwire46.mape.nat.session.TimerWheel;
import io.softwire46.mape.testing.Requirement;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The wheel passes on each session at its end, compared with a map of ends. */
class TimerWheelTest {
    private static final int SESSIONS = 500;

    private final long[] words = new long[SessionTable.at(SESSIONS)];
    private final TimerWheel wheel = new TimerWheel(words);

    @Test
    @Requirement("T9")
    void passesOnEachSessionAtItsEndAndNotEarlier() {
        Random random = new Random(1);
        Map<Integer, Integer> ends = new HashMap<>();
        int now = 0;
        for (int step = 0; step < 20_000; step++) {
            int session = random.nextInt(SESSIONS);
            if (ends.containsKey(session)) {
                wheel.remove(session);
                ends.remove(session);
            } else {
                int end = now + 1 + random.nextInt(random.nextInt(10) == 0 ? 200_000 : 1000);
                wheel.insert(session, end);
                ends.put(session, end);
            }
            now += random.nextInt(100) == 0 ? random.nextInt(100_000) : random.nextInt(3);
            drain(now, ends);
            for (int end : ends.values()) {
                assertTrue(end > now);
            }
        }
    }

    private void drain(int now, Map<Integer, Integer> ends) {
        do {
            for (int session = wheel.advance(now); session >= 0; session = wheel.advance(now)) {
                wheel.remove(session);
                int end = ends.get(session);
                if (end > now) { // beyond the reach of the wheel: examined again
                    wheel.insert(session, end);
                } else {
                    ends.remove(session);
                }
            }
        } while (wheel.tick() != now);
    }

    @Test
    void skipsTimeWithoutSessions() {
        assertEquals(-1, wheel.advance(2_000_000_000));
        assertEquals(2_000_000_000, wheel.tick());
        wheel.insert(3, 2_000_000_200);
        assertEquals(-1, wheel.advance(2_000_000_199));
        assertFalse(wheel.isDue());
        assertEquals(3, wheel.advance(2_000_000_200));
    }

    @Test
    void ignoresATimeBeforeTheLast() {
        wheel.advance(1000);
        wheel.insert(1, 1200);
        assertEquals(-1, wheel.advance(500));
        assertEquals(1000, wheel.tick());
    }

    /** After a jump of the clock all sessions that are over are passed on, in a limited number of calls. */
    @Test
    @Requirement("R6")
    void passesOnAllSessionsAfterAJump() {
        for (int session = 0; session < SESSIONS; session++) {
            wheel.insert(session, 1 + session * 1000);
        }
        int seen = 0;
        for (int call = 0; call < SESSIONS + 40 && wheel.tick() != 1_000_000_000; call++) {
            int session = wheel.advance(1_000_000_000);
            if (session >= 0) {
                wheel.remove(session);
                seen++;
            }
        }
        assertEquals(SESSIONS, seen);
        assertEquals(1_000_000_000, wheel.tick());
    }
}
