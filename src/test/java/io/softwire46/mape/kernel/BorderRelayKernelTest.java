package io.softwire46.mape.kernel;

import static io.softwire46.mape.kernel.Answers.hop;
import static io.softwire46.mape.kernel.Answers.number;
import static io.softwire46.mape.kernel.Answers.text;
import static io.softwire46.mape.kernel.KernelLab.BULK;
import static io.softwire46.mape.kernel.KernelLab.ECHO;
import static io.softwire46.mape.kernel.KernelLab.REFLECT;
import static io.softwire46.mape.kernel.RelayNetwork.CE1_BULK;
import static io.softwire46.mape.kernel.RelayNetwork.CE1_ECHO;
import static io.softwire46.mape.kernel.RelayNetwork.CE1_REFLECT;
import static io.softwire46.mape.kernel.RelayNetwork.CE2_ECHO;
import static io.softwire46.mape.kernel.RelayNetwork.PSID;
import static io.softwire46.mape.kernel.RelayNetwork.RAW;
import static io.softwire46.mape.kernel.RelayNetwork.SERVER;
import static io.softwire46.mape.kernel.RelayNetwork.SHARED;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.softwire46.mape.json.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The BR between the Internet and CEs of Linux, which are hosts with ports of their set; see {@link RelayNetwork}. Two of them share an
 * address. Toward them, the BR fragments IPv4 packets before the tunnel, since segment routing does not reassemble; toward the CE of raw
 * sockets, it fragments tunnel packets, and reassembles those of the CE.
 *
 * <p>System property {@code kernel.octets} is the size of a large transfer, 256 MiB if it is not set.
 */
