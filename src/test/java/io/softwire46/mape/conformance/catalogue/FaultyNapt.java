package io.softwire46.mape.conformance.catalogue;

import static io.softwire46.mape.conformance.catalogue.NaptFault.*;
import static io.softwire46.mape.conformance.model.Bytes.u16;
import static io.softwire46.mape.conformance.model.Bytes.u8;

import io.softwire46.mape.conformance.Capabilities;
import io.softwire46.mape.conformance.Configured;
import io.softwire46.mape.conformance.Exchange;
import io.softwire46.mape.conformance.Received;
import io.softwire46.mape.conformance.Role;
import io.softwire46.mape.conformance.Sent;
import io.softwire46.mape.conformance.Setup;
import io.softwire46.mape.conformance.Side;
import io.softwire46.mape.conformance.Target;
import io.softwire46.mape.conformance.Until;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.NaiveNaptPacket;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A NAPT of the plainest kind before a plain customer edge, with switches for faults: each flow has a port of its own, and one
 * forward leads to the LAN. Without a fault it passes every property of group CE.
 *
 * <p>Not thread-safe.
 */
final class FaultyNapt implements Target {
    private static final int UDP = 17;
    private static final int TCP = 6;
    private static final int ICMP = 1;

    private final Set<NaptFault> faults;
    private final FaultyEdge edge = new FaultyEdge();
    private final Capabilities capabilities = Capabilities.builder("toy", "1", Role.CE_NAT)
            .formats(Set.of("rfc7597", "draft03"))
            .virtualClock(true)
            .sync(true)
            .reset(true)
            .build();

    /** Ports by protocol and inside endpoint. */
    private final Map<String, Integer> ports = new HashMap<>();

    /** How many ports of the set are taken, by protocol. */
    private final Map<Integer, Integer> used = new HashMap<>();

    private World world = World.of(Role.CE_NAT, List.of());
    private List<Integer> portSet = List.of();

    FaultyNapt(NaptFault... faults) {
        this.faults = EnumSet.noneOf(NaptFault.class);
        this.faults.addAll(List.of(faults));
    }

    private boolean has(NaptFault fault) {
        return faults.contains(fault);
    }

    @Override
    public Capabilities capabilities() {
        return capabilities;
    }

    @Override
    public Configured configure(Setup setup) {
        Configured configured = edge.configure(setup);
        if (configured.outcome() == Configured.Outcome.OK) {
            world = World.of(setup);
            portSet = world.edge().map(this::portSet).orElse(List.of());
            ports.clear();
            used.clear();
        }
        return configured;
    }

    /** The ports that flows may have. */
    private List<Integer> portSet(Edge own) {
        List<Integer> all = new ArrayList<>(Lan.usablePorts(own));
        int last = all.size() - 1;
        int end = 0; // of the first range
        while (end < last && all.get(end + 1) == all.get(end) + 1) {
            end++;
        }
        if (has(FIRST_RANGE_ONLY)) {
            return all.subList(0, end + 1);
        }
        if (has(LAST_PORT_UNUSED)) {
            return all.subList(0, last);
        }
        if (has(ODD_PORTS_UNUSED)) {
            return all.stream().filter(port -> port % 2 == 0).toList();
        }
        if (has(NEXT_RANGE)) {
            all.replaceAll(port -> Math.min(65_535, port + all.get(0) - (all.get(0) & -all.get(0)) + 1));
        }
        return all;
    }

    @Override
    public boolean reset() {
        ports.clear();
        used.clear();
        return edge.reset();
    }

    @Override
    public void close() {}

    @Override
    public Exchange exchange(List<Sent> packets, Until until) {
        List<Received> outputs = new ArrayList<>();
        for (int i = 0; i < packets.size(); i++) {
            Sent sent = packets.get(i);
            byte[] octets = sent.side() == Side.IPV4 ? outbound(sent.octets()) : sent.octets();
            if (octets.length == 0) {
                continue;
            }
            Sent passed = new Sent(sent.side(), sent.atNanos(), octets);
            for (Received each : edge.exchange(List.of(passed), until).outputs()) {
                byte[] output = each.side() == Side.IPV4 ? inbound(each.octets()) : each.octets();
                if (output.length > 0) {
                    outputs.add(new Received(each.side(), output, null));
                }
            }
        }
        return new Exchange(Exchange.Ended.SYNC, outputs);
    }

