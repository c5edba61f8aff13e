package io.softwire46.mape.forward.edge;

import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.ipv4;
import static io.softwire46.mape.forward.edge.GoldenCase.A;
import static io.softwire46.mape.forward.edge.GoldenCase.OWN;
import static io.softwire46.mape.forward.edge.GoldenCase.REMOTE;
import static io.softwire46.mape.forward.edge.GoldenCase.ROUTER;
import static io.softwire46.mape.forward.edge.GoldenCase.lan;
import static io.softwire46.mape.forward.edge.GoldenCase.translated;

import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.Ipv4PacketBuilder;
import io.softwire46.mape.conformance.model.Ipv6PacketBuilder;
import io.softwire46.mape.forward.Outcome;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.testing.Requirement;
import java.util.List;
import java.util.function.Supplier;

/** Golden cases: ICMP errors in both directions. Static methods only. */
final class GoldenErrors {
    /** Router Alert (RFC 2113). */
    private static final String ROUTER_ALERT = "94040000";

    private GoldenErrors() {}

    static List<Supplier<GoldenCase>> all() {
        return List.of(
                GoldenErrors::quotedOptions,
                GoldenErrors::staleChecksum,
                GoldenErrors::traceroute,
                GoldenErrors::aboutPing,
                GoldenErrors::tooBig,
                GoldenErrors::relayed);
    }

    /** The packet at its last hop, with a correct checksum. */
    private static byte[] lastHop(byte[] packet) {
        return Bytes.withHeaderChecksum(Bytes.with(packet, 8, 1), 0);
    }

    /** An error of a router about a packet that left, and the same error for the host about its packet. */
    private static void error(GoldenCase golden, String from, int type, byte[] sent, byte[] original) {
        golden.toLan(
                ipv4(from, OWN).icmpError(type, sent).octets(),
                ipv4(from, A).icmpError(type, original).octets());
    }

    /** RFC 5508 REQ-3b. */
    @Requirement({"I4", "I6"})
    private static GoldenCase quotedOptions() {
        GoldenCase golden = new GoldenCase("error-with-quoted-options");
        byte[] packet = lan(A, REMOTE).options(ROUTER_ALERT).udp(5000, 4000).octets();
        Outcome outcome = golden.fromLan(packet);
        int port = golden.external(outcome);
        Ipv4PacketBuilder sent = translated(OWN, REMOTE).options(ROUTER_ALERT).udp(port, 4000);
        golden.sent(outcome, sent);
        error(golden, ROUTER, 3, lastHop(sent.octets()), lastHop(packet));
        error(golden, ROUTER, 11, Bytes.part(lastHop(sent.octets()), 0, 32), Bytes.part(lastHop(packet), 0, 32));
        return golden;
    }

    /** Decision QUOTE_CHECKSUM: a router that decrements the Time to Live may quote the checksum from before. */
    @Requirement("I3")
    private static GoldenCase staleChecksum() {
        GoldenCase golden = new GoldenCase("stale-checksum-in-the-quote");
        int port = golden.udpOut(A, 5000, REMOTE, 4000);
        byte[] sent = translated(OWN, REMOTE).udp(port, 4000).octets();
        byte[] inside = translated(A, REMOTE).udp(5000, 4000).octets();
        error(golden, ROUTER, 11, Bytes.with(sent, 8, 0), Bytes.with(inside, 8, 0));
        return golden;
    }

    /** Probes by UDP: the CE is the first hop, a router the second, and the target answers that the port is unreachable. */
    @Requirement({"I6", "I10"})
    private static GoldenCase traceroute() {
        GoldenCase golden = new GoldenCase("traceroute");
        byte[] first = lan(A, REMOTE).timeToLive(1).udp(5000, 33434).octets();
        golden.refused(first, Verdict.DROP_TTL_EXPIRED, 11, 0, 0);
        for (int hops = 2; hops <= 3; hops++) {
            byte[] probe =
                    lan(A, REMOTE).timeToLive(hops).udp(5000, 33433 + hops).octets();
            Outcome outcome = golden.fromLan(probe);
            int port = golden.external(outcome);
            Ipv4PacketBuilder sent = lan(OWN, REMOTE).timeToLive(hops - 1).udp(port, 33433 + hops);
            golden.sent(outcome, sent);
            byte[] quote = Bytes.part(lastHop(sent.octets()), 0, 28);
            byte[] original = Bytes.part(lastHop(probe), 0, 28);
            if (hops == 2) {
                error(golden, ROUTER, 11, quote, original);
            } else {
                golden.toLan(portUnreachable(OWN, quote), portUnreachable(A, original));
            }
        }
        return golden;
    }

