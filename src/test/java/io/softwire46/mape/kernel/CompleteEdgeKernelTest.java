package io.softwire46.mape.kernel;

import static io.softwire46.mape.kernel.Answers.hop;
import static io.softwire46.mape.kernel.Answers.number;
import static io.softwire46.mape.kernel.Answers.text;
import static io.softwire46.mape.kernel.EdgeNetwork.SECOND_SERVER;
import static io.softwire46.mape.kernel.EdgeNetwork.SERVER;
import static io.softwire46.mape.kernel.EdgeNetwork.SHARED;
import static io.softwire46.mape.kernel.KernelLab.BULK;
import static io.softwire46.mape.kernel.KernelLab.ECHO;
import static io.softwire46.mape.kernel.KernelLab.HOLD;
import static io.softwire46.mape.kernel.KernelLab.WEB;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import inet.ipaddr.IPAddressString;
import io.softwire46.mape.forward.counter.Direction;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.json.JsonValue;
import io.softwire46.mape.provision.DomainFile;
import io.softwire46.mape.provision.RuleFormat;
import io.softwire46.mape.provision.format.FormatWriter;
import io.softwire46.mape.testing.Program;
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
 * Hosts of the kernel talk through complete CEs and a BR. Two CEs share the address 192.0.2.18: with PSID offset 4 and 8 bits of PSID,
 * each has the 240 ports whose second and third hexadecimal digit are its PSID, and whose first is not 0 (RFC 7597 section 5.1).
 */