@Tag("kernel")
@ExtendWith(KernelLog.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BorderRelayKernelTest {
    private static final int MEBI = 1 << 20;
    private static final int LARGE = Integer.getInteger("kernel.octets", 256 * MEBI);

    private static KernelLab lab;

    @BeforeAll
    static void build() {
        KernelNetwork.assumePossible();
        long start = System.nanoTime();
        lab = KernelLab.open(RelayNetwork::start);
        System.out.printf("kernel: %5.2f s to build the network of the BR%n", (System.nanoTime() - start) / 1e9);
    }

    @AfterAll
    static void remove() {
        if (lab != null) {
            lab.close();
        }
    }

    // ---- ICMP echo: the Identifier is the port (RFC 7597 section 8.2)

    @ParameterizedTest
    @CsvSource({
        "ce1, 56, may", "ce1, 56, df", "ce1, 1432, df", "ce1, 8000, may", "ce1, 60000, may",
        "raw, 56, may", "raw, 1432, df", "raw, 1433, df", "raw, 8000, may", "raw, 60000, may"
    })
    @Order(1)
    void pingsOfACeAreAnswered(String ce, int size, String fragment) {
        pings(ce, SERVER, size, fragment);
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.18, 56, may", "192.0.2.18, 1432, df", "192.0.2.18, 8000, may", "192.0.2.18, 60000, may",
        "198.51.100.18, 56, may", "198.51.100.18, 1432, df", "198.51.100.18, 8000, may", "198.51.100.18, 60000, may"
    })
    @Order(1)
    void pingsFromOutsideAreAnswered(String address, int size, String fragment) {
        pings("inet", address, size, fragment);
    }

    @Test
    @Order(1)
    void customersOfOneAddressPingAtOnce() {
        CompletableFuture<JsonValue> other = CompletableFuture.supplyAsync(
                () -> lab.peer("ce2", "ping", SERVER, 8000, 3, "may", RelayNetwork.CE2_BULK, CE2_ECHO));
        pings("ce1", SERVER, 8000, "may");
        lab.check(3, number(other.join().asObject().required("" + RelayNetwork.CE2_BULK), "replies"));
    }

    private static void pings(String host, String destination, int size, String fragment) {
        JsonValue result = lab.peer(host, "ping", destination, size, 3, fragment, CE1_BULK, CE1_ECHO);
        for (int identifier : List.of(CE1_BULK, CE1_ECHO)) {
            lab.check(3, number(result.asObject().required("" + identifier), "replies"));
        }
    }

    /** RFC 2473 section 7.2: 1461 octets with DF do not fit in 1500 octets after 40 octets of tunnel header. */
    @ParameterizedTest
    @ValueSource(strings = {SHARED, RAW})
    @Order(1)
    void aPingThatMustNotBeFragmentedLearnsTheMtu(String destination) {
        checkMtuError(destination, 1433, 1460);
    }

    private static void checkMtuError(String destination, int size, int mtu) {
        JsonValue result = lab.peer("inet", "ping", destination, size, 1, "df", CE1_BULK);
        KernelNetwork.ip("inet", "route flush cache"); // the path MTU that the kernel learned
        lab.check(
                "[{\"from\":\"192.0.0.8\",\"type\":3,\"code\":4,\"mtu\":" + mtu + "}]",
                result.asObject()
                        .required("" + CE1_BULK)
                        .asObject()
                        .required("errors")
                        .toString());
    }

    // ---- TCP

    @ParameterizedTest
    @ValueSource(strings = {"up", "down"})
    @Order(2)
    void tcpCarriesALargeTransferUnchanged(String direction) {
        transfer("ce1", SERVER, BULK, direction, LARGE);
    }

    /** Each packet of the CE arrives in two tunnel fragments. */
    @ParameterizedTest
    @ValueSource(strings = {"up", "down"})
    @Order(2)
    void tcpCarriesFragmentsOfTheTunnel(String direction) {
        long reassembled = lab.counter("br", "event.IPV6_REASSEMBLED");
        transfer("raw", SERVER, BULK, direction, 16 * MEBI);
        if (direction.equals("up")) {
            lab.check(lab.counter("br", "event.IPV6_REASSEMBLED") - reassembled > 10_000, "few reassembled packets");
        }
    }

    @ParameterizedTest
    @CsvSource({"192.0.2.18, up", "192.0.2.18, down", "198.51.100.18, down"})
    @Order(2)
    void aServerOfACeIsReachedFromOutside(String address, String direction) {
        transfer("inet", address, CE1_BULK, direction, 8 * MEBI);
    }

    private static void transfer(String host, String destination, int port, String direction, int octets) {
        JsonValue result = lab.peer(host, "bulk", destination, port, direction, octets);
        lab.check(Answers.isEqual(result), result);
        report(octets / MEBI + " MiB " + direction + " between " + host + " and " + destination, result);
    }

    // ---- UDP, and the ports of the CEs

    /** 8000 octets: fragments both ways. */
    @ParameterizedTest
    @CsvSource({
        "ce1, udp, 500",
        "ce1, udp, 8000",
        "ce1, unchecked, 1001",
        "ce1, udplite, 1001",
        "ce2, udp, 8000",
        "raw, udp, 500",
        "raw, udp, 8000"
    })
    @Order(3)
    void datagramsAreEchoed(String ce, String kind, int size) {
        lab.check(40, number(lab.peer(ce, "flows", kind, SERVER, ECHO, 8, 5, size), "answered"));
    }

    @ParameterizedTest
    @CsvSource({"192.0.2.18, 1233", "192.0.2.18, 1237", "198.51.100.18, 1233"})
    @Order(3)
    void datagramsFromOutsideAreEchoed(String address, int port) {
        lab.check(40, number(lab.peer("inet", "flows", "udp", address, port, 8, 5, 8000), "answered"));
    }

    /** RFC 7597 section 8.3.2: the last fragment arrives first, with no port. */
    @ParameterizedTest
    @CsvSource({
        "ce1, 203.0.113.9, 5002",
        "raw, 203.0.113.9, 5002",
        "inet, 192.0.2.18, 1233",
        "inet, 198.51.100.18, 1233"
    })
    @Order(3)
    void fragmentsOutOfOrderArrive(String host, String destination, int port) {
        lab.check(10, number(lab.peer(host, "reversed", destination, port, 10, 8000), "answered"));
    }

    @ParameterizedTest
    @CsvSource({"ce1, udp, 0x34", "ce2, udp, 0x35", "ce1, tcp, 0x34", "ce2, tcp, 0x35"})
    @Order(3)
    void theServerSeesPortsOfTheCe(String ce, String protocol, String psid) {
        JsonValue seen = lab.peer(ce, "observed", protocol, SERVER, REFLECT);
        lab.check(SHARED, text(seen, "address"));
        lab.check(RelayNetwork.isOf(number(seen, "port"), Integer.decode(psid)), seen);
    }

    /** RFC 7597 section 8.2: ICMP errors in both directions reach the socket by the port that they quote. */
    @ParameterizedTest
    @CsvSource({"ce1, 203.0.113.9, 9", "ce2, 203.0.113.9, 9", "inet, 192.0.2.18, 2256", "ce1, 192.0.2.18, 2260"})
    @Order(3)
    void anErrorOfTheOtherHostReachesTheSocket(String host, String destination, int port) {
        lab.check(destination + " 3/3", hop(lab.peer(host, "refusal", destination, port)));
    }

    // ---- traceroute: to the Internet, hop 1 is the kernel behind the BR, since the CE is the host itself

    @ParameterizedTest
    @CsvSource({
        "ce1, udp, 33434, 3/3",
        "ce1, icmp, 1231, 0/0",
        "ce1, tcp, 8080, ''",
        "ce1, tcp, 81, ECONNREFUSED",
        "ce2, icmp, 1235, 0/0",
        "raw, udp, 33434, 3/3"
    })
    @Order(4)
    void tracerouteSeesTheHopsToTheInternet(String ce, String protocol, int port, String end) {
        String target = (SERVER + " " + end).strip();
        lab.check(List.of("203.0.113.1 11/0", target, target), hops(ce, protocol, SERVER, port));
    }

    /** From outside: hop 1 is the kernel before the BR, 2 the BR. */
    @ParameterizedTest
    @CsvSource({
        "192.0.2.18, udp, 2255, 3/3",
        "192.0.2.18, icmp, 1231, 0/0",
        "192.0.2.18, tcp, 1234, ''",
        "192.0.2.18, tcp, 1238, ''",
        "198.51.100.18, udp, 2255, 3/3"
    })
    @Order(4)
    void tracerouteSeesTheHopsToTheCe(String address, String protocol, int port, String end) {
        lab.check(
                List.of("203.0.113.1 11/0", "192.0.0.8 11/0", (address + " " + end).strip()),
                hops("inet", protocol, address, port));
    }

    private static List<String> hops(String host, String protocol, String destination, int port) {
        return Answers.hops(lab.peer(host, "trace", protocol, destination, port, 3));
    }

    // ---- hairpin and mesh

    /** RFC 7597 section 4: the other CE of the own address, the CE itself, and a CE of another domain. */
    @ParameterizedTest
    @CsvSource({
        "ce1, 192.0.2.18, 1238",
        "ce2, 192.0.2.18, 1234",
        "ce1, 192.0.2.18, 1234",
        "ce1, 198.51.100.18, 1234",
        "raw, 192.0.2.18, 1238"
    })
    @Order(5)
    void customersReachEachOtherByTheRelay(String ce, String destination, int port) {
        long hairpinned = lab.counter("br", "event.HAIRPINNED");
        for (String protocol : List.of("tcp", "udp")) {
            JsonValue seen = lab.peer(ce, "observed", protocol, destination, port);
            lab.check(ce.equals("raw") ? RAW : SHARED, text(seen, "address"));
            lab.check(RelayNetwork.isOf(number(seen, "port"), ce.equals("ce2") ? RelayNetwork.OTHER_PSID : PSID), seen);
        }
        lab.check(lab.counter("br", "event.HAIRPINNED") - hairpinned >= 7, "few packets from CE to CE");
    }

    @Test
    @Order(5)
    void customersExchangeFragmentsAndTransfersByTheRelay() {
        lab.check(40, number(lab.peer("ce1", "flows", "udp", SHARED, CE2_ECHO, 8, 5, 8000), "answered"));
        lab.check(40, number(lab.peer("ce2", "flows", "udp", RAW, CE1_ECHO, 8, 5, 8000), "answered"));
        transfer("ce1", SHARED, RelayNetwork.CE2_BULK, "up", 32 * MEBI);
    }

    /** RFC 7597 section 4: the CE of this library and that of Linux talk without the BR. */
    @Test
    @Order(5)
    void theMeshNeedsNoRelay() {
        Map<String, Long> before = lab.settledCounters("br");
        for (String protocol : List.of("tcp", "udp")) {
            JsonValue up = lab.peer("lan", "observed", protocol, SHARED, CE1_REFLECT);
            lab.check(RelayNetwork.OWN, text(up, "address"));
            lab.check(RelayNetwork.isOf(number(up, "port"), PSID), up);
            JsonValue down = lab.peer("ce1", "observed", protocol, RelayNetwork.OWN, RelayNetwork.OWN_FORWARD);
            lab.check(SHARED, text(down, "address"));
        }
        lab.check(20, number(lab.peer("lan", "flows", "udp", SHARED, CE1_ECHO, 4, 5, 500), "answered"));
        transfer("lan", SHARED, CE1_BULK, "up", 8 * MEBI);
        lab.check(before, lab.settledCounters("br"));
    }

    /** RFC 7597 section 5: without a port, no rule of the mesh has the CE of a fragment. The answers need no relay. */
    @Test
    @Order(5)
    void fragmentsOfTheMeshPassTheRelay() {
        Map<String, Long> before = lab.settledCounters("br");
        lab.check(20, number(lab.peer("lan", "flows", "udp", SHARED, CE1_ECHO, 4, 5, 8000), "answered"));
        long fragments = 20 * 6; // 8008 octets, 1480 in a packet
        lab.check(fragments, difference(before, lab.settledCounters("br"), "event.HAIRPINNED"));
    }

    // ---- what must not pass, and what the relay counts

    /** RFC 7597 section 8.1: a CE sends with ports of the other CE of its address. */
    @Test
    @Order(6)
    void aForeignPortDoesNotPass() {
        long spoofed = lab.counter("br", "V6_TO_V4.DROP_SPOOFED");
        long received = datagrams();
        lab.peer("ce1", "spray", SERVER, ECHO, RelayNetwork.CE2_HOLD, 100, 100);
        awaitCounter("br", "V6_TO_V4.DROP_SPOOFED", spoofed + 100);
        lab.check(received, datagrams());
    }

    /** RFC 7597 section 5.1: no CE has the port, since its first 6 bits are 0. */
    @Test
    @Order(6)
    void aPortOfNoCeIsDropped() {
        long dropped = lab.counter("br", "V4_TO_V6.DROP_UNASSIGNED_PORT");
        lab.peer("inet", "spray", SHARED, 80, 4000, 100, 100);
        awaitCounter("br", "V4_TO_V6.DROP_UNASSIGNED_PORT", dropped + 100);
    }

    /** The sockets and the kernel of the server know how many datagrams there were. */
    @Test
    @Order(6)
    void theRelayCountsWhatWasSent() {
        Map<String, Long> before = lab.settledCounters("br");
        long received = datagrams();
        lab.check(1600, number(lab.peer("ce1", "flows", "udp", SERVER, ECHO, 16, 100, 500), "answered"));
        Map<String, Long> after = lab.settledCounters("br");
        lab.check(1600L, datagrams() - received);
        for (String direction : List.of("V4_TO_V6", "V6_TO_V4")) {
            lab.check(1600L, difference(before, after, direction + ".FORWARDED"));
            lab.check(1600L * (20 + 8 + 500), difference(before, after, direction + ".FORWARDED.octets"));
        }
        lab.check(1600L, difference(before, after, "event.SENT_IPV4"));
        lab.check(1600L, difference(before, after, "event.SENT_IPV6"));
        lab.check(0L, drops(after) - drops(before));
    }

    private static long difference(Map<String, Long> before, Map<String, Long> after, String counter) {
        return after.getOrDefault(counter, 0L) - before.getOrDefault(counter, 0L);
    }

    private static long drops(Map<String, Long> counters) {
        return counters.entrySet().stream()
                .filter(each -> each.getKey().contains("DROP") || each.getKey().contains("refused"))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** Datagrams that the sockets of the server received. */
    private static long datagrams() {
        return KernelNetwork.snmp("inet").get("Udp: InDatagrams");
    }

    // ---- a new table every 100 ms

    @Test
    @Order(7)
    void newTablesUnderLoadLoseNothing() {
        Map<String, Long> before = lab.counters("br");
        lab.toggleNewTables("br");
        List<CompletableFuture<JsonValue>> load = List.of(
                start("ce1", "flows", "udp", SERVER, ECHO, 16, 150, 500),
                start("ce2", "flows", "udp", SERVER, ECHO, 4, 100, 8000),
                start("raw", "flows", "udp", SERVER, ECHO, 4, 100, 8000),
                start("inet", "flows", "udp", SHARED, CE1_ECHO, 4, 100, 8000));
        while (lab.counter("br", "tables.published") < 20) {
            transfer("ce2", SERVER, BULK, "down", 32 * MEBI);
        }
        List<Integer> answered =
                load.stream().map(each -> number(each.join(), "answered")).toList();
        lab.toggleNewTables("br");
        Map<String, Long> after = lab.counters("br");
        lab.check(List.of(2400, 400, 400, 400), answered);
        lab.check(0L, drops(after) - drops(before));
        lab.check(after.get("tables.inForce") >= after.get("tables.published") * 3 / 4, "few tables were in force");
        report("tables under load:", after.get("tables.published"));
    }

    private static CompletableFuture<JsonValue> start(String host, Object... command) {
        return CompletableFuture.supplyAsync(() -> lab.peer(host, command));
    }

    // ---- loss

    @ParameterizedTest
    @CsvSource({"up, ce1", "down, br"})
    @Order(8)
    void tcpSurvivesALossOfOnePercent(String direction, String sender) {
        String failure = KernelNetwork.lose("core", "to-" + sender).orElse(null);
        assumeTrue(failure == null, failure);
        KernelNetwork.ip("ce1", "link set wan gso_max_segs 1"); // packets of the size of the wire
        transfer("ce1", SERVER, BULK, direction, 16 * MEBI);
        long lost = KernelNetwork.stopLosing("core", "to-" + sender);
        lab.check(lost > 50, "lost " + lost);
        report("packets lost by the core:", lost);
    }

    // ---- path MTU, last since hosts and nodes remember it

    /**
     * RFC 2473 section 8, RFC 8201: the core reports a lower MTU to the sender of the tunnel packets while a connection carries data. Down,
     * the BR relays it to the server. Up, the kernel of the CE sends smaller tunnel fragments.
     */
    @ParameterizedTest
    @CsvSource({"down, ce1, 96", "down, raw, 64", "up, raw, 32"})
    @Order(9)
    void aConnectionFollowsTheMtuOfTheCore(String direction, String ce, int size) {
        KernelNetwork.ip("inet", "route flush cache");
        CompletableFuture<JsonValue> transfer = start(ce, "bulk", SERVER, BULK, direction, size * MEBI);
        String sent = direction.equals("down") ? "V4_TO_V6.FORWARDED" : "V6_TO_V4.FORWARDED";
        for (int mtu : List.of(1400, 1280)) {
            awaitCounter("br", sent, lab.counter("br", sent) + 1000);
            long lowered = lab.counter("br", "event.PATH_MTU_LOWERED");
            RelayNetwork.coreMtu(ce, mtu);
            if (direction.equals("down")) {
                awaitCounter("br", "event.PATH_MTU_LOWERED", lowered + 1);
            }
        }
        JsonValue result = transfer.join();
        RelayNetwork.coreMtu(ce, 1500);
        lab.check(Answers.isEqual(result), result);
        report(size + " MiB " + direction + " over a core whose MTU falls, " + ce, result);
    }

    /** After the MTU of the core is known: RFC 2473 section 7.1, the tunnel header takes 40 octets. */
    @ParameterizedTest
    @CsvSource({"ce1, 192.0.2.18", "raw, 198.51.100.18"})
    @Order(10)
    void packetsFillTheMtuOfTheCore(String ce, String address) {
        RelayNetwork.coreMtu(ce, 1280);
        JsonValue ping = lab.peer("inet", "ping", address, 1240 - 28, 1, "df", CE1_BULK);
        lab.check(1, number(ping.asObject().required("" + CE1_BULK), "replies"));
        checkMtuError(address, 1240 - 27, 1240);
        lab.check(20, number(lab.peer("inet", "flows", "udp", address, CE1_ECHO, 4, 5, 1200), "answered"));
    }

    // ---- what the kernel and the relay counted in all tests

    /** The kernel counts packets and octets of the devices between it and the relay. */
    @Test
    @Order(11)
    void theRelayCountsWhatTheKernelCounts() {
        Map<String, Long> relay = lab.settledCounters("br");
        Map<String, Long> kernel = KernelNetwork.devices("br");
        lab.check(kernel.get("net4 sent"), relay.get("V4_TO_V6.arrived"));
        lab.check(kernel.get("net4 sent octets"), relay.get("V4_TO_V6.arrived.octets"));
        lab.check(kernel.get("tun6 sent"), relay.get("V6_TO_V4.arrived"));
        lab.check(kernel.get("tun6 sent octets"), relay.get("V6_TO_V4.arrived.octets"));
        lab.check(kernel.get("net4 received"), relay.get("event.SENT_IPV4"));
        lab.check(kernel.get("tun6 received"), relay.get("event.SENT_IPV6"));
        lab.check(0L, kernel.get("net4 dropped") + kernel.get("tun6 dropped"));
        report("packets of the BR:", kernel);
    }

    @Test
    @Order(11)
    void theKernelFindsNoWrongChecksum() {
        Map<String, Long> errors = KernelNetwork.checksumErrors();
        lab.check(
                errors.keySet()
                        .containsAll(List.of(
                                "inet Tcp:",
                                "inet Udp:",
                                "inet Icmp:",
                                "ce1 Tcp:",
                                "raw Udp:",
                                "core Icmp6InCsumErrors")),
                errors);
        lab.check(
                List.of(),
                errors.entrySet().stream().filter(each -> each.getValue() != 0).toList());
    }

    /** Waits until a counter has a value, which it must not exceed by a packet that was not sent. */
    private static void awaitCounter(String node, String counter, long value) {
        for (int turn = 0; lab.counter(node, counter) < value; turn++) {
            lab.check(turn < 1000, "too few " + counter + " at " + node);
            try {
                TimeUnit.MILLISECONDS.sleep(5);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    private static void report(String what, Object result) {
        System.out.println("kernel:         " + what + " " + result);
    }
}
