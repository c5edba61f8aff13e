package io.softwire46.mape.kernel;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.softwire46.mape.testing.Program;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Network namespaces of this machine: each is a router or host with a network stack of the kernel.
 *
 * <p>The names of the namespaces begin with the number of this process, so that several networks can exist at once, and a later
 * process can remove what a killed one left. Static methods only.
 */
final class KernelNetwork {
    private static final String PREFIX = "mapelab";

    private KernelNetwork() {}

    /** Skips the tests, with the reason, where this machine cannot have a laboratory. */
    static void assumePossible() {
        String missing = missing().orElse("");
        if (!missing.isEmpty()) {
            System.out.println("kernel lab: skipped, " + missing);
        }
        assumeTrue(missing.isEmpty(), missing);
    }

    /** Returns the first reason why this machine cannot have a laboratory. */
    private static Optional<String> missing() {
        if (!Program.works("ip", "-V")) {
            return Optional.of("ip (iproute2) is not installed");
        } else if (!Program.works("python3", "--version")) {
            return Optional.of("python3 is not installed");
        } else if (!Program.works("sh", "-c", "test \"$(id -u)\" = 0")) {
            return Optional.of("not root");
        } else if (!Program.works("python3", "-c", "open('/dev/net/tun', 'r+b', 0)")) {
            return Optional.of("/dev/net/tun cannot be opened");
        } else if (!probe(space -> true)) {
            return Optional.of("no network namespaces: ip netns add fails");
        } else if (!probe(space -> Program.works("ip", "-n", space, "tuntap", "add", "mode", "tun", "dev", "probe"))) {
            return Optional.of("no TUN devices: ip tuntap add fails");
        } else if (!probe(space -> Program.works("ip", "-n", space, "link", "add", "probe", "type", "veth"))) {
            return Optional.of("no veth devices: ip link add fails");
        }
        return Optional.empty();
    }

    /** Whether a test succeeds in a new namespace, which is removed afterwards; false if there are no namespaces. */
    static boolean probe(Predicate<String> test) {
        String space = name("probe");
        try {
            return Program.works("ip", "netns", "add", space) && test.test(space);
        } finally {
            Program.works("ip", "netns", "del", space);
        }
    }

    /** Makes namespaces that forward, and removes all that this process or a killed one left. */
    static void create(List<String> spaces) {
        removeOld();
        for (String space : spaces) {
            Program.run("", List.of("ip", "netns", "add", name(space)));
            // errors at any rate, so that each probe of a traceroute has its own; no checks of the IPv4 source address
            shell(
                    space,
                    "cd /proc/sys/net; echo 0 > ipv4/icmp_ratelimit; echo 0 > ipv6/icmp/ratelimit; echo 1 > ipv4/ip_forward;"
                            + " echo 1 > ipv6/conf/all/forwarding; for i in all default; do echo 0 > ipv4/conf/$i/rp_filter;"
                            + " echo 0 > ipv4/conf/$i/send_redirects; done; ip link set lo up");
        }
    }

    /** Connects a device of one namespace to a device of another. */
    static void link(String space, String device, String otherSpace, String otherDevice) {
        Program.run(
                "",
                List.of(("ip link add name " + device + " netns " + name(space) + " type veth peer name " + otherDevice
                                + " netns " + name(otherSpace))
                        .split(" ", -1)));
    }

    /** Gives a host its address and router. */
    static void host(String space, String address, String router) {
        ip(space, "addr add " + address + " dev eth0", "link set eth0 up", "route add default via " + router);
    }

    /**
     * The MAP address for 192.0.2.HOST and a PSID by the rule 192.0.2.0/24, 2001:db8::/40 with 16 EA bits: the EA bits in the prefix,
     * then the interface identifier of RFC 7597 section 6, 16 bits of zero, the IPv4 address, and the PSID.
     */
    static String mapAddress(int host, int psid) {
        return String.format("2001:db8:%x:%x:0:c000:2%02x:%x", host, psid << 8, host, psid);
    }

    /** The TUN devices of a node, the route of its IPv6 address, and its link to the core. */
    static void tunnelEnd(String space, String ipv4Device, String address, int link) {
        String network = "2001:db8:f000:" + Integer.toHexString(link);
        ip(
                space,
                "tuntap add mode tun dev " + ipv4Device,
                "tuntap add mode tun dev tun6",
                "link set " + ipv4Device + " addrgenmode none",
                "link set tun6 addrgenmode none",
                "link set " + ipv4Device + " up",
                "link set tun6 up",
                "route add " + address + "/128 dev tun6",
                "addr add " + network + "::2/64 dev wan nodad",
                "link set wan up",
                "route add default via " + network + "::1");
    }

    /** Sets the MTU of both ends of a link. */
    static void mtu(String space, String device, String otherSpace, String otherDevice, int octets) {
        ip(space, "link set " + device + " mtu " + octets);
        ip(otherSpace, "link set " + otherDevice + " mtu " + octets);
    }

    /** Runs commands of {@code ip} in a namespace. */
    static void ip(String space, String... lines) {
        Program.run(String.join("\n", lines) + "\n", List.of("ip", "-n", name(space), "-batch", "-"));
    }

    /** Returns a command that runs another one in a namespace. */
    static List<String> in(String space, List<String> command) {
        List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", name(space)));
        all.addAll(command);
        return all;
    }

    /** Runs commands of the shell in a namespace and returns the lines that they print. */
    static List<String> shell(String space, String commands) {
        return Program.run("", in(space, List.of("sh", "-c", commands)));
    }

