package io.softwire46.mape.kernel;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.forward.BorderRelay;
import io.softwire46.mape.forward.RuleTable;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.provision.DomainFile;
import io.softwire46.mape.testing.DocumentCommand;
import io.softwire46.mape.testing.Program;
import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.Packet;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Measures what a packet costs on the path through a TUN device, and prints it: {@code mvn -Pkernel test -Dtest=TunCostTest
 * -Dtun.cost=yes}. Another process sends IPv4 packets of 64 octets to a CE, as fast as it can; the kernel routes them to the device, and
 * discards the tunnel packets by a blackhole route. Packets are counted by the kernel, time is processor time of the whole program.
 */
@Tag("kernel")
@EnabledIfSystemProperty(named = "tun.cost", matches = "yes")
class TunCostTest {
    private static final String SPACE = "mapcost" + ProcessHandle.current().pid();
    private static final int PACKET = 64;
    private static final int WARM_UP_SECONDS = 5;
    private static final int SECONDS = 5;
    private static final int RUNS = 3;
    private static final double NANOS_PER_TICK = 1e7; // USER_HZ is 100

    @BeforeAll
    static void build() {
        KernelNetwork.assumePossible();
        Program.run("", List.of("ip", "netns", "add", SPACE));
        inSpace("ip link set dev lo up; ip tuntap add mode tun multi_queue dev queues; ip tuntap add mode tun dev map0;"
                + " echo 1 > /proc/sys/net/ipv6/conf/all/forwarding; ip address add 203.0.113.9/32 dev lo;"
                + " for d in map0 queues; do ip link set dev $d addrgenmode none; ip link set dev $d mtu 65535 up; done;"
                + " ip route add blackhole 2001:db8::/40");
    }

    @AfterAll
    static void remove() {
        Program.works("ip", "netns", "delete", SPACE);
    }

    private static void inSpace(String commands) {
        Program.run("", List.of("ip", "netns", "exec", SPACE, "sh", "-e", "-c", commands));
    }

    @Test
    void printsTheCostOfAPacket() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String tests = System.getProperty("java.class.path");
        String domain = "examples/tun/domain.json";
        List<String> launcher = List.of("python3", "examples/tun/tun.py", "map0", java, "-cp");
        print("device alone (reads, writes a constant packet)", "map0", with(launcher, tests, Null.class.getName()));
        print("examples/tun", "map0", with(launcher, DocumentCommand.classPath(), "examples/tun/Relay.java", domain));
        if (Runtime.version().feature() >= 22) {
            for (String threads : List.of("1", "2")) {
                print(
                        "examples/tun-ffm, threads: " + threads,
                        "queues",
                        List.of(
                                java,
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                DocumentCommand.classPath(),
                                "examples/tun-ffm/Relay.java",
                                "queues",
                                domain,
                                threads));
            }
        }
        for (int run = 0; run < RUNS; run++) {
            System.out.printf(Locale.ROOT, "tun cost: %-48s %29.0f ns per packet%n", "library alone", library(domain));
        }
    }

    private static List<String> with(List<String> command, String... more) {
        List<String> all = new ArrayList<>(command);
        all.addAll(List.of(more));
        return all;
    }

    /** Reads packets and writes a tunnel packet of the right length for each. */
    static final class Null {
        public static void main(String[] arguments) throws IOException {
            FileChannel in = new FileInputStream(FileDescriptor.in).getChannel();
            FileChannel out = new FileOutputStream(FileDescriptor.in).getChannel();
            ByteBuffer read = ByteBuffer.allocateDirect(65_575);
            ByteBuffer written = ByteBuffer.allocateDirect(PACKET + 40);
            written.putLong(0, 6L << 60 | (long) PACKET << 16 | 4 << 8 | 64);
            written.putLong(8, 0x20010db8ffff0000L)
                    .putLong(16, 1)
                    .putLong(24, 0x20010db800123400L)
                    .putLong(32, 1);
            System.out.println("ready");
            while (in.read(read.clear()) > 0) {
                out.write(written.clear());
            }
        }
    }

    /** Sends UDP to a port of a CE until it is ended. */
    static final class Load {
        public static void main(String[] arguments) throws IOException {
            try (DatagramChannel channel = DatagramChannel.open()) {
                channel.connect(new InetSocketAddress("192.0.2.18", 1232));
                ByteBuffer payload = ByteBuffer.allocateDirect(PACKET - 28);
                while (true) {
                    try {
                        channel.write(payload.clear());
                    } catch (IOException e) { // the queue of the device is full
                        continue;
                    }
                }
            }
        }
    }

    private static void print(String name, String device, List<String> command) throws Exception {
        inSpace("ip route replace 192.0.2.0/24 dev " + device + "; ip route replace 2001:db8:ffff::1/128 dev "
                + device);
        Process program = start(command);
        String ready = String.valueOf(program.inputReader().readLine());
        assertTrue(ready.startsWith("ready"), ready);
        Process load = start(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Load.class.getName()));
        try {
            TimeUnit.SECONDS.sleep(WARM_UP_SECONDS);
            for (int run = 0; run < RUNS; run++) {
                long[] before = sample(program, device);
                TimeUnit.SECONDS.sleep(SECONDS);
                long[] after = sample(program, device);
                double packets = after[0] - before[0];
                System.out.printf(
                        Locale.ROOT,
                        "tun cost: %-48s %9.0f packets per second %5.0f ns per packet%n",
                        name,
                        packets / SECONDS,
                        (after[1] - before[1]) * NANOS_PER_TICK / packets);
            }
        } finally {
            load.destroyForcibly().waitFor();
            program.destroyForcibly().waitFor();
        }
    }

    private static Process start(List<String> command) throws IOException {
        return new ProcessBuilder(with(List.of("ip", "netns", "exec", SPACE), command.toArray(String[]::new)))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Packets that the program wrote to the device, and its processor time in ticks. */
    private static long[] sample(Process program, String device) throws IOException {
        String packets = Program.run(
                        "",
                        List.of(
                                "ip",
                                "netns",
                                "exec",
                                SPACE,
                                "cat",
                                "/sys/class/net/" + device + "/statistics/rx_packets"))
                .get(0);
        String state = Files.readString(Path.of("/proc", Long.toString(program.pid()), "stat"));
        String[] fields = state.substring(state.lastIndexOf(')') + 2).split(" ", -1);
        return new long[] {Long.parseLong(packets), Long.parseLong(fields[11]) + Long.parseLong(fields[12])};
    }

    /** Nanoseconds per call, with the packet written again before each. */
    private static double library(String domain) throws IOException {
        BorderRelay node = BorderRelay.of(
                RuleTable.of(DomainFile.read(Files.readString(Path.of(domain))).requireDomains()));
        ByteBuffer buffer = ByteBuffer.allocateDirect(256);
        Packet packet = new Packet();
        long nanos = 0;
        int calls = 5_000_000;
        for (int round = 0; round < 3; round++) {
            long begin = System.nanoTime();
            for (int i = 0; i < calls; i++) {
                Ipv4Header.write(buffer, 64, 0, PACKET, 0, Ipv4Header.DONT_FRAGMENT, 64, 17, 0xcb007109, 0xc0000212);
                buffer.putLong(84, 5000L << 48 | 1232L << 32 | (PACKET - 20) << 16);
                Verdict verdict = node.receive(packet.attach(buffer, 64, PACKET, 64), begin);
                assertTrue(verdict == Verdict.FORWARDED);
            }
            nanos = System.nanoTime() - begin;
        }
        return (double) nanos / calls;
    }
}
