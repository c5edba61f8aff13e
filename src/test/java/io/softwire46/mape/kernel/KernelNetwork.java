package io.softwire46.mape.kernel;

import io.softwire46.mape.testing.Program;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Network namespaces of this machine for two complete CEs and a BR, each a {@link TunNode} between two TUN devices:
 *
 * <pre>
 *   lan1 192.168.1.10 --+
 *                       +-- ce1 (lan0, tun6) --+
 *   lan2 192.168.1.20 --+                      +-- core -- br (net4, tun6) -- inet 203.0.113.9, .10
 *   lan3 192.168.1.10 ----- ce2 (lan0, tun6) --+
 *   lan4 192.168.1.10 ----- nat (map0) ---------------------------------------- inet
 * </pre>
 *
 * <p>Both CEs have the IPv4 address 192.0.2.18. Router {@code nat} is for the kernel's own NAT with the address 192.0.2.19. Each
 * namespace is a router or host of the kernel; packets enter the library by the IPv4 default route of a LAN, and by the routes of the
 * MAP addresses, of the BR address, and of 192.0.2.0/24.
 *
 * <p>The names of the namespaces begin with the number of this process. Static methods only.
 */
final class KernelNetwork {
    static final String SHARED = "192.0.2.18";
    static final String SERVER = "203.0.113.9";
    static final String SECOND_SERVER = "203.0.113.10";
    static final String BR_ADDRESS = "2001:db8:ffff::1";

    private static final String PREFIX = "mapelab";
    private static final List<String> SPACES =
            List.of("lan1", "lan2", "lan3", "lan4", "ce1", "ce2", "nat", "core", "br", "inet");

    private KernelNetwork() {}

    /** Returns the first reason why this machine cannot have a laboratory. */
    static Optional<String> missing() {
        String probe = PREFIX + ProcessHandle.current().pid() + "-probe";
        try {
            if (!Program.works("ip", "-V")) {
                return Optional.of("ip (iproute2) is not installed");
            } else if (!Program.works("python3", "--version")) {
                return Optional.of("python3 is not installed");
            } else if (!Program.works("sh", "-c", "test \"$(id -u)\" = 0")) {
                return Optional.of("not root");
            } else if (!Program.works("python3", "-c", "open('/dev/net/tun', 'r+b', 0)")) {
                return Optional.of("/dev/net/tun cannot be opened");
            } else if (!Program.works("ip", "netns", "add", probe)) {
                return Optional.of("no network namespaces: ip netns add fails");
            } else if (!Program.works("ip", "-n", probe, "tuntap", "add", "mode", "tun", "dev", "probe")) {
                return Optional.of("no TUN devices: ip tuntap add fails");
            }
            return Optional.empty();
        } finally {
            Program.works("ip", "netns", "del", probe);
        }
    }

    /** Makes all namespaces, links and routes. */
    static void build() {
        removeOld();
        for (String space : SPACES) {
            Program.run("", List.of("ip", "netns", "add", name(space)));
        }
        link("lan1", "eth0", "ce1", "port1");
        link("lan2", "eth0", "ce1", "port2");
        link("lan3", "eth0", "ce2", "port1");
        link("ce1", "wan", "core", "to-ce1");
        link("ce2", "wan", "core", "to-ce2");
        link("br", "wan", "core", "to-br");
        link("inet", "eth0", "br", "net");
        link("lan4", "eth0", "nat", "lan");
        link("inet", "nat", "nat", "map0");
        for (String space : SPACES) {
            // errors at any rate, so that each probe of a traceroute has its own; no checks of the IPv4 source address
            shell(
                    space,
                    "cd /proc/sys/net; echo 0 > ipv4/icmp_ratelimit; echo 0 > ipv6/icmp/ratelimit; echo 1 > ipv4/ip_forward;"
                            + " echo 1 > ipv6/conf/all/forwarding; for i in ipv4/conf/*; do echo 0 > $i/rp_filter;"
                            + " echo 0 > $i/send_redirects; done; ip link set lo up");
        }
        host("lan1", "192.168.1.10/24", "192.168.1.1");
        host("lan2", "192.168.1.20/24", "192.168.1.1");
        host("lan3", "192.168.1.10/24", "192.168.1.1");
        customerEdge("ce1", 0x34, List.of("port1", "port2"));
        customerEdge("ce2", 0x35, List.of("port1"));
        ip(
                "core",
                "addr add 2001:db8:f000:34::1/64 dev to-ce1 nodad",
                "addr add 2001:db8:f000:35::1/64 dev to-ce2 nodad",
                "addr add 2001:db8:f000:ff::1/64 dev to-br nodad",
                "link set to-ce1 up",
                "link set to-ce2 up",
                "link set to-br up",
                "route add 2001:db8:12:3400::/56 via 2001:db8:f000:34::2",
                "route add 2001:db8:12:3500::/56 via 2001:db8:f000:35::2",
                "route add " + BR_ADDRESS + "/128 via 2001:db8:f000:ff::2");
        tunnelEnd("br", "net4", BR_ADDRESS, 0xff);
        ip(
                "br",
                "addr add 198.51.100.1/32 dev net4", // the source of its ICMP errors
                "route add 192.0.2.0/24 dev net4",
                "addr add 203.0.113.1/24 dev net",
                "link set net up");
        host("inet", SERVER + "/24", "203.0.113.1");
        ip("inet", "addr add " + SECOND_SERVER + "/24 dev eth0");
        host("lan4", "192.168.1.10/24", "192.168.1.1");
        ip(
                "nat",
                "addr add 192.168.1.1/24 dev lan",
                "link set lan up",
                "addr add 198.18.0.1/30 dev map0",
                "link set map0 up");
        ip("nat", "route add default via 198.18.0.2");
        ip("inet", "addr add 198.18.0.2/30 dev nat", "link set nat up", "route add 192.0.2.19/32 via 198.18.0.1");
    }

