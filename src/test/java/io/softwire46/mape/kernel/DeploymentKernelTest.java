package io.softwire46.mape.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.softwire46.mape.testing.DocumentCommand;
import io.softwire46.mape.testing.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The network of docs/deploy.md, built by the commands of the document: two customers fetch pages through their CEs and one BR, then two,
 * which are the programs of {@code examples}. The path MTU is checked in addition. The names of namespaces have the number of this process, and files are in a directory of their own;
 * all else is as in the document.
 */
@Tag("kernel")
class DeploymentKernelTest {
    private static final Path DOCUMENT = Path.of("docs", "deploy.md");
    private static final String BEGIN = "\n## Two CEs and a BR on one machine\n";
    private static final int MAX_SECONDS = 120;
    private static final int FOREIGN_FUNCTIONS = 22;
    private static final String MARK = "---- end of a block";

    /** What the kernel of a machine learns as path MTU when it sends 1500 octets with DF. */
    private static final String PATH_MTU = """
            ip netns exec map-%s python3 -c '
            import socket, time
            udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            udp.setsockopt(socket.IPPROTO_IP, 10, 2) # IP_MTU_DISCOVER: always DF
            udp.connect(("%s", %d))
            end = time.time() + 5
            while udp.getsockopt(socket.IPPROTO_IP, 14) == 1500 and time.time() < end: # IP_MTU
                try:
                    udp.send(bytes(1472))
                except OSError:
                    pass
                time.sleep(0.1)
            print("path MTU", udp.getsockopt(socket.IPPROTO_IP, 14))'
            """;

    /** Hosts 198.51.100.10 to .25 of the Internet, which return each datagram. */
    private static final String HOSTS = """
            for n in $(seq 10 25); do
              ip -n map-web address add 198.51.100.$n/32 dev lo
            done
            ip netns exec map-web python3 -c '
            import select, socket
            hosts = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for n in range(16)]
            for n, host in enumerate(hosts):
                host.bind(("198.51.100.%d" % (n + 10), 7))
            while True:
                for host in select.select(hosts, [], [])[0]:
                    octets, sender = host.recvfrom(65535)
                    host.sendto(octets, sender)' > /dev/null 2>&1 &
            """;

    /**
     * The full fragments of such a datagram leave the CE as IPv6 fragments, the short last one in a tunnel packet of its own. What the
     * hashes of a network divide is lost each time, so that further attempts, for a slow start, hide nothing.
     */
    private static final String FRAGMENTS = """
            ip netns exec map-%s python3 -c '
            import socket
            def answers(host, octets):
                udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                udp.settimeout(1)
                for attempt in range(3):
                    udp.sendto(octets, (host, 7))
                    try:
                        return udp.recv(65535) == octets
                    except socket.timeout:
                        pass
                return False
            for length in 3000, 8000:
                print(length, "octets:", sum(answers("198.51.100.%%d" %% n, bytes(length)) for n in range(10, 26)), "of 16 hosts")'
            """;

    /** What a CE does with an address of its End-user prefix that no interface has. */
    private static final String UNUSED = "ip -n map-%s route get %s 2>&1 || true\n";

    private static final Thread HOOK = new Thread(DeploymentKernelTest::remove);

    @TempDir
    private Path directory;

    @BeforeAll
    static void requireKernel() {
        KernelNetwork.assumePossible();
        for (String program : List.of("sysctl", "xargs", "timeout", "unshare")) {
            assumeTrue(Program.works(program, "--version"), program + " is not installed");
        }
        Runtime.getRuntime().addShutdownHook(HOOK);
    }

    @AfterAll
    static void removeHook() {
        Runtime.getRuntime().removeShutdownHook(HOOK);
    }

    /** Ends what a failed test left. */
    @AfterEach
    void end() {
        remove();
    }

    private static String prefix() {
        return "map" + ProcessHandle.current().pid() + "-";
    }

    private static void remove() {
        for (String line : Program.run("", List.of("ip", "netns", "list"))) {
            String name = line.split(" ", -1)[0];
            if (name.startsWith(prefix())) {
                Program.works("sh", "-c", "ip netns pids " + name + " | xargs -r kill -9; ip netns delete " + name);
            }
        }
    }

    private static List<DocumentCommand> blocks() throws IOException {
        String text = Files.readString(DOCUMENT);
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf("\n## ", begin + 1);
        return DocumentCommand.of(text.substring(begin, end));
    }

    @Test
    void bothCustomersBrowseByTheCommandsOfTheDocument() throws IOException {
        List<DocumentCommand> blocks = blocks();
        browse(blocks, script(blocks));
    }

