package io.softwire46.mape.kernel;

import static io.softwire46.mape.kernel.KernelNetwork.host;
import static io.softwire46.mape.kernel.KernelNetwork.ip;
import static io.softwire46.mape.kernel.KernelNetwork.link;
import static io.softwire46.mape.kernel.KernelNetwork.mapAddress;
import static io.softwire46.mape.kernel.KernelNetwork.shell;
import static io.softwire46.mape.kernel.KernelNetwork.tunnelEnd;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A network of a BR of this library and CEs of Linux:
 *
 * <pre>
 *   ce1 192.0.2.18, PSID 0x34 -----------------------------+
 *   ce2 192.0.2.18, PSID 0x35 -----------------------------+
 *   raw 198.51.100.18, PSID 0x34 --------------------------+-- core -- br (net4, tun6) -- inet 203.0.113.9
 *   lan 192.168.1.10 -- own (lan0, tun6) 192.0.2.20, 0x34 -+
 * </pre>
 *
 * <p>A CE of Linux is a host that has the shared IPv4 address itself, and that takes ports from its port set only. {@code ce1} and
 * {@code ce2} have the {@link LinuxTunnel} of this machine, {@code raw} that of raw sockets. {@code own} is a complete CE of this
 * library, for the mesh. With PSID offset 6, a PSID has 63 ranges of 4 ports; the first is 1232 to 1235 for PSID 0x34, and 1236 to 1239 for
 * 0x35 (RFC 7597 section 5.1). Static methods only.
 */
final class RelayNetwork {
    static final String SHARED = "192.0.2.18";
    static final String RAW = "198.51.100.18";
    static final String OWN = "192.0.2.20";
    static final String SERVER = "203.0.113.9";
    static final String BR_ADDRESS = "2001:db8:ffff::1";
    static final String RAW_BR_ADDRESS = "2001:db8:ffff::2";
    static final int PSID = 0x34;
    static final int OTHER_PSID = 0x35;

    // servers of the CEs, at the first range of their ports; raw has those of ce1
    static final int CE1_BULK = 1232;
    static final int CE1_ECHO = 1233;
    static final int CE1_REFLECT = 1234;
    static final int CE1_HOLD = 1235;
    static final int CE2_BULK = 1236;
    static final int CE2_ECHO = 1237;
    static final int CE2_REFLECT = 1238;
    static final int CE2_HOLD = 1239;

    /** A port of {@code own} that leads to the server {@code KernelLab.REFLECT} of {@code lan}. */
    static final int OWN_FORWARD = 1232;

    private static final String RAW_MAP_ADDRESS = "2001:db8:112:3400:0:c633:6412:34";

    private static final String RULE =
            "{ \"ipv6Prefix\": \"2001:db8::/40\", \"ipv4Prefix\": \"192.0.2.0/24\", \"eaLength\": 16, \"psidOffset\": 6 }";

    /** Packets that a device holds for the BR: more than the windows of all connections of a test. */
    private static final int QUEUE = 10_000;

    private RelayNetwork() {}

    /** Makes the network and starts all nodes and servers. */
    static void start(KernelLab lab) {
        LinuxTunnel tunnel = LinuxTunnel.choose();
        System.out.println("kernel: CEs of Linux by " + tunnel + ", and by RAW_SOCKET");
        build(lab, tunnel);
        lab.startNode("own", "lan0", "ce", edgeDomain(), "2001:db8:14:3400::/56");
        lab.startNode("br", "net4", "br", domains(""), lab.file("other", domains(furtherRules())));
        lab.startServers("inet");
        lab.startServers("lan");
        lab.startServers("ce1", CE1_BULK, CE1_ECHO, CE1_REFLECT, CE1_HOLD);
        lab.startServers("ce2", CE2_BULK, CE2_ECHO, CE2_REFLECT, CE2_HOLD);
        lab.startServers("raw", CE1_BULK, CE1_ECHO, CE1_REFLECT, CE1_HOLD);
    }

    private static String domains(String further) {
        return """
            [ { "name": "shared", "borderRelay": ["%s"], "rules": [ %s %s ],
                "options": { "mtuV6": 1500, "fragmentation": "inner", "dynamicPmtu": true } },
              { "name": "raw", "borderRelay": ["%s"],
                "rules": [ { "ipv6Prefix": "2001:db8:100::/40", "ipv4Prefix": "198.51.100.0/24", "eaLength": 16, "psidOffset": 6 } ],
                "options": { "mtuV6": 1500, "fragmentation": "outer", "dynamicPmtu": true } } ]
            """.formatted(BR_ADDRESS, RULE, further, RAW_BR_ADDRESS);
    }

    /** Rules of other customers, which one of two tables has in addition. */
    private static String furtherRules() {
        return IntStream.rangeClosed(2, 101)
                .mapToObj(i -> String.format(
                        ", { \"ipv6Prefix\": \"2001:db8:%x00::/40\", \"ipv4Prefix\": \"198.19.%d.0/24\", \"eaLength\": 16 }",
                        i, i))
                .collect(Collectors.joining());
    }

