package io.softwire46.mape.forward.edge;

import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.ipv4;
import static io.softwire46.mape.conformance.model.Ipv6PacketBuilder.ipv6;
import static io.softwire46.mape.forward.edge.GoldenCase.A;
import static io.softwire46.mape.forward.edge.GoldenCase.B;
import static io.softwire46.mape.forward.edge.GoldenCase.OWN;
import static io.softwire46.mape.forward.edge.GoldenCase.REMOTE;
import static io.softwire46.mape.forward.edge.GoldenCase.lan;
import static io.softwire46.mape.forward.edge.GoldenCase.translated;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.Ipv4PacketBuilder;
import io.softwire46.mape.forward.Nodes;
import io.softwire46.mape.forward.Outcome;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.testing.Requirement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Golden cases: fragments, Identifications, UDP checksums and the longest packet. Static methods only. */
final class GoldenDatagrams {
    private static final int PORT = 6600;
    private static final String FORWARD =
            "\"forwards\": [ { \"protocol\": \"udp\", \"port\": 6600, \"to\": \"192.168.1.10:3074\" } ]";

    private GoldenDatagrams() {}

    static List<Supplier<GoldenCase>> all() {
        return List.of(
                GoldenDatagrams::fragmentsFromLan,
                GoldenDatagrams::fragmentsFromTunnel,
                GoldenDatagrams::identifications,
                GoldenDatagrams::noChecksum,
                GoldenDatagrams::checksumOfZero,
                GoldenDatagrams::longest);
    }

    /** RFC 4787 REQ-14: the fragments of one datagram keep one Identification, and leave in order of arrival. */
    @Requirement({"G1", "G3", "G4"})
    private static GoldenCase fragmentsFromLan() {
        GoldenCase golden = new GoldenCase("fragments-out-of-order-from-the-lan");
        List<byte[]> fragments =
                GoldenCase.fragments(ipv4(A, REMOTE).udp(5000, 4000, 100).octets());
        golden.expect(golden.fromLan(fragments.get(2)), Verdict.HELD);
        golden.expect(golden.fromLan(fragments.get(1)), Verdict.HELD);
        Outcome outcome = golden.fromLan(fragments.get(0));
        byte[] first = GoldenCase.inner(outcome, 2);
        int port = Bytes.u16(first, 20);
        assertEquals(0x9c, port >>> 4 & 0xff);
        byte[] whole = ipv4(OWN, REMOTE)
                .timeToLive(63)
                .identification(Bytes.u16(first, 4))
                .udp(port, 4000, 100)
                .octets();
        List<byte[]> expected = GoldenCase.fragments(whole);
        golden.expect(
                outcome,
                Verdict.FORWARDED,
                golden.tunnelled(expected.get(2)),
                golden.tunnelled(expected.get(1)),
                golden.tunnelled(expected.get(0)));
        return golden;
    }

    @Requirement({"G1", "G3", "X8"})
    private static GoldenCase fragmentsFromTunnel() {
        GoldenCase golden = new GoldenCase("fragments-out-of-order-from-the-tunnel");
        int port = golden.udpOut(A, 5000, REMOTE, 4000);
        List<byte[]> fragments =
                GoldenCase.fragments(ipv4(REMOTE, OWN).udp(4000, port, 100).octets());
        List<byte[]> expected =
                GoldenCase.fragments(ipv4(REMOTE, A).udp(4000, 5000, 100).octets());
        golden.expect(golden.fromBr(fragments.get(2)), Verdict.HELD);
        golden.expect(golden.fromBr(fragments.get(1)), Verdict.HELD);
        golden.expect(
                golden.fromBr(fragments.get(0)), Verdict.FORWARDED, expected.get(2), expected.get(1), expected.get(0));
        return golden;
    }

    /** RFC 6864 section 4.3: two hosts choose one Identification toward one server. */
    @Requirement({"G4", "X4"})
    private static GoldenCase identifications() {
        GoldenCase golden = new GoldenCase("two-hosts-with-one-identification");
        List<Integer> seen = new ArrayList<>();
        for (String host : List.of(A, B)) {
            Outcome outcome = golden.fromLan(
                    ipv4(host, REMOTE).identification(7).udp(5000, 4000).octets());
            int identification = Bytes.u16(GoldenCase.inner(outcome, 0), 4);
            seen.add(identification);
            golden.sent(
                    outcome,
                    ipv4(OWN, REMOTE)
                            .timeToLive(63)
                            .identification(identification)
                            .udp(golden.external(outcome), 4000));
        }
        assertNotEquals(seen.get(0), seen.get(1));
        return golden;
    }