    private static int protocol(byte[] ipv4) {
        return u8(ipv4, 9);
    }

    private static int port(byte[] ipv4, boolean source) {
        return u16(ipv4, 20 + (protocol(ipv4) == ICMP ? 4 : source ? 0 : 2));
    }

    private byte[] outbound(byte[] packet) {
        Lan lan = world.lan().orElseThrow();
        int address =
                Bytes.int32(Bytes.ofBits(world.edge().orElseThrow().own().ce().ipv4()), 0);
        int source = Bytes.int32(packet, 12);
        int inside = port(packet, true);
        boolean isForward = protocol(packet) == UDP && source == lan.host() && inside == Lan.HOST_PORT;
        int port = isForward && !has(FORWARD_IGNORED) ? lan.forwardPort() : chosen(packet, source, inside);
        if (port < 0 || (has(ONE_HOST_ONLY) && (source & 7) == 3)) {
            return new byte[0];
        }
        byte[] translated =
                new NaiveNaptPacket(packet).with(true, address, port).octets();
        if (has(SOURCE_UNTRANSLATED) && protocol(packet) == ICMP) {
            return packet;
        }
        if (has(TCP_CHECKSUM_UNCHANGED) && protocol(packet) == TCP) {
            Bytes.put16(translated, 36, u16(packet, 36));
        }
        if (has(UDP_CHECKSUM_UNCHANGED) && protocol(packet) == UDP) {
            Bytes.put16(translated, 26, u16(packet, 26));
        }
        if (has(UDP_CHECKSUM_0_UPDATED) && protocol(packet) == UDP && u16(packet, 26) == 0) {
            Bytes.put16(translated, 26, 0xffff - inside + port & 0xffff);
        }
        if (has(UDP_CHECKSUM_REMOVED) && protocol(packet) == UDP) {
            Bytes.put16(translated, 26, 0);
        }
        if (has(DSCP_CLEARED)) {
            translated[1] &= 3;
            return Bytes.withHeaderChecksum(translated, 0);
        }
        return translated;
    }

    /** The port of a flow: the next one that no other flow of the protocol has; -1 if there is none. */
    private int chosen(byte[] packet, int source, int inside) {
        int protocol = protocol(packet);
        if (has(PORT_KEPT) && protocol != ICMP) {
            return inside;
        }
        if (has(IDENTIFIER_KEPT) && protocol == ICMP) {
            return inside;
        }
        if (has(ONE_PORT_FOR_ALL)) {
            return portSet.get(0);
        }
        if (has(ANY_PORT_OF_THE_ADDRESS)) {
            return Lan.FIRST_PORT + ports.computeIfAbsent(protocol + " " + source + " " + inside, key -> ports.size());
        }
        String flow = protocol + " " + source + " " + inside;
        Integer known = ports.get(flow);
        if (known != null) {
            return known;
        }
        int next = used.getOrDefault(protocol, 0);
        boolean isTaken = protocol == UDP
                && next < portSet.size()
                && portSet.get(next) == world.lan().orElseThrow().forwardPort();
        next += isTaken ? 1 : 0;
        if (next >= portSet.size()) {
            return -1;
        }
        used.put(protocol, next + 1);
        ports.put(flow, portSet.get(next));
        return portSet.get(next);
    }

    private byte[] inbound(byte[] packet) {
        Lan lan = world.lan().orElseThrow();
        boolean isForward = protocol(packet) == UDP && port(packet, false) == lan.forwardPort();
        return isForward && !has(FORWARD_IGNORED)
                ? new NaiveNaptPacket(packet)
                        .with(false, lan.host(), Lan.HOST_PORT)
                        .octets()
                : new byte[0];
    }
}