    private static void link(String space, String device, String otherSpace, String otherDevice) {
        Program.run(
                "",
                List.of(("ip link add name " + device + " netns " + name(space) + " type veth peer name " + otherDevice
                                + " netns " + name(otherSpace))
                        .split(" ", -1)));
    }

    private static void host(String space, String address, String router) {
        ip(space, "addr add " + address + " dev eth0", "link set eth0 up", "route add default via " + router);
    }

    private static void customerEdge(String space, int psid, List<String> ports) {
        ip(space, "link add bridge0 type bridge", "addr add 192.168.1.1/24 dev bridge0", "link set bridge0 up");
        for (String port : ports) {
            ip(space, "link set " + port + " master bridge0", "link set " + port + " up");
        }
        tunnelEnd(space, "lan0", mapAddress(psid), psid);
        ip(space, "route add default dev lan0");
    }

    /** The MAP address of RFC 7597 section 6: 16 bits of zero, the IPv4 address, the PSID. */
    private static String mapAddress(int psid) {
        return "2001:db8:12:" + Integer.toHexString(psid << 8) + ":0:c000:212:" + Integer.toHexString(psid);
    }

    /** The TUN devices of a node, the route of its IPv6 address, and its link to the core. */
    private static void tunnelEnd(String space, String ipv4Device, String address, int link) {
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

    /** Sets the MTU of both ends of the link from the core to a node. */
    static void coreMtu(String space, int octets) {
        ip(space, "link set wan mtu " + octets);
        ip("core", "link set to-" + space + " mtu " + octets);
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

    /** Returns the checksum errors that the kernel counted in all namespaces. */
    static Map<String, Long> checksumErrors() {
        Map<String, Long> errors = new LinkedHashMap<>();
        for (String space : SPACES) {
            List<String> lines = shell(space, "cat /proc/net/snmp /proc/net/netstat");
            for (int at = 0; at + 1 < lines.size(); at += 2) { // a line of names, then one of values
                List<String> names = List.of(lines.get(at).split(" ", -1));
                int column = names.indexOf("InCsumErrors");
                if (column >= 0) {
                    errors.put(
                            space + " " + names.get(0),
                            Long.parseLong(lines.get(at + 1).split(" ", -1)[column]));
                }
            }
        }
        return errors;
    }

    /** Removes all namespaces of this process. */
    static void remove() {
        for (String space : SPACES) {
            Program.works("ip", "netns", "del", name(space));
        }
    }

    private static String name(String space) {
        return PREFIX + ProcessHandle.current().pid() + "-" + space;
    }

    /** Removes what a killed process left: its nodes ended by themselves, with their control pipes. */
    private static void removeOld() {
        for (String line : Program.run("", List.of("ip", "netns", "list"))) {
            String name = line.split(" ", -1)[0];
            if (name.matches(PREFIX + "[0-9]+-.*")) {
                long owner = Long.parseLong(name.substring(PREFIX.length(), name.indexOf('-')));
                if (ProcessHandle.of(owner).isEmpty()) {
                    Program.works("ip", "netns", "del", name);
                }
            }
        }
    }
}
