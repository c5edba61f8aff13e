package io.softwire46.mape.kernel;

import static io.softwire46.mape.kernel.KernelNetwork.ip;

import io.softwire46.mape.testing.Program;

/**
 * The means by which a host of Linux is a CE without this library: IPv4 in IPv6 to the BR, and from it.
 *
 * <p>Immutable.
 */
enum LinuxTunnel {
    /** Devices of {@code ip6_tunnel} without encapsulation limit. */
    IP6_TUNNEL {
        @Override
        boolean works(String space) {
            return Program.works(
                    "ip", "-n", space, "link", "add", "probe6", "type", "ip6tnl", "mode", "ipip6", "local", "::1",
                    "remote", "::2");
        }

        @Override
        void build(KernelLab lab, Edge edge) {
            ip(edge.space, "addr add " + edge.mapAddress + "/128 dev lo");
            device(edge, "map0", edge.relay, "default");
            device(edge, "map1", edge.peerMapAddress, edge.peer);
        }

        private void device(Edge edge, String name, String remote, String routed) {
            ip(
                    edge.space,
                    "link add name " + name + " type ip6tnl mode ipip6 encaplimit none local " + edge.mapAddress
                            + " remote " + remote + " dev wan",
                    "link set " + name + " mtu 1460 up",
                    "route add " + routed + " dev " + name + " src " + edge.ipv4,
                    "route add table 100 " + routed + " dev " + name + " src " + edge.ipv4);
        }
    },

    /**
     * Segment routing (RFC 8986): the reduced encapsulation by one segment has no routing header, so that it is IPv4 in IPv6; End.DX4
     * decapsulates. The kernel takes 64 octets for it from the MTU of the route, although the header has 40.
     */
    SEGMENT_ROUTING {
        @Override
        boolean works(String space) {
            return Program.works("ip", "-n", space, "link", "set", "lo", "up")
                    && Program.works(
                            "sh",
                            "-c",
                            "ip -n " + space
                                    + " route add 192.0.2.1 encap seg6 mode encap.red segs ::2 dev lo && ip -n " + space
                                    + " route add ::3 encap seg6local action End.DX4 nh4 0.0.0.0 dev lo && ip -n "
                                    + space
                                    + " sr tunsrc set ::1");
        }

        @Override
        void build(KernelLab lab, Edge edge) {
            ip(
                    edge.space,
                    "sr tunsrc set " + edge.mapAddress,
                    "route add " + edge.mapAddress + "/128 encap seg6local action End.DX4 nh4 0.0.0.0 dev wan",
                    "route add default" + encapsulation(edge.relay, edge),
                    "route add table 100 default" + encapsulation(edge.relay, edge),
                    "route add " + edge.peer + encapsulation(edge.peerMapAddress, edge));
        }

        private String encapsulation(String remote, Edge edge) {
            return " encap seg6 mode encap.red segs " + remote + " dev wan src " + edge.ipv4 + " mtu " + (1460 + 64);
        }
    },

    /** Raw sockets for protocol 4 behind a TUN device: the program copies packets, the kernel makes tunnel headers and fragments. */
    RAW_SOCKET {
        @Override
        boolean works(String space) {
            return true; // needs a TUN device and root, as the whole laboratory
        }

        @Override
        void build(KernelLab lab, Edge edge) {
            rawSocket(lab, edge, 1460);
            ip(edge.space, "route add table 100 default dev map0 src " + edge.ipv4);
        }
    };

    /**
     * A CE of Linux.
     *
     * @param space its namespace, with the link {@code wan} to the core
     * @param ipv4 its IPv4 address
     * @param mapAddress its MAP address
     * @param relay the address of the BR
     * @param peer the IPv4 address of a CE that it reaches without the BR
     * @param peerMapAddress the MAP address of that CE
     */
    record Edge(String space, String ipv4, String mapAddress, String relay, String peer, String peerMapAddress) {}

    /** Whether the kernel can do it, tried in a namespace that is removed afterwards. */
    abstract boolean works(String space);

    /** Makes the tunnel with its routes: the default route, a route to the peer, and table 100 for what the host sends to itself. */
    abstract void build(KernelLab lab, Edge edge);

    /**
     * Starts a tunnel of raw sockets.
     *
     * @param mtu of the TUN device: 1460 lets the kernel fragment IPv4 packets before the tunnel, more lets it fragment tunnel packets
     */
    static void rawSocket(KernelLab lab, Edge edge, int mtu) {
        ip(
                edge.space,
                "addr add " + edge.mapAddress + "/128 dev lo",
                "tuntap add mode tun dev map0",
                "link set map0 addrgenmode none",
                "link set map0 mtu " + mtu + " up",
                "route add default dev map0 src " + edge.ipv4);
        // where module ip6_tunnel is loaded, it reports packets for no device as undeliverable; its device of last
        // resort takes them
        KernelNetwork.shell(
                edge.space,
                "test ! -e /proc/sys/net/ipv6/conf/ip6tnl0 || { ip link set ip6tnl0 up;"
                        + " ip rule add pref 5 iif ip6tnl0 blackhole; }");
        lab.startScript(edge.space, "raw_ce.py", "map0", edge.mapAddress, edge.relay, edge.peer, edge.peerMapAddress);
    }

    /** Returns the first tunnel that this kernel can do, or that of system property {@code kernel.tunnel}. */
    static LinuxTunnel choose() {
        String wanted = System.getProperty("kernel.tunnel", "");
        if (!wanted.isEmpty()) {
            return valueOf(wanted);
        }
        for (LinuxTunnel each : values()) {
            if (KernelNetwork.probe(each::works)) {
                return each;
            }
            System.out.println("kernel: this kernel or iproute2 cannot do " + each);
        }
        throw new AssertionError("unreachable: raw sockets always work");
    }
}
