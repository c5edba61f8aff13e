package io.softwire46.mape.nat;

import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.ipv4;
import static io.softwire46.mape.nat.NaptResult.HAIRPINNED;
import static io.softwire46.mape.nat.NaptResult.OTHER_WORKER;
import static io.softwire46.mape.nat.NaptResult.RELAYED_ERROR;
import static io.softwire46.mape.nat.NaptResult.TRANSLATED;
import static io.softwire46.mape.nat.NaptRun.REMOTE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.nat.NaptOptions.FilteringBehavior;
import io.softwire46.mape.nat.NaptOptions.Forward;
import io.softwire46.mape.testing.Requirement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Several instances for one CE: shares of ports and hosts, and packets between hosts of different instances. */
class NaptWorkersTest {
    private static final NaptOptions FAST = NaptOptions.defaults()
            .with(NaptOption.NEW_SESSIONS_PER_SECOND_PER_HOST, 1_000_000)
            .with(NaptOption.MAX_SESSIONS, 4096)
            .with(NaptOption.MAX_SESSIONS_PER_HOST, 4096);

    private static final NaptOptions OPEN = FAST.with(NaptOption.UDP_FILTERING, FilteringBehavior.ENDPOINT);

    /** Instances of one CE. */
    private static final class Workers {
        final List<NaptRun> runs = new ArrayList<>();
        final NaptTable table;

        Workers(CeMapping ceMapping, NaptOptions options, int count) {
            table = NaptTable.of(ceMapping, options).worker(0, count);
            for (int i = 0; i < count; i++) {
                runs.add(new NaptRun(NaptTable.of(ceMapping, options).worker(i, count), 7 + i));
            }
        }

        NaptRun ofHost(String host) {
            return runs.get(table.workerOfHost(Bytes.int32(Bytes.address(host), 0)));
        }

        NaptRun ofPort(NaptProtocol protocol, int port) {
            return runs.get(table.workerOfPort(protocol, port));
        }

        /** Returns a host of an instance. */
        String host(int worker) {
            for (int i = 1; i < 250; i++) {
                String host = "192.168.1." + i;
                if (ofHost(host) == runs.get(worker)) {
                    return host;
                }
            }
            throw new AssertionError("no host of " + worker);
        }
    }

    /** Each port of the set belongs to one instance; shares of system ports, and of all others, differ by one port at most. */
    @ParameterizedTest
    @CsvSource({"1, 15", "2, 14", "4, 12", "6, 10", "4, 8", "6, 6", "0, 4", "0, 0"})
    @Requirement({"R7", "P1"})
    void sharesAreDisjointAndComplete(int offset, int length) {
        CeMapping ceMapping = length == 0 ? Edges.whole() : Edges.shared(offset, length, 0);
        NaptTable all = NaptTable.of(ceMapping, FAST);
        for (int count : new int[] {1, 2, 3, 20}) {
            int[] low = new int[count];
            int[] other = new int[count];
            NaptTable first = all.worker(0, count);
            for (int port = 0; port <= 0xffff; port++) {
                int owner = first.workerOfPort(NaptProtocol.UDP, port);
                assertEquals(ceMapping.portSet().contains(port), owner >= 0, "port " + port);
                if (owner >= 0) {
                    (port < 1024 ? low : other)[owner]++;
                }
            }
            for (int i = 0; i < count; i++) {
                NaptTable own = all.worker(i, count);
                assertEquals(other[i], own.usableCount(NaptProtocol.UDP));
                assertTrue(own.usablePorts(NaptProtocol.UDP)
                        .allMatch(port -> port >= 1024 && own.isOwn(NaptProtocol.UDP, port)));
                assertTrue(Math.abs(other[i] - other[0]) <= 1 && Math.abs(low[i] - low[0]) <= 1, "equal shares");
            }
        }
    }

