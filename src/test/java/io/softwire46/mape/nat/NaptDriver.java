package io.softwire46.mape.nat;

import io.softwire46.mape.config.Published;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.Ipv4PacketBuilder;
import io.softwire46.mape.conformance.model.NaiveNapt;
import io.softwire46.mape.conformance.model.NaiveNapt.Seen;
import io.softwire46.mape.fragment.ReassemblyLimits;
import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.nat.NaptWorld.Remote;
import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Sends packets, lets time pass and changes tables, in the library and in the model at once. Each step follows from a number and
 * from what happened before, so that a sequence without some of its steps is a sequence too.
 *
 * <p>Not thread-safe.
 */
final class NaptDriver {
    private static final int FIN = 1;
    private static final int SYN = 2;
    private static final int RST = 4;
    private static final int ACK = 16;
    private static final long SECOND = 1_000_000_000L;
    private static final int MAX_FLOWS = 40;
    private static final int MAX_ROUNDS = 100_000;

    private static final ReassemblyLimits FRAGMENTS =
            new ReassemblyLimits(2_000_000_000L, 16, 64, 1 << 17, 1.0, ReassemblyLimits.MAXIMUM_PACKET_OCTETS, true);

    /** A connection of an inside socket, with the sequence numbers of both sides. */
    private static final class Flow {
        final int protocol;
        final int host;
        final int hostPort;
        final int remote;
        final int remotePort;
        int port = -1;
        int insideNext;
        int outsideNext;

        /** Whether one side has closed or reset the connection: the RFCs leave open what a SYN then means. */
        boolean isOver;

        boolean insideFin;
        boolean outsideFin;

        /** The last translated packet in the external form, or in the inside form. */
        byte[] sent;

        byte[] received;

        Flow(int protocol, int host, int hostPort, int remote, int remotePort) {
            this.protocol = protocol;
            this.host = host;
            this.hostPort = hostPort;
            this.remote = remote;
            this.remotePort = remotePort;
        }

        void shift(boolean ofInside, int octets) {
            if (ofInside) {
                insideNext += octets;
            } else {
                outsideNext += octets;
            }
        }
    }

    private final int portCount;
    private final Published<NaptTable> published;
    private final Napt44 napt;
    private final NaiveNapt model;
    private final List<Flow> flows = new ArrayList<>();
    /** All connections since the last change of address or ports. */
    private final Map<String, Flow> all = new HashMap<>();

    private final List<String> log = new ArrayList<>();
    private NaptWorld world;
    private CeMapping ce;
    private Random random;
    private long now;
    private int initialSequence;

    NaptDriver(int portCount, long seed) {
        this.portCount = portCount;
        random = new Random(seed);
        ce = NaptWorld.ce(portCount, 77);
        world = NaptWorld.draw(random, ce, Integer.MAX_VALUE);
        published = Published.of(world.table());
        napt = Napt44.seeded(published, FRAGMENTS, seed);
        model = new NaiveNapt(world.settings());
        now = random.nextInt() * 1000L;
    }

    /** The packets and times of the last step. */
    List<String> log() {
        return List.copyOf(log);
    }

    NaptStatistics statistics() {
        return napt.statistics();
    }

    /** Takes a step; returns a disagreement, or null. */
    String step(long number) {
        random = new Random(number);
        log.clear();
        String problem = act();
        if (problem == null) {
            problem = compareSessions();
        }
        return problem == null ? null : problem + "\n  after " + log + "\n  model " + model + "\n  " + world.settings();
    }

    private String act() {
        int kind = random.nextInt(100);
        if (kind < 12) {
            pass();
            return null;
        }
        if (kind < 13) {
            return changeTable();
        }
        if (kind < 52) {
            return outbound();
        }
        if (kind < 76) {
            return inbound();
        }
        if (kind < 83) {
            return error();
        }
        if (kind < 87) {
            return hairpin();
        }
        return kind < 91 ? fragments() : connection();
    }