    private static String edgeDomain() {
        return """
            { "name": "mesh", "mesh": true, "borderRelay": ["%s"], "rules": [ %s ], "options": { "mtuV6": 1500 },
              "napt": { "inside": ["192.168.0.0/16"], "forwards": [
                { "protocol": "tcp", "port": %d, "to": "192.168.1.10:5003" },
                { "protocol": "udp", "port": %d, "to": "192.168.1.10:5003" } ] } }
            """.formatted(BR_ADDRESS, RULE, OWN_FORWARD, OWN_FORWARD);
    }

    /** Makes all namespaces, links, routes and tunnels. */
    private static void build(KernelLab lab, LinuxTunnel tunnel) {
        KernelNetwork.create(List.of("ce1", "ce2", "raw", "own", "lan", "core", "br", "inet"));
        for (String space : List.of("ce1", "ce2", "raw", "own", "br")) {
            link(space, "wan", "core", "to-" + space);
        }
        link("inet", "eth0", "br", "net");
        link("lan", "eth0", "own", "port1");
        ip(
                "core",
                coreLink("ce1", 1, mapAddress(18, PSID) + "/56"),
                coreLink("ce2", 2, mapAddress(18, OTHER_PSID) + "/56"),
                coreLink("own", 3, mapAddress(20, PSID) + "/56"),
                coreLink("raw", 4, RAW_MAP_ADDRESS + "/56"),
                coreLink("br", 0xff, BR_ADDRESS + "/126"));
        linuxEdge("ce1", 1, SHARED, PSID);
        linuxEdge("ce2", 2, SHARED, OTHER_PSID);
        linuxEdge("raw", 4, RAW, PSID);
        tunnel.build(lab, edge("ce1", SHARED, mapAddress(18, PSID), BR_ADDRESS));
        tunnel.build(lab, edge("ce2", SHARED, mapAddress(18, OTHER_PSID), BR_ADDRESS));
        LinuxTunnel.rawSocket(lab, edge("raw", RAW, RAW_MAP_ADDRESS, RAW_BR_ADDRESS), 65_535);
        tunnelEnd("own", "lan0", mapAddress(20, PSID), 3);
        ip("own", "addr add 192.168.1.1/24 dev port1", "link set port1 up", "route add default dev lan0");
        host("lan", "192.168.1.10/24", "192.168.1.1");
        tunnelEnd("br", "net4", BR_ADDRESS, 0xff);
        shell(
                "br",
                "for i in net4 tun6; do ip link set $i txqueuelen " + QUEUE + "; done;"
                        + " echo 1 > /proc/sys/net/ipv6/conf/net4/disable_ipv6");
        ip(
                "br",
                "route add " + RAW_BR_ADDRESS + "/128 dev tun6",
                "route add 192.0.2.0/24 dev net4",
                "route add 198.51.100.0/24 dev net4",
                "addr add 203.0.113.1/24 dev net",
                "link set net up");
        host("inet", SERVER + "/24", "203.0.113.1");
    }

    private static String coreLink(String space, int link, String routed) {
        String network = "2001:db8:f000:" + Integer.toHexString(link);
        return String.join(
                "\n",
                "addr add " + network + "::1/64 dev to-" + space + " nodad",
                "link set to-" + space + " up",
                "route add " + routed + " via " + network + "::2");
    }

    private static LinuxTunnel.Edge edge(String space, String ipv4, String mapAddress, String relay) {
        return new LinuxTunnel.Edge(space, ipv4, mapAddress, relay, OWN, mapAddress(20, PSID));
    }

    /**
     * A host with a shared address and its port set. Table 100 is for packets that it sends to its own address: it may be that of
     * another CE.
     */
    private static void linuxEdge(String space, int link, String ipv4, int psid) {
        String network = "2001:db8:f000:" + Integer.toHexString(link);
        ip(
                space,
                "addr add " + ipv4 + "/32 dev lo",
                "addr add " + network + "::2/64 dev wan nodad",
                "link set wan up",
                "route add default via " + network + "::1",
                "rule add pref 10 iif lo to " + ipv4 + " lookup 100",
                "rule add pref 100 lookup local",
                "rule del pref 0");
        // the kernel chooses from all ports, less the reserved ones: those before, between and after the ranges of the
        // set
        String others = "1-"
                + IntStream.rangeClosed(1, 63)
                        .mapToObj(a -> (a << 10 | psid << 2) - 1 + "," + ((a << 10 | psid << 2) + 4) + "-")
                        .collect(Collectors.joining())
                + "65535";
        shell(
                space,
                "cd /proc/sys/net/ipv4; echo 1024 65535 > ip_local_port_range; echo 1 > conf/all/accept_local;"
                        + " echo " + others + " > ip_local_reserved_ports");
    }

    /** Whether a PSID has the port: 6 bits that are not 0, 8 bits of PSID, 2 bits (RFC 7597 section 5.1). */
    static boolean isOf(int port, int psid) {
        return port >> 10 != 0 && (port >> 2 & 0xff) == psid;
    }

    /** Sets the MTU of both ends of the link from the core to a CE. */
    static void coreMtu(String space, int octets) {
        KernelNetwork.mtu(space, "wan", "core", "to-" + space, octets);
    }
}
