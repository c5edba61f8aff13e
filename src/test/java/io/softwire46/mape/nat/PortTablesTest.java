package io.softwire46.mape.nat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.map.PortParameters;
import io.softwire46.mape.map.PortSet;
import io.softwire46.mape.nat.session.MappingTable;
import io.softwire46.mape.nat.session.PortBitmaps;
import io.softwire46.mape.nat.session.PortNumbers;
import io.softwire46.mape.nat.session.PortStates;
import io.softwire46.mape.testing.Requirement;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** States, owners, numbers and bitmaps of ports, each compared with lists and maps. */
class PortTablesTest {
    @Test
    void portsOfAStateAreThoseThatWereSet() {
        Random random = new Random(3);
        PortStates states = new PortStates(37);
        int[] expected = new int[37];
        Arrays.fill(expected, PortStates.FREE);
        Deque<Integer> resting = new ArrayDeque<>();
        for (int step = 0; step < 20_000; step++) {
            int port = random.nextInt(37);
            int state = random.nextInt(5);
            resting.remove(port);
            if (state == PortStates.RESTING) {
                states.rest(port, step);
                resting.add(port);
                assertEquals(step, states.releasedTick(port));
            } else {
                states.set(port, state);
            }
            expected[port] = state;
            assertEquals(resting.isEmpty() ? -1 : resting.peekFirst(), states.oldestResting());
            check(states, expected);
        }
    }

    private static void check(PortStates states, int[] expected) {
        int number = 0;
        for (int state = 0; state < 5; state++) {
            Set<Integer> seen = new HashSet<>();
            for (int i = 0; i < states.count(state); i++) {
                int port = states.get(state, i);
                assertEquals(state, states.state(port));
                assertEquals(state, expected[port]);
                assertEquals(port, states.get(number));
                assertTrue(states.isAmongFirst(port, ++number));
                assertFalse(states.isAmongFirst(port, number - 1));
                assertTrue(seen.add(port));
            }
        }
        assertEquals(expected.length, number);
        assertEquals(expected.length - states.count(PortStates.HELD), states.usable());
    }

    @Test
    void countsSessionsInEachState() {
        PortStates states = new PortStates(3);
        states.addSession(1);
        states.addSession(1);
        states.set(1, PortStates.EXCLUSIVE);
        assertEquals(2, states.sessions(1));
        assertEquals(1, states.removeSession(1));
        assertEquals(PortStates.EXCLUSIVE, states.state(1));
        assertEquals(0, states.removeSession(1));
    }

    @Test
    void findsTheOwnerOfEachPort() {
        Random random = new Random(4);
        MappingTable table = new MappingTable(20, 99);
        Map<Long, Integer> ports = new HashMap<>();
        for (int step = 0; step < 20_000; step++) {
            int address = random.nextInt(6);
            int endpointPort = random.nextInt(6);
            long endpoint = (long) address << 16 | endpointPort;
            assertEquals(ports.getOrDefault(endpoint, -1), table.find(address, endpointPort));
            int port = random.nextInt(20);
            if (!table.has(port) && !ports.containsKey(endpoint)) {
                table.add(port, address, endpointPort);
                ports.put(endpoint, port);
                assertEquals(address, table.address(port));
                assertEquals(endpointPort, table.endpointPort(port));
            } else {
                table.remove(port);
                ports.values().remove(port);
            }
            assertEquals(ports.containsValue(port), table.has(port));
        }
    }

    /** RFC 7597 section 5.1: the arithmetic agrees with the port set for all 136 pairs of offset and length. */
    @Test
    @Requirement("P1")
    void numbersAndIndexesAreThoseOfThePortSet() {
        for (int offset = 0; offset <= 15; offset++) {
            for (int length = 1; offset + length <= 16; length++) {
                PortParameters parameters = PortParameters.of(offset, length);
                for (int psid : new int[] {0, parameters.sharingRatio() / 2, parameters.sharingRatio() - 1}) {
                    check(PortSet.of(parameters, psid));
                }
            }
        }
        check(PortSet.ALL);
    }

    private static void check(PortSet set) {
        PortNumbers numbers = new PortNumbers(set);
        assertEquals(set.size(), numbers.size());
        int step = Math.max(1, set.size() / 300);
        for (int index = 0; index < set.size(); index += step) {
            assertEquals(set.portAt(index), numbers.portAt(index));
            assertEquals(index, numbers.indexOf(set.portAt(index)));
        }
        for (int port = 0; port < 1 << 16; port += 37) {
            assertEquals(set.indexOf(port), numbers.indexOf(port), set + " " + port);
            assertEquals(set.contains(port), numbers.contains(port));
        }
        assertFalse(numbers.contains(-1));
        assertFalse(numbers.contains(1 << 16));
    }

    /** The pool has a bitmap for each endpoint that can use three eighths of the ports. */
    @Test
    @Requirement("R1")
    void bitmapsTakeAtMostHalfAnOctetPerSession() {
        for (int ports = 1; ports <= 65_536; ports++) {
            for (int sessions : new int[] {64, 65_536}) {
                assertTrue(PortBitmaps.octets(ports, sessions) <= sessions / 2, ports + " ports");
            }
        }
        PortBitmaps bitmaps = new PortBitmaps(240, 65_536);
        int taken = 0;
        while (bitmaps.isNeeded(120)) {
            bitmaps.take();
            taken++;
        }
        assertEquals(65_536 / 90, taken); // 90 of 240 ports
        assertFalse(new PortBitmaps(192, 1000).isNeeded(192));
    }

    @Test
    void bitmapsKeepTheirBits() {
        PortBitmaps bitmaps = new PortBitmaps(240, 1000);
        int first = bitmaps.take();
        int second = bitmaps.take();
        bitmaps.set(first, 0);
        bitmaps.set(first, 239);
        bitmaps.set(second, 64);
        assertTrue(bitmaps.isSet(first, 0) && bitmaps.isSet(first, 239) && bitmaps.isSet(second, 64));
        assertFalse(bitmaps.isSet(first, 64) || bitmaps.isSet(second, 239));
        bitmaps.clear(first, 239);
        assertFalse(bitmaps.isSet(first, 239));
        assertEquals(1, bitmaps.count(first));
        bitmaps.give(first);
        assertEquals(0, bitmaps.count(bitmaps.take()));
    }
}