    /** The same with the BR of examples/tun-ffm and two threads, which need CEs that fragment the inner packet. */
    @Test
    void bothCustomersBrowseThroughTheRelayOfSeveralThreads() throws IOException {
        assumeTrue(Runtime.version().feature() >= FOREIGN_FUNCTIONS, "the foreign function interface needs JDK 22");
        List<DocumentCommand> blocks = blocks();
        String document = script(blocks);
        String command = Files.readString(Path.of("examples", "tun-ffm", "README.md"));
        Matcher foreign =
                Pattern.compile("(?s) java --enable.*? map0 \\S+ 2 (?=>)").matcher(command);
        assertTrue(foreign.find(), command);
        String script = document.replace("\ntun br\n", "\ntun br multi_queue\n")
                .replaceFirst(
                        "(?s) python3 examples/tun/tun.py map0 \\\\\\n\\s+java \\S+ \\S+ \\S+Relay.java \\S+ ",
                        Matcher.quoteReplacement(foreign.group()));
        assertTrue(script.contains("tun br multi") && script.contains("tun-ffm"), script);
        String shared = "examples/tun/domain.json";
        String options = "\"options\": {";
        String domain = Files.readString(Path.of(shared));
        assertTrue(domain.contains(options), domain);
        Path inner = Files.writeString(
                directory.resolve("domain.json"), domain.replace(options, options + " \"fragmentation\": \"inner\","));
        browse(blocks, script.replace(shared, inner.toString()));
    }

    private String script(List<DocumentCommand> blocks) {
        String removal = blocks.get(blocks.size() - 1).script();
        // RFC 2473 section 7.2: 1460 octets fit in 1500 after 40 octets of tunnel header. Port 1232 is one of the CE
        // 2001:db8:12:3400::/56
        String mtus = PATH_MTU.formatted("lan1", "198.51.100.9", 9) + PATH_MTU.formatted("web", "192.0.2.18", 1232);
        String datagrams = HOSTS + FRAGMENTS.formatted("lan1") + FRAGMENTS.formatted("lan2");
        String unused = UNUSED.formatted("ce1", "2001:db8:12:34ff::1") + UNUSED.formatted("ce2", "2001:db8:12:35ff::1");
        return Stream.concat(
                        blocks.subList(0, blocks.size() - 1).stream().map(DocumentCommand::script),
                        Stream.of(mtus + datagrams + unused + removal))
                .collect(Collectors.joining("echo '" + MARK + "'\n"))
                .replaceAll("\\bmap-(?=[lcbw$])", Matcher.quoteReplacement(prefix()))
                .replace("target/deploy", directory.toString());
    }

    private void browse(List<DocumentCommand> blocks, String script) throws IOException {
        String[] printed = DocumentCommand.run(script, MAX_SECONDS).split(MARK + "\n", -1);
        assertEquals(blocks.size(), printed.length);
        int shown = 0;
        for (int i = 0; i < printed.length; i++) {
            if (!blocks.get(i).output().isEmpty()) {
                assertEquals(blocks.get(i).output(), printed[i]);
                shown++;
            }
        }
        assertEquals(1, shown, "the document shows what both customers see");
        List<String> requests = Files.readAllLines(directory.resolve("web.log")).stream()
                .filter(line -> line.contains("GET"))
                .toList();
        assertEquals(4 + 40, requests.size(), requests::toString);
        assertTrue(
                requests.stream().allMatch(line -> line.matches("(::ffff:)?192\\.0\\.2\\.18 .*")), requests::toString);
        String secondRelay = printed[printed.length - 2];
        assertEquals(2, secondRelay.split("20 pages, all equal: True", -1).length - 1, secondRelay);
        String last = printed[printed.length - 1];
        assertTrue(last.startsWith("path MTU 1460\npath MTU 1460\n"), last);
        String all = "3000 octets: 16 of 16 hosts\n8000 octets: 16 of 16 hosts\n";
        assertTrue(last.contains(all + all), last);
        assertEquals(2, last.split("No route to host", -1).length - 1, last); // never back by the default route
        for (String relay : last.split("(?m)^==> .*br2.log <==$", -1)) {
            // of 40 connections, each takes one of two relays by its flow label and by its ports
            assertTrue(packets(relay, "V4_TO_V6 FORWARDED") > 0, relay);
            assertTrue(packets(relay, "V6_TO_V4 FORWARDED") > 0, relay);
            assertFalse(relay.replace("DROP_TOO_BIG", "").contains("DROP"), relay);
        }
        // two times 1,000,000 octets in segments of at most 1420
        assertTrue(packets(last, "V4_TO_V6 FORWARDED") >= 2 * 705, last);
    }

    private static long packets(String counters, String name) {
        Matcher line = Pattern.compile("(?m)^" + name + " (\\d+)$").matcher(counters);
        return line.find() ? Long.parseLong(line.group(1)) : 0;
    }

    /** The commands of the pages of both examples. */
    @ParameterizedTest
    @ValueSource(strings = {"tun", "tun-ffm"})
    void theRelayAnswersAPing(String example) {
        assumeTrue(Program.works("ping", "-V"), "ping is not installed");
        assumeTrue(
                example.equals("tun") || Runtime.version().feature() >= FOREIGN_FUNCTIONS,
                "the foreign function interface needs JDK 22");
        List<DocumentCommand> commands = DocumentCommand.of(Path.of("examples", example, "README.md"));
        String printed = DocumentCommand.run(commands.get(0).script(), MAX_SECONDS);
        assertTrue(printed.contains("3 received, 0% packet loss"), printed);
        assertTrue(printed.contains("V6_TO_V4 REPLIED 3"), printed);
    }
}
