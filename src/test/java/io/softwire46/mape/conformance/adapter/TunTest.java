package io.softwire46.mape.conformance.adapter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.softwire46.mape.conformance.Configured;
import io.softwire46.mape.conformance.Exchange;
import io.softwire46.mape.conformance.Exchange.Ended;
import io.softwire46.mape.conformance.Received;
import io.softwire46.mape.conformance.Role;
import io.softwire46.mape.conformance.Sent;
import io.softwire46.mape.conformance.Setup;
import io.softwire46.mape.conformance.Side;
import io.softwire46.mape.conformance.Target;
import io.softwire46.mape.conformance.Until;
import io.softwire46.mape.testing.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The helper for live interfaces, with the kernel of a network namespace as forwarder between two TUN devices. */
class TunTest {
    /** Routes each test prefix to the other device, as the command of a configuration. */
    private static final String CONFIGURE = """
            import subprocess, sys, json
            request = json.load(sys.stdin)
            if request["role"] != "br":
                sys.exit("no role " + request["role"])
            for words in ("link set lo up", "address add 192.0.2.1/32 dev t4", "route add 198.51.100.0/24 dev t6",
                          "route add 1.2.3.0/24 dev t4"):
                subprocess.run(["ip"] + words.split(), check=False, stderr=subprocess.DEVNULL)
            for name in ("net/ipv4/ip_forward", "net/ipv4/conf/all/accept_local"):
                open("/proc/sys/" + name, "w").write("1")
            for name in ("all", "t4", "t6"):
                open("/proc/sys/net/ipv4/conf/" + name + "/rp_filter", "w").write("0")
            """;

    @TempDir
    private static Path directory;

    @BeforeAll
    static void requireNamespaces() {
        assumeTrue(Program.works("python3", "--version"), "python3 is not installed");
        assumeTrue(
                Program.works("unshare", "-rn", "ip", "tuntap", "add", "t", "mode", "tun"),
                "no TUN device in a network namespace: unshare -rn ip tuntap add fails");
        assumeTrue(
                Program.works("unshare", "-rn", "sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward"),
                "the kernel settings of a network namespace cannot be changed");
    }

    private static Target start() throws Exception {
        Path program = directory.resolve("tun.py");
        Path configure = directory.resolve("configure.py");
        Files.writeString(program, Skeletons.text("tun"));
        Files.writeString(configure, CONFIGURE);
        List<String> command = List.of(
                "unshare",
                "-rn",
                "python3",
                program.toString(),
                "--tun4",
                "t4",
                "--tun6",
                "t6",
                "--configure",
                "python3 " + configure);
        return ProcessTarget.factory(command, "1.0", 1, Children.CHECKED).start();
    }

    /** The example's packet to 198.51.100.1, which the kernel forwards with its TTL lowered; checksums by RFC 1624. */
    private static Sent packet(String payload) {
        String header = "450000284321000040110000" + "01020304" + "c6336401";
        return new Sent(Side.IPV4, 0, HexFormat.of().parseHex(withChecksum(header) + "005004d000140000" + payload));
    }

    private static String withChecksum(String header) {
        int sum = 0;
        for (int i = 0; i < 40; i += 4) {
            sum += Integer.parseInt(header.substring(i, i + 4), 16);
        }
        return header.substring(0, 20)
                + String.format("%04x", ~((sum & 0xffff) + (sum >>> 16)) & 0xffff)
                + header.substring(24);
    }

    @Test
    void seesWhatTheKernelForwards() throws Exception {
        String mark = "6d6170652d6d61726b000001";
        try (Target target = start()) {
            Setup setup = new Setup(Role.BR, List.of(Example.domain()), null, Map.of());
            assertEquals(Configured.ok(), target.configure(setup));
            Setup edge = new Setup(Role.CE, List.of(Example.domain()), Example.END_USER_PREFIX, Map.of());
            assertEquals(Configured.refused("no role ce"), target.configure(edge));
            // IPv4 leaves on the device of the other side, whose version it is not: nothing arrives, until the deadline
            Exchange lost = target.exchange(
                    List.of(packet(mark)), new Until(List.of(new Until.Mark(Side.IPV6, mark)), 50, 300));
            assertEquals(new Exchange(Ended.DEADLINE, List.of()), lost);
            // back to the device that it came from
            String header = "450000284321000040110000" + "c6336401" + "01020304";
            byte[] sent = HexFormat.of().parseHex(withChecksum(header) + "005004d000140000" + mark);
            String lower = withChecksum(header.replace("4011", "3f11"));
            byte[] expected = HexFormat.of().parseHex(lower + "005004d000140000" + mark);
            Exchange exchange = target.exchange(
                    List.of(new Sent(Side.IPV4, 0, sent)),
                    new Until(List.of(new Until.Mark(Side.IPV4, mark)), 50, 5_000));
            assertEquals(new Exchange(Ended.MARK, List.of(new Received(Side.IPV4, expected, null))), exchange);
        }
    }
}
