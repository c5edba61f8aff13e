package io.softwire46.mape.nat;

import static io.softwire46.mape.nat.NaptRun.HOST;
import static io.softwire46.mape.nat.NaptRun.OTHER;
import static io.softwire46.mape.nat.NaptRun.REMOTE;
import static io.softwire46.mape.nat.NaptRun.SYN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.map.PortSet;
import io.softwire46.mape.nat.NaptOptions.Reserved;
import io.softwire46.mape.nat.session.PortBitmaps;
import io.softwire46.mape.nat.session.PortChoice;
import io.softwire46.mape.nat.session.PortNumbers;
import io.softwire46.mape.nat.session.PortStates;
import io.softwire46.mape.nat.session.RemoteEndpoints;
import io.softwire46.mape.nat.session.SessionFlags;
import io.softwire46.mape.nat.session.SessionTable;
import io.softwire46.mape.testing.Requirement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which external ports are chosen, to the last one. */
class NaptPortsTest {
    private static final NaptOptions FAST = NaptOptions.defaults()
            .with(NaptOption.NEW_SESSIONS_PER_SECOND_PER_HOST, 1_000_000)
            .with(NaptOption.LOW_PORTS, true)
            .with(NaptOption.MAX_SESSIONS_PER_HOST, 65_536);

    /** Toward one remote endpoint all ports are used; toward another, all of them again. */
    @ParameterizedTest
    @CsvSource({"1, 15, 1", "2, 13, 6", "2, 14, 3", "4, 12, 15", "6, 10, 63", "4, 8, 240", "6, 6, 1008", "15, 1, 32767"
    })
    @Requirement({"P9", "P11"})
    void aSessionIsRefusedOnlyWithoutAFreePortTowardItsRemoteEndpoint(int offset, int length, int ports) {
        NaptRun run = new NaptRun(Edges.shared(offset, length, 1), FAST, 3);
        int remotes = ports > 5000 ? 1 : 2;
        for (int remote = 0; remote < remotes; remote++) {
            Set<Integer> used = new HashSet<>();
            for (int i = 0; i < ports; i++) {
                assertEquals(NaptResult.TRANSLATED, syn(run, i, remote));
                assertTrue(used.add(run.sourcePort()), "port used twice");
            }
            assertEquals(NaptResult.NO_PORT_TOWARD_REMOTE, syn(run, ports, remote));
        }
        run.checkCounters();
    }

    private static NaptResult syn(NaptRun run, int number, int remote) {
        String host = "10.1." + (number >> 14) + ".1";
        return run.tcpOut(host, 1024 + (number & 0x3fff), "198.51.100." + (1 + remote), 80, SYN, 1, 0);
    }

    /** Any subset is freed and then refilled completely. */
    @ParameterizedTest
    @ValueSource(ints = {15, 240, 1008})
    @Requirement("P9")
    void anyFreedPortsAreUsedAgain(int ports) {
        CeMapping ceMapping =
                ports == 15 ? Edges.shared(4, 12, 1) : ports == 240 ? Edges.SHARED : Edges.shared(6, 6, 1);
        NaptRun run = new NaptRun(ceMapping, FAST.with(NaptOption.MIN_EXCLUSIVE_PORTS, 0), 4);
        Random random = new Random(ports);
        Map<Integer, Integer> refreshed = new HashMap<>(); // by number
        int next = 0;
        for (int round = 0; round < 6; round++) {
            while (refreshed.size() < ports) {
                assertEquals(NaptResult.TRANSLATED, udp443(run, next));
                refreshed.put(next++, round);
            }
            assertEquals(NaptResult.NO_PORT_TOWARD_REMOTE, udp443(run, next));
            run.after(150);
            List<Integer> kept = new ArrayList<>();
            for (int number : refreshed.keySet()) {
                if (random.nextBoolean()) {
                    kept.add(number);
                    assertEquals(NaptResult.TRANSLATED, udp443(run, number));
                }
            }
            run.after(151); // those that were not refreshed are over
            refreshed.keySet().retainAll(kept);
            for (int number : kept) {
                assertEquals(NaptResult.TRANSLATED, udp443(run, number));
            }
        }
        run.checkCounters();
    }

