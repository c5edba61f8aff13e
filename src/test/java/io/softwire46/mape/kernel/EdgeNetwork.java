package io.softwire46.mape.kernel;

import static io.softwire46.mape.kernel.KernelNetwork.host;
import static io.softwire46.mape.kernel.KernelNetwork.ip;
import static io.softwire46.mape.kernel.KernelNetwork.link;
import static io.softwire46.mape.kernel.KernelNetwork.mapAddress;
import static io.softwire46.mape.kernel.KernelNetwork.tunnelEnd;

import java.util.List;

/**
 * A network of two complete CEs and a BR, each a {@link TunNode} between two TUN devices:
 *
 * <pre>
 *   lan1 192.168.1.10 --+
 *                       +-- ce1 (lan0, tun6) --+
 *   lan2 192.168.1.20 --+                      +-- core -- br (net4, tun6) -- inet 203.0.113.9, .10
 *   lan3 192.168.1.10 ----- ce2 (lan0, tun6) --+
 *   lan4 192.168.1.10 ----- nat (map0) ---------------------------------------- inet
 * </pre>
 *
 * <p>Both CEs have the IPv4 address 192.0.2.18. Router {@code nat} is for the kernel's own NAT with the address 192.0.2.19. Packets
 * enter the library by the IPv4 default route of a LAN, and by the routes of the MAP addresses, of the BR address, and of
 * 192.0.2.0/24. Static methods only.
 */
final class EdgeNetwork {
    static final String SHARED = "192.0.2.18";
    static final String SERVER = "203.0.113.9";
    static final String SECOND_SERVER = "203.0.113.10";
    static final String BR_ADDRESS = "2001:db8:ffff::1";

    private EdgeNetwork() {}

    /** Makes all namespaces, links and routes. */
    static void build() {
        KernelNetwork.create(List.of("lan1", "lan2", "lan3", "lan4", "ce1", "ce2", "nat", "core", "br", "inet"));
        link("lan1", "eth0", "ce1", "port1");
        link("lan2", "eth0", "ce1", "port2");
        link("lan3", "eth0", "ce2", "port1");
        link("ce1", "wan", "core", "to-ce1");
        link("ce2", "wan", "core", "to-ce2");
        link("br", "wan", "core", "to-br");
        link("inet", "eth0", "br", "net");
        link("lan4", "eth0", "nat", "lan");
        link("inet", "nat", "nat", "map0");
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

    private static void customerEdge(String space, int psid, List<String> ports) {
        ip(space, "link add bridge0 type bridge", "addr add 192.168.1.1/24 dev bridge0", "link set bridge0 up");
        for (String port : ports) {
            ip(space, "link set " + port + " master bridge0", "link set " + port + " up");
        }
        tunnelEnd(space, "lan0", mapAddress(18, psid), psid);
        ip(space, "route add default dev lan0");
    }

    /** Sets the MTU of both ends of the link from the core to a node. */
    static void coreMtu(String space, int octets) {
        KernelNetwork.mtu(space, "wan", "core", "to-" + space, octets);
    }
}