    private static byte[] portUnreachable(String to, byte[] quote) {
        return unreachable(ipv4(REMOTE, to), 3, 0, quote);
    }

    /** Destination Unreachable with a code and the last word of its header. */
    private static byte[] unreachable(Ipv4PacketBuilder packet, int code, int word, byte[] quote) {
        byte[] octets = Bytes.concat(new byte[8], quote);
        octets[0] = 3;
        octets[1] = (byte) code;
        Bytes.put16(octets, 6, word);
        Bytes.put16(octets, 2, Bytes.checksum(octets));
        return packet.payload(1, octets).octets();
    }

    /** RFC 5508 REQ-4: the quoted Identifier returns to that of the host, and so does the quoted checksum. */
    @Requirement("I6")
    private static GoldenCase aboutPing() {
        GoldenCase golden = new GoldenCase("error-about-a-ping");
        byte[] packet = lan(A, REMOTE).icmpQuery(8, 77).octets();
        Outcome outcome = golden.fromLan(packet);
        int identifier = golden.external(outcome);
        Ipv4PacketBuilder sent = translated(OWN, REMOTE).icmpQuery(8, identifier);
        golden.sent(outcome, sent);
        error(golden, ROUTER, 11, lastHop(sent.octets()), lastHop(packet));
        error(golden, ROUTER, 3, Bytes.part(lastHop(sent.octets()), 0, 28), Bytes.part(lastHop(packet), 0, 28));
        return golden;
    }

    /** RFC 4787 REQ-13: an IPv6 MTU of 1500 leaves 1460 octets. */
    @Requirement({"I10", "X6"})
    private static GoldenCase tooBig() {
        GoldenCase golden = new GoldenCase("too-big-quotes-the-packet-of-the-host");
        byte[] packet = lan(A, REMOTE).udp(5000, 4000, 1433).octets(); // 1461 octets
        golden.refused(packet, Verdict.DROP_TOO_BIG, 3, 4, 1460);
        byte[] fits = lan(A, REMOTE).udp(5000, 4000, 1432).octets();
        Outcome outcome = golden.fromLan(fits);
        golden.sent(outcome, translated(OWN, REMOTE).udp(golden.external(outcome), 4000, 1432));
        return golden;
    }

    /** RFC 2473 section 8: Packet Too Big from within the tunnel becomes 3/4 for the host. */
    @Requirement("X7")
    private static GoldenCase relayed() {
        GoldenCase golden = new GoldenCase("relayed-tunnel-error");
        byte[] packet = lan(A, REMOTE).udp(5000, 4000, 1400).octets();
        Outcome outcome = golden.fromLan(packet);
        byte[] sent = golden.tunnelled(translated(OWN, REMOTE)
                .udp(golden.external(outcome), 4000, 1400)
                .octets());
        golden.expect(outcome, Verdict.FORWARDED, sent);
        byte[] error = packetTooBig("2001:db9::7", golden.ce.mapAddress(), 1300, Bytes.part(sent, 0, 1232));
        Outcome relayed = golden.fromTunnel(error);
        int identification = Bytes.u16(relayed.packets().get(0), 4);
        Ipv4PacketBuilder forHost = ipv4("192.0.0.8", A).typeOfService(0xc0).identification(identification);
        byte[] original = translated(A, REMOTE).udp(5000, 4000, 1400).octets();
        golden.expect(relayed, Verdict.RELAYED, unreachable(forHost, 4, 1260, Bytes.part(original, 0, 548)));
        return golden;
    }

    /** ICMPv6 type 2 (RFC 4443 section 3.2). */
    private static byte[] packetTooBig(String from, String to, int mtu, byte[] quote) {
        byte[] octets = Bytes.concat(new byte[8], quote);
        octets[0] = 2;
        Bytes.put16(octets, 6, mtu);
        byte[] tail = {0, 0, (byte) (octets.length >>> 8), (byte) octets.length, 0, 0, 0, 58};
        byte[] addresses = Bytes.concat(Bytes.address(from), Bytes.address(to));
        Bytes.put16(octets, 2, Bytes.checksum(Bytes.concat(addresses, tail, octets)));
        return Ipv6PacketBuilder.ipv6(from, to).payload(58, octets).octets();
    }
}