    private static NaptResult udp443(NaptRun run, int number) {
        return run.udpOut("10.2.0." + number % 5, 1024 + number, REMOTE, 443);
    }

    /** Neither class of UDP takes the last ports of the other. */
    @Test
    @Requirement({"P10", "P11"})
    void eachClassKeepsItsFloor() {
        NaptOptions options = FAST.with(NaptOption.MIN_EXCLUSIVE_PORTS, 50)
                .with(NaptOption.MIN_OVERLAPPING_PORTS, 30)
                .with(NaptOption.MAX_EXCLUSIVE_PORTS_PER_HOST, 240);
        NaptRun run = new NaptRun(Edges.SHARED, options, 5);
        assertEquals(190, fill(run, 443));
        assertEquals(50, fill(run, 4000));
        NaptRun reverse = new NaptRun(Edges.SHARED, options, 5);
        assertEquals(210, fill(reverse, 4000));
        assertEquals(30, fill(reverse, 443));
    }

    /** Default floors leave both classes a port, however few are usable: a session is refused only if no port is free. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 5, 9, 48, 60, 96, 239})
    @Requirement({"P9", "P11"})
    void defaultFloorsAreAShareOfTheUsablePorts(int usable) {
        PortSet set = Edges.SHARED.portSet();
        NaptOptions options = FAST.withReserved(List.of(new Reserved(null, set.portAt(usable), 65_535)))
                .with(NaptOption.MAX_EXCLUSIVE_PORTS_PER_HOST, 240);
        NaptRun overlapping = new NaptRun(Edges.SHARED, options, 5);
        assertEquals(usable - usable / 5, fill(overlapping, 443));
        assertEquals(usable / 5, fill(overlapping, 4000));
        NaptRun exclusive = new NaptRun(Edges.SHARED, options, 5);
        assertEquals(usable - usable / 5, fill(exclusive, 4000));
        assertEquals(usable / 5, fill(exclusive, 443));
    }

    private static int fill(NaptRun run, int remotePort) {
        int number = 0;
        while (run.udpOut(HOST, 20_000 + number + remotePort, REMOTE, remotePort) == NaptResult.TRANSLATED) {
            number++;
        }
        return number;
    }

    /** RFC 6056 section 4, RFC 7857 section 9: chi-square with 239 degrees of freedom, at three fill levels. */
    @ParameterizedTest
    @ValueSource(ints = {0, 50, 95})
    @Requirement("P12")
    void theChoiceIsUniform(int percent) {
        PortNumbers ports = new PortNumbers(Edges.SHARED.portSet());
        SessionTable table = new SessionTable(4096, 11);
        PortBitmaps bitmaps = new PortBitmaps(240, 4096);
        RemoteEndpoints remotes = new RemoteEndpoints(table, ports, bitmaps, 12);
        PortChoice choice = new PortChoice(table, remotes, bitmaps, ports, 13);
        PortStates states = new PortStates(240);
        Set<Integer> used = new HashSet<>();
        int inUse = 240 * percent / 100;
        for (int i = 0; i < inUse; i++) {
            int port = choice.overlapping(states, 240, 0, 9, 80, -1);
            assertTrue(used.add(port));
            int session = table.insert(5L << 32 | i << 16 | 80, SessionFlags.word1(9, ports.portAt(port), 0, 1));
            table.words[SessionTable.at(session) + SessionTable.DELTAS] = SessionFlags.OVERLAPPING;
            states.set(port, PortStates.OVERLAPPING);
            remotes.add(session);
        }
        int[] counts = new int[240];
        int choices = 1_000_000;
        for (int i = 0; i < choices; i++) {
            counts[choice.overlapping(states, 240, 0, 9, 80, -1)]++;
        }
        double expected = (double) choices / (240 - inUse);
        double chiSquare = 0;
        for (int port = 0; port < 240; port++) {
            if (used.contains(port)) {
                assertEquals(0, counts[port]);
            } else {
                chiSquare += (counts[port] - expected) * (counts[port] - expected) / expected;
            }
        }
        int degrees = 239 - inUse;
        assertTrue(chiSquare < degrees + 5 * Math.sqrt(2 * degrees), "chi-square " + chiSquare + " of " + degrees);
    }

