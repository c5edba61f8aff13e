package io.softwire46.mape.nat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.nat.session.SessionFlags;
import io.softwire46.mape.nat.session.SessionTable;
import io.softwire46.mape.testing.Requirement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Both indexes of the session table, compared with hash maps. */
class SessionTableTest {
    private record Outbound(long word0, long remote) {}

    private record Inbound(int remotePort, long remote) {}

    @Test
    void findsWhatWasInsertedAndNotRemoved() {
        Random random = new Random(2);
        SessionTable table = new SessionTable(300, 0x1234_5678_9abc_def0L);
        Map<Outbound, Integer> outbound = new HashMap<>();
        Map<Inbound, Integer> inbound = new HashMap<>();
        List<Integer> sessions = new ArrayList<>();
        for (int step = 0; step < 60_000; step++) {
            long word0 = (0xc0a8_0000L + random.nextInt(4)) << 32 | (long) random.nextInt(20) << 16 | random.nextInt(5);
            long word1 = SessionFlags.word1(random.nextInt(3) - 1, random.nextInt(30), random.nextInt(5), 0);
            Outbound out = new Outbound(word0, word1 & SessionTable.OUTBOUND_KEY);
            Inbound in = new Inbound((int) word0 & 0xffff, word1 & SessionTable.INBOUND_KEY);
            assertEquals(outbound.getOrDefault(out, -1), table.findOutbound(word0, out.remote));
            assertEquals(inbound.getOrDefault(in, -1), table.findInbound(in.remotePort, in.remote));
            if (!outbound.containsKey(out) && !inbound.containsKey(in) && !table.isFull()) {
                int session = table.insert(word0, word1);
                outbound.put(out, session);
                inbound.put(in, session);
                sessions.add(session);
            } else if (!sessions.isEmpty() && random.nextInt(3) == 0) {
                Integer session = sessions.remove(random.nextInt(sessions.size()));
                table.remove(session);
                outbound.values().remove(session);
                inbound.values().remove(session);
            }
            assertEquals(sessions.size(), table.size());
        }
        assertEquals(300, table.peak());
    }

    /** Linear probing in an index that is half full: the longest run grows with the logarithm of the size. */
    @Test
    @Requirement("R6")
    void aSearchTakesFewProbesAtAnyFill() {
        SessionTable table = new SessionTable(1 << 16, 77);
        for (int i = 0; i < 1 << 16; i++) {
            table.insert(0x0a00_0001_0000_0000L | i << 16 | 53, SessionFlags.word1(0xc633_6401, i, 1, 0));
        }
        assertTrue(table.isFull());
        assertTrue(table.longestSearch() < 80, "probes: " + table.longestSearch());
    }

    @Test
    @Requirement("R1")
    void hasTheDocumentedSize() {
        SessionTable table = new SessionTable(1000, 1);
        assertEquals(SessionTable.octets(1000), 8L * table.words.length + 2 * 8 * 2000);
        assertEquals(96, (SessionTable.octets(1000) - SessionTable.octets(0)) / 1000);
    }
}