    /** Returns the packets of all counters of nft with a name in a namespace. */
    static Map<String, Long> nftCounters(String space) {
        String list = String.join(" ", KernelNetwork.shell(space, "nft list counters"));
        Map<String, Long> packets = new TreeMap<>();
        Pattern.compile("counter (\\w+) \\{\\s+packets (\\d+)")
                .matcher(list)
                .results()
                .forEach(each -> packets.put(each.group(1), Long.valueOf(each.group(2))));
        return packets;
    }

    /**
     * Lets a router lose one percent, at random, of the packets that arrive at a device: by a classic BPF program at its ingress, since
     * not every kernel has a queueing discipline for it.
     *
     * @return the reason if this machine cannot do it
     */
    static Optional<String> lose(String space, String device) {
        String program = "32 0 0 " + 0xffff_f038L // A = a random number (SKF_AD_RANDOM)
                + ",148 0 0 100" // A = A modulo 100
                + ",21 0 1 0" // if A is 0
                + ",6 0 0 2" // drop (TC_ACT_SHOT)
                + ",6 0 0 0"; // else pass (TC_ACT_OK)
        if (!Program.works("tc", "-V")) {
            return Optional.of("tc (iproute2) is not installed");
        } else if (!Program.works("tc", "-n", name(space), "qdisc", "add", "dev", device, "clsact")
                || !Program.works(
                        "tc",
                        "-n",
                        name(space),
                        "filter",
                        "add",
                        "dev",
                        device,
                        "ingress",
                        "bpf",
                        "da",
                        "bytecode",
                        "5," + program)) {
            return Optional.of("the kernel has no BPF classifier: tc filter add fails");
        }
        return Optional.empty();
    }

    /** Ends {@link #lose} and returns the number of packets that were lost. */
    static long stopLosing(String space, String device) {
        String statistics = String.join(" ", shell(space, "tc -s qdisc show dev " + device + " clsact"));
        shell(space, "tc qdisc del dev " + device + " clsact");
        Matcher dropped = Pattern.compile("clsact.*?dropped (\\d+)").matcher(statistics);
        if (!dropped.find()) {
            throw new AssertionError(statistics);
        }
        return Long.parseLong(dropped.group(1));
    }

    /** Returns the counters of the IPv4 stack of a namespace, such as {@code "Udp: InDatagrams"}. */
    static Map<String, Long> snmp(String space) {
        Map<String, Long> counters = new LinkedHashMap<>();
        List<String> lines = shell(space, "cat /proc/net/snmp /proc/net/netstat");
        for (int at = 0; at + 1 < lines.size(); at += 2) { // a line of names, then one of values
            String[] names = lines.get(at).split(" ", -1);
            String[] values = lines.get(at + 1).split(" ", -1);
            for (int column = 1; column < names.length; column++) {
                counters.put(names[0] + " " + names[column], Long.valueOf(values[column]));
            }
        }
        return counters;
    }

    /** Returns packets and octets of the devices of a namespace, as the kernel counts them. */
    static Map<String, Long> devices(String space) {
        Map<String, Long> counters = new LinkedHashMap<>();
        for (String line : shell(space, "tail -n +3 /proc/net/dev")) {
            String[] fields = line.trim().split("[:\\s]+", -1);
            counters.put(fields[0] + " received octets", Long.valueOf(fields[1]));
            counters.put(fields[0] + " received", Long.valueOf(fields[2]));
            counters.put(fields[0] + " sent octets", Long.valueOf(fields[9]));
            counters.put(fields[0] + " sent", Long.valueOf(fields[10]));
            counters.put(fields[0] + " dropped", Long.parseLong(fields[4]) + Long.parseLong(fields[12]));
        }
        return counters;
    }

    /** Returns the checksum errors that the kernel counted in all namespaces, by namespace and protocol. */
    static Map<String, Long> checksumErrors() {
        Map<String, Long> errors = new LinkedHashMap<>();
        for (String space : spaces(own())) {
            snmp(space).forEach((name, value) -> {
                if (name.endsWith(" InCsumErrors")) {
                    errors.put(space + " " + name.substring(0, name.indexOf(' ')), value);
                }
            });
            for (String line : shell(space, "cat /proc/net/snmp6")) { // a name and a value per line
                if (line.contains("InCsumErrors")) {
                    String[] counter = line.trim().split("\\s+", -1);
                    errors.put(space + " " + counter[0], Long.valueOf(counter[1]));
                }
            }
        }
        return errors;
    }

    /** Removes all namespaces of this process. */
    static void remove() {
        for (String space : spaces(own())) {
            Program.works("ip", "netns", "del", name(space));
        }
    }

    private static String name(String space) {
        return own() + space;
    }

    private static String own() {
        return PREFIX + ProcessHandle.current().pid() + "-";
    }

    /** Returns what follows the prefix in the names of namespaces. */
    private static List<String> spaces(String prefix) {
        return Program.run("", List.of("ip", "netns", "list")).stream()
                .map(line -> line.split(" ", -1)[0])
                .filter(name -> name.startsWith(prefix))
                .map(name -> name.substring(prefix.length()))
                .toList();
    }

    /** Removes what this process left, and what a killed one left: its nodes ended by themselves, with their control pipes. */
    private static void removeOld() {
        remove();
        for (String name : spaces(PREFIX)) {
            if (name.matches("[0-9]+-.*")
                    && ProcessHandle.of(Long.parseLong(name.substring(0, name.indexOf('-'))))
                            .isEmpty()) {
                Program.works("ip", "netns", "del", PREFIX + name);
            }
        }
    }
}