    private void pass() {
        int[] seconds = {0, 1, 4, 10, 60, 120, 240, 300, 420, 7440, 8000};
        long step = seconds[random.nextInt(random.nextInt(4) == 0 ? seconds.length : 6)] * SECOND;
        // Times between seconds, around the ends of timers.
        step += random.nextInt(3) == 0 ? 0 : random.nextInt(1_000_000_000);
        long next = model.settle(now + step);
        // The caller expires sessions every second: a port rests from the call that ends its mapping.
        for (; now < next; now = Math.min(next, now + SECOND)) {
            expire();
        }
        log.add("time " + now);
    }

    private String compareSessions() {
        if (!expire()) {
            return "expire does not end";
        }
        long sessions = napt.statistics().get(NaptStatistics.Gauge.SESSIONS);
        int expected = model.sessionCount(now);
        return sessions == expected ? null : "the NAPT has " + sessions + " sessions, the model " + expected;
    }

    private boolean expire() {
        for (int rounds = 0; rounds < MAX_ROUNDS; rounds++) {
            if (!napt.expire(now)) {
                return true;
            }
        }
        return false;
    }

    /** Another address or port set, or other options for the same one. */
    private String changeTable() {
        int psid = 70 + random.nextInt(16);
        boolean moves = random.nextInt(3) == 0;
        if (moves) {
            ce = NaptWorld.ce(portCount, psid);
            flows.clear();
            all.clear();
        }
        // The memory of the first table remains.
        NaptWorld next = NaptWorld.draw(random, ce, world.settings().limits().hosts());
        if (!moves && !next.settings().forwards().equals(world.settings().forwards())) {
            return null;
        }
        world = next;
        published.publish(world.table());
        model.use(world.settings(), now);
        now = model.settle(now);
        log.add("table " + world.table());
        return null;
    }

    private Flow flow() {
        if (!flows.isEmpty() && random.nextInt(3) > 0) {
            return flows.get(random.nextInt(flows.size()));
        }
        int[] protocols = {6, 6, 6, 17, 17, 17, 1, 136, 33};
        int protocol = protocols[random.nextInt(protocols.length)];
        Flow flow = new Flow(
                protocol,
                NaptWorld.INSIDE + 1 + random.nextInt(portCount < 15 ? 3 : 6),
                5000 + random.nextInt(portCount < 15 ? 4 : 8),
                Remote.ADDRESSES[random.nextInt(3)],
                protocol == 1 ? 0 : Remote.PORTS[random.nextInt(4)]);
        String key = protocol + "/" + flow.host + "/" + flow.hostPort + "/" + flow.remote + "/" + flow.remotePort;
        Flow known = all.putIfAbsent(key, flow);
        if (known != null && flows.contains(known)) {
            return known;
        }
        if (flows.size() == MAX_FLOWS) {
            flows.remove(0);
        }
        flows.add(known == null ? flow : known);
        return flows.get(flows.size() - 1);
    }

    /** Opens a TCP connection and perhaps closes or resets it, without other packets between. */
    private String connection() {
        Flow flow = flow();
        for (int tries = 0; tries < 6 && (flow.protocol != 6 || flow.isOver); tries++) {
            flow = flow();
        }
        if (flow.protocol != 6 || flow.isOver) {
            return null;
        }
        // A positive number is from the inside.
        int[][] endings = {
            {},
            {FIN | ACK, -ACK},
            {FIN | ACK, -(FIN | ACK), ACK},
            {-(FIN | ACK), ACK, FIN | ACK, -ACK},
            {FIN | ACK, -(FIN | ACK), ACK, SYN},
            {-RST},
            {RST | ACK},
            {-RST, ACK}
        };
        int[] opening = random.nextInt(4) == 0
                ? new int[] {SYN, -SYN, SYN | ACK, -(SYN | ACK)}
                : new int[] {SYN, -(SYN | ACK), ACK};
        for (int[] part : List.of(opening, endings[random.nextInt(endings.length)])) {
            for (int flags : part) {
                boolean fromInside = flags > 0;
                if (!fromInside && flow.port < 0) {
                    return null;
                }
                Ipv4PacketBuilder packet = fromInside
                        ? Ipv4PacketBuilder.ipv4(flow.host, flow.remote).flagsOffset(0x4000)
                        : Ipv4PacketBuilder.ipv4(flow.remote, world.settings().address());
                int from = fromInside ? flow.hostPort : flow.remotePort;
                int to = fromInside ? flow.remotePort : flow.port;
                String problem = send(segment(packet, flow, flags, from, to, 0).octets(), flow, fromInside);
                if (problem != null) {
                    return problem;
                }
            }
        }
        return null;
    }