    /**
     * Sockets of 60 hosts, more than there are ports: each instance serves as many as it has ports, with ports of its own, toward two
     * remote hosts each.
     */
    @ParameterizedTest
    @CsvSource({
        "15, 1, 1",
        "15, 1, 2",
        "15, 1, 3",
        "14, 2, 8",
        "12, 4, 1",
        "12, 4, 2",
        "12, 4, 3",
        "12, 4, 8",
        "12, 4, 20",
        "8, 4, 2",
        "8, 4, 3",
        "8, 4, 8"
    })
    @Requirement({"R7", "P1", "P4", "P9"})
    void eachInstanceUsesAllPortsOfItsShare(int length, int offset, int count) {
        NaptOptions options = FAST.with(NaptOption.STRICT_4787, true).with(NaptOption.MAX_EXCLUSIVE_PORTS_PER_HOST, 1);
        Workers workers = new Workers(Edges.shared(offset, length, 1), options, count);
        Map<Integer, String> owners = new HashMap<>();
        Map<NaptRun, Integer> served = new HashMap<>();
        for (int i = 1; i <= 1500; i++) {
            String host = "10.0." + (i >> 8) + "." + (i & 255);
            NaptRun run = workers.ofHost(host);
            NaptResult result = run.udpOut(host, 5000, REMOTE, 4000);
            if (result != TRANSLATED) {
                assertEquals(NaptResult.NO_PORT_EXCLUSIVE, result);
                assertEquals(
                        run.published.current().usableCount(NaptProtocol.UDP),
                        served.getOrDefault(run, 0),
                        "all ports of the share are in use");
                continue;
            }
            served.merge(run, 1, Integer::sum);
            int port = run.sourcePort();
            assertEquals(Edges.ADDRESS, run.source());
            assertEquals(run, workers.ofPort(NaptProtocol.UDP, port));
            assertEquals(null, owners.put(port, host), "one owner per port");
            assertEquals(port, run.udp(host, 5000, NaptRun.REMOTE_2, 53), "one port per owner");
            assertEquals(TRANSLATED, run.udpIn(REMOTE, 4000, port));
            assertEquals(host, run.destination());
        }
        assertEquals(workers.table.portSet().size(), owners.size());
    }

    /** Overlapping ports: each instance has all sessions of its share toward one remote endpoint. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8, 20})
    @Requirement({"R7", "P5", "P9"})
    void overlappingPortsAreThoseOfTheShare(int count) {
        Workers workers = new Workers(Edges.shared(4, 12, 1), FAST, count);
        Set<Integer> used = new HashSet<>();
        for (int i = 1; i <= 1500; i++) {
            String host = "10.0." + (i >> 8) + "." + (i & 255);
            NaptRun run = workers.ofHost(host);
            if (run.tcpOut(host, 5000, REMOTE, 80, NaptRun.SYN, 1, 0) == TRANSLATED) {
                assertTrue(used.add(run.sourcePort()));
                assertEquals(run, workers.ofPort(NaptProtocol.TCP, run.sourcePort()));
            }
        }
        assertEquals(15, used.size());
    }

    /** RFC 4787 REQ-9 between hosts of two instances: the source side in one, the destination side in the other. */
    @ParameterizedTest
    @CsvSource({"0, 1", "1, 0", "1, 1"})
    @Requirement({"R7", "H1"})
    void hairpinning(int client, int server) {
        Workers workers = new Workers(Edges.SHARED, OPEN, 2);
        NaptRun from = workers.runs.get(client);
        NaptRun to = workers.runs.get(server);
        String clientHost = "192.168.1.200";
        for (int i = 1; workers.ofHost(clientHost) != from || clientHost.equals(workers.host(server)); i++) {
            clientHost = "192.168.2." + i;
        }
        String serverHost = workers.host(server);
        int serverPort = to.udp(serverHost, 6000, REMOTE, 4000);
        byte[] packet = ipv4(clientHost, Edges.ADDRESS)
                .timeToLive(9)
                .flagsOffset(0x4000)
                .udp(5000, serverPort)
                .octets();
        NaptResult result = from.out(packet);
        int clientPort = from.sourcePort();
        assertEquals(from, workers.ofPort(NaptProtocol.UDP, clientPort));
        byte[] seen = from.sent;
        if (client == server) {
            assertEquals(HAIRPINNED, result);
        } else {
            assertEquals(OTHER_WORKER, result);
            byte[] expected = ipv4(Edges.ADDRESS, Edges.ADDRESS)
                    .timeToLive(8)
                    .flagsOffset(0x4000)
                    .udp(clientPort, serverPort)
                    .octets();
            assertArrayEquals(expected, seen);
            assertEquals(TRANSLATED, to.in(seen));
            seen = to.sent;
        }
        byte[] expected = ipv4(Edges.ADDRESS, serverHost)
                .timeToLive(8)
                .flagsOffset(0x4000)
                .udp(clientPort, 6000)
                .octets();
        assertArrayEquals(expected, seen);
        // An ICMP error of the server about it.
        NaptResult error =
                to.out(ipv4(serverHost, Edges.ADDRESS).flagsOffset(0x4000).icmpError(3, seen));
        if (client != server) {
            assertEquals(OTHER_WORKER, error);
            assertEquals(RELAYED_ERROR, from.in(to.sent));
            assertEquals(clientHost, from.destination());
            assertEquals(5000, from.word(48));
        } else {
            assertEquals(HAIRPINNED, error);
        }
        for (int timeToLive : new int[] {0, 1}) {
            assertEquals(
                    NaptResult.TTL_EXPIRED,
                    from.out(ipv4(clientHost, Edges.ADDRESS)
                            .timeToLive(timeToLive)
                            .udp(5000, serverPort)));
            assertEquals(clientHost, NaptRun.address(from.next(), 16));
        }
    }