@Tag("kernel")
@ExtendWith(KernelLog.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CompleteEdgeKernelTest {
    private static final int PORTS = 240;
    private static final int FORWARD = 0x1340;
    private static final int FORWARD_TO_7000 = 0x1341;
    private static final int FORWARD_TO_BULK = 0x1342;
    private static final int FORWARD_TO_ECHO = 0x1343;
    private static final int FORWARD_TO_NO_SERVER = 0x1344;
    private static final String FORWARDS = """
            [ { "protocol": "tcp", "port": 4928, "to": "192.168.1.10:5003" },
              { "protocol": "udp", "port": 4928, "to": "192.168.1.10:5003" },
              { "protocol": "tcp", "port": 4929, "to": "192.168.1.10:7000" },
              { "protocol": "tcp", "port": 4930, "to": "192.168.1.10:5001" },
              { "protocol": "udp", "port": 4931, "to": "192.168.1.10:5002" },
              { "protocol": "udp", "port": 4932, "to": "192.168.1.10:9" } ]
            """;

    private static final int TCP_FORWARDS = 3;
    private static final int MEBI = 1 << 20;
    private static final boolean HAS_NFT = Program.works("nft", "-v");

    private static KernelLab lab;

    @BeforeAll
    static void build() {
        KernelNetwork.assumePossible();
        lab = KernelLab.open(CompleteEdgeKernelTest::start);
        if (HAS_NFT) {
            PortWatch.start();
        }
    }

    private static void start(KernelLab lab) {
        EdgeNetwork.build();
        lab.startNode("ce1", "lan0", "ce", domain(FORWARDS), "2001:db8:12:3400::/56");
        lab.startNode("ce2", "lan0", "ce", domain("[]"), "2001:db8:12:3500::/56");
        lab.startNode("br", "net4", "br", domain("[]"));
        for (String space : List.of("lan1", "lan3", "inet")) {
            lab.startServers(space);
        }
    }

    private static String domain(String forwards) {
        return """
            { "name": "kernel", "borderRelay": ["%s"],
              "rules": [ { "ipv6Prefix": "2001:db8::/40", "ipv4Prefix": "192.0.2.0/24", "eaLength": 16, "psidOffset": 4 } ],
              "options": { "mtuV6": 1500, "dynamicPmtu": true },
              "napt": { "inside": ["192.168.0.0/16"], "forwards": %s } }
            """.formatted(EdgeNetwork.BR_ADDRESS, forwards);
    }

    @AfterAll
    static void remove() {
        if (lab != null) {
            lab.close();
        }
    }

    private static void check(Object expected, Object actual) {
        lab.check(expected, actual);
    }

    private static void check(boolean condition, Object shown) {
        lab.check(condition, shown);
    }

    /** Whether a port has the PSID (RFC 7597 section 5.1). */
    private static boolean isOfCe(int port, int psid) {
        return port >> 12 != 0 && (port >> 4 & 0xff) == psid;
    }

    // ---- TCP

    @ParameterizedTest
    @ValueSource(strings = {"up", "down"})
    @Order(1)
    void tcpCarries32MebibytesUnchanged(String direction) {
        JsonValue result = lab.peer("lan1", "bulk", SERVER, BULK, direction, 32 * MEBI);
        check(Answers.isEqual(result), result);
        report("TCP 32 MiB " + direction, result);
    }

    @Test
    @Order(1)
    void curlFetchesAPage() {
        assumeTrue(Program.works("curl", "--version"), "curl is not installed");
        String size = lab.run(
                "lan2",
                List.of(
                        "curl",
                        "-sS",
                        "-m",
                        "20",
                        "-o",
                        "/dev/null",
                        "-w",
                        "%{http_code} %{size_download}",
                        "http://" + SERVER + ":" + WEB + "/"));
        check("200 " + MEBI, size);
    }

    @Test
    @Order(1)
    void iperf3Transfers() {
        assumeTrue(Program.works("iperf3", "--version"), "iperf3 is not installed");
        CompletableFuture<String> server =
                CompletableFuture.supplyAsync(() -> lab.run("inet", List.of("iperf3", "-s", "-1")));
        lab.run(
                "lan1",
                List.of(
                        "sh",
                        "-c",
                        "for i in 1 2 3 4 5; do sleep 0.3; iperf3 -c " + SERVER
                                + " -n 16M -P 4 && exit 0; done; exit 1"));
        check(server.join().contains("receiver"), "the server has no result");
    }

    /** RFC 5382 REQ-2 a: neither side listens, so that only SYNs that cross make a connection. */
    @Test
    @Order(1)
    void bothSidesOpenAtOnce() {
        for (int attempt = 0; attempt < 20; attempt++) {
            int port = 7100 + attempt;
            double at = Double.parseDouble(lab.peer("lan1", "clock").toString()) + 0.5;
            CompletableFuture<JsonValue> outside = CompletableFuture.supplyAsync(
                    () -> lab.peer("inet", "simultaneous", port, SHARED, FORWARD_TO_7000, at));
            JsonValue inside = lab.peer("lan1", "simultaneous", 7000, SERVER, port, at);
            if (inside.asObject().has("octet") && outside.join().asObject().has("octet")) {
                report("simultaneous open at attempt", attempt + 1);
                return;
            }
        }
        check(false, "no connection in 20 attempts");
    }

    @Test
    @Order(1)
    void aForwardIsReachedFromOutside() {
        JsonValue tcp = lab.peer("inet", "observed", "tcp", SHARED, FORWARD);
        check(SERVER, text(tcp, "address"));
        check(SERVER, text(lab.peer("inet", "observed", "udp", SHARED, FORWARD), "address"));
        JsonValue result = lab.peer("inet", "bulk", SHARED, FORWARD_TO_BULK, "up", MEBI);
        check(Answers.isEqual(result), result);
    }

    /** RFC 4787 REQ-9 a, RFC 5382 REQ-8: the host that is reached sees the external address and port. */
    @ParameterizedTest
    @ValueSource(strings = {"tcp", "udp"})
    @Order(1)
    void hostsOfOneLanReachEachOtherByTheSharedAddress(String protocol) {
        JsonValue seen = lab.peer("lan2", "observed", protocol, SHARED, FORWARD);
        check(SHARED, text(seen, "address"));
        check(isOfCe(number(seen, "port"), 0x34), seen);
    }

    /** RFC 7597 section 4: the shared address is that of several CEs. */
    @ParameterizedTest
    @ValueSource(strings = {"tcp", "udp"})
    @Order(1)
    void customersThatShareAnAddressReachEachOtherByTheRelay(String protocol) {
        JsonValue seen = lab.peer("lan3", "observed", protocol, SHARED, FORWARD);
        check(SHARED, text(seen, "address"));
        check(isOfCe(number(seen, "port"), 0x35), seen);
    }

    @ParameterizedTest
    @ValueSource(strings = {"up", "down"})
    @Order(7)
    void tcpSurvivesACoreThatLosesPackets(String direction) {
        String sender = direction.equals("up") ? "to-ce1" : "to-br";
        String failure = KernelNetwork.lose("core", sender).orElse(null);
        assumeTrue(failure == null, failure);
        JsonValue result = lab.peer("lan1", "bulk", SERVER, BULK, direction, 4 * MEBI);
        long lost = KernelNetwork.stopLosing("core", sender);
        check(lost > 0, "lost " + lost);
        check(Answers.isEqual(result), result);
        report("TCP 4 MiB, " + lost + " packets lost, " + direction, result);
    }

    // ---- UDP

    @Test
    @Order(2)
    void flowsOfManySocketsAreApart() {
        JsonValue result = lab.peer("lan1", "flows", "udp", SERVER, ECHO, 64, 20, 500);
        check(64 * 20, number(result, "answered"));
    }

    /** RFC 4787 REQ-14: fragments in both directions. */
    @Test
    @Order(2)
    void datagramsOf8000OctetsAreFragmentedBothWays() {
        JsonValue result = lab.peer("lan1", "flows", "udp", SERVER, ECHO, 4, 5, 8000);
        check(4 * 5, number(result, "answered"));
    }

    /** Without checksum (RFC 768), and by UDP-Lite (RFC 3828). */
    @ParameterizedTest
    @ValueSource(strings = {"unchecked", "udplite"})
    @Order(2)
    void otherDatagramsAreEchoed(String kind) {
        JsonValue result = lab.peer("lan1", "flows", kind, SERVER, ECHO, 4, 5, 1001);
        check(4 * 5, number(result, "answered"));
    }

    /** From the Internet, from the same LAN (RFC 5508 REQ-7), and from the other CE of the shared address. */
    @ParameterizedTest
    @ValueSource(strings = {"inet", "lan2", "lan3"})
    @Order(2)
    void fragmentsReachAForward(String host) {
        JsonValue result = lab.peer(host, "flows", "udp", SHARED, FORWARD_TO_ECHO, 4, 5, 8000);
        check(4 * 5, number(result, "answered"));
    }

    /** RFC 4787 REQ-14: the last fragment arrives first, at the CE, at the BR, and at both. */
    @ParameterizedTest
    @CsvSource({"lan1, 203.0.113.9, 5002", "inet, 192.0.2.18, 4931", "lan2, 192.0.2.18, 4931", "lan3, 192.0.2.18, 4931"
    })
    @Order(2)
    void fragmentsOutOfOrderArrive(String host, String destination, int port) {
        JsonValue result = lab.peer(host, "reversed", destination, port, 10, 8000);
        check(10, number(result, "answered"));
    }

    /** RFC 5508 REQ-5 and REQ-7: the error has the external address, wherever its receiver is. */
    @ParameterizedTest
    @ValueSource(strings = {"inet", "lan2", "lan3"})
    @Order(2)
    void anErrorOfAnInsideHostReachesTheSocket(String host) {
        JsonValue error = lab.peer(host, "refusal", SHARED, FORWARD_TO_NO_SERVER);
        check(SHARED + " 3/3", hop(error));
    }

    /** Port 443 is one of those toward which UDP sessions of several hosts share ports (RFC 7857 section 3). */
    @ParameterizedTest
    @CsvSource({"lan1, 52, 5003", "lan1, 52, 443", "lan3, 53, 5003", "lan3, 53, 443"})
    @Order(2)
    void portsAreThoseOfTheCe(String host, int psid, int port) {
        JsonValue seen = lab.peer(host, "observed", "udp", SERVER, port);
        check(SHARED, text(seen, "address"));
        check(isOfCe(number(seen, "port"), psid), seen);
    }

    @Test
    @Order(2)
    void digGetsAnAnswer() {
        assumeTrue(Program.works("dig", "-v"), "dig is not installed");
        String answer = lab.run("lan2", List.of("dig", "+time=5", "+tries=1", "@" + SERVER, "example.com"));
        check(answer.contains("status: NOERROR"), answer);
    }

    // ---- ICMP

    @ParameterizedTest
    @CsvSource({"56, may", "56, df", "1432, df", "8000, may", "60000, may"})
    @Order(3)
    void twoPingsOfOneHostAreAnswered(int size, String fragment) {
        pings("lan1", size, fragment);
    }

    @ParameterizedTest
    @ValueSource(ints = {56, 8000})
    @Order(3)
    void twoHostsWithTheSameIdentifiersPingAtOnce(int size) {
        CompletableFuture<Void> other = CompletableFuture.runAsync(() -> pings("lan2", size, "may"));
        pings("lan1", size, "may");
        other.join();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-s 56", "-s 1432 -M do", "-s 8000"})
    @Order(3)
    void pingIsAnswered(String options) {
        assumeTrue(Program.works("ping", "-V"), "ping is not installed");
        String answer = lab.run("lan1", List.of(("ping -c 3 -i 0.2 -W 5 " + options + " " + SERVER).split(" ", -1)));
        check(answer.contains(" 0% packet loss"), answer);
    }

    private static void pings(String host, int size, String fragment) {
        JsonValue result = lab.peer(host, "ping", SERVER, size, 3, fragment, 4711, 4712);
        for (String identifier : List.of("4711", "4712")) {
            check(3, number(result.asObject().required(identifier), "replies"));
        }
    }

    /** RFC 2473 section 7.2: 1461 octets with DF do not fit in 1500 octets after 40 octets of tunnel header. */
    @Test
    @Order(3)
    void aPingThatMustNotBeFragmentedLearnsTheMtu() {
        checkMtuError("lan1", 1433, 1460);
    }

    private static void checkMtuError(String host, int size, int mtu) {
        JsonValue result = lab.peer(host, "ping", SERVER, size, 1, "df", 4711);
        List<JsonValue> errors =
                result.asObject().required("4711").asObject().required("errors").asArray();
        check(1, errors.size());
        check(
                "3/4 " + mtu,
                number(errors.get(0), "type") + "/" + number(errors.get(0), "code") + " "
                        + number(errors.get(0), "mtu"));
    }

    // ---- traceroute: hop 1 is the kernel of the CE, 2 the CE of the library, 3 the kernel of the BR

    @ParameterizedTest
    @CsvSource({"udp, 33434, 3/3", "icmp, 20000, 0/0", "tcp, 8080, ''", "tcp, 81, ECONNREFUSED"})
    @Order(4)
    void tracerouteSeesTheHopsAndTheTarget(String protocol, int port, String end) {
        List<String> hops = Answers.hops(lab.peer("lan1", "trace", protocol, SERVER, port, 5));
        check(
                List.of(
                        "192.168.1.1 11/0",
                        "192.0.0.8 11/0",
                        "198.51.100.1 11/0",
                        (SERVER + " " + end).strip(),
                        (SERVER + " " + end).strip()),
                hops);
    }

    /** From outside: hop 1 is the kernel of the BR, 2 the BR of the library, 3 the kernel of the CE, whose inside address is translated. */
    @Test
    @Order(4)
    void tracerouteFromOutsideSeesTheHopsAndTheForward() {
        List<String> hops = Answers.hops(lab.peer("inet", "trace", "tcp", SHARED, FORWARD, 5));
        check(List.of("203.0.113.1 11/0", "192.0.0.8 11/0", SHARED + " 11/0", SHARED, SHARED), hops);
    }

    // ---- ports

    /** RFC 5508 REQ-8: every usable port serves a connection toward one server; further ones are refused with ICMP 3/13. */
    @Test
    @Order(5)
    void allPortsServeConnectionsTowardOneServer() {
        int usable = PORTS - TCP_FORWARDS;
        JsonValue result = lab.peer("lan1", "fill", SECOND_SERVER, HOLD, usable + 40, 50, 10);
        check(usable, number(result, "connected"));
        check(
                "{\"EHOSTUNREACH 3/13\":40}",
                result.asObject().required("refused").toString());
        check(50, number(result, "again"));
    }

    /**
     * The kernel's NAT gets the same connections by the table that {@code mape convert --to nftables} writes: 15 ranges of ports. The
     * CE must serve at least as many.
     */
    @Test
    @Order(6)
    void theCeServesAsManyConnectionsAsTheKernel() {
        assumeTrue(HAS_NFT, "nft is not installed");
        var domain = DomainFile.read("""
            { "name": "kernel", "borderRelay": ["2001:db8:ffff::1"],
              "rules": [ { "ipv6Prefix": "2001:db8::/40", "ipv4Prefix": "192.0.2.0/24", "eaLength": 16, "psidOffset": 4 } ] }
            """);
        String table = RuleFormat.NFTABLES
                .write(FormatWriter.Request.of(domain)
                        .withEndUserPrefix(new IPAddressString("2001:db8:13:3400::/56")
                                .getAddress()
                                .toIPv6())
                        .withTunnelInterface("map0"))
                .text();
        KernelNetwork.shell("nat", "nft -f - <<'END'\n" + table + "\nEND");
        CompletableFuture<JsonValue> kernel = CompletableFuture.supplyAsync(() -> connections("lan4"));
        JsonValue own = connections("lan3");
        report("of 280 connections toward one server, then 60 after 60 were closed: CE", own);
        report("the same by the NAT of the kernel:", kernel.join());
        check(PORTS, number(own, "connected"));
        check(60, number(own, "again"));
        check(number(kernel.join(), "connected") > 0, kernel.join());
        check(number(own, "connected") >= number(kernel.join(), "connected"), kernel.join());
        check(number(own, "again") >= number(kernel.join(), "again"), kernel.join());
    }

    private static JsonValue connections(String host) {
        return lab.peer(host, "fill", SECOND_SERVER, HOLD, 280, 60, 2);
    }

    // ---- path MTU, last since hosts and nodes remember it

    /**
     * RFC 2473 section 8, RFC 8201: the core reports a lower MTU to the sender of the tunnel, the CE or the BR, which reports it to the
     * sender of the data. The MTU falls twice while one connection carries data.
     */
    @ParameterizedTest
    @CsvSource({"up, ce2", "down, br"})
    @Order(8)
    void aConnectionFollowsTheMtuOfTheCore(String direction, String node) throws InterruptedException {
        EdgeNetwork.coreMtu("ce2", 1500);
        KernelNetwork.ip("lan3", "route flush cache"); // the kernel's path MTUs
        KernelNetwork.ip("inet", "route flush cache");
        CompletableFuture<JsonValue> transfer =
                CompletableFuture.supplyAsync(() -> lab.peer("lan3", "bulk", SERVER, BULK, direction, 64 * MEBI));
        for (int mtu : List.of(1400, 1280)) {
            await(node, "V4_TO_V6.FORWARDED", lab.counter(node, "V4_TO_V6.FORWARDED") + 1000);
            long lowered = lab.counter(node, "event.PATH_MTU_LOWERED");
            long relayed = lab.counter(node, "V6_TO_V4.RELAYED");
            EdgeNetwork.coreMtu("ce2", mtu);
            await(node, "event.PATH_MTU_LOWERED", lowered + 1);
            await(node, "V6_TO_V4.RELAYED", relayed + 1);
        }
        JsonValue result = transfer.join();
        check(Answers.isEqual(result), result);
        report("TCP 64 MiB " + direction + " over a core whose MTU falls", result);
    }

    /** Waits until a counter has a value. */
    private static void await(String node, String counter, long value) throws InterruptedException {
        for (int turn = 0; lab.counter(node, counter) < value; turn++) {
            check(turn < 1000, "too few " + counter + " at " + node);
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    /** After the MTU of the core is known, in both directions: RFC 2473 section 7.1, the tunnel header takes 40 octets. */
    @Test
    @Order(9)
    void packetsFillTheMtuOfTheCore() {
        EdgeNetwork.coreMtu("ce2", 1280);
        JsonValue ping = lab.peer("lan3", "ping", SERVER, 1240 - 28, 1, "df", 4711);
        check(1, number(ping.asObject().required("4711"), "replies"));
        checkMtuError("lan3", 1240 - 27, 1240);
        check(20, number(lab.peer("lan3", "flows", "udp", SERVER, ECHO, 4, 5, 8000), "answered"));
    }

    // ---- what the kernel and the relay counted in all tests

    @Test
    @Order(10)
    void noPacketHasAForeignPort() {
        check(0L, lab.counter("br", Direction.V6_TO_V4 + "." + Verdict.DROP_SPOOFED));
        assumeTrue(HAS_NFT, "nft is not installed");
        Map<String, Long> packets = PortWatch.packets();
        check(packets.get("own") > 10_000, packets);
        check(0L, packets.get("other"));
        report("packets with ports in the Internet", packets);
    }

    @Test
    @Order(10)
    void theKernelFindsNoWrongChecksum() {
        Map<String, Long> errors = KernelNetwork.checksumErrors();
        check(errors.containsKey("inet Tcp:") && errors.containsKey("lan1 Icmp:"), errors);
        check(
                List.of(),
                errors.entrySet().stream().filter(each -> each.getValue() != 0).toList());
    }

    private static void report(String what, Object result) {
        System.out.println("kernel:         " + what + " " + result);
    }
}