    private int flags() {
        int[] all = {SYN, SYN, SYN, ACK, ACK, ACK, FIN | ACK, FIN | ACK, RST, RST | ACK, SYN | ACK};
        return all[random.nextInt(all.length)];
    }

    private String outbound() {
        Flow flow = flow();
        Ipv4PacketBuilder packet =
                Ipv4PacketBuilder.ipv4(flow.host, flow.remote).identification(random.nextInt(65536));
        packet.flagsOffset(random.nextBoolean() ? Ipv4PacketBuilder.DONT_FRAGMENT : 0);
        if (random.nextInt(30) == 0) {
            packet = Ipv4PacketBuilder.ipv4(0x08080808, flow.remote);
        } else if (random.nextInt(30) == 0) {
            packet = Ipv4PacketBuilder.ipv4(flow.host, NaptWorld.INSIDE + 7);
        }
        if (random.nextInt(40) == 0) {
            return send(packet.ports(132, flow.hostPort, flow.remotePort, 20).octets(), flow, true);
        }
        return send(content(packet, flow, true, flow.hostPort, flow.remotePort).octets(), flow, true);
    }

    private Ipv4PacketBuilder content(
            Ipv4PacketBuilder packet, Flow flow, boolean fromInside, int sourcePort, int destinationPort) {
        return switch (flow.protocol) {
            case 6 -> tcp(packet, flow, fromInside, sourcePort, destinationPort);
            case 17 -> udp(packet, sourcePort, destinationPort);
            case 1 ->
                packet.icmpQuery(
                        (fromInside ? new int[] {8, 13, 17} : new int[] {0, 14, 18})[random.nextInt(3)],
                        fromInside ? sourcePort : destinationPort,
                        Bytes.counting(12));
            default -> packet.ports(flow.protocol, sourcePort, destinationPort, 16);
        };
    }

    private Ipv4PacketBuilder udp(Ipv4PacketBuilder packet, int sourcePort, int destinationPort) {
        packet.udp(sourcePort, destinationPort, random.nextInt(20));
        if (random.nextInt(4) > 0) {
            return packet;
        }
        byte[] datagram = Bytes.part(packet.octets(), 20, packet.octets().length);
        // No checksum, or a wrong one.
        Bytes.put16(datagram, 6, random.nextBoolean() ? 0 : random.nextInt(65536));
        return packet.payload(17, datagram);
    }

    private Ipv4PacketBuilder tcp(
            Ipv4PacketBuilder packet, Flow flow, boolean fromInside, int sourcePort, int destinationPort) {
        int flags = flags();
        if (flow.isOver && (flags & SYN) != 0) {
            flags = ACK;
        }
        int data = (flags & (SYN | RST)) != 0 ? 0 : random.nextInt(3) * 7;
        boolean far = (flags & RST) != 0 && random.nextInt(3) == 0;
        if (far) {
            // RFC 7857 section 2.2: beyond the window of a RST that is believed.
            flow.shift(fromInside, 1 << 21);
        }
        segment(packet, flow, fromInside ? flags : -flags, sourcePort, destinationPort, data);
        if (far) {
            flow.shift(fromInside, -(1 << 21));
        }
        return packet;
    }

