package io.softwire46.mape.forward.edge;

import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.DONT_FRAGMENT;
import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.ipv4;
import static io.softwire46.mape.conformance.model.Ipv6PacketBuilder.ipv6;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.config.Published;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.Ipv4PacketBuilder;
import io.softwire46.mape.forward.CustomerEdge;
import io.softwire46.mape.forward.EdgeTable;
import io.softwire46.mape.forward.Nodes;
import io.softwire46.mape.forward.Outcome;
import io.softwire46.mape.forward.counter.Verdict;
import java.util.ArrayList;
import java.util.List;

/**
 * A case of {@code vectors/napt} while it is made. The expected output is built from the packets of the case and from what a NAPT
 * may choose: external ports, which must be in the port set, and Identifications. These are read from the output of the CE.
 */
final class GoldenCase {
    static final String A = "192.168.1.10";
    static final String B = "192.168.1.11";
    static final String REMOTE = "198.51.100.9";
    static final String REMOTE_2 = "203.0.113.5";
    static final String ROUTER = "203.0.113.77";
    static final String OWN = "192.0.2.18";
    static final int SYN = 2;
    static final int ACK = 16;
    static final int FIN = 1;

    /** The first packet of each capture: 1,700,000,000 s. */
    private static final long START = 1_700_000_000_000_000_000L;

    private static final long MILLISECOND = 1_000_000L;
    private static final long SECOND = 1000 * MILLISECOND;

    final String name;
    final String domain;
    final GoldenCe ce;
    final CustomerEdge edge;
    final GoldenFiles files;
    private final Published<EdgeTable> tables;
    private String mapAddress;
    private long nowNanos = START;

    /**
     * Starts a case.
     *
     * @param options further forwarding options as JSON fields, or ""
     * @param napt fields of the {@code napt} object as JSON
     */
    GoldenCase(String name, GoldenCe ce, String options, String napt) {
        this.name = name;
        this.ce = ce;
        domain = ce.domain(options, napt);
        mapAddress = ce.mapAddress();
        tables = Published.of(GoldenFiles.table(domain, ce.prefix()));
        edge = CustomerEdge.seeded(tables, GoldenFiles.SEED);
        files = new GoldenFiles(ce);
    }

    GoldenCase(String name, GoldenCe ce, String napt) {
        this(name, ce, "", napt);
    }

    GoldenCase(String name) {
        this(name, GoldenCe.SHARED, "");
    }

    GoldenCase after(int seconds) {
        nowNanos += seconds * SECOND;
        return this;
    }

    long nowNanos() {
        return nowNanos;
    }

    /** Gives the CE a table for another End-user prefix. */
    void renumber(String prefix, String newMapAddress) {
        tables.publish(GoldenFiles.table(domain, prefix));
        mapAddress = newMapAddress;
        files.table(prefix);
    }

    /** Sends a packet from the LAN. */
    Outcome fromLan(byte[] packet) {
        return record(packet, true);
    }

    /** Sends an IPv4 packet from the BR. */
    Outcome fromBr(byte[] packet) {
        return fromTunnel(ipv6(Nodes.BR, mapAddress).inner(packet).octets());
    }

    Outcome fromTunnel(byte[] packet) {
        return record(packet, false);
    }

    private Outcome record(byte[] packet, boolean isIpv4) {
        nowNanos += MILLISECOND;
        while (edge.expire(nowNanos)) {
            // until all is done
        }
        files.in(packet, nowNanos);
        return isIpv4 ? Outcome.fromIpv4(edge, packet, nowNanos) : Outcome.fromIpv6(edge, packet, nowNanos);
    }

    /** Compares an outcome, and records what is expected. */
    void expect(Outcome outcome, Verdict verdict, byte[]... packets) {
        assertEquals(verdict, outcome.verdict(), name);
        assertEquals(packets.length, outcome.packets().size(), name);
        for (int i = 0; i < packets.length; i++) {
            assertEquals(Bytes.hex(packets[i]), Bytes.hex(outcome.packets().get(i)), name);
        }
        files.expected(verdict, List.of(packets), nowNanos);
    }

    /** Returns the tunnel packet for the BR. */
    byte[] tunnelled(byte[] inner) {
        return ipv6(mapAddress, Nodes.BR).inner(inner).octets();
    }

    /** Expects that a translated packet left for the BR. */
    void sent(Outcome outcome, Ipv4PacketBuilder inner) {
        expect(outcome, Verdict.FORWARDED, tunnelled(inner.octets()));
    }

    /** Sends an IPv4 packet from the BR, and expects a packet for the LAN. */
    void toLan(byte[] packet, byte[] expected) {
        expect(fromBr(packet), Verdict.FORWARDED, expected);
    }

    /** Returns the port, or the Identifier of a query, from which a packet left; it is in the port set. */
    int external(Outcome outcome) {
        int port = sourcePort(outcome);
        assertTrue(ce.contains(port), () -> name + ": " + port);
        return port;
    }