    @Test
    @Requirement("P12")
    void seededInstancesRepeatAndOthersDiffer() {
        List<Integer> first = ports(1);
        assertEquals(first, ports(1));
        assertNotEquals(first, ports(2));
    }

    private static List<Integer> ports(long seed) {
        NaptRun run = new NaptRun(Edges.SHARED, NaptOptions.defaults(), seed);
        List<Integer> ports = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            ports.add(run.udp(HOST, 5000 + i, REMOTE, 4000));
        }
        return ports;
    }

    /** RFC 6888 REQ-8: a released port rests, except for its last owner, or if no other is free. */
    @Test
    @Requirement("P14")
    void aReleasedPortRests() {
        NaptOptions options = FAST.with(NaptOption.STRICT_4787, true).with(NaptOption.MAX_EXCLUSIVE_PORTS_PER_HOST, 6);
        NaptRun run = new NaptRun(Edges.shared(2, 13, 1), options, 6); // 6 ports
        int port = run.udp(HOST, 5000, REMOTE, 53); // 10 s
        run.after(12);
        assertEquals(port, run.udp(HOST, 5000, REMOTE, 53));
        run.after(12);
        for (int i = 0; i < 5; i++) {
            assertNotEquals(port, run.udp(OTHER, 6000 + i, REMOTE, 4000));
        }
        assertEquals(port, run.udp(OTHER, 6005, REMOTE, 4000)); // nothing else
        assertEquals(NaptResult.NO_PORT_EXCLUSIVE, run.udpOut(HOST, 5000, REMOTE, 53));
        run.checkCounters();
    }

    @Test
    @Requirement("P14")
    void theRestEndsAfterTheConfiguredTime() {
        NaptOptions options = NaptOptions.defaults().with(NaptOption.STRICT_4787, true);
        int again = 0;
        for (int seed = 0; seed < 60; seed++) {
            NaptRun run = new NaptRun(Edges.shared(2, 13, 1), options.with(NaptOption.MAX_SESSIONS, 64), seed);
            int port = run.udp(HOST, 5000, REMOTE, 53);
            run.after(11);
            run.expire();
            run.after(119);
            assertNotEquals(port, run.udp(OTHER, 5001, REMOTE, 53));
            run.after(2);
            again += port == run.udp(OTHER, 5002, REMOTE, 53) ? 1 : 0;
        }
        assertTrue(again > 0);
    }

    /** RFC 4787 REQ-4 and RFC 6056 section 4: by option. */
    @Test
    @Requirement("P13")
    void preservesPortAndParityByOption() {
        NaptRun port = new NaptRun(FAST.with(NaptOption.PRESERVE_PORT, true));
        assertEquals(6600, port.udp(HOST, 6600, REMOTE, 4000));
        assertNotEquals(6600, port.udp(OTHER, 6600, REMOTE, 4000));
        assertEquals(6601, port.udp(HOST, 6601, REMOTE, 443));
        NaptRun parity = new NaptRun(FAST.with(NaptOption.PRESERVE_PARITY, true));
        for (int i = 0; i < 60; i++) {
            assertEquals(i & 1, parity.udp(HOST, 5000 + i, REMOTE, 4000) & 1);
            assertEquals(i & 1, parity.udp(OTHER, 5000 + i, REMOTE, 443) & 1);
        }
    }

    /** Ports that are reserved, and ports below 1024 without option, are never used. */
    @Test
    @Requirement({"P1", "P2", "P10"})
    void reservedAndLowPortsAreNotUsed() {
        NaptOptions options =
                FAST.with(NaptOption.LOW_PORTS, false).withReserved(List.of(Reserved.of(null, "6600-6607")));
        NaptRun run = new NaptRun(Edges.SHARED, options, 7);
        int count = 0;
        while (run.tcpOut(HOST, 1024 + count, REMOTE, 80, SYN, 1, 0) == NaptResult.TRANSLATED) {
            int port = run.sourcePort();
            assertTrue(port < 6600 || port > 6607);
            count++;
        }
        assertEquals(232, count);

        NaptRun low = new NaptRun(Edges.shared(0, 5, 0), options.with(NaptOption.LOW_PORTS, false), 7);
        assertTrue(low.udp(HOST, 1, REMOTE, 2) >= 1024);
    }
}