    /** A segment with the next sequence number of its side; positive flags are from the inside. */
    private Ipv4PacketBuilder segment(
            Ipv4PacketBuilder packet, Flow flow, int signedFlags, int sourcePort, int destinationPort, int moreData) {
        boolean fromInside = signedFlags > 0;
        int flags = Math.abs(signedFlags);
        if ((flags & SYN) != 0) {
            // A new connection, of sides that were closed.
            flow.insideFin &= !fromInside;
            flow.outsideFin = false;
            // Some connections have lower sequence numbers than those before: their host was restarted.
            initialSequence += 64;
            int first = random.nextInt(4) == 0 ? initialSequence - random.nextInt(1 << 12) : initialSequence;
            flow.shift(fromInside, first - (fromInside ? flow.insideNext : flow.outsideNext));
        }
        boolean isClosed = fromInside ? flow.insideFin : flow.outsideFin;
        // After a FIN, that FIN may be retransmitted, without further data.
        int data = isClosed ? 0 : moreData;
        int repeated = isClosed ? flags & FIN : 0;
        byte[] segment = new byte[20 + data];
        int sequence = (fromInside ? flow.insideNext : flow.outsideNext) - repeated;
        Bytes.put16(segment, 0, sourcePort);
        Bytes.put16(segment, 2, destinationPort);
        Bytes.put16(segment, 4, sequence >>> 16);
        Bytes.put16(segment, 6, sequence);
        int acknowledged = fromInside ? flow.outsideNext : flow.insideNext;
        Bytes.put16(segment, 8, acknowledged >>> 16);
        Bytes.put16(segment, 10, acknowledged);
        segment[12] = 0x50;
        segment[13] = (byte) flags;
        Bytes.put16(segment, 16, random.nextInt(65536));
        if ((flags & RST) == 0) {
            flow.shift(fromInside, data + (flags & SYN) / SYN + (flags & FIN) - repeated);
        }
        flow.isOver |= (flags & (FIN | RST)) != 0;
        flow.insideFin |= fromInside && (flags & FIN) != 0;
        flow.outsideFin |= !fromInside && (flags & FIN) != 0;
        log.add("flags " + flags);
        return packet.payload(6, segment);
    }

    private String inbound() {
        Flow flow = flow();
        int port = flow.port;
        if (port < 0 || random.nextInt(8) == 0) {
            port = world.settings().ports().get(random.nextInt(portCount));
        }
        int remote = random.nextInt(6) == 0 ? Remote.ADDRESSES[random.nextInt(3)] : flow.remote;
        int remotePort = random.nextInt(6) == 0 ? 9999 : flow.remotePort;
        Ipv4PacketBuilder packet =
                Ipv4PacketBuilder.ipv4(remote, world.settings().address());
        return send(content(packet, flow, false, remotePort, port).octets(), flow, false);
    }

    /** To the port of another socket; only to those that accept it, since what a refusal leaves behind is open. */
    private String hairpin() {
        for (Flow target : List.copyOf(flows)) {
            Flow flow = flow();
            if (flow.protocol != target.protocol || flow.protocol == 1 || target.port < 0) {
                continue;
            }
            Ipv4PacketBuilder packet = Ipv4PacketBuilder.ipv4(
                            flow.host, world.settings().address())
                    .timeToLive(random.nextInt(6) == 0 ? 1 : 64);
            Flow own = new Flow(
                    flow.protocol, flow.host, flow.hostPort, world.settings().address(), target.port);
            byte[] octets =
                    content(packet, own, true, flow.hostPort, target.port).octets();
            if (!model.mayRefuseHairpin(octets, now)) {
                return send(octets, own, true);
            }
        }
        return null;
    }

    private String error() {
        Flow flow = flow();
        boolean fromInside = random.nextBoolean();
        byte[] about = fromInside ? flow.received : flow.sent;
        if (about == null) {
            return null;
        }
        int octets = Math.min(about.length, random.nextBoolean() ? 28 : 64);
        byte[] quote = Bytes.part(about, 0, octets);
        if (random.nextInt(6) == 0) {
            quote = Bytes.with(quote, 10, random.nextInt(256));
        } else if (random.nextInt(8) == 0) {
            quote = Bytes.withHeaderChecksum(Bytes.with(quote, 8, 3), 0);
        }
        Ipv4PacketBuilder packet = fromInside
                ? Ipv4PacketBuilder.ipv4(NaptWorld.INSIDE + 200, flow.remote)
                        .flagsOffset(random.nextBoolean() ? 0x4000 : 0)
                : Ipv4PacketBuilder.ipv4(0x09090909, world.settings().address());
        byte[] whole = packet.icmpError(random.nextBoolean() ? 3 : 11, quote).octets();
        if (random.nextInt(10) == 0) {
            whole = Bytes.with(whole, 22, whole[22] ^ 0x55);
        }
        return send(whole, flow, fromInside);
    }

