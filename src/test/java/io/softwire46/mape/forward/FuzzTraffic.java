package io.softwire46.mape.forward;

import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.DONT_FRAGMENT;
import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.MORE_FRAGMENTS;
import static io.softwire46.mape.conformance.model.Ipv6PacketBuilder.ipv6;

import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.Ipv4PacketBuilder;
import io.softwire46.mape.conformance.model.Ipv6PacketBuilder;
import io.softwire46.mape.forward.FuzzWorld.End;
import io.softwire46.mape.testing.FuzzSum;
import io.softwire46.mape.testing.SentPackets;
import java.util.ArrayList;
import java.util.List;

/**
 * Unfragmented packets for the nodes of a world, of every kind with its own code path. A fuzzer starts from them, since it does
 * not find addresses, ports and checksums by itself.
 */
public final class FuzzTraffic {
    private static final End HOST = new End(Bytes.address("2001:db8:cccc::1"), 0x0102_0304, 80);
    private static final byte[] BR = Bytes.address(Nodes.BR);
    private static final byte[] OTHER_BR = Bytes.address(Nodes.OTHER_BR);
    private static final byte[] ROUTER = Bytes.address("2001:db8:cccc::7");

    private FuzzTraffic() {}

    /** Packets for a BR. */
    public static List<byte[]> forRelay(FuzzWorld world) {
        End ce = world.ce();
        List<byte[]> packets = new ArrayList<>(between(HOST, ce, ce.port()));
        for (byte[] inner : between(ce, HOST, ce.port())) {
            packets.add(tunnel(ce.mapAddress(), BR, inner));
        }
        for (byte[] inner : between(ce, world.neighbour(), ce.port()).subList(0, 8)) {
            packets.add(tunnel(ce.mapAddress(), BR, inner));
        }
        tunnelled(packets, ce.mapAddress(), BR, udp(ce, HOST, 20).octets());
        packets.add(tunnel(BR, OTHER_BR, udp(ce, HOST, 20).octets()));
        packets.add(tunnel(OTHER_BR, BR, udp(ce, HOST, 20).octets()));
        packets.add(tunnel(ROUTER, BR, udp(ce, HOST, 20).octets()));
        control(packets, BR, tunnel(BR, ce.mapAddress(), udp(HOST, ce, 700).octets()));
        control(
                packets,
                BR,
                tunnel(BR, ce.mapAddress(), udp(world.neighbour(), ce, 20).octets()));
        return packets;
    }

    /** Packets for a CE. */
    public static List<byte[]> forEdge(FuzzWorld world) {
        End ce = world.ce();
        List<byte[]> packets = new ArrayList<>(between(ce, HOST, ce.port()));
        packets.addAll(between(ce, world.neighbour(), ce.port()).subList(0, 8));
        packets.add(udp(ce, ce, 20).octets());
        packets.add(udp(ce, ce, 20).timeToLive(1).octets());
        packets.add(udp(world.neighbour(), HOST, 20).octets());
        for (byte[] inner : between(HOST, ce, ce.port())) {
            packets.add(tunnel(BR, ce.mapAddress(), inner));
        }
        for (byte[] inner : between(world.neighbour(), ce, ce.port()).subList(0, 8)) {
            packets.add(tunnel(world.neighbour().mapAddress(), ce.mapAddress(), inner));
        }
        tunnelled(packets, BR, ce.mapAddress(), udp(HOST, ce, 20).octets());
        packets.add(tunnel(ce.mapAddress(), ce.mapAddress(), udp(ce, ce, 20).octets()));
        packets.add(tunnel(ROUTER, ce.mapAddress(), udp(HOST, ce, 20).octets()));
        control(
                packets,
                ce.mapAddress(),
                tunnel(ce.mapAddress(), BR, udp(ce, HOST, 700).octets()));
        byte[] toNeighbour = udp(ce, world.neighbour(), 20).octets();
        control(
                packets,
                ce.mapAddress(),
                tunnel(ce.mapAddress(), world.neighbour().mapAddress(), toNeighbour));
        return packets;
    }

    private static Ipv4PacketBuilder from(End from, End to) {
        return Ipv4PacketBuilder.ipv4(from.ipv4(), to.ipv4());
    }

    private static Ipv4PacketBuilder udp(End from, End to, int dataOctets) {
        return from(from, to).udp(from.port(), to.port(), dataOctets);
    }

