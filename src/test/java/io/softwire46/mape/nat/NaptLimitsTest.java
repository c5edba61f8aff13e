package io.softwire46.mape.nat;

import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.ipv4;
import static io.softwire46.mape.nat.NaptResult.TRANSLATED;
import static io.softwire46.mape.nat.NaptRun.HOST;
import static io.softwire46.mape.nat.NaptRun.OTHER;
import static io.softwire46.mape.nat.NaptRun.REMOTE;
import static io.softwire46.mape.nat.NaptRun.REMOTE_2;
import static io.softwire46.mape.nat.NaptRun.SYN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.fragment.ReassemblyLimits;
import io.softwire46.mape.nat.NaptStatistics.Direction;
import io.softwire46.mape.nat.NaptStatistics.Event;
import io.softwire46.mape.nat.NaptStatistics.Gauge;
import io.softwire46.mape.testing.Requirement;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Limits, floods, memory and counters. */
class NaptLimitsTest {
    private static final NaptOptions SMALL = NaptOptions.defaults()
            .with(NaptOption.MAX_SESSIONS, 100)
            .with(NaptOption.MAX_SESSIONS_PER_HOST, 60)
            .with(NaptOption.MAX_HOSTS, 3)
            .with(NaptOption.MAX_EXCLUSIVE_PORTS_PER_HOST, 20)
            .with(NaptOption.NEW_SESSIONS_PER_SECOND_PER_HOST, 50);

    /** RFC 6888 REQ-4 and REQ-5: each limit has its own result. */
    @Test
    @Requirement({"R2", "R3"})
    void eachLimitHasItsResult() {
        NaptRun run = new NaptRun(SMALL);
        for (int i = 0; i < 20; i++) {
            assertEquals(TRANSLATED, run.udpOut(HOST, 100 + i, REMOTE, 4000));
        }
        assertEquals(NaptResult.HOST_PORT_LIMIT, run.udpOut(HOST, 99, REMOTE, 4000));
        for (int i = 0; i < 30; i++) {
            assertEquals(TRANSLATED, run.udpOut(HOST, 100, REMOTE, 5000 + i));
        }
        assertEquals(NaptResult.HOST_RATE, run.udpOut(HOST, 100, REMOTE, 6000));
        run.after(1);
        for (int i = 0; i < 10; i++) {
            assertEquals(TRANSLATED, run.udpOut(HOST, 100, REMOTE, 6000 + i));
        }
        assertEquals(NaptResult.HOST_LIMIT, run.udpOut(HOST, 100, REMOTE, 7000));
        run.after(1);
        for (int i = 0; i < 40; i++) {
            assertEquals(TRANSLATED, run.udpOut(OTHER, 100, REMOTE, 5000 + i));
        }
        assertEquals(NaptResult.TABLE_FULL, run.udpOut("10.0.0.1", 100, REMOTE, 1));
        assertEquals(100, run.sessions());
        run.udp(HOST, 100, REMOTE, 4000); // present sessions go on
        run.checkCounters();
    }

    @Test
    @Requirement("R2")
    void hostsAreLimited() {
        NaptRun run = new NaptRun(SMALL);
        for (int i = 1; i <= 3; i++) {
            assertEquals(TRANSLATED, run.udpOut("10.0.0." + i, 100, REMOTE, 53));
        }
        assertEquals(NaptResult.HOSTS_FULL, run.udpOut("10.0.0.4", 100, REMOTE, 53));
        run.after(11);
        assertEquals(TRANSLATED, run.udpOut("10.0.0.4", 100, REMOTE, 53));
        assertEquals(1, run.napt.statistics().get(Gauge.HOSTS));
        assertEquals(3, run.napt.statistics().get(Gauge.HOSTS_PEAK));
    }

