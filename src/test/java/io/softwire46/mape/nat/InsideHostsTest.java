package io.softwire46.mape.nat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.nat.session.InsideHosts;
import io.softwire46.mape.testing.Requirement;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The table of hosts, compared with maps. */
class InsideHostsTest {
    @Test
    void countsWhatEachHostUses() {
        Random random = new Random(5);
        InsideHosts hosts = new InsideHosts(40, 7);
        Map<Integer, Integer> sessions = new HashMap<>();
        for (int step = 0; step < 40_000; step++) {
            int address = random.nextInt(60);
            int host = hosts.find(address);
            assertEquals(sessions.containsKey(address), host >= 0);
            if (host < 0) {
                if (!hosts.isFull()) {
                    host = hosts.add(address);
                    hosts.addSession(host, step, true);
                    sessions.put(address, 1);
                }
            } else if (random.nextInt(5) < 2) {
                hosts.addSession(host, step, true);
                sessions.merge(address, 1, Integer::sum);
            } else {
                hosts.removeSession(host);
                sessions.computeIfPresent(address, (key, count) -> count == 1 ? null : count - 1);
            }
            host = hosts.find(address);
            assertEquals(sessions.getOrDefault(address, 0), host < 0 ? 0 : hosts.sessions(host));
            assertEquals(sessions.size(), hosts.size());
        }
        assertTrue(hosts.peak() == 40);
    }

    @Test
    void countsPortsPerProtocol() {
        InsideHosts hosts = new InsideHosts(4, 7);
        int host = hosts.add(1);
        hosts.addSession(host, 1, true);
        for (int space = 0; space < 5; space++) {
            for (int i = 0; i <= space; i++) {
                hosts.addPort(host, space);
            }
        }
        for (int space = 0; space < 5; space++) {
            assertEquals(space + 1, hosts.ports(host, space));
        }
        hosts.removePort(host, 4);
        assertEquals(4, hosts.ports(host, 4));
        assertEquals(1, hosts.sessions(host));
        assertEquals(1, hosts.newSessions(host, 1));
    }

    /** RFC 6888 REQ-4: the rate is counted per second, and only for sessions that the host has started. */
    @Test
    @Requirement("R2")
    void countsNewSessionsOfTheCurrentSecond() {
        InsideHosts hosts = new InsideHosts(4, 7);
        int host = hosts.add(1);
        for (int i = 0; i < 1_000_000; i++) {
            hosts.addSession(host, 9, true);
        }
        hosts.addSession(host, 9, false);
        assertEquals(1_000_000, hosts.newSessions(host, 9));
        assertEquals(0, hosts.newSessions(host, 10));
        assertEquals(1_000_001, hosts.sessions(host));
        hosts.addSession(host, 10, true);
        assertEquals(1, hosts.newSessions(host, 10));
    }
}