    /** IPv4 packets of one direction. The first eight are forwarded in any world, unless they are too large. */
    private static List<byte[]> between(End from, End to, int cePort) {
        byte[] echoed = from(to, from).icmpQuery(8, cePort).octets();
        byte[] quoted = udp(to, from, 9).options("0102030405060708").octets();
        return List.of(
                udp(from, to, 20).typeOfService(0xb9).octets(),
                from(from, to).syn(from.port(), to.port(), 1460).octets(),
                udp(from, to, 1472).octets(),
                from(from, to).icmpQuery(8, cePort).octets(),
                from(from, to).icmpError(3, 8, quoted).octets(),
                from(from, to).icmpError(11, echoed).octets(),
                udp(from, to, 4000).options("88040000 0704 0400 01010100").octets(),
                from(from, to).ports(132, from.port(), to.port(), 24).octets(),
                udp(from, to, 1453).flagsOffset(DONT_FRAGMENT).octets(),
                udp(from, to, 5).timeToLive(1).octets(),
                udp(from, to, 9).timeToLive(2).typeOfService(3).octets(),
                from(from, to).payload(47, Bytes.counting(24)).octets(),
                from(from, to).payload(1, Bytes.hex("0900000000000000")).octets(),
                udp(from, to, 56).flagsOffset(MORE_FRAGMENTS).octets(),
                udp(from, to, 48).flagsOffset(8).octets(),
                udp(from, to, 65507).octets(),
                Ipv4PacketBuilder.ipv4(0x7f00_0001, to.ipv4())
                        .udp(from.port(), to.port())
                        .octets(),
                Ipv4PacketBuilder.ipv4(from.ipv4(), 0xe000_0001)
                        .udp(from.port(), to.port())
                        .octets(),
                from(from, to).udp(1, 1).octets());
    }

    private static byte[] tunnel(byte[] source, byte[] destination, byte[] inner) {
        return ipv6(source, destination)
                .inner(Bytes.u16(inner, 2) > 65000 ? Bytes.part(inner, 0, 60000) : inner)
                .octets();
    }

    /** One packet with all kinds of headers. */
    private static void tunnelled(List<byte[]> packets, byte[] source, byte[] destination, byte[] inner) {
        Ipv6PacketBuilder dressed = ipv6(source, destination)
                .header(0, "0000010400000000")
                .header(60, "0000040104010100")
                .header(43, "0000000000000000")
                .header(51, "000100000000000000000000")
                .inner(inner);
        packets.add(dressed.octets());
        packets.add(ipv6(source, destination)
                .trafficClass(3)
                .hopLimit(1)
                .inner(inner)
                .octets());
        packets.add(ipv6(source, destination)
                .header(44, "0000000112345678")
                .inner(inner)
                .octets());
        packets.add(ipv6(source, destination)
                .header(44, "0000003012345678")
                .payload(4, inner)
                .octets());
        packets.add(ipv6(source, destination)
                .header(44, "0000000012345678")
                .inner(inner)
                .octets());
        packets.add(ipv6(source, destination)
                .header(43, "0000000100000000")
                .inner(inner)
                .octets());
        packets.add(ipv6(source, destination)
                .header(60, "0000800400000000")
                .inner(inner)
                .octets());
        packets.add(ipv6(source, destination).payload(59, new byte[4]).octets());
        packets.add(ipv6(source, destination).payload(17, inner).octets());
        packets.add(ipv6(source, destination).payload(4, new byte[0]).octets());
    }

    /** ICMPv6 to a node: echo requests, and errors about a packet that it sent. */
    private static void control(List<byte[]> packets, byte[] node, byte[] sent) {
        packets.add(icmpv6(ROUTER, node, 128, 0, 0x0001_0001, Bytes.counting(20)));
        packets.add(icmpv6(ROUTER, node, 2, 0, 1400, sent));
        packets.add(icmpv6(ROUTER, node, 2, 0, 1280, Bytes.part(sent, 0, 68)));
        packets.add(icmpv6(ROUTER, node, 2, 0, 1279, sent));
        packets.add(icmpv6(ROUTER, node, 1, 4, 0, sent));
        packets.add(icmpv6(ROUTER, node, 3, 0, 0, sent));
        packets.add(icmpv6(ROUTER, node, 4, 1, 6, sent));
        packets.add(icmpv6(ROUTER, node, 135, 0, 0, new byte[16]));
    }