    /** Three fragments in any order; no step interrupts them. */
    private String fragments() {
        Flow flow = flow();
        if (flow.protocol != 17) {
            return null;
        }
        boolean fromInside = random.nextBoolean();
        int port = flow.port < 0 ? world.settings().ports().get(random.nextInt(portCount)) : flow.port;
        Ipv4PacketBuilder whole = fromInside
                ? Ipv4PacketBuilder.ipv4(flow.host, flow.remote).udp(flow.hostPort, flow.remotePort, 40)
                : Ipv4PacketBuilder.ipv4(flow.remote, world.settings().address())
                        .udp(flow.remotePort, port, 40);
        byte[] data = Bytes.part(whole.octets(), 20, 68);
        List<Integer> order = new ArrayList<>(List.of(0, 1, 2));
        Collections.shuffle(order, random);
        int identification = random.nextInt(65536);
        for (int index : order) {
            byte[] fragment = (fromInside
                            ? Ipv4PacketBuilder.ipv4(flow.host, flow.remote)
                            : Ipv4PacketBuilder.ipv4(
                                    flow.remote, world.settings().address()))
                    .identification(identification)
                    .flagsOffset(index * 2 | (index < 2 ? Ipv4PacketBuilder.MORE_FRAGMENTS : 0))
                    .payload(17, Bytes.part(data, 16 * index, 16 * index + 16))
                    .octets();
            String problem = send(fragment, flow, fromInside);
            if (problem != null) {
                return problem;
            }
        }
        return null;
    }

    private String send(byte[] octets, Flow flow, boolean fromInside) {
        byte[] buffer = new byte[octets.length + 64];
        System.arraycopy(octets, 0, buffer, 40, octets.length);
        Packet packet = new Packet().attach(ByteBuffer.wrap(buffer), 40, octets.length, 40);
        NaptResult result = fromInside ? napt.outbound(packet, now) : napt.inbound(packet, now);
        Seen seen = seen(packet, result);
        log.add((fromInside ? "outbound " : "inbound ") + Bytes.hex(octets) + " " + result
                + (result == NaptResult.TRANSLATED && fromInside ? " by " + Bytes.u16(seen.octets(), 20) : ""));
        List<Seen> released = new ArrayList<>();
        Packet window = new Packet();
        for (NaptResult next = napt.release(window, now); next != null; next = napt.release(window, now)) {
            released.add(seen(window, next));
        }
        String problem = fromInside ? model.outbound(octets, now, seen) : model.inbound(octets, now, seen);
        if (problem == null) {
            problem = model.released(released);
        }
        if (result == NaptResult.NO_SESSION_TCP) {
            flow.isOver = false;
            flow.insideFin = false;
            flow.outsideFin = false;
        }
        if (result == NaptResult.TRANSLATED && fromInside) {
            boolean first = (Bytes.u16(seen.octets(), 6) & 0x1fff) == 0;
            flow.port = first ? Bytes.u16(seen.octets(), flow.protocol == 1 ? 24 : 20) : flow.port;
            flow.sent = first ? seen.octets() : flow.sent;
        } else if (result == NaptResult.TRANSLATED && (Bytes.u16(seen.octets(), 6) & 0x1fff) == 0) {
            flow.received = seen.octets();
        }
        return problem;
    }

    private static Seen seen(Packet packet, NaptResult result) {
        byte[] octets = new byte[packet.length()];
        packet.buffer().get(packet.offset(), octets);
        return new Seen(result.name(), octets);
    }
}