    /** Returns the source port, or the Identifier of a query, in the first output for the BR. */
    static int sourcePort(Outcome outcome) {
        byte[] inner = inner(outcome, 0);
        int header = (inner[0] & 15) * 4;
        return Bytes.u16(inner, header + (inner[9] == 1 ? 4 : 0));
    }

    /** The IPv4 packet in an output for the BR. */
    static byte[] inner(Outcome outcome, int index) {
        byte[] packet = outcome.packets().get(index);
        return Bytes.part(packet, 40, packet.length);
    }

    /** A packet from a host that must not be fragmented, so that its Identification stays. */
    static Ipv4PacketBuilder lan(String source, String destination) {
        return ipv4(source, destination).flagsOffset(DONT_FRAGMENT);
    }

    /** A packet that the CE sends for such a packet. */
    static Ipv4PacketBuilder translated(String source, String destination) {
        return lan(source, destination).timeToLive(63);
    }

    /** A TCP segment without data. */
    static byte[] segment(
            Ipv4PacketBuilder packet, String from, String to, int port, int toPort, int flags, long seq, long ack) {
        byte[] octets = new byte[20];
        Bytes.put16(octets, 0, port);
        Bytes.put16(octets, 2, toPort);
        Bytes.put16(octets, 4, (int) (seq >>> 16));
        Bytes.put16(octets, 6, (int) seq);
        Bytes.put16(octets, 8, (int) (ack >>> 16));
        Bytes.put16(octets, 10, (int) ack);
        octets[12] = 0x50;
        octets[13] = (byte) flags;
        Bytes.put16(octets, 14, 8000);
        byte[] pseudo = {0, 6, 0, 20};
        int sum = Bytes.checksum(Bytes.concat(Bytes.address(from), Bytes.address(to), pseudo, octets));
        Bytes.put16(octets, 16, sum);
        return packet.payload(6, octets).octets();
    }

    int udpOut(String host, int port, String remote, int remotePort) {
        Outcome outcome = fromLan(lan(host, remote).udp(port, remotePort).octets());
        int external = external(outcome);
        sent(outcome, translated(OWN, remote).udp(external, remotePort));
        return external;
    }

    void udpIn(String remote, int remotePort, int external, String host, int port) {
        toLan(
                ipv4(remote, OWN).udp(remotePort, external, 40).octets(),
                ipv4(remote, host).udp(remotePort, port, 40).octets());
    }

    int tcpOut(String host, int port, String remote, int remotePort, int flags, long seq, long ack) {
        Outcome outcome = fromLan(segment(lan(host, remote), host, remote, port, remotePort, flags, seq, ack));
        int external = external(outcome);
        byte[] inner = segment(translated(OWN, remote), OWN, remote, external, remotePort, flags, seq, ack);
        expect(outcome, Verdict.FORWARDED, tunnelled(inner));
        return external;
    }

    void tcpIn(String remote, int remotePort, int external, String host, int port, int flags, long seq, long ack) {
        toLan(
                segment(ipv4(remote, OWN), remote, OWN, remotePort, external, flags, seq, ack),
                segment(ipv4(remote, host), remote, host, remotePort, port, flags, seq, ack));
    }

    /** Sends a packet from the LAN that is dropped with an ICMP error from the CE to its source. */
    void refused(byte[] packet, Verdict verdict, int type, int code, int word) {
        Outcome outcome = fromLan(packet);
        String host = host(packet);
        byte[] message = new byte[8];
        message[0] = (byte) type;
        message[1] = (byte) code;
        Bytes.put16(message, 6, word);
        byte[] octets = Bytes.concat(message, Bytes.part(packet, 0, Math.min(548, packet.length)));
        Bytes.put16(octets, 2, Bytes.checksum(octets));
        int identification = Bytes.u16(outcome.packets().get(0), 4);
        Ipv4PacketBuilder error = ipv4("192.0.0.8", host).typeOfService(0xc0).identification(identification);
        expect(outcome, verdict, error.payload(1, octets).octets());
    }

    private static String host(byte[] packet) {
        return Bytes.u8(packet, 12) + "." + Bytes.u8(packet, 13) + "." + Bytes.u8(packet, 14) + "."
                + Bytes.u8(packet, 15);
    }

    /** The datagram in fragments of 40 octets of data; the last may be shorter. */
    static List<byte[]> fragments(byte[] whole) {
        List<byte[]> all = new ArrayList<>();
        for (int from = 20; from < whole.length; from += 40) {
            int to = Math.min(whole.length, from + 40);
            byte[] fragment = Bytes.concat(Bytes.part(whole, 0, 20), Bytes.part(whole, from, to));
            Bytes.put16(fragment, 2, fragment.length);
            Bytes.put16(fragment, 6, (to < whole.length ? Ipv4PacketBuilder.MORE_FRAGMENTS : 0) | (from - 20) / 8);
            all.add(Bytes.withHeaderChecksum(fragment, 0));
        }
        return all;
    }
}