    private static byte[] icmpv6(byte[] source, byte[] destination, int type, int code, int word, byte[] body) {
        return ipv6(source, destination)
                .payload(58, message(type, code, word, body))
                .octets();
    }

    private static byte[] message(int type, int code, int word, byte[] body) {
        byte[] octets = Bytes.concat(new byte[8], body);
        octets[0] = (byte) type;
        octets[1] = (byte) code;
        Bytes.put16(octets, 4, word >>> 16);
        Bytes.put16(octets, 6, word);
        return octets;
    }

    /** An ICMPv6 error about a packet, from a router to the sender of the packet. */
    static byte[] errorAbout(byte[] packet, int type, int code, int word) {
        byte[] node = packet.length >= 40 ? Bytes.part(packet, 8, 24) : BR;
        byte[] error =
                icmpv6(ROUTER, node, type, code, word, packet.length > 1232 ? Bytes.part(packet, 0, 1232) : packet);
        FuzzSum.repairIcmpv6(error, 40);
        return error;
    }

    /** A fragment of a packet: an IPv6 fragment of a tunnel packet, or an IPv4 fragment of another packet. */
    public static byte[] part(byte[] packet, int units, int index, int identification) {
        boolean ipv6 = packet.length >= 48 && packet[0] >>> 4 == 6;
        int header = ipv6 ? 40 : packet.length >= 20 ? SentPackets.headerOctets(packet) : 0;
        if (header < 20 || packet.length <= header) {
            return packet;
        }
        int octets = 8 * units;
        int from = octets * (index % ((packet.length - header + octets - 1) / octets));
        int to = Math.min(packet.length, header + from + octets);
        byte[] data = Bytes.part(packet, header + from, to);
        int more = to < packet.length ? 1 : 0;
        byte[] start = Bytes.part(packet, 0, header);
        if (ipv6) {
            byte[] fragment = {packet[6], 0, 0, 0, 0, 0, 0, (byte) identification};
            Bytes.put16(fragment, 2, from | more);
            Bytes.put16(start, 4, 8 + data.length);
            start[6] = 44;
            return Bytes.concat(start, fragment, data);
        }
        Bytes.put16(start, 2, header + data.length);
        Bytes.put16(start, 4, identification);
        Bytes.put16(start, 6, more << 13 | from / 8);
        FuzzSum.repairIpv4(start, 0);
        return Bytes.concat(start, data);
    }

    /** Repairs lengths and checksums. The bits of {@code not} exclude outer lengths, inner lengths and checksums. */
    public static void repair(byte[] packet, int not) {
        if (packet.length == 0) {
            return;
        }
        if (packet[0] >>> 4 == 4) {
            repairIpv4(packet, 0, not);
        } else if (packet[0] >>> 4 == 6 && packet.length >= 40) {
            if ((not & 1) == 0) {
                Bytes.put16(packet, 4, packet.length - 40);
            }
            repairInside(packet, not);
        }
    }

    private static void repairInside(byte[] packet, int not) {
        int kind = packet[6];
        int at = 40;
        while ((kind == 0 || kind == 43 || kind == 44 || kind == 51 || kind == 60) && at + 8 <= packet.length) {
            int octets = extensionOctets(packet, at, kind);
            kind = packet[at];
            at += octets;
        }
        if (kind == 4) {
            repairIpv4(packet, at, not >>> 1);
        } else if (kind == 58 && (not & 4) == 0) {
            FuzzSum.repairIcmpv6(packet, at);
        }
    }

    /** RFC 8200 section 4, RFC 4302 section 2.2. */
    static int extensionOctets(byte[] packet, int at, int kind) {
        int units = Bytes.u8(packet, at + 1);
        return switch (kind) {
            case 44 -> 8;
            case 51 -> 4 * (units + 2);
            default -> 8 * (units + 1);
        };
    }

    private static void repairIpv4(byte[] packet, int at, int not) {
        if ((not & 1) == 0 && at + 4 <= packet.length) {
            Bytes.put16(packet, at + 2, packet.length - at);
        }
        if ((not & 8) == 0) {
            FuzzSum.repairIpv4(packet, at);
        }
    }
}