    /** RFC 768: an absent checksum stays absent, in both directions. */
    @Requirement("O1")
    private static GoldenCase noChecksum() {
        GoldenCase golden = new GoldenCase("udp-checksum-absent", GoldenCe.SHARED, FORWARD);
        golden.expect(
                golden.fromLan(absent(lan(A, REMOTE), 3074, 4000)),
                Verdict.FORWARDED,
                golden.tunnelled(absent(translated(OWN, REMOTE), PORT, 4000)));
        golden.toLan(absent(ipv4(REMOTE, OWN), 4000, PORT), absent(ipv4(REMOTE, A), 4000, 3074));
        return golden;
    }

    private static byte[] absent(Ipv4PacketBuilder packet, int from, int to) {
        byte[] octets = packet.udp(from, to).octets();
        Bytes.put16(octets, 26, 0);
        return octets;
    }

    /** RFC 768: a checksum that is computed as 0 is sent as 0xFFFF. */
    @Requirement("O1")
    private static GoldenCase checksumOfZero() {
        GoldenCase golden = new GoldenCase("udp-checksum-of-zero", GoldenCe.SHARED, FORWARD);
        byte[] data = dataWithout(translated(OWN, REMOTE), PORT, 4000);
        Ipv4PacketBuilder sent = translated(OWN, REMOTE).udp(PORT, 4000, data);
        assertEquals(0xffff, Bytes.u16(sent.octets(), 26));
        golden.sent(golden.fromLan(lan(A, REMOTE).udp(3074, 4000, data).octets()), sent);
        data = dataWithout(ipv4(REMOTE, A), 4000, 3074);
        golden.toLan(
                ipv4(REMOTE, OWN).udp(4000, PORT, data).octets(),
                ipv4(REMOTE, A).udp(4000, 3074, data).octets());
        return golden;
    }

    /** Returns two octets of data with which the checksum of a packet is 0: the checksum of the packet with zeros. */
    private static byte[] dataWithout(Ipv4PacketBuilder packet, int from, int to) {
        return Bytes.part(packet.udp(from, to, new byte[2]).octets(), 26, 28);
    }

    /** A packet of 65,535 octets needs a tunnel packet of 65,575, in two IPv6 fragments (RFC 8200 section 4.5). */
    @Requirement({"O1", "O3"})
    private static GoldenCase longest() {
        GoldenCase golden = new GoldenCase("packet-of-65535-octets", GoldenCe.SHARED, "\"mtuV6\": 65535", FORWARD);
        int data = 65535 - 28;
        Outcome outcome = golden.fromLan(ipv4(A, REMOTE).udp(3074, 4000, data).octets());
        byte[] first = outcome.packets().get(0);
        byte[] inner = ipv4(OWN, REMOTE)
                .timeToLive(63)
                .identification(Bytes.u16(first, 40 + 8 + 4))
                .udp(PORT, 4000, data)
                .octets();
        int identification = Bytes.int32(first, 44);
        String ce = golden.ce.mapAddress();
        golden.expect(
                outcome,
                Verdict.FORWARDED,
                fragment(ce, Nodes.BR, identification, inner, 0),
                fragment(ce, Nodes.BR, identification, inner, 1));
        byte[] answer = ipv4(REMOTE, OWN).udp(4000, PORT, data).octets();
        golden.expect(golden.fromTunnel(fragment(Nodes.BR, ce, 0x46, answer, 0)), Verdict.HELD);
        golden.expect(
                golden.fromTunnel(fragment(Nodes.BR, ce, 0x46, answer, 1)),
                Verdict.FORWARDED,
                ipv4(REMOTE, A).udp(4000, 3074, data).octets());
        return golden;
    }

    /** One of two IPv6 fragments, the first as long as an MTU of 65,535 permits: 65,480 octets of data. */
    private static byte[] fragment(String from, String to, int identification, byte[] packet, int index) {
        int split = 65480;
        byte[] header = {
            4,
            0,
            (byte) (index == 0 ? 0 : split >>> 8),
            (byte) (index == 0 ? 1 : split),
            (byte) (identification >>> 24),
            (byte) (identification >>> 16),
            (byte) (identification >>> 8),
            (byte) identification
        };
        byte[] part = index == 0 ? Bytes.part(packet, 0, split) : Bytes.part(packet, split, packet.length);
        return ipv6(from, to).payload(44, Bytes.concat(header, part)).octets();
    }
}