    /** A host that floods 10 times the table leaves nine others all of their sessions. */
    @Test
    @Requirement("R4")
    void aFloodingHostLeavesOthersAlone() {
        NaptOptions options = NaptOptions.defaults()
                .with(NaptOption.MAX_SESSIONS, 4096)
                .with(NaptOption.NEW_SESSIONS_PER_SECOND_PER_HOST, 1_000_000);
        NaptRun run = new NaptRun(options);
        Random random = new Random(1);
        int flooded = 0;
        int others = 0;
        for (int i = 0; i < 40_960; i++) {
            String remote = "198.51." + random.nextInt(256) + "." + random.nextInt(256);
            flooded += run.tcpOut(HOST, 1024 + i % 60_000, remote, 80, SYN, 1, 0) == TRANSLATED ? 1 : 0;
            if (i % 41 == 0) {
                String other = "10.0.0." + (1 + others % 9);
                assertEquals(TRANSLATED, run.tcpOut(other, 1024 + others, "203.0.113." + others % 200, 443, SYN, 1, 0));
                others++;
            }
        }
        assertTrue(flooded <= 1024);
        assertEquals(1000, others);
        run.checkCounters();
    }

    /** RFC 7857 section 7: packets from outside make no state, whatever they are. */
    @Test
    @Requirement("R5")
    void packetsFromOutsideMakeNoState() {
        NaptRun run = new NaptRun();
        Random random = new Random(2);
        for (int i = 0; i < 20_000; i++) {
            byte[] payload = new byte[random.nextInt(60)];
            random.nextBytes(payload);
            int protocol = new int[] {1, 6, 17, 33, 136}[random.nextInt(5)];
            NaptResult result = run.in(ipv4(random.nextInt(), 0xc0000212)
                    .flagsOffset(random.nextInt(10) == 0 ? random.nextInt(0x4000) : 0)
                    .payload(protocol, payload));
            assertTrue(result.isDrop() || result == NaptResult.HELD);
        }
        assertEquals(0, run.sessions());
        assertEquals(0, run.napt.statistics().get(Gauge.REMOTES));
    }

    /** The allocated arrays have the documented size. */
    @Test
    @Requirement("R1")
    void allMemoryIsThatOfTheFormula() throws IllegalAccessException {
        NaptOptions options =
                NaptOptions.defaults().with(NaptOption.MAX_SESSIONS, 10_000).with(NaptOption.MAX_EVENTS, 100);
        NaptTable table = NaptTable.of(Edges.SHARED, options);
        NaptRun run = new NaptRun(options);
        long octets = arrays(run.napt, Collections.newSetFromMap(new IdentityHashMap<>()));
        long documented = Napt44.octets(table, NaptRun.FRAGMENTS);
        assertTrue(octets <= documented + 600_000, octets + " of " + documented); // rules: 8 KiB, statistics
        assertTrue(octets >= documented - 2 * NaptRun.FRAGMENTS.memoryOctets());
        long formula = 112L * 10_000
                + 5_000
                + 200 * 240
                + 32 * 1024
                + 32 * 100
                + 72 * 64
                + 28 * 256
                + 92 * 1024
                + 2 * NaptRun.FRAGMENTS.memoryOctets();
        assertTrue(documented <= formula, documented + " of " + formula);
        long whole = Napt44.octets(NaptTable.of(Edges.SHARED, NaptOptions.defaults()), ReassemblyLimits.ipv4());
        assertTrue(whole - 2 * ReassemblyLimits.ipv4().memoryOctets() < 8 << 20);
    }

