package io.softwire46.mape.cli;

import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.ipv4;

import io.softwire46.mape.cli.HandMade.Timed;
import io.softwire46.mape.conformance.model.Ipv4PacketBuilder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * One hour of a household's IPv4 packets as its router sees them on the LAN: of each session the packets that a NAPT keeps time by. The
 * numbers are round ones; a real household differs, and is captured instead.
 *
 * <p>Not thread-safe.
 */
final class Household {
    private static final int HOUR = 3_600_000;
    private static final int SECOND = 1000;
    private static final int MINUTE = 60 * SECOND;
    /** What happens more often between the same endpoints changes nothing for a NAPT. */
    private static final int KEEP_ALIVE = 20 * SECOND;

    private static final int SYN = 2;
    private static final int ACK = 16;
    private static final int FIN = 1;
    private static final int DF = 0x4000;

    private static final int RESOLVER = 0xc6336435; // 198.51.100.53
    private static final int FIRST_HOST = 0xc0a8010a; // 192.168.1.10
    private static final int FIRST_SERVER = 0x2d000000; // 45.0.0.0
    private static final int SERVERS = 400;
    private static final int PEERS = 5000;

    private final Random random;
    private final List<Timed> packets = new ArrayList<>();
    private int nextPort = 20_000;

    private Household(long seed) {
        random = new Random(seed);
    }

    /**
     * Returns the packets of an hour, in the order of their times.
     *
     * @param people each with one device; every second one watches videos, every third one plays or calls
     * @param shares whether one of them shares files
     */
    static List<Timed> hour(long seed, int people, boolean shares) {
        Household household = new Household(seed);
        for (int i = 0; i < people; i++) {
            household.person(FIRST_HOST + i, i);
        }
        if (shares) {
            household.fileSharing(FIRST_HOST + people);
        }
        household.packets.sort(Comparator.comparingInt(Timed::millis));
        return household.packets;
    }

    private int port() {
        nextPort = nextPort == 60_000 ? 20_000 : nextPort + 1;
        return nextPort;
    }

    /** Few servers get many of the connections. */
    private int server() {
        int one = random.nextInt(SERVERS);
        return FIRST_SERVER + Math.min(one, random.nextInt(SERVERS));
    }

    private void person(int host, int number) {
        for (int at = random.nextInt(MINUTE); at < HOUR; at += 20 * SECOND + random.nextInt(MINUTE)) {
            page(host, at);
        }
        tcp(host, server(), 5223, random.nextInt(SECOND), HOUR - MINUTE); // messages
        udpPeriodic(host, server(), 123, random.nextInt(MINUTE), HOUR, 17 * MINUTE);
        if (number % 2 == 0) {
            udpPeriodic(host, server(), 443, 5 * MINUTE, 50 * MINUTE, KEEP_ALIVE);
        }
        if (number % 3 == 0) {
            call(host, (5 + 20 * (number % 2)) * MINUTE);
        } else if (number % 3 == 1) {
            game(host, 10 * MINUTE);
        }
    }

    /** A web page: names are looked up, then half of the servers are asked by QUIC, half by two TCP connections each. */
    private void page(int host, int at) {
        int servers = 4 + random.nextInt(12);
        for (int i = 0; i < servers; i++) {
            int start = at + random.nextInt(2 * SECOND);
            udp(host, port(), RESOLVER, 53, start);
            int server = server();
            if (i % 2 == 0) {
                udpPeriodic(host, server, 443, start + 50, start + random.nextInt(20 * SECOND), 5 * SECOND);
            } else {
                tcp(host, server, 443, start + 50, start + random.nextInt(MINUTE));
                tcp(host, server, 443, start + 60, start + random.nextInt(MINUTE));
            }
        }
    }

    /** Two sockets of media, each of which asks STUN servers and then sends to the other side. */
    private void call(int host, int from) {
        for (int socket = 0; socket < 2; socket++) {
            int port = port();
            for (int i = 0; i < 3; i++) {
                udp(host, port, FIRST_SERVER + i, 3478, from + 50 * i);
            }
            for (int at = from + SECOND; at < from + 15 * MINUTE; at += KEEP_ALIVE) {
                udp(host, port, FIRST_SERVER + PEERS + 1, 50_000 + socket, at);
            }
        }
    }

    /** Each round looks for a server with ten sockets, then plays with one of them. */
    private void game(int host, int from) {
        for (int round = 0; round < 4; round++) {
            int start = from + 10 * MINUTE * round;
            int port = port();
            for (int i = 0; i < 10; i++) {
                udp(host, i == 0 ? port : port(), FIRST_SERVER + SERVERS + random.nextInt(50), 27_015, start + i);
            }
            for (int at = start; at < start + 9 * MINUTE; at += KEEP_ALIVE) {
                udp(host, port, FIRST_SERVER + SERVERS + round, 27_015, at);
            }
        }
    }

    /** One socket asks many peers by UDP; up to 100 TCP connections are open. */
    private void fileSharing(int host) {
        int port = port();
        for (int at = 0; at < HOUR; at += 2 * SECOND) {
            udp(host, port, FIRST_SERVER + random.nextInt(PEERS), 1024 + random.nextInt(60_000), at);
        }
        for (int at = 0; at < HOUR - MINUTE; at += 6 * SECOND) {
            int peer = FIRST_SERVER + random.nextInt(PEERS);
            tcp(host, peer, 1024 + random.nextInt(60_000), at, at + MINUTE + random.nextInt(18 * MINUTE));
        }
    }

    private void add(int millis, Ipv4PacketBuilder packet) {
        if (millis < HOUR) {
            packets.add(new Timed(millis, packet.flagsOffset(DF).octets()));
        }
    }

    private void udp(int host, int port, int remote, int remotePort, int at) {
        add(at, ipv4(host, remote).udp(port, remotePort));
    }

    private void udpPeriodic(int host, int remote, int remotePort, int from, int to, int every) {
        int port = port();
        for (int at = from; at <= to; at += every) {
            udp(host, port, remote, remotePort, at);
        }
    }

    /** A connection that both sides close. */
    private void tcp(int host, int remote, int remotePort, int from, int to) {
        int port = port();
        int end = Math.max(to, from + 300);
        add(from, ipv4(host, remote).segment(port, remotePort, SYN, 0, 0));
        add(from + 20, ipv4(remote, host).segment(remotePort, port, SYN | ACK, 0, 1));
        add(from + 40, ipv4(host, remote).segment(port, remotePort, ACK, 1, 1));
        add(end, ipv4(host, remote).segment(port, remotePort, FIN | ACK, 1, 1));
        add(end + 20, ipv4(remote, host).segment(remotePort, port, FIN | ACK, 1, 2));
        add(end + 40, ipv4(host, remote).segment(port, remotePort, ACK, 2, 2));
    }
}