    /** The filter of the other instance applies as from outside. */
    @Test
    @Requirement({"R7", "F1"})
    void theFilterOfTheOtherInstanceApplies() {
        Workers workers = new Workers(Edges.SHARED, FAST, 2);
        NaptRun from = workers.runs.get(0);
        NaptRun to = workers.runs.get(1);
        int serverPort = to.udp(workers.host(1), 6000, REMOTE, 4000);
        assertEquals(OTHER_WORKER, from.udpOut(workers.host(0), 5000, Edges.ADDRESS, serverPort));
        assertEquals(NaptResult.FILTERED, to.in(from.sent));
    }

    /** The port of a forward belongs to the instance of its host, wherever it is in the set. */
    @Test
    @Requirement({"R7", "W2"})
    void forwardsBelongToTheInstanceOfTheirHost() {
        Workers any = new Workers(Edges.SHARED, FAST, 3);
        List<Forward> forwards = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            String host = any.host(i);
            int port = Edges.SHARED.portSet().portAt(239 - i);
            forwards.add(new Forward(NaptProtocol.TCP, port, Bytes.int32(Bytes.address(host), 0), 443, List.of()));
        }
        Workers workers = new Workers(Edges.SHARED, FAST.withForwards(forwards), 3);
        for (int i = 0; i < 3; i++) {
            int port = forwards.get(i).port();
            NaptRun run = workers.runs.get(i);
            assertEquals(i, workers.table.workerOfPort(NaptProtocol.TCP, port));
            assertEquals(2, workers.table.workerOfPort(NaptProtocol.UDP, port));
            assertEquals(TRANSLATED, run.tcpIn(REMOTE, 80, port, NaptRun.SYN, 1, 0));
            assertEquals(any.host(i), run.destination());
            assertEquals(TRANSLATED, run.tcpOut(any.host(i), 443, REMOTE, 81, NaptRun.SYN, 1, 0));
            assertEquals(port, run.sourcePort());
            for (int other = 0; other < 3; other++) {
                if (other != i) {
                    NaptResult result = workers.runs.get(other).tcpIn(REMOTE, 80, port, NaptRun.SYN, 1, 0);
                    assertEquals(NaptResult.UNSOLICITED, result);
                }
            }
        }
    }

    /** A host is granted ports of the share of its instance, and nothing from another one. */
    @Test
    @Requirement({"R7", "W3"})
    void requestsAreGrantedFromTheShare() {
        Workers workers = new Workers(Edges.SHARED, FAST, 2);
        int host = Bytes.int32(Bytes.address(workers.host(0)), 0);
        NaptRun run = workers.runs.get(0);
        PortRequest request = PortRequest.of(NaptProtocol.UDP, host, 3074).lifetimeSeconds(600);
        assertEquals(
                PortGrant.Result.ADDRESS_MISMATCH,
                workers.runs.get(1).napt.request(request, run.nanos).result());
        int foreign = Edges.SHARED.portSet().portAt(239);
        PortGrant grant = run.napt.request(request.suggest(foreign), run.nanos);
        assertEquals(PortGrant.Result.SUCCESS, grant.result());
        assertEquals(0, workers.table.workerOfPort(NaptProtocol.UDP, grant.port()));
        assertEquals(
                PortGrant.Result.CANNOT_PROVIDE_EXTERNAL,
                run.napt
                        .request(
                                PortRequest.of(NaptProtocol.UDP, host, 3075)
                                        .suggest(foreign)
                                        .exact(),
                                run.nanos)
                        .result());
    }

    /** RFC 6864 section 4.3: two instances never use one Identification, of all numbers or of the port set. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Requirement({"R7", "G4"})
    void identificationsAreDivided(boolean fromPorts) {
        Map<Integer, Integer> users = new HashMap<>();
        int count = 3;
        for (int worker = 0; worker < count; worker++) {
            NaptTable table = NaptTable.of(Edges.SHARED, FAST, fromPorts).worker(worker, count);
            NaptRun run = new NaptRun(table, worker);
            String host = new Workers(Edges.SHARED, FAST, count).host(worker);
            for (int i = 0; i < (fromPorts ? 200 : 30_000); i++) {
                assertEquals(TRANSLATED, run.udpOut(host, 5000, REMOTE, 4000));
                int user = worker;
                users.merge(run.word(4), worker, (one, other) -> one == user ? user : -1);
            }
        }
        assertFalse(users.containsValue(-1), "used by two");
        assertEquals(fromPorts ? 240 : 1 << 16, users.size(), "all are used");
    }

    @Test
    @Requirement("R7")
    void refusesWhatCannotBeDivided() {
        NaptTable table = NaptTable.of(Edges.SHARED, FAST);
        assertThrows(IllegalArgumentException.class, () -> table.worker(-1, 2));
        assertThrows(IllegalArgumentException.class, () -> table.worker(2, 2));
        assertThrows(IllegalArgumentException.class, () -> table.worker(0, 0));
        NaptTable open = NaptTable.of(Edges.whole(), FAST.withDmzHost(OptionalInt.of(0xc0a8_010a)));
        assertThrows(IllegalArgumentException.class, () -> open.worker(0, 2));
        assertEquals(open, open.worker(0, 1));
        assertNotEquals(table, table.worker(0, 2));
        assertEquals(table.worker(1, 2), table.worker(0, 2).worker(1, 2));
        assertEquals(0, table.workerOfHost(1));
        assertEquals(
                0, table.workerOfPort(NaptProtocol.TCP, Edges.SHARED.portSet().portAt(239)));
        assertEquals(-1, table.workerOfPort(NaptProtocol.TCP, 1));
    }

    /** Hosts of a LAN are divided nearly equally. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 8})
    @Requirement("R7")
    void hostsAreSpread(int count) {
        NaptTable table = NaptTable.of(Edges.SHARED, FAST).worker(0, count);
        int[] hosts = new int[count];
        for (int i = 0; i < 2400; i++) {
            hosts[table.workerOfHost(0xc0a80000 + i)]++;
        }
        for (int of : hosts) {
            // five standard deviations of a binomial distribution
            double expected = 2400.0 / count;
            assertEquals(expected, of, 5 * Math.sqrt(expected * (1 - 1.0 / count)));
        }
    }
}