    /** Returns the octets of all arrays of numbers that an object of this project reaches. */
    private static long arrays(Object from, Set<Object> seen) throws IllegalAccessException {
        if (from == null || !seen.add(from)) {
            return 0;
        }
        Class<?> type = from.getClass();
        if (type.isArray()) {
            int length = Array.getLength(from);
            if (type.getComponentType().isPrimitive()) {
                int octets = type == long[].class ? 8 : type == int[].class ? 4 : type == short[].class ? 2 : 1;
                return (long) length * octets;
            }
            long sum = 0;
            for (int i = 0; i < length; i++) {
                sum += arrays(Array.get(from, i), seen);
            }
            return sum;
        }
        if (!type.getName().startsWith("io.softwire46") || from instanceof Enum) {
            return 0;
        }
        long sum = 0;
        for (Field field : type.getDeclaredFields()) {
            if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
                field.setAccessible(true);
                sum += arrays(field.get(from), seen);
            }
        }
        return sum;
    }

    /** Every packet is counted once, by result and direction. */
    @Test
    void packetsAreCountedByResult() {
        NaptRun run = new NaptRun();
        int port = run.udp(HOST, 5000, REMOTE, 4000);
        run.udpIn(REMOTE, 4000, port);
        run.udpIn(REMOTE_2, 4000, port);
        NaptStatistics statistics = run.napt.statistics();
        assertEquals(1, statistics.packets(Direction.OUTBOUND, TRANSLATED));
        assertEquals(33, statistics.octets(Direction.OUTBOUND, TRANSLATED));
        assertEquals(1, statistics.packets(Direction.INBOUND, TRANSLATED));
        assertEquals(1, statistics.packets(Direction.INBOUND, NaptResult.FILTERED));
        assertEquals(1, statistics.count(Event.CREATED));
    }

    /** RFC 8158 section 5.2: BIB events of EXCLUSIVE mappings, session events of the others, never both. */
    @Test
    @Requirement("O7")
    void eventsAreRecorded() {
        NaptRun run = new NaptRun(NaptOptions.defaults().with(NaptOption.MAX_EVENTS, 4));
        int port = run.udp(HOST, 5000, REMOTE, 4000);
        run.udp(HOST, 5000, REMOTE_2, 4000);
        run.after(1);
        int dns = run.udp(HOST, 5001, REMOTE, 53);
        NaptEvent event = new NaptEvent();
        assertTrue(run.napt.nextEvent(event));
        assertEquals(8, event.natEvent());
        assertEquals(NaptProtocol.UDP, event.protocol());
        assertEquals(0xc0a8010a, event.insideAddress());
        assertEquals(5000, event.insidePort());
        assertEquals(port, event.externalPort());
        assertEquals(0, event.remoteAddress());
        assertTrue(run.napt.nextEvent(event));
        assertEquals(4, event.natEvent());
        assertEquals(run.nanos, event.nanos());
        assertEquals(dns, event.externalPort());
        assertEquals(53, event.remotePort());
        assertFalse(run.napt.nextEvent(event));
        run.after(400).expire();
        assertTrue(run.napt.nextEvent(event));
        assertEquals(5, event.natEvent());
        assertTrue(run.napt.nextEvent(event));
        assertEquals(9, event.natEvent());
        assertFalse(run.napt.nextEvent(event));
    }

    @Test
    @Requirement("O7")
    void quotasAreRecordedOncePerSecond() {
        NaptRun run = new NaptRun(Edges.shared(1, 15, 1), NaptOptions.defaults().with(NaptOption.MAX_EVENTS, 3), 1);
        run.udp(HOST, 5000, REMOTE, 4000);
        NaptEvent event = new NaptEvent();
        assertTrue(run.napt.nextEvent(event));
        for (int i = 0; i < 10; i++) {
            run.udpOut(OTHER, 1, REMOTE, 1);
        }
        assertTrue(run.napt.nextEvent(event));
        assertEquals(12, event.natEvent());
        assertFalse(event.hasEndpoints());
        assertFalse(run.napt.nextEvent(event));
        run.after(1);
        run.udpOut(OTHER, 1, REMOTE, 1);
        assertTrue(run.napt.nextEvent(event));
        for (int i = 0; i < 20; i++) { // the ring is full
            run.udpOut(OTHER, 1, REMOTE, 1);
            run.after(1);
        }
        assertTrue(run.events(Event.EVENTS_LOST) > 0);
    }

    /** A clock that goes back counts as standing still; a jump ends what is over and nothing else. */
    @Test
    @Requirement("T9")
    void theClockMayJump() {
        NaptRun run = new NaptRun();
        int port = run.udp(HOST, 5000, REMOTE, 4000);
        run.after(-400);
        assertEquals(port, run.udp(HOST, 5000, REMOTE, 4000));
        run.after(400 + 299);
        assertEquals(port, run.udp(HOST, 5000, REMOTE, 4000));
        run.after(5_000_000_000L);
        assertEquals(NaptResult.UNSOLICITED, run.udpIn(REMOTE, 4000, port));
        run.udp(HOST, 5000, REMOTE, 4000);
        run.after(300).expire();
        assertEquals(1, run.sessions());
    }
}
